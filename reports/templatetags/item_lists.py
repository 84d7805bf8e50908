"""Next and Previous on an item's page, by whichever list led there."""

from typing import Any

from django import template
from django.http import QueryDict
from django.urls import reverse

from ambitions.models import Item
from ambitions.plan.cells import LIST
from ambitions.plan.neighbours import Neighbours, neighbours, neighbours_in_plan
from objectives.models import Period
from reports.search import Search, Words
from strategy_tracker.accounts.access import TrustRequest

register = template.Library()


@register.inclusion_tag("ambitions/_neighbours.html", takes_context=True)
def next_and_previous(
    context: template.Context, item: Item, period: Period | None
) -> dict[str, Any]:
    """Links to what stands before and after `item` in the list that its address names."""
    request = context["request"]
    found = _in_search(request, item) or neighbours_in_plan(request, item, period)
    return {"neighbours": found}


def _in_search(request: TrustRequest, item: Item) -> Neighbours | None:
    """Its neighbours among what a search found, where a search led to it."""
    words = Words(QueryDict(request.GET.get(LIST, "")).get("q", "").replace("\0", ""))
    if not words:
        return None
    return neighbours(
        of=item,
        items=Search(item.strategy, request.membership, words).items(),
        described=f"“{words.query}”",
        url=f"{reverse('search', args=[request.trust.code])}?{words.list_query}",
    )
