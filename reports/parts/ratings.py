"""How many items have which rating, as the plain data of charts and of what changed."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from ambitions.models import Ambition, Item, KeyAction
from ambitions.plan.reader import Key, key_of
from objectives.dimensions import main_dimension
from objectives.models import Dimension, Level, Rating
from reports.parts.base import Data
from reports.reading import Plan

Given = Callable[[Item], Rating | Decimal | None]


def items_at(plan: Plan, level: str) -> Sequence[Item]:
    """The items of one level, in the trust's order."""
    if level == Level.OBJECTIVE:
        return plan.objectives
    return plan.ambitions if level == Level.AMBITION else plan.actions


def dimension_of(plan: Plan, level: str, code: str = "") -> Dimension | None:
    """The dimension of that code, or the main one of the level."""
    asked = plan.dimensions[level]
    if code:
        return next((dimension for dimension in asked if dimension.code == code), None)
    return main_dimension(asked)


def given_now(plan: Plan, dimension: Dimension) -> Given:
    """What gives an item's rating or percentage of the period."""

    def given(item: Item) -> Rating | Decimal | None:
        answer = plan.answer(item)
        row = answer.ratings.get(dimension.pk) if answer else None
        return (row.rating or row.number) if row else None

    return given


def given_in(values: dict[Key, dict[int, Rating | Decimal]], dimension: Dimension) -> Given:
    """What gives an item's rating or percentage of an earlier period."""
    return lambda item: values.get(key_of(item), {}).get(dimension.pk)


def asked_items(
    plan: Plan, items: Iterable[Item], dimension: Dimension, given: Given
) -> list[Item]:
    """Those that are asked for a rating, or given one, of a kind that is rated at all: nobody is
    missing who was never asked."""
    some = [item for item in items if plan.asks(dimension, item) or given(item) is not None]
    kinds = {item.kind for item in some if isinstance(item, KeyAction) and given(item) is not None}
    return [item for item in some if not isinstance(item, KeyAction) or item.kind in kinds]


def group_of(plan: Plan, item: Item, group_by: str) -> Key | None:
    """The objective or ambition that an item is counted under."""
    if group_by == Level.AMBITION:
        own = item.ambition_id if isinstance(item, KeyAction) else None
        own = item.pk if isinstance(item, Ambition) else own
        return (str(Level.AMBITION), own) if own else None
    if isinstance(item, (Ambition, KeyAction)):
        objective = plan.objective_of(item)
        return key_of(objective) if objective else None
    return key_of(item)


def counts_of(items: Iterable[Item], given: Given, ratings: Sequence[Rating]) -> list[Data]:
    """label, letter, tone and count of each rating that was given, best first."""
    counted: dict[int, int] = {}
    for item in items:
        value = given(item)
        if isinstance(value, Rating):
            counted[value.pk] = counted.get(value.pk, 0) + 1
    return [
        {
            "label": rating.label,
            "letter": rating.letter,
            "tone": rating.tone,
            "count": counted[rating.pk],
        }
        for rating in reversed(ratings)
        if rating.pk in counted
    ]
