"""Writes the risks of a change set: their fields, scores, links and what holds them."""

from typing import Any

from django.db import models

from risks.models import Assurance, Control, Gap, Risk, RiskLink, RiskScore
from strategy_tracker.accounts.bulk import create_all, update_all
from strategy_tracker.imports.apply.target import (
    Target,
    custom_values,
    plain_values,
    write_leads,
)
from strategy_tracker.imports.changeset import CHANGED, NEW, Change, ChangeSet
from strategy_tracker.imports.extract.own_columns import own_names
from strategy_tracker.imports.vocabulary.text import same_words

_LONGEST_PRINTED = 60
_HELD: dict[str, tuple[Any, dict[str, str]]] = {
    "controls": (Control, {}),
    "assurances": (Assurance, {}),
    "gaps_in_control": (Gap, {"kind": Gap.Kind.CONTROL}),
    "gaps_in_assurance": (Gap, {"kind": Gap.Kind.ASSURANCE}),
}


def write_risks(changes: ChangeSet, target: Target) -> None:
    new, changed = changes.of("risk", NEW), changes.of("risk", CHANGED)
    last = Risk.objects.for_trust(target.trust).aggregate(models.Max("position"))
    first = 0 if last["position__max"] is None else last["position__max"] + 1
    records = [
        Risk(
            trust=target.trust,
            strategy=target.strategy,
            position=first + place,
            source=target.source(change),
            custom_values=custom_values(change, target),
            **_values(change, target),
        )
        for place, change in enumerate(new)
    ]
    for change, record in zip(new, create_all(records, by=target.by), strict=True):
        target.pks[change.key] = record.pk
    written = [change for change in changed if _values(change, target) or own_names(change.values)]
    rows = Risk.objects.in_bulk([change.pk for change in written])
    names: set[str] = set()
    for change in written:
        values = _values(change, target)
        if own := custom_values(change, target):
            values["custom_values"] = {**rows[change.pk].custom_values, **own}
        for name, value in values.items():
            setattr(rows[change.pk], name, value)
        names |= set(values)
    update_all(rows.values(), sorted(names), by=target.by)
    write_leads("risk", new, changed, target)
    _write_scores([*new, *changed], target)
    _write_links([*new, *changed], target)
    _write_held([*new, *changed], target)


def _values(change: Change, target: Target) -> dict[str, Any]:
    """The fields of the risk itself that are set."""
    values = plain_values(change)
    if "category" in change.values:
        name = same_words(change.values["category"])
        values["category_id"] = target.risk_categories[name]
    return values


def _write_scores(changes: list[Change], target: Target) -> None:
    scored = [change for change in changes if "scores" in change.values]
    existing = {
        (row.risk_id, row.kind, row.period_id): row
        for row in RiskScore.objects.filter(risk__in=[target.pk(change.key) for change in scored])
    }
    new, changed = [], []
    for change in scored:
        risk = target.pk(change.key)
        for kind, given in change.values["scores"].items():
            score, direction, factors, period_key, where = given
            period = target.pk(period_key) if period_key else None
            row = existing.get((risk, kind, period))
            if row is None:
                row = RiskScore(risk_id=risk, kind=kind, period_id=period)
                new.append(row)
            else:
                changed.append(row)
            # Factors and words of an older score would contradict the new one.
            if row.score != score:
                row.likelihood = row.consequence = None
                row.printed = ""
            row.score, row.direction = score, direction
            if factors:
                row.likelihood, row.consequence = factors
            if kind == RiskScore.Kind.CURRENT and "printed" in change.values:
                row.printed = change.values["printed"][:_LONGEST_PRINTED]
            row.source = target.source_at(where)
    create_all(new, by=target.by)
    update_all(
        changed,
        ["score", "printed", "direction", "likelihood", "consequence", "source"],
        by=target.by,
    )


def _write_links(changes: list[Change], target: Target) -> None:
    linked = [change for change in changes if "links" in change.values]
    counts = dict(
        RiskLink.objects.filter(risk__in=[target.pk(change.key) for change in linked])
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
            model.objects.filter(risk__in=[target.pk(change.key) for change in holding])
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
