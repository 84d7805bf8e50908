"""Cards: one record below the other, each a block of labels with their values beside them."""

from collections.abc import Sequence

from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.headings import Lexicon
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.read.workbook import Area, Cell
from strategy_tracker.imports.vocabulary.values import plain_words

_FEWEST_LABELS = 3
EVIDENCE = "each block of labels is one record"


def read_cards(grid: Grid, rows: Sequence[int], lexicon: Lexicon) -> Table | None:
    """The flat table of cards in `rows`, one row for each; None when they are no cards.

    A card begins where its first label comes again; it has three labels or more, most of
    which are known, and so has every other.
    """
    filled = [row for row in rows if grid.filled[row]]
    start = next((row for row in filled if _is_line(grid, row, lexicon)), None)
    if start is None:
        return None
    filled = [row for row in filled if row >= start]
    column = grid.filled[start][0][0]
    labels = [(row, grid.own(row, column)) for row in filled if grid.own(row, column).text]
    first = plain_words(labels[0][1].text)
    starts = [row for row, label in labels if plain_words(label.text) == first]
    kinds = list(dict.fromkeys(plain_words(label.text) for _, label in labels))
    known = sum(bool(lexicon.find(label)) for label in kinds)
    if len(starts) < 2 or len(kinds) < _FEWEST_LABELS or known * 2 < len(kinds):
        return None
    if any(len(grid.filled[row]) > 2 for row in filled) or len(labels) < len(starts) * 2:
        return None
    header = [next(c for _, c in labels if plain_words(c.text) == kind) for kind in kinds]
    body = [
        _card(grid, [(row, label) for row, label in labels if begin <= row < end], kinds)
        for begin, end in zip(starts, [*starts[1:], filled[-1] + 1], strict=True)
    ]
    area = Area(start, column, filled[-1], max(c for row in filled for c, _ in grid.filled[row]))
    return Table(grid.title, header, body, area, "form", EVIDENCE, facts=grid.sheet.facts)


def _is_line(grid: Grid, row: int, lexicon: Lexicon) -> bool:
    cells = grid.filled[row]
    return len(cells) == 2 and bool(lexicon.find(cells[0][1].text))


def _card(grid: Grid, lines: list[tuple[int, Cell]], kinds: list[str]) -> list[Cell]:
    found: dict[str, Cell] = {}
    for row, label in lines:
        beside = grid.own(row, grid.span(row, grid.filled[row][0][0]).right + 1)
        value = next((cell for _, cell in grid.filled[row][1:]), beside)
        rich = grid.sheet.looks.markdown.get((row, grid.filled[row][-1][0]), "")
        found.setdefault(plain_words(label.text), value._replace(markdown=rich))
    return [found.get(kind, Cell("", "")) for kind in kinds]
