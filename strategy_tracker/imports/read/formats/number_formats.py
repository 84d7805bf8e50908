"""How a cell's number format shows its value, where it says more than the value does.

A reference such as BAF 01 is often the number 1 in the format "BAF" 00, and a month some day
of it shown as mmm yy. What is only another way to write a number or a day is passed over.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from strategy_tracker.imports.read.sheet import CellValue, as_text

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | _(?P<space>.) | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General) | (?P<digit>[0#?]) | (?P<text>@)
    | (?P<date>y+|m+|d+|h+|s+|e+|g+|b+|am/pm|a/p)
    | (?P<end>;) | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d+)?)")
# In a number these count or scale, and so show no reference; a slash makes a fraction.
_COUNTING = ".,%/Ee"
_CURRENCIES = re.compile(r"[£$€¥]")
# What may stand between a month and its year for them to be read as such.
_BETWEEN = re.compile(r"[A-Za-z]+[\s\-,']+\d+")
# No format of a spreadsheet is longer.
_LONGEST = 255


class _Token(NamedTuple):
    kind: str
    text: str


class NumberFormat(NamedTuple):
    """A format cut into its sections, each with the condition that picks it ("" for none)."""

    sections: tuple[tuple[str, tuple[_Token, ...]], ...]

    def shows(self, value: CellValue) -> str:
        """What a cell of this format shows for `value`; "" where that is no more than it is."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bool):
            return ""
        if isinstance(value, date):
            tokens = self.sections[0][1]
            return _month(tokens, value)
        if isinstance(value, int):
            shown = self._reference(value)
            return "" if shown == as_text(value) else shown
        return ""

    def _text(self, value: str) -> str:
        """The text with what the format says around it."""
        tokens = self.sections[3][1] if len(self.sections) > 3 else self.sections[-1][1]
        if not any(token.kind == "text" for token in tokens) or not value.strip():
            return ""
        shown = "".join(value if token.kind == "text" else _literal(token) for token in tokens)
        return shown.strip() if shown.strip() != value.strip() else ""

    def _reference(self, value: int) -> str:
        tokens, is_own = self._section(value)
        if not _is_reference(tokens):
            return ""
        shown = _in_places(tokens, str(abs(value)))
        return shown if value >= 0 or is_own else f"-{shown}"

    def _section(self, value: int) -> tuple[tuple[_Token, ...], bool]:
        """The section for `value`, and whether it shows a negative number without its sign."""
        sections = self.sections
        for condition, tokens in sections:
            if condition and _holds(condition, value):
                return tokens, False
        if any(condition for condition, _ in sections):
            return next(
                (tokens for condition, tokens in reversed(sections) if not condition), ()
            ), False
        if value < 0 and len(sections) > 1:
            return sections[1][1], True
        if value == 0 and len(sections) > 2:
            return sections[2][1], False
        return sections[0][1], False


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat | None:
    """The format written so; None for one that never says more than the value."""
    if not code or code == "General" or len(code) > _LONGEST:
        return None
    found = NumberFormat(tuple(_sections(code)))
    return found if any(_says_more(tokens) for _, tokens in found.sections) else None


def _sections(code: str) -> Iterator[tuple[str, tuple[_Token, ...]]]:
    condition, tokens = "", list[_Token]()
    for match in _TOKEN.finditer(code):
        kind = str(match.lastgroup)
        text = match[kind]
        if kind == "end":
            yield condition, tuple(tokens)
            condition, tokens = "", []
        elif kind == "bracket":
            if _CONDITION.fullmatch(text):
                condition = text
            elif text.startswith("$") and text[1:].partition("-")[0]:
                tokens.append(_Token("quoted", text[1:].partition("-")[0]))
        elif kind == "date" and text.casefold() in ("am/pm", "a/p"):
            tokens.append(_Token("date", "h"))
        else:
            tokens.append(_Token(kind, text))
    yield condition, tuple(tokens)


def _says_more(tokens: tuple[_Token, ...]) -> bool:
    return (
        _is_reference(tokens)
        or _is_month(tokens)
        or (
            any(token.kind == "text" for token in tokens)
            and any(_literal(token).strip() for token in tokens)
        )
    )


def _literal(token: _Token) -> str:
    if token.kind == "space":
        return " "
    return token.text if token.kind in ("quoted", "escaped", "other") else ""


def _holds(condition: str, value: int) -> bool:
    match = _CONDITION.fullmatch(condition)
    if not match:
        return False
    limit = float(match[2])
    return {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[match[1]]


def _is_reference(tokens: tuple[_Token, ...]) -> bool:
    """Whether a whole number is shown with leading noughts, or with letters before it.

    Letters after it are its unit, and those of money say which.
    """
    kinds = [token.kind for token in tokens]
    if "date" in kinds or "text" in kinds or not {"digit", "general"} & {*kinds}:
        return False
    if any(token.kind == "other" and token.text in _COUNTING for token in tokens):
        return False
    if sum(token.kind == "digit" and token.text == "0" for token in tokens) > 1:
        return True
    first = next(n for n, kind in enumerate(kinds) if kind in ("digit", "general"))
    before = "".join(_literal(token) for token in tokens[:first])
    return any(map(str.isalpha, before)) and not _CURRENCIES.search(before)


def _in_places(tokens: tuple[_Token, ...], figures: str) -> str:
    """`figures` put into the places for them, from the right; what is left stands in the first."""
    places = [n for n, token in enumerate(tokens) if token.kind in ("digit", "general")]
    shown: dict[int, str] = {}
    left = figures
    for place in reversed(places):
        if tokens[place].kind == "general":
            shown[place], left = left, ""
        else:
            shown[place] = left[-1:] or ("0" if tokens[place].text == "0" else "")
            left = left[:-1]
    shown[places[0]] = left + shown[places[0]]
    return "".join(
        shown[n] if n in shown else _literal(token) for n, token in enumerate(tokens)
    ).strip()


def _is_month(tokens: tuple[_Token, ...]) -> bool:
    """Whether of a date only its month is shown, with its year or without."""
    parts = {token.text[0].casefold() for token in tokens if token.kind == "date"}
    return "m" in parts and parts <= {"m", "y"}


def _month(tokens: tuple[_Token, ...], day: date) -> str:
    """ "Mar 26" as it is shown; "Mar 2026" where that is in figures or has no year."""
    if not _is_month(tokens):
        return ""
    shown = "".join(
        _part(token.text, day) if token.kind == "date" else _literal(token) for token in tokens
    ).strip()
    is_clear = _BETWEEN.fullmatch(shown) and shown[:3] == _MONTHS[day.month - 1][:3]
    return shown if is_clear else f"{_MONTHS[day.month - 1][:3]} {day.year}"


def _part(letters: str, day: date) -> str:
    if letters[0] in "yY":
        return str(day.year) if len(letters) > 2 else f"{day.year % 100:02d}"
    name = _MONTHS[day.month - 1]
    return {3: name[:3], 4: name}.get(len(letters), str(day.month))
