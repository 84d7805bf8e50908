"""One answer of a closed period reopened, and the page that tells what became of a period."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from ambitions.models import Correction, Item, Update
from ambitions.plan.cells import Links
from ambitions.updates.corrections import Changed, changes_of, corrections_of
from ambitions.updates.diff import marked
from ambitions.updates.display import said
from ambitions.updates.services import open_correction, reopen_update
from ambitions.visibility import is_reader
from objectives.forms import ReasonForm
from objectives.models import Period
from objectives.period_history import period_events
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.models import Membership
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.display import inside, rating_pill
from strategy_tracker.ui.forms import posted


@dataclass(frozen=True)
class ShownChange:
    """One answer before and after: pills of a rating, or words with what changed marked."""

    label: str
    before: SafeString | str
    after: SafeString | str
    words: SafeString | str


@dataclass(frozen=True)
class ShownCorrection:
    """A correction as pages tell it. What one that is open changes is not told to a reader."""

    correction: Correction
    item: Item
    url: str
    review_url: str
    changes: list[ShownChange] | None


@require_GET
@trust_view()
def period_detail(request: TrustRequest, pk: int) -> HttpResponse:
    """Who opened and closed a period, when and why, and what was corrected since it closed."""
    period = _period(request, pk)
    corrections = shown_corrections(
        request.membership, corrections_of(update__period=period), request.trust.code
    )
    context = {
        "nav_current": "plan" if is_reader(request.membership) else "this_round",
        "context_strategy": period.strategy,
        "context_period": period,
        "period": period,
        "events": period_events(period),
        "corrections": corrections,
    }
    return render(request, "ambitions/period_detail.html", context)


def _period(request: TrustRequest, pk: int) -> Period:
    found: Period = get_object_or_404(
        Period.objects.for_trust(request.trust).select_related("strategy"), pk=pk
    )
    return found


def shown_corrections(
    membership: Membership, corrections: list[Correction], trust_code: str
) -> list[ShownCorrection]:
    """Corrections ready for a page, in the order given; a fixed number of queries."""
    told = [row for row in corrections if not (row.is_open and is_reader(membership))]
    changes = changes_of(told)
    links = Links(trust_code)
    return [
        ShownCorrection(
            correction=row,
            item=row.update.item,
            url=f"{links.item(row.update.level, row.update.item.pk)}#period-{row.update.period_id}",
            review_url=links.to("update_review", row.update_id),
            changes=[_shown(change) for change in changes[row.pk]] if row.pk in changes else None,
        )
        for row in corrections
    ]


def _shown(change: Changed) -> ShownChange:
    if not change.is_rating:
        return ShownChange(change.label, "", "", marked(change.after, change.before))
    return ShownChange(
        change.label,
        rating_pill(change.before_rating) if change.before_rating else change.before or "none",
        rating_pill(change.after_rating) if change.after_rating else change.after or "none",
        "",
    )


@require_http_methods(["GET", "POST"])
@trust_view(Permission.MANAGE_PERIODS)
def update_reopen(request: TrustRequest, pk: int) -> HttpResponse:
    """Reopen one answer of a closed period, with a reason."""
    update = get_object_or_404(
        Update.objects.for_trust(request.trust)
        .select_related("period__strategy", "objective", "ambition", "action", "approved_by")
        .with_answers(),
        pk=pk,
    )
    period, item = update.period, update.item
    form = ReasonForm(
        posted(request),
        label="What is wrong with it?",
        hint="Everybody who reads the answer later sees this reason, and so does its lead.",
        error="Say what is wrong with it.",
    )
    review = redirect("update_review", request.trust.code, pk)
    if open_correction(update):
        return review
    if request.method == "POST" and form.is_valid():
        try:
            reopen_update(update=update, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"Reopened: {item.reference or item}, {period.label}.")
        return review
    context: dict[str, Any] = {
        "nav_current": "this_round",
        "context_strategy": period.strategy,
        "context_period": period,
        "update": update,
        "item": item,
        "period": period,
        "word": period.strategy.word(update.level),
        "lead_word": inside(period.strategy.lead_word),
        "said": said(update),
        "form": form,
        "back": reverse(f"{update.level}_detail", args=[request.trust.code, item.pk]),
    }
    status = 400 if form.errors else 200
    return render(request, "ambitions/update_reopen.html", context, status=status)
