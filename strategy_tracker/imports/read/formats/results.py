"""Gives their values to cells whose formulas were saved without a result."""

from collections.abc import Callable
from dataclasses import dataclass, field

from strategy_tracker.imports.read.formats.cells import Cells, Place
from strategy_tracker.imports.read.formats.formulas import (
    Context,
    FormulaError,
    Unknown,
    Value,
    compile_formula,
)
from strategy_tracker.imports.read.sheet import CellValue, address

MAX_CHAIN = 50
# More than this are no longer tried, which keeps a hostile file from taking minutes.
MAX_TRIES = 100_000


@dataclass
class Grid:
    """One sheet as formulas see it: its values and what is known of its cells."""

    title: str
    rows: list[list[CellValue]]
    cells: Cells
    errors: set[str] = field(default_factory=set)


class Results:
    """The values of all cells of a workbook, worked out where they are missing."""

    def __init__(self, grids: list[Grid]) -> None:
        self.grids = {grid.title.casefold(): grid for grid in grids}
        self.known: dict[tuple[str, Place], Value] = {}
        # Those without a result, and while it is worked out each one: who comes upon it
        # again meanwhile has gone round in a circle.
        self.unknown: set[tuple[str, Place]] = set()
        self.chain = self.tries = 0
        for grid in grids:
            grid.errors = set(grid.cells.facts.errors)

    def fill_in(self, grid: Grid) -> None:
        """Put what can be worked out into the rows, and list what cannot."""
        facts = grid.cells.facts
        for place in grid.cells.formulas:
            where = address(*place)
            try:
                value = self._worked_out(grid, place)
            except (Unknown, FormulaError):
                facts.formulas_without_value.append(where)
                continue
            facts.formulas_worked_out.append(where)
            _put(grid.rows, place, "" if value is None else value)
        width = max((len(row) for row in grid.rows), default=0)
        for row in grid.rows:
            row.extend([""] * (width - len(row)))

    def looker(self, grid: Grid) -> Callable[[str, int, int], Value]:
        """Gives the values that formulas on the sheet `grid` refer to."""

        def value_at(sheet: str, row: int, column: int) -> Value:
            there = self.grids.get(sheet.casefold()) if sheet else grid
            if there is None:
                raise Unknown
            return self._value(there, (row, column))

        return value_at

    def _value(self, grid: Grid, place: Place) -> Value:
        if place in grid.cells.formulas:
            return self._worked_out(grid, place)
        if grid.errors and address(*place) in grid.errors:
            raise FormulaError
        row, column = place
        if not 0 <= row < len(grid.rows) or not 0 <= column < len(grid.rows[row]):
            return None
        value = grid.rows[row][column]
        return None if value == "" else value

    def _worked_out(self, grid: Grid, place: Place) -> Value:
        key = (grid.title, place)
        if key in self.known:
            return self.known[key]
        if key in self.unknown or self.chain >= MAX_CHAIN or self.tries > MAX_TRIES:
            raise Unknown
        self.unknown.add(key)
        self.chain += 1
        self.tries += 1
        try:
            self.known[key] = self._evaluated(grid, place)
        finally:
            self.chain -= 1
        self.unknown.discard(key)
        return self.known[key]

    def _evaluated(self, grid: Grid, place: Place) -> Value:
        formula = grid.cells.formulas[place]
        text, start = formula.text, place
        if formula.shared and not text:
            start, text = grid.cells.masters.get(formula.shared, (place, ""))
        if not text or formula.kind == "dataTable":
            raise Unknown
        down, right = place[0] - start[0], place[1] - start[1]
        value = compile_formula(text, simple=True)(Context(self.looker(grid), down, right))
        if value is None:  # a reference to an empty cell shows 0, which nobody meant
            raise Unknown
        return value


def _put(rows: list[list[CellValue]], place: Place, value: CellValue) -> None:
    row, column = place
    while len(rows) <= row:
        rows.append([])
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = value
