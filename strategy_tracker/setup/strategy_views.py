"""The strategy and its words: changed, added, archived and brought back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ambitions.models import ITEM_MODELS, Update
from objectives.editing import archive_strategy, restore_strategy
from objectives.models import Strategy
from objectives.services import create_strategy, update_strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.setup.forms import STRATEGY_FIELDS, WORDS, StrategyForm
from strategy_tracker.setup.impact import InPeriod, Touch, touched
from strategy_tracker.setup.telling import save_setting, saves, shown
from strategy_tracker.ui.forms import posted


@require_GET
@trust_view(Permission.SET_UP)
def setup_strategies(request: TrustRequest) -> HttpResponse:
    """The trust's strategies; of one alone its own page at once."""
    own = list(Strategy.objects.for_trust(request.trust))
    if len(own) == 1:
        return redirect("setup_strategy", request.trust.code, own[0].pk)
    context = {"nav_current": "setup", "strategies": own}
    return render(request, "setup/strategies.html", context)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
def setup_strategy_add(request: TrustRequest) -> HttpResponse:
    """A first strategy, or another beside those there are."""
    form = StrategyForm(posted(request), strategy=Strategy(), in_use={}, others=_titles(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = create_strategy(trust=request.trust, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, f"{made.title} is set up. The next step is marked here.")
            address = reverse("setup_start", args=[request.trust.code])
            return redirect(f"{address}?strategy={made.pk}")
    context = {
        "nav_current": "setup",
        "form": form,
        "is_first": not Strategy.objects.for_trust(request.trust).exists(),
    }
    return render(request, "setup/strategy.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
@edits
def setup_strategy(request: TrustRequest, pk: int) -> HttpResponse:
    """Change a strategy: its title, dates, levels and words."""
    strategy = get_object_or_404(locked(request, Strategy.objects.for_trust(request.trust)), pk=pk)
    in_use = {
        level: model.objects.filter(strategy=strategy, is_archived=False).count()
        for level, model in ITEM_MODELS.items()
    }
    form = StrategyForm(
        posted(request), strategy=strategy, in_use=in_use, others=_titles(request, pk)
    )
    touches: list[Touch] = []
    if saves(request) and form.is_valid():
        touches = _touches(request, strategy, form)
        url = reverse("setup_strategy", args=[request.trust.code, pk])
        answer = save_setting(
            request,
            form,
            what=strategy.title,
            url=url,
            histories=[strategy.history],
            touches=touches,
            save=lambda: update_strategy(strategy=strategy, by=request.user, **form.cleaned_data),
            done=lambda: _done(request, "Saved.", url),
        )
        if answer is not None:
            return answer
    context = {
        **shown(form, touches),
        "strategy": strategy,
        "has_others": Strategy.objects.for_trust(request.trust).exclude(pk=pk).exists(),
    }
    return render(request, "setup/strategy.html", context, status=400 if form.errors else 200)


@require_POST
@trust_view(Permission.SET_UP)
def setup_strategy_archive(request: TrustRequest, pk: int) -> HttpResponse:
    """Archive a strategy, or bring it back: `archive` says which."""
    strategy = get_object_or_404(Strategy.objects.for_trust(request.trust), pk=pk)
    archives = request.POST.get("archive") == "on"
    try:
        if archives:
            archive_strategy(strategy=strategy, by=request.user)
        else:
            restore_strategy(strategy=strategy, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done = "is archived. Nothing of it is lost" if archives else "is in use again"
        messages.success(request, f"{strategy.title} {done}.")
    return redirect("setup_strategies", request.trust.code)


def _done(request: TrustRequest, words: str, url: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(url)


def _titles(request: TrustRequest, besides: int = 0) -> set[str]:
    others = Strategy.objects.for_trust(request.trust).exclude(pk=besides)
    return {title.casefold() for title in others.values_list("title", flat=True)}


def _touches(request: TrustRequest, strategy: Strategy, form: StrategyForm) -> list[Touch]:
    """What other words, another title or other dates touch."""
    new = form.cleaned_data
    changed = [name for name in STRATEGY_FIELDS if getattr(strategy, name) != new[name]]
    words = [name for name, _, _ in WORDS if name in changed]
    if not words and not {"title", "starts_on", "ends_on"} & set(changed):
        return []
    return touched(
        trust=request.trust,
        strategies=[strategy],
        answers=_updates_in_periods(strategy),
        now="will be shown with the new words" if words else "will be shown under the new title",
        kept="the words they had",
        was=[getattr(strategy, name) for name in words],
    )


def _updates_in_periods(strategy: Strategy) -> list[InPeriod]:
    counts: Any = (
        Update.objects.filter(period__strategy=strategy)
        .order_by()
        .values_list("period__label", "period__status", "period__starts_on")
        .annotate(Count("pk"))
        .order_by("period__starts_on")
    )
    return [InPeriod(label, status, number) for label, status, _, number in counts]
