"""How wide the columns of a table are: as wide as what their cells hold wants."""

import math
import re
from collections.abc import Sequence

from reports.blocks import Column

# Width in mm of the text: A4 landscape less two margins of 15, portrait less two of 18.
TEXT_WIDTH = {"wide": 267.0, "tall": 174.0}
_CHARACTER = 1.8  # mm of a letter of table text, on average
_GAP = 4.5  # between two columns
_PILL = 6.0  # what a pill adds to its word
_STEP = 3.0  # mm given to a column at a time
_MOST_ROWS = 120  # measured, evenly out of all
_NARROWEST = 8.0
_LONGEST_WORD = 22
_ONE_LINE = 18
_TAG = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"</p>|</li>|<br>|</div>")


def share_widths(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], total: float
) -> list[float]:
    """Widths in mm that add up to `total`, from the HTML of each row's cells.

    Each column gets what its longest word needs (a name, a date or a figure its whole line).
    What is left is given out in small steps, each to the column that it makes the table
    shortest by. A width that was given stays, unless there is not enough for all.
    """
    rows = rows[:: max(len(rows) // _MOST_ROWS, 1)]
    widths = [_least(column, [row[index] for row in rows]) for index, column in enumerate(columns)]
    left = total - sum(widths)
    if left <= 0:
        return [width * total / sum(widths) for width in widths]
    free = [index for index, column in enumerate(columns) if not column.width]
    lengths = [[_paragraphs(cell) for cell in row] for row in rows]
    while left >= _STEP and free:
        best = max(free, key=lambda index: _gain(lengths, widths, index))
        if _gain(lengths, widths, best) <= (0, 0.0):
            break
        widths[best] += _STEP
        left -= _STEP
    return [width * total / sum(widths) for width in widths]


def _least(column: Column, cells: Sequence[str]) -> float:
    if column.width:
        return column.width
    texts = [_TAG.sub(" ", cell).strip() for cell in cells]
    words = [word for text in [*texts, column.label] for word in text.split()]
    longest = min(max((len(word) for word in words), default=1), _LONGEST_WORD)
    if all(len(text) <= _ONE_LINE for text in texts):
        longest = max(longest, max((len(text) for text in texts), default=0))
    pill = _PILL if any('class="pill' in cell for cell in cells) else 0.0
    return max(longest * _CHARACTER + pill, _NARROWEST) + _GAP


def _paragraphs(cell: str) -> list[int]:
    """The length of each paragraph of a cell, in characters."""
    return [len(_TAG.sub("", line).strip()) for line in _PARAGRAPH.split(cell)]


def _lines(paragraphs: Sequence[int], width: float) -> int:
    room = max((width - _GAP) / _CHARACTER, 1.0)
    return sum(math.ceil(length / room) for length in paragraphs)


def _gain(
    lengths: Sequence[Sequence[Sequence[int]]], widths: Sequence[float], index: int
) -> tuple[int, float]:
    """By how many lines a step for one column shortens the table, and then its own cells."""
    whole, own = 0, 0
    for row in lengths:
        now = [_lines(cell, width) for cell, width in zip(row, widths, strict=True)]
        after = _lines(row[index], widths[index] + _STEP)
        own += now[index] - after
        others = max((height for place, height in enumerate(now) if place != index), default=0)
        whole += max(now) - max(others, after)
    return whole, own
