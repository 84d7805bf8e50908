"""Writes the objectives, ambitions, actions, measures and readings of a change set."""

from collections import defaultdict
from typing import Any

from django.db import models

from ambitions.models import BaselineChange, Condition, Measure, Reading
from ambitions.plan.editing import free_references
from objectives.models import Passage
from strategy_tracker.accounts.bulk import create_all, delete_all, update_all
from strategy_tracker.accounts.saving import now
from strategy_tracker.imports.apply.target import (
    Target,
    custom_values,
    plain_values,
    write_leads,
)
from strategy_tracker.imports.changeset import CHANGED, NEW, Change, ChangeSet
from strategy_tracker.imports.compare.existing import MODELS
from strategy_tracker.imports.compare.grades import GRADE_SCALE
from strategy_tracker.imports.vocabulary.values import value_kind


def write_plan_records(changes: ChangeSet, kind: str, target: Target) -> None:
    """Objectives, ambitions, actions or measures, with their leads and conditions."""
    new = changes.of(kind, NEW)
    first = _next_position(kind, target)
    records = [
        MODELS[kind](
            strategy_id=target.strategy.pk,
            position=first + place,
            source=target.source(change),
            custom_values=custom_values(change, target),
            **plain_values(change),
            **_parent_ids(change, target),
        )
        for place, change in enumerate(new)
    ]
    if kind == "measure":
        _set_value_kinds(changes, new, records, target)
    for change, record in zip(new, create_all(records, by=target.by), strict=True):
        target.pks[change.key] = record.pk
    changed = changes.of(kind, CHANGED)
    _update_plan_records(kind, changed, target)
    write_leads(kind, new, changed, target)
    if kind == "ambition":
        _write_conditions(new, changed, target)


def _next_position(kind: str, target: Target) -> int:
    model = MODELS[kind]
    last = model.objects.filter(strategy=target.strategy).aggregate(models.Max("position"))
    return 0 if last["position__max"] is None else last["position__max"] + 1


def _parent_ids(change: Change, target: Target) -> dict[str, int]:
    return {f"{level}_id": target.pk(key) for level, key in change.parents.items()}


def _set_value_kinds(
    changes: ChangeSet, new: list[Change], records: list[Measure], target: Target
) -> None:
    """What kind of value a new measure has, by the most of its readings, and its grades."""
    scales = {scale.name: scale for scale in target.trust.rating_scales.all()}
    raws: dict[str, list[str]] = defaultdict(list)
    for reading in changes.of("reading"):
        raws[reading.parents["measure"]].append(str(reading.values.get("raw", "")))
    for change, record in zip(new, records, strict=True):
        record.value_kind = value_kind(raws[change.key] or [record.target, record.baseline])
        if name := change.values.get(GRADE_SCALE):
            record.value_kind, record.grade_scale = Measure.ValueKind.GRADE, scales[name]


def _update_plan_records(kind: str, changed: list[Change], target: Target) -> None:
    model = MODELS[kind]
    rows = model.objects.in_bulk([change.pk for change in changed])
    if kind == "objective":
        numbered = [(rows[change.pk], change.values) for change in changed if change.pk]
        free_references(numbered, by=target.by)
    touched, names, moved = [], {"source"}, []
    for change in changed:
        record = rows[change.pk]
        values = plain_values(change)
        if kind == "action" and "target_date" in values:
            moved.append((change, record.target_date))
        if own := custom_values(change, target):
            values["custom_values"] = {**record.custom_values, **own}
        if "parents" in change.values:
            values |= dict.fromkeys(("objective_id", "ambition_id")[: 1 + (kind != "ambition")])
            values |= _parent_ids(change, target)
        for name, value in values.items():
            setattr(record, name, value)
        record.source = target.source(change)
        names |= {name.removesuffix("_id") for name in values}
        touched.append(record)
    update_all(touched, sorted(names), by=target.by)
    _keep_moved_dates(moved, target)


def _keep_moved_dates(moved: list[tuple[Change, Any]], target: Target) -> None:
    create_all(
        [
            BaselineChange(
                strategy_id=target.strategy.pk,
                action_id=target.pk(change.key),
                old_date=old,
                new_date=change.values["target_date"],
                reason=f"Changed by importing {target.file_name}, {change.where}.",
                changed_at=now(),
                changed_by=target.by,
            )
            for change, old in moved
        ],
        by=target.by,
    )


def _write_conditions(new: list[Change], changed: list[Change], target: Target) -> None:
    differing = [change for change in changed if "conditions" in change.values]
    replaced = {item.pk for item in differing}
    if replaced:
        have = Condition.objects.for_trust(target.trust).values_list("pk", "ambition_id")
        old = [pk for pk, ambition in have if ambition in replaced]
        delete_all(Condition, old, by=target.by)
    create_all(
        [
            Condition(
                ambition_id=target.pk(change.key), letter=letter, text=text, position=position
            )
            for change in (*new, *differing)
            for position, (letter, text) in enumerate(change.values.get("conditions", []))
        ],
        by=target.by,
    )


def write_passages(changes: ChangeSet, target: Target) -> None:
    """Passages, new ones after those that the strategy has."""
    first = _next_position("passage", target)
    create_all(
        [
            Passage(
                strategy_id=target.strategy.pk,
                position=first + place,
                source=target.source(change),
                **plain_values(change),
                **_parent_ids(change, target),
            )
            for place, change in enumerate(changes.of("passage", NEW))
        ],
        by=target.by,
    )
    changed = changes.of("passage", CHANGED)
    rows = Passage.objects.in_bulk([change.pk for change in changed])
    for change in changed:
        row = rows[change.pk]
        for name, value in plain_values(change).items():
            setattr(row, name, value)
        row.source = target.source(change)
    update_all(rows.values(), ["kind", "document", "code", "label", "text", "source"], by=target.by)


def write_readings(changes: ChangeSet, target: Target) -> None:
    create_all(
        [
            Reading(
                measure_id=target.pk(change.parents["measure"]),
                source=target.source(change),
                **change.values,
            )
            for change in changes.of("reading", NEW)
        ],
        by=target.by,
    )
    changed = changes.of("reading", CHANGED)
    rows = Reading.objects.in_bulk([change.pk for change in changed])
    names = {"source"}
    for change in changed:
        row = rows[change.pk]
        for name, value in change.values.items():
            setattr(row, name, value)
        row.source = target.source(change)
        names |= set(change.values)
    update_all(rows.values(), sorted(names), by=target.by)
