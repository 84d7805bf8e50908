"""All references of a level given anew, in the order of the plan, as the trust numbers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.exceptions import ValidationError

from ambitions.models import Item
from ambitions.plan.reader import Node, read_outline
from ambitions.plan.references import (
    NewReference,
    counts_on,
    first_among,
    items_of,
    place_of,
    renumbered,
)
from objectives.models import Level, Strategy

LONGEST = 30
Key = tuple[str, int]


@dataclass(frozen=True)
class Numbering:
    """How a level is to be numbered.

    `first` is the reference of the first item, from which the others count on: "SO1", "A-01" or
    "1.1". With `under_each` it begins anew under each parent, whose reference stands in front;
    with `with_below` what stands under them keeps their reference in front of its own.
    """

    level: str
    first: str
    under_each: bool = False
    with_below: bool = True


@dataclass(frozen=True)
class Placed:
    """An item of the plan, and what it stands under."""

    item: Item
    parent: Item | None


def placed_items(strategy: Strategy) -> dict[str, list[Placed]]:
    """What is in the plan, by level and in the order of the plan; a dozen queries."""
    found: dict[str, list[Placed]] = defaultdict(list)

    def walk(nodes: Sequence[Node], parent: Item | None) -> None:
        for node in nodes:
            found[node.level].append(Placed(node.item, parent))
            walk(node.children, node.item)

    walk(read_outline(strategy, []).roots, None)
    return found


def usual_numbering(placed: Sequence[Placed], level: str) -> Numbering:
    """The numbering that a level has already, or would have; `placed` are its items."""
    carried = [
        row for row in placed if row.parent and _rest(row.item.reference, row.parent.reference)
    ]
    is_bare = not any(row.item.reference for row in placed)
    has_above = any(row.parent and row.parent.reference for row in placed)
    under_each = len(carried) * 2 > len(placed) or (is_bare and has_above)
    first = next((row for row in placed), None)
    if first is None:
        return Numbering(level, "1", under_each)
    reference = first.item.reference
    if not counts_on(reference) or (under_each and first not in carried):
        reference = first_among([], first.parent if under_each else None)
    return Numbering(level, reference, under_each)


def new_references(
    strategy: Strategy, placed: Mapping[str, Sequence[Placed]], numbering: Numbering
) -> list[NewReference]:
    """The references that items get, those that stay as they are among them; at most two queries.

    A reference of something that is no longer in the plan is passed over. Raises ValidationError
    by the field of the form.
    """
    rows = placed[numbering.level]
    archived = [row for row in items_of(strategy, numbering.level) if row.is_archived]
    taken = {row.reference for row in archived if row.reference}
    found: list[NewReference] = []
    for items, first in _groups(rows, numbering):
        found += renumbered(items, first, taken)
    if numbering.with_below:
        found += _below(strategy, placed, found)
    if any(not line.reference for line in found):
        raise ValidationError(
            {"first": "The letters do not suffice for all of them: begin with a number."}
        )
    longest = max((line.reference for line in found), key=len, default="")
    if len(longest) > LONGEST:
        raise ValidationError({"first": f"“{longest}” is longer than {LONGEST} characters."})
    return found


def _groups(rows: Sequence[Placed], numbering: Numbering) -> Iterator[tuple[list[Item], str]]:
    """The items that are counted together, and from where."""
    if not counts_on(numbering.first):
        raise ValidationError({"first": "It has to end in a number or a letter to count on from."})
    if not numbering.under_each:
        yield [row.item for row in rows], numbering.first
        return
    # What stands under nothing stays as it is.
    under = [row for row in rows if row.parent is not None]
    above = _reference_of(under[0]) if under else ""
    rest = _rest(numbering.first, above)
    if not rest:
        raise ValidationError(
            {"first": f"Begin with the reference of what the first stands under: {above}.1."}
        )
    for _, group in groupby(under, key=lambda row: place_of(row.item)):
        own = list(group)
        yield [row.item for row in own], f"{_reference_of(own[0])}{rest}"


def _reference_of(row: Placed) -> str:
    """What the item's parent is called. Raises ValidationError where that is nothing."""
    if row.parent is None or not row.parent.reference:
        title = row.parent.title if row.parent else row.item.title
        raise ValidationError(
            {"under_each": f"“{title}” has no reference to begin with: give it one first."}
        )
    return row.parent.reference


def _below(
    strategy: Strategy, placed: Mapping[str, Sequence[Placed]], lines: Sequence[NewReference]
) -> list[NewReference]:
    """What stands under items that are renumbered and carries their reference in front."""
    new: dict[Key, tuple[str, str]] = {
        (line.item.level, line.item.pk): (line.item.reference, line.reference) for line in lines
    }
    found = []
    levels = list(Level.values)
    for level in levels[levels.index(lines[0].item.level) + 1 :] if lines else ():
        for row in placed[level]:
            if row.parent is None or (row.parent.level, row.parent.pk) not in new:
                continue
            was, becomes = new[row.parent.level, row.parent.pk]
            if rest := _rest(row.item.reference, was):
                found.append(NewReference(row.item, f"{becomes}{rest}"))
                new[level, row.item.pk] = (row.item.reference, f"{becomes}{rest}")
    return found


def _rest(reference: str, above: str) -> str:
    """What follows the reference above in one that begins with it; "" where it does not.

    "11" does not begin with "1": what counts is told apart by something between, or is a letter.
    """
    if not above or not reference.startswith(above):
        return ""
    rest = reference[len(above) :]
    return "" if above[-1].isdigit() and rest[:1].isdigit() else rest
