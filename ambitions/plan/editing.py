"""Changing one item of the plan in place: its fields, and who leads it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from ambitions.models import Item
from ambitions.plan.services import set_leads
from objectives.models import StrategicObjective
from objectives.services import set_objective_leads
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import Person, User
from strategy_tracker.accounts.saving import save


@transaction.atomic
def change_item(
    *, item: Item, values: Mapping[str, Any], leads: Iterable[Person], by: User | None
) -> Item:
    """Give the item's fields those values, and make `leads` its leads, in that order.

    Leads of another kind (an executive lead, a programme manager) stay as they are. Raises
    ValidationError where another item has the title or reference, or a lead is a stranger.
    """
    changed = {name: value for name, value in values.items() if getattr(item, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(item, name, value)
        save(item, by=by)
    if isinstance(item, StrategicObjective):
        set_objective_leads(objective=item, people=leads, by=by, kind=Lead.Kind.LEAD)
    else:
        set_leads(item=item, people=leads, by=by)
    return item


def leads_of(item: Item) -> list[Person]:
    """Those named simply as lead, in order."""
    rows = item.lead_rows.filter(kind=Lead.Kind.LEAD).select_related("person")
    return [row.person for row in rows]
