"""Writing a paper and composing its layout: parts, their options, their words, the page.

Every form here works by its own buttons. A script sends the same fields as they change, to the
addresses that end in save/ and move/, which answer as JSON what modules/saving.js understands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reports.access import Shown, asked_for
from reports.compose import compose
from reports.files import FONTS
from reports.frame import style
from reports.layouts import services
from reports.layouts.choices import StrategyChoices
from reports.layouts.forms import LayoutNameForm, PartForm, moved
from reports.layouts.trust import with_words
from reports.mending import findings_of, found_in_parts, told
from reports.models import Layout, LayoutPart, Paper, PaperText
from reports.parts import KINDS, Part
from reports.reading import Plan, read_plan
from reports.services import draft_paper
from reports.write import document
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.dates import clock
from strategy_tracker.ui.forms import whole_number

CONFLICT = 409
PUBLISHED = "This version is published. Begin a new version first."


@dataclass
class TextForm:
    """One text of a part as it is written for one paper, and another's where both were."""

    name: str
    label: str
    is_long: bool
    text: str
    version: int
    saved: str
    theirs: str = ""


@dataclass(frozen=True)
class Editing:
    """What is edited: the paper of a period in a layout, and all parts of that layout.

    `own` is None for a layout that comes with the product, whose parts have no `rows`.
    """

    shown: Shown
    own: Layout | None
    rows: list[LayoutPart]
    parts: list[Part]

    @property
    def left_out(self) -> list[str]:
        paper = self.shown.draft
        return paper.left_out if paper else []

    def part(self, key: str) -> Part:
        """Raises Http404."""
        found = next((part for part in self.parts if part.key == key), None)
        if found is None:
            raise Http404("There is no such part.")
        return found

    def row(self, key: str) -> LayoutPart:
        """A part of a layout of the trust's own. Raises Http404."""
        found = next((row for row in self.rows if row.key == key), None)
        if found is None:
            raise Http404("There is no such part to change.")
        return found


def _asked(request: TrustRequest, period_id: int, layout: str) -> Editing:
    """What is edited. Raises Http404 for a layout that is gone: its papers can be read only."""
    shown = asked_for(request, period_id, layout)
    if shown.recipe is None:
        raise Http404("There is no such layout.")
    own = Layout.objects.for_trust(request.trust).filter(key=shown.layout).first()
    rows = list(LayoutPart.objects.filter(layout=own)) if own else []
    parts = [row.part for row in rows] if own else list(shown.recipe.parts)
    return Editing(shown, own, rows, parts)


@require_safe
@trust_view(Permission.PUBLISH_PAPERS)
def paper_edit(request: TrustRequest, period_id: int, layout: str) -> HttpResponse:
    """The parts of a paper on the left, one of them in the middle, its page on the right."""
    return _editor(request, _asked(request, period_id, layout), request.GET.get("part", ""))


def _editor(
    request: TrustRequest,
    editing: Editing,
    key: str,
    *,
    form: PartForm | None = None,
    typed: Mapping[str, str] | None = None,
    theirs: Mapping[str, services.ChangedMeanwhile] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown, parts = editing.shown, editing.parts
    chosen = next((part for part in parts if part.key == key), parts[0] if parts else None)
    row = next((row for row in editing.rows if chosen and row.key == chosen.key), None)
    if form is None and row is not None:
        form = PartForm(part=row, choices=_choices(editing))
    texts = _texts(chosen, shown.draft, typed or {}, theirs or {}) if chosen else []
    hidden = [row.key for row in editing.rows if not row.is_shown]
    plan = read_plan(shown.period.strategy, shown.period)
    if shown.draft:
        prefetch_related_objects([shown.draft], "texts")
    is_draft = not shown.is_final or shown.draft is not None
    found = findings_of(shown, plan) if is_draft else []
    in_parts = found_in_parts(found)
    context = {
        "nav_current": "paper_list",
        "shown": shown,
        "layout": editing.own,
        "recipe": shown.recipe,
        "parts": [
            {
                "part": part,
                "name": _name(part),
                "is_hidden": part.key in hidden,
                "is_left_out": part.key in editing.left_out,
                "is_chosen": part == chosen,
                "found": in_parts.get(part.key, 0),
            }
            for part in parts
        ],
        "chosen": chosen,
        "kind": KINDS[chosen.kind] if chosen else None,
        "form": form,
        "texts": texts,
        "words_version": _words_version(texts),
        "both": [text for text in texts if text.theirs],
        "is_unsaved": bool(typed),
        "options_version": services.fingerprint_of(row) if row else "",
        "moved": request.GET.get("moved", ""),
        "store_key": f"paper-{request.user.pk}-{shown.period.pk}-{shown.layout}",
        "sign_in_url": reverse(settings.LOGIN_URL),
        "kinds": [(kind.key, kind.name) for kind in KINDS.values()],
        "copy_form": LayoutNameForm(),
        "stylesheets": [FONTS, "css/board-paper.css", "css/board-paper-screen.css"],
    }
    context |= _preview(editing, chosen, plan) if chosen else {}
    if is_draft:
        context["findings"] = told(request, shown, found)
    return render(request, "reports/paper_edit.html", context, status=status)


def _name(part: Part) -> str:
    return part.heading or KINDS[part.kind].name


def _choices(editing: Editing) -> StrategyChoices:
    return StrategyChoices(editing.shown.period.strategy)


def _preview(editing: Editing, chosen: Part, plan: Plan | None = None) -> dict[str, Any]:
    """The chosen part alone, as the paper prints it."""
    shown = editing.shown
    recipe = shown.recipe
    assert recipe is not None  # noqa: S101 - _asked says so
    only = with_words(replace(recipe, parts=(chosen,)), shown.draft, keeps_left_out=True)
    content = compose(shown.period, only, shown.draft, plan=plan)
    return {
        "shown": shown,
        "chosen": chosen,
        "page": document.parts_of(content),
        "style": style(content),
        "is_left_out": chosen.key in editing.left_out,
    }


def _back(
    request: TrustRequest, editing: Editing, key: str = "", moved_by: str = ""
) -> HttpResponseRedirect:
    shown = editing.shown
    url = reverse("paper_edit", args=[request.trust.code, shown.period.pk, shown.layout])
    query = f"?part={key}" if key else ""
    return redirect(f"{url}{query}{f'&moved={moved_by}' if moved_by else ''}")


def _saved(editing: Editing, part: Part, version: str, **more: Any) -> JsonResponse:
    """What a script is told that saved something of a part: with the page as it is now."""
    return JsonResponse(
        {
            "version": version,
            "saved": f"Saved at {clock(timezone.now())}.",
            "errors": {},
            "name": _name(part),
            "page": render_to_string("reports/_part_page.html", _preview(editing, part)),
            **more,
        }
    )


def _not_saved(error: ValidationError, *, conflict: bool) -> JsonResponse:
    told = " ".join(error.messages)
    return JsonResponse({"message": told, "conflict": conflict}, status=CONFLICT)


# The parts of a layout


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_add(request: TrustRequest, period_id: int, layout: str) -> HttpResponse:
    """Add a part at the end of the layout."""
    editing = _asked(request, period_id, layout)
    if editing.own is None:
        raise Http404("This layout cannot be changed.")
    try:
        part = services.add_part(
            layout=editing.own, kind=request.POST.get("kind", ""), by=request.user
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(request, editing)
    return _back(request, editing, part.key)


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_change(request: TrustRequest, period_id: int, layout: str, key: str) -> HttpResponse:
    """Save the options of a part, move it, or take it out."""
    editing = _asked(request, period_id, layout)
    part = editing.row(key)
    do = request.POST.get("do", "save")
    if do in ("up", "down"):
        place = services.place_of(part) + (-1 if do == "up" else 1)
        there = services.move_part(part=part, place=place, by=request.user)
        messages.success(
            request, f"“{_name(part.part)}” is part {there + 1} of {len(editing.rows)}."
        )
        return _back(request, editing, key, do)
    if do == "remove":
        services.remove_part(part=part, by=request.user)
        messages.success(request, f"“{_name(part.part)}” is no longer a part of this layout.")
        return _back(request, editing)
    form = PartForm(request.POST, part=part, choices=_choices(editing))
    if form.is_valid():
        try:
            services.change_part(
                part=part,
                by=request.user,
                seen=request.POST.get("version", ""),
                **_with_move(form.values, do),
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Saved. The page beside shows it.")
            return _back(request, editing, key)
    return _editor(request, editing, key, form=form, status=422)


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


@never_cache
@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_autosave(request: TrustRequest, period_id: int, layout: str, key: str) -> HttpResponse:
    """Save the options of a part as somebody changes them.

    200 {version, saved, errors, name, page, conditions}: saved, or with what is wrong in
    `errors` nothing was; 409 {message, conflict}: somebody else changed them.
    """
    editing = _asked(request, period_id, layout)
    part = editing.row(key)
    seen = request.POST.get("version", "")
    form = PartForm(request.POST, part=part, choices=_choices(editing))
    if not form.is_valid():
        wrong = {name: str(problems[0]) for name, problems in form.errors.items()}
        return JsonResponse({"version": seen, "saved": "", "errors": wrong})
    try:
        part = services.change_part(
            part=part, by=request.user, seen=seen, is_autosave=True, **form.values
        )
    except ValidationError as error:
        conflict = isinstance(error, services.OptionsChangedMeanwhile)
        return _not_saved(error, conflict=conflict)
    again = PartForm(part=part, choices=_choices(editing))
    conditions = {asked.prefix: asked.summary for asked in again.conditions.values()}
    return _saved(editing, part.part, services.fingerprint_of(part), conditions=conditions)


@never_cache
@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_move(request: TrustRequest, period_id: int, layout: str, key: str) -> HttpResponse:
    """Move a part to the place it was dragged to, and answer as JSON: {place}, from 0."""
    editing = _asked(request, period_id, layout)
    given = request.POST.get("place", "")
    place = whole_number(given)
    there = services.move_part(part=editing.row(key), place=place, by=request.user)
    return JsonResponse({"place": there})


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_leave_out(request: TrustRequest, period_id: int, layout: str, key: str) -> HttpResponse:
    """Leave a part out of this paper alone, or take it in again; begins the draft."""
    editing = _asked(request, period_id, layout)
    part = editing.part(key)
    leaves_out = request.POST.get("do") != "take-in"
    try:
        services.leave_out(
            paper=_draft(request, editing), part=key, is_left_out=leaves_out, by=request.user
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        told = "is left out of" if leaves_out else "is in"
        messages.success(request, f"“{_name(part)}” {told} this paper. Other papers have it.")
    return _back(request, editing, key)


def _draft(request: TrustRequest, editing: Editing) -> Paper:
    """The draft, begun where nobody has. Raises ValidationError after publication."""
    shown = editing.shown
    if shown.is_final and shown.draft is None:
        raise ValidationError(PUBLISHED)
    return shown.draft or draft_paper(period=shown.period, layout=shown.layout, by=request.user)


# The words of one paper


def _texts(
    part: Part,
    draft: Paper | None,
    typed: Mapping[str, str],
    theirs: Mapping[str, services.ChangedMeanwhile],
) -> list[TextForm]:
    """The texts of a part as they are saved, with what was `typed` and not saved instead."""
    saved: dict[str, PaperText] = {}
    if draft:
        saved = {row.name: row for row in PaperText.objects.filter(paper=draft, part=part.key)}
    made = []
    for name, label, is_long in KINDS[part.kind].written:
        row = saved.get(name)
        held, version = (row.text, row.version) if row else ("", 0)
        text = TextForm(name, label, is_long, typed.get(name, held), version, held)
        if name in theirs:
            text.theirs = theirs[name].text
        made.append(text)
    return made


def _words_version(texts: list[TextForm]) -> str:
    """What a form of these texts was built on: "text:3:9f86d0818842" for each.

    By the digest a text that was left as it was is told from one that was changed, so that
    what somebody else wrote in it meanwhile stands.
    """
    return " ".join(
        f"{text.name}:{text.version}:{services.digest_of(text.saved)}" for text in texts
    )


def _built_on(given: str) -> dict[str, tuple[int, str]]:
    """By the name of each text, the version and digest that `_words_version` told."""
    found = {}
    for one in given.split():
        name, _, rest = one.partition(":")
        version, _, digest = rest.partition(":")
        number = whole_number(version)
        found[name] = (number, digest)
    return found


def _changed_texts(request: TrustRequest, part: Part) -> dict[str, tuple[str, int]]:
    """What was sent and is not as it was, by name, each with the version it was built on."""
    built_on = _built_on(request.POST.get("version", ""))
    found = {}
    for name, _, _ in KINDS[part.kind].written:
        given = request.POST.get(f"text-{name}")
        if given is None:
            continue
        text = forms.CharField(required=False, strip=False).clean(given).replace("\r\n", "\n")
        version, digest = built_on.get(name, (0, services.digest_of("")))
        if services.digest_of(text) != digest:
            found[name] = (text, version)
    return found


def _save_texts(
    request: TrustRequest,
    editing: Editing,
    part: Part,
    changed: Mapping[str, tuple[str, int]],
    *,
    is_autosave: bool = False,
) -> tuple[Editing, dict[str, services.ChangedMeanwhile]]:
    """Save each text; returns those that somebody else saved meanwhile, which are not.

    Raises ValidationError where the paper takes no words.
    """
    if not changed:
        return editing, {}
    paper = _draft(request, editing)
    theirs = {}
    for name, (text, version) in changed.items():
        try:
            services.save_text(
                paper=paper,
                part=part.key,
                name=name,
                text=text,
                version=version,
                by=request.user,
                is_autosave=is_autosave,
            )
        except services.ChangedMeanwhile as error:
            theirs[name] = error
    return replace(editing, shown=replace(editing.shown, draft=paper)), theirs


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_write(request: TrustRequest, period_id: int, layout: str, key: str) -> HttpResponse:
    """Save the words of a part for this paper, which begins its draft where nobody has."""
    editing = _asked(request, period_id, layout)
    part = editing.part(key)
    typed: dict[str, str] = {}
    try:
        changed = _changed_texts(request, part)
        typed = {name: text for name, (text, _) in changed.items()}
        editing, theirs = _save_texts(request, editing, part, changed)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _editor(request, editing, key, typed=typed, status=CONFLICT)
    if theirs:
        unsaved = {name: typed[name] for name in theirs}
        return _editor(request, editing, key, typed=unsaved, theirs=theirs, status=CONFLICT)
    messages.success(request, "Saved. The page beside shows it.")
    return _back(request, editing, key)


@never_cache
@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def part_write_autosave(
    request: TrustRequest, period_id: int, layout: str, key: str
) -> HttpResponse:
    """Save the words of a part while somebody types.

    200 {version, saved, errors, name, page}; 409 {message, conflict}: not all was saved, for
    somebody else saved the same text first or the paper was published.
    """
    editing = _asked(request, period_id, layout)
    part = editing.part(key)
    try:
        changed = _changed_texts(request, part)
        editing, theirs = _save_texts(request, editing, part, changed, is_autosave=True)
    except ValidationError as error:
        return _not_saved(error, conflict=False)
    if theirs:
        both = ValidationError("Somebody else saved this text too.")
        return _not_saved(both, conflict=True)
    # A text that was left alone keeps what it was built on, though it is another's by now.
    built_on = _built_on(request.POST.get("version", ""))
    texts = {text.name: text for text in _texts(part, editing.shown.draft, {}, {})}
    version = " ".join(
        f"{name}:{number}:{digest}"
        for name, (number, digest) in {
            **built_on,
            **{
                name: (texts[name].version, services.digest_of(texts[name].text))
                for name in changed
            },
        }.items()
    )
    return _saved(editing, part, version)
