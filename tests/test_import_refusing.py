"""Sheets that look like a plan and are none give no record, and a sentence says why."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from strategy_tracker.imports.extract import extract
from strategy_tracker.imports.matched import Known
from strategy_tracker.imports.notes import sheet_notes
from strategy_tracker.imports.reading import read_workbook

BLANK = "blank form"
BARS = "Gantt chart"
ADDED = "scores are added up"
COUNTS = "counts things"
NOTHING = "No heading here names"
MONTHS = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
TASKS = [f"Deliver improvement number {number}" for number in range(8)]
WEEKS = [f"Week {number}" for number in range(1, 13)]
DAYS = [date(2025, month, 1) for month in range(1, 13)]


class Drawn:
    """Rows from the first, with `bold` rows, and bars of one colour over the first tasks."""

    def __init__(
        self, rows: list[list[Any]], *, bold: range = range(0), bars_from: int = 0, fill: str = ""
    ) -> None:
        self.rows, self.bold, self.bars_from, self.fill = rows, bold, bars_from, fill

    def data(self) -> bytes:
        book = Workbook()
        sheet = book.active
        for row in self.rows:
            sheet.append(row)
        for number in self.bold:
            sheet.cell(number, 1).font = Font(bold=True)
        for number in range(len(TASKS) if self.bars_from else 0):
            top = len(self.rows) - len(TASKS) + number + 1
            for column in range(self.bars_from + number, self.bars_from + number + 3):
                sheet.cell(top, column).fill = PatternFill("solid", fgColor=self.fill)
        file = BytesIO()
        book.save(file)
        return file.getvalue()


LABELS = [["Workstream:"], ["Executive Lead:"], ["Background"], ["Aims"], ["Key risks"]]
PRESENT = [
    ["Strategy Committee"],
    ["Minutes of the meeting held on 3 May 2025"],
    ["Present: Asha Rao, Ben Hale"],
    ["Apologies: Cara Dean"],
]
SHEETS = {
    "headings alone": (
        BLANK,
        Drawn([["Objective", "Key action", "Lead", "RAG", "Comments"]], bold=range(1, 2)),
    ),
    "labels alone": (BLANK, Drawn(LABELS, bold=range(1, 6))),
    "bars over weeks": (
        BARS,
        Drawn(
            [
                ["Task", "Owner", "Start", "End", *WEEKS],
                *([task, "Asha Rao", "01/04/2025", "30/04/2025"] for task in TASKS),
            ],
            bars_from=5,
            fill="FF4472C4",
        ),
    ),
    "bars over dates": (
        BARS,
        Drawn(
            [["Programme plan"], ["Action", "Lead", *DAYS], *([one, "Ben Hale"] for one in TASKS)],
            bars_from=3,
            fill="FF92D050",
        ),
    ),
    "bars over months, in a colour of ratings": (
        BARS,
        Drawn(
            [["Workstream", "Milestone", *MONTHS], *(["Stream 1", task] for task in TASKS)],
            bars_from=3,
            fill="FF00B050",
        ),
    ),
    "scores with weights": (
        ADDED,
        Drawn(
            [
                ["Criterion", "Score", "Weight", "Weighted score", "Comments"],
                *([f"Governance criterion {n}", n, 2, 2 * n, "Some words"] for n in range(1, 6)),
                ["Total", 15, 10, 30, None],
            ]
        ),
    ),
    "scores of measures": (
        ADDED,
        Drawn(
            [
                ["Measure", "Score", "Comments"],
                *([f"Well led domain {n}", n, "Some words"] for n in range(1, 6)),
                ["Total", 15, None],
            ]
        ),
    ),
    "scores of risks": (
        ADDED,
        Drawn(
            [
                ["Risk", "Likelihood", "Impact", "Score"],
                *([f"Domain {n} might fail", n, 2, 2 * n] for n in range(1, 6)),
                ["Total score", None, None, 30],
            ]
        ),
    ),
    "ratings counted": (
        COUNTS,
        Drawn(
            [
                ["Objective", "Red", "Amber", "Green", "Total"],
                *([f"Objective {n}", n, 2, 3, n + 5] for n in range(5)),
                ["Total", 10, 10, 15, 35],
            ]
        ),
    ),
    "a pivot of counts": (
        NOTHING,
        Drawn(
            [
                ["Row Labels", "Count of Action"],
                ["Amber", 5],
                ["Green", 8],
                ["Red", 2],
                ["Grand Total", 15],
            ]
        ),
    ),
    "actions counted": (
        NOTHING,
        Drawn(
            [
                ["Division", "Number of actions", "Number complete", "Number overdue"],
                *([f"Division {n}", 10, n, 2] for n in range(5)),
            ]
        ),
    ),
    "telephones": (
        "people to call",
        Drawn(
            [
                ["Name", "Job title", "Extension", "E-mail"],
                *([f"Asha Rao {n}", "Director of Finance", 4411 + n, "a@b.uk"] for n in range(5)),
            ]
        ),
    ),
    "minutes with actions": (
        "minutes of a meeting",
        Drawn(
            [
                *PRESENT,
                ["Item", "Discussion", "Action", "Owner"],
                *([n, "We talked of it at length", "Send it to all", "Asha Rao"] for n in range(4)),
            ]
        ),
    ),
    "money": (
        "a budget",
        Drawn(
            [
                ["Cost centre", "Budget", "Spend to date", "Variance", "Forecast"],
                *([f"Department {n}", 1000, 500, 500, 900] for n in range(5)),
            ]
        ),
    ),
    "a month's days": (
        NOTHING,
        Drawn(
            [
                ["Mon", "Tue", "Wed", "Thu", "Fri"],
                *([n, n + 1, n + 2, n + 3, n + 4] for n in (1, 8)),
            ]
        ),
    ),
    "a survey": (
        NOTHING,
        Drawn(
            [
                ["Question", "Strongly agree", "Agree", "Disagree"],
                *([f"I feel valued at work {n}", 0.5, 0.3, 0.2] for n in range(5)),
            ]
        ),
    ),
    "how to use it": (
        "not those of a plan",
        Drawn(
            [
                ["How to use this workbook"],
                ["1. Fill in the yellow cells."],
                ["2. Send it to governance by Friday."],
                ["Contact: governance team"],
            ]
        ),
    ),
}


@pytest.mark.parametrize(("why", "drawn"), SHEETS.values(), ids=SHEETS)
def test_what_is_no_plan_gives_no_record_and_says_why(why: str, drawn: Drawn) -> None:
    result = extract(read_workbook(drawn.data(), "sheet.xlsx"), Known())

    records = {kind: list(found) for kind, found in result.found.items() if found}
    assert not records
    assert not result.answers
    assert any(why in note.why for note in sheet_notes(result)), sheet_notes(result)
