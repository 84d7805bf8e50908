"""The numbered styles of an .xlsx file: what a cell's s="5" says of its colour and font."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from strategy_tracker.imports.read.archive import parsed
from strategy_tracker.imports.read.formats.colours import (
    WHITE,
    as_hex,
    colour_of,
    theme_colours,
)

# Built-in number formats 9 and 10 are 0% and 0.00%.
_BUILT_IN_PERCENT = {"9", "10"}
# What attributes of XML say for "no".
OFF = {"0", "false", "none"}


@dataclass
class Styles:
    """By the style number of a cell, as its XML gives it ("5").

    `fills` are colours, without white ones; `unread` fills run from one colour to another.
    `dxfs` are the fills that conditional formats give: a colour, "" for one that shows no
    colour, None for a format that leaves the fill alone.
    """

    fills: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    bold: set[str] = field(default_factory=set)
    italic: set[str] = field(default_factory=set)
    percents: set[str] = field(default_factory=set)
    dxfs: list[str | None] = field(default_factory=list)
    theme: list[str] = field(default_factory=list)
    palette: tuple[str, ...] = ()


def read_styles(styles: bytes, theme: bytes) -> Styles:
    """The styles in the part `styles`, with the colours of the part `theme`; both may be empty."""
    found = Styles(theme=theme_colours(parsed(theme) if theme else None))
    if not styles:
        return found
    root = parsed(styles)
    own = root.iterfind("{*}colors/{*}indexedColors/*")
    found.palette = tuple(as_hex(item.get("rgb")) for item in own)
    fonts = [(is_on(font, "b"), is_on(font, "i")) for font in root.iterfind("{*}fonts/{*}font")]
    fills = [fill_colour(fill, found) for fill in root.iterfind("{*}fills/{*}fill")]
    percents = _percent_formats(root)
    for number, style in enumerate(_children(root, "cellXfs")):
        name = str(number)
        font, fill = _number(style, "fontId"), _number(style, "fillId")
        bold, italic = fonts[font] if font < len(fonts) else (False, False)
        colour = fills[fill] if fill < len(fills) else ""
        _note(name, bold, found.bold)
        _note(name, italic, found.italic)
        _note(name, style.get("numFmtId", "0") in percents, found.percents)
        _note(name, colour is None, found.unread)
        if colour:
            found.fills[name] = colour
    found.dxfs = [format_fill(item, found) for item in _children(root, "dxfs")]
    return found


def is_on(font: Element, name: str) -> bool:
    """Whether <b/> or the like stands in a font; <b val="0"/> does not count."""
    item = font.find(f"{{*}}{name}")
    return item is not None and item.get("val", "1") not in OFF


def fill_colour(fill: Element, styles: Styles) -> str | None:
    """What a cell filled so shows, "" for white or nothing; None when it is several colours."""
    gradient = fill.find("{*}gradientFill")
    if gradient is not None:
        stops = {_colour(colour, styles) for colour in gradient.iterfind("{*}stop/{*}color")}
        return next(iter(stops), "") if len(stops) < 2 else None
    pattern = fill.find("{*}patternFill")
    kind = "none" if pattern is None else pattern.get("patternType", "none")
    if pattern is None or kind == "none":
        return ""
    front, back = (_child_colour(pattern, name, styles) for name in ("fgColor", "bgColor"))
    # Of a pattern, most is its background; one without colours is thin grey dots.
    return front if kind == "solid" else back or front


def format_fill(dxf: Element, styles: Styles) -> str | None:
    """The fill that a conditional format gives; None when it leaves the fill alone."""
    fill = dxf.find("{*}fill")
    if fill is None:
        return None
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return fill_colour(fill, styles)
    kind = pattern.get("patternType", "solid")
    back, front = (_child_colour(pattern, name, styles) for name in ("bgColor", "fgColor"))
    return "" if kind == "none" else back or front


def _child_colour(pattern: Element, name: str, styles: Styles) -> str:
    item = pattern.find(f"{{*}}{name}")
    return "" if item is None else _colour(item, styles)


def _colour(item: Element, styles: Styles) -> str:
    colour = colour_of(item.attrib, styles.theme, styles.palette)
    return "" if colour == WHITE else colour


def _percent_formats(root: Element) -> set[str]:
    found = set(_BUILT_IN_PERCENT)
    for number_format in root.iterfind("{*}numFmts/{*}numFmt"):
        # A quoted percent sign is decoration; an unquoted one multiplies by 100.
        code = re.sub(r'"[^"]*"|\\.', "", number_format.get("formatCode", ""))
        if "%" in code:
            found.add(number_format.get("numFmtId", "0"))
    return found


def _children(root: Element, name: str) -> Iterator[Element]:
    parent = root.find(f"{{*}}{name}")
    return iter(()) if parent is None else iter(parent)


def _number(style: Element, name: str) -> int:
    text = style.get(name, "0")
    return int(text) if text.isdecimal() else 0


def _note(name: str, is_set: bool, names: set[str]) -> None:
    if is_set:
        names.add(name)
