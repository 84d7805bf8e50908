"""Workbooks that look like a plan and are none: nothing of them may become a record."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

_TASKS = [
    "Agree the brief", "Choose a supplier", "Build the pilot", "Train the first wards",
    "Open to all wards", "Review and close",
]  # fmt: skip


def _rows(sheet: Worksheet, *rows: list[Any]) -> None:
    for row in rows:
        sheet.append(row)


def blank_table(sheet: Worksheet) -> None:
    _rows(
        sheet,
        ["Quarterly update: please complete and return by the 5th"],
        [],
        ["Objective", "Key action", "Lead", "RAG", "Target date", "Comments"],
    )


def blank_form(sheet: Worksheet) -> None:
    _rows(
        sheet,
        ["Project initiation form"],
        ["Project title:"],
        ["Executive sponsor:"],
        ["Objective this supports:"],
        ["Key actions:"],
        ["RAG:"],
        ["Date completed:"],
    )


def gantt_chart(sheet: Worksheet) -> None:
    first = date(2025, 1, 6)
    weeks = [first + timedelta(weeks=number) for number in range(16)]
    _rows(sheet, ["Ward refurbishment: timeline"], ["Task", "Owner", *weeks])
    for number, task in enumerate(_TASKS):
        sheet.append([task, ["Jo", "Sam"][number % 2]])
        for place in range(3 + 2 * number, 7 + 2 * number):
            colour = ["FF00B050", "FFFFC000", "FFFF0000"][number % 3]
            sheet.cell(sheet.max_row, place).fill = PatternFill("solid", fgColor=colour)


def gantt_of_months(sheet: Worksheet) -> None:
    months = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    _rows(sheet, ["Activity", *months])
    for number, task in enumerate(_TASKS):
        sheet.append([task])
        for place in range(2 + number, 5 + number):
            sheet.cell(sheet.max_row, place).fill = PatternFill("solid", fgColor="FF4F81BD")


def added_scores(sheet: Worksheet) -> None:
    scores = [3, 2, 4, 3, 1, 4]
    questions = [f"How well did we {task[0].lower()}{task[1:]}?" for task in _TASKS]
    _rows(
        sheet,
        ["Self-assessment scorecard"],
        ["No", "Question", "Score (1-4)", "Evidence"],
        *([n, q, s, "Seen"] for n, (q, s) in enumerate(zip(questions, scores, strict=True), 1)),
        [None, "Total score", sum(scores), None],
    )


def counts(sheet: Worksheet) -> None:
    _rows(
        sheet,
        ["Summary of ratings"],
        ["Objective", "Red", "Amber", "Green", "Total"],
        ["Kinder care", 1, 4, 7, 12],
        ["Quicker care", 0, 3, 9, 12],
        ["Cheaper care", 2, 2, 5, 9],
        ["Total", 3, 9, 21, 33],
    )


def pivot(sheet: Worksheet) -> None:
    _rows(
        sheet,
        ["Status", "(All)"],
        [],
        ["Row Labels", "Count of Action", "Count of Overdue"],
        ["Estates", 14, 2],
        ["Finance", 9, 0],
        ["Nursing", 31, 5],
        ["Grand Total", 54, 7],
    )


def telephone_list(sheet: Worksheet) -> None:
    _rows(
        sheet,
        ["Name", "Job title", "Extension", "Mobile", "Email"],
        ["Asha Rao", "Chief Nurse", "4410", "07700 900101", "asha.rao@example.org"],
        ["Ben Hale", "Medical Director", "4411", "07700 900102", "ben.hale@example.org"],
        ["Ines Duarte", "Head of Estates", "4420", "07700 900103", "ines.duarte@example.org"],
    )


def minutes(sheet: Worksheet) -> None:
    _rows(
        sheet,
        ["Minutes of the Programme Board held on 4 March 2025"],
        ["Present:", "Asha Rao (Chair), Ben Hale, Ines Duarte"],
        ["Apologies:", "Finn Doyle"],
        ["1", "Minutes of the last meeting", "Agreed as a true record."],
        ["2", "Matters arising", "There were none."],
        ["3", "Any other business", "The Chair thanked the estates team."],
        ["Date of next meeting:", "1 April 2025"],
    )


def budget(sheet: Worksheet) -> None:
    _rows(
        sheet,
        ["Month 9 budget statement"],
        ["Cost centre", "Description", "Annual budget", "Budget to date", "Actual", "Variance"],
        ["A100", "Ward 4 pay", 1_250_000, 937_500, 951_200, -13_700],
        ["A101", "Ward 4 non-pay", 210_000, 157_500, 149_900, 7_600],
        ["A200", "Theatre pay", 3_400_000, 2_550_000, 2_611_450, -61_450],
        ["Total", None, 4_860_000, 3_645_000, 3_712_550, -67_550],
    )


def rota(sheet: Worksheet) -> None:
    _rows(
        sheet,
        ["Week", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        ["1", "Asha", "Ben", "Ines", "Asha", "Ben", "Ines", "Finn"],
        ["2", "Ben", "Ines", "Finn", "Ben", "Ines", "Finn", "Asha"],
        ["3", "Ines", "Finn", "Asha", "Ines", "Finn", "Asha", "Ben"],
    )


REFUSED: dict[str, Callable[[Worksheet], None]] = {
    "a table with headings only": blank_table,
    "a form that nobody filled in": blank_form,
    "a Gantt chart by weeks": gantt_chart,
    "a Gantt chart by months": gantt_of_months,
    "a scorecard whose scores are added": added_scores,
    "a sheet of counts": counts,
    "a pivot table of counts": pivot,
    "a list of telephones": telephone_list,
    "minutes of a meeting": minutes,
    "a budget": budget,
    "a rota": rota,
}


def plan(sheet: Worksheet) -> None:
    """Two actions, beside which another sheet is to change nothing."""
    _rows(
        sheet,
        ["Objective", "Key action", "Lead", "RAG", "Comments"],
        ["Kinder care", "Answer every bell within a minute", "Asha Rao", "Green", "In hand."],
        ["Quicker care", "Book appointments online", "Ben Hale", "Red", "The supplier left."],
    )
    sheet["A1"].font = Font(bold=True)


def refused(name: str, *, beside_a_plan: bool = False) -> bytes:
    """The workbook of that name; with a sheet of a real plan before it, or on its own."""
    book = Workbook()
    book.remove(book.active)
    if beside_a_plan:
        plan(book.create_sheet("Plan"))
    REFUSED[name](book.create_sheet("Sheet of another kind"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
