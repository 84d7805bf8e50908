"""Everything to answer on one page: a grid in which each row saves itself, and one submit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ambitions.models import Update
from ambitions.plan.cells import STATUS_TAGS
from ambitions.updates.assigned import AssignedUpdate, assigned_to
from ambitions.updates.forms import MAX_CHARACTERS, values_of
from ambitions.updates.list_view import left_to_answer
from ambitions.updates.panels import ratings_given, recovery_words, words_said
from ambitions.updates.question_fields import Question, Sheet, sheet_of
from ambitions.updates.services import StaleUpdate, submit_update
from objectives.asking import kind_of, kind_word
from objectives.calendar import short_part
from objectives.models import Period
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.models import Trust
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.forms import whole_number

# Beside the item, so many questions have room at 1280 pixels.
_COLUMNS_IN_SIGHT = 7


@dataclass(frozen=True)
class GridRow:
    """One item: its form and a cell for each question. `state` is ready, begun or new."""

    id: str
    key: str
    url: str
    autosave: str
    check: str
    version: int
    reference: str
    title: str
    status: str
    tag: str
    asked: str
    left: str
    state: str
    sheet: Sheet
    missing: frozenset[str]
    last_period: str


@dataclass(frozen=True)
class Grid:
    """The rows that are asked the same, of one level of one strategy, in one period."""

    title: str
    word: str
    columns: list[Question]
    rows: list[GridRow]

    @property
    def opened(self) -> int:
        """How many columns a rating opens; they are the last."""
        return len(self.rows[0].sheet.on_rating)

    @property
    def is_wide(self) -> bool:
        """Whether it has more columns than a desk's screen, and is scrolled sideways."""
        return len(self.columns) > _COLUMNS_IN_SIGHT


@never_cache
@require_GET
@trust_view(Permission.ANSWER_UPDATES)
def answer_all(request: TrustRequest) -> HttpResponse:
    """All that is still to answer, to be filled in without going from page to page."""
    everything = _assigned(request)
    assigned = [assigned_update for assigned_update in everything if assigned_update.is_to_answer]
    ready = sum(assigned_update.is_ready for assigned_update in assigned)
    begun = sum(assigned_update.update is not None for assigned_update in assigned)
    context = {
        "nav_current": "my_updates",
        "to_answer_count": len(assigned),
        "ready": ready,
        "need_something": begun - ready,
        "not_started": len(assigned) - begun,
        "grids": _grids(request, assigned),
        "has_assigned": bool(everything),
        "has_open_period": bool(everything) or _has_open_period(request.trust),
        "max_characters": MAX_CHARACTERS,
        "sign_in_url": reverse(settings.LOGIN_URL),
    }
    return render(request, "ambitions/answer_all.html", context)


def _has_open_period(trust: Trust) -> bool:
    opened = Period.objects.for_trust(trust).filter(status=Period.Status.OPEN)
    return bool(opened.filter(strategy__is_archived=False).exists())


def _assigned(request: TrustRequest) -> list[AssignedUpdate]:
    return assigned_to(request.user, request.trust, timezone.localdate())


def _grids(request: TrustRequest, assigned: Iterable[AssignedUpdate]) -> list[Grid]:
    """One grid for each level of a strategy, or for each that is asked something else of it, in
    the order in which their first item is assigned."""
    groups: dict[tuple[Any, ...], list[AssignedUpdate]] = {}
    for assigned_update in assigned:
        item, asked = assigned_update.item, assigned_update.questions
        same = [tuple(row.pk for row in rows) for rows in (asked.dimensions, asked.headings)]
        groups.setdefault((item.strategy_id, item.level, *same), []).append(assigned_update)
    levels = Counter(key[:2] for key in groups)
    return [
        _grid(request, group, is_whole_level=levels[key[:2]] == 1) for key, group in groups.items()
    ]


def _grid(request: TrustRequest, group: list[AssignedUpdate], *, is_whole_level: bool) -> Grid:
    first = group[0]
    strategy = first.item.strategy
    rows = [_row(request, assigned_update) for assigned_update in group]
    words = strategy.word_plural(first.item.level)
    if not is_whole_level:
        kinds = dict.fromkeys(kind_of(assigned_update.item) for assigned_update in group)
        words = capfirst(get_text_list([kind_word(strategy, kind) for kind in kinds], "and"))
    word = strategy.word(first.item.level)
    return Grid(f"{words}, {first.period.label}", word, rows[0].sheet.all(), rows)


def _row(request: TrustRequest, assigned_update: AssignedUpdate) -> GridRow:
    row_id = f"{assigned_update.item.level}-{assigned_update.item.pk}"
    where = [request.trust.code, assigned_update.item.level, assigned_update.item.pk]
    values = values_of(assigned_update.update, assigned_update.questions)
    begun = "begun" if assigned_update.update else "new"
    return GridRow(
        id=row_id,
        key=f"update-{request.user.pk}-{row_id}-{assigned_update.period.pk}",
        url=reverse("update_form", args=where),
        autosave=reverse("update_autosave", args=where),
        check=reverse("update_check", args=where),
        version=assigned_update.update.version if assigned_update.update else 0,
        reference=assigned_update.item.reference,
        title=assigned_update.item.title,
        status=str(assigned_update.status.label),
        tag=STATUS_TAGS[assigned_update.status],
        asked=assigned_update.challenge.text if assigned_update.challenge else "",
        left=left_to_answer(assigned_update)
        if assigned_update.missing or assigned_update.is_ready
        else _unchanged(assigned_update),
        state="ready" if assigned_update.is_ready else begun,
        sheet=sheet_of(
            assigned_update.questions,
            values,
            previous=assigned_update.previous,
            prefix=f"{row_id}-",
        ),
        missing=frozenset(lack.field for lack in assigned_update.missing),
        last_period=short_part(assigned_update.before) if assigned_update.before else "",
    )


def _unchanged(assigned_update: AssignedUpdate) -> str:
    """Why a complete answer is not ready: it is as it was when governance sent it back."""
    return "Not changed since it came back" if assigned_update.challenge else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@trust_view(Permission.ANSWER_UPDATES)
def answer_all_check(request: TrustRequest) -> HttpResponseBase:
    """What is ready, as it will be read, to be submitted in one go; a POST submits it."""
    ready = [assigned_update for assigned_update in _assigned(request) if assigned_update.is_ready]
    if request.method == "POST":
        _submit_chosen(request, ready)
        return redirect("my_updates", request.trust.code)
    context = {
        "nav_current": "my_updates",
        "items": [_as_read(assigned) for assigned in ready],
    }
    return render(request, "ambitions/answer_all_check.html", context)


def _as_read(assigned_update: AssignedUpdate) -> dict[str, Any]:
    update = assigned_update.update
    return {
        "update": update,
        "item": assigned_update.item,
        "period": assigned_update.period,
        "ratings": ratings_given(update, assigned_update.questions, assigned_update.previous),
        "said": words_said(update, assigned_update.questions, printed=True),
        "recovery_date": long_date(update.recovery_date if update else None),
        "recovery_words": recovery_words(update, assigned_update.item),
        "before": assigned_update.before,
        "challenge": assigned_update.challenge,
    }


def _submit_chosen(request: TrustRequest, ready: Iterable[AssignedUpdate]) -> None:
    """Submit those that were ticked and have not changed since; say how many, and which not.

    Each is a transaction of its own: one that somebody changed does not hold up the rest.
    """
    chosen = set(request.POST.getlist("update"))
    done, left = 0, []
    for assigned in ready:
        update: Update | None = assigned.update
        if update is None or str(update.pk) not in chosen:
            continue
        version = request.POST.get(f"version_{update.pk}", "")
        try:
            submit_update(
                update=update,
                version=whole_number(version),
                by=request.user,
            )
        except (StaleUpdate, ValidationError):
            left.append(str(assigned.item))
        else:
            done += 1
    if done:
        messages.success(request, f"{done} submitted.")
    if left:
        messages.warning(request, f"Changed meanwhile, so read again first: {'; '.join(left)}.")
    if not done and not left:
        messages.info(request, "Nothing was submitted: nothing was chosen.")
