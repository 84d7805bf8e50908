"""Writes the answers of a change set as submitted updates, each knowing its cell."""

from typing import Any

from django.core.exceptions import ValidationError

from ambitions.models import Challenge, Update, UpdateNarrative, UpdateRating
from objectives.models import Dimension, Heading, Rating
from strategy_tracker.accounts.bulk import create_all, update_all
from strategy_tracker.accounts.saving import now
from strategy_tracker.imports.apply.target import Target
from strategy_tracker.imports.changeset import CHANGED, NEW, Change, ChangeSet
from strategy_tracker.imports.extract.model import Rated

_LEVELS = ("objective", "ambition", "action")


def write_answers(changes: ChangeSet, target: Target) -> None:
    """New updates are submitted: they come from a tracker that was reported already.

    A changed update is submitted again, whatever state it was in; an approved one is never
    among them, since that is a stopping problem.
    """
    new, changed = changes.of("update", NEW), changes.of("update", CHANGED)
    if not (new or changed):
        return
    moment = now()
    stamped: dict[str, Any] = {
        "state": Update.State.SUBMITTED,
        "saved_at": moment,
        "saved_by": target.by,
        "submitted_at": moment,
        "submitted_by": target.by,
    }
    records = [
        Update(
            period_id=target.pk(change.parents["period"]),
            source=target.source(change),
            **{f"{_level(change)}_id": target.pk(change.parents[_level(change)])},
            **stamped,
        )
        for change in new
    ]
    for change, record in zip(new, create_all(records, by=target.by), strict=True):
        target.pks[change.key] = record.pk
    _submit_again(changed, stamped, target)
    both = [*new, *changed]
    _write_ratings(both, target)
    _write_narratives(both, target)


def _level(change: Change) -> str:
    return next(level for level in _LEVELS if level in change.parents)


def _periods(changes: list[Change], target: Target) -> set[int]:
    """The periods of updates that are there already: few, however many updates there are."""
    return {target.pk(change.parents["period"]) for change in changes if change.pk}


def _submit_again(changed: list[Change], stamped: dict[str, Any], target: Target) -> None:
    rows = Update.objects.select_for_update().in_bulk([change.pk for change in changed])
    for change in changed:
        row = rows[change.pk]
        if row.state == Update.State.APPROVED:
            raise ValidationError(f"“{change.title}” was approved just now. Try again.")
        for name, value in stamped.items():
            setattr(row, name, value)
        row.source = target.source(change)
        row.version += 1
    update_all(rows.values(), [*stamped, "source", "version"], by=target.by)
    open_ones = Challenge.objects.filter(
        update__period__in=_periods(changed, target), answered_at=None
    )
    answered = [challenge for challenge in open_ones if challenge.update_id in rows]
    for challenge in answered:
        challenge.answered_at, challenge.answered_by = now(), target.by
    update_all(answered, ["answered_at", "answered_by"], by=target.by)


def _write_ratings(changes: list[Change], target: Target) -> None:
    dimensions = {
        (dimension.level, dimension.code): dimension
        for dimension in Dimension.objects.filter(strategy=target.strategy)
    }
    words = {
        (scale, label): pk
        for pk, scale, label in Rating.objects.for_trust(target.trust).values_list(
            "pk", "scale_id", "label"
        )
    }
    existing = {
        (row.update_id, row.dimension_id): row
        for row in UpdateRating.objects.filter(update__period__in=_periods(changes, target))
    }
    new: list[UpdateRating] = []
    changed: list[UpdateRating] = []
    for change in changes:
        update = target.pk(change.key)
        for code, rated in change.values["ratings"].items():
            dimension = dimensions[_level(change), code]
            row = existing.get((update, dimension.pk))
            row = row or UpdateRating(update_id=update, dimension_id=dimension.pk)
            _fill_rating(row, rated, words.get((dimension.scale_id or 0, rated.label)))
            row.source = target.source_at(rated.where)
            (changed if row.pk else new).append(row)
    create_all(new, by=target.by)
    update_all(changed, ["rating", "number", "direction", "raw", "source"], by=target.by)


def _fill_rating(row: UpdateRating, rated: Rated, rating: int | None) -> None:
    row.rating_id, row.number, row.raw = rating, rated.number, rated.raw
    if rated.direction is not None:
        row.direction = rated.direction


def _write_narratives(changes: list[Change], target: Target) -> None:
    headings = {
        (heading.level, heading.code): heading.pk
        for heading in Heading.objects.filter(strategy=target.strategy)
    }
    existing = {
        (row.update_id, row.heading_id): row
        for row in UpdateNarrative.objects.filter(update__period__in=_periods(changes, target))
    }
    new: list[UpdateNarrative] = []
    changed: list[UpdateNarrative] = []
    for change in changes:
        update = target.pk(change.key)
        for code, (text, empty, where) in change.values["narratives"].items():
            heading = headings[_level(change), code]
            row = existing.get((update, heading))
            row = row or UpdateNarrative(update_id=update, heading_id=heading)
            row.text, row.empty, row.source = text, empty, target.source_at(where)
            (changed if row.pk else new).append(row)
    create_all(new, by=target.by)
    update_all(changed, ["text", "empty", "source"], by=target.by)
