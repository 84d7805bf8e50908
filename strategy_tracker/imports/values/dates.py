"""Dates as trusts write them: day first, months by name, quarters, and Excel's day numbers."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import dateparser

from ambitions.updates.null_values import empty_kind
from strategy_tracker.imports.values.periods import parse_period

# 1 January 1950 to 31 December 2099; outside it a bare number is no date.
_SERIALS = range(18264, 73051)
_EXCEL_EPOCH = date(1899, 12, 30)
_NUMERIC = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDS = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
    r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/]*([a-z]{3,9})\.?,?[\s\-/']*(\d{4}|\d{2})",
    re.IGNORECASE,
)
_END_OF = re.compile(r"(?:by\s+)?(?:the\s+)?end\s+(?:of\s+)?(?:the\s+)?", re.IGNORECASE)
_LEADING_BY = re.compile(r"(?:by|due|before)\s+", re.IGNORECASE)
_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}


@dataclass(frozen=True)
class DateRead:
    """What a cell says of a date.

    `day` is the date, or None; `text` is what was written when it is not simply that date in
    figures ("Q4 21/22", "TBC"); `problem` says in a sentence why a cell that looks like a
    date is none, and is "" for words that were never meant as one.
    """

    day: date | None = None
    text: str = ""
    problem: str = ""


def parse_date(value: object) -> DateRead:
    """Read a cell of dates: a real date, an Excel day number, or text.

    Figures are read day first. A month, quarter or year stands for its last day, as a date
    to be met, and keeps its words in `text`. What cannot be a date (31/02/2022), or could
    be two, is a problem, with the words kept.
    """
    if isinstance(value, datetime):
        return DateRead(value.date())
    if isinstance(value, date):
        return DateRead(value)
    if isinstance(value, bool) or value is None:
        return DateRead(text="" if value is None else str(value))
    if isinstance(value, int | float):
        return _from_number(float(value))
    return _from_text(str(value).strip())


def _from_number(number: float) -> DateRead:
    if int(number) in _SERIALS:
        return DateRead(_EXCEL_EPOCH + timedelta(days=int(number)))
    text = f"{number:g}"
    return DateRead(text=text, problem=f"{text} is a number and not a date.")


@lru_cache(maxsize=4096)
def _from_text(text: str) -> DateRead:
    if not text or empty_kind(text):
        return DateRead(text=text)
    if re.fullmatch(r"\d{5}(\.0+)?", text):
        return _from_number(float(text))
    for pattern, order in ((_ISO, (1, 2, 3)), (_NUMERIC, (4, 3, 1))):
        if match := pattern.fullmatch(text.split(" 00:00")[0]):
            year, month, day = (int(match[group]) for group in order)
            return _checked(text, _full_year(year, match[order[0]]), month, day)
    plain = _LEADING_BY.sub("", _END_OF.sub("", text), count=1).strip()
    if match := _WORDS.fullmatch(plain):
        month = _MONTHS.get(match[2].lower(), 0)
        if month:
            return _checked(text, _full_year(int(match[3]), match[3]), month, int(match[1]))
    if period := parse_period(plain):
        return DateRead(period.ends_on, text)
    return _loosely(text, plain)


def _full_year(year: int, digits: str) -> int:
    return 2000 + year if len(digits) == 2 else year


def _checked(text: str, year: int, month: int, day: int) -> DateRead:
    try:
        found = date(year, month, day)
    except ValueError:
        return DateRead(text=text, problem=f"“{text}” is not a day in any calendar, day first.")
    if not 1950 <= year < 2100:
        return DateRead(text=text, problem=f"“{text}” is in the year {year}.")
    return DateRead(found)


def _loosely(text: str, plain: str) -> DateRead:
    """Last, a general parser, for spellings such as "3 march, 2022". Never relative dates."""
    has_year = re.search(r"\b\d{4}\b|['/\-\s]\d{2}$", plain)
    if not re.search(r"\d", plain) or len(plain) > 30:
        return DateRead(text=text)
    month_named = any(word.lower() in _MONTHS for word in re.findall(r"[A-Za-z]{3,9}", plain))
    if not month_named:
        figures_only = re.fullmatch(r"[\d\s/.\-]+", plain)
        problem = f"“{text}” is not a whole date." if figures_only else ""
        return DateRead(text=text, problem=problem)
    found = dateparser.parse(
        plain,
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
        },
    )
    if found and has_year:
        return _checked(text, found.year, found.month, found.day)
    return DateRead(text=text)
