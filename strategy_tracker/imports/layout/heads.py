"""Where the tables of a sheet begin: rows of headings, over one row or several."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.headings import Lexicon
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.time_limit import check_time
from strategy_tracker.imports.vocabulary.values import (
    financial_year,
    find_period,
    parse_period,
    plain_words,
)

_LONGEST = 200
_LONGEST_GROUP = 40
_MANY = 4
_PARTS = {f"{letter}{number}" for letter in ("q", "qtr", "quarter ") for number in range(1, 5)}
_PARTS |= {"h1", "h2", "qtr 1", "qtr 2", "qtr 3", "qtr 4", "year end"}
_MONTHS = set("jan feb mar apr may jun jul aug sep sept oct nov dec".split())  # noqa: SIM905
_YEAR = re.compile(r"20\d\d")
_FIGURE = re.compile(r"[<>≤≥~]?\s*£?[\d.,]+\s*%?")


@dataclass
class Head:
    """Rows of headings from `top` to `bottom`; `paths` are the cells above each column.

    `bands` is the column whose heading is not one, but names the group of rows under it.
    """

    top: int
    bottom: int
    paths: dict[int, list[Cell]] = field(default_factory=dict)
    hits: int = 0

    @property
    def left(self) -> int:
        return min(self.paths)

    @property
    def right(self) -> int:
        return max(self.paths)

    def texts(self) -> tuple[str, ...]:
        """What all but the first column are headed, by which repeated heads are known."""
        columns = sorted(self.paths)[1:]
        return tuple(plain_words(self.paths[column][-1].text) for column in columns)


@lru_cache(maxsize=16384)
def is_part(text: str) -> bool:
    """Whether a heading is a part of a year, or a year: "Q1", "2023/24", "Dec-23"."""
    plain = plain_words(text)
    if plain in _PARTS or plain in _MONTHS or financial_year(text) is not None:
        return True
    return bool(parse_period(text))


def find_heads(grid: Grid, lexicon: Lexicon) -> list[Head]:
    """The heads of the sheet's tables, from the top.

    A row of headings has two or more that are known, or one where all its cells stand out;
    rows that look like headings only by their words count where no row stands out.
    """
    loud: list[Head] = []
    quiet: list[Head] = []
    done = -1
    for row in grid.rows:
        check_time()
        if row <= done or not _may_be_head(grid, row):
            continue
        is_loud = stands_out(grid, row)
        fewest = 2 if is_loud else max(2, (len(grid.filled[row]) + 1) // 2)
        hits = _hits(grid, row, lexicon, fewest)
        if hits < fewest:
            continue
        head = _complete(grid, row, hits, lexicon)
        (loud if is_loud else quiet).append(head)
        done = head.bottom
    loud = [head for head in loud if not _asks_elsewhere(grid, head)]
    if not loud:
        return _first_and_alike(quiet)
    widest = max(head.hits for head in loud)
    loud = [head for head in loud if head.hits * 3 >= widest]
    # A table without any style beside those that have one needs better evidence.
    held = {row for head in loud for row in range(head.top, head.bottom + 1)}
    extra = [head for head in quiet if head.hits >= 3 and head.top not in held]
    if len(extra) * 3 > sum(len(grid.filled[row]) > 1 for row in grid.rows):
        # What comes so often is the rows of a list ("2024/25", "Q1", "Aim"), and no head.
        extra = []
    return sorted([*loud, *extra], key=lambda head: head.top)


def _asks_elsewhere(grid: Grid, head: Head) -> bool:
    """Whether what stands under the head is all beside its columns, as in a form."""
    below = grid.rows_between(head.bottom, head.bottom + 4)
    under = any(
        grid.own(row, column).text or grid.fills.get((row, column))
        for row in below
        for column in head.paths
    )
    return not under and any(grid.filled[row] for row in below)


def _first_and_alike(heads: list[Head]) -> list[Head]:
    """Without any style, the first row of headings and those that are as good as it."""
    if not heads:
        return []
    best = max(heads[:3], key=lambda head: head.hits)
    return [
        head
        for head in heads
        if head is best or (head.top > best.top and head.hits >= 3) or _is_alike(head, best)
    ]


def _is_alike(head: Head, other: Head) -> bool:
    """Whether most columns of two heads are called the same."""
    same = sum(
        plain_words(path[-1].text) == plain_words(other.paths[column][-1].text)
        for column, path in head.paths.items()
        if column in other.paths
    )
    return same >= 2 and same * 3 >= 2 * max(len(head.paths), len(other.paths))


def _may_be_head(grid: Grid, row: int) -> bool:
    """Whether the row has two cells or more, all of them short texts, years or months."""
    cells = grid.filled[row]
    if len(cells) < 2 or any(
        len(cell.text) > _LONGEST
        if isinstance(cell.value, str)
        else not (isinstance(cell.value, date) or _is_year(cell))
        for _, cell in cells
    ):
        return False
    days = [cell for _, cell in cells if isinstance(cell.value, date)]
    return not days or counts_on(days)


def _is_year(cell: Cell) -> bool:
    return isinstance(cell.value, int) and 2000 <= cell.value < 2100


def counts_on(cells: Sequence[Cell]) -> bool:
    """Whether three cells or more are dates or years, each after the one before."""
    if len(cells) < 3 or not all(isinstance(c.value, date) or _is_year(c) for c in cells):
        return False
    texts = [c.value.isoformat() if isinstance(c.value, date) else c.text for c in cells]
    return all(first < second for first, second in itertools.pairwise(texts))


def _hits(grid: Grid, row: int, lexicon: Lexicon, fewest: int) -> int:
    """How many different known headings the row has; 0 where they cannot be `fewest`.

    The shortest are looked at first: in a row of data they come again and again, and tell soon
    enough that it is none of headings.
    """
    seen: set[str] = set()
    texts = [cell.text for _, cell in grid.filled[row] if isinstance(cell.value, str)]
    # Of many short texts side by side, a word that hints at a heading is enough.
    knows = lexicon.is_like_one if len(texts) >= _MANY else lexicon.find
    parts = len(grid.filled[row]) - len(texts)
    others = 0
    for text in sorted(texts, key=len):
        if is_part(text) or _YEAR.fullmatch(text):
            parts += 1
        elif _FIGURE.fullmatch(text):
            return 0
        elif knows(text):
            seen.add(plain_words(text))
        elif (others := others + 1) > len(grid.filled[row]) - fewest:
            return 0
    labels = all(cell.text.endswith(":") for _, cell in grid.filled[row])
    if labels and len(seen) < 3:
        return 0
    return len(seen) + (min(parts, 4) if seen and parts > 1 else 0)


def stands_out(grid: Grid, row: int) -> bool:
    """Every cell bold or on a fill, and the rows of data under it are not all so."""
    cells = grid.filled[row]
    styled = sum(grid.is_styled(row, column) for column, _ in cells)
    if styled * 10 < len(cells) * 9:
        return False
    bottom = max(grid.span(row, column).bottom for column, _ in cells)
    below = [under for under in grid.rows_between(bottom, bottom + 7) if grid.filled[under]]
    return not below or any(
        not all(grid.is_styled(under, column) for column, _ in grid.filled[under])
        for under in below
    )


def _complete(grid: Grid, row: int, hits: int, lexicon: Lexicon) -> Head:
    """The head that has `row`, with the rows of groups above it and of parts below it."""
    top = _top(grid, row)
    bottom = _bottom(grid, row)
    head = _with_paths(grid, top, bottom)
    last = {plain_words(path[-1].text) for path in head.paths.values()}
    head.hits = max(hits, sum(bool(lexicon.find(text)) for text in last))
    return head


def complete_head(grid: Grid, row: int) -> Head:
    """The head that has `row`, whatever its words are."""
    return _with_paths(grid, _top(grid, row), _bottom(grid, row))


def rows_as_head(grid: Grid, top: int, bottom: int) -> Head:
    """The head of just these rows, since somebody said so."""
    return _with_paths(grid, top, bottom)


def _with_paths(grid: Grid, top: int, bottom: int) -> Head:
    head = Head(top, bottom)
    columns = _columns(grid, top, bottom)
    for column in columns:
        path: list[Cell] = []
        for line in range(top, bottom + 1):
            cell = grid.at(line, column)
            if not cell.text and line < bottom:
                cell = _carried(grid, line, column, columns)
            if cell.text and (not path or path[-1].address != cell.address):
                path.append(cell)
        if path:
            head.paths[column] = path
    return head


def _columns(grid: Grid, top: int, bottom: int) -> list[int]:
    found: set[int] = set()
    for row in range(top, bottom + 1):
        for column, _ in grid.filled.get(row, ()):
            area = grid.span(row, column)
            # Of the last row of headings, a merged cell heads its first column alone.
            last = area.left if area.bottom >= bottom else area.right
            found.update(range(area.left, last + 1))
    return sorted(found - grid.sheet.looks.hidden_columns)


def _carried(grid: Grid, row: int, column: int, columns: list[int]) -> Cell:
    """The group's heading to the left, where it is written once over several columns."""
    for left in reversed([other for other in columns if other < column]):
        cell = grid.at(row, left)
        if cell.text:
            colours = {grid.fill(row, between) for between in range(left, column + 1)}
            one = len(colours) == 1 and "" not in colours
            return cell if one or is_part(cell.text) else Cell("", "")
    return Cell("", "")


def _top(grid: Grid, row: int) -> int:
    """The row of years above a row of quarters, or of the names of groups, where there is one."""
    if _names_groups(grid, row) or _reaches_down(grid, row):
        return row - 1
    texts = [cell.text for _, cell in grid.filled[row]]
    if row - 1 not in grid.filled or not any(map(is_part, texts)):
        return row
    above = grid.filled[row - 1]
    first = min(column for column, _ in grid.filled[row])
    if above and all(column > first and is_part(cell.text) for column, cell in above):
        return row - 1
    return row


def _reaches_down(grid: Grid, row: int) -> bool:
    """Whether headings of the row above are merged down to this one."""
    above = list(grid.row_cells(row - 1))
    down = [cell for area, cell in above if area.bottom == row]
    return bool(down) and all(len(cell.text) <= _LONGEST_GROUP * 2 for _, cell in above)


def _names_groups(grid: Grid, row: int) -> bool:
    """Whether the row above has a few short words over headings.

    None over the first of them, for that would be a title; unless it looks as they do, and some
    of its words lie over several of them.
    """
    above, columns = grid.filled.get(row - 1, []), {column for column, _ in grid.filled[row]}
    short = 0 < len(above) < len(columns) and all(
        isinstance(cell.value, str)
        and len(cell.text) <= _LONGEST_GROUP
        and column in columns
        and not cell.text.endswith(":")
        and find_period(cell.text)[0] is None
        for column, cell in above
    )
    return short and (min(columns) < above[0][0] or _looks_like_head(grid, row, above))


def _looks_like_head(grid: Grid, row: int, above: list[tuple[int, Cell]]) -> bool:
    """Whether words above a row of headings, of which some lie over several, look as it does."""
    if len(above) < 2 or grid.is_blank(row - 1):
        return False
    wide = any(
        grid.span(row - 1, column).right > column or _reaches_right(grid, row - 1, column)
        for column, _ in above
    )
    styled = all(grid.is_styled(row - 1, column) for column, _ in above)
    alike = {grid.fill(row, c) for c, _ in grid.filled[row]} >= {
        grid.fill(row - 1, c) for c, _ in above
    }
    return wide and styled and alike


def _reaches_right(grid: Grid, row: int, column: int) -> bool:
    """Whether the empty cell to the right has the same colour, as of one heading over both."""
    fill = grid.fill(row, column)
    return bool(fill) and not grid.at(row, column + 1).text and grid.fill(row, column + 1) == fill


def _bottom(grid: Grid, row: int) -> int:
    """The last row of headings, down to which some are merged or groups have their parts."""
    bottom = max(grid.span(row, column).bottom for column, _ in grid.filled[row])
    for _ in range(2):
        following = bottom + 1
        groups = [
            area
            for line in range(row, bottom + 1)
            for area, _ in grid.row_cells(line)
            if area.right > area.left and area.bottom == bottom
        ]
        cells = grid.filled.get(following, [])
        under = [(c, cell) for c, cell in cells if any(a.left <= c <= a.right for a in groups)]
        if len(under) < 2 or len(under) < len(cells):
            break
        if not all(isinstance(cell.value, str | int) and len(cell.text) < 40 for _, cell in under):
            break
        parts = all(is_part(cell.text) for _, cell in under)
        if not parts and not all(grid.is_styled(following, column) for column, _ in under):
            break
        bottom = following
    return bottom
