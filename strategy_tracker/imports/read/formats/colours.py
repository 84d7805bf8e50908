"""Colours of a spreadsheet as a person sees them: six capital hex digits, "" for none."""

import colorsys
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from xml.etree.ElementTree import Element

WHITE = "FFFFFF"
BLACK = "000000"
PALETTE_SIZE = 64
# A theme numbers its colours in another order than it lists them.
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4")
_THEME_NAMES = (*_THEME_ORDER, "accent5", "accent6", "hlink", "folHlink")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


def as_hex(text: str | None) -> str:
    """ "FFC000" for "FFFFC000", "#ffc000" or "ffc000"; "" for anything else."""
    match = _HEX.fullmatch((text or "").removeprefix("#"))
    return match[1].upper() if match else ""


@cache
def standard_palette() -> tuple[str, ...]:
    """The colours that are known by number alone, as in workbooks of before 2007."""
    # Few workbooks have one, and openpyxl takes longer to load than a plan takes to read.
    from openpyxl.styles.colors import COLOR_INDEX

    # The first 64 are colours; 64 and 65 stand for those of the person's own windows.
    return tuple(colour[-6:].upper() for colour in COLOR_INDEX[:PALETTE_SIZE])


def theme_colours(theme: Element | None) -> list[str]:
    """The colours of a theme by their numbers; empty without one."""
    scheme = theme.find(".//{*}clrScheme") if theme is not None else None
    if scheme is None:
        return []
    found = {}
    for slot in scheme:
        for colour in slot:
            # A system colour keeps the last one seen, since the system may be another.
            found[slot.tag.rsplit("}", 1)[-1]] = as_hex(colour.get("lastClr") or colour.get("val"))
    return [found.get(name, "") for name in _THEME_NAMES]


def colour_of(
    attributes: Mapping[str, str], theme: Sequence[str], palette: Sequence[str] = ()
) -> str:
    """The colour that an element such as <fgColor theme="4" tint="0.4"/> means.

    `palette` is the workbook's own, after which the standard one goes on. "" for one that is
    automatic, unknown or out of range.
    """
    if attributes.get("rgb"):
        colour = as_hex(attributes["rgb"])
    elif attributes.get("theme"):
        colour = _at(theme, attributes["theme"])
    else:
        colour = _indexed(palette, attributes.get("indexed", ""))
    return tinted(colour, attributes.get("tint", "")) if colour else ""


def _at(colours: Sequence[str], number: str) -> str:
    # Python turns no text of thousands of digits into a number.
    is_number = number.isdecimal() and len(number) < 9
    return colours[int(number)] if is_number and int(number) < len(colours) else ""


def _indexed(own: Sequence[str], number: str) -> str:
    if found := _at(own, number):
        return found
    # Of a workbook's own colours those that make no sense are none.
    is_standard = number.isdecimal() and len(number) < 3 and len(own) <= int(number) < PALETTE_SIZE
    return standard_palette()[int(number)] if is_standard else ""


@lru_cache(maxsize=4096)
def tinted(colour: str, tint: str) -> str:
    """`colour` made lighter (a tint up to 1) or darker (down to -1), to within 1 in 255."""
    try:
        amount = max(-1.0, min(1.0, float(tint or 0)))
    except ValueError:
        return colour
    if not amount:
        return colour
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + amount) if amount < 0 else light * (1 - amount) + amount
    return "".join(
        f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation)
    )
