"""The plan on a page: what the tracker says of each objective, in boxes with its own labels."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Period
from reports.blocks import Fields, Flow, Heading, PageBreak, Table, Text
from reports.compose import compose
from reports.layouts.ready import LayoutRecipe
from reports.parts import Part, Source
from reports.parts.plan_on_a_page import blocks, build
from reports.reading import read_plan
from tests import factories
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db


def part(**options: Any) -> Part:
    return Part("plans", "plan-on-a-page", orientation="wide", options=options)


def data(made: Rows, **options: Any) -> dict[str, Any] | None:
    period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
    return build(Source(read_plan(period.strategy, period)), part(**options))


def said(made: Rows, *pairs: tuple[str, str], objective: Any = None) -> None:
    for position, (label, text) in enumerate(pairs):
        factories.passage(
            objective=objective or made.objective,
            period=made.period,
            kind="plan",
            label=label,
            text=text,
            position=position,
        )


LONG = "Care is too far from the people who need it, and it has been for as long as anyone knows."


def test_labels_and_texts_are_printed_as_given_in_their_order() -> None:
    made = rows(actions=0)
    said(made, ("Background", LONG), ("Aim/s", "- Open hubs\n- Staff them"))
    found = data(made)
    assert found is not None
    heading, flow = blocks(found, {})
    assert isinstance(heading, Heading) and heading.in_contents
    assert isinstance(flow, Flow) and flow.count == 3
    assert [getattr(block, "text", "") or block.markdown for block in flow.blocks] == [
        "Background",
        LONG,
        "Aim/s",
        "- Open hubs\n- Staff them",
    ]


def test_short_words_at_the_head_stand_in_one_line() -> None:
    made = rows(actions=0)
    said(made, ("Executive lead", "Ada Orme"), ("Background", LONG), ("Cost (£)", "TBC"))
    found = data(made)
    assert found is not None
    _, fields, flow = blocks(found, {})
    assert isinstance(fields, Fields) and [label for label, _ in fields.fields] == [
        "Executive lead"
    ]
    assert isinstance(flow, Flow) and Text("TBC") in flow.blocks


def test_what_is_told_by_quarters_stands_side_by_side_under_its_years() -> None:
    made = rows(actions=0)
    said(
        made,
        ("Background", LONG),
        ("Key outcomes: 22/23 Q4", "Plan"),
        ("Key outcomes: 23/24 Q1", "Do"),
        ("Risks", LONG),
    )
    found = data(made)
    assert found is not None
    _, before, outcomes, after = blocks(found, {})
    assert isinstance(outcomes, Flow) and isinstance(before, Flow) and isinstance(after, Flow)
    heading, table = outcomes.blocks
    assert isinstance(heading, Heading) and heading.text == "Key outcomes"
    assert isinstance(table, Table)
    assert [(column.group, column.label) for column in table.columns] == [
        ("22/23", "Q4"),
        ("23/24", "Q1"),
    ]


def test_a_colon_in_a_label_of_its_own_parts_nothing() -> None:
    made = rows(actions=0)
    said(made, ("Risks: the worst", LONG), ("Issues: all", LONG))
    found = data(made)
    assert found is not None
    assert [box["label"] for box in found["groups"][0]["boxes"]] == [
        "Risks: the worst",
        "Issues: all",
    ]


def test_each_objective_begins_a_page_unless_the_layout_lets_them_run_on() -> None:
    made = rows(actions=0)
    said(made, ("Background", LONG))
    said(made, ("Background", LONG), objective=factories.objective(strategy=made.strategy))
    for starts_page in (True, False):
        found = data(made, starts_page=starts_page)
        assert found is not None
        assert any(isinstance(block, PageBreak) for block in blocks(found, {})) == starts_page


def test_without_such_passages_there_is_nothing_to_say() -> None:
    made = rows(actions=0)
    factories.passage(objective=made.objective, period=made.period, kind="text", text="Other.")
    assert data(made) is None


def test_it_costs_the_same_queries_for_one_and_for_twenty() -> None:
    layout = LayoutRecipe("test", "Test", "", (part(),))
    counts = []
    for size in (1, 20):
        made = rows(actions=0)
        said(made, *((f"Box {number}", LONG) for number in range(size)))
        period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
        with CaptureQueriesContext(connection) as queries:
            assert compose(period, layout)["parts"]
        counts.append(len(queries))
    assert counts[0] == counts[1]
