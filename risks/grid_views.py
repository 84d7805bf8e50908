"""The risks as a grid, in which many cells are changed and rows added, and saved together."""

from functools import partial

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ambitions.grid.page import answer_save, columns_shown, flat_rows, plan_words
from objectives.current import current_strategy
from risks.grid import (
    RISK,
    RiskSheet,
    open_period,
    read_risk_grid,
    risk_columns,
    save_risks,
    take_back_risks,
)
from risks.models import Risk
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.display import inside


@never_cache
@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def risk_grid(request: TrustRequest) -> HttpResponseBase:
    """Every risk of the register with its cells to type in; a POST saves those that changed and
    the rows that are new, or takes such a save back, and says in JSON what was not done."""
    trust, strategy = request.trust, current_strategy(request)

    def addresses(risk: Risk) -> dict[str, str]:
        return {"url": reverse("risk_edit", args=[trust.code, risk.pk])}

    if request.method == "POST":
        return answer_save(
            request,
            save=partial(save_risks, trust=trust, strategy=strategy),
            take_back=partial(take_back_risks, trust=trust, strategy=strategy),
            addresses=addresses,
            levels=RiskSheet.models,
        )
    period = open_period(strategy)
    known = risk_columns(trust, strategy, period)
    rows = read_risk_grid(trust, strategy, period, known)
    shown = columns_shown(request, known, rows)
    context = {
        "nav_current": "risk_list",
        "grid": "risk_grid",
        "strategy": strategy,
        "plan_words": plan_words(strategy) if strategy else "",
        "lead_word": inside(strategy.lead_word) if strategy else "lead",
        "scored_for": period,
    }
    grid = flat_rows(
        rows,
        shown["columns"],
        addresses,
        level=RISK,
        word="Risk",
        add_url=reverse("risk_add", args=[trust.code]),
    )
    return render(request, "risks/risk_grid.html", context | shown | grid)
