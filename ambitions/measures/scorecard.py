"""The scorecard of a strategy: aims and actuals side by side over the last quarters.

Pure functions over measures read with their readings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ambitions.measures.values import line_of, part_of_reading, size, verdict
from ambitions.models import Measure, Reading
from objectives.calendar import Part, part_of
from objectives.models import Period

COLUMNS_SHOWN = 8


def columns_for(measures: Iterable[Measure], period: Period | None) -> list[Part]:
    """The last parts that have a reading, up to and with that of `period`, oldest first."""
    found = {
        part_of_reading(reading)
        for measure in measures
        for reading in measure.readings.all()
        if reading.raw or reading.is_withheld
    }
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


def score(measure: Measure, columns: Sequence[Part], now: Part | None) -> Score:
    """How `measure` did over `columns`; judged in the column `now`."""
    readings = list(measure.readings.all())
    cells = {(one.kind, one.series, part_of_reading(one)): one for one in readings}
    actual, aim = Reading.Kind.ACTUAL, Reading.Kind.AIM
    series = sorted({one.series for one in readings if one.kind == actual}) or [""]
    names = [(aim, ""), *((actual, name) for name in series)]
    lines = [
        Line(
            label=name or str(kind.label),
            kind=kind,
            readings=[cells.get((kind, name, part)) for part in columns],
        )
        for kind, name in names
    ]
    aim_now = cells.get((aim, "", now)) if now else None
    actuals = [cells.get((actual, name, now)) if now else None for name in series]
    return Score(
        measure=measure,
        lines=lines,
        aim_now=aim_now,
        # Several series are several answers: no one verdict is true of them.
        verdict=verdict(actuals[0], aim_now, measure.better) if len(actuals) == 1 else "",
        has_actual_now=any(one and (one.raw or one.is_withheld) for one in actuals),
    )


@dataclass
class Trend:
    """The actuals a line is drawn through, part by part, and the aims behind them."""

    parts: list[Part]
    actuals: list[Reading | None]
    aims: list[Reading | None]

    @property
    def sizes(self) -> list[Decimal | None]:
        return [size(reading) for reading in self.actuals]

    @property
    def aim_sizes(self) -> list[Decimal | None]:
        return [size(reading) for reading in self.aims]


def trend_of(measure: Measure, up_to: Part | None, *, most: int = COLUMNS_SHOWN) -> Trend:
    """The last parts of the measure's headline series, no more than `most`, up to `up_to`."""
    readings = list(measure.readings.all())
    line = line_of(readings, up_to=up_to)[-most:]
    aims = {part_of_reading(one): one for one in readings if one.kind == Reading.Kind.AIM}
    return Trend(
        parts=[part for part, _ in line],
        actuals=[reading for _, reading in line],
        aims=[aims.get(part) for part, _ in line],
    )
