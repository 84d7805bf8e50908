"""Every write to measures and their readings."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from ambitions.measures.values import parse_reading
from ambitions.models import Ambition, KeyAction, Measure, Reading
from ambitions.plan.services import Agreed, record_baselines
from ambitions.updates.null_values import empty_kind
from objectives.calendar import Part, part_of
from objectives.models import Period, StrategicObjective, Strategy
from objectives.services import check_period_takes_writes
from strategy_tracker.accounts.bulk import create_all, delete_all, update_all
from strategy_tracker.accounts.models import Person, User
from strategy_tracker.accounts.saving import delete, save
from strategy_tracker.accounts.services import replace_leads_of_kinds


@transaction.atomic
def create_measure(*, strategy: Strategy, name: str, by: User | None, **fields: Any) -> Measure:
    return save(Measure(strategy=strategy, name=name, **fields), by=by)


@transaction.atomic
def keep_measure(
    *,
    measure: Measure,
    values: Mapping[str, Any],
    parent: StrategicObjective | Ambition | None,
    actions: Iterable[KeyAction],
    leads: Mapping[str, Iterable[Person]],
    aims: Mapping[tuple[int, str], str],
    agreed: Agreed | None = None,
    by: User | None,
) -> Measure:
    """Add the measure, or change it: its fields, what it measures, its leads and its aims.

    `aims` are as printed, by the financial year and the part; an empty one takes the aim
    away. A new measure is the last of its strategy; one with an identity that the strategy
    has already is given back as it is, so that a form that is sent twice adds once. With
    `agreed`, a target or an aim that changes is kept as it was agreed before. Raises
    ValidationError.
    """
    strategy = Strategy.objects.select_for_update().get(pk=measure.strategy_id)
    if measure.pk is None:
        own = Measure.objects.filter(strategy=strategy)
        if known := own.filter(uuid=measure.uuid).first():
            return known
        last = own.aggregate(last=Max("position"))["last"]
        measure.position = 0 if last is None else last + 1
    elif agreed is not None:
        record_baselines(
            record=measure, changed=_agreed(measure, values, aims), agreed=agreed, by=by
        )
    is_changed = measure.pk is None or any(
        getattr(measure, name) != value for name, value in values.items()
    )
    objective = parent if isinstance(parent, StrategicObjective) else None
    ambition = parent if isinstance(parent, Ambition) else None
    is_changed = is_changed or (measure.objective, measure.ambition) != (objective, ambition)
    measure.objective, measure.ambition = objective, ambition
    for name, value in values.items():
        setattr(measure, name, value)
    if is_changed:
        save(measure, by=by)
    chosen = list(actions)
    if {row.pk for row in chosen} != set(measure.actions.values_list("pk", flat=True)):
        set_measure_actions(measure=measure, actions=chosen, by=by)
    replace_leads_of_kinds(item=measure, leads=leads, by=by)
    _set_aims(measure, aims, by=by)
    return measure


def _agreed(
    measure: Measure, values: Mapping[str, Any], aims: Mapping[tuple[int, str], str]
) -> list[tuple[str, str, str, str]]:
    """Of the target and aims: the field, its name, what it was and what it is."""
    known = aims_of(measure)
    labels = {"target": "Target", "target_date": "Target date"}
    found = [
        (f"measure_{name}", label, getattr(measure, name), values[name])
        for name, label in labels.items()
        if name in values
    ]
    for key, raw in aims.items():
        was = known[key].raw if key in known else ""
        found.append((f"aim_{key[0]}_{key[1]}", f"Aim for {Part(*key).name}", was, raw))
    return found


def aims_of(measure: Measure) -> dict[tuple[int, str], Reading]:
    """The measure's aims by the financial year and the part; one query."""
    if measure.pk is None:
        return {}
    own = Reading.objects.filter(measure=measure, kind=Reading.Kind.AIM, series="")
    return {(row.financial_year, row.part): row for row in own}


def _set_aims(measure: Measure, aims: Mapping[tuple[int, str], str], *, by: User | None) -> None:
    known = aims_of(measure)
    for (year, part), raw in aims.items():
        reading = known.get((year, part))
        if raw == (reading.raw if reading else ""):
            continue
        if not raw and reading:
            delete(reading, by=by)
            continue
        reading = reading or Reading(
            measure=measure, financial_year=year, part=part, kind=Reading.Kind.AIM
        )
        _write(reading, raw, parse_reading(raw).number, {}, by=by)


def set_aims_of_many(
    *,
    given: Sequence[tuple[Measure, tuple[int, str], Reading | None, str]],
    by: User | None,
) -> list[Reading | None]:
    """Set aims of several measures, each by the financial year and the part, as printed.

    Each comes with the aim that is there. An empty one takes it away. Gives the aim that then
    stands, in the order of `given`. In the transaction of the caller, in three writes.
    """
    gone: list[int] = []
    changed: list[Reading] = []
    added: list[Reading] = []
    found: list[Reading | None] = []
    for measure, (year, part), known, raw in given:
        if not raw:
            gone += [known.pk] if known else []
            found.append(None)
            continue
        reading = known or Reading(
            measure=measure, financial_year=year, part=part, kind=Reading.Kind.AIM
        )
        _fill(reading, raw, parse_reading(raw).number)
        (changed if known else added).append(reading)
        found.append(reading)
    delete_all(Reading, gone, by=by)
    update_all(changed, ["raw", "number", "empty", "source"], by=by)
    create_all(added, by=by)
    return found


@transaction.atomic
def archive_measure(*, measure: Measure, is_archived: bool, by: User | None) -> Measure:
    """Take the measure out of the scorecard, or put it back; its readings stay."""
    if measure.is_archived == is_archived:
        return measure
    measure.is_archived = is_archived
    return save(measure, by=by)


@transaction.atomic
def archive_measures(*, measures: Iterable[Measure], by: User | None) -> None:
    """Take measures out of the scorecard together; as many queries for any number."""
    rows = [measure for measure in measures if not measure.is_archived]
    for measure in rows:
        measure.is_archived = True
    update_all(rows, ["is_archived"], by=by)


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
    _fill(reading, raw, number)
    for name, value in fields.items():
        setattr(reading, name, value)
    return save(reading, by=by)


def _fill(reading: Reading, raw: str, number: Decimal | None) -> None:
    if reading.raw != raw:
        reading.source = None  # typed now, whatever workbook it was from
    reading.raw, reading.number, reading.empty = raw, number, empty_kind(raw)


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
