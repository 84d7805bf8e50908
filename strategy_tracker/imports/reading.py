"""Reads a workbook into plain values, exactly as given, with the address of every cell.

Text stays text ("01" keeps its zero, "NaN" and "N/A" are words), whole numbers come as int,
dates as date, and a number that its cell shows as a percentage is known to be one.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import PurePath
from typing import NamedTuple

import pandas
from python_calamine import SheetVisibleEnum

from strategy_tracker.imports.package import PartFacts, Refused, inspect_package

CellValue = str | int | float | bool | date | datetime | time | timedelta


class Cell(NamedTuple):
    """One cell: its value ("" when empty), where it is, whether it shows as a percentage.

    `fill` is its colour, and `markdown` its text with bold where only parts are bold.
    """

    value: CellValue
    address: str
    is_percent: bool = False
    fill: str = ""
    markdown: str = ""

    @property
    def text(self) -> str:
        """The value as a person reads it in the sheet, without white space around it."""
        return as_text(self.value, is_percent=self.is_percent)


class Area(NamedTuple):
    """A rectangle of cells, zero-based, its last row and column within it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Looks:
    """How a sheet looks, beside its values; cells are (row, column), zero-based.

    `fills` are colours as six capital hex digits ("FFC000"), whoever gives them (the cell, a
    theme, a conditional format); a cell that shows white or no fill is absent. `bold` are
    cells that are bold throughout. `markdown` is the text of cells of rich text, where that
    differs from the plain one. `widths` are of columns, in characters.
    """

    merges: list[Area] = field(default_factory=list)
    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    bold: set[tuple[int, int]] = field(default_factory=set)
    markdown: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)


@dataclass
class Sheet:
    """One visible sheet. `rows` are lists of raw values, row 1 of the sheet first."""

    title: str
    rows: list[list[CellValue]]
    facts: PartFacts = field(default_factory=PartFacts)
    looks: Looks = field(default_factory=Looks)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at zero-based `row` and `column`; an empty one outside the sheet."""
        where = address(row, column)
        values = self.rows[row] if row < len(self.rows) else []
        value = values[column] if column < len(values) else ""
        return Cell(value, where, where in self.facts.percents)

    def is_blank_row(self, row: int) -> bool:
        return not any(as_text(value) for value in self.rows[row])

    def header_row(self) -> int | None:
        """The zero-based number of the first row that holds anything; None for an empty sheet."""
        return next((n for n in range(len(self.rows)) if not self.is_blank_row(n)), None)

    def data_rows(self, header_row: int) -> Iterator[int]:
        """The zero-based numbers of the rows under the header that hold anything."""
        return (n for n in range(header_row + 1, len(self.rows)) if not self.is_blank_row(n))


@dataclass
class Workbook:
    """A file's visible sheets, and the titles of those that are hidden or hold no cells."""

    file_name: str
    sheets: list[Sheet]
    hidden: list[str] = field(default_factory=list)


def read_workbook(data: bytes, file_name: str) -> Workbook:
    """The workbook in `data`, the whole content of the file called `file_name`.

    Raises Refused, with one sentence, for anything that is no safe .xlsx workbook with words
    in it.
    """
    if PurePath(file_name).suffix.lower() in (".xlsm", ".xltm", ".xlam"):
        raise Refused(
            "The workbook is one for macros (.xlsm). Save it as an Excel workbook without "
            "macros (.xlsx) and try again."
        )
    facts = inspect_package(data)
    try:
        # A closed book is no use for its values, so both come from the one open reader.
        with pandas.ExcelFile(io.BytesIO(data), engine="calamine") as book:
            shown = {
                str(sheet.name): sheet.visible == SheetVisibleEnum.Visible
                for sheet in book.book.sheets_metadata  # type: ignore[union-attr]
            }
            frames = pandas.read_excel(
                book, sheet_name=None, header=None, dtype=object, na_filter=False
            )
    except Refused:
        raise
    except Exception as error:  # the reader raises many kinds; all mean "cannot be read"
        raise Refused(
            "The workbook could not be read; it may be damaged. Open it in Excel, save it as "
            ".xlsx and try that file."
        ) from error
    book_read = Workbook(PurePath(file_name).name, [])
    for title, frame in frames.items():
        if not shown.get(title, True):
            book_read.hidden.append(title)
            continue
        rows = [[_plain(value) for value in row] for row in frame.to_numpy(dtype=object).tolist()]
        book_read.sheets.append(Sheet(title, rows, facts.get(title, PartFacts())))
    if not any(sheet.header_row() is not None for sheet in book_read.sheets):
        raise Refused(
            "The workbook has nothing in it: no visible sheet holds a single word. Check that it "
            "is the right file."
        )
    return book_read


def _plain(value: object) -> CellValue:
    """One value of pandas' as an ordinary Python one; midnight means a date without a time."""
    if value is None or value is pandas.NaT:
        return ""
    if isinstance(value, datetime):
        moment = datetime(*value.timetuple()[:6])  # noqa: DTZ001  a cell knows no zone
        return moment.date() if moment.time() == time() else moment
    if isinstance(value, str):
        # No database holds a NUL, and _x0000_ in a cell is one.
        return value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value  # type: ignore[return-value]


def as_text(value: CellValue, *, is_percent: bool = False) -> str:
    """`value` as a person reads it: 12 not 12.0, 75% for a percentage, 31/03/2022 for a date."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return f"{_plain_number(value, 100)}%" if is_percent else _plain_number(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{value:%H:%M:%S}"


def _plain_number(value: int | float, times: int = 1) -> str:
    """Up to 15 figures, as Excel shows them, with no exponent and no trailing zeros."""
    number = Decimal(f"{value:.15g}") * times
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def address(row: int, column: int) -> str:
    """ "E2" for zero-based row 1 and column 4."""
    return f"{_letters(column)}{row + 1}"


@cache
def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
