"""Readings of measures: what a printed value means, which is the latest, and how it did.

Pure functions. A reading keeps the words a trust printed; the number is what they mean,
where they mean one. THE rule of a measure's latest reading is here; the order of the parts
of a year is `objectives.calendar.Part`'s.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ambitions.models import Measure, Reading
from ambitions.updates.null_values import empty_kind
from objectives.calendar import Part, missing_between, part_of
from objectives.models import Period

NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_COMPARED = re.compile(rf"(?:[<>≤≥=~]|c\.?(?=\d)|under|over)*\s*£?({NUMBER})\s*(%?)", re.IGNORECASE)
_DURATION = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_YES_NO = {"y", "n", "yes", "no", "true", "false"}
_GRADE = re.compile(r"[A-Z]{1,2}(?:/[A-Z]{1,2})?")
# What Decimal(16, 4) of the database holds.
_LARGEST = Decimal(10) ** 12
# An actual that misses its aim by no more than this share of it is close.
CLOSE = Decimal("0.05")


@dataclass(frozen=True)
class ReadingRead:
    """A scorecard value: the words printed, the number they mean (percent 0 to 100, seconds
    for a time), the kind of value, and the kind of empty."""

    raw: str
    number: Decimal | None
    kind: str
    empty: str = ""


def parse_reading(raw: str) -> ReadingRead:
    """What a scorecard cell holds; every text has an answer, at worst kind "text"."""
    text = raw.strip()
    kind_of_empty = empty_kind(text)
    if not text or kind_of_empty:
        return ReadingRead(text, None, "text", kind_of_empty)
    if match := _DURATION.fullmatch(text):
        # Two parts are minutes and seconds in a response time, hours and minutes elsewhere;
        # without a third part nothing says which, so no number is made up.
        if match[3] is None:
            return ReadingRead(text, None, "duration")
        hours, minutes, seconds = (int(part) for part in match.groups())
        return ReadingRead(text, Decimal(hours * 3600 + minutes * 60 + seconds), "duration")
    if match := _COMPARED.fullmatch(text):
        number = decimal(match[1])
        if number is not None and abs(number) < _LARGEST:
            whole = number == number.to_integral_value() and "." not in match[1]
            kind = "percent" if match[2] else "count" if whole else "decimal"
            return ReadingRead(text, round(number, 4), kind)
    if text.lower() in _YES_NO:
        return ReadingRead(text, None, "yes_no")
    return ReadingRead(text, None, "grade" if _GRADE.fullmatch(text) else "text")


def decimal(text: str) -> Decimal | None:
    """The number that `text` writes, with or without commas between thousands."""
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def size(reading: Reading | None) -> Decimal | None:
    """What a reading counts as beside others of its measure; None for what has no size.

    A time in two parts ("34:10") has no number, for nothing says whether its parts are
    minutes or hours; but all of one measure are of one kind, so they still compare.
    """
    if reading is None or reading.is_withheld:
        return None
    if reading.number is not None:
        return reading.number
    match = _DURATION.fullmatch(reading.raw.strip())
    if match and match[3] is None:
        return Decimal(int(match[1]) * 60 + int(match[2]))
    return None


def part_of_reading(reading: Reading) -> Part:
    return Part(reading.financial_year, reading.part)


def printed(reading: Reading | None) -> str:
    """A reading as the trust printed it; "Withheld" under embargo, "" where there is none."""
    if reading is None:
        return ""
    return "Withheld" if reading.is_withheld else reading.raw


def is_given(reading: Reading) -> bool:
    """Whether something was reached and may be told, or is withheld: not blank, "-" or "TBC"."""
    return reading.is_withheld or bool(reading.raw.strip() and not reading.empty)


def printed_in(reading: Reading | None, part: Part) -> str:
    """`printed`, with its month where it stands in a longer part: "61% (Sep)"."""
    if reading is None or part_of_reading(reading) == part:
        return printed(reading)
    return f"{printed(reading)} ({part_of_reading(reading).head})"


def headline_series(readings: Iterable[Reading]) -> str:
    """The series of actuals that speaks for its measure.

    The one without a name, which is what is entered here; else the first by name.
    """
    actuals = (reading for reading in readings if reading.kind == Reading.Kind.ACTUAL)
    return min(
        (actual.series for actual in actuals if actual.raw or actual.is_withheld), default=""
    )


def actuals_of(readings: Iterable[Reading], series: str | None = None) -> list[Reading]:
    """The actuals of one series, without one those of the headline series."""
    known = list(readings)
    wanted = headline_series(known) if series is None else series
    return [
        reading
        for reading in known
        if reading.kind == Reading.Kind.ACTUAL and reading.series == wanted
    ]


def reading_now(measure: Measure, period: Period | None) -> Reading | None:
    if period is None:
        return None
    key = (Reading.Kind.ACTUAL, "", part_of(period))
    return next(
        (
            reading
            for reading in measure.readings.all()
            if (reading.kind, reading.series, part_of_reading(reading)) == key
        ),
        None,
    )


def is_entered(reading: Reading | None) -> bool:
    """Whether nothing more is owed: "-" and "TBC" are answers too, as they are not to the board."""
    return bool(reading and (reading.raw or reading.is_withheld))


def latest_reading(
    readings: Iterable[Reading], *, series: str | None = None, up_to: Part | None = None
) -> Reading | None:
    """The latest actual of the series that is given, up to the end of `up_to`; None without any.

    It may be withheld, and is then to be shown as that (`printed`), never passed over for an
    older one. Without a series it is the headline's.
    """
    known = [actual for actual in actuals_of(readings, series) if is_given(actual)]
    if up_to is not None:
        known = [reading for reading in known if part_of_reading(reading).last <= up_to.last]
    return max(known, key=lambda reading: part_of_reading(reading).recency, default=None)


def latest_printed(readings: Iterable[Reading], period: Period | None) -> str:
    """The latest reading as at `period`, with its part of the year: "60%, Sep 24"."""
    found = latest_reading(readings, up_to=part_of(period) if period else None)
    return f"{printed(found)}, {part_of_reading(found).name}" if found else ""


def line_of(
    readings: Iterable[Reading], *, series: str | None = None, up_to: Part | None = None
) -> list[tuple[Part, Reading | None]]:
    """The actuals that a line is drawn through, oldest first, None for a part that is missing.

    From the latest reading back, each time the latest that ends before the last one begins:
    so no month is in it twice, as it would be with quarters beside half-years.
    """
    known = {
        part_of_reading(actual): actual
        for actual in actuals_of(readings, series)
        if is_given(actual)
    }
    line: list[tuple[Part, Reading | None]] = []
    for part in sorted(known, key=lambda known_part: known_part.recency, reverse=True):
        if up_to is not None and part.last > up_to.last:
            continue
        if line:
            later = line[-1][0]
            if part.last >= later.first:
                continue
            line += [(missing, None) for missing in reversed(missing_between(part, later))]
        line.append((part, known[part]))
    return line[::-1]


def verdict(actual: Reading | None, aim: Reading | None, better: str) -> str:
    """ "Met", "Close" or "Missed"; "" where numbers or the measure's direction do not say.

    Close is a miss by no more than CLOSE of the aim.
    """
    reached, wanted = size(actual), size(aim)
    if reached is None or wanted is None or not better:
        return ""
    short_by = wanted - reached if better == Measure.Better.HIGHER else reached - wanted
    if short_by <= 0:
        return "Met"
    return "Close" if short_by <= abs(wanted) * CLOSE else "Missed"
