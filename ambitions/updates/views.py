"""Answering for one item: the form, its autosave, the check before submitting, submitting."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ambitions.models import Update
from ambitions.plan.cells import STATUS_TAGS
from ambitions.plan.leads import answers_for
from ambitions.updates.assigned import is_ready_to_submit
from ambitions.updates.conflicts import compare, values_at
from ambitions.updates.context import Answering, read_answering, read_update, saved_words
from ambitions.updates.forms import MAX_CHARACTERS, UpdateForm, values_of
from ambitions.updates.list_view import missing_words
from ambitions.updates.page import (
    address,
    crumbs,
    neighbours,
    page_of,
    previous_period,
    store_key,
)
from ambitions.updates.panels import ratings_given, recovery_words, words_said
from ambitions.updates.services import StaleUpdate, save_draft, submit_update, what_is_missing
from ambitions.updates.status import update_status
from objectives.current import periods
from objectives.models import Period
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import CONFLICT, resolve, who_saved
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import whole_number
from strategy_tracker.ui.markdown import to_html

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@trust_view(Permission.ANSWER_UPDATES)
def update_form(request: TrustRequest, level: str, pk: int) -> HttpResponseBase:
    """Show one item's questions for a period, and take its answers.

    A POST says where to go next by `do`: "next", "check", else here. What cannot be saved
    is shown again as it was typed, with why.
    """
    answering = read_answering(request, level, pk)
    if request.method != "POST":
        return _page(request, answering)
    _may_write(answering)
    if answering.lock_message:
        return _refused(request, answering, request.POST, answering.lock_message)
    data, undecided = resolve(request.POST)
    form = UpdateForm(answering.questions, data)
    if undecided:
        return _both_texts(request, answering, form, undecided)
    return _save_form(request, answering, form)


def _save_form(request: TrustRequest, answering: Answering, form: UpdateForm) -> HttpResponseBase:
    if not form.is_valid():
        return _page(
            request,
            answering,
            values=form.values(),
            errors={name: str(problems[0]) for name, problems in form.errors.items()},
            version=form.version,
            status=UNPROCESSABLE,
        )
    try:
        save_if_changed(request, answering, form)
    except StaleUpdate:
        answering.read_again()
        return _both_texts(request, answering, form)
    except ValidationError as problem:
        return _refused(request, answering, form.values(), " ".join(problem.messages))
    return redirect(_after_saving(request, answering))


def save_if_changed(
    request: TrustRequest, answering: Answering, form: UpdateForm, *, is_autosave: bool = False
) -> bool:
    """Save what differs from what is saved already; whether there was anything to save.

    So a double click, and a form sent with nothing typed in it, write nothing.
    Raises what `save_draft` does.
    """
    saved = values_of(answering.update, answering.questions)
    given = form.values()
    if all(saved.get(name, "") == given[name] for name in form.cleaned_data):
        return False
    save_draft(
        item=answering.item,
        period=cast(Period, answering.period),  # without one it was locked
        answers=form.answers(),
        version=form.version,
        by=request.user,
        is_autosave=is_autosave,
    )
    answering.read_again()
    return True


def _after_saving(request: TrustRequest, answering: Answering) -> str:
    do = request.POST.get("do", "")
    if do == "check":
        return address(request, answering, "update_check")
    if do == "next":
        following = neighbours(request, answering.item).get("next")
        return following["url"] if following else reverse("my_updates", args=[request.trust.code])
    if do == "all":
        item = answering.item
        return f"{reverse('answer_all', args=[request.trust.code])}#{item.level}-{item.pk}"
    messages.success(request, saved_words(answering.update))
    return address(request, answering)


def _may_write(answering: Answering) -> None:
    if not answering.may_write:
        word = inside(answering.item.strategy.lead_word)
        raise PermissionDenied(
            f"Only its {word} and your governance team can answer for “{answering.name}”."
        )


def _page(
    request: TrustRequest,
    answering: Answering,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    context = page_of(request, answering, values=values, errors=errors)
    context["version"] = answering.version if version is None else version
    return render(request, "ambitions/update_form.html", context, status=status)


def _refused(
    request: TrustRequest, answering: Answering, typed: Mapping[str, Any], sentence: str
) -> HttpResponse:
    """The page for reading, with the sentence and every word that was typed, to copy."""
    answering.read_again()
    answering.lock_message = sentence
    saved = values_of(answering.update, answering.questions)
    context = page_of(request, answering)
    context["version"] = answering.version
    context["kept"] = [
        {"id": f"kept-{heading.pk}", "label": heading.label, "text": text}
        for heading in answering.questions.headings
        if (text := str(typed.get(f"heading_{heading.pk}", "")))
        and text.replace("\r\n", "\n") != saved[f"heading_{heading.pk}"]
    ]
    return render(request, "ambitions/update_form.html", context, status=CONFLICT)


def _both_texts(
    request: TrustRequest,
    answering: Answering,
    form: UpdateForm,
    undecided: list[str] | None = None,
) -> HttpResponseBase:
    """Both people's answers side by side; straight on when they do not differ."""
    form.is_valid()
    update = answering.update
    theirs, mine = values_of(update, answering.questions), form.values()
    # What was picked and merged is of what was saved then. Where that has moved on, it is asked
    # anew: an old merge that is kept would save over the words that came since.
    is_as_picked = bool(undecided) and form.version == answering.version
    base_version = _base_version(request, form) if is_as_picked else form.version
    base = values_at(update, base_version, answering.questions) if update else {}
    differences = compare(
        answering.questions,
        mine=mine,
        theirs=theirs,
        base=base,
        chosen=request.POST.dict() if is_as_picked else {},
    )
    if not differences:
        messages.info(request, f"{_who(request, update)} saved the same words. Nothing is lost.")
        return redirect(_after_saving(request, answering))
    names = {difference.name for difference in differences}
    context = {
        "nav_current": "my_updates",
        "context_strategy": answering.item.strategy,
        "context_period": answering.period,
        "answering": answering,
        "item": answering.item,
        "word": answering.item.strategy.word(answering.item.level),
        "update": update,
        "who": _who(request, update),
        "saved_by": (update.saved_by if update else None) or "",
        "when": saved_words(update).split(".")[0].removeprefix("Saved "),
        "differences": differences,
        "undecided": [
            difference for difference in differences if difference.name in (undecided or [])
        ],
        "hidden": [
            ("version", answering.version),
            ("base_version", base_version),
            ("do", request.POST.get("do", "")),
            *((name, mine[name]) for name in mine if name not in names),
        ],
        "is_shown_again": "resolve" in request.POST and not is_as_picked,
        "key": store_key(request, answering),
        "address": address(request, answering),
        "url": address(request, answering),
    }
    return render(request, "ambitions/update_conflict.html", context, status=CONFLICT)


def _base_version(request: TrustRequest, form: UpdateForm) -> int:
    """What the page of both texts was built on, when it is shown again."""
    return whole_number(request.POST.get("base_version", ""), otherwise=form.version)


def _who(request: TrustRequest, update: Update | None) -> str:
    """Who saved last: a name, or that it was the same person in another tab."""
    return who_saved(update.saved_by if update else None, request.user)


@never_cache
@require_POST
@trust_view(Permission.ANSWER_UPDATES)
def update_autosave(request: TrustRequest, level: str, pk: int) -> HttpResponseBase:
    """Save while somebody types, and answer as JSON.

    200 {version, saved, recovery, left, missing, errors, is_ready, status, tag}: saved, but for
    the fields in `errors`; `left` says in words what `missing` (names of fields) is still to
    answer, `status` where the update stands, with the colour of its tag;
    409 {message, conflict}: not saved, for somebody else saved first or the period closed.
    """
    answering = read_answering(request, level, pk)
    _may_write(answering)
    if answering.lock_message:
        return JsonResponse({"message": answering.lock_message, "conflict": False}, status=CONFLICT)
    form = UpdateForm(answering.questions, request.POST)
    form.is_valid()
    try:
        save_if_changed(request, answering, form, is_autosave=True)
    except StaleUpdate:
        answering.read_again()
        message = f"{_who(request, answering.update)} saved this update too."
        return JsonResponse({"message": message, "conflict": True}, status=CONFLICT)
    except ValidationError as problem:
        message = " ".join(problem.messages)
        return JsonResponse({"message": message, "conflict": False}, status=CONFLICT)
    return JsonResponse(
        {
            "version": answering.version,
            "saved": saved_words(answering.update),
            "recovery": recovery_words(answering.update, answering.item),
            "errors": {name: str(problems[0]) for name, problems in form.errors.items()},
            **_left(answering),
        }
    )


def _left(answering: Answering) -> dict[str, Any]:
    """What is still to answer, in words and as names of fields, and where the update stands."""
    update, period = answering.update, answering.period
    if update is None or period is None:
        return {"left": "", "missing": []}
    missing = what_is_missing(update)
    asked = answering.questions.count_asked(update.ratings.all())
    status = update_status(update.state, period, timezone.localdate())
    return {
        "left": missing_words(missing, asked),
        "missing": [lack.field for lack in missing],
        "is_ready": is_ready_to_submit(update, missing),
        "status": status.label,
        "tag": STATUS_TAGS[status],
    }


@require_POST
@trust_view(Permission.ANSWER_UPDATES)
def update_preview(request: TrustRequest) -> HttpResponse:
    """The Markdown in `text` as a paper would print it."""
    text = request.POST.get("text", "")[:MAX_CHARACTERS]
    return HttpResponse(to_html(text) or '<p class="st-quiet">Nothing to show yet.</p>')


@never_cache
@require_GET
@trust_view(Permission.ANSWER_UPDATES)
def update_check(request: TrustRequest, level: str, pk: int) -> HttpResponseBase:
    """The update as it will be printed, what it lacks, and the one question before it goes."""
    answering = read_answering(request, level, pk)
    if answering.update is None:
        messages.warning(request, "Nothing has been saved yet. Answer a question first.")
        return redirect(address(request, answering))
    return _check(request, answering)


def _check(
    request: TrustRequest, answering: Answering, status: int = 200, problem: str = ""
) -> HttpResponse:
    update = cast(Update, answering.update)
    before = previous_period(answering.period, periods(request, answering.item.strategy))
    previous = read_update(answering.item, before) if before else None
    missing = what_is_missing(update)
    context = {
        "nav_current": "my_updates",
        "context_strategy": answering.item.strategy,
        "context_period": answering.period,
        "answering": answering,
        "item": answering.item,
        "word": answering.item.strategy.word(answering.item.level),
        "crumbs": crumbs(request, answering.item),
        "update": update,
        "address": address(request, answering),
        "submit_address": address(request, answering, "update_submit"),
        "missing": missing,
        "problem": problem,
        "may_submit": not (answering.lock_message or answering.is_submitted or missing),
        "ratings": ratings_given(update, answering.questions, previous),
        "said": words_said(update, answering.questions, printed=True),
        "recovery_date": long_date(update.recovery_date),
        "recovery_words": recovery_words(update, answering.item),
        "before": before,
    } | neighbours(request, answering.item)
    return render(request, "ambitions/update_check.html", context, status=status)


@require_POST
@trust_view(Permission.ANSWER_UPDATES)
def update_submit(request: TrustRequest, level: str, pk: int) -> HttpResponseBase:
    """Hand the update in. A second click finds it handed in already, and says the same."""
    answering = read_answering(request, level, pk)
    _may_write(answering)
    if answering.update is None:
        messages.warning(request, "Nothing has been saved yet. Answer a question first.")
        return redirect(address(request, answering))
    if answering.lock_message and answering.update.state != Update.State.APPROVED:
        return _check(request, answering, CONFLICT)
    try:
        submit_update(
            update=answering.update,
            version=whole_number(request.POST.get("version", "")),
            by=request.user,
        )
    except StaleUpdate:
        answering.read_again()
        problem = (
            f"{_who(request, answering.update)} saved this update after you opened this page. "
        )
        return _check(request, answering, CONFLICT, problem + "Read it again before you submit it.")
    except ValidationError:
        answering.read_again()
        return _check(request, answering, UNPROCESSABLE)
    if not answers_for(request.user, answering.item):
        messages.success(request, f"Submitted: {answering.name}.")
        return redirect(address(request, answering))
    around = neighbours(request, answering.item)
    left, submitted = around["to_answer_count"], f"Submitted: {answering.name}."
    if around["next"]:
        messages.success(request, f"{submitted} {left} to answer: this is the next.")
        return redirect(around["next"]["url"])
    messages.success(request, f"{submitted} {left} ready to submit." if left else submitted)
    return redirect("my_updates", request.trust.code)
