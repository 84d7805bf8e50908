"""This round: who has answered, who is late, what moved; approving and returning."""

import re

import pytest
from django.test import Client

from ambitions.models import Challenge, KeyAction, Update
from ambitions.updates import services
from objectives.models import Period
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan, in_days
from tests.governing import (
    address,
    queries_of,
    rated_before,
    signed_in,
    submitted,
    text_of,
)

pytestmark = pytest.mark.django_db


def round_of(plan: Plan, **query: str) -> str:
    response = signed_in(plan.trust).get(address("this_round", plan.trust, **query))
    assert response.status_code == 200
    return text_of(response)


def tick(update: Update) -> str:
    """What the list of approvals sends for `update`, as it was when it was read."""
    return f"{update.pk}:{update.version}"


def as_read(update: Update, text: str = "") -> dict[str, str]:
    """What the page of `update` sends, opened when it was as it is in memory."""
    return {"version": str(update.version), "text": text}


def sent_by(page: str, name: str) -> list[str]:
    """The values that a page's form would send under `name`."""
    return re.findall(rf'name="{name}"\s+value="([^"]*)"', page)


def reword(plan: Plan, update: Update, text: str) -> None:
    """The lead takes it back, changes the words and submits it again."""
    services.save_draft(
        item=update.item,
        period=plan.period,
        answers=services.Answers(narratives={plan.progress: text}),
        version=None,
        by=plan.lead.user,
    )
    services.submit_update(update=update, version=None, by=plan.lead.user)


# The grid


def test_counts_where_every_answer_stands() -> None:
    plan = Plan(due_on=in_days(3))
    plan.action("Not begun")
    plan.answer(plan.action("Begun"))
    submitted(plan, plan.action("Handed in"))
    services.approve_update(update=submitted(plan, plan.action("Accepted")), by=None)
    update = submitted(plan, plan.action("Sent back"))
    services.return_update(update=update, text="Which wards?", by=None)
    page = round_of(plan)
    assert "2 of 5 in , 1 approved." in page
    # Not started, draft, returned, late, submitted, approved, all.
    assert "1 1 1 0 1 1 5" in page


def test_what_is_asked_for_by_a_day_that_is_over_is_late() -> None:
    plan = Plan(due_on=in_days(-1))
    plan.action("Not begun")
    plan.answer(plan.action("Begun"))
    page = round_of(plan)
    assert "0 0 0 2 0 0 2" in page
    assert "Late 2 answers" in page


def test_the_due_day_itself_is_not_late() -> None:
    plan = Plan(due_on=in_days(0))
    plan.action()
    assert "Still to answer 1 person" in round_of(plan)


def test_a_number_leads_to_the_list_of_exactly_those() -> None:
    plan = Plan(due_on=in_days(3))
    plan.action("Not begun")
    submitted(plan, plan.action("Handed in"))
    client = signed_in(plan.trust)
    page = client.get(address("this_round", plan.trust)).content.decode()
    url = f"/t/{plan.trust.code}/plan/?section=ambition-{plan.ambition.pk}&amp;state=not_started"
    assert url in page
    listed = text_of(client.get(url.replace("&amp;", "&")))
    assert "Not begun" in listed and "Handed in" not in listed


def test_what_was_submitted_leads_to_where_it_is_approved_under_its_objective() -> None:
    plan = Plan()
    submitted(plan, plan.action("Handed in"))
    other = factories.action(ambition=factories.ambition(strategy=plan.strategy), title="Elsewhere")
    submitted(plan, other)
    client = signed_in(plan.trust)
    page = client.get(address("this_round", plan.trust)).content.decode()
    url = address("round_approve", plan.trust, section=f"ambition-{plan.ambition.pk}")
    assert f'href="{url}"' in page
    listed = text_of(client.get(url))
    assert "Handed in" in listed and "Elsewhere" not in listed


def test_the_picture_counts_ratings_and_each_leads_to_its_list() -> None:
    plan = Plan()
    rated_before(plan, plan.action("Was green"), "green")
    submitted(plan, KeyAction.objects.get(title="Was green"), "red", "Two beds short.")
    plan.action("Not begun")
    client = signed_in(plan.trust)
    page = client.get(address("this_round", plan.trust)).content.decode()
    text = text_of(client.get(address("this_round", plan.trust)))
    assert "R 1 1 Q1 G 1 1 1 of 2 in 1 worse" in text
    red = plan.rating("red")
    url = f"?section=ambition-{plan.ambition.pk}&amp;rating={red.pk}"
    assert f'href="/t/{plan.trust.code}/plan/{url}"' in page
    assert "Worse since last time: 1 of 1" in text and "Two beds short." in text


def test_what_is_approved_together_is_read_first_and_what_is_worse_is_not_ticked() -> None:
    plan = Plan()
    good = submitted(plan, plan.action("Good"), "green", "Forty beds are open.")
    poor = submitted(plan, plan.action("Poor"), "red", "Two beds short.")
    page = signed_in(plan.trust).get(address("round_approve", plan.trust)).content.decode()
    assert "Forty beds are open." in page and "Two beds short." in page
    ticks = dict(re.findall(r'value="(\d+):\d+" type="checkbox"(\s+checked)?', page))
    assert {int(pk): bool(checked) for pk, checked in ticks.items()} == {
        good.pk: True,
        poor.pk: False,
    }
    assert "Carries a mitigation" in page


def test_only_levels_that_are_asked_something_count() -> None:
    plan = Plan()
    plan.action()
    factories.objective(strategy=plan.strategy, title="Asked nothing")
    page = round_of(plan)
    assert "0 of 1 in" in page
    assert "Asked nothing" not in page


def test_objectives_and_ambitions_count_where_their_level_is_asked() -> None:
    plan = Plan()
    objective = factories.objective(strategy=plan.strategy, title="Care at home")
    factories.ambition(objective=objective)
    factories.heading(strategy=plan.strategy, level="objective")
    factories.heading(strategy=plan.strategy, level="ambition")
    page = round_of(plan)
    assert "0 of 3 in" in page
    assert "Care at home 2 0 0 0 0 0 2" in page


def test_a_strategy_without_periods_says_how_to_begin() -> None:
    strategy = factories.strategy()
    page = text_of(signed_in(strategy.trust).get(address("this_round", strategy.trust)))
    assert "Set up the first period" in page


def test_a_trust_without_a_strategy_says_what_comes_first() -> None:
    trust = factories.trust()
    assert "No strategy yet" in text_of(signed_in(trust).get(address("this_round", trust)))


def test_a_round_that_asks_nothing_says_so() -> None:
    period = factories.period()
    page = text_of(
        signed_in(period.strategy.trust).get(address("this_round", period.strategy.trust))
    )
    assert "Nothing is asked in this round" in page


# Who owes, what is challenged, what moved


def test_names_who_owes_what_most_late_first() -> None:
    plan = Plan(due_on=in_days(-1))
    other = factories.person(plan.trust, name="Ana Lima")
    factories.lead(factories.action(ambition=plan.ambition, title="Hers"), other)
    plan.action("His first")
    plan.action("His second")
    page = round_of(plan)
    assert page.index("Tom Hargreave 2 late") < page.index("Ana Lima 1 late")
    assert "His first" in page and "Hers" in page


def test_an_item_that_nobody_leads_is_with_nobody_named() -> None:
    plan = Plan()
    factories.action(ambition=plan.ambition, title="Orphan")
    assert "Nobody named" in round_of(plan)


def test_shows_open_challenges_and_those_answered_but_not_those_settled() -> None:
    plan = Plan()
    waiting, answered, settled = (submitted(plan, plan.action(f"Item {n}")) for n in range(3))
    for update, text in ((waiting, "Which wards?"), (answered, "By when?"), (settled, "Why?")):
        services.return_update(update=update, text=text, by=None)
    for update in (answered, settled):
        services.submit_update(update=update, version=None, by=None)
    services.approve_update(update=settled, by=None)
    page = round_of(plan)
    assert "Challenges 2 open" in page
    assert "Which wards?" in page and "Waiting for Tom Hargreave" in page
    assert "By when?" in page and "read and decide" in page
    assert "Why?" not in page


def test_what_moved_is_told_in_the_leads_words_the_worse_first() -> None:
    plan = Plan()
    for title, before, now in (
        ("Got better", "amber", "green"),
        ("Got worse", "green", "red"),
        ("As it was", "green", "green"),
    ):
        action = plan.action(title)
        rated_before(plan, action, before)
        submitted(plan, action, now, f"**{title}** this quarter.\n- One thing")
    page = round_of(plan)
    moved = page[page.index("Worse since last time") :]
    assert "Better since last time 1 better, 1 unchanged so far" in moved
    assert moved.index("Got worse") < moved.index("Got better")
    assert re.search("Green to Red K\\d+ Got worse Got worse this quarter. One thing", moved)
    assert "As it was" not in moved


def test_a_draft_has_not_moved_yet() -> None:
    plan = Plan()
    action = plan.action()
    rated_before(plan, action, "green")
    plan.answer(action, "red")
    assert "nothing has been handed in to compare" in round_of(plan)


# Approving


def test_lists_what_waits_and_approves_what_is_ticked() -> None:
    plan = Plan()
    ticked, other = submitted(plan, plan.action("One")), submitted(plan, plan.action("Other"))
    plan.answer(plan.action("Still a draft"))
    client = signed_in(plan.trust)
    url = address("round_approve", plan.trust)
    page = text_of(client.get(url))
    assert "These 2 answers" in page and "Still a draft" not in page
    response = client.post(url, {"update": [tick(ticked)]}, follow=True)
    assert "1 update approved." in text_of(response)
    ticked.refresh_from_db()
    other.refresh_from_db()
    assert (ticked.state, other.state) == ("approved", "submitted")
    assert ticked.approved_by is not None


def test_a_second_click_approves_nothing_twice() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    client = signed_in(plan.trust)
    url = address("round_approve", plan.trust)
    sent = {"update": [tick(update)]}
    client.post(url, sent)
    version = Update.objects.get(pk=update.pk).version
    response = client.post(url, sent, follow=True)
    assert "done already" in text_of(response)
    assert Update.objects.get(pk=update.pk).version == version


def test_nothing_ticked_approves_nothing() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    response = signed_in(plan.trust).post(address("round_approve", plan.trust), follow=True)
    assert "Nothing was ticked" in text_of(response)
    update.refresh_from_db()
    assert update.state == "submitted"


def test_another_trusts_update_cannot_be_approved_by_its_number() -> None:
    plan, theirs = Plan(), Plan()
    update = submitted(theirs, theirs.action())
    signed_in(plan.trust).post(address("round_approve", plan.trust), {"update": [tick(update)]})
    update.refresh_from_db()
    assert update.state == "submitted"


def test_a_closed_round_approves_nothing() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    Period.objects.filter(pk=plan.period.pk).update(status="closed", closed_at=factories.NOON)
    url = address("round_approve", plan.trust, period=plan.period.pk)
    response = signed_in(plan.trust).post(url, {"update": [tick(update)]}, follow=True)
    assert "is closed" in text_of(response)
    update.refresh_from_db()
    assert update.state == "submitted"


# Reading one


def test_reads_one_update_as_printed_beside_what_changed() -> None:
    plan = Plan()
    action = plan.action("Open more beds")
    earlier = rated_before(plan, action, "amber")
    factories.update_narrative(update=earlier, heading=plan.progress, text="Ten beds.")
    update = submitted(plan, action, text="**Twenty** beds.")
    client = signed_in(plan.trust)
    page = client.get(address("update_review", plan.trust, update.pk)).content.decode()
    assert "<p><strong>Twenty</strong> beds.</p>" in page
    assert ">Ten</del>" in page and ">Twenty</ins>" in page


def test_approving_one_goes_on_to_the_next_that_waits() -> None:
    plan = Plan()
    first, second = submitted(plan, plan.action("One")), submitted(plan, plan.action("Two"))
    client = signed_in(plan.trust)
    response = client.post(address("update_approve", plan.trust, first.pk), as_read(first))
    assert response["Location"] == address("update_review", plan.trust, second.pk)
    response = client.post(address("update_approve", plan.trust, second.pk), as_read(second))
    assert response["Location"] == address("this_round", plan.trust)


def test_returning_one_says_what_is_to_be_answered() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    client = signed_in(plan.trust)
    client.post(address("update_return", plan.trust, update.pk), as_read(update, "Which wards?"))
    update.refresh_from_db()
    challenge = Challenge.objects.get(update=update)
    assert (update.state, challenge.text) == ("returned", "Which wards?")
    assert challenge.raised_by is not None


def test_returning_without_words_is_refused_and_nothing_changes() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    client = signed_in(plan.trust)
    response = client.post(address("update_return", plan.trust, update.pk), as_read(update, "  "))
    assert response.status_code == 400
    assert "Say what must be answered" in text_of(response)
    update.refresh_from_db()
    assert update.state == "submitted"


def test_a_draft_can_be_read_but_neither_approved_nor_returned() -> None:
    plan = Plan()
    update = plan.answer(plan.action())
    client = signed_in(plan.trust)
    page = text_of(client.get(address("update_review", plan.trust, update.pk)))
    assert "nothing to decide" in page
    url = address("update_approve", plan.trust, update.pk)
    response = client.post(url, as_read(update), follow=True)
    assert "Only an update that was submitted" in text_of(response)
    response = client.post(address("update_return", plan.trust, update.pk), as_read(update, "Why?"))
    assert response.status_code == 400


# Two people at once


@pytest.mark.parametrize("name", ["update_approve", "update_return"])
def test_words_changed_since_they_were_read_are_shown_and_not_decided_on(name: str) -> None:
    plan = Plan()
    update = submitted(plan, plan.action(), text="Ten beds.")
    client = signed_in(plan.trust)
    page = client.get(address("update_review", plan.trust, update.pk)).content.decode()
    versions = sent_by(page, "version")
    assert len(versions) == 2
    reword(plan, update, "Twenty beds.")
    sent = {"version": versions[0], "text": "Which wards?"}
    response = client.post(address(name, plan.trust, update.pk), sent)
    assert response.status_code == 409
    again = text_of(response)
    assert f"{plan.lead.user} changed this since you opened it; read it again." in again
    assert "Twenty beds." in again
    assert Update.objects.get(pk=update.pk).state == "submitted"
    assert not Challenge.objects.exists()
    if name == "update_return":
        assert "Which wards?" in response.content.decode()
    sent["version"] = sent_by(response.content.decode(), "version")[0]
    client.post(address(name, plan.trust, update.pk), sent)
    assert Update.objects.get(pk=update.pk).state != "submitted"


def test_a_page_that_says_no_version_decides_nothing() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    client = signed_in(plan.trust)
    for version in ("", "none", "-1", "9" * 30, "²"):
        sent = {"version": version, "text": "Why?"}
        for name in ("update_approve", "update_return"):
            assert client.post(address(name, plan.trust, update.pk), sent).status_code == 409
        client.post(address("round_approve", plan.trust), {"update": f"{update.pk}:{version}"})
    assert Update.objects.get(pk=update.pk).state == "submitted"


def test_returning_what_somebody_else_approved_meanwhile_is_told() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    first, other = signed_in(plan.trust), signed_in(plan.trust)
    for client in (first, other):
        client.get(address("update_review", plan.trust, update.pk))
    first.post(address("update_approve", plan.trust, update.pk), as_read(update))
    url = address("update_return", plan.trust, update.pk)
    response = other.post(url, as_read(update, "Which wards?"))
    approved = Update.objects.get(pk=update.pk)
    assert (response.status_code, approved.state) == (409, "approved")
    assert f"{approved.approved_by} approved this since you opened it" in text_of(response)
    assert "Which wards?" in response.content.decode()


def test_approving_what_somebody_else_returned_meanwhile_is_told_and_loses_no_words() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    governor = plan.governor(name="Joanne Pickersgill")
    services.return_update(update=update, text="By when?", by=governor)
    client = signed_in(plan.trust)
    response = client.post(address("update_approve", plan.trust, update.pk), as_read(update))
    assert "Joanne Pickersgill returned this since you opened it" in text_of(response)
    url = address("update_return", plan.trust, update.pk)
    assert "Which wards?" in text_of(client.post(url, as_read(update, "Which wards?")))
    assert Challenge.objects.get(update=update).text == "By when?"


def test_what_changed_under_the_list_is_left_unapproved_and_named() -> None:
    plan = Plan()
    same, changed, returned = (
        submitted(plan, plan.action(title)) for title in ("The same", "Reworded", "Sent back")
    )
    client = signed_in(plan.trust)
    url = address("round_approve", plan.trust)
    ticks = sent_by(client.get(url).content.decode(), "update")
    assert ticks == [tick(update) for update in (same, changed, returned)]
    reword(plan, changed, "Quite another story.")
    services.return_update(update=returned, text="Why?", by=None)
    response = client.post(url, {"update": ticks}, follow=True)
    page = text_of(response)
    assert response.redirect_chain[-1][0] == url
    assert "1 update approved." in page
    left = page[page.index("since you opened the list:") : page.index("Read them again.")]
    assert "Reworded" in left and "Sent back" in left and "The same" not in left
    states = [Update.objects.get(pk=update.pk).state for update in (same, changed, returned)]
    assert states == ["approved", "submitted", "returned"]


# Who may, and what it costs

PAGES = ["this_round", "round_approve"]


@pytest.mark.parametrize("role", [Role.READER, Role.LEAD])
def test_readers_and_leads_may_not_govern(role: str) -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    client = signed_in(plan.trust, role)
    for name in PAGES:
        assert client.get(address(name, plan.trust)).status_code == 403
    assert client.get(address("update_review", plan.trust, update.pk)).status_code == 403
    for name in ("update_approve", "update_return"):
        assert client.post(address(name, plan.trust, update.pk)).status_code == 403
    assert client.post(address("round_approve", plan.trust)).status_code == 403


def test_another_trusts_update_is_not_there() -> None:
    plan, theirs = Plan(), Plan()
    update = submitted(theirs, theirs.action())
    client = signed_in(plan.trust)
    assert client.get(address("update_review", plan.trust, update.pk)).status_code == 404
    for name in ("update_approve", "update_return"):
        assert client.post(address(name, plan.trust, update.pk)).status_code == 404
    assert client.get(address("this_round", theirs.trust)).status_code == 404


def test_wrong_methods_and_the_signed_out_are_turned_away() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    client = signed_in(plan.trust)
    assert client.post(address("this_round", plan.trust)).status_code == 405
    assert client.put(address("round_approve", plan.trust)).status_code == 405
    for name in ("update_approve", "update_return"):
        assert client.get(address(name, plan.trust, update.pk)).status_code == 405
    response = Client().get(address("this_round", plan.trust))
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
def test_twenty_answers_cost_no_more_queries_than_one(name: str) -> None:
    def plan_of(count: int) -> Plan:
        plan = Plan(due_on=in_days(-1))
        for number in range(count):
            moved = plan.action(f"Moved {number}")
            rated_before(plan, moved, "amber")
            submitted(plan, moved)
            plan.action(f"Late {number}")
            back = submitted(plan, plan.action(f"Back {number}"))
            services.return_update(update=back, text="Why?", by=plan.lead.user)
        return plan

    counts = []
    for count in (1, 20):
        plan = plan_of(count)
        counts.append(queries_of(signed_in(plan.trust), address(name, plan.trust)))
    assert counts[0] == counts[1]


def test_the_trusts_words_keep_their_capitals_on_the_pages() -> None:
    plan = Plan()
    plan.strategy.lead_word = "SRO"
    plan.strategy.action_word, plan.strategy.action_word_plural = "KPI", "KPIs"
    plan.strategy.save()
    action = plan.action()
    rated_before(plan, action, "amber")
    submitted(plan, action, "green")
    client = signed_in(plan.trust)
    for name in ("this_round", "plan"):
        page = text_of(client.get(address(name, plan.trust)))
        assert "KPI" in page or "SRO" in page, name
        assert "kpi" not in page and "sro" not in page.split() and "the lead’s" not in page
