"""References of the plan: the next one in the plan's habit, whether one is taken, renumbering."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from ambitions.models import ITEM_MODELS, Item, Measure
from objectives.models import Level, Strategy

_START = "1"


def parent_of(item: Item) -> Item | None:
    """What the item stands under; None for an objective, and for what stands under none."""
    return getattr(item, "ambition", None) or getattr(item, "objective", None)


def place_of(item: Item) -> tuple[str, int | None]:
    """What the item stands under as a level and a key; equal for siblings. No query."""
    if ambition_id := getattr(item, "ambition_id", None):
        return Level.AMBITION, ambition_id
    return Level.OBJECTIVE, getattr(item, "objective_id", None)


def key_of_place(place: Item | None) -> str:
    """What an item is in an address or a choice: "ambition-12"; "" for none."""
    return f"{place.level}-{place.pk}" if place else ""


def items_of(strategy: Strategy, level: str) -> list[Item]:
    """All items of a level, archived ones too, in the order of the plan; one query."""
    return list(with_parents(ITEM_MODELS[level].objects.filter(strategy=strategy)))


def with_parents(items: QuerySet[Any]) -> QuerySet[Any]:
    """Items of one level, each with what it stands under."""
    fields = {field.name for field in items.model._meta.concrete_fields}
    return items.select_related(*sorted(fields & {"objective", "ambition"}))


def proposed_reference(strategy: Strategy, level: str, parent: Item | None) -> str:
    """The reference that comes next under `parent`, as the plan numbers; "" for no habit.

    After "1.3" comes "1.4", after "SO4" "SO5", after "2b" "2c". The first under a parent is
    made like the first under others. One or two queries.
    """
    return proposed_among(items_of(strategy, level), parent)


def proposed_among(items: Sequence[Item], parent: Item | None) -> str:
    """The same among `items`, which are all of the level in the order of the plan; no query."""
    siblings = [item for item in items if place_of(item) == _place_under(parent)]
    taken = {item.reference for item in items}
    named = [item.reference for item in siblings if item.reference]
    if named:
        return _next(named[-1], taken)
    if siblings:
        return ""
    first = _first_under(items, parent)
    return _next(first, taken) if first in taken else first


def proposed_number(strategy: Strategy) -> str:
    """The number that a new measure has next; "" where measures have none. One query."""
    return proposed_next(
        list(Measure.objects.filter(strategy=strategy).values_list("number", flat=True))
    )


def proposed_next(known: Sequence[str], start: str = _START) -> str:
    """What comes after the last of `known`, in their habit; `start` where there are none yet."""
    named = [one for one in known if one]
    if not named:
        return "" if known else start
    return _next(named[-1], named)


def once_called(strategy: Strategy, reference: str) -> set[tuple[str, int]]:
    """The level and key of what has, or once had, that reference; a query for each level."""
    found: set[tuple[str, int]] = set()
    for level, model in ITEM_MODELS.items():
        history: Any = model.history
        rows = history.filter(strategy=strategy, reference__iexact=reference)
        found |= {(level, pk) for pk in rows.values_list("id", flat=True).distinct()}
    return found


def former_references(strategy: Strategy) -> dict[str, dict[str, set[int]]]:
    """The keys of the items that have, or once had, each reference, by level; a query for each."""
    found: dict[str, dict[str, set[int]]] = {}
    for level, model in ITEM_MODELS.items():
        history: Any = model.history
        rows = history.filter(strategy=strategy).exclude(reference="").order_by()
        found[level] = defaultdict(set)
        for reference, pk in rows.values_list("reference", "id").distinct():
            found[level][reference].add(pk)
    return found


def reference_reasons(strategy: Strategy, level: str) -> dict[int, str]:
    """Why history says that each item of the level has the reference it has; one query."""
    history: Any = ITEM_MODELS[level].history
    rows = history.filter(strategy=strategy).order_by("history_id")
    latest: dict[int, tuple[str, str]] = {}
    for pk, reference, reason in rows.values_list("id", "reference", "history_change_reason"):
        if pk not in latest or latest[pk][0] != reference:
            latest[pk] = (reference, reason or "")
    return {pk: reason for pk, (_, reason) in latest.items()}


def check_reference(item: Item, reference: str) -> None:
    """Raise ValidationError where another item has `reference` already.

    Within a plan whose references at that level are all different no two may be alike. Where
    a plan begins anew under each parent, no two under one.
    """
    if not reference:
        return
    others = [other for other in items_of(item.strategy, item.level) if other.pk != item.pk]
    is_distinct = are_distinct(other.reference for other in others)
    holder = next(
        (
            other
            for other in others
            if other.reference == reference and (is_distinct or place_of(other) == place_of(item))
        ),
        None,
    )
    if holder is None:
        return
    proposed = proposed_reference(item.strategy, item.level, parent_of(item))
    where = ", which is no longer in the plan" if holder.is_archived else ""
    instead = f" Give another, such as {proposed}." if proposed else " Give another."
    raise ValidationError(
        {"reference": f"{reference} is the reference of “{holder.title}”{where}.{instead}"}
    )


def are_distinct(references: Iterable[str]) -> bool:
    """Whether no two of them are alike, those that are empty aside."""
    named = [reference for reference in references if reference]
    return len(set(named)) == len(named)


def _place_under(parent: Item | None) -> tuple[str, int | None]:
    return (parent.level, parent.pk) if parent else (Level.OBJECTIVE, None)


def _counted(reference: str) -> tuple[str, str] | None:
    """What comes before the last number or letter of "SO4", "1.3" or "2b", and that.

    None where the last is neither, or a letter of a word. Not by an expression: one takes the
    square of the time for a long text of digits.
    """
    before = reference.rstrip("0123456789")
    if before != reference:
        return before, reference[len(before) :]
    letter, other = reference[-1:], reference[-2:-1]
    if not (letter.isascii() and letter.isalpha()) or (other.isascii() and other.isalpha()):
        return None
    return reference[:-1], letter


def _next(reference: str, taken: Iterable[str] = ()) -> str:
    """What comes after `reference` and is not taken; "" where nothing in it counts."""
    found = _counted(reference)
    if found is None:
        return ""
    before, last = found
    if last.isdigit():
        following = (f"{before}{number:0{len(last)}}" for number in count(int(last) + 1))
    else:
        end = "Z" if last.isupper() else "z"
        following = (f"{before}{chr(code)}" for code in range(ord(last) + 1, ord(end) + 1))
    return next((one for one in following if one not in taken), "")


def _first_under(items: Sequence[Item], parent: Item | None) -> str:
    """The first reference under a parent that has nothing of the level under it yet."""
    named = [item for item in items if item.reference]
    if not named:
        if items:
            return ""
        return f"{parent.reference}.{_START}" if parent and parent.reference else _START
    level_above = _place_under(parent)[0]
    sample = next((item for item in named if place_of(item)[0] == level_above), None)
    if sample is None:
        return ""
    above = reference_above(sample)
    if above and sample.reference.startswith(above):
        habit = _counted(sample.reference[len(above) :])
        if habit is None or parent is None or not parent.reference:
            return ""
        between, last = habit
        first = "a" if last.islower() else "A" if last.isupper() else _START
        return f"{parent.reference}{between}{first.zfill(len(last))}"
    return _next(named[-1].reference, {item.reference for item in items})


def reference_above(item: Item) -> str:
    """The reference of what it stands under, "" for none."""
    parent = parent_of(item)
    return parent.reference if parent else ""


@dataclass(frozen=True)
class NewReference:
    """One line of a renumbering: an item, and the reference it is to have."""

    item: Item
    reference: str

    @property
    def is_changed(self) -> bool:
        return self.item.reference != self.reference


def shown_lines(lines: Sequence[NewReference]) -> str:
    """What was shown of a renumbering, so that what is saved is what was seen."""
    return ",".join(f"{line.item.level}-{line.item.pk}:{line.item.reference}" for line in lines)


def first_reference(parent: Item, level: str) -> str:
    """Where the numbering of what stands under `parent` begins, in the plan's habit."""
    items = [
        item
        for item in items_of(parent.strategy, level)
        if place_of(item) != _place_under(parent) or not item.reference
    ]
    return _first_under(items, parent) or (
        f"{parent.reference}.{_START}" if parent.reference else _START
    )


def first_among(items: Sequence[Item], parent: Item | None) -> str:
    """The first reference under a parent in a plan in which nothing has one yet."""
    return _first_under(items, parent)


def counts_on(reference: str) -> bool:
    """Whether another can follow it: it ends in a number or a single letter."""
    return _counted(reference) is not None


def renumbered(
    items: Sequence[Item], first: str, taken: Collection[str] = ()
) -> list[NewReference]:
    """The items with references that count on from `first`, past those that are taken.

    "" for those for which there are no letters left.
    """
    found: list[NewReference] = []
    reference = _next(first, taken) if first in taken else first
    for item in items:
        found.append(NewReference(item, reference))
        reference = _next(reference, taken) if reference else ""
    return found
