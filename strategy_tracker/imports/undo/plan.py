"""What taking an import back would do: which records go, which are set back, which stay.

`plan_undo` reads it all in a number of queries that does not depend on how much was
imported. What somebody edited since stays unless told otherwise, and so does whatever a
record that stays hangs from.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from django.db import connection, models

from objectives.models import CustomField
from strategy_tracker.accounts.models import User
from strategy_tracker.imports.changeset import KINDS
from strategy_tracker.imports.compare.existing import MODELS
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.undo.history import (
    PARTS,
    Name,
    WrittenRow,
    history_of,
    read_rows,
    tracked_models,
)
from strategy_tracker.imports.undo.naming import kind_of, titles_of

BATCH = 900  # ids in one query; some SQLites take fewer than a thousand
# So many records that stay for one reason are named; the others are counted.
NAMED = 3


@dataclass
class UndoReport:
    """What an undo does, or did.

    `records` counts per kind what is "removed" and "restored". `edited` are records that
    somebody changed since the import, each {"key", "kind", "title", "by", "at", "url_kind",
    "pk"}: they are kept unless their keys are given. `later_runs` are imports that touched
    the same records since, each {"pk", "file", "at"}. `blocked` says in sentences what else
    stays, and why.
    """

    records: dict[str, dict[str, int]] = field(default_factory=dict)
    edited: list[dict[str, Any]] = field(default_factory=list)
    later_runs: list[dict[str, Any]] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)

    @property
    def keeps_something(self) -> bool:
        return bool(self.edited or self.blocked)

    def to_data(self) -> dict[str, Any]:
        return asdict(self)


class Cause(NamedTuple):
    """Why a record stays: in words, or because of the row that hangs from it."""

    words: str = ""
    held_by: Name | None = None


@dataclass
class Unit:
    """A record with its parts, taken back as a whole or kept as a whole."""

    name: Name
    rows: list[WrittenRow] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{kind_of(self.name.model)}:{self.name.pk}"

    @property
    def is_edited(self) -> bool:
        return any(row.edits for row in self.rows)

    @property
    def goes(self) -> bool:
        """Whether the record itself, and not only parts of it, is deleted."""
        return any(row.name == self.name and row.is_new for row in self.rows)


@dataclass
class Plan:
    """Everything an undo does. `units` are taken back, `edited` and `kept` stay.

    `before` is the line of history that each row is set back to, or made again from, and
    `joins` are rows of join tables that go with a record.
    """

    run: ImportRun
    units: dict[Name, Unit] = field(default_factory=dict)
    edited: list[Unit] = field(default_factory=list)
    kept: dict[Name, Cause] = field(default_factory=dict)
    before: dict[Name, Any] = field(default_factory=dict)
    joins: dict[Name, set[Name]] = field(default_factory=dict)

    def rows(self) -> Iterator[WrittenRow]:
        for unit in self.units.values():
            yield from unit.rows

    def keep(self, unit: Unit, cause: Cause) -> None:
        del self.units[unit.name]
        self.kept[unit.name] = cause


def plan_undo(
    run: ImportRun,
    overwrite: frozenset[str] = frozenset(),
    refused: frozenset[Name] = frozenset(),
) -> Plan:
    """What undoing `run` does where the edited records with keys in `overwrite` go too.

    `refused` are records that the database would not have as they were.
    """
    plan = Plan(run)
    for unit in _units_of(read_rows(run).values()):
        if unit.is_edited and unit.key not in overwrite:
            plan.edited.append(unit)
        else:
            plan.units[unit.name] = unit
    for unit in [plan.units[name] for name in refused if name in plan.units]:
        plan.keep(unit, Cause("something else has by now what it had before"))
    _keep_closed(plan)
    _find_before(plan)
    _keep_held(plan)
    _keep_columns_in_use(plan)
    return plan


def look_at_undo(run: ImportRun) -> UndoReport:
    """What undoing `run` would do if no edit is overwritten; writes nothing."""
    if run.status != ImportRun.Status.APPLIED:
        return UndoReport()
    return report_of(plan_undo(run))


def _units_of(rows: Iterable[WrittenRow]) -> list[Unit]:
    """Records with something left to take back."""
    units: dict[Name, Unit] = {}
    for row in rows:
        units.setdefault(row.owner, Unit(row.owner)).rows.append(row)
    found = []
    for unit in units.values():
        own = [row for row in unit.rows if row.name == unit.name]
        if own and own[0].is_new and not own[0].is_there:
            continue  # somebody has deleted it since
        is_ours = any(row.name == unit.name for row in unit.rows)
        unit.rows = [row for row in unit.rows if _matters(row, is_ours)]
        if any(row.is_ours for row in unit.rows):
            found.append(unit)
    return found


def _matters(row: WrittenRow, is_ours: bool) -> bool:
    """Whether a row is to be taken back, or tells that its record was edited."""
    if not row.is_ours:
        return is_ours and bool(row.edits)
    return row.is_there or not row.is_new or bool(row.edits)


def _keep_closed(plan: Plan) -> None:
    """Answers and scores of a closed period stay as they are, whoever asks."""
    for model in dict.fromkeys(name.model for name in plan.units):
        names = {
            model_field.name
            for model_field in model._meta.fields
            if model_field.related_model is not None
        }
        if "period" not in names:
            continue
        closed = model._base_manager.filter(
            pk__in=history_of(model, plan.run).order_by().values("id"), period__status="closed"
        )
        for pk, label in closed.values_list("pk", "period__label"):
            if unit := plan.units.get(Name(model, pk)):
                plan.keep(unit, Cause(f"{label} is closed"))


# As it was before


def _find_before(plan: Plan) -> None:
    """Find the lines of history to go back to; keep the records where there are none."""
    wanted: dict[Any, list[WrittenRow]] = defaultdict(list)
    for row in plan.rows():
        if not row.is_new:
            wanted[row.name.model].append(row)
    for model, rows in wanted.items():
        plan.before |= _lines_before(model, rows)
    for row in [row for rows in wanted.values() for row in rows]:
        unit = plan.units.get(row.owner)
        if unit and row.name not in plan.before:
            plan.keep(unit, Cause("history does not say how it was before"))
    _keep_without_parents(plan)


def _lines_before(model: Any, rows: list[WrittenRow]) -> dict[Name, Any]:
    """The last line of history of each row from before it was touched."""
    history = model.history.model._default_manager
    first = {row.name.pk: row.first for row in rows}
    last: dict[int, int] = {}
    for some in batches(first):
        lines = history.filter(id__in=some).order_by("history_id").values_list("id", "history_id")
        last |= {pk: history_id for pk, history_id in lines if history_id < first[pk]}
    return {
        Name(model, line.id): line
        for some in batches(last.values())
        for line in history.filter(history_id__in=some)
        if line.history_type != "-"
    }


def _keep_without_parents(plan: Plan) -> None:
    """A record cannot go back under what is there no more."""
    back: dict[Any, list[Name]] = defaultdict(list)
    for name in plan.before:
        back[name.model].append(name)
    for model, names in back.items():
        for key in model._meta.concrete_fields:
            if not key.is_relation:
                continue
            wanted = {getattr(plan.before[name], key.attname) for name in names} - {None}
            missing = wanted - _present(key.related_model, wanted, plan)
            for name in names if missing else ():
                if getattr(plan.before[name], key.attname) in missing:
                    unit = plan.units.get(_owner_of(name, plan))
                    if unit:
                        plan.keep(unit, Cause(f"the {key.verbose_name} that it had is gone"))


def _present(model: Any, wanted: set[int], plan: Plan) -> set[int]:
    """Those of the rows `wanted` that are there, or are made again by this undo."""
    there = {pk for pk in wanted if Name(model, pk) in plan.before}
    for some in batches(wanted - there):
        there |= set(model._base_manager.filter(pk__in=some).values_list("pk", flat=True))
    return there


def _owner_of(name: Name, plan: Plan) -> Name:
    if name.model not in PARTS:
        return name
    key = name.model._meta.get_field(PARTS[name.model])
    return Name(key.related_model, getattr(plan.before[name], key.attname))


# What hangs from what


def _keep_held(plan: Plan) -> None:
    """Keep what rows hang from that stay, and what that hangs from, and so on."""
    taken = {row.name: row.owner for row in plan.rows()}
    holds: dict[Name, list[Name]] = defaultdict(list)
    for holder, held in _links(plan):
        holds[holder].append(held)
    taken |= {join: name for name, joins in plan.joins.items() for join in joins}
    staying = [holder for holder in holds if holder not in taken]
    while staying:
        holder = staying.pop()
        for held in holds.get(holder, ()):
            if unit := plan.units.get(taken[held]):
                plan.keep(unit, Cause(held_by=holder))
                staying += [row.name for row in unit.rows]
                staying += plan.joins.pop(unit.name, [])


def _links(plan: Plan) -> Iterator[tuple[Name, Name]]:
    """(row that points, row it points at) for every row that would be deleted."""
    going: dict[Any, dict[int, WrittenRow]] = defaultdict(dict)
    for row in plan.rows():
        if row.is_new and row.is_there:
            going[row.name.model][row.name.pk] = row
    for model, rows in going.items():
        ours = history_of(model, plan.run).order_by().filter(history_type="+").values("id")
        others = [pk for pk, row in rows.items() if not row.is_ours]
        for relation in _relations_to(model):
            for pks in (ours, *batches(others)):
                for holder, pk in _pointing(relation, pks, plan):
                    if pk in rows:
                        yield holder, Name(model, pk)


def _keep_columns_in_use(plan: Plan) -> None:
    """Keep columns of the trust's own under which a record that stays holds something.

    Values name their column by its key, which no foreign key guards.
    """
    going: dict[str, list[str]] = defaultdict(list)
    for unit in [unit for unit in plan.units.values() if unit.goes]:
        if unit.name.model is CustomField:
            kind = CustomField._base_manager.get(pk=unit.name.pk).record_kind
            going[kind].append(str(unit.name.pk))
    for kind, keys in going.items():
        model = MODELS[kind]
        holding = model._base_manager.filter(custom_values__has_any_keys=keys)
        for pk, values in holding.values_list("pk", "custom_values"):
            record = Name(model, pk)
            if record in plan.units:
                continue
            for key in values:
                unit = plan.units.get(Name(CustomField, int(key)))
                if unit is not None and unit.goes:
                    plan.keep(unit, Cause(held_by=record))


def _relations_to(model: Any) -> list[Any]:
    """Foreign keys that keep a row of `model` from being deleted; history's do not."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and relation.on_delete is not models.DO_NOTHING
    ]


def _pointing(relation: Any, pks: Any, plan: Plan) -> Iterator[tuple[Name, int]]:
    """(row, key that it points at) of all that points at the rows `pks` by `relation`."""
    source, key = relation.related_model, relation.field
    maker = _maker_of(source)
    columns = ["pk", key.attname, *([maker.attname] if maker else [])]
    found = source._base_manager.filter(**{f"{key.name}__in": pks}).values_list(*columns)
    for pk, target, *made_by in found.iterator():
        name = Name(source, pk)
        unit = plan.units.get(Name(maker.related_model, made_by[0])) if maker else None
        if unit and unit.goes:
            plan.joins.setdefault(unit.name, set()).add(name)
        yield name, target


def _maker_of(model: Any) -> Any:
    """The key to the record that a join table belongs to; None for any other model."""
    owner = model._meta.auto_created
    if not owner:
        return None
    return next(
        model_field for model_field in model._meta.fields if model_field.related_model is owner
    )


def batches(pks: Iterable[int]) -> Iterator[list[int]]:
    keys = sorted(pks)
    for first in range(0, len(keys), BATCH):
        yield keys[first : first + BATCH]


def lock_written(run: ImportRun) -> None:
    """Let nobody save what may be taken back; needless where the whole database is locked."""
    if not connection.features.has_select_for_update:
        return
    for model in tracked_models():
        ours = history_of(model, run).order_by().values("id")
        rows = model._base_manager.filter(pk__in=ours).order_by("pk")
        list(rows.select_for_update().values_list("pk", flat=True))


# In words


def report_of(plan: Plan) -> UndoReport:
    """The plan for people to read."""
    holders = [cause.held_by for cause in plan.kept.values() if cause.held_by]
    names = {*(unit.name for unit in plan.edited), *plan.kept, *holders}
    titles = titles_of(names)
    return UndoReport(
        records=_counts(plan),
        edited=_edited(plan, titles),
        later_runs=_later_runs(plan),
        blocked=_sentences(plan, titles),
    )


def _counts(plan: Plan) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for unit in plan.units.values():
        kind = counts.setdefault(kind_of(unit.name.model), {"removed": 0, "restored": 0})
        kind["removed" if unit.goes else "restored"] += 1
    known = {kind: place for place, kind in enumerate(KINDS)}
    return dict(
        sorted(counts.items(), key=lambda entry: (known.get(entry[0], len(known)), entry[0]))
    )


def _edited(plan: Plan, titles: dict[Name, tuple[str, str]]) -> list[dict[str, Any]]:
    last = {
        unit.name: max((edit for row in unit.rows for edit in row.edits), key=lambda edit: edit[0])
        for unit in plan.edited
    }
    people = User.objects.in_bulk({edit.by for edit in last.values() if edit.by})
    return [
        {
            "key": unit.key,
            "kind": kind_of(unit.name.model),
            "title": titles[unit.name][1],
            "by": str(people.get(last[unit.name].by) or "a command"),
            "at": last[unit.name].at.isoformat(),
            "url_kind": kind_of(unit.name.model),
            "pk": unit.name.pk,
        }
        for unit in plan.edited
    ]


def _later_runs(plan: Plan) -> list[dict[str, Any]]:
    pks = {edit.run for unit in plan.edited for row in unit.rows for edit in row.edits if edit.run}
    runs = ImportRun.objects.for_trust(plan.run.trust_id).filter(pk__in=pks).order_by("pk")
    return [
        {"pk": pk, "file": file_name, "at": at.isoformat()}
        for pk, file_name, at in runs.values_list("pk", "file_name", "applied_at")
        if at
    ]


def _sentences(plan: Plan, titles: dict[Name, tuple[str, str]]) -> list[str]:
    """One for each reason and kind of record that stays for it."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, cause in plan.kept.items():
        why = cause.words
        if cause.held_by:
            word, title = titles[cause.held_by]
            why = f"the {word} “{title}” needs it"
        word, title = titles[name]
        alike[word, why].append(title)
    return [_sentence(word, why, named) for (word, why), named in alike.items()]


def _sentence(word: str, why: str, named: list[str]) -> str:
    if len(named) == 1:
        return f"The {word} “{named[0]}” stays, because {why}."
    shown = ", ".join(f"“{title}”" for title in named[:NAMED])
    more = f" and {len(named) - NAMED:,} more" if len(named) > NAMED else ""
    return f"{len(named):,} of kind {word} stay, because {why}: {shown}{more}."
