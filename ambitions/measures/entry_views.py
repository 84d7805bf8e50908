"""All the readings that somebody enters for the open period, on one grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ambitions.measures.figures import cells_of
from ambitions.measures.forms import ReadingRowForm
from ambitions.measures.grades import grade_of, set_grades
from ambitions.measures.scorecard import Score, columns_for, score
from ambitions.measures.services import enter_actuals
from ambitions.measures.values import is_entered, printed_in, reading_now
from ambitions.measures.views import initial_of, reading_cell, verdict_pill
from ambitions.models import Measure, Reading
from ambitions.plan.cells import Links
from ambitions.plan.leads import entered_by
from objectives.calendar import Part, part_of
from objectives.current import current_period, current_strategy, periods, usual_period
from objectives.models import Period, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import conflict_of, conflict_page
from strategy_tracker.ui.forms import posted

_EARLIER_SHOWN = 3
_BETTER = {str(Measure.Better.HIGHER): "Higher", str(Measure.Better.LOWER): "Lower"}


@dataclass
class Entry:
    """One measure of the grid: what it reached before, what is wanted, and its boxes."""

    measure: Measure
    url: str
    under: str
    earlier: list[tuple[str, str]]
    aim: str
    verdict: Any
    form: ReadingRowForm
    is_entered: bool
    better: str


def own_measures(request: TrustRequest, strategy: Strategy) -> Any:
    """The measures in use of `strategy` whose readings the member enters, in their order."""
    return Measure.objects.filter(
        entered_by(request.user), strategy=strategy, is_archived=False
    ).order_by("position", "pk")


def readings_to_enter(request: TrustRequest) -> tuple[int, int]:
    """How many of the member's own measures lack a reading of the open period, and of how many."""
    strategy = current_strategy(request)
    period = usual_period(periods(request, strategy)) if strategy else None
    if strategy is None or period is None or not period.is_open:
        return 0, 0
    measures = list(own_measures(request, strategy).with_readings())
    return sum(not is_entered(reading_now(own, period)) for own in measures), len(measures)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.ENTER_READINGS)
@edits
def my_readings(request: TrustRequest) -> HttpResponse:
    """The grid; a POST saves every box that was filled, or nothing where one is wrong."""
    strategy = current_strategy(request)
    period = current_period(request, strategy)
    if strategy is None or period is None or not period.is_open:
        nothing = {"nav_current": "measure_list", "period": period, "entries": ()}
        return render(request, "ambitions/my_readings.html", nothing)
    measures = list(
        locked(request, own_measures(request, strategy))
        .select_related("objective", "ambition")
        .with_readings()
    )
    entries, columns = _entries(request, measures, period)
    if request.method == "POST":
        forms = [entry.form for entry in entries]
        # Every one is looked at, so that all that is wrong is told at once.
        wrong = [form for form in forms if not form.is_valid()]
        if not wrong:
            if conflict := conflict_of(forms, request.POST):
                return conflict_page(
                    request,
                    conflict,
                    what=f"My readings, {period.label}",
                    url=request.path,
                    saved=last_saved(Reading.history.filter(measure__in=measures)),
                )
            if _save(request, entries, period):
                return redirect("my_readings", request.trust.code)
    context: dict[str, Any] = {
        "nav_current": "measure_list",
        "strategy": strategy,
        "period": period,
        "now": part_of(period).name,
        "columns": [column.name for column in columns],
        "width": len(columns) + 6,
        "groups": [
            (under, list(group)) for under, group in groupby(entries, key=lambda row: row.under)
        ],
        "entries": entries,
        "entered": sum(entry.is_entered for entry in entries),
        "to_enter": sum(not entry.is_entered for entry in entries),
        "wrong": [entry for entry in entries if entry.form.errors],
    }
    status = 400 if context["wrong"] else 200
    return render(request, "ambitions/my_readings.html", context, status=status)


def _entries(
    request: TrustRequest, measures: Sequence[Measure], period: Period
) -> tuple[list[Entry], list[Part]]:
    """The rows, those under one parent together, and the earlier parts that they show."""
    now = part_of(period)
    set_grades(measures, None, request.trust.pk)
    cells = cells_of(measures, period)
    shown = columns_for(cells, period)
    earlier = [column for column in shown if column != now][-_EARLIER_SHOWN:]
    links = Links(request.trust.code)
    rows = []
    for measure in measures:
        found = score(measure, cells, [*earlier, now], now)
        current = reading_now(measure, period)
        form = ReadingRowForm(
            posted(request),
            measure=measure,
            prefix=f"m{measure.pk}",
            initial=initial_of(current),
        )
        rows.append(
            Entry(
                measure=measure,
                url=links.to("measure_detail", measure.pk),
                under=str(measure.objective or measure.ambition or ""),
                earlier=_actuals(found, earlier),
                aim=_cell(measure, found.aim_now, now),
                verdict=verdict_pill(found.verdict),
                form=form,
                is_entered=is_entered(current),
                better=_BETTER.get(measure.better, "-"),
            )
        )
    places = {under: place for place, under in enumerate(dict.fromkeys(row.under for row in rows))}
    rows.sort(key=lambda row: places[row.under])
    return rows, earlier


def _actuals(found: Score, columns: Sequence[Part]) -> list[tuple[str, str]]:
    """The name of each part, and the first series of actuals in it as printed."""
    line = next(line for line in found.lines if line.kind == Reading.Kind.ACTUAL)
    return [
        (part.name, _cell(found.measure, reading, part))
        for reading, part in zip(line.readings, columns, strict=False)
    ]


def _cell(measure: Measure, reading: Reading | None, part: Part) -> str:
    """A reading as printed; a grade by its letter, for which a column has room."""
    if grade_of(measure, reading):
        return reading_cell(measure, reading, part, letter=True)
    return printed_in(reading, part)


def _save(request: TrustRequest, entries: Sequence[Entry], period: Period) -> bool:
    """Enter what was changed; False where it is refused, with the reason on the first row."""
    changed = [
        entry for entry in entries if entry.form.has_changed() and entry.form.cleaned_data["raw"]
    ]
    try:
        entered = [(entry.measure, entry.form.cleaned_data) for entry in changed]
        saved = len(enter_actuals(period=period, entered=entered, by=request.user))
    except ValidationError as error:
        changed[0].form.add_error(None, error)
        return False
    if saved:
        messages.success(request, f"{saved} reading{'' if saved == 1 else 's'} saved.")
    else:
        messages.info(request, "Nothing was changed.")
    return True
