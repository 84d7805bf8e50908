"""A sheet cut into its parts from the top down: titles, forms, tables, legends."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from strategy_tracker.imports.layout.by_hand import NOTHING_SAID, Said
from strategy_tracker.imports.layout.cards import read_cards
from strategy_tracker.imports.layout.colours import Legend
from strategy_tracker.imports.layout.forms import Form, FormReader, split_blocks
from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.headings import Lexicon
from strategy_tracker.imports.layout.headless import read_headless
from strategy_tracker.imports.layout.heads import Head, find_heads
from strategy_tracker.imports.layout.matrices import read_matrix
from strategy_tracker.imports.layout.structure import structural_heads
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.layout.tables import (
    Body,
    BodyReader,
    heads_legend,
    legend_line,
    read_colours,
)
from strategy_tracker.imports.layout.turned import read_key_rows, read_turned, turn
from strategy_tracker.imports.read.workbook import Area, Cell
from strategy_tracker.imports.time_limit import check_time
from strategy_tracker.imports.vocabulary.values import plain_words

# A subtitle stands at most so many rows above its table, and is no longer than this.
_NEAR, _LONGEST_SUBTITLE = 2, 80
_FEWEST_LABELS = 4


@dataclass
class TablePart:
    """A table: its heads (one, or several that repeat), its rows, the title cells above it.

    `is_said` where a person marked its head, and `holds` what they said that it is a table of.
    """

    heads: list[Head]
    body: Body
    titles: list[Cell] = field(default_factory=list)
    table: Table | None = None
    is_said: bool = False
    holds: str = ""


@dataclass
class Parts:
    """What one sheet comes to, before anything is read from it."""

    grid: Grid
    forms: list[Form] = field(default_factory=list)
    tables: list[TablePart] = field(default_factory=list)
    ready: list[Table] = field(default_factory=list)
    legends: list[Area] = field(default_factory=list)

    @property
    def titles(self) -> list[Cell]:
        """The sheet's own title cells, from the top."""
        found = [cell for form in self.forms[:1] for cell in form.titles]
        return found or [cell for part in self.tables[:1] for cell in part.titles]


def cut(
    grid: Grid,
    lexicon: Lexicon,
    legend: Legend,
    *,
    may_turn: bool = True,
    said: Said = NOTHING_SAID,
) -> Parts:
    """The parts of a sheet. Lines of its legends are added to `legend`.

    With `may_turn` false nothing is read as a grid on its side, since somebody said so; what
    was `said` of heads and of records across beats all that we would find.
    """
    parts = Parts(grid)
    rows = [row for row in grid.rows if grid.filled[row] or not grid.is_blank(row)]
    if not rows:
        return parts
    if said.across is not None and _cut_across(parts, rows, said.across, lexicon, legend):
        return parts
    heads = said.heads_in(grid)
    if heads:
        _cut_tables(parts, rows, heads, lexicon, legend, said.groups)
        for part in parts.tables:
            part.is_said, part.holds = True, said.held_by(part.heads[0])
        return parts
    heads = find_heads(grid, lexicon)
    # Only the rows of a table are grouped.
    if not said.groups and _cut_whole(parts, rows, heads, lexicon, legend, may_turn=may_turn):
        return parts
    if not heads:
        heads = structural_heads(grid, rows)
    if not heads and _cut_headless(parts, rows, lexicon, legend):
        return parts
    if not heads:
        heads = _plain_head(grid, rows, lexicon)
    if heads:
        _cut_tables(parts, rows, heads, lexicon, legend, said.groups)
    else:
        _cut_forms(parts, rows, lexicon)
    return parts


def _cut_whole(
    parts: Parts,
    rows: list[int],
    heads: list[Head],
    lexicon: Lexicon,
    legend: Legend,
    *,
    may_turn: bool,
) -> bool:
    """Whether all of it is cards, one record, a matrix or a grid on its side; it is cut so."""
    if _cut_cards(parts, rows, lexicon, legend):
        return True
    if _is_one_record(parts.grid, rows, lexicon):
        _cut_forms(parts, rows, lexicon, labelled=True)
        return True
    if max((head.hits for head in heads), default=0) > 2:
        return False
    return _cut_matrix(parts, rows, lexicon, legend) or (
        may_turn and _cut_turned(parts, rows, lexicon, legend)
    )


def _cut_tables(
    parts: Parts,
    rows: list[int],
    heads: list[Head],
    lexicon: Lexicon,
    legend: Legend,
    marked: frozenset[int],
) -> None:
    grid = parts.grid
    groups = _groups(heads, lexicon)
    starts = [
        _titles_start(grid, group[0], groups[number - 1][-1] if number else None)
        for number, group in enumerate(groups)
    ]
    before = [row for row in rows if row < starts[0]]
    titles_rows = [row for row in rows if starts[0] <= row < groups[0][0].top]
    parts.forms += _forms(grid, [*before, *titles_rows], lexicon, followed=True)
    for number, group in enumerate(groups):
        check_time()
        until = starts[number + 1] if number + 1 < len(groups) else grid.rows[-1] + 1
        start = starts[number] if number else None
        _cut_table(parts, group, until, start, lexicon, legend, marked)


def _cut_across(
    parts: Parts, rows: list[int], first: int, lexicon: Lexicon, legend: Legend
) -> bool:
    """The grid that begins in the row `first`, read with a record in each column."""
    table = turn(parts.grid, [row for row in rows if row >= first])
    if table is None:
        return False
    _keep_turned(parts, rows, table, lexicon, legend)
    return True


def _is_one_record(grid: Grid, rows: Sequence[int], lexicon: Lexicon) -> bool:
    """Whether a sheet is headings down its first column, each once, with one value beside it."""
    lines = [grid.filled[row] for row in rows if grid.filled[row]]
    labels = [line[0][1].text for line in lines if len(line) == 2]
    if len(labels) < _FEWEST_LABELS or len(set(labels)) < len(labels):
        return False
    if any(len(line) == 2 and _are_headings(line, lexicon) for line in lines):
        # "Controls" beside "Gaps in control" is the head of a small table under the form.
        return False
    beside = all(len(line) <= 2 and line[0][0] == lines[-1][0][0] for line in lines)
    return beside and sum(bool(lexicon.find(label)) for label in labels) * 5 >= len(labels) * 3


def _are_headings(line: Sequence[tuple[int, Cell]], lexicon: Lexicon) -> bool:
    return all(plain_words(cell.text) in lexicon.exact for _, cell in line)


def _plain_head(grid: Grid, rows: list[int], lexicon: Lexicon) -> list[Head]:
    """The first row of a sheet that is nothing but a table, though no heading is known."""
    filled = [row for row in rows if grid.filled[row]]
    first = dict(grid.filled[filled[0]]) if filled else {}
    known = any(plain_words(cell.text) in lexicon.exact for cell in first.values())
    if len(filled) < 2 or not first or (len(first) == 1 and not known):
        return []
    if not all(isinstance(cell.value, str) and cell.text[-1] != ":" for cell in first.values()):
        return []
    within = sum(all(column in first for column, _ in grid.filled[row]) for row in filled[1:])
    full = sum(len(grid.filled[row]) * 2 >= len(first) for row in filled[1:])
    if within * 10 < len(filled[1:]) * 9 or full * 10 < len(filled[1:]) * 7:
        return []
    return [Head(filled[0], filled[0], {column: [cell] for column, cell in first.items()})]


def _cut_cards(parts: Parts, rows: list[int], lexicon: Lexicon, legend: Legend) -> bool:
    table = read_cards(parts.grid, rows, lexicon)
    if table is None:
        return False
    read_colours(table, legend)
    parts.ready.append(table)
    above = [row for row in rows if row < table.area.top]
    parts.forms += _forms(parts.grid, above, lexicon, followed=True)
    return True


def _cut_matrix(parts: Parts, rows: list[int], lexicon: Lexicon, legend: Legend) -> bool:
    table = read_matrix(parts.grid, rows, lexicon)
    if table is None:
        return False
    read_colours(table, legend)
    parts.ready.append(table)
    above = [row for row in rows if row < table.area.top]
    below = [row for row in rows if row > table.area.bottom]
    parts.forms += _forms(parts.grid, above, lexicon, followed=True)
    parts.forms += _forms(parts.grid, below, lexicon, with_titles=False)
    return True


def _cut_turned(parts: Parts, rows: list[int], lexicon: Lexicon, legend: Legend) -> bool:
    table = read_turned(parts.grid, rows)
    if table is None:
        return False
    _keep_turned(parts, rows, table, lexicon, legend)
    return True


def _keep_turned(
    parts: Parts, rows: list[int], table: Table, lexicon: Lexicon, legend: Legend
) -> None:
    grid = parts.grid
    parts.ready.append(table)
    above = [row for row in rows if row < table.area.top]
    below = [row for row in rows if row > table.area.bottom]
    keys = read_key_rows(grid, above, legend)
    for row in keys:
        columns = [column for column, _ in grid.filled[row]]
        parts.legends.append(Area(row, min(columns) - 1, row, max(columns)))
    parts.forms += _forms(grid, [r for r in above if r not in keys], lexicon, followed=True)
    parts.forms += _forms(grid, below, lexicon, with_titles=False)


def _cut_headless(parts: Parts, rows: list[int], lexicon: Lexicon, legend: Legend) -> bool:
    top = _first_title_rows(parts.grid, rows)
    found = read_headless(parts.grid, [row for row in rows if row not in top], legend)
    if found is None:
        return False
    table, legend_rows = found
    parts.ready.append(table)
    parts.forms += _forms(parts.grid, top, lexicon)
    if legend_rows:
        columns = [column for row in legend_rows for column, _ in parts.grid.filled[row]]
        parts.legends.append(
            Area(min(legend_rows), min(columns) - 1, max(legend_rows), max(columns))
        )
    return True


def _first_title_rows(grid: Grid, rows: list[int]) -> list[int]:
    """The first row where it stands out otherwise than the row after it."""
    filled = [row for row in rows if grid.filled[row]]
    if len(filled) < 2:
        return []
    first_fill, second_fill = (grid.fill(row, grid.filled[row][0][0]) for row in filled[:2])
    return filled[:1] if first_fill != second_fill or filled[1] > filled[0] + 1 else []


def _cut_forms(
    parts: Parts, rows: Sequence[int], lexicon: Lexicon, *, labelled: bool = False
) -> None:
    for block in split_blocks(parts.grid, rows):
        parts.forms += _forms(parts.grid, block, lexicon, labelled=labelled)


def _forms(
    grid: Grid,
    rows: Sequence[int],
    lexicon: Lexicon,
    *,
    with_titles: bool = True,
    followed: bool = False,
    labelled: bool = False,
) -> list[Form]:
    if not any(grid.filled[row] for row in rows):
        return []
    reader = FormReader(
        grid, lexicon, with_titles=with_titles, followed=followed, labelled=labelled
    )
    return [reader.read(rows)]


def _groups(heads: list[Head], lexicon: Lexicon) -> list[list[Head]]:
    """Heads that come again with another first cell are one table's, and its bands."""
    groups: list[list[Head]] = []
    for head in heads:
        last = groups[-1][0] if groups else None
        if last and _is_band_head(last, head, lexicon):
            groups[-1].append(head)
        else:
            groups.append([head])
    return groups


def _is_band_head(first: Head, head: Head, lexicon: Lexicon) -> bool:
    if first.texts() != head.texts() or sorted(first.paths) != sorted(head.paths):
        return False
    names = [band.paths[band.left][-1].text for band in (first, head)]
    return names[0] != names[1] and not any(map(lexicon.find, names))


def _titles_start(grid: Grid, head: Head, before: Head | None) -> int:
    """The first row of the titles that stand directly above a head."""
    start = head.top
    limit = before.bottom if before else -1
    while start - 1 > limit:
        row = start - 1
        cells = grid.filled.get(row)
        if not cells or len(cells) > 4:
            break
        if not all(grid.is_styled(row, column) for column, _ in cells):
            break
        if before and len(cells) > 1 and not grid.is_blank(row - 1) and start == head.top:
            break
        start = row
    if start == head.top and before and (plain := _plain_subtitle(grid, head, limit)) is not None:
        return plain
    # Titles stand apart from the table above them.
    return start if before is None or grid.is_blank(start - 1) else head.top


def _plain_subtitle(grid: Grid, head: Head, limit: int) -> int | None:
    """The row of one short text, apart from the table above, right above a head or after a gap."""
    rows = [row for row in grid.rows_between(limit, head.top) if grid.filled[row]]
    if not rows or head.top - rows[-1] > _NEAR or not grid.is_text_blank(rows[-1] - 1):
        return None
    cells = grid.filled[rows[-1]]
    text = cells[0][1]
    short = isinstance(text.value, str) and len(text.text) <= _LONGEST_SUBTITLE
    return rows[-1] if len(cells) == 1 and short and not heads_legend(grid, rows[-1]) else None


def _cut_table(
    parts: Parts,
    group: list[Head],
    until: int,
    titles_from: int | None,
    lexicon: Lexicon,
    legend: Legend,
    marked: frozenset[int],
) -> None:
    grid = parts.grid
    tops = {head.top for head in group if head.top in grid.filled}
    rows = sorted({*grid.rows_between(group[0].bottom, until), *tops})
    body = BodyReader(grid, group, lexicon, marked).read(rows)
    titles = [
        cell
        for row in range(titles_from if titles_from is not None else group[0].top, group[0].top)
        for _, cell in grid.filled.get(row, ())
    ]
    parts.tables.append(TablePart(group, body, titles))
    if body.legend:
        _read_legend(parts, body.legend, legend)
    if body.tail is not None:
        tail = [row for row in rows if row >= body.tail]
        lines = [row for row in tail if legend_line(grid, row)]
        if lines:
            _read_legend(parts, lines, legend)
            tail = [row for row in tail if row not in lines and not heads_legend(grid, row)]
        parts.forms += _forms(grid, tail, lexicon, with_titles=False)


def _read_legend(parts: Parts, rows: list[int], legend: Legend) -> None:
    grid = parts.grid
    columns: set[int] = set()
    for row in rows:
        column, cell = grid.filled[row][0]
        columns |= {column}
        for beside in (column - 1, column + 1, column):
            fill = grid.fills.get((row, beside))
            if fill:
                legend.add(fill, cell.text)
                columns.add(beside)
                break
    parts.legends.append(Area(rows[0], min(columns), rows[-1], max(columns)))
