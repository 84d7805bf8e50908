"""Many cells of the plan changed at once, as in a spreadsheet: read, compared, written together.

Each change says what its cell held when it was opened. A cell that somebody else changed since
is not written but told, and so is one whose words cannot be taken; all others are saved, in one
transaction and a number of queries that does not grow with them.

A new row is cells too, under a key below nought, beside a `NewRow` that says where it is to
stand. It is added whole or not at all: one wrong cell keeps it back, and what stands under it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from ambitions.models import ITEM_MODELS, LEAD_MODELS, BaselineChange, Item, KeyAction
from ambitions.plan.editing import delete_items, put_under
from ambitions.plan.grid import (
    DATE,
    LEAD,
    Column,
    Key,
    Row,
    cells_of,
    columns_of,
    held_in,
    rows_by_key,
    value_of,
)
from ambitions.plan.references import are_distinct, parent_of, place_of, proposed_among
from ambitions.plan.services import date_change, last_date_changes
from objectives.custom_fields import with_values
from objectives.models import Level, Strategy
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.bulk import create_all, delete_all, update_all
from strategy_tracker.accounts.models import Person, User
from strategy_tracker.accounts.people import people_by_name

Values = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One cell: whose it is, what it held when it was opened, and what is typed now."""

    level: str
    pk: int
    name: str
    was: str
    now: str

    @property
    def key(self) -> Key:
        return self.level, self.pk


@dataclass(frozen=True)
class NewRow:
    """A row that is to be added: what its cells call it, who it is, and what it stands under.

    `pk` is below nought, and unlike that of every other new row. `under` may be a new row too.
    """

    level: str
    pk: int
    uuid: UUID
    under: Key | None

    @property
    def key(self) -> Key:
        return self.level, self.pk


@dataclass(frozen=True)
class AddedRow:
    """A row that a save added and that is to go again, with what its cells held after it."""

    level: str
    pk: int
    cells: Mapping[str, str]

    @property
    def key(self) -> Key:
        return self.level, self.pk


@dataclass(frozen=True)
class Problem:
    """A cell that was not saved, and why. `held` is what it holds, where somebody else changed
    it since."""

    change: Change
    words: str
    held: str = ""
    is_conflict: bool = False


@dataclass
class Saved:
    """What became of a save: the cells that were not saved, what the rows that were hold now,
    and the items that were added, by the keys they had as new rows."""

    problems: list[Problem] = field(default_factory=list)
    cells: dict[Key, dict[str, str]] = field(default_factory=dict)
    added: dict[Key, Item] = field(default_factory=dict)


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
    sheet = _Sheet(strategy, changes)
    sheet.place(new_rows, changes)
    sheet.take(changes, reason=reason.strip(), is_taken_back=False)
    return _write(sheet, reason=reason.strip(), is_taken_back=False, by=by)


@transaction.atomic
def take_back_save(
    *, strategy: Strategy, changes: Sequence[Change], added: Sequence[AddedRow], by: User | None
) -> Saved:
    """Take a save back: `changes` from what it wrote to what was there, and the rows it added go.

    What somebody changed since stays and is told, and so is a row on which something hangs.
    """
    sheet = _Sheet(strategy, [*changes, *(_title_of(row) for row in added)])
    problems = _remove(sheet, added, by)
    sheet.take(changes, reason="", is_taken_back=True)
    saved = _write(sheet, reason="", is_taken_back=True, by=by)
    saved.problems += problems
    return saved


def _title_of(row: AddedRow | NewRow, words: str = "") -> Change:
    """The cell at which is told what is wrong with a whole row."""
    return Change(row.level, row.pk, "title", "", words)


class _Sheet:
    """The rows of a plan, locked, and what is to be written into them."""

    def __init__(self, strategy: Strategy, changes: Sequence[Change]) -> None:
        # Whoever edits one of the items by its form waits until the cells are written.
        Strategy.objects.select_for_update().get(pk=strategy.pk)
        for level in sorted({change.level for change in changes} & set(ITEM_MODELS)):
            items = ITEM_MODELS[level].objects.select_for_update().filter(strategy=strategy)
            list(items.order_by("pk").values_list("pk"))
        self.strategy = strategy
        self.columns = columns_of(strategy)
        self.rows = rows_by_key(strategy, self.columns)
        self.people = people_by_name(strategy.trust_id)
        self.new: dict[Key, NewRow] = {}
        self.known: dict[Key, Key] = {}
        self.values: Values = defaultdict(dict)
        self.problems: list[Problem] = []

    # New rows, before they are written

    def place(self, new_rows: Iterable[NewRow], changes: Sequence[Change]) -> None:
        """Let the rows stand among the others. One that was added by an earlier save is known."""
        by_identity = {row.item.uuid: key for key, row in self.rows.items()}
        titles = {change.key: change.now for change in changes if change.name == "title"}
        order = list(Level.values)
        for new in sorted(new_rows, key=lambda row: order.index(row.level)):
            if new.uuid in by_identity:
                self.known[new.key] = by_identity[new.uuid]
                continue
            item: Item = ITEM_MODELS[new.level](strategy=self.strategy, uuid=new.uuid, pk=new.pk)
            try:
                put_under(item, self.parent(new))
            except ValidationError as error:
                cell = _title_of(new, titles.get(new.key, ""))
                self.problems.append(Problem(cell, " ".join(error.messages)))
                continue
            self.new[new.key] = new
            self.rows[new.key] = Row(item, [], cells_of(item, [], self.columns))

    def parent(self, new: NewRow) -> Item | None:
        """What a new row is to stand under. Raises ValidationError where that is not there."""
        if new.under is None:
            return None
        row = self.rows.get(self.known.get(new.under, new.under))
        if row is None:
            raise ValidationError("What it stands under is not in the plan.")
        return row.item

    def _is_under(self, new: NewRow, keys: Collection[Key]) -> bool:
        return new.under is not None and new.under in keys

    def _keep_back(self, keys: Iterable[Key]) -> None:
        """Leave new rows out, and tell it of those that stand under them."""
        gone = {key for key in keys if key in self.new}
        while gone:
            below = [new for new in self.new.values() if self._is_under(new, gone)]
            for key in gone:
                del self.new[key], self.rows[key]
                self.values.pop(key, None)
            told = {problem.change.key for problem in self.problems}
            self.problems += [
                Problem(_title_of(new), "What it stands under is not saved yet.")
                for new in below
                if new.key not in told
            ]
            gone = {new.key for new in below}

    # What is typed

    def take(self, changes: Iterable[Change], *, reason: str, is_taken_back: bool) -> None:
        """Read each cell into `values`, or tell why it is not."""
        taken: list[Change] = []
        refused = {problem.change.key for problem in self.problems}
        for given in changes:
            if given.key in refused and given.key not in self.rows and given.pk < 0:
                continue
            level, pk = self.known.get(given.key, given.key)
            change = replace(given, level=level, pk=pk)
            row = self.rows.get(change.key)
            if row is None or row.item.is_archived or change.name not in row.cells:
                self.problems.append(Problem(change, "This is no longer in the plan."))
                continue
            held = row.cells[change.name]
            column = self.columns[change.name]
            try:
                value = self._value(change, column, row)
                if value == held_in(row, column):
                    continue
                if not _same(held, change.was):
                    words = "Somebody else changed this cell since you opened the page."
                    self.problems.append(Problem(change, words, held, is_conflict=True))
                    continue
                if change.name == DATE and held and not reason and not is_taken_back:
                    raise ValueError("Say why target dates move, below, and save again.")
            except ValueError as error:
                self.problems.append(Problem(change, str(error), held))
                continue
            self.values[change.key][change.name] = value
            taken.append(change)
        told = {(problem.change.key, problem.change.name) for problem in self.problems}
        for key, new in self.new.items():
            if not self.values.get(key, {}).get("title") and (key, "title") not in told:
                self.problems.append(Problem(_title_of(new), "Give it a title."))
        self._keep_back([problem.change.key for problem in self.problems])
        taken = [change for change in taken if change.key in self.rows]
        self._refuse_what_is_taken([*taken, *self._numbered()])

    def _value(self, change: Change, column: Column, row: Row) -> Any:
        value = value_of(change.now, column, row.item, self.people)
        if change.name == "title" and not value and change.key not in self.new:
            raise ValueError("Give it a title. To take it out of the plan, open it and close it.")
        return value

    def _numbered(self) -> list[Change]:
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
            item.reference = self.values.get(key, {}).get("reference", item.reference)
            for name in ("objective", "ambition"):
                parent = found.get((name, getattr(item, f"{name}_id", None) or 0))
                if parent is not None:
                    setattr(item, name, parent)
            found[key] = item
        return found

    def fields(self, item: Item, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is set on the item itself: all but its leads, those of own columns as one."""
        own = {
            column.custom[item.level]: values[name]
            for name, column in self.columns.items()
            if column.custom and name in values
        }
        plain = {
            name: value
            for name, value in values.items()
            if name != LEAD and not self.columns[name].custom
        }
        return plain | ({"custom_values": with_values(item, own)} if own else {})

    # What no two may have alike

    def _refuse_what_is_taken(self, changes: Sequence[Change]) -> None:
        """Take out of `values` each reference or title that another item has, or gets as well.

        Titles are the objective's or ambition's own; references are told apart as
        `references.check_reference` says: within the plan where they were, else under each
        parent.
        """
        distinct = {
            level
            for level in Level.values
            if are_distinct(row.item.reference for key, row in self.rows.items() if key[0] == level)
        }
        for name in ("reference", "title"):
            changed = [change for change in changes if change.name == name]
            # Each that is taken out goes back to what it was, which may be what another wanted.
            while clash := self._clash(changed, name, distinct):
                change, holder = clash
                held = self.rows[change.key].cells[name]
                title = self._title(holder)
                words = f"“{change.now.strip()}” is the {name} of “{title}” too."
                self.problems.append(Problem(change, words, held))
                if change.key in self.new:
                    self._keep_back([change.key])
                else:
                    del self.values[change.key][name]
                changed = [other for other in changed if other != change and other.key in self.rows]
            changes = [change for change in changes if change.key in self.rows]

    def _title(self, key: Key) -> str:
        return str(self.values.get(key, {}).get("title", self.rows[key].item.title))

    def _clash(
        self, changed: Sequence[Change], name: str, distinct: set[str]
    ) -> tuple[Change, Key] | None:
        """The last of the changes whose new value another item of its level has as well."""
        held: dict[Any, list[Key]] = defaultdict(list)
        for key in self.rows:
            held[self._one_of(key, name, distinct)].append(key)
        for change in reversed(changed):
            value = self._one_of(change.key, name, distinct)
            others = [key for key in held[value] if key != change.key]
            if value is not None and others:
                return change, others[0]
        return None

    def _one_of(self, key: Key, name: str, distinct: set[str]) -> Any:
        """What no two may have alike; None where it does not matter."""
        item = self.rows[key].item
        value = self.values.get(key, {}).get(name, getattr(item, name))
        level = key[0]
        if not value or (name == "title" and level == Level.ACTION):
            return None
        under = place_of(item) if name == "reference" and level not in distinct else None
        return level, value, under


# Writing


def _write(sheet: _Sheet, *, reason: str, is_taken_back: bool, by: User | None) -> Saved:
    """Write what was taken, and say what is held now."""
    texts: dict[int, str] = {}
    if is_taken_back:
        texts = _take_back_dates(_moved_dates(sheet), by)
    else:
        moves = [date_change(action, day, reason, by=by) for action, day in _moved_dates(sheet)]
        create_all(moves, by=by)
    for level in Level.values:
        items: list[tuple[Item, dict[str, Any]]] = []
        names: set[str] = set()
        led: list[tuple[Row, list[Person]]] = []
        for key, new in sheet.values.items():
            if key[0] != level or not new or key in sheet.new:
                continue
            row = sheet.rows[key]
            if LEAD in new:
                led.append((row, new[LEAD]))
            plain = sheet.fields(row.item, new)
            if DATE in plain:
                plain["target_text"] = texts.get(row.item.pk, "")
            if plain:
                items.append((row.item, plain))
                names |= plain.keys()
        _let_go(level, items, by)
        for item, plain in items:
            _set(item, plain)
        update_all([item for item, _ in items], sorted(names), by=by)
        led += _write_new(sheet, level, by)
        _write_leads(level, led, by)
    return _saved(sheet)


def _set(item: Item, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(item, name, value)


def _moved_dates(sheet: _Sheet) -> list[tuple[KeyAction, date | None]]:
    """The actions that had a target date and get another or none, each with that."""
    found: list[tuple[KeyAction, date | None]] = []
    for key, new in sheet.values.items():
        item: Any = sheet.rows[key].item
        if DATE in new and item.target_date is not None:
            found.append((item, new[DATE]))
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


def _write_new(sheet: _Sheet, level: str, by: User | None) -> list[tuple[Row, list[Person]]]:
    """Add the new rows of a level, the last of those that stand there; whom each is led by."""
    keys = [key for key in sheet.new if key[0] == level]
    if not keys:
        return []
    known = [
        row.item for key, row in sheet.rows.items() if key[0] == level and key not in sheet.new
    ]
    places = count(max((item.position for item in known), default=-1) + 1)
    for key in keys:
        row = sheet.rows[key]
        item: Any = row.item
        put_under(item, sheet.parent(sheet.new[key]))
        item.position = next(places)
        if level == Level.ACTION:
            beside = [other for other in known if place_of(other) == place_of(item)]
            item.kind = beside[-1].kind if beside else item.kind  # type: ignore[union-attr]
        _set(item, sheet.fields(item, sheet.values[key]))
        item.pk = None
    create_all([sheet.rows[key].item for key in keys], by=by)
    return [(sheet.rows[key], sheet.values[key].get(LEAD, [])) for key in keys]


def _saved(sheet: _Sheet) -> Saved:
    saved = Saved(sheet.problems)
    for key, new in sheet.values.items():
        row = sheet.rows[key]
        if new:
            people = new.get(LEAD, [lead.person for lead in row.leads])
            saved.cells[row.item.level, row.item.pk] = cells_of(row.item, people, sheet.columns)
    saved.added = {key: sheet.rows[key].item for key in sheet.new}
    for new_key, key in sheet.known.items():
        saved.added[new_key] = sheet.rows[key].item
        saved.cells.setdefault(key, sheet.rows[key].cells)
    return saved


def _let_go(level: str, items: Sequence[tuple[Item, dict[str, Any]]], by: User | None) -> None:
    """Empty the references of objectives that another of them takes over: the database refuses
    two alike even for a moment."""
    if level != Level.OBJECTIVE:
        return
    wanted = {new["reference"] for _, new in items if new.get("reference")}
    freed = [item for item, new in items if item.reference in wanted and "reference" in new]
    for item in freed:
        item.reference = ""
    update_all(freed, ["reference"], by=by)


def _write_leads(level: str, led: Sequence[tuple[Row, list[Person]]], by: User | None) -> None:
    model: Any = LEAD_MODELS[level]
    gone: list[int] = []
    moved: list[Any] = []
    added: list[Any] = []
    for row, people in led:
        held = {lead.person_id: lead for lead in row.leads}
        for position, person in enumerate(people):
            lead = held.pop(person.pk, None)
            if lead is None:
                own = {f"{level}_id": row.item.pk, "person": person, "position": position}
                added.append(model(kind=Lead.Kind.LEAD, **own))
            elif lead.position != position:
                lead.position = position
                moved.append(lead)
        gone += [lead.pk for lead in held.values()]
    delete_all(model, gone, by=by)
    update_all(moved, ["position"], by=by)
    create_all(added, by=by)


def _remove(sheet: _Sheet, added: Sequence[AddedRow], by: User | None) -> list[Problem]:
    """Delete the rows that a save added, those that stand lowest first; which stay, and why."""
    problems: list[Problem] = []
    for level in reversed(Level.values):
        items: list[Item] = []
        for given in added:
            row = sheet.rows.get(given.key)
            if given.level != level or row is None:
                continue
            if all(_same(text, given.cells.get(name, "")) for name, text in row.cells.items()):
                items.append(row.item)
            else:
                words = "Somebody changed this row since it was added, so it stays."
                problems.append(Problem(_title_of(given), words))
        hanging = delete_items(items=items, by=by)
        for item in items:
            if names := hanging.get(item.pk):
                words = f"This stays, because it has {', '.join(names)}."
                problems.append(Problem(Change(level, item.pk, "title", "", ""), words))
            else:
                del sheet.rows[level, item.pk]
    return problems


def _same(one: str, other: str) -> bool:
    """Whether two cells say the same, however it is spaced."""
    return one.split() == other.split()
