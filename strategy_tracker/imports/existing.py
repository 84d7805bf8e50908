"""What a trust already has, read in a fixed number of queries whatever its size.

Everything here is for one trust and, but for people, scales and risks, for one strategy.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ambitions.models import (
    ITEM_MODELS,
    LEAD_MODELS,
    Condition,
    Measure,
    MeasureLead,
    Reading,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from ambitions.plan.fields import ITEM_FIELDS
from objectives.fields import names_of
from objectives.models import (
    Dimension,
    Heading,
    Passage,
    Period,
    Rating,
    RatingScale,
    Strategy,
)
from risks.models import Assurance, Control, Gap, Risk, RiskLead, RiskLink, RiskScore
from strategy_tracker.accounts.models import Person, Post, Trust
from strategy_tracker.imports.matched import Asked, Known
from strategy_tracker.imports.scales import RatingWord, Scale
from strategy_tracker.imports.wording import same_words

MODELS: dict[str, Any] = {
    **ITEM_MODELS,
    "measure": Measure,
    "reading": Reading,
    "risk": Risk,
    "passage": Passage,
}
PLAIN_FIELDS = {
    **{level: tuple(names_of(fields)) for level, fields in ITEM_FIELDS.items()},
    "measure": (
        "number",
        "name",
        "baseline",
        "baseline_date",
        "target",
        "target_date",
        "comment",
        "data_source",
        "better",
    ),
    "reading": ("raw", "number", "empty", "note"),
    "risk": ("reference", "title", "kind", "cause", "event", "effect", "committee", "appetite"),
    "passage": ("kind", "document", "code", "label", "text"),
}
PARENT_FIELDS = {
    "ambition": ("objective_id",),
    "action": ("objective_id", "ambition_id"),
    "measure": ("objective_id", "ambition_id"),
}
_LEADS: dict[str, Any] = {**LEAD_MODELS, "measure": MeasureLead, "risk": RiskLead}


@dataclass
class Row:
    """One existing record: its fields as they are compared, and its parents' pks by kind."""

    pk: int
    values: dict[str, Any]
    parents: dict[str, int | None] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.values.get("title") or self.values.get("name") or "")


@dataclass
class ExistingUpdate:
    """One item's answers of one period: ratings as (label, number, direction) by dimension
    code, narratives as text by heading code."""

    pk: int
    state: str
    ratings: dict[str, tuple[str, Decimal | None, str]] = field(default_factory=dict)
    narratives: dict[str, str] = field(default_factory=dict)


@dataclass
class PersonRow:
    pk: int
    name: str
    titles: set[str] = field(default_factory=set)


@dataclass
class Existing:
    """One trust's side of the comparison. `strategy` is None when it is to be made."""

    trust: Trust
    strategy: Strategy | None
    periods: list[Period]
    known: Known
    people: dict[str, PersonRow]
    rows: dict[str, dict[int, Row]]
    readings: dict[tuple[int, int, str, str, str], Row] = field(default_factory=dict)
    passages: dict[tuple[int | None, int | None, str, str], list[Row]] = field(default_factory=dict)

    @property
    def open_period(self) -> Period | None:
        return next((period for period in self.periods if period.is_open), None)

    def updates(self, periods: Iterable[Period]) -> dict[tuple[int, str, int], ExistingUpdate]:
        """The updates of `periods` by (period pk, level, item pk)."""
        return _updates([period.pk for period in periods])


def load_existing(trust: Trust, strategy: Strategy | None) -> Existing:
    """What `trust` has that an import into `strategy` is compared with."""
    rows: dict[str, dict[int, Row]] = {
        "objective": {},
        "ambition": {},
        "action": {},
        "measure": {},
        "risk": _risks(trust),
    }
    if strategy is not None:
        for kind in ("objective", "ambition", "action", "measure"):
            rows[kind] = _plan_rows(kind, strategy)
        _add_conditions(rows["ambition"], strategy)
    existing = Existing(
        trust=trust,
        strategy=strategy,
        periods=list(strategy.periods.all()) if strategy else [],
        known=_known(trust, strategy),
        people=_people(trust),
        rows=rows,
    )
    if strategy is not None:
        existing.readings = _readings(strategy)
        existing.passages = _passages(strategy)
    return existing


def _plan_rows(kind: str, strategy: Strategy) -> dict[int, Row]:
    fields, parents = PLAIN_FIELDS[kind], PARENT_FIELDS.get(kind, ())
    found = {
        values["pk"]: Row(
            values["pk"],
            {name: values[name] for name in fields},
            {name.removesuffix("_id"): values[name] for name in parents},
        )
        for values in MODELS[kind]
        .objects.filter(strategy=strategy)
        .order_by("position", "pk")
        .values("pk", *fields, *parents)
    }
    _add_leads(kind, found, {f"{kind}__strategy": strategy})
    return found


def _add_leads(kind: str, rows: dict[int, Row], only: dict[str, Any]) -> None:
    """Each row's leads as names, by kind of lead, in their order."""
    leads = _LEADS[kind].objects.filter(**only).order_by("position", "pk")
    for pk, which, name in leads.values_list(f"{kind}_id", "kind", "person__name"):
        rows[pk].values.setdefault(f"leads_{which}", []).append(name)


def _add_conditions(rows: dict[int, Row], strategy: Strategy) -> None:
    conditions = Condition.objects.filter(ambition__strategy=strategy).order_by("position", "pk")
    for pk, letter, text in conditions.values_list("ambition_id", "letter", "text"):
        rows[pk].values.setdefault("conditions", []).append((letter, text))


def _readings(strategy: Strategy) -> dict[tuple[int, int, str, str, str], Row]:
    fields = PLAIN_FIELDS["reading"]
    key = ("measure_id", "financial_year", "part", "kind", "series")
    return {
        tuple(values[name] for name in key): Row(
            values["pk"], {name: values[name] for name in fields}
        )
        for values in Reading.objects.filter(measure__strategy=strategy).values("pk", *key, *fields)
    }


def _risks(trust: Trust) -> dict[int, Row]:
    """Risks with their scores by (kind, period), what they bear on, and what holds them."""
    fields = PLAIN_FIELDS["risk"]
    rows = {
        values["pk"]: Row(values["pk"], {name: values[name] for name in fields})
        for values in Risk.objects.for_trust(trust).order_by("position", "pk").values("pk", *fields)
    }
    _add_leads("risk", rows, {"risk__trust": trust})
    scores = RiskScore.objects.for_trust(trust)
    for pk, kind, period, score, direction in scores.values_list(
        "risk_id", "kind", "period_id", "score", "direction"
    ):
        rows[pk].values.setdefault("scores", {})[(kind, period)] = (score, direction)
    links = RiskLink.objects.for_trust(trust).order_by("position", "pk")
    for pk, *items in links.values_list("risk_id", "objective_id", "ambition_id", "action_id"):
        for level, item in zip(("objective", "ambition", "action"), items, strict=True):
            if item:
                rows[pk].values.setdefault("links", []).append((level, item))
    _add_held(trust, rows)
    return rows


def _add_held(trust: Trust, rows: dict[int, Row]) -> None:
    lines: list[tuple[str, Any]] = [
        ("controls", Control.objects.for_trust(trust)),
        ("assurances", Assurance.objects.for_trust(trust)),
        ("gaps_in_control", Gap.objects.for_trust(trust).filter(kind=Gap.Kind.CONTROL)),
        ("gaps_in_assurance", Gap.objects.for_trust(trust).filter(kind=Gap.Kind.ASSURANCE)),
    ]
    for name, queryset in lines:
        for pk, text in queryset.order_by("position", "pk").values_list("risk_id", "text"):
            rows[pk].values.setdefault(name, []).append(text)


def _people(trust: Trust) -> dict[str, PersonRow]:
    """People by the name they are compared by, with the job titles they have held."""
    people = {
        pk: PersonRow(pk, name)
        for pk, name in Person.objects.for_trust(trust).values_list("pk", "name")
    }
    for pk, title in Post.objects.for_trust(trust).values_list("person_id", "job_title"):
        people[pk].titles.add(same_words(title))
    return {same_words(person.name): person for person in people.values()}


def _known(trust: Trust, strategy: Strategy | None) -> Known:
    """What bears on recognising sheets: scales of the trust, questions and words of the plan."""
    words: dict[int, list[RatingWord]] = defaultdict(list)
    ratings = Rating.objects.for_trust(trust).order_by("position", "pk")
    for scale_id, code, label, letter, tone, poor in ratings.values_list(
        "scale_id", "code", "label", "letter", "tone", "needs_mitigation"
    ):
        words[scale_id].append(RatingWord(code, label, letter, tone, poor))
    named = dict(RatingScale.objects.for_trust(trust).order_by("pk").values_list("pk", "name"))
    purposes: dict[int | None, set[str]] = defaultdict(set)
    used = Dimension.objects.for_trust(trust).order_by().values_list("scale_id", "purpose")
    for used_scale_id, purpose in used.distinct():
        purposes[used_scale_id].add(purpose)
    scales = tuple(
        Scale(name, tuple(words[pk]), purposes=frozenset(purposes[pk]))
        for pk, name in named.items()
    )
    if strategy is None:
        return Known(scales=scales)
    asked = [
        Asked(level, code, label, True, purpose, named.get(scale_id, ""), archived)
        for level, code, label, purpose, scale_id, archived in Dimension.objects.filter(
            strategy=strategy
        ).values_list("level", "code", "label", "purpose", "scale_id", "is_archived")
    ] + [
        Asked(level, code, label, False, purpose, "", archived)
        for level, code, label, purpose, archived in Heading.objects.filter(
            strategy=strategy
        ).values_list("level", "code", "label", "purpose", "is_archived")
    ]
    levels = ("objective", "ambition", "action")
    own = [(strategy.word(level), level) for level in levels]
    own += [(strategy.word_plural(level), level) for level in levels]
    titles = strategy.objectives.order_by("position").values_list("title", flat=True)
    return Known(tuple(asked), scales, tuple(own), tuple(titles))


def _passages(
    strategy: Strategy,
) -> dict[tuple[int | None, int | None, str, str], list[Row]]:
    """The passages by objective and period (pks), document and label, each list in its order."""
    found: dict[tuple[int | None, int | None, str, str], list[Row]] = defaultdict(list)
    names = PLAIN_FIELDS["passage"]
    for values in (
        Passage.objects.filter(strategy=strategy)
        .order_by("position", "pk")
        .values("pk", "objective_id", "period_id", *names)
    ):
        place = (
            values["objective_id"],
            values["period_id"],
            same_words(values["document"]),
            same_words(values["label"]),
        )
        found[place].append(Row(values["pk"], {name: values[name] for name in names}))
    return found


def _updates(period_pks: list[int]) -> dict[tuple[int, str, int], ExistingUpdate]:
    found: dict[int, ExistingUpdate] = {}
    by_item: dict[tuple[int, str, int], ExistingUpdate] = {}
    updates = Update.objects.filter(period__in=period_pks)
    for pk, period, state, *items in updates.values_list(
        "pk", "period_id", "state", "objective_id", "ambition_id", "action_id"
    ):
        found[pk] = ExistingUpdate(pk, state)
        for level, item in zip(("objective", "ambition", "action"), items, strict=True):
            if item:
                by_item[(period, level, item)] = found[pk]
    ratings = UpdateRating.objects.filter(update__period__in=period_pks)
    for pk, code, label, number, direction in ratings.values_list(
        "update_id", "dimension__code", "rating__label", "number", "direction"
    ):
        found[pk].ratings[code] = (label or "", number, direction)
    narratives = UpdateNarrative.objects.filter(update__period__in=period_pks)
    for pk, code, text in narratives.values_list("update_id", "heading__code", "text"):
        found[pk].narratives[code] = text
    return by_item
