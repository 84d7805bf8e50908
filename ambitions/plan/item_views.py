"""One objective, ambition or action: its life over the periods, and every word that was said."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from ambitions.measures.figures import Cell, cells_of
from ambitions.measures.reader import linked_measures
from ambitions.measures.values import headline_series, latest_printed, printed_in
from ambitions.models import (
    Ambition,
    BaselineChange,
    Challenge,
    Item,
    KeyAction,
    Measure,
    Reading,
    Update,
    UpdateRating,
)
from ambitions.plan.audit_log import audit_log
from ambitions.plan.cells import Links, short
from ambitions.plan.fields import ACTION_FIELDS
from ambitions.plan.forms import TargetDateForm
from ambitions.plan.item_reader import read_item
from ambitions.plan.leads import may_answer
from ambitions.plan.services import move_target_date
from ambitions.rounds.correction_views import shown_corrections
from ambitions.updates.context import lock_message
from ambitions.updates.corrections import (
    answers_before,
    by_update,
    corrections_of,
    with_answers,
)
from ambitions.updates.display import Said, given_or_moved, said
from ambitions.updates.wording import call_as_then
from ambitions.visibility import is_reader, keep_shown_readings, shown_to_readers
from objectives.asking import asked_of_item, is_asked, main_of
from objectives.calendar import part_of, periods_until, short_part, short_year
from objectives.current import current_period, periods
from objectives.models import Dimension, Heading, Level, Period, Rating, StrategicObjective
from objectives.passages import latest_documents
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.history import as_at
from strategy_tracker.accounts.models import Person
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.display import NOT_ANSWERED, NOT_ASKED, arrow, rating_pill
from strategy_tracker.ui.forms import posted

PERIODS_SHOWN = 8
SAID_SHOWN = 3
ENTRIES_SHOWN = 8


@dataclass(frozen=True)
class LifeRow:
    """One line of the life table: what it is, and a cell for each period."""

    label: SafeString
    cells: list[tuple[SafeString, bool]]


class ItemPage:
    """Everything a page about one item shows, read in a fixed number of queries."""

    def __init__(self, request: TrustRequest, item: Item) -> None:
        self.request = request
        # The item as it is now, and as it was at the period that the page is about.
        self.now = item
        self.links = Links(request.trust.code)
        self.period = current_period(request, item.strategy)
        self.as_read = read_item(item, self.period)
        self.item = self.as_read.item
        self.moment = self.as_read.moment
        self.periods = self._periods()
        self.updates = self._updates()
        every = list(as_at(Dimension, self.moment, strategy=item.strategy.pk))
        self.dimensions = self._dimensions(every)
        self.is_asked = self._asked_anything(every)

    def _periods(self) -> list[Period]:
        """Those up to the one the page is about, oldest first."""
        known = periods(self.request, self.item.strategy)
        if self.period is None:
            return []
        return periods_until(known, self.period)[::-1]

    def _updates(self) -> dict[int, Update]:
        """The item's updates by period; for a reader only what was handed in."""
        found = (
            Update.objects.filter(**{self.item.level: self.item}, period__in=self.periods)
            .select_related("period", "approved_by", "submitted_by", "saved_by")
            .with_answers()
            .prefetch_related(
                Prefetch("challenges", Challenge.objects.select_related("raised_by")),
                "corrections",
            )
        )
        if is_reader(self.request.membership):
            found = found.filter(shown_to_readers())
        updates = {update.period_id: update for update in found} | self._reopened()
        call_as_then(updates.values(), self.item.strategy, self.moment)
        return updates

    def _reopened(self) -> dict[int, Update]:
        """For a reader, what is reopened now as it was before; for others nothing."""
        if not is_reader(self.request.membership):
            return {}
        known = {period.pk: period for period in self.periods}
        return {
            then.update.period_id: with_answers(then, known[then.update.period_id])
            for then in answers_before(self.periods, **{self.item.level: self.item})
        }

    def _dimensions(self, every: list[Dimension]) -> list[Dimension]:
        """What it is rated on, in any period, and what it was once and still has a rating on."""
        used = {
            row.dimension_id for update in self.updates.values() for row in update.ratings.all()
        }
        return [
            dimension
            for dimension in every
            if is_asked(dimension, self.item, None) or dimension.pk in used
        ]

    def _asked_anything(self, dimensions: list[Dimension]) -> bool:
        """Whether the item is asked anything in the period of the page."""
        within = {"scale__trust": self.item.strategy.trust_id}
        ratings = as_at(Rating, self.moment, **within)
        headings = as_at(Heading, self.moment, strategy=self.item.strategy.pk)
        asking_why = {rating.scale_id for rating in ratings if rating.needs_mitigation}
        asked = asked_of_item(dimensions, headings, self.item, self.period, asking_why=asking_why)
        return any(asked)

    def facts(self) -> list[tuple[str, SafeString]]:
        """Each dimension's latest rating with its arrow, under its label."""
        now = self.updates.get(self.period.pk) if self.period else None
        before = self.updates.get(self.periods[-2].pk) if len(self.periods) > 1 else None
        given = {row.dimension_id: row for row in now.ratings.all()} if now else {}
        earlier = {row.dimension_id: row for row in before.ratings.all()} if before else {}
        found = []
        for dimension in self.dimensions:
            row = given.get(dimension.pk)
            is_asked_now = is_asked(dimension, self.item, self.period)
            if not is_asked_now and (row is None or dimension.is_archived):
                continue
            pill = rating_pill(row.rating if row else None, number=row.number if row else None)
            way = given_or_moved(row, earlier.get(dimension.pk)) if row else ("", "")
            found.append((dimension.label, format_html("{} {}", pill, arrow(*way))))
        return found

    def life(self) -> dict[str, Any]:
        """The table of the last periods: a row for each dimension and linked measure."""
        shown = self.periods[-PERIODS_SHOWN:]
        heads = [
            {"part": short_part(period), "year": short_year(period.financial_year),
             "label": period.label, "is_now": period == self.period}
            for period in shown
        ]  # fmt: skip
        rows = [self._rated_row(dimension, shown) for dimension in self.dimensions]
        rows += [self._measured_row(measure, shown) for measure in self.measures()]
        return {"heads": heads, "rows": rows if shown else []}

    def _rated_row(self, dimension: Dimension, shown: Sequence[Period]) -> LifeRow:
        cells = []
        for period in shown:
            update = self.updates.get(period.pk)
            given = (
                [r for r in update.ratings.all() if r.dimension_id == dimension.pk]
                if update
                else []
            )
            words = NOT_ANSWERED if is_asked(dimension, self.item, period) else NOT_ASKED
            pill = (
                rating_pill(given[0].rating, letter=True, number=given[0].number)
                if given
                else format_html('<span class="st-quiet" title="{}">{}</span>', words, "-")
            )
            cells.append((pill, period == self.period))
        return LifeRow(format_html("{}", dimension.printed_label), cells)

    def measures(self) -> list[Measure]:
        """Measures of the item as they were then, with their readings; read once."""
        if not hasattr(self, "_measures"):
            self._measures = linked_measures(self.item, self.moment)
            known = periods(self.request, self.item.strategy)
            keep_shown_readings(self._measures, self.request.membership, known)
        return self._measures

    def readings(self) -> dict[Cell, Reading]:
        """What stands in the life table for each measure and period; worked out once."""
        if not hasattr(self, "_readings"):
            self._readings = cells_of(self.measures(), self.period)
        return self._readings

    def _measured_row(self, measure: Measure, shown: Sequence[Period]) -> LifeRow:
        series = headline_series(measure.readings.all())
        cells = []
        for period in shown:
            part = part_of(period)
            reading = self.readings().get((measure.pk, Reading.Kind.ACTUAL, series, part))
            cells.append((format_html("{}", printed_in(reading, part)), period == self.period))
        url = self.links.to("measure_detail", measure.pk)
        return LifeRow(format_html('<a href="{}">{}</a>', url, measure.name), cells)

    def measure_lines(self) -> list[dict[str, Any]]:
        """The panel: each measure's latest actual beside its target."""
        return [
            {
                "url": self.links.to("measure_detail", measure.pk),
                "name": measure.name,
                "latest": latest_printed(measure.readings.all(), self.period),
                "target": measure.target,
            }
            for measure in self.measures()
        ]

    def story(self) -> dict[str, Any]:
        """What was said, newest first: the last few periods, or all with `?all=1`.

        Whoever works on it is shown what changed; a reader the text as it is printed.
        """
        usual = "off" if is_reader(self.request.membership) else "on"
        is_marked = self.request.GET.get("marks", usual) != "off"
        found: list[Said] = []
        for place, period in reversed(list(enumerate(self.periods))):
            update = self.updates.get(period.pk)
            if update is None:
                continue
            before = self.updates.get(self.periods[place - 1].pk) if place else None
            found.append(
                said(update, before, mark_changes=is_marked and before is not None,
                     challenges=update.challenges.all())
            )  # fmt: skip
        shown = found if self.request.GET.get("all") else found[:SAID_SHOWN]
        corrections = by_update(corrections_of(update__in=[row.update.pk for row in shown]))
        told = {
            row.correction.pk: row
            for row in shown_corrections(
                self.request.membership,
                [row for own in corrections.values() for row in own],
                self.request.trust.code,
            )
        }
        for answer in shown:
            own = corrections.get(answer.update.pk, [])
            answer.corrections = [told[row.pk] for row in own]
            answer.may_reopen = answer.update.period.is_closed and not any(
                row.is_open for row in own
            )
        return {
            "said": shown,
            "earlier": found[len(shown) :],
            "is_marked": is_marked,
            "has_marks": any(one.compared_with for one in shown),
        }

    def entries(self) -> dict[str, Any]:
        found = audit_log(
            self.item,
            periods(self.request, self.item.strategy),
            with_drafts=not is_reader(self.request.membership),
        )
        shown = found if self.request.GET.get("log") == "all" else found[:ENTRIES_SHOWN]
        return {"entries": shown, "count": len(found), "has_more": len(shown) < len(found)}

    def leads(self) -> list[dict[str, Any]]:
        on = self.period.ends_on if self.period else None
        return [
            {
                "link": self.links.person(row.person),
                "job_title": row.person.job_title(on),
                "kind": row.get_kind_display() if row.kind != Lead.Kind.LEAD else "",
            }
            for row in self.as_read.lead_rows()
        ]

    def context(self) -> dict[str, Any]:
        strategy, item = self.item.strategy, self.item
        query = self.request.GET.copy()
        return {
            "nav_current": "plan",
            "item": item,
            "now": self.now,
            "was_in_plan": self.as_read.was_in_plan,
            "word": strategy.word(item.level),
            "lead_word": strategy.lead_word,
            "crumbs": self.crumbs(),
            "is_long": len(item.title) > 120,
            "period": self.period,
            "facts": self.facts(),
            "leads": self.leads(),
            "custom_values": self.as_read.custom_values(),
            "life": self.life(),
            "measures": self.measure_lines(),
            "story": self.story(),
            "audit_log": self.entries(),
            "is_asked": self.is_asked or bool(self.dimensions or self.updates),
            "links": {
                "marked": _query(query, marks="on"),
                "plain": _query(query, marks="off"),
                "all": _query(query, all="1"),
                "log": _query(query, log="all") + "#who-did-what",
            },
            "may_answer": self.may_answer(),
            **self.ending(),
            "baselines": baselines_of(self.now, self.moment),
        }

    def ending(self) -> dict[str, Any]:
        """What became of an item that left the plan, and of which ones it took the place."""
        item: Any = self.now
        took = [(self.links.item(row.level, row.pk), str(row)) for row in item.supersedes.all()]
        if not item.is_archived:
            return {"superseded": took}
        successor = item.superseded_by
        last_in = item.history.filter(is_archived=False).order_by("history_date").last()
        out = item.history.filter(is_archived=True)
        if last_in is not None:
            out = out.filter(history_date__gte=last_in.history_date)
        first_out = out.select_related("history_user").order_by("history_date").first()
        return {
            "superseded": took,
            "successor_url": self.links.item(successor.level, successor.pk) if successor else "",
            "ended_at": first_out.history_date if first_out else None,
            "ended_by": first_out.history_user if first_out else None,
        }

    def may_answer(self) -> bool:
        """Whether to offer the update form: wherever the form would take an answer."""
        return not lock_message(
            item=self.now,
            period=self.period,
            is_asked=self.is_asked,
            update=self.updates.get(self.period.pk) if self.period else None,
            may_write=may_answer(self.request.membership, self.now),
        )

    def crumbs(self) -> list[tuple[str, str]]:
        above: list[Item] = []
        if isinstance(self.item, KeyAction):
            above = [item for item in (self.item.top_objective, self.item.ambition) if item]
        elif isinstance(self.item, Ambition) and self.item.objective:
            above = [self.item.objective]
        return [(self.links.item(item.level, item.pk), short(str(item))) for item in above]


def baselines_of(record: Any, moment: datetime | None = None) -> list[BaselineChange]:
    """How its wording, targets and aims were agreed anew, latest first; its dates aside.

    Until `moment`, where one is given.
    """
    rows = record.baseline_changes.exclude(field=BaselineChange.TARGET_DATE)
    return list(_until(rows, moment).select_related("changed_by"))


def _until(changes: Any, moment: datetime | None) -> Any:
    return changes.filter(changed_at__lte=moment) if moment else changes


def _query(query: Any, **changes: str) -> str:
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


@require_GET
@trust_view()
def action_detail(request: TrustRequest, pk: int) -> HttpResponse:
    """One action: ratings, words, dates, measures and risks."""
    actions = KeyAction.objects.for_trust(request.trust).with_parents()
    item: KeyAction = get_object_or_404(actions, pk=pk)
    page = ItemPage(request, item)
    context = page.context() | {
        "said_of_it": [
            (field.label, words)
            for field in ACTION_FIELDS
            if field.is_fact and (words := field.words(page.item))
        ],
        **_dates_of(item, page.moment),
    }
    return render(request, "ambitions/action_detail.html", context)


def _dates_of(action: KeyAction, moment: datetime | None = None) -> dict[str, Any]:
    """How its target date moved until `moment`, latest first, and the date it had at first."""
    moves = action.baseline_changes.filter(field=BaselineChange.TARGET_DATE)
    changes = list(_until(moves, moment).select_related("changed_by"))
    return {"date_changes": changes, "first_date": changes[-1].old_date if changes else None}


@require_GET
@trust_view()
def ambition_detail(request: TrustRequest, pk: int) -> HttpResponse:
    """One ambition: its conditions and success statement, its actions, what was said of it."""
    ambitions = Ambition.objects.for_trust(request.trust)
    item: Ambition = get_object_or_404(
        ambitions.select_related("strategy", "objective").prefetch_related("conditions"), pk=pk
    )
    page = ItemPage(request, item)
    context = page.context() | {"children": _children(page, page.as_read.actions())}
    return render(request, "ambitions/ambition_detail.html", context)


@require_GET
@trust_view()
def objective_detail(request: TrustRequest, pk: int) -> HttpResponse:
    """One objective: its aims, the ambitions and actions under it, what was said of it."""
    objectives = StrategicObjective.objects.for_trust(request.trust)
    item: StrategicObjective = get_object_or_404(objectives.select_related("strategy"), pk=pk)
    page = ItemPage(request, item)
    context = page.context() | {
        "children": _children(page, page.as_read.ambitions()),
        "actions": _children(page, page.as_read.actions()),
        "documents": latest_documents(page.item.strategy, page.period, item, moment=page.moment),
    }
    return render(request, "ambitions/objective_detail.html", context)


def _children(page: ItemPage, rows: list[Any]) -> list[dict[str, Any]]:
    """What stands under an item, each with its rating now, in two queries."""
    if not rows:
        return []
    level = rows[0].level
    dimensions = list(as_at(Dimension, page.moment, strategy=page.item.strategy.pk))
    mains = {row.pk: main_of(dimensions, row, page.period) for row in rows}
    pills = _ratings_now(page, level, rows, mains) if page.period else {}

    def pill(row: Any) -> SafeString:
        main = mains[row.pk]
        if main is None:
            return SafeString()
        is_asked_now = is_asked(main, row, page.period)
        return pills.get(row.pk) or rating_pill(None, is_asked=is_asked_now)

    return [
        {
            "url": page.links.item(level, row.pk),
            "reference": row.reference,
            "title": row.title,
            "pill": pill(row),
            "leads": page.links.people(_people(row)),
        }
        for row in rows
    ]


def _people(row: Any) -> list[Person]:
    return list(dict.fromkeys(lead.person for lead in row.lead_rows.all()))


def _ratings_now(
    page: ItemPage, level: str, rows: Sequence[Any], mains: Mapping[int, Dimension | None]
) -> dict[int, SafeString]:
    """The pill of each row's rating on its own of the `mains`, by the row's key."""
    asked = {main.pk for main in mains.values() if main}
    given = UpdateRating.objects.filter(
        **{f"update__{level}__in": rows}, update__period=page.period, dimension__in=asked
    ).select_related("rating", "update")
    if is_reader(page.request.membership):
        given = given.filter(shown_to_readers("update__"))
    found: dict[int, SafeString] = defaultdict(SafeString)
    within = {"scale__trust": page.item.strategy.trust_id}
    then = {row.pk: row for row in as_at(Rating, page.moment, **within)} if page.moment else {}
    for row in given:
        key = getattr(row.update, f"{level}_id")
        main = mains[key]
        if main and main.pk == row.dimension_id:
            rating = then.get(row.rating_id or 0, row.rating)
            found[key] = rating_pill(rating, number=row.number)
    return dict(found)


@require_http_methods(["GET", "POST"])
@trust_view(Permission.EDIT_PLAN)
@edits
def action_move_date(request: TrustRequest, pk: int) -> HttpResponse:
    """Move an action's target date, saying why."""
    actions = KeyAction.objects.for_trust(request.trust).with_parents()
    action: KeyAction = get_object_or_404(locked(request, actions), pk=pk)
    if action.is_archived:
        raise Http404("The action is no longer in the plan.")
    form = TargetDateForm(posted(request), initial={"new_date": action.target_date})
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            return conflict_page(
                request,
                conflict,
                what=str(action),
                url=Links(request.trust.code).item(action.level, action.pk),
                saved=last_saved(action.history),
            )
        try:
            move_target_date(action=action, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            new = long_date(form.cleaned_data["new_date"])
            messages.success(request, f"The target date is now {new}.")
            return redirect("action_detail", request.trust.code, action.pk)
    context = {
        "nav_current": "plan",
        "item": action,
        "form": form,
        "word": action.strategy.word(Level.ACTION),
        **_dates_of(action),
    }
    status = 400 if form.errors else 200
    return render(request, "ambitions/action_move_date.html", context, status=status)
