"""Works out the few formulas that can be told without a spreadsheet program.

Two uses: a cell whose formula was saved without its result (only joined texts, dates and
plain references: `simple`), and the condition of a conditional format. Anything else is
Unknown and is reported, never guessed; no link to another file is followed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from strategy_tracker.imports.read.formats.comments import place_of
from strategy_tracker.imports.read.sheet import CellValue, as_text

Value = CellValue | None
MAX_LENGTH, MAX_DEPTH, MAX_TEXT = 8_192, 40, 32_767
# Day 0 of the spreadsheets; it makes up for 29 February 1900, which they believe in.
DAY_0 = date(1899, 12, 30)
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)
    | "(?P<text>(?:[^"]|"")*)"
    | (?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?
      (?P<cell>(?P<fixed_column>\$?)[A-Za-z]{1,3}(?P<fixed_row>\$?)\d{1,7})(?![\w(.!:])
    | (?P<name>[A-Za-z_][\w.]*)
    | (?P<operator><>|<=|>=|[-+*/^&=<>%(),])
    )""",
    re.VERBOSE,
)
_COMPARISONS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}


class Unknown(Exception):
    """The formula is not one that can be worked out here."""


class FormulaError(Exception):
    """The formula has an error for its result, such as #VALUE!."""


@dataclass
class Context:
    """Where a formula stands. `value_at` gives the value of a cell: sheet ("" for this one),
    zero-based row and column; None for an empty one. `down` and `right` are how far the cell
    is from the one the formula was written for.
    """

    value_at: Callable[[str, int, int], Value]
    down: int = 0
    right: int = 0


Expression = Callable[[Context], Value]


@lru_cache(maxsize=4096)
def compile_formula(text: str, *, simple: bool) -> Expression:
    """The formula in `text`, without its "=", as a function; raises Unknown."""
    if len(text) > MAX_LENGTH:
        raise Unknown
    return _Parser(text.removeprefix("="), simple=simple).whole()


class _Parser:
    """By descent, one method for each strength of binding."""

    def __init__(self, text: str, *, simple: bool) -> None:
        self.simple = simple
        self.depth = 0
        self.tokens = []
        place = 0
        text = text.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if not match:
                raise Unknown
            self.tokens.append(match)
            place = match.end()
        self.next = 0

    def whole(self) -> Expression:
        found = self._comparison()
        if self.next < len(self.tokens):
            raise Unknown
        return found

    def _operator(self, *wanted: str) -> str:
        """The next token if it is one of these operators, which is then taken; else ""."""
        if self.next < len(self.tokens):
            operator = self.tokens[self.next]["operator"]
            if operator in wanted:
                self.next += 1
                return str(operator)
        return ""

    def _comparison(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unknown
        left = self._joined()
        while operator := self._operator(*_COMPARISONS):
            if self.simple:
                raise Unknown
            left = _compared(left, self._joined(), _COMPARISONS[operator])
        self.depth -= 1
        return left

    def _joined(self) -> Expression:
        left = self._sum()
        while self._operator("&"):
            left = _joined([left, self._sum()])
        return left

    def _sum(self) -> Expression:
        left = self._product()
        while operator := self._operator("+", "-"):
            left = _added(left, self._product(), -1 if operator == "-" else 1, simple=self.simple)
        return left

    def _product(self) -> Expression:
        left = self._signed()
        while operator := self._operator("*", "/"):
            if self.simple:
                raise Unknown
            left = _multiplied(left, self._signed(), divide=operator == "/")
        return left

    def _signed(self) -> Expression:
        sign = self._operator("-", "+")
        inside = self._signed_again() if sign else self._primary()
        while self._operator("%"):
            inside = _scaled(inside, 0.01)
        return _scaled(inside, -1) if sign == "-" else inside

    def _signed_again(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unknown
        found = self._signed()
        self.depth -= 1
        return found

    def _primary(self) -> Expression:
        if self._operator("("):
            inside = self._comparison()
            if not self._operator(")"):
                raise Unknown
            return inside
        if self.next >= len(self.tokens):
            raise Unknown
        token = self.tokens[self.next]
        self.next += 1
        if token["number"]:
            number = float(token["number"])
            return _constant(int(number) if number.is_integer() else number)
        if token["text"] is not None:
            return _constant(token["text"].replace('""', '"'))
        if token["cell"]:
            return _reference(token)
        return self._named(token["name"])

    def _named(self, name: str | None) -> Expression:
        plain = (name or "").upper().removeprefix("_XLFN.")
        if not self._operator("("):
            if plain in ("TRUE", "FALSE"):
                return _constant(plain == "TRUE")
            raise Unknown
        function = _SIMPLE.get(plain) or (None if self.simple else _OTHERS.get(plain))
        if not function:
            raise Unknown
        return function(self._arguments())

    def _arguments(self) -> list[Expression]:
        found: list[Expression] = []
        if self._operator(")"):
            return found
        while True:
            found.append(self._comparison())
            if self._operator(")"):
                return found
            if not self._operator(","):
                raise Unknown


def _constant(value: Value) -> Expression:
    return lambda context: value


def _reference(token: re.Match[str]) -> Expression:
    sheet = (token["sheet"] or "").removesuffix("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    place = place_of(token["cell"].upper())
    if not place or "[" in sheet:
        raise Unknown
    row, column = place
    moves_down, moves_right = not token["fixed_row"], not token["fixed_column"]
    return lambda context: context.value_at(
        sheet, row + context.down * moves_down, column + context.right * moves_right
    )


def number_of(value: Value) -> int | float:
    """`value` as a number, dates as days; raises FormulaError for other text."""
    if value is None:
        return 0
    if isinstance(value, bool | int | float):
        return value + 0
    if isinstance(value, datetime):
        seconds = (value - datetime.combine(value.date(), time())).total_seconds()
        return (value.date() - DAY_0).days + seconds / 86_400
    if isinstance(value, date):
        return (value - DAY_0).days
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    try:
        return float(value)
    except ValueError:
        raise FormulaError from None


def text_of(value: Value) -> str:
    """`value` as a formula joins it to other text: a date is its number of days."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else as_text(number_of(value))


def order_of(left: Value, right: Value) -> int:
    """-1, 0 or 1: numbers come before texts, texts before TRUE; case does not count."""
    left = _empty_beside(right) if left is None else left
    right = _empty_beside(left) if right is None else right
    first, second = _sortable(left), _sortable(right)
    return (first > second) - (first < second)


def _empty_beside(other: Value) -> CellValue:
    """What an empty cell counts as when it is compared with `other`."""
    if isinstance(other, str):
        return ""
    return False if isinstance(other, bool) else 0


def _sortable(value: Value) -> tuple[int, float, str]:
    if isinstance(value, bool):
        return 2, value, ""
    if isinstance(value, str):
        return 1, 0, value.casefold()
    return 0, number_of(value), ""


def _compared(left: Expression, right: Expression, fits: Callable[[int], bool]) -> Expression:
    return lambda context: fits(order_of(left(context), right(context)))


def _joined(parts: list[Expression]) -> Expression:
    def join(context: Context) -> Value:
        text = "".join(text_of(part(context)) for part in parts)
        if len(text) > MAX_TEXT:
            raise FormulaError
        return text

    return join


def _added(left: Expression, right: Expression, sign: int, *, simple: bool) -> Expression:
    def add(context: Context) -> Value:
        first, second = left(context), right(context)
        dates = [isinstance(value, date) for value in (first, second)]
        if simple and sum(dates) != 1:
            raise Unknown
        total = number_of(first) + sign * number_of(second)
        if dates[0] != dates[1] and (sign > 0 or dates[0]):
            return _date_of(total)
        return total

    return add


def _date_of(days: float) -> date:
    try:
        return DAY_0 + timedelta(days=int(days))
    except OverflowError:
        raise FormulaError from None


def _multiplied(left: Expression, right: Expression, *, divide: bool) -> Expression:
    def multiply(context: Context) -> Value:
        first, second = number_of(left(context)), number_of(right(context))
        if divide and not second:
            raise FormulaError
        try:
            return first / second if divide else first * second
        except OverflowError:
            raise FormulaError from None

    return multiply


def _scaled(inside: Expression, times: float) -> Expression:
    return lambda context: number_of(inside(context)) * times


def _date(parts: list[Expression]) -> Expression:
    def make(context: Context) -> Value:
        try:
            year, month, day = (int(number_of(part(context))) for part in parts)
            year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
            return date(year + 1900 if year < 1900 else year, month, 1) + timedelta(days=day - 1)
        except (ValueError, OverflowError):
            raise FormulaError from None

    return _of(3, make)(parts)


def _of(count: int, made: Expression) -> Callable[[list[Expression]], Expression]:
    def build(parts: list[Expression]) -> Expression:
        if len(parts) != count:
            raise Unknown
        return made

    return build


def _plain(
    function: Callable[..., Value], *counts: int
) -> Callable[[list[Expression]], Expression]:
    """A function of values that are all needed, with so many of them; any number without."""

    def build(parts: list[Expression]) -> Expression:
        if counts and len(parts) not in counts:
            raise Unknown
        return lambda context: function(*(part(context) for part in parts))

    return build


def _is_true(value: Value) -> bool:
    return bool(number_of(value))


def _is_error(parts: list[Expression]) -> Expression:
    def is_error(context: Context) -> Value:
        try:
            parts[0](context)
        except FormulaError:
            return True
        return False

    return _of(1, is_error)(parts)


def _if(parts: list[Expression]) -> Expression:
    if len(parts) not in (2, 3):
        raise Unknown
    no = parts[2] if len(parts) == 3 else _constant(False)
    return lambda context: (parts[1] if _is_true(parts[0](context)) else no)(context)


def _search(wanted: Value, text: Value) -> int:
    place = place_in(text_of(text), text_of(wanted))
    if place is None:
        raise FormulaError
    return place + 1


def _find(wanted: Value, text: Value) -> int:
    place = text_of(text).find(text_of(wanted))
    if place < 0:
        raise FormulaError
    return place + 1


def place_in(text: str, wanted: str) -> int | None:
    """Where `wanted`, in which * and ? stand for any letters, begins in `text`, else None.

    Case does not count. Part after part is looked for, so that no text takes long.
    """
    first, place = None, 0
    for part in filter(None, wanted.split("*")):
        match = _one_letter(part).search(text, place)
        if not match:
            return None
        first = match.start() if first is None else first
        place = match.end()
    return 0 if first is None or wanted.startswith("*") else first


@lru_cache(maxsize=256)
def _one_letter(part: str) -> re.Pattern[str]:
    pattern = "".join("." if letter == "?" else re.escape(letter) for letter in part)
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


def _middle(text: Value, start: Value, length: Value) -> str:
    begin = int(number_of(start)) - 1
    if begin < 0 or number_of(length) < 0:
        raise FormulaError
    return text_of(text)[begin : begin + int(number_of(length))]


def _right(text: Value, length: Value = 1) -> str:
    count = int(number_of(length))
    return text_of(text)[-count:] if count > 0 else ""


_Builder = Callable[[list[Expression]], Expression]
_SIMPLE: dict[str, _Builder] = {"CONCATENATE": _joined, "CONCAT": _joined, "DATE": _date}
_OTHERS: dict[str, _Builder] = {
    "AND": _plain(lambda *values: all(map(_is_true, values))),
    "OR": _plain(lambda *values: any(map(_is_true, values))),
    "NOT": _plain(lambda value: not _is_true(value), 1),
    "IF": _if,
    "ISERROR": _is_error,
    "ISBLANK": _plain(lambda value: value is None, 1),
    "ISNUMBER": _plain(lambda value: value is not None and _sortable(value)[0] == 0, 1),
    "ISTEXT": _plain(lambda value: isinstance(value, str), 1),
    "LEN": _plain(lambda value: len(text_of(value)), 1),
    "TRIM": _plain(lambda value: " ".join(text_of(value).split(" ")).strip(), 1),
    "UPPER": _plain(lambda value: text_of(value).upper(), 1),
    "LOWER": _plain(lambda value: text_of(value).lower(), 1),
    "EXACT": _plain(lambda first, second: text_of(first) == text_of(second), 2),
    "LEFT": _plain(lambda text, length=1: _middle(text, 1, length), 1, 2),
    "RIGHT": _plain(_right, 1, 2),
    "MID": _plain(_middle, 3),
    "SEARCH": _plain(_search, 2),
    "FIND": _plain(_find, 2),
}
