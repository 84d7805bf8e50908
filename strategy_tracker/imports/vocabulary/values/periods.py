"""Reporting periods as trusts label them, in financial years from April to March."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from strategy_tracker.ui.dates import MONTHS

_MONTH = r"(?P<month{0}>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_CALENDAR_YEAR = r"(?P<calendar{0}>\d{{4}}|\d{{2}})"
_DASH = r"\s*(?:-|–|—|to|/)\s*"
_MONTH_AND_YEAR = re.compile((_MONTH + r"[\s\-,']*" + _CALENDAR_YEAR).format(""), re.IGNORECASE)
_MONTH_RANGE = re.compile(
    _MONTH.format(1)
    + r"(?:[\s\-,']*"
    + _CALENDAR_YEAR.format(1)
    + ")?"
    + _DASH
    + _MONTH.format(2)
    + r"[\s,']*"
    + _CALENDAR_YEAR.format(2),
    re.IGNORECASE,
)
_YEAR = r"(?:fy\s*)?(?P<first>\d{4}|\d{2})\s*[/\-–]\s*(?P<last>\d{4}|\d{1,2})"
_FINANCIAL_YEAR = re.compile(_YEAR, re.IGNORECASE)
_QUARTER = r"(?:quarters?|qtrs?\.?|q)\s*(?P<one>[1-4])"
_QUARTERS = (
    _QUARTER + r"(?:\s*(?:&|and|-|–|to|/|\+)\s*(?:(?:quarter|qtr\.?|q)\s*)?(?P<two>[1-4])(?!\d))?"
)
_HALF = r"(?:h(?P<half>[12])|(?P<half_word>first|second)\s+half(?:\s+of)?)"
_NHS_MONTH = r"m(?:onth\s*)?(?P<number>\d{1,2})"
_PARTS = rf"(?:{_QUARTERS}|{_HALF}|{_NHS_MONTH})"
_PART_THEN_YEAR = re.compile(rf"{_PARTS}[\s,:\-–]*(?:of\s+)?{_YEAR}", re.IGNORECASE)
_YEAR_THEN_PART = re.compile(rf"{_YEAR}[\s,:\-–]*{_PARTS}", re.IGNORECASE)


@dataclass(frozen=True)
class PeriodRead:
    """A period's label as written, its kind (as `Period.Kind`), first and last day."""

    label: str
    kind: str
    starts_on: date
    ends_on: date


def parse_period(text: str) -> PeriodRead | None:
    """The period that `text` names, or None when it names none, or none that can be.

    Takes a month ("December 2023", "Dec-23", "M9 2023/24"), a quarter ("Q2 24/25",
    "2024/25 Quarter 2"), two quarters or a half ("Qtr 3 & 4 23/24", "H2 2023/24"), a
    financial year ("2021/22"), years together ("2023-26"), and a range of months
    ("Oct 2023 – Mar 2024"). A year that does not follow on ("Q1 24/23") gives None.
    """
    label = re.sub(r"\s+", " ", str(text)).strip()
    plain = label.strip("()[] ")
    for reader in (_months, _parts_of_year, _years):
        days = reader(plain)
        if days:
            return PeriodRead(label, _kind(*days), *days)
    return None


def financial_year(text: str) -> int | None:
    """The year that a financial year starts in: 2024 for "2024/25", "24/25" or "2024-2025"."""
    match = _FINANCIAL_YEAR.fullmatch(str(text).strip())
    years = _first_and_last(match) if match else None
    return years[0] if years and years[1] == years[0] + 1 else None


def _months(plain: str) -> tuple[date, date] | None:
    if match := _MONTH_AND_YEAR.fullmatch(plain):
        year, month = _century(match["calendar"]), MONTHS[match["month"].lower()]
        return date(year, month, 1), _last_day(year, month)
    match = _MONTH_RANGE.fullmatch(plain)
    if not match:
        return None
    start_month, end_month = MONTHS[match["month1"].lower()], MONTHS[match["month2"].lower()]
    last = _century(match["calendar2"])
    first = _century(match["calendar1"]) if match["calendar1"] else last - (start_month > end_month)
    start, end = date(first, start_month, 1), _last_day(last, end_month)
    return (start, end) if start < end else None


def _parts_of_year(plain: str) -> tuple[date, date] | None:
    match = _PART_THEN_YEAR.fullmatch(plain) or _YEAR_THEN_PART.fullmatch(plain)
    years = _first_and_last(match) if match else None
    if not match or not years or years[1] != years[0] + 1:
        return None
    if match["number"]:
        first = last = int(match["number"])
        if not 1 <= first <= 12:
            return None
    elif match["one"]:
        quarter, other = int(match["one"]), int(match["two"] or match["one"])
        if other < quarter:
            return None
        first, last = quarter * 3 - 2, other * 3
    else:
        second = (match["half"] or match["half_word"]).lower() in ("2", "second")
        first, last = (7, 12) if second else (1, 6)
    return _financial_month(years[0], first)[0], _financial_month(years[0], last)[1]


def _years(plain: str) -> tuple[date, date] | None:
    match = _FINANCIAL_YEAR.fullmatch(plain)
    years = _first_and_last(match) if match else None
    return (date(years[0], 4, 1), date(years[1], 3, 31)) if years else None


def _first_and_last(match: re.Match[str]) -> tuple[int, int] | None:
    """(2024, 2025) for 2024/25, 24/25, 2024/5 or 2024-2025; None when the end is not later.

    Up to ten years may pass between, as in "2023-26"; further apart they are no years.
    """
    first, last = _century(match["first"]), match["last"]
    if len(last) < 4:
        unit = 10 ** len(last)
        end = first // unit * unit + int(last)
        end = end + unit if end <= first and first % unit == unit - 1 else end
    else:
        end = int(last)
    return (first, end) if first < end <= first + 10 and 1990 <= first < 2100 else None


def _century(digits: str) -> int:
    return 2000 + int(digits) if len(digits) == 2 else int(digits)


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _financial_month(year: int, number: int) -> tuple[date, date]:
    """First and last day of month `number` (1 is April) of the financial year from `year`."""
    month = (number + 2) % 12 + 1
    year = year + 1 if number > 9 else year
    return date(year, month, 1), _last_day(year, month)


def _kind(starts_on: date, ends_on: date) -> str:
    """The kind that a length in months comes nearest to."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month + 1
    if months == 1:
        return "month"
    if months <= 4:
        return "quarter"
    return "half_year" if months <= 9 else "year"


_PART = re.compile(rf"\b(?P<part>{_PARTS})(?!\d)", re.IGNORECASE)
_LOOSE_YEAR = re.compile(rf"(?<![\w/\-–]){_YEAR}(?![\w/])", re.IGNORECASE)
# What a heading leaves behind when the period it ended in is taken away.
_DANGLING = re.compile(
    r"[\s\-–—:,]*\b(?:as at|as of|by|to|for|in|at|during|of|up to|until)\s*(?:the end of\s*)?$",
    re.IGNORECASE,
)
_BY_YEAR = re.compile(r"\s*\bby\s+(?:the end of\s+)?20\d\d\b", re.IGNORECASE)


def find_period(text: str) -> tuple[PeriodRead | None, str]:
    """The period named somewhere within `text`, and what is left of the words without it.

    "Progress Q2 2024/25" gives that quarter and "Progress"; the parts may stand apart
    ("Quarter 2 progress 2024/25"). Without a period the words come back as they are.
    """
    plain = re.sub(r"\s+", " ", str(text)).strip()
    for pattern in (_PART_THEN_YEAR, _YEAR_THEN_PART, _MONTH_RANGE, _MONTH_AND_YEAR):
        for match in _bounded(pattern, plain):
            if read := parse_period(match[0]):
                return read, _without(plain, match.span())
    years = [year for year in _LOOSE_YEAR.finditer(plain) if parse_period(year[0])]
    part = _PART.search(plain)
    if part and len(years) == 1 and (read := parse_period(f"{part[0]} {years[0][0]}")):
        spans = sorted([part.span(), years[0].span()], reverse=True)
        for span in spans:
            plain = _without(plain, span)
        return read, plain
    if len(years) == 1:
        return parse_period(years[0][0]), _without(plain, years[0].span())
    return None, plain


def _bounded(pattern: re.Pattern[str], plain: str) -> list[re.Match[str]]:
    """Matches of `pattern` that are not the middle of a longer word or number."""
    return [
        match
        for match in pattern.finditer(plain)
        if not re.match(r"\w", plain[match.end() :])
        and not re.search(r"[\w/]$|\d(?:st|nd|rd|th)?[\s\-]$", plain[: match.start()])
    ]


def _without(plain: str, span: tuple[int, int]) -> str:
    before, after = plain[: span[0]], plain[span[1] :]
    before = _DANGLING.sub("", re.sub(r"[(\[]\s*$", "", before))
    after = re.sub(r"^\s*[)\]]", "", after)
    joined = re.sub(r"\s+", " ", f"{before.rstrip(' -–—:,')} {after.lstrip(' ,')}").strip()
    return joined.strip(" -–—,")


def without_year(text: str) -> str:
    """`text` without "by 2026", which says until when and not what."""
    return _BY_YEAR.sub("", text).strip()
