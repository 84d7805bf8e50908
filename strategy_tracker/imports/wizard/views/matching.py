"""Steps 2 and 3: what we found in the workbook, and putting right how it is read."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.imports import services, tasks
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.giving_way import saying_when_busy
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.imports.read.archive import Refused
from strategy_tracker.imports.read.sheet import Area, Sheet, clean_text
from strategy_tracker.imports.wizard import change_display, marking, match_display
from strategy_tracker.imports.wizard.forms import NEW, TargetForm
from strategy_tracker.imports.wizard.options import read_choices
from strategy_tracker.imports.wizard.picture import (
    Picture,
    Window,
    crop,
    draw,
    parse_address,
    start_of,
)
from strategy_tracker.imports.wizard.views.shared import (
    MATCH,
    SHEETS,
    find_run,
    go_home,
    go_on,
    steps,
)

# What was found at the cells of one sheet; the rest is listed with the changes.
_MOST_FINDINGS = 40
_KEPT_FOR = 60 * 60
_LONGEST_KEY = 18
CHECK, SHEET, SAVE, BACK = "check", "sheet:", "save-profile", "back"


@require_http_methods(["GET", "POST"])
@trust_view(Permission.IMPORT)
def import_sheets(request: TrustRequest, pk: int) -> HttpResponse:
    """Step 2: each sheet as a picture of itself, with what was recognised outlined and named.

    There it can be marked otherwise.
    """
    run = find_run(request, pk)
    if run.status != ImportRun.Status.PREVIEWED:
        return go_home(run)
    if request.method == "POST":
        return _save_mark(request, run)
    context = _sheet_context(request, run) | {"steps": steps(SHEETS, run)}
    title, words = context["title"], run.changes["words"]
    context |= {
        "is_sure": not context["to_do"],
        "marks": marking.MARKS,
        "made": marking.mark_rows(_marks(run, title), run.changes, title),
        "holds": marking.kinds_held(words),
        "chosen_mark": request.GET.get("mark", "") or marking.MARKS[0][0],
        "chosen_holds": request.GET.get("holds", "") or "action",
        "can_mark": context["picture"] is not None,
        "digest": run.summary["digest"],
        "cells": change_display.cell_account(run.changes),
    }
    return render(request, "imports/import_sheets.html", context)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.IMPORT)
def import_match(request: TrustRequest, pk: int) -> HttpResponse:
    """Step 3: what each column, block and colour is, and the questions that only people know."""
    run = find_run(request, pk)
    if run.status != ImportRun.Status.PREVIEWED:
        return go_home(run)
    if request.method == "POST":
        return _save_matching(request, run)
    context = _sheet_context(request, run)
    regions = context["regions"]
    context |= {
        "steps": steps(MATCH, run),
        "read_regions": [region for region in regions if region["holds"]],
        "left_regions": [region for region in regions if not region["holds"]],
        "legend": match_display.legend_rows(run.changes),
        "questions": match_display.question_rows(run.changes),
        "answered": match_display.answered_rows(
            run.changes, Choices.from_data(run.choices).answers
        ),
        "target_form": _target_form(request, run),
        "can_save_profile": any(region["holds"] for region in run.changes.get("sheets", ())),
        "digest": run.summary["digest"],
        # A step back keeps what is chosen here.
        "saved_by": "matching",
    }
    return render(request, "imports/import_match.html", context)


def _sheet_context(request: TrustRequest, run: ImportRun) -> dict[str, Any]:
    """What steps 2 and 3 both show of the sheet that the address names, or of the first."""
    titles = match_display.sheet_titles(run.changes)
    title = request.GET.get("sheet", "")
    title = title if title in titles else _first_to_look_at(run, titles)
    findings = match_display.findings_of(run.changes, title)
    return {
        "nav_current": "import_list",
        "run": run,
        "changes": run.changes,
        "title": title,
        "profiles": run.summary.get("profiles", []) if run.profile is None else [],
        "found": match_display.say_found(run.changes) or "Nothing that we know was recognised.",
        "to_do": match_display.say_to_do(run.changes),
        "tabs": match_display.sheet_tabs(run.changes, title),
        "regions": match_display.region_rows(run.changes, title),
        "findings": findings[:_MOST_FINDINGS],
        "more_findings": len(findings[_MOST_FINDINGS:]),
        "picture": _picture(run, title, request.GET.get("cell", ""), findings),
        "here": urlencode({"sheet": title}),
    }


def _first_to_look_at(run: ImportRun, titles: list[str]) -> str:
    """The first sheet of which something is read."""
    read = (region["title"] for region in run.changes.get("sheets", ()) if region["holds"])
    return next(read, titles[0] if titles else "")


def _picture(run: ImportRun, title: str, cell: str, findings: list[Any]) -> Picture | None:
    """The part of the sheet that holds `cell`; None when the sheet is no more in the file."""
    window = _window(run, title, parse_address(cell) or (0, 0))
    if window is None:
        return None
    marks = _marks(run, title)
    return draw(
        window,
        match_display.outlined_regions(run.changes, title),
        match_display.pins_of(findings),
        marking.row_tags(marks),
        marking.taken_out(run.changes, title) if marks else (),
    )


def _marks(run: ImportRun, title: str) -> list[Any]:
    """What was marked on the sheet called `title`."""
    return list(Choices.from_data(run.choices).marks.get(title, ()))


def _window(run: ImportRun, title: str, at: tuple[int, int]) -> Window | None:
    """From what the file held, which is gone through once for a while and not for every cell."""
    used: Area | None = caches["sheets"].get(_key(run, title))
    window = caches["sheets"].get(_key(run, title, *start_of(used, at))) if used else None
    if window is None and run.file:
        for sheet in _sheets_of(run):
            cropped = crop(sheet, at if sheet.title == title else (0, 0))
            area = cropped.area
            caches["sheets"].set(_key(run, sheet.title), cropped.used, _KEPT_FOR)
            caches["sheets"].set(_key(run, sheet.title, area.top, area.left), cropped, _KEPT_FOR)
            window = cropped if sheet.title == title else window
    return window


def _sheets_of(run: ImportRun) -> list[Sheet]:
    """The sheets of the run's file; none where it can be read no more, and then no picture."""
    try:
        return services.workbook_of(run).sheets
    except Refused:
        return []


def _key(run: ImportRun, title: str, *start: int) -> str:
    """Of the part of a sheet that begins there; without `start`, of the area that is used."""
    # A title may have any letters and any number of them, and a key may not.
    name = hashlib.sha256(title.encode()).hexdigest()
    return ":".join(["import", run.file_sha256, name, *map(str, start)])


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


# What was sent


def _save_mark(request: TrustRequest, run: ImportRun) -> HttpResponse:
    """Put a mark on the picture, or take one back, and read the sheet again."""
    title = request.POST.get("sheet", "")
    do, holds = request.POST.get("mark", ""), request.POST.get("holds", "")
    place = clean_text(request.POST.get("at") or request.POST.get("place", ""))
    chosen = {"sheet": title, "mark": do, "holds": holds}
    if request.POST.get("digest") != run.summary["digest"]:
        messages.warning(
            request,
            "What you marked was not kept: this sheet was changed in another window since you "
            "opened it. Look it over as it is now.",
        )
        return go_on(run, "import_sheets", **chosen)
    try:
        marks = _changed_marks(request, run, title, do, place, holds)
        with saying_when_busy(Refused):
            run = tasks.start_refresh(
                run=run,
                strategy_title=run.strategy_title,
                period_label=run.period_label,
                choices=Choices(marks={title: marks}),
                by=request.user,
            )
    except (ValueError, Refused) as error:
        messages.error(request, str(error))
        return go_on(run, "import_sheets", **chosen)
    if run.status != ImportRun.Status.PREVIEWED:
        return go_on(run, "import_sheets")
    row = marking.first_row(place)
    where = {"cell": f"A{row}"} if row else {}
    anchor = f"#row-{row}" if row else "#marks"
    return redirect(go_on(run, "import_sheets", **chosen, **where)["Location"] + anchor)


def _changed_marks(
    request: TrustRequest, run: ImportRun, title: str, do: str, place: str, holds: str
) -> list[Any]:
    """The marks of a sheet as they are to be. Raises ValueError with a sentence."""
    kept = _marks(run, title)
    back = request.POST.get("back", "")
    if back:
        return [mark for number, mark in enumerate(kept) if str(number) != back]
    sheet = next((sheet for sheet in _sheets_of(run) if sheet.title == title), None)
    if sheet is None:
        raise ValueError("The file is no longer kept, so nothing can be marked on its sheets.")
    return list(marking.marked(kept, do, place, holds, sheet))


def _save_matching(request: TrustRequest, run: ImportRun) -> HttpResponse:
    """Keep what was said and go where the button leads: on, to another sheet, or back here."""
    do = request.POST.get("do", CHECK)
    if request.POST.get("digest") != run.summary["digest"]:
        messages.warning(
            request,
            "What you sent was not kept: this matching was changed in another window since you "
            "opened it. Look it over as it is now.",
        )
        return redirect("import_match", request.trust.code, run.pk)
    kept = _keep(request, run, do)
    is_kept = kept is not None
    if kept and do == SAVE:
        is_kept = _save_profile(request, kept)
    if kept and is_kept and do == CHECK:
        return go_on(kept, "import_preview")
    if kept and do == BACK:
        return go_on(kept, "import_sheets", sheet=request.POST.get("sheet", ""))
    title = do.removeprefix(SHEET) if do.startswith(SHEET) else request.POST.get("sheet", "")
    return go_on(kept or run, "import_match", sheet=title)


def _keep(request: TrustRequest, run: ImportRun, do: str) -> ImportRun | None:
    """Read the workbook again as it was said, where anything new was; None with a message."""
    form = TargetForm(request.POST, trust=request.trust)
    try:
        # On the way to another sheet nobody has agreed to our guesses yet.
        posted = {name: clean_text(str(value)) for name, value in request.POST.items()}
        said = Choices.from_data(run.choices)
        choices = read_choices(run.changes, posted, said, guesses=do == CHECK)
    except ValueError as error:
        messages.error(request, str(error))
        return None
    title, period = run.strategy_title, run.period_label
    if form.is_valid():
        title, period = form.cleaned_data["strategy_title"], form.cleaned_data["period"]
    if choices != Choices() or (title, period) != (run.strategy_title, run.period_label):
        try:
            with saying_when_busy(Refused):
                run = tasks.start_refresh(
                    run=run,
                    strategy_title=title,
                    period_label=period,
                    choices=choices,
                    by=request.user,
                )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return None
    if form.is_valid() or do != CHECK:
        return run
    sentences = [error for errors in form.errors.values() for error in errors]
    messages.error(request, " ".join(map(str, sentences)))
    return None


def _save_profile(request: TrustRequest, run: ImportRun) -> bool:
    name = clean_text(request.POST.get("profile_name", "")).strip()
    if not name:
        messages.error(request, "Give the profile a name.")
        return False
    try:
        with saying_when_busy(ValidationError):
            profile = services.save_profile(run=run, name=name, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, f"This matching is kept as the profile “{profile.name}”.")
    return True


@require_POST
@trust_view(Permission.IMPORT)
def import_use_profile(request: TrustRequest, pk: int) -> HttpResponse:
    """Read the waiting workbook by one of the trust's profiles."""
    run = find_run(request, pk)
    if run.status != ImportRun.Status.PREVIEWED:
        return go_home(run)
    chosen = request.POST.get("profile", "")
    # No key has more figures, and Python makes no number of thousands.
    if not chosen.isdecimal() or len(chosen) > _LONGEST_KEY:
        raise Http404("No profile was named.")
    profile = get_object_or_404(ImportProfile.objects.for_trust(request.trust), pk=int(chosen))
    try:
        with saying_when_busy(Refused):
            run = tasks.start_use_profile(run=run, profile=profile, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import_match", request.trust.code, run.pk)
    messages.success(request, f"The workbook is read by the profile “{profile.name}”.")
    is_sure = run.status == ImportRun.Status.PREVIEWED and not match_display.say_to_do(run.changes)
    return go_on(run, "import_preview" if is_sure else "import_match")
