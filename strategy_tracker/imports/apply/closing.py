"""Ends what a person said has ended, by the services of the apps that own it."""

from typing import Any

from ambitions.measures.services import archive_measure
from ambitions.models import ITEM_MODELS, Measure
from ambitions.plan.editing import end_item
from risks.models import Risk
from risks.services import close_risk
from strategy_tracker.accounts.saving import constraints_left_to_the_database
from strategy_tracker.imports import progress
from strategy_tracker.imports.apply.target import Target
from strategy_tracker.imports.changeset import CLOSED, Change, ChangeSet


def close_records(changes: ChangeSet, target: Target) -> None:
    """End the records that the change set closes; what stands under others before those.

    Whatever stands under an item that ends is in the change set itself.
    """
    with constraints_left_to_the_database():
        for level in reversed(ITEM_MODELS):
            for item, change in _found(ITEM_MODELS[level], changes.of(level, CLOSED)):
                if not item.is_archived:
                    end_item(item=item, reason=change.values["end_reason"], by=target.by)
                progress.step(1)
        for measure, _ in _found(Measure, changes.of("measure", CLOSED)):
            archive_measure(measure=measure, is_archived=True, by=target.by)
            progress.step(1)
        for risk, _ in _found(Risk, changes.of("risk", CLOSED)):
            close_risk(risk=risk, is_closed=True, by=target.by)
            progress.step(1)


def _found(model: Any, changes: list[Change]) -> list[tuple[Any, Change]]:
    rows = model.objects.in_bulk([change.pk for change in changes])
    return [(rows[change.pk], change) for change in changes]
