"""Sheets that recognition gets wrong and a person puts right on the picture; invented words."""

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font, PatternFill

# Guidance that looks like a head, a block of totals amid the rows, and notes under a second table.
GUIDED: list[list[Any]] = [
    ["Harbour for all: delivery tracker"],
    ["Action", "Lead", "Status", "Comments"],
    ["What is to be done", "Who sees to it", "Red, amber or green", "In a few words"],
    ["One line each", "One name", "One word", "No more than two lines"],
    [],
    ["Pier", "Task at hand", "Person", "How it goes", "Said this time"],
    ["Brighter piers", "Paint the railings blue", "Asha Rao", "Green", "Two sides are done."],
    ["Brighter piers", "Mend the lamp at the end", "Ben Hale", "Amber", "The glass is late."],
    ["So far", "Tasks", "Greens", "Ambers", "Reds"],
    ["Brighter piers", "2", "1", "1", "0"],
    ["Calmer boats", "Count the boats at noon", "Asha Rao", "Red", "Nobody has counted."],
    ["Calmer boats", "Ring the bell in fog", "Ben Hale", "Green", "It rang twice."],
    [],
    ["Peril", "Likelihood", "Consequence", "Person"],
    ["If a storm comes early, then boats are lost", 3, 4, "Asha Rao"],
    ["If the bell cracks, then nobody hears the fog", 2, 5, "Ben Hale"],
    ["Checked by the harbour office", "on Monday", "by hand", "for the board"],
    ["Not yet seen by the board", "ask again", "in spring", "with the figures"],
]
ACROSS: list[list[Any]] = [
    ["Two jobs on one page"],
    ["The job", "Oil the harbour gate", "Dredge the north basin"],
    ["What it is for", "Calmer boats", "Calmer boats"],
    ["Lead", "Asha Rao", "Ben Hale"],
    ["RAG", "Green", "Amber"],
    ["Comments", "Oiled on Friday.", "The dredger is hired."],
]


def guided(folder: Path) -> Path:
    """A tracker with its headings in row 6, under guidance that stands out as a head would."""
    return _save("Tracker", GUIDED, (2, 9), folder / "guided.xlsx")


def across(folder: Path) -> Path:
    """Two records across, which may as well be rows."""
    return _save("One page", ACROSS, (), folder / "across.xlsx")


def _save(title: str, rows: list[list[Any]], bold: tuple[int, ...], path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for number in bold:
        for cell in sheet[number]:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="FFDBE5F1")
    book.save(path)
    return path
