"""Importing in the browser: choose the file, check the changes, apply, read the report."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from objectives.current import current_strategy
from strategy_tracker.accounts.access import GOVERNORS, TrustRequest, trust_view
from strategy_tracker.accounts.forms import people_without_login
from strategy_tracker.imports import presenting, services
from strategy_tracker.imports.changeset import UNCHANGED
from strategy_tracker.imports.choosing import known_headings, read_choices
from strategy_tracker.imports.forms import NEW, TargetForm, UploadForm
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.package import Refused

PAGE = 50
STEPS = ("Choose the file", "Check the changes", "Apply")
TAGS = {
    ImportRun.Status.PREVIEWED: "yellow",
    ImportRun.Status.APPLIED: "grey",
    ImportRun.Status.REFUSED: "pink",
    ImportRun.Status.DISCARDED: "white",
}


def _steps(now: int) -> list[dict[str, Any]]:
    """The steps with a tick on those done; `now` counts from 0, past the last when all are."""
    return [
        {"number": number + 1, "label": label, "is_done": number < now, "is_now": number == now}
        for number, label in enumerate(STEPS)
    ]


def _find(request: TrustRequest, pk: int) -> ImportRun:
    runs = ImportRun.objects.for_trust(request.trust).defer("file")
    return get_object_or_404(runs.select_related("uploaded_by", "applied_by"), pk=pk)


@require_GET
@trust_view(GOVERNORS)
def import_list(request: TrustRequest) -> HttpResponse:
    """Earlier imports, latest first."""
    runs = (
        ImportRun.objects.for_trust(request.trust)
        .defer("file", "changes")
        .select_related("uploaded_by", "applied_by")
    )
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "run": run,
            "by": run.applied_by or run.uploaded_by or "A command",
            "at": run.applied_at or run.uploaded_at,
            "said": _said(run),
            "tag": TAGS[ImportRun.Status(run.status)],
            "url_name": "import_report" if run.status == "applied" else "import_preview",
            "is_gone": run.status not in ("applied", "previewed"),
        }
        for run in page
    ]
    context = {"nav_current": "import_list", "rows": rows, "page": page}
    return render(request, "imports/import_list.html", context)


def _said(run: ImportRun) -> str:
    """What an import did, or would do, in one line."""
    stopping = run.summary.get("stopping", 0)
    if run.status == ImportRun.Status.PREVIEWED and stopping:
        return f"{stopping:,} {'thing' if stopping == 1 else 'things'} to put right"
    said = run.summary.get("said", "")
    return said[:1].upper() + said[1:] if said else "Nothing to change"


@require_http_methods(["GET", "POST"])
@trust_view(GOVERNORS)
def import_upload(request: TrustRequest) -> HttpResponse:
    """Step 1: the file, and the strategy and period that it may not name."""
    strategy = current_strategy(request)
    initial = {"strategy": str(strategy.pk) if strategy else ""}
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, trust=request.trust)
        run = _upload(request, form) if form.is_valid() else None
        if run:
            return redirect("import_preview", request.trust.code, run.pk)
    else:
        form = UploadForm(initial=initial, trust=request.trust)
    context = {"nav_current": "import_list", "form": form, "steps": _steps(0)}
    context["known_headings"] = known_headings()
    status = 200 if request.method == "GET" else 422
    return render(request, "imports/import_upload.html", context, status=status)


def _upload(request: TrustRequest, form: UploadForm) -> ImportRun | None:
    """The run, waiting to be applied; None with the refusal on the form."""
    file = form.cleaned_data["file"]
    try:
        return services.upload_run(
            data=file.read(),
            file_name=file.name,
            trust=request.trust,
            strategy_title=form.cleaned_data["strategy_title"],
            period_label=form.cleaned_data["period"],
            by=request.user,
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None


@require_GET
@trust_view(GOVERNORS)
def import_preview(request: TrustRequest, pk: int) -> HttpResponse:
    """Step 2: everything the import would do, and what must be put right first."""
    run = _find(request, pk)
    if run.status == ImportRun.Status.APPLIED:
        return redirect("import_report", request.trust.code, run.pk)
    stopping = run.summary["stopping"]
    context = _changes_context(request, run) | {
        "steps": _steps(1),
        "can_apply": run.status == "previewed" and not stopping and not run.summary["is_empty"],
        "is_waiting": run.status == ImportRun.Status.PREVIEWED,
        "is_empty": run.summary["is_empty"],
        "stopping": stopping,
    }
    if context["is_waiting"]:
        context["target_form"] = _target_form(request, run)
    return render(request, "imports/import_preview.html", context)


def _target_form(request: TrustRequest, run: ImportRun) -> TargetForm:
    """Strategy and period as they were given, to be given otherwise."""
    form = TargetForm(trust=request.trust)
    keys = {title: key for key, title in form.titles.items()}
    key = keys.get(run.strategy_title, NEW if run.strategy_title else "")
    form.initial = {
        "strategy": key,
        "new_strategy": "" if key not in ("", NEW) else run.strategy_title,
        "period": run.period_label,
    }
    return form


@require_POST
@trust_view(GOVERNORS)
def import_change(request: TrustRequest, pk: int) -> HttpResponse:
    """Check the waiting workbook against another strategy or period."""
    run = _find(request, pk)
    form = TargetForm(request.POST, trust=request.trust)
    if form.is_valid():
        services.refresh_run(
            run=run,
            strategy_title=form.cleaned_data["strategy_title"],
            period_label=form.cleaned_data["period"],
            by=request.user,
        )
    else:
        said = [error for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join(map(str, said)))
    return redirect("import_preview", request.trust.code, run.pk)


@require_POST
@trust_view(GOVERNORS)
def import_columns(request: TrustRequest, pk: int) -> HttpResponse:
    """Check the waiting workbook again with its columns read as the person says."""
    run = _find(request, pk)
    try:
        choices = read_choices(run.changes.get("sheets", ()), request.POST.dict())
    except ValueError as error:
        messages.error(request, str(error))
    else:
        services.refresh_run(run=run, choices=choices, by=request.user)
    return redirect("import_preview", request.trust.code, run.pk)


@require_GET
@trust_view(GOVERNORS)
def import_report(request: TrustRequest, pk: int) -> HttpResponse:
    """Step 3, done: what the import did, as long as anybody wants to know."""
    run = _find(request, pk)
    if run.status != ImportRun.Status.APPLIED:
        return redirect("import_preview", request.trust.code, run.pk)
    context = _changes_context(request, run) | {
        "steps": _steps(len(STEPS)),
        "without_login": _without_login(request, run),
    }
    return render(request, "imports/import_report.html", context)


def _without_login(request: TrustRequest, run: ImportRun) -> int:
    """How many people the plan names who cannot sign in; 0 unless this import brought some."""
    if all(one["what"] != "person" for one in run.changes["proposals"]):
        return 0
    return people_without_login(request.trust).count()


def _changes_context(request: TrustRequest, run: ImportRun) -> dict[str, Any]:
    """What the preview and the report both show: filters and one page of rows."""
    changes = run.changes
    state = request.GET.get("show", "")
    known = [chip.value for chip in presenting.state_chips(changes, "")]
    state = state if state in known else presenting.first_state(changes)
    kind = request.GET.get("kind", "")
    context: dict[str, Any] = {
        "nav_current": "import_list",
        "run": run,
        "changes": changes,
        "said": presenting.summary_of(changes),
        "unchanged": presenting.summary_of(changes, [UNCHANGED]).removesuffix(" unchanged"),
        "state": state,
        "chips": presenting.state_chips(changes, state),
        "groups": presenting.proposal_groups(changes),
        "sheets": presenting.sheet_rows(changes),
        "by": run.applied_by or run.uploaded_by or "a command",
    }
    if state in (presenting.PROBLEMS, presenting.NOTES):
        problems = presenting.problem_rows(changes, stops=state == presenting.PROBLEMS)
        some = Paginator(problems, PAGE).get_page(request.GET.get("page"))
        return context | {"problems": list(some), "page": some, "query": _query(show=state)}
    rows = presenting.change_rows(changes, state, kind)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [presenting.present_change(one, changes["words"]) for one in page]
    return context | {
        "rows": shown,
        "kinds": presenting.kind_chips(changes, state, kind),
        "page": page,
        "query": _query(show=state, kind=kind),
    }


def _query(**values: str) -> str:
    return urlencode({name: value for name, value in values.items() if value})


@require_POST
@trust_view(GOVERNORS)
def import_apply(request: TrustRequest, pk: int) -> HttpResponse:
    """Step 3: write it all, or nothing. A second click finds it done."""
    run = _find(request, pk)
    try:
        run = services.apply_run(run=run, by=request.user)
    except services.ImportOutdated:
        services.refresh_run(run=run, by=request.user)
        messages.warning(
            request,
            "Nothing was written: the plan has changed since you checked this workbook. What "
            "follows is what it would do now.",
        )
        return redirect("import_preview", request.trust.code, run.pk)
    except services.ImportStopped:
        services.refresh_run(run=run, by=request.user)
        messages.error(request, "Nothing was written: something must be put right first.")
        return redirect("import_preview", request.trust.code, run.pk)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("import_list", request.trust.code)
    messages.success(request, f"{run.file_name} is in the plan.")
    return redirect("import_report", request.trust.code, run.pk)


@require_POST
@trust_view(GOVERNORS)
def import_discard(request: TrustRequest, pk: int) -> HttpResponse:
    """Throw a waiting workbook away."""
    run = services.discard_run(run=_find(request, pk), by=request.user)
    if run.status == ImportRun.Status.DISCARDED:
        messages.success(request, f"{run.file_name} was thrown away. Nothing of it was written.")
    return redirect("import_list", request.trust.code)
