"""Columns of the trust's own: listed by kind of record, added, changed, moved, archived."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ambitions.models import ITEM_MODELS, Measure
from objectives.current import current_strategy
from objectives.custom_fields import (
    add_custom_field,
    beside,
    custom_fields,
    edit_custom_field,
    move_custom_field,
)
from objectives.models import CustomField, Strategy
from risks.models import Risk
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.setup.custom_field_forms import CustomFieldForm
from strategy_tracker.setup.impact import Touch
from strategy_tracker.setup.pages import counted
from strategy_tracker.setup.telling import save_setting, saves, shown
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import posted

RISK, MEASURE = CustomField.RecordKind.RISK, CustomField.RecordKind.MEASURE
_MODELS: dict[str, Any] = {**ITEM_MODELS, MEASURE: Measure, RISK: Risk}


def _kinds(strategy: Strategy | None) -> dict[str, str]:
    """The kinds of record that can have columns, each with the word for several of them."""
    if strategy is None:
        return {RISK: "risks"}
    levels = {level: inside(strategy.word_plural(level)) for level in reversed(strategy.levels)}
    return {**levels, MEASURE: "measures", RISK: inside(strategy.risk_word_plural)}


@require_GET
@trust_view(Permission.SET_UP)
def setup_columns(request: TrustRequest) -> HttpResponse:
    """The columns of the current strategy's records, and of the trust's risks; one query."""
    strategy = current_strategy(request)
    found = custom_fields(request.trust.pk, strategy.pk if strategy else None, with_archived=True)
    groups = []
    for kind, word in _kinds(strategy).items():
        used = [field for field in found[kind] if not field.is_archived]
        groups.append(
            {
                "kind": kind,
                "word": word,
                "rows": [
                    {
                        "field": field,
                        "is_first": place == 0,
                        "is_last": place == len(used) - 1,
                    }
                    for place, field in enumerate(used)
                ],
                "old": [field for field in found[kind] if field.is_archived],
            }
        )
    context = {"nav_current": "setup", "strategy": strategy, "groups": groups}
    return render(request, "setup/columns.html", context)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
def setup_column_add(request: TrustRequest, kind: str) -> HttpResponse:
    """A new column at one kind of record."""
    strategy = current_strategy(request)
    if kind not in _kinds(strategy):
        raise Http404("The trust keeps no such records.")
    field = CustomField(
        trust=request.trust, strategy=None if kind == RISK else strategy, record_kind=kind
    )
    form = _form(request, field)
    if saves(request) and form.is_valid():
        try:
            add_custom_field(
                trust=request.trust,
                strategy=strategy,
                record_kind=kind,
                by=request.user,
                **form.values,
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, f"Added “{form.values['heading']}”.")
            return redirect("setup_columns", request.trust.code)
    return _page(request, field, form, {"nav_current": "setup", "form": form})


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP)
@edits
def setup_column(request: TrustRequest, pk: int) -> HttpResponse:
    """Change a column, or take it out of use, or bring it back. Its values stay."""
    rows = CustomField.objects.for_trust(request.trust).select_related("strategy")
    field = get_object_or_404(locked(request, rows), pk=pk)
    form = _form(request, field)
    touches: list[Touch] = []
    if saves(request) and form.is_valid():
        touches = _touches(field, form)
        answer = save_setting(
            request,
            form,
            what=field.heading,
            url=reverse("setup_column", args=[request.trust.code, field.pk]),
            histories=[field.history],
            touches=touches,
            save=lambda: edit_custom_field(field=field, by=request.user, **form.values),
            done=lambda: _saved(request),
        )
        if answer is not None:
            return answer
    return _page(request, field, form, shown(form, touches))


def _saved(request: TrustRequest) -> HttpResponse:
    messages.success(request, "Saved.")
    return redirect("setup_columns", request.trust.code)


def _form(request: TrustRequest, field: CustomField) -> CustomFieldForm:
    others = {row.heading.casefold() for row in beside(field) if row.pk != field.pk}
    return CustomFieldForm(posted(request), field=field, others=others)


def _page(
    request: TrustRequest, field: CustomField, form: CustomFieldForm, context: dict[str, Any]
) -> HttpResponse:
    strategy = field.strategy or current_strategy(request)
    context |= {
        "field": field if field.pk else None,
        "word": _kinds(strategy).get(field.record_kind, field.get_record_kind_display().lower()),
        "count": _holding(field) if field.pk else 0,
    }
    return render(request, "setup/column.html", context, status=400 if form.errors else 200)


def _holding(field: CustomField) -> int:
    """How many records hold something under it."""
    rows = _MODELS[field.record_kind].objects.for_trust(field.trust_id)
    return int(rows.filter(custom_values__has_key=field.key).count())


def _touches(field: CustomField, form: CustomFieldForm) -> list[Touch]:
    """What taking a column out of use touches: values are kept, and no longer shown."""
    if not form.values["is_archived"] or field.is_archived or not (number := _holding(field)):
        return []
    record = counted(number, "record holds", "records hold")
    return [
        Touch(f"{record} something under it. It stays, and is shown again if you bring it back.")
    ]


@require_POST
@trust_view(Permission.SET_UP)
def setup_column_move(request: TrustRequest, pk: int) -> HttpResponse:
    """One place up or down, and back to the button that was pressed."""
    rows = CustomField.objects.for_trust(request.trust).filter(is_archived=False)
    field = get_object_or_404(rows, pk=pk)
    step = -1 if request.POST.get("step") == "up" else 1
    move_custom_field(field=field, step=step, by=request.user)
    address = reverse("setup_columns", args=[request.trust.code])
    return redirect(f"{address}#{'up' if step < 0 else 'down'}-{field.pk}")
