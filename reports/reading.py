"""A strategy's plan and its answers of one period, read in a fixed number of queries.

What papers and the data export are both made of. Answers count once they are handed in
(submitted or approved): a draft is its author's, and a returned answer is not yet an answer.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from ambitions.measures.reader import links_to_actions, measures_in_use
from ambitions.models import (
    Ambition,
    Condition,
    Item,
    KeyAction,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from ambitions.plan.reader import Key, PlanRows, key_of, key_of_columns, read_rows
from ambitions.updates.corrections import AnswersThen, answers_before
from ambitions.visibility import handed_in
from objectives.asking import asked_of_item, is_asked, is_asked_in, kind_of
from objectives.custom_fields import custom_fields
from objectives.models import (
    CustomField,
    Dimension,
    Heading,
    Level,
    Period,
    Rating,
    StrategicObjective,
    Strategy,
)
from risks.matrix import Bands
from risks.models import Risk, RiskLink
from risks.models.matrix import bands_of
from risks.reader import read_risks
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.history import as_at

Named = dict[str, str]


@dataclass
class Answer:
    """One item's answers in the period, by the id of the dimension or heading."""

    state: str
    ratings: dict[int, UpdateRating] = field(default_factory=dict)
    narratives: dict[int, UpdateNarrative] = field(default_factory=dict)


@dataclass
class Plan:
    """Everything a paper may print. Lists are in the trust's own order, archived left out.

    `dimensions` and `headings` are those that the levels are asked in the period, of whichever
    kinds of action, and those that were answered. `leads` and `answers` are by (level, id), and
    so are the ways in which each lead leads, by name, in `lead_kinds`; `before` holds the
    previous period's rating or percentage by (level, id) and dimension. `ratings` are all of the
    trust's. `links` are the items each risk is linked to.
    """

    strategy: Strategy
    period: Period
    previous: Period | None
    moment: datetime | None
    dimensions: dict[str, list[Dimension]]
    headings: dict[str, list[Heading]]
    ratings: list[Rating]
    objectives: list[StrategicObjective]
    ambitions: list[Ambition]
    actions: list[KeyAction]
    conditions: dict[int, list[Condition]]
    leads: dict[Key, list[Named]]
    lead_kinds: dict[Key, dict[str, list[str]]]
    answers: dict[Key, Answer]
    before: dict[Key, dict[int, Rating | Decimal | None]]
    risks: list[Risk]
    bands: Bands
    risk_leads: dict[int, list[Named]]
    links: dict[int, list[Key]]

    def answer(self, item: Item) -> Answer | None:
        return self.answers.get(key_of(item))

    def asks(self, question: Dimension | Heading, item: Item) -> bool:
        """Whether `question` is asked of the item in the period."""
        return is_asked(question, item, self.period)

    def asks_anything(self, item: Item) -> bool:
        """Whether anything is asked of the item in the period."""
        kind = (item.level, kind_of(item))
        if kind not in self._asking:
            asking_why = {rating.scale_id for rating in self.ratings if rating.needs_mitigation}
            dimensions, headings = self.dimensions[item.level], self.headings[item.level]
            self._asking[kind] = any(
                asked_of_item(dimensions, headings, item, self.period, asking_why=asking_why)
            )
        return self._asking[kind]

    @cached_property
    def _asking(self) -> dict[tuple[str, str], bool]:
        """By level and kind of item, whether anything is asked; filled as it is asked for."""
        return {}

    def item(self, key: Key) -> Item | None:
        """The objective, ambition or action of that level and id; None if it is archived."""
        return self._items.get(key)

    @cached_property
    def _items(self) -> dict[Key, Item]:
        items: list[Item] = [*self.objectives, *self.ambitions, *self.actions]
        return {key_of(item): item for item in items}

    @cached_property
    def custom_fields(self) -> dict[str, list[CustomField]]:
        """The columns of the trust's own by kind of record; read when they are asked for."""
        return custom_fields(self.strategy.trust_id, self.strategy.pk, self.moment)

    @cached_property
    def measured(self) -> set[Key]:
        """The items that measures stand under, by level and id; read when it is asked for."""
        measures = measures_in_use(self.strategy, self.moment)
        keys = {measure.pk for measure in measures}
        linked = links_to_actions(self.strategy, self.moment)
        found = {
            key_of_columns(measure.objective_id, measure.ambition_id, None)
            for measure in measures
            if measure.objective_id or measure.ambition_id
        }
        return found | {(Level.ACTION, action) for pk, action in linked if pk in keys}

    def objective_of(self, item: Ambition | KeyAction) -> StrategicObjective | None:
        """The objective it stands under, directly or through its ambition."""
        own = item.objective_id
        if isinstance(item, KeyAction) and item.ambition_id:
            parent = self.item((Level.AMBITION, item.ambition_id))
            own = parent.objective_id if isinstance(parent, Ambition) else None
        objective = self.item((Level.OBJECTIVE, own or 0))
        return objective if isinstance(objective, StrategicObjective) else None


def read_plan(strategy: Strategy, period: Period) -> Plan:
    """The plan of `strategy` with the answers of `period`, in the same number of queries
    for one action as for five hundred. Of a closed period all is as it was when it closed."""
    rows = read_rows(strategy, period)
    previous = Period.objects.before(period).first()
    if previous and rows.closing:
        previous = rows.closing.as_then(previous)
    ratings = {rating.pk: rating for rating in rows.ratings}
    answers, before = _read_answers(period, previous, ratings)
    risks = read_risks(strategy.trust_id, strategy.pk, rows.moment, rows.people)
    leads, lead_kinds = _leads(rows, period)
    asked = {dimension for answer in answers.values() for dimension in answer.ratings}
    headed = {heading for answer in answers.values() for heading in answer.narratives}
    return Plan(
        strategy=rows.strategy,
        period=rows.period or period,
        previous=previous,
        moment=rows.moment,
        dimensions=_by_level(rows.dimensions, asked, period),
        headings=_by_level(rows.headings, headed, period),
        ratings=rows.ratings,
        objectives=rows.objectives,
        ambitions=rows.ambitions,
        actions=rows.actions,
        conditions=_conditions(strategy, rows.moment),
        leads=leads,
        lead_kinds=lead_kinds,
        answers=answers,
        before=before,
        risks=risks,
        bands=bands_of(strategy.trust_id, rows.moment),
        risk_leads={risk.pk: _named_once(risk.lead_rows.all(), period) for risk in risks},
        links={risk.pk: [link_key(link) for link in risk.links.all()] for risk in risks},
    )


def _by_level(rows: Iterable[Any], answered: set[int], period: Period) -> dict[str, list[Any]]:
    """What each level is asked in the period, with what is not asked but was answered then."""
    found: dict[str, list[Any]] = {level: [] for level in Level.values}
    for row in rows:
        if is_asked_in(row, period) or row.pk in answered:
            found[row.level].append(row)
    return found


def _conditions(strategy: Strategy, moment: datetime | None) -> dict[int, list[Condition]]:
    found = defaultdict(list)
    for condition in as_at(Condition, moment, ambition__strategy=strategy.pk):
        found[condition.ambition_id].append(condition)
    return found


def _named(row: Lead, period: Period) -> Named:
    """A lead's name, with the post held as the period ended, or else as what they lead."""
    role = row.person.job_title(period.ends_on)
    if not role and row.kind != Lead.Kind.LEAD:
        role = Lead.Kind(row.kind).label
    return {"name": row.person.name, "role": role}


def _leads(
    rows: PlanRows, period: Period
) -> tuple[dict[Key, list[Named]], dict[Key, dict[str, list[str]]]]:
    """The leads of every item, each named once; and by name in which ways they lead it."""
    kinds: dict[Key, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key, leads in rows.lead_rows.items():
        for row in leads:
            kinds[key][row.person.name].append(row.kind)
    return {key: _named_once(leads, period) for key, leads in rows.lead_rows.items()}, kinds


def _named_once(leads: Iterable[Lead], period: Period) -> list[Named]:
    """Each lead; somebody who leads in two ways is named once."""
    named: dict[str, Named] = {}
    for row in leads:
        named.setdefault(row.person.name, _named(row, period))
    return list(named.values())


def link_key(link: RiskLink) -> Key:
    return key_of_columns(link.objective_id, link.ambition_id, link.action_id)


def _read_answers(
    period: Period, previous: Period | None, ratings: dict[int, Rating]
) -> tuple[dict[Key, Answer], dict[Key, dict[int, Rating | Decimal | None]]]:
    """The answers of `period`, and what was rated in `previous`, by item.

    Ratings are those of `ratings`, by id, so that both periods compare on one scale.
    """
    periods = [one.pk for one in (period, previous) if one]
    keys: dict[int, Key] = {}
    answers: dict[Key, Answer] = {}
    updates = Update.objects.filter(handed_in(), period__in=periods)
    columns = ("pk", "period_id", "state", "objective_id", "ambition_id", "action_id")
    for pk, period_id, state, *items in updates.order_by().values_list(*columns):
        keys[pk] = key_of_columns(*items)
        if period_id == period.pk:
            answers[keys[pk]] = Answer(state)
    before: dict[Key, dict[int, Rating | Decimal | None]] = defaultdict(dict)
    rated = UpdateRating.objects.filter(handed_in("update__"), update__period__in=periods)
    for given in rated.select_related("update").order_by():
        key = keys[given.update_id]
        given.rating = ratings.get(given.rating_id or 0)
        if given.update.period_id == period.pk:
            answers[key].ratings[given.dimension_id] = given
        else:
            before[key][given.dimension_id] = given.rating or given.number
    narratives = UpdateNarrative.objects.filter(handed_in("update__"), update__period=period)
    for words in narratives.order_by():
        answers[keys[words.update_id]].narratives[words.heading_id] = words
    for then in answers_before(filter(None, (period, previous))):
        _add_reopened(then, period, ratings, answers, before)
    return answers, before


def _add_reopened(
    then: AnswersThen,
    period: Period,
    ratings: dict[int, Rating],
    answers: dict[Key, Answer],
    before: dict[Key, dict[int, Rating | Decimal | None]],
) -> None:
    """An update that is reopened now, as it was before."""
    key = key_of_columns(*then.item_ids)
    is_now = then.update.period_id == period.pk
    if is_now:
        answers[key] = Answer(then.update.state)
    for given in then.ratings:
        given.rating = ratings.get(given.rating_id or 0)
        if is_now:
            answers[key].ratings[given.dimension_id] = given
        else:
            before[key][given.dimension_id] = given.rating or given.number
    if is_now:
        answers[key].narratives |= {words.heading_id: words for words in then.narratives}
