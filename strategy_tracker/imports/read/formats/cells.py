"""Walks through the cells of one sheet of an .xlsx file for what its values do not tell."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn
from xml.parsers import expat

from strategy_tracker.imports.read.archive import Refused, damaged
from strategy_tracker.imports.read.formats.richtext import RichText, Run, as_rich_text
from strategy_tracker.imports.read.formats.scales import Icon
from strategy_tracker.imports.read.formats.styles import OFF, Styles, ink_of
from strategy_tracker.imports.read.formats.symbols import is_font_of_signs
from strategy_tracker.imports.read.sheet import Looks, PartFacts, address, column_number

DIGITS = "0123456789"
MAX_ROWS = 1_048_576
# All cells of a workbook that are written down, styled empty ones too.
MAX_CELLS = 2_000_000
Attributes = dict[str, str]
Place = tuple[int, int]
_RUN_PARTS = ("r", "rPr", "b", "i", "u", "strike", "color", "rFont", "rPh", "t")


@dataclass
class Formula:
    """A formula as its cell has it; `shared` is the number of one that several cells share."""

    text: str = ""
    shared: str = ""
    kind: str = ""


@dataclass
class Cells:
    """What a walk found; rows and columns are zero-based.

    `formulas` are those without a value; `masters` give the text of shared ones, with the
    cell that has it. `row_fills` are those of whole rows, and `plain` the cells without a
    fill where a whole row or column has one. `row_levels` are of outlines. `used_rows` are
    in the order of the file.

    `styled` are the styles of cells that hold something and whose look says more (shows.py),
    `rich` the rich texts of those whose runs do. `inks` are the colours of letters and `icons`
    the icons, with whether the value shows too, that conditional formats give.
    """

    looks: Looks = field(default_factory=Looks)
    facts: PartFacts = field(default_factory=PartFacts)
    formulas: dict[Place, Formula] = field(default_factory=dict)
    masters: dict[str, tuple[Place, str]] = field(default_factory=dict)
    row_fills: dict[int, str] = field(default_factory=dict)
    row_levels: dict[int, int] = field(default_factory=dict)
    collapsed_rows: set[int] = field(default_factory=set)
    seen_rows: set[int] = field(default_factory=set)
    plain: set[Place] = field(default_factory=set)
    used_rows: list[int] = field(default_factory=list)
    used_columns: set[int] = field(default_factory=set)
    used: int = 0
    unread_fills: list[str] = field(default_factory=list)
    styled: dict[Place, str] = field(default_factory=dict)
    rich: dict[Place, RichText] = field(default_factory=dict)
    inks: dict[Place, str] = field(default_factory=dict)
    icons: dict[Place, tuple[Icon, bool]] = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        """How many rows and columns the rectangle of all values has, from A1."""
        return max(self.used_rows, default=-1) + 1, max(self.used_columns, default=-1) + 1


class RunReader:
    """Collects the runs of rich texts from the start and end of their XML elements."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.runs: list[Run] = []
        self._reset()

    def _reset(self) -> None:
        self.text: list[str] = []
        self.bold = self.italic = self.own = self.taking = self.silent = self.struck = False
        self.ink = self.font = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "r":
            self.bold = self.italic = self.own = self.struck = False
            self.ink = self.font = ""
        elif name == "rPr":
            self.own = True
        elif name in ("b", "u", "i"):
            on = attributes.get("val", "1") not in OFF
            self.italic = on if name == "i" else self.italic
            self.bold = self.bold or (on and name != "i")
        elif name == "strike":
            self.struck = attributes.get("val", "1") not in OFF
        elif name == "color":
            self.ink = ink_of(attributes, self.styles)
        elif name == "rFont":
            called = attributes.get("val", "")
            self.font = called if is_font_of_signs(called) else ""
        elif name == "rPh":  # how to pronounce it, which nobody sees
            self.silent = True
        elif name == "t" and not self.silent:
            self.taking, self.text = True, []

    def hear(self, data: str) -> None:
        if self.taking:
            self.text.append(data)

    def end(self, name: str) -> None:
        if name == "t" and self.taking:
            self.runs.append(
                Run(
                    "".join(self.text),
                    self.bold,
                    self.italic,
                    self.own,
                    self.struck,
                    self.ink,
                    self.font,
                )
            )
            self.taking = False
        elif name == "rPh":
            self.silent = False

    def take(self) -> list[Run]:
        """The runs so far; the next ones are those of another text."""
        runs, self.runs = self.runs, []
        self._reset()
        return runs


def read_rich_strings(content: bytes, styles: Styles) -> dict[str, list[Run]]:
    """The shared strings that are rich text, by their number as cells give it ("12")."""
    found: dict[str, list[Run]] = {}
    if b"rPr" not in content:
        return found
    reader, count = RunReader(styles), 0

    def start(name: str, attributes: Attributes) -> None:
        reader.start(_local(name), attributes)

    def end(name: str) -> None:
        nonlocal count
        reader.end(_local(name))
        if _local(name) == "si":
            runs = reader.take()
            if any(run.own for run in runs):
                found[str(count)] = runs
            count += 1

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.hear
    feed(parser, content)
    return found


def new_parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    return parser


def feed(parser: expat.XMLParserType, content: bytes, *, whole: bool = True) -> None:
    """Parse `content`; Refused when it is no XML or its handlers find no sense in it."""
    try:
        parser.Parse(content, whole)
    except Refused:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused(damaged()) from error


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def too_many_cells() -> NoReturn:
    raise Refused(
        f"The workbook has more than {MAX_CELLS:,} cells, which is more than can be read. Copy "
        "the sheets and rows that matter into a new workbook and try again."
    )


class CellWalk:
    """One pass over the cells of a sheet.

    Only starts of elements are listened to, and texts and ends in the few cells that need
    them: that is what makes it quick.
    """

    def __init__(
        self,
        styles: Styles,
        strings: dict[str, list[Run]],
        most: int,
        *,
        has_filled_columns: bool = False,
    ) -> None:
        self.cells = Cells()
        self.styles = styles
        self.strings = strings
        self.most = most
        self.has_filled_columns = self.is_filled = has_filled_columns
        self.count = 0
        self.is_rich = False
        self.telling = {*styles.fills, *styles.bold, *styles.percents, *styles.unread}
        self.telling |= set(styles.indents)
        self.saying = {*styles.struck, *styles.inks, *styles.signs, *styles.formats}
        self.rich: dict[tuple[str, str], RichText] = {}
        self.row = self.column = -1
        self.reference = self.style = self.kind = ""
        self.formula: Formula | None = None
        self.runs = RunReader(styles)
        self.into: list[str] | None = None
        self.formula_text: list[str] = []
        self.value: list[str] = []

    def run(self, content: bytes, prefix: str) -> Cells:
        """`content` is a sheet up to the end of its cells; `prefix` is before names ("x:")."""
        parser = self.parser = new_parser()
        handlers: dict[str, Callable[[Attributes], None]] = {
            f"{prefix}row": self._row,
            f"{prefix}c": self._cell,
            f"{prefix}f": self._formula,
            f"{prefix}v": self._value,
            f"{prefix}is": self._inline,
        }
        self.is_rich = b"rPr" in content
        if self.is_rich:
            for name in _RUN_PARTS:
                handlers[prefix + name] = partial(self.runs.start, name)
        get = handlers.get

        def start(name: str, attributes: Attributes) -> None:
            handler = get(name)
            if handler:
                handler(attributes)

        parser.StartElementHandler = start
        feed(parser, content, whole=False)
        return self.cells

    def _row(self, attributes: Attributes) -> None:
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column = -1
        if not 0 <= self.row < MAX_ROWS:
            raise ValueError(self.row)
        self.cells.seen_rows.add(self.row)
        self.is_filled = self.has_filled_columns
        if len(attributes) > 1:
            self._row_looks(attributes)

    def _row_looks(self, attributes: Attributes) -> None:
        cells, row = self.cells, self.row
        if attributes.get("hidden", "0") not in OFF or attributes.get("ht") in ("0", "0.0"):
            cells.looks.hidden_rows.add(row)
        if "outlineLevel" in attributes:
            cells.row_levels[row] = int(attributes["outlineLevel"])
        if attributes.get("collapsed", "0") not in OFF:
            cells.collapsed_rows.add(row)
        if attributes.get("s") in self.styles.fills:
            cells.row_fills[row] = self.styles.fills[attributes["s"]]
            self.is_filled = True

    def _cell(self, attributes: Attributes) -> None:
        self.count += 1
        if self.count > self.most:
            too_many_cells()
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip(DIGITS)
            self.column = column_number(letters)
            self.row = int(reference[len(letters) :]) - 1
        else:
            self.column += 1
            reference = ""
        self.reference = reference
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        if self.style in self.telling:
            self._cell_looks()
        if self.is_filled and self.style not in self.styles.fills:
            self.cells.plain.add((self.row, self.column))
        if self.kind == "e":
            self.cells.facts.errors.append(self._address())

    def _cell_looks(self) -> None:
        place = (self.row, self.column)
        colour = self.styles.fills.get(self.style)
        if colour:
            self.cells.looks.fills[place] = colour
        if self.style in self.styles.unread:
            self.cells.unread_fills.append(self._address())
        if self.style in self.styles.percents:
            self.cells.facts.percents.add(self._address())
        if self.style in self.styles.indents:
            self.cells.looks.indents[place] = self.styles.indents[self.style]

    def _address(self) -> str:
        return self.reference or address(self.row, self.column)

    def _value(self, attributes: Attributes) -> None:
        self._use()
        if self.formula is not None:
            self.into = self.value = []
        elif self.kind == "s" and self.strings:
            self._listen()
            self.into = self.value = []

    def _use(self) -> None:
        cells = self.cells
        cells.used += 1
        if not cells.used_rows or cells.used_rows[-1] != self.row:
            cells.used_rows.append(self.row)
        cells.used_columns.add(self.column)
        if self.style in self.styles.bold:
            cells.looks.bold.add((self.row, self.column))
        if self.style in self.saying:
            cells.styled[self.row, self.column] = self.style

    def _inline(self, attributes: Attributes) -> None:
        self._use()
        if self.is_rich:
            self._listen()

    def _formula(self, attributes: Attributes) -> None:
        self.formula = Formula(shared=attributes.get("si", ""), kind=attributes.get("t", ""))
        self.value = []
        self._listen()
        self.into = []
        self.formula_text = self.into

    def _listen(self) -> None:
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._hear

    def _hear(self, data: str) -> None:
        if self.into is not None:
            self.into.append(data)
        self.runs.hear(data)

    def _end(self, name: str) -> None:
        name = _local(name)
        self.into = None
        if name == "c":
            self._finish()
        else:
            self.runs.end(name)

    def _finish(self) -> None:
        self.parser.EndElementHandler = None
        self.parser.CharacterDataHandler = None
        runs = self.runs.take()
        if self.formula is not None:
            self._finish_formula(self.formula)
        elif self.kind == "s":
            number = "".join(self.value).strip()
            if number in self.strings:
                self._show(self._shared(number))
        elif any(run.own for run in runs):
            self._show(self._rich(runs))
        self.formula, self.value = None, []

    def _finish_formula(self, formula: Formula) -> None:
        place = (self.row, self.column)
        formula.text = "".join(self.formula_text).strip()
        if formula.shared and formula.text:
            self.cells.masters[formula.shared] = (place, formula.text)
        # A formula whose result is a text without letters has one, and it is "".
        if not "".join(self.value).strip() and self.kind not in ("str", "e"):
            self.cells.formulas[place] = formula

    def _shared(self, number: str) -> RichText:
        key = (number, self.style)
        if key not in self.rich:
            self.rich[key] = self._rich(self.strings[number])
        return self.rich[key]

    def _rich(self, runs: list[Run]) -> RichText:
        styles = self.styles
        return as_rich_text(
            runs,
            bold=self.style in styles.bold,
            italic=self.style in styles.italic,
            struck=self.style in styles.struck,
        )

    def _show(self, rich: RichText) -> None:
        place, looks = (self.row, self.column), self.cells.looks
        looks.bold.discard(place)
        if rich.bold:
            looks.bold.add(place)
        if rich.markdown:
            looks.markdown[place] = rich.markdown
        if rich.says_more or place in self.cells.styled:
            self.cells.rich[place] = rich
