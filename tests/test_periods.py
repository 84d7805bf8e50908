"""Periods: setting up the next, opening, closing with what is missing, opening again."""

from datetime import date
from typing import Any

import pytest

from ambitions.rounds.services import close_round
from ambitions.updates import services
from objectives.models import Period
from objectives.services import close_period, open_period
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, submitted, text_of

pytestmark = pytest.mark.django_db

NEXT = {
    "label": "Q3 2024/25",
    "kind": "quarter",
    "starts_on": "2024-10-01",
    "ends_on": "2024-12-31",
    "due_on": "",
    "paper_due_on": "",
}


def post(plan: Plan, name: str, *args: Any, **data: Any) -> Any:
    return signed_in(plan.trust).post(address(name, plan.trust, *args), data, follow=True)


# Setting up


def test_proposes_the_next_in_the_style_of_the_last() -> None:
    plan = Plan()
    page = signed_in(plan.trust).get(address("period_add", plan.trust)).content.decode()
    assert 'value="Q3 2024/25"' in page
    assert 'value="2024-10-01"' in page and 'value="2024-12-31"' in page


def test_sets_up_a_planned_period() -> None:
    plan = Plan()
    response = post(plan, "period_add", **(NEXT | {"due_on": "18/1/2025"}))
    assert "Q3 2024/25 is set up" in text_of(response)
    made = Period.objects.get(strategy=plan.strategy, label="Q3 2024/25")
    assert (made.status, made.due_on) == ("planned", date(2025, 1, 18))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": ""}, "Give the period a name"),
        ({"starts_on": "soon"}, "give a date, such as 31 March 2025"),
        ({"ends_on": "2024-10-01"}, "must end after it starts"),
        ({"starts_on": "2024-08-01"}, "overlap Q2 2024/25"),
        ({"label": "Q2 2024/25"}, "already has a period with this label"),
        ({"due_on": "2024-01-01"}, "due before the period starts"),
        ({"kind": "fortnight"}, "not one of the available choices"),
    ],
)
def test_refuses_what_cannot_be_and_says_what_to_do(change: dict[str, str], message: str) -> None:
    plan = Plan()
    response = post(plan, "period_add", **(NEXT | change))
    assert response.status_code == 400
    assert message in text_of(response)
    assert Period.objects.filter(strategy=plan.strategy).count() == 2


def test_the_first_period_of_a_strategy_is_the_quarter_we_are_in() -> None:
    strategy = factories.strategy()
    page = signed_in(strategy.trust).get(address("period_add", strategy.trust))
    assert page.status_code == 200
    assert "Set up the first period" in text_of(page)


def test_the_example_of_a_name_is_in_the_trusts_own_style() -> None:
    strategy = factories.strategy()
    factories.period(strategy, status="closed", label="Month 3, June 2024")
    page = text_of(signed_in(strategy.trust).get(address("period_add", strategy.trust)))
    assert "such as Month 3, June 2024." in page and "Quarter 3" not in page
    # Beside it stands what the last ones were called and when they ran.
    assert "Periods until now Month 3, June 2024 , closed" in page


def test_a_trust_without_a_strategy_has_no_periods() -> None:
    trust = factories.trust()
    for name in ("period_list", "period_add"):
        assert signed_in(trust).get(address(name, trust)).status_code == 404


# Opening


def test_opens_a_planned_period_when_no_other_is_open() -> None:
    strategy = factories.strategy()
    period = factories.period(strategy, status="planned")
    client = signed_in(strategy.trust)
    response = client.post(address("period_open", strategy.trust, period.pk), follow=True)
    assert "is open: leads can answer" in text_of(response)
    period.refresh_from_db()
    assert period.is_open and period.opened_by is not None


def test_one_period_is_open_at_a_time() -> None:
    plan = Plan()
    planned = factories.period(plan.strategy, status="planned")
    page = signed_in(plan.trust).get(address("period_open", plan.trust, planned.pk))
    assert "one period is open at a time" in text_of(page)
    post(plan, "period_open", planned.pk)
    planned.refresh_from_db()
    assert not planned.is_open


def test_opening_a_closed_period_again_needs_a_reason() -> None:
    strategy = factories.strategy()
    period = factories.period(strategy, status="closed")
    client = signed_in(strategy.trust)
    url = address("period_open", strategy.trust, period.pk)
    response = client.post(url, {"reason": " "})
    assert response.status_code == 400 and "Say why" in text_of(response)
    client.post(url, {"reason": "A figure was wrong."})
    period.refresh_from_db()
    assert period.is_open and period.close_reason == "A figure was wrong."


# Closing


def test_closing_with_answers_missing_says_which_and_needs_a_reason() -> None:
    plan = Plan()
    plan.action()
    submitted(plan, plan.action("Waiting"))
    url = address("period_close", plan.trust, plan.period.pk)
    page = text_of(signed_in(plan.trust).get(url))
    assert "1 not started" in page and "1 waiting for approval" in page
    response = post(plan, "period_close", plan.period.pk)
    assert response.status_code == 400 and "closes with answers missing" in text_of(response)
    plan.period.refresh_from_db()
    assert plan.period.is_open
    post(plan, "period_close", plan.period.pk, reason="The lead is away.")
    plan.period.refresh_from_db()
    assert plan.period.is_closed and plan.period.close_reason == "The lead is away."
    assert plan.period.closed_by is not None


def test_closing_a_round_that_is_complete_needs_no_reason() -> None:
    plan = Plan()
    services.approve_update(update=submitted(plan, plan.action()), by=None)
    url = address("period_close", plan.trust, plan.period.pk)
    assert "All 1 answers are approved" in text_of(signed_in(plan.trust).get(url))
    post(plan, "period_close", plan.period.pk)
    plan.period.refresh_from_db()
    assert plan.period.is_closed and plan.period.close_reason == ""


def test_closing_twice_changes_nothing() -> None:
    plan = Plan()
    post(plan, "period_close", plan.period.pk)
    closed_at = Period.objects.get(pk=plan.period.pk).closed_at
    assert closed_at is not None
    post(plan, "period_close", plan.period.pk, reason="Again")
    assert Period.objects.get(pk=plan.period.pk).closed_at == closed_at


def test_an_answer_archived_from_the_plan_does_not_hold_up_the_round() -> None:
    plan = Plan()
    plan.action(is_archived=True)
    close_round(period=plan.period, by=None)
    plan.period.refresh_from_db()
    assert plan.period.is_closed


def test_closing_names_what_was_submitted_and_then_changed() -> None:
    plan = Plan()
    changed, draft = plan.action("Changed again"), plan.action("Never submitted")
    submitted(plan, changed)
    plan.answer(changed, text="One more word.")
    plan.answer(draft)
    url = address("period_close", plan.trust, plan.period.pk)
    page = text_of(signed_in(plan.trust).get(url))
    assert "1 was submitted, and then changed without being submitted again." in page
    assert "Changed again" in page and "Never submitted" not in page


def test_a_planned_period_cannot_close() -> None:
    strategy = factories.strategy()
    period = factories.period(strategy, status="planned")
    client = signed_in(strategy.trust)
    url = address("period_close", strategy.trust, period.pk)
    assert "has not been opened" in text_of(client.get(url))
    client.post(url, {"reason": "Anyway"})
    period.refresh_from_db()
    assert period.status == "planned"


def test_a_closed_round_says_so_and_offers_what_comes_next() -> None:
    plan = Plan()
    post(plan, "period_close", plan.period.pk)
    url = address("this_round", plan.trust, period=plan.period.pk)
    page = text_of(signed_in(plan.trust).get(url))
    assert "The round is closed" in page
    assert "Set up the next period" in page and "Open Q2 2024/25 again" in page
    assert "Approve" not in page


def test_a_closed_round_has_nothing_left_to_approve() -> None:
    plan = Plan()
    submitted(plan, plan.action())
    url = address("this_round", plan.trust, period=plan.period.pk)
    assert "To approve" in text_of(signed_in(plan.trust).get(url))
    post(plan, "period_close", plan.period.pk, reason="The lead is away.")
    page = text_of(signed_in(plan.trust).get(url))
    assert "Submitted" in page and "To approve" not in page


# Who may, and what it costs


def test_only_governance_touches_periods() -> None:
    plan = Plan()
    for role in (Role.READER, Role.LEAD):
        client = signed_in(plan.trust, role)
        for name in ("period_list", "period_add"):
            assert client.get(address(name, plan.trust)).status_code == 403
        for name in ("period_open", "period_close"):
            assert client.post(address(name, plan.trust, plan.period.pk)).status_code == 403
    plan.period.refresh_from_db()
    assert plan.period.is_open


def test_another_trusts_period_is_not_there() -> None:
    plan, theirs = Plan(), Plan()
    client = signed_in(plan.trust)
    for name in ("period_open", "period_close"):
        url = address(name, plan.trust, theirs.period.pk)
        assert client.get(url).status_code == client.post(url).status_code == 404


def test_wrong_methods_are_turned_away() -> None:
    plan = Plan()
    client = signed_in(plan.trust)
    assert client.post(address("period_list", plan.trust)).status_code == 405
    for name in ("period_open", "period_close"):
        assert client.put(address(name, plan.trust, plan.period.pk)).status_code == 405


@pytest.mark.once
def test_twenty_periods_cost_no_more_queries_than_one() -> None:
    counts = []
    for number in (1, 20):
        strategy = factories.strategy()
        user = factories.member(strategy.trust, Role.GOVERNANCE).user
        for _ in range(number):
            factories.period(strategy, status="closed", closed_by=user, opened_by=user)
        counts.append(queries_of(signed_in(strategy.trust), address("period_list", strategy.trust)))
    assert counts[0] == counts[1]


def test_the_period_just_closed_is_shown_until_the_next_is_open() -> None:
    plan = Plan()
    client = plan.client(plan.governor())
    close_period(period=plan.period, by=None)
    planned = factories.period(plan.strategy, status=Period.Status.PLANNED)
    page = client.get(address("this_round", plan.trust)).content.decode()
    assert f'value="{plan.period.pk}" selected' in page and "Back to" not in page
    open_period(period=planned, by=None)
    page = client.get(address("this_round", plan.trust)).content.decode()
    assert f'value="{planned.pk}" selected' in page
