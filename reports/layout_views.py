"""The layouts that a trust's papers may have: their list, copying one, sharing one as a file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from objectives.current import current_strategy, periods
from objectives.models import Period
from reports.layouts import services
from reports.layouts.forms import LayoutFileForm, LayoutNameForm
from reports.layouts.ready import LayoutRecipe, ready_layouts
from reports.layouts.trust import find_layout, layouts_of
from reports.models import Layout, Paper
from reports.services import draft_paper
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.forms import posted, whole_number


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
    strategy = current_strategy(request)
    begun = [
        period
        for period in (periods(request, strategy) if strategy else [])
        if period.status != Period.Status.PLANNED
    ]
    unused = Layout.objects.for_trust(request.trust).filter(is_archived=True)
    archived = set(unused.values_list("key", flat=True))
    lines = [
        {
            "recipe": recipe,
            "is_ready": key in ready,
            "is_archived": key in archived,
            "name_form": LayoutNameForm(auto_id=f"id_{key}_own_%s", initial={"name": recipe.name}),
            "papers": papers.get(key, []),
            "copy_form": LayoutNameForm(auto_id=f"id_{key}_%s", initial={"name": ""}),
        }
        for key, recipe in layouts_of(request.trust, with_archived=True).items()
    ]
    # A trust's own are what it looks for here; what it uses no longer comes last.
    lines.sort(key=lambda line: (line["is_archived"], line["is_ready"]))
    context = {
        "nav_current": "paper_list",
        "lines": lines,
        "form": form,
        "latest": begun[0] if begun else None,
    }
    return render(request, "reports/layout_list.html", context, status=status)


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def layout_copy(request: TrustRequest, layout: str) -> HttpResponse:
    """Copy a layout under a name of the trust's own, to change it."""
    recipe = _recipe(request, layout)
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
            return _after_copying(request, layout, made)
    return _refused(request, "Nothing was copied.", form)


def _recipe(request: TrustRequest, layout: str) -> LayoutRecipe:
    """The layout with that key, ready or the trust's own. Raises Http404."""
    recipe = find_layout(request.trust, layout)
    if recipe is None:
        raise Http404("There is no such layout.")
    return recipe


def _refused(request: TrustRequest, what: str, form: LayoutNameForm) -> HttpResponse:
    """Back to the list, which says what was not done, and why."""
    reasons = " ".join(str(error) for errors in form.errors.values() for error in errors)
    messages.error(request, f"{what} {reasons}")
    return redirect("layout_list", request.trust.code)


def _after_copying(request: TrustRequest, layout: str, made: Layout) -> HttpResponse:
    """To the editor, where it was copied there: with the draft's words, at the same part."""
    given = request.POST.get("period", "")
    own = Period.objects.for_trust(request.trust)
    period = own.filter(pk=whole_number(given)).first()
    if period is None:
        return redirect("layout_list", request.trust.code)
    papers = Paper.objects.filter(period=period, layout=layout, status=Paper.Status.DRAFT)
    if like := papers.first():
        draft_paper(period=period, layout=made.key, by=request.user, like=like)
    url = reverse("paper_edit", args=[request.trust.code, period.pk, made.key])
    part = request.POST.get("part", "")
    return redirect(f"{url}?{urlencode({'part': part})}" if part else url)


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
@edits
def layout_change(request: TrustRequest, layout: str) -> HttpResponse:
    """Give a layout of the trust's own another name, or say whether new papers may have it."""
    layouts = locked(request, Layout.objects.for_trust(request.trust))
    own = get_object_or_404(layouts, key=layout)
    do = request.POST.get("do", "rename")
    if do in ("archive", "restore"):
        services.change_layout(layout=own, is_archived=do == "archive", by=request.user)
        told = "is no longer used" if do == "archive" else "can be used again"
        messages.success(request, f"“{own.name}” {told}.")
        return redirect("layout_list", request.trust.code)
    form = LayoutNameForm(posted(request), initial={"name": own.name})
    if form.is_valid():
        if conflict := form.conflict(request.POST):
            url = reverse("layout_list", args=[request.trust.code])
            saved = last_saved(own.history)
            return conflict_page(request, conflict, what=own.name, url=url, saved=saved)
        try:
            services.change_layout(layout=own, name=form.cleaned_data["name"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"It is called “{own.name}” now.")
            return redirect("layout_list", request.trust.code)
    return _refused(request, "Nothing was changed.", form)


@require_safe
@trust_view(Permission.PUBLISH_PAPERS)
def layout_file(request: TrustRequest, layout: str) -> HttpResponse:
    """A layout as a file, for another trust or another day."""
    recipe = _recipe(request, layout)
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
