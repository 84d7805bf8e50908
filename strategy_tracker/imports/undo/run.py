"""Takes an import back in the caller's transaction, in bulk and with history."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ambitions.plan.editing import let_go
from objectives.models import StrategicObjective
from strategy_tracker.accounts.bulk import create_all, delete_all, delete_joins, update_all
from strategy_tracker.accounts.saving import change_reason
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.undo.history import Name
from strategy_tracker.imports.undo.plan import Plan, UndoReport, lock_written, plan_undo, report_of


def take_back(*, run: ImportRun, overwrite: frozenset[str], by: Any) -> UndoReport:
    """Undo the import and say what was done.

    Where a record cannot be as it was, because another has its reference by now, it stays.
    Raises ValidationError when the database refuses for a reason that nobody foresaw.
    """
    lock_written(run)
    refused: frozenset[Name] = frozenset()
    while True:
        plan = plan_undo(run, overwrite, refused)
        report = report_of(plan)
        try:
            with transaction.atomic(), change_reason(run.undo_reason):
                _perform(plan, by)
        except IntegrityError as error:
            clashing = _clashing(plan)
            if not clashing:
                raise ValidationError(
                    "Nothing was undone: the database does not let everything be as it was "
                    f"({error})."
                ) from error
            refused |= clashing
        else:
            return report


def _perform(plan: Plan, by: Any) -> None:
    going: dict[Any, list[int]] = defaultdict(list)
    back: dict[Any, list[Any]] = defaultdict(list)
    again: dict[Any, list[Any]] = defaultdict(list)
    for row in plan.rows():
        model, pk = row.name
        if not row.is_new:
            rows = back if row.is_there else again
            rows[model].append(plan.before[row.name].instance)
        elif row.is_there:
            going[model].append(pk)
    joins: dict[Any, list[int]] = defaultdict(list)
    for name in (join for some in plan.joins.values() for join in some):
        joins[name.model].append(name.pk)
    for model, pks in joins.items():
        delete_joins(model, pks)
    for model in _children_first(going):
        delete_all(model, going[model], by=by)
    for model in reversed(_children_first({*back, *again})):
        if model is StrategicObjective:
            _let_go_of_references([row.pk for row in back[model]], by)
        update_all(back[model], _kept_fields(model), by=by)
        create_all(again[model], by=by)


def _let_go_of_references(pks: list[int], by: Any) -> None:
    """Where several go back at once, one may have had the reference that another has now."""
    held = list(StrategicObjective.objects.filter(pk__in=pks).exclude(reference=""))
    if len(held) > 1:
        let_go(held, by=by)


def _kept_fields(model: Any) -> list[str]:
    """The fields whose values history has."""
    return [field.name for field in model.history.model.tracked_fields if not field.primary_key]


def _children_first(wanted: Iterable[Any]) -> list[Any]:
    """The models in such an order that each comes before those that it points at."""
    waiting = sorted(wanted, key=lambda model: model._meta.label)
    order: list[Any] = []
    while waiting:
        pointed_at = {
            field.related_model
            for model in waiting
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model is not model
        }
        order += [model for model in waiting if model not in pointed_at]
        waiting = [model for model in waiting if model in pointed_at]
    return order


def _clashing(plan: Plan) -> frozenset[Name]:
    """Records that could not be as they were beside what there is now.

    Asks the database for each; it is needed only when it has refused them together.
    """
    found = set()
    for row in plan.rows():
        if row.is_new:
            continue
        record = plan.before[row.name].instance
        # A row that is there does not clash with itself.
        record._state.adding = not row.is_there
        try:
            record.validate_constraints()
        except ValidationError:
            found.add(row.owner)
    return frozenset(found)
