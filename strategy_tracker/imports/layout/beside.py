"""Tables that stand side by side on one sheet, with an empty column between them."""

import itertools

from strategy_tracker.imports.layout.bars import emptied
from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.headings import Lexicon
from strategy_tracker.imports.read.workbook import Sheet
from strategy_tracker.imports.vocabulary.values import plain_words

_LOOKED_AT, _FEWEST_SHARED, _FEWEST_HEADINGS = 30, 2, 4


def side_by_side(grid: Grid, lexicon: Lexicon) -> list[Sheet]:
    """The sheet once for each of its tables, with the others emptied; none where it has one.

    Two tables stand side by side where a row has the same headings on both sides of a column
    that is empty all the way down: a table has no two columns of one name twice over. So do two
    that each begin with their own references, where one ends before the other.
    """
    blocks = _blocks(grid)
    if len(blocks) < 2:
        return []
    for row in grid.rows[:_LOOKED_AT]:
        texts = [
            {plain_words(cell.text) for column, cell in grid.filled[row] if column in block}
            for block in blocks
        ]
        if all(
            len(first & second) >= _FEWEST_SHARED
            and len(first & second) * 2 >= max(len(first), len(second))
            for first, second in itertools.pairwise(texts)
        ):
            return [_only(grid, block) for block in blocks]
        if all(_heads_records(grid, row, block, lexicon) for block in blocks):
            ends = [_end(grid, row, block) for block in blocks]
            if len(set(ends)) == len(ends):
                return [_only(grid, block) for block in blocks]
    return []


def _heads_records(grid: Grid, row: int, block: range, lexicon: Lexicon) -> bool:
    """Whether a row has headings in every column of a block, of references in the first."""
    texts = [cell for column, cell in grid.filled[row] if column in block]
    if len(texts) < max(_FEWEST_HEADINGS, len(block)):
        return False
    if not all(isinstance(cell.value, str) for cell in texts):
        return False
    return any(name.endswith(".reference") for name in lexicon.find(texts[0].text))


def _end(grid: Grid, head: int, block: range) -> int:
    """The last row under a head in which a block has something in its first column."""
    return max(
        (row for row in grid.rows if row > head and grid.at(row, block.start).text), default=head
    )


def _blocks(grid: Grid) -> list[range]:
    """The runs of columns that hold something, parted by columns that hold nothing."""
    columns = sorted({column for cells in grid.filled.values() for column, _ in cells})
    covered = {c for area in grid.spans.values() for c in range(area.left + 1, area.right + 1)}
    used = sorted({*columns, *(covered if columns else ())})
    blocks: list[range] = []
    for column in used:
        if blocks and column == blocks[-1].stop:
            blocks[-1] = range(blocks[-1].start, column + 1)
        else:
            blocks.append(range(column, column + 1))
    return blocks


def _only(grid: Grid, block: range) -> Sheet:
    return emptied(
        grid.sheet,
        (
            (row, column)
            for row, values in enumerate(grid.sheet.rows)
            for column in range(len(values))
            if column not in block
        ),
    )
