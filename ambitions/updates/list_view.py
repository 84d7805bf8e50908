"""My updates: what I lead and owe in the open period, worst first."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from ambitions.measures.entry_views import readings_to_enter
from ambitions.models import UpdateRating
from ambitions.plan.cells import STATUS_TAGS, Links
from ambitions.plan.leads import answers_for_anything, stood_in_for
from ambitions.updates.assigned import (
    ORDER,
    AssignedUpdate,
    assigned_to,
    contact_for_leads,
    updates_to_correct,
)
from ambitions.updates.services import Missing
from ambitions.updates.status import UpdateStatus
from objectives.models import Period, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.dates import distance, short_date
from strategy_tracker.ui.display import NOT_ANSWERED, NOT_ASKED, inside, rating_pill, tag
from strategy_tracker.ui.forms import whole_number
from strategy_tracker.ui.tables import Column, Table, shown, wants_spreadsheet

_TO_DO = {
    UpdateStatus.RETURNED: "Answer again",
    UpdateStatus.LATE: "Answer",
    UpdateStatus.NOT_STARTED: "Start",
    UpdateStatus.DRAFT: "Carry on",
    UpdateStatus.SUBMITTED: "View",
    UpdateStatus.APPROVED: "View",
}


@require_GET
@trust_view(Permission.ANSWER_UPDATES)
def my_updates(request: TrustRequest) -> HttpResponse:
    """The list, narrowed by `?state=` and sorted by `?sort=` (with "-" before it: backwards)."""
    today = timezone.localdate()
    assigned = assigned_to(request.user, request.trust, today)
    state, sort = request.GET.get("state", ""), request.GET.get("sort", "")
    table = Table(
        columns(
            trust_code=request.trust.code,
            word=_words(assigned),
            period_word=period_word(assigned_update.period for assigned_update in assigned),
            with_strategy=len({assigned_update.period.strategy_id for assigned_update in assigned})
            > 1,
        ),
        [assigned_update for assigned_update in assigned if state in ("", assigned_update.status)],
        caption="What you answer for",
        query=request.GET,
        order="state",
        css="st-mine",
    )
    if wants_spreadsheet(request):
        return table.spreadsheet("My updates", f"{request.trust.code} my updates")
    rounds = _rounds(assigned, today)
    links = Links(request.trust.code)
    context = {
        "nav_current": "my_updates",
        "table": table,
        "rounds": rounds,
        "only_round": rounds[0] if len(rounds) == 1 else None,
        "to_answer": sum(assigned_update.is_to_answer for assigned_update in assigned),
        "returned": sum(
            assigned_update.status == UpdateStatus.RETURNED for assigned_update in assigned
        ),
        "to_answer_count": sum(assigned_update.is_to_answer for assigned_update in assigned),
        "chips": _chips(assigned, state, sort),
        "state_label": UpdateStatus(state).label.lower() if state in UpdateStatus.values else state,
        "has_assigned": bool(assigned),
        "contact": contact_for_leads(request.trust),
        "stood_in_for": stood_in_for(request.user, request.trust),
        "readings": readings_to_enter(request),
        "corrections": [
            (update, links.form(update))
            for update in updates_to_correct(request.user, request.trust)
        ],
    }
    if not assigned:
        context |= _why_nothing(request)
    return render(request, "ambitions/my_updates.html", context)


def columns(
    *, trust_code: str, word: str, period_word: str, with_strategy: bool
) -> list[Column[AssignedUpdate]]:
    """The columns of the list; an item's strategy beside its title where there are several."""

    def url(assigned_update: AssignedUpdate) -> str:
        return reverse(
            "update_form", args=[trust_code, assigned_update.item.level, assigned_update.item.pk]
        )

    def title(assigned_update: AssignedUpdate) -> SafeString:
        note = _note(assigned_update)
        if with_strategy:
            note = f"{assigned_update.period.strategy.title}. {note}".removesuffix(" ")
        return format_html(
            '<div class="st-act"><span class="st-act__no">{}</span>'
            '<div><a href="{}">{}</a>{}{}</div></div>',
            assigned_update.item.reference,
            url(assigned_update),
            assigned_update.item.title,
            _div("st-note st-note--ask", _asked(assigned_update)),
            _div("st-note", note),
        )

    def to_do(assigned_update: AssignedUpdate) -> SafeString:
        return format_html(
            '<a href="{}">{}<span class="nhsuk-u-visually-hidden"> {} {}</span></a>',
            url(assigned_update),
            _TO_DO[assigned_update.status],
            assigned_update.item.reference,
            assigned_update.item.title,
        )

    return [
        Column(key="reference", label="Reference", value=lambda row: row.item.reference,
               on_screen=False),
        Column(key="item", label=word, value=lambda row: row.item.title, html=title,
               sort=_reference, is_row_header=True),
        Column(key="strategy", label="Strategy", value=lambda row: row.period.strategy.title,
               on_screen=False, in_spreadsheet=with_strategy),
        Column(key="note", label="What is left", value=_note, on_screen=False),
        Column(key="asked", label="Asked by governance", value=_asked, on_screen=False),
        Column(key="last", label=f"Last {period_word}",
               value=lambda row: _given(row.previous_rating, _unrated_before(row)),
               html=lambda row: _pill(row.previous_rating, _UNRATED[_unrated_before(row)]),
               sort=lambda row: _position(row.previous_rating)),
        Column(key="now", label=f"This {period_word}",
               value=lambda row: _given(row.rating, _unrated_now(row)),
               html=lambda row: _pill(row.rating, _UNRATED[_unrated_now(row)]),
               sort=lambda row: _position(row.rating)),
        Column(key="state", label="Where it stands", value=lambda row: str(row.status.label),
               html=lambda row: tag(STATUS_TAGS[row.status], row.status.label),
               sort=lambda row: ORDER.index(row.status), phone="bare", css="st-mine__state"),
        Column(key="target", label="Target date", value=_target, html=_target_html,
               sort=lambda row: getattr(row.item, "target_date", None), phone="bare",
               css="st-mine__due"),
        Column(key="to_do", label="What to do", value=lambda row: _TO_DO[row.status], html=to_do,
               is_label_hidden=True, in_spreadsheet=False, phone="bare", css="st-mine__go"),
    ]  # fmt: skip


def _div(css: str, text: str) -> SafeString | str:
    return format_html('<div class="{}">{}</div>', css, text) if text else ""


def _target(assigned_update: AssignedUpdate) -> date | str:
    """The target date, or what was given for it where that is no date."""
    day: date | None = getattr(assigned_update.item, "target_date", None)
    return day or str(getattr(assigned_update.item, "target_text", ""))


def _target_html(assigned_update: AssignedUpdate) -> SafeString:
    target = _target(assigned_update)
    if not target:
        return format_html('<span class="st-quiet st-mine__nodate">{}</span>', "No date set")
    far = distance(target) if isinstance(target, date) else ""
    return format_html(
        '<span class="st-due">{} <span class="st-small st-quiet">{}</span></span>',
        shown(target),
        far,
    )


def _given(row: UpdateRating | None, otherwise: str) -> Any:
    """A rating, or a percentage as a number."""
    if row is None:
        return otherwise
    return row.rating or row.number


NO_RETURN = "No return"
FIRST = "First period"
_UNRATED = {
    NOT_ANSWERED: rating_pill(None),
    NOT_ASKED: rating_pill(None, is_asked=False),
    NO_RETURN: format_html('<span class="st-pill st-pill--none">{}</span>', NO_RETURN),
    FIRST: format_html('<span class="st-quiet">{}</span>', FIRST),
}


def _unrated_before(row: AssignedUpdate) -> str:
    """Why there is no rating of the period before."""
    if row.before is None:
        return FIRST
    return NO_RETURN if row.is_rated_before else NOT_ASKED


def _unrated_now(row: AssignedUpdate) -> str:
    return NOT_ANSWERED if row.questions.main else NOT_ASKED


def _pill(row: UpdateRating | None, otherwise: SafeString) -> SafeString:
    return rating_pill(row.rating, number=row.number) if row else otherwise


def _asked(assigned_update: AssignedUpdate) -> str:
    """Governance's own words, when they sent the answer back."""
    challenge = assigned_update.challenge
    if challenge is None:
        return ""
    who = challenge.raised_by or "Governance"
    return f"{who}, {short_date(challenge.raised_at)}: “{challenge.text}”"


def _note(assigned_update: AssignedUpdate) -> str:
    """What is missing, or when it was handed in."""
    if assigned_update.status == UpdateStatus.LATE:
        due = f"Was due {short_date(assigned_update.period.due_on)}."
        unanswered = assigned_update.asked_before and assigned_update.previous is None
        left = left_to_answer(assigned_update)
        return " ".join(
            part
            for part in (
                due,
                f"{left}." if left else "",
                f"{assigned_update.before} has no answer either." if unanswered else "",
            )
            if part
        )
    if assigned_update.status in (UpdateStatus.DRAFT, UpdateStatus.RETURNED):
        return (
            left_to_answer(assigned_update)
            if assigned_update.missing or assigned_update.is_ready
            else ""
        )
    if assigned_update.update and assigned_update.status == UpdateStatus.SUBMITTED:
        return f"Submitted {short_date(assigned_update.update.submitted_at)}"
    if assigned_update.update and assigned_update.status == UpdateStatus.APPROVED:
        return f"Approved {short_date(assigned_update.update.approved_at)}"
    return ""


def left_to_answer(assigned_update: AssignedUpdate) -> str:
    """ "Mitigation is missing", "2 of 5 questions left"; "" for what was never started."""
    if assigned_update.update is None:
        return ""
    return missing_words(
        assigned_update.missing,
        assigned_update.questions.count_asked(assigned_update.update.ratings.all()),
    )


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
    periods: dict[int, Period] = {
        assigned_update.period.pk: assigned_update.period for assigned_update in assigned
    }
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
    kinds = {
        assigned_update.period.strategy.word(assigned_update.item.level)
        for assigned_update in assigned
    }
    return kinds.pop() if len(kinds) == 1 else "Item"


def period_word(shown: Iterable[Period]) -> str:
    """What the trust reports by, "quarter" or "month"; "period" where it is several."""
    kinds = {period.get_kind_display().lower() for period in shown}
    return kinds.pop() if len(kinds) == 1 else "period"


# Narrowing, by links, and what the table sorts by


def _chips(assigned: list[AssignedUpdate], state: str, sort: str) -> list[dict[str, Any]]:
    counted = Counter(assigned_update.status for assigned_update in assigned)
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


def _reference(assigned_update: AssignedUpdate) -> list[Any]:
    """The reference as a person sorts it: 1.2 before 1.10, and unnumbered ones last."""
    parts = re.split(r"(\d+)", assigned_update.item.reference or "~")
    return [whole_number(part) if part.isdecimal() else part.lower() for part in parts]


def _position(row: UpdateRating | None) -> float:
    """Where a rating stands from worst to best; not answered comes before the worst."""
    if row is None:
        return -1
    return row.rating.position if row.rating else float(row.number or 0)


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
        "item_words": inside(active[0].word_plural("action")) if active else "actions",
    }
