"""My updates: what I lead and owe in the open period, worst first."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from ambitions.models import UpdateRating
from ambitions.plan.cells import STATUS_TAGS
from ambitions.plan.leads import answers_for_anything
from ambitions.updates.assigned import (
    ORDER,
    AssignedUpdate,
    assigned_to,
    keeper_of_leads,
)
from ambitions.updates.services import Missing
from ambitions.updates.status import UpdateStatus
from objectives.models import Period, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.dates import distance, long_date, short_date
from strategy_tracker.ui.display import rating_pill

_TO_DO = {
    UpdateStatus.RETURNED: "Answer again",
    UpdateStatus.LATE: "Answer",
    UpdateStatus.NOT_STARTED: "Start",
    UpdateStatus.DRAFT: "Carry on",
    UpdateStatus.SUBMITTED: "View",
    UpdateStatus.APPROVED: "View",
}
_FAR_AWAY = date(9999, 12, 31)


@dataclass(frozen=True)
class Row:
    """One line of the list, ready to print."""

    url: str
    reference: str
    title: str
    note: str
    asked: str
    previous: SafeString
    current: SafeString
    status: str
    tag: str
    target: str
    target_distance: str
    to_do: str


@require_GET
@trust_view(Permission.ANSWER_UPDATES)
def my_updates(request: TrustRequest) -> HttpResponse:
    """The list, narrowed by `?state=` and sorted by `?sort=` (with "-" before it: backwards)."""
    today = timezone.localdate()
    assigned = assigned_to(request.user, request.trust, today)
    state, sort = request.GET.get("state", ""), request.GET.get("sort", "")
    shown = sorted_by([one for one in assigned if state in ("", one.status)], sort)
    several = len({one.period.strategy_id for one in assigned}) > 1
    context = {
        "nav_current": "my_updates",
        "rows": [row_of(one, request.trust.code, several) for one in shown],
        "rounds": _rounds(assigned, today),
        "to_answer": sum(one.is_to_answer for one in assigned),
        "returned": sum(one.status == UpdateStatus.RETURNED for one in assigned),
        "to_answer_count": sum(one.is_to_answer for one in assigned),
        "chips": _chips(assigned, state, sort),
        "columns": _columns(state, sort),
        "state_label": UpdateStatus(state).label.lower() if state in UpdateStatus.values else state,
        "words": _words(assigned),
        "period_word": period_word(one.period for one in assigned),
        "has_assigned": bool(assigned),
        "keeper": keeper_of_leads(request.trust),
    }
    if not assigned:
        context |= _why_nothing(request)
    return render(request, "ambitions/my_updates.html", context)


def row_of(one: AssignedUpdate, trust_code: str, with_strategy: bool) -> Row:
    """What the list says about one item; with its strategy's title where there are several."""
    note = _note(one)
    if with_strategy:
        note = f"{one.period.strategy.title}. {note}".removesuffix(" ")
    target = getattr(one.item, "target_date", None)
    return Row(
        url=reverse("update_form", args=[trust_code, one.item.level, one.item.pk]),
        reference=one.item.reference,
        title=one.item.title,
        note=note,
        asked=_asked(one),
        previous=_pill(one.previous_rating, _NO_RETURN if one.before else _NO_PERIOD),
        current=_pill(one.rating, rating_pill(None)),
        status=str(one.status.label),
        tag=STATUS_TAGS[one.status],
        target=long_date(target) or getattr(one.item, "target_text", ""),
        target_distance=distance(target),
        to_do=_TO_DO[one.status],
    )


_NO_RETURN = format_html('<span class="st-pill st-pill--none">{}</span>', "No return")
_NO_PERIOD = format_html('<span class="st-quiet">{}</span>', "First period")


def _pill(row: UpdateRating | None, otherwise: SafeString) -> SafeString:
    return rating_pill(row.rating, number=row.number) if row else otherwise


def _asked(one: AssignedUpdate) -> str:
    """Governance's own words, when they sent the answer back."""
    challenge = one.challenge
    if challenge is None:
        return ""
    who = challenge.raised_by or "Governance"
    return f"{who}, {short_date(challenge.raised_at)}: “{challenge.text}”"


def _note(one: AssignedUpdate) -> str:
    """What is missing, or when it was handed in."""
    if one.status == UpdateStatus.LATE:
        due = f"Was due {short_date(one.period.due_on)}."
        unanswered = one.before is not None and one.previous is None
        left = left_to_answer(one)
        return " ".join(
            part
            for part in (
                due,
                f"{left}." if left else "",
                f"{one.before} has no answer either." if unanswered else "",
            )
            if part
        )
    if one.status in (UpdateStatus.DRAFT, UpdateStatus.RETURNED):
        return left_to_answer(one) if one.missing or one.is_ready else ""
    if one.update and one.status == UpdateStatus.SUBMITTED:
        return f"Submitted {short_date(one.update.submitted_at)}"
    if one.update and one.status == UpdateStatus.APPROVED:
        return f"Approved {short_date(one.update.approved_at)}"
    return ""


def left_to_answer(one: AssignedUpdate) -> str:
    """ "Mitigation is missing", "2 of 5 questions left"; "" for what was never started."""
    if one.update is None:
        return ""
    return missing_words(one.missing, one.questions.count_asked(one.update.ratings.all()))


def missing_words(missing: list[Missing], asked: int) -> str:
    """What an update lacks of `asked` questions, in a few words."""
    if not missing:
        return "Ready to submit"
    if len(missing) == 1 and missing[0].label:
        label = missing[0].label
        return f"“{label}” is unanswered" if label.endswith("?") else f"{label} is missing"
    if not missing[0].field:
        return "Nothing answered yet"
    return f"{len(missing)} of {asked} questions left"


def _rounds(assigned: Iterable[AssignedUpdate], today: date) -> list[dict[str, Any]]:
    """The open periods that ask something, each with when answers are due."""
    periods: dict[int, Period] = {one.period.pk: one.period for one in assigned}
    return [
        {
            "label": period.label,
            "strategy": period.strategy.title if len(periods) > 1 else "",
            "due": short_date(period.due_on),
            "distance": _days(period.days_to_due(today)),
            "is_over": (period.days_to_due(today) or 0) < 0,
        }
        for period in periods.values()
    ]


def _days(days: int | None) -> str:
    if days is None:
        return ""
    if days in (0, 1):
        return ("today", "tomorrow")[days]
    count = abs(days)
    words = f"{count} day{'' if count == 1 else 's'}"
    return words if days > 0 else f"{words} ago"


def _words(assigned: Iterable[AssignedUpdate]) -> str:
    """The trust's word for what is listed, if it is one level only; else "item"."""
    kinds = {one.period.strategy.word(one.item.level) for one in assigned}
    return kinds.pop() if len(kinds) == 1 else "Item"


def period_word(shown: Iterable[Period]) -> str:
    """What the trust reports by, "quarter" or "month"; "period" where it is several."""
    kinds = {period.get_kind_display().lower() for period in shown}
    return kinds.pop() if len(kinds) == 1 else "period"


# Narrowing and sorting, both by links


def _chips(assigned: list[AssignedUpdate], state: str, sort: str) -> list[dict[str, Any]]:
    counted = Counter(one.status for one in assigned)
    chips = [{"label": "All", "count": len(assigned), "url": _query("", sort), "is_on": not state}]
    chips += [
        {
            "label": status.label,
            "count": counted[status],
            "url": _query(status, sort),
            "is_on": state == status,
        }
        for status in ORDER
        if counted[status] or state == status
    ]
    return chips


def _query(state: str, sort: str) -> str:
    parts = [f"{name}={value}" for name, value in (("state", state), ("sort", sort)) if value]
    return "?" + "&".join(parts)


def _reference(one: AssignedUpdate) -> list[Any]:
    """The reference as a person sorts it: 1.2 before 1.10, and unnumbered ones last."""
    parts = re.split(r"(\d+)", one.item.reference or "~")
    return [int(part) if part.isdigit() else part.lower() for part in parts]


def _position(row: UpdateRating | None) -> float:
    """Where a rating stands from worst to best; not answered comes before the worst."""
    if row is None:
        return -1
    return row.rating.position if row.rating else float(row.number or 0)


_SORTS: dict[str, Callable[[AssignedUpdate], Any]] = {
    "item": _reference,
    "last": lambda one: _position(one.previous_rating),
    "now": lambda one: _position(one.rating),
    "state": lambda one: ORDER.index(one.status),
    "target": lambda one: getattr(one.item, "target_date", None) or _FAR_AWAY,
}


def sorted_by(assigned: list[AssignedUpdate], sort: str) -> list[AssignedUpdate]:
    """`assigned` by one of the columns; as it is, worst first, for no or an unknown name."""
    key = _SORTS.get(sort.removeprefix("-"))
    return sorted(assigned, key=key, reverse=sort.startswith("-")) if key else assigned


def _columns(state: str, sort: str) -> dict[str, dict[str, str]]:
    """Per column where its heading leads and how it is sorted now, for `aria-sort`."""
    current = sort or "state"
    columns = {}
    for name in _SORTS:
        is_up, is_down = current == name, current == f"-{name}"
        columns[name] = {
            "url": _query(state, f"-{name}" if is_up else name),
            "sorted": "ascending" if is_up else "descending" if is_down else "",
        }
    return columns


# Empty


def _why_nothing(request: TrustRequest) -> dict[str, Any]:
    """Why the list is empty: no strategy, no open period, or nothing led."""
    active = list(Strategy.objects.for_trust(request.trust).active())
    periods = Period.objects.for_trust(request.trust).filter(strategy__in=active)
    planned = periods.filter(status=Period.Status.PLANNED, ends_on__gte=timezone.localdate())
    return {
        "has_strategy": bool(active),
        "has_open_period": periods.open().exists(),
        "next_period": planned.order_by("starts_on").first(),
        "leads_anything": answers_for_anything(request.user, request.trust),
        "item_words": active[0].word_plural("action").lower() if active else "actions",
    }
