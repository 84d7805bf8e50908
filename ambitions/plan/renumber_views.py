"""A whole level of the plan renumbered: shown, saved at once, taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ambitions.models import ITEM_MODELS
from ambitions.plan.editing import renumber
from ambitions.plan.place_forms import LevelRenumberForm
from ambitions.plan.references import NewReference, items_of, shown_lines
from ambitions.plan.renumbering import new_references, placed_items, usual_numbering
from objectives.current import current_strategy
from objectives.models import Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.forms import posted

# In the session: what the last renumbering changed, so that it can be taken back.
_LAST = "renumbered"


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def plan_renumber(request: TrustRequest, level: str) -> HttpResponse:
    """New references for a level, shown before they are saved; with `undo` those of before."""
    strategy = current_strategy(request)
    if strategy is None:
        raise Http404("The trust has no strategy yet.")
    if level not in strategy.levels:
        raise Http404("The plan has no such level.")
    here = reverse("plan_renumber", args=[request.trust.code, level])
    if "undo" in request.POST:
        _take_back(request, strategy)
        return redirect(here)
    placed = placed_items(strategy)
    usual = usual_numbering(placed[level], level)
    asked = posted(request) or (request.GET if "show" in request.GET else None)
    initial = {"first": usual.first, "under_each": usual.under_each, "with_below": True}
    form = LevelRenumberForm(asked, level=level, initial=initial)
    lines: list[NewReference] = []
    if form.is_bound and form.is_valid():
        try:
            lines = new_references(strategy, placed, form.numbering())
            if request.method == "POST" and _save(request, strategy, lines):
                return redirect(here)
        except ValidationError as error:
            form.add_service_error(error)
    context = {
        "nav_current": "plan",
        "form": form,
        "word_plural": strategy.word_plural(level),
        "levels": [
            (
                one == level,
                strategy.word_plural(one),
                reverse("plan_renumber", args=[request.trust.code, one]),
            )
            for one in strategy.levels
        ],
        "has_items": bool(placed[level]),
        "lines": [{"was": line.item.reference, "line": line} for line in lines],
        "shown": shown_lines(lines),
        "changed": sum(line.is_changed for line in lines),
        "may_undo": bool(_last(request, strategy)),
    }
    status = 400 if form.errors else 200
    return render(request, "ambitions/plan_renumber.html", context, status=status)


def _save(request: TrustRequest, strategy: Strategy, lines: list[NewReference]) -> bool:
    """Save the lines, where they are those that were shown. Raises ValidationError."""
    if request.POST.get("shown") != shown_lines(lines):
        raise ValidationError(
            "The plan has changed since this was shown. Look at it again, then save."
        )
    changed = [
        [line.item.level, line.item.pk, line.item.reference, line.reference]
        for line in lines
        if line.is_changed
    ]
    number = renumber(lines=lines, by=request.user)
    request.session[_LAST] = {"strategy": strategy.pk, "lines": changed}
    messages.success(request, f"Changed {number} references.")
    return True


def _last(request: TrustRequest, strategy: Strategy) -> list[list[Any]]:
    kept = request.session.get(_LAST) or {}
    return kept["lines"] if kept.get("strategy") == strategy.pk else []


def _take_back(request: TrustRequest, strategy: Strategy) -> None:
    """Give back the references of before, where none was changed since."""
    kept = _last(request, strategy)
    rows = {
        (level, row.pk): row
        for level in {line[0] for line in kept} & set(ITEM_MODELS)
        for row in items_of(strategy, level)
    }
    lines = []
    for level, pk, was, became in kept:
        row = rows.get((level, pk))
        if row is None or row.reference != became:
            messages.error(
                request,
                "Not taken back: references were changed since. Renumber, or change them singly.",
            )
            return
        lines.append(NewReference(row, was))
    try:
        renumber(lines=lines, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    del request.session[_LAST]
    messages.success(request, f"{len(lines)} references are as they were.")
