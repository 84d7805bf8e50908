"""The scorecard: every printed value as the trust gave it, aims and actuals side by side."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Period
from reports.blocks import Line, Pill, Table, Text
from reports.compose import compose
from reports.layouts.ready import LayoutRecipe
from reports.parts import Part, Source
from reports.parts.scorecard import blocks, build
from reports.reading import read_plan
from reports.write.html import html_of
from tests import factories
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db
# The second period of `rows` is July to September 2024, Q2 of 2024/25.
NOW = {"financial_year": 2024, "part": "Q2"}


def part(**options: Any) -> Part:
    return Part("scorecard", "scorecard", orientation="wide", options=options)


def data(made: Rows, **options: Any) -> dict[str, Any] | None:
    period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
    return build(Source(read_plan(period.strategy, period)), part(**options))


def measured(made: Rows, **fields: Any) -> Any:
    return factories.measure(objective=made.objective, **fields)


def only(found: dict[str, Any] | None) -> dict[str, Any]:
    assert found is not None
    ((measure,),) = [group["measures"] for group in found["groups"]]
    return measure


def test_values_are_printed_as_they_were_given() -> None:
    made = rows(actions=0)
    measure = measured(made, baseline="c50%", baseline_date="Oct 22", target="> 95%")
    for place, raw in (("Q1", "-"), ("Q2", "0:38:09"), ("Q3", "N/A")):
        factories.reading(measure=measure, part=place, raw=raw, number=None)
    factories.reading(measure=measure, part="Q4", raw="61%", is_withheld=True)
    found = data(made)
    one = only(found)
    assert found is not None
    assert found["columns"] == [["2024/25", head] for head in ("Q1", "Q2", "Q3", "Q4")]
    assert one["lines"][-1]["values"] == ["-", "0:38:09", "N/A", "Withheld"]
    assert (one["baseline"], one["baseline_date"], one["target"]) == ("c50%", "Oct 22", "> 95%")
    made_blocks = blocks(found, {})
    html = html_of(made_blocks, "wide")
    assert all(words in html for words in ("0:38:09", "Withheld", "&gt; 95%"))
    assert "61%" not in html
    note = made_blocks[-1]
    assert isinstance(note, Text)
    assert "-: no data. N/A: not applicable. Withheld" in note.markdown


def test_aims_stand_over_actuals_and_each_series_has_a_row() -> None:
    made = rows(actions=0)
    measure = measured(made)
    factories.reading(measure=measure, kind="aim", raw="60%", number=60)
    factories.reading(measure=measure, series="Leaders", raw="47%", number=47)
    factories.reading(measure=measure, series="Managers", raw="61%", number=61)
    lines = only(data(made))["lines"]
    assert [(line["label"], line["values"]) for line in lines] == [
        ("Aim", ["60%", ""]),
        ("Leaders", ["47%", ""]),
        ("Managers", ["61%", ""]),
    ]


def test_a_measure_is_judged_only_where_its_direction_is_stated() -> None:
    made = rows(actions=0)
    for better in ("higher", ""):
        measure = measured(made, better=better)
        factories.reading(measure=measure, **NOW, kind="aim", raw="60%", number=60)
        factories.reading(measure=measure, **NOW, raw="65%", number=65)
    found = data(made)
    assert found is not None
    assert [one["verdict"] for one in found["groups"][0]["measures"]] == ["Met", ""]
    table = next(block for block in blocks(found, {}) if isinstance(block, Table))
    assert table.groups[0].rows[0].cells[-1] == [Pill("Met", "green")]


def test_no_column_of_verdicts_where_none_is_judged() -> None:
    made = rows(actions=0)
    factories.reading(measure=measured(made, better=""), **NOW)
    found = data(made)
    assert found is not None
    table = next(block for block in blocks(found, {}) if isinstance(block, Table))
    assert "Against aim" not in [column.label for column in table.columns]


def test_no_more_columns_than_the_layout_asks_for() -> None:
    made = rows(actions=0)
    measure = measured(made)
    for year in (2022, 2023, 2024):
        for place in ("Q1", "Q2", "Q3", "Q4"):
            factories.reading(measure=measure, financial_year=year, part=place)
    found, few = data(made), data(made, columns=2)
    assert found is not None and few is not None
    assert len(found["columns"]) == 8 and found["columns"][-1] == ["2024/25", "Q4"]
    assert few["columns"][0] == ["2024/25", "Q2"]


def test_a_comment_stands_under_the_readings_over_all_their_columns() -> None:
    made = rows(actions=0)
    factories.reading(measure=measured(made, comment="Counted by hand."))
    found = data(made)
    assert found is not None
    table = next(block for block in blocks(found, {}) if isinstance(block, Table))
    last = table.groups[0].rows[-1]
    assert last.reaches and "Counted by hand." in html_of([table], "wide")
    hidden = data(made, shows_comments=False)
    assert hidden is not None
    assert "Counted by hand." not in html_of(blocks(hidden, {}), "wide")


def test_a_line_is_drawn_and_told_in_words() -> None:
    made = rows(actions=0)
    measure = measured(made)
    factories.reading(measure=measure, part="Q1", raw="50%", number=50)
    factories.reading(measure=measure, part="Q2", raw="55%", number=55)
    found = data(made)
    assert found is not None
    table = next(block for block in blocks(found, {}) if isinstance(block, Table))
    (line,) = [
        value
        for cell in table.groups[0].rows[0].cells
        for value in cell or []
        if isinstance(value, Line)
    ]
    assert line.values == [50.0, 55.0] and "55% (Q2 24/25)" in line.description


def test_what_the_tracker_says_of_the_period_stands_over_the_measures() -> None:
    made = rows(actions=0)
    factories.reading(measure=measured(made))
    factories.passage(
        objective=made.objective,
        period=made.period,
        kind="text",
        code="period",
        label="Figures of",
        text="August to September",
    )
    found = data(made)
    assert found is not None
    texts = [block.markdown for block in blocks(found, {}) if isinstance(block, Text)]
    assert texts[0] == "Figures of: August to September"


def test_without_measures_there_is_nothing_to_say() -> None:
    assert data(rows(actions=0)) is None


def test_it_costs_the_same_queries_for_one_and_for_twenty() -> None:
    layout = LayoutRecipe("test", "Test", "", (part(),))
    counts = []
    for size in (1, 20):
        period = Period.objects.select_related("strategy__trust").get(pk=full_rows(size).period.pk)
        with CaptureQueriesContext(connection) as queries:
            (composed,) = compose(period, layout)["parts"]
        assert sum(len(group["measures"]) for group in composed["data"]["groups"]) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]
