"""What trackers say beside plan and answers: kept, frozen with its period, and shown."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from objectives.models import Passage
from objectives.services import add_passage, close_period, edit_passage, remove_passage
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, text_of

pytestmark = pytest.mark.django_db

CELL = {"file": "tracker.xlsx", "sheet": "Cover", "cell": "B4"}


# Rules


def test_a_passage_stays_inside_its_strategy() -> None:
    passage = factories.passage()
    trust = passage.strategy.trust
    for name in ("objective", "period"):
        other = factories.FACTORIES[Passage._meta.get_field(name).related_model]
        setattr(passage, name, other(strategy=factories.strategy(trust)))
        with pytest.raises(ValidationError, match="another strategy"):
            passage.clean()
        setattr(passage, name, None)
    passage.full_clean()


@pytest.mark.parametrize(
    "other",
    [
        {"label": "Other"},
        {"document": "Other"},
        {"position": 2},
        {"objective": True},
        {"period": True},
    ],
)
def test_passages_that_differ_in_their_place_stand_side_by_side(other: dict[str, Any]) -> None:
    first = factories.passage(document="Plan", label="Aims", position=1)
    for name, make in (("objective", factories.objective), ("period", factories.period)):
        if name in other:
            other = {name: make(strategy=first.strategy)}
    place = {"document": "Plan", "label": "Aims", "position": 1}
    assert factories.passage(strategy=first.strategy, **(place | other)).pk


# Writes


def test_passages_of_a_document_follow_each_other() -> None:
    strategy, user = factories.strategy(), factories.user()
    first = add_passage(strategy=strategy, document="Vision", text="**Well**", by=user)
    second = add_passage(strategy=strategy, document="Vision", text="Near", by=user)
    other = add_passage(strategy=strategy, document="Report", label="1", by=user)
    assert [passage.position for passage in (first, second, other)] == [0, 1, 0]
    assert first.history.get().history_user == user


def test_changed_words_no_longer_come_from_their_cell() -> None:
    passage = factories.passage(source=CELL)
    edit_passage(passage=passage, code="vision", by=None)
    assert passage.source == CELL
    user = factories.user()
    edit_passage(passage=passage, text="Typed since", by=user)
    assert (passage.code, passage.text, passage.source) == ("vision", "Typed since", None)
    assert passage.history.first().history_user == user


def test_a_passage_that_is_removed_is_kept_by_history() -> None:
    passage, user = factories.passage(), factories.user()
    key = passage.pk
    remove_passage(passage=passage, by=user)
    assert not Passage.objects.exists()
    assert Passage.history.get(id=key, history_type="-").history_user == user


def test_what_was_said_in_a_closed_period_stays() -> None:
    passage = factories.passage(period=factories.period())
    close_period(period=passage.period, by=None)
    loose = factories.passage(strategy=passage.strategy)
    writes = [
        lambda: edit_passage(passage=passage, text="New", by=None),
        lambda: edit_passage(passage=loose, period=passage.period, by=None),
        lambda: remove_passage(passage=passage, by=None),
        lambda: add_passage(
            strategy=passage.strategy, document="Plan", text="x", period=passage.period, by=None
        ),
    ]
    for write in writes:
        with pytest.raises(ValidationError, match="is closed"):
            write()
    assert Passage.objects.count() == 2


# Pages


def plan_on_a_page(objective: Any, period: Any, count: int = 2) -> None:
    for number in range(count):
        factories.passage(
            objective=objective,
            period=period,
            kind="plan",
            document="Plan on a page",
            label=f"Benefit {number}",
            text=f"• **Quicker** {number}",
            source=CELL | {"cell": f"B{number}"},
        )


def test_an_objectives_page_shows_its_documents_and_where_they_came_from() -> None:
    plan = Plan()
    objective = factories.objective(strategy=plan.strategy)
    plan_on_a_page(objective, plan.period)
    plan_on_a_page(factories.objective(strategy=plan.strategy, title="Other"), None, 9)
    response = signed_in(plan.trust, Role.READER).get(
        address("objective_detail", plan.trust, objective.pk)
    )
    page = text_of(response)
    assert "Plan on a page From tracker.xlsx, Cover Benefit 0 Quicker 0 Cell B0" in page
    assert "<strong>Quicker</strong> 1" in response.content.decode()
    assert "Benefit 8" not in page


def test_a_document_that_was_not_given_again_is_shown_with_its_period() -> None:
    plan = Plan()
    objective = factories.objective(strategy=plan.strategy)
    plan_on_a_page(objective, plan.earlier)
    # What was said when it closed.
    plan.earlier.closed_at = timezone.now()
    plan.earlier.save()
    client = signed_in(plan.trust, Role.READER)
    url = address("objective_detail", plan.trust, objective.pk)
    assert f"As given for {plan.earlier.label}." in text_of(client.get(url))
    factories.passage(
        objective=objective, period=plan.period, document="Plan on a page", label="Now"
    )
    page = text_of(client.get(url))
    assert "Now" in page and "Benefit 0" not in page and "As given for" not in page
    page = text_of(client.get(f"{url}?period={plan.earlier.pk}"))
    assert "Benefit 0" in page and "As given for" not in page


def test_what_is_said_of_the_strategy_has_a_page_that_the_plan_links() -> None:
    plan = Plan()
    client = signed_in(plan.trust, Role.READER)
    assert "About the strategy" not in text_of(client.get(address("plan", plan.trust)))
    objective = factories.objective(strategy=plan.strategy)
    factories.passage(objective=objective, text="Of one objective")
    factories.passage(strategy=plan.strategy, document="Our vision", label="", text="Be *well*")
    factories.passage(
        strategy=plan.strategy, document="Report", label="2.1", text="We went on", source=CELL
    )
    factories.passage(strategy=plan.strategy, document="Report", label="2.2", text="Typed")
    other = factories.strategy(plan.trust, title="The strategy after it")
    factories.passage(strategy=other, text="Of another strategy")
    assert "About the strategy" in text_of(client.get(address("plan", plan.trust)))
    page = text_of(client.get(address("strategy_about", plan.trust)))
    assert "Our vision Our vision Be well" in page
    assert "2.1 We went on From tracker.xlsx, Cover!B4 2.2 Typed" in page
    assert "Of one objective" not in page and "Of another strategy" not in page


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.READER, "Your governance team writes it, or brings it in with a workbook."),
        (Role.GOVERNANCE, "Write the first text"),
    ],
)
def test_without_passages_the_page_says_what_will_stand_there(role: str, words: str) -> None:
    plan = Plan()
    page = text_of(signed_in(plan.trust, role).get(address("strategy_about", plan.trust)))
    assert "Nothing is kept about the strategy yet" in page and words in page


def test_a_trust_without_a_strategy_has_the_page_too() -> None:
    trust = factories.trust()
    response = signed_in(trust, Role.READER).get(address("strategy_about", trust))
    assert "Nothing is kept" in text_of(response)


def test_a_strangers_strategy_is_not_found() -> None:
    plan = Plan()
    theirs = factories.passage(text="Theirs").strategy
    client = signed_in(plan.trust, Role.GOVERNANCE)
    assert client.get(address("strategy_about", plan.trust, strategy=theirs.pk)).status_code == 404
    assert client.get(address("strategy_about", theirs.trust)).status_code == 404
    assert "Theirs" not in text_of(client.get(address("strategy_about", plan.trust)))


@pytest.mark.once
@pytest.mark.parametrize("name", ["objective_detail", "strategy_about"])
def test_a_page_asks_as_much_for_one_passage_as_for_twenty(name: str) -> None:
    counts = []
    for size in (1, 20):
        plan = Plan()
        objective = factories.objective(strategy=plan.strategy)
        plan_on_a_page(objective, plan.period, size)
        for _ in range(size):
            factories.passage(strategy=plan.strategy, period=plan.period)
        args = [objective.pk] if name == "objective_detail" else []
        counts.append(queries_of(signed_in(plan.trust), address(name, plan.trust, *args)))
    assert counts[0] == counts[1]
