"""Bars of a chart over time (a Gantt chart), beside a table or alone.

Bars say when things are done and not how they went, so no rating is read from them; the
table beside them is read as if they were not there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from strategy_tracker.imports.layout.grid import Grid, Place
from strategy_tracker.imports.layout.heads import is_part
from strategy_tracker.imports.read.workbook import Area, Cell, Sheet
from strategy_tracker.imports.vocabulary.values import plain_words

BARS = "bars of a chart over time, which show when and not how"
_FEWEST_PERIODS = 6
_DEEPEST_HEAD, _MOST_LOOKED_AT = 20, 60
_LONGEST_MARK = 2


@dataclass(frozen=True)
class Bars:
    """Columns of times with bars under them, from the row of times down to the last bar."""

    top: int
    bottom: int
    columns: tuple[int, ...]

    def places(self, grid: Grid) -> list[Place]:
        """The cells that hold something and belong to the bars."""
        within = set(self.columns)
        return [
            (row, column)
            for row in grid.rows
            if self.top <= row <= self.bottom
            for column, _ in grid.filled[row]
            if column in within
        ]


def find_bars(grid: Grid) -> Bars | None:
    """The bars of a sheet: many times side by side, over cells of colour or of one mark."""
    for row in grid.rows[:_DEEPEST_HEAD]:
        columns = _times(grid, row)
        if len(columns) < _FEWEST_PERIODS:
            continue
        below = [line for line in grid.rows if row < line <= row + _MOST_LOOKED_AT]
        if _are_bars(grid, below, columns):
            return _whole(grid, row, columns)
    return None


def _times(grid: Grid, row: int) -> list[int]:
    """The columns of a row that are headed by dates, weeks, months or numbers that count on."""
    named = [column for column, cell in grid.filled[row] if _is_time(cell)]
    counted: list[int] = []
    before = None
    for column, cell in grid.filled[row]:
        number = int(cell.text) if cell.text.isdigit() and len(cell.text) <= 3 else None
        if number is None:
            continue
        counted = [*counted, column] if before == number - 1 else [column]
        before = number
    return named if len(named) >= len(counted) else counted


def _is_time(cell: Cell) -> bool:
    words = plain_words(cell.text).split()
    if not isinstance(cell.value, str | int | float):
        return True
    if words[:1] in (["week"], ["wk"], ["w"]):
        return True
    return isinstance(cell.value, str) and is_part(cell.text)


def _are_bars(grid: Grid, below: list[int], columns: list[int]) -> bool:
    """Whether what stands under the times is colour or one mark, in runs, and hardly any words."""
    texts = bars = striped = 0
    marks: set[str] = set()
    for line in below:
        fills = {grid.fills[line, c] for c in columns if (line, c) in grid.fills}
        held = [cell.text for c in columns if (cell := grid.own(line, c)).text]
        short = [text for text in held if len(text) <= _LONGEST_MARK and not text.isdigit()]
        marks |= set(short)
        texts += len(held) - len(short)
        bars += sum((line, c) in grid.fills for c in columns) or len(short)
        # A bar has one colour. Several in a row are what was said from month to month.
        striped += len(fills) > 1
    return bars >= 3 and texts * 4 <= bars and len(marks) <= 1 and striped * 2 <= len(below)


def _whole(grid: Grid, row: int, columns: list[int]) -> Bars:
    within = set(columns)
    last = max(
        line
        for line in grid.rows
        if line == row or any((line, c) in grid.fills or grid.own(line, c).text for c in columns)
    )
    top = row
    while top - 1 in grid.filled and any(c in within for c, _ in grid.filled[top - 1]):
        top -= 1
    return Bars(top, last, tuple(columns))


def has_table_beside(grid: Grid, bars: Bars) -> bool:
    """Whether the rows of the bars say more than a name in other columns."""
    within = set(bars.columns)
    told = [
        sum(column not in within for column, _ in grid.filled[row])
        for row in grid.rows
        if bars.top < row <= bars.bottom
    ]
    full = [number for number in told if number]
    return bool(full) and sum(number > 1 for number in full) * 2 > len(full)


def without_bars(sheet: Sheet, bars: Bars) -> Sheet:
    """`sheet` as if the bars and their times were empty cells without any colour."""
    area = range(bars.top, bars.bottom + 1)
    return emptied(sheet, ((row, column) for row in area for column in bars.columns))


def emptied(sheet: Sheet, places: Iterable[Place]) -> Sheet:
    """A copy of `sheet` in which those cells hold and show nothing."""
    gone = set(places)
    rows = [list(row) for row in sheet.rows]
    for row, column in gone:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ""
    looks = replace(
        sheet.looks,
        fills={place: fill for place, fill in sheet.looks.fills.items() if place not in gone},
        bold=sheet.looks.bold - gone,
        marks={place: mark for place, mark in sheet.looks.marks.items() if place not in gone},
        markdown={place: text for place, text in sheet.looks.markdown.items() if place not in gone},
        merges=[_clipped(area, gone) for area in sheet.looks.merges if area[:2] not in gone],
    )
    return replace(sheet, rows=rows, looks=looks)


def _clipped(area: Area, gone: set[Place]) -> Area:
    """A merged cell without the columns at its right that are gone."""
    right = area.right
    while right > area.left and (area.top, right) in gone:
        right -= 1
    return area._replace(right=right)
