"""The pages on which risks are added and changed, closed and opened again."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ambitions.models import ITEM_MODELS, Item
from ambitions.plan.edit_views import people_to_lead
from ambitions.plan.editing import leads_by_kind
from ambitions.plan.references import proposed_next
from objectives.current import current_strategy, strategies
from objectives.models import Level
from risks.edit_form import Line, RiskForm
from risks.held import Holding
from risks.models import Assurance, Control, Gap, Risk, RiskCategory, RiskLink, RiskScore
from risks.models.matrix import matrix_of
from risks.services import (
    close_risk,
    keep_risk,
    set_held,
    set_links,
    set_standing_scores,
)
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.forms import posted


def _form(request: TrustRequest, risk: Risk, initial: dict[str, Any]) -> RiskForm:
    leads = leads_by_kind(risk)
    linked: list[str] = []
    scores: dict[str, RiskScore] = {}
    holding = Holding()
    if risk.pk:
        for link in RiskLink.objects.filter(risk=risk):
            keys = (
                (Level.OBJECTIVE, link.objective_id),
                (Level.AMBITION, link.ambition_id),
                (Level.ACTION, link.action_id),
            )
            linked += [f"{level}-{pk}" for level, pk in keys if pk]
        scores = {row.kind: row for row in RiskScore.objects.filter(risk=risk, period=None)}
        holding = Holding(
            list(risk.controls.all()), list(risk.assurances.all()), list(risk.gaps.all())
        )
    strategy = risk.strategy or current_strategy(request)
    return RiskForm(
        posted(request),
        risk=risk,
        strategies=strategies(request),
        categories=_categories(risk),
        items=_items(strategy.pk if strategy else 0, linked),
        linked=linked,
        matrix=matrix_of(risk.trust_id),
        scores=scores,
        holding=holding,
        people=people_to_lead(request, leads),
        leads=leads,
        lead_word=strategy.lead_word if strategy else "Lead",
        initial=initial,
    )


def _categories(risk: Risk) -> list[RiskCategory]:
    """What can be chosen: those in use, and the one that the risk has."""
    own = RiskCategory.objects.for_trust(risk.trust_id)
    return list(own.filter(Q(is_archived=False) | Q(pk=risk.category_id)))


def _items(strategy_id: int, linked: list[str]) -> list[Item]:
    """What of the plan can be chosen: what is in it, and what is chosen already."""
    chosen: dict[str, list[int]] = defaultdict(list)
    for key in linked:
        level, _, pk = key.partition("-")
        chosen[level].append(int(pk))
    found: list[Item] = []
    for level, model in ITEM_MODELS.items():
        in_plan = model.objects.filter(strategy=strategy_id, is_archived=False)
        found += in_plan | model.objects.filter(pk__in=chosen[level])
    return found


def _keep(request: TrustRequest, risk: Risk, form: RiskForm) -> Risk | None:
    """What was sent, saved as a whole; None where it was refused, and the form says why."""
    try:
        with transaction.atomic():
            kept = keep_risk(
                risk=risk,
                values=form.values() | {"strategy": form.strategy()} | form.category(),
                leads=form.leads(),
                by=request.user,
            )
            if kept is not risk:
                return kept
            set_links(risk=risk, items=form.linked(), by=request.user)
            _set_rows(request, risk, form)
            if scores := form.scores():
                set_standing_scores(
                    risk=risk,
                    scores={kind: given and given._asdict() for kind, given in scores.items()},
                    by=request.user,
                )
            return risk
    except ValidationError as error:
        form.add_service_error(error)
        return None


def _set_rows(request: TrustRequest, risk: Risk, form: RiskForm) -> None:
    controls: list[Any] = list(risk.controls.all())
    if (lines := form.lines("control")) is not None:
        rows = [line.fields for line in lines]
        controls = set_held(risk=risk, model=Control, rows=rows, by=request.user)
    for kind, model in (("assurance", Assurance), ("gap", Gap)):
        if (lines := form.lines(kind)) is not None:
            rows = [line.fields | {"control": _control_of(line, controls)} for line in lines]
            set_held(risk=risk, model=model, rows=rows, by=request.user)


def _control_of(line: Line, controls: list[Any]) -> Control | None:
    if line.control is None or line.control >= len(controls):
        return None
    found: Control | None = controls[line.control]
    return found


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def risk_add(request: TrustRequest) -> HttpResponse:
    """A new risk of the current strategy, or of the whole trust."""
    risk = Risk(trust=request.trust, strategy=current_strategy(request))
    references = Risk.objects.for_trust(request.trust).values_list("reference", flat=True)
    form = _form(request, risk, {"reference": proposed_next(list(references))})
    if request.method == "POST" and form.is_valid():
        risk.uuid = form.cleaned_data["identity"] or risk.uuid
        if kept := _keep(request, risk, form):
            messages.success(request, f"Added {kept}.")
            if "another" in request.POST:
                return redirect("risk_add", request.trust.code)
            return redirect("risk_detail", request.trust.code, kept.pk)
        risk.pk = None
    context = {"nav_current": "risk_list", "form": form, "risk": risk, "is_new": True}
    status = 400 if form.errors else 200
    return render(request, "risks/risk_edit.html", context, status=status)


def _risk(request: TrustRequest, pk: int) -> Risk:
    found: Risk = get_object_or_404(
        locked(request, Risk.objects.for_trust(request.trust)).select_related("strategy"), pk=pk
    )
    return found


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
@edits
def risk_edit(request: TrustRequest, pk: int) -> HttpResponse:
    """Change a risk with all that it has, but for the scores of periods."""
    risk = _risk(request, pk)
    form = _form(request, risk, {})
    url = reverse("risk_detail", args=[request.trust.code, risk.pk])
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            parts: Any = (risk.lead_rows, risk.controls, risk.assurances, risk.gaps, risk.links)
            saved = last_saved(
                risk.history,
                *(part.model.history.filter(risk_id=risk.pk) for part in parts),
            )
            return conflict_page(request, conflict, what=str(risk), url=url, saved=saved)
        if _keep(request, risk, form):
            messages.success(request, "Saved.")
            return redirect(url)
    context = {"nav_current": "risk_list", "form": form, "risk": risk, "url": url}
    status = 400 if form.errors else 200
    return render(request, "risks/risk_edit.html", context, status=status)


@require_POST
@trust_view(Permission.EDIT_PLAN)
def risk_close(request: TrustRequest, pk: int) -> HttpResponse:
    """Close a risk, or with `back` open it again."""
    risk = get_object_or_404(Risk.objects.for_trust(request.trust), pk=pk)
    is_closed = "back" not in request.POST
    close_risk(risk=risk, is_closed=is_closed, by=request.user)
    messages.success(
        request, "Closed. Its scores are kept." if is_closed else "It is on the register again."
    )
    return redirect("risk_detail", request.trust.code, risk.pk)
