"""Every write to risks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ambitions.models import Ambition, KeyAction
from ambitions.people import handover
from objectives.models import Period, StrategicObjective
from objectives.services import check_period_takes_writes
from risks.models import Assurance, Control, Gap, Risk, RiskLead, RiskLink, RiskScore
from strategy_tracker.accounts.models import Membership, Person, Trust, User
from strategy_tracker.accounts.saving import save
from strategy_tracker.accounts.services import (
    end_membership,
    hand_over_leads,
    record_leaving,
    replace_leads,
)


@transaction.atomic
def create_risk(*, trust: Trust, by: User | None, **fields: Any) -> Risk:
    """A risk; give at least a `reference` or a `title`."""
    return save(Risk(trust=trust, **fields), by=by)


@transaction.atomic
def score_risk(
    *,
    risk: Risk,
    kind: str,
    score: int | None = None,
    likelihood: int | None = None,
    consequence: int | None = None,
    period: Period | None = None,
    direction: str = "",
    by: User | None,
    **fields: Any,
) -> RiskScore:
    """Make or change the one score of that kind for the period (None: standing).

    With both factors the score is their product. Raises ValidationError when a given
    score disagrees with them, or the period is closed.
    """
    if period is not None:
        check_period_takes_writes(period)
    Risk.objects.select_for_update().get(pk=risk.pk)
    row = RiskScore.objects.filter(risk=risk, kind=kind, period=period).first()
    row = row or RiskScore(risk=risk, kind=kind, period=period)
    if score is None and likelihood and consequence:
        score = likelihood * consequence
    if score is None:
        raise ValidationError(
            {"score": "Give a score from 1 to 25, or both likelihood and consequence."}
        )
    if row.score != score:
        row.source = None  # scored now, whatever workbook it was from
    row.score, row.likelihood, row.consequence = score, likelihood, consequence
    row.direction = direction
    for name, value in fields.items():
        setattr(row, name, value)
    return save(row, by=by)


@transaction.atomic
def set_risk_leads(*, risk: Risk, people: Iterable[Person], by: User | None) -> None:
    """Make `people`, in that order, the owners of the risk, and nobody else."""
    replace_leads(item=risk, people=people, kind=RiskLead.Kind.LEAD, by=by)


@transaction.atomic
def link_risk(
    *, risk: Risk, item: StrategicObjective | Ambition | KeyAction, by: User | None
) -> RiskLink:
    """Say that the risk bears on `item`. Linking twice changes nothing."""
    key = {str(item.level): item}
    existing = RiskLink.objects.filter(risk=risk, **key).first()
    position = risk.links.count()
    return existing or save(RiskLink(risk=risk, position=position, **key), by=by)


@transaction.atomic
def add_control(*, risk: Risk, text: str, by: User | None, **fields: Any) -> Control:
    fields.setdefault("position", risk.controls.count())
    return save(Control(risk=risk, text=text, **fields), by=by)


@transaction.atomic
def add_assurance(*, risk: Risk, text: str, by: User | None, **fields: Any) -> Assurance:
    fields.setdefault("position", risk.assurances.count())
    return save(Assurance(risk=risk, text=text, **fields), by=by)


@transaction.atomic
def add_gap(*, risk: Risk, text: str, by: User | None, **fields: Any) -> Gap:
    fields.setdefault("position", risk.gaps.count())
    return save(Gap(risk=risk, text=text, **fields), by=by)


@transaction.atomic
def hand_over(*, person: Person, to: Person, by: User | None) -> int:
    """Make `to` the lead of all in use that `person` leads, risks too; gives how many items.

    Raises ValidationError when `to` is the same person, has left, or is of another trust.
    """
    number = handover.hand_over(person=person, to=to, by=by)
    owned = RiskLead.objects.filter(person=person, risk__is_closed=False).select_related("risk")
    return number + len(hand_over_leads(rows=owned, parent="risk", to=to, by=by))


@transaction.atomic
def leave(
    *,
    person: Person,
    left_on: date,
    to: Person | None = None,
    membership: Membership | None = None,
    by: User | None,
) -> int:
    """Say that the person left, hand all to `to` and end `membership`, where they are given.

    All or nothing. Gives how many items were handed over. Raises ValidationError as
    `hand_over` and `end_membership` do.
    """
    record_leaving(person=person, left_on=left_on, by=by)
    if membership is not None:
        end_membership(membership=membership, on=left_on, by=by)
    return hand_over(person=person, to=to, by=by) if to else 0
