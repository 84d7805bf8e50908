"""The measures as a grid, in which many cells are changed and rows added, and saved together."""

from functools import partial

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ambitions.grid.page import answer_save, columns_shown, flat_rows, plan_words
from ambitions.measures.grid import (
    MEASURE,
    MeasureSheet,
    measure_columns,
    read_measure_grid,
    save_measures,
    take_back_measures,
)
from ambitions.models import Measure
from objectives.current import current_strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.display import inside


@never_cache
@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def measure_grid(request: TrustRequest) -> HttpResponseBase:
    """Every measure with its cells to type in; a POST saves those that changed and the rows that
    are new, or takes such a save back, and says in JSON what was not done."""
    strategy = current_strategy(request)
    if strategy is None:
        raise Http404("The trust has no strategy yet.")

    def addresses(measure: Measure) -> dict[str, str]:
        return {"url": reverse("measure_edit", args=[request.trust.code, measure.pk])}

    if request.method == "POST":
        return answer_save(
            request,
            save=partial(save_measures, strategy=strategy),
            take_back=partial(take_back_measures, strategy=strategy),
            addresses=addresses,
            levels=MeasureSheet.models,
        )
    known = measure_columns(strategy)
    rows = read_measure_grid(strategy, known)
    shown = columns_shown(request, known, rows)
    context = {
        "nav_current": "measure_list",
        "grid": "measure_grid",
        "strategy": strategy,
        "plan_words": plan_words(strategy),
        "lead_word": inside(strategy.lead_word),
    }
    grid = flat_rows(
        rows,
        shown["columns"],
        addresses,
        level=MEASURE,
        word="Measure",
        add_url=reverse("measure_add", args=[request.trust.code]),
    )
    return render(request, "ambitions/measure_grid.html", context | shown | grid)
