"""A strategy's whole plan, read in a fixed number of queries whatever its size.

The one reader of a plan: for the plan's page, the round, reminders, papers and exports. It
reads for a period: one that is open or planned as the plan is now, one that is closed as the
plan was when it closed, by history (`ambitions.plan.closing` says when that was).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ambitions.models import (
    ITEM_MODELS,
    LEAD_MODELS,
    Ambition,
    Item,
    KeyAction,
    Update,
    UpdateRating,
)
from ambitions.plan.closing import Closing, closing_moment, read_closing
from ambitions.updates.corrections import AnswersThen, answers_before
from ambitions.updates.status import UpdateStatus, ends_work, movement, update_status
from ambitions.visibility import counted, shown_to_readers
from objectives.asking import asked_of_item, asked_questions, is_asked, kind_of, main_of
from objectives.models import (
    Dimension,
    Heading,
    Level,
    Period,
    Rating,
    StrategicObjective,
    Strategy,
)
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.history import Versions, as_at, set_related
from strategy_tracker.accounts.models import Person, Post, Trust

Key = tuple[str, int]
Kind = tuple[str, str]  # a level, and of actions their kind
FORECAST_PERIODS = 2  # this one and the one it is compared with


def key_of(item: Item) -> Key:
    """What an item is known by wherever the three levels stand side by side."""
    return item.level, item.pk


def key_of_columns(objective: int | None, ambition: int | None, action: int | None) -> Key:
    """The key of the item that a row is about, by its three foreign keys."""
    if action:
        return Level.ACTION, action
    return (Level.AMBITION, ambition) if ambition else (Level.OBJECTIVE, objective or 0)


# The plan's own rows


@dataclass
class PlanRows:
    """What a plan consists of, as at one moment: None for now.

    Lists are in the trust's order and leave out what was archived, but for `dimensions` and
    `headings`, which have everything that was ever asked. `lead_rows` are by (level, id), each
    with its person. `period` is the one read for, as it was called then.
    """

    strategy: Strategy
    period: Period | None
    moment: datetime | None
    dimensions: list[Dimension]
    headings: list[Heading]
    ratings: list[Rating]
    objectives: list[StrategicObjective]
    ambitions: list[Ambition]
    actions: list[KeyAction]
    people: dict[int, Person]
    lead_rows: dict[Key, list[Lead]]
    closing: Closing | None = None

    @property
    def today(self) -> date:
        """The day to count from: the day of the moment, or this day."""
        return timezone.localdate(self.moment) if self.moment else timezone.localdate()


def read_rows(
    strategy: Strategy, period: Period | None, *, with_archived: bool = False
) -> PlanRows:
    """The plan of `strategy` for `period`; without one, as it is now."""
    closing = read_closing(period) if period else None
    tables = _Tables([strategy], closing.moment if closing else None, with_archived=with_archived)
    return tables.rows_of(strategy, period, closing)


class _Tables:
    """The rows of one trust's strategies, each table read once for all of them.

    Several strategies are read as they are now; one alone may be read as at a moment.
    """

    def __init__(
        self, strategies: Sequence[Strategy], moment: datetime | None, *, with_archived: bool
    ) -> None:
        self.moment = moment
        self._ids = [strategy.pk for strategy in strategies]
        self._trust_id = strategies[0].trust_id
        self.people = people_as_at(self._trust_id, moment)
        self.ratings = _ratings(self._trust_id, moment, self._ids)
        self.asked = {model: self._by_strategy(model) for model in (Dimension, Heading)}
        self.items = {
            model: self._by_strategy(model, with_archived=with_archived)
            for model in ITEM_MODELS.values()
        }
        self.lead_rows: dict[Key, list[Lead]] = {}
        for level, model in LEAD_MODELS.items():
            named = as_at(model, moment, **self._within(f"{level}__strategy"))
            for item_id, some in leads_of(named, str(level), self.people).items():
                self.lead_rows[level, item_id] = some

    def _within(self, path: str) -> dict[str, Any]:
        return {path: self._ids[0]} if len(self._ids) == 1 else {f"{path}__in": self._ids}

    def _by_strategy(self, model: type[Any], *, with_archived: bool = True) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        within = self._within("strategy")
        if not with_archived and self.moment is None:
            within["is_archived"] = False
        for row in as_at(model, self.moment, **within):
            if with_archived or not row.is_archived:
                found[row.strategy_id].append(row)
        return found

    def rows_of(
        self, strategy: Strategy, period: Period | None, closing: Closing | None = None
    ) -> PlanRows:
        """The rows of one of the strategies, with the strategy itself set on what it asks."""
        then = strategy_as_at(strategy, self.moment)
        rows = PlanRows(
            strategy=then,
            period=closing.period if closing else period,
            moment=self.moment,
            dimensions=self.asked[Dimension][strategy.pk],
            headings=self.asked[Heading][strategy.pk],
            ratings=self.ratings,
            objectives=self.items[StrategicObjective][strategy.pk],
            ambitions=self.items[Ambition][strategy.pk],
            actions=self.items[KeyAction][strategy.pk],
            people=self.people,
            lead_rows=self.lead_rows,
            closing=closing,
        )
        for asked in chain(rows.dimensions, rows.headings):
            asked.strategy = then
        if closing:
            closing.period.strategy = then
        return rows


def strategy_of(strategy: Strategy, period: Period | None) -> Strategy:
    """The strategy as it is called in `period`: of a closed one as it was when that closed."""
    return strategy_as_at(strategy, closing_moment(period))


def strategy_as_at(strategy: Strategy, moment: datetime | None) -> Strategy:
    """The strategy by the words it had at `moment`, of a trust by the name it had."""
    if moment is None:
        return strategy
    then: Strategy = next(iter(as_at(Strategy, moment, id=strategy.pk)), strategy)
    then.trust = next(iter(as_at(Trust, moment, id=strategy.trust_id)), strategy.trust)
    return then


def people_as_at(trust_id: int, moment: datetime | None) -> dict[int, Person]:
    """Everybody that the trust's plans name, by id, each with the posts then known."""
    if moment is None:
        return {row.pk: row for row in Person.objects.for_trust(trust_id).with_posts()}
    people = {person.pk: person for person in as_at(Person, moment, trust=trust_id)}
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in as_at(Post, moment, person__trust=trust_id):
        posts[post.person_id].append(post)
    for person in people.values():
        set_related(person, "posts", posts[person.pk])
    return people


def leads_of(rows: Iterable[Lead], parent: str, people: dict[int, Person]) -> dict[int, list[Lead]]:
    """Lead rows by the id of the `parent` they are of, each with its person out of `people`."""
    found: dict[int, list[Lead]] = defaultdict(list)
    for row in rows:
        if row.person_id in people:
            row.person = people[row.person_id]
            found[getattr(row, f"{parent}_id")].append(row)
    return found


def _ratings(trust_id: int, moment: datetime | None, strategy_ids: Sequence[int]) -> list[Rating]:
    """The trust's ratings as at `moment`.

    One that was made since is among them only where an answer of a period closed by then has it,
    such as one that was corrected: no list of that time offers what nobody could give.
    """
    if moment is None:
        return list(Rating.objects.for_trust(trust_id))
    versions = Versions(Rating, scale__trust=trust_id)
    known = {rating.pk for rating in versions.at(moment)}
    every = versions.at(moment, with_later=True)
    later = [rating.pk for rating in every if rating.pk not in known]
    if later:
        known |= set(
            UpdateRating.objects.filter(
                rating__in=later,
                update__period__strategy__in=strategy_ids,
                update__period__closed_at__lte=moment,
            ).values_list("rating_id", flat=True)
        )
    return [rating for rating in every if rating.pk in known]


# The tree, with what was answered


@dataclass(frozen=True)
class GivenRating:
    """What one update gives on one dimension: a rating or a percentage, perhaps an arrow."""

    rating: Rating | None
    number: Decimal | None
    direction: str = ""

    @property
    def value(self) -> Rating | Decimal | None:
        return self.rating if self.rating is not None else self.number


@dataclass(frozen=True)
class Speaking:
    """Of the items of one level and kind: which dimensions speak for each, and whether anything
    is asked of them in the period."""

    main: Dimension | None
    forecast: Dimension | None
    is_asked: bool


@dataclass
class Node:
    """One item of the plan with everything that a list says about it.

    `is_asked` says whether anything is asked of it in the outline's period. `main` is the
    dimension that speaks for it, `forecast` the one that looks ahead; None where none does.
    `given` are its ratings by period and dimension. `version` is that of its update, 0 where
    there is none; `was_submitted` says whether the update was ever handed in, though an edit
    may have made it a draft again.
    """

    item: Item
    level: str
    is_asked: bool
    main: Dimension | None
    forecast: Dimension | None
    leads: list[Person]
    given: dict[tuple[int, int], GivenRating]
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

    `periods` run from the oldest to the one that the outline is about. `speaking` has for each
    level and kind of item in the plan which dimensions speak for it. `ratings` are those of
    the trust by id, as they are called in that period; what was given in an earlier period
    keeps the label it had when that one closed.
    """

    rows: PlanRows
    periods: Sequence[Period]
    roots: list[Node]
    speaking: dict[Kind, Speaking]
    ratings: dict[int, Rating]

    @property
    def strategy(self) -> Strategy:
        return self.rows.strategy

    @property
    def people(self) -> dict[int, Person]:
        return self.rows.people

    @property
    def moment(self) -> datetime | None:
        return self.rows.moment

    @property
    def today(self) -> date:
        return self.rows.today

    @property
    def period(self) -> Period | None:
        return self.periods[-1] if self.periods else None

    @property
    def is_rated(self) -> bool:
        """Whether the strategy asks a rating at any level, in any period."""
        return any(not dimension.is_archived for dimension in self.rows.dimensions)

    @property
    def mains(self) -> list[Dimension]:
        """The dimensions that speak for items of the plan, each once."""
        return list({own.main.pk: own.main for own in self.speaking.values() if own.main}.values())

    @cached_property
    def forecast_label(self) -> str:
        """What stands over the forecasts; "" where none is asked in the period or was given."""
        shown = (
            node.forecast
            for node in self.nodes()
            if node.forecast and self.asks(node, node.forecast)
        )
        return next((dimension.printed_label for dimension in shown), "")

    def nodes(self) -> Iterator[Node]:
        return chain.from_iterable(root.walk() for root in self.roots)

    def asked(self) -> list[Node]:
        return [node for node in self.nodes() if node.is_asked]

    def count(self, level: str) -> int:
        return sum(node.level == level for node in self.nodes())

    def given(self, node: Node, dimension: Dimension | None, index: int = -1) -> GivenRating | None:
        """What `node` was given on `dimension` in one of the periods (the last, unless told)."""
        if dimension is None or not -len(self.periods) <= index < len(self.periods):
            return None
        return node.given.get((self.periods[index].pk, dimension.pk))

    def now(self, node: Node) -> GivenRating | None:
        return self.given(node, node.main)

    def asks(self, node: Node, dimension: Dimension | None, index: int = -1) -> bool:
        """Whether `node` is asked for it in one of the periods, or was given it there anyway."""
        if dimension is None or not self.periods:
            return dimension is not None
        if self.given(node, dimension, index) is not None:
            return True
        return is_asked(dimension, node.item, self.periods[index])

    def status(self, node: Node, today: date | None = None) -> UpdateStatus | None:
        """Where the item stands in the period; None where nothing is asked of it."""
        if not node.is_asked or self.period is None:
            return None
        return update_status(node.state, self.period, today or self.today)

    def moved(self, node: Node, dimension: Dimension | None) -> tuple[str, str]:
        """The arrow and word for a dimension: the one given by hand, else the difference."""
        now = self.given(node, dimension)
        if now and now.direction:
            return now.direction, {"up": "better", "down": "worse"}.get(now.direction, "no change")
        return self.difference(node, dimension)

    def difference(self, node: Node, dimension: Dimension | None) -> tuple[str, str]:
        """The arrow and word for how the rating differs from that of the period before.

        Both are compared by their places on the scale as it is in this period: a scale that
        got another rating between the two moves nobody.
        """
        now, before = self.given(node, dimension), self.given(node, dimension, -2)
        if now is None or before is None:
            return "", ""
        was = before.value
        if isinstance(was, Rating):
            was = self.ratings.get(was.pk, was)
        return movement(now.value, was)


def read_outline(
    strategy: Strategy, periods: Sequence[Period], *, for_reader: bool = False
) -> Outline:
    """The plan of `strategy` for the last of `periods` (oldest first; may be empty).

    With `for_reader` it holds the answers that a reader sees (`ambitions.visibility`).
    """
    rows = read_rows(strategy, periods[-1] if periods else None)
    return _outlines([(rows, periods)], for_reader)[0]


def read_outlines(
    plans: Sequence[tuple[Strategy, Sequence[Period]]], *, for_reader: bool = False
) -> list[Outline]:
    """The plans of several strategies of one trust as they are now, each with its periods.

    As many queries for ten strategies as for one. Of a closed period too the plan is today's.
    """
    if not plans:
        return []
    tables = _Tables([strategy for strategy, _periods in plans], None, with_archived=False)
    rows = [
        (tables.rows_of(strategy, periods[-1] if periods else None), periods)
        for strategy, periods in plans
    ]
    return _outlines(rows, for_reader)


def done_items(strategy: Strategy, periods: Sequence[Period]) -> set[Key]:
    """The items in the plan now whose last main rating, of any of `periods`, ends their work.

    `periods` are from the oldest on.
    """
    outline = read_outlines([(strategy, periods)])[0]
    done = set()
    for node in outline.nodes():
        given = (outline.given(node, node.main, index) for index in range(len(periods) - 1, -1, -1))
        last = next(filter(None, given), None)
        if last is not None and ends_work(last.value):
            done.add(node.key)
    return done


def _outlines(
    plans: Sequence[tuple[PlanRows, Sequence[Period]]], for_reader: bool
) -> list[Outline]:
    outlines = [_bare_outline(rows, periods) for rows, periods in plans]
    periods = {period.pk: period for outline in outlines for period in outline.periods}
    reopened = answers_before(periods.values())
    given = _given_ratings(outlines, reopened, for_reader=for_reader)
    now = [outline.period for outline in outlines if outline.period]
    updates = _updates(now, reopened if for_reader else [], for_reader=for_reader)
    for outline in outlines:
        builder = _Builder(outline, given, updates)
        outline.roots = builder.tree()
    return outlines


def _bare_outline(rows: PlanRows, periods: Sequence[Period]) -> Outline:
    """The outline without its items."""
    as_then = _as_then(periods, rows)
    now = as_then[-1] if as_then else None
    items: list[Item] = [*rows.objectives, *rows.ambitions, *rows.actions]
    kinds = {(item.level, kind_of(item)): item for item in items}
    return Outline(
        rows=rows,
        periods=as_then,
        roots=[],
        speaking={kind: _speaking(rows, item, now) for kind, item in kinds.items()},
        ratings={rating.pk: rating for rating in rows.ratings},
    )


def _speaking(rows: PlanRows, item: Item, period: Period | None) -> Speaking:
    """What speaks for items of the level and kind of `item`."""
    forecasts = (
        dimension
        for dimension in asked_questions(rows.dimensions, item, None)
        if dimension.purpose == Dimension.Purpose.FORECAST
    )
    asking_why = {rating.scale_id for rating in rows.ratings if rating.needs_mitigation}
    asked = asked_of_item(rows.dimensions, rows.headings, item, period, asking_why=asking_why)
    return Speaking(
        main=main_of(rows.dimensions, item, period),
        forecast=next(forecasts, None),
        is_asked=any(asked),
    )


def _as_then(periods: Sequence[Period], rows: PlanRows) -> list[Period]:
    """The periods by the labels they had at the moment of the last."""
    if not rows.closing:
        return list(periods)
    return [*(rows.closing.as_then(period) for period in periods[:-1]), rows.closing.period]


@dataclass
class _Builder:
    """Puts the rows that were read together into one tree."""

    outline: Outline
    given: dict[Key, dict[tuple[int, int], GivenRating]]
    updates: dict[Key, tuple[int, str, int, bool]]

    def node(self, item: Item, level: str) -> Node:
        item.strategy = self.outline.strategy
        key = (level, item.pk)
        update_id, state, version, was_submitted = self.updates.get(key, (None, None, 0, False))
        speaking = self.outline.speaking[level, kind_of(item)]
        return Node(
            item=item,
            level=level,
            is_asked=speaking.is_asked,
            main=speaking.main,
            forecast=speaking.forecast,
            leads=_people(self.outline.rows.lead_rows.get(key, [])),
            given=self.given.get(key, {}),
            update_id=update_id,
            state=state,
            version=version,
            was_submitted=was_submitted,
        )

    def tree(self) -> list[Node]:
        """Objectives first, then ambitions that stand under none."""
        rows = self.outline.rows
        objectives = {
            objective.pk: self.node(objective, Level.OBJECTIVE) for objective in rows.objectives
        }
        ambitions = {
            ambition.pk: self.node(ambition, Level.AMBITION) for ambition in rows.ambitions
        }
        loose: list[Node] = []
        for node in ambitions.values():
            parent = objectives.get(getattr(node.item, "objective_id", None) or 0)
            (parent.children if parent else loose).append(node)
            node.leads = node.leads or (parent.leads if parent else [])
        for action in rows.actions:
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


def _people(rows: Iterable[Lead]) -> list[Person]:
    """Whom the rows name; somebody who leads in two ways comes once."""
    return list({row.person_id: row.person for row in rows}.values())


def _given_ratings(
    outlines: Sequence[Outline], reopened: Sequence[AnswersThen], *, for_reader: bool
) -> dict[Key, dict[tuple[int, int], GivenRating]]:
    """By item, what each period gave: forecasts only where they are shown or compared.

    What is `reopened` gave what it did before.
    """
    wanted = Q(pk__in=[])
    for outline in outlines:
        forecast = [own.forecast for own in outline.speaking.values() if own.forecast]
        wanted |= Q(dimension__in=outline.mains)
        wanted |= Q(dimension__in=forecast, update__period__in=outline.periods[-FORECAST_PERIODS:])
    known = _ratings_by_period(outlines)
    periods = [period for outline in outlines for period in outline.periods]
    rows = UpdateRating.objects.filter(wanted, update__period__in=periods)
    rows = rows.filter((shown_to_readers if for_reader else counted)("update__"))
    found: dict[Key, dict[tuple[int, int], GivenRating]] = defaultdict(dict)
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
    own = {dimension.pk for outline in outlines for dimension in _rated(outline)}
    before = [
        (
            *then.item_ids,
            then.update.period_id,
            row.dimension_id,
            row.rating_id,
            row.number,
            row.direction,
        )
        for then in reopened
        for row in then.ratings
        if row.dimension_id in own
    ]
    for *columns, period_id, dimension_id, rating_id, number, arrow in [*values, *before]:
        rating = known[period_id].get(rating_id)
        found[key_of_columns(*columns)][period_id, dimension_id] = GivenRating(
            rating, number, arrow
        )
    return found


def _rated(outline: Outline) -> list[Dimension]:
    """The dimensions whose ratings the outline holds."""
    speaking = outline.speaking.values()
    return list(filter(None, (one for own in speaking for one in (own.main, own.forecast))))


def _ratings_by_period(outlines: Sequence[Outline]) -> dict[int, dict[int, Rating]]:
    """The trust's ratings by id as each period calls them, by the id of the period.

    A closed period goes on calling them what they were called when it closed.
    """
    found = {period.pk: outline.ratings for outline in outlines for period in outline.periods}
    earlier = [
        (period, outline)
        for outline in outlines
        for period in outline.periods
        if period.closed_at and not (outline.moment and period is outline.period)
    ]
    if earlier:
        versions = Versions(Rating, scale__trust=outlines[0].strategy.trust_id)
        for period, outline in earlier:
            moment = min(filter(None, (period.closed_at, outline.moment)))
            then = {row.pk: row for row in versions.at(moment, with_later=True)}
            found[period.pk] = outline.ratings | then
    return found


def _updates(
    periods: Sequence[Period], reopened: Sequence[AnswersThen], *, for_reader: bool
) -> dict[Key, tuple[int, str, int, bool]]:
    """The update of each item in its period: id, state, version, if ever submitted."""
    if not periods:
        return {}
    rows = Update.objects.filter(period__in=periods)
    if for_reader:
        rows = rows.filter(shown_to_readers())
    values = rows.order_by().values_list(
        "objective_id", "ambition_id", "action_id", "pk", "state", "version", "submitted_at"
    )
    before = [
        (
            *then.item_ids,
            then.update.pk,
            then.update.state,
            then.update.version,
            then.update.submitted_at,
        )
        for then in reopened
        if then.update.period_id in {period.pk for period in periods}
    ]
    return {
        key_of_columns(*columns): (pk, state, version, submitted_at is not None)
        for *columns, pk, state, version, submitted_at in [*values, *before]
    }
