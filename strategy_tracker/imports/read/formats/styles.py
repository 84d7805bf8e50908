"""The numbered styles of an .xlsx file: what a cell's s="5" says of its colour and font."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from strategy_tracker.imports.read.archive import parsed
from strategy_tracker.imports.read.formats.colours import (
    BLACK,
    WHITE,
    as_hex,
    colour_of,
    theme_colours,
)
from strategy_tracker.imports.read.formats.number_formats import NumberFormat, number_format
from strategy_tracker.imports.read.formats.symbols import is_font_of_signs

# Built-in number formats 9 and 10 are 0% and 0.00%.
_BUILT_IN_PERCENT = {"9", "10"}
# And 17 is a month with its year.
_BUILT_IN_MONTH = {"17": "mmm-yy"}
# What attributes of XML say for "no".
OFF = {"0", "false", "none"}


# No list of a plan is indented further.
MOST_INDENTED = 15


@dataclass
class Styles:
    """By the style number of a cell, as its XML gives it ("5").

    `fills` are colours, without white ones; `unread` fills run from one colour to another.
    `inks` are colours of letters, but for black and white ones; `signs` fonts made of signs;
    `formats` number formats that say more than the value. `dxfs` are the fills that conditional
    formats give: a colour, "" for one that shows no colour, None for a format that leaves the
    fill alone; `dxf_inks` the colours of letters that they give, "" for none.
    """

    fills: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    bold: set[str] = field(default_factory=set)
    italic: set[str] = field(default_factory=set)
    percents: set[str] = field(default_factory=set)
    indents: dict[str, int] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)
    inks: dict[str, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    formats: dict[str, NumberFormat] = field(default_factory=dict)
    dxfs: list[str | None] = field(default_factory=list)
    dxf_inks: list[str] = field(default_factory=list)
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
    fonts = [_font(font, found) for font in root.iterfind("{*}fonts/{*}font")]
    fills = [fill_colour(fill, found) for fill in root.iterfind("{*}fills/{*}fill")]
    codes = _format_codes(root)
    percents = _percent_formats(codes)
    for number, style in enumerate(_children(root, "cellXfs")):
        name = str(number)
        font, fill = _number(style, "fontId"), _number(style, "fillId")
        look = fonts[font] if font < len(fonts) else _Font()
        colour = fills[fill] if fill < len(fills) else ""
        _note(name, look.bold, found.bold)
        _note(name, look.italic, found.italic)
        _note(name, look.struck, found.struck)
        if look.ink:
            found.inks[name] = look.ink
        if look.signs:
            found.signs[name] = look.signs
        shows = number_format(codes.get(style.get("numFmtId", "0"), ""))
        if shows:
            found.formats[name] = shows
        _note(name, style.get("numFmtId", "0") in percents, found.percents)
        alignment = style.find("{*}alignment")
        if alignment is not None and (indent := _number(alignment, "indent")):
            found.indents[name] = min(indent, MOST_INDENTED)
        _note(name, colour is None, found.unread)
        if colour:
            found.fills[name] = colour
    for item in _children(root, "dxfs"):
        found.dxfs.append(format_fill(item, found))
        found.dxf_inks.append(format_ink(item, found))
    return found


class _Font(NamedTuple):
    bold: bool = False
    italic: bool = False
    struck: bool = False
    ink: str = ""
    signs: str = ""


def _font(font: Element, styles: Styles) -> _Font:
    name = font.find("{*}name")
    called = "" if name is None else name.get("val", "")
    return _Font(
        is_on(font, "b"),
        is_on(font, "i"),
        is_on(font, "strike"),
        _ink(font, styles),
        called if is_font_of_signs(called) else "",
    )


def _ink(font: Element, styles: Styles) -> str:
    """The colour of the letters of a font; "" for black, white and what a theme calls its text."""
    colour = font.find("{*}color")
    return "" if colour is None else ink_of(colour.attrib, styles)


def ink_of(attributes: Mapping[str, str], styles: Styles) -> str:
    """The colour that an element such as <color rgb="FF00B050"/> gives letters."""
    found = colour_of(attributes, styles.theme, styles.palette)
    return "" if found in (WHITE, BLACK) else found


def format_ink(dxf: Element, styles: Styles) -> str:
    """The colour of letters that a conditional format gives; "" for none."""
    font = dxf.find("{*}font")
    return "" if font is None else _ink(font, styles)


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


def _format_codes(root: Element) -> dict[str, str]:
    """The number formats of the workbook by their numbers, with those built in that matter."""
    own = root.iterfind("{*}numFmts/{*}numFmt")
    return _BUILT_IN_MONTH | {item.get("numFmtId", "0"): item.get("formatCode", "") for item in own}


def _percent_formats(codes: Mapping[str, str]) -> set[str]:
    # A quoted percent sign is decoration; an unquoted one multiplies by 100.
    plain = {number: re.sub(r'"[^"]*"|\\.', "", code) for number, code in codes.items()}
    return _BUILT_IN_PERCENT | {number for number, code in plain.items() if "%" in code}


def _children(root: Element, name: str) -> Iterator[Element]:
    parent = root.find(f"{{*}}{name}")
    return iter(()) if parent is None else iter(parent)


def _number(style: Element, name: str) -> int:
    text = style.get(name, "0")
    return int(text) if text.isdecimal() else 0


def _note(name: str, is_set: bool, names: set[str]) -> None:
    if is_set:
        names.add(name)
