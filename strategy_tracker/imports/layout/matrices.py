"""Matrices: questions down the first column, and a column for each item."""

from collections.abc import Sequence

from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.headings import Lexicon, core_of
from strategy_tracker.imports.layout.table import Given, Table
from strategy_tracker.imports.read.workbook import Area, Cell, address

_LONGEST_LABEL = 120
_SHORT_LABEL = 60
_LEVELS = ("action", "ambition", "objective")
EVIDENCE = "the questions stand in the first column, and each item in a column of its own"


def read_matrix(grid: Grid, rows: Sequence[int], lexicon: Lexicon) -> Table | None:
    """The flat table of a matrix in `rows`; None when there is none.

    A matrix has a row that names its items, in two or more columns, and at least two rows
    under it whose labels ask something of each.
    """
    filled = [row for row in rows if grid.filled[row]]
    labelled = {row: grid.filled[row][0] for row in filled if len(grid.filled[row]) > 1}
    titles = [(row, level) for row in labelled if (level := _names_items(grid, row, lexicon))]
    if not titles:
        return None
    row, level = titles[-1] if len(titles) > 1 else titles[0]
    label = labelled[row][0]
    columns = [column for column, _ in grid.filled[row][1:]]
    under = [other for other in filled if other > row and (grid.filled[other][0][0] == label)]
    above = [
        other
        for other in labelled
        if other < row
        and (_is_label(grid, other, lexicon) or _says_of_each(grid, other, columns))
        and not any(grid.is_text_blank(between) for between in range(other, row))
    ]
    named = [other for other in under if _is_label(grid, other, lexicon)]
    # Under a row that names the parent, every row that answers for the items asks something,
    # and so does each among those that surely do.
    until = grid.rows[-1] if above else max(named) if len(named) > 1 else -1
    if until > 0:
        for other in under:
            if other == until + 1 and _says_of_each(grid, other, columns):
                until = other
    asked = [
        other for other in under if other in named or (other <= until and _is_short(grid, other))
    ]
    if any(grid.own(other, label).text == labelled[row][1].text for other in under):
        # The row that names the items comes once; a head may come again.
        return None
    if len(asked) < 2 or sum(len(grid.filled[other]) > 2 for other in asked) < 1:
        return None
    header, body = [], [[] for _ in columns]  # type: ignore[var-annotated]
    for line in [*above, row, *asked]:
        header.append(grid.own(line, label))
        for cells, column in zip(body, columns, strict=True):
            cells.append(_cell(grid, line, column))
    area = Area(min([*above, row]), label, max(asked), max(columns))
    table = Table(grid.title, header, body, area, "matrix", holds=level, facts=grid.sheet.facts)
    table.given[len(above)] = Given(f"{level}.title", 0.9, EVIDENCE)
    return table


def _says_of_each(grid: Grid, row: int, columns: Sequence[int]) -> bool:
    """Whether a row with a short label says something of every item."""
    held = {column for column, _ in grid.filled[row][1:]}
    return _is_short(grid, row) and held == set(columns)


def _cell(grid: Grid, row: int, column: int) -> Cell:
    cell = grid.at(row, column)
    anchor = grid.anchors.get((row, column), (row, column))
    rich = grid.sheet.looks.markdown.get(anchor)
    return (
        cell._replace(markdown=rich)
        if rich
        else cell._replace(address=cell.address or address(row, column))
    )


def _names_items(grid: Grid, row: int, lexicon: Lexicon) -> str:
    """The level whose items a row names beside its label; "" when it names none."""
    cells = grid.filled[row]
    if len(cells) < 3 or not isinstance(cells[0][1].value, str):
        return ""
    names = lexicon.find(cells[0][1].text)
    texts = [cell.text for _, cell in cells[1:]]
    if any(len(text) > 400 for text in texts) or len(set(texts)) < len(texts):
        return ""
    # Several headings in one row make it the head of a table, not the items of a matrix.
    if sum(bool(lexicon.find(text)) for text in texts) * 2 > len(texts):
        return ""
    return next((level for level in _LEVELS if f"{level}.title" in names), "")


def _is_short(grid: Grid, row: int) -> bool:
    cells = grid.filled[row]
    text = cells[0][1].text
    return len(cells) > 1 and isinstance(cells[0][1].value, str) and len(text) <= _SHORT_LABEL


def _is_label(grid: Grid, row: int, lexicon: Lexicon) -> bool:
    _, cell = grid.filled[row][0]
    if not isinstance(cell.value, str):
        return False
    short = len(core_of(cell.text).label) <= _LONGEST_LABEL
    first_line = cell.text.split("\n")[0].rstrip()
    return short and bool(lexicon.find(cell.text) or first_line.endswith((":", "?")))
