"""Leaves out cells that lie far away from the rest of their sheet.

Values are read as a full rectangle, so one stray cell at XFD1048576 would cost 17 thousand
million empty ones. What is left out is said, never silently dropped.
"""

import re
from collections.abc import Iterable

from strategy_tracker.imports.formats.cells import MAX_CELLS, Cells
from strategy_tracker.imports.formats.comments import place_of
from strategy_tracker.imports.package import Refused
from strategy_tracker.imports.sheets import address

# A smaller rectangle costs nothing worth a question.
MAX_SPARSE = 200_000
# Nobody leaves this many rows or columns free within what belongs together.
ROW_GAP, COLUMN_GAP = 1_000, 100
_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?P<attributes>[^>]*?)(?:/>|>.*?(?=<(?:\w+:)?c\b|</(?:\w+:)?row>|\Z))",
    re.DOTALL,
)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")


def size_without_far(title: str, cells: Cells) -> tuple[int, int]:
    """How many rows and columns to read of the sheet with these cells.

    Raises Refused, naming the sheet, when even without the stray cells they are too many.
    """
    height, width = cells.size
    if height * width > max(MAX_SPARSE, 10 * cells.used):
        height = _before_gap(cells.used_rows, ROW_GAP)
        width = _before_gap(cells.used_columns, COLUMN_GAP)
    if height * width > MAX_CELLS:
        raise Refused(
            f"Sheet “{title}” has cells as far out as row {height:,} and column {width:,}. "
            "Copy the rows that matter to a new sheet, delete this one, save and try again."
        )
    return height, width


def _before_gap(numbers: Iterable[int], gap: int) -> int:
    last = -1
    for number in sorted(set(numbers)):
        if last >= 0 and number - last > gap:
            break
        last = number
    return last + 1


def without_far(content: bytes, cells: Cells, height: int, width: int) -> bytes:
    """The sheet in `content` with only its first `height` rows and `width` columns.

    `cells` forget those outside, and say so.
    """
    left_out: list[str] = []

    def kept(match: re.Match[bytes]) -> bytes:
        reference = _REFERENCE.search(match["attributes"])
        place = place_of(reference[1].decode()) if reference else None
        if not place or (place[0] < height and place[1] < width):
            return match[0]
        if not match[0].rstrip().endswith(b"/>"):
            left_out.append(address(*place))
        return b""

    smaller = _CELL.sub(kept, content)
    _forget(cells, height, width)
    if len(left_out) == 1:
        cells.facts.left_out.append(
            f"1 cell far away from the rest, at {left_out[0]}, was not read."
        )
    elif left_out:
        cells.facts.left_out.append(
            f"{len(left_out):,} cells far away from the rest, from {left_out[0]} on, were not read."
        )
    return smaller


def _forget(cells: Cells, height: int, width: int) -> None:
    cells.formulas = {
        place: formula
        for place, formula in cells.formulas.items()
        if place[0] < height and place[1] < width
    }
    facts = cells.facts
    facts.errors = [one for one in facts.errors if _is_inside(one, height, width)]
    facts.percents = {one for one in facts.percents if _is_inside(one, height, width)}


def _is_inside(reference: str, height: int, width: int) -> bool:
    place = place_of(reference)
    return bool(place) and place[0] < height and place[1] < width  # type: ignore[index]
