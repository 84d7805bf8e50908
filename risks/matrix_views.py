"""The trust's risk matrix: read by every member, edited by governance."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from risks.heat import map_of
from risks.matrix import Matrix
from risks.matrix_form import MatrixForm
from risks.models import Risk, RiskMatrix
from risks.models.matrix import matrix_of
from risks.position import position_at
from risks.services import save_risk_matrix
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, lock
from strategy_tracker.accounts.models import Trust
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.charts import heat_map
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.forms import posted


@require_GET
@trust_view()
def risk_matrix(request: TrustRequest) -> HttpResponse:
    """The matrix as it is: its grid, its bands, and what its levels mean."""
    matrix = matrix_of(request.trust.pk)
    context = {
        "nav_current": "setup" if request.membership.may(Permission.SET_UP) else "risk_list",
        "matrix": matrix,
        "grid": _grid(matrix),
        "bands": _bands(matrix),
        "axes": [("Likelihood", matrix.likelihoods), ("Consequence", matrix.consequences)],
    }
    return render(request, "risks/risk_matrix.html", context)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP_RISKS)
@edits
def risk_matrix_edit(request: TrustRequest) -> HttpResponse:
    """Edit the matrix. Where saving changes the band of a risk, it is told first and then asked."""
    lock(request, Trust.objects.filter(pk=request.trust.pk))
    matrix = matrix_of(request.trust.pk)
    form = MatrixForm(posted(request), matrix=matrix)
    shown, moved = matrix, []
    if request.method == "POST" and form.is_valid():
        is_saved = request.POST.get("do") == "save"
        if is_saved and (conflict := form.conflict(request.POST)):
            return conflict_page(
                request,
                conflict,
                what="The risk matrix",
                url=reverse("risk_matrix", args=[request.trust.code]),
                saved=last_saved(RiskMatrix.history.filter(trust=request.trust)),
            )
        shown = form.matrix
        moved = moved_by(request.trust, matrix, shown)
        is_told = request.POST.get("told") == str(len(moved))
        if is_saved and (is_told or not moved):
            save_risk_matrix(trust=request.trust, matrix=shown, by=request.user)
            messages.success(request, f"Saved. {_sentence(len(moved), 'is now', 'are now')}")
            return redirect("risk_matrix", request.trust.code)
    context = {
        "nav_current": "setup",
        "form": form,
        "matrix": shown,
        "grid": _grid(shown),
        "bands": _bands(shown),
        "moved": moved,
        "told": _sentence(len(moved), "would be", "would be"),
        "is_preview": request.method == "POST" and not form.errors,
    }
    status = 400 if form.errors else 200
    return render(request, "risks/risk_matrix_edit.html", context, status=status)


def _sentence(number: int, singular: str, plural: str) -> str:
    if number == 0:
        return "Every risk stays in its band."
    verb = f"1 risk {singular}" if number == 1 else f"{number} risks {plural}"
    return f"{verb} in another band."


def _grid(matrix: Matrix) -> SafeString:
    if not matrix.has_factors or not matrix.places:
        return SafeString("")
    return heat_map(
        [],
        title=f"{matrix.name}: {len(matrix.likelihoods)} by {len(matrix.consequences)}",
        description=f"{matrix.explanation}.",
        **map_of(matrix),
    )


def _bands(matrix: Matrix) -> list[dict[str, Any]]:
    return [
        {"band": band, "tint": band.tint, "scores": matrix.printed_range(band)}
        for band in matrix.bands
    ]


@dataclass(frozen=True)
class Moved:
    """A risk whose present score is in another band by another matrix."""

    risk: Risk
    score: str
    was: str
    will_be: str


def moved_by(trust: Trust, old: Matrix, new: Matrix) -> list[Moved]:
    """The risks in use that would say something else of their present score; two queries."""
    found = []
    for risk in Risk.objects.for_trust(trust).filter(is_closed=False).with_scores():
        score = position_at(risk, None).current
        if score is None:
            continue
        before, after = old.bands.of(score.score), new.bands.of(score.score)
        labels = [band.label if band else "no band" for band in (before, after)]
        if labels[0] != labels[1]:
            found.append(Moved(risk, score.as_printed, *labels))
    return found
