"""The fills that conditional formats give, worked out from the values of the cells.

What is no colour of a cell (a scale of colours, bars, icons) is passed over. A rule that
cannot be worked out is told in `unread_formats`, with its cells.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from strategy_tracker.imports.read.formats.formulas import (
    Context,
    FormulaError,
    Unknown,
    Value,
    compile_formula,
    order_of,
    place_in,
    text_of,
)
from strategy_tracker.imports.read.formats.results import Grid, Results
from strategy_tracker.imports.read.formats.shell import area_of, clipped
from strategy_tracker.imports.read.formats.styles import OFF, Styles, format_fill
from strategy_tracker.imports.read.sheet import Area, address

MAX_TESTS = 3_000_000
_NO_COLOURS = {"colorScale", "dataBar", "iconSet"}
_WORDS = {
    "timePeriod": "today's date",
    "top10": "the highest or lowest values",
    "aboveAverage": "the average of its cells",
}
Test = Callable[[int, int], bool]
_ORDERS: dict[str, Callable[[int], bool]] = {
    "equal": lambda order: order == 0,
    "notEqual": lambda order: order != 0,
    "lessThan": lambda order: order < 0,
    "greaterThan": lambda order: order > 0,
    "lessThanOrEqual": lambda order: order <= 0,
    "greaterThanOrEqual": lambda order: order >= 0,
}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "containsText": lambda text, wanted: place_in(text, wanted) is not None,
    "notContainsText": lambda text, wanted: place_in(text, wanted) is None,
    "beginsWith": lambda text, wanted: text.casefold().startswith(wanted.casefold()),
    "endsWith": lambda text, wanted: text.casefold().endswith(wanted.casefold()),
}


@dataclass
class Rule:
    """One rule of a conditional format. `colour` is "" for none shown, None for no fill.

    `base` is the cell that its formulas are written for; without it the first of its areas.
    """

    kind: str
    cells: str
    areas: list[Area]
    priority: int
    colour: str | None
    stops: bool
    operator: str = ""
    text: str | None = None
    formulas: tuple[str, ...] = ()
    base: tuple[int, int] | None = None


def apply_formats(rules: list[Rule], grid: Grid, results: Results) -> None:
    """Add the fills that `rules` give to the looks of the sheet, the first rule winning."""
    work = _Formats(grid, results)
    for rule in sorted(rules, key=lambda rule: rule.priority):
        if rule.kind not in _NO_COLOURS and (rule.colour is not None or rule.stops):
            work.apply(rule)


def read_rules(root: Element, styles: Styles) -> list[Rule]:
    """The rules of the sheet whose XML has this root."""
    found = []
    for part in root.iter():
        if part.tag.rsplit("}", 1)[-1] != "conditionalFormatting":
            continue
        cells = part.get("sqref") or part.findtext("{*}sqref") or ""
        found += [_rule(item, cells, styles) for item in part.iterfind("{*}cfRule")]
    return found


def _rule(item: Element, cells: str, styles: Styles) -> Rule:
    areas = [area for reference in cells.split() if (area := area_of(reference))]
    dxf, number = item.find("{*}dxf"), item.get("dxfId", "")
    colour: str | None = None
    if dxf is not None:
        colour = format_fill(dxf, styles)
    elif number.isdecimal() and int(number) < len(styles.dxfs):
        colour = styles.dxfs[int(number)]
    priority = item.get("priority", "")
    return Rule(
        kind=item.get("type", "expression"),
        cells=cells,
        areas=areas,
        priority=int(priority) if priority.isdecimal() else 1_000_000,
        colour=colour,
        stops=item.get("stopIfTrue", "0") not in OFF,
        operator=item.get("operator", ""),
        text=item.get("text"),
        formulas=tuple(
            formula.text or ""
            for formula in item
            if formula.tag.rsplit("}", 1)[-1] in ("formula", "f")
        ),
    )


class _Formats:
    """The formats of one sheet, rule by rule, each cell taken by the first that fits it."""

    def __init__(self, grid: Grid, results: Results) -> None:
        self.grid = grid
        self.value_at = results.looker(grid)
        self.looks = grid.cells.looks
        self.settled: set[tuple[int, int]] = set()
        self.height = len(grid.rows)
        self.width = max((len(row) for row in grid.rows), default=0)
        self.left = MAX_TESTS

    def apply(self, rule: Rule) -> None:
        areas = [area for whole in rule.areas if (area := clipped(whole, self.height, self.width))]
        size = sum((a.bottom - a.top + 1) * (a.right - a.left + 1) for a in areas)
        if not size:
            return
        self.left -= size
        try:
            if self.left < 0:
                raise Unknown
            test = self._test(rule, areas)
        except (Unknown, FormulaError):
            self._tell(rule)
            return
        unknown = [place for place in _places(areas) if self._try(rule, test, place)]
        if unknown:
            self._tell(rule, address(*unknown[0]))

    def _try(self, rule: Rule, test: Test, place: tuple[int, int]) -> bool:
        """Whether it cannot be known if the rule fits; where it does, its fill is taken."""
        if place in self.settled:
            return False
        try:
            fits = test(*place)
        except FormulaError:
            return False
        except Unknown:
            return True
        if not fits:
            return False
        if rule.colour is not None:
            self.looks.fills.pop(place, None)
            if rule.colour:
                self.looks.fills[place] = rule.colour
        if rule.colour is not None or rule.stops:
            self.settled.add(place)
        return False

    def _tell(self, rule: Rule, cell: str = "") -> None:
        if rule.colour is None:
            return
        what = _WORDS.get(rule.kind) or "a formula"
        where = f"{cell} and on, of {rule.cells}" if cell else rule.cells
        self.looks.unread_formats.append(
            f"{where}: a conditional format colours these cells by {what}, which could not be "
            "worked out, so their colours may not be those you see."
        )

    def _test(self, rule: Rule, areas: list[Area]) -> Test:
        """The rule as a question to one cell; raises Unknown."""
        if rule.kind == "cellIs":
            return self._cell_is(rule)
        if rule.kind in _TEXTS and rule.text is not None:
            return self._of_text(_TEXTS[rule.kind], rule.text)
        if rule.kind in ("duplicateValues", "uniqueValues"):
            return self._counted(areas, repeated=rule.kind == "duplicateValues")
        if rule.kind in ("containsBlanks", "notContainsBlanks"):
            wanted = rule.kind == "containsBlanks"
            return lambda row, column: (not self._text(row, column).strip()) == wanted
        if rule.kind in ("containsErrors", "notContainsErrors"):
            wanted = rule.kind == "containsErrors"
            return lambda row, column: (address(row, column) in self.grid.errors) == wanted
        if rule.formulas and (rule.kind == "expression" or rule.kind in _TEXTS):
            return self._by_formula(rule)
        raise Unknown

    def _value(self, row: int, column: int) -> Value:
        return self.value_at("", row, column)

    def _text(self, row: int, column: int) -> str:
        return text_of(self._value(row, column))

    def _of_text(self, fits: Callable[[str, str], bool], wanted: str) -> Test:
        known: dict[str, bool] = {}  # the same few words stand in most cells

        def test(row: int, column: int) -> bool:
            text = self._text(row, column)
            if text not in known:
                known[text] = fits(text, wanted)
            return known[text]

        return test

    def _formula(self, rule: Rule, number: int) -> Callable[[int, int], Value]:
        if number >= len(rule.formulas):
            raise Unknown
        expression = compile_formula(rule.formulas[number], simple=False)
        top, left = rule.base or (
            min((area.top for area in rule.areas), default=0),
            min((area.left for area in rule.areas), default=0),
        )
        context = Context(self.value_at)

        def value(row: int, column: int) -> Value:
            context.down, context.right = row - top, column - left
            return expression(context)

        return value

    def _by_formula(self, rule: Rule) -> Test:
        formula = self._formula(rule, 0)

        def test(row: int, column: int) -> bool:
            value = formula(row, column)
            return not isinstance(value, str) and bool(value)

        return test

    def _cell_is(self, rule: Rule) -> Test:
        first = self._formula(rule, 0)
        fits = _ORDERS.get(rule.operator)
        if fits:
            return lambda row, column: fits(order_of(self._value(row, column), first(row, column)))
        if rule.operator not in ("between", "notBetween"):
            raise Unknown
        last, wanted = self._formula(rule, 1), rule.operator == "between"

        def test(row: int, column: int) -> bool:
            value, low, high = self._value(row, column), first(row, column), last(row, column)
            if order_of(low, high) > 0:
                low, high = high, low
            return (order_of(value, low) >= 0 and order_of(value, high) <= 0) == wanted

        return test

    def _counted(self, areas: list[Area], *, repeated: bool) -> Test:
        counts = Counter(self._text(*place) for place in _places(areas))
        folded: Counter[str] = Counter()
        for text, count in counts.items():
            folded[text.casefold()] += count
        fitting = {text for text in counts if text and (folded[text.casefold()] > 1) == repeated}

        def test(row: int, column: int) -> bool:
            return self._text(row, column) in fitting

        return test


def _places(areas: list[Area]) -> Iterator[tuple[int, int]]:
    for area in areas:
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                yield row, column


_BLOCK = re.compile(rb"<(?:\w+:)?conditionalFormatting\b")
_BLOCK_END = re.compile(rb"</(?:\w+:)?conditionalFormatting\s*>")
MAX_RULES = 5_000


def without_too_many(shell: bytes) -> tuple[bytes, str]:
    """A sheet without its cells; where its rules are more than anybody made, without those.

    Then the sentence that says so, else "".
    """
    count = shell.count(b"cfRule ")
    if count <= MAX_RULES:
        return shell, ""
    return _without_blocks(shell), (
        f"The sheet has {count:,} rules for conditional formats, more than can be worked out, so "
        "the colours that they give are not seen."
    )


def _without_blocks(shell: bytes) -> bytes:
    pieces, place = [], 0
    while start := _BLOCK.search(shell, place):
        end = _BLOCK_END.search(shell, start.end())
        if not end:
            break
        pieces.append(shell[place : start.start()])
        place = end.end()
    return b"".join([*pieces, shell[place:]])
