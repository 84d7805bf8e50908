"""A table beside the bars of a chart over time is read, and the bars are left out with a reason."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from strategy_tracker.imports.layout.bars import BARS
from strategy_tracker.imports.layout.understanding import Layout, read_layout
from strategy_tracker.imports.read.workbook import read_workbook
from tests.workbooks.corpus_layout import loose_cells
from tests.workbooks.samples import as_bytes

BLUE = PatternFill("solid", fgColor="FF4472C4")
RATED = [PatternFill("solid", fgColor=c) for c in ("FF00B050", "FFFFC000", "FFFF0000")]
TASKS = [f"Repaint corridor {letter}" for letter in "abcdefgh"]
LEFT = ["Task", "Owner", "Status"]
DONE = ["Jo Reed", "Open"]


def laid_out(
    left: Sequence[str],
    times: Sequence[Any],
    *,
    above: Sequence[Sequence[Any]] = (),
    fills: Sequence[PatternFill] = (BLUE,),
    mark: str = "",
) -> Layout:
    """The layout of tasks, each with a bar of three times that begins one after that above."""
    book = Workbook()
    sheet = book.active
    for row in above:
        sheet.append(list(row))
    sheet.append([*left, *times])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for number, task in enumerate(TASKS):
        sheet.append([task, *DONE[: len(left) - 1]])
        for column in range(len(left) + 1 + number % 6, len(left) + 4 + number % 6):
            cell = sheet.cell(sheet.max_row, column)
            if mark:
                cell.value = mark
            else:
                cell.fill = fills[number % len(fills)]
    read = read_workbook(as_bytes(book), "bars.xlsx")
    layout = read_layout(read)
    assert not list(loose_cells(read.sheets[0], layout))
    return layout


WEEKS = [f"Week {number}" for number in range(1, 13)]
MONTHS = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
FIRSTS = [date(2025, month, 1) for month in range(1, 13)]
MONDAYS = [date(2025, 1, 6) + timedelta(weeks=number) for number in range(12)]


@pytest.mark.parametrize(
    ("times", "options"),
    [
        (WEEKS, {}),
        (MONTHS, {}),
        (FIRSTS, {"above": [["Repainting"]]}),
        (MONDAYS, {"fills": RATED}),
        (list(range(1, 13)), {"mark": "x", "above": [["Task weeks"], []]}),
        (["1", "2", "3", "4", "5", "6", "7", "8", "9"], {"mark": "■"}),
    ],
    ids=["weeks", "months", "dates", "weeks in ratings' colours", "letters", "squares"],
)
def test_the_table_is_read_and_the_bars_are_left_out(times: Any, options: Any) -> None:
    layout = laid_out(LEFT, times, **options)

    (table,) = [table for table in layout.tables if table.kind == "table"]
    assert [cell.text for cell in table.header] == LEFT
    assert [row[0].text for row in table.body] == TASKS
    assert {why for _, area, why in layout.noise if area.left >= len(LEFT)} == {BARS}


def test_bars_beside_nothing_but_names_are_a_chart_and_no_plan() -> None:
    layout = laid_out(LEFT[:1], MONTHS)

    assert not layout.tables
    assert "Gantt chart" in layout.regions[0].why


def test_ratings_from_month_to_month_in_colours_are_no_bars() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Key action", "Lead", *MONTHS])
    for number, task in enumerate(TASKS):
        sheet.append([task, "Jo Reed"])
        for column in range(len(MONTHS)):
            sheet.cell(number + 2, 3 + column).fill = RATED[(number + column // 2) % 3]
    layout = read_layout(read_workbook(as_bytes(book), "ratings.xlsx"))

    assert [cell.text for cell in layout.tables[0].header] == ["Key action", "Lead", *MONTHS]
    assert layout.tables[0].body[0][2].text == "Green"
