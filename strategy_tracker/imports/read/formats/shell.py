"""What an .xlsx sheet says outside its cells: merges, widths, what is hidden, whole columns."""

from typing import NamedTuple
from xml.etree.ElementTree import Element

from strategy_tracker.imports.read.archive import Parts, Refused, parsed, related
from strategy_tracker.imports.read.formats.cells import Cells, Place
from strategy_tracker.imports.read.formats.comments import place_of
from strategy_tracker.imports.read.formats.styles import MOST_INDENTED, OFF, Styles
from strategy_tracker.imports.read.sheet import MAX_WIDTH, Area

MAX_MERGES = 50_000


class Fill(NamedTuple):
    """A run of whole columns that are filled, zero-based, the last within it."""

    first: int
    last: int
    colour: str


def column_fills(root: Element, styles: Styles) -> list[Fill]:
    """The filled columns of the sheet whose XML, without its cells, has this root."""
    return [
        Fill(
            _number(item, "min") - 1, _number(item, "max") - 1, styles.fills[item.get("style", "")]
        )
        for item in root.iterfind("{*}cols/{*}col")
        if item.get("style") in styles.fills
    ]


def read_shell(root: Element, cells: Cells, filled: list[Fill], height: int, width: int) -> None:
    """Add to `cells.looks` what concerns the `height` rows and `width` columns with values.

    `root` is that of the sheet without its cells, `filled` its filled columns.
    """
    _merges(root, cells, height, width)
    _columns(root, cells, width)
    _hidden_rows(root, cells, height)
    _whole_fills(cells, filled, height, width)


def area_of(reference: str) -> Area | None:
    """The area of "A1:C9" or "B2"; whole columns "A:C" and rows "1:3" go to the sheet's end."""
    first, _, last = reference.replace("$", "").partition(":")
    last = last or first
    if first.isalpha() and last.isalpha():
        first, last = f"{first}1", f"{last}1048576"
    elif first.isdecimal() and last.isdecimal():
        first, last = f"A{first}", f"XFD{last}"
    start, end = place_of(first), place_of(last)
    if not start or not end or start[0] < 0 or end[0] < 0:
        return None
    (top, bottom), (left, right) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return Area(top, left, bottom, right)


def clipped(area: Area, height: int, width: int) -> Area | None:
    """The part of `area` within a sheet of that size; None when it lies outside."""
    inside = Area(area.top, area.left, min(area.bottom, height - 1), min(area.right, width - 1))
    return inside if inside.top <= inside.bottom and inside.left <= inside.right else None


def _merges(root: Element, cells: Cells, height: int, width: int) -> None:
    found = root.findall("{*}mergeCells/{*}mergeCell")
    if len(found) > MAX_MERGES:
        raise Refused(
            f"A sheet of the workbook has {len(found):,} merged cells, more than can be read. "
            "Copy the rows that matter to a new sheet without merged cells and try again."
        )
    areas = (area_of(item.get("ref", "")) for item in found)
    inside = (clipped(area, height, width) for area in areas if area)
    cells.looks.merges = sorted(
        area for area in inside if area and (area.top, area.left) != (area.bottom, area.right)
    )


def _columns(root: Element, cells: Cells, width: int) -> None:
    looks = cells.looks
    levels: dict[int, int] = {}
    collapsed: set[int] = set()
    for item in root.iterfind("{*}cols/{*}col"):
        columns = range(max(_number(item, "min") - 1, 0), min(_number(item, "max"), width + 1))
        size = _size(item)
        if size is not None:
            looks.widths |= dict.fromkeys(columns, size)
        if item.get("hidden", "0") not in OFF or size == 0:
            looks.hidden_columns.update(columns)
        levels |= dict.fromkeys(columns, _number(item, "outlineLevel"))
        if item.get("collapsed", "0") not in OFF:
            collapsed.update(columns)
    looks.hidden_columns |= _folded(levels, collapsed, after=_says(root, "summaryRight"))
    looks.hidden_columns = {column for column in looks.hidden_columns if column < width}
    looks.widths = {column: size for column, size in looks.widths.items() if column < width}


def _number(item: Element, name: str) -> int:
    text = item.get(name, "0")
    return int(text) if text.isdecimal() else 0


def _size(item: Element) -> float | None:
    try:
        size = float(item.get("width", ""))
    except ValueError:
        return None
    # Neither NaN nor infinity is a width, and nothing is wider than Excel lets it be.
    return size if 0 <= size <= MAX_WIDTH else None


def _hidden_rows(root: Element, cells: Cells, height: int) -> None:
    hidden = cells.looks.hidden_rows
    hidden |= _folded(cells.row_levels, cells.collapsed_rows, after=_says(root, "summaryBelow"))
    form = root.find("{*}sheetFormatPr")
    if form is not None and form.get("zeroHeight", "0") not in OFF:
        hidden |= set(range(height)) - cells.seen_rows
    cells.looks.hidden_rows = {row for row in hidden if row < height}
    levels = ((row, level) for row, level in cells.row_levels.items() if row < height and level)
    cells.looks.row_levels = {row: min(level, MOST_INDENTED) for row, level in levels}


def _says(root: Element, name: str) -> bool:
    """Whether the sums of an outline stand after what they sum, as they mostly do."""
    item = root.find("{*}sheetPr/{*}outlinePr")
    return item is None or item.get(name, "1") not in OFF


def filtered_rows(root: Element, parts: Parts, name: str, hidden: set[int]) -> set[int]:
    """Those of the `hidden` rows that a filter hides, of the sheet itself or of a table on it.

    `root` is that of the sheet, and `name` its part.
    """
    filters = root.findall("{*}autoFilter")
    for _, kind, table in related(parts, name):
        if kind == "table" and parts.get(table):
            filters += parsed(parts[table]).findall("{*}autoFilter")
    areas = [
        area
        for item in filters
        if item.find("{*}filterColumn") is not None and (area := area_of(item.get("ref", "")))
    ]
    properties = root.find("{*}sheetPr")
    if not areas and properties is not None and properties.get("filterMode", "0") not in OFF:
        # An advanced filter hides rows and leaves no other trace.
        return set(hidden)
    return {row for row in hidden if any(area.top < row <= area.bottom for area in areas)}


def _folded(levels: dict[int, int], collapsed: set[int], *, after: bool) -> set[int]:
    """The rows or columns that a folded group hides: those deeper, next to its summary."""
    found: set[int] = set()
    step = -1 if after else 1
    for place in collapsed:
        beside = place + step
        while levels.get(beside, 0) > levels.get(place, 0) and beside not in found:
            found.add(beside)
            beside += step
    return found


def _whole_fills(cells: Cells, filled: list[Fill], height: int, width: int) -> None:
    """Rows and columns that are filled as a whole fill the cells that say nothing themselves."""
    for row, colour in cells.row_fills.items():
        if row < height:
            _fill(cells, [(row, column) for column in range(width)], colour)
    for run in filled:
        for column in range(max(run.first, 0), min(run.last + 1, width)):
            places = [(row, column) for row in range(height) if row not in cells.row_fills]
            _fill(cells, places, run.colour)


def _fill(cells: Cells, places: list[Place], colour: str) -> None:
    for place in places:
        if place not in cells.plain:
            cells.looks.fills.setdefault(place, colour)
