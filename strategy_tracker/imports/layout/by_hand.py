"""What a person marked on the picture of a sheet, done before anything is recognised.

Rows and areas that are skipped, left out or behind the end of a table are emptied, each with
its reason. Header rows, tables and records across are told to whoever cuts the sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from strategy_tracker.imports.layout.bars import emptied
from strategy_tracker.imports.layout.grid import Grid, Place, consecutive
from strategy_tracker.imports.layout.headings import Lexicon
from strategy_tracker.imports.layout.heads import Head, complete_head, find_heads, rows_as_head
from strategy_tracker.imports.layout.table import YOU_LEFT_IT, Noise
from strategy_tracker.imports.layout.tables import as_areas
from strategy_tracker.imports.marks import ACROSS, END, GROUP, HEADER, LEAVE, SKIP, TABLE, Mark
from strategy_tracker.imports.read.workbook import Area, Sheet

SKIPPED, ENDED, LEFT = (
    "You said to skip it.",
    "You said that the table ends above it.",
    YOU_LEFT_IT,
)
# What to do where a mark could not be followed.
UNHEEDED = "So it is read as before. Take the mark back, or put it elsewhere."
_CALLED = {
    HEADER: "is the header row",
    GROUP: "heads the rows below it",
    END: "is the first below the table",
    SKIP: "is skipped",
    ACROSS: "begins a grid whose records go across",
    TABLE: "is the header row of a table",
    LEAVE: "is left out",
}


class Unheeded(NamedTuple):
    """A mark that could not be followed: at which cell of which sheet, and why."""

    sheet: str
    cell: str
    why: str


@dataclass(frozen=True)
class Said:
    """What was said of one grid, by its rows: `heads` are the first and last rows of heads,
    `holds` what the table under such a row is of, `across` the first row of records across,
    `groups` the rows that head those below them.
    """

    heads: tuple[tuple[int, int], ...] = ()
    holds: Mapping[int, str] = field(default_factory=dict)
    across: int | None = None
    groups: frozenset[int] = frozenset()

    @property
    def tells(self) -> bool:
        """Whether something is said to be read."""
        return bool(self.heads or self.groups) or self.across is not None

    def heads_in(self, grid: Grid) -> list[Head]:
        """The heads that the rows make, of those that hold something in `grid`."""
        found = []
        for top, bottom in self.heads:
            if any(grid.filled.get(row) for row in range(top, bottom + 1)):
                one = top == bottom
                found.append(complete_head(grid, top) if one else rows_as_head(grid, top, bottom))
        return found

    def held_by(self, head: Head) -> str:
        """What the table under `head` was said to be of; "" where nobody said."""
        return next(
            (kind for row, kind in self.holds.items() if head.top <= row <= head.bottom), ""
        )


NOTHING_SAID = Said()


class ByHand:
    """One sheet as it is after its `marks`.

    `parts` are what is to be cut, each with what was said of it: the sheet itself first, then
    each area that is a table of its own. `noise` is what was taken out, `unheeded` why a mark
    could not be followed.
    """

    def __init__(self, sheet: Sheet, marks: Sequence[Mark], lexicon: Lexicon) -> None:
        self.title, self.lexicon = sheet.title, lexicon
        self.grid = Grid(sheet)
        self.reasons: dict[Place, str] = {}
        self.unheeded: list[Unheeded] = []
        self.marks = [mark for mark in marks if self._is_there(mark)]
        self._take_rows(SKIP, SKIPPED)
        for area in self._areas(LEAVE):
            self._take(_within(area), LEFT)
        self.grid = self._without(sheet)
        self.marks = [mark for mark in self.marks if self._is_filled(mark)]
        self._take_ends()
        self.grid = self._without(sheet)
        self.parts = self._parts()

    @property
    def noise(self) -> list[Noise]:
        """What was taken out of the sheet, the cells that lie beside each other as one."""
        return as_areas(self.reasons)

    @property
    def tells(self) -> bool:
        """Whether something of the sheet is said to be read."""
        return any(said.tells for _, said in self.parts)

    # Whether a mark can be followed

    def _is_there(self, mark: Mark) -> bool:
        if not mark.is_found:
            self._unheeded(
                mark,
                f"A row that says “{mark.words.replace('|', ', ')}” {_CALLED[mark.do]}, as was "
                f"said before, and “{self.title}” has no such row.",
            )
            return False
        rows = len(self.grid.sheet.rows)
        first = mark.row - 1 if mark.row else mark.place.top if mark.place else 0
        if first < rows:
            return True
        self._unheeded(mark, f"“{self.title}” ends with row {rows}, above {_named(mark)}.")
        return False

    def _is_filled(self, mark: Mark) -> bool:
        """Whether something is left where a table or a group begins."""
        if mark.do not in (HEADER, GROUP, ACROSS, TABLE):
            return True
        area = mark.place
        if mark.row and self.grid.filled.get(mark.row - 1):
            return True
        if area and any(self.grid.own(*place).text for place in _within(area)):
            return True
        nothing = "it heads nothing" if mark.do == GROUP else "no table begins there"
        self._unheeded(mark, f"Nothing stands in {_named(mark)}, so {nothing}.")
        return False

    def _unheeded(self, mark: Mark, why: str) -> None:
        self.unheeded.append(Unheeded(self.title, mark.cell, why))

    # What is taken out

    def _rows(self, *dos: str) -> list[int]:
        return sorted({mark.row - 1 for mark in self.marks if mark.do in dos and mark.row})

    def _areas(self, do: str) -> list[Area]:
        return [mark.place for mark in self.marks if mark.do == do and mark.place]

    def _take_rows(self, do: str, why: str) -> None:
        width = max(map(len, self.grid.sheet.rows), default=0)
        for row in self._rows(do):
            self._take(((row, column) for column in range(width)), why)

    def _take(self, places: Iterable[Place], why: str) -> None:
        rows = self.grid.sheet.rows
        for row, column in places:
            if row < len(rows) and column < len(rows[row]):
                self.reasons.setdefault((row, column), why)

    def _take_ends(self) -> None:
        """From where a table ends down to the next one: that marked so, else one recognised."""
        begins = self._rows(HEADER, TABLE, ACROSS)
        begins += [area.top for area in self._areas(TABLE)]
        ends = self._rows(END)
        if ends and not begins:
            begins = [head.top for head in find_heads(self.grid, self.lexicon)]
        last = len(self.grid.sheet.rows)
        width = max(map(len, self.grid.sheet.rows), default=0)
        for end in ends:
            until = min((row for row in begins if row >= end), default=last)
            places = ((row, column) for row in range(end, until) for column in range(width))
            self._take(places, ENDED)

    def _without(self, sheet: Sheet) -> Grid:
        """The sheet less all that was taken out so far."""
        if not self.reasons:
            return Grid(sheet)
        return Grid(_with_merged(emptied(sheet, self.reasons), sheet, self.reasons))

    # What is to be read

    def _parts(self) -> list[tuple[Sheet, Said]]:
        sheet = self.grid.sheet
        tables = [mark for mark in self.marks if mark.do == TABLE and mark.place]
        taken: set[Place] = set()
        found = []
        for mark in tables:
            area = mark.place
            if area is None:
                continue
            inside = set(_within(area))
            everything = {(r, c) for r, row in enumerate(sheet.rows) for c in range(len(row))}
            heads = consecutive(row for row in self._rows(HEADER) if area.top <= row <= area.bottom)
            first = next(row for row in range(area.top, area.bottom + 1) if self._holds(area, row))
            heads = heads or [(first, first)]
            across = [row for row in self._rows(ACROSS) if area.top <= row <= area.bottom]
            grouped = {row for row in self._rows(GROUP) if area.top <= row <= area.bottom}
            said = Said(
                tuple(heads),
                {heads[0][0]: mark.holds},
                max(first, across[0]) if across else None,
                frozenset(grouped),
            )
            found.append((emptied(sheet, everything - inside), said))
            taken |= inside
        rest = emptied(sheet, taken) if taken else sheet
        inside_rows = {
            row
            for mark in tables
            if mark.place
            for row in range(mark.place.top, mark.place.bottom + 1)
        }
        held = {mark.row - 1: mark.holds for mark in self.marks if mark.do == TABLE and mark.row}
        heads = consecutive(row for row in self._rows(HEADER, TABLE) if row not in inside_rows)
        across = [row for row in self._rows(ACROSS) if row not in inside_rows]
        groups = frozenset(self._rows(GROUP)) - inside_rows
        said = Said(tuple(heads), held, across[0] if across else None, groups)
        return [(rest, said), *found]

    def _holds(self, area: Area, row: int) -> bool:
        return any(self.grid.own(row, c).text for c in range(area.left, area.right + 1))


def _within(area: Area) -> Iterable[Place]:
    rows = range(area.top, area.bottom + 1)
    return ((row, column) for row in rows for column in range(area.left, area.right + 1))


def _named(mark: Mark) -> str:
    return mark.area or f"row {mark.row}"


def _with_merged(sheet: Sheet, before: Sheet, reasons: Mapping[Place, str]) -> Sheet:
    """`sheet` with what a merged cell says to the rows under a skipped one at the first of them."""
    rows = sheet.rows
    merges = list(sheet.looks.merges)
    for area in before.looks.merges:
        anchor = (area.top, area.left)
        kept = [row for row in range(area.top, area.bottom + 1) if (row, area.left) not in reasons]
        if reasons.get(anchor) != SKIPPED or not kept or area.top >= len(rows):
            continue
        value = before.rows[area.top][area.left] if area.left < len(before.rows[area.top]) else ""
        if kept[0] < len(rows) and area.left < len(rows[kept[0]]):
            rows[kept[0]][area.left] = value
            merges.append(area._replace(top=kept[0]))
    return replace(sheet, looks=replace(sheet.looks, merges=merges))
