"""Ends what a person said has ended, by the services of the apps that own it."""

from typing import Any

from ambitions.measures.services import archive_measures
from ambitions.models import ITEM_MODELS, Measure
from ambitions.plan.editing import end_items
from risks.models import Risk
from risks.services import close_risks
from strategy_tracker.imports import progress
from strategy_tracker.imports.apply.target import Target
from strategy_tracker.imports.changeset import CLOSED, Change, ChangeSet


def close_records(changes: ChangeSet, target: Target) -> None:
    """End the records that the change set closes, those of one kind at once.

    Whatever stands under an item that ends is in the change set itself.
    """
    end_items(
        reasons={
            item: change.values["end_reason"]
            for level, model in ITEM_MODELS.items()
            for item, change in _found(model, changes.of(level, CLOSED))
            if not item.is_archived
        },
        by=target.by,
    )
    measures = _found(Measure, changes.of("measure", CLOSED))
    archive_measures(measures=[measure for measure, _ in measures], by=target.by)
    risks = _found(Risk, changes.of("risk", CLOSED))
    close_risks(risks=[risk for risk, _ in risks], by=target.by)
    progress.step(sum(change.state == CLOSED for change in changes.changes))


def _found(model: Any, changes: list[Change]) -> list[tuple[Any, Change]]:
    rows = model.objects.in_bulk([change.pk for change in changes])
    return [(rows[change.pk], change) for change in changes]
