"""Many cells of the plan changed at once, by the rules that the plan has (`ambitions/grid`)."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ambitions.grid.columns import Column, Columns, Key, Row
from ambitions.grid.saving import (
    AddedRow,
    Change,
    NewRow,
    Saved,
    Sheet,
    save_sheet,
    take_back_sheet,
)
from ambitions.models import ITEM_MODELS, LEAD_MODELS, BaselineChange, Item, KeyAction
from ambitions.plan.editing import free_references, put_under
from ambitions.plan.grid import DATE, columns_of, rows_by_key
from ambitions.plan.references import are_distinct, parent_of, place_of, proposed_among
from ambitions.plan.services import date_change, last_date_changes
from objectives.models import Level, Strategy
from strategy_tracker.accounts.bulk import create_all, delete_all
from strategy_tracker.accounts.models import User


@transaction.atomic
def save_grid(
    *,
    strategy: Strategy,
    changes: Sequence[Change],
    new_rows: Sequence[NewRow] = (),
    reason: str = "",
    by: User | None,
) -> Saved:
    """Save what can be saved, and say what cannot.

    `reason` is why target dates move, where some do. The same sent twice changes and adds
    nothing.
    """
    sheet = PlanSheet(strategy, changes, reason=reason.strip())
    return save_sheet(sheet, changes, new_rows, by)


@transaction.atomic
def take_back_save(
    *, strategy: Strategy, changes: Sequence[Change], added: Sequence[AddedRow], by: User | None
) -> Saved:
    """Take a save back: `changes` from what it wrote to what was there, and the rows it added go.

    What somebody changed since stays and is told, and so is a row on which something hangs.
    """
    sheet = PlanSheet(strategy, [*changes, *added], is_taken_back=True)
    return take_back_sheet(sheet, changes, added, by)


class PlanSheet(Sheet):
    """The plan of a strategy: references and titles are told apart, and dates move for a reason."""

    models = ITEM_MODELS
    lead_models = LEAD_MODELS
    distinct = ("reference", "title")

    def __init__(
        self,
        strategy: Strategy,
        touched: Iterable[Change | AddedRow],
        *,
        reason: str = "",
        is_taken_back: bool = False,
    ) -> None:
        self.strategy, self.reason = strategy, reason
        super().__init__(touched, is_taken_back=is_taken_back)
        # References are told apart as `references.check_reference` says: within the plan where
        # they were, else under each parent.
        self.told_apart = {
            level
            for level in Level.values
            if are_distinct(row.item.reference for key, row in self.rows.items() if key[0] == level)
        }

    def lock(self, levels: Iterable[str]) -> None:
        Strategy.objects.select_for_update().get(pk=self.strategy.pk)
        for level in levels:
            items = ITEM_MODELS[level].objects.select_for_update().filter(strategy=self.strategy)
            list(items.order_by("pk").values_list("pk"))

    def read_columns(self) -> Columns:
        return columns_of(self.strategy)

    def read_rows(self) -> dict[Key, Row]:
        return rows_by_key(self.strategy, self.columns)

    # New rows

    def new_item(self, new: NewRow) -> Item:
        item: Item = ITEM_MODELS[new.level](strategy=self.strategy, uuid=new.uuid, pk=new.pk)
        put_under(item, self._parent(new))
        return item

    def _parent(self, new: NewRow) -> Item | None:
        """What a new row is to stand under. Raises ValidationError where that is not there."""
        if new.under is None:
            return None
        row = self.rows.get(self.known.get(new.under, new.under))
        if row is None:
            raise ValidationError("What it stands under is not in the plan.")
        item: Item = row.item
        return item

    def place_new(self, level: str, rows: Sequence[Row]) -> None:
        """Each is the last of those that stand there, and an action of the kind of the last."""
        known = [
            row.item for key, row in self.rows.items() if key[0] == level and key not in self.new
        ]
        super().place_new(level, rows)
        for row in rows:
            item = row.item
            put_under(item, self._parent(self.new[level, item.pk]))
            if level == Level.ACTION:
                beside = [other for other in known if place_of(other) == place_of(item)]
                item.kind = beside[-1].kind if beside else item.kind

    def numbered(self) -> list[Change]:
        """Give each new row without a reference the next one, as the plan numbers."""
        bare = [key for key in self.new if not self.values[key].get("reference")]
        if not bare:
            return []
        pending = self._pending()
        numbered = {key: item for key, item in pending.items() if key not in bare}
        found = []
        for level, pk in bare:
            item = pending[level, pk]
            beside = [other for key, other in numbered.items() if key[0] == level]
            reference = proposed_among(beside, parent_of(item))
            numbered[level, pk] = item
            if reference:
                item.reference = self.values[level, pk]["reference"] = reference
                found.append(Change(level, pk, "reference", "", reference))
        return found

    def _pending(self) -> dict[Key, Item]:
        """Copies of the items with the references they will have, each with its parent's copy."""
        found: dict[Key, Any] = {}
        for key, row in self.rows.items():
            item: Any = copy(row.item)
            item.reference = self.value(key, "reference")
            for name in ("objective", "ambition"):
                parent = found.get((name, getattr(item, f"{name}_id", None) or 0))
                if parent is not None:
                    setattr(item, name, parent)
            found[key] = item
        return found

    # Rules

    def check(self, change: Change, column: Column, row: Row, value: Any) -> None:
        if change.name == self.title and not value and change.key not in self.new:
            raise ValueError("Give it a title. To take it out of the plan, open it and close it.")
        is_moved = change.name == DATE and row.item.target_date is not None
        if is_moved and not self.reason and not self.is_taken_back:
            raise ValueError("Say why target dates move, below, and save again.")

    def one_of(self, key: Key, name: str) -> Any:
        """Titles are the objective's or ambition's own; an action's may be alike."""
        level, value = key[0], self.value(key, name)
        if not value or (name == "title" and level == Level.ACTION):
            return None
        is_under = name == "reference" and level not in self.told_apart
        return level, value, place_of(self.rows[key].item) if is_under else None

    # Writing

    def let_go(self, level: str, items: Sequence[tuple[Any, dict[str, Any]]], by: Any) -> None:
        if level == Level.OBJECTIVE:
            free_references(items, by=by)

    def before_writing(self, by: User | None) -> None:
        """The notes of the dates that move; where they move back, those notes go."""
        moved = self._moved_dates()
        self.texts: dict[int, str] = {}
        if self.is_taken_back:
            self.texts = _take_back_dates(moved, by)
        else:
            notes = [date_change(action, day, self.reason, by=by) for action, day in moved]
            create_all(notes, by=by)

    def _moved_dates(self) -> list[tuple[KeyAction, date | None]]:
        """The actions that had a target date and get another or none, each with that."""
        return [
            (row.item, values[DATE])
            for row, values in self.written(Level.ACTION)
            if DATE in values and row.item.target_date is not None
        ]

    def fields(self, row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
        found = super().fields(row, values)
        # How a date was said goes with it.
        if DATE in found:
            found["target_text"] = self.texts.get(row.item.pk, "")
        return found


def _take_back_dates(
    dates: Sequence[tuple[KeyAction, date | None]], by: User | None
) -> dict[int, str]:
    """The notes that the dates moved go with the moves; how each earlier date was said."""
    actions = [action for action, _ in dates]
    notes = last_date_changes(actions)
    wanted = {action.pk: day for action, day in dates}
    own = [note.pk for pk, note in notes.items() if note.old_date == wanted[pk]]
    delete_all(BaselineChange, own, by=by)
    history: Any = KeyAction.history
    versions = history.filter(id__in=list(wanted)).order_by("history_date", "history_id")
    return {
        pk: text
        for pk, day, text in versions.values_list("id", "target_date", "target_text")
        if day == wanted[pk]
    }
