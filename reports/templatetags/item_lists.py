"""Next and Previous on an item's page, by whichever list led there."""

from typing import Any

from django import template

from ambitions.models import Item
from ambitions.plan.neighbours import neighbours_in_plan
from objectives.models import Period

register = template.Library()


@register.inclusion_tag("ambitions/_neighbours.html", takes_context=True)
def next_and_previous(
    context: template.Context, item: Item, period: Period | None
) -> dict[str, Any]:
    """Links to what stands before and after `item` in the list that its address names."""
    return {"neighbours": neighbours_in_plan(context["request"], item, period)}
