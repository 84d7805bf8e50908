"""The risk register, one risk's page, and scoring it for the open period."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from ambitions.models import Item, UpdateRating
from ambitions.plan.cells import Links
from ambitions.plan.closing import Closing, read_closing
from ambitions.plan.leads import people_acted_for
from ambitions.plan.reader import key_of_columns, people_as_at, strategy_as_at
from ambitions.visibility import is_reader, shown_to_readers
from objectives.asking import main_of
from objectives.calendar import Part, missing_between, part_of, short_name
from objectives.current import current_period, current_strategy
from objectives.custom_fields import (
    NOT_GIVEN,
    chosen_values,
    custom_fields,
    custom_fields_of,
    has_values,
    shown_values,
)
from objectives.models import Dimension, Level, Period
from risks.appetite import limits_of, over_words
from risks.forms import ScoreForm
from risks.heat import heat_map_of, is_on_map
from risks.matrix import Bands, Matrix
from risks.models import Risk, RiskCategory, RiskLink, RiskScore
from risks.models.matrix import matrix_of
from risks.position import RiskPosition, current_scores, position_at
from risks.reader import keep_shown_scores, read_risks
from risks.register import RiskRow, register_table, row_of, shown_column
from risks.services import score_risk
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.charts import Zone, step_chart
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.display import arrow, came_from_each, rating_pill
from strategy_tracker.ui.forms import posted
from strategy_tracker.ui.tables import wants_spreadsheet

SCORES_SHOWN = 8
OUTSIDE = "outside"  # of `?tolerance=`


def _register(request: TrustRequest, closing: Closing | None) -> list[Risk]:
    """Risks in use of the current strategy, and those that are the whole trust's.

    For a period that closed they are those that were in use then, as they were.
    """
    strategy = current_strategy(request)
    moment = closing.moment if closing else None
    people = people_as_at(request.trust.pk, moment)
    risks = read_risks(request.trust.pk, strategy.pk if strategy else None, moment, people)
    keep_shown_scores(risks, request.membership)
    return risks


def _closed(request: TrustRequest) -> list[Risk]:
    """The closed risks of the current strategy, and of the whole trust; one query."""
    own = Q(strategy=current_strategy(request)) | Q(strategy=None)
    return list(Risk.objects.for_trust(request.trust).filter(own, is_closed=True))


@require_GET
@trust_view()
def risk_list(request: TrustRequest) -> HttpResponse:
    """The register as table and heat map, sorted by `?sort=`.

    It is narrowed by `?band=`, `?category=`, `?tolerance=outside` and columns of the trust's own.
    """
    period = current_period(request)
    strategy = current_strategy(request)
    closing = read_closing(period) if period else None
    if closing and strategy:
        strategy, period = strategy_as_at(strategy, closing.moment), closing.period
    links = Links(request.trust.code)
    matrix = matrix_of(request.trust.pk, closing.moment if closing else None)
    bands = matrix.bands
    rows = [row_of(risk, period, links, bands) for risk in _register(request, closing)]
    band, sort = request.GET.get("band", ""), request.GET.get("sort", "")
    shown = [row for row in rows if not band or (row.band and row.band.code == band)]
    categories = _categories(rows)
    category, tolerance = request.GET.get("category", ""), request.GET.get("tolerance", "")
    if category:
        shown = [row for row in shown if _key(row) == category]
    if tolerance == OUTSIDE:
        shown = [row for row in shown if row.is_outside]
    own = custom_fields(request.trust.pk, None, closing.moment if closing else None)["risk"]
    chosen = chosen_values(request.GET, own)
    shown = [row for row in shown if has_values(row.risk, chosen)]
    word = strategy.risk_word_plural if strategy else "Risks"
    lead_word = strategy.lead_word if strategy else "Lead"
    table = register_table(shown, query=request.GET, word=word, lead_word=lead_word, own=own)
    if wants_spreadsheet(request):
        label = period.label if period else ""
        return table.spreadsheet(word, f"{request.trust.code} risks {label}".strip())
    show = shown_column(request.GET, own)
    narrowed = {"category": category, "tolerance": tolerance}
    kept = {
        "sort": sort,
        "show": show,
        **narrowed,
        **{field.name: text for field, text in chosen.items()},
    }
    counted = {band.code: sum(row.band == band for row in rows) for band in bands}
    context = {
        "nav_current": "risk_list",
        "strategy": strategy,
        "period": period,
        "word": word,
        "table": table,
        "total": len(rows),
        "chips": _chips(bands, band, kept, counted, len(rows)),
        "own": own,
        "own_choices": [(field, chosen.get(field, "")) for field in own if field.allowed_values],
        "show": show,
        "sort": sort,
        "categories": categories,
        "category": category,
        "tolerance": tolerance,
        "number_outside": sum(row.is_outside for row in rows),
        "has_tolerance": any(row.over is not None for row in rows),
        "is_narrowed": bool(chosen) or any(narrowed.values()),
        "not_given": NOT_GIVEN,
        "band": band,
        "matrix": matrix,
        "bands": _legend(matrix),
        "heat": heat_map_of([(row.risk, row.position) for row in shown], matrix),
        "off_map": sum(not is_on_map(row.position, matrix) for row in shown),
        "counts": [
            (band.label.lower(), counted[band.code]) for band in bands if counted[band.code]
        ],
        "closed": _closed(request) if "closed" in request.GET else None,
    }
    return render(request, "risks/risk_list.html", context)


def _key(row: RiskRow) -> str:
    return str(row.risk.category_id or NOT_GIVEN)


def _categories(rows: Sequence[RiskRow]) -> list[RiskCategory]:
    """The categories of the risks that are listed, in the trust's order."""
    found = {row.risk.category.pk: row.risk.category for row in rows if row.risk.category}
    return sorted(found.values(), key=lambda category: (category.position, category.pk))


def _query(**values: str) -> str:
    return f"?{urlencode({name: value for name, value in values.items() if value})}"


def _legend(matrix: Matrix) -> list[dict[str, str]]:
    return [
        {"label": band.label, "tint": band.tint, "scores": matrix.printed_range(band)}
        for band in matrix.bands
    ]


def _chips(
    bands: Bands, band: str, kept: dict[str, str], counted: dict[str, int], total: int
) -> list[dict[str, Any]]:
    chips = [{"label": "All", "count": total, "url": _query(**kept), "is_on": not band}]
    return chips + [
        {
            "label": option.label,
            "count": counted[option.code],
            "url": _query(band=option.code, **kept),
            "is_on": band == option.code,
        }
        for option in bands
        if counted[option.code] or band == option.code
    ]


# One risk


def _risk(request: TrustRequest, pk: int) -> Risk:
    found: Risk = get_object_or_404(
        locked(request, Risk.objects.for_trust(request.trust))
        .select_related("strategy", "category")
        .with_scores()
        .prefetch_related("lead_rows__person__posts"),
        pk=pk,
    )
    keep_shown_scores([found], request.membership)
    return found


def _period(request: TrustRequest, risk: Risk) -> Period | None:
    """The period the risk's page is about: of its own strategy, else of the current one."""
    strategy = risk.strategy if risk.strategy_id else current_strategy(request)
    return current_period(request, strategy) if strategy else None


def may_score(request: TrustRequest, risk: Risk) -> bool:
    """Governance, and whoever owns the risk or stands in for who does."""
    if request.membership.may(Permission.ACT_FOR_LEADS):
        return True
    if not request.membership.may(Permission.SCORE_RISKS):
        return False
    return risk.lead_rows.filter(person__in=people_acted_for(request.user)).exists()


@require_GET
@trust_view()
def risk_detail(request: TrustRequest, pk: int) -> HttpResponse:
    """One risk: what it is, how it scored over time, what holds it, and where it stands."""
    risk = _risk(request, pk)
    period = _period(request, risk)
    closing = read_closing(period) if period else None
    matrix = matrix_of(request.trust.pk, closing.moment if closing else None)
    now = position_at(risk, period)
    links = Links(request.trust.code)
    register = _register(request, closing)
    others = [(other, position_at(other, period)) for other in register]
    # Of a closed period, what applied when it closed.
    limits = limits_of(next((other for other in register if other.pk == pk), risk))
    table = sorted(others, key=lambda other: -(other[1].current.score if other[1].current else 0))
    context = {
        "nav_current": "risk_list",
        "risk": risk,
        "custom_values": shown_values(custom_fields_of(risk), risk),
        "period": period,
        "position": now,
        "word": risk.strategy.risk_word if risk.strategy else risk.get_kind_display(),
        "lead_word": risk.strategy.lead_word if risk.strategy else "Lead",
        "scores": _score_cards(now, matrix.bands),
        "scored_in": came_from_each(
            (label.lower(), row.source) for label, row in _scores(now) if row
        ),
        "limits": limits,
        "over": over_words(limits.over(now)),
        "leads": [
            (links.person(row.person), row.person.job_title()) for row in risk.lead_rows.all()
        ],
        "chart": _chart(risk, period, now, matrix.bands),
        "holds": _holds(risk),
        "linked": _linked(request, risk, period, links),
        "heat": heat_map_of(others, matrix, this=risk),
        "others": [
            {
                "url": links.to("risk_detail", listed.pk),
                "risk": listed,
                "position": state,
                "way": arrow(state.direction, state.way),
                "is_this": listed.pk == risk.pk,
            }
            for listed, state in table
        ],
        "matrix": matrix,
        "bands": _legend(matrix),
        "may_score": may_score(request, risk) and bool(period and period.is_open),
    }
    return render(request, "risks/risk_detail.html", context)


def _scores(now: RiskPosition) -> list[tuple[str, RiskScore | None]]:
    return [("Inherent", now.inherent), ("Current", now.current), ("Target", now.target)]


def _score_cards(now: RiskPosition, bands: Bands) -> list[dict[str, Any]]:
    cards = []
    for label, row in _scores(now):
        factors = ""
        if row and row.likelihood is not None and row.consequence is not None:
            factors = f"Likelihood {row.likelihood}, consequence {row.consequence}"
        cards.append(
            {
                "label": label,
                "score": row.as_printed if row else None,
                "pill": _pill(row, bands) if row else "",
                "factors": factors,
                "way": arrow(now.direction, now.words) if label == "Current" else "",
                "when": row.period.label
                if row and row.period and label == "Current" and not now.scored_now
                else "",
                "note": row.note if row and label == "Current" else "",
            }
        )
    return cards


def _pill(score: RiskScore, bands: Bands) -> SafeString:
    band = bands.of(score.score)
    return rating_pill(band) if band else SafeString("")


def _points(rows: Sequence[RiskScore]) -> list[tuple[str, int | None]]:
    """Each score by its part of the year, None for a part between two in which none was given."""
    points: list[tuple[str, int | None]] = []
    before: Part | None = None
    for row in rows:
        if row.period is None:
            continue
        part = part_of(row.period)
        if before:
            points += [(missing.name, None) for missing in missing_between(before, part)]
        points.append((short_name(row.period), row.score))
        before = part
    return points


def _chart(risk: Risk, period: Period | None, now: RiskPosition, bands: Bands) -> SafeString:
    points = _points(current_scores(risk, period))[-SCORES_SHOWN:]
    words = ", ".join(f"{label} {score}" for label, score in points if score is not None)
    target = (now.target.score, f"Target {now.target.score}") if now.target else None
    # A score from before another scale may stand above the present one.
    highest = max(bands.highest, *(score for _, score in points if score is not None), 1)
    zones = [
        Zone(
            0 if band.lowest == bands.lowest else band.lowest - 0.5,
            highest if band.highest == bands.highest else band.highest + 0.5,
            band.tint,
        )
        for band in bands
    ]
    return step_chart(
        points,
        title=f"Score by period: {words}. {target[1] if target else 'No target'}.",
        highest=highest,
        zones=zones,
        target=target,
    )


def _holds(risk: Risk) -> list[dict[str, Any]]:
    """Each control with its assurances and gaps; then those that stand alone."""
    assurances, gaps = list(risk.assurances.all()), list(risk.gaps.all())
    rows: list[dict[str, Any]] = [
        {
            "control": control.text,
            "strength": control.get_strength_display(),
            "tone": _STRENGTH_TONES.get(control.strength, ""),
            "assurances": [
                assurance for assurance in assurances if assurance.control_id == control.pk
            ],
            "gaps": [gap for gap in gaps if gap.control_id == control.pk],
        }
        for control in risk.controls.all()
    ]
    alone = {
        "assurances": [assurance for assurance in assurances if assurance.control_id is None],
        "gaps": [gap for gap in gaps if gap.control_id is None],
    }
    if any(alone.values()):
        rows.append({"control": "", "strength": "", "tone": "", **alone})
    return rows


_STRENGTH_TONES = {"strong": "green", "partial": "amber", "weak": "red"}


def _linked(
    request: TrustRequest, risk: Risk, period: Period | None, links: Links
) -> list[dict[str, Any]]:
    """The items the risk bears on, actions first, each with its rating now."""
    rows = list(
        RiskLink.objects.filter(risk=risk).select_related("objective", "ambition", "action")
    )
    items = [row.item for row in rows if not row.item.is_archived]
    pills = _pills(request, items, period)
    order = [Level.ACTION, Level.AMBITION, Level.OBJECTIVE]
    items.sort(key=lambda item: (order.index(Level(item.level)), item.position, item.pk))
    return [
        {
            "title": str(item),
            "url": links.item(item.level, item.pk),
            "pill": pills.get((item.level, item.pk), ""),
        }
        for item in items
    ]


def _pills(
    request: TrustRequest, items: Sequence[Item], period: Period | None
) -> dict[tuple[str, int], SafeString]:
    """Each item's main rating of the period, in two queries."""
    if period is None:
        return {}
    asked = list(Dimension.objects.filter(strategy=period.strategy_id, is_archived=False))
    mains = {(item.level, item.pk): main_of(asked, item, period) for item in items}
    wanted = Q(pk__in=[])
    for level in Level.values:
        own = [item.pk for item in items if item.level == level]
        wanted |= Q(**{f"update__{level}__in": own})
    given = UpdateRating.objects.filter(
        wanted,
        update__period=period,
        dimension__in={dimension.pk for dimension in mains.values() if dimension},
    ).select_related("rating", "update")
    if is_reader(request.membership):
        given = given.filter(shown_to_readers("update__"))
    found = {}
    for row in given:
        update = row.update
        key = key_of_columns(update.objective_id, update.ambition_id, update.action_id)
        main = mains[key]
        if main and main.pk == row.dimension_id:
            found[key] = rating_pill(row.rating, number=row.number)
    return found


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SCORE_RISKS)
@edits
def risk_score(request: TrustRequest, pk: int) -> HttpResponse:
    """Score the risk for the open period, by likelihood and consequence."""
    risk = _risk(request, pk)
    if not may_score(request, risk):
        raise PermissionDenied("Only governance and the risk's owners score it.")
    period = _period(request, risk)
    now = position_at(risk, period)
    own = now.current if now.scored_now and now.current and now.current.period_id else None
    matrix = matrix_of(request.trust.pk)
    form = ScoreForm(posted(request), matrix=matrix, initial=_initial(now.current, own))
    if request.method == "POST" and period and form.is_valid():
        if conflict := form.conflict(request.POST):
            return conflict_page(
                request,
                conflict,
                what=f"{risk}, {period.label}",
                url=reverse("risk_detail", args=[request.trust.code, risk.pk]),
                saved=last_saved(RiskScore.history.filter(risk=risk)),
            )
        try:
            score_risk(
                risk=risk,
                kind=RiskScore.Kind.CURRENT,
                period=period,
                by=request.user,
                **form.cleaned_data,
            )
        except ValidationError as error:
            form.add_service_error(error)
        else:
            messages.success(request, f"Scored for {period.label}.")
            return redirect("risk_detail", request.trust.code, risk.pk)
    context = {
        "nav_current": "risk_list",
        "risk": risk,
        "period": period,
        "form": form,
        "position": now,
        "matrix": matrix,
        "bands": _legend(matrix),
        "is_open": bool(period and period.is_open),
        "heat": heat_map_of([(risk, now)], matrix, this=risk),
        "scored": [
            {"score": row, "pill": _pill(row, matrix.bands)}
            for row in current_scores(risk, period)[: -SCORES_SHOWN - 1 : -1]
        ],
    }
    status = 400 if form.errors else 200
    return render(request, "risks/risk_score.html", context, status=status)


def _initial(latest: RiskScore | None, own: RiskScore | None) -> dict[str, Any]:
    """The score as it is; the note only if it is this period's own."""
    if latest is None:
        return {}
    return {
        "likelihood": latest.likelihood,
        "consequence": latest.consequence,
        "score": latest.as_printed,
        "note": own.note if own else "",
    }
