"""Where the marks of one file stand in the next, of which the rows may have moved.

A row is known by its words, without periods; the row that says them nearest to where they
stood is the one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from strategy_tracker.imports.layout.headings import words_without_period
from strategy_tracker.imports.marks import (
    ACROSS,
    END,
    HEADER,
    TABLE,
    Mark,
    read_marks,
)
from strategy_tracker.imports.read.sheet import Area, Sheet, Workbook, say_area

# What begins a table tells which sheet is meant, and may have a heading more or less.
_TELLING = (HEADER, TABLE, ACROSS)
_ALIKE = 0.6
_LONGEST_CELL, _LONGEST = 60, 500


def row_words(sheet: Sheet, row: int, columns: range | None = None) -> str:
    """The texts of a zero-based row, "ref|key action|lead": by them it is found again."""
    values = sheet.rows[row] if 0 <= row < len(sheet.rows) else []
    texts = (
        words_without_period(value[: 4 * _LONGEST_CELL])[:_LONGEST_CELL]
        for column, value in enumerate(values)
        if isinstance(value, str) and value.strip() and (columns is None or column in columns)
    )
    return "|".join(texts)[:_LONGEST]


def with_words(mark: Mark, sheet: Sheet) -> Mark:
    """`mark` with what its row says, or the first row of its area that says something."""
    if mark.row:
        return mark._replace(words=row_words(sheet, mark.row - 1))
    area = mark.place
    if area is None:
        return mark
    columns = range(area.left, area.right + 1)
    rows = range(area.top, area.bottom + 1)
    return mark._replace(words=next(filter(None, (row_words(sheet, r, columns) for r in rows)), ""))


def translate_marks(
    kept: Mapping[str, Sequence[Mapping[str, Any]]], workbook: Workbook
) -> dict[str, list[dict[str, Any]]]:
    """The marks that were `kept` of another file, by the sheets of this one.

    Those that begin or end a table where this file has none are kept without their row, so
    that it is told; what was to be skipped and is not there needs no skipping.
    """
    made = {title: read_marks(marks) for title, marks in kept.items()}
    found: dict[str, list[dict[str, Any]]] = {}
    for sheet in workbook.sheets if made else ():
        title = _title_for(sheet, made)
        if title:
            marks = _in_sheet(sheet, made[title])
            found[sheet.title] = [mark.to_data() for mark in marks]
    return {title: marks for title, marks in found.items() if marks}


def are_found(marks: Mapping[str, Sequence[Mapping[str, Any]]]) -> bool:
    """Whether there are marks, and every table that they begin is there."""
    every = [mark for made in marks.values() for mark in read_marks(made)]
    return bool(every) and all(mark.is_found for mark in every if mark.do in _TELLING)


def _title_for(sheet: Sheet, made: Mapping[str, Sequence[Mark]]) -> str:
    """The sheet whose marks are meant for this one: called so, or having its headings."""
    if sheet.title in made:
        return sheet.title
    called = words_without_period(sheet.title)
    same = next((title for title in made if words_without_period(title) == called), "")
    return same or next((title for title, marks in made.items() if _has(sheet, marks)), "")


def _has(sheet: Sheet, marks: Iterable[Mark]) -> bool:
    telling = [mark for mark in marks if mark.do in _TELLING and mark.words]
    return bool(telling) and all(_find(sheet, mark, set()) is not None for mark in telling)


def _in_sheet(sheet: Sheet, marks: Sequence[Mark]) -> list[Mark]:
    taken: dict[str, set[int]] = {}
    places = [(mark, _find(sheet, mark, taken.setdefault(mark.do, set()))) for mark in marks]
    starts = sorted(row for _, row in places if row is not None)
    found = []
    for mark, row in places:
        if row is None:
            if mark.do in (*_TELLING, END):
                found.append(mark._replace(row=0, area=""))
        elif mark.row:
            found.append(mark._replace(row=row + 1))
        elif mark.place:
            until = next((start for start in starts if start > row), len(sheet.rows))
            found.append(mark._replace(area=say_area(_moved(sheet, mark, row, until))))
    return found


def _find(sheet: Sheet, mark: Mark, taken: set[int]) -> int | None:
    """The zero-based row of the mark, which is then `taken`; None where no row says so."""
    area = mark.place
    first = mark.row - 1 if mark.row else area.top if area else None
    if first is None:
        return None
    columns = range(area.left, area.right + 1) if area else None
    if not mark.words:
        # Of a row of numbers alone nothing tells another from it.
        row = first if not area and not row_words(sheet, first) else None
        return row if row is not None and row < len(sheet.rows) else None
    said = {
        row: words
        for row in range(len(sheet.rows))
        if row not in taken and (words := row_words(sheet, row, columns))
    }
    rows = [row for row, words in said.items() if words == mark.words]
    if not rows and mark.do in _TELLING:
        likeness = {row: _likeness(words, mark.words) for row, words in said.items()}
        best = max(likeness.values(), default=0)
        rows = [row for row, alike in likeness.items() if alike == best >= _ALIKE]
    if not rows:
        return None
    nearest = min(rows, key=lambda row: (abs(row - first), row))
    taken.add(nearest)
    return nearest


def _likeness(words: str, others: str) -> float:
    one, other = set(words.split("|")), set(others.split("|"))
    return len(one & other) / len(one | other)


def _moved(sheet: Sheet, mark: Mark, top: int, until: int) -> Area:
    """The mark's area from `top` on: a table down to its last row, before the next mark."""
    area = mark.place
    if area is None:
        raise ValueError("The mark is of a row.")
    bottom = top + area.bottom - area.top
    if mark.do != TABLE:
        return area._replace(top=top, bottom=bottom)
    columns = range(area.left, area.right + 1)
    bottom = top
    while bottom + 1 < until and any(sheet.cell(bottom + 1, c).text for c in columns):
        bottom += 1
    return area._replace(top=top, bottom=bottom)
