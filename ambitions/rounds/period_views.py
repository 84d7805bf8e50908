"""Periods: the list of rounds, setting up the next, opening and closing. For governance."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from ambitions.models import Update
from ambitions.plan.reader import read_outline
from ambitions.rounds.progress import missing
from ambitions.rounds.services import close_round, open_round
from objectives.current import current_period, current_strategy, periods
from objectives.forms import PeriodForm, ReasonForm
from objectives.models import Period, Strategy
from objectives.proposals import propose
from objectives.services import create_period
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.dates import distance, long_date
from strategy_tracker.ui.forms import posted
from strategy_tracker.ui.tables import Column, Table

# Periods beside the form of a new one.
_SHOWN_BESIDE = 4


def _strategy(request: TrustRequest) -> Strategy:
    strategy = current_strategy(request)
    if strategy is None:
        raise Http404("The trust has no strategy yet, so it has no periods.")
    current_period(request, strategy)
    return strategy


@require_GET
@trust_view(Permission.MANAGE_PERIODS)
def period_list(request: TrustRequest) -> HttpResponse:
    """Every period of the current strategy, latest first, and what can be done with each."""
    strategy = _strategy(request)
    own = list(
        Period.objects.filter(strategy=strategy)
        .select_related("opened_by", "closed_by")
        .order_by("-starts_on")
    )
    table = Table(
        _columns(request.trust.code),
        own,
        caption=f"Periods of {strategy.title}",
        query=request.GET,
        order="-runs",
        css="st-periods",
    )
    context = {"nav_current": "this_round", "strategy": strategy, "table": table}
    return render(request, "ambitions/period_list.html", context)


def _columns(trust_code: str) -> list[Column[Period]]:
    def name(period: Period) -> SafeString:
        address = f"{reverse('this_round', args=[trust_code])}?period={period.pk}"
        return format_html('<a href="{}">{}</a>', address, period.label)

    def state(period: Period) -> SafeString:
        if not (period.is_open or period.is_closed):
            return _state(period)
        url = reverse("period_detail", args=[trust_code, period.pk])
        return format_html(
            '{}<a class="st-small" href="{}">History<span class="nhsuk-u-visually-hidden"> of {}'
            "</span></a>",
            _state(period),
            url,
            period.label,
        )

    def to_do(period: Period) -> SafeString:
        route = "period_close" if period.is_open else "period_open"
        return format_html(
            '<a href="{}">{}<span class="nhsuk-u-visually-hidden"> {}</span></a>',
            reverse(route, args=[trust_code, period.pk]),
            "Close" if period.is_open else "Open again" if period.is_closed else "Open",
            period.label,
        )

    return [
        Column(key="period", label="Period", value=lambda period: period.label, html=name,
               sort=lambda period: period.label.casefold(), is_row_header=True, css="st-nowrap"),
        Column(key="runs", label="Runs", value=lambda period: period.starts_on, html=_runs,
               sort=lambda period: period.starts_on, css="st-periods__runs"),
        Column(key="due", label="Answers due", value=lambda period: period.due_on,
               html=lambda period: _day(period, period.due_on), sort=lambda period: period.due_on,
               css="st-nowrap"),
        Column(key="paper", label="Paper due", value=lambda period: period.paper_due_on,
               html=lambda period: _day(period, period.paper_due_on),
               sort=lambda period: period.paper_due_on,
               css="st-nowrap"),
        Column(key="state", label="State", value=lambda period: period.get_status_display(),
               html=state, sort=lambda period: period.status, css="st-periods__state"),
        Column(key="to_do", label="What to do", value=lambda period: "", html=to_do,
               is_label_hidden=True, in_spreadsheet=False, phone="bare",
               css="st-nowrap st-periods__go"),
    ]  # fmt: skip


def _runs(period: Period) -> str:
    return f"{long_date(period.starts_on)} to {long_date(period.ends_on)}"


def _day(period: Period, day: date | None) -> SafeString:
    """A day of the period, and how far it is until the period is closed."""
    if day is None:
        return format_html("{}", "-")
    far = "" if period.is_closed else format_html('<span class="st-far">{}</span>', distance(day))
    return format_html("{}{}", long_date(day), far)


def _state(period: Period) -> SafeString:
    """Whether it is open, since when, by whom and why."""
    if period.is_open:
        again = f", again: {period.close_reason}" if period.close_reason else ""
        note = f"since {long_date(period.opened_at)}{again}" if period.opened_at else ""
        word = format_html("<b>{}</b>", "Open")
    else:
        word = format_html("{}", period.get_status_display())
        note = ""
    if period.is_closed:
        who = f", {period.closed_by}" if period.closed_by else ""
        why = f": {period.close_reason}" if period.close_reason else ""
        note = f"{long_date(period.closed_at)}{who}{why}"
    return format_html(
        "{}{}", word, format_html('<span class="st-note">{}</span>', note) if note else ""
    )


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PERIODS)
def period_add(request: TrustRequest) -> HttpResponse:
    """Set up the next period, proposed in the style of the last."""
    strategy = _strategy(request)
    own = periods(request, strategy)
    last = own[0] if own else None
    proposal = propose(last, timezone.localdate())
    form = PeriodForm(
        posted(request),
        initial=vars(proposal),
        example=last.label if last else proposal.label,
    )
    if request.method == "POST" and form.is_valid():
        try:
            period = create_period(strategy=strategy, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, _told(error))
        else:
            messages.success(request, f"{period.label} is set up. Open it to let answers in.")
            return redirect("period_list", request.trust.code)
    context = {
        "nav_current": "this_round",
        "strategy": strategy,
        "form": form,
        "last": last,
        "latest": own[:_SHOWN_BESIDE],
    }
    return render(request, "ambitions/period_add.html", context, status=_status(form))


def _told(error: ValidationError) -> ValidationError:
    """The error without the names of fields, which the form may not have."""
    return ValidationError(error.messages)


def _status(form: Any) -> int:
    return 400 if form.errors else 200


def _period(request: TrustRequest, pk: int) -> Period:
    found: Period = get_object_or_404(
        Period.objects.for_trust(request.trust).select_related("strategy"), pk=pk
    )
    return found


def _to_round(request: TrustRequest, period: Period) -> HttpResponse:
    url = reverse("this_round", args=[request.trust.code])
    return redirect(f"{url}?strategy={period.strategy_id}&period={period.pk}")


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PERIODS)
def period_open(request: TrustRequest, pk: int) -> HttpResponse:
    """Open a planned period, or a closed one again with a reason."""
    period = _period(request, pk)
    if period.is_open:
        return _to_round(request, period)
    form = _reopen_form(request, period)
    other = Period.objects.filter(strategy=period.strategy).open().first()
    if request.method == "POST" and (not period.is_closed or form.is_valid()):
        reason = form.cleaned_data["reason"] if period.is_closed else ""
        try:
            open_round(period=period, by=request.user, reason=reason)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{period.label} is open: leads can answer.")
            return _to_round(request, period)
    context = {"nav_current": "this_round", "period": period, "form": form, "other": other}
    status = _status(form) if period.is_closed else 200
    return render(request, "ambitions/period_open.html", context, status=status)


def _reopen_form(request: TrustRequest, period: Period) -> ReasonForm:
    return ReasonForm(
        posted(request),
        label="Why is it opened again?",
        hint="Kept with the period. A paper that was published does not change.",
        error=f"Say why {period.label} is opened again.",
    )


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PERIODS)
def period_close(request: TrustRequest, pk: int) -> HttpResponse:
    """Close a round: at once when all is approved, else early and with a reason."""
    period = _period(request, pk)
    if period.is_closed:
        return _to_round(request, period)
    outline = read_outline(period.strategy, [period])
    plan_url = reverse("plan", args=[request.trust.code])
    lacking = missing(outline, plan_url)
    form = ReasonForm(
        posted(request),
        label="Why does it close early?",
        hint="Kept with the period, and shown to whoever asks about it later.",
        error=f"Say why {period.label} closes with answers missing.",
    )
    if request.method == "POST" and (not lacking or form.is_valid()):
        reason = form.cleaned_data["reason"] if lacking else ""
        try:
            close_round(period=period, by=request.user, reason=reason)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{period.label} is closed: its answers are frozen.")
            return _to_round(request, period)
    context = {
        "nav_current": "this_round",
        "period": period,
        "form": form,
        "missing": lacking,
        "reopened": [
            str(node.item)
            for node in outline.asked()
            if node.was_submitted and node.state == Update.State.DRAFT
        ],
        "total": len(outline.asked()),
    }
    status = _status(form) if lacking else 200
    return render(request, "ambitions/period_close.html", context, status=status)
