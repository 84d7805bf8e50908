"""Every write to measures and their readings."""

from collections.abc import Iterable, Mapping, Sequence
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
    reading = Reading.objects.filter(measure=measure, **key).first()
    reading = reading or Reading(measure=measure, **key)
    return _write(reading, raw, number, fields, by=by)


def _write(
    reading: Reading,
    raw: str,
    number: Decimal | None,
    fields: Mapping[str, Any],
    *,
    by: User | None,
) -> Reading:
    if reading.raw != raw:
        reading.source = None  # typed now, whatever workbook it was from
    reading.raw, reading.number, reading.empty = raw, number, empty_kind(raw)
    for name, value in fields.items():
        setattr(reading, name, value)
    return save(reading, by=by)


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
    given = {"raw": raw, "note": note, "is_withheld": is_withheld}
    (reading,) = enter_actuals(period=period, entered=[(measure, given)], by=by)
    return reading


@transaction.atomic
def enter_actuals(
    *, period: Period, entered: Sequence[tuple[Measure, Mapping[str, Any]]], by: User | None
) -> list[Reading]:
    """What several measures reached in `period`, with raw, note and is_withheld of each.

    All or none. Raises ValidationError when the period is closed.
    """
    check_period_takes_writes(period)
    key = {
        "financial_year": period.financial_year,
        "part": part_of(period).code,
        "kind": Reading.Kind.ACTUAL,
        "series": "",
    }
    measures = [measure for measure, _ in entered]
    known = {
        reading.measure_id: reading
        for reading in Reading.objects.filter(measure__in=measures, **key)
    }
    written = []
    for measure, given in entered:
        reading = known.get(measure.pk) or Reading(**key)
        reading.measure = measure
        read = parse_reading(given["raw"])
        fields = {name: given[name] for name in ("note", "is_withheld")}
        written.append(_write(reading, read.raw, read.number, fields, by=by))
    return written
