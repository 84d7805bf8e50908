"""Taking the last change of a row of the set-up or the plan back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from ambitions.models import (
    ActionLead,
    Ambition,
    AmbitionLead,
    Condition,
    KeyAction,
    Measure,
    MeasureLead,
)
from ambitions.plan.services import last_date_changes
from objectives.models import (
    CustomField,
    Dimension,
    Heading,
    ObjectiveLead,
    Passage,
    Period,
    Rating,
    RatingScale,
    StrategicObjective,
    Strategy,
)
from objectives.services import check_period_takes_writes
from risks.models import Assurance, Control, Gap, Risk, RiskCategory, RiskLead
from strategy_tracker.accounts.models import Membership, Post, User
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.accounts.saving import delete, save
from strategy_tracker.audit.sources import history_of
from strategy_tracker.ui.dates import day_and_time

EDITED_WITH: dict[Any, Permission] = {
    **dict.fromkeys(
        (Strategy, RatingScale, Rating, Dimension, Heading, Period, CustomField), Permission.SET_UP
    ),
    RiskCategory: Permission.SET_UP_RISKS,
    **dict.fromkeys(
        (
            StrategicObjective, ObjectiveLead, Ambition, AmbitionLead, Condition, KeyAction,
            ActionLead, Measure, MeasureLead, Passage, Risk, RiskLead, Control, Assurance, Gap,
        ),
        Permission.EDIT_PLAN,
    ),
    Post: Permission.MANAGE_PEOPLE,
}  # fmt: skip
"""What may be taken back, by whom: by who may edit it."""

# Nothing else stands on these: what was added can go, and what was deleted can come again.
_LOOSE = (ObjectiveLead, AmbitionLead, ActionLead, MeasureLead, RiskLead, Condition, Post, Passage)


def is_taken_back(model: Any, kind: str, reason: str | None) -> bool:
    """Whether a change of that kind ("+", "~" or "-") can be taken back at all."""
    return model in EDITED_WITH and not reason and (kind == "~" or model in _LOOSE)


def may_take_back(membership: Membership, model: Any) -> bool:
    return model in EDITED_WITH and membership.may(EDITED_WITH[model])


@transaction.atomic
def take_back(*, version: Any, by: User | None) -> None:
    """Make a row what it was before `version`, its last row of history.

    It is a change of its own in history. Raises ValidationError, with a sentence, where the row
    was changed since, an import wrote it, a period was opened or closed by it, or what it was
    cannot stand any more.
    """
    model = version.instance_type
    history = history_of(model)._base_manager
    current = model._base_manager.select_for_update().filter(pk=version.id).first()
    versions = history.filter(id=version.id).order_by("history_date", "history_id")
    _check(model, version, versions.last())
    if version.history_type == "+":
        delete(current, by=by)
        return
    before = versions.exclude(pk=version.pk).last() if version.history_type == "~" else version
    if before is None:
        raise ValidationError("Nothing is known of what it was before.")
    record = current or model(pk=version.id)
    if isinstance(record, Period) and record.status != before.status:
        raise ValidationError("A period is opened and closed on its own page.")
    if isinstance(record, KeyAction) and record.target_date != before.target_date:
        _take_back_date_change(record, by=by)
    for field in _kept_fields(model):
        setattr(record, field.attname, getattr(before, field.attname))
    save(record, by=by)


def _check(model: Any, version: Any, last: Any) -> None:
    if version.history_change_reason:
        raise ValidationError("An import wrote this. Undo the import as a whole, under Imports.")
    if not is_taken_back(model, version.history_type, None):
        raise ValidationError("This cannot be taken back here.")
    if isinstance(period := getattr(version, "period", None), Period):
        check_period_takes_writes(period)
    if last.pk != version.pk:
        who = last.history_user or "the system"
        raise ValidationError(
            f"It was changed again by {who} on {day_and_time(last.history_date)}. "
            "Take that back first."
        )


def _take_back_date_change(action: KeyAction, *, by: User | None) -> None:
    """The note that the target date moved goes with the move."""
    for note in last_date_changes([action]).values():
        delete(note, by=by)


def _kept_fields(model: Any) -> list[models.Field]:
    kept = {field.attname for field in history_of(model)._meta.concrete_fields}
    return [field for field in model._meta.concrete_fields if field.attname in kept]
