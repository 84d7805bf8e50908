"""What the rows hold under columns of the trust's own: of which kind, and as it is kept."""

from collections.abc import Container, Iterable
from datetime import datetime, time
from typing import NamedTuple

from ambitions.updates.null_values import empty_kind
from objectives.models import CustomField
from objectives.models.custom import LONGEST_HEADING, number_of
from strategy_tracker.imports.changeset import Where
from strategy_tracker.imports.extract.ledger import asked_at_least
from strategy_tracker.imports.extract.ledger import own as kept_as_own
from strategy_tracker.imports.extract.model import Extract, Found, OwnValues
from strategy_tracker.imports.match.model import Known, OwnColumn, SheetMatch
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.values import parse_date
from strategy_tracker.imports.vocabulary.wording import OWN_VALUE

TEXT, NUMBER, DATE, CHOICE = CustomField.ValueKind
# A choice has a few short values that come again and again.
_MOST_CHOICES, _LONGEST_CHOICE, _TIMES = 10, 60, 2
_FEWEST_CHOSEN = 4


class OwnCell(NamedTuple):
    """A cell under a column of the trust's own, and its record."""

    found: Found
    cell: Cell
    where: Where


def heading_of(label: str) -> str:
    """A heading as a column can have it."""
    return label if len(label) <= LONGEST_HEADING else f"{label[: LONGEST_HEADING - 1]}…"


def read_own_cells(
    match: SheetMatch, row: int, item: Found | None, result: Extract, bad: Container[str]
) -> None:
    """Keep what a row holds under the trust's own columns for when all of them are known.

    Not from the `bad` cells, by their addresses, which hold errors and no values.
    """
    for column in match.own_columns():
        cell = match.sheet.cell(row, column.index)
        if not cell.text or cell.address in bad:
            continue
        where = Where(match.sheet.title, cell.address)
        if item is None:
            result.ledger.put(where.sheet, cell, asked_at_least("Its row is no record."))
            result.problem(
                where,
                cell.text,
                f"This row names no {match.own_kind}, so its “{column.heading}” is left out.",
                "Name it in this row if it is to be kept.",
                stops=False,
            )
            continue
        heading = heading_of(column.label or column.heading)
        own = result.own.setdefault(
            (match.own_kind, same_words(heading)), OwnValues(heading, where)
        )
        own.cells.append(OwnCell(item, cell, where))
        result.ledger.put(where.sheet, cell, kept_as_own(heading))


def settle_own_columns(result: Extract, known: Known) -> None:
    """Give each column its kind, by all that stands under it, and each record its values."""
    existing = {(column.record_kind, same_words(column.heading)): column for column in known.own}
    for key, own in result.own.items():
        column = existing.get(key)
        own.column = column or _new_column(key[0], own)
        by_record: dict[tuple[str, str], list[OwnCell]] = {}
        for read in own.cells:
            by_record.setdefault((read.found.kind, read.found.key), []).append(read)
        for cells in by_record.values():
            # One record may stand in several rows, and nothing that they say is dropped.
            texts = dict.fromkeys(_kept(read.cell, own.column.value_kind) for read in cells)
            name = f"{OWN_VALUE}{own.column.heading}"
            cells[0].found.values[name] = "; ".join(texts)
            cells[0].found.cells[name] = cells[0].where
        if own.column.value_kind == CHOICE:
            given = (_kept(read.cell, CHOICE) for read in own.cells)
            have = set(own.column.allowed_values)
            own.new_choices = [text for text in dict.fromkeys(given) if text not in have]


def keep_beside(
    result: Extract, known: Known, found: Found, heading: str, text: str, where: Where
) -> None:
    """Keep `text` with a record under a column of its own, once all others are settled."""
    heading = heading_of(heading)
    key = (found.kind, same_words(heading))
    own = result.own.setdefault(key, OwnValues(heading, where))
    if own.column is None:
        have = (c for c in known.own if (c.record_kind, same_words(c.heading)) == key)
        own.column = next(have, OwnColumn(found.kind, heading, TEXT))
    name = f"{OWN_VALUE}{own.column.heading}"
    before = found.values.get(name)
    found.values[name] = f"{before}; {text}" if before and text != before else text
    found.cells.setdefault(name, where)


def _new_column(record_kind: str, own: OwnValues) -> OwnColumn:
    return OwnColumn(record_kind, own.heading, _kind_of([read.cell for read in own.cells]))


def _kind_of(cells: list[Cell]) -> str:
    """What the values are, those aside that only say that there is none."""
    telling = [cell for cell in cells if not empty_kind(cell.text)]
    texts = {cell.text for cell in telling}
    if not telling:
        return TEXT
    if all(_day_of(cell) for cell in telling):
        return DATE
    if all(number_of(cell.text) is not None for cell in telling):
        return NUMBER
    is_choice = (
        1 < len(texts) <= _MOST_CHOICES
        and len(telling) >= max(_FEWEST_CHOSEN, _TIMES * len(texts))
        and max(map(len, texts)) <= _LONGEST_CHOICE
    )
    return CHOICE if is_choice else TEXT


def _day_of(cell: Cell) -> str:
    """The day that a cell is and nothing else, as it is kept; "" for all else."""
    value = cell.value
    if isinstance(value, int | float) or (isinstance(value, datetime) and value.time() != time()):
        return ""
    read = parse_date(value)
    return read.day.isoformat() if read.day and not read.text and not read.problem else ""


def _kept(cell: Cell, kind: str) -> str:
    return (_day_of(cell) if kind == DATE else "") or cell.text


def own_names(values: Iterable[str]) -> list[str]:
    """Those of a record's values that are under columns of the trust's own."""
    return [name for name in values if name.startswith(OWN_VALUE)]
