"""Mails about an update: sent once, to whom it concerns, with the words and a link that lands."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from zeal import zeal_context

from ambitions.models import Notification, Update
from ambitions.plan.leads import nearest_leads, users_leading
from ambitions.rounds.services import approve_updates
from ambitions.updates import services
from ambitions.updates.notifications import MOST_TRIES, send_notifications
from strategy_tracker.accounts.saving import happening_at
from tests import factories
from tests.answering import Plan
from tests.governing import address, submitted
from tests.test_corrections import WHY, ClosedRound

pytestmark = pytest.mark.django_db

LONG = "Open a discharge lounge with both councils in each of the five localities by the spring"


def returned(plan: Plan, text: str = "Which ward is meant?", **officer: Any) -> Update:
    update = submitted(plan, plan.action(LONG, reference="1.1.3"), text="Two wards opened.")
    by = plan.governor(**{"name": "Ana Lima"} | officer)
    services.return_update(update=update, text=text, by=by)
    update.refresh_from_db()
    return update


def in_a_while() -> None:
    """As if the ten minutes were over in which approvals are gathered."""
    for row in Notification.objects.all():
        row.send_after = timezone.now() - timedelta(seconds=1)
        row.save()


def link_in(body: str) -> str:
    start = body.index(settings.SITE_URL) + len(settings.SITE_URL)
    return body[start:].split()[0]


def test_a_lead_is_told_what_was_asked_and_the_link_lands_on_the_form() -> None:
    plan = Plan()
    returned(plan)
    assert send_notifications() == 1
    [sent] = mail.outbox
    assert sent.to == [plan.lead.user.email]
    assert sent.subject == f"{plan.period.label}: an update was returned to you"
    assert f"1.1.3 {LONG}" in sent.body
    assert "Ana Lima returned this update" in sent.body
    assert "Which ward is meant?" in sent.body
    page = plan.client().get(link_in(sent.body))
    assert page.status_code == 200
    assert "Which ward is meant?" in page.content.decode()


def test_whoever_asked_is_told_the_answer_and_the_link_lands_on_the_review() -> None:
    plan = Plan()
    update = returned(plan)
    send_notifications()
    services.save_draft(
        item=update.item,
        period=plan.period,
        answers=services.Answers(narratives={plan.progress: "Both on the second floor."}),
        version=None,
        by=plan.lead.user,
    )
    services.submit_update(update=update, version=None, by=plan.lead.user)
    assert send_notifications() == 1
    sent = mail.outbox[-1]
    officer = update.challenges.get().raised_by
    assert sent.to == [officer.email]
    assert sent.reply_to == [plan.lead.user.email]
    assert "You asked:\nWhich ward is meant?" in sent.body
    assert "Progress:\nBoth on the second floor." in sent.body
    page = plan.client(officer).get(link_in(sent.body))
    assert "Both on the second floor." in page.content.decode()


def test_approvals_of_ten_minutes_are_one_mail() -> None:
    plan = Plan()
    updates = [submitted(plan, plan.action(f"Action {n}"), text=f"Word {n}.") for n in range(3)]
    officer = plan.governor()
    approve_updates(period=plan.period, updates={updates[0].pk: None}, by=officer)
    for update in updates[1:]:
        services.approve_update(update=update, by=officer)
    assert send_notifications() == 0
    first = Notification.objects.order_by("pk")[0]
    first.send_after = timezone.now()
    first.save()
    assert send_notifications() == 1
    [sent] = mail.outbox
    assert "3 of your updates were approved" in sent.subject
    assert all(f"Action {n}" in sent.body and f"Word {n}." in sent.body for n in range(3))
    assert plan.client().get(link_in(sent.body)).status_code == 200
    assert send_notifications() == 0


def test_many_approvals_ask_who_leads_once() -> None:
    plan = Plan()
    updates = [submitted(plan, plan.action(f"Action {n}")) for n in range(4)]
    factories.lead(plan.ambition, factories.leading_member(plan.trust))
    unled = [submitted_unled(plan, f"Unled {n}") for n in range(3)]
    items = [update.item for update in [*updates, *unled]]
    expected = [[person.user for person in nearest_leads(item)] for item in items]
    again = [Update.objects.get(pk=update.pk).item for update in [*updates, *unled]]
    with CaptureQueriesContext(connection) as captured:
        assert users_leading(again) == expected
    assert len(captured) <= 8
    with zeal_context():
        approve_updates(
            period=plan.period,
            updates=dict.fromkeys(update.pk for update in [*updates, *unled]),
            by=plan.governor(),
        )
    assert Notification.objects.count() == 7


def submitted_unled(plan: Plan, title: str) -> Update:
    return submitted(plan, factories.action(ambition=plan.ambition, title=title))


def test_one_approval_says_which_and_by_whom() -> None:
    plan = Plan()
    services.approve_update(
        update=submitted(plan, plan.action(LONG)), by=plan.governor(name="Ana Lima")
    )
    in_a_while()
    send_notifications()
    [sent] = mail.outbox
    assert "Ana Lima approved this update" in sent.body and LONG in sent.body


def test_a_lead_is_told_why_an_answer_of_a_closed_period_was_reopened() -> None:
    closed = ClosedRound()
    in_a_while()
    send_notifications()
    closed.reopen()
    assert send_notifications() == 1
    sent = mail.outbox[-1]
    assert sent.to == [closed.plan.lead.user.email]
    assert "reopened for you to correct" in sent.subject and WHY in sent.body
    page = closed.plan.client().get(link_in(sent.body)).content.decode()
    assert WHY in page and "Check and submit" in page


def test_an_approval_that_is_taken_back_at_once_is_not_told() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    officer = plan.governor()
    services.approve_update(update=update, by=officer)
    services.return_update(update=update, text="One word more, please.", by=officer)
    in_a_while()
    assert send_notifications() == 1
    assert "One word more" in mail.outbox[0].body


def test_nobody_is_told_what_they_did_themselves() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    services.return_update(update=update, text="I forgot a word.", by=plan.lead.user)
    assert not Notification.objects.exists()


def test_what_is_entered_as_of_an_earlier_day_is_mailed_to_nobody() -> None:
    plan = Plan()
    with happening_at(timezone.now() - timedelta(days=200)):
        returned(plan)
    assert not Notification.objects.exists()


def test_whoever_left_since_gets_no_words() -> None:
    plan = Plan()
    returned(plan)
    membership = plan.lead.user.memberships.get()
    membership.ended_on = timezone.localdate() - timedelta(days=1)
    membership.save()
    assert send_notifications() == 0
    assert mail.outbox == []
    assert not Notification.objects.exists()


def test_a_mail_server_that_is_away_loses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan()
    returned(plan)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", _refuse)
        assert send_notifications() == 0
    assert send_notifications() == 0, "it is tried again later, and not at once"
    assert Notification.objects.get().tries == 1
    in_a_while()
    assert send_notifications() == 1
    assert "Which ward is meant?" in mail.outbox[0].body


def test_it_is_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    returned(Plan())
    monkeypatch.setattr(EmailBackend, "send_messages", _refuse)
    for _ in range(MOST_TRIES + 2):
        send_notifications()
        in_a_while()
    assert Notification.objects.get().tries == MOST_TRIES


def test_a_subject_holds_no_line_break_of_a_label() -> None:
    plan = Plan(label="Q1\r\nBcc: somebody@example.org")
    returned(plan)
    send_notifications()
    assert "\n" not in mail.outbox[0].subject and mail.outbox[0].bcc == []


@pytest.mark.django_db(transaction=True)
def test_returning_in_the_browser_hands_the_mail_to_a_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ambitions.updates.notifications.start_if_none", lambda: True)
    plan = Plan()
    update = submitted(plan, plan.action())
    client = Client()
    client.force_login(plan.governor())
    sent = {"text": "Which ward?", "version": update.version}
    client.post(address("update_return", plan.trust, update.pk), sent)
    [handed_over] = DBTaskResult.objects.all()
    handed_over.task.call()
    assert ["Which ward?" in sent.body for sent in mail.outbox] == [True]


def test_another_trusts_notifications_are_not_ones_own() -> None:
    row = factories.notification()
    assert list(Notification.objects.for_trust(factories.trust())) == []
    assert list(Notification.objects.for_trust(row.owner_trust_id)) == [row]


def _refuse(*given: Any) -> int:
    raise OSError("There is no mail server.")
