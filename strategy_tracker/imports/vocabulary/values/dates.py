"""Dates as trusts write them: day first, months by name, quarters, and Excel's day numbers."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import dateparser

from ambitions.updates.null_values import empty_kind
from strategy_tracker.imports.vocabulary.values.periods import parse_period
from strategy_tracker.ui.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    parts_in_figures,
    parts_in_words,
)

# 1 January 1950 to 31 December 2099; outside it a bare number is no date.
_SERIALS = range(18264, 73051)
_EXCEL_EPOCH = date(1899, 12, 30)
_END_OF = re.compile(r"(?:by\s+)?(?:the\s+)?end\s+(?:of\s+)?(?:the\s+)?", re.IGNORECASE)
_LEADING_BY = re.compile(r"(?:by|due|before)\s+", re.IGNORECASE)


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
    plain = _LEADING_BY.sub("", _END_OF.sub("", text), count=1).strip()
    parts = parts_in_figures(text.split(" 00:00")[0]) or parts_in_words(plain)
    if parts:
        return _checked(text, *parts)
    if period := parse_period(plain):
        return DateRead(period.ends_on, text)
    return _loosely(text, plain)


def _checked(text: str, year: int, month: int, day: int) -> DateRead:
    try:
        found = date(year, month, day)
    except ValueError:
        return DateRead(text=text, problem=f"“{text}” is not a day in any calendar, day first.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateRead(text=text, problem=f"“{text}” is in the year {year}.")
    return DateRead(found)


def _loosely(text: str, plain: str) -> DateRead:
    """Last, a general parser, for spellings such as "3 march, 2022". Never relative dates."""
    has_year = re.search(r"\b\d{4}\b|['/\-\s]\d{2}$", plain)
    if not re.search(r"\d", plain) or len(plain) > 30:
        return DateRead(text=text)
    month_named = any(word.lower() in MONTHS for word in re.findall(r"[A-Za-z]{3,9}", plain))
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
