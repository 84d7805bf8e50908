"""Which kind of record a table holds: the one that explains most of its columns."""

from typing import Any

import pytest
from openpyxl import Workbook as NewWorkbook
from openpyxl.styles import PatternFill

from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import OWN, RATING, TEXT, Known, SheetMatch
from strategy_tracker.imports.read.workbook import read_workbook
from strategy_tracker.imports.vocabulary.values import guess_tone
from tests.workbooks.samples import as_bytes, workbook

pytestmark = pytest.mark.once

TASKS = [
    "Open the second ferry landing", "Train the crews in first aid", "Renew the harbour lights",
    "Publish the winter timetable", "Repair the ticket machines", "Agree the fuel contract",
]  # fmt: skip
WHO = ["Ivy Marsh", "Noel Frith", "Ada Crane", "Ivy Marsh", "Noel Frith", "Ada Crane"]
DAYS = ["31/03/2026", "30/06/2026", "31/12/2025", "31/03/2026", "30/09/2026", "31/03/2027"]
STATES = ["On course", "Stalled", "On course", "Complete", "On course", "Stalled"]


def read(rows: list[list[Any]]) -> Extract:
    return extract(read_workbook(workbook({"Plan": rows}), "plan.xlsx"), Known())


def table(*columns: tuple[str, list[Any]]) -> list[list[Any]]:
    rows = zip(*(values for _, values in columns), strict=True)
    return [[heading for heading, _ in columns], *map(list, rows)]


def only(result: Extract) -> SheetMatch:
    [match] = [match for match in result.matches if match.holds]
    return match


def fields(result: Extract) -> dict[str, str]:
    return {column.heading: column.field for column in only(result).columns}


def test_actions_that_name_an_indicator_each_are_no_measures() -> None:
    indicators = ["Late boats"] * 3 + ["Lost bags"] * 3
    rows = table(("Indicator", indicators), ("We will…", TASKS), ("Led by", WHO), ("By when", DAYS))

    result = read(rows)

    assert only(result).holds == "action"
    assert fields(result)["We will…"] == "action.title"
    assert fields(result)["By when"] == "action.target_date"


def test_a_table_of_measures_has_figures() -> None:
    rows = table(("Indicator", TASKS), ("Owner", WHO), ("Baseline", [4, 5, 6, 7, 8, 9]))

    assert only(read(rows)).holds == "measure"


def test_rows_under_the_names_of_groups_are_no_objectives() -> None:
    rows: list[list[Any]] = [["What we shall see to", "Accountable", "Ends"]]
    for group, first in (("Landings", 0), ("Timetables", 3)):
        rows.append([group, None, None])
        rows += [[TASKS[n], WHO[n], DAYS[n]] for n in range(first, first + 3)]

    assert only(read(rows)).holds == "action"


def test_a_register_of_risks_with_an_action_each_stays_one() -> None:
    risks = [f"The {name} may fail in a storm" for name in ("pier", "crane", "lamp", "boat")]
    rows = table(
        ("ID", ["R1", "R2", "R3", "R4"]), ("Hazard / risk", risks), ("Lead", WHO[:4]),
        ("Current rating", [12, 16, 9, 8]), ("Actions planned", TASKS[:4]),
        ("Target date", DAYS[:4]), ("Action status", STATES[:4]),
    )  # fmt: skip

    result = read(rows)

    assert only(result).holds == "risk"
    assert fields(result)["Hazard / risk"] == "risk.title"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Gross rating", "risk.inherent_score"),
        ("Score before controls", "risk.inherent_score"),
        ("Residual risk score", "risk.current_score"),
        ("Managed exposure", "risk.current_score"),
        ("Tolerable rating", "risk.target_score"),
        ("Score we aim for", "risk.target_score"),
    ],
)
def test_a_score_is_known_by_when_it_holds(heading: str, field: str) -> None:
    risks = [f"The {name} may fail in a storm" for name in ("pier", "crane", "lamp", "boat")]
    rows = table(("Risk", risks), ("Risk owner", WHO[:4]), (heading, [12, 16, 9, 8]))

    assert fields(read(rows))[heading] == field


def test_success_that_differs_from_row_to_row_is_not_the_ambitions() -> None:
    success = [f"{number} of 6 landings are open" for number in range(1, 7)]
    rows = table(
        ("Ambition", ["Landings"] * 3 + ["Crews"] * 3), ("Action", TASKS), ("Lead", WHO),
        ("What success looks like", success),
    )  # fmt: skip
    assert fields(read(rows))["What success looks like"] == OWN

    same = ["Every landing is open"] * 3 + ["Every crew is trained"] * 3
    rows = table(
        ("Ambition", ["Landings"] * 3 + ["Crews"] * 3), ("Action", TASKS), ("Lead", WHO),
        ("Success statement", same),
    )  # fmt: skip
    assert fields(read(rows))["Success statement"] == "ambition.success_statement"


def test_schemes_with_money_and_what_a_plan_asks_are_no_budget() -> None:
    rows = table(
        ("Scheme", TASKS), ("Project manager", WHO), ("Approved budget", [90, 80, 70, 60, 50, 40]),
        ("Spend to date", [9, 8, 7, 6, 5, 4]), ("Variance", [1, 2, 3, 4, 5, 6]),
        ("Completion date", DAYS), ("RAG", STATES),
    )  # fmt: skip
    result = read(rows)
    assert only(result).holds == "action"
    # The only one who leads is simply the lead.
    assert fields(result)["Project manager"] == "action.lead"

    lines = ["Pay", "Travel", "Fuel", "Rent", "Rates", "Paint"]
    rows = table(
        ("Account code", lines), ("Budget", [90, 80, 70, 60, 50, 40]),
        ("Spend to date", [9, 8, 7, 6, 5, 4]), ("Variance", [1, 2, 3, 4, 5, 6]),
    )  # fmt: skip
    assert not any(match.holds for match in read(rows).matches)


def test_what_numbers_measures_is_not_what_names_them() -> None:
    rows = table(
        ("KPI", [f"KPI {number}" for number in range(1, 7)]), ("Indicator", TASKS),
        ("2023/24", [4, 5, 6, 7, 8, 9]), ("2024/25", [5, 6, 7, 8, 9, 10]),
    )  # fmt: skip

    result = read(rows)

    names = {found.values["name"] for found in result.found["measure"].values()}
    assert names == set(TASKS)


# What is a rating


def coloured(heading: str, values: list[str], fills: dict[str, str]) -> bytes:
    book = NewWorkbook()
    sheet = book.active
    sheet.title = "Plan"
    sheet.append(["Action", "Lead", "Due", heading])
    for row, value in enumerate(values, 2):
        sheet.append([TASKS[row - 2], WHO[row - 2], DAYS[row - 2], value])
        if value in fills:
            sheet.cell(row, 4).fill = PatternFill("solid", fgColor=fills[value])
    return as_bytes(book)


def test_few_words_on_colours_are_a_rating_though_the_heading_asks_for_words() -> None:
    fills = {"On course": "00B050", "Stalled": "FF0000", "Complete": "0070C0"}

    result = extract(read_workbook(coloured("Position", STATES, fills), "plan.xlsx"), Known())

    assert fields(result)["Position"] == RATING


def test_sentences_under_the_same_heading_are_words_of_the_period() -> None:
    said = [f"The crew of boat {number} has finished the course." for number in range(6)]

    result = extract(read_workbook(coloured("Position", said, {}), "plan.xlsx"), Known())

    assert fields(result)["Position"] == TEXT


def test_steps_a_b_and_c_are_no_rating() -> None:
    rows = table(
        ("Action", TASKS), ("Step", ["a", "b", "c", "a", "b", "c"]), ("Lead", WHO), ("Due", DAYS)
    )

    assert fields(read(rows))["Step"] != RATING


def test_levels_on_colours_under_severity_stay_a_column_of_the_trusts_own() -> None:
    levels = ["High", "Low", "High", "Medium", "Low", "High"]
    fills = {"High": "FF0000", "Medium": "FFC000", "Low": "00B050"}

    result = extract(read_workbook(coloured("Severity", levels, fills), "plan.xlsx"), Known())

    assert fields(result)["Severity"] != RATING


@pytest.mark.parametrize(
    ("words", "tone"),
    [
        ("On course", "green"), ("Off course", "red"), ("Some delay", "amber"),
        ("Partially achieved", "amber"), ("Not achieved", "red"), ("Achieved", "blue"),
        ("Not yet due", "grey"), ("Stalled", "red"), ("Ahead of schedule", "green"),
        ("Behind schedule", "amber"), ("Compliant", "green"), ("Not compliant", "red"),
    ],
)  # fmt: skip
def test_the_words_of_a_rating_tell_its_tone(words: str, tone: str) -> None:
    assert guess_tone(words) == tone


def test_of_two_columns_headed_as_what_rows_stand_under_the_one_of_each_row_names_it() -> None:
    rows = table(
        ("Area of focus", ["Landings"] * 3 + ["Tickets"] * 3), ("No", list("123456")),
        ("Our pledge", TASKS), ("Chair", WHO), ("Deliver in", DAYS),
    )  # fmt: skip

    result = read(rows)

    assert only(result).holds == "action"
    assert fields(result)["Our pledge"] == "action.title"
    assert fields(result)["Area of focus"] == "objective.title"
