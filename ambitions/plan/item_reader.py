"""One item of the plan for a period: as it is now, or as it was when the period closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ambitions.models import Ambition, Condition, Item, KeyAction
from ambitions.plan.leads import nearest_lead_rows
from ambitions.plan.reader import PlanRows, key_of, read_rows
from ambitions.plan.references import parent_of
from objectives.custom_fields import custom_fields, shown_values
from objectives.models import Period, StrategicObjective
from strategy_tracker.accounts.history import as_at, set_related


@dataclass
class ItemReader:
    """An item by its words, parents, leads and what stands under it, as at one moment.

    `rows` are the plan as at the close of a closed period, and None for what is read as it is
    now. `was_in_plan` says whether the item was in the plan then; one that was not is read as it
    is now, under the words of then.
    """

    item: Item
    rows: PlanRows | None = None
    was_in_plan: bool = True

    @property
    def moment(self) -> datetime | None:
        return self.rows.moment if self.rows else None

    def lead_rows(self) -> list[Any]:
        """The leads who answer for it, as `leads.nearest_lead_rows` finds them."""
        if self.rows is None or not self.was_in_plan:
            return nearest_lead_rows(self.item)
        item: Item | None = self.item
        while item is not None:
            if found := self.rows.lead_rows.get(key_of(item)):
                return list(found)
            item = parent_of(item)
        return []

    def custom_values(self) -> list[tuple[str, str]]:
        """(heading, value in words) of the trust's own columns, those then in use."""
        strategy = self.item.strategy
        fields = custom_fields(strategy.trust_id, strategy.pk, self.moment)
        return shown_values(fields[self.item.level], self.item)

    def ambitions(self) -> list[Any]:
        """The ambitions right under it, each with its `lead_rows` and their people."""
        if not isinstance(self.item, StrategicObjective):
            return []
        if self.rows is None:
            return _with_leads(Ambition.objects.filter(objective=self.item))
        own = [row for row in self.rows.ambitions if row.objective_id == self.item.pk]
        return _in_plan(self.rows, own)

    def actions(self) -> list[Any]:
        """The actions right under it, likewise."""
        if isinstance(self.item, KeyAction):
            return []
        field = f"{self.item.level}_id"
        if self.rows is None:
            return _with_leads(KeyAction.objects.filter(**{field: self.item.pk}))
        own = [row for row in self.rows.actions if getattr(row, field) == self.item.pk]
        return _in_plan(self.rows, own)


def _in_plan(rows: PlanRows, items: Iterable[Item]) -> list[Item]:
    found = [item for item in items if not item.is_archived]
    for item in found:
        set_related(item, "lead_rows", rows.lead_rows.get(key_of(item), []))
    return found


def _with_leads(items: Any) -> list[Any]:
    return list(items.filter(is_archived=False).prefetch_related("lead_rows__person"))


def read_item(item: Item, period: Period | None) -> ItemReader:
    """The item for `period`; a fixed number of queries more where that is closed."""
    if period is None or not period.is_closed:
        return ItemReader(item)
    rows = read_rows(item.strategy, period, with_archived=True)
    if rows.closing is None:
        return ItemReader(item)
    then = next((row for row in _level(rows, item.level) if row.pk == item.pk), None)
    if then is None or then.is_archived:
        item.strategy = rows.strategy
        return ItemReader(item, rows, was_in_plan=False)
    _link(then, rows)
    then.strategy = rows.strategy
    if isinstance(then, Ambition):
        set_related(then, "conditions", as_at(Condition, rows.moment, ambition=then.pk))
    return ItemReader(then, rows)


def _level(rows: PlanRows, level: str) -> list[Any]:
    by_level = {"objective": rows.objectives, "ambition": rows.ambitions, "action": rows.actions}
    return by_level[level]  # type: ignore[return-value]


def _link(item: Any, rows: PlanRows) -> None:
    """Let the item, and what it stands under, know its parents as they were."""
    for name in ("ambition", "objective"):
        key = getattr(item, f"{name}_id", None)
        parent = next((row for row in _level(rows, name) if row.pk == key), None) if key else None
        if parent is not None:
            parent.strategy = rows.strategy
            setattr(item, name, parent)
            _link(parent, rows)
