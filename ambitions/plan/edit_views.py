"""Keeping the plan by hand: the pages on which items are added and changed."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ambitions.models import ITEM_MODELS, Ambition, Item
from ambitions.plan.cells import Links
from ambitions.plan.editing import add_item, change_item, leads_by_kind
from ambitions.plan.fields import ITEM_FIELDS
from ambitions.plan.forms import LEAD_FIELDS, ItemForm, NewItemForm
from ambitions.plan.references import (
    items_of,
    key_of_place,
    parent_of,
    proposed_reference,
)
from objectives.current import current_strategy
from objectives.models import Level, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.models import Person
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import posted, whole_number

# What each level can stand under.
PARENT_LEVELS: dict[str, tuple[str, ...]] = {
    Level.OBJECTIVE: (),
    Level.AMBITION: (Level.OBJECTIVE,),
    Level.ACTION: (Level.OBJECTIVE, Level.AMBITION),
}


def people_to_lead(request: TrustRequest, leads: dict[str, list[Person]]) -> QuerySet[Person]:
    """Those who have not left, and those who lead it already."""
    known = [person.pk for people in leads.values() for person in people]
    return Person.objects.for_trust(request.trust).filter(Q(left_on=None) | Q(pk__in=known))


def find_item(
    request: TrustRequest,
    level: str,
    pk: int,
    *,
    is_archived: bool | None,
    is_edited: bool = False,
) -> Item:
    """The trust's item; None for `is_archived` whether it is in the plan or not. Raises Http404.

    Locked where a form edits it (`is_edited`), so that no save of somebody else's comes between.
    """
    if level not in ITEM_MODELS:
        raise Http404("The plan has no such level.")
    items = ITEM_MODELS[level].objects.for_trust(request.trust).select_related("strategy")
    if is_archived is not None:
        items = items.filter(is_archived=is_archived)
    found: Item = get_object_or_404(locked(request, items) if is_edited else items, pk=pk)
    return found


def places_for(strategy: Strategy, level: str) -> list[Item]:
    """What items of the level can stand under, each objective before its ambitions."""
    levels = PARENT_LEVELS[level]
    objectives = [
        row
        for row in (items_of(strategy, Level.OBJECTIVE) if levels else [])
        if not row.is_archived
    ]
    if Level.AMBITION not in levels:
        return objectives
    ambitions: Any = [row for row in items_of(strategy, Level.AMBITION) if not row.is_archived]
    found: list[Item] = []
    for objective in objectives:
        found += [objective, *(row for row in ambitions if row.objective_id == objective.pk)]
    return [*found, *(row for row in ambitions if row not in found)]


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def item_add(request: TrustRequest, level: str) -> HttpResponse:
    """A new item, under `?under=`; with `?copy=` as another of its level is."""
    strategy = current_strategy(request)
    if level not in ITEM_MODELS:
        raise Http404("The plan has no such level.")
    if strategy is None:
        raise Http404("The trust has no strategy yet.")
    model = ITEM_MODELS[level]
    places = places_for(strategy, level)
    copied: Any = None
    if asked := whole_number(request.GET.get("copy", "")):
        copied = get_object_or_404(model.objects.filter(strategy=strategy), pk=asked)
    under = parent_of(copied) if copied else None
    if asked_place := request.GET.get("under", ""):
        under = next((place for place in places if key_of_place(place) == asked_place), None)
    leads = leads_by_kind(copied) if copied else {}
    item: Item = model(strategy=strategy)
    form = NewItemForm(
        posted(request),
        item=item,
        places=places,
        people=people_to_lead(request, leads),
        lead_word=strategy.lead_word,
        initial=_proposed(strategy, level, under, copied, leads)
        | ({"kind": request.GET["kind"]} if request.GET.get("kind") else {}),
    )
    if request.method == "POST" and form.is_valid():
        try:
            added = add_item(
                strategy=strategy,
                level=level,
                parent=form.parent(),
                values=form.values(),
                leads=form.leads(),
                conditions=form.conditions() or (),
                uuid=form.cleaned_data["identity"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, f"Added {added}.")
            if "another" in request.POST:
                return redirect(_another(request, added))
            return redirect(Links(request.trust.code).item(level, added.pk))
    word = strategy.word(level)
    context = {
        "nav_current": "plan",
        "form": form,
        "item": item,
        "copied": copied,
        "under": under,
        "under_url": Links(request.trust.code).item(under.level, under.pk) if under else "",
        "word": word,
        "has_places": bool(places) or level != Level.ACTION,
        "objective_word": inside(strategy.objective_word),
    }
    status = 400 if form.errors else 200
    return render(request, "ambitions/item_add.html", context, status=status)


def _another(request: TrustRequest, added: Item) -> str:
    """The page for one more of the kind, under the same parent."""
    given = {"under": key_of_place(parent_of(added)), "kind": getattr(added, "kind", "")}
    query = urlencode({name: value for name, value in given.items() if value})
    address = reverse("item_add", args=[request.trust.code, added.level])
    return f"{address}?{query}" if query else address


def _proposed(
    strategy: Strategy, level: str, under: Item | None, copied: Any, leads: dict[str, list[Person]]
) -> dict[str, Any]:
    """What the form holds when it is opened: the next reference, and what is copied."""
    found: dict[str, Any] = {}
    if copied is not None:
        found = plain_values_of(copied)
        if level != Level.ACTION:
            found["title"] = f"{copied.title} (copy)"
        found |= {LEAD_FIELDS[kind][0]: people for kind, people in leads.items()}
        if isinstance(copied, Ambition):
            found["conditions"] = [(row.letter, row.text) for row in copied.conditions.all()]
    is_placed = under is not None or level != Level.ACTION
    found["reference"] = proposed_reference(strategy, level, under) if is_placed else ""
    return found | {"under": key_of_place(under)}


def plain_values_of(item: Item) -> dict[str, Any]:
    """Its declared fields, and the trust's own, as a form shows them."""
    custom = {f"custom_{key}": text for key, text in item.custom_values.items()}
    return custom | {field.name: getattr(item, field.name) for field in ITEM_FIELDS[item.level]}


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
@edits
def item_edit(request: TrustRequest, level: str, pk: int) -> HttpResponse:
    """Change an item's fields, conditions and leads."""
    item = find_item(request, level, pk, is_archived=False, is_edited=True)
    leads = leads_by_kind(item)
    form = ItemForm(
        posted(request),
        item=item,
        people=people_to_lead(request, leads),
        leads=leads,
        lead_word=item.strategy.lead_word,
    )
    item_url = Links(request.trust.code).item(level, item.pk)
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            saved = last_saved(item.history, *_histories_of_parts(item))
            return conflict_page(request, conflict, what=str(item), url=item_url, saved=saved)
        try:
            change_item(
                item=item,
                values=form.values(),
                leads=form.leads(),
                conditions=form.conditions(),
                agreed=form.agreed(),
                by=request.user,
            )
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, "Saved.")
            return redirect(item_url)
    context = {
        "nav_current": "plan",
        "item": item,
        "form": form,
        "word": item.strategy.word(level),
        "item_url": item_url,
    }
    status = 400 if form.errors else 200
    return render(request, "ambitions/item_edit.html", context, status=status)


def _histories_of_parts(item: Any) -> list[Any]:
    parts = [item.lead_rows, *([item.conditions] if isinstance(item, Ambition) else [])]
    return [part.model.history.filter(**{f"{item.level}_id": item.pk}) for part in parts]
