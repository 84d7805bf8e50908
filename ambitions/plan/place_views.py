"""Where an item stands in the plan: moved, renumbered, ended, brought back, deleted."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ambitions.models import Item
from ambitions.plan.cells import Links
from ambitions.plan.edit_views import find_item, places_for
from ambitions.plan.editing import (
    bring_back,
    delete_item,
    end_item,
    move_item,
    renumber,
    siblings_of,
    standing_under,
    under,
    what_hangs_on,
)
from ambitions.plan.place_forms import ENDINGS, EndForm, MoveForm, RenumberForm
from ambitions.plan.references import (
    NewReference,
    items_of,
    key_of_place,
    parent_of,
    renumbered,
    shown_lines,
)
from objectives.models import Level
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.forms import posted, whole_number


def _context(request: TrustRequest, item: Item, **more: Any) -> dict[str, Any]:
    return {
        "nav_current": "plan",
        "item": item,
        "word": item.strategy.word(item.level),
        "item_url": Links(request.trust.code).item(item.level, item.pk),
        **more,
    }


# Moving


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def item_move(request: TrustRequest, level: str, pk: int) -> HttpResponse:
    """Move an item up or down among its siblings, or to another place."""
    item = find_item(request, level, pk, is_archived=False)
    places = _places(item)
    form = MoveForm(
        posted(request) if "step" not in request.POST else None,
        places=places,
        initial={"under": key_of_place(parent_of(item))},
        is_top=level == Level.OBJECTIVE,
        needs_place=level == Level.ACTION,
    )
    siblings = siblings_of(item)
    here = reverse("item_move", args=[request.trust.code, level, pk])
    if request.method == "POST":
        if "step" in request.POST:
            _step(request, item, siblings, request.POST["step"])
            return redirect(here)
        if form.is_valid():
            try:
                parent = form.parent()
                order = _standing_at(item, parent)
                after = _after(order, item, form.cleaned_data["position"])
                move_item(item=item, parent=parent, after=after, by=request.user)
            except ValidationError as error:
                form.add_service_error(error)
            else:
                messages.success(request, f"Moved. {_where(item)}")
                return redirect(here)
    context = _context(
        request, item, form=form, siblings=siblings, parent=parent_of(item), is_last=siblings[-1]
    )
    status = 400 if form.errors else 200
    return render(request, "ambitions/item_move.html", context, status=status)


@require_POST
@trust_view(Permission.EDIT_PLAN)
def item_place(request: TrustRequest, level: str, pk: int) -> JsonResponse:
    """Move an item that was dragged: under `under`, right after the sibling `after`, or first.

    `was_under` is where the page showed it: what somebody else moved meanwhile stays there.
    """
    item = find_item(request, level, pk, is_archived=False)
    places = {key_of_place(place): place for place in _places(item)}
    under, after = request.POST.get("under", ""), whole_number(request.POST.get("after", ""))
    if key_of_place(parent_of(item)) != request.POST.get("was_under", ""):
        return _refused("Somebody else has moved it since you opened the page. Reload the page.")
    if under and under not in places:
        return _refused("What you moved it to is no longer in the plan. Reload the page.")
    parent = places.get(under)
    siblings = {row.pk: row for row in _standing_at(item, parent)}
    if after and after not in siblings:
        return _refused("What it was to follow no longer stands there. Reload the page.")
    try:
        move_item(item=item, parent=parent, after=siblings.get(after or 0), by=request.user)
    except ValidationError as error:
        return _refused(" ".join(error.messages))
    return JsonResponse({"under": key_of_place(parent)})


def _refused(words: str) -> JsonResponse:
    return JsonResponse({"message": f"Not moved. {words}"}, status=409)


def _places(item: Item) -> list[Item]:
    return [place for place in places_for(item.strategy, item.level) if place.pk]


def _standing_at(item: Item, parent: Item | None) -> list[Item]:
    place = (parent.level, parent.pk) if parent else (Level.OBJECTIVE.value, None)
    return standing_under(item.strategy, item.level, place)


def _after(order: Sequence[Item], item: Item, position: int | None) -> Item | None:
    """What the item follows where it is to be the `position`th; without one it is the last."""
    others = [row for row in order if row.pk != item.pk]
    if position is None:
        return others[-1] if others else None
    return others[min(position - 1, len(others)) - 1] if position > 1 and others else None


def _step(request: TrustRequest, item: Item, siblings: Sequence[Item], way: str) -> None:
    keys = [row.pk for row in siblings]
    place = keys.index(item.pk) + (-1 if way == "up" else 1)
    if not 0 <= place < len(keys):
        return
    others = [row for row in siblings if row.pk != item.pk]
    after = others[place - 1] if place else None
    move_item(item=item, parent=parent_of(item), after=after, by=request.user)
    messages.success(request, f"Moved {'up' if way == 'up' else 'down'}.")


def _where(item: Item) -> str:
    parent = parent_of(item)
    if parent is None:
        return ""
    return f"It stands under {parent}. Its reference is as it was: edit it, or renumber."


# Renumbering


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def item_renumber(request: TrustRequest, level: str, pk: int) -> HttpResponse:
    """Give what stands under an item new references, shown before they are saved."""
    item = find_item(request, level, pk, is_archived=False)
    asked = posted(request) or (request.GET if "show" in request.GET else None)
    levels = _levels_under(item)
    form = RenumberForm(asked, item=item, levels=levels)
    lines: list[NewReference] = []
    if form.is_bound and form.is_valid():
        lines = _lines(item, form)
    if request.method == "POST" and lines:
        if request.POST.get("shown") != shown_lines(lines):
            form.add_error(
                None, "The plan has changed since this was shown. Look at it again, then save."
            )
        else:
            try:
                number = renumber(lines=lines, by=request.user)
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                messages.success(request, f"Changed {number} references.")
                return redirect(Links(request.trust.code).item(level, pk))
    context = _context(
        request,
        item,
        form=form,
        lines=[{"was": line.item.reference, "line": line} for line in lines],
        shown=shown_lines(lines),
        changed=sum(line.is_changed for line in lines),
        has_levels=bool(levels),
    )
    status = 400 if form.errors else 200
    return render(request, "ambitions/item_renumber.html", context, status=status)


def _levels_under(item: Item) -> list[str]:
    """The levels of what stands right under the item."""
    levels = {
        Level.OBJECTIVE: [Level.AMBITION, Level.ACTION],
        Level.AMBITION: [Level.ACTION],
    }.get(Level(item.level), [])
    return [
        level.value
        for level in levels
        if standing_under(item.strategy, level, (item.level, item.pk))
    ]


def _lines(item: Item, form: RenumberForm) -> list[NewReference]:
    found: list[NewReference] = []
    for level, first in form.firsts().items():
        rows = standing_under(item.strategy, level, (item.level, item.pk))
        own = renumbered(rows, first)
        found += own
        if level == Level.AMBITION and form.cleaned_data.get("and_under"):
            actions: Any = items_of(item.strategy, Level.ACTION)
            for line in own:
                below = [
                    row
                    for row in actions
                    if row.ambition_id == line.item.pk and not row.is_archived
                ]
                found += renumbered(below, f"{line.reference}.1")
    return found


# Leaving the plan


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def item_end(request: TrustRequest, level: str, pk: int) -> HttpResponse:
    """Take an item out of the plan: its work ended, another takes its place, or it is archived."""
    item = find_item(request, level, pk, is_archived=False)
    below = under(item)
    gone = {row.pk for row in below}
    successors = [
        row for row in items_of(item.strategy, level) if not row.is_archived and row.pk != item.pk
    ]
    form = EndForm(posted(request), item=item, below=below, successors=successors)
    hanging = what_hangs_on(item)
    if request.method == "POST" and form.is_valid():
        try:
            end_item(item=item, by=request.user, **form.given())
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, f"{item} is no longer in the plan.")
            return redirect(Links(request.trust.code).item(level, item.pk))
    context = _context(
        request, item, form=form, below=below, gone=gone, may_delete=not hanging, endings=ENDINGS
    )
    status = 400 if form.errors else 200
    return render(request, "ambitions/item_end.html", context, status=status)


@require_POST
@trust_view(Permission.EDIT_PLAN)
def item_bring_back(request: TrustRequest, level: str, pk: int) -> HttpResponse:
    """Put an item back into the plan."""
    item = find_item(request, level, pk, is_archived=None)
    try:
        bring_back(item=item, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "It is in the plan again.")
    return redirect(Links(request.trust.code).item(level, item.pk))


@require_POST
@trust_view(Permission.EDIT_PLAN)
def item_delete(request: TrustRequest, level: str, pk: int) -> HttpResponse:
    """Delete an item that nothing hangs on."""
    item = find_item(request, level, pk, is_archived=None)
    links, parent, words = Links(request.trust.code), parent_of(item), str(item)
    try:
        delete_item(item=item, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(links.item(level, item.pk))
    messages.success(request, f"Deleted {words}.")
    if parent is None:
        return redirect("plan", request.trust.code)
    return redirect(links.item(parent.level, parent.pk))
