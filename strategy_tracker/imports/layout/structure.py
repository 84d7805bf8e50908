"""Heads told by how they stand over their rows, where no word of them is known."""

from collections.abc import Sequence

from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.heads import Head, complete_head, counts_on, stands_out
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.values import plain_words

_LONGEST = 80
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 2
_LOOKED_AT = 40
_LEAST_CONTRAST = 0.6


def structural_heads(grid: Grid, rows: Sequence[int]) -> list[Head]:
    """The first row of unique short texts over rows of another kind, and those that repeat it."""
    filled = [row for row in rows if grid.filled[row]]
    for number, row in enumerate(filled[:_LOOKED_AT]):
        if not _may_head(grid, row):
            continue
        head = complete_head(grid, row)
        below = [line for line in filled[number + 1 :] if line > head.bottom][:_LOOKED_AT]
        if _heads(grid, head, row, below):
            return [head]
    return []


def _may_head(grid: Grid, row: int) -> bool:
    cells = [cell for _, cell in grid.filled[row]]
    if len(cells) < _FEWEST_COLUMNS or any(cell.text.endswith(":") for cell in cells):
        return False
    words = [cell for cell in cells if isinstance(cell.value, str)]
    others = [cell for cell in cells if not isinstance(cell.value, str)]
    if len(words) * 2 < len(cells) and not counts_on(others):
        return False
    if others and not counts_on(others):
        return False
    plain = [plain_words(cell.text) for cell in words]
    return (
        len(set(plain)) == len(plain)
        and all(len(cell.text) <= _LONGEST for cell in words)
        and not any(text.replace(" ", "").isdigit() for text in plain)
    )


def _heads(grid: Grid, head: Head, row: int, below: Sequence[int]) -> bool:
    """Whether rows of about its columns stand under a head, and are of another kind."""
    columns = set(head.paths)
    full = [line for line in below if len(grid.filled[line]) * 2 >= len(columns)]
    if len(full) < _FEWEST_ROWS or len(full) * 2 < len(below):
        return False
    cells = [(column, cell) for line in full for column, cell in grid.filled[line]]
    if sum(column in columns for column, _ in cells) * 10 < len(cells) * 9:
        return False
    contrast = [
        _differs(path[-1], [grid.own(line, column) for line in full])
        for column, path in head.paths.items()
    ]
    least = _LEAST_CONTRAST / 2 if stands_out(grid, row) else _LEAST_CONTRAST
    return sum(contrast) >= least * len(contrast)


def _differs(heading: Cell, values: Sequence[Cell]) -> bool:
    """Whether what stands under a heading is of another type, or longer, or comes again."""
    held = [cell for cell in values if cell.text]
    if not held:
        return True
    if any(plain_words(cell.text) == plain_words(heading.text) for cell in held):
        return False
    texts = [cell.text for cell in held]
    if sum(not isinstance(cell.value, str) for cell in held) * 2 > len(held):
        return True
    longer = sum(len(text) for text in texts) / len(texts) > 1.5 * len(heading.text)
    figures = sum(any(c.isdigit() for c in text) for text in texts) * 3 > 2 * len(texts)
    return (
        longer
        or len(set(texts)) * 2 <= len(texts)
        or (figures and not any(c.isdigit() for c in heading.text))
    )
