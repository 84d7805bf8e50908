"""What becomes of every filled cell of a workbook: none is lost without a word.

Each is a field of a record, in a column of the trust's own, noise with its reason, or asked.
Parts of the import say so of the cells they take, in any order; of what several say of one
cell the strongest counts, and what nobody has spoken of is asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from strategy_tracker.imports.changeset import CellGroup, SheetCells
from strategy_tracker.imports.read.sheet import (
    Area,
    Cell,
    Sheet,
    Workbook,
    address,
    area_of,
    say_area,
)

FIELD, OWN, NOISE, ASKED = "field", "own", "noise", "asked"
UNREAD = "Nothing here was recognised."


class Fate(NamedTuple):
    """What becomes of a cell, and which field it is or why it is none. More `weight` wins."""

    end: str
    what: str
    weight: int


def field(what: str) -> Fate:
    return Fate(FIELD, what, 2)


def own(heading: str) -> Fate:
    return Fate(OWN, heading, 2)


def noise(reason: str) -> Fate:
    return Fate(NOISE, reason, 1)


def asked(reason: str) -> Fate:
    """Asked, whatever else may have been made of it."""
    return Fate(ASKED, reason, 3)


def left_out(reason: str) -> Fate:
    """Noise since a person said so, whatever was made of it before."""
    return Fate(NOISE, reason, 3)


def asked_at_least(reason: str) -> Fate:
    """Asked, unless something is made of it."""
    return Fate(ASKED, reason, 0)


_UNREAD = asked_at_least(UNREAD)


class Ledger:
    """The fates of the cells of one workbook, by sheet and address.

    `filled` are the places of all cells that hold something, by their addresses.
    """

    def __init__(self, workbook: Workbook) -> None:
        self.sheets = {sheet.title: sheet for sheet in workbook.sheets}
        self.filled = {
            title: {address(*place): place for place in _filled(sheet)}
            for title, sheet in self.sheets.items()
        }
        self.fates: dict[str, dict[str, Fate]] = {title: {} for title in self.sheets}

    def put(self, sheet: str, cell: Cell, fate: Fate) -> None:
        """Say what becomes of `cell`, and of all whose words it holds."""
        self._set(sheet, cell.address, fate)
        for where in cell.also:
            self._set(sheet, where, fate)

    def put_places(self, sheet: str, places: Iterable[str], fate: Fate) -> None:
        """Say it of the cells and areas called `places`, such as "B2" and "B2:B9"."""
        for place in places:
            if ":" not in place:
                self._set(sheet, place, fate)
            elif sheet in self.sheets:
                self.put_area(sheet, area_of(place), fate)

    def put_area(self, sheet: str, area: Area, fate: Fate) -> None:
        """Say it of every filled cell in `area`."""
        for row, column in _filled(self.sheets[sheet], area):
            self._set(sheet, address(row, column), fate)

    def _set(self, sheet: str, where: str, fate: Fate) -> None:
        # Cells that hold nothing, and those that no sheet has, become nothing.
        if where not in self.filled.get(sheet, ()):
            return
        fates = self.fates[sheet]
        before = fates.get(where)
        if before is None or fate.weight > before.weight:
            fates[where] = fate

    def unread(self) -> Iterator[tuple[str, list[str], int]]:
        """Each sheet with cells that nobody has spoken of, where they are and how many."""
        for title, filled in self.filled.items():
            fates = self.fates[title]
            places = [place for where, place in filled.items() if where not in fates]
            if places:
                yield title, say_areas(places), len(places)

    def account(self) -> list[SheetCells]:
        """For each sheet how many cells became what, and which."""
        return [self._of_sheet(title) for title in self.sheets]

    def _of_sheet(self, title: str) -> SheetCells:
        fates = self.fates[title]
        places: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for where, place in self.filled[title].items():
            fate = fates.get(where, _UNREAD)
            places.setdefault((fate.end, fate.what), []).append(place)
        counts: Counter[str] = Counter()
        for (end, _), found in places.items():
            counts[end] += len(found)
        order = (ASKED, NOISE, OWN, FIELD)
        groups = [
            CellGroup(end, what, len(found), say_areas(found))
            for (end, what), found in sorted(
                places.items(), key=lambda item: (order.index(item[0][0]), item[1][0])
            )
        ]
        return SheetCells(
            title,
            filled=counts.total(),
            fields=counts[FIELD],
            own=counts[OWN],
            noise=counts[NOISE],
            asked=counts[ASKED],
            groups=groups,
        )


def _filled(sheet: Sheet, area: Area | None = None) -> Iterator[tuple[int, int]]:
    """The places of the cells that hold something, were it struck out, row by row."""
    struck = sheet.looks.struck
    top, bottom = (area.top, area.bottom + 1) if area else (0, len(sheet.rows))
    for row in range(max(top, 0), min(bottom, len(sheet.rows))):
        values = sheet.rows[row]
        left, right = (max(area.left, 0), area.right + 1) if area else (0, len(values))
        for column in range(left, min(right, len(values))):
            value = values[column]
            if (value != "" and not (type(value) is str and not value.strip())) or (
                struck and (row, column) in struck
            ):
                yield row, column


def say_areas(places: Iterable[tuple[int, int]]) -> list[str]:
    """The rectangles that `places` make, such as "A1" and "B2:C9", from the top."""
    by_column: dict[int, list[tuple[int, int]]] = {}
    for row, column in sorted(places, key=lambda place: (place[1], place[0])):
        runs = by_column.setdefault(column, [])
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    areas: list[Area] = []
    grown: dict[tuple[int, int, int], int] = {}
    for column, runs in by_column.items():
        for top, bottom in runs:
            beside = grown.pop((top, bottom, column - 1), None)
            if beside is None:
                grown[top, bottom, column] = len(areas)
                areas.append(Area(top, column, bottom, column))
            else:
                areas[beside] = areas[beside]._replace(right=column)
                grown[top, bottom, column] = beside
    return [_say(area) for area in sorted(areas)]


def _say(area: Area) -> str:
    is_one = (area.top, area.left) == (area.bottom, area.right)
    return address(area.top, area.left) if is_one else say_area(area)
