"""Every write to ambitions and key actions: made, led by whom, moved."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from ambitions.models import Ambition, BaselineChange, Condition, Item, KeyAction, Measure
from objectives.models import Strategy
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import Person, User
from strategy_tracker.accounts.saving import delete, now, save
from strategy_tracker.accounts.services import replace_leads


class Agreed(NamedTuple):
    """Why something agreed was changed, and where that is minuted."""

    reason: str
    minute_reference: str = ""


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
    minute_reference: str = "",
    by: User | None,
) -> KeyAction:
    """Change when the action is due, and keep from what, by whom and why.

    `target_text` is the new date as the trust says it, where that is not as a day.
    """
    if new_date == action.target_date:
        return action
    if not reason.strip():
        raise ValidationError({"reason": "Say why the target date moved."})
    save(date_change(action, new_date, reason, minute_reference, by=by), by=by)
    action.target_date, action.target_text = new_date, target_text
    return save(action, by=by)


def date_change(
    action: KeyAction,
    new_date: date | None,
    reason: str,
    minute_reference: str = "",
    *,
    by: User | None,
) -> BaselineChange:
    """What is kept of a target date that moves, not saved yet."""
    return BaselineChange(
        strategy_id=action.strategy_id,
        action=action,
        old_date=action.target_date,
        new_date=new_date,
        reason=reason.strip(),
        minute_reference=minute_reference.strip(),
        changed_at=now(),
        changed_by=by,
    )


def last_date_changes(actions: Iterable[KeyAction]) -> dict[int, BaselineChange]:
    """What is kept of how each action came to the target date that it has, by the action's key.

    Actions whose date never moved, or was given anew since, are not there. One query.
    """
    dates = {action.pk: action.target_date for action in actions}
    rows = BaselineChange.objects.filter(action__in=list(dates), field=BaselineChange.TARGET_DATE)
    last = {row.action_id: row for row in rows.order_by("changed_at", "pk")}
    return {pk: row for pk, row in last.items() if pk and row.new_date == dates[pk]}


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


@transaction.atomic
def record_baselines(
    *,
    record: Item | Measure,
    changed: Iterable[tuple[str, str, str, str]],
    agreed: Agreed,
    by: User | None,
) -> None:
    """Keep what was agreed before: of each change its field, what it is called, was and is.

    What did not change is left out. Raises ValidationError where that is all.
    """
    owner = "measure" if isinstance(record, Measure) else str(record.level)
    different = [row for row in changed if row[2] != row[3]]
    if not different:
        words = (
            "its target or an aim" if owner == "measure" else "its title or another of its words"
        )
        raise ValidationError(
            {"agreed_reason": f"Nothing that was agreed has changed: change {words} too."}
        )
    for field, what, was, now_is in different:
        change = BaselineChange(
            strategy_id=record.strategy_id,
            field=field,
            what=what,
            old_text=was,
            new_text=now_is,
            reason=agreed.reason.strip(),
            minute_reference=agreed.minute_reference.strip(),
            changed_at=now(),
            changed_by=by,
            **{owner: record},
        )
        save(change, by=by)
