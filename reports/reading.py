"""A strategy's plan and its answers of one period, read in a fixed number of queries.

What papers and the data export are both made of. Answers count once they are handed in
(submitted or approved): a draft is its author's, and a returned answer is not yet an answer.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from ambitions.models import (
    ActionLead,
    Ambition,
    AmbitionLead,
    Condition,
    Item,
    KeyAction,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from ambitions.updates.status import SUBMITTED_STATES
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
from risks.models import Risk, RiskLead, RiskLink
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import Person

Key = tuple[str, int]
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

    `leads` and `answers` are by (level, id), and so are the ways in which each lead leads,
    by name, in `lead_kinds`; `before` holds the previous period's rating or
    percentage by (level, id) and dimension. `ratings` are all of the trust's. `links` are
    the items each risk is linked to.
    """

    strategy: Strategy
    period: Period
    previous: Period | None
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
    risk_leads: dict[int, list[Named]]
    links: dict[int, list[Key]]

    def answer(self, item: Item) -> Answer | None:
        return self.answers.get(key_of(item))

    def item(self, key: Key) -> Item | None:
        """The objective, ambition or action of that level and id; None if it is archived."""
        return self._items.get(key)

    @cached_property
    def _items(self) -> dict[Key, Item]:
        items: list[Item] = [*self.objectives, *self.ambitions, *self.actions]
        return {key_of(item): item for item in items}

    def objective_of(self, item: Ambition | KeyAction) -> StrategicObjective | None:
        """The objective it stands under, directly or through its ambition."""
        own = item.objective_id
        if isinstance(item, KeyAction) and item.ambition_id:
            parent = self.item((Level.AMBITION, item.ambition_id))
            own = parent.objective_id if isinstance(parent, Ambition) else None
        objective = self.item((Level.OBJECTIVE, own or 0))
        return objective if isinstance(objective, StrategicObjective) else None


def key_of(item: Item) -> Key:
    return item.level, item.pk


def read_plan(strategy: Strategy, period: Period) -> Plan:
    """The plan of `strategy` with the answers of `period`, in the same number of queries
    for one action as for five hundred."""
    previous = Period.objects.before(period).first()
    own = {"strategy": strategy, "is_archived": False}
    people = {one.pk: one for one in Person.objects.for_trust(strategy.trust_id).with_posts()}
    answers, before = _read_answers(period, previous)
    risks = _read_risks(strategy)
    leads, lead_kinds = _leads(strategy, people, period)
    asked = {dimension for answer in answers.values() for dimension in answer.ratings}
    headed = {heading for answer in answers.values() for heading in answer.narratives}
    return Plan(
        strategy=strategy,
        period=period,
        previous=previous,
        dimensions=_by_level(Dimension.objects.filter(strategy=strategy), asked),
        headings=_by_level(Heading.objects.filter(strategy=strategy), headed),
        ratings=list(Rating.objects.for_trust(strategy.trust_id)),
        objectives=list(StrategicObjective.objects.filter(**own)),
        ambitions=list(Ambition.objects.filter(**own)),
        actions=list(KeyAction.objects.filter(**own)),
        conditions=_conditions(strategy),
        leads=leads,
        lead_kinds=lead_kinds,
        answers=answers,
        before=before,
        risks=risks,
        risk_leads=_risk_leads(strategy, people, period),
        links=_links(risks),
    )


def _by_level(rows: Iterable[Any], answered: set[int]) -> dict[str, list[Any]]:
    """What each level is asked, with what is no longer asked but was answered then."""
    found: dict[str, list[Any]] = {level: [] for level in Level.values}
    for row in rows:
        if not row.is_archived or row.pk in answered:
            found[row.level].append(row)
    return found


def _conditions(strategy: Strategy) -> dict[int, list[Condition]]:
    found = defaultdict(list)
    for condition in Condition.objects.filter(ambition__strategy=strategy):
        found[condition.ambition_id].append(condition)
    return found


def _named(row: Lead, people: dict[int, Person], period: Period) -> Named:
    """A lead's name, with the post held as the period ended, or else as what they lead."""
    person = people[row.person_id]
    role = person.job_title(period.ends_on)
    if not role and row.kind != Lead.Kind.LEAD:
        role = Lead.Kind(row.kind).label
    return {"name": person.name, "role": role}


def _leads(
    strategy: Strategy, people: dict[int, Person], period: Period
) -> tuple[dict[Key, list[Named]], dict[Key, dict[str, list[str]]]]:
    """The leads of every item, each named once; and by name in which ways they lead it."""
    found: dict[Key, list[Named]] = defaultdict(list)
    kinds: dict[Key, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows: tuple[tuple[str, Iterable[Any]], ...] = (
        (Level.OBJECTIVE, ObjectiveLead.objects.filter(objective__strategy=strategy)),
        (Level.AMBITION, AmbitionLead.objects.filter(ambition__strategy=strategy)),
        (Level.ACTION, ActionLead.objects.filter(action__strategy=strategy)),
    )
    for level, leads in rows:
        for row in leads:
            key = (level, getattr(row, f"{level}_id"))
            named = _named(row, people, period)
            _add_once(found[key], named)
            kinds[key][named["name"]].append(row.kind)
    return found, kinds


def _add_once(named: list[Named], one: Named) -> None:
    """Somebody who leads in two ways is named once."""
    if one["name"] not in [other["name"] for other in named]:
        named.append(one)


def _risk_leads(
    strategy: Strategy, people: dict[int, Person], period: Period
) -> dict[int, list[Named]]:
    found: dict[int, list[Named]] = defaultdict(list)
    for row in RiskLead.objects.for_trust(strategy.trust_id):
        _add_once(found[row.risk_id], _named(row, people, period))
    return found


def _read_answers(
    period: Period, previous: Period | None
) -> tuple[dict[Key, Answer], dict[Key, dict[int, Rating | Decimal | None]]]:
    periods = [one.pk for one in (period, previous) if one]
    keys: dict[int, Key] = {}
    answers: dict[Key, Answer] = {}
    handed_in = Update.objects.filter(period__in=periods, state__in=SUBMITTED_STATES)
    columns = ("pk", "period_id", "state", "objective_id", "ambition_id", "action_id")
    for pk, period_id, state, *items in handed_in.order_by().values_list(*columns):
        level = zip((Level.OBJECTIVE, Level.AMBITION, Level.ACTION), items, strict=True)
        keys[pk] = next((one, item) for one, item in level if item)
        if period_id == period.pk:
            answers[keys[pk]] = Answer(state)
    own = {"update__period__in": periods, "update__state__in": SUBMITTED_STATES}
    before: dict[Key, dict[int, Rating | Decimal | None]] = defaultdict(dict)
    rated = UpdateRating.objects.filter(**own).select_related("rating", "update")
    for given in rated.order_by():
        key = keys[given.update_id]
        if given.update.period_id == period.pk:
            answers[key].ratings[given.dimension_id] = given
        else:
            before[key][given.dimension_id] = given.rating or given.number
    said = UpdateNarrative.objects.filter(update__period=period, update__state__in=SUBMITTED_STATES)
    for words in said.order_by():
        answers[keys[words.update_id]].narratives[words.heading_id] = words
    return answers, before


def _read_risks(strategy: Strategy) -> list[Risk]:
    """The strategy's own risks and those of the trust that belong to no one strategy."""
    own = Q(strategy=strategy) | Q(strategy=None)
    return list(
        Risk.objects.for_trust(strategy.trust_id).filter(own, is_closed=False).with_scores()
    )


def _links(risks: list[Risk]) -> dict[int, list[Key]]:
    found: dict[int, list[Key]] = defaultdict(list)
    links = RiskLink.objects.filter(risk__in=[risk.pk for risk in risks]).order_by("pk")
    for link in links:
        for level in Level.values:
            item = getattr(link, f"{level}_id")
            if item:
                found[link.risk_id].append((level, item))
    return found
