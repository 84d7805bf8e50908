"""My updates: what a lead owes, worst first, in the trust's own words."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ambitions.updates import services
from ambitions.updates.assigned import assigned_to, contact_for_leads
from ambitions.updates.status import UpdateStatus
from objectives.models import Period
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan, in_days

pytestmark = pytest.mark.django_db


def page_of(plan: Plan, query: str = "") -> str:
    response = plan.client().get(reverse("my_updates", args=[plan.trust.code]) + query)
    assert response.status_code == 200
    return response.content.decode()


def order_of(page: str, *titles: str) -> list[str]:
    """`titles` in the order in which the table shows them."""
    table = page[page.index("<tbody") :]
    return sorted(titles, key=table.index)


def test_lists_what_i_lead_with_a_link_to_answer_it() -> None:
    plan = Plan()
    action = plan.action("Open more beds", reference="1.1.3")
    page = page_of(plan)
    assert "Open more beds" in page and "1.1.3" in page
    assert reverse("update_form", args=[plan.trust.code, "action", action.pk]) in page


def test_leaves_out_what_somebody_else_leads() -> None:
    plan = Plan()
    plan.action("Mine")
    theirs = factories.action(ambition=plan.ambition, title="Somebody else's")
    factories.lead(theirs, factories.leading_member(plan.trust))
    assert "Somebody else" not in page_of(plan)


def test_leaves_out_archived_items_and_levels_that_are_asked_nothing() -> None:
    plan = Plan()
    plan.action("Asked")
    plan.action("Put away", is_archived=True)
    factories.lead(plan.ambition, plan.lead)
    page = page_of(plan)
    assert "Put away" not in page and plan.ambition.title not in page


def test_lists_ambitions_and_objectives_where_their_level_is_asked() -> None:
    plan = Plan()
    objective = factories.objective(strategy=plan.strategy)
    for level, item in (("ambition", plan.ambition), ("objective", objective)):
        factories.heading(strategy=plan.strategy, level=level)
        factories.lead(item, plan.lead)
    page = page_of(plan)
    assert plan.ambition.title in page and objective.title in page


def test_somebody_who_leads_an_action_twice_over_sees_it_once() -> None:
    plan = Plan()
    action = plan.action()
    factories.action_lead(action=action, person=plan.lead, kind="executive")
    assert len(assigned_to(plan.lead.user, plan.trust, timezone.localdate())) == 1


def test_puts_the_worst_first() -> None:
    plan = Plan()
    approved, submitted, draft, _untouched, returned = (
        plan.action(title) for title in ("Approved", "Handed in", "Begun", "Untouched", "Sent back")
    )
    plan.answer(draft)
    for action in (approved, submitted, returned):
        update = services.submit_update(update=plan.answer(action), version=None, by=plan.lead.user)
        if action == approved:
            services.approve_update(update=update, by=None)
        if action == returned:
            services.return_update(update=update, text="Why?", by=None)
    titles = ["Sent back", "Untouched", "Begun", "Handed in", "Approved"]
    assert order_of(page_of(plan), *titles) == titles


def test_tells_how_much_is_to_answer_and_when_it_is_due() -> None:
    plan = Plan(due_on=in_days(6))
    plan.action("One")
    services.submit_update(update=plan.answer(plan.action("Two")), version=None, by=plan.lead.user)
    page = " ".join(page_of(plan).split())
    assert "<b>1 to answer</b>" in page
    assert "(6 days)" in page


def test_counts_what_is_returned_and_carries_the_challenge() -> None:
    plan = Plan()
    governor = factories.member(
        plan.trust, Role.GOVERNANCE, user=factories.user(name="Joanne Pickersgill")
    ).user
    update = services.submit_update(
        update=plan.answer(plan.action()), version=None, by=plan.lead.user
    )
    services.return_update(update=update, text="What has changed?", by=governor)
    page = page_of(plan)
    assert ", 1 returned" in page
    assert "“What has changed?”" in page and "Joanne Pickersgill" in page


@pytest.mark.parametrize(
    ("days", "status"), [(-1, UpdateStatus.LATE), (0, UpdateStatus.NOT_STARTED)]
)
def test_is_late_only_when_the_day_is_over(days: int, status: UpdateStatus) -> None:
    plan = Plan(due_on=in_days(days))
    plan.action()
    (assigned,) = assigned_to(plan.lead.user, plan.trust, timezone.localdate())
    assert assigned.status == status


def test_a_late_answer_says_so_and_that_the_last_one_is_missing_too() -> None:
    plan = Plan(due_on=in_days(-3))
    plan.action()
    page = page_of(plan)
    assert "Late" in page and "3 days ago" in page
    assert f"{plan.earlier.label} has no answer either." in page


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("green", "", "Progress is missing"),
        ("red", "Slow.", "Mitigation is missing"),
        ("red", "", "2 of 3 questions left"),
        ("green", "All done.", "Ready to submit"),
    ],
)
def test_a_draft_says_what_is_missing(code: str, text: str, words: str) -> None:
    plan = Plan()
    plan.answer(plan.action(), code, text)
    assert words in page_of(plan)


def test_shows_last_periods_rating_and_this_ones() -> None:
    plan = Plan()
    action = plan.action()
    before = factories.update(action, plan.earlier)
    factories.update_rating(update=before, dimension=plan.dimension, rating=plan.rating("red"))
    plan.answer(action, "green")
    row = page_of(plan).split("<tbody")[1]
    assert row.index('st-pill--red">Red') < row.index('st-pill--green">Green')


def test_tells_the_target_date_and_how_far_away_it_is() -> None:
    plan = Plan()
    plan.action(target_date=in_days(14))
    assert "in 14 days" in page_of(plan)


def test_narrows_to_one_state_by_a_link() -> None:
    plan = Plan()
    plan.action("Untouched")
    plan.answer(plan.action("Begun"))
    page = page_of(plan, "?state=draft")
    assert "Begun" in page and "Untouched" not in page
    assert '?state=draft" aria-current="true">Draft 1' in page


def test_a_state_that_nothing_is_in_says_so_and_leads_back() -> None:
    plan = Plan()
    plan.action()
    page = page_of(plan, "?state=returned")
    assert "Nothing is returned" in page and "Show all 1" in page


def test_sorts_references_as_people_do_and_the_other_way_round() -> None:
    plan = Plan()
    for reference in ("1.10", "1.2", "2.1"):
        plan.action(f"Action {reference}.", reference=reference)
    titles = ["Action 1.2.", "Action 1.10.", "Action 2.1."]
    assert order_of(page_of(plan, "?sort=item"), *titles) == titles
    page = page_of(plan, "?sort=-item")
    assert order_of(page, *titles) == titles[::-1]
    assert 'aria-sort="descending"' in page


@pytest.mark.parametrize("column", ["last", "now", "state", "target"])
def test_every_column_sorts(column: str) -> None:
    plan = Plan()
    first = plan.action("One", target_date=in_days(5))
    plan.action("Two", target_date=in_days(9))
    plan.answer(first, "green")
    forwards, backwards = page_of(plan, f"?sort={column}"), page_of(plan, f"?sort=-{column}")
    assert 'aria-sort="ascending"' in forwards and 'aria-sort="descending"' in backwards
    if column != "last":
        assert order_of(forwards, "One", "Two") != order_of(backwards, "One", "Two")


def test_an_unknown_sort_or_state_breaks_nothing() -> None:
    plan = Plan()
    plan.action()
    assert "Open more beds" in page_of(plan, "?sort=colour")
    assert "Open more beds" not in page_of(plan, "?state=asleep")


def test_without_an_open_period_says_who_opens_one() -> None:
    plan = Plan(status=Period.Status.PLANNED, label="Quarter to come", starts_on=in_days(10))
    plan.action()
    factories.member(plan.trust, Role.GOVERNANCE, user=factories.user(name="Joanne Pickersgill"))
    page = page_of(plan)
    assert "Nothing to answer: no period is open" in page
    assert "Joanne Pickersgill" in page and "Quarter to come" in page


def test_who_leads_nothing_is_told_who_keeps_the_list() -> None:
    plan = Plan()
    factories.member(plan.trust, Role.GOVERNANCE, user=factories.user(name="Joanne Pickersgill"))
    page = page_of(plan)
    assert "You lead no key actions yet" in page and "Joanne Pickersgill" in page


def test_a_trust_without_a_strategy_says_so() -> None:
    trust = factories.trust()
    client = Client()
    client.force_login(factories.member(trust, Role.LEAD).user)
    response = client.get(reverse("my_updates", args=[trust.code]))
    assert b"There is no strategy here yet" in response.content


def test_shows_the_strategy_of_each_where_several_are_open() -> None:
    plan = Plan()
    plan.action("Of one")
    other = factories.strategy(plan.trust, title="Digital plan")
    factories.heading(strategy=other)
    factories.period(other, label="Spring 2024")
    action = factories.action(strategy=other, title="Of the other")
    factories.lead(action, plan.lead)
    page = page_of(plan)
    assert "Of one" in page and "Of the other" in page
    assert "Spring 2024 of Digital plan" in page


def test_nothing_of_another_trust_is_listed() -> None:
    plan, other = Plan(), Plan()
    factories.member(other.trust, Role.LEAD, user=plan.lead.user)
    factories.lead(
        other.action("Of another trust"),
        factories.person(other.trust, name="Tom there", user=plan.lead.user),
    )
    assert "Of another trust" not in page_of(plan)


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_asks_the_database_as_often_for_twenty_as_for_one(state: str) -> None:
    counts = []
    for number in (1, 20):
        plan = Plan()
        for _ in range(number):
            action = plan.action()
            update = plan.answer(action)
            before = factories.update(action, plan.earlier)
            factories.update_rating(update=before, dimension=plan.dimension)
            if state == "returned":
                services.submit_update(update=update, version=None, by=plan.lead.user)
                services.return_update(update=update, text="Why?", by=plan.lead.user)
        client, url = plan.client(), reverse("my_updates", args=[plan.trust.code])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_stranger_finds_nothing() -> None:
    plan = Plan()
    client = Client()
    client.force_login(factories.member(role=Role.GOVERNANCE).user)
    assert client.get(reverse("my_updates", args=[plan.trust.code])).status_code == 404


def test_a_reader_is_refused() -> None:
    plan = Plan()
    client = Client()
    client.force_login(factories.member(plan.trust, Role.READER).user)
    assert client.get(reverse("my_updates", args=[plan.trust.code])).status_code == 403


def test_somebody_signed_out_is_sent_to_sign_in() -> None:
    plan = Plan()
    response = Client().get(reverse("my_updates", args=[plan.trust.code]))
    assert response.status_code == 302 and "/accounts/login/" in response["Location"]


def test_takes_no_post() -> None:
    plan = Plan()
    assert plan.client().post(reverse("my_updates", args=[plan.trust.code])).status_code == 405


def test_whom_to_ask_about_leads_is_governance_and_else_an_administrator() -> None:
    trust = factories.trust()
    assert contact_for_leads(trust) is None
    factories.member(trust, Role.LEAD, user=factories.user(name="Abe"))
    administrator = factories.member(trust, Role.ADMINISTRATOR, user=factories.user(name="Bea"))
    assert contact_for_leads(trust) == administrator.user
    factories.member(trust, Role.GOVERNANCE, user=factories.user(name="Dan"))
    first = factories.member(trust, Role.GOVERNANCE, user=factories.user(name="Cyd"))
    assert contact_for_leads(trust) == first.user
