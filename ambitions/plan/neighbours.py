"""What stands before and after an item in the list that somebody came from."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from ambitions.models import Item
from ambitions.plan.cells import LIST, Links
from ambitions.plan.filters import PlanFilters
from ambitions.plan.reader import Key, key_of, read_outline
from ambitions.visibility import is_reader
from objectives.models import Period
from strategy_tracker.accounts.access import TrustRequest

_ORDERS = {
    "rating": "by rating",
    "-rating": "by rating, best first",
    "lead": "by lead",
    "-lead": "by lead, from Z",
    "due": "by date",
    "-due": "by date, latest first",
}


@dataclass(frozen=True)
class Neighbour:
    """An item in the list: where its page is, and what it is called."""

    url: str
    reference: str
    title: str


@dataclass(frozen=True)
class Neighbours:
    """An item's place (from 1) among `count` in a list, and who stands next to it there.

    `described` says what the list was narrowed to, "" for the whole plan; `url` is the list.
    """

    previous: Neighbour | None
    next: Neighbour | None
    place: int
    count: int
    described: str
    url: str


def neighbours(
    *, of: Item, items: Sequence[tuple[Item, str]], described: str, url: str
) -> Neighbours | None:
    """Who stands beside an item in a list of items, each with where it leads; None where it is
    not in the list."""
    keys: list[Key] = [key_of(item) for item, _ in items]
    if key_of(of) not in keys:
        return None
    at = keys.index(key_of(of))

    def neighbour(place: int) -> Neighbour | None:
        if not 0 <= place < len(items):
            return None
        item, leads_to = items[place]
        return Neighbour(leads_to, item.reference, item.title)

    return Neighbours(neighbour(at - 1), neighbour(at + 1), at + 1, len(items), described, url)


def neighbours_in_plan(
    request: TrustRequest, item: Item, period: Period | None
) -> Neighbours | None:
    """Who stands beside it in the plan as the address narrows and sorts it, or else in all of it.

    None for what is no longer in the plan.
    """
    for_reader = is_reader(request.membership)
    outline = read_outline(item.strategy, [period] if period else [], for_reader=for_reader)
    # An item that has been answered since may not be in the list it was opened from.
    for asked in dict.fromkeys([request.GET.get(LIST, ""), ""]):
        filters = PlanFilters(QueryDict(asked), outline, with_states=not for_reader)
        links = Links(request.trust.code, of_list=filters.query)
        found = neighbours(
            of=item,
            items=[(node.item, links.item(node.level, node.item.pk)) for node in filters.listed()],
            described=", ".join(filter(None, [filters.described, _ORDERS.get(filters.sort, "")])),
            url=reverse("plan", args=[request.trust.code])
            + (f"?{filters.query}" if filters.query else ""),
        )
        if found:
            return found
    return None
