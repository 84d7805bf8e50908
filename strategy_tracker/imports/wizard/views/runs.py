"""The list of imports, a new one, and throwing one away."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from objectives.current import current_strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.imports import services, tasks
from strategy_tracker.imports.giving_way import saying_when_busy
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.read.archive import Refused
from strategy_tracker.imports.wizard.forms import UploadForm
from strategy_tracker.imports.wizard.options import known_headings
from strategy_tracker.imports.wizard.views.shared import (
    FILE,
    PAGE,
    find_run,
    go_home,
    go_on,
    home_name,
    steps,
)
from strategy_tracker.ui.display import tag
from strategy_tracker.ui.tables import Column, Table

TAGS = {
    ImportRun.Status.READING: "blue",
    ImportRun.Status.PREVIEWED: "yellow",
    ImportRun.Status.APPLYING: "blue",
    ImportRun.Status.APPLIED: "grey",
    ImportRun.Status.UNDONE: "purple",
    ImportRun.Status.REFUSED: "pink",
    ImportRun.Status.DISCARDED: "white",
}


@require_GET
@trust_view(Permission.IMPORT)
def import_list(request: TrustRequest) -> HttpResponse:
    """Earlier imports, latest first."""
    runs = (
        ImportRun.objects.for_trust(request.trust)
        .defer("file", "reading", "changes")
        .select_related("uploaded_by", "applied_by", "undone_by")
    )
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    table = Table(
        _columns(request.trust.code),
        page,
        caption="Earlier imports, latest first",
        css="st-imports",
    )
    context = {
        "nav_current": "import_list",
        "table": table,
        "page": page,
        "kept_days": settings.IMPORT_UPLOADS_KEPT_DAYS,
    }
    return render(request, "imports/import_list.html", context)


def _columns(trust_code: str) -> list[Column[ImportRun]]:
    """None sorts: the list goes on over several pages, latest first."""

    def name(run: ImportRun) -> SafeString:
        is_gone = run.status in (ImportRun.Status.REFUSED, ImportRun.Status.DISCARDED)
        url = reverse(home_name(run), args=[trust_code, run.pk])
        into = format_html('<span class="st-note">into {}</span>', run.strategy_title)
        return format_html(
            "{}{}",
            run.file_name if is_gone else format_html('<a href="{}">{}</a>', url, run.file_name),
            into if run.strategy_title else "",
        )

    return [
        Column(key="file", label="Workbook", value=lambda run: run.file_name, html=name,
               is_row_header=True),
        Column(key="changes", label="What it changes", value=_said, phone="whole"),
        Column(key="by", label="By", value=lambda run: str(
            run.undone_by or run.applied_by or run.uploaded_by or "A command")),
        Column(key="at", label="When", css="st-nowrap",
               value=lambda run: run.undone_at or run.applied_at or run.uploaded_at),
        Column(key="state", label="State", value=lambda run: run.get_status_display(),
               html=lambda run: tag(
                   TAGS[ImportRun.Status(run.status)], run.get_status_display())),
    ]  # fmt: skip


def _said(run: ImportRun) -> str:
    """What an import did, or would do, in one line."""
    if run.status == ImportRun.Status.READING:
        return "Not known yet"
    if "removed" in run.summary:
        return run.summary["removed"]
    if "refused" in run.summary:
        return run.summary["refused"]
    if run.status == ImportRun.Status.PREVIEWED:
        stopping, questions = run.summary.get("stopping", 0), run.summary.get("questions", 0)
        if stopping:
            return f"{stopping:,} {'thing' if stopping == 1 else 'things'} to put right"
        if questions:
            return f"{questions:,} {'question' if questions == 1 else 'questions'} to answer"
    summary = run.summary.get("said", "")
    return summary[:1].upper() + summary[1:] if summary else "Nothing to change"


@require_http_methods(["GET", "POST"])
@trust_view(Permission.IMPORT)
def import_upload(request: TrustRequest) -> HttpResponse:
    """Step 1: the file, and the strategy and period that it may not name."""
    strategy = current_strategy(request)
    initial = {"strategy": str(strategy.pk) if strategy else ""}
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, trust=request.trust)
        run = _upload(request, form) if form.is_valid() else None
        if run:
            return go_on(run, "import_sheets")
    else:
        form = UploadForm(initial=initial, trust=request.trust)
    context = {"nav_current": "import_list", "form": form, "steps": steps(FILE)}
    context["known_headings"] = known_headings()
    status = 200 if request.method == "GET" else 422
    return render(request, "imports/import_upload.html", context, status=status)


def _upload(request: TrustRequest, form: UploadForm) -> ImportRun | None:
    """The run, waiting to be applied; None with the refusal on the form."""
    file = form.cleaned_data["file"]
    try:
        with saying_when_busy(Refused):
            return tasks.start_upload(
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


@require_POST
@trust_view(Permission.IMPORT)
def import_discard(request: TrustRequest, pk: int) -> HttpResponse:
    """Throw a waiting workbook away."""
    run = find_run(request, pk)
    try:
        with saying_when_busy(ValidationError):
            run = services.discard_run(run=run, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return go_home(run)
    if run.status != ImportRun.Status.DISCARDED:
        return go_home(run)
    messages.success(request, f"{run.file_name} was thrown away. Nothing of it was written.")
    return redirect("import_list", request.trust.code)
