"""The page of one update, put together: questions, panels, and the way to the next one."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from ambitions.models import Item, Update
from ambitions.updates.assigned import (
    AssignedUpdate,
    assigned_to,
    contact_for_leads,
    open_challenge,
)
from ambitions.updates.context import Answering, correction_of, read_update, saved_words
from ambitions.updates.forms import MAX_CHARACTERS, values_of
from ambitions.updates.panels import (
    dates_of,
    measures_of,
    previous_panel,
    previous_texts,
    ratings_given,
    recovery_words,
    strip_of,
    words_said,
)
from ambitions.updates.question_fields import sheet_of
from objectives.calendar import periods_before
from objectives.current import periods
from objectives.models import Period
from strategy_tracker.accounts.access import TrustRequest

# Previous and next


def neighbours(request: TrustRequest, item: Item) -> dict[str, Any]:
    """Where this item stands among those that the member still has to answer.

    In the order of the plan, drafts among them: the list's own order, worst first, changes
    with every saving, and whoever goes from one to the next would skip some.
    """
    assigned = assigned_to(request.user, request.trust, timezone.localdate())
    assigned.sort(key=lambda assigned_update: assigned_update.place)
    to_answer = [assigned_update for assigned_update in assigned if assigned_update.is_to_answer]
    here = next(
        (assigned_update for assigned_update in assigned if _is(assigned_update, item)), None
    )
    others = [other for other in to_answer if other is not here]
    # After the last comes the first that still needs words, for a walk may begin anywhere.
    after = [other for other in others if here is None or other.place > here.place]
    after = after or [other for other in others if not other.is_ready]
    around: dict[str, Any] = {
        "to_answer_count": len(to_answer),
        "next": _link(request, after[0]) if after else None,
    }
    if here is None or not here.is_to_answer:
        return around
    place = to_answer.index(here)
    return around | {
        "place": place + 1,
        "of": len(to_answer),
        "previous_item": _link(request, to_answer[place - 1]) if place else None,
    }


def _is(assigned_update: AssignedUpdate, item: Item) -> bool:
    return assigned_update.item.pk == item.pk and assigned_update.item.level == item.level


def _link(request: TrustRequest, assigned_update: AssignedUpdate) -> dict[str, str]:
    url = reverse(
        "update_form",
        args=[request.trust.code, assigned_update.item.level, assigned_update.item.pk],
    )
    return {
        "url": url,
        "reference": assigned_update.item.reference,
        "title": assigned_update.item.title,
    }


# The whole page


def page_of(
    request: TrustRequest,
    answering: Answering,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything that update_form.html prints. `values` are what was typed, if not saved."""
    own = periods(request, answering.item.strategy)
    before = previous_period(answering.period, own)
    previous = read_update(answering.item, before) if before else None
    saved = values_of(answering.update, answering.questions)
    copied = _copied(request, answering, saved, previous)
    is_open = not answering.lock_message and (
        not answering.is_submitted or "edit" in request.GET or values is not None
    )
    sheet = sheet_of(
        answering.questions,
        {**saved, **copied, **(values or {})},
        errors=errors,
        previous=previous,
        saved=answering.update,
    )
    context: dict[str, Any] = {
        "nav_current": "my_updates",
        "context_strategy": answering.item.strategy,
        "context_period": answering.period,
        "answering": answering,
        "item": answering.item,
        "period": answering.period,
        "update": answering.update,
        "word": answering.item.strategy.word(answering.item.level),
        "crumbs": crumbs(request, answering.item),
        "history_url": detail_url(request, answering.item),
        "address": address(request, answering),
        "sheet": sheet,
        "is_open": is_open,
        "is_copied": bool(copied),
        "saved_words": saved_words(answering.update),
        "recovery_words": recovery_words(answering.update, answering.item),
        "challenge": open_challenge(answering.update),
        "correction": correction_of(answering.update),
        "previous": previous_panel(answering, before, previous),
        "strip": strip_of(answering, own),
        "dates": dates_of(answering.item),
        "contact": contact_for_leads(request.trust),
        "measures": measures_of(answering.item, request.trust, answering.period, request.user),
        "max_characters": MAX_CHARACTERS,
        "key": store_key(request, answering),
        "autosave_url": address(request, answering, "update_autosave"),
        "preview_url": reverse("update_preview", args=[request.trust.code]),
        "sign_in_url": reverse(settings.LOGIN_URL),
        "errors": _errors_on(sheet),
    }
    if not is_open:
        context["ratings"] = ratings_given(answering.update, answering.questions, previous)
        context["said"] = words_said(answering.update, answering.questions, printed=False)
    return context | neighbours(request, answering.item)


def _errors_on(sheet: Any) -> list[dict[str, str]]:
    """What is wrong on a sheet of questions, for the summary above it."""
    return [
        {"id": question.id, "message": question.error} for question in sheet.all() if question.error
    ]


def _copied(
    request: TrustRequest,
    answering: Answering,
    saved: Mapping[str, str],
    previous: Update | None,
) -> dict[str, str]:
    """With `?copy=1`, last period's words for the boxes that are asked and have none yet."""
    if "copy" not in request.GET:
        return {}
    texts = previous_texts(answering.questions, previous)
    rated = answering.update.ratings.all() if answering.update else ()
    asked = {f"heading_{heading.pk}" for heading in answering.questions.headings_asked(rated)}
    return {
        name: text
        for name, text in texts.items()
        if name in asked and not saved.get(name, "").strip()
    }


def previous_period(period: Period | None, own: list[Period]) -> Period | None:
    """The period before `period`; `own` come latest first."""
    if period is None:
        return None
    return next(iter(periods_before(own, period)), None)


def crumbs(request: TrustRequest, item: Item) -> list[dict[str, str]]:
    """What the item stands under, outermost first, each with its own page."""
    ambition = getattr(item, "ambition", None)
    objective = getattr(ambition, "objective", None) or getattr(item, "objective", None)
    return [
        {"label": str(parent), "url": detail_url(request, parent)}
        for parent in (objective, ambition)
        if parent
    ]


def detail_url(request: TrustRequest, item: Item) -> str:
    """The page of the item's whole life."""
    return reverse(f"{item.level}_detail", args=[request.trust.code, item.pk])


def store_key(request: TrustRequest, answering: Answering) -> str:
    """The name under which a browser keeps unsaved words: per person, item and period."""
    period = answering.period.pk if answering.period else 0
    return f"update-{request.user.pk}-{answering.item.level}-{answering.item.pk}-{period}"


def address(request: TrustRequest, answering: Answering, name: str = "update_form") -> str:
    """The page's own address, with the period where it is not the open one."""
    url = reverse(name, args=[request.trust.code, answering.item.level, answering.item.pk])
    if "period" not in request.GET or answering.period is None:
        return url
    query = QueryDict(mutable=True)
    query["period"] = str(answering.period.pk)
    return f"{url}?{query.urlencode()}"
