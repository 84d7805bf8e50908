"""The latest reading of a measure: one answer on every page, and a line only where it knows."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from ambitions.measures.values import headline_series, latest_reading, line_of, parse_reading
from ambitions.models import KeyAction, Measure, Reading
from objectives.calendar import Part
from strategy_tracker.accounts.models import Role
from strategy_tracker.ui.charts import sparkline, trend, trend_chart
from tests import factories
from tests.answering import Plan
from tests.governing import address, signed_in, text_of


def reading(part: str, raw: str, year: int = 2024, **fields: Any) -> Reading:
    read = parse_reading(raw)
    values = {"kind": "actual", "number": read.number, "empty": read.empty} | fields
    return Reading(financial_year=year, part=part, raw=raw, **values)


def latest(*readings: Reading, **options: Any) -> str:
    found = latest_reading(readings, **options)
    return "none" if found is None else "withheld" if found.is_withheld else found.raw


MIXED = (("H1", "55%", ""), ("M06", "60%", ""), ("Q1", "25%", ""), ("Q2", "99%", "Another"))


# The rule


def test_of_parts_that_end_together_the_shortest_is_the_latest() -> None:
    assert latest(*(reading(part, raw, series=series) for part, raw, series in MIXED)) == "60%"
    assert latest(reading("H1", "55%"), reading("Q2", "58%")) == "58%"
    assert latest(reading("Y", "70%"), reading("H2", "71%")) == "71%"


def test_the_part_that_ends_last_is_the_latest_whatever_it_is_called() -> None:
    assert latest(reading("M10", "10%"), reading("Q3", "9%"), reading("M02", "2%")) == "10%"
    assert latest(reading("H1", "1%", 2025), reading("Y", "2%", 2024)) == "1%"


def test_the_series_without_a_name_speaks_else_the_first_by_name() -> None:
    named = [reading("Q1", "11%", series="Adults"), reading("Q2", "22%", series="Children")]
    assert headline_series(named) == "Adults" and latest(*named) == "11%"
    assert latest(*named, series="Children") == "22%"
    assert latest(*named, reading("Q1", "33%")) == "33%"
    assert headline_series([*named, reading("Q1", "")]) == "Adults"


def test_what_says_nothing_is_no_reading_and_what_is_withheld_is_one() -> None:
    empty = [reading("Q2", "-"), reading("Q3", "TBC"), reading("Q4", "N/A"), reading("M12", " ")]
    assert latest(reading("Q1", "25%"), *empty) == "25%"
    assert latest(*empty) == latest() == "none"
    assert latest(reading("Q1", "25%"), reading("Q2", "", is_withheld=True)) == "withheld"
    assert latest(reading("Q1", "25%"), reading("Q2", "90%", kind="aim")) == "25%"


def test_nothing_after_the_period_is_known_in_it() -> None:
    told = [reading("Q1", "25%"), reading("Q2", "60%"), reading("M07", "70%")]
    assert latest(*told, up_to=Part(2024, "Q2")) == "60%"
    assert latest(*told, up_to=Part(2023, "Y")) == "none"


# The pages


@pytest.fixture
def plan(db: None) -> Plan:
    return Plan()


@pytest.fixture
def action(plan: Plan) -> KeyAction:
    return plan.action()


def measure_of(plan: Plan, action: KeyAction, *readings: Reading) -> Measure:
    measure = factories.measure(strategy=plan.strategy, name="Beds open")
    measure.actions.add(action)
    for item in readings:
        item.measure = measure
        item.save()
    return measure


def panel(client: Client, url: str) -> str:
    """What the page says of the measure in its panel."""
    page = text_of(client.get(url))
    return page[page.rindex("Beds open") :][:60]


def pages(plan: Plan, action: KeyAction) -> list[str]:
    item = panel(plan.client(), address("action_detail", plan.trust, action.pk))
    return [item, panel(plan.client(), plan.url("update_form", action))]


def test_the_item_page_and_the_update_page_name_the_same_reading(
    plan: Plan, action: KeyAction
) -> None:
    measure_of(plan, action, *(reading(p, raw, series=name) for p, raw, name in MIXED))
    for page in pages(plan, action):
        assert "60%" in page and "99%" not in page, page
        assert "Sep 24" in page, page


def test_both_pages_say_that_it_is_withheld(plan: Plan, action: KeyAction) -> None:
    measure_of(plan, action, reading("Q1", "25%"), reading("Q2", "44%", is_withheld=True))
    for page in pages(plan, action):
        assert "Withheld" in page and "44%" not in page and "25%" not in page, page


def test_both_pages_know_no_more_than_their_period(plan: Plan, action: KeyAction) -> None:
    measure_of(plan, action, reading("Q1", "25%"), reading("Q3", "70%"))
    for page in pages(plan, action):
        assert "25%" in page and "70%" not in page, page


def test_a_line_of_the_life_table_is_the_headline_series(plan: Plan, action: KeyAction) -> None:
    measure_of(
        plan, action, reading("Q2", "11%", series="Adults"), reading("Q2", "22%", series="Children")
    )
    page = text_of(plan.client().get(address("action_detail", plan.trust, action.pk)))
    table = page[page.index("Ratings and measures by period") :]
    assert "Beds open 11%" in table


def test_the_box_for_an_actual_names_the_aim_of_its_period(plan: Plan, action: KeyAction) -> None:
    aims = {"Q2": "60%", "H1": "90%"}
    told = [reading(part, raw, kind="aim") for part, raw in aims.items()]
    measure = measure_of(plan, action, *told)
    governor = signed_in(plan.trust, Role.GOVERNANCE)
    page = text_of(governor.get(address("measure_detail", plan.trust, measure.pk)))
    assert "The aim is 60% ." in page or "The aim is 60%." in page


# The line


def names(*readings: Reading, **options: Any) -> list[tuple[str, str]]:
    return [(part.code, found.raw if found else "") for part, found in line_of(readings, **options)]


def test_a_line_has_an_empty_place_for_each_missing_part() -> None:
    assert names(reading("Q1", "1"), reading("Q4", "4")) == [
        ("Q1", "1"), ("Q2", ""), ("Q3", ""), ("Q4", "4"),
    ]  # fmt: skip
    assert names(reading("Q1", "1"), reading("M06", "6")) == [
        ("Q1", "1"), ("M04", ""), ("M05", ""), ("M06", "6"),
    ]  # fmt: skip
    assert names(reading("Q1", "1"), reading("H2", "2")) == [("Q1", "1"), ("Q2", ""), ("H2", "2")]


def test_parts_of_a_line_do_not_overlap() -> None:
    told = [reading(part, part) for part in ("Q1", "Q2", "H1", "Q3", "Q4", "H2", "Y")]
    assert [part for part, _ in names(*told)] == ["Q1", "Q2", "Q3", "Q4"]
    mixed = [reading("Q1", "1"), reading("Q2", "2"), reading("H2", "3"), reading("Q1", "4", 2025)]
    assert [part for part, _ in names(*mixed)] == ["Q1", "Q2", "H2", "Q1"]


def numbers(*values: int | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


@pytest.mark.parametrize("chart", [trend, trend_chart])
def test_no_line_is_drawn_over_a_gap(chart: Any) -> None:
    labels = {} if chart is trend else {"columns": "abcd", "printed": "abcd"}
    whole = chart([], numbers(1, 2, 3, 4), title="Beds", **labels)
    assert whole.count("<polyline") == 1
    broken = chart([], numbers(1, 2, None, 4), title="Beds", **labels)
    (line,) = broken.split("<polyline")[1:]
    assert line.split('points="')[1].split('"')[0].count(",") == 2
    apart = chart([], numbers(1, None, None, 4), title="Beds", **labels)
    assert "<polyline" not in apart and apart.count("<circle") == 2


def test_an_aim_by_itself_is_a_short_dash() -> None:
    svg = trend(numbers(None, 5, None), numbers(1, 2, 3), title="Beds")
    assert svg.count("<polyline") == 2 and svg.count("stroke-dasharray") == 1


def test_a_small_line_dots_what_stands_alone() -> None:
    assert sparkline([1, None, 2, 3], title="Beds").count("<circle") == 2
    assert sparkline([1, 2, 3], title="Beds").count("<circle") == 1


def test_the_scorecards_trend_is_not_drawn_across_missing_quarters(plan: Plan) -> None:
    measure = factories.measure(strategy=plan.strategy, name="Beds open")
    for year, part in ((2023, "Q3"), (2024, "Q2")):
        last = reading(part, "50%", year, measure=measure)
        last.save()
    response = signed_in(plan.trust).get(address("measure_list", plan.trust))
    chart = response.content.decode().split('<svg class="st-trend"')[1].split("</svg>")[0]
    assert chart.count("<circle") == 2 and "<polyline" not in chart
