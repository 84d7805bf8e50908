"""What a workbook is read as: sheets of plain values, and how each of them looks.

Text stays text ("01" keeps its zero, "NaN" and "N/A" are words), whole numbers come as int,
dates as date, and a number that its cell shows as a percentage is known to be one.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

CellValue = str | int | float | bool | date | datetime | time | timedelta


class Cell(NamedTuple):
    """One cell: its value ("" when empty), where it is, whether it shows as a percentage.

    `fill` is its colour, `markdown` its text with bold where only parts are bold, and `also`
    are the addresses of other cells whose words it holds as well. `mark` is the colour of what
    it shows in it, and `shown` how a number or date shows in its format, where that is more
    than the value.
    """

    value: CellValue
    address: str
    is_percent: bool = False
    fill: str = ""
    markdown: str = ""
    also: tuple[str, ...] = ()
    mark: str = ""
    shown: str = ""

    @property
    def text(self) -> str:
        """The value as a person reads it in the sheet, without white space around it."""
        value = self.value
        # Most cells are text, and this is asked of each of them many times over.
        if type(value) is str:
            return value.strip()
        return self.shown or as_text(value, is_percent=self.is_percent)

    @property
    def figure(self) -> str:
        """The same, of a number without what its format puts around it."""
        return self.text if not self.shown else as_text(self.value, is_percent=self.is_percent)


class Area(NamedTuple):
    """A rectangle of cells, zero-based, its last row and column within it."""

    top: int
    left: int
    bottom: int
    right: int


# Of a column, in characters: nothing is wider in Excel.
MAX_WIDTH = 255
# No number of a plan has so many figures, and beyond them arithmetic ends in errors.
MOST = 1e100


@dataclass
class PartFacts:
    """What the file tells of one sheet that its values do not. Cells are like "E2".

    `formulas_without_value` were saved without a result and are not simple enough to work
    out here; `formulas_worked_out` were. `left_out` are sentences on cells not read.
    """

    percents: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    formulas_without_value: list[str] = field(default_factory=list)
    formulas_worked_out: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass
class Looks:
    """How a sheet looks, beside its values; cells are (row, column), zero-based.

    `fills` are colours as six capital hex digits ("FFC000"), whoever gives them (the cell, a
    theme, a conditional format); a cell that shows white or no fill is absent. `bold` are
    cells that are bold throughout. `markdown` is the text of cells of rich text, where that
    differs from the plain one. `widths` are of columns, in characters. `unread_formats` are
    sentences on colours that could not be told, each with its cells. Of the hidden rows the
    `filtered_rows` are those that a filter hides.

    `marks` are colours in a cell and not of it: of its icon, of the sign that it holds, of a
    number's ink, or of a scale of colours. `shown` are texts of numbers and dates whose format
    says more than the value. `struck` are words that are struck out, and so not in the value.
    `indents` say how far a cell's text is moved in, and `row_levels` the levels of an outline.
    """

    merges: list[Area] = field(default_factory=list)
    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    bold: set[tuple[int, int]] = field(default_factory=set)
    markdown: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    unread_formats: list[str] = field(default_factory=list)
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: dict[tuple[int, int], str] = field(default_factory=dict)
    filtered_rows: set[int] = field(default_factory=set)
    indents: dict[tuple[int, int], int] = field(default_factory=dict)
    row_levels: dict[int, int] = field(default_factory=dict)


@dataclass
class Sheet:
    """One sheet. `rows` are lists of raw values, row 1 of the sheet first."""

    title: str
    rows: list[list[CellValue]]
    facts: PartFacts = field(default_factory=PartFacts)
    looks: Looks = field(default_factory=Looks)
    is_hidden: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """The cell at zero-based `row` and `column`; an empty one outside the sheet."""
        where = address(row, column)
        values = self.rows[row] if row < len(self.rows) else []
        value = values[column] if column < len(values) else ""
        shown = self.looks.shown.get((row, column), "")
        return Cell(value, where, where in self.facts.percents, shown=shown)

    def is_blank_row(self, row: int) -> bool:
        return not any(as_text(value) for value in self.rows[row])

    def header_row(self) -> int | None:
        """The zero-based number of the first row that holds anything; None for an empty sheet."""
        return next((n for n in range(len(self.rows)) if not self.is_blank_row(n)), None)


@dataclass
class Workbook:
    """A file's sheets in their order, hidden ones too."""

    file_name: str
    sheets: list[Sheet]

    @property
    def visible(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if not sheet.is_hidden]

    @property
    def hidden(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.is_hidden]


# Of such a colour themselves, whatever their ink.
COLOURED_SIGNS = {
    **dict.fromkeys("🔴🟥❌⛔🛑❤", "FF0000"),
    **dict.fromkeys("🟠🟧🧡⚠", "FFC000"),
    **dict.fromkeys("🟡🟨💛", "FFFF00"),
    **dict.fromkeys("🟢🟩✅💚", "00B050"),
    **dict.fromkeys("🔵🟦💙", "0070C0"),
    **dict.fromkeys("🟣🟪💜", "7030A0"),
    **dict.fromkeys("🟤🟫", "964B00"),
    **dict.fromkeys("⚫⬛🖤", "000000"),
    **dict.fromkeys("⚪⬜🤍", "FFFFFF"),
}
_SIGNS = {*COLOURED_SIGNS, *map(chr, range(0x25A0, 0x2600)), *"⬤★☆✓✔✗✘☑☒☺☹☻⚑⚐•♥⦁⭐🏁🚩🙂😐🙁◍"}
_LONGEST_SYMBOL = 6


def is_symbol(text: str) -> bool:
    """Whether `text` is a sign or a few, such as ● or a coloured circle, and nothing else."""
    if len(text) > _LONGEST_SYMBOL:
        return False
    letters = [letter for letter in text if letter not in " \ufe0f\u200d"]
    return bool(letters) and all(letter in _SIGNS for letter in letters)


def clean_text(text: str) -> str:
    """`text` without what no database holds: NUL (_x0000_ in a cell is one) and half letters."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    # A surrogate without its other half is the only kind of text that UTF-8 cannot say.
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def plain_value(value: object) -> CellValue:
    """One value of a reader's as a plain one; midnight means a date without a time."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_text(value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, int | float) and not abs(value) < MOST:
        # Infinity and what is no number at all are words: nothing can be worked out with them.
        return str(value) if isinstance(value, float) else "inf"
    if isinstance(value, datetime):
        moment = value.replace(microsecond=0)
        return moment.date() if moment.time() == time() else moment
    return value  # type: ignore[return-value]


def trimmed(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """`rows` all of one length, without the empty ones at the end and on the right."""
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()
    width = max((_used_width(row) for row in rows), default=0)
    return [row[:width] + [""] * (width - len(row)) for row in rows]


def _used_width(row: list[CellValue]) -> int:
    width = len(row)
    while width and row[width - 1] == "":
        width -= 1
    return width


def as_text(value: CellValue, *, is_percent: bool = False) -> str:
    """`value` as a person reads it: 12 not 12.0, 75% for a percentage, 31/03/2022 for a date."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return f"{_plain_number(value, 100)}%" if is_percent else _plain_number(value)
    if isinstance(value, date):
        # Loaded when a date comes: it brings Django's time zones, and a process that reads a
        # file has no other use for Django.
        from strategy_tracker.ui.dates import figures

        return figures(value)
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
    return f"{column_letters(column)}{row + 1}"


def place_of(where: str) -> tuple[int, int]:
    """(1, 4), zero-based row and column, for "E2"."""
    letters = letter_of(where)
    return int(where[len(letters) :]) - 1, column_number(letters)


def letter_of(where: str) -> str:
    """ "E" of "E2"."""
    return where.rstrip("0123456789")


def say_area(area: "Area") -> str:
    """ "A3:F20"."""
    return f"{address(area.top, area.left)}:{address(area.bottom, area.right)}"


def area_of(text: str) -> "Area":
    """The area that is called so: "A3:F20", or "A3" for one cell."""
    first, _, last = text.partition(":")
    return Area(*place_of(first), *place_of(last or first))


@cache
def column_letters(column: int) -> str:
    """ "E" for zero-based column 4."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """4 for "E"; raises ValueError for anything but the letters of one of 16,384 columns."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= 16_384:
        raise ValueError(letters)
    return number - 1
