"""The measures of a strategy as at a moment, read in a fixed number of queries."""

from collections import defaultdict
from datetime import datetime

from ambitions.measures.grades import set_grades
from ambitions.models import Measure, Reading
from objectives.models import Strategy
from strategy_tracker.accounts.history import as_at, set_related


def read_measures(strategy: Strategy, moment: datetime | None) -> list[Measure]:
    """The measures that were in use at `moment` (None: that are now), in the trust's order.

    Each with its `readings`. What it is under is known by `objective_id` and `ambition_id`.
    """
    measures: list[Measure] = [
        measure
        for measure in as_at(Measure, moment, strategy=strategy.pk)
        if not measure.is_archived
    ]
    readings: dict[int, list[Reading]] = defaultdict(list)
    for reading in as_at(Reading, moment, measure__strategy=strategy.pk):
        readings[reading.measure_id].append(reading)
    for measure in measures:
        set_related(measure, "readings", readings[measure.pk])
    set_grades(measures, moment, strategy.trust_id)
    return measures
