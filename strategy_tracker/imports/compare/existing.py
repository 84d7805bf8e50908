"""What a trust already has, read in a fixed number of queries whatever its size.

Everything here is for one trust and, but for people, scales and risks, for one strategy.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ambitions.models import (
    ITEM_MODELS,
    Condition,
    Item,
    Measure,
    MeasureLead,
    Reading,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from ambitions.plan.fields import ITEM_FIELDS
from ambitions.plan.reader import (
    Key,
    PlanRows,
    done_items,
    key_of,
    key_of_columns,
    people_as_at,
    read_rows,
)
from ambitions.plan.references import former_references
from objectives.custom_fields import custom_fields
from objectives.fields import names_of
from objectives.models import (
    CustomField,
    Dimension,
    Passage,
    Period,
    Rating,
    RatingScale,
    Strategy,
)
from risks.appetite import Limits, category_limits
from risks.models import (
    Assurance,
    Control,
    Gap,
    Risk,
    RiskCategory,
    RiskLead,
    RiskLink,
    RiskMatrix,
    RiskScore,
)
from risks.models.matrix import matrix_of
from strategy_tracker.accounts.models import FormerName, Trust
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.match.model import Asked, Known, OwnColumn
from strategy_tracker.imports.models import ImportProfile
from strategy_tracker.imports.vocabulary.scales import RatingWord, Scale
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.wording import OWN_VALUE

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
    "risk": (
        "reference",
        "title",
        "kind",
        "cause",
        "event",
        "effect",
        "committee",
        "appetite",
        "tolerance",
    ),
    "passage": ("kind", "document", "code", "label", "text"),
}
PARENT_FIELDS = {
    "ambition": ("objective_id",),
    "action": ("objective_id", "ambition_id"),
    "measure": ("objective_id", "ambition_id"),
}
_LEADS: dict[str, Any] = {"measure": MeasureLead, "risk": RiskLead}


@dataclass
class ExistingRecord:
    """One existing record: its fields as they are compared, and its parents' pks by kind.

    `has_ended` is one that was archived or closed; a risk `is_elsewhere` when it is another
    strategy's.
    """

    pk: int
    values: dict[str, Any]
    parents: dict[str, int | None] = field(default_factory=dict)
    has_ended: bool = False
    is_elsewhere: bool = False

    @property
    def is_in_plan(self) -> bool:
        return not (self.has_ended or self.is_elsewhere)

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
class ExistingPerson:
    pk: int
    name: str
    titles: set[str] = field(default_factory=set)


@dataclass
class ExistingCategory:
    """A category of risks, with what applies to each of them that says nothing itself."""

    pk: int
    name: str
    limits: Limits


@dataclass
class Existing:
    """One trust's side of the comparison. `strategy` is None when it is to be made."""

    trust: Trust
    strategy: Strategy | None
    periods: list[Period]
    known: Known
    people: dict[str, ExistingPerson]
    rows: dict[str, dict[int, ExistingRecord]]
    readings: dict[tuple[int, int, str, str, str], ExistingRecord] = field(default_factory=dict)
    passages: dict[tuple[int | None, int | None, str, str], list[ExistingRecord]] = field(
        default_factory=dict
    )

    former_names: dict[str, str] = field(default_factory=dict)
    """The names that people have now, by those that one person alone had before."""
    risk_categories: dict[str, ExistingCategory] = field(default_factory=dict)
    """The trust's categories of risks, archived ones too, by the words of their names."""

    former_references: dict[str, dict[str, int]] = field(default_factory=dict)
    """By level, the one item that once had each reference which none has now."""
    once_called: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    """By level, all items that have, or once had, each reference."""

    @property
    def open_period(self) -> Period | None:
        return next((period for period in self.periods if period.is_open), None)

    @property
    def period_example(self) -> str:
        """A period in the trust's own style, for what asks to write one."""
        latest = max(self.periods, key=lambda period: period.starts_on, default=None)
        return latest.label if latest else "Q2 2024/25"

    def updates(self, periods: Iterable[Period]) -> dict[tuple[int, str, int], ExistingUpdate]:
        """The updates of `periods` by (period pk, level, item pk)."""
        return _updates([period.pk for period in periods])

    def done_items(self) -> set[Key]:
        """The items in the plan whose last rating says that their work is over."""
        if self.strategy is None:
            return set()
        return done_items(self.strategy, sorted(self.periods, key=lambda row: row.starts_on))


def load_existing(trust: Trust, strategy: Strategy | None) -> Existing:
    """What `trust` has that an import into `strategy` is compared with."""
    plan = read_rows(strategy, None, with_archived=True) if strategy else None
    rows: dict[str, dict[int, ExistingRecord]] = {kind: {} for kind in (*ITEM_MODELS, "measure")}
    own = custom_fields(trust.pk, strategy.pk if strategy else None, with_archived=True)
    rows["risk"] = _risks(trust, strategy, own["risk"])
    if strategy is not None and plan is not None:
        for items in (plan.objectives, plan.ambitions, plan.actions):
            for item in items:
                rows[item.level][item.pk] = _item_row(item, plan, own[item.level])
        rows["measure"] = _measures(strategy, own["measure"])
        _add_conditions(rows["ambition"], strategy)
    people = _people(trust, plan)
    existing = Existing(
        trust=trust,
        strategy=strategy,
        periods=list(strategy.periods.all()) if strategy else [],
        known=replace(
            _known(trust, plan, own),
            matrix=matrix_of(trust.pk) if RiskMatrix.objects.for_trust(trust).exists() else None,
            has_scores=any("scores" in row.values for row in rows["risk"].values()),
        ),
        people=people,
        former_names=_former_names(trust, people),
        rows=rows,
        risk_categories=_risk_categories(trust),
    )
    if strategy is not None:
        existing.once_called = _once_called(strategy, rows)
        existing.former_references = _former_references(existing.once_called, rows)
        existing.readings = _readings(strategy)
        existing.passages = _passages(strategy)
    return existing


def _own_values(columns: Iterable[CustomField], values: Mapping[str, str]) -> dict[str, str]:
    """What a record holds under columns of the trust's own, by their headings."""
    return {
        f"{OWN_VALUE}{column.heading}": values[column.key]
        for column in columns
        if column.key in values
    }


def _item_row(item: Item, plan: PlanRows, own: Iterable[CustomField]) -> ExistingRecord:
    """An objective, ambition or action, with its leads as names by kind of lead."""
    row = ExistingRecord(
        item.pk,
        {name: getattr(item, name) for name in PLAIN_FIELDS[item.level]}
        | _own_values(own, item.custom_values),
        _parents(item.level, lambda name: getattr(item, name)),
        has_ended=item.is_archived,
    )
    for lead in plan.lead_rows.get(key_of(item), []):
        row.values.setdefault(f"leads_{lead.kind}", []).append(lead.person.name)
    return row


def _parents(kind: str, value: Callable[[str], int | None]) -> dict[str, int | None]:
    return {name.removesuffix("_id"): value(name) for name in PARENT_FIELDS.get(kind, ())}


def _measures(strategy: Strategy, own: Iterable[CustomField]) -> dict[int, ExistingRecord]:
    fields, parents = PLAIN_FIELDS["measure"], PARENT_FIELDS["measure"]
    measures = Measure.objects.filter(strategy=strategy).order_by("position", "pk")
    rows = {
        values["pk"]: ExistingRecord(
            values["pk"],
            {name: values[name] for name in fields} | _own_values(own, values["custom_values"]),
            _parents("measure", values.__getitem__),
            has_ended=values["is_archived"],
        )
        for values in measures.values("pk", "custom_values", "is_archived", *fields, *parents)
    }
    _add_leads("measure", rows, {"measure__strategy": strategy})
    return rows


def _add_leads(kind: str, rows: dict[int, ExistingRecord], only: dict[str, Any]) -> None:
    """Each row's leads as names, by kind of lead, in their order."""
    leads = _LEADS[kind].objects.filter(**only).order_by("position", "pk")
    for pk, which, name in leads.values_list(f"{kind}_id", "kind", "person__name"):
        rows[pk].values.setdefault(f"leads_{which}", []).append(name)


def _add_conditions(rows: dict[int, ExistingRecord], strategy: Strategy) -> None:
    conditions = Condition.objects.filter(ambition__strategy=strategy).order_by("position", "pk")
    for pk, letter, text in conditions.values_list("ambition_id", "letter", "text"):
        rows[pk].values.setdefault("conditions", []).append((letter, text))


def _readings(strategy: Strategy) -> dict[tuple[int, int, str, str, str], ExistingRecord]:
    fields = PLAIN_FIELDS["reading"]
    key = ("measure_id", "financial_year", "part", "kind", "series")
    return {
        tuple(values[name] for name in key): ExistingRecord(
            values["pk"], {name: values[name] for name in fields}
        )
        for values in Reading.objects.filter(measure__strategy=strategy).values("pk", *key, *fields)
    }


def _risks(
    trust: Trust, strategy: Strategy | None, own: Iterable[CustomField]
) -> dict[int, ExistingRecord]:
    """Risks with their scores by (kind, period), what they bear on, and what holds them."""
    fields = PLAIN_FIELDS["risk"]
    rows = {
        values["pk"]: ExistingRecord(
            values["pk"],
            {name: values[name] for name in fields}
            | {"category": values["category__name"]}
            | _own_values(own, values["custom_values"]),
            has_ended=values["is_closed"],
            is_elsewhere=values["strategy_id"] not in (None, strategy.pk if strategy else None),
        )
        for values in Risk.objects.for_trust(trust)
        .order_by("position", "pk")
        .values("pk", "custom_values", "is_closed", "strategy_id", "category__name", *fields)
    }
    _add_leads("risk", rows, {"risk__trust": trust})
    scores = RiskScore.objects.for_trust(trust)
    names = ("score", "direction", "likelihood", "consequence")
    for pk, kind, period, *score in scores.values_list("risk_id", "kind", "period_id", *names):
        rows[pk].values.setdefault("scores", {})[(kind, period)] = tuple(score)
    links = RiskLink.objects.for_trust(trust).order_by("position", "pk")
    for pk, *items in links.values_list("risk_id", "objective_id", "ambition_id", "action_id"):
        rows[pk].values.setdefault("links", []).append(key_of_columns(*items))
    _add_held(trust, rows)
    return rows


def _risk_categories(trust: Trust) -> dict[str, ExistingCategory]:
    return {
        same_words(row.name): ExistingCategory(row.pk, row.name, category_limits(row))
        for row in RiskCategory.objects.for_trust(trust)
    }


def _add_held(trust: Trust, rows: dict[int, ExistingRecord]) -> None:
    lines: list[tuple[str, Any]] = [
        ("controls", Control.objects.for_trust(trust)),
        ("assurances", Assurance.objects.for_trust(trust)),
        ("gaps_in_control", Gap.objects.for_trust(trust).filter(kind=Gap.Kind.CONTROL)),
        ("gaps_in_assurance", Gap.objects.for_trust(trust).filter(kind=Gap.Kind.ASSURANCE)),
    ]
    for name, queryset in lines:
        for pk, text in queryset.order_by("position", "pk").values_list("risk_id", "text"):
            rows[pk].values.setdefault(name, []).append(text)


def _people(trust: Trust, plan: PlanRows | None) -> dict[str, ExistingPerson]:
    """People by the name they are compared by, with the job titles they have held."""
    people = plan.people if plan else people_as_at(trust.pk, None)
    return {
        same_words(person.name): ExistingPerson(
            person.pk, person.name, {same_words(post.job_title) for post in person.posts.all()}
        )
        for person in people.values()
    }


def _former_names(trust: Trust, people: Mapping[str, ExistingPerson]) -> dict[str, str]:
    """What people are called now, by names of before that lead to nobody else."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = FormerName.objects.for_trust(trust).values_list("name", "person__name")
    for former, name in rows:
        found[same_words(former)].add(name)
    return {
        former: next(iter(names))
        for former, names in found.items()
        if len(names) == 1 and former not in people
    }


def _once_called(
    strategy: Strategy, rows: Mapping[str, Mapping[int, ExistingRecord]]
) -> dict[str, dict[str, set[int]]]:
    """The items of each level by the references that they have, or once had."""
    found: dict[str, dict[str, set[int]]] = {}
    for level, once in former_references(strategy).items():
        found[level] = defaultdict(set)
        for reference, keys in once.items():
            found[level][same_words(reference)] |= keys & rows[level].keys()
    return found


def _former_references(
    once_called: Mapping[str, Mapping[str, set[int]]],
    rows: Mapping[str, Mapping[int, ExistingRecord]],
) -> dict[str, dict[str, int]]:
    """What was renumbered, by the references of before that lead to nothing else."""
    found: dict[str, dict[str, int]] = {}
    for level, once in once_called.items():
        taken = {same_words(str(row.values["reference"])) for row in rows[level].values()}
        found[level] = {
            words: next(iter(keys))
            for words, keys in once.items()
            if len(keys) == 1 and words not in taken
        }
    return found


def _known(
    trust: Trust, plan: PlanRows | None, custom: Mapping[str, Iterable[CustomField]]
) -> Known:
    """What bears on recognising sheets: scales of the trust, questions and words of the plan,
    and the columns of its own."""
    own_columns = tuple(
        OwnColumn(kind, row.heading, row.value_kind, row.pk, tuple(row.allowed_values))
        for kind, rows in custom.items()
        for row in rows
    )
    words: dict[int, list[RatingWord]] = defaultdict(list)
    for rating in plan.ratings if plan else Rating.objects.for_trust(trust):
        words[rating.scale_id].append(
            RatingWord(
                rating.code, rating.label, rating.letter, rating.tone, rating.needs_mitigation
            )
        )
    named = dict(RatingScale.objects.for_trust(trust).order_by("pk").values_list("pk", "name"))
    purposes: dict[int | None, set[str]] = defaultdict(set)
    used = Dimension.objects.for_trust(trust).order_by().values_list("scale_id", "purpose")
    for used_scale_id, purpose in used.distinct():
        purposes[used_scale_id].add(purpose)
    scales = tuple(
        Scale(name, tuple(words[pk]), purposes=frozenset(purposes[pk]))
        for pk, name in named.items()
    )
    headings = _headings(trust)
    if plan is None:
        return Known(scales=scales, own=own_columns, headings=headings)
    asked = [
        Asked(
            dimension.level,
            dimension.code,
            dimension.label,
            True,
            dimension.purpose,
            named.get(dimension.scale_id or 0, ""),
            dimension.is_archived,
        )
        for dimension in plan.dimensions
    ] + [
        Asked(
            heading.level,
            heading.code,
            heading.label,
            False,
            heading.purpose,
            "",
            heading.is_archived,
        )
        for heading in plan.headings
    ]
    strategy = plan.strategy
    own = [(strategy.word(level), level) for level in ITEM_MODELS]
    own += [(strategy.word_plural(level), level) for level in ITEM_MODELS]
    titles = tuple(objective.title for objective in plan.objectives)
    return Known(tuple(asked), scales, tuple(own), titles, own_columns, headings)


def _headings(trust: Trust) -> tuple[tuple[str, str], ...]:
    """What the trust's saved profiles say of headings, each once."""
    pairs = [
        (heading, name)
        for kept in ImportProfile.objects.for_trust(trust).values_list("choices", flat=True)
        for columns in Choices.from_data(kept).columns.values()
        for heading, name in columns.items()
        if "." in name and not name.startswith(("answer.", "passage."))
    ]
    return tuple(dict.fromkeys(pairs))


def _passages(
    strategy: Strategy,
) -> dict[tuple[int | None, int | None, str, str], list[ExistingRecord]]:
    """The passages by objective and period (pks), document and label, each list in its order."""
    found: dict[tuple[int | None, int | None, str, str], list[ExistingRecord]] = defaultdict(list)
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
        found[place].append(ExistingRecord(values["pk"], {name: values[name] for name in names}))
    return found


def _updates(period_pks: list[int]) -> dict[tuple[int, str, int], ExistingUpdate]:
    found: dict[int, ExistingUpdate] = {}
    by_item: dict[tuple[int, str, int], ExistingUpdate] = {}
    updates = Update.objects.filter(period__in=period_pks)
    for pk, period, state, *items in updates.values_list(
        "pk", "period_id", "state", "objective_id", "ambition_id", "action_id"
    ):
        found[pk] = ExistingUpdate(pk, state)
        by_item[period, *key_of_columns(*items)] = found[pk]
    ratings = UpdateRating.objects.filter(update__period__in=period_pks)
    for pk, code, label, number, direction in ratings.values_list(
        "update_id", "dimension__code", "rating__label", "number", "direction"
    ):
        found[pk].ratings[code] = (label or "", number, direction)
    narratives = UpdateNarrative.objects.filter(update__period__in=period_pks)
    for pk, code, text in narratives.values_list("update_id", "heading__code", "text"):
        found[pk].narratives[code] = text
    return by_item
