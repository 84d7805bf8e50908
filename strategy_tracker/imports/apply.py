"""Performs a change set: everything it says, in the caller's transaction, with history.

What has to be made first (strategy, periods, scales, questions) goes through the services of
the apps that own it. Records go in by the thousand, each kind at once after what it hangs
from, so an import costs a fixed number of batches and not a query for each row.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from ambitions.models import (
    ActionLead,
    AmbitionLead,
    Condition,
    Measure,
    MeasureLead,
    Reading,
    TargetDateChange,
)
from objectives.models import ObjectiveLead, Strategy
from objectives.services import (
    add_dimension,
    add_heading,
    create_period,
    create_scale,
    create_strategy,
    open_period,
)
from risks.models import Assurance, Control, Gap, Risk, RiskLead, RiskLink, RiskScore
from strategy_tracker.accounts.models import Person, Post, Trust, User
from strategy_tracker.accounts.saving import delete, now
from strategy_tracker.imports.apply_answers import write_answers
from strategy_tracker.imports.bulk import create_all, update_all
from strategy_tracker.imports.changeset import CHANGED, NEW, Change, ChangeSet, Proposal
from strategy_tracker.imports.existing import MODELS, PLAIN_FIELDS
from strategy_tracker.imports.extract import Question
from strategy_tracker.imports.periods import PeriodRef
from strategy_tracker.imports.values import value_kind
from strategy_tracker.imports.wording import same_words

_LEAD_MODELS: dict[str, Any] = {
    "objective": ObjectiveLead,
    "ambition": AmbitionLead,
    "action": ActionLead,
    "measure": MeasureLead,
    "risk": RiskLead,
}
_HELD: dict[str, tuple[Any, dict[str, str]]] = {
    "controls": (Control, {}),
    "assurances": (Assurance, {}),
    "gaps_in_control": (Gap, {"kind": Gap.Kind.CONTROL}),
    "gaps_in_assurance": (Gap, {"kind": Gap.Kind.ASSURANCE}),
}


@dataclass
class Target:
    """Where a change set is written: the trust, its strategy, who does it, from which file.

    `pks` maps a record's key ("action:Sheet!E2", "period:Q2 2024/25") to its primary key.
    """

    trust: Trust
    strategy: Strategy
    by: User | None
    file_name: str
    pks: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def source(self, change: Change) -> dict[str, str]:
        """Where the record came from, as its `source` keeps it."""
        return {
            "file": self.file_name,
            "sheet": change.where.sheet,
            "cell": change.where.cell,
        }

    def pk(self, key: str) -> int:
        """The pk of the record called `key`; "objective#12" is the existing one with pk 12."""
        return int(key.partition("#")[2]) if "#" in key else self.pks[key]


def apply_changes(
    changes: ChangeSet, *, trust: Trust, strategy: Strategy | None, by: User | None
) -> Strategy:
    """Write everything in `changes`, which has no stopping problem, and return the strategy."""
    for proposal in _of(changes, "strategy"):
        strategy = create_strategy(trust=trust, title=proposal.name, by=by, **proposal.fields)
    if strategy is None:
        raise ValueError("A change set without a strategy has a stopping problem.")
    target = Target(trust, strategy, by, changes.file_name)
    _make_periods(changes, target)
    _make_questions(changes, target)
    _make_people(changes, target)
    target.pks.update({one.key: one.pk for one in changes.changes if one.pk})
    for kind in ("objective", "ambition", "action", "measure"):
        _write_plan_records(changes, kind, target)
    _write_readings(changes, target)
    _write_risks(changes, target)
    write_answers(changes, target)
    return strategy


def _of(changes: ChangeSet, what: str) -> list[Proposal]:
    return [one for one in changes.proposals if one.what == what]


# What must be there first


def _make_periods(changes: ChangeSet, target: Target) -> None:
    for proposal in _of(changes, "period"):
        ref: PeriodRef = proposal.fields["ref"]
        period = create_period(
            strategy=target.strategy,
            label=ref.label,
            kind=ref.kind,
            starts_on=ref.starts_on,
            ends_on=ref.ends_on,
            by=target.by,
        )
        if ref.opens:
            open_period(period=period, by=target.by)
        target.pks[ref.key] = period.pk
    target.pks.update(changes.period_pks)


def _make_questions(changes: ChangeSet, target: Target) -> None:
    """Scales, then headings, then dimensions, which may ask for headings of their own."""
    by = target.by
    scales = {scale.name: scale for scale in target.trust.rating_scales.all()}
    for proposal in _of(changes, "scale"):
        words = proposal.fields["scale"].ratings
        ratings = [(one.label, one.letter, one.tone, "", one.needs_mitigation) for one in words]
        scales[proposal.name] = create_scale(
            trust=target.trust, name=proposal.name, ratings=ratings, by=by
        )
    for proposal in _of(changes, "heading"):
        question: Question = proposal.fields["question"]
        add_heading(
            strategy=target.strategy,
            level=question.level,
            label=question.label,
            code=question.code,
            purpose=question.purpose,
            by=by,
        )
    for proposal in _of(changes, "dimension"):
        question = proposal.fields["question"]
        add_dimension(
            strategy=target.strategy,
            level=question.level,
            label=question.label,
            code=question.code,
            purpose=question.purpose,
            kind="scale" if question.scale else "percent",
            scale=scales[question.scale.name] if question.scale else None,
            period_note=question.note[:60],
            has_direction=question.has_direction,
            by=by,
        )


def _make_people(changes: ChangeSet, target: Target) -> None:
    new = [Person(trust=target.trust, name=one.fields["name"]) for one in _of(changes, "person")]
    create_all(new, by=target.by)
    everybody = Person.objects.for_trust(target.trust).values_list("pk", "name")
    target.people = {same_words(name): pk for pk, name in everybody}
    posts = [
        Post(person_id=target.people[same_words(one.fields["name"])], job_title=title)
        for one in (*_of(changes, "person"), *_of(changes, "post"))
        for title in one.fields["titles"]
    ]
    create_all(posts, by=target.by)


# The plan


def _write_plan_records(changes: ChangeSet, kind: str, target: Target) -> None:
    """Objectives, ambitions, actions or measures, with their leads and conditions."""
    new = changes.of(kind, NEW)
    first = _next_position(kind, target)
    records = [
        MODELS[kind](
            strategy_id=target.strategy.pk,
            position=first + place,
            source=target.source(change),
            **_plain_values(change),
            **_parent_ids(change, target),
        )
        for place, change in enumerate(new)
    ]
    if kind == "measure":
        _set_value_kinds(changes, new, records)
    for change, record in zip(new, create_all(records, by=target.by), strict=True):
        target.pks[change.key] = record.pk
    changed = changes.of(kind, CHANGED)
    _update_plan_records(kind, changed, target)
    _write_leads(kind, new, changed, target)
    if kind == "ambition":
        _write_conditions(new, changed, target)


def _next_position(kind: str, target: Target) -> int:
    model = MODELS[kind]
    last = model.objects.filter(strategy=target.strategy).aggregate(models.Max("position"))
    return 0 if last["position__max"] is None else last["position__max"] + 1


def _plain_values(change: Change) -> dict[str, Any]:
    names = PLAIN_FIELDS[change.kind]
    return {name: change.values[name] for name in names if name in change.values}


def _parent_ids(change: Change, target: Target) -> dict[str, int]:
    return {f"{level}_id": target.pk(key) for level, key in change.parents.items()}


def _set_value_kinds(changes: ChangeSet, new: list[Change], records: list[Measure]) -> None:
    """What kind of value a new measure has, by the most of its readings."""
    raws: dict[str, list[str]] = defaultdict(list)
    for reading in changes.of("reading"):
        raws[reading.parents["measure"]].append(str(reading.values.get("raw", "")))
    for change, record in zip(new, records, strict=True):
        record.value_kind = value_kind(raws[change.key] or [record.target, record.baseline])


def _update_plan_records(kind: str, changed: list[Change], target: Target) -> None:
    model = MODELS[kind]
    rows = model.objects.in_bulk([change.pk for change in changed])
    touched, names, moved = [], {"source"}, []
    for change in changed:
        record = rows[change.pk]
        values = _plain_values(change)
        if kind == "action" and "target_date" in values:
            moved.append((change, record.target_date))
        if "parents" in change.values:
            values |= dict.fromkeys(("objective_id", "ambition_id")[: 1 + (kind != "ambition")])
            values |= _parent_ids(change, target)
        for name, value in values.items():
            setattr(record, name, value)
        record.source = target.source(change)
        names |= {name.removesuffix("_id") for name in values}
        touched.append(record)
    update_all(touched, sorted(names), by=target.by)
    _keep_moved_dates(moved, target)


def _keep_moved_dates(moved: list[tuple[Change, Any]], target: Target) -> None:
    create_all(
        [
            TargetDateChange(
                action_id=change.pk,
                old_date=old,
                new_date=change.values["target_date"],
                reason=f"Changed by importing {target.file_name}, {change.where}.",
                changed_at=now(),
                changed_by=target.by,
            )
            for change, old in moved
        ],
        by=target.by,
    )


def _write_leads(kind: str, new: list[Change], changed: list[Change], target: Target) -> None:
    """Leads of new records, and of changed ones whose leads differ, in place of the old."""
    model = _LEAD_MODELS[kind]
    differing = [one for one in changed if _leads_of(one)]
    for change in differing:
        for which in _leads_of(change):
            for row in model.objects.filter(**{f"{kind}_id": change.pk, "kind": which}):
                delete(row, by=target.by)
    create_all(
        [
            model(
                **{f"{kind}_id": target.pk(change.key)},
                person_id=person,
                kind=which,
                position=position,
            )
            for change in (*new, *differing)
            for which, people in _leads_of(change).items()
            for position, person in enumerate(_person_pks(people, target))
        ],
        by=target.by,
    )


def _leads_of(change: Change) -> dict[str, list[tuple[str, str]]]:
    """{kind of lead: [(name, job title)]} of a change."""
    return {
        name.removeprefix("leads_"): people
        for name, people in change.values.items()
        if name.startswith("leads_")
    }


def _person_pks(people: Iterable[tuple[str, str]], target: Target) -> list[int]:
    return list(dict.fromkeys(target.people[same_words(name)] for name, _ in people))


def _write_conditions(new: list[Change], changed: list[Change], target: Target) -> None:
    differing = [one for one in changed if "conditions" in one.values]
    for row in Condition.objects.filter(ambition__in=[one.pk for one in differing]):
        delete(row, by=target.by)
    create_all(
        [
            Condition(
                ambition_id=target.pk(change.key), letter=letter, text=text, position=position
            )
            for change in (*new, *differing)
            for position, (letter, text) in enumerate(change.values.get("conditions", []))
        ],
        by=target.by,
    )


def _write_readings(changes: ChangeSet, target: Target) -> None:
    create_all(
        [
            Reading(
                measure_id=target.pk(change.parents["measure"]),
                source=target.source(change),
                **change.values,
            )
            for change in changes.of("reading", NEW)
        ],
        by=target.by,
    )
    changed = changes.of("reading", CHANGED)
    rows = Reading.objects.in_bulk([change.pk for change in changed])
    names = {"source"}
    for change in changed:
        row = rows[change.pk]  # type: ignore[index]
        for name, value in change.values.items():
            setattr(row, name, value)
        row.source = target.source(change)
        names |= set(change.values)
    update_all(rows.values(), sorted(names), by=target.by)


# Risks


def _write_risks(changes: ChangeSet, target: Target) -> None:
    new, changed = changes.of("risk", NEW), changes.of("risk", CHANGED)
    last = Risk.objects.for_trust(target.trust).aggregate(models.Max("position"))
    first = 0 if last["position__max"] is None else last["position__max"] + 1
    records = [
        Risk(
            trust=target.trust,
            strategy=target.strategy,
            position=first + place,
            source=target.source(change),
            **_plain_values(change),
        )
        for place, change in enumerate(new)
    ]
    for change, record in zip(new, create_all(records, by=target.by), strict=True):
        target.pks[change.key] = record.pk
    rows = Risk.objects.in_bulk([change.pk for change in changed if _plain_values(change)])
    names: set[str] = set()
    for change in changed:
        values = _plain_values(change)
        for name, value in values.items():
            setattr(rows[change.pk], name, value)  # type: ignore[index]
        names |= set(values)
    update_all(rows.values(), sorted(names), by=target.by)
    _write_leads("risk", new, changed, target)
    _write_scores([*new, *changed], target)
    _write_links([*new, *changed], target)
    _write_held([*new, *changed], target)


def _write_scores(changes: list[Change], target: Target) -> None:
    scored = [change for change in changes if "scores" in change.values]
    existing = {
        (row.risk_id, row.kind, row.period_id): row
        for row in RiskScore.objects.filter(risk__in=[target.pk(one.key) for one in scored])
    }
    new, changed = [], []
    for change in scored:
        risk = target.pk(change.key)
        for kind, (score, direction, period_key) in change.values["scores"].items():
            period = target.pk(period_key) if period_key else None
            row = existing.get((risk, kind, period))
            if row is None:
                row = RiskScore(risk_id=risk, kind=kind, period_id=period)
                new.append(row)
            else:
                changed.append(row)
            # Factors of an older score would contradict the new one.
            if row.score != score:
                row.likelihood = row.consequence = None
            row.score, row.direction = score, direction
            row.source = target.source(change)
    create_all(new, by=target.by)
    update_all(changed, ["score", "direction", "likelihood", "consequence", "source"], by=target.by)


def _write_links(changes: list[Change], target: Target) -> None:
    linked = [change for change in changes if "links" in change.values]
    counts = dict(
        RiskLink.objects.filter(risk__in=[target.pk(one.key) for one in linked])
        .order_by()
        .values_list("risk_id")
        .annotate(number=models.Count("pk"))
    )
    rows = []
    for change in linked:
        risk = target.pk(change.key)
        for place, (level, key) in enumerate(change.values["links"]):
            position = counts.get(risk, 0) + place
            ids = {f"{level}_id": target.pk(key)}
            rows.append(RiskLink(risk_id=risk, position=position, **ids))
    create_all(rows, by=target.by)


def _write_held(changes: list[Change], target: Target) -> None:
    for name, (model, fields) in _HELD.items():
        holding = [change for change in changes if name in change.values]
        counts = dict(
            model.objects.filter(risk__in=[target.pk(one.key) for one in holding])
            .order_by()
            .values_list("risk_id")
            .annotate(number=models.Count("pk"))
        )
        create_all(
            [
                model(
                    risk_id=target.pk(change.key),
                    text=text,
                    position=counts.get(target.pk(change.key), 0) + place,
                    **fields,
                )
                for change in holding
                for place, text in enumerate(change.values[name])
            ],
            by=target.by,
        )
