"""Measures: the scorecard, each measure's life, and entering what was reached."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_http_methods

from ambitions.measures.figures import ProcessLimits, cells_of
from ambitions.measures.forms import ActualForm
from ambitions.measures.grades import NOT_A_GRADE, grade_of, is_no_grade, set_grades
from ambitions.measures.reader import read_measures, set_parents
from ambitions.measures.scorecard import (
    Line,
    Score,
    Trend,
    columns_for,
    months_of,
    score,
    trend_of,
)
from ambitions.measures.services import enter_actual
from ambitions.measures.values import part_of_reading, printed, printed_in, reading_now
from ambitions.models import Measure, MeasureLead, Reading
from ambitions.plan.cells import Links
from ambitions.plan.closing import closing_moment
from ambitions.plan.leads import may_enter, people_acted_for
from ambitions.plan.reader import strategy_of
from ambitions.visibility import keep_shown_readings
from objectives.calendar import Part, part_of
from objectives.current import current_period, current_strategy, periods
from objectives.custom_fields import custom_fields, custom_fields_of, shown_values
from objectives.models import CustomField, Period, RatingScale, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.models import Person
from strategy_tracker.ui.charts import trend, trend_chart
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.display import came_from_each, rating_pill
from strategy_tracker.ui.forms import posted
from strategy_tracker.ui.spreadsheets import spreadsheet_response
from strategy_tracker.ui.tables import Column, Table

_PILLS = {"Met": "green", "Close": "amber", "Missed": "red"}
_EMPTY_TITLES = {
    Reading.Empty.NONE: "No data",
    Reading.Empty.NOT_APPLICABLE: "Not applicable",
    Reading.Empty.TO_BE_CONFIRMED: "To be confirmed",
}
# Characters that a column of the scorecard holds at full size.
_FITS = 7
_SHOWN = ("met", "close", "missed", "unread", "mine")


@dataclass
class MeasureCard:
    """A measure on a phone: what was reached last comes first.

    `figures` are the latest of each series, by its name ("" for the one there is). `is_of` says
    of which part of the year they are, where not of the period's own. `span` is the first and
    last part of the year on the chart.
    """

    figures: list[tuple[str, SafeString]]
    is_of: str
    aim: SafeString
    chart: SafeString
    span: tuple[str, str]


@dataclass
class MeasureRow:
    """A measure ready to print: its lines of cells, trend and verdict."""

    measure: Measure
    url: str
    note: str
    lines: list[tuple[str, list[tuple[SafeString, bool, bool]]]]
    chart: SafeString
    verdict: SafeString
    card: MeasureCard


@dataclass
class MeasureGroup:
    """The measures under one objective or ambition (or under none)."""

    title: str
    url: str
    rows: list[MeasureRow]


class ScorecardPage:
    """The measures of a strategy with their readings, in a fixed number of queries.

    Those of a closed period are as they were when it closed.
    """

    def __init__(self, request: TrustRequest, strategy: Strategy) -> None:
        self.request = request
        self.strategy = strategy
        self.period = current_period(request, strategy)
        self.links = Links(request.trust.code)
        moment = closing_moment(self.period)
        measures = read_measures(strategy, moment)
        set_parents(measures, strategy, moment)
        keep_shown_readings(measures, request.membership, periods(request, strategy))
        cells = cells_of(measures, self.period)
        self.columns = columns_for(cells, self.period)
        self.now = part_of(self.period) if self.period else None
        self.scores = [score(measure, cells, self.columns, self.now) for measure in measures]
        mine = MeasureLead.objects.filter(
            measure__strategy=strategy, person__in=people_acted_for(request.user)
        ).values_list("measure_id", flat=True)
        self.mine = set(mine)
        self.shown = request.GET.get("show", "")
        if self.shown not in _SHOWN:
            self.shown = ""

    def is_shown(self, measure_score: Score) -> bool:
        return not self.shown or self._is(measure_score, self.shown)

    def _is(self, measure_score: Score, kind: str) -> bool:
        if kind == "mine":
            return measure_score.measure.pk in self.mine
        if kind == "unread":
            return not measure_score.has_actual_now
        return measure_score.verdict.lower() == kind

    def chips(self) -> list[dict[str, Any]]:
        """The ways to narrow the list, each with how many there are; "Mine" if any are."""
        labels = {
            "": "All",
            "met": "Met",
            "close": "Close",
            "missed": "Missed",
            "unread": "No reading yet",
            "mine": "Mine",
        }
        counted = {
            kind: sum(self._is(measure_score, kind) for measure_score in self.scores)
            for kind in _SHOWN
        }
        counted[""] = len(self.scores)
        return [
            {
                "label": label,
                "count": counted[kind],
                "url": f"?show={kind}" if kind else "?",
                "is_on": kind == self.shown,
            }
            for kind, label in labels.items()
            if counted[kind] or kind in ("", self.shown)
        ]

    def lede(self) -> list[tuple[int, str]]:
        """How many were met, close and missed in the period, those that say anything."""
        counted = Counter(
            measure_score.verdict for measure_score in self.scores if measure_score.verdict
        )
        return [(counted[word], word.lower()) for word in _PILLS if counted[word]]

    def grades(self) -> list[RatingScale]:
        """The scales of the grades on the page, each once."""
        scales = (row.measure.grade_scale for row in self.scores if self.is_shown(row))
        return list({scale.pk: scale for scale in scales if scale}.values())

    def groups(self) -> list[MeasureGroup]:
        groups: dict[str, MeasureGroup] = {}
        for measure_score in self.scores:
            if not self.is_shown(measure_score):
                continue
            parent = measure_score.measure.objective or measure_score.measure.ambition
            key = f"{parent.level}-{parent.pk}" if parent else ""
            if key not in groups:
                url = self.links.item(parent.level, parent.pk) if parent else ""
                groups[key] = MeasureGroup(str(parent) if parent else "", url, [])
            groups[key].rows.append(self.row(measure_score))
        return list(groups.values())

    def row(self, measure_score: Score) -> MeasureRow:
        measure = measure_score.measure
        line = trend_of(measure, self.now)
        return MeasureRow(
            measure=measure,
            url=self.links.to("measure_detail", measure.pk),
            note=note_of(measure),
            lines=[
                (line.label, self._cells(measure, line))
                for line in measure_score.lines
                if _says_anything(line, measure_score)
            ],
            chart=chart_of(measure, line),
            verdict=verdict_pill(measure_score.verdict),
            card=self._card(measure_score, line),
        )

    def _card(self, measure_score: Score, line: Trend) -> MeasureCard:
        actuals = [row for row in measure_score.lines if row.kind == Reading.Kind.ACTUAL]
        figures: list[tuple[str, SafeString]] = []
        is_of = ""
        # From the newest column back, until something was reached.
        for index in range(len(self.columns) - 1, -1, -1):
            place = self.columns[index]
            figures = [
                (
                    series.label if len(actuals) > 1 else "",
                    reading_cell(measure_score.measure, reading, place),
                )
                for series in actuals
                if (reading := series.readings[index]) and (reading.raw or reading.is_withheld)
            ]
            if figures:
                is_of = "" if place == self.now else place.name
                break
        return MeasureCard(
            figures=figures,
            is_of=is_of,
            aim=self._aim(measure_score),
            chart=chart_of(measure_score.measure, line, width=300, height=60),
            span=(line.parts[0].name, line.parts[-1].name) if line.parts else ("", ""),
        )

    def _aim(self, measure_score: Score) -> SafeString:
        """The aim of the period, in a sentence: a grade by its word alone."""
        measure, aim = measure_score.measure, measure_score.aim_now
        if aim is None or grade_of(measure, aim):
            return format_html("{}", printed(aim))
        return reading_cell(measure, aim, part_of_reading(aim))

    def _cells(self, measure: Measure, line: Line) -> list[tuple[SafeString, bool, bool]]:
        """Each cell, whether it is of the period, and whether it is too long for its column."""
        return [
            (
                reading_cell(measure, reading, place, letter=True),
                place == self.now,
                len(printed(reading)) > _FITS and grade_of(measure, reading) is None,
            )
            for reading, place in zip(line.readings, self.columns, strict=True)
        ]


def _says_anything(line: Line, measure_score: Score) -> bool:
    """An actual always has its row; an aim only where the measure has one."""
    return line.kind == Reading.Kind.ACTUAL or any(reading for reading in line.readings)


def note_of(measure: Measure) -> str:
    """Which way is better, and the measure's comment, on one line."""
    better = measure.get_better_display() if measure.better else ""
    return ". ".join(part.rstrip(".") for part in (better, measure.comment.strip()) if part)


def reading_cell(
    measure: Measure, reading: Reading | None, part: Part, *, letter: bool = False
) -> SafeString:
    """A reading as printed, a month that stands for its quarter with its name below.

    A grade has its tone, with its `letter` alone where there is no room for the word, and what is
    none of the measure's grades is said to be none. The kinds of empty differ; blank is not due.
    """
    if reading is None or not (reading.raw or reading.is_withheld):
        return mark_safe("")
    own = part_of_reading(reading)
    if own != part:
        month = format_html('<span class="st-note">{}</span>', own.head)
        return reading_cell(measure, reading, own, letter=letter) + month
    if reading.is_withheld:
        return format_html('<span class="st-empty-value">{}</span>', "Withheld")
    if reading.empty:
        title = _EMPTY_TITLES[Reading.Empty(reading.empty)]
        return format_html(
            '<span class="st-empty-value" title="{0}">{1}'
            '<span class="nhsuk-u-visually-hidden"> ({0})</span></span>',
            title,
            reading.raw,
        )
    if grade := grade_of(measure, reading):
        return rating_pill(grade, letter=True) if letter else _pill(grade.tone, reading.raw)
    if is_no_grade(measure, reading):
        note = format_html('<span class="st-note">{}</span>', capfirst(NOT_A_GRADE))
        return format_html("{}{}", reading.raw, note)
    return format_html("{}", reading.raw)


def verdict_pill(verdict: str) -> SafeString:
    if not verdict:
        return mark_safe("")
    return _pill(_PILLS[verdict], verdict)


def _pill(tone: str, words: str) -> SafeString:
    return format_html('<strong class="st-pill st-pill--{}">{}</strong>', tone, words)


def chart_of(measure: Measure, line: Trend, **size: int) -> SafeString:
    """The trend of the headline series against the aims, of that width and height."""
    told = [
        f"{part.name} {reading.raw}"
        for part, reading in zip(line.parts, line.actuals, strict=True)
        if reading and reading.raw and not reading.is_withheld
    ]
    title = f"{measure.name}: {', '.join(told)}"
    return trend(line.aim_sizes, line.sizes, title=title, **size)


@require_GET
@trust_view()
def measure_list(request: TrustRequest) -> HttpResponse:
    """The scorecard of the current strategy."""
    strategy = current_strategy(request)
    if strategy is None:
        return render(request, "ambitions/measure_list.html", {"nav_current": "measure_list"})
    page = ScorecardPage(request, strategy)
    query = request.GET.urlencode()
    context = {
        "nav_current": "measure_list",
        "strategy": strategy_of(strategy, page.period),
        "period": page.period,
        "columns": [(column, column == page.now) for column in page.columns],
        "groups": page.groups(),
        "chips": page.chips(),
        "lede": page.lede(),
        "grades": page.grades(),
        "total": len(page.scores),
        "now_name": page.now.name if page.now else "",
        "query": f"?{query}" if query else "",
        "archived": list(Measure.objects.filter(strategy=strategy, is_archived=True))
        if "archived" in request.GET
        else None,
    }
    return render(request, "ambitions/measure_list.html", context)


@require_GET
@trust_view()
def measure_spreadsheet(request: TrustRequest) -> HttpResponse:
    """The measures on the screen, a row for aims and a row for each series of actuals."""
    strategy = current_strategy(request)
    if strategy is None:
        return spreadsheet_response("Measures", "measures", [], [])
    page = ScorecardPage(request, strategy)
    lines = [
        (measure_score, line)
        for measure_score in page.scores
        if page.is_shown(measure_score)
        for line in measure_score.lines
        if _says_anything(line, measure_score)
    ]
    own = custom_fields(request.trust.pk, strategy.pk)["measure"]
    table = Table(_spreadsheet_columns(page.columns, own), lines, caption="Measures")
    label = page.period.label if page.period else ""
    return table.spreadsheet("Measures", f"{request.trust.code} measures {label}".strip())


def _spreadsheet_columns(
    places: Sequence[Part], own: Sequence[CustomField]
) -> list[Column[tuple[Score, Line]]]:
    """The scorecard as a flat sheet; a screen has its lines of aims and actuals as pairs."""

    def of(name: str) -> Callable[[tuple[Score, Line]], Any]:
        return lambda row: getattr(row[0].measure, name)

    def own_cell(field: CustomField) -> Callable[[tuple[Score, Line]], Any]:
        return lambda row: field.cell(row[0].measure)

    def reading_in(index: int) -> Callable[[tuple[Score, Line]], Any]:
        return lambda row: printed_in(row[1].readings[index], places[index])

    return [
        Column(key="under", label="Under", value=lambda row: str(
            row[0].measure.objective or row[0].measure.ambition or "")),
        Column(key="number", label="Number", value=of("number")),
        Column(key="measure", label="Measure", value=of("name"), is_row_header=True),
        Column(key="better", label="Which way is better", value=lambda row:
               row[0].measure.get_better_display() if row[0].measure.better else ""),
        Column(key="baseline", label="Baseline", value=of("baseline")),
        Column(key="baseline_date", label="Baseline date", value=of("baseline_date")),
        Column(key="reading", label="Reading", value=lambda row: row[1].label),
        *(
            Column(key=f"part-{index}", label=place.name, value=reading_in(index))
            for index, place in enumerate(places)
        ),
        Column(key="target", label="Target", value=of("target")),
        Column(key="target_date", label="Target date", value=of("target_date")),
        Column(key="verdict", label="Verdict", value=lambda row: row[0].verdict),
        *(Column(key=field.name, label=field.heading, value=own_cell(field)) for field in own),
    ]  # fmt: skip


def _measure(request: TrustRequest, pk: int) -> Measure:
    measures = (
        locked(request, Measure.objects.for_trust(request.trust))
        .select_related("strategy", "objective", "ambition")
        .prefetch_related("readings", "lead_rows__person__posts", "actions")
    )
    found: Measure = get_object_or_404(measures, pk=pk)
    return found


@require_http_methods(["GET", "POST"])
@trust_view()
@edits
def measure_detail(request: TrustRequest, pk: int) -> HttpResponse:
    """One measure: every reading, its trend, and the box for the open period's actual."""
    measure = _measure(request, pk)
    period = current_period(request, measure.strategy)
    keep_shown_readings([measure], request.membership, periods(request, measure.strategy))
    set_grades([measure], closing_moment(period), request.trust.pk)
    may_write = (
        may_enter(request.membership, measure) and period is not None and not measure.is_archived
    )
    if request.method == "POST" and not may_write:
        raise PermissionDenied("Only governance and the measure's leads enter its readings.")
    now = part_of(period) if period else None
    current = reading_now(measure, period)
    form = ActualForm(posted(request), measure=measure, initial=initial_of(current))
    if request.method == "POST" and period and form.is_valid():
        if conflict := form.conflict(request.POST):
            return conflict_page(
                request,
                conflict,
                what=f"{measure.name}, {period.label}",
                url=Links(request.trust.code).to("measure_detail", measure.pk),
                saved=last_saved(Reading.history.filter(measure=measure)),
            )
        try:
            enter_actual(measure=measure, period=period, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Saved for {period.label}.")
            return redirect("measure_detail", request.trust.code, measure.pk)
    cells = cells_of([measure], period)
    measure_score = score(measure, cells, columns_for(cells, period), now)
    context = _detail_context(request, measure, period, measure_score) | {
        "form": form,
        "may_write": may_write,
        "is_closed": bool(period and period.is_closed),
    }
    status = 400 if form.errors else 200
    return render(request, "ambitions/measure_detail.html", context, status=status)


def initial_of(reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {}
    return {"raw": reading.raw, "note": reading.note, "is_withheld": reading.is_withheld}


def _detail_context(
    request: TrustRequest, measure: Measure, period: Period | None, measure_score: Score
) -> dict[str, Any]:
    links = Links(request.trust.code)
    parent = measure.objective or measure.ambition
    people: list[Person] = [row.person for row in measure.lead_rows.all()]
    now = part_of(period) if period else None
    readings = _all_readings(measure, with_withheld=may_enter(request.membership, measure))
    until_now = [row for row in readings if now is None or row["part"].last <= now.last]
    return {
        "nav_current": "measure_list",
        "baselines": list(measure.baseline_changes.select_related("changed_by")),
        "measure": measure,
        "custom_values": shown_values(custom_fields_of(measure), measure),
        "period": period,
        "parent": {"title": str(parent), "url": links.item(parent.level, parent.pk)}
        if parent
        else None,
        "leads": [(links.person(person), person.job_title()) for person in people],
        "actions": [
            {"title": str(action), "url": links.item("action", action.pk)}
            for action in measure.actions.all()
            if not action.is_archived
        ],
        "chart": _large_chart(measure, now),
        "latest": next((row for row in until_now if row["actuals"]), None),
        "verdict": verdict_pill(measure_score.verdict),
        "readings": readings,
        "aim_now": measure_score.aim_now,
    }


def _large_chart(measure: Measure, now: Part | None) -> SafeString:
    """The trend over the last columns; over two years of months where they have limits."""
    line, limits = months_of(measure, now)
    if limits is None:
        line = trend_of(measure, now)
    span = f", {line.parts[0].name} to {line.parts[-1].name}" if line.parts else ""
    chart = trend_chart(
        line.aim_sizes,
        line.sizes,
        columns=[part.name for part in line.parts],
        printed=[printed(reading) for reading in line.actuals],
        title=f"{measure.name}{span}, actual and aim. Every reading is in the table below.",
        levels=_levels(limits),
    )
    return chart + _limits_words(measure, limits) if limits else chart


def _levels(limits: ProcessLimits | None) -> list[tuple[str, float]]:
    if limits is None:
        return []
    return [("Upper limit", limits.upper), ("Mean", limits.mean), ("Lower limit", limits.lower)]


def _limits_words(measure: Measure, limits: ProcessLimits) -> SafeString:
    """What the limits say, for a reader who does not know such charts."""
    unit = "%" if measure.value_kind == Measure.ValueKind.PERCENT else ""
    mean, lower, upper = (
        f"{round(value, 1):g}{unit}" for value in (limits.mean, limits.lower, limits.upper)
    )
    return format_html(
        '<p class="st-small">The mean of these months is {}. Between {} and {} (the natural '
        "process limits) they differ by chance alone; a month outside them has a cause of its "
        "own.</p>",
        mean,
        lower,
        upper,
    )


def _all_readings(measure: Measure, *, with_withheld: bool) -> list[dict[str, Any]]:
    """Every part with a reading, latest first: its aim, its actuals by series, and notes.

    `source` says from which cells they were imported. What a note says of a withheld reading is
    withheld with it, but for those who enter readings (`with_withheld`).
    """
    parts: dict[Part, dict[str, Any]] = {}
    for reading in measure.readings.all():
        place = part_of_reading(reading)
        part = parts.setdefault(
            place,
            {
                "part": place,
                "name": place.name,
                "aim": mark_safe(""),
                "actuals": [],
                "notes": [],
                "sources": [],
            },
        )
        part["sources"].append((reading.series or reading.kind, reading.source))
        if reading.kind == Reading.Kind.AIM:
            part["aim"] = reading_cell(measure, reading, place)
        else:
            part["actuals"].append((reading.series, reading_cell(measure, reading, place)))
        if reading.note and (with_withheld or not reading.is_withheld):
            part["notes"].append(reading.note)
    for part in parts.values():
        part["source"] = came_from_each(part["sources"])
    return [parts[place] for place in sorted(parts, reverse=True)]
