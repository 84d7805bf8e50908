"""Who leads how much of the plan, and handing it over when somebody leaves."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from ambitions.models import LEAD_MODELS, MeasureLead
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import Person, Trust, User
from strategy_tracker.accounts.services import hand_over_leads

# Each kind of item with the rows that name its leads.
LEADS: dict[str, type[Lead]] = {**LEAD_MODELS, "measure": MeasureLead}


def _in_use(model: type[Lead], parent: str) -> models.QuerySet[Any]:
    """Rows whose item is in use: what is archived goes on naming who led it then."""
    wanted = {f"{parent}__is_archived": False, f"{parent}__strategy__is_archived": False}
    return model.objects.filter(**wanted)


def led_by(person: Person) -> Iterator[tuple[str, Any]]:
    """Every item in use that `person` leads, with its kind; one query for each kind."""
    for parent, model in LEADS.items():
        rows = _in_use(model, parent).filter(person=person).select_related(f"{parent}__strategy")
        items = {getattr(row, parent).pk: getattr(row, parent) for row in rows}
        for item in sorted(items.values(), key=lambda item: (item.strategy_id, item.position)):
            yield parent, item


def count_led(trust: Trust) -> Counter[int]:
    """How many items in use each person of the trust leads, by the person's key."""
    counts: Counter[int] = Counter()
    for parent, model in LEADS.items():
        people = _in_use(model, parent).filter(person__trust=trust).order_by().values("person")
        for row in people.annotate(number=models.Count(parent, distinct=True)):
            counts[row["person"]] += row["number"]
    return counts


@transaction.atomic
def hand_over(*, person: Person, to: Person, by: User | None) -> int:
    """Make `to` the lead of every item in use that `person` leads; gives how many items.

    Raises ValidationError when `to` is the same person, has left, or is of another trust.
    """
    if to.pk == person.pk:
        raise ValidationError({"to": "Choose somebody else to hand over to."})
    if to.trust_id != person.trust_id:
        raise ValidationError({"to": "Choose somebody of the same trust."})
    if to.left_on is not None:
        raise ValidationError({"to": f"{to} has left. Choose somebody who is here."})
    number = 0
    for parent, model in LEADS.items():
        rows = _in_use(model, parent).filter(person=person).select_related(f"{parent}__strategy")
        number += len(hand_over_leads(rows=rows, parent=parent, to=to, by=by))
    return number
