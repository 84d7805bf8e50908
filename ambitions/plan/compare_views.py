"""The page that sets two periods of a plan side by side, and its spreadsheet."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from ambitions.plan.cells import EMPTY, Links, now_pill
from ambitions.plan.compare import ComparedItem, compare
from ambitions.plan.reader import GivenRating, Node, Outline, read_outline
from ambitions.visibility import is_reader
from objectives.calendar import periods_before
from objectives.current import current_period, current_strategy, periods
from objectives.models import Period
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.ui.display import arrow, tag
from strategy_tracker.ui.spreadsheets import spreadsheet_response


@dataclass
class Comparison:
    """Two periods of the current strategy and what of the plan is to be shown of them."""

    before: Outline
    after: Outline
    periods: list[Period]
    items: list[ComparedItem]
    only_changed: bool

    @property
    def shown(self) -> list[ComparedItem]:
        return [item for item in self.items if item.is_changed or not self.only_changed]


_KIND_TAGS = {"Added": "green", "Removed": "pink", "Moved": "blue", "Changed": "yellow"}


@dataclass(frozen=True)
class ComparisonRow:
    """One item, ready to print."""

    word: str
    reference: str
    title: str
    url: str
    before: SafeString
    after: SafeString
    way: SafeString
    changes: list[Any]
    kind: SafeString
    note: str


@require_GET
@trust_view()
def plan_compare(request: TrustRequest) -> HttpResponse:
    """Any two periods of the plan (`?from=` and `?to=`) with what changed between them.

    Without them, the current period beside the one before it. Of a closed period the plan is
    as it was when that closed. `?changed=1` leaves out what is the same in both.
    """
    strategy = current_strategy(request)
    own = periods(request, strategy) if strategy else []
    context: dict[str, Any] = {"nav_current": "plan", "strategy": strategy, "periods": own}
    comparison = _comparison(request, own)
    if comparison:
        links = Links(request.trust.code)
        context |= {
            "before": comparison.periods[0],
            "after": comparison.periods[1],
            "rows": [_row(links, comparison, item) for item in comparison.shown],
            "changed": sum(item.is_changed for item in comparison.items),
            "total": len(comparison.items),
            "only_changed": comparison.only_changed,
            "spreadsheet_url": reverse("plan_compare_spreadsheet", args=[request.trust.code])
            + f"?{request.GET.urlencode()}",
        }
    return render(request, "ambitions/plan_compare.html", context)


@require_GET
@trust_view()
def plan_compare_spreadsheet(request: TrustRequest) -> HttpResponse:
    """The rows on the screen, and only those, as a workbook."""
    strategy = current_strategy(request)
    comparison = _comparison(request, periods(request, strategy) if strategy else [])
    if comparison is None:
        return spreadsheet_response("Compared", "compared", [], [])
    before, after = comparison.periods
    heads = ["Level", "Reference", "Title", before.label, after.label, "Change", "What changed"]
    rows = [_cells(comparison, item) for item in comparison.shown]
    name = f"{request.trust.code} {before.label} and {after.label}"
    return spreadsheet_response("Compared", name, heads, rows)


def _comparison(request: TrustRequest, own: list[Period]) -> Comparison | None:
    """What is asked for; None where the strategy has fewer than two periods.

    Raises Http404 for a period that the strategy does not have.
    """
    if len(own) < 2:
        return None
    after = _period(request, "to", own) or current_period(request) or own[0]
    earlier = periods_before(own, after)
    before = _period(request, "from", own) or (earlier[0] if earlier else own[1])
    for_reader = is_reader(request.membership)
    outlines = [
        read_outline(period.strategy, [period], for_reader=for_reader) for period in (before, after)
    ]
    return Comparison(
        before=outlines[0],
        after=outlines[1],
        periods=[outline.periods[-1] for outline in outlines],
        items=compare(*outlines),
        only_changed=request.GET.get("changed") == "1",
    )


def _period(request: TrustRequest, name: str, own: list[Period]) -> Period | None:
    asked = request.GET.get(name)
    if not asked:
        return None
    for period in own:
        if str(period.pk) == asked:
            return period
    raise Http404("The strategy has no such period.")


def _row(links: Links, comparison: Comparison, item: ComparedItem) -> ComparisonRow:
    node = item.node
    return ComparisonRow(
        word=comparison.after.strategy.word(node.level),
        reference=node.item.reference,
        title=node.item.title,
        url=links.item(node.level, node.item.pk),
        before=_pill(comparison.before, item.before),
        after=_pill(comparison.after, item.after),
        way=arrow(*item.moved),
        changes=item.changes,
        kind=tag(_KIND_TAGS[item.kind], item.kind) if item.kind else EMPTY,
        note=_note(item),
    )


def _pill(outline: Outline, node: Node | None) -> SafeString:
    """Nothing where the item was not in the plan, or is rated on nothing."""
    return now_pill(outline, node) if node else EMPTY


def _note(item: ComparedItem) -> str:
    if item.before is None:
        return "New in the plan"
    return "No longer in the plan" if item.after is None else ""


def _cells(comparison: Comparison, item: ComparedItem) -> list[Any]:
    node = item.node
    changes = [
        f"{change.what}: {change.before or 'none'} to {change.after or 'none'}"
        for change in item.changes
    ]
    return [
        comparison.after.strategy.word(node.level),
        node.item.reference,
        node.item.title,
        _words(item.rating_before),
        _words(item.rating_after),
        item.moved[1],
        "; ".join([_note(item), *changes] if _note(item) else changes),
    ]


def _words(given: GivenRating | None) -> Any:
    """A rating as its word and a percentage as a number."""
    if given is None:
        return ""
    return given.rating.label if given.rating else given.number
