"""How wide the columns of a table are: as wide as what their cells hold wants."""

import html as html_module
import math
import re
from collections.abc import Sequence
from functools import lru_cache

from reports.blocks import Column
from reports.letters import BOLD, text_width

# Width in mm of the text: A4 landscape less two margins of 15, portrait less two of 18.
TEXT_WIDTH = {"wide": 267.0, "tall": 174.0}
_CHARACTER = 1.5  # mm of a letter on average, for what is counted in letters
_RAGGED = 2.5  # mm that a line of several leaves free at its end, on average
_GAP = 4.5  # between two columns
_PILL = 6.0  # what a pill adds to its word
_STEP = 2.0  # mm given to a column at a time
_MOST_ROWS = 120  # measured, evenly out of all
_NARROWEST = 8.0
_LONGEST_WORD = 38.0  # mm
_ONE_LINE = 18
# The higher, the more a row is as high as its highest cell alone. Where two cells are equally
# high neither shortens the row by itself, and yet each must be given room in turn.
_SHARPNESS = 8
_TAG = re.compile(r"<[^<>]+>")
_PARAGRAPH = re.compile(r"</p>|</li>|<br>|</div>")
_IS_BOLD = re.compile(
    r'^\s*+(?:<(?:div|p)[^<>]*>)*+\s*+<(?:strong|b|span class="title")|^\s*<p class="title"'
)


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
    return sum(_lines(length, _room(width)) for length in _paragraphs(html))


def _lines(length: float, room: float) -> int:
    """How many lines of `room` mm a paragraph takes that is `length` mm long on one."""
    return 1 if length <= room else math.ceil(length / max(room - _RAGGED, 1.0))


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
        self.at = lru_cache(maxsize=None)(self._at)

    @property
    def whole_line(self) -> float:
        """The width at which no cell breaks a line."""
        return max((max(own, default=0.0) for own in self._paragraphs), default=0.0) + _GAP

    def _at(self, width: float) -> list[float]:
        room = _room(width)
        # A line more is likelier the nearer a paragraph is to it, so no step gains nothing.
        several = max(room - _RAGGED, 1.0)
        return [
            sum(1.0 if length <= room else max(1.2, length / several + 0.4) for length in own)
            ** _SHARPNESS
            for own in self._paragraphs
        ]


def _room(width: float) -> float:
    return max(width - _GAP, 1.0)


def _label_line(column: Column) -> float:
    """The width at which the head of a column takes two lines."""
    return text_width(column.label) * BOLD / 2 + _GAP


def _least(column: Column, cells: Sequence[str]) -> float:
    if column.width:
        return column.width
    longest = max((text_width(word) * BOLD for word in column.label.split()), default=0.0)
    for line in {line for cell in cells for line in _PARAGRAPH.split(cell)}:
        text = html_module.unescape(_TAG.sub(" ", line)).strip()
        is_whole = len(text) <= _ONE_LINE
        factor = BOLD if is_whole or _IS_BOLD.match(line) else 1.0
        words = max((text_width(word) for word in text.split()), default=0.0) * factor
        wanted = text_width(text) * factor if is_whole else min(words, _LONGEST_WORD)
        longest = max(longest, wanted + _pill(line))
    return max(longest, _NARROWEST) + _GAP


def _pill(line: str) -> float:
    return _PILL if 'class="pill' in line else 0.0


def _paragraphs(cell: str) -> list[float]:
    """How long each paragraph of a cell is on one line, in mm."""
    found = []
    for line in _PARAGRAPH.split(cell):
        if text := html_module.unescape(_TAG.sub("", line)).strip():
            found.append(text_width(text) * (BOLD if _IS_BOLD.match(line) else 1.0) + _pill(line))
    return found
