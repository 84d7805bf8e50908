"""What a page of the plan shows about risks, so that no view below has to know of them.

Each tag reads for itself in three queries: use it once on a page, never in a loop.
"""

from typing import Any

from django import template
from django.db.models import Q

from ambitions.models import Ambition, KeyAction
from ambitions.plan.leads import people_acted_for
from objectives.models import Period, StrategicObjective
from risks.matrix import Bands
from risks.models import Risk, RiskScore
from risks.models.matrix import bands_of
from risks.position import RiskPosition, position_at
from risks.reader import keep_shown_scores
from strategy_tracker.accounts.models import Person

register = template.Library()


@register.inclusion_tag("risks/linked_risks_panel.html", takes_context=True)
def linked_risks(
    context: template.Context,
    item: StrategicObjective | Ambition | KeyAction,
    period: Period | None,
) -> dict[str, Any]:
    """A panel with the risks that bear on `item` or on what it stands under."""
    linked = _linked_to(item).order_by("position", "pk").distinct()
    rows = _rows(context, linked, period, item.strategy.trust_id)
    return {"risks": rows, "trust": context["trust"], "word": item.strategy.risk_word_plural}


@register.inclusion_tag("risks/owned_risks.html", takes_context=True)
def owned_risks(context: template.Context, person: Person, period: Period | None) -> dict[str, Any]:
    """A section with the risks that `person` owns; nothing where there are none."""
    own = Risk.objects.for_trust(person.trust_id).filter(lead_rows__person=person, is_closed=False)
    return {
        "risks": _rows(context, own.distinct(), period, person.trust_id),
        "trust": context["trust"],
    }


@register.simple_tag(takes_context=True)
def risks_to_score(context: template.Context) -> list[Risk]:
    """The risks of the strategy that whoever is signed in owns and has not scored this period."""
    period: Period | None = context.get("context_period")
    if period is None or not period.is_open:
        return []
    own = Risk.objects.for_trust(context["trust"]).filter(
        strategy=period.strategy_id,
        lead_rows__person__in=people_acted_for(context["user"]),
        is_closed=False,
    )
    scored = RiskScore.objects.filter(kind=RiskScore.Kind.CURRENT, period=period)
    found = own.exclude(pk__in=scored.values("risk")).order_by("position", "pk")
    return list(found.distinct())


def _linked_to(item: StrategicObjective | Ambition | KeyAction) -> Any:
    ambition = item.ambition if isinstance(item, KeyAction) else item
    objective_id = getattr(item, "objective_id", None) or getattr(ambition, "objective_id", None)
    bears_on = Q(**{f"links__{item.level}": item})
    if isinstance(item, KeyAction) and item.ambition_id:
        bears_on |= Q(links__ambition=item.ambition_id)
    if objective_id:
        bears_on |= Q(links__objective=objective_id)
    return Risk.objects.for_trust(item.strategy.trust_id).filter(bears_on, is_closed=False)


def _rows(
    context: template.Context, risks: Any, period: Period | None, trust_id: int
) -> list[dict[str, Any]]:
    found = list(risks.with_scores())
    keep_shown_scores(found, context["request"].membership)
    closed_at = period.closed_at if period and period.is_closed else None
    bands = bands_of(trust_id, closed_at) if found else Bands(())
    return [_row(risk, position_at(risk, period), bands) for risk in found]


def _row(risk: Risk, now: RiskPosition, bands: Bands) -> dict[str, Any]:
    band = bands.of(now.current.score) if now.current else None
    return {"risk": risk, "position": now, "band": band}
