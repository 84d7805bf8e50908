"""The plan as a grid, in which many cells are changed and saved together."""

import json
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ambitions.plan.grid import COLUMNS, Change, Row, read_grid, save_cells
from objectives.current import current_strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.models import Person
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.display import inside

# A plan of 500 items has 2,000 cells.
MOST_CHANGES = 10_000
_GROUPS = ("area", "theme")


@never_cache
@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def plan_grid(request: TrustRequest) -> HttpResponseBase:
    """Every item with its cells to type in; a POST of `changes` saves them, and says in JSON
    which were not."""
    strategy = current_strategy(request)
    if strategy is None:
        raise Http404("The trust has no strategy yet.")
    if request.method == "POST":
        return _save(request, strategy)
    rows = read_grid(strategy)
    used = {name for row in rows for name in _GROUPS if row.cells.get(name)}
    columns = [column for column in COLUMNS if column.name not in _GROUPS or column.name in used]
    context = {
        "nav_current": "plan",
        "strategy": strategy,
        "rows": [_shown(request, row, columns) for row in rows],
        "columns": columns,
        "lead_word": inside(strategy.lead_word),
        "people": Person.objects.for_trust(request.trust).filter(left_on=None),
    }
    return render(request, "ambitions/plan_grid.html", context)


def _shown(request: TrustRequest, row: Row, columns: Any) -> dict[str, Any]:
    item = row.item
    url = reverse("item_edit", args=[request.trust.code, item.level, item.pk])
    cells = [(column, row.cells.get(column.name)) for column in columns]
    return {"item": item, "url": url, "cells": cells}


def _save(request: TrustRequest, strategy: Any) -> HttpResponse:
    changes = _changes(request.POST.get("changes", ""))
    if changes is None:
        words = "This cannot be read. Reload the page: what you typed is kept on this device."
        return JsonResponse({"message": words}, status=400)
    problems = save_cells(
        strategy=strategy,
        changes=changes,
        reason=request.POST.get("reason", "")[:2000],
        by=request.user,
    )
    wrong = [
        {
            "level": problem.change.level,
            "pk": problem.change.pk,
            "name": problem.change.name,
            "words": problem.words,
            "held": problem.held,
            "conflict": problem.is_conflict,
        }
        for problem in problems
    ]
    return JsonResponse({"problems": wrong})


def _changes(text: str) -> list[Change] | None:
    """The posted cells; None for what no page of ours sends."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, list) or len(given) > MOST_CHANGES:
        return None
    found: dict[tuple[str, int, str], Change] = {}
    for each in given:
        if not isinstance(each, dict):
            return None
        level, pk, name = each.get("level"), each.get("pk"), each.get("name")
        was, now = each.get("was"), each.get("now")
        texts = [level, name, was, now]
        if not all(isinstance(text, str) and _is_text(text) for text in texts):
            return None
        if not isinstance(pk, int) or isinstance(pk, bool):
            return None
        found[level, pk, name] = Change(level, pk, name, was, now)  # type: ignore[index,arg-type]
    return list(found.values())


def _is_text(text: str) -> bool:
    """Whether a database can hold it: no NUL, no half of a character."""
    return not any(char == "\x00" or 0xD800 <= ord(char) <= 0xDFFF for char in text)
