"""Steps 4 and 5: everything an import would do, doing it, and the report of what was done."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.forms import people_without_login
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.imports import tasks
from strategy_tracker.imports.changeset import UNCHANGED
from strategy_tracker.imports.giving_way import saying_when_busy
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.wizard import change_display, match_display
from strategy_tracker.imports.wizard.views.shared import (
    APPLY,
    CHECK,
    FILE,
    PAGE,
    SHEETS,
    Status,
    find_run,
    go_home,
    go_on,
    steps,
)

_DONE = APPLY + 1
_AFTER_READING = ("import_sheets", "import_match", "import_preview")


@require_GET
@trust_view(Permission.IMPORT)
def import_preview(request: TrustRequest, pk: int) -> HttpResponse:
    """Step 4: everything the import would do, and what must be put right first."""
    run = find_run(request, pk)
    if run.status not in (Status.PREVIEWED, Status.REFUSED, Status.DISCARDED):
        return go_home(run)
    if not run.changes:
        why = run.summary.get("refused") or run.summary.get("removed", "")
        context = {"nav_current": "import_list", "run": run, "steps": steps(FILE), "why": why}
        return render(request, "imports/import_refused.html", context)
    is_waiting = run.status == Status.PREVIEWED
    questions = match_display.question_rows(run.changes) if is_waiting else []
    context = _changes_context(request, run) | {
        "steps": steps(CHECK, run),
        "is_waiting": is_waiting,
        "is_empty": run.summary["is_empty"],
        "stopping": run.summary["stopping"],
        "questions": questions,
        "failed": run.summary.get("failed", ""),
        "can_apply": is_waiting and not run.summary["stopping"] and not run.summary["is_empty"],
        "digest": run.summary["digest"],
    }
    return render(request, "imports/import_preview.html", context)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.IMPORT)
def import_apply(request: TrustRequest, pk: int) -> HttpResponse:
    """Step 5: write it all, or nothing. A second click finds it done.

    Who comes back here from signing in again, and so without having sent the form, is shown
    how far the import is.
    """
    run = find_run(request, pk)
    if request.method == "GET" or run.status not in (Status.PREVIEWED, Status.DISCARDED):
        return go_home(run)
    if request.POST.get("digest", run.summary["digest"]) != run.summary["digest"]:
        messages.warning(
            request,
            "Nothing was written: the import was changed in another window since you opened "
            "this page. What follows is what it would do now.",
        )
        return go_home(run)
    return _start(request, run)


def _start(request: TrustRequest, run: ImportRun) -> HttpResponse:
    """Begin to apply, and go to where that is seen."""
    guess = request.POST.get("guess") == "yes"
    if run.changes.get("questions") and not guess:
        messages.error(
            request,
            "Nothing was written: questions are open. Answer them, or tick that our best "
            "guesses will do.",
        )
        return go_home(run)
    try:
        with saying_when_busy(ValidationError):
            run = tasks.start_apply(run=run, guess=guess, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("import_list", request.trust.code)
    if run.status == Status.APPLIED:
        messages.success(request, f"{run.file_name} is in the plan.")
    return go_home(run)


@require_GET
@trust_view(Permission.IMPORT)
def import_progress(request: TrustRequest, pk: int) -> HttpResponse:
    """Reading or writing under way: how far it is. As JSON for the page's script.

    What was read is gone on with at the page that `then` names.
    """
    run = find_run(request, pk, "changes")
    progress = tasks.progress_of(run)
    run.status = progress["status"]
    is_under_way = run.status in (Status.READING, Status.APPLYING)
    if not request.accepts("text/html"):
        return JsonResponse({**progress, "is_under_way": is_under_way})
    if not is_under_way:
        then = request.GET.get("then", "")
        goes_on = run.status == Status.PREVIEWED and then in _AFTER_READING
        return go_on(run, then) if goes_on and "failed" not in run.summary else go_home(run)
    context = {
        "nav_current": "import_list",
        "run": run,
        "progress": progress,
        "is_read": run.status == Status.READING,
        "steps": steps(SHEETS if run.status == Status.READING else APPLY),
    }
    return render(request, "imports/import_progress.html", context)


@require_GET
@trust_view(Permission.IMPORT)
def import_report(request: TrustRequest, pk: int) -> HttpResponse:
    """Step 5, done: what the import did, as long as anybody wants to know."""
    run = find_run(request, pk)
    if run.status not in (Status.APPLIED, Status.UNDONE):
        return go_home(run)
    context = _changes_context(request, run) | {
        "steps": steps(_DONE),
        "without_login": _without_login(request, run) if run.status == Status.APPLIED else 0,
        "guessed": match_display.question_rows(run.changes),
        "can_undo": run.status == Status.APPLIED,
    }
    if "undo" in run.summary:
        context |= change_display.undo_context(run.summary["undo"], run.changes["words"])
    return render(request, "imports/import_report.html", context)


def _without_login(request: TrustRequest, run: ImportRun) -> int:
    """How many people the plan names who cannot sign in; 0 unless this import brought some."""
    if all(proposal["what"] != "person" for proposal in run.changes["proposals"]):
        return 0
    return people_without_login(request.trust).count()


def _changes_context(request: TrustRequest, run: ImportRun) -> dict[str, Any]:
    """What the preview and the report both show: filters and one page of rows."""
    changes = run.changes
    state = request.GET.get("show", "")
    known = [chip.value for chip in change_display.state_chips(changes, "")]
    state = state if state in known else change_display.first_state(changes)
    kind = request.GET.get("kind", "")
    context: dict[str, Any] = {
        "nav_current": "import_list",
        "run": run,
        "changes": changes,
        "said": change_display.summary_of(changes),
        "unchanged": change_display.summary_of(changes, [UNCHANGED]).removesuffix(" unchanged"),
        "not_named": change_display.say_not_named(changes),
        "state": state,
        "chips": change_display.state_chips(changes, state),
        "groups": change_display.proposal_groups(changes),
        "cells": change_display.cell_account(changes),
        "by": run.applied_by or run.uploaded_by or "a command",
        "has_picture": run.status == Status.PREVIEWED,
    }
    if state in (change_display.PROBLEMS, change_display.NOTES):
        problems = change_display.problem_rows(changes, stops=state == change_display.PROBLEMS)
        some = Paginator(problems, PAGE).get_page(request.GET.get("page"))
        return context | {"problems": list(some), "page": some, "query": _query(show=state)}
    rows = change_display.change_rows(changes, state, kind)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [change_display.present_change(change, changes["words"]) for change in page]
    return context | {
        "rows": shown,
        "kinds": change_display.kind_chips(changes, state, kind),
        "page": page,
        "query": _query(show=state, kind=kind),
    }


def _query(**values: str) -> str:
    return urlencode({name: value for name, value in values.items() if value})
