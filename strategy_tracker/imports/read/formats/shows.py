"""What the cells of a sheet show beside their values, put into its rows and looks.

Struck-out words leave the value; a reference or month is as its format shows it; letters of a
font of signs become those signs, and an icon that stands alone takes the place of its number.
Done last, when formulas and conditional formats have seen the values as they are.
"""

from collections.abc import Mapping

from strategy_tracker.imports.read.formats.cells import Cells, Place
from strategy_tracker.imports.read.formats.styles import Styles
from strategy_tracker.imports.read.formats.symbols import as_signs, one_colour
from strategy_tracker.imports.read.sheet import CellValue, address, as_text, is_symbol

Rows = list[list[CellValue]]


def settle_shown(rows: Rows, cells: Cells, styles: Styles) -> None:
    """Put what the cells show into `rows` and the looks of `cells`."""
    inks: dict[Place, str] = {}
    for place, style in cells.styled.items():
        if is_inside(rows, place):
            inks[place] = _settle(rows, cells, place, style, styles)
    show_rich(rows, cells, inks)
    settle_marks(rows, cells, inks)


def _settle(rows: Rows, cells: Cells, place: Place, style: str, styles: Styles) -> str:
    """Put what a cell shows by its style into the rows and looks; its ink."""
    is_rich = place in cells.rich
    if style in styles.struck and not is_rich:
        strike_out(rows, cells, place)
        return ""
    if style in styles.formats:
        show_formatted(rows, cells, place, styles.formats[style].shows(_at(rows, place)))
    if style in styles.signs and not is_rich:
        show_signs(rows, cells, place, styles.signs[style])
    return styles.inks.get(style, "")


def show_rich(rows: Rows, cells: Cells, inks: dict[Place, str]) -> None:
    """Put what is left of rich texts into the rows, and their colours into `inks`."""
    for place, rich in cells.rich.items():
        if not is_inside(rows, place):
            continue
        if rich.struck:
            cells.looks.struck[place] = rich.struck
            _set(rows, place, rich.plain)
        if rich.font:
            show_signs(rows, cells, place, rich.font)
        if rich.inks:
            inks[place] = one_colour(rich.inks)


def settle_marks(rows: Rows, cells: Cells, inks: Mapping[Place, str]) -> None:
    """The colours that signs and numbers are written in, and those of icons, which win.

    A conditional format's ink goes before that of the cell.
    """
    marks = cells.looks.marks
    for place, ink in {**inks, **cells.inks}.items():
        if is_inside(rows, place) and one_colour([ink]) and _is_coloured(_at(rows, place)):
            marks[place] = ink
    for place, (icon, shows_value) in cells.icons.items():
        if not is_inside(rows, place) or _at(rows, place) == "":
            continue
        if icon.colour:
            marks[place] = icon.colour
        if icon.sign and not shows_value:
            _set(rows, place, icon.sign)
            cells.looks.shown.pop(place, None)


def is_inside(rows: Rows, place: Place) -> bool:
    return place[0] < len(rows) and place[1] < len(rows[place[0]])


def strike_out(rows: Rows, cells: Cells, place: Place) -> None:
    """Take a whole value out of the rows that is struck out."""
    value = _at(rows, place)
    text = as_text(value, is_percent=address(*place) in cells.facts.percents)
    if text:
        cells.looks.struck[place] = text
        cells.looks.markdown.pop(place, None)
        cells.looks.bold.discard(place)
        _set(rows, place, "")


def show_formatted(rows: Rows, cells: Cells, place: Place, shown: str) -> None:
    """Keep how a format shows a number or date; a text is as it shows."""
    if not shown:
        return
    if isinstance(_at(rows, place), str):
        _set(rows, place, shown)
        cells.looks.markdown.pop(place, None)
    else:
        cells.looks.shown[place] = shown


def show_signs(rows: Rows, cells: Cells, place: Place, font: str) -> None:
    """Put the signs that the letters of a cell show in their font in their place."""
    value = _at(rows, place)
    signs = as_signs(value, font) if isinstance(value, str) else ""
    if signs:
        _set(rows, place, signs)
        cells.looks.markdown.pop(place, None)


def _is_coloured(value: CellValue) -> bool:
    """Whether the ink of such a value may be its rating: of a number or a sign, not of words."""
    if isinstance(value, str):
        return is_symbol(value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _at(rows: Rows, place: Place) -> CellValue:
    return rows[place[0]][place[1]]


def _set(rows: Rows, place: Place, value: CellValue) -> None:
    rows[place[0]][place[1]] = value
