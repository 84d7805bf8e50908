"""Figures over time: months as quarters, moving ranges and process limits, by pandas.

pandas is loaded by the first page that has months to roll up or a chart to judge, not with
the site: it takes half a second and 60 MB, and most trusts report by quarters alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ambitions.measures.values import is_given, part_of_reading
from ambitions.models import Measure, Reading
from objectives.calendar import Part, part_of
from objectives.models import Period

if TYPE_CHECKING:
    import pandas as pd

# Fewer points say too little of how far a figure moves by itself: NHS England, Making Data
# Count, "Strengthening your decisions", asks for 12 before limits are drawn.
POINTS_FOR_LIMITS = 12
Cell = tuple[int | None, str, str, Part]
"""Where a reading stands on a scorecard: its measure, kind, series and column."""


def cells_of(measures: Iterable[Measure], period: Period | None) -> dict[Cell, Reading]:
    """What stands in each cell of the scorecard of `period`.

    Where the trust reports by anything longer than a month, months are told by their quarter:
    the quarter's own reading where it has one, else the last of its months that says
    something. Nothing is summed, for nothing says which counts add up over a quarter.
    """
    readings = [reading for measure in measures for reading in measure.readings.all()]
    own: dict[Cell, Reading] = {
        (reading.measure_id, reading.kind, reading.series, part_of_reading(reading)): reading
        for reading in readings
        if reading.raw or reading.is_withheld
    }
    if period is None or part_of(period).months == 1:
        return own
    longer = {cell: reading for cell, reading in own.items() if cell[3].months > 1}
    return last_of_quarters(readings) | longer


def last_of_quarters(readings: Iterable[Reading]) -> dict[Cell, Reading]:
    """For each quarter of the April year the reading of the last of its months that has one."""
    months = [
        reading
        for reading in readings
        if part_of_reading(reading).months == 1 and is_given(reading)
    ]
    if not months:
        return {}
    import pandas as pd

    days = [part_of_reading(month).starts_on.isoformat() for month in months]
    table = pd.DataFrame(
        {
            "measure": [month.measure_id for month in months],
            "kind": [str(month.kind) for month in months],
            "series": [month.series for month in months],
            "place": range(len(months)),
        },
        index=pd.PeriodIndex(days, freq="M"),
    ).sort_index()
    # The year of Q-MAR ends in March and is named for that: 2025 is April 2024 to March 2025.
    table["year"] = table.index.asfreq("Q-MAR").qyear - 1  # type: ignore[attr-defined]
    table["quarter"] = table.index.asfreq("Q-MAR").quarter  # type: ignore[attr-defined]
    last = table.groupby(["measure", "kind", "series", "year", "quarter"])["place"].last()
    rows: Iterable[Any] = last.reset_index().itertuples(index=False)
    return {
        (row.measure, row.kind, row.series, Part(int(row.year), f"Q{row.quarter}")): (
            months[row.place]
        )
        for row in rows
    }


def moving_ranges(values: Sequence[float | None]) -> "pd.Series[float]":
    """How far each value is from the one before it; NaN for the first and beside a gap."""
    import pandas as pd

    known = [float("nan") if value is None else value for value in values]
    return pd.Series(known, dtype="float64").diff().abs()


@dataclass(frozen=True)
class ProcessLimits:
    """The mean of a run of values and the limits that they stay between by chance alone."""

    lower: float
    mean: float
    upper: float


def process_limits(
    values: Sequence[float | None], *, screens_outliers: bool = True
) -> ProcessLimits | None:
    """The natural process limits of an XmR chart; None for fewer than 12 values.

    The mean of the values, plus and minus 2.66 times the mean moving range. Moving ranges of
    3.267 times their mean and more are left out once before that, as in NHSRplotthedots
    0.2.2 (`screens_outliers=False` is NHS England's workbook). The limits are not cut off at
    0 or 100%. Where every value is the same, so are the limits.

    Source: NHS England, Making Data Count; D. J. Wheeler, Understanding Variation (1993).
    """
    known = [value for value in values if value is not None]
    if len(known) < POINTS_FOR_LIMITS:
        return None
    ranges = moving_ranges(values).dropna()
    if screens_outliers:
        usual = ranges[ranges < 3.267 * ranges.mean()]
        ranges = usual if len(usual) else ranges
    if ranges.empty:
        return None
    mean, reach = sum(known) / len(known), 2.66 * float(ranges.mean())
    return ProcessLimits(mean - reach, mean, mean + reach)
