"""Marks on the picture of a sheet: what can be chosen, what was sent, and how they are shown."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strategy_tracker.imports.layout.by_hand import ENDED, LEFT, SKIPPED, UNHEEDED
from strategy_tracker.imports.mark_fit import with_words
from strategy_tracker.imports.marks import (
    ACROSS,
    END,
    GROUP,
    HEADER,
    HELD,
    LEAVE,
    SKIP,
    TABLE,
    Mark,
    read_marks,
    say_mark,
)
from strategy_tracker.imports.read.sheet import Area, Sheet, address, area_of, place_of, say_area

Data = Mapping[str, Any]
# (value, words, key) of each mark; with the key it is put on the row that has the focus.
MARKS = (
    (HEADER, "Header row", "H"),
    (GROUP, "Group row", "G"),
    (END, "End of table", "E"),
    (SKIP, "Skip", "S"),
    (ACROSS, "Records across", "A"),
    (TABLE, "A table of", "T"),
    (LEAVE, "Leave out", "L"),
)
# What a marked row bears in the picture.
_TAGS = {HEADER: "head", END: "end", SKIP: "skip", ACROSS: "across", TABLE: "table"}
_TAGS |= {LEAVE: "left out", GROUP: "group"}
_ROWS = re.compile(r"(?:rows? *)?(\d{1,7})(?: *(?:-|–|:|to) *(\d{1,7}))?", re.IGNORECASE)
_CELLS = re.compile(r"([A-Z]{1,3})(\d{1,7})(?: *: *([A-Z]{1,3})(\d{1,7}))?", re.IGNORECASE)
_COLUMN = re.compile(r"[A-Z]{1,3}", re.IGNORECASE)
_MOST_ROWS, _MOST_MARKS, _MOST_HEADERS = 200, 500, 4


@dataclass(frozen=True)
class MarkRow:
    """One mark in the list of them: what it does, and why nothing came of it, if so."""

    number: int
    said: str
    why: str
    link: str


def kinds_held(words: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """(value, words) of what a table can be said to be of, in the trust's own words."""
    return [(kind, words[kind][1].lower()) for kind in HELD if kind in words]


def mark_rows(marks: Iterable[Data], changes: Data, title: str) -> list[MarkRow]:
    told = {
        problem["cell"]: problem["problem"]
        for problem in changes.get("problems", ())
        if problem["sheet"] == title and problem.get("remedy") == UNHEEDED
    }
    return [
        MarkRow(
            number,
            say_mark(mark, changes.get("words", {})) if mark.is_found else "",
            told.get(mark.cell, ""),
            mark.cell,
        )
        for number, mark in enumerate(read_marks(marks))
    ]


def row_tags(marks: Iterable[Data]) -> dict[int, str]:
    """What each marked row bears, by its number."""
    return {mark.row: _TAGS[mark.do] for mark in read_marks(marks) if mark.row}


def taken_out(changes: Data, title: str) -> list[Area]:
    """What of a sheet was taken out by its marks."""
    groups = changes.get("cells", {}).get(title, {}).get("groups", ())
    places = [
        place
        for group in groups
        if group["what"] in (SKIPPED, ENDED, LEFT)
        for place in group["areas"]
    ]
    return list(map(area_of, places))


def marked(kept: Sequence[Data], do: str, place: str, holds: str, sheet: Sheet) -> list[Data]:
    """The marks of a sheet that were `kept`, with that which was sent.

    The same mark again takes it back, and a row has one mark. Raises ValueError, with a
    sentence, for what cannot be marked.
    """
    before = read_marks(kept)
    new = [with_words(mark, sheet) for mark in _read(do, place.strip(), holds, sheet)]
    if all(mark in before for mark in new):
        return [mark.to_data() for mark in before if mark not in new]
    rows, areas = {mark.row for mark in new}, {mark.area for mark in new}
    stay = [
        mark
        for mark in before
        if (mark.row not in rows if mark.row else mark.area not in areas)
        and not (do == ACROSS and mark.do == ACROSS)
    ]
    if len(stay) + len(new) > _MOST_MARKS:
        raise ValueError(f"A sheet can have {_MOST_MARKS} marks. Leave out an area instead.")
    return [mark.to_data() for mark in [*stay, *new]]


def first_row(place: str) -> int:
    """The row to look at after marking `place`; 0 where that names none."""
    found = re.search(r"\d{1,7}", place)
    return int(found[0]) if found else 0


def _read(do: str, place: str, holds: str, sheet: Sheet) -> list[Mark]:
    """The marks that were sent. Raises ValueError."""
    if do not in _TAGS:
        raise ValueError("Choose a mark first.")
    if do == TABLE and holds not in HELD:
        raise ValueError("Choose what the table is of.")
    held = holds if do == TABLE else ""
    found = _ROWS.fullmatch(place)
    if found:
        first, last = int(found[1]), int(found[2] or found[1])
        _check_rows(first, last, sheet)
        return _of_rows(do, first, last, held, sheet)
    area = _read_area(place, sheet)
    if do in (TABLE, LEAVE):
        return [Mark(do, area=say_area(area), holds=held)]
    if _COLUMN.fullmatch(place):
        raise ValueError(
            f"“{_words(do)}” is for rows: click a row number or type one, such as 6. A column can "
            "be left out here, and matched in the next step."
        )
    return _of_rows(do, area.top + 1, area.bottom + 1, held, sheet)


def _words(do: str) -> str:
    return next(words for value, words, _ in MARKS if value == do)


def _of_rows(do: str, first: int, last: int, holds: str, sheet: Sheet) -> list[Mark]:
    if do == LEAVE or (do == TABLE and last > first):
        width = max(map(len, sheet.rows))
        return [Mark(do, area=say_area(Area(first - 1, 0, last - 1, width - 1)), holds=holds)]
    if do in (END, ACROSS) and last > first:
        raise ValueError(f"“{_words(do)}” is for one row: type its number, such as {first}.")
    if do == HEADER and last - first >= _MOST_HEADERS:
        raise ValueError(f"A table can have {_MOST_HEADERS} rows of headings.")
    if last - first >= _MOST_ROWS:
        raise ValueError(
            f"Skip up to {_MOST_ROWS} rows at once, or leave out an area, such as A3:F900."
        )
    marks = [Mark(do, row, holds=holds) for row in range(first, last + 1)]
    if do in (HEADER, TABLE, ACROSS) and sheet.is_blank_row(first - 1):
        raise ValueError(f"Row {first} is empty, so no table can begin there.")
    empty = next((mark.row for mark in marks if sheet.is_blank_row(mark.row - 1)), 0)
    if do == GROUP and empty:
        raise ValueError(f"Row {empty} is empty, so it can head nothing.")
    return marks


def _check_rows(first: int, last: int, sheet: Sheet) -> None:
    most = len(sheet.rows)
    if not 1 <= first <= last:
        raise ValueError(
            "Type the number of a row, such as 6, or rows from the top, such as 6 to 9."
        )
    if last > most:
        raise ValueError(f"“{sheet.title}” ends with row {most:,}, so there is no row {last:,}.")


def _read_area(place: str, sheet: Sheet) -> Area:
    most, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    if _COLUMN.fullmatch(place):
        column = place_of(f"{place.upper()}1")[1]
        area = Area(0, column, most - 1, column)
    elif cells := _CELLS.fullmatch(place):
        first = f"{cells[1]}{cells[2]}".upper()
        last = f"{cells[3]}{cells[4]}".upper() if cells[3] else first
        (top, left), (bottom, right) = place_of(first), place_of(last)
        area = Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    else:
        raise ValueError(
            "Type the number of a row, such as 6, rows, such as 6 to 9, or an area, such as A3:F20."
        )
    if area.top < 0 or area.bottom >= most or area.right >= width:
        last_cell = address(most - 1, max(width - 1, 0))
        raise ValueError(
            f"{place.upper()} lies outside “{sheet.title}”, which ends at {last_cell}."
        )
    return area
