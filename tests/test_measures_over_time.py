"""Figures over time: months told by quarter, moving ranges and process limits."""

import json
import subprocess
import sys
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from ambitions.measures.figures import cells_of, last_of_quarters, moving_ranges, process_limits
from ambitions.models import Measure, Reading
from strategy_tracker.ui.charts import trend_chart
from tests import factories
from tests.answering import Plan
from tests.conftest import WORKBOOKS, WORKBOOKS_MISSING
from tests.governing import address, queries_of, signed_in, text_of
from tests.test_measures import read, scorecard

SPC_CASES = WORKBOOKS.parent / "spc_cases" / "series_cases.json"


def month(place: int, raw: str, year: int = 2024, **fields: Any) -> Reading:
    values = {"kind": "actual", "measure_id": 1} | fields
    return Reading(financial_year=year, part=f"M{place:02d}", raw=raw, **values)


def by_quarter(*readings: Reading) -> dict[str, str]:
    found = last_of_quarters(readings)
    return {f"{part.code} {part.year}": cell.raw for (_, _, _, part), cell in found.items()}


# Months to quarters


def test_the_last_month_given_stands_for_its_quarter_of_the_april_year() -> None:
    told = [month(place, str(place)) for place in (3, 1, 2, 4, 5, 12)]
    assert by_quarter(*told) == {"Q1 2024": "3", "Q2 2024": "5", "Q4 2024": "12"}
    assert by_quarter(month(12, "a", 2023), month(1, "b")) == {"Q4 2023": "a", "Q1 2024": "b"}
    assert by_quarter() == by_quarter(month(1, ""), month(2, "TBC", empty="tbc")) == {}


def test_measures_kinds_and_series_keep_apart() -> None:
    told = [
        month(1, "1"), month(2, "2", kind="aim"), month(3, "3", series="Adults"),
        month(2, "4", measure_id=2),
    ]  # fmt: skip
    found = last_of_quarters(told)
    assert {cell[:3]: value.raw for cell, value in found.items()} == {
        (1, "actual", ""): "1", (1, "aim", ""): "2", (1, "actual", "Adults"): "3",
        (2, "actual", ""): "4",
    }  # fmt: skip


@pytest.fixture
def plan(db: None) -> Plan:
    return Plan()


def measure_of(plan: Plan, **fields: Any) -> Measure:
    return factories.measure(strategy=plan.strategy, name="Beds open", **fields)


def test_a_quarter_without_its_own_reading_shows_its_last_month(plan: Plan) -> None:
    measure = measure_of(plan)
    for place, raw in enumerate(("41%", "42%", "43%", "44%", "45%", "46%"), 1):
        read(measure, f"M{place:02d}", raw)
    read(measure, "Q1", "40%")
    read(measure, "Q2", "45%", kind="aim")
    page = scorecard(plan)
    row = page[page.index("Beds open Higher") :]
    assert "Actual 40% 46% Sep" in row and "Met" in row
    assert "Q1 24/25 Q2 24/25" in page and "Sep 24/25" not in page
    response = signed_in(plan.trust).get(address("measure_spreadsheet", plan.trust))
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert "46% (Sep)" in [cell for row in sheet.iter_rows(values_only=True) for cell in row]


def test_a_month_before_the_end_is_shown_but_not_judged(plan: Plan) -> None:
    measure = measure_of(plan)
    read(measure, "M05", "90%")
    read(measure, "Q2", "45%", kind="aim")
    page = scorecard(plan)
    assert "90% Aug" in page and "Met 1" not in page and "No reading yet 1" in page


def test_a_months_count_is_not_judged_by_a_quarters_aim(plan: Plan) -> None:
    measure = measure_of(plan, value_kind="count")
    read(measure, "M06", "12")
    read(measure, "Q2", "10", kind="aim")
    assert "Met 1" not in scorecard(plan)
    read(measure, "M06", "11", kind="aim")
    Reading.objects.filter(part="Q2").delete()
    assert "Met 1" in scorecard(plan)


def test_a_withheld_month_is_withheld_in_its_quarter(plan: Plan) -> None:
    measure = measure_of(plan)
    read(measure, "M05", "90%")
    read(measure, "M06", "44%", is_withheld=True)
    page = scorecard(plan)
    assert "Withheld Sep" in page and "44%" not in page


def test_a_trust_that_reports_by_month_keeps_its_months(plan: Plan) -> None:
    measure = measure_of(plan)
    for place in (4, 5, 6):
        read(measure, f"M{place:02d}", "50%")
    plan.period.kind = "month"
    assert {cell[3].code for cell in cells_of([measure], plan.period)} == {"M04", "M05", "M06"}
    assert {cell[3].code for cell in cells_of([measure], None)} == {"M04", "M05", "M06"}


def test_the_life_table_names_the_month(plan: Plan) -> None:
    action = plan.action()
    measure = measure_of(plan)
    measure.actions.add(action)
    read(measure, "M06", "46%")
    page = text_of(plan.client().get(address("action_detail", plan.trust, action.pk)))
    assert "Beds open 46% (Sep)" in page


@pytest.mark.once
@pytest.mark.django_db
def test_months_cost_no_more_queries_for_twenty_measures_than_for_one() -> None:
    counts = []
    for number in (1, 20):
        plan = Plan()
        for _ in range(number):
            measure = measure_of(plan)
            for place in range(1, 7):
                read(measure, f"M{place:02d}", f"{place}%")
        counts.append(queries_of(signed_in(plan.trust), address("measure_list", plan.trust)))
    assert counts[0] == counts[1]


# Process limits


def test_moving_ranges_are_between_neighbours_and_not_over_a_gap() -> None:
    ranges = moving_ranges([3, 5, None, 4, 1]).tolist()
    assert ranges[1] == 2 and ranges[4] == 3
    assert [value != value for value in ranges] == [True, False, True, True, False]


def test_limits_are_the_mean_and_266_moving_ranges_around_it() -> None:
    limits = process_limits([10, 12] * 6)
    assert limits is not None
    assert [limits.lower, limits.mean, limits.upper] == pytest.approx([5.68, 11, 16.32])
    assert process_limits([10, 12] * 5 + [10]) is None


def test_one_wild_step_does_not_widen_the_limits() -> None:
    values = [10.0, 12.0] * 6 + [100.0, 10.0]
    screened, whole = process_limits(values), process_limits(values, screens_outliers=False)
    assert screened is not None and whole is not None
    assert screened.upper - screened.mean == pytest.approx(2.66 * 2)
    assert whole.upper > screened.upper and whole.mean == screened.mean


def test_a_measure_that_never_moves_has_its_mean_for_limits() -> None:
    limits = process_limits([7.0] * 12)
    assert limits is not None and limits.lower == limits.mean == limits.upper == 7


def test_limits_are_those_of_the_published_cases() -> None:
    if not SPC_CASES.is_file():
        pytest.skip(WORKBOOKS_MISSING)
    checked = 0
    for case in json.loads(SPC_CASES.read_text())["cases"]:
        wanted = case["params"]
        if wanted["fix_after_n_points"] or wanted["rebase_at_index"] or len(case["y"]) < 12:
            continue
        found = process_limits(case["y"], screens_outliers=wanted["screen_outliers"])
        (group,) = case["derived"]["groups"]
        assert found is not None
        for mine, theirs in ((found.mean, "mean"), (found.lower, "lpl"), (found.upper, "upl")):
            if group[theirs] is not None:
                assert mine == pytest.approx(group[theirs], abs=1e-9), case["id"]
        checked += 1
    assert checked > 10


def test_a_measures_page_draws_limits_from_twelve_months_on(plan: Plan) -> None:
    measure = measure_of(plan)
    url = address("measure_detail", plan.trust, measure.pk)
    read(measure, "Q2", "30%", financial_year=2023)
    for place in range(7, 18):
        read(measure, f"M{(place - 1) % 12 + 1:02d}", f"{50 + place % 2}%",
             financial_year=2023 + (place - 1) // 12)  # fmt: skip
    assert "natural process limits" not in text_of(signed_in(plan.trust).get(url))
    read(measure, "M06", "52%")
    page = text_of(signed_in(plan.trust).get(url))
    assert "The mean of these months is 50.7%." in page
    for words in ("Upper limit", "Mean", "Lower limit", "Oct 23", "Sep 24"):
        assert words in page
    assert "30%" not in page[page.index("Trend") : page.index("natural process limits")]


def test_levels_are_within_the_chart() -> None:
    svg = trend_chart(
        [], [Decimal(5), Decimal(6)], columns="ab", printed="56", title="Beds",
        levels=[("Upper limit", 20.0), ("Lower limit", -9.0)],
    )  # fmt: skip
    heights = [float(part.split('"')[0]) for part in svg.split('y1="')[1:]]
    assert heights == [36.0, 114.0]


# What it costs


def test_pandas_is_loaded_only_where_it_works() -> None:
    """By a fresh interpreter: this one has long loaded it."""
    script = (
        "import django, sys; django.setup(); import strategy_tracker.urls; "
        "assert 'pandas' not in sys.modules"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
