"""The set-up as a whole: the list of its pages, and what applies, for everybody to read."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ambitions.updates.questions import questions_of
from objectives.current import current_strategy, periods
from objectives.models import Period, Rating, RatingScale
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission


@require_GET
@trust_view(Permission.SET_UP)
def setup(request: TrustRequest) -> HttpResponse:
    """Every page of the set-up, with what it holds."""
    return render(request, "setup/overview.html", {"nav_current": "setup"})


@require_GET
@trust_view()
def setup_read(request: TrustRequest) -> HttpResponse:
    """What applies: words, scales, questions and periods, to be read and not changed."""
    strategy = current_strategy(request)
    levels: list[dict[str, Any]] = []
    own: list[Period] = []
    if strategy:
        asked = questions_of([strategy])
        levels = [
            {
                "word": strategy.word(level),
                "several": strategy.word_plural(level),
                "questions": asked[strategy.pk, level],
            }
            for level in strategy.levels
        ]
        own = periods(request, strategy)
    scales = RatingScale.objects.for_trust(request.trust).prefetch_related(
        Prefetch("ratings", Rating.objects.order_by("position", "pk"))
    )
    context = {
        "nav_current": "setup" if request.membership.may(Permission.SET_UP) else "plan",
        "strategy": strategy,
        "levels": levels,
        "scales": scales,
        "periods": own,
    }
    return render(request, "setup/read.html", context)
