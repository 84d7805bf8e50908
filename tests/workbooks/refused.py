"""Sheets that look like a plan and are none: nothing of them may become a record.

Each has a part of the sentence by which a person is told so.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "Sheet of another kind"
BLANK = "blank form"
BARS = "Gantt chart"
ADDED = "scores are added up"
COUNTS = "counts things"
NO_HEADING = "No heading here names"
PEOPLE = "people to call"
MINUTES = "minutes of a meeting"
BUDGET = "a budget"
LABELS = "not those of a plan"

_MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
_NUMBERED = [f"Deliver improvement number {number}" for number in range(8)]
_NAMED = [
    "Agree the brief", "Choose a supplier", "Build the pilot", "Train the first wards",
    "Open to all wards", "Review and close",
]  # fmt: skip
_BUDGET_LINES: list[list[Any]] = [
    ["A100", "Ward 4 pay", 1_250_000, 937_500, 951_200, -13_700],
    ["A101", "Ward 4 non-pay", 210_000, 157_500, 149_900, 7_600],
    ["A200", "Theatre pay", 3_400_000, 2_550_000, 2_611_450, -61_450],
    ["Total", None, 4_860_000, 3_645_000, 3_712_550, -67_550],
]


@dataclass(frozen=True)
class Bars:
    """A bar in each of the last rows, each beginning `step` columns after the one above."""

    tasks: int
    first: int
    step: int = 1
    width: int = 3
    colours: tuple[str, ...] = ("FF4472C4",)


@dataclass(frozen=True)
class Refused:
    """`why` is a part of the sentence that says so; `bold` are rows, counted from 1."""

    why: str
    rows: Sequence[Sequence[Any]]
    bold: range = range(0)
    bars: Bars | None = None

    def write(self, sheet: Worksheet) -> None:
        for row in self.rows:
            sheet.append(list(row))
        for number in self.bold:
            sheet.cell(number, 1).font = Font(bold=True)
        if self.bars:
            self._fill(sheet, self.bars)

    def _fill(self, sheet: Worksheet, bars: Bars) -> None:
        for number in range(bars.tasks):
            row = len(self.rows) - bars.tasks + number + 1
            fill = PatternFill("solid", fgColor=bars.colours[number % len(bars.colours)])
            first = bars.first + bars.step * number
            for column in range(first, first + bars.width):
                sheet.cell(row, column).fill = fill


REFUSED: Mapping[str, Refused] = {
    "headings alone": Refused(
        BLANK, [["Objective", "Key action", "Lead", "RAG", "Comments"]], bold=range(1, 2)
    ),
    "headings under a title": Refused(
        BLANK,
        [
            ["Quarterly update: please complete and return by the 5th"],
            [],
            ["Objective", "Key action", "Lead", "RAG", "Target date", "Comments"],
        ],
    ),
    "labels alone": Refused(
        BLANK,
        [["Workstream:"], ["Executive Lead:"], ["Background"], ["Aims"], ["Key risks"]],
        bold=range(1, 6),
    ),
    "a form that nobody filled in": Refused(
        BLANK,
        [
            ["Project initiation form"],
            ["Project title:"],
            ["Executive sponsor:"],
            ["Objective this supports:"],
            ["Key actions:"],
            ["RAG:"],
            ["Date completed:"],
        ],
    ),
    "bars over months": Refused(
        BARS,
        [["Activity", *_MONTHS[:9]], *([task] for task in _NAMED)],
        bars=Bars(6, first=2, colours=("FF4F81BD",)),
    ),
    "scores with weights": Refused(
        ADDED,
        [
            ["Criterion", "Score", "Weight", "Weighted score", "Comments"],
            *([f"Governance criterion {n}", n, 2, 2 * n, "Some words"] for n in range(1, 6)),
            ["Total", 15, 10, 30, None],
        ],
    ),
    "scores of measures": Refused(
        ADDED,
        [
            ["Measure", "Score", "Comments"],
            *([f"Well led domain {n}", n, "Some words"] for n in range(1, 6)),
            ["Total", 15, None],
        ],
    ),
    "scores of risks": Refused(
        ADDED,
        [
            ["Risk", "Likelihood", "Impact", "Score"],
            *([f"Domain {n} might fail", n, 2, 2 * n] for n in range(1, 6)),
            ["Total score", None, None, 30],
        ],
    ),
    "scores of questions": Refused(
        ADDED,
        [
            ["Self-assessment scorecard"],
            ["No", "Question", "Score (1-4)", "Evidence"],
            *(
                [number, f"How well did we {task[0].lower()}{task[1:]}?", 3, "Seen"]
                for number, task in enumerate(_NAMED, start=1)
            ),
            [None, "Total score", 18, None],
        ],
    ),
    "ratings counted": Refused(
        COUNTS,
        [
            ["Objective", "Red", "Amber", "Green", "Total"],
            *([f"Objective {n}", n, 2, 3, n + 5] for n in range(5)),
            ["Total", 10, 10, 15, 35],
        ],
    ),
    "ratings counted under a title": Refused(
        COUNTS,
        [
            ["Summary of ratings"],
            ["Objective", "Red", "Amber", "Green", "Total"],
            ["Kinder care", 1, 4, 7, 12],
            ["Quicker care", 0, 3, 9, 12],
            ["Cheaper care", 2, 2, 5, 9],
            ["Total", 3, 9, 21, 33],
        ],
    ),
    "a pivot of counts": Refused(
        COUNTS,
        [
            ["Row Labels", "Count of Action"],
            ["Amber", 5],
            ["Green", 8],
            ["Red", 2],
            ["Grand Total", 15],
        ],
    ),
    "a pivot of counts under its filter": Refused(
        COUNTS,
        [
            ["Status", "(All)"],
            [],
            ["Row Labels", "Count of Action", "Count of Overdue"],
            ["Estates", 14, 2],
            ["Finance", 9, 0],
            ["Nursing", 31, 5],
            ["Grand Total", 54, 7],
        ],
    ),
    "actions counted": Refused(
        NO_HEADING,
        [
            ["Division", "Number of actions", "Number complete", "Number overdue"],
            *([f"Division {n}", 10, n, 2] for n in range(5)),
        ],
    ),
    "telephones": Refused(
        PEOPLE,
        [
            ["Name", "Job title", "Extension", "E-mail"],
            *([f"Asha Rao {n}", "Director of Finance", 4411 + n, "a@b.uk"] for n in range(5)),
        ],
    ),
    "telephones and mobiles": Refused(
        PEOPLE,
        [
            ["Name", "Job title", "Extension", "Mobile", "Email"],
            ["Asha Rao", "Chief Nurse", "4410", "07700 900101", "asha.rao@example.org"],
            ["Ben Hale", "Medical Director", "4411", "07700 900102", "ben.hale@example.org"],
            ["Ines Duarte", "Head of Estates", "4420", "07700 900103", "ines.duarte@example.org"],
        ],
    ),
    "minutes": Refused(
        MINUTES,
        [
            ["Minutes of the Programme Board held on 4 March 2025"],
            ["Present:", "Asha Rao (Chair), Ben Hale, Ines Duarte"],
            ["Apologies:", "Finn Doyle"],
            ["1", "Minutes of the last meeting", "Agreed as a true record."],
            ["2", "Matters arising", "There were none."],
            ["3", "Any other business", "The Chair thanked the estates team."],
            ["Date of next meeting:", "1 April 2025"],
        ],
    ),
    "minutes with actions": Refused(
        MINUTES,
        [
            ["Strategy Committee"],
            ["Minutes of the meeting held on 3 May 2025"],
            ["Present: Asha Rao, Ben Hale"],
            ["Apologies: Cara Dean"],
            ["Item", "Discussion", "Action", "Owner"],
            *([n, "We talked of it at length", "Send it to all", "Asha Rao"] for n in range(4)),
        ],
    ),
    "money": Refused(
        BUDGET,
        [
            ["Cost centre", "Budget", "Spend to date", "Variance", "Forecast"],
            *([f"Department {n}", 1000, 500, 500, 900] for n in range(5)),
        ],
    ),
    "a budget statement": Refused(
        BUDGET,
        [
            ["Month 9 budget statement"],
            ["Cost centre", "Description", "Annual budget", "Budget to date", "Actual", "Variance"],
            *_BUDGET_LINES,
        ],
    ),
    "a month's days": Refused(
        "a column for each day of the week",
        [
            ["Mon", "Tue", "Wed", "Thu", "Fri"],
            *([n, n + 1, n + 2, n + 3, n + 4] for n in (1, 8)),
        ],
    ),
    "a rota": Refused(
        "a column for each day of the week",
        [
            ["Week", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            ["1", "Asha", "Ben", "Ines", "Asha", "Ben", "Ines", "Finn"],
            ["2", "Ben", "Ines", "Finn", "Ben", "Ines", "Finn", "Asha"],
            ["3", "Ines", "Finn", "Asha", "Ines", "Finn", "Asha", "Ben"],
        ],
    ),
    "a survey": Refused(
        NO_HEADING,
        [
            ["Question", "Strongly agree", "Agree", "Disagree"],
            *([f"I feel valued at work {n}", 0.5, 0.3, 0.2] for n in range(5)),
        ],
    ),
    "how to use it": Refused(
        LABELS,
        [
            ["How to use this workbook"],
            ["1. Fill in the yellow cells."],
            ["2. Send it to governance by Friday."],
            ["Contact: governance team"],
        ],
    ),
}


def _plan(sheet: Worksheet) -> None:
    """Two actions, beside which another sheet is to change nothing."""
    for row in (
        ["Objective", "Key action", "Lead", "RAG", "Comments"],
        ["Kinder care", "Answer every bell within a minute", "Asha Rao", "Green", "In hand."],
        ["Quicker care", "Book appointments online", "Ben Hale", "Red", "The supplier left."],
    ):
        sheet.append(row)
    sheet["A1"].font = Font(bold=True)


def refused(name: str, *, beside_a_plan: bool = False) -> bytes:
    """The workbook of that name; with a sheet of a real plan before it, or on its own."""
    book = Workbook()
    book.remove(book.active)
    if beside_a_plan:
        _plan(book.create_sheet("Plan"))
    REFUSED[name].write(book.create_sheet(SHEET))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
