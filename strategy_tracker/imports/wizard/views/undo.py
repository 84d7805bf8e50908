"""Taking an import back: what that would do, and doing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.imports import services
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.wizard import change_display
from strategy_tracker.imports.wizard.views.shared import find_run, go_home


@require_http_methods(["GET", "POST"])
@trust_view(Permission.IMPORT)
def import_undo(request: TrustRequest, pk: int) -> HttpResponse:
    """What undoing would take back and what it would leave; then undoing it."""
    run = find_run(request, pk)
    if run.status != ImportRun.Status.APPLIED:
        return go_home(run)
    if request.method == "POST":
        return _undo(request, run)
    report = services.look_at_undo(run).to_data()
    context = {"nav_current": "import_list", "run": run}
    context |= change_display.undo_context(report, run.changes["words"])
    return render(request, "imports/import_undo.html", context)


def _undo(request: TrustRequest, run: ImportRun) -> HttpResponse:
    try:
        services.undo_run(
            run=run, by=request.user, overwrite=frozenset(request.POST.getlist("overwrite"))
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("import_undo", request.trust.code, run.pk)
    messages.success(request, f"The import of {run.file_name} was undone.")
    return redirect("import_report", request.trust.code, run.pk)
