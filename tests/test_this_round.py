"""This round: who has answered, who is late, what moved; approving and returning."""

import pytest
from django.test import Client

from ambitions import services
from ambitions.models import Challenge, Update
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
    assert "1 1 1 0 1 1 5 20% approved, 20% to approve" in page


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
    url = f"/t/{plan.trust.code}/plan/?section=ambition-{plan.ambition.pk}&amp;state=submitted"
    assert url in page
    listed = text_of(client.get(url.replace("&amp;", "&")))
    assert "Handed in" in listed and "Not begun" not in listed


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


def test_an_item_that_nobody_leads_is_owed_by_nobody_named() -> None:
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
    moved = page[page.index("Moved since last time") :]
    assert "1 worse, 1 better, 1 unchanged so far" in moved
    assert moved.index("Got worse") < moved.index("Got better")
    assert "Green to Red Worse Got worse this quarter. One thing" in moved
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
    one, other = submitted(plan, plan.action("One")), submitted(plan, plan.action("Other"))
    plan.answer(plan.action("Still a draft"))
    client = signed_in(plan.trust)
    url = address("round_approve", plan.trust)
    page = text_of(client.get(url))
    assert "These 2 answers" in page and "Still a draft" not in page
    response = client.post(url, {"update": [one.pk]}, follow=True)
    assert "1 update approved." in text_of(response)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, other.state) == ("approved", "submitted")
    assert one.approved_by is not None


def test_a_second_click_approves_nothing_twice() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    client = signed_in(plan.trust)
    url = address("round_approve", plan.trust)
    client.post(url, {"update": [update.pk]})
    version = Update.objects.get(pk=update.pk).version
    response = client.post(url, {"update": [update.pk]}, follow=True)
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
    signed_in(plan.trust).post(address("round_approve", plan.trust), {"update": [update.pk]})
    update.refresh_from_db()
    assert update.state == "submitted"


def test_a_closed_round_approves_nothing() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    Period.objects.filter(pk=plan.period.pk).update(status="closed", closed_at=factories.NOON)
    url = address("round_approve", plan.trust, period=plan.period.pk)
    response = signed_in(plan.trust).post(url, {"update": [update.pk]}, follow=True)
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
    assert "<del>Ten</del>" in page and "<ins>Twenty</ins>" in page


def test_approving_one_goes_on_to_the_next_that_waits() -> None:
    plan = Plan()
    first, second = submitted(plan, plan.action("One")), submitted(plan, plan.action("Two"))
    client = signed_in(plan.trust)
    response = client.post(address("update_approve", plan.trust, first.pk))
    assert response["Location"] == address("update_review", plan.trust, second.pk)
    response = client.post(address("update_approve", plan.trust, second.pk))
    assert response["Location"] == address("this_round", plan.trust)


def test_returning_one_says_what_is_to_be_answered() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    client = signed_in(plan.trust)
    client.post(address("update_return", plan.trust, update.pk), {"text": "Which wards?"})
    update.refresh_from_db()
    challenge = Challenge.objects.get(update=update)
    assert (update.state, challenge.text) == ("returned", "Which wards?")
    assert challenge.raised_by is not None


def test_returning_without_words_is_refused_and_nothing_changes() -> None:
    plan = Plan()
    update = submitted(plan, plan.action())
    client = signed_in(plan.trust)
    response = client.post(address("update_return", plan.trust, update.pk), {"text": "  "})
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
    response = client.post(address("update_approve", plan.trust, update.pk), follow=True)
    assert "Only an update that was submitted" in text_of(response)
    response = client.post(address("update_return", plan.trust, update.pk), {"text": "Why?"})
    assert response.status_code == 400


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
