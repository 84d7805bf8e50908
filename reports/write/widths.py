"""How wide the columns of a table are: as wide as what their cells hold wants."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from reports.blocks import Column

# Width in mm of the text: A4 landscape less two margins of 15, portrait less two of 18.
TEXT_WIDTH = {"wide": 267.0, "tall": 174.0}
_CHARACTER = 1.8  # mm of a letter of table text, on average
_BOLD = 1.06  # a bold letter is so much wider
_GAP = 4.5  # between two columns
_PILL = 6.0  # what a pill adds to its word
_STEP = 3.0  # mm given to a column at a time
_MOST_ROWS = 120  # measured, evenly out of all
_NARROWEST = 8.0
_LONGEST_WORD = 22
_ONE_LINE = 18
# The higher, the more a row is as high as its highest cell alone. Where two cells are equally
# high neither shortens the row by itself, and yet each must be given room in turn.
_SHARPNESS = 8
_TAG = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"</p>|</li>|<br>|</div>")
_IS_BOLD = re.compile(r'^\s*(?:<(?:div|p)[^>]*>)*\s*<(?:strong|b|span class="title")')


def share_widths(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], total: float
) -> list[float]:
    """Widths in mm that add up to `total`, from the HTML of each row's cells.

    Each column gets what its longest word needs (a name, a date or a figure its whole line).
    What is left is given out in small steps, each to the column that it makes the table
    shortest by, until no cell would be shorter; the rest goes to those with much text. A width
    that was given stays, unless there is not enough for all.
    """
    rows = rows[:: max(len(rows) // _MOST_ROWS, 1)]
    cells = [[row[index] for row in rows] for index in range(len(columns))]
    widths = [_least(column, own) for column, own in zip(columns, cells, strict=True)]
    left = total - sum(widths)
    if left <= 0:
        return [width * total / sum(widths) for width in widths]
    heights = [_Heights(own) for own in cells]
    wanted = [
        0.0 if column.width else max(one_line.whole_line, _label_line(column))
        for column, one_line in zip(columns, heights, strict=True)
    ]
    left = _give_out(widths, heights, wanted, left)
    return _give_rest(columns, widths, wanted, left)


def lines_of(html: str, width: float) -> int:
    """How many lines the HTML of a cell takes at that width in mm, about."""
    room = _room(width)
    return sum(max(1, math.ceil(length / room)) for length in _paragraphs(html))


def _give_out(
    widths: list[float], heights: "list[_Heights]", wanted: Sequence[float], left: float
) -> float:
    """Widen the columns step by step; gives what is left when no step helps."""
    now = [own.at(width) for own, width in zip(heights, widths, strict=True)]
    while left >= _STEP:
        sums = [sum(cell) for cell in zip(*now, strict=True)]
        best, most = None, 1e-6
        for index, width in enumerate(widths):
            if width >= wanted[index]:
                continue
            after = heights[index].at(width + _STEP)
            gain = sum(
                whole ** (1 / _SHARPNESS) - (whole - own + then) ** (1 / _SHARPNESS)
                for whole, own, then in zip(sums, now[index], after, strict=True)
                if own != then
            )
            if gain > most:
                best, most = index, gain
        if best is None:
            break
        widths[best] += _STEP
        now[best] = heights[best].at(widths[best])
        left -= _STEP
    return left


def _give_rest(
    columns: Sequence[Column], widths: list[float], wanted: Sequence[float], left: float
) -> list[float]:
    """Share `left` among the columns with text to read, or else among all that may grow."""
    free = [index for index, column in enumerate(columns) if not column.width]
    text = [index for index in free if wanted[index] > _ONE_LINE * _CHARACTER + _PILL + _GAP]
    growing = text or free or list(range(len(columns)))
    whole = sum(widths[index] for index in growing)
    return [
        width + (left * width / whole if index in growing else 0)
        for index, width in enumerate(widths)
    ]


class _Heights:
    """How high the cells of a column are at a width, to the power that rows are summed by."""

    def __init__(self, cells: Sequence[str]) -> None:
        self._paragraphs = [_paragraphs(cell) for cell in cells]
        self._pill = max((_pill(cell) for cell in cells), default=0.0)
        self.at = lru_cache(maxsize=None)(self._at)

    @property
    def whole_line(self) -> float:
        """The width at which no cell breaks a line."""
        longest = max((max(own, default=0.0) for own in self._paragraphs), default=0.0)
        return longest * _CHARACTER + self._pill + _GAP

    def _at(self, width: float) -> list[float]:
        room = _room(width - self._pill)
        # A line more is likelier the nearer a paragraph is to it, so no step gains nothing.
        return [
            sum(max(1.0, length / room + 0.4) if length else 0.0 for length in own) ** _SHARPNESS
            for own in self._paragraphs
        ]


def _room(width: float) -> float:
    return max((width - _GAP) / _CHARACTER, 1.0)


def _pill(cell: str) -> float:
    return _PILL if 'class="pill' in cell else 0.0


def _label_line(column: Column) -> float:
    """The width at which the head of a column takes two lines."""
    return len(column.label) * _CHARACTER * _BOLD / 2 + _GAP


def _least(column: Column, cells: Sequence[str]) -> float:
    if column.width:
        return column.width
    lines = [_TAG.sub(" ", line).strip() for cell in cells for line in _PARAGRAPH.split(cell)]
    words = [word for text in [*lines, column.label] for word in text.split()]
    longest = min(max((len(word) for word in words), default=1), _LONGEST_WORD)
    longest = max(longest, max((len(line) for line in lines if len(line) <= _ONE_LINE), default=0))
    pill = max((_pill(cell) for cell in cells), default=0.0)
    return max(longest * _CHARACTER + pill, _NARROWEST) + _GAP


def _paragraphs(cell: str) -> list[float]:
    """The length of each paragraph of a cell, in characters."""
    found = []
    for line in _PARAGRAPH.split(cell):
        if length := len(_TAG.sub("", line).strip()):
            found.append(length * (_BOLD if _IS_BOLD.match(line) else 1.0))
    return found
