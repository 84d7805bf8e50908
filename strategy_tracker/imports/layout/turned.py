"""Grids that lie on their side: fields down the first column, and a record in each column."""

from collections import Counter
from collections.abc import Sequence

from strategy_tracker.imports.layout.colours import Legend
from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.heads import is_part
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.read.workbook import Area, Cell, address
from strategy_tracker.imports.vocabulary.values import find_period, plain_words

TURNED = "turned"
UNFILLED = "a label with nothing beside it yet"
EVIDENCE = "its fields stand down the first column, and each column beside it is a record"
SAID = "You said that its records go across."
_FEWEST_SAID = 2
_LONGEST_LABEL, _SHORT = 100, 15
_LENGTHS = ((1, "word"), (3, "words"), (9, "phrase"), (100_000, "sentences"))
_FEWEST_FIELDS, _FEWEST_PARTS, _FEWEST_RECORDS = 5, 2, 2
# Of parts of a year down the first column two records are enough; else a form looks the same.
_FEWEST_UNNAMED = 3
# By so much must rows be more of one kind than columns are.
_LEAST_DIFFERENCE, _MOSTLY = 0.15, 0.8


def read_turned(grid: Grid, rows: Sequence[int]) -> Table | None:
    """The table of a grid on its side, turned upright; None where the rows are none.

    Each row of such a grid holds values of one kind, and each column values of many kinds; or
    the first column has parts of a year one below the other.
    """
    filled = [row for row in rows if grid.filled[row]]
    label = _label_column(grid, filled)
    if label is None:
        return None
    fields = [row for row in filled if _is_field(grid, row, label)]
    if not fields:
        return None
    fields = _from_first_full(grid, fields, label)
    columns = _record_columns(grid, fields, label)
    if len(columns) < _FEWEST_RECORDS or not _lies_on_its_side(grid, fields, label, columns):
        return None
    empty = [row for row in fields if not _is_filled(grid, row, columns)]
    fields = [row for row in fields if row not in empty]
    header = [grid.at(row, label) for row in fields]
    body = [[_cell(grid, row, column) for row in fields] for column in columns]
    area = Area(fields[0], label, max([*fields, *empty]), columns[-1])
    table = Table(grid.title, header, body, area, TURNED, EVIDENCE, facts=grid.sheet.facts)
    table.noise = [
        (Area(row, label, row, label), UNFILLED) for row in empty if grid.own(row, label).text
    ]
    return table


def _is_filled(grid: Grid, row: int, columns: Sequence[int]) -> bool:
    return any(grid.at(row, c).text or grid.fills.get((row, c)) for c in columns)


def turn(grid: Grid, rows: Sequence[int]) -> Table | None:
    """The same where somebody said that records go across: the first column has the fields.

    None where there is nothing beside that column.
    """
    filled = [row for row in rows if grid.filled[row]]
    if not filled:
        return None
    label = min(grid.filled[row][0][0] for row in filled)
    # The row of names has often nothing over the fields.
    fields = [row for row in filled if grid.at(row, label).text or row == filled[0]]
    columns = sorted({c for row in fields for c, _ in grid.filled[row] if c > label})
    if not columns or len(fields) < _FEWEST_SAID:
        return None
    header = [_cell(grid, row, label) for row in fields]
    body = [[_cell(grid, row, column) for row in fields] for column in columns]
    area = Area(fields[0], label, fields[-1], columns[-1])
    return Table(grid.title, header, body, area, TURNED, SAID, facts=grid.sheet.facts)


def _label_column(grid: Grid, filled: Sequence[int]) -> int | None:
    """The first column, where it has words in nearly every row that is wider than one cell."""
    wide = [row for row in filled if len(grid.filled[row]) > 1]
    if len(wide) < _FEWEST_FIELDS:
        return None
    first = min(grid.filled[row][0][0] for row in wide)
    labelled = sum(bool(grid.at(row, first).text) for row in wide)
    return first if labelled * 5 >= len(wide) * 4 else None


def _is_field(grid: Grid, row: int, label: int) -> bool:
    cell = grid.at(row, label)
    return bool(cell.text) and isinstance(cell.value, str) and len(cell.text) <= _LONGEST_LABEL


def _from_first_full(grid: Grid, fields: list[int], label: int) -> list[int]:
    """`fields` from the first row on that has values beside its label, most columns filled."""
    widest = max(_beside(grid, row, label) for row in fields)
    start = next(n for n, row in enumerate(fields) if _beside(grid, row, label) * 3 >= widest * 2)
    return fields[start:]


def _beside(grid: Grid, row: int, label: int) -> int:
    return sum(column > label for column, _ in grid.filled[row])


def _record_columns(grid: Grid, fields: Sequence[int], label: int) -> list[int]:
    """The columns beside the labels that have a value in the first rows."""
    head = fields[: max(3, len(fields) // 4)]
    counts = Counter(c for row in head for c, _ in grid.filled[row] if c > label)
    return sorted(column for column, count in counts.items() if count * 2 >= len(head))


def _lies_on_its_side(
    grid: Grid, fields: Sequence[int], label: int, columns: Sequence[int]
) -> bool:
    labels = [grid.at(row, label) for row in fields]
    places = {cell.address: plain_words(cell.text) for cell in labels}
    if len(set(places.values())) * 10 < len(places) * 9:
        return False
    held = [row for row in fields if _beside(grid, row, label)]
    if len({cell.address for cell in labels}) < 3 or len(held) < 3:
        return False
    parts = sum(_names_part(cell) for cell in dict.fromkeys(labels))
    names = _names_records(grid, held, columns)
    if parts >= _FEWEST_PARTS and names:
        # Where the row above names parts of a year as well, it is the head of a table.
        above = [grid.own(held[0], column) for column in columns]
        return sum(map(_names_part, above)) * 2 < len(above) and parts * 3 >= len(places)
    full = [row for row in held if _beside(grid, row, label) * 3 >= len(columns) * 2]
    if len(columns) < _FEWEST_UNNAMED or not names:
        return False
    if len(full) < _FEWEST_FIELDS or len(full) * 2 < len(held):
        return False
    across = _alike([[grid.own(row, c) for c in columns] for row in held])
    down = _alike([[grid.own(row, c) for row in held[1:]] for c in columns])
    return across >= _MOSTLY and across - down >= _LEAST_DIFFERENCE


def _names_part(cell: Cell) -> bool:
    """Whether a label is a part of a year, such as "23/24 Qtr 1"."""
    period, rest = find_period(cell.text)
    return is_part(cell.text) or bool(period and not plain_words(rest))


def _names_records(grid: Grid, held: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether one of the first rows names each record in words of its own."""
    for row in held[:3]:
        texts = [grid.own(row, column) for column in columns]
        words = [cell.text for cell in texts if isinstance(cell.value, str) and cell.text]
        if len(words) == len(columns) == len(set(words)) and not any(map(_names_part, texts)):
            return True
    return False


def _alike(lines: Sequence[Sequence[Cell]]) -> float:
    """The mean share of the commonest kind of value in each line, 0 to 1."""
    shares = []
    for line in lines:
        kinds = Counter(_kind(cell) for cell in line if cell.text)
        if kinds.total() > 1:
            shares.append(kinds.most_common(1)[0][1] / kinds.total())
    return sum(shares) / len(shares) if shares else 0.0


def _kind(cell: Cell) -> str:
    """What sort of value a cell holds, as far as that tells one field from another."""
    if isinstance(cell.value, str):
        if cell.text[:1].isdigit() and len(cell.text) <= _SHORT:
            return "figures"
        words = len(cell.text.split())
        return next(name for most, name in _LENGTHS if words <= most)
    if isinstance(cell.value, int | float):
        return "percent" if cell.is_percent else "number"
    return "date"


def _cell(grid: Grid, row: int, column: int) -> Cell:
    cell = grid.at(row, column)
    rich = grid.sheet.looks.markdown.get(grid.anchors.get((row, column), (row, column)))
    cell = cell._replace(address=cell.address or address(row, column))
    return cell._replace(markdown=rich) if rich else cell


def read_key_rows(grid: Grid, rows: Sequence[int], legend: Legend) -> list[int]:
    """The rows that are nothing but colours with their words beside them, told to `legend`."""
    found = []
    for row in rows:
        pairs = [
            (grid.fills[row, column - 1], cell.text)
            for column, cell in grid.filled[row]
            if grid.fills.get((row, column - 1)) and not grid.at(row, column - 1).text
        ]
        if len(pairs) > 1 and len(pairs) == len(grid.filled[row]):
            found.append(row)
            for fill, words in pairs:
                legend.add(fill, words)
    return found
