"""The trust's risk appetite statement: read by every member, edited by governance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from objectives.models import Strategy
from risks.appetite import Limits, limits_of
from risks.matrix import Band
from risks.models import Risk, RiskCategory
from risks.models.matrix import bands_of
from risks.position import RiskPosition, position_at
from risks.reader import keep_shown_scores
from risks.services import save_risk_categories
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, lock
from strategy_tracker.accounts.models import Trust
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.setup.appetite_form import MOST_CATEGORIES, AppetiteForm, Category
from strategy_tracker.setup.impact import Touch, papers_touched
from strategy_tracker.setup.pages import counted
from strategy_tracker.setup.rows import rearranged
from strategy_tracker.setup.telling import save_setting, saves, shown
from strategy_tracker.ui.display import rating_pill
from strategy_tracker.ui.forms import posted
from strategy_tracker.ui.tables import Column, Table


@dataclass(frozen=True)
class CategoryRow:
    """A category of the page, with how the risks in it stand; `url` lists them."""

    category: RiskCategory
    band: Band | None
    number: int
    outside: int
    url: str


class Placed(NamedTuple):
    """A risk in use with how it stands now."""

    risk: Risk
    position: RiskPosition


def _risks(request: TrustRequest) -> list[Placed]:
    """The risks in use with their categories and scores, in two queries."""
    rows = Risk.objects.for_trust(request.trust).filter(is_closed=False)
    risks = list(rows.select_related("category").with_scores())
    keep_shown_scores(risks, request.membership)
    return [Placed(risk, position_at(risk, None)) for risk in risks]


@require_GET
@trust_view()
def risk_appetite(request: TrustRequest) -> HttpResponse:
    """What the board accepts of each category, and how its risks stand; a few queries."""
    placed = _risks(request)
    bands = bands_of(request.trust.pk)
    register = reverse("risk_list", args=[request.trust.code])
    rows = []
    for category in RiskCategory.objects.for_trust(request.trust):
        own = [one for one in placed if one.risk.category_id == category.pk]
        if category.is_archived and not own:
            continue
        tolerance = category.tolerance
        rows.append(
            CategoryRow(
                category=category,
                band=None if tolerance is None else bands.of(tolerance),
                number=len(own),
                outside=sum(limits_of(risk).is_outside(now) for risk, now in own),
                url=f"{register}?category={category.pk}",
            )
        )
    context = {
        "nav_current": "setup" if request.membership.may(Permission.SET_UP) else "risk_list",
        "table": Table(COLUMNS, rows, caption="Appetite and tolerance of each category of risk"),
        "without": sum(one.risk.category_id is None for one in placed),
    }
    return render(request, "setup/risk_appetite.html", context)


def _name(row: CategoryRow) -> SafeString:
    said = row.category.statement
    return format_html(
        "<b>{}</b>{}{}",
        row.category.name,
        format_html(' <span class="st-quiet">{}</span>', "(no longer in use)")
        if row.category.is_archived
        else "",
        format_html('<span class="st-note st-block">{}</span>', linebreaksbr(said)) if said else "",
    )


def _tolerance(row: CategoryRow) -> SafeString | str:
    if row.category.tolerance is None:
        return "-"
    pill = rating_pill(row.band) if row.band else ""
    return format_html('<b class="st-score-number">{}</b> {}', row.category.tolerance, pill)


def _number(row: CategoryRow) -> SafeString | str:
    if not row.number:
        return "0"
    return format_html(
        '<a href="{}">{}<span class="nhsuk-u-visually-hidden"> in {}</span></a>',
        row.url,
        row.number,
        row.category.name,
    )


COLUMNS: list[Column[CategoryRow]] = [
    Column(key="name", label="Category", value=lambda row: row.category.name, html=_name,
           is_row_header=True, css="st-appetite__head"),
    Column(key="appetite", label="Appetite", value=lambda row: row.category.appetite or "-"),
    Column(key="tolerance", label="Tolerance", value=lambda row: row.category.tolerance,
           html=_tolerance),
    Column(key="number", label="Risks", value=lambda row: row.number, html=_number),
    Column(key="outside", label="Outside tolerance", value=lambda row: row.outside),
]  # fmt: skip


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SET_UP_RISKS)
@edits
def risk_appetite_edit(request: TrustRequest) -> HttpResponse:
    """Edit all categories as one table. What risks it touches is told first."""
    lock(request, Trust.objects.filter(pk=request.trust.pk))
    form = _form(request)
    touches: list[Touch] = []
    if saves(request) and form.is_valid():
        touches = _touches(request, form)
        answer = save_setting(
            request,
            form,
            what="The risk appetite",
            url=reverse("risk_appetite", args=[request.trust.code]),
            histories=[RiskCategory.history.filter(trust=request.trust)],
            touches=touches,
            save=lambda: save_risk_categories(
                trust=request.trust,
                categories=[(row, new._asdict()) for row, new in form.categories],
                by=request.user,
            ),
            done=lambda: _saved(request),
        )
        if answer is not None:
            return answer
    context = shown(form, touches)
    status = 400 if form.errors else 200
    return render(request, "setup/risk_appetite_edit.html", context, status=status)


def _saved(request: TrustRequest) -> HttpResponse:
    messages.success(request, "Saved.")
    return redirect("risk_appetite", request.trust.code)


def _form(request: TrustRequest) -> AppetiteForm:
    data = posted(request)
    form = AppetiteForm(
        None if data is None else rearranged(data, MOST_CATEGORIES),
        categories=list(RiskCategory.objects.for_trust(request.trust)),
        bands=bands_of(request.trust.pk),
    )
    if data is not None and not saves(request):
        form.ask_nothing()
    return form


# What a change touches


def _touches(request: TrustRequest, form: AppetiteForm) -> list[Touch]:
    """What other words, appetites and tolerances mean for the risks in use."""
    placed = _risks(request)
    found: list[Touch] = []
    for row, new in form.categories:
        own = [one for one in placed if row and one.risk.category_id == row.pk]
        if row and own:
            found += _of_category(request, row, new, own)
    if found:
        found += papers_touched(Strategy.objects.for_trust(request.trust))
        found.append(Touch("A closed period keeps the appetite and tolerance that it had."))
    return found


def _of_category(
    request: TrustRequest, row: RiskCategory, new: Category, own: Sequence[Placed]
) -> Iterable[Touch]:
    if row.name != new.name:
        listed = counted(len(own), "risk is listed", "risks are listed")
        yield Touch(f"{listed} under “{new.name}” from then on, no longer under “{row.name}”.")
    if row.appetite != new.appetite and (number := sum(not one.risk.appetite for one in own)):
        has = counted(number, "risk has", "risks have")
        yield Touch(
            f"“{new.name}”: {has} {_said(new.appetite, 'appetite')} from then on, "
            f"no longer {_said(row.appetite, 'appetite')}."
        )
    takers = [one for one in own if one.risk.tolerance is None]
    if row.tolerance != new.tolerance and takers:
        has = counted(len(takers), "risk has", "risks have")
        yield Touch(
            f"“{new.name}”: {has} {_said(new.tolerance, 'tolerance')} from then on, "
            f"no longer {_said(row.tolerance, 'tolerance')}."
        )
        before, after = Limits("", "", row.tolerance), Limits("", "", new.tolerance)
        for risk, now in takers:
            if before.is_outside(now) != after.is_outside(now):
                what = "outside" if after.is_outside(now) else "no longer outside"
                url = reverse("risk_detail", args=[request.trust.code, risk.pk])
                yield Touch(f"It is {what} tolerance from then on:", url, str(risk))
    if new.is_archived and not row.is_archived:
        stays = counted(len(own), "risk stays", "risks stay")
        yield Touch(f"{stays} in “{row.name}”. No other risk can be put there.")


def _said(value: str | int | None, what: str) -> str:
    """ "the tolerance 12", "no tolerance"."""
    return f"no {what}" if value in ("", None) else f"the {what} {value}"
