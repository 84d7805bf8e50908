"""The set-up as a whole: the list of its pages, and what applies, for everybody to read."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ambitions.updates.questions import questions_of
from objectives.asking import Question, asked_words
from objectives.current import current_strategy, periods
from objectives.models import Period, Rating, RatingScale
from objectives.models.asked import Asked
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.display import inside


@require_GET
@trust_view(Permission.SET_UP)
def setup(request: TrustRequest) -> HttpResponse:
    """Every page of the set-up, with what it holds."""
    return render(request, "setup/overview.html", {"nav_current": "setup"})


def _when_asked(question: Question) -> str:
    """When and of whom it is asked, inside a sentence; "" for always and of all."""
    always = str(Asked.When.EVERY_PERIOD.label)
    return inside(asked_words(question).removeprefix(always).lstrip(",; "))


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
                "headings": [(row, _when_asked(row)) for row in asked[strategy.pk, level].headings],
                "dimensions": [
                    (row, _when_asked(row)) for row in asked[strategy.pk, level].dimensions
                ],
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
