"""The marks that a person puts on the picture of a sheet: this row is the header, leave this out.

Plain values, kept with `Choices`. Rows and areas are as the sheet numbers them ("6", "A3:F20").
`words` are what the row says, by which it is found in the next file (`mark_fit`); a mark with
neither row nor area is one whose row is in this file no more.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from strategy_tracker.imports.read.sheet import Area, address, area_of, clean_text

HEADER, END, SKIP, ACROSS, TABLE, LEAVE = "header", "end", "skip", "across", "table", "leave"
GROUP = "group"
# What an area or a row can be said to be a table of.
HELD = ("objective", "ambition", "action", "measure", "risk")
_ON_ROWS = (HEADER, GROUP, END, SKIP, ACROSS, TABLE)
_AREA = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6}")
_LAST_ROW = 1_048_576


class Mark(NamedTuple):
    """One mark: what it does, at which row (0 for none) or area, and what that holds."""

    do: str
    row: int = 0
    area: str = ""
    holds: str = ""
    words: str = ""

    def to_data(self) -> dict[str, Any]:
        return {name: value for name, value in self._asdict().items() if value}

    @property
    def place(self) -> Area | None:
        """The area, zero-based."""
        return area_of(self.area) if self.area else None

    @property
    def cell(self) -> str:
        """The first cell of it; "" for one that is not found."""
        return address(self.row - 1, 0) if self.row else self.area.partition(":")[0]

    @property
    def is_found(self) -> bool:
        return bool(self.row or self.area)


def read_marks(data: Iterable[Mapping[str, Any]]) -> list[Mark]:
    return [Mark(**mark) for mark in data]


def is_mark(data: Any) -> bool:
    """Whether it is what `to_data` gives."""
    if not isinstance(data, dict) or not set(data) <= set(Mark._fields):
        return False
    row, area = data.get("row", 0), data.get("area", "")
    texts = [data.get(name, "") for name in ("do", "area", "holds", "words")]
    if not all(isinstance(text, str) and clean_text(text) == text for text in texts):
        return False
    if type(row) is not int or not 0 <= row <= _LAST_ROW or (row and area):
        return False
    do, holds = texts[0], texts[2]
    return (
        do in (*_ON_ROWS, LEAVE)
        and (not row or do in _ON_ROWS)
        and (not area or (do in (TABLE, LEAVE) and _is_area(area)))
        and (holds in HELD if do == TABLE else not holds)
    )


def _is_area(text: str) -> bool:
    if not _AREA.fullmatch(text):
        return False
    area = area_of(text)
    return area.top <= area.bottom < _LAST_ROW and area.left <= area.right


def say_mark(mark: Mark, words: Mapping[str, Any]) -> str:
    """ "Row 6 is the header row." `words` are the trust's own for each kind of record."""
    where = mark.area or f"row {mark.row}"
    kind = str(words.get(mark.holds, ("", ""))[1]).lower()
    said = {
        HEADER: f"{where} is the header row",
        GROUP: f"{where} heads the rows below it",
        END: f"the table ends above {where}",
        SKIP: f"{where} is skipped",
        ACROSS: f"records go across from {where} on",
        TABLE: f"{where} is a table of {kind}"
        if mark.area
        else f"{where} is the header row of a table of {kind}",
        LEAVE: f"{where} is left out",
    }[mark.do]
    return f"{said[:1].upper()}{said[1:]}."
