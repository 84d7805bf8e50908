"""Chasing: the e-mail that is shown is the e-mail that goes, once, and is remembered."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from ambitions.models import Reminder
from ambitions.rounds.reminders import NOT_AGAIN_WITHIN
from ambitions.updates import services
from objectives.models import Period
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan, in_days
from tests.governing import address, queries_of, signed_in, submitted, text_of

pytestmark = pytest.mark.django_db


def late_plan() -> Plan:
    plan = Plan(due_on=in_days(-1))
    plan.action("Open more beds", reference="1.1.3")
    return plan


def post(plan: Plan, client: Client | None = None, **data: Any) -> Any:
    data = {"person": [plan.lead.pk], "message": "Please answer today."} | data
    client = client or signed_in(plan.trust)
    return client.post(address("round_chase", plan.trust), data, follow=True)


def test_the_round_offers_to_chase_who_is_late() -> None:
    plan = late_plan()
    page = signed_in(plan.trust).get(address("this_round", plan.trust)).content.decode()
    assert f'value="{plan.lead.pk}" type="checkbox" checked' in page
    assert "No reminder yet" in page


def test_somebody_without_a_sign_in_is_not_offered() -> None:
    plan = late_plan()
    factories.lead(plan.action("Another"), factories.person(plan.trust, name="Ana Lima"))
    page = text_of(signed_in(plan.trust).get(address("this_round", plan.trust)))
    assert "Has no sign-in" in page


def test_a_long_title_is_whole_in_the_mail() -> None:
    plan = Plan(due_on=in_days(-1))
    title = "Open a discharge lounge with both councils in each of the five localities"
    plan.action(title, reference="1.1.3")
    post(plan)
    assert f"- 1.1.3 {title} (late)" in mail.outbox[0].body


def test_the_mail_is_seen_before_it_goes() -> None:
    plan = late_plan()
    url = address("round_chase", plan.trust, person=plan.lead.pk)
    page = text_of(signed_in(plan.trust).get(url))
    assert plan.lead.user.email in page
    assert "Dear Tom Hargreave," in page and "- 1.1.3 Open more beds (late)" in page
    assert mail.outbox == []


def test_what_goes_is_what_was_seen_with_the_officers_words() -> None:
    plan = late_plan()
    returned = submitted(plan, plan.action("Shorter waits"))
    services.return_update(update=returned, text="Which?", by=None)
    assert "Reminder sent to Tom Hargreave." in text_of(post(plan))
    (sent,) = mail.outbox
    assert sent.to == [plan.lead.user.email]
    assert sent.subject == "Q2 2024/25: answers still to come"
    for words in ("Please answer today.", "(late)", "Shorter waits (returned)", "/updates/"):
        assert words in sent.body
    assert sent.reply_to and sent.reply_to != sent.to


def test_that_it_went_is_remembered_and_shown() -> None:
    plan = late_plan()
    post(plan)
    reminder = Reminder.objects.get()
    assert (reminder.period, reminder.person) == (plan.period, plan.lead)
    assert reminder.email == plan.lead.user.email
    assert reminder.message == mail.outbox[0].body
    assert reminder.sent_by is not None and reminder.sent_at is not None
    assert reminder.history.get().history_user == reminder.sent_by
    page = signed_in(plan.trust).get(address("this_round", plan.trust)).content.decode()
    assert "No reminder yet" not in page and "checked" not in page


def test_a_second_click_sends_nothing_twice() -> None:
    plan = late_plan()
    post(plan)
    assert "A reminder went to Tom Hargreave a moment ago" in text_of(post(plan))
    assert len(mail.outbox) == 1


def test_a_stand_in_of_today_is_written_to_as_well() -> None:
    plan = late_plan()
    own = factories.leading_member(plan.trust, name="Ana Lima")
    factories.lead(factories.action(ambition=plan.ambition, title="Shorter waits"), own)
    factories.delegation(person=plan.lead, delegate=own)
    over = timezone.localdate() - timedelta(days=1)
    factories.delegation(person=plan.lead, starts_on=over, ends_on=over)
    with zeal_ignore():  # each reminder is sent and recorded by itself
        assert "Reminder sent to Tom Hargreave and Ana Lima." in text_of(post(plan))
    to_lead, to_stand_in = mail.outbox
    assert (to_lead.to, to_stand_in.to) == ([plan.lead.user.email], [own.user.email])
    assert "Ana Lima" not in to_lead.body and "stand in" not in to_lead.body
    listed, stood_in = to_stand_in.body.split("For Tom Hargreave, as you stand in for them until")
    assert "Shorter waits (late)" in listed and "Open more beds" not in listed
    assert "Open more beds (late)" in stood_in and "Shorter waits" not in stood_in
    assert {row.person for row in Reminder.objects.all()} == {plan.lead, own}


def test_who_cannot_sign_in_is_reached_by_their_stand_in() -> None:
    plan = late_plan()
    away = factories.person(plan.trust, name="Ana Lima")
    factories.lead(factories.action(ambition=plan.ambition, title="Another"), away)
    factories.delegation(person=away, delegate=plan.lead)
    page = signed_in(plan.trust).get(address("this_round", plan.trust)).content.decode()
    assert "Tom Hargreave stands in until" in page and "Has no sign-in" not in page
    assert "Reminder sent to Tom Hargreave." in text_of(post(plan, person=[away.pk]))
    (sent,) = mail.outbox
    assert sent.to == [plan.lead.user.email] and "Another (late)" in sent.body
    page = text_of(signed_in(plan.trust).get(address("this_round", plan.trust)))
    assert "No reminder yet" not in page


def test_several_who_got_a_reminder_are_named_in_one_sentence() -> None:
    plan = late_plan()
    other = factories.leading_member(plan.trust, name="Ana Lima")
    factories.lead(plan.action("Another"), other)
    people = [plan.lead.pk, other.pk]
    with zeal_ignore():  # each reminder is sent and recorded by itself
        page = text_of(post(plan, person=people))
    assert "Reminder sent to Tom Hargreave and Ana Lima." in page


def test_a_period_that_is_renamed_sends_nothing_twice() -> None:
    plan = late_plan()
    post(plan)
    plan.period.label = "Quarter 2"
    plan.period.save()
    assert "A reminder went to Tom Hargreave a moment ago" in text_of(post(plan))
    assert len(mail.outbox) == 1
    assert "No reminder yet" not in text_of(
        signed_in(plan.trust).get(address("this_round", plan.trust))
    )


def test_another_is_sent_when_some_time_has_gone_by() -> None:
    plan = late_plan()
    post(plan)
    Reminder.objects.update(sent_at=timezone.now() - NOT_AGAIN_WITHIN)
    assert "Reminder sent to Tom Hargreave." in text_of(post(plan))
    assert Reminder.objects.count() == len(mail.outbox) == 2


def test_a_reminder_for_one_period_is_none_for_another() -> None:
    plan = late_plan()
    factories.reminder(period=plan.earlier, person=plan.lead, sent_at=timezone.now())
    assert "Reminder sent to Tom Hargreave." in text_of(post(plan))


def test_what_was_told_in_the_history_of_people_becomes_rows() -> None:
    plan = late_plan()
    officer = plan.governor()
    reasons = [
        f"Chased for Q2 2024/25 ({plan.period.pk})",
        "Chased for a period that is gone (999999)",
        f"Chased for somebody else's period ({late_plan().period.pk})",
        "Married",
        None,
    ]
    lead: Any = plan.lead
    for reason in reasons:
        lead._change_reason, lead._history_user = reason, officer
        lead.save()
    migration = import_module("ambitions.migrations.0005_reminders_from_history")
    migration.make_reminders(apps, None)
    migration.make_reminders(apps, None)
    reminder = Reminder.objects.get()
    told = plan.lead.history.get(history_change_reason=reasons[0])
    assert (reminder.period, reminder.person) == (plan.period, plan.lead)
    assert (reminder.sent_at, reminder.sent_by) == (told.history_date, officer)
    row = reminder.history.get()
    assert (row.history_type, row.history_date) == ("+", told.history_date)


def test_a_mail_that_cannot_go_is_said_and_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = late_plan()

    def refuse(*args: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert "did not take the e-mail to Tom Hargreave" in text_of(post(plan))
    assert not Reminder.objects.exists()
    assert "No reminder yet" in text_of(
        signed_in(plan.trust).get(address("this_round", plan.trust))
    )


def test_a_letter_needs_words() -> None:
    plan = late_plan()
    response = post(plan, message=" ")
    assert response.status_code == 400 and "Say something to them" in text_of(response)
    assert mail.outbox == []


def test_nobody_is_chased_who_owes_nothing_or_is_of_another_trust() -> None:
    plan, theirs = late_plan(), late_plan()
    idle = factories.leading_member(plan.trust)
    for person in (idle, theirs.lead):
        assert "Choose at least one person" in text_of(post(plan, person=[person.pk]))
    assert "Choose at least one person" in text_of(post(plan, person=["x"]))
    assert mail.outbox == []


def test_nobody_is_chased_for_a_closed_round() -> None:
    plan = late_plan()
    Period.objects.filter(pk=plan.period.pk).update(status="closed", closed_at=factories.NOON)
    assert "not open" in text_of(post(plan))
    assert mail.outbox == []


def test_only_governance_chases() -> None:
    plan, theirs = late_plan(), Plan()
    url = address("round_chase", plan.trust)
    for role in (Role.READER, Role.LEAD):
        assert signed_in(plan.trust, role).get(url).status_code == 403
        assert post(plan, signed_in(plan.trust, role)).status_code == 403
    assert signed_in(theirs.trust).get(url).status_code == 404
    assert signed_in(plan.trust).put(url).status_code == 405
    assert Client().get(url).status_code == 302
    assert mail.outbox == []


@pytest.mark.once
def test_twenty_people_cost_no_more_queries_to_show_than_one() -> None:
    counts = []
    for number in (1, 20):
        plan = Plan(due_on=in_days(-1))
        people = [factories.leading_member(plan.trust, name=f"P {n}") for n in range(number)]
        for person in people:
            factories.lead(factories.action(ambition=plan.ambition), person)
            factories.delegation(person=person)
        query = "&person=".join(str(person.pk) for person in people)
        url = address("round_chase", plan.trust, person=query)
        counts.append(queries_of(signed_in(plan.trust), url))
    assert counts[0] == counts[1]
