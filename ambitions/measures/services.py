"""Every write to measures and their readings."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ambitions.measures.values import parse_reading
from ambitions.models import KeyAction, Measure, Reading
from ambitions.updates.null_values import empty_kind
from objectives.calendar import part_of
from objectives.models import Period, Strategy
from objectives.services import check_period_takes_writes
from strategy_tracker.accounts.models import User
from strategy_tracker.accounts.saving import save


@transaction.atomic
def create_measure(*, strategy: Strategy, name: str, by: User | None, **fields: Any) -> Measure:
    return save(Measure(strategy=strategy, name=name, **fields), by=by)


def check_actions_of_measure(actions: Iterable[KeyAction], strategy_id: int) -> None:
    """Raise ValidationError for an action of another strategy than the measure's."""
    for action in actions:
        if action.strategy_id != strategy_id:
            raise ValidationError({"actions": f"{action} belongs to another strategy."})


@transaction.atomic
def set_measure_actions(*, measure: Measure, actions: Iterable[KeyAction], by: User | None) -> None:
    """Make `actions` what the measure measures. Raises ValidationError on another strategy's."""
    chosen = list(actions)
    check_actions_of_measure(chosen, measure.strategy_id)
    measure._history_user = by  # type: ignore[attr-defined]
    measure.actions.set(chosen)


@transaction.atomic
def set_reading(
    *,
    measure: Measure,
    financial_year: int,
    part: str,
    kind: str,
    raw: str,
    number: Decimal | None = None,
    series: str = "",
    by: User | None,
    **fields: Any,
) -> Reading:
    """Make or change the one reading of that year, part, kind and series."""
    key = {"financial_year": financial_year, "part": part, "kind": kind, "series": series}
    found = (
        other
        for other in measure.readings.all()
        if all(getattr(other, name) == value for name, value in key.items())
    )
    reading = next(found, None) or Reading(measure=measure, **key)
    if reading.raw != raw:
        reading.source = None  # typed now, whatever workbook it was from
    reading.raw, reading.number, reading.empty = raw, number, empty_kind(raw)
    for name, value in fields.items():
        setattr(reading, name, value)
    return save(reading, by=by)


@transaction.atomic
def enter_actual(
    *,
    measure: Measure,
    period: Period,
    raw: str,
    note: str = "",
    is_withheld: bool = False,
    by: User | None,
) -> Reading:
    """What the measure reached in `period`, as it is to be printed.

    Raises ValidationError when the period is closed.
    """
    check_period_takes_writes(period)
    return _enter(measure, period, raw, note=note, is_withheld=is_withheld, by=by)


@transaction.atomic
def enter_actuals(
    *, period: Period, entered: Iterable[tuple[Measure, dict[str, Any]]], by: User | None
) -> int:
    """What several measures reached in `period`, each as `enter_actual` takes it; all or none.

    Gives how many. The readings of the measures are best read already.
    """
    check_period_takes_writes(period)
    number = 0
    for measure, given in entered:
        _enter(measure, period, **given, by=by)
        number += 1
    return number


def _enter(
    measure: Measure,
    period: Period,
    raw: str,
    *,
    note: str = "",
    is_withheld: bool = False,
    by: User | None,
) -> Reading:
    read = parse_reading(raw)
    return set_reading(
        measure=measure,
        financial_year=period.financial_year,
        part=part_of(period).code,
        kind=Reading.Kind.ACTUAL,
        raw=read.raw,
        number=read.number,
        note=note,
        is_withheld=is_withheld,
        by=by,
    )
