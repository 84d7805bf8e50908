"""Parts of the NHS's financial year (April to March), their order and short names: pure functions.

THE order of months, quarters, half-years and years, and what each is called in a column.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

from objectives.models import Period
from objectives.models.strategy import financial_year_of

MONTHS_IN = {"M": 1, "Q": 3, "H": 6, "Y": 12}
_LETTERS = {months: letter for letter, months in MONTHS_IN.items()}
_APRIL = 3  # of the months of a year, counted from 0


@total_ordering
@dataclass(frozen=True)
class Part:
    """A part of the financial year that starts in April of `year`.

    `code` is "Q1" to "Q4", "H1", "H2", "M01" (April) to "M12", or "Y". Parts stand in order
    of when they end; of those that end together the longer follows what it sums up, as a
    board's table has it: June, Q1; September, Q2, H1.
    """

    year: int
    code: str

    @classmethod
    def ending(cls, last: int, months: int) -> "Part":
        """The part of so many months whose last month is `last` (see `first`)."""
        year, place = divmod(last - _APRIL, 12)
        number = f"{place // months + 1:02d}" if months == 1 else f"{place // months + 1}"
        return cls(year, "Y" if months == 12 else _LETTERS[months] + number)

    @property
    def months(self) -> int:
        """How many months long it is."""
        return MONTHS_IN[self.code[0]]

    @property
    def first(self) -> int:
        """Its first month, counted from January of the year 0."""
        return self.year * 12 + _APRIL + self.months * (int(self.code[1:] or 1) - 1)

    @property
    def last(self) -> int:
        """Its last month, counted in the same way."""
        return self.first + self.months - 1

    @property
    def starts_on(self) -> date:
        return _first_day(self.first)

    @property
    def ends_on(self) -> date:
        return _first_day(self.last + 1) - timedelta(days=1)

    @property
    def recency(self) -> tuple[int, int]:
        """What makes a figure the latest: its part ends last, and of those starts last.

        September, Q2 and H1 all end on 30 September; September's figure says most about
        how things are now, H1's holds those of April as well.
        """
        return self.last, self.first

    def __lt__(self, other: "Part") -> bool:
        return (self.last, self.months) < (other.last, other.months)

    @property
    def key(self) -> tuple[int, str]:
        """As a reading keeps it: the financial year and the part."""
        return self.year, self.code

    @property
    def head(self) -> str:
        """What stands over a narrow column: "Q2", "H1", "Apr" or "Year"."""
        if self.months == 1:
            return f"{self.starts_on:%b}"
        return "Year" if self.code == "Y" else self.code

    @property
    def year_head(self) -> str:
        return short_year(self.year)

    @property
    def name(self) -> str:
        """In one short phrase: "Q2 24/25", "Year 24/25"; a month by the year it is in: "Jan 25"."""
        if self.months == 1:
            return f"{self.starts_on:%b %y}"
        return f"{self.head} {self.year_head}"


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def missing_between(earlier: Part, later: Part) -> list[Part]:
    """The parts between two, in order: as long as `later` is where the time between allows."""
    found = []
    last = later.first - 1
    while last > earlier.last:
        lengths = (later.months, 3, 1)
        months = next(
            n for n in lengths if n <= last - earlier.last and (last + 1 - _APRIL) % n == 0
        )
        found.append(Part.ending(last, months))
        last -= months
    return found[::-1]


def quarter_of(day: date) -> int:
    """The quarter of the financial year, 1 (from April) to 4."""
    return (day.month - 4) % 12 // 3 + 1


def part_of(period: Period) -> Part:
    """The part of its financial year that a period is."""
    quarter = quarter_of(period.starts_on)
    code = {
        Period.Kind.MONTH: f"M{(period.starts_on.month - 4) % 12 + 1:02d}",
        Period.Kind.QUARTER: f"Q{quarter}",
        Period.Kind.HALF_YEAR: f"H{(quarter + 1) // 2}",
        Period.Kind.YEAR: "Y",
    }[Period.Kind(period.kind)]
    return Part(financial_year_of(period.starts_on), code)


def short_part(period: Period) -> str:
    """What stands over a narrow column: "Q2", "H1", "Apr", "Year"."""
    return part_of(period).head


def year_name(year: int) -> str:
    """A financial year by the one it starts in: 2024 as "2024/25"."""
    return f"{year}/{(year + 1) % 100:02d}"


def short_year(year: int) -> str:
    """2024 as "24/25"."""
    return f"{year % 100:02d}/{(year + 1) % 100:02d}"


def short_name(period: Period) -> str:
    """A period in one short phrase: "Q2 24/25", "Apr 24", "24/25"."""
    part = part_of(period)
    return part.year_head if part.code == "Y" else part.name


# Periods of one strategy, in the order in which they are given


def periods_before(periods: Iterable[Period], period: Period) -> list[Period]:
    """Those of `periods` that begin before `period`."""
    return [other for other in periods if other.starts_on < period.starts_on]


def periods_until(periods: Iterable[Period], period: Period) -> list[Period]:
    """Those of `periods` that begin before `period`, and the period itself."""
    return [other for other in periods if other.starts_on <= period.starts_on]
