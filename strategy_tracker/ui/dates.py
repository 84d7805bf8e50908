"""Dates: how people type them, and how every page, message and paper prints them.

THE one place for both. A moment (a datetime with a zone) is always told as London has it: at
23:30 UTC on 31 March it is already 1 April there.
"""

import calendar
import re
from datetime import date, datetime

from django.utils import timezone

# Other years are slips of the keyboard.
FIRST_YEAR, LAST_YEAR = 1950, 2099

MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
"""The number of a month by its name, in full or short, in lower case."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})")
_WEEKDAY = re.compile(
    r"\A(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+", re.IGNORECASE
)
_WORDS = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/]*([a-z]{3,9})\.?,?[\s\-/']*(\d{4}|\d{2})",
    re.IGNORECASE,
)


# As people type them


def parse_date(text: str) -> date | None:
    """The day that somebody typed; None for what is no whole date.

    31/3/2026, 31.03.26, 31 March 2026, 31st Mar 26, Tuesday 31 March 2026; and 2026-03-31,
    which is never read day first. Raises ValueError for a day that no calendar has (31 June)
    and for a year that is surely a slip.
    """
    plain = _WEEKDAY.sub("", " ".join(text.split()), count=1)
    parts = parts_in_figures(plain) or parts_in_words(plain)
    if parts is None:
        return None
    if not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        raise ValueError(f"“{text}” is in the year {parts[0]}.")
    return date(*parts)


def parts_in_figures(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date all in figures, day first or ISO; not yet a real day."""
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _FIGURES.fullmatch(text):
        return _full_year(match[4]), int(match[3]), int(match[1])
    return None


def parts_in_words(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date that names its month; not yet a real day."""
    match = _WORDS.fullmatch(_WEEKDAY.sub("", text, count=1))
    month = MONTHS.get(match[2].lower()) if match else None
    return (_full_year(match[3]), month, int(match[1])) if match and month else None


def _full_year(figures: str) -> int:
    return int(figures) + (2000 if len(figures) == 2 else 0)


# As they are printed

# As `long_date` prints one, in the words of Excel.
LONG_DATE_IN_EXCEL = "d mmmm yyyy"


def local_day(day: date | datetime) -> date:
    """The day itself, or London's day at that moment."""
    if not isinstance(day, datetime):
        return day
    return timezone.localtime(day).date() if timezone.is_aware(day) else day.date()


def long_date(day: date | datetime | None) -> str:
    """31 March 2024; "" for None."""
    return "" if day is None else f"{local_day(day).day} {local_day(day):%B %Y}"


def short_date(day: date | datetime | None, today: date | None = None) -> str:
    """18 October; with its year where that is not this year."""
    this_year = (today or timezone.localdate()).year
    return long_date(day).removesuffix(f" {this_year}")


def clock(moment: datetime) -> str:
    """14:05, as London has it."""
    return f"{timezone.localtime(moment) if timezone.is_aware(moment) else moment:%H:%M}"


def day_and_time(moment: datetime | None) -> str:
    """18 October 2025 at 14:05; "" for None."""
    return "" if moment is None else f"{long_date(moment)} at {clock(moment)}"


def machine_time(moment: datetime) -> str:
    """2025-10-18 14:05:00, as a form sends it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def figures(day: date | datetime) -> str:
    """31/03/2022, with the time where there is one, as a cell of a workbook is read aloud.

    A workbook knows no zones: its day is the day.
    """
    return f"{day:%d/%m/%Y %H:%M}" if isinstance(day, datetime) else f"{day:%d/%m/%Y}"


def distance(day: date | datetime | None, today: date | None = None) -> str:
    """How far away a day is, in the unit a person would use: "in 6 days", "5 months ago"."""
    if day is None:
        return ""
    days = (local_day(day) - (today or timezone.localdate())).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days == -1:
        return "yesterday"
    words = _span(abs(days))
    return f"in {words}" if days > 0 else f"{words} ago"


def _span(days: int) -> str:
    for size, unit, upto in ((1, "day", 21), (7, "week", 140), (30.44, "month", 730)):
        if days < upto:
            count = round(days / size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    count = round(days / 365.25)
    return f"{count} year{'' if count == 1 else 's'}"
