"""Many cells of many records changed at once, as in a spreadsheet: read, compared, written.

Each change says what its cell held when it was opened. A cell that somebody else changed since
is not written but told, and so is one whose words cannot be taken; all others are saved, in one
transaction and a number of queries that does not grow with them.

A new row is cells too, under a key below nought, beside a `NewRow` that says where it is to
stand. It is added whole or not at all: one wrong cell keeps it back, and what stands under it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from ambitions.grid.columns import Column, Columns, Key, LeadColumn, OwnColumn, Row, fill
from ambitions.plan.editing import delete_items
from ambitions.plan.references import proposed_next
from objectives.custom_fields import with_values
from strategy_tracker.accounts.bulk import create_all, delete_all, update_all
from strategy_tracker.accounts.models import User

Values = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One cell: whose it is, what it held when it was opened, and what is typed now.

    `level` is the level of an item, or "measure" or "risk".
    """

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
    and the records that were added, by the keys they had as new rows."""

    problems: list[Problem] = field(default_factory=list)
    cells: dict[Key, dict[str, str]] = field(default_factory=dict)
    added: dict[Key, Any] = field(default_factory=dict)


class Sheet:
    """The rows of a grid, locked, and what is to be written into them.

    Each grid is a sheet with its own rows, columns and rules. `models` are those of its rows by
    their level, in the order in which they are written; `title` is the column that every row
    needs and by which it is told, `reference` that which numbers them; of those in `distinct` no
    two rows may hold the same. `touched` is all that is sent, by which is known what is locked.
    """

    models: Mapping[str, type[Any]]
    lead_models: Mapping[str, type[Any]]
    title = "title"
    reference = "reference"
    no_title = "Give it a title."
    distinct: tuple[str, ...] = ()
    gone = "This is no longer in the plan."

    def __init__(
        self, touched: Iterable[Change | AddedRow], *, is_taken_back: bool = False
    ) -> None:
        self.lock(sorted({each.level for each in touched} & set(self.models)))
        self.is_taken_back = is_taken_back
        self.columns = self.read_columns()
        self.rows = self.read_rows()
        self.new: dict[Key, NewRow] = {}
        self.known: dict[Key, Key] = {}
        self.values: Values = defaultdict(dict)
        self.problems: list[Problem] = []

    # What each grid says of its own

    def lock(self, levels: Iterable[str]) -> None:
        """Let whoever edits one of the records by its form wait until the cells are written."""
        raise NotImplementedError

    def read_columns(self) -> Columns:
        raise NotImplementedError

    def read_rows(self) -> dict[Key, Row]:
        """Every row by its key, those no longer in use too."""
        raise NotImplementedError

    def new_item(self, new: NewRow) -> Any:
        """The record of a new row, where it is to stand. Raises ValidationError."""
        raise NotImplementedError

    def place_new(self, level: str, rows: Sequence[Row]) -> None:
        """Set what new rows have that nobody types: each is the last of its level."""
        known = (
            row.item.position
            for key, row in self.rows.items()
            if key[0] == level and key not in self.new
        )
        for row, position in zip(rows, count(max(known, default=-1) + 1), strict=False):
            row.item.position = position

    def check(self, change: Change, column: Column, row: Row, value: Any) -> None:
        """Raise ValueError where the value cannot stand in the row."""
        if change.name == self.title and not value and change.key not in self.new:
            raise ValueError(self.no_title)

    def is_named(self, values: Mapping[str, Any]) -> bool:
        """Whether a new row has what no row can do without."""
        return bool(values.get(self.title))

    def numbered(self) -> list[Change]:
        """Give each new row without a reference the next one, as the others are numbered."""
        bare = [key for key in self.new if not self.values[key].get(self.reference)]
        known = [self.value(key, self.reference) for key in self.rows if key not in bare]
        found = []
        for key in bare:
            if reference := proposed_next(known):
                self.values[key][self.reference] = reference
                found.append(Change(*key, self.reference, "", reference))
            known.append(reference)
        return found

    def one_of(self, key: Key, name: str) -> Any:
        """What no two rows may have alike; None where it does not matter."""
        return self.value(key, name) or None

    def broken(self, row: Row, values: Mapping[str, Any]) -> tuple[str, str] | None:
        """A cell of the row that does not go with the others of it, and why; None for none."""
        return None

    def let_go(self, level: str, items: Sequence[tuple[Any, dict[str, Any]]], by: Any) -> None:
        """Make room for what the database refuses twice even for a moment."""

    def before_writing(self, by: User | None) -> None:
        """Write what goes before the rows."""

    def write_beside(self, level: str, by: User | None) -> None:
        """Write what is kept in tables of its own."""

    def delete_rows(self, rows: Sequence[Row], by: User | None) -> dict[int, list[str]]:
        """Delete the records, of one level, on which nothing hangs; of the others what does."""
        return delete_items(items=[row.item for row in rows], by=by)

    # New rows, before they are written

    def place(self, new_rows: Iterable[NewRow], changes: Sequence[Change]) -> None:
        """Let the rows stand among the others. One that was added by an earlier save is known."""
        by_identity = {row.item.uuid: key for key, row in self.rows.items()}
        titles = {change.key: change.now for change in changes if change.name == self.title}
        order = list(self.models)
        for new in sorted(new_rows, key=lambda row: order.index(row.level)):
            if new.uuid in by_identity:
                self.known[new.key] = by_identity[new.uuid]
                continue
            try:
                row = Row(new.level, self.new_item(new))
            except ValidationError as error:
                cell = self.title_of(new, titles.get(new.key, ""))
                self.problems.append(Problem(cell, " ".join(error.messages)))
                continue
            own = (column for column in self.columns.values() if new.level in column.levels)
            row.cells = {column.name: "" for column in own}
            self.new[new.key] = new
            self.rows[new.key] = row

    def title_of(self, row: AddedRow | NewRow, words: str = "") -> Change:
        """The cell at which is told what is wrong with a whole row."""
        return Change(row.level, row.pk, self.title, "", words)

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
                Problem(self.title_of(new), "What it stands under is not saved yet.")
                for new in below
                if new.key not in told
            ]
            gone = {new.key for new in below}

    # What is typed

    def take(self, changes: Iterable[Change]) -> None:
        """Read each cell into `values`, or tell why it is not."""
        taken: list[Change] = []
        refused = {problem.change.key for problem in self.problems}
        for given in changes:
            if given.key in refused and given.key not in self.rows and given.pk < 0:
                continue
            level, pk = self.known.get(given.key, given.key)
            change = replace(given, level=level, pk=pk)
            if self._take(change):
                taken.append(change)
        told = {(problem.change.key, problem.change.name) for problem in self.problems}
        for key, new in self.new.items():
            if not self.is_named(self.values.get(key, {})) and (key, self.title) not in told:
                self.problems.append(Problem(self.title_of(new), self.no_title))
        self._keep_back([problem.change.key for problem in self.problems])
        taken = [change for change in taken if change.key in self.rows]
        taken += self.numbered()
        self._refuse_what_is_taken(taken)
        self._refuse_what_is_broken(taken)

    def _take(self, change: Change) -> bool:
        """Read one cell into `values`; False where it holds that already, or is told."""
        row = self.rows.get(change.key)
        column = self.columns.get(change.name)
        if row is None or not row.is_in_use:
            self.problems.append(Problem(change, self.gone))
            return False
        if column is None or change.name not in row.cells:
            # A column of the trust's own may be archived, or a period closed, meanwhile.
            words = "This column is no longer here. Copy what you typed, and reload the page."
            self.problems.append(Problem(change, words))
            return False
        held = row.cells[change.name]
        try:
            value = column.read(change.now, row)
            if change.key in self.new:
                if not change.now.strip():
                    return False
            elif value == column.held(row):
                return False
            elif not _same(held, change.was):
                words = "Somebody else changed this cell since you opened the page."
                self.problems.append(Problem(change, words, held, is_conflict=True))
                return False
            self.check(change, column, row, value)
        except ValueError as error:
            self.problems.append(Problem(change, str(error), held))
            return False
        self.values[change.key][change.name] = value
        return True

    def value(self, key: Key, name: str) -> Any:
        """What the record will hold once all is written."""
        row = self.rows[key]
        return self.values.get(key, {}).get(name, self.columns[name].held(row))

    def fields(self, row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is set on the record itself, the values of own columns as one."""
        found: dict[str, Any] = {}
        own: dict[Any, Any] = {}
        for name, value in values.items():
            column = self.columns[name]
            if isinstance(column, OwnColumn):
                own[column.custom[row.level]] = value
            elif column.is_of_record:
                found |= column.fields(row.item, value)
        return found | ({"custom_values": with_values(row.item, own)} if own else {})

    # What no two may have alike, and what does not go together

    def _refuse_what_is_taken(self, changes: Sequence[Change]) -> None:
        """Take out of `values` what another row has, or gets as well."""
        for name in self.distinct:
            changed = [change for change in changes if change.name == name]
            # Each that is taken out goes back to what it was, which may be what another wanted.
            while clash := self._clash(changed, name):
                change, holder = clash
                label = self.columns[name].label.lower() if name != "reference" else name
                words = f"“{change.now.strip()}” is the {label} of “{self._called(holder)}” too."
                self._refuse(change, words)
                changed = [other for other in changed if other != change and other.key in self.rows]
            changes = [change for change in changes if change.key in self.rows]

    def _refuse(self, change: Change, words: str) -> None:
        self.problems.append(Problem(change, words, self.rows[change.key].cells[change.name]))
        if change.key in self.new:
            self._keep_back([change.key])
        else:
            del self.values[change.key][change.name]

    def _called(self, key: Key) -> str:
        return str(self.value(key, self.title))

    def _clash(self, changed: Sequence[Change], name: str) -> tuple[Change, Key] | None:
        """The last of the changes whose new value another row of its level has as well."""
        held: dict[Any, list[Key]] = defaultdict(list)
        for key, row in self.rows.items():
            if name in row.cells:
                held[self.one_of(key, name)].append(key)
        for change in reversed(changed):
            value = self.one_of(change.key, name)
            others = [key for key in held[value] if key != change.key]
            if value is not None and others:
                return change, others[0]
        return None

    def _refuse_what_is_broken(self, changes: Sequence[Change]) -> None:
        """Take out of `values` what does not go with the other cells of its row."""
        given = {(change.key, change.name): change for change in changes}
        for key in list(self.values):
            while key in self.rows and (found := self.broken(self.rows[key], self.values[key])):
                name, words = found
                self._refuse(given[key, name], words)

    # Writing

    def write(self, by: User | None) -> Saved:
        """Write what was taken, and say what is held now."""
        self.before_writing(by)
        for level in self.models:
            items: list[tuple[Any, dict[str, Any]]] = []
            names: set[str] = set()
            for row, values in self.written(level):
                plain = self.fields(row, values) if row.item.pk > 0 else {}
                if plain:
                    items.append((row.item, plain))
                    names |= plain.keys()
            self.let_go(level, items, by)
            for item, plain in items:
                _set(item, plain)
            update_all([item for item, _ in items], sorted(names), by=by)
            self._write_new(level, by)
            self._write_leads(level, by)
            self.write_beside(level, by)
        return self._saved()

    def written(self, level: str) -> Iterator[tuple[Row, dict[str, Any]]]:
        """The rows of a level that are written, with their values."""
        for key, values in self.values.items():
            if key[0] == level and values:
                yield self.rows[key], values

    def _write_new(self, level: str, by: User | None) -> None:
        """Add the new rows of a level."""
        keys = [key for key in self.new if key[0] == level]
        if not keys:
            return
        rows = [self.rows[key] for key in keys]
        self.place_new(level, rows)
        for key, row in zip(keys, rows, strict=True):
            _set(row.item, self.fields(row, self.values[key]))
            row.item.pk = None
        create_all([row.item for row in rows], by=by)

    def _write_leads(self, level: str, by: User | None) -> None:
        model: Any = self.lead_models[level]
        gone: list[int] = []
        moved: list[Any] = []
        added: list[Any] = []
        for row, values in self.written(level):
            for name, people in values.items():
                column = self.columns[name]
                if not isinstance(column, LeadColumn):
                    continue
                others = [lead for lead in row.leads if lead.kind != column.kind]
                held = {lead.person_id: lead for lead in row.leads if lead.kind == column.kind}
                own = []
                for position, person in enumerate(people):
                    lead = held.pop(person.pk, None)
                    if lead is None:
                        of_row = {f"{level}_id": row.item.pk, "person": person}
                        lead = model(kind=column.kind, position=position, **of_row)
                        added.append(lead)
                    elif lead.position != position:
                        lead.position = position
                        moved.append(lead)
                    own.append(lead)
                gone += [lead.pk for lead in held.values()]
                row.leads = [*others, *own]
        delete_all(model, gone, by=by)
        update_all(moved, ["position"], by=by)
        create_all(added, by=by)

    def _saved(self) -> Saved:
        saved = Saved(self.problems)
        for key, new in self.values.items():
            if new:
                row = fill(self.rows[key], self.columns)
                saved.cells[row.key] = row.cells
        saved.added = {key: self.rows[key].item for key in self.new}
        for new_key, key in self.known.items():
            saved.added[new_key] = self.rows[key].item
            saved.cells.setdefault(key, self.rows[key].cells)
        return saved

    # Taking back

    def remove(self, added: Sequence[AddedRow], by: User | None) -> None:
        """Delete the rows that a save added, those that stand lowest first; tell which stay."""
        for level in reversed(list(self.models)):
            rows: list[Row] = []
            for given in added:
                row = self.rows.get(given.key)
                if given.level != level or row is None:
                    continue
                if all(_same(text, given.cells.get(name, "")) for name, text in row.cells.items()):
                    rows.append(row)
                else:
                    words = "Somebody changed this row since it was added, so it stays."
                    self.problems.append(Problem(self.title_of(given), words))
            hanging = self.delete_rows(rows, by)
            for row in rows:
                if names := hanging.get(row.item.pk):
                    words = f"This stays, because it has {', '.join(names)}."
                    cell = Change(level, row.item.pk, self.title, "", "")
                    self.problems.append(Problem(cell, words))
                else:
                    del self.rows[level, row.item.pk]


def delete_with(
    rows: Sequence[Row], part: str, called: str, *, by: User | None
) -> dict[int, list[str]]:
    """Delete records of one level with their leads, and those of a `part` that their cells hold.

    A record that has others of that part stays, as does one on which more hangs. Gives what hangs
    on those that stay, by key; `called` is the part in words.
    """
    if not rows:
        return {}
    items = [row.item for row in rows]
    of_item = type(items[0])._meta.get_field(part).field
    own = [one.pk for row in rows for one in row.beside.values() if one]
    others = of_item.model.objects.filter(**{f"{of_item.name}__in": items}).exclude(pk__in=own)
    kept = set(others.order_by().values_list(of_item.attname, flat=True))
    rest = [item for item in items if item.pk not in kept]
    hanging = delete_items(items=rest, parts=("lead_rows", part), by=by)
    return {pk: [called] for pk in kept} | hanging


def save_sheet(
    sheet: Sheet, changes: Sequence[Change], new_rows: Sequence[NewRow], by: User | None
) -> Saved:
    """Save what can be saved, and say what cannot. The same sent twice changes and adds nothing.

    In the transaction of the caller.
    """
    sheet.place(new_rows, changes)
    sheet.take(changes)
    return sheet.write(by)


def take_back_sheet(
    sheet: Sheet, changes: Sequence[Change], added: Sequence[AddedRow], by: User | None
) -> Saved:
    """Take a save back: `changes` from what it wrote to what was there, and the rows it added go.

    What somebody changed since stays and is told, and so is a row on which something hangs. In
    the transaction of the caller.
    """
    sheet.remove(added, by)
    problems, sheet.problems = sheet.problems, []
    sheet.take(changes)
    saved = sheet.write(by)
    saved.problems += problems
    return saved


def _set(item: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(item, name, value)


def _same(one: str, other: str) -> bool:
    """Whether two cells say the same, however it is spaced."""
    return one.split() == other.split()
