"""A sheet as a person sees it: merged cells as one, hidden rows and columns unseen."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from strategy_tracker.imports.read.workbook import Area, Cell, CellValue, Sheet, address
from strategy_tracker.imports.time_limit import check_time

Place = tuple[int, int]


def consecutive(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """(3, 5) and (9, 9) for 3, 4, 5 and 9: the first and the last of each run, in their order."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


class Grid:
    """Access to the cells of `sheet`; rows and columns are zero-based.

    `filled` lists, for each visible row, its own cells that hold something, left to right.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.title = sheet.title
        self.fills = sheet.looks.fills
        self.bold = sheet.looks.bold
        self.marks, self.shown = sheet.looks.marks, sheet.looks.shown
        self.spans: dict[Place, Area] = {}
        self.anchors: dict[Place, Place] = {}
        for area in sheet.looks.merges:
            self._add_span(area)
        hidden = sheet.looks.hidden_columns
        self.rows = [n for n in range(len(sheet.rows)) if n not in sheet.looks.hidden_rows]
        self.filled: dict[int, list[tuple[int, Cell]]] = {}
        # The same cells by their columns: each is asked for many times over.
        self.kept: dict[int, dict[int, Cell]] = {}
        for row in self.rows:
            cells = {
                column: self._made(row, column, value)
                for column, value in enumerate(sheet.rows[row])
                if value != "" and column not in hidden
            }
            self.kept[row] = cells
            self.filled[row] = [(column, cell) for column, cell in cells.items() if cell.text]

    def _add_span(self, area: Area) -> None:
        # A merge down a whole empty column is decoration, and would cost a million cells.
        bottom = min(area.bottom, len(self.sheet.rows) - 1)
        right = min(area.right, area.left + 60)
        anchor = (area.top, area.left)
        self.spans[anchor] = Area(area.top, area.left, bottom, right)
        for row in range(area.top, bottom + 1):
            check_time()
            for column in range(area.left, right + 1):
                if (row, column) != anchor:
                    self.anchors[row, column] = anchor

    def own(self, row: int, column: int) -> Cell:
        """The cell itself; an empty one where it is covered by a merged cell or outside."""
        cells = self.kept.get(row)
        if cells and column in cells:
            return cells[column]
        rows = self.sheet.rows
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        return self._made(row, column, value)

    def _made(self, row: int, column: int, value: CellValue) -> Cell:
        where = address(row, column)
        fill = self.fills.get((row, column), "")
        cell = Cell(value, where, where in self.sheet.facts.percents, fill)
        if self.marks or self.shown:
            place = (row, column)
            mark, shown = self.marks.get(place, ""), self.shown.get(place, "")
            return cell._replace(mark=mark, shown=shown) if mark or shown else cell
        return cell

    def at(self, row: int, column: int) -> Cell:
        """The cell that is seen there: the merged one where it is part of one."""
        return self.own(*self.anchors.get((row, column), (row, column)))

    def span(self, row: int, column: int) -> Area:
        """The area of the cell seen there: of one cell unless merged."""
        if not self.spans:
            return Area(row, column, row, column)
        anchor = self.anchors.get((row, column), (row, column))
        return self.spans.get(anchor) or Area(*anchor, *anchor)

    def is_bold(self, row: int, column: int) -> bool:
        return self.anchors.get((row, column), (row, column)) in self.bold

    def fill(self, row: int, column: int) -> str:
        return self.fills.get(self.anchors.get((row, column), (row, column)), "")

    def is_styled(self, row: int, column: int) -> bool:
        """Whether the cell stands out: bold, or on a fill."""
        place = self.anchors.get((row, column), (row, column))
        return place in self.bold or bool(self.fills.get(place))

    def is_blank(self, row: int) -> bool:
        """Nothing in the row, not even part of a cell merged down over it, nor a fill."""
        if self.filled.get(row):
            return False
        return row not in self._covered_rows and row not in self._coloured_rows

    def rows_between(self, above: int, below: int) -> list[int]:
        """Those of the sheet's own rows that stand after `above` and before `below`.

        Found by their numbers: a sheet of 20,000 tables asks for a few rows 20,000 times.
        """
        return [row for row in range(above + 1, below) if row in self.filled]

    def is_text_blank(self, row: int) -> bool:
        return not self.filled.get(row)

    @cached_property
    def _covered_rows(self) -> set[int]:
        return {
            row
            for area in self.spans.values()
            if self.own(area.top, area.left).text
            for row in range(area.top, area.bottom + 1)
        }

    @cached_property
    def _coloured_rows(self) -> set[int]:
        return {row for row, _ in self.fills}

    @cached_property
    def columns(self) -> list[int]:
        """Visible columns that hold anything, left to right."""
        seen = {column for cells in self.filled.values() for column, _ in cells}
        return sorted(seen | {column for row, column in self.fills if row in self.filled})

    def used(self) -> Area | None:
        """The area of everything that the sheet holds; None for nothing."""
        rows = [row for row in self.rows if self.filled[row]]
        columns = [column for row in rows for column, _ in self.filled[row]]
        return Area(rows[0], min(columns), rows[-1], max(columns)) if rows else None

    def row_cells(self, row: int) -> Iterator[tuple[Area, Cell]]:
        """The cells of a row that begin in it and hold something, each with its area."""
        for column, cell in self.filled.get(row, ()):
            yield self.span(row, column), cell
