"""Papers on screen: the list, a paper with its draft's tools, its files, and publishing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambitions.models import Measure
from ambitions.plan.cells import Links
from ambitions.plan.reader import Node, read_outline
from ambitions.rounds.picture import whole
from ambitions.rounds.progress import moved
from ambitions.updates.corrections import corrections_of
from ambitions.visibility import is_reader
from objectives.calendar import periods_until
from objectives.current import current_period, current_strategy, periods, usual_period
from objectives.models import Period, Strategy
from reports import files
from reports import render as paper_render
from reports.access import Shown, asked_for
from reports.compose import title_of
from reports.forms import PaperForm
from reports.items import find_item
from reports.layouts.ready import LayoutRecipe
from reports.layouts.trust import layouts_of
from reports.mending import findings_of, told
from reports.models import Paper
from reports.models.paper import LONGEST_REASON
from reports.readiness import Finding
from reports.reading import Plan, read_plan
from reports.redact import PUBLIC, changes_between, public
from reports.services import (
    NO_CHANGE,
    NO_REASON,
    content_of,
    draft_content,
    draft_paper,
    publish_paper,
)
from risks.models import Risk
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, lock
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.background import worker
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.forms import posted


def address(request: TrustRequest, name: str, period: Period, layout: str) -> str:
    """The address of one of the views below for a paper on `period` in `layout`."""
    return reverse(name, args=[request.trust.code, period.pk, layout])


# The list


@dataclass(frozen=True)
class Line:
    """One paper of the list, ready to print."""

    url: str
    title: str
    state: str
    tag: str
    note: str


@require_safe
@trust_view()
def paper_list(request: TrustRequest) -> HttpResponse:
    """The papers of each period, latest first; what can be begun of the period that is chosen;
    and how the whole strategy stands. A reader sees what is published."""
    strategy = current_strategy(request)
    own = periods(request, strategy) if strategy else []
    begun = [period for period in own if period.status != Period.Status.PLANNED]
    papers: dict[tuple[int, str], list[Paper]] = {}
    for paper in Paper.objects.filter(period__in=begun).defer("content").order_by("-version"):
        papers.setdefault((paper.period_id, paper.layout), []).append(paper)
    layouts = layouts_of(request.trust)
    groups = [
        (period, lines) for period in begun if (lines := _lines(request, period, layouts, papers))
    ]
    context = {
        "nav_current": "paper_list",
        "strategy": strategy,
        "groups": groups,
        **(_to_begin(request, begun, layouts, papers)),
        **(_whole(request, strategy, begun) if strategy and begun else {}),
    }
    return render(request, "reports/paper_list.html", context)


def _lines(
    request: TrustRequest,
    period: Period,
    layouts: dict[str, LayoutRecipe],
    papers: dict[tuple[int, str], list[Paper]],
) -> list[Line]:
    """The papers of a period that are begun or published, in the order of the layouts."""
    own = {layout: some for (of, layout), some in papers.items() if of == period.pk}
    known = [*(key for key in layouts if key in own), *(key for key in own if key not in layouts)]
    lines = (_line(request, period, key, layouts.get(key), own[key]) for key in known)
    return [line for line in lines if line]


def _line(
    request: TrustRequest,
    period: Period,
    layout: str,
    recipe: LayoutRecipe | None,
    papers: list[Paper],
) -> Line | None:
    finals = [paper for paper in papers if paper.is_final]
    shown = None if is_reader(request.membership) else papers[0]
    shown = shown or (finals[0] if finals else None)
    if shown is None:
        return None
    url = address(request, "paper_page", period, layout)
    label = recipe.name if recipe else layout
    held = ", ".join(part for part in (shown.meeting, long_date(shown.meeting_date)) if part)
    name = f"{label}: {shown.title}" if shown.title else label
    if shown.is_final:
        told = f"Version {shown.version}, published {long_date(shown.frozen_at)}"
        return Line(url, name, "Published", "grey", _joined(told, held))
    told = f"Version {finals[0].version} is published" if finals else "Reads live data"
    return Line(url, name, "Draft", "yellow", _joined(told, held))


def _to_begin(
    request: TrustRequest,
    own: Sequence[Period],
    layouts: dict[str, LayoutRecipe],
    papers: dict[tuple[int, str], list[Paper]],
) -> dict[str, Any]:
    """The papers of the chosen period that nobody has begun; none for a reader."""
    chosen = current_period(request)
    period = chosen if chosen in own else usual_period(own)
    if period is None or is_reader(request.membership):
        return {}
    return {
        "begin_period": period,
        "to_begin": [
            (address(request, "paper_page", period, key), recipe.name)
            for key, recipe in layouts.items()
            if (period.pk, key) not in papers
        ],
    }


def _whole(request: TrustRequest, strategy: Strategy, own: Sequence[Period]) -> dict[str, Any]:
    """The picture of the strategy and what got worse: at the chosen period, or for a reader at
    the latest up to it that is closed."""
    for_reader = is_reader(request.membership)
    chosen = current_period(request, strategy)
    known = periods_until(own, chosen) if chosen else []
    shown = [period for period in known if period.is_closed or not for_reader][:2]
    if not shown:
        return {}
    outline = read_outline(strategy, shown[::-1], for_reader=for_reader)
    links = Links(request.trust.code)
    at = f"?period={shown[0].pk}"
    plan_url = reverse("plan", args=[request.trust.code]) + at

    def url_of(node: Node) -> str:
        return f"{links.item(node.level, node.item.pk)}{at}#period-{shown[0].pk}"

    return {**whole(outline, links, plan_url), "moved": moved(outline, url_of)}


def _joined(*parts: str) -> str:
    return ". ".join(part for part in parts if part) + "."


# One paper


@require_safe
@trust_view()
def paper_page(request: TrustRequest, period_id: int, layout: str) -> HttpResponse:
    """The paper as a page; for governance, with the tools of a draft beside it."""
    shown = asked_for(request, period_id, layout)
    return _page(request, shown, PaperForm(instance=shown.paper))


def _page(request: TrustRequest, shown: Shown, form: PaperForm, status: int = 200) -> HttpResponse:
    # A draft and what it still lacks are made of one reading of the plan.
    plan = None if shown.is_final else read_plan(shown.period.strategy, shown.period)
    audience = _audience(request)
    content = None
    if shown.paper is not None and shown.is_final:
        page = files.published_page(shown.paper, audience)
    else:
        if shown.draft:
            prefetch_related_objects([shown.draft], "texts")
        content = _content(shown, plan)
        page = files.page_of(content, shown.period, audience)
    governs = request.membership.may(Permission.PUBLISH_PAPERS)
    tools = governs and not shown.is_final
    version: dict[str, str] = {"version": str(shown.paper.version)} if shown.paper else {}
    to_public = f"?{urlencode({**version, 'audience': PUBLIC})}"
    to_whole = f"?{urlencode(version)}" if version else ""
    query = to_public if page.is_public else to_whole
    other = to_whole if page.is_public else to_public
    return render(
        request,
        "reports/paper_page.html",
        {
            "nav_current": "paper_list",
            "shown": shown,
            "title": page.title,
            "body": page.body,
            "style": page.style,
            "is_a3": page.is_a3,
            "stylesheets": page.stylesheets,
            "print_rules": page.print_rules,
            "form": form if tools else None,
            "findings": told(request, shown, findings_of(shown, plan, content)) if tools else [],
            "reason": shown.paper.reason if governs and shown.paper else "",
            "accepted": shown.paper.accepted if governs and shown.paper else [],
            "may_begin": governs and shown.is_final and shown.draft is None,
            "pdf_url": address(request, "paper_pdf", shown.period, shown.layout) + query,
            "html_url": address(request, "paper_html", shown.period, shown.layout) + query,
            "json_url": address(request, "paper_json", shown.period, shown.layout) + query,
            "is_public": page.is_public,
            "other_audience": other if page.has_internal else None,
            "next_version": shown.version + 1,
            "others": [paper for paper in shown.finals if paper != shown.paper],
            **_since_the_version_before(shown, content, audience),
        },
        status=status,
    )


def _since_the_version_before(
    shown: Shown, content: dict[str, Any] | None, audience: str
) -> dict[str, Any]:
    """What the page says of the published version before; nothing where there is none.

    `content` is that of a draft.
    """
    earlier = next((paper for paper in shown.finals if paper.version < shown.version), None)
    if earlier is None:
        return {}
    if content is None and shown.paper is not None:
        changes = files.published_changes(earlier, shown.paper, audience)
    else:
        changes = changes_between(earlier.content or {}, content or {}, audience)
    if changes is None:
        return {}
    return {
        "changes": changes,
        "changes_since": earlier.version,
        "changed_lists": [
            ("Rated otherwise", changes.rerated),
            ("Scored otherwise", changes.rescored),
            ("Called something else", changes.retitled),
        ],
        "changed_names": [
            ("Added", changes.added),
            ("No longer in it", changes.gone),
            ("Parts that say something else", changes.reworded),
            ("New parts", changes.new_parts),
            ("Parts left out", changes.lost_parts),
        ],
    }


def _content(shown: Shown, plan: Plan | None = None) -> dict[str, Any]:
    if shown.paper is None:
        return draft_content(shown.period, shown.layout, plan)
    return content_of(shown.paper, plan)


def _audience(request: TrustRequest) -> str:
    """ "public" where the address asks for the public paper, else "" for the whole."""
    return PUBLIC if request.GET.get("audience") == PUBLIC else ""


def _for_audience(request: TrustRequest, content: dict[str, Any]) -> dict[str, Any]:
    """The public paper where the address asks for it."""
    return public(content) if _audience(request) else content


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
@edits
def paper_details(request: TrustRequest, period_id: int, layout: str) -> HttpResponse:
    """Set the heading of the draft, which begins it where nobody has."""
    lock(request, Period.objects.for_trust(request.trust).filter(pk=period_id))
    shown = asked_for(request, period_id, layout)
    form = PaperForm(posted(request), instance=shown.draft)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    if conflict := form.conflict(request.POST):
        return conflict_page(
            request,
            conflict,
            what="Heading of the paper",
            url=address(request, "paper_page", shown.period, shown.layout),
            saved=last_saved(shown.draft.history) if shown.draft else (None, None),
        )
    draft_paper(period=shown.period, layout=layout, by=request.user, **form.cleaned_data)
    messages.success(request, "Saved. The paper below has the new heading.")
    return _back(request, shown)


@require_POST
@trust_view(Permission.PUBLISH_PAPERS)
def paper_begin(request: TrustRequest, period_id: int, layout: str) -> HttpResponse:
    """Begin the next version of a published paper."""
    shown = asked_for(request, period_id, layout)
    paper = draft_paper(period=shown.period, layout=layout, by=request.user)
    told = f"Version {paper.version} is a draft."
    if shown.finals:
        told += f" Readers see version {shown.finals[0].version} until you publish it."
    messages.success(request, told)
    return _back(request, shown)


def _back(request: TrustRequest, shown: Shown) -> HttpResponseRedirect:
    return redirect(address(request, "paper_page", shown.period, shown.layout))


# Its files


def _file_name(request: TrustRequest, shown: Shown, ending: str) -> str:
    """ "rivermead-progress-table-quarter-2-2024-25-version-3.pdf"; the public paper says so."""
    period = shown.period.label.replace("/", "-")
    draft = f"draft {timezone.localdate().isoformat()}"
    state = f"version {shown.version}" if shown.is_final else draft
    words = (request.trust.code, shown.layout, period, state, _audience(request))
    return f"{slugify(' '.join(words))}.{ending}"


@require_safe
@trust_view()
def paper_pdf(request: TrustRequest, period_id: int, layout: str) -> HttpResponseBase:
    """The paper as PDF, to download; or how far it is, where it is still being made."""
    shown = asked_for(request, period_id, layout)
    audience = _audience(request)
    asked, pdf = _made_before(request, shown)
    if asked is None:
        asked = files.ask(shown.period, layout, shown.paper, audience)
        pdf = files.find(asked)
    if pdf is None:
        making = files.making(asked) or files.begin(asked, by=request.user)
        if making is not None:
            return _wait_for_pdf(request, shown, asked, making)
        pdf = files.find(asked)
        assert pdf is not None  # noqa: S101 - it was made just now
    etag = f'"{pdf.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        pdf.file.close()
        return unchanged
    response = FileResponse(
        pdf.file,
        as_attachment=True,
        filename=_file_name(request, shown, "pdf"),
        content_type="application/pdf",
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _made_before(
    request: TrustRequest, shown: Shown
) -> tuple[files.Asked, files.Pdf] | tuple[None, None]:
    """The draft that the page which waits for it asks for, and its PDF, where it is made.

    The data may have changed meanwhile; whoever waited gets what they waited for.
    """
    key = request.GET.get("made", "")
    if shown.is_final or not key:
        return None, None
    asked = files.Asked(shown.period, shown.layout, shown.paper, key, _audience(request))
    pdf = files.find(asked)
    return (asked, pdf) if pdf else (None, None)


def _wait_for_pdf(
    request: TrustRequest, shown: Shown, asked: files.Asked, making: files.Making
) -> HttpResponse:
    if making.is_failed:
        files.forget(asked)
    url = address(request, "paper_pdf", shown.period, shown.layout)
    version: dict[str, str] = {"version": str(shown.paper.version)} if shown.paper else {}
    if asked.audience:
        version["audience"] = asked.audience
    query = {"made": asked.key, **version}
    return render(
        request,
        "reports/paper_making.html",
        {
            "nav_current": "paper_list",
            "shown": shown,
            "making": making,
            "paper_url": address(request, "paper_page", shown.period, shown.layout)
            + (f"?{urlencode(version)}" if version else ""),
            "url": f"{url}?{urlencode(query)}",
            "progress_url": address(request, "paper_progress", shown.period, shown.layout)
            + f"?{urlencode(query)}",
        },
        status=503 if making.is_failed else 202,
    )


@require_safe
@trust_view()
def paper_progress(request: TrustRequest, period_id: int, layout: str) -> JsonResponse:
    """How far the PDF is that somebody waits for.

    Where it is made, could not be, or its worker has died, the address of the PDF goes on: asking
    here begins nothing, whatever key is asked for.
    """
    shown = asked_for(request, period_id, layout)
    key, audience = request.GET.get("made", ""), _audience(request)
    asked = files.Asked(shown.period, layout, shown.paper, key, audience)
    if asked.is_final:
        asked = files.ask(shown.period, layout, shown.paper, audience)
    making = files.making(asked)
    if making is None or making.is_failed:
        return JsonResponse({"is_under_way": False, "percent": 100})
    return JsonResponse({"is_under_way": True, "percent": making.percent, "stage": ""})


@require_safe
@trust_view()
def paper_html(request: TrustRequest, period_id: int, layout: str) -> FileResponse:
    """The paper as one HTML file that needs no other, to download."""
    shown = asked_for(request, period_id, layout)
    data = paper_render.page(_for_audience(request, _content(shown))).encode()
    name = _file_name(request, shown, "html")
    return FileResponse(BytesIO(data), as_attachment=True, filename=name)


@require_safe
@trust_view()
def paper_json(request: TrustRequest, period_id: int, layout: str) -> FileResponse:
    """The content of the paper as JSON, to download."""
    shown = asked_for(request, period_id, layout)
    data = json.dumps(
        _for_audience(request, _content(shown)), ensure_ascii=False, indent=1
    ).encode()
    name = _file_name(request, shown, "json")
    response = FileResponse(BytesIO(data), as_attachment=True, filename=name)
    response["Content-Type"] = "application/json"
    return response


@require_safe
@trust_view()
def paper_item(request: TrustRequest, period_id: int, key: str) -> HttpResponse:
    """On from what a paper tells of to its own page, at the period of the paper.

    `key` is the identity that the paper keeps of it.
    """
    period = get_object_or_404(Period.objects.for_trust(request.trust), pk=period_id)
    found = find_item(request.trust, key)
    if found is None:
        raise Http404("What the paper tells of is no longer kept here.")
    links = Links(request.trust.code)
    query = urlencode({"period": period.pk})
    if isinstance(found, (Risk, Measure)):
        name = "risk_detail" if isinstance(found, Risk) else "measure_detail"
        return redirect(f"{links.to(name, found.pk)}?{query}")
    return redirect(f"{links.item(found.level, found.pk)}?{query}#period-{period.pk}")


# Publishing


@require_http_methods(["GET", "HEAD", "POST"])
@trust_view(Permission.PUBLISH_PAPERS)
def paper_publish(request: TrustRequest, period_id: int, layout: str) -> HttpResponse:
    """Ask once, then freeze the draft. What is published already is refused.

    The form says which version it publishes, so that a second click on the same button
    cannot publish the next one, and what was found when it was shown: what came up since is
    shown first. Over what a board would ask about, the reason is asked and kept.
    """
    shown = asked_for(request, period_id, layout)
    is_stale = request.method == "POST" and request.POST.get("version") != str(shown.version)
    if shown.is_final or is_stale:
        messages.error(
            request,
            "Nothing was published: this version is published already. To publish a "
            "correction, make a new version first.",
        )
        return _back(request, shown)
    found = findings_of(shown)
    grave = [finding for finding in found if finding.must_settle]
    reason = request.POST.get("reason", "").strip()
    seen = set(request.POST.get("seen", "").split(","))
    asks_change = shown.version > 1
    change = request.POST.get("what_changed", "").strip()
    if request.method != "POST" and asks_change:
        change = (shown.paper.what_changed if shown.paper else "") or _corrected(shown)
    error, has_news, wrong = "", False, "reason"
    if request.method == "POST":
        has_news = any(finding.marks - seen for finding in found)
        if has_news:
            error = "Something has come up since you opened this page. Look at the list again."
        elif grave and not reason:
            error = NO_REASON
        elif len(reason) > LONGEST_REASON:
            error = f"The reason has more than {LONGEST_REASON} characters. Say it in fewer."
        elif asks_change and not change:
            error, wrong = NO_CHANGE, "what_changed"
        elif len(change) > LONGEST_REASON:
            error = f"What changed has more than {LONGEST_REASON} characters. Say it in fewer."
            wrong = "what_changed"
        else:
            return _publish(request, shown, reason, grave, change)
    return render(
        request,
        "reports/paper_publish.html",
        {
            "nav_current": "paper_list",
            "shown": shown,
            "title": title_of(shown.paper, shown.period),
            "findings": told(request, shown, found),
            "grave": grave,
            "seen": ",".join(sorted(mark for finding in found for mark in finding.marks)),
            "reason": reason,
            "asks_change": asks_change,
            "version_before": shown.version - 1,
            "what_changed": change,
            "error": error,
            "wrong": "findings" if has_news else wrong,
            "has_news": has_news,
        },
        status=422 if error else 200,
    )


def _corrected(shown: Shown) -> str:
    """What was corrected since the version before was published, to begin from; "" for nothing."""
    corrections = corrections_of(
        update__period=shown.period, closed_at__gte=shown.finals[0].frozen_at
    )
    said = (f"{row.update.item.reference or row.update.item}: {row.reason}" for row in corrections)
    return "\n".join(said)[:LONGEST_REASON]


def _publish(
    request: TrustRequest,
    shown: Shown,
    reason: str,
    grave: Sequence[Finding],
    what_changed: str,
) -> HttpResponse:
    paper = shown.paper or draft_paper(period=shown.period, layout=shown.layout, by=request.user)
    try:
        published = publish_paper(
            paper=paper,
            by=request.user,
            reason=reason if grave else "",
            accepted=[finding.sentence for finding in grave],
            what_changed=what_changed,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            f"Version {published.version} is published and will not change. Readers of "
            f"{request.trust} can see it now.",
        )
        # So that it lies ready for the first reader.
        if worker.start_if_none():
            files.begin(files.ask(shown.period, shown.layout, published), by=request.user)
    return _back(request, shown)
