"""What conditional formats show, worked out from the values of the cells.

Fills, colours of letters, icons and scales of colours (scales.py); bars are passed over. A rule
that cannot be worked out is told in `unread_formats`, with its cells.
"""

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.etree.ElementTree import Element

from strategy_tracker.imports.read.formats.formulas import (
    DAY_0,
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
from strategy_tracker.imports.read.formats.scales import COLOURS, ICONS, Scale, read_scale
from strategy_tracker.imports.read.formats.shell import area_of, clipped
from strategy_tracker.imports.read.formats.styles import OFF, Styles, format_fill, format_ink
from strategy_tracker.imports.read.sheet import Area, address

MAX_TESTS = 3_000_000
_BAR = "dataBar"
_WORDS = {
    "timePeriod": "today's date",
    "top10": "the highest or lowest values",
    "aboveAverage": "the average of its cells",
    ICONS: "a set of icons",
    COLOURS: "a scale of colours",
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
    `ink` is the colour it gives letters, `scale` what it shows by how high a number is, and
    `more` what its XML says of it besides.
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
    ink: str = ""
    scale: Scale | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def shows(self) -> bool:
        return self.colour is not None or bool(self.ink) or self.scale is not None


def apply_formats(rules: list[Rule], grid: Grid, results: Results) -> None:
    """Add what `rules` show to the cells of the sheet, the first rule winning."""
    work = _Formats(grid, results)
    for rule in sorted(rules, key=lambda rule: rule.priority):
        if rule.kind != _BAR and (rule.shows or rule.stops):
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
    ink = ""
    if dxf is not None:
        colour, ink = format_fill(dxf, styles), format_ink(dxf, styles)
    elif number.isdecimal() and int(number) < len(styles.dxfs):
        colour, ink = styles.dxfs[int(number)], styles.dxf_inks[int(number)]
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
        ink=ink,
        scale=read_scale(item, styles),
        more=item.attrib,
    )


class _Formats:
    """The formats of one sheet, rule by rule, each cell taken by the first that fits it."""

    def __init__(self, grid: Grid, results: Results) -> None:
        self.grid = grid
        self.value_at = results.looker(grid)
        self.looks = grid.cells.looks
        # Each look of a cell is given by the first rule that gives one; some let no other follow.
        self.filled: set[tuple[int, int]] = set()
        self.stopped: set[tuple[int, int]] = set()
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
            if rule.kind in (ICONS, COLOURS):
                self._put(rule, areas)
                return
            test = self._test(rule, areas)
        except (Unknown, FormulaError):
            self._tell(rule)
            return
        unknown = [place for place in _places(areas) if self._try(rule, test, place)]
        if unknown:
            self._tell(rule, address(*unknown[0]))

    def _try(self, rule: Rule, test: Test, place: tuple[int, int]) -> bool:
        """Whether it cannot be known if the rule fits; where it does, its looks are taken."""
        if place in self.stopped or not (rule.stops or self._adds(rule, place)):
            return False
        try:
            fits = test(*place)
        except FormulaError:
            return False
        except Unknown:
            return True
        if not fits:
            return False
        if rule.colour is not None and place not in self.filled:
            self.looks.fills.pop(place, None)
            if rule.colour:
                self.looks.fills[place] = rule.colour
            self.filled.add(place)
        if rule.ink:
            self.grid.cells.inks.setdefault(place, rule.ink)
        if rule.stops:
            self.stopped.add(place)
        return False

    def _adds(self, rule: Rule, place: tuple[int, int]) -> bool:
        """Whether no rule before gave the cell what this one gives."""
        gives_fill = rule.colour is not None and place not in self.filled
        return gives_fill or (bool(rule.ink) and place not in self.grid.cells.inks)

    def _put(self, rule: Rule, areas: list[Area]) -> None:
        """The icons, or the colours of a scale, of cells that hold numbers; raises Unknown."""
        if rule.scale is None:
            return
        icons = self.grid.cells.icons
        for place, icon in rule.scale.put(self._numbers(areas), self._worked_out(rule)):
            if place not in self.stopped and (rule.kind == ICONS or place not in icons):
                icons.setdefault(place, (icon, rule.scale.shows_value))

    def _numbers(self, areas: list[Area]) -> dict[tuple[int, int], float]:
        found = {}
        for place in _places(areas):
            try:
                number = _as_number(self._value(*place))
            except (Unknown, FormulaError):
                continue
            if number is not None:
                found[place] = number
        return found

    def _worked_out(self, rule: Rule) -> Callable[[str], float]:
        """Gives the number that a threshold's formula, such as $H$2, comes to."""

        def number(formula: str) -> float:
            value = _as_number(compile_formula(formula, simple=False)(Context(self.value_at)))
            if value is None:
                raise Unknown
            return value

        return number

    def _tell(self, rule: Rule, cell: str = "") -> None:
        if not rule.shows:
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
        if rule.kind == "top10":
            return self._ranked(rule, areas)
        if rule.kind == "aboveAverage":
            return self._averaged(rule, areas)
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

    def _ranked(self, rule: Rule, areas: list[Area]) -> Test:
        """The highest ten, or the lowest tenth, or however many it says."""
        numbers = self._numbers(areas)
        rank = rule.more.get("rank", "10")
        if not numbers or not rank.isdecimal() or len(rank) > 4:
            raise Unknown
        is_bottom = _is_on(rule, "bottom")
        ordered = sorted(numbers.values(), reverse=not is_bottom)
        count = int(rank)
        if _is_on(rule, "percent"):
            count = max(1, len(ordered) * count // 100)
        limit = ordered[min(max(count, 1), len(ordered)) - 1]

        def test(row: int, column: int) -> bool:
            number = numbers.get((row, column))
            return number is not None and (number <= limit if is_bottom else number >= limit)

        return test

    def _averaged(self, rule: Rule, areas: list[Area]) -> Test:
        """Above or below the average of its cells, or so many standard deviations from it."""
        numbers = self._numbers(areas)
        deviations = rule.more.get("stdDev", "0")
        if not numbers or not deviations.isdecimal() or len(deviations) > 2:
            raise Unknown
        is_above = rule.more.get("aboveAverage", "1") not in OFF
        takes_equal = _is_on(rule, "equalAverage")
        limit = statistics.fmean(numbers.values())
        if int(deviations) and len(numbers) > 1:
            away = int(deviations) * statistics.stdev(numbers.values())
            limit += away if is_above else -away

        def test(row: int, column: int) -> bool:
            number = numbers.get((row, column))
            if number is None:
                return False
            if number == limit:
                return takes_equal
            return number > limit if is_above else number < limit

        return test


def _is_on(rule: Rule, name: str) -> bool:
    return rule.more.get(name, "0") not in OFF


def _as_number(value: Value) -> float | None:
    """A value as a scale sees it, a date by its day; None for words and empty cells."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return float((day - DAY_0).days)
    return None


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
