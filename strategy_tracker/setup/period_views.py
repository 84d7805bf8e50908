"""Periods: their labels and dates, and a year of them at once. Rounds open and close them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from ambitions.models import Update
from objectives.calendar import year_name
from objectives.current import current_strategy, periods
from objectives.editing import create_periods, edit_period
from objectives.models import Period, Strategy
from objectives.models.strategy import financial_year_of
from objectives.proposals import propose_year
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.setup.impact import InPeriod, Touch, touched
from strategy_tracker.setup.pages import counted
from strategy_tracker.setup.period_forms import PERIOD_FIELDS, PeriodEditForm, YearForm
from strategy_tracker.setup.telling import save_setting, saves, shown
from strategy_tracker.ui.forms import posted


@require_GET
@trust_view(Permission.SET_UP)
def setup_periods(request: TrustRequest) -> HttpResponse:
    """The periods of the current strategy, latest first, with when each is due."""
    strategy = current_strategy(request)
    own = periods(request, strategy) if strategy else []
    context = {
        "nav_current": "setup",
        "strategy": strategy,
        "periods": own,
        "lacks_due": [period for period in own if not period.is_closed and not period.due_on],
    }
    return render(request, "setup/periods.html", context)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
@edits
def setup_period(request: TrustRequest, pk: int) -> HttpResponse:
    """Change the label and dates of a period that is not closed; of a closed one say why not."""
    rows = Period.objects.for_trust(request.trust).select_related("strategy")
    period = get_object_or_404(locked(request, rows), pk=pk)
    form = PeriodEditForm(posted(request), period=period)
    touches: list[Touch] = []
    if saves(request) and form.is_valid():
        touches = _touches(request, period, form)
        url = reverse("setup_period", args=[request.trust.code, pk])
        answer = save_setting(
            request,
            form,
            what=period.label,
            url=url,
            histories=[period.history],
            touches=touches,
            save=lambda: edit_period(period=period, by=request.user, **form.cleaned_data),
            done=lambda: _saved(request, period),
        )
        if answer is not None:
            return answer
    context = {**shown(form, touches), "period": period}
    return render(request, "setup/period.html", context, status=400 if form.errors else 200)


def _saved(request: TrustRequest, period: Period) -> HttpResponse:
    messages.success(request, "Saved.")
    address = reverse("setup_periods", args=[request.trust.code])
    return redirect(f"{address}?strategy={period.strategy_id}")


def _touches(request: TrustRequest, period: Period, form: PeriodEditForm) -> list[Touch]:
    new = form.cleaned_data
    changed = [name for name in PERIOD_FIELDS if getattr(period, name) != new[name]]
    number = Update.objects.filter(period=period).count()
    if not set(changed) & {"label", "kind", "starts_on", "ends_on"} or not number:
        return []
    return touched(
        trust=request.trust,
        strategies=[period.strategy_id],
        answers=[InPeriod(period.label, period.status, number)],
        now="will be shown under the new name and dates",
        kept="",
        was=[period.label] if "label" in changed else [],
    )


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
def setup_periods_add(request: TrustRequest) -> HttpResponse:
    """A year of periods at once, proposed in the trust's habit, all to be changed."""
    strategy: Strategy | None = current_strategy(request)
    if strategy is None:
        raise Http404("The trust has no strategy yet, so it has no periods.")
    own = periods(request, strategy)
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    usual = own[0].kind if own else Period.Kind.QUARTER
    kind = asked if asked in Period.Kind.values else usual
    proposals = propose_year(own, kind, timezone.localdate())
    form = YearForm(posted(request), kind=kind, proposals=proposals)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_periods(strategy=strategy, periods=form.periods, by=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            number = counted(len(made), "period is", "periods are")
            messages.success(request, f"{number} set up. Open one to let answers in.")
            return redirect("setup_periods", request.trust.code)
    context = {
        "nav_current": "setup",
        "strategy": strategy,
        "form": form,
        "year": year_name(financial_year_of(proposals[0].starts_on)),
        "is_rest": proposals[0].starts_on.month != 4,
        "kinds": _kinds(kind),
        "last": own[0] if own else None,
        "has_habit": any(period.due_on for period in own),
    }
    return render(request, "setup/year.html", context, status=400 if form.errors else 200)


_KIND_WORDS = {
    "month": "Months",
    "quarter": "Quarters",
    "half_year": "Half-years",
    "year": "A year",
}


def _kinds(chosen: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?kind={kind}", "is_on": kind == chosen}
        for kind, label in _KIND_WORDS.items()
    ]
