"""Keeping the plan by hand: items are added, changed, moved, ended, brought back and deleted.

Every screen that keeps the plan calls these. Each is one transaction, and history says who.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q

from ambitions.models import ITEM_MODELS, Ambition, Item, KeyAction
from ambitions.plan.fields import ITEM_FIELDS
from ambitions.plan.references import (
    NewReference,
    are_distinct,
    check_reference,
    items_of,
    parent_of,
    place_of,
    with_parents,
)
from ambitions.plan.services import Agreed, record_baselines, set_conditions
from objectives.models import Level, StrategicObjective, Strategy
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.bulk import delete_all, update_all
from strategy_tracker.accounts.models import Person, User
from strategy_tracker.accounts.saving import save
from strategy_tracker.accounts.services import replace_leads_of_kinds

# Rows that are part of an item and go with it: nothing that was said hangs on them.
_PARTS = ("lead_rows", "conditions")
# The wording that a board agrees, and whose change it minutes; conditions too.
AGREED_WORDING = ("title", "success_statement", "success_note")
Leads = Mapping[str, Iterable[Person]]
Conditions = Iterable[tuple[str, str]]


@transaction.atomic
def add_item(
    *,
    strategy: Strategy,
    level: str,
    parent: Item | None = None,
    values: Mapping[str, Any],
    leads: Leads | None = None,
    conditions: Conditions = (),
    uuid: UUID | None = None,
    by: User | None,
) -> Item:
    """A new item, the last of those under `parent`.

    `values` are its declared fields, `leads` people by the kind of lead, `conditions` an
    ambition's (letter, text). With a `uuid` that an item of the strategy has already, that one
    is given back: a form that is sent twice adds once. Raises ValidationError, by field.
    """
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    model = ITEM_MODELS[level]
    if uuid is not None and (known := model.objects.filter(strategy=strategy, uuid=uuid).first()):
        return known
    item: Item = model(strategy=strategy, **values)
    if uuid is not None:
        item.uuid = uuid
    put_under(item, parent)
    item.position = _last_position(strategy, level) + 1
    check_reference(item, item.reference)
    save(item, by=by)
    _set_parts(item, leads or {}, conditions, by=by)
    return item


def put_under(item: Item, parent: Item | None) -> None:
    """Set what the item stands under. Raises ValidationError where it cannot stand there."""
    allowed: dict[str, tuple[type[Any], ...]] = {
        Level.OBJECTIVE: (type(None),),
        Level.AMBITION: (type(None), StrategicObjective),
        Level.ACTION: (StrategicObjective, Ambition),
    }
    if not isinstance(parent, allowed[item.level]):
        raise ValidationError({"under": "Choose what it stands under."})
    if parent is not None:
        if parent.strategy_id != item.strategy_id:
            raise ValidationError({"under": "This belongs to another strategy."})
        if parent.is_archived:
            raise ValidationError(
                {"under": f"“{parent.title}” is no longer in the plan: bring it back first."}
            )
    if isinstance(item, KeyAction):
        item.ambition = parent if isinstance(parent, Ambition) else None
        item.objective = parent if isinstance(parent, StrategicObjective) else None
    elif isinstance(item, Ambition):
        item.objective = parent


def _last_position(strategy: Strategy, level: str) -> int:
    items = ITEM_MODELS[level].objects.filter(strategy=strategy)
    last = items.aggregate(last=Max("position"))["last"]
    return -1 if last is None else last


@transaction.atomic
def change_item(
    *,
    item: Item,
    values: Mapping[str, Any],
    leads: Leads,
    conditions: Conditions | None = None,
    agreed: Agreed | None = None,
    by: User | None,
) -> Item:
    """Give the item's fields those values, and make `leads` its leads, in that order.

    Leads of a kind that `leads` does not name stay as they are, and so do conditions that are
    not given. With `agreed`, wording that changes is kept as it was agreed before. Raises
    ValidationError where another item has the title or reference, or a lead
    is a stranger.
    """
    given = list(conditions) if conditions is not None else None
    if agreed is not None:
        record_baselines(record=item, changed=_wording(item, values, given), agreed=agreed, by=by)
    changed = {name: value for name, value in values.items() if getattr(item, name) != value}
    if changed:
        if "reference" in changed:
            check_reference(item, changed["reference"])
        for name, value in changed.items():
            setattr(item, name, value)
        save(item, by=by)
    _set_parts(item, leads, given, by=by)
    return item


def _wording(
    item: Item, values: Mapping[str, Any], conditions: list[tuple[str, str]] | None
) -> list[tuple[str, str, str, str]]:
    """Of the wording that the board agrees: its field, its name, what it was and what it is."""
    found = [
        (declared.name, declared.label, getattr(item, declared.name), values[declared.name])
        for declared in ITEM_FIELDS[item.level]
        if declared.name in AGREED_WORDING and declared.name in values
    ]
    if isinstance(item, Ambition) and conditions is not None:
        was = {row.position: str(row) for row in item.conditions.all()}
        now_is = {
            place: f"{letter} {text}".strip() for place, (letter, text) in enumerate(conditions)
        }
        found += [
            (
                f"condition_{place}",
                f"Condition {place + 1}",
                was.get(place, ""),
                now_is.get(place, ""),
            )
            for place in sorted({*was, *now_is})
        ]
    return found


def _set_parts(item: Item, leads: Leads, conditions: Conditions | None, *, by: User | None) -> None:
    replace_leads_of_kinds(item=item, leads=leads, by=by)
    if conditions is not None and isinstance(item, Ambition):
        set_conditions(ambition=item, conditions=conditions, by=by)


def leads_by_kind(item: Any) -> dict[str, list[Person]]:
    """Who leads an item, a measure or a risk, in order, by the kind of lead; one query."""
    found: dict[str, list[Person]] = {kind: [] for kind in Lead.Kind.values}
    if item.pk:
        for row in item.lead_rows.select_related("person"):
            found[row.kind].append(row.person)
    return found


# Leaving the plan


def under(item: Item, *, with_archived: bool = False) -> list[Item]:
    """What stands under the item and under that, in the order of the plan; at most three queries.

    Archived ones only where they are asked for.
    """
    return [row for row in _under_all([item]) if with_archived or not row.is_archived]


def _under_all(items: Iterable[Item]) -> list[Item]:
    """What stands under items of any level, archived or not; as many queries for any number."""
    objectives = [item for item in items if isinstance(item, StrategicObjective)]
    ambitions = [item for item in items if isinstance(item, Ambition)]
    below = list(Ambition.objects.filter(objective__in=objectives).select_related("objective"))
    actions = Q(objective__in=objectives) | Q(ambition__in=[*ambitions, *below])
    return [*below, *KeyAction.objects.filter(actions).select_related("ambition", "objective")]


@transaction.atomic
def end_item(
    *,
    item: Item,
    reason: str = "",
    successor: Item | None = None,
    with_all_under: bool = False,
    by: User | None,
) -> list[Item]:
    """Take an item out of the plan, and keep it; gives all that left the plan.

    With a `reason` its work ended without being done, with a `successor` that one takes its
    place, without either it is archived. What stands under it goes with it where
    `with_all_under` says so, else it has to be moved or ended first. Raises ValidationError.
    """
    below = under(item)
    if not with_all_under:
        _check_none_stays(below)
    if successor is not None:
        _check_successor(item, successor)
    for row in [*below, item]:
        row.is_archived, row.end_reason = True, reason.strip()
        row.superseded_by = successor if row is item else None
        save(row, by=by)
    return [item, *below]


@transaction.atomic
def end_items(*, reasons: Mapping[Item, str], by: User | None) -> None:
    """Take items out of the plan together, each for its reason ("" for none), and keep them.

    As `end_item` does with one, in as many queries for any number. What stands under one of
    them is to be among them. Raises ValidationError.
    """
    _check_none_stays(
        [row for row in _under_all(reasons) if not (row.is_archived or row in reasons)]
    )
    for item, reason in reasons.items():
        item.is_archived, item.end_reason, item.superseded_by = True, reason.strip(), None
    for model in ITEM_MODELS.values():
        rows = [item for item in reasons if isinstance(item, model)]
        update_all(rows, ["is_archived", "end_reason", "superseded_by"], by=by)


def _check_none_stays(below: Sequence[Item]) -> None:
    """Raise ValidationError where something would stand under what is no longer in the plan."""
    if below:
        raise ValidationError(
            {"with_all_under": f"{_counted(below)} under it: move or end that first, or tick this."}
        )


def _check_successor(item: Item, successor: Item) -> None:
    if successor.level != item.level:
        raise ValidationError({"successor": "Choose an item of the same level."})
    if successor.is_archived:
        raise ValidationError({"successor": "This is no longer in the plan itself."})
    if successor.level != Level.ACTION and successor.pk == item.pk:
        raise ValidationError({"successor": "Nothing takes its own place: choose another."})


def _counted(rows: Sequence[Item]) -> str:
    return "1 item stands" if len(rows) == 1 else f"{len(rows)} items stand"


@transaction.atomic
def bring_back(*, item: Item, by: User | None) -> Item:
    """Put an item back into the plan, where it stood. One that is in the plan stays as it is.

    Raises ValidationError where what it stood under is itself no longer in the plan.
    """
    if not item.is_archived:
        return item
    parent = parent_of(item)
    if parent is not None and parent.is_archived:
        raise ValidationError(
            f"It stood under “{parent.title}”, which is no longer in the plan: "
            "bring that back first."
        )
    item.is_archived, item.end_reason, item.superseded_by = False, "", None
    return save(item, by=by)


def what_hangs_on(record: models.Model, parts: Sequence[str] = _PARTS) -> list[str]:
    """The names of what refers to the record, in words, such as "updates"; its `parts` aside.

    Rows of any app are found, by their foreign keys: one query each.
    """
    return what_hangs_on_any([record], parts).get(record.pk, [])


def what_hangs_on_any(
    records: Sequence[models.Model], parts: Sequence[str] = _PARTS
) -> dict[int, list[str]]:
    """The same of several records of one model, by their keys, in as many queries."""
    found: dict[int, list[str]] = defaultdict(list)
    if not records:
        return found
    own_parts = {name for name in parts if hasattr(records[0], name)}
    for relation in records[0]._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and relation.is_relation):
            continue
        far: Any = relation
        if far.on_delete is models.DO_NOTHING or far.get_accessor_name() in own_parts:
            continue  # a row of history, or a part
        if far.many_to_many:
            continue  # its table of pairs is a relation of its own
        rows = far.related_model._base_manager.filter(**{f"{far.field.name}__in": records})
        for pk in rows.order_by().values_list(far.field.attname, flat=True).distinct():
            found[pk].append(str(far.related_model._meta.verbose_name_plural))
    return found


@transaction.atomic
def delete_item(*, item: Item, by: User | None) -> None:
    """Delete what was added by mistake; history keeps that it was there.

    Raises ValidationError where anything hangs on it, such as answers.
    """
    if hanging := delete_items(items=[item], by=by):
        raise ValidationError(
            f"It cannot be deleted, because it has {', '.join(hanging[item.pk])}. Take it out of "
            "the plan instead: it is kept and can still be read."
        )


@transaction.atomic
def delete_items(
    *, items: Sequence[Any], parts: Sequence[str] = _PARTS, by: User | None
) -> dict[int, list[str]]:
    """Delete those records of one model on which nothing hangs; of the others, by key, what does.

    Their `parts` go with them. As many queries for a hundred as for one.
    """
    hanging = what_hangs_on_any(items, parts)
    gone = [item.pk for item in items if item.pk not in hanging]
    if not gone:
        return hanging
    model: Any = type(items[0])
    for name in parts:
        if hasattr(model, name):
            part = getattr(model, name).rel
            rows = part.related_model.objects.filter(**{f"{part.field.name}__in": gone})
            delete_all(part.related_model, rows.values_list("pk", flat=True), by=by)
    delete_all(model, gone, by=by)
    return hanging


# Moving


def siblings_of(item: Item) -> list[Item]:
    """Those that stand where the item stands, itself among them, in order; one query."""
    return standing_under(item.strategy, item.level, place_of(item))


def standing_under(strategy: Strategy, level: str, place: tuple[str, int | None]) -> list[Item]:
    """The items of a level in the plan under one parent, in order."""
    rows = ITEM_MODELS[level].objects.filter(strategy=strategy, is_archived=False)
    above, key = place
    if level == Level.ACTION:
        rows = rows.filter(**{above: key})
    elif level == Level.AMBITION:
        rows = rows.filter(objective=key)
    return list(with_parents(rows))


@transaction.atomic
def move_item(
    *, item: Item, parent: Item | None, after: Item | None = None, by: User | None
) -> Item:
    """Put the item under `parent`, right after its new sibling `after`; None: the first.

    Raises ValidationError where it cannot stand there, or `after` does not.
    """
    Strategy.objects.select_for_update().get(pk=item.strategy_id)
    before = place_of(item)
    put_under(item, parent)
    if place_of(item) != before:
        check_reference(item, item.reference)
        save(item, by=by)
    order = [row for row in siblings_of(item) if row.pk != item.pk]
    keys = [row.pk for row in order]
    if after is not None and after.pk not in keys:
        raise ValidationError({"after": "Choose something that stands there."})
    order.insert(keys.index(after.pk) + 1 if after is not None else 0, item)
    _number(order, by=by)
    return item


def _number(order: Sequence[Item], *, by: User | None) -> None:
    """Give siblings positions in that order, of those that they have: others keep their place."""
    places = sorted({row.position for row in order})
    while len(places) < len(order):
        places.append(places[-1] + 1)
    for row, position in zip(order, places, strict=True):
        if row.position != position:
            row.position = position
            save(row, by=by)


@transaction.atomic
def renumber(*, lines: Sequence[NewReference], by: User | None) -> int:
    """Give items their new references, in whatever order they free each other's; how many.

    Each line's item has the reference that was shown. Raises ValidationError where it has another
    by now, or where one would be given to two. As many queries for a hundred as for one.
    """
    changed = [line for line in lines if line.is_changed]
    if not changed:
        return 0
    strategy = changed[0].item.strategy
    Strategy.objects.select_for_update().get(pk=strategy.pk)
    for level in sorted({line.item.level for line in changed}):
        own = [line for line in changed if line.item.level == level]
        rows = {row.pk: row for row in items_of(strategy, level)}
        _check_as_shown(own, rows)
        _check_free(own, list(rows.values()))
        items = [rows[line.item.pk] for line in own]
        if level == Level.OBJECTIVE:
            given = ({"reference": line.reference} for line in own)
            free_references(list(zip(items, given, strict=True)), by=by)
        for item, line in zip(items, own, strict=True):
            item.reference = line.reference
        update_all(items, ["reference"], by=by)
    return len(changed)


def free_references(
    items: Sequence[tuple[Any, Mapping[str, Any]]],
    meanwhile: Callable[[Any], str] = lambda item: "",
    *,
    by: User | None,
) -> None:
    """Let go of the references that another of `items` takes over, each given with its new values.

    The database refuses two objectives or risks alike even for a moment. For whoever writes the
    references of many at once, in the same transaction; `meanwhile` is what each is called until
    then.
    """
    wanted = {new["reference"] for _, new in items if new.get("reference")}
    let_go(
        [item for item, new in items if item.reference in wanted and "reference" in new],
        meanwhile,
        by=by,
    )


def let_go(
    items: Sequence[Any], meanwhile: Callable[[Any], str] = lambda item: "", *, by: User | None
) -> None:
    """Free the references of all these items."""
    for item in items:
        item.reference = meanwhile(item)
    update_all(items, ["reference"], by=by)


def _check_as_shown(lines: Sequence[NewReference], rows: Mapping[int, Item]) -> None:
    for line in lines:
        row = rows.get(line.item.pk)
        if row is None or row.reference != line.item.reference:
            raise ValidationError(
                "The plan has changed since this was shown. Look at it again, then save."
            )


def _check_free(lines: Sequence[NewReference], rows: Sequence[Item]) -> None:
    """Raise ValidationError where references that were all different would no longer be so."""
    if not are_distinct(row.reference for row in rows):
        return
    given = {line.item.pk: line.reference for line in lines}
    held = {row.reference: row for row in rows if row.reference and row.pk not in given}
    for line in lines:
        if holder := held.get(line.reference):
            raise ValidationError(
                f"{line.reference} is the reference of “{holder.title}”. Begin with another."
            )
        if line.reference:
            held[line.reference] = line.item
