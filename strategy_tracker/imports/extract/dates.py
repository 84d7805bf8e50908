"""Dates that may be read in two ways, since others of their column put the month first."""

import re
from collections.abc import Iterable
from datetime import date

from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.fields import FieldRead
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import SheetMatch
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.ui.dates import long_date

_FIGURES = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})\s*")
NO_DATE = "none"


def mixed_columns(match: SheetMatch) -> set[int]:
    """The columns of target dates where some date can only have its month first."""
    return {
        column.index
        for column in match.columns
        if column.field == "action.target_date"
        and any(_is_month_first(cell) for cell in _cells(match, column.index))
    }


def ask_date(cell: Cell, where: Where) -> OpenQuestion | None:
    """Which day a date in figures is, in a column where the order of its figures differs.

    None for what is no such date, or is the same day either way.
    """
    figures = _figures(cell)
    if figures is None:
        return None
    first, second, year = figures
    days = [_day(year, second, first), _day(year, first, second)]
    options = [(day.isoformat(), long_date(day)) for day in dict.fromkeys(days) if day]
    if not options or (all(days) and len(options) == 1):
        return None
    return OpenQuestion(
        f"date:{where}",
        where,
        cell.text,
        f"“{cell.text}” stands in a column where some dates have the month first. Which day is it?",
        options[0][0],
        (*options, (NO_DATE, "No date")),
    )


def read_unclear(cell: Cell, where: Where, result: Extract) -> FieldRead | None:
    """The day that was answered, or is guessed, for a date that may be two; None for others."""
    question = ask_date(cell, where)
    if question is None:
        return None
    day = ask(result, question)
    if day == NO_DATE:
        return FieldRead({"target_text": cell.text})
    return FieldRead({"target_text": cell.text, "target_date": date.fromisoformat(day)})


def _cells(match: SheetMatch, column: int) -> Iterable[Cell]:
    return (row[column] for row in match.sheet.body)


def _figures(cell: Cell) -> tuple[int, int, int] | None:
    match = _FIGURES.fullmatch(cell.value) if isinstance(cell.value, str) else None
    if match is None:
        return None
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    return int(match[1]), int(match[2]), year


def _is_month_first(cell: Cell) -> bool:
    figures = _figures(cell)
    return bool(figures) and figures[0] <= 12 < figures[1] <= 31  # type: ignore[index]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
