"""The styles of an .ods file: colours and fonts by name, and what applies only sometimes."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from strategy_tracker.imports.read.formats.colours import WHITE, as_hex
from strategy_tracker.imports.read.formats.conditional import Rule
from strategy_tracker.imports.read.formats.symbols import is_font_of_signs
from strategy_tracker.imports.read.sheet import MAX_WIDTH

OPEN_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
# A character of the usual font is 7 of 96 pixels to the inch wide.
_CHARACTERS_TO_INCH = 96 / 7
_INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72, "pc": 1 / 6, "px": 1 / 96}
_LENGTH = re.compile(r"([\d.]+)(in|cm|mm|pt|pc|px)")
_OPERATORS = {
    "=": "equal",
    "!=": "notEqual",
    "<>": "notEqual",
    "<": "lessThan",
    ">": "greaterThan",
    "<=": "lessThanOrEqual",
    ">=": "greaterThanOrEqual",
}
_COMPARED = re.compile(r"(?:cell-content\(\))?\s*(<=|>=|<>|!=|=|<|>)(.+)", re.DOTALL)
_CALLED = re.compile(r"([a-z-]+)\((.*)\)", re.DOTALL)
_TEXT_KINDS = {
    "contains-text": "containsText",
    "not-contains-text": "notContainsText",
    "begins-with": "beginsWith",
    "ends-with": "endsWith",
}
_BARE_KINDS = {
    "duplicate": "duplicateValues",
    "unique": "uniqueValues",
    "is-error": "containsErrors",
    "is-no-error": "notContainsErrors",
}
_REFERENCE = re.compile(r"""\[(?:\$?('(?:[^']|'')*'|[^'\].\[]+))?\.(\$?[A-Z]{1,3}\$?\d+)\]""")


@dataclass
class OpenStyle:
    """One style; None is what it leaves to its parent. `maps` are (condition, style, cell)."""

    parent: str = ""
    fill: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    struck: bool | None = None
    ink: str | None = None
    font: str | None = None
    width: float | None = None
    is_hidden: bool = False
    maps: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class OpenStyles:
    """The styles by family ("table-cell", "text", …) and name."""

    named: dict[tuple[str, str], OpenStyle] = field(default_factory=dict)
    whole: dict[tuple[str, str], OpenStyle] = field(default_factory=dict)

    def add(self, root: Element) -> None:
        """The styles in one part; those of a later part win."""
        for item in root.iterfind(".//style:style", OPEN_NAMES):
            family, name = _of(item, "style:family"), _of(item, "style:name")
            self.named[family, name] = _style(item)

    def get(self, family: str, name: str) -> OpenStyle:
        """The style with all that its parents say; call it once all parts are added."""
        key = (family, name)
        if key not in self.whole:
            self.whole[key] = self._whole(family, name)
        return self.whole[key]

    def _whole(self, family: str, name: str) -> OpenStyle:
        found, steps = OpenStyle(), 0
        while name and steps < 20:
            style = self.named.get((family, name), OpenStyle())
            found.fill = style.fill if found.fill is None else found.fill
            found.bold = style.bold if found.bold is None else found.bold
            found.italic = style.italic if found.italic is None else found.italic
            found.struck = style.struck if found.struck is None else found.struck
            found.ink = style.ink if found.ink is None else found.ink
            found.font = style.font if found.font is None else found.font
            found.width = style.width if found.width is None else found.width
            found.is_hidden = found.is_hidden or style.is_hidden
            found.maps = found.maps or style.maps
            name, steps = style.parent, steps + 1
        return found


def _style(item: Element) -> OpenStyle:
    style = OpenStyle(parent=_of(item, "style:parent-style-name"))
    for child in item:
        kind = child.tag.rsplit("}", 1)[-1]
        if kind == "table-cell-properties":
            style.fill = _fill(_of(child, "fo:background-color"))
        elif kind == "text-properties":
            _font(child, style)
        elif kind == "table-column-properties":
            style.width = width_of(_of(child, "style:column-width"))
        elif kind == "table-properties":
            style.is_hidden = _of(child, "table:display") == "false"
        elif kind == "map":
            names = ("style:condition", "style:apply-style-name", "style:base-cell-address")
            condition, applied, base = (_of(child, name) for name in names)
            style.maps.append((condition, applied, base))
    return style


def _font(child: Element, style: OpenStyle) -> None:
    weight, slant = _of(child, "fo:font-weight"), _of(child, "fo:font-style")
    line = _of(child, "style:text-underline-style")
    through, ink = _of(child, "style:text-line-through-style"), _of(child, "fo:color")
    font = _of(child, "style:font-name") or _of(child, "fo:font-family").strip("'\"")
    if through:
        style.struck = through != "none"
    if ink:
        style.ink = as_hex(ink)
    if font:
        style.font = font if is_font_of_signs(font) else ""
    if weight or line:
        heavy = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
        style.bold = heavy or line not in ("", "none")
    if slant:
        style.italic = slant in ("italic", "oblique")


def _fill(text: str) -> str | None:
    if not text:
        return None
    colour = as_hex(text)
    return "" if colour == WHITE else colour


def width_of(text: str) -> float | None:
    """A width such as "2.258cm" in characters."""
    match = _LENGTH.fullmatch(text)
    if not match or match[1].count(".") > 1 or match[1] == ".":
        return None
    # Nothing is wider than Excel lets a column be; thousands of figures are infinity.
    return round(min(float(match[1]) * _INCHES[match[2]] * _CHARACTERS_TO_INCH, MAX_WIDTH), 2)


def _of(item: Element, name: str) -> str:
    prefix, _, local = name.partition(":")
    return item.get(f"{{{OPEN_NAMES[prefix]}}}{local}", "")


def as_formula(text: str) -> str:
    """A formula of an .ods file as .xlsx files write it: A1 for [.A1], commas between."""
    text = re.sub(r"^[a-z]+:=", "", text).removeprefix("=")
    pieces = re.split(r'("(?:[^"]|"")*")', text)
    for number in range(0, len(pieces), 2):
        plain = _REFERENCE.sub(lambda match: _plain_reference(match[1], match[2]), pieces[number])
        pieces[number] = plain.replace(";", ",")
    return "".join(pieces)


def _plain_reference(sheet: str | None, cell: str) -> str:
    return f"{sheet}!{cell}" if sheet else cell


def as_rule(condition: str, rule: Rule) -> Rule:
    """`rule` with what a condition such as `="R"` or `begins-with("A")` asks.

    One that is not known stays a rule of a kind that nobody can work out.
    """
    condition = condition.strip()
    compared, called = _COMPARED.fullmatch(condition), _CALLED.fullmatch(condition)
    if compared:
        rule.kind, rule.operator = "cellIs", _OPERATORS[compared[1]]
        rule.formulas = (as_formula(compared[2]),)
    elif called:
        _called(called[1].removeprefix("cell-content-is-"), called[2], rule)
    else:
        rule.kind = _BARE_KINDS.get(condition, condition)
    return rule


def _called(name: str, inside: str, rule: Rule) -> None:
    if name in ("between", "not-between"):
        rule.kind, rule.operator = "cellIs", "between" if name == "between" else "notBetween"
        rule.formulas = tuple(as_formula(part) for part in inside.split(",", 1))
    elif name in _TEXT_KINDS:
        rule.kind, rule.text = _TEXT_KINDS[name], inside.strip().strip('"')
    elif name in ("formula-is", "is-true-formula"):
        rule.kind, rule.formulas = "expression", (as_formula(inside),)
    else:
        rule.kind = name
