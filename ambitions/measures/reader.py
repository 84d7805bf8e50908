"""The measures of a strategy as at a moment, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ambitions.measures.grades import set_grades
from ambitions.models import Ambition, Item, Measure, Reading
from objectives.models import Level, StrategicObjective, Strategy
from strategy_tracker.accounts.history import as_at, set_related


def read_measures(strategy: Strategy, moment: datetime | None) -> list[Measure]:
    """The measures that were in use at `moment` (None: that are now), in the trust's order.

    Each with its `readings`. What it is under is known by `objective_id` and `ambition_id`.
    """
    measures = measures_in_use(strategy, moment)
    readings = as_at(Reading, moment, measure__strategy=strategy.pk)
    return _with_readings(strategy, measures, readings, moment)


def set_parents(measures: Iterable[Measure], strategy: Strategy, moment: datetime | None) -> None:
    """Give each of `measures` the objective or ambition that it is under, as at `moment`."""
    objectives = {row.pk: row for row in as_at(StrategicObjective, moment, strategy=strategy.pk)}
    ambitions = {row.pk: row for row in as_at(Ambition, moment, strategy=strategy.pk)}
    for measure in measures:
        if measure.objective_id:
            measure.objective = objectives[measure.objective_id]
        if measure.ambition_id:
            measure.ambition = ambitions[measure.ambition_id]


def linked_measures(item: Item, moment: datetime | None) -> list[Measure]:
    """The same of those that measured the item at `moment`: that stand under it, or are linked."""
    strategy = item.strategy
    measures = measures_in_use(strategy, moment)
    if item.level == Level.ACTION:
        linked = {pk for pk, action in links_to_actions(strategy, moment) if action == item.pk}
        measures = [measure for measure in measures if measure.pk in linked]
    else:
        measures = [one for one in measures if getattr(one, f"{item.level}_id") == item.pk]
    if not measures:
        return []
    own = as_at(Reading, moment, measure__in=[measure.pk for measure in measures])
    return _with_readings(strategy, measures, own, moment)


def links_to_actions(strategy: Strategy, moment: datetime | None) -> set[tuple[int, int]]:
    """Which measures are linked to which actions, by their keys; as at `moment` in two queries."""
    if moment is None:
        now = Measure.actions.through.objects.filter(measure__strategy=strategy)
        return set(now.values_list("measure_id", "keyaction_id"))
    history: Any = Measure.history
    lines = history.filter(strategy=strategy, history_date__lte=moment)
    in_order = lines.order_by("history_date", "history_id").values_list("id", "history_id")
    last = set(dict(in_order).values())
    kept: Any = history.model.actions.model
    links = kept.objects.filter(history__strategy=strategy, history__history_date__lte=moment)
    rows = links.values_list("history_id", "measure_id", "keyaction_id")
    return {(measure, action) for line, measure, action in rows if line in last}


def measures_in_use(strategy: Strategy, moment: datetime | None) -> list[Measure]:
    """Those that were not archived at `moment`, without their readings; one query."""
    measures = as_at(Measure, moment, strategy=strategy.pk)
    return [measure for measure in measures if not measure.is_archived]


def _with_readings(
    strategy: Strategy,
    measures: list[Measure],
    readings: Iterable[Reading],
    moment: datetime | None,
) -> list[Measure]:
    by_measure: dict[int, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_measure[reading.measure_id].append(reading)
    for measure in measures:
        set_related(measure, "readings", by_measure[measure.pk])
    set_grades(measures, moment, strategy.trust_id)
    return measures
