"""Walks through the content of an .ods file: its sheets, their cells and how they look.

Rows and cells that repeat are kept as repeated ones until it is known how far the sheet
goes: a sheet of LibreOffice ends with a million empty rows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from strategy_tracker.imports.read.formats.cells import (
    MAX_CELLS,
    MAX_ROWS,
    Cells,
    Formula,
    feed,
    new_parser,
    too_many_cells,
)
from strategy_tracker.imports.read.formats.colours import as_hex
from strategy_tracker.imports.read.formats.far import MAX_SPARSE, ROW_GAP
from strategy_tracker.imports.read.formats.ods_styles import OpenStyle, OpenStyles, as_formula
from strategy_tracker.imports.read.formats.richtext import RichText, Run, as_rich_text
from strategy_tracker.imports.read.formats.scales import (
    Scale,
    Threshold,
    scale_of_colours,
    set_of_icons,
)
from strategy_tracker.imports.read.formats.symbols import one_colour
from strategy_tracker.imports.read.sheet import Area, CellValue, address, plain_value

MAX_COLUMNS = 16_384
# Of spaces that are written as a number of them, in all.
MAX_SPACES = 100_000
_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")
_MONTH = re.compile(r"[A-Za-z]{3,9}[\s\-,']+(?:\d{4}|\d{2})")
# No scale of a conditional format has more.
_MOST_ENTRIES = 10
_SPACES = re.compile(r"[ \t\r\n]+")
Attributes = dict[str, str]


class Said(NamedTuple):
    """What a cell's look says: that it is struck out, its ink and font, its text as shown."""

    struck: bool
    ink: str
    font: str
    shown: str


@dataclass
class OpenSheet:
    """One sheet as it is read.

    `runs` are cells of one style: their area and its name, which is "" where they have none
    of their own and that of their whole column counts, as `columns` has it. `conditions` are
    (cells, condition, style, base cell), and `far` the cells too far away to be read. `said`
    are looks of single cells that say more than their values, and `scales` (cells, scale).
    """

    title: str
    style: str = ""
    rows: list[list[CellValue]] = field(default_factory=list)
    cells: Cells = field(default_factory=Cells)
    runs: list[tuple[Area, str]] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    conditions: list[tuple[str, str, str, str]] = field(default_factory=list)
    far: list[str] = field(default_factory=list)
    said: dict[tuple[int, int], Said] = field(default_factory=dict)
    scales: list[tuple[str, Scale]] = field(default_factory=list)


@dataclass
class _OpenCell:
    """A cell that is being read."""

    attributes: Attributes
    is_covered: bool
    runs: list[Run] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    paragraphs: int = 0


class ContentWalk:
    """One pass over content.xml."""

    def __init__(self, styles: OpenStyles) -> None:
        self.styles = styles
        self.sheets: list[OpenSheet] = []
        self.count = 0
        self.row = self.column = self.next_column = 0
        self.repeated_rows = 1
        self.row_style = ""
        self.values: list[CellValue] = []
        self.row_formulas: list[tuple[int, str]] = []
        self.cell: _OpenCell | None = None
        self.spans: list[OpenStyle] = []
        self.taking = False
        self.in_note = self.spaces = 0
        self.drawing = 0
        self.text: list[str] = []
        self.range = ""
        self.scale: Attributes = {}
        self.entries: list[Attributes] = []

    def run(self, content: bytes) -> list[OpenSheet]:
        starts: dict[str, Callable[[Attributes], None]] = {
            "table:table": self._table,
            "table:table-column": self._column,
            "table:table-row": self._row,
            "table:table-cell": self._cell,
            "table:covered-table-cell": self._covered,
            "office:annotation": self._note,
            "text:p": self._paragraph,
            "text:h": self._paragraph,
            "text:span": self._span,
            "text:s": self._spaces,
            "text:tab": lambda attributes: self._add_letters("\t"),
            "text:line-break": lambda attributes: self._add_letters("\n"),
            "calcext:conditional-format": self._format,
            "calcext:condition": self._condition,
            "calcext:icon-set": self._scale,
            "calcext:color-scale": self._scale,
            "calcext:formatting-entry": self._entry,
            "calcext:color-scale-entry": self._entry,
        }
        ends: dict[str, Callable[[], None]] = {
            "table:table-row": self._row_end,
            "table:table-cell": self._cell_end,
            "table:covered-table-cell": self._cell_end,
            "office:annotation": self._note_end,
            "text:p": self._paragraph_end,
            "text:h": self._paragraph_end,
            "text:span": self._span_end,
            "calcext:icon-set": self._icons_end,
            "calcext:color-scale": self._colours_end,
        }

        def start(name: str, attributes: Attributes) -> None:
            if name.startswith("draw:"):
                self._flush()
                self.drawing += 1
            elif name in starts:
                starts[name](attributes)

        def end(name: str) -> None:
            if name.startswith("draw:"):
                self.drawing -= 1
            elif name in ends:
                ends[name]()

        parser = new_parser()
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = self._hear
        feed(parser, content)
        return self.sheets

    # Sheets, columns and rows

    def _table(self, attributes: Attributes) -> None:
        self.sheets.append(
            OpenSheet(attributes.get("table:name", ""), attributes.get("table:style-name", ""))
        )
        self.row = self.next_column = 0

    def _column(self, attributes: Attributes) -> None:
        sheet, count = self.sheets[-1], _count(attributes, "table:number-columns-repeated")
        first, last = self.next_column, min(self.next_column + count, MAX_COLUMNS) - 1
        self.next_column = last + 1
        if first > last:
            return
        default = attributes.get("table:default-cell-style-name", "")
        sheet.columns.update(dict.fromkeys(range(first, last + 1), default))
        looks = sheet.cells.looks
        if attributes.get("table:visibility", "visible") != "visible":
            looks.hidden_columns.update(range(first, last + 1))
        width = self.styles.get("table-column", attributes.get("table:style-name", "")).width
        if width is not None:
            looks.widths.update(dict.fromkeys(range(first, last + 1), width))

    def _row(self, attributes: Attributes) -> None:
        self.repeated_rows = _count(attributes, "table:number-rows-repeated")
        self.row_style = attributes.get("table:default-cell-style-name", "")
        self.column, self.values, self.row_formulas = 0, [], []
        if attributes.get("table:visibility", "visible") != "visible":
            rows = range(self.row, min(self.row + self.repeated_rows, MAX_ROWS))
            looks = self.sheets[-1].cells.looks
            looks.hidden_rows.update(rows)
            if attributes["table:visibility"] == "filter":
                looks.filtered_rows.update(rows)

    def _row_end(self) -> None:
        sheet, values = self.sheets[-1], self.values
        if values or self.row_formulas:
            self._keep_row(sheet, values)
        self.row = min(self.row + self.repeated_rows, MAX_ROWS)

    def _keep_row(self, sheet: OpenSheet, values: list[CellValue]) -> None:
        gap = self.row - len(sheet.rows)
        if sheet.far or (gap > ROW_GAP and gap * max(len(values), 10) > MAX_SPARSE):
            sheet.far += [address(self.row, n) for n, value in enumerate(values) if value != ""]
            return
        self.count += self.repeated_rows * max(len(values), 1) + gap
        if self.count > MAX_CELLS:
            too_many_cells()
        sheet.rows.extend([] for _ in range(gap))
        sheet.rows.extend(list(values) for _ in range(self.repeated_rows))
        for column, formula in self.row_formulas:
            sheet.cells.formulas[self.row, column] = Formula(formula)

    # Cells

    def _covered(self, attributes: Attributes) -> None:
        self.cell = _OpenCell(attributes, is_covered=True)

    def _cell(self, attributes: Attributes) -> None:
        self.cell = _OpenCell(attributes, is_covered=False)

    def _cell_end(self) -> None:
        cell, sheet = self.cell, self.sheets[-1]
        self.cell = None
        if cell is None:
            return
        count = min(
            _count(cell.attributes, "table:number-columns-repeated"), MAX_COLUMNS - self.column
        )
        area = Area(
            self.row,
            self.column,
            min(self.row + self.repeated_rows, MAX_ROWS) - 1,
            self.column + count - 1,
        )
        style = cell.attributes.get("table:style-name", "") or self.row_style
        sheet.runs.append((area, style))
        if len(sheet.runs) > MAX_CELLS:
            too_many_cells()
        value = "" if cell.is_covered else self._value(cell, sheet, style)
        if value != "":
            # Empty cells cost nothing until one that is not empty comes after them.
            self.values.extend([""] * (self.column - len(self.values)))
            self.values.extend([value] * count)
        self._merge(cell, sheet)
        comment = "\n".join(cell.comment).strip()
        if comment:
            sheet.cells.looks.comments[self.row, self.column] = comment
        self.column += count

    def _merge(self, cell: _OpenCell, sheet: OpenSheet) -> None:
        down = _count(cell.attributes, "table:number-rows-spanned")
        across = _count(cell.attributes, "table:number-columns-spanned")
        if (down, across) != (1, 1):
            sheet.cells.looks.merges.append(
                Area(self.row, self.column, self.row + down - 1, self.column + across - 1)
            )

    def _value(self, cell: _OpenCell, sheet: OpenSheet, style: str) -> CellValue:
        attributes, facts = cell.attributes, sheet.cells.facts
        kind, text = attributes.get("office:value-type", ""), _plain_text(cell.runs)
        where = address(self.row, self.column)
        formula = attributes.get("table:formula", "")
        is_error = attributes.get("calcext:value-type") == "error"
        if is_error or (formula and re.match(r"#[A-Z/0]+[!?]?$|Err:\d+$", text)):
            facts.errors.append(where)
            return ""
        if not kind:
            if formula and not text:
                self.row_formulas.append((self.column, as_formula(formula)))
            return plain_value(text)
        if kind == "percentage":
            facts.percents.add(where)
        if kind == "string":
            self._show(cell, sheet, style)
            return plain_value(attributes.get("office:string-value", text))
        value = _typed(kind, attributes, text)
        own = self.styles.get("table-cell", self._style(sheet, style))
        if own.bold:
            sheet.cells.looks.bold.add((self.row, self.column))
        self._say(own, sheet, _shown(value, text) if kind in ("float", "date") else "")
        return value

    def _say(self, own: OpenStyle, sheet: OpenSheet, shown: str = "") -> None:
        """Keep what the look of the cell says beyond its value."""
        ink = one_colour([own.ink or ""])
        if own.struck or ink or own.font or shown:
            said = Said(bool(own.struck), ink, own.font or "", shown)
            sheet.said[self.row, self.column] = said

    def _style(self, sheet: OpenSheet, style: str) -> str:
        """The cell's style, or that of its whole column."""
        return style or sheet.columns.get(self.column, "")

    def _show(self, cell: _OpenCell, sheet: OpenSheet, style: str) -> None:
        place, looks = (self.row, self.column), sheet.cells.looks
        own = self.styles.get("table-cell", self._style(sheet, style))
        if not any(run.own for run in cell.runs):
            rich = RichText(bool(own.bold), "")
            self._say(own, sheet)
        else:
            rich = as_rich_text(
                cell.runs,
                bold=bool(own.bold),
                italic=bool(own.italic),
                struck=bool(own.struck),
            )
            sheet.cells.rich[place] = rich
            self._say(replace(own, struck=False), sheet)
        if rich.bold:
            looks.bold.add(place)
        if rich.markdown:
            looks.markdown[place] = rich.markdown

    # Text

    def _paragraph(self, attributes: Attributes) -> None:
        if self.cell is None or self.drawing:
            return
        self.taking = True
        if self.in_note:
            return
        if self.cell.paragraphs:
            self.cell.runs.append(Run("\n", own=False))
        self.cell.paragraphs += 1

    def _paragraph_end(self) -> None:
        if not self.drawing:
            self._flush()
            self.taking = False

    def _span(self, attributes: Attributes) -> None:
        self._flush()
        style = self.styles.get("text", attributes.get("text:style-name", ""))
        self.spans.append(style)

    def _span_end(self) -> None:
        self._flush()
        if self.spans:
            self.spans.pop()

    def _spaces(self, attributes: Attributes) -> None:
        count = min(_count(attributes, "text:c"), MAX_SPACES - self.spaces)
        self.spaces += count
        self._add_letters(" " * count)

    def _add_letters(self, letters: str) -> None:
        if self.taking and not self.drawing:
            self.text.append(letters)

    def _hear(self, data: str) -> None:
        if self.taking and not self.drawing:
            self.text.append(_SPACES.sub(" ", data))

    def _flush(self) -> None:
        text, self.text = "".join(self.text), []
        if not text or self.cell is None:
            return
        if self.in_note:
            self.cell.comment.append(text)
            return
        looks = _spanned(self.spans)
        self.cell.runs.append(
            Run(
                text,
                bool(looks.bold),
                bool(looks.italic),
                any(look is not None for look in (looks.bold, looks.italic, looks.struck))
                or bool(looks.ink or looks.font),
                bool(looks.struck),
                looks.ink or "",
                looks.font or "",
            )
        )

    def _note(self, attributes: Attributes) -> None:
        self.in_note += 1

    def _note_end(self) -> None:
        self.in_note -= 1

    # Conditional formats

    def _format(self, attributes: Attributes) -> None:
        self.range = attributes.get("calcext:target-range-address", "")

    def _condition(self, attributes: Attributes) -> None:
        self.sheets[-1].conditions.append(
            (
                self.range,
                attributes.get("calcext:value", ""),
                attributes.get("calcext:apply-style-name", ""),
                attributes.get("calcext:base-cell-address", ""),
            )
        )

    def _scale(self, attributes: Attributes) -> None:
        self.scale, self.entries = attributes, []

    def _entry(self, attributes: Attributes) -> None:
        if len(self.entries) < _MOST_ENTRIES:
            self.entries.append(attributes)

    def _icons_end(self) -> None:
        name = self.scale.get("calcext:icon-set-type", "")
        shows = self.scale.get("calcext:show-value", "true") != "false"
        self._keep_scale(set_of_icons(self._thresholds(), name, shows_value=shows))

    def _colours_end(self) -> None:
        colours = [as_hex(entry.get("calcext:color", "")) for entry in self.entries]
        self._keep_scale(scale_of_colours(self._thresholds(), colours))

    def _thresholds(self) -> list[Threshold]:
        return [
            Threshold(
                entry.get("calcext:type", "number"), as_formula(entry.get("calcext:value", ""))
            )
            for entry in self.entries
        ]

    def _keep_scale(self, scale: Scale | None) -> None:
        if scale:
            self.sheets[-1].scales.append((self.range, scale))


def _spanned(spans: list[OpenStyle]) -> OpenStyle:
    """What the spans that a text stands in come to, the innermost first."""
    found = OpenStyle()
    for span in reversed(spans):
        found.bold = span.bold if found.bold is None else found.bold
        found.italic = span.italic if found.italic is None else found.italic
        found.struck = span.struck if found.struck is None else found.struck
        found.ink = span.ink if found.ink is None else found.ink
        found.font = span.font if found.font is None else found.font
    return found


def _shown(value: CellValue, text: str) -> str:
    """How a number or date shows, where that is a reference or a month; else ""."""
    text = text.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        figures = "".join(filter(str.isdecimal, text))
        is_same = bool(figures) and len(figures) < 30 and int(figures) == abs(value)
        before = text[: len(text) - len(text.lstrip("".join(filter(str.isalpha, text)) + " -"))]
        says_more = (text[:1] == "0" and text != "0") or any(map(str.isalpha, before))
        is_counted = any(letter in text for letter in ".,%/£$€")
        return text if is_same and says_more and not is_counted else ""
    if isinstance(value, date) and _MONTH.fullmatch(text):
        is_clear = text[:3].casefold() == f"{value:%b}".casefold()
        return text if is_clear else ""
    return ""


def _count(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "1")
    return max(int(text), 1) if text.isdecimal() else 1


def _plain_text(runs: list[Run]) -> str:
    return "".join(run.text for run in runs)


def _typed(kind: str, attributes: Attributes, text: str) -> CellValue:
    """The value of a cell that is no text; its text where it makes no sense."""
    try:
        if kind in ("float", "percentage", "currency"):
            return plain_value(float(attributes["office:value"]))
        if kind == "date":
            return plain_value(_date(attributes["office:date-value"]))
        if kind == "boolean":
            return attributes["office:boolean-value"] == "true"
        if kind == "time":
            return _time(attributes["office:time-value"])
    except (KeyError, ValueError, OverflowError):
        pass
    return plain_value(text)


def _date(text: str) -> date:
    return (
        datetime.fromisoformat(text).replace(tzinfo=None)
        if "T" in text
        else date.fromisoformat(text)
    )


def _time(text: str) -> CellValue:
    match = _DURATION.fullmatch(text)
    if not match:
        raise ValueError(text)
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=int(seconds))
    if length >= timedelta(days=1):
        return length
    return (datetime(1, 1, 1) + length).time()  # noqa: DTZ001  only its time is taken
