"""A sheet as a picture of itself: its cells as they look, with what was recognised marked.

crop -> Window        the cells of one part of a sheet, as plain values that can be kept
draw -> Picture       the same, with regions outlined and named and problems pinned to cells

No database here, and nothing of HTML: a template prints what this gives.
"""

import colorsys
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from strategy_tracker.imports.read.workbook import Area, Looks, Sheet, address

# So much of a sheet is shown at once, and so many characters of a cell before it is folded.
ROWS, COLUMNS, LONG = 40, 20, 200
_WIDTH = range(48, 261)
_PIXELS = 7.5
# How many outlines differ; a sheet with more regions uses them again.
OUTLINES = 4
_ADDRESS = re.compile(r"(?P<letters>[A-Z]{1,3})(?P<number>[1-9]\d{0,6})")
# Above this relative luminance black is the more readable of black and white (WCAG 2.2).
_BLACK_ABOVE = 0.179


@dataclass(frozen=True)
class OutlinedRegion:
    """A region to be outlined: its number and name on the picture, and where it is."""

    number: int
    name: str
    area: Area
    is_left_out: bool = False

    @property
    def outline(self) -> int:
        return (self.number - 1) % OUTLINES + 1


@dataclass(frozen=True)
class Shown:
    """One cell as it looks; `fill` is "FFC000" or "", the spans are those of merged cells."""

    row: int
    column: int
    text: str = ""
    fill: str = ""
    is_bold: bool = False
    rows: int = 1
    columns: int = 1
    comment: str = ""


@dataclass(frozen=True)
class Window:
    """The cells of one part of a sheet: `area` of the whole part of it that is `used`.

    `rows` leave out what a merged cell covers. `hidden` are the rows, then the columns, that
    the workbook hides.
    """

    title: str
    area: Area
    used: Area
    rows: list[list[Shown]]
    widths: list[int]
    hidden: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())


@dataclass(frozen=True)
class PictureCell:
    """A cell ready to print: `edges` are sides of an outline, `tags` regions that begin here."""

    address: str
    text: str
    rest: str
    fill: str
    ink: str
    colour: str
    is_bold: bool
    rowspan: int
    colspan: int
    edges: str = ""
    outline: int = 0
    is_left_out: bool = False
    tags: tuple[OutlinedRegion, ...] = ()
    pins: tuple[int, ...] = ()
    comment: str = ""
    is_taken_out: bool = False


@dataclass(frozen=True)
class PictureRow:
    """`makes_room` for the name of the region under it; `mark` is what a person put on it."""

    number: int
    cells: list[PictureCell]
    is_hidden: bool = False
    makes_room: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Picture:
    """The picture of one part of a sheet, and the cells at which its other parts begin."""

    title: str
    letters: list[tuple[str, int, bool]]
    rows: list[PictureRow]
    said: str
    makes_room: bool = False
    parts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return 40 + sum(width for _, width, _ in self.letters)


def parse_address(text: str) -> tuple[int, int] | None:
    """(row, column) of "H120", both from 0; None for anything else. Of a range, its start."""
    match = _ADDRESS.match(text.strip().upper())
    if match is None:
        return None
    column = 0
    for letter in match["letters"]:
        column = column * 26 + ord(letter) - 64
    return int(match["number"]) - 1, column - 1


def used_area(sheet: Sheet) -> Area:
    """The rectangle that holds every word and every fill; one cell of an empty sheet."""
    places = [
        (row, column)
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if value != ""
    ]
    places += sheet.looks.fills
    if not places:
        return Area(0, 0, 0, 0)
    rows = [row for row, _ in places]
    columns = [column for _, column in places]
    return Area(min(rows), min(columns), max(rows), max(columns))


def start_of(used: Area, at: tuple[int, int]) -> tuple[int, int]:
    """The first cell of the part that holds the cell `at`, or of the one nearest to it."""
    row = min(max(at[0], used.top), used.bottom)
    column = min(max(at[1], used.left), used.right)
    return (
        used.top + (row - used.top) // ROWS * ROWS,
        used.left + (column - used.left) // COLUMNS * COLUMNS,
    )


def crop(sheet: Sheet, at: tuple[int, int] = (0, 0)) -> Window:
    """The part of `sheet` that holds the cell `at`, without the empty margins of the sheet."""
    used = used_area(sheet)
    top, left = start_of(used, at)
    area = Area(
        top, left, min(top + ROWS - 1, used.bottom), min(left + COLUMNS - 1, used.right)
    )  # fmt: skip
    spans, covered = _merges_in(sheet.looks, area)
    rows = [
        [
            _shown(sheet, number, place, spans.get((number, place)))
            for place in range(area.left, area.right + 1)
            if (number, place) not in covered
        ]
        for number in range(area.top, area.bottom + 1)
    ]
    looks = sheet.looks
    hidden = (frozenset(looks.hidden_rows), frozenset(looks.hidden_columns))
    return Window(sheet.title, area, used, rows, _widths(sheet, area), hidden)


def _merges_in(
    looks: Looks, area: Area
) -> tuple[dict[tuple[int, int], Area], set[tuple[int, int]]]:
    """What of each merge is in `area`, by the first of its cells there; and the cells it covers.

    A merge that begins outside keeps its whole area, so that its value is found.
    """
    spans: dict[tuple[int, int], Area] = {}
    covered: set[tuple[int, int]] = set()
    for merge in looks.merges:
        top, left = max(merge.top, area.top), max(merge.left, area.left)
        bottom, right = min(merge.bottom, area.bottom), min(merge.right, area.right)
        if top > bottom or left > right:
            continue
        spans[top, left] = merge
        covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        covered.discard((top, left))
    return spans, covered


def _shown(sheet: Sheet, row: int, column: int, merge: Area | None) -> Shown:
    # A merged cell has its value and its looks at its first cell.
    source = (merge.top, merge.left) if merge else (row, column)
    looks = sheet.looks
    shown = Shown(
        row,
        column,
        text=sheet.cell(*source).text,
        fill=looks.fills.get(source) or looks.marks.get(source, ""),
        is_bold=source in looks.bold,
        comment=looks.comments.get(source, ""),
    )
    if merge is None:
        return shown
    return replace(shown, rows=merge.bottom - row + 1, columns=merge.right - column + 1)


def _widths(sheet: Sheet, area: Area) -> list[int]:
    """How wide each column is, in pixels; by its longest words where the sheet does not say."""
    widths = []
    for column in range(area.left, area.right + 1):
        characters = sheet.looks.widths.get(column)
        if characters is None:
            texts = [sheet.cell(row, column).text for row in range(area.top, area.bottom + 1)]
            characters = min(max(map(len, texts), default=0), 28) + 2
        widths.append(min(max(int(characters * _PIXELS) + 10, _WIDTH.start), _WIDTH.stop - 1))
    return widths


def draw(
    window: Window,
    outlined: Sequence[OutlinedRegion] = (),
    pins: Mapping[str, Sequence[int]] | None = None,
    marks: Mapping[int, str] | None = None,
    taken_out: Sequence[Area] = (),
) -> Picture:
    """`window` with the regions `outlined`, and the numbers of `pins` by cell.

    `marks` are what rows bear by their numbers, and `taken_out` the areas that are not read.
    """
    area = window.area
    begins = {region.area.top for region in outlined if area.top < region.area.top <= area.bottom}
    rows = [
        PictureRow(
            number + 1,
            [
                replace(
                    _cell(shown, window, outlined, pins or {}),
                    is_taken_out=_is_within(shown, taken_out),
                )
                for shown in row
            ],
            number in window.hidden[0],
            number + 1 in begins,
            (marks or {}).get(number + 1, ""),
        )
        for number, row in enumerate(window.rows, start=area.top)
    ]
    letters = [
        (address(0, column)[:-1], width, column in window.hidden[1])
        for column, width in enumerate(window.widths, start=area.left)
    ]
    at_top = any(region.area.top <= area.top <= region.area.bottom for region in outlined)
    return Picture(window.title, letters, rows, _say(window), at_top, _parts(window))


def _cell(
    shown: Shown,
    window: Window,
    outlined: Sequence[OutlinedRegion],
    pins: Mapping[str, Sequence[int]],
) -> PictureCell:
    area = window.area
    place = address(shown.row, shown.column)
    bottom = min(shown.row + shown.rows - 1, area.bottom)
    right = min(shown.column + shown.columns - 1, area.right)
    text, rest = _folded(shown.text)
    cell = PictureCell(
        place,
        text,
        rest,
        shown.fill,
        ink_on(shown.fill),
        colour_word(shown.fill),
        shown.is_bold,
        bottom - shown.row + 1,
        right - shown.column + 1,
        pins=tuple(pins.get(place, ())),
        comment=shown.comment,
    )
    region = _outlined_at(shown, outlined)
    if region is None:
        return cell
    sides = {
        "t": shown.row == region.area.top,
        "r": right >= region.area.right,
        "b": bottom >= region.area.bottom,
        "l": shown.column == region.area.left,
    }
    # The name stands where the region begins, or where the part shown of it does.
    first = (max(region.area.top, area.top), max(region.area.left, area.left))
    return replace(
        cell,
        edges="".join(side for side, is_edge in sides.items() if is_edge),
        outline=region.outline,
        is_left_out=region.is_left_out,
        tags=(region,) if (shown.row, shown.column) == first else (),
    )


def _is_within(shown: Shown, areas: Iterable[Area]) -> bool:
    return any(
        area.top <= shown.row <= area.bottom and area.left <= shown.column <= area.right
        for area in areas
    )


def _outlined_at(shown: Shown, outlined: Iterable[OutlinedRegion]) -> OutlinedRegion | None:
    """The smallest region that holds the cell."""
    holding = [
        region
        for region in outlined
        if region.area.top <= shown.row <= region.area.bottom
        and region.area.left <= shown.column <= region.area.right
    ]
    return min(
        holding,
        key=lambda region: (
            (region.area.bottom - region.area.top) * (region.area.right - region.area.left)
        ),
        default=None,
    )


def _folded(text: str) -> tuple[str, str]:
    """The text that is shown at once, and the rest of it, cut between words."""
    if len(text) <= LONG:
        return text, ""
    cut = text.rfind(" ", LONG // 2, LONG)
    cut = LONG if cut < 0 else cut
    return text[:cut], text[cut:]


def _say(window: Window) -> str:
    """ "Rows 1 to 40 of 160, columns A to T of AC"; "" when all of the sheet is shown."""
    area, used = window.area, window.used
    parts = []
    if (area.top, area.bottom) != (used.top, used.bottom):
        parts.append(f"rows {area.top + 1:,} to {area.bottom + 1:,} of {used.bottom + 1:,}")
    if (area.left, area.right) != (used.left, used.right):
        first, last, end = (address(0, n)[:-1] for n in (area.left, area.right, used.right))
        parts.append(f"columns {first} to {last} of {end}")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _parts(window: Window) -> list[tuple[str, str]]:
    """(words, cell) of the parts of the sheet beside this one."""
    area, used = window.area, window.used
    rows_left, columns_left = used.bottom - area.bottom, used.right - area.right
    parts = []
    if area.top > used.top:
        parts.append(("Rows above", address(area.top - 1, area.left)))
    if rows_left:
        parts.append((f"{_count(rows_left, 'more row')}", address(area.bottom + 1, area.left)))
    if area.left > used.left:
        parts.append(("Columns to the left", address(area.top, area.left - 1)))
    if columns_left:
        parts.append((f"{_count(columns_left, 'more column')}", address(area.top, area.right + 1)))
    return parts


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


# Colours


def ink_on(fill: str) -> str:
    """ "000" or "fff", whichever is easier to read on the fill "FFC000"; "" for no fill."""
    if not fill:
        return ""
    red, green, blue = (_linear(int(fill[n : n + 2], 16) / 255) for n in (0, 2, 4))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "000" if luminance > _BLACK_ABOVE else "fff"


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


_HUES = (
    (12, "red"), (30, "orange"), (52, "amber"), (68, "yellow"), (165, "green"),
    (188, "turquoise"), (205, "sky blue"), (255, "blue"), (290, "purple"), (335, "pink"),
    (360, "red"),
)  # fmt: skip


def colour_word(fill: str) -> str:
    """ "amber" or "light blue" for the fill "FFC000"; "" for no fill.

    By hue, lightness and saturation; greys are those without much of a hue.
    """
    if not fill:
        return ""
    parts = [int(fill[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    hue, light, saturation = colorsys.rgb_to_hls(*parts)
    if light > 0.97:
        return "white"
    if light < 0.08:
        return "black"
    name = next(word for limit, word in _HUES if hue * 360 <= limit)
    if saturation < 0.12 or max(parts) - min(parts) < 0.06:
        name = "grey"
    if name in ("orange", "amber") and light < 0.35:
        name = "brown"
    shade = "light " if light > 0.75 else "dark " if light < 0.3 and name != "brown" else ""
    return shade + name
