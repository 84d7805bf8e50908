"""The scorecard of a strategy: aims and actuals side by side over the last quarters.

Pure functions over measures read with their readings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ambitions.measures.figures import (
    POINTS_FOR_LIMITS,
    Cell,
    ProcessLimits,
    process_limits,
)
from ambitions.measures.grades import grade_verdict, size_of
from ambitions.measures.values import line_of, part_of_reading, verdict
from ambitions.models import Measure, Reading
from objectives.calendar import Part, part_of
from objectives.models import Period

COLUMNS_SHOWN = 8
MONTHS_SHOWN = 24


def columns_for(cells: Iterable[Cell], period: Period | None) -> list[Part]:
    """The last columns that have a reading, up to and with that of `period`, oldest first."""
    found = {part for _, _, _, part in cells}
    if period is not None:
        now = part_of(period)
        found = {part for part in found if part.last <= now.last} | {now}
    return sorted(found)[-COLUMNS_SHOWN:]


@dataclass
class Line:
    """One row of readings of a measure: its aims, or one series of its actuals."""

    label: str
    kind: str
    readings: list[Reading | None]


@dataclass
class Score:
    """A measure on the scorecard; `lines` begin with the aim where there is one."""

    measure: Measure
    lines: list[Line]
    aim_now: Reading | None
    verdict: str
    has_actual_now: bool


def score(
    measure: Measure, cells: Mapping[Cell, Reading], columns: Sequence[Part], now: Part | None
) -> Score:
    """How `measure` did over `columns`; judged in the column `now`.

    `cells` are those of `figures.cells_of`, in which a month may stand for its quarter.
    """
    actual, aim = Reading.Kind.ACTUAL, Reading.Kind.AIM
    series = sorted(
        {reading.series for reading in measure.readings.all() if reading.kind == actual}
    ) or [""]
    names = [(aim, ""), *((actual, name) for name in series)]
    lines = [
        Line(
            label=name or str(kind.label),
            kind=kind,
            readings=[cells.get((measure.pk, kind, name, part)) for part in columns],
        )
        for kind, name in names
    ]
    aim_now = cells.get((measure.pk, aim, "", now)) if now else None
    actuals = [_of_now(cells.get((measure.pk, actual, name, now)), now) for name in series if now]
    return Score(
        measure=measure,
        lines=lines,
        aim_now=aim_now,
        # Several series are several answers: no one verdict is true of them.
        verdict=_judged(measure, actuals[0], aim_now) if len(actuals) == 1 else "",
        has_actual_now=any(actuals),
    )


def _of_now(reading: Reading | None, now: Part) -> Reading | None:
    """The reading, unless it is of a month before the period's last: that is not yet its figure."""
    return reading if reading and part_of_reading(reading).last == now.last else None


def _judged(measure: Measure, actual: Reading | None, aim: Reading | None) -> str:
    """How the actual did against the aim; a month's count is not judged by a quarter's aim."""
    if actual is None or aim is None:
        return ""
    if measure.grade_scale_id:
        return grade_verdict(measure, actual, aim)
    is_count = measure.value_kind == Measure.ValueKind.COUNT
    if is_count and part_of_reading(actual) != part_of_reading(aim):
        return ""
    return verdict(actual, aim, measure.better)


@dataclass
class Trend:
    """The actuals a line is drawn through, part by part, and the aims behind them."""

    measure: Measure
    parts: list[Part]
    actuals: list[Reading | None]
    aims: list[Reading | None]

    @property
    def sizes(self) -> list[Decimal | None]:
        return [size_of(self.measure, reading) for reading in self.actuals]

    @property
    def aim_sizes(self) -> list[Decimal | None]:
        return [size_of(self.measure, reading) for reading in self.aims]


def trend_of(measure: Measure, up_to: Part | None, *, most: int = COLUMNS_SHOWN) -> Trend:
    """The last parts of the measure's headline series, no more than `most`, up to `up_to`."""
    readings = list(measure.readings.all())
    line = line_of(readings, up_to=up_to)[-most:]
    aims = {
        part_of_reading(reading): reading
        for reading in readings
        if reading.kind == Reading.Kind.AIM
    }
    return Trend(
        measure=measure,
        parts=[part for part, _ in line],
        actuals=[reading for _, reading in line],
        aims=[aims.get(part) for part, _ in line],
    )


def months_of(measure: Measure, up_to: Part | None) -> tuple[Trend, ProcessLimits | None]:
    """The trend over up to two years of months with its process limits.

    Only the months since any longer part count; None for limits where they are too few.
    """
    line = trend_of(measure, up_to, most=MONTHS_SHOWN)
    longer = [place for place, part in enumerate(line.parts) if part.months > 1]
    start = longer[-1] + 1 if longer else 0
    months = Trend(measure, line.parts[start:], line.actuals[start:], line.aims[start:])
    if measure.grade_scale_id:
        return months, None  # places in an order have no distance, and so no limits
    sizes = [None if value is None else float(value) for value in months.sizes]
    # Asked here as well, so that pandas is not loaded for a measure without months.
    is_enough = sum(value is not None for value in sizes) >= POINTS_FOR_LIMITS
    return months, process_limits(sizes) if is_enough else None
