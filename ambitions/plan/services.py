"""Every write to ambitions and key actions: made, led by whom, moved."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from ambitions.models import Ambition, Condition, KeyAction, Measure, TargetDateChange
from objectives.models import Strategy
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import Person, User
from strategy_tracker.accounts.saving import delete, now, save
from strategy_tracker.accounts.services import replace_leads


@transaction.atomic
def create_ambition(*, strategy: Strategy, title: str, by: User | None, **fields: Any) -> Ambition:
    return save(Ambition(strategy=strategy, title=title, **fields), by=by)


@transaction.atomic
def set_conditions(
    *, ambition: Ambition, conditions: Iterable[tuple[str, str]], by: User | None
) -> None:
    """Make (letter, text) pairs, in that order, the conditions of the ambition.

    Each keeps its row, so that its history says how its words changed.
    """
    rows = {row.position: row for row in ambition.conditions.all()}
    for position, (letter, text) in enumerate(conditions):
        row = rows.pop(position, None) or Condition(ambition=ambition, position=position)
        if row.pk is None or (row.letter, row.text) != (letter, text):
            row.letter, row.text = letter, text
            save(row, by=by)
    for row in rows.values():
        delete(row, by=by)


@transaction.atomic
def create_action(*, strategy: Strategy, title: str, by: User | None, **fields: Any) -> KeyAction:
    """A key action under `ambition=` or `objective=`, exactly one of them."""
    return save(KeyAction(strategy=strategy, title=title, **fields), by=by)


@transaction.atomic
def move_target_date(
    *,
    action: KeyAction,
    new_date: date | None,
    reason: str,
    target_text: str = "",
    by: User | None,
) -> KeyAction:
    """Change when the action is due, and keep from what, by whom and why.

    `target_text` is the new date as the trust says it, where that is not as a day.
    """
    if new_date == action.target_date:
        return action
    change = TargetDateChange(
        action=action,
        old_date=action.target_date,
        new_date=new_date,
        reason=reason.strip(),
        changed_at=now(),
        changed_by=by,
    )
    save(change, by=by)
    action.target_date, action.target_text = new_date, target_text
    return save(action, by=by)


@transaction.atomic
def set_leads(
    *,
    item: Ambition | KeyAction | Measure,
    people: Iterable[Person],
    by: User | None,
    kind: str = Lead.Kind.LEAD,
) -> None:
    """Make `people`, in that order, the leads of that kind, and nobody else."""
    replace_leads(item=item, people=people, kind=kind, by=by)
