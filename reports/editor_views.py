"""Writing a paper and composing its layout: parts, their options, their words, the page."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reports.access import Shown, asked_for
from reports.compose import compose
from reports.frame import colour
from reports.layouts import services
from reports.layouts.choices import StrategyChoices
from reports.layouts.forms import LayoutFileForm, LayoutNameForm, PartForm, moved
from reports.layouts.ready import ready_layouts
from reports.layouts.trust import find_layout, layouts_of, with_words
from reports.models import Layout, LayoutPart, Paper, PaperText
from reports.parts import KINDS, Part
from reports.services import draft_paper
from reports.write import document
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission

RESERVED = "layouts"  # the slug of the page that lists layouts


# Layouts


@require_safe
@trust_view(Permission.PUBLISH_PAPERS)
def layout_list(request: TrustRequest) -> HttpResponse:
    """The layouts that papers of the trust may have, and which papers have them."""
    return _layouts(request, LayoutFileForm())


def _layouts(request: TrustRequest, form: LayoutFileForm, status: int = 200) -> HttpResponse:
    papers: dict[str, list[Paper]] = {}
    own = Paper.objects.for_trust(request.trust).defer("content").select_related("period")
    for paper in own.order_by("-period__starts_on", "-version"):
        papers.setdefault(paper.layout, []).append(paper)
    ready = ready_layouts()
    lines = [
        {
            "recipe": recipe,
            "is_ready": key in ready,
            "papers": papers.get(key, []),
            "copy_form": LayoutNameForm(auto_id=f"id_{key}_%s", initial={"name": ""}),
        }
        for key, recipe in layouts_of(request.trust).items()
    ]
    context = {"nav_current": "paper_list", "lines": lines, "form": form}
    return render(request, "reports/layout_list.html", context, status=status)


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def layout_copy(request: TrustRequest, layout: str) -> HttpResponse:
    """Copy a layout under a name of the trust's own, to change it."""
    recipe = find_layout(request.trust, layout)
    if recipe is None:
        raise Http404("There is no such layout.")
    form = LayoutNameForm(request.POST)
    if form.is_valid():
        try:
            made = services.copy_layout(
                trust=request.trust,
                recipe=recipe,
                name=form.cleaned_data["name"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"“{made.name}” is yours to change.")
            back = request.POST.get("period", "")
            if back.isdecimal():
                return redirect("paper_edit", request.trust.code, int(back), made.key)
            return redirect("layout_list", request.trust.code)
    told = " ".join(str(error) for errors in form.errors.values() for error in errors)
    messages.error(request, f"Nothing was copied. {told}")
    return redirect("layout_list", request.trust.code)


@require_safe
@trust_view(Permission.PUBLISH_PAPERS)
def layout_file(request: TrustRequest, layout: str) -> HttpResponse:
    """A layout as a file, for another trust or another day."""
    recipe = find_layout(request.trust, layout)
    if recipe is None:
        raise Http404("There is no such layout.")
    response = HttpResponse(services.layout_as_text(recipe), content_type="application/toml")
    response["Content-Disposition"] = f'attachment; filename="{recipe.key}.toml"'
    return response


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def layout_import(request: TrustRequest) -> HttpResponse:
    """Take in a layout that somebody shared as a file."""
    form = LayoutFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            made = services.import_layout(
                trust=request.trust, text=form.cleaned_data["file"], by=request.user
            )
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            messages.success(request, f"“{made.name}” was taken in.")
            return redirect("layout_list", request.trust.code)
    return _layouts(request, form, status=422)


# The editor


@dataclass
class TextForm:
    """One text of a part as it is written for one paper."""

    name: str
    label: str
    is_long: bool
    text: str
    version: int
    theirs: str = ""


def _asked(request: TrustRequest, period_id: int, layout: str) -> Shown:
    """What is edited. Raises Http404 for a layout that is gone: its papers can be read only."""
    shown = asked_for(request, period_id, layout)
    if shown.recipe is None:
        raise Http404("There is no such layout.")
    return shown


@require_safe
@trust_view(Permission.PUBLISH_PAPERS)
def paper_edit(request: TrustRequest, period_id: int, layout: str) -> HttpResponse:
    """The parts of a paper on the left, one of them in the middle, its page on the right."""
    return _editor(request, _asked(request, period_id, layout), request.GET.get("part", ""))


def _editor(
    request: TrustRequest,
    shown: Shown,
    key: str,
    *,
    form: PartForm | None = None,
    conflict: TextForm | None = None,
    status: int = 200,
) -> HttpResponse:
    own = Layout.objects.for_trust(request.trust).filter(key=shown.layout).first()
    rows = list(LayoutPart.objects.filter(layout=own)) if own else []
    recipe = shown.recipe
    assert recipe is not None  # noqa: S101 - _asked says so
    parts = [row.part for row in rows] if own else list(recipe.parts)
    chosen = next((part for part in parts if part.key == key), parts[0] if parts else None)
    row = next((row for row in rows if chosen and row.key == chosen.key), None)
    if form is None and row is not None:
        form = PartForm(part=row, choices=_choices(shown))
    draft = shown.draft
    context = {
        "nav_current": "paper_list",
        "shown": shown,
        "layout": own,
        "recipe": recipe,
        "parts": [
            {
                "part": part,
                "name": part.heading or KINDS[part.kind].name,
                "is_shown": not rows or rows[number].is_shown,
                "is_chosen": part == chosen,
            }
            for number, part in enumerate(parts)
        ],
        "chosen": chosen,
        "kind": KINDS[chosen.kind] if chosen else None,
        "form": form,
        "texts": _texts(chosen, draft, conflict) if chosen else [],
        "conflict": conflict,
        "kinds": [(kind.key, kind.name) for kind in KINDS.values()],
        "copy_form": LayoutNameForm(),
        "stylesheets": ["css/board-paper.css", "css/board-paper-screen.css"],
    }
    context |= _preview(shown, chosen, draft) if chosen else {}
    return render(request, "reports/paper_edit.html", context, status=status)


def _preview(shown: Shown, chosen: Part, draft: Paper | None) -> dict[str, Any]:
    """The chosen part alone, as the paper prints it."""
    recipe = shown.recipe
    assert recipe is not None  # noqa: S101 - _asked says so
    only = with_words(replace(recipe, parts=(chosen,)), draft)
    content = compose(shown.period, only, draft)
    return {
        "page": document.parts_of(content),
        "colour": colour(content),
    }


def _texts(part: Part, draft: Paper | None, conflict: TextForm | None) -> list[TextForm]:
    saved: dict[str, PaperText] = {}
    if draft:
        saved = {row.name: row for row in PaperText.objects.filter(paper=draft, part=part.key)}
    made = []
    for name, label, is_long in KINDS[part.kind].written:
        row = saved.get(name)
        text = TextForm(name, label, is_long, row.text if row else "", row.version if row else 0)
        if conflict and conflict.name == name:
            text = replace(text, text=conflict.text, version=conflict.version)
            text.theirs = conflict.theirs
        made.append(text)
    return made


def _back(request: TrustRequest, shown: Shown, key: str = "") -> HttpResponseRedirect:
    url = reverse("paper_edit", args=[request.trust.code, shown.period.pk, shown.layout])
    return redirect(f"{url}?part={key}" if key else url)


def _part_of(request: TrustRequest, layout: str, key: str) -> LayoutPart:
    """A part of a layout of the trust's own. Raises Http404."""
    rows = LayoutPart.objects.for_trust(request.trust).select_related("layout")
    part: LayoutPart = get_object_or_404(rows, layout__key=layout, key=key)
    return part


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_add(request: TrustRequest, period_id: int, layout: str) -> HttpResponse:
    """Add a part at the end of the layout."""
    shown = _asked(request, period_id, layout)
    own = get_object_or_404(Layout.objects.for_trust(request.trust), key=layout)
    try:
        part = services.add_part(layout=own, kind=request.POST.get("kind", ""), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(request, shown)
    return _back(request, shown, part.key)


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_change(request: TrustRequest, period_id: int, layout: str, key: str) -> HttpResponse:
    """Save the options of a part, move it, or take it out."""
    shown = _asked(request, period_id, layout)
    part = _part_of(request, layout, key)
    do = request.POST.get("do", "save")
    if do in ("up", "down"):
        services.move_part(part=part, by_places=-1 if do == "up" else 1, by=request.user)
        return _back(request, shown, key)
    if do == "remove":
        services.remove_part(part=part, by=request.user)
        messages.success(request, f"“{part}” is no longer a part of this layout.")
        return _back(request, shown)
    form = PartForm(request.POST, part=part, choices=_choices(shown))
    if form.is_valid():
        values = _with_move(form.values, do)
        try:
            services.change_part(part=part, by=request.user, **values)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Saved. The page beside shows it.")
            return _back(request, shown, key)
    return _editor(request, shown, key, form=form, status=422)


def _choices(shown: Shown) -> StrategyChoices:
    return StrategyChoices(shown.period.strategy)


def _with_move(values: dict[str, Any], do: str) -> dict[str, Any]:
    """What was chosen, with one of an ordered list moved: "up option-columns title"."""
    way, _, rest = do.partition(" ")
    name, _, key = rest.partition(" ")
    options = values["options"]
    chosen = options.get(name.removeprefix("option-"))
    if way not in ("up", "down") or not isinstance(chosen, list):
        return values
    changed = moved(chosen, key, -1 if way == "up" else 1)
    return {**values, "options": {**options, name.removeprefix("option-"): changed}}


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_write(request: TrustRequest, period_id: int, layout: str, key: str) -> HttpResponse:
    """Save the words of a part for this paper, which begins its draft where nobody has."""
    shown = _asked(request, period_id, layout)
    known = {part.key: part for part in shown.recipe.parts} if shown.recipe else {}
    if key not in known:
        raise Http404("There is no such part.")
    if shown.is_final and shown.draft is None:
        messages.error(request, "This version is published. Begin a new version first.")
        return _back(request, shown, key)
    paper = shown.draft or draft_paper(period=shown.period, layout=layout, by=request.user)
    for name, label, is_long in KINDS[known[key].kind].written:
        if f"text-{name}" not in request.POST:
            continue
        text = forms.CharField(required=False, strip=False).clean(request.POST[f"text-{name}"])
        text = text.replace("\r\n", "\n")
        given = request.POST.get(f"version-{name}", "")
        version = int(given) if given.isdecimal() and len(given) < 9 else 0
        try:
            services.save_text(
                paper=paper, part=key, name=name, text=text, version=version, by=request.user
            )
        except services.ChangedMeanwhile as error:
            conflict = TextForm(name, label, is_long, text, error.version, error.text)
            now = replace(shown, draft=paper)
            return _editor(request, now, key, conflict=conflict, status=409)
    messages.success(request, "Saved. The page beside shows it.")
    return _back(request, shown, key)
