"""Many cells of the plan changed at once, as in a spreadsheet: read, compared, written together.

Each change says what its cell held when it was opened. A cell that somebody else changed since
is not written but told, and so is one whose words cannot be taken; all others are saved, in one
transaction and a number of queries that does not grow with them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import transaction

from ambitions.models import ITEM_MODELS, LEAD_MODELS, BaselineChange, Item
from ambitions.plan.reader import PlanRows, key_of, read_outline, read_rows
from ambitions.plan.references import are_distinct, place_of
from ambitions.plan.services import date_change
from objectives.models import Level, Strategy
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.bulk import create_all, delete_all, update_all
from strategy_tracker.accounts.models import Person, User
from strategy_tracker.accounts.people import people_by_name
from strategy_tracker.ui.dates import long_date, parse_date

Key = tuple[str, int]
BETWEEN_LEADS = "; "
LEAD, DATE = "lead", "target_date"


@dataclass(frozen=True)
class Column:
    """A column of the grid: a field's name, its label, and the levels that have it."""

    name: str
    label: str
    levels: tuple[str, ...]
    longest: int = 500


COLUMNS = (
    Column("reference", "Ref", tuple(Level.values), 30),
    Column("title", "Title", tuple(Level.values), 4000),
    Column(LEAD, "Lead", tuple(Level.values), 2000),
    Column(DATE, "Target date", (Level.ACTION,), 60),
    Column("area", "Area", (Level.ACTION,), 200),
    Column("theme", "Theme", (Level.ACTION,), 200),
)
_COLUMNS = {column.name: column for column in COLUMNS}


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
class Problem:
    """A cell that was not saved, and why. `held` is what it holds; `by` whose words those are,
    where it was changed since."""

    change: Change
    words: str
    held: str = ""
    is_conflict: bool = False


@dataclass
class Row:
    """An item with what its cells hold, by the names of the columns it has."""

    item: Item
    leads: list[Lead]
    cells: dict[str, str] = field(default_factory=dict)


def read_grid(strategy: Strategy) -> list[Row]:
    """The rows of what is in the plan, in the order of the plan; a dozen queries."""
    outline = read_outline(strategy, [])
    return [_row(node.item, outline.rows) for node in outline.nodes()]


def rows_by_key(strategy: Strategy) -> dict[Key, Row]:
    """Every item's row by its level and key, those no longer in the plan too."""
    rows = read_rows(strategy, None, with_archived=True)
    items: Iterable[Item] = chain(rows.objectives, rows.ambitions, rows.actions)
    return {key_of(item): _row(item, rows) for item in items}


def _row(item: Item, rows: PlanRows) -> Row:
    leads = [lead for lead in rows.lead_rows.get(key_of(item), []) if lead.kind == Lead.Kind.LEAD]
    row = Row(item, leads)
    row.cells = {
        column.name: _text(row, column.name) for column in COLUMNS if item.level in column.levels
    }
    return row


def _lock(strategy: Strategy, changes: Sequence[Change]) -> None:
    """Make whoever edits one of the items by its form wait until the cells are written."""
    for level in sorted({change.level for change in changes} & set(ITEM_MODELS)):
        items = ITEM_MODELS[level].objects.select_for_update().filter(strategy=strategy)
        list(items.order_by("pk").values_list("pk"))


def _text(row: Row, name: str) -> str:
    """What a cell holds, as it is typed."""
    if name == LEAD:
        return BETWEEN_LEADS.join(lead.person.name for lead in row.leads)
    if name == DATE:
        day = row.item.target_date  # type: ignore[union-attr]
        return long_date(day) if day else ""
    return str(getattr(row.item, name))


@transaction.atomic
def save_cells(
    *, strategy: Strategy, changes: Sequence[Change], reason: str = "", by: User | None
) -> list[Problem]:
    """Save what can be saved, and give back what cannot.

    `reason` is why target dates move, where some do. The same changes sent twice change nothing.
    """
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    _lock(strategy, changes)
    rows = rows_by_key(strategy)
    people = people_by_name(strategy.trust_id)
    problems: list[Problem] = []
    values: dict[Key, dict[str, Any]] = defaultdict(dict)
    taken: list[Change] = []
    for change in changes:
        row = rows.get(change.key)
        if row is None or row.item.is_archived or change.name not in row.cells:
            problems.append(Problem(change, "This is no longer in the plan."))
            continue
        held = row.cells[change.name]
        try:
            value = _value(change, people)
            if value == _held(row, change.name):
                continue
            if not _same(held, change.was):
                words = "Somebody else changed this cell since you opened the page."
                problems.append(Problem(change, words, held, is_conflict=True))
                continue
            if change.name == DATE and held and not reason.strip():
                raise ValueError("Say why target dates move, below, and save again.")
        except ValueError as error:
            problems.append(Problem(change, str(error), held))
            continue
        values[change.key][change.name] = value
        taken.append(change)
    problems += _not_free(rows, values, taken)
    _write(rows, values, reason.strip(), by)
    return problems


def _same(one: str, other: str) -> bool:
    """Whether two cells say the same, however it is spaced."""
    return one.split() == other.split()


def _held(row: Row, name: str) -> Any:
    """What the item has in a cell, as `_value` reads one."""
    if name == LEAD:
        return [lead.person for lead in row.leads]
    return getattr(row.item, name)


def _value(change: Change, people: Mapping[str, Person]) -> Any:
    """The typed words as the field holds them. Raises ValueError with a sentence."""
    text = change.now.strip() if change.name == "title" else " ".join(change.now.split())
    column = _COLUMNS[change.name]
    if len(text) > column.longest:
        raise ValueError(f"{column.longest} characters at most; these are {len(text)}.")
    if change.name == "title" and not text:
        raise ValueError("Give it a title. To take it out of the plan, open it and close it.")
    if change.name == LEAD:
        return _people(text, people)
    if change.name != DATE:
        return text
    day = parse_date(text) if text else None
    if text and day is None:
        raise ValueError(f"“{text}” is no whole date. Give it as 31 March 2027 or 31/3/2027.")
    return day


def _people(text: str, people: Mapping[str, Person]) -> list[Person]:
    found: list[Person] = []
    for name in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        person = people.get(name.casefold())
        if person is None:
            raise ValueError(
                f"“{name}” is nobody whom the trust’s people name. Add them under People first, "
                "or check the spelling; put a semicolon between two names."
            )
        if person not in found:
            found.append(person)
    return found


def _not_free(
    rows: Mapping[Key, Row], values: dict[Key, dict[str, Any]], changes: Iterable[Change]
) -> list[Problem]:
    """Take out of `values` each reference or title that another item has, or gets as well.

    Titles are the objective's or ambition's own; references are told apart as
    `references.check_reference` says: within the plan where they were, else under each parent.
    """
    problems: list[Problem] = []
    distinct = {
        level
        for level in Level.values
        if are_distinct(row.item.reference for key, row in rows.items() if key[0] == level)
    }
    for name in ("reference", "title"):
        changed = [change for change in changes if change.name == name]
        # Each that is taken out goes back to what it was, which may be what another wanted.
        while clash := _clash(rows, values, changed, name, distinct):
            change, holder = clash
            changed.remove(change)
            del values[change.key][name]
            held = rows[change.key].cells[name]
            words = f"“{change.now.strip()}” is the {name} of “{_title(rows[holder], values)}” too."
            problems.append(Problem(change, words, held))
    return problems


def _title(row: Row, values: Mapping[Key, Mapping[str, Any]]) -> str:
    return str(values.get((row.item.level, row.item.pk), {}).get("title", row.item.title))


def _clash(
    rows: Mapping[Key, Row],
    values: Mapping[Key, Mapping[str, Any]],
    changed: Sequence[Change],
    name: str,
    distinct: set[str],
) -> tuple[Change, Key] | None:
    """The last of the changes whose new value another item of its level has as well."""
    held: dict[Any, list[Key]] = defaultdict(list)
    for key, row in rows.items():
        held[_place(key, row, values, name, distinct)].append(key)
    for change in reversed(changed):
        place = _place(change.key, rows[change.key], values, name, distinct)
        others = [key for key in held[place] if key != change.key]
        if place is not None and others:
            return change, others[0]
    return None


def _place(
    key: Key,
    row: Row,
    values: Mapping[Key, Mapping[str, Any]],
    name: str,
    distinct: set[str],
) -> Any:
    """Where no two may be alike; None where it does not matter."""
    value = values.get(key, {}).get(name, getattr(row.item, name))
    level = key[0]
    if not value or (name == "title" and level == Level.ACTION):
        return None
    under = place_of(row.item) if name == "reference" and level not in distinct else None
    return level, value, under


def _write(
    rows: Mapping[Key, Row], values: Mapping[Key, Mapping[str, Any]], reason: str, by: User | None
) -> None:
    moves: list[BaselineChange] = []
    for level in Level.values:
        items: list[tuple[Item, dict[str, Any]]] = []
        names: set[str] = set()
        led: list[tuple[Row, list[Person]]] = []
        for key, new in values.items():
            if key[0] != level or not new:
                continue
            row = rows[key]
            if LEAD in new:
                led.append((row, new[LEAD]))
            plain = {name: value for name, value in new.items() if name != LEAD}
            if DATE in plain and row.item.target_date is not None:  # type: ignore[union-attr]
                moves.append(date_change(row.item, plain[DATE], reason, by=by))  # type: ignore[arg-type]
            if DATE in plain:
                plain["target_text"] = ""
            if plain:
                items.append((row.item, plain))
                names |= plain.keys()
        _let_go(level, items, by)
        for item, plain in items:
            for name, value in plain.items():
                setattr(item, name, value)
        update_all([item for item, _ in items], sorted(names), by=by)
        _write_leads(level, led, by)
    create_all(moves, by=by)


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
