"""Words beside the plan: listed by the document they stand in, added, changed, moved, removed."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ambitions.plan.cells import short
from objectives.current import current_strategy
from objectives.models import Passage, Period, StrategicObjective, Strategy
from objectives.passages import Document, documents, read_passages
from objectives.services import add_passage, edit_passage, move_passage, remove_passage
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.setup.passage_forms import MOST_CHARACTERS, PassageForm, place_words
from strategy_tracker.setup.telling import save_setting, shown
from strategy_tracker.ui.forms import posted, whole_number
from strategy_tracker.ui.markdown import to_plain

_EXCERPT = 140


@require_GET
@trust_view(Permission.EDIT_PLAN)
def setup_passages(request: TrustRequest) -> HttpResponse:
    """The passages of the current strategy by document and period; three queries."""
    strategy = current_strategy(request)
    found = documents(read_passages(strategy, None)) if strategy else []
    context = {
        "nav_current": "setup",
        "strategy": strategy,
        "documents": [_listed(document) for document in found],
    }
    return render(request, "setup/passages.html", context)


def _listed(document: Document) -> dict[str, Any]:
    """A document with its passages in groups, which move among each other: those of every period
    first, then those of each period, the latest first; those of closed periods apart."""
    objective = document.passages[0].objective
    about = {"objective": objective.pk} if objective else {}
    of_periods: dict[Period | None, list[Passage]] = {}
    for passage in document.passages:
        of_periods.setdefault(passage.period, []).append(passage)
    latest_first = sorted(
        (period for period in of_periods if period),
        key=lambda period: period.starts_on,
        reverse=True,
    )
    groups = [period for period in (None, *latest_first) if period in of_periods]
    rows = [row for period in groups for row in _rows(of_periods[period])]
    return {
        "title": document.title,
        "objective": objective,
        "query": urlencode({"document": document.title, **about}),
        "rows": [row for row in rows if not row["is_closed"]],
        "closed": [row for row in rows if row["is_closed"]],
    }


def _rows(passages: list[Passage]) -> list[dict[str, Any]]:
    return [
        {
            "passage": passage,
            "name": passage.label or short(to_plain(passage.text), 60),
            "words": short(to_plain(passage.text), _EXCERPT) if passage.label else "",
            "place": place_words(passage),
            "is_closed": bool(passage.period and passage.period.is_closed),
            "is_first": place == 0,
            "is_last": place == len(passages) - 1,
        }
        for place, passage in enumerate(passages)
    ]


def _open_periods(strategy: Strategy) -> QuerySet[Period]:
    """Those of which something may still be said."""
    return Period.objects.filter(strategy=strategy).exclude(status=Period.Status.CLOSED)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
def setup_passage_add(request: TrustRequest) -> HttpResponse:
    """One passage more, last in its document; `?document=` and `?objective=` say in which."""
    strategy = current_strategy(request)
    if strategy is None:
        raise Http404("The trust has no strategy yet, so nothing is said about it.")
    asked = whole_number(request.GET.get("objective", "")) or 0
    passage = Passage(
        strategy=strategy,
        document=request.GET.get("document", ""),
        objective=StrategicObjective.objects.filter(strategy=strategy, pk=asked).first(),
    )
    form = PassageForm(posted(request), passage=passage, periods=_open_periods(strategy))
    if request.method == "POST" and form.is_valid():
        try:
            added = add_passage(strategy=strategy, by=request.user, **form.values)
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, f"Added to “{added.document}”.")
            return redirect("setup_passages", request.trust.code)
    return _page(request, passage, {"form": form, "nav_current": "setup"})


def _passage(request: TrustRequest, rows: QuerySet[Passage], pk: int) -> Passage:
    found: Passage = get_object_or_404(
        rows.select_related("strategy", "period", "objective"), pk=pk
    )
    return found


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
@edits
def setup_passage(request: TrustRequest, pk: int) -> HttpResponse:
    """Change a passage; of one of a closed period say why not."""
    passage = _passage(request, locked(request, Passage.objects.for_trust(request.trust)), pk)
    form = PassageForm(posted(request), passage=passage, periods=_open_periods(passage.strategy))
    if request.method == "POST" and form.is_valid():
        answer = save_setting(
            request,
            form,
            what=passage.label or passage.document,
            url=reverse("setup_passage", args=[request.trust.code, pk]),
            histories=[passage.history],
            touches=[],
            save=lambda: edit_passage(passage=passage, by=request.user, **form.values),
            done=lambda: _to_list(request, passage, "Saved."),
        )
        if answer is not None:
            return answer
    return _page(request, passage, shown(form, []))


def _page(request: TrustRequest, passage: Passage, context: dict[str, Any]) -> HttpResponse:
    known = Passage.objects.filter(strategy=passage.strategy).order_by("document")
    context |= {
        "passage": passage,
        "strategy": passage.strategy,
        "known_documents": known.values_list("document", flat=True).distinct(),
        "is_closed": bool(passage.period and passage.period.is_closed),
        "most": MOST_CHARACTERS,
        "name": passage.label or passage.document,
    }
    status = 400 if context["form"].errors else 200
    return render(request, "setup/passage.html", context, status=status)


def _to_list(request: TrustRequest, passage: Passage, told: str) -> HttpResponse:
    messages.success(request, told)
    address = reverse("setup_passages", args=[request.trust.code])
    return redirect(f"{address}?strategy={passage.strategy_id}")


@require_POST
@trust_view(Permission.EDIT_PLAN)
def setup_passage_move(request: TrustRequest, pk: int) -> HttpResponse:
    """One place up or down, and back to the button that was pressed."""
    passage = _passage(request, Passage.objects.for_trust(request.trust), pk)
    way = "up" if request.POST.get("step") == "up" else "down"
    try:
        move_passage(passage=passage, step=-1 if way == "up" else 1, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    address = reverse("setup_passages", args=[request.trust.code])
    return redirect(f"{address}?strategy={passage.strategy_id}#{way}-{pk}")


@require_POST
@trust_view(Permission.EDIT_PLAN)
def setup_passage_remove(request: TrustRequest, pk: int) -> HttpResponse:
    """Take a passage away; history keeps it, and gives it back."""
    passage = _passage(request, Passage.objects.for_trust(request.trust), pk)
    try:
        remove_passage(passage=passage, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("setup_passage", request.trust.code, pk)
    name = passage.label or passage.document
    return _to_list(
        request, passage, f"“{name}” is gone. The history of changes can bring it back."
    )
