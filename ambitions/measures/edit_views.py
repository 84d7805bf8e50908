"""The pages on which measures are added and changed, archived and brought back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ambitions.measures.forms import MeasureForm
from ambitions.measures.services import aims_of, archive_measure, keep_measure
from ambitions.models import KeyAction, Measure, Reading
from ambitions.plan.edit_views import people_to_lead, places_for
from ambitions.plan.editing import leads_by_kind
from ambitions.plan.references import key_of_place, proposed_number
from objectives.calendar import Part, part_of
from objectives.current import current_strategy, periods
from objectives.models import Level, RatingScale
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.forms import posted


def _form(request: TrustRequest, measure: Measure, initial: dict[str, Any]) -> MeasureForm:
    strategy, leads, aims = measure.strategy, leads_by_kind(measure), aims_of(measure)
    closed = {part_of(row): row.is_closed for row in periods(request, strategy)}
    parts = sorted({*closed, *(Part(*key) for key in aims)})
    chosen = measure.actions.values("pk") if measure.pk else []
    return MeasureForm(
        posted(request),
        measure=measure,
        places=places_for(strategy, Level.ACTION),
        actions=KeyAction.objects.filter(strategy=strategy).filter(
            Q(is_archived=False) | Q(pk__in=chosen)
        ),
        scales=list(RatingScale.objects.for_trust(strategy.trust_id)),
        parts=[(part, closed.get(part, False)) for part in parts],
        aims=aims,
        people=people_to_lead(request, leads),
        leads=leads,
        lead_word=strategy.lead_word,
        initial=initial,
    )


def _keep(request: TrustRequest, measure: Measure, form: MeasureForm) -> Measure | None:
    """What was sent, saved; None where it was refused, and the form says why."""
    try:
        return keep_measure(
            measure=measure,
            values=form.values(),
            parent=form.parent(),
            actions=form.cleaned_data["actions"],
            leads=form.leads(),
            aims=form.aims(),
            agreed=form.agreed(),
            by=request.user,
        )
    except ValidationError as error:
        form.add_service_error(error)
        return None


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def measure_add(request: TrustRequest) -> HttpResponse:
    """A new measure, under `?under=`."""
    strategy = current_strategy(request)
    if strategy is None:
        raise Http404("The trust has no strategy yet.")
    measure = Measure(strategy=strategy, value_kind=Measure.ValueKind.PERCENT)
    proposed = {"number": proposed_number(strategy), "under": request.GET.get("under", "")}
    form = _form(request, measure, proposed)
    if request.method == "POST" and form.is_valid():
        measure.uuid = form.cleaned_data["identity"] or measure.uuid
        if kept := _keep(request, measure, form):
            messages.success(request, f"Added {kept}.")
            if "another" in request.POST:
                under = key_of_place(form.parent())
                url = reverse("measure_add", args=[request.trust.code])
                return redirect(f"{url}?under={under}" if under else url)
            return redirect("measure_detail", request.trust.code, kept.pk)
    context = {"nav_current": "measure_list", "form": form, "measure": measure}
    status = 400 if form.errors else 200
    return render(request, "ambitions/measure_edit.html", context, status=status)


def _measure(request: TrustRequest, pk: int) -> Measure:
    own = Measure.objects.for_trust(request.trust)
    found: Measure = get_object_or_404(locked(request, own).select_related("strategy"), pk=pk)
    return found


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
@edits
def measure_edit(request: TrustRequest, pk: int) -> HttpResponse:
    """Change a measure's fields, what it measures, its leads and its aims."""
    measure = _measure(request, pk)
    form = _form(request, measure, {})
    url = reverse("measure_detail", args=[request.trust.code, measure.pk])
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            leads: Any = measure.lead_rows
            saved = last_saved(
                measure.history,
                leads.model.history.filter(measure_id=measure.pk),
                Reading.history.filter(measure_id=measure.pk),
            )
            return conflict_page(request, conflict, what=str(measure), url=url, saved=saved)
        if _keep(request, measure, form):
            messages.success(request, "Saved.")
            return redirect(url)
    context = {"nav_current": "measure_list", "form": form, "measure": measure, "url": url}
    status = 400 if form.errors else 200
    return render(request, "ambitions/measure_edit.html", context, status=status)


@require_POST
@trust_view(Permission.EDIT_PLAN)
def measure_archive(request: TrustRequest, pk: int) -> HttpResponse:
    """Take a measure out of the scorecard, or with `back` put it there again."""
    measure = get_object_or_404(Measure.objects.for_trust(request.trust), pk=pk)
    is_archived = "back" not in request.POST
    archive_measure(measure=measure, is_archived=is_archived, by=request.user)
    done = "Archived. Its readings are kept." if is_archived else "It is in the scorecard again."
    messages.success(request, done)
    return redirect("measure_detail", request.trust.code, measure.pk)
