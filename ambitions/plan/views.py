"""The plan: every objective, ambition and action, how it is rated and when it is due."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from ambitions.models import Item, KeyAction
from ambitions.plan.cells import EMPTY, Dates, Links, Pills, Strip, given_pill, status_tag
from ambitions.plan.filters import PlanFilters, is_done
from ambitions.plan.reader import Node, Outline, read_outline
from objectives.calendar import short_name
from objectives.current import current_period, current_strategy, periods
from objectives.models import Level, Period, Rating, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.display import rating_pill
from strategy_tracker.ui.spreadsheets import spreadsheet_response

PERIODS_SHOWN = 8


@dataclass
class Row:
    """One item, ready to print."""

    level: str
    reference: str
    title: str
    url: str
    note: str
    strip: SafeString
    forecast: SafeString
    leads: SafeString
    due: SafeString
    tag: SafeString


@dataclass
class Group:
    """An ambition's row with those of its actions; without one, actions that have none."""

    head: Row | None
    rows: list[Row] = field(default_factory=list)


@dataclass
class Section:
    """An objective (or an ambition under none) and what of it is shown."""

    anchor: str
    head: Row | None
    title: str
    now: SafeString
    lead: list[tuple[SafeString, str]]
    counts: list[tuple[SafeString, str]]
    groups: list[Group]


def shown_periods(request: TrustRequest, strategy: Strategy) -> list[Period]:
    """The last periods up to the one the page is about, oldest first."""
    period = current_period(request, strategy)
    if period is None:
        return []
    known = [one for one in periods(request, strategy) if one.starts_on <= period.starts_on]
    return known[:PERIODS_SHOWN][::-1]


class PlanPage:
    """The plan of one request: what was read, what of it is asked for, how it is shown."""

    def __init__(self, request: TrustRequest, strategy: Strategy) -> None:
        self.request = request
        self.outline = read_outline(
            strategy,
            shown_periods(request, strategy),
            handed_in_only=not request.membership.may(Permission.VIEW_DRAFTS),
        )
        self.filters = PlanFilters(
            request.GET, self.outline, with_states=request.membership.may(Permission.VIEW_DRAFTS)
        )
        self.links = Links(request.trust.code)
        self.strip = Strip(self.outline.periods)
        self.pills = Pills(self.outline)
        self.dates = Dates(self.outline.today)
        self.row_level = next(
            (
                level
                for level in (Level.ACTION, Level.AMBITION, Level.OBJECTIVE)
                if self.outline.count(level)
            ),
            Level.ACTION,
        )

    def matching(self) -> list[Node]:
        """What is asked for, in plan order."""
        return [
            node
            for root in self.outline.roots
            if self.filters.in_section(root)
            for node in root.walk()
            if self.filters.matches(node)
        ]

    def row(self, node: Node) -> Row:
        item, level = node.item, node.level
        main, forecast = self.outline.main[level], self.outline.forecast[level]
        status = self.outline.status(node) if self.filters.state else None
        return Row(
            level=level,
            reference=item.reference,
            title=item.title,
            url=self.links.item(level, item.pk),
            note=_note(item),
            strip=self.strip.row(node, main),
            forecast=self.pills.with_arrow(node, forecast),
            leads=self.links.people(node.leads),
            due=self.dates.of(item, is_done=is_done(self.outline, node)),
            tag=status_tag(status) if status else EMPTY,
        )

    # As the plan stands

    def sections(self, wanted: set[tuple[str, int]]) -> list[Section]:
        if self.filters.sort not in ("", "plan"):
            return [self._sorted_section(wanted)]
        shown = [root for root in self.outline.roots if any(n.key in wanted for n in root.walk())]
        if shown and not any(root.children for root in self.outline.roots):
            groups = [Group(None, [self.row(root) for root in shown])]
            return [self._section(None, shown, groups)]
        return [self._section_of(root, wanted) for root in shown]

    def _section_of(self, root: Node, wanted: set[tuple[str, int]]) -> Section:
        nodes = [node for node in root.walk() if node.key in wanted]
        groups = [Group(None, [])]
        for child in root.children:
            if child.level == Level.ACTION:
                if child.key in wanted:
                    groups[0].rows.append(self.row(child))
                continue
            below = [node for node in child.children if node.key in wanted]
            if below or child.key in wanted:
                groups.append(Group(self.row(child), [self.row(node) for node in below]))
        return self._section(root, nodes, [group for group in groups if group.head or group.rows])

    def _sorted_section(self, wanted: set[tuple[str, int]]) -> Section:
        nodes = [
            node
            for node in self.outline.nodes()
            if node.key in wanted and (node.level == self.row_level or node.is_asked)
        ]
        nodes.sort(key=self.filters.sort_key, reverse=self.filters.sort.startswith("-"))
        return self._section(None, nodes, [Group(None, [self.row(node) for node in nodes])])

    def _section(self, root: Node | None, nodes: list[Node], groups: list[Group]) -> Section:
        rows = [node for node in nodes if node.level == self.row_level]
        return Section(
            anchor=f"{root.level}-{root.item.pk}" if root else "all",
            head=self.row(root) if root else None,
            title=str(root.item) if root else self.outline.strategy.word_plural(self.row_level),
            now=given_pill(self.outline.now(root))
            if root and self.outline.main[root.level]
            else EMPTY,
            lead=[
                (self.links.person(person), person.job_title(self.outline.today))
                for person in (root.leads if root else [])
            ],
            counts=self._counts(rows),
            groups=groups,
        )

    def _counts(self, nodes: list[Node]) -> list[tuple[SafeString, str]]:
        """How many are rated what, worst first, and how many are not answered."""
        if self.outline.main[self.row_level] is None:
            return []
        marks = [self.outline.now(node) for node in nodes]
        counted = Counter(mark.rating for mark in marks if mark and mark.rating)
        pills = [
            (rating_pill(rating, letter=True), f"{counted[rating]}")
            for rating in sorted(counted, key=lambda one: (one.scale_id, one.position))
        ]
        unanswered = sum(mark is None for mark in marks)
        if unanswered:
            pills.append((rating_pill(None, letter=True), f"{unanswered} not answered"))
        return pills

    def legend(self) -> list[Rating]:
        """The ratings of the scales in the strips, worst first."""
        asked = {node.level for node in self.outline.asked()}
        scales = {
            one.scale_id for level, one in self.outline.main.items() if one and level in asked
        }
        ratings = [one for one in self.outline.ratings.values() if one.scale_id in scales]
        seen: dict[tuple[str, str], Rating] = {}
        for rating in sorted(ratings, key=lambda one: (one.scale_id, one.position)):
            seen.setdefault((rating.label, rating.tone), rating)
        return list(seen.values())

    def count_line(self, wanted: list[Node]) -> str:
        """ "23 of 96 key actions", and what else is among what is shown."""
        strategy = self.outline.strategy
        total = self.outline.count(self.row_level)
        shown = sum(node.level == self.row_level for node in wanted)
        words = (
            strategy.word_plural(self.row_level) if total != 1 else strategy.word(self.row_level)
        )
        line = (
            f"{shown} of {total} {words.lower()}" if shown != total else f"{total} {words.lower()}"
        )
        others = [
            _counted(sum(node.level == level for node in wanted), strategy, level)
            for level in (Level.AMBITION, Level.OBJECTIVE)
            if level != self.row_level
        ]
        if self.filters.is_narrowed:
            line = ", ".join([line, *filter(None, others)])
        return line

    def columns(self) -> list[dict[str, str]]:
        """The headings that sort, with where each leads and how it is sorted now."""
        has_forecast = any(self.outline.forecast.values())
        forecast = next((one.label for one in self.outline.forecast.values() if one), "")
        names = [("rating", "Rating"), ("lead", self.outline.strategy.lead_word)]
        labels = dict([*names, ("due", "Target date"), ("forecast", forecast)])
        columns = {}
        for name in ("rating", "lead", "due"):
            is_up, is_down = self.filters.sort == name, self.filters.sort == f"-{name}"
            columns[name] = {
                "label": labels[name],
                "url": self._query(sort=f"-{name}" if is_up else name),
                "sorted": "ascending" if is_up else "descending" if is_down else "",
            }
        return columns | {"forecast": {"label": forecast}, "has_forecast": has_forecast}  # type: ignore[return-value]

    def _query(self, **changes: str) -> str:
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"


def _note(item: Item) -> str:
    """The area and theme of an action, where it has them."""
    if not isinstance(item, KeyAction):
        return ""
    return ", ".join(part for part in (item.area, item.theme) if part)


def _counted(number: int, strategy: Strategy, level: str) -> str:
    if not number:
        return ""
    word = strategy.word(level) if number == 1 else strategy.word_plural(level)
    return f"{number} {word.lower()}"


@require_GET
@trust_view()
def plan(request: TrustRequest) -> HttpResponse:
    """The plan of the current strategy, narrowed and sorted by the address."""
    strategy = current_strategy(request)
    if strategy is None:
        return render(request, "ambitions/plan.html", {"nav_current": "plan"})
    page = PlanPage(request, strategy)
    strategy = page.outline.strategy
    wanted = page.matching()
    levels = (Level.OBJECTIVE, Level.AMBITION, Level.ACTION)
    query = request.GET.urlencode()
    context = {
        "nav_current": "plan",
        "strategy": strategy,
        "outline": page.outline,
        "filters": page.filters,
        "sections": page.sections({node.key for node in wanted}),
        "strip": page.strip,
        "columns": page.columns(),
        "legend": page.legend(),
        "count_line": page.count_line(wanted),
        "has_items": bool(page.outline.roots),
        "about_url": reverse("strategy_about", args=[request.trust.code])
        + (f"?period={page.filters.period}" if page.filters.period else ""),
        "has_passages": strategy.passages.filter(objective=None).exists(),
        "totals": [
            text
            for level in levels
            if (text := _counted(page.outline.count(level), strategy, level))
        ],
        "has_dates": bool(page.outline.count(Level.ACTION)),
        "clear_url": f"?period={page.filters.period}" if page.filters.period else "?",
        "unsorted_url": page._query(sort=""),
        "compare_url": reverse("plan_compare", args=[request.trust.code]),
        "spreadsheet_url": reverse("plan_spreadsheet", args=[request.trust.code])
        + (f"?{query}" if query else ""),
    }
    return render(request, "ambitions/plan.html", context)


@require_GET
@trust_view()
def plan_spreadsheet(request: TrustRequest) -> HttpResponse:
    """The rows on the screen, and only those, as a workbook."""
    strategy = current_strategy(request)
    if strategy is None:
        return spreadsheet_response("The plan", "plan", [], [])
    page = PlanPage(request, strategy)
    wanted = page.matching()
    if page.filters.sort not in ("", "plan"):
        wanted.sort(key=page.filters.sort_key, reverse=page.filters.sort.startswith("-"))
    heads, rows = _spreadsheet_rows(page, wanted)
    period = page.outline.period
    name = f"{request.trust.code} plan {period.label if period else ''}".strip()
    return spreadsheet_response("The plan", name, heads, rows)


def _spreadsheet_rows(page: PlanPage, wanted: list[Node]) -> tuple[list[str], list[list[Any]]]:
    """A row for each item, with those above it named beside it."""
    outline, strategy = page.outline, page.outline.strategy
    has_states = page.request.membership.may(Permission.VIEW_DRAFTS) and outline.period is not None
    forecast = next((one.label for one in outline.forecast.values() if one), None)
    heads = [
        *(strategy.word(level) for level in (Level.OBJECTIVE, Level.AMBITION)),
        "Level", "Reference", "Title", strategy.lead_word, "Target date", "Target as given",
        *(short_name(period) for period in outline.periods),
        *([forecast] if forecast else []),
        *(["State"] if has_states else []),
    ]  # fmt: skip
    above = _titles_above(outline)
    rows = []
    for node in wanted:
        item = node.item
        marks = [
            outline.given(node, outline.main[node.level], index)
            for index in range(len(outline.periods))
        ]
        status = outline.status(node)
        rows.append(
            [
                *above[node.key],
                strategy.word(node.level),
                item.reference,
                item.title,
                "; ".join(person.name for person in node.leads),
                getattr(item, "target_date", None),
                getattr(item, "target_text", ""),
                *(_told(mark) for mark in marks),
                *([_told(outline.given(node, outline.forecast[node.level]))] if forecast else []),
                *([status.label if status else ""] if has_states else []),
            ]
        )
    return heads, rows


def _titles_above(outline: Outline) -> dict[tuple[str, int], tuple[str, str]]:
    """For each item the objective and the ambition it is or stands under, by title."""
    found: dict[tuple[str, int], tuple[str, str]] = {}

    def visit(node: Node, objective: str, ambition: str) -> None:
        if node.level == Level.OBJECTIVE:
            objective = str(node.item)
        elif node.level == Level.AMBITION:
            ambition = str(node.item)
        found[node.key] = (objective, ambition)
        for child in node.children:
            visit(child, objective, ambition)

    for root in outline.roots:
        visit(root, "", "")
    return found


def _told(mark: Any) -> Any:
    """A rating as its word and a percentage as a number."""
    if mark is None:
        return ""
    return mark.rating.label if mark.rating else mark.number
