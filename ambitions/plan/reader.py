"""A strategy's whole plan, read in a fixed number of queries whatever its size.

The plan and the round both walk it: objectives, the ambitions and actions under them, who
leads each, what was rated in the last periods, and where each stands in the latest one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain

from ambitions.models import (
    ActionLead,
    Ambition,
    AmbitionLead,
    Item,
    KeyAction,
    Update,
    UpdateRating,
)
from ambitions.updates.status import SUBMITTED_STATES, UpdateStatus, movement, update_status
from objectives.models import (
    Dimension,
    Heading,
    Level,
    ObjectiveLead,
    Period,
    Rating,
    StrategicObjective,
    Strategy,
)
from strategy_tracker.accounts.models import Person

Key = tuple[str, int]

# Which of a level's dimensions speaks for an item where there is room for one.
_MAIN_FIRST = (
    Dimension.Purpose.DELIVERY,
    Dimension.Purpose.OVERALL,
    Dimension.Purpose.PROGRESS,
    Dimension.Purpose.EMBEDDING,
    Dimension.Purpose.CONFIDENCE,
    Dimension.Purpose.FORECAST,
)


@dataclass(frozen=True)
class Mark:
    """What one update gives on one dimension: a rating or a percentage, perhaps an arrow."""

    rating: Rating | None
    number: Decimal | None
    direction: str = ""

    @property
    def value(self) -> Rating | Decimal | None:
        return self.rating if self.rating is not None else self.number


@dataclass
class Node:
    """One item of the plan with everything that a list says about it.

    `version` is that of its update, 0 where there is none; `was_submitted` says whether the
    update was ever handed in, though an edit may have made it a draft again.
    """

    item: Item
    level: str
    is_asked: bool
    leads: list[Person]
    marks: dict[tuple[int, int], Mark]
    update_id: int | None
    state: str | None
    version: int = 0
    was_submitted: bool = False
    children: list["Node"] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.level, self.item.pk

    def walk(self) -> Iterator["Node"]:
        """This item and everything under it, in plan order."""
        return chain([self], *(child.walk() for child in self.children))


@dataclass
class Outline:
    """A plan: its objectives (and what stands under none), each with its children.

    `periods` run from the oldest to the one that the outline is about.
    """

    strategy: Strategy
    periods: Sequence[Period]
    roots: list[Node]
    main: dict[str, Dimension | None]
    forecast: dict[str, Dimension | None]
    ratings: dict[int, Rating]
    people: dict[int, Person]

    @property
    def period(self) -> Period | None:
        return self.periods[-1] if self.periods else None

    def nodes(self) -> Iterator[Node]:
        return chain.from_iterable(root.walk() for root in self.roots)

    def asked(self) -> list[Node]:
        return [node for node in self.nodes() if node.is_asked]

    def count(self, level: str) -> int:
        return sum(node.level == level for node in self.nodes())

    def mark(self, node: Node, dimension: Dimension | None, index: int = -1) -> Mark | None:
        """What `node` was given on `dimension` in one of the periods (the last, unless told)."""
        if dimension is None or not -len(self.periods) <= index < len(self.periods):
            return None
        return node.marks.get((self.periods[index].pk, dimension.pk))

    def now(self, node: Node) -> Mark | None:
        return self.mark(node, self.main[node.level])

    def status(self, node: Node, today: date | None = None) -> UpdateStatus | None:
        """Where the item stands in the period; None where nothing is asked of it."""
        if not node.is_asked or self.period is None:
            return None
        return update_status(node.state, self.period, today)

    def moved(self, node: Node, dimension: Dimension | None) -> tuple[str, str]:
        """The arrow and word for a dimension: the one given by hand, else the difference."""
        now = self.mark(node, dimension)
        if now and now.direction:
            return now.direction, {"up": "better", "down": "worse"}.get(now.direction, "no change")
        before = self.mark(node, dimension, -2)
        return movement(now.value if now else None, before.value if before else None)


def main_dimension(dimensions: Sequence[Dimension]) -> Dimension | None:
    """The one dimension that stands for an item: delivery before any other purpose."""
    rank = {purpose: place for place, purpose in enumerate(_MAIN_FIRST)}
    return min(
        dimensions,
        key=lambda one: (rank[Dimension.Purpose(one.purpose)], one.position),
        default=None,
    )


def asked_levels(strategy: Strategy, dimensions: Sequence[Dimension]) -> set[str]:
    """The levels at which the strategy asks anything at all, in one query."""
    headings = Heading.objects.filter(strategy=strategy, is_archived=False)
    return {one.level for one in dimensions} | set(headings.values_list("level", flat=True))


def read_outline(
    strategy: Strategy, periods: Sequence[Period], *, handed_in_only: bool = False
) -> Outline:
    """The plan of `strategy` as at the last of `periods` (oldest first; may be empty).

    With `handed_in_only` drafts and returned answers are left out, as they are for a reader.
    """
    dimensions = list(Dimension.objects.filter(strategy=strategy, is_archived=False))
    by_level = {level: [one for one in dimensions if one.level == level] for level in Level.values}
    main = {level: main_dimension(own) for level, own in by_level.items()}
    forecast = {
        level: next((one for one in own if one.purpose == Dimension.Purpose.FORECAST), None)
        for level, own in by_level.items()
    }
    outline = Outline(
        strategy=strategy,
        periods=periods,
        roots=[],
        main=main,
        forecast=forecast,
        ratings=Rating.objects.for_trust(strategy.trust_id).in_bulk(),
        people={one.pk: one for one in Person.objects.for_trust(strategy.trust_id).with_posts()},
    )
    wanted = [one for one in chain(main.values(), forecast.values()) if one]
    reader = _Reader(
        outline=outline,
        asked=asked_levels(strategy, dimensions),
        leads=_leads(strategy, outline.people),
        marks=_marks(periods, wanted, outline.ratings, handed_in_only),
        updates=_updates(periods, handed_in_only),
    )
    outline.roots = reader.tree()
    return outline


@dataclass
class _Reader:
    """Puts the rows that were read together into one tree."""

    outline: Outline
    asked: set[str]
    leads: dict[Key, list[Person]]
    marks: dict[Key, dict[tuple[int, int], Mark]]
    updates: dict[Key, tuple[int, str, int, bool]]

    def node(self, item: Item, level: str) -> Node:
        item.strategy = self.outline.strategy
        key = (level, item.pk)
        update_id, state, version, was_submitted = self.updates.get(key, (None, None, 0, False))
        return Node(
            item=item,
            level=level,
            is_asked=level in self.asked,
            leads=self.leads.get(key, []),
            marks=self.marks.get(key, {}),
            update_id=update_id,
            state=state,
            version=version,
            was_submitted=was_submitted,
        )

    def tree(self) -> list[Node]:
        """Objectives first, then ambitions that stand under none."""
        strategy = self.outline.strategy
        own = {"strategy": strategy, "is_archived": False}
        objectives = {
            one.pk: self.node(one, Level.OBJECTIVE)
            for one in StrategicObjective.objects.filter(**own)
        }
        ambitions = {
            one.pk: self.node(one, Level.AMBITION) for one in Ambition.objects.filter(**own)
        }
        loose: list[Node] = []
        for node in ambitions.values():
            parent = objectives.get(getattr(node.item, "objective_id", None) or 0)
            (parent.children if parent else loose).append(node)
            node.leads = node.leads or (parent.leads if parent else [])
        for action in KeyAction.objects.filter(**own):
            parent = objectives.get(action.objective_id or 0) or ambitions.get(
                action.ambition_id or 0
            )
            if parent:
                node = self.node(action, Level.ACTION)
                node.leads = node.leads or parent.leads
                parent.children.append(node)
        for node in objectives.values():
            # Actions straight under the objective stand above its ambitions.
            node.children.sort(key=lambda child: child.level == Level.AMBITION)
        return [*objectives.values(), *loose]


def _leads(strategy: Strategy, people: dict[int, Person]) -> dict[Key, list[Person]]:
    found: dict[Key, list[Person]] = defaultdict(list)
    rows = (
        (Level.OBJECTIVE, ObjectiveLead.objects.filter(objective__strategy=strategy)),
        (Level.AMBITION, AmbitionLead.objects.filter(ambition__strategy=strategy)),
        (Level.ACTION, ActionLead.objects.filter(action__strategy=strategy)),
    )
    for level, leads in rows:
        for item_id, person_id in leads.values_list(f"{level}_id", "person_id"):
            own = found[level, item_id]
            if people[person_id] not in own:
                own.append(people[person_id])
    return found


def _marks(
    periods: Sequence[Period],
    dimensions: Sequence[Dimension],
    ratings: dict[int, Rating],
    handed_in_only: bool,
) -> dict[Key, dict[tuple[int, int], Mark]]:
    rows = UpdateRating.objects.filter(update__period__in=periods, dimension__in=dimensions)
    if handed_in_only:
        rows = rows.filter(update__state__in=SUBMITTED_STATES)
    found: dict[Key, dict[tuple[int, int], Mark]] = defaultdict(dict)
    values = rows.order_by().values_list(
        "update__objective_id",
        "update__ambition_id",
        "update__action_id",
        "update__period_id",
        "dimension_id",
        "rating_id",
        "number",
        "direction",
    )
    for objective, ambition, action, period_id, dimension_id, rating_id, number, arrow in values:
        mark = Mark(ratings.get(rating_id), number, arrow)
        found[_key(objective, ambition, action)][period_id, dimension_id] = mark
    return found


def _updates(
    periods: Sequence[Period], handed_in_only: bool
) -> dict[Key, tuple[int, str, int, bool]]:
    """The update of each item in the last period: id, state, version, if ever submitted."""
    if not periods:
        return {}
    rows = Update.objects.filter(period=periods[-1])
    if handed_in_only:
        rows = rows.filter(state__in=SUBMITTED_STATES)
    values = rows.order_by().values_list(
        "objective_id", "ambition_id", "action_id", "pk", "state", "version", "submitted_at"
    )
    return {
        _key(objective, ambition, action): (pk, state, version, submitted_at is not None)
        for objective, ambition, action, pk, state, version, submitted_at in values
    }


def _key(objective: int | None, ambition: int | None, action: int | None) -> Key:
    if action:
        return Level.ACTION, action
    return (Level.AMBITION, ambition) if ambition else (Level.OBJECTIVE, objective or 0)
