"""The scorecard of a strategy: aims and actuals side by side over the last quarters.

Pure functions over measures read with their readings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ambitions.measures.values import size, verdict
from ambitions.models import Measure, Reading
from objectives.calendar import part_of, short_year
from objectives.models import Period

COLUMNS_SHOWN = 8
_FIRST_MONTH = {"Q1": 4, "Q2": 7, "Q3": 10, "Q4": 13, "H1": 4, "H2": 10, "Y": 4}
_MONTHS = {"Q": 3, "H": 6, "M": 1, "Y": 12}
_MONTH_NAMES = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")


@dataclass(frozen=True, order=True)
class Column:
    """One part of a financial year, ordered by when it ends and then by its length."""

    ends: tuple[int, int]
    months: int
    year: int
    part: str

    @property
    def head(self) -> str:
        """ "Q2", "H1", "Apr" or "Year"."""
        if self.part.startswith("M"):
            return _MONTH_NAMES[int(self.part[1:]) - 1]
        return "Year" if self.part == "Y" else self.part

    @property
    def year_head(self) -> str:
        return short_year(self.year)

    @property
    def name(self) -> str:
        return f"{self.head} {self.year_head}"

    @property
    def key(self) -> tuple[int, str]:
        return self.year, self.part


def column(year: int, part: str) -> Column:
    """The column of a part ("Q1" to "Q4", "H1", "M01", "Y") of the year that starts in `year`."""
    first = int(part[1:]) + 3 if part.startswith("M") else _FIRST_MONTH[part]
    months = _MONTHS[part[0]]
    last = first + months - 1
    return Column((year + (last - 1) // 12, (last - 1) % 12 + 1), months, year, part)


def column_of(period: Period) -> Column:
    return column(period.financial_year, part_of(period))


def columns_for(measures: Iterable[Measure], period: Period | None) -> list[Column]:
    """The last columns that have a reading, up to and with that of `period`, oldest first."""
    found = {
        column(one.financial_year, one.part)
        for measure in measures
        for one in measure.readings.all()
        if one.raw or one.is_withheld
    }
    if period is not None:
        now = column_of(period)
        found = {one for one in found if one.ends <= now.ends} | {now}
    return sorted(found)[-COLUMNS_SHOWN:]


@dataclass
class Line:
    """One row of readings of a measure: its aims, or one series of its actuals."""

    label: str
    kind: str
    readings: list[Reading | None]

    @property
    def sizes(self) -> list[Decimal | None]:
        return [size(one) for one in self.readings]


@dataclass
class Score:
    """A measure on the scorecard; `lines` begin with the aim where there is one."""

    measure: Measure
    lines: list[Line]
    verdict: str
    is_withheld: bool
    has_actual_now: bool

    @property
    def aim(self) -> Line | None:
        return next((line for line in self.lines if line.kind == Reading.Kind.AIM), None)

    @property
    def actuals(self) -> list[Line]:
        return [line for line in self.lines if line.kind == Reading.Kind.ACTUAL]


def score(measure: Measure, columns: Sequence[Column], now: Column | None) -> Score:
    """How `measure` stands over `columns`; judged in the column `now`."""
    cells = {
        (one.kind, one.series, one.financial_year, one.part): one for one in measure.readings.all()
    }
    series = dict.fromkeys(
        one.series for one in measure.readings.all() if one.kind == Reading.Kind.ACTUAL
    )
    names = [(Reading.Kind.AIM, ""), *((Reading.Kind.ACTUAL, name) for name in series or [""])]
    lines = [
        Line(
            label=name or str(kind.label),
            kind=kind,
            readings=[cells.get((kind, name, *one.key)) for one in columns],
        )
        for kind, name in names
    ]
    aim = cells.get((Reading.Kind.AIM, "", *now.key)) if now else None
    actuals = [
        cells.get((Reading.Kind.ACTUAL, name, *now.key)) if now else None for name in series or [""]
    ]
    first = actuals[0]
    return Score(
        measure=measure,
        lines=lines,
        # Several series are several answers: no one verdict is true of them.
        verdict=verdict(first, aim, measure.better) if len(actuals) == 1 else "",
        is_withheld=any(one and one.is_withheld for one in actuals),
        has_actual_now=any(one and (one.raw or one.is_withheld) for one in actuals),
    )
