"""What every page of an import starts from: the steps across the top, and the import itself."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from strategy_tracker.accounts.access import TrustRequest
from strategy_tracker.imports.models import ImportRun

PAGE = 50
FILE, SHEETS, MATCH, CHECK, APPLY = range(5)
_STEPS = (
    ("Choose the file", ""),
    ("What we found", "import_sheets"),
    ("Match", "import_match"),
    ("Check the changes", "import_preview"),
    ("Apply", ""),
)
Status = ImportRun.Status
# Where an import is to be seen, by how far it has come.
_HOME = {
    Status.READING: "import_progress",
    Status.PREVIEWED: "import_preview",
    Status.APPLYING: "import_progress",
    Status.APPLIED: "import_report",
    Status.UNDONE: "import_report",
    Status.REFUSED: "import_preview",
    Status.DISCARDED: "import_preview",
}


@dataclass(frozen=True)
class Step:
    """One step; `url` leads back to one that was done, "" where there is no way back."""

    number: int
    label: str
    is_done: bool
    is_now: bool
    url: str = ""


def steps(now: int, run: ImportRun | None = None) -> list[Step]:
    """The steps with a tick on those done; `now` is past the last when all are."""
    goes_back = run is not None and run.status == Status.PREVIEWED
    return [
        Step(
            number + 1,
            label,
            number < now,
            number == now,
            reverse(name, args=[run.trust.code, run.pk])
            if run and goes_back and name and number < now
            else "",
        )
        for number, (label, name) in enumerate(_STEPS)
    ]


def find_run(request: TrustRequest, pk: int, *without: str) -> ImportRun:
    """The trust's import without its file, which may be large. Raises Http404."""
    runs = ImportRun.objects.for_trust(request.trust).defer("file", "reading", *without)
    related = ("trust", "uploaded_by", "applied_by", "undone_by", "profile")
    return get_object_or_404(runs.select_related(*related), pk=pk)


def home_name(run: ImportRun) -> str:
    return _HOME[Status(run.status)]


def go_home(run: ImportRun) -> HttpResponse:
    """To the page where the import is to be seen as far as it has come."""
    return redirect(home_name(run), run.trust.code, run.pk)


def go_on(run: ImportRun, name: str, **query: str) -> HttpResponse:
    """To the page called `name`, by way of the page that shows how far reading is."""
    told = {key: value for key, value in query.items() if value}
    if run.status == Status.READING:
        name, told = "import_progress", {"then": name}
    address = reverse(name, args=[run.trust.code, run.pk])
    return redirect(f"{address}?{urlencode(told)}" if told else address)
