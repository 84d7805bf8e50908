"""The plan as a grid, in which many cells are changed and rows added, and saved together."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ambitions.grid.columns import Row
from ambitions.grid.page import answer_save, columns_shown, empty_row, plan_words, row_shown
from ambitions.models import ITEM_MODELS, Item
from ambitions.plan.edit_views import PARENT_LEVELS
from ambitions.plan.grid import page_columns, read_grid
from ambitions.plan.grid_saving import save_grid, take_back_save
from ambitions.plan.references import key_of_place, place_of
from objectives.current import current_strategy, periods
from objectives.models import Level, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.display import inside


@never_cache
@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def plan_grid(request: TrustRequest) -> HttpResponseBase:
    """Every item with its cells to type in; a POST saves those that changed and the rows that are
    new, or takes such a save back, and says in JSON what was not done."""
    strategy = current_strategy(request)
    if strategy is None:
        raise Http404("The trust has no strategy yet.")
    if request.method == "POST":
        reason = request.POST.get("reason", "")[:2000]
        return answer_save(
            request,
            save=partial(save_grid, strategy=strategy, reason=reason),
            take_back=partial(take_back_save, strategy=strategy),
            addresses=partial(_addresses, request),
            levels=ITEM_MODELS,
        )
    known = page_columns(strategy, periods(request, strategy)[::-1])
    rows = read_grid(strategy, known)
    shown = columns_shown(request, known, rows)
    context = {
        "nav_current": "plan",
        "grid": "plan_grid",
        "strategy": strategy,
        "plan_words": plan_words(strategy),
        "rows": _with_feet(request, strategy, rows, shown["columns"]),
        "has_rows": bool(rows),
        "templates": [
            empty_row(
                level, strategy.word(level), shown["columns"], _adds(request, strategy, level)
            )
            for level in Level.values
        ],
        "levels": [{"level": level, "word": strategy.word(level)} for level in strategy.levels],
        "lead_word": inside(strategy.lead_word),
    }
    return render(request, "ambitions/plan_grid.html", context | shown)


def _with_feet(
    request: TrustRequest, strategy: Strategy, rows: list[Row], columns: Sequence[Any]
) -> list[dict[str, Any]]:
    """The rows, and at the foot of what stands under each item a row that adds to it."""
    found: list[dict[str, Any]] = []
    open_feet: list[Item] = []

    def foot(item: Item) -> dict[str, Any]:
        return _foot(item, _adds(request, strategy, item.level, item))

    for number, row in enumerate(rows, 1):
        item: Any = row.item
        # What ends before this row: an action ends nothing, an objective all that is open.
        is_top = item.level == Level.OBJECTIVE or (
            item.level == Level.AMBITION and item.objective_id is None
        )
        while open_feet and (
            is_top or (item.level == Level.AMBITION and open_feet[-1].level == Level.AMBITION)
        ):
            found.append(foot(open_feet.pop()))
        addresses = partial(_addresses, request)
        found.append(row_shown(row, columns, number, addresses, under=_under(item)))
        if item.level != Level.ACTION:
            open_feet.append(item)
    found += [foot(item) for item in reversed(open_feet)]
    top = [_add(request, strategy, level, None) for level in _top_levels(strategy, rows)]
    return [*found, _foot(None, top)]


def _under(item: Item) -> str:
    level, pk = place_of(item)
    return f"{level}-{pk}" if pk else ""


def _foot(parent: Item | None, adds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What may be added under an item, each with the page that adds one by its form."""
    level = parent.level if parent else ""
    return {"under": key_of_place(parent), "level": level, "parent": parent, "adds": adds}


def _adds(
    request: TrustRequest, strategy: Strategy, level: str, parent: Item | None = None
) -> list[dict[str, Any]]:
    """What may stand under an item of that level."""
    levels = [one for one in strategy.levels if level in PARENT_LEVELS[one]]
    return [_add(request, strategy, one, parent) for one in levels]


def _add(
    request: TrustRequest, strategy: Strategy, level: str, parent: Item | None
) -> dict[str, Any]:
    url = reverse("item_add", args=[request.trust.code, level])
    query = f"?under={key_of_place(parent)}" if parent else ""
    return {"level": level, "word": strategy.word(level), "url": url + query}


def _top_levels(strategy: Strategy, rows: Sequence[Row]) -> list[str]:
    """What stands under nothing: the highest level, and ambitions where some do so already."""
    has_loose = any(row.level == Level.AMBITION and place_of(row.item)[1] is None for row in rows)
    first = [] if strategy.levels[0] == Level.ACTION else strategy.levels[:1]
    return [*first, *([Level.AMBITION.value] if has_loose and first != [Level.AMBITION] else [])]


def _addresses(request: TrustRequest, item: Item) -> dict[str, str]:
    """Where the item is edited, where it is moved by buttons, and what moves it when dragged."""
    pages = {"url": "item_edit", "move_url": "item_move", "place_url": "item_place"}
    of_item = [request.trust.code, item.level, item.pk]
    return {name: reverse(page, args=of_item) for name, page in pages.items()}
