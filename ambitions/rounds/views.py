"""This round: what governance sees of the open period, and what it decides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ambitions.models import Update
from ambitions.plan.cells import Links, now_pill, short, status_tag
from ambitions.plan.closing import closing_moment
from ambitions.plan.leads import nearest_leads
from ambitions.plan.reader import Node, Outline, read_outline, strategy_as_at
from ambitions.rounds import progress as parts
from ambitions.rounds.correction_views import shown_corrections
from ambitions.rounds.forms import ReturnForm
from ambitions.rounds.picture import whole
from ambitions.rounds.reminders import read_recipients, read_reminded
from ambitions.rounds.services import approve_updates, corrections_to_approve, counts
from ambitions.updates.approval import approval_lock_message, reviewers, waiting_for_others
from ambitions.updates.corrections import corrections_of
from ambitions.updates.display import said
from ambitions.updates.panels import words_said
from ambitions.updates.questions import questions_of
from ambitions.updates.services import (
    StaleUpdate,
    approve_update,
    open_correction,
    return_update,
)
from ambitions.updates.status import SUBMITTED_STATES, UpdateStatus
from ambitions.updates.wording import call_as_then
from objectives.calendar import periods_before
from objectives.current import current_period, current_strategy, period_query, periods
from objectives.models import Period, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.forms import whole_number

CONFLICT = 409
# More than these of what was left unapproved are counted and not named.
_NAMED_AT_MOST = 8


def _round_outline(request: TrustRequest, strategy: Strategy, period: Period) -> Outline:
    """The plan at `period`, with the period before it to compare."""
    earlier = periods_before(periods(request, strategy), period)
    return read_outline(strategy, [*earlier[:1], period])


@require_GET
@trust_view(Permission.REVIEW_UPDATES)
def this_round(request: TrustRequest) -> HttpResponse:
    """Who has answered, who is late, what moved; and the ways to approve and to close."""
    strategy = current_strategy(request)
    period = current_period(request, strategy)
    if strategy is None or period is None:
        return render(
            request,
            "ambitions/this_round.html",
            {"nav_current": "this_round", "strategy": strategy, "period": None},
        )
    outline = _round_outline(request, strategy, period)
    links = Links(request.trust.code)
    suffix = period_query(request, period)
    plan_url = reverse("plan", args=[request.trust.code]) + suffix

    def review_url(pk: int) -> str:
        return links.to("update_review", pk) + suffix

    def review_url_of(node: Node) -> str:
        return review_url(node.update_id or 0)

    counted = counts(outline)
    people = parts.outstanding_by_person(outline, links)
    read_recipients(request.trust, people)
    read_reminded(period, people)
    context = {
        **whole(outline, links, plan_url),
        "nav_current": "this_round",
        "strategy": outline.strategy,
        "total": sum(counted.values()),
        "handed_in": sum(counted[UpdateStatus(state)] for state in SUBMITTED_STATES),
        "approved": counted[UpdateStatus.APPROVED],
        "waiting": counted[UpdateStatus.SUBMITTED],
        "corrected": corrections_to_approve(period),
        "statuses": parts.column_labels(outline),
        "grid": parts.grid(
            outline, links, plan_url, reverse("round_approve", args=[request.trust.code]) + suffix
        ),
        "grid_word": parts.level_words(outline),
        "people": people,
        "may_chase": period.is_open and any(person.recipients for person in people),
        "late": counted[UpdateStatus.LATE],
        "moved": parts.moved(outline, review_url_of, request.GET.get("moved", "")),
        "moved_sort": request.GET.get("moved", ""),
        "challenges": parts.challenges(outline, review_url),
        "missing": parts.missing(outline, plan_url),
        "suffix": suffix,
        "next_period": _next_period(request, strategy, period),
    }
    return render(request, "ambitions/this_round.html", context)


def _next_period(request: TrustRequest, strategy: Strategy, period: Period) -> Period | None:
    """The planned period that follows, if there is one."""
    later = [
        other
        for other in periods(request, strategy)
        if other.starts_on > period.starts_on and other.status == Period.Status.PLANNED
    ]
    return later[-1] if later else None


def _waiting_by_root(outline: Outline, section: str = "") -> dict[str, list[Node]]:
    """What waits for approval by what it stands under: the root "objective-7" alone, or all for
    another text."""
    roots = [root for root in outline.roots if f"{root.level}-{root.item.pk}" == section]
    found = {
        str(root.item): [
            node for node in root.walk() if node.is_asked and node.state == Update.State.SUBMITTED
        ]
        for root in roots or outline.roots
    }
    return {name: nodes for name, nodes in found.items() if nodes}


def _waiting(outline: Outline) -> list[Node]:
    return [node for nodes in _waiting_by_root(outline).values() for node in nodes]


@require_http_methods(["GET", "POST"])
@trust_view(Permission.REVIEW_UPDATES)
def round_approve(request: TrustRequest) -> HttpResponse:
    """List what waits for approval; approve what is ticked. A second click changes nothing."""
    strategy = current_strategy(request)
    period = current_period(request, strategy)
    if strategy is None or period is None:
        return redirect("this_round", request.trust.code)
    if request.method == "POST":
        return _approve_chosen(request, period)
    outline = _round_outline(request, strategy, period)
    groups = _groups_to_approve(request, outline, period)
    rows = [row for group in groups for row in group["rows"]]
    context = {
        "nav_current": "this_round",
        "period": period,
        "groups": groups,
        "rows": rows,
        "ticked": sum(not (row["is_own"] or row["read_first"]) for row in rows),
        "may_approve": not all(row["is_own"] for row in rows),
        "suffix": period_query(request, period),
    }
    return render(request, "ambitions/round_approve.html", context)


def _groups_to_approve(
    request: TrustRequest, outline: Outline, period: Period
) -> list[dict[str, Any]]:
    """What waits, by what it stands under: each as the board will read it, and why it is to be
    read before it is ticked."""
    waiting = _waiting_by_root(outline, request.GET.get("section", ""))
    nodes = [node for some in waiting.values() for node in some]
    rows = _rows_to_approve(request, outline, period, nodes)
    by_update = {row["update_id"]: row for row in rows}
    return [
        {"title": title, "rows": [by_update[node.update_id] for node in nodes]}
        for title, nodes in waiting.items()
    ]


def _rows_to_approve(
    request: TrustRequest, outline: Outline, period: Period, waiting: list[Node]
) -> list[dict[str, Any]]:
    links = Links(request.trust.code)
    own = waiting_for_others(period, by=request.user, reviewers=reviewers(request.trust))
    questions = questions_of([outline.strategy])
    updates = Update.objects.with_answers().in_bulk([node.update_id for node in waiting])
    rows = []
    for node in waiting:
        update = updates[node.update_id]
        asked = questions[outline.strategy.pk, node.level].asked_of(node.item, period)
        rows.append(
            {
                "is_own": node.update_id in own,
                "update_id": node.update_id,
                "version": node.version,
                "reference": node.item.reference,
                "title": node.item.title,
                "url": links.to("update_review", node.update_id or 0),
                "leads": links.people(node.leads),
                "pill": now_pill(outline, node),
                "said": words_said(update, asked, printed=True),
                "read_first": _why_read_first(outline, node, update),
            }
        )
    return rows


def _why_read_first(outline: Outline, node: Node, update: Update) -> str:
    """Why an answer is not ticked until somebody has read it; "" for one that is."""
    if outline.difference(node, node.main)[1] == "worse":
        return "Worse than last time"
    if any(row.rating and row.rating.needs_mitigation for row in update.ratings.all()):
        return "Carries a mitigation"
    return ""


def _approve_chosen(request: TrustRequest, period: Period) -> HttpResponse:
    chosen = _chosen(request.POST.getlist("update"))
    try:
        approved = approve_updates(period=period, updates=chosen, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("this_round", request.trust.code)
    if approved.done:
        count = len(approved.done)
        messages.success(request, f"{count} update{'' if count == 1 else 's'} approved.")
    if approved.own:
        names = _listed(approved.own)
        messages.warning(request, f"Left for somebody else to approve, as you wrote them: {names}.")
    if approved.moved_on:
        messages.warning(request, _left(approved.moved_on))
        url = reverse("round_approve", args=[request.trust.code])
        return redirect(url + period_query(request, period))
    if not chosen:
        messages.warning(request, "Nothing was ticked, so nothing was approved.")
    elif not approved.done and not approved.own:
        messages.info(request, "Nothing was left to approve: it has been done already.")
    return redirect("this_round", request.trust.code)


def _chosen(ticks: list[str]) -> dict[int, int | None]:
    """What was ticked, each "id:version". Without a version nothing says what was read."""
    pairs = [tick.partition(":") for tick in ticks]
    return {whole_number(pk): whole_number(version) for pk, _, version in pairs if whole_number(pk)}


def _left(updates: list[Update]) -> str:
    """Which of those ticked were not approved, and why."""
    return (
        "Not approved, because what they say changed or was returned since you opened the "
        f"list: {_listed(updates)}. Read them again."
    )


def _listed(updates: list[Update]) -> str:
    names = [short(str(update.item), 60) for update in updates[:_NAMED_AT_MOST]]
    if len(updates) > _NAMED_AT_MOST:
        names.append(f"{len(updates) - _NAMED_AT_MOST} more")
    return "; ".join(names)


# One update


def _updates_of(request: TrustRequest) -> QuerySet[Update]:
    updates: QuerySet[Update] = (
        Update.objects.for_trust(request.trust)
        .select_related(
            "period__strategy",
            "objective",
            "ambition__objective",
            "action__ambition__objective",
            "action__objective",
            "approved_by",
            "submitted_by",
            "saved_by",
        )
        .with_answers()
    )
    return updates


def _update_for(request: TrustRequest, pk: int) -> Update:
    found: Update = get_object_or_404(_updates_of(request), pk=pk)
    return found


@require_GET
@trust_view(Permission.REVIEW_UPDATES)
def update_review(request: TrustRequest, pk: int) -> HttpResponse:
    """One update as the board will read it, beside what was said last time."""
    return _review(request, _update_for(request, pk), ReturnForm())


def _review(
    request: TrustRequest, update: Update, form: ReturnForm, status: int = 200, stale: str = ""
) -> HttpResponse:
    """The page of one update. `stale` says who changed it under the reader's eyes."""
    item, period = update.item, update.period
    before = (
        Update.objects.filter(**{update.level: item})
        .filter(period__in=Period.objects.before(period)[:1])
        .select_related("period", "approved_by", "submitted_by", "saved_by")
        .with_answers()
        .first()
    )
    moment = closing_moment(period)
    strategy = strategy_as_at(period.strategy, moment)
    item.strategy = strategy
    updates = [update, before] if before else [update]
    call_as_then(updates, strategy, moment)
    links = Links(request.trust.code)
    takes_writes = not period.is_closed or open_correction(update) is not None
    is_waiting = update.state == Update.State.SUBMITTED and takes_writes
    approval_message = (
        approval_lock_message(update, by=request.user, trust=request.trust) if is_waiting else ""
    )
    context = {
        "nav_current": "this_round",
        "context_strategy": period.strategy,
        "context_period": period,
        "update": update,
        "item": item,
        "word": strategy.word(update.level),
        "lead_word": strategy.lead_word,
        "title": short(item.title, 200),
        "item_url": links.item(update.level, item.pk),
        "period": period,
        "said": said(update, before),
        "changes": said(update, before, mark_changes=True) if before else None,
        "before": said(before) if before else None,
        "tag": status_tag(UpdateStatus(update.state)),
        "leads": [
            (links.person(nearest_lead), nearest_lead.job_title(period.ends_on))
            for nearest_lead in nearest_leads(item)
        ],
        "challenges": list(update.challenges.select_related("raised_by", "answered_by")),
        "form": form,
        "may_approve": is_waiting and not approval_message,
        "approval_message": approval_message,
        "may_return": update.state in SUBMITTED_STATES and takes_writes,
        "takes_writes": takes_writes,
        "form_url": links.form(update),
        "corrections": shown_corrections(
            request.membership, corrections_of(update=update), request.trust.code
        ),
        "target_date": getattr(item, "target_date", None),
        "target_text": getattr(item, "target_text", ""),
        "waiting": _others_waiting(update),
        "stale": stale,
        "unsent": form["text"].value() if form.is_bound else "",
    }
    return render(request, "ambitions/update_review.html", context, status=status)


def _others_waiting(update: Update) -> int:
    others = Update.objects.filter(period=update.period, state=Update.State.SUBMITTED)
    return others.exclude(pk=update.pk).count()


@require_POST
@trust_view(Permission.REVIEW_UPDATES)
def update_approve(request: TrustRequest, pk: int) -> HttpResponse:
    """Approve one update, then on to the next that waits."""
    update = _update_for(request, pk)
    version = whole_number(request.POST.get("version", ""))
    try:
        approve_update(update=update, by=request.user, version=version)
    except StaleUpdate:
        return _read_again(request, pk, ReturnForm())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("update_review", request.trust.code, pk)
    return _to_next(request, update, "Approved")


@require_POST
@trust_view(Permission.REVIEW_UPDATES)
def update_return(request: TrustRequest, pk: int) -> HttpResponse:
    """Send one update back with a challenge, then on to the next that waits."""
    update = _update_for(request, pk)
    form = ReturnForm(request.POST)
    version = whole_number(request.POST.get("version", ""))
    if form.is_valid():
        try:
            return_update(
                update=update, by=request.user, text=form.cleaned_data["text"], version=version
            )
        except StaleUpdate:
            return _read_again(request, pk, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _to_next(request, update, "Returned")
    return _review(request, update, form, status=400)


def _read_again(request: TrustRequest, pk: int, form: ReturnForm) -> HttpResponse:
    """The page with what the update says now, for whoever decided on something else."""
    update = _updates_of(request).get(pk=pk)
    done, by = "changed", update.saved_by
    if update.state == Update.State.APPROVED:
        done, by = "approved", update.approved_by
    elif update.state == Update.State.RETURNED:
        challenge = update.challenges.select_related("raised_by").first()
        done, by = "returned", challenge.raised_by if challenge else None
    who = "You have" if by == request.user else str(by or "Somebody")
    stale = f"{who} {done} this since you opened it; read it again."
    return _review(request, update, form, status=CONFLICT, stale=stale)


def _to_next(request: TrustRequest, update: Update, done: str) -> HttpResponse:
    """To the next update that waits, in plan order, or back to the round after the last."""
    name = update.item.reference or short(update.item.title, 40)
    if update.period.is_closed:
        messages.success(request, f"{done}: {name}, {update.period.label}.")
        return redirect("period_detail", request.trust.code, update.period_id)
    outline = read_outline(update.period.strategy, [update.period])
    waiting = [node.update_id for node in _waiting(outline) if node.update_id != update.pk]
    places = [node.update_id for node in outline.asked()]
    if not waiting:
        messages.success(request, f"{done}: {name}. Nothing else waits for approval.")
        return redirect("this_round", request.trust.code)
    here = places.index(update.pk) if update.pk in places else 0
    later = [pk for pk in waiting if places.index(pk) > here]
    messages.success(request, f"{done}: {name}. {len(waiting)} more to read.")
    return redirect("update_review", request.trust.code, (later or waiting)[0])
