"""Exceptions: what is rated so that it needs a mitigation, or has just ceased to be."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Period
from reports.blocks import Heading, Labelled, Table, Text
from reports.compose import compose
from reports.layouts.ready import LayoutRecipe
from reports.parts import Part, Source
from reports.parts.exceptions import blocks, build
from reports.reading import read_plan
from tests import factories
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db
CONTENT = {"words": {"action": ["Action", "Actions"], "lead": "Lead"}}


def part(**options: Any) -> Part:
    return Part("exceptions", "exceptions", options=options)


def data(made: Rows, **options: Any) -> dict[str, Any] | None:
    period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
    return build(Source(read_plan(period.strategy, period)), part(**options))


def titles(found: dict[str, Any] | None) -> list[str]:
    return [row["title"] for group in (found or {"groups": []})["groups"] for row in group["rows"]]


def asked(made: Rows) -> tuple[Any, Any]:
    """The two questions that a rating which needs a mitigation opens."""
    return tuple(
        factories.heading(strategy=made.strategy, code=purpose, label=label, purpose=purpose)
        for purpose, label in (("explanation", "Why"), ("mitigation", "What is done"))
    )


def test_an_action_whose_rating_needs_a_mitigation_is_printed_with_both_answers() -> None:
    made = rows(actions=2)
    why, done = asked(made)
    update = made.answer(made.actions[0], "Red")
    factories.update_narrative(update=update, heading=why, text="No staff.")
    factories.update_narrative(update=update, heading=done, text="Agency found.")
    made.answer(made.actions[1], "Green")
    found = data(made)
    assert titles(found) == ["Open hub 0"]
    assert found is not None
    heading, table = blocks(found, CONTENT)
    assert isinstance(heading, Heading) and heading.text == "Care close to home"
    assert isinstance(table, Table)
    assert [column.label for column in table.columns][-2:] == ["Why", "What is done"]
    row = found["groups"][0]["rows"][0]
    assert (row["explanation"], row["mitigation"]) == ("No staff.", "Agency found.")


def test_what_has_just_left_such_a_rating_is_printed_and_says_what_it_was() -> None:
    made = rows(actions=2)
    for action in made.actions:
        made.answer(action, "Green")
    made.answer(made.actions[1], "Red", period=made.before)
    found = data(made)
    assert titles(found) == ["Open hub 1"]
    assert found is not None
    table = blocks(found, CONTENT)[-1]
    assert isinstance(table, Table)
    ratings = table.groups[0].rows[0].cells[1]
    assert ratings is not None
    last = ratings[-1]
    assert isinstance(last, Labelled) and last.value.text == "was Red in Quarter 1"  # type: ignore[union-attr]
    assert data(made, shows_left=False) is None


def test_every_rating_that_was_given_is_printed_under_its_own_label() -> None:
    made = rows(actions=1)
    update = made.answer(made.actions[0], "Red")
    factories.update_rating(
        update=update, dimension=made.forecast, rating=made.rating("Green", made.forecast)
    )
    found = data(made)
    assert found is not None
    given = found["groups"][0]["rows"][0]["given"]
    assert [(label, value["label"]) for label, value in given] == [
        ("Delivery", "Red"),
        ("Year end", "Green"),
    ]


def test_limited_to_a_colour_it_still_prints_what_else_was_explained() -> None:
    made = rows(actions=3)
    why, _ = asked(made)
    for action, rating in zip(made.actions, ("Red", "Amber", "Amber"), strict=True):
        made.answer(action, rating)
    update = made.actions[1].updates.get(period=made.period)
    factories.update_narrative(update=update, heading=why, text="It was red.")
    assert titles(data(made, tones=["red"])) == ["Open hub 0", "Open hub 1"]
    assert titles(data(made, tones=["red"], shows_explained=False)) == ["Open hub 0"]


def test_words_left_under_a_rating_that_turned_good_are_not_an_exception() -> None:
    made = rows(actions=1)
    why, _ = asked(made)
    update = made.answer(made.actions[0], "Green")
    factories.update_narrative(update=update, heading=why, text="No longer so.")
    assert data(made) is None


def test_no_exceptions_say_nothing_or_say_so_where_the_layout_asks() -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], "Green")
    assert data(made) is None
    found = data(made, says_none=True)
    assert found is not None
    (text,) = blocks(found, CONTENT)
    assert isinstance(text, Text) and "actions" in text.markdown


def test_it_costs_the_same_queries_for_one_and_for_twenty() -> None:
    layout = LayoutRecipe("test", "Test", "", (part(says_none=True),))
    counts = []
    for size in (1, 20):
        made = full_rows(size)
        for action in made.actions:
            action.updates.filter(period=made.period).delete()
            made.answer(action, "Red")
        period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
        with CaptureQueriesContext(connection) as queries:
            (composed,) = compose(period, layout)["parts"]
        assert len(titles(composed["data"])) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]
