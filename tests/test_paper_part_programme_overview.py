"""The overview of a programme: how many actions stand where, counting what was asked of them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Level, Period
from reports.blocks import Labelled, StackedBars, Table
from reports.compose import compose
from reports.layouts.ready import LayoutRecipe
from reports.parts import KINDS, Part, Source
from reports.parts.programme_overview import blocks, build
from reports.reading import read_plan
from tests import factories
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db
CONTENT = {
    "words": {"objective": ["Workstream", "Workstreams"], "action": ["Action", "Actions"]}
    | {"lead": "Lead"}
}


def part(**options: Any) -> Part:
    return Part("overview", "programme-overview", options=options)


def data(made: Rows, **options: Any) -> dict[str, Any] | None:
    period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
    return build(Source(read_plan(period.strategy, period)), part(**options))


def test_each_rating_is_counted_worst_first_and_what_was_not_rated_last() -> None:
    made = rows(actions=4)
    for action, rating in zip(made.actions, ("Green", "Red", "Green", ""), strict=True):
        made.answer(action, rating)
    found = data(made)
    assert found is not None
    (row,) = found["rows"]
    assert row["counts"]["delivery"] == [
        ["Red", "red", 1],
        ["Green", "green", 2],
        ["Not rated", "", 1],
    ]


def test_a_kind_that_is_never_asked_a_rating_is_not_missing_it() -> None:
    made = rows(actions=2)
    criterion = factories.action(
        strategy=made.strategy, objective=made.objective, kind="exit_criterion"
    )
    made.answer(criterion, "")
    for action in made.actions:
        made.answer(action, "Green")
    found = data(made)
    assert found is not None
    assert found["rows"][0]["counts"]["delivery"] == [["Green", "green", 2]]


def test_a_rating_given_to_few_is_asked_of_exceptions_and_not_counted() -> None:
    made = rows(actions=12)
    updates = [made.answer(action, "Green") for action in made.actions]
    factories.update_rating(
        update=updates[0], dimension=made.forecast, rating=made.rating("Red", made.forecast)
    )
    found = data(made)
    assert found is not None
    assert [dimension["code"] for dimension in found["counted"]] == ["delivery"]


def test_an_objective_that_is_rated_itself_prints_that_rating() -> None:
    made = rows(actions=0)
    overall = factories.dimension(
        strategy=made.strategy,
        level=Level.OBJECTIVE,
        code="overall",
        label="Overall",
        scale=made.delivery.scale,
    )
    update = factories.update(made.objective, made.period, state="submitted")
    factories.update_rating(update=update, dimension=overall, rating=made.rating("Amber"))
    found = data(made)
    assert found is not None
    (table,) = blocks(found, CONTENT)
    assert isinstance(table, Table)
    assert [column.label for column in table.columns] == ["Workstream", "Overall"]


def test_a_number_stands_with_the_word_of_its_rating_never_with_a_colour_alone() -> None:
    made = rows(actions=2)
    for action in made.actions:
        made.answer(action, "Red")
    found = data(made)
    assert found is not None
    (table,) = blocks(found, CONTENT)
    assert isinstance(table, Table)
    cell = table.groups[0].rows[0].cells[1]
    assert cell is not None
    (counted,) = cell
    assert isinstance(counted, Labelled)
    assert counted.label == "2" and counted.value.label == "Red"  # type: ignore[union-attr]


def test_bars_are_told_in_words_too() -> None:
    made = rows(actions=2)
    for action in made.actions:
        made.answer(action, "Red")
    found = data(made, shape="bars")
    assert found is not None
    (bars,) = [block for block in blocks(found, CONTENT) if isinstance(block, StackedBars)]
    assert bars.bars[0][2] == "2 Red"


def test_without_a_rating_there_is_nothing_to_say() -> None:
    assert data(rows(actions=2)) is None


def test_it_costs_the_same_queries_for_one_and_for_twenty() -> None:
    layout = LayoutRecipe("test", "Test", "", (part(),))
    counts = []
    for size in (1, 20):
        period = Period.objects.select_related("strategy__trust").get(pk=full_rows(size).period.pk)
        with CaptureQueriesContext(connection) as queries:
            assert compose(period, layout)["parts"]
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "programme-overview" in KINDS
