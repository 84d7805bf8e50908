"""What a trust's trackers say about the strategy itself, for reading."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ambitions.plan.closing import closing_moment
from ambitions.plan.reader import strategy_of
from objectives.current import current_period, current_strategy
from objectives.passages import latest_documents
from strategy_tracker.accounts.access import TrustRequest, trust_view


@require_GET
@trust_view()
def strategy_about(request: TrustRequest) -> HttpResponse:
    """The strategy's vision, covers and report texts, as last given up to the period."""
    strategy = current_strategy(request)
    period = current_period(request, strategy)
    moment = closing_moment(period)
    context = {
        "nav_current": "plan",
        "strategy": strategy_of(strategy, period) if strategy else None,
        "period": period,
        "documents": latest_documents(strategy, period, moment=moment) if strategy else [],
    }
    return render(request, "ambitions/strategy_about.html", context)
