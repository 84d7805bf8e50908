"""Leaves out cells that lie far away from the rest of their sheet.

Values are read as a full rectangle, so one stray cell at XFD1048576 would cost 17 thousand
million empty ones. What is left out is said, never silently dropped.
"""

from collections.abc import Iterable

from strategy_tracker.imports.read.archive import Refused
from strategy_tracker.imports.read.formats.cells import MAX_CELLS, Cells, feed, new_parser
from strategy_tracker.imports.read.formats.comments import place_of
from strategy_tracker.imports.read.sheet import address

# A smaller rectangle costs nothing worth a question.
MAX_SPARSE = 200_000
# Nobody leaves this many rows or columns free within what belongs together.
ROW_GAP, COLUMN_GAP = 1_000, 100


def size_without_far(title: str, cells: Cells) -> tuple[int, int]:
    """How many rows and columns to read of the sheet with these cells.

    Raises Refused, naming the sheet, when even without the stray cells they are too many.
    """
    height, width = cells.size
    if height * width > max(MAX_SPARSE, 10 * cells.used):
        height = _before_gap(cells.used_rows, ROW_GAP)
        width = _before_gap(cells.used_columns, COLUMN_GAP)
    if height * width > MAX_CELLS:
        raise Refused(_too_far(title, height, width))
    return height, width


def _too_far(title: str, height: int, width: int) -> str:
    return (
        f"Sheet “{title}” has cells as far out as row {height:,} and column {width:,}. "
        "Copy the rows that matter to a new sheet, delete this one, save and try again."
    )


def _before_gap(numbers: Iterable[int], gap: int) -> int:
    last = -1
    for number in sorted(set(numbers)):
        if last >= 0 and number - last > gap:
            break
        last = number
    return last + 1


def without_far(title: str, content: bytes, cells: Cells, height: int, width: int) -> bytes:
    """The sheet in `content` with only its first `height` rows and `width` columns.

    `cells` forget those outside, and say so. Raises Refused where most of them lie outside.
    """
    finder = _Finder(height, width)
    smaller = finder.without(content)
    if len(finder.places) > cells.used / 2:
        raise Refused(_too_far(title, *cells.size))
    _forget(cells, height, width)
    where = address(*finder.places[0]) if finder.places else ""
    if len(finder.places) == 1:
        cells.facts.left_out.append(f"1 cell far away from the rest, at {where}, was not read.")
    elif finder.places:
        cells.facts.left_out.append(
            f"{len(finder.places):,} cells far away from the rest, from {where} on, were not read."
        )
    return smaller


class _Finder:
    """Finds where in the XML of a sheet its cells outside a rectangle stand."""

    def __init__(self, height: int, width: int) -> None:
        self.height, self.width = height, width
        self.parser = new_parser()
        self.begin = -1
        self.place: tuple[int, int] | None = None
        self.cuts: list[tuple[int, int]] = []
        self.places: list[tuple[int, int]] = []

    def without(self, content: bytes) -> bytes:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        feed(self.parser, content)
        pieces, place = [], 0
        for begin, end in self.cuts:
            pieces.append(content[place:begin])
            place = end
        return b"".join([*pieces, content[place:]])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rsplit(":", 1)[-1]
        if local == "c":
            self._close()
            self.place = place_of(attributes.get("r", ""))
            if self.place and (self.place[0] >= self.height or self.place[1] >= self.width):
                self.begin = self.parser.CurrentByteIndex
        elif local in ("v", "is", "f") and self.begin >= 0 and self.place:
            self.places.append(self.place)
            self.place = None

    def _end(self, name: str) -> None:
        if name.endswith("row"):
            self._close()

    def _close(self) -> None:
        """A cell goes on to where the next one begins, or its row ends."""
        if self.begin >= 0:
            self.cuts.append((self.begin, self.parser.CurrentByteIndex))
            self.begin = -1


def _forget(cells: Cells, height: int, width: int) -> None:
    cells.formulas = {
        place: formula
        for place, formula in cells.formulas.items()
        if place[0] < height and place[1] < width
    }
    facts = cells.facts
    facts.errors = [cell for cell in facts.errors if _is_inside(cell, height, width)]
    facts.percents = {cell for cell in facts.percents if _is_inside(cell, height, width)}


def _is_inside(reference: str, height: int, width: int) -> bool:
    place = place_of(reference)
    return bool(place) and place[0] < height and place[1] < width  # type: ignore[index]
