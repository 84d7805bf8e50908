"""The author of an update does not approve it, unless nobody else at the trust may."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ambitions.models import Update
from ambitions.rounds.services import approve_updates
from ambitions.updates import services
from strategy_tracker.accounts.models import User
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, submitted, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return Plan()


@pytest.fixture
def officer(plan: Plan) -> User:
    return plan.governor(name="Joanne Pickersgill")


@pytest.fixture
def colleague(plan: Plan) -> User:
    return plan.governor(name="Amir Qureshi")


def answered_by(plan: Plan, user: User, title: str = "Open more beds") -> Update:
    """An update that `user` wrote and submitted in the lead's place."""
    update = plan.answer(plan.action(title))
    update.saved_by = user
    update.save()
    return services.submit_update(update=update, version=None, by=user)


def imported_by(plan: Plan, user: User) -> Update:
    """As an import leaves an answer: saved and submitted at one moment, with its cell."""
    return factories.update(
        plan.action(),
        plan.period,
        state=Update.State.SUBMITTED,
        saved_at=factories.NOON,
        saved_by=user,
        submitted_at=factories.NOON,
        submitted_by=user,
        source={"file": "tracker.xlsx", "sheet": "Q2", "cell": "A4"},
    )


def review_page(plan: Plan, update: Update, user: User) -> Any:
    return plan.client(user).get(address("update_review", plan.trust, update.pk))


def test_who_submitted_an_update_does_not_approve_it(
    plan: Plan, officer: User, colleague: User
) -> None:
    update = answered_by(plan, officer)
    with pytest.raises(ValidationError, match="somebody else approves it: Amir Qureshi"):
        services.approve_update(update=update, by=officer)
    assert services.approve_update(update=update, by=colleague).approved_by == colleague


def test_who_saved_an_update_last_does_not_approve_it(
    plan: Plan, officer: User, colleague: User
) -> None:
    update = submitted(plan, plan.action())
    update.saved_by = officer
    update.save()
    with pytest.raises(ValidationError, match="You wrote this update"):
        services.approve_update(update=update, by=officer)


def test_governance_approves_what_a_lead_wrote_and_the_system_anything(
    plan: Plan, officer: User, colleague: User
) -> None:
    assert services.approve_update(update=submitted(plan, plan.action()), by=officer)
    assert services.approve_update(update=answered_by(plan, officer, "Another"), by=None)


def test_the_only_reviewer_of_a_trust_approves_what_they_wrote(plan: Plan, officer: User) -> None:
    elsewhere = factories.member(role="governance").user
    former = factories.member(plan.trust, "administrator", ended_on=factories.NOON.date()).user
    update = answered_by(plan, officer)
    assert services.approve_update(update=update, by=officer).approved_by == officer
    assert elsewhere != former


def test_an_administrator_is_somebody_else(plan: Plan, officer: User) -> None:
    factories.member(plan.trust, "administrator", user=factories.user(name="Sam Okafor"))
    with pytest.raises(ValidationError, match="Sam Okafor"):
        services.approve_update(update=answered_by(plan, officer), by=officer)


def test_who_imported_an_answer_approves_it_as_its_workbook_wrote_it(
    plan: Plan, officer: User, colleague: User
) -> None:
    update = imported_by(plan, officer)
    assert "Approve</button>" in review_page(plan, update, officer).content.decode()
    assert services.approve_update(update=update, by=officer).approved_by == officer


def test_who_changed_an_imported_answer_by_hand_is_its_author(
    plan: Plan, officer: User, colleague: User
) -> None:
    update = imported_by(plan, officer)
    services.save_draft(
        item=update.item,
        period=plan.period,
        answers=services.Answers(
            ratings={plan.dimension: (plan.rating("green"), "")},
            narratives={plan.progress: "By hand."},
        ),
        version=None,
        by=officer,
    )
    update = services.submit_update(update=update, version=None, by=officer)
    with pytest.raises(ValidationError, match="You wrote this update"):
        services.approve_update(update=update, by=officer)


def test_the_review_says_who_may_approve_and_offers_its_author_no_button(
    plan: Plan, officer: User, colleague: User
) -> None:
    update = answered_by(plan, officer)
    own, others = review_page(plan, update, officer), review_page(plan, update, colleague)
    assert "somebody else approves it: Amir Qureshi." in text_of(own)
    assert "Approve</button>" not in own.content.decode()
    assert "Return with this challenge" in own.content.decode()
    assert "Approve</button>" in others.content.decode()
    url = address("update_approve", plan.trust, update.pk)
    response = plan.client(officer).post(url, {"version": str(update.version)}, follow=True)
    assert "You wrote this update" in text_of(response)
    update.refresh_from_db()
    assert update.state == Update.State.SUBMITTED


def test_many_are_approved_at_once_but_what_one_wrote(
    plan: Plan, officer: User, colleague: User
) -> None:
    own, others = answered_by(plan, officer, "Own words"), submitted(plan, plan.action("Other"))
    approved = approve_updates(
        period=plan.period, updates={own.pk: None, others.pk: None}, by=officer
    )
    assert (approved.done, approved.own, approved.moved_on) == ([others], [own], [])


def test_the_list_offers_no_tick_for_what_one_wrote_and_says_what_was_left(
    plan: Plan, officer: User, colleague: User
) -> None:
    own, others = answered_by(plan, officer, "Own words"), submitted(plan, plan.action("Other"))
    client, url = plan.client(officer), address("round_approve", plan.trust)
    page = client.get(url).content.decode()
    assert f'id="update-{others.pk}"' in page and f'id="update-{own.pk}"' not in page
    assert "You wrote it, so somebody else approves it" in page
    ticks = [f"{update.pk}:{update.version}" for update in (own, others)]
    response = client.post(url, {"update": ticks}, follow=True)
    page = text_of(response)
    assert "1 update approved." in page
    assert "Left for somebody else to approve, as you wrote them" in page and "Own words" in page


def test_the_list_costs_no_more_queries_for_twenty_of_ones_own_than_for_one() -> None:
    counts = []
    for number in (1, 20):
        plan = Plan()
        officer, _ = plan.governor(), plan.governor()
        for place in range(number):
            answered_by(plan, officer, f"Action {place}")
        counts.append(queries_of(plan.client(officer), address("round_approve", plan.trust)))
    assert counts[0] == counts[1]
