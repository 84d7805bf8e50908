"""The plan as a grid, in which many cells are changed and rows added, and saved together."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ambitions.models import ITEM_MODELS, Item
from ambitions.plan.edit_views import PARENT_LEVELS
from ambitions.plan.grid import Column, Row, columns_of, read_grid
from ambitions.plan.grid_saving import (
    AddedRow,
    Change,
    NewRow,
    Problem,
    Saved,
    save_grid,
    take_back_save,
)
from ambitions.plan.references import key_of_place, place_of
from objectives.current import current_strategy
from objectives.models import Level, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.display import inside

# A plan of 500 items has 2,000 cells.
MOST_CHANGES = 10_000
MOST_ROWS = 2_000
_GROUPS = ("area", "theme")


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
        return _save(request, strategy)
    known = columns_of(strategy)
    rows = read_grid(strategy, known)
    used = {name for row in rows for name in _GROUPS if row.cells.get(name)}
    columns = [column for name, column in known.items() if name not in _GROUPS or name in used]
    context = {
        "nav_current": "plan",
        "strategy": strategy,
        "rows": _with_feet(request, strategy, rows, columns),
        "has_rows": bool(rows),
        "columns": columns,
        "templates": [_empty(strategy, level, columns) for level in Level.values],
        "lead_word": inside(strategy.lead_word),
    }
    return render(request, "ambitions/plan_grid.html", context)


# Rows as they are shown


def _with_feet(
    request: TrustRequest, strategy: Strategy, rows: list[Row], columns: list[Column]
) -> list[dict[str, Any]]:
    """The rows, and at the foot of what stands under each item a row that adds to it."""
    found: list[dict[str, Any]] = []
    open_feet: list[Item] = []

    def foot(item: Item) -> dict[str, Any]:
        return _foot(request, strategy, item, _levels_under(strategy, item.level))

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
        found.append(_shown(request, row, columns, number))
        if item.level != Level.ACTION:
            open_feet.append(item)
    found += [foot(item) for item in reversed(open_feet)]
    return [*found, _foot(request, strategy, None, _top_levels(strategy, rows))]


def _foot(
    request: TrustRequest, strategy: Strategy, parent: Item | None, levels: Sequence[str]
) -> dict[str, Any]:
    """What may be added under an item, each with the page that adds one by its form."""
    under = key_of_place(parent)
    query = f"?under={under}" if under else ""
    return {
        "under": under,
        "level": parent.level if parent else "",
        "parent": parent,
        "adds": [
            {
                "level": level,
                "word": strategy.word(level),
                "url": reverse("item_add", args=[request.trust.code, level]) + query,
            }
            for level in levels
        ],
    }


def _levels_under(strategy: Strategy, level: str) -> list[str]:
    return [one for one in strategy.levels if level in PARENT_LEVELS[one]]


def _top_levels(strategy: Strategy, rows: Sequence[Row]) -> list[str]:
    """What stands under nothing: the highest level, and ambitions where some do so already."""
    has_loose = any(
        row.item.level == Level.AMBITION and place_of(row.item)[1] is None for row in rows
    )
    first = [] if strategy.levels[0] == Level.ACTION else strategy.levels[:1]
    return [*first, *([Level.AMBITION.value] if has_loose and first != [Level.AMBITION] else [])]


def _shown(request: TrustRequest, row: Row, columns: list[Column], number: int) -> dict[str, Any]:
    item: Any = row.item
    under = ""
    if getattr(item, "ambition_id", None):
        under = f"{Level.AMBITION}-{item.ambition_id}"
    elif getattr(item, "objective_id", None):
        under = f"{Level.OBJECTIVE}-{item.objective_id}"
    return {
        "item": item,
        "level": item.level,
        "under": under,
        **_addresses(request, item),
        "cells": [(column, row.cells.get(column.name)) for column in columns],
        "number": number,
    }


def _addresses(request: TrustRequest, item: Item) -> dict[str, str]:
    """Where the item is edited, where it is moved by buttons, and what moves it when dragged."""
    pages = {"url": "item_edit", "move_url": "item_move", "place_url": "item_place"}
    of_item = [request.trust.code, item.level, item.pk]
    return {name: reverse(page, args=of_item) for name, page in pages.items()}


def _empty(strategy: Strategy, level: str, columns: list[Column]) -> dict[str, Any]:
    """A row of that level with nothing in it, and its foot, for those that are added."""
    return {
        "level": level,
        "word": strategy.word(level),
        "is_used": level in strategy.levels,
        "cells": [(column, "" if level in column.levels else None) for column in columns],
        "adds": [
            {"level": one, "word": strategy.word(one)} for one in _levels_under(strategy, level)
        ],
    }


# What is sent


def _save(request: TrustRequest, strategy: Strategy) -> HttpResponse:
    changes = _changes(request.POST.get("changes", ""))
    new_rows = _new_rows(request.POST.get("rows", "[]"))
    added = _added_rows(request.POST.get("added", "[]"))
    if changes is None or new_rows is None or added is None:
        words = "This cannot be read. Reload the page: what you typed is kept on this device."
        return JsonResponse({"message": words}, status=400)
    try:
        if "undo" in request.POST:
            saved = take_back_save(strategy=strategy, changes=changes, added=added, by=request.user)
        else:
            saved = save_grid(
                strategy=strategy,
                changes=changes,
                new_rows=new_rows,
                reason=request.POST.get("reason", "")[:2000],
                by=request.user,
            )
    except IntegrityError:
        words = (
            "Not saved: somebody else saved the same just now. What you typed is kept on this "
            "device. Save again."
        )
        return JsonResponse({"message": words}, status=409)
    return JsonResponse(_answer(request, saved))


def _answer(request: TrustRequest, saved: Saved) -> dict[str, Any]:
    return {
        "problems": [_told(problem) for problem in saved.problems],
        "cells": [
            {"level": level, "pk": pk, "cells": cells} for (level, pk), cells in saved.cells.items()
        ],
        "added": [
            {
                "level": level,
                "was": was,
                "pk": item.pk,
                **_addresses(request, item),
            }
            for (level, was), item in saved.added.items()
        ],
    }


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "level": problem.change.level,
        "pk": problem.change.pk,
        "name": problem.change.name,
        "words": problem.words,
        "held": problem.held,
        "conflict": problem.is_conflict,
    }


def _list(text: str, most: int) -> list[dict[str, Any]] | None:
    """A posted list of objects; None for what no page of ours sends."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(given, list) and len(given) <= most
    return given if is_list and all(isinstance(each, dict) for each in given) else None


def _changes(text: str) -> list[Change] | None:
    """The posted cells; None for what no page of ours sends."""
    given = _list(text, MOST_CHANGES)
    found: dict[tuple[str, int, str], Change] = {}
    for each in given or ():
        level, pk, name = each.get("level"), each.get("pk"), each.get("name")
        was, now = each.get("was"), each.get("now")
        if not _is_key(level, pk) or not all(map(_is_text, (name, was, now))):
            return None
        found[level, pk, name] = Change(level, pk, name, was, now)  # type: ignore[index,arg-type]
    return None if given is None else list(found.values())


def _new_rows(text: str) -> list[NewRow] | None:
    """The posted new rows, likewise."""
    given = _list(text, MOST_ROWS)
    found: dict[tuple[str, int], NewRow] = {}
    for each in given or ():
        level, pk, under = each.get("level"), each.get("pk"), each.get("under")
        if not _is_key(level, pk) or pk >= 0:  # type: ignore[operator]
            return None
        if under is not None and not (isinstance(under, list) and len(under) == 2):
            return None
        if under is not None and not _is_key(*under):
            return None
        try:
            uuid = UUID(str(each.get("uuid")))
        except ValueError:
            return None
        found[level, pk] = NewRow(  # type: ignore[index]
            level,  # type: ignore[arg-type]
            pk,  # type: ignore[arg-type]
            uuid,
            (under[0], under[1]) if under else None,
        )
    return None if given is None else list(found.values())


def _added_rows(text: str) -> list[AddedRow] | None:
    """The posted rows that are to go again, likewise."""
    given = _list(text, MOST_ROWS)
    found = []
    for each in given or ():
        level, pk, cells = each.get("level"), each.get("pk"), each.get("cells")
        if not _is_key(level, pk) or not isinstance(cells, Mapping):
            return None
        if not all(map(_is_text, cells.values())):
            return None
        found.append(AddedRow(level, pk, cells))  # type: ignore[arg-type]
    return None if given is None else found


def _is_key(level: Any, pk: Any) -> bool:
    is_level = isinstance(level, str) and level in ITEM_MODELS
    return is_level and isinstance(pk, int) and not isinstance(pk, bool)


def _is_text(text: Any) -> bool:
    """Whether a database can hold it: no NUL, no half of a character."""
    return isinstance(text, str) and not any(
        char == "\x00" or 0xD800 <= ord(char) <= 0xDFFF for char in text
    )
