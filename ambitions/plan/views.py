"""The plan: every objective, ambition and action, how it is rated and when it is due."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from ambitions.models import ITEM_MODELS, KeyAction
from ambitions.plan.cells import EMPTY, Links, now_pill, status_tag
from ambitions.plan.filters import PlanFilters
from ambitions.plan.legend import legend
from ambitions.plan.paging import ROWS_ON_A_PAGE, asked_page, cut
from ambitions.plan.reader import Node, read_outline
from ambitions.plan.table import plan_colgroup, plan_columns
from ambitions.visibility import is_reader
from objectives.calendar import periods_until
from objectives.current import current_period, current_strategy, periods
from objectives.models import Level, Period, Strategy
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.models import Person
from strategy_tracker.ui.display import inside, rating_pill
from strategy_tracker.ui.spreadsheets import spreadsheet_response
from strategy_tracker.ui.tables import Table

PERIODS_SHOWN = 8
# Rows from which on what is the same in all of them is said once over them.
_ALIKE = 3


@dataclass
class Section:
    """An objective (or an ambition under none) and what of it is shown."""

    anchor: str
    url: str
    title: str
    now: SafeString
    tag: SafeString
    lead: list[tuple[SafeString, str]]
    # Who leads every row, and what else is the same in all of them: said once, and no column.
    lead_of_all: list[SafeString]
    said_once: list[str]
    counts: list[tuple[SafeString, str]]
    has_rows: bool
    table: SafeString


def shown_periods(request: TrustRequest, strategy: Strategy) -> list[Period]:
    """The last periods up to the one the page is about, oldest first."""
    period = current_period(request, strategy)
    if period is None:
        return []
    known = periods_until(periods(request, strategy), period)
    return known[:PERIODS_SHOWN][::-1]


class PlanPage:
    """The plan of one request: what was read, what of it is asked for, how it is shown."""

    def __init__(self, request: TrustRequest, strategy: Strategy) -> None:
        self.request = request
        for_reader = is_reader(request.membership)
        self.outline = read_outline(
            strategy, shown_periods(request, strategy), for_reader=for_reader
        )
        self.filters = PlanFilters(request.GET, self.outline, with_states=not for_reader)
        self.links = Links(request.trust.code, of_list=self.filters.query)
        self.row_level = self.filters.row_level
        self.wanted = self.filters.wanted()
        self.table = Table(
            plan_columns(
                self.outline,
                self.filters,
                self.links,
                has_states=not for_reader and self.outline.period is not None,
            ),
            self.wanted,
            caption="The plan",
            query=self._first_page(),
            css="st-plan",
            is_cards=False,
            is_long=True,
        )

    def pages(self) -> list[list[Node]]:
        """What is asked for in pages: as sorted, or by the sections of the plan."""
        if self.filters.is_sorted:
            return cut([self.filters.listed()])
        keys = {node.key for node in self.wanted}
        return cut(
            [node for node in root.walk() if node.key in keys] for root in self.outline.roots
        )

    # As the plan stands

    def sections(self, wanted: set[tuple[str, int]]) -> list[Section]:
        if self.filters.is_sorted:
            nodes = self.filters.sorted(node for node in self.outline.nodes() if node.key in wanted)
            return [self._section(None, nodes, [(None, nodes)])]
        shown = [root for root in self.outline.roots if any(n.key in wanted for n in root.walk())]
        if shown and not any(root.children for root in self.outline.roots):
            return [self._section(None, shown, [(None, shown)])]
        return [self._section_of(root, wanted) for root in shown]

    def _section_of(self, root: Node, wanted: set[tuple[str, int]]) -> Section:
        nodes = [node for node in root.walk() if node.key in wanted]
        alone: list[Node] = []
        groups: list[tuple[Node | None, list[Node]]] = [(None, alone)]
        for child in root.children:
            if child.level == Level.ACTION:
                if child.key in wanted:
                    alone.append(child)
                continue
            below = [node for node in child.children if node.key in wanted]
            if below or child.key in wanted:
                groups.append((child, below))
        return self._section(root, nodes, [(head, rows) for head, rows in groups if head or rows])

    def _section(
        self,
        root: Node | None,
        nodes: list[Node],
        groups: list[tuple[Node | None, list[Node]]],
    ) -> Section:
        status = self.outline.status(root) if root and self.filters.state else None
        title = str(root.item) if root else self.outline.strategy.word_plural(self.row_level)
        rows = [node for node in nodes if node.level == self.row_level]
        below = [node for head, group in groups for node in ([head] if head else []) + group]
        lead_of_all, said_once = _led_alike(below), self._said_once(below)
        without = {*said_once, *(["lead"] if lead_of_all else [])}
        return Section(
            anchor=f"{root.level}-{root.item.pk}" if root else "all",
            url=self.links.item(root.level, root.item.pk) if root else "",
            title=title,
            tag=status_tag(status) if status else EMPTY,
            now=now_pill(self.outline, root) if root else EMPTY,
            lead=[
                (self.links.person(person), person.job_title(self.outline.today))
                for person in (root.leads if root else [])
            ],
            lead_of_all=[self.links.person(person) for person in lead_of_all],
            said_once=list(said_once.values()),
            counts=self._counts(rows),
            has_rows=bool(groups),
            table=self.table.html_of_groups(
                groups,
                caption=title,
                group_css="st-plan__group",
                colgroup=plan_colgroup(
                    self.outline, without, has_own=bool(self.filters.show.chosen)
                ),
                without=without,
            )
            if groups
            else EMPTY,
        )

    def _said_once(self, nodes: list[Node]) -> dict[str, str]:
        """By the column that is empty in all of the rows, what is said instead of it."""
        if len(nodes) < _ALIKE:
            return {}
        said = {}
        label = self.outline.forecast_label
        if label and not any(self.outline.given(node, node.forecast) for node in nodes):
            is_asked = any(self.outline.asks(node, node.forecast) for node in nodes)
            said["forecast"] = f"{label}: not {'answered' if is_asked else 'asked'}"
        actions = [node.item for node in nodes if isinstance(node.item, KeyAction)]
        if actions and not any(action.target_date or action.target_text for action in actions):
            said["due"] = "No target dates"
        return said

    def _counts(self, nodes: list[Node]) -> list[tuple[SafeString, str]]:
        """How many are rated what, worst first, and how many are not answered."""
        asked = [node for node in nodes if self.outline.asks(node, node.main)]
        given = [self.outline.now(node) for node in asked]
        counted = Counter(rating.rating for rating in given if rating and rating.rating)
        pills = [
            (rating_pill(rating, letter=True), f"{counted[rating]}")
            for rating in sorted(counted, key=lambda rating: (rating.scale_id, rating.position))
        ]
        unanswered = sum(rating is None for rating in given)
        if unanswered:
            pills.append((rating_pill(None, letter=True), f"{unanswered} not answered"))
        return pills

    def count_line(self, wanted: list[Node]) -> str:
        """ "23 of 96 key actions", and what else is among what is shown."""
        strategy = self.outline.strategy
        total = self.outline.count(self.row_level)
        shown = sum(node.level == self.row_level for node in wanted)
        words = (
            strategy.word_plural(self.row_level) if total != 1 else strategy.word(self.row_level)
        )
        line = (
            f"{shown} of {total} {inside(words)}" if shown != total else f"{total} {inside(words)}"
        )
        others = [
            _counted(sum(node.level == level for node in wanted), strategy, level)
            for level in (Level.AMBITION, Level.OBJECTIVE)
            if level != self.row_level
        ]
        if self.filters.is_narrowed:
            line = ", ".join([line, *filter(None, others)])
        return line

    def _first_page(self) -> QueryDict:
        """What the address asks for, from its first page: where another order begins."""
        query = self.request.GET.copy()
        query.pop("page", None)
        return query

    def _query(self, **changes: str) -> str:
        query = self._first_page()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"


def _led_alike(nodes: list[Node]) -> list[Person]:
    """Who leads all of the rows that have a lead; nobody where they differ."""
    led = [node.leads for node in nodes if node.leads]
    return led[0] if len(led) >= _ALIKE and all(leads == led[0] for leads in led) else []


def _counted(number: int, strategy: Strategy, level: str) -> str:
    if not number:
        return ""
    word = strategy.word(level) if number == 1 else strategy.word_plural(level)
    return f"{number} {inside(word)}"


@dataclass(frozen=True)
class EndedItem:
    """What is no longer in the plan: what it was, and what became of it."""

    word: str
    link: SafeString
    became: str


def ended_items(request: TrustRequest, strategy: Strategy) -> list[EndedItem]:
    """All that has left the plan, level by level; a query for each."""
    links = Links(request.trust.code)
    found = []
    for level, model in ITEM_MODELS.items():
        rows = model.objects.filter(strategy=strategy, is_archived=True)
        for row in rows.select_related("superseded_by"):
            became = "Archived"
            if row.superseded_by:
                became = f"Superseded by {row.superseded_by}"
            elif row.end_reason:
                became = f"Ended without being done: {row.end_reason}"
            link = format_html('<a href="{}">{}</a>', links.item(level, row.pk), row)
            found.append(EndedItem(strategy.word(level), link, became))
    return found


@require_GET
@trust_view()
def plan(request: TrustRequest) -> HttpResponse:
    """The plan of the current strategy, narrowed and sorted by the address."""
    strategy = current_strategy(request)
    if strategy is None:
        return render(request, "ambitions/plan.html", {"nav_current": "plan"})
    page = PlanPage(request, strategy)
    strategy = page.outline.strategy
    wanted = page.wanted
    pages = page.pages()
    shown = asked_page(pages, request.GET.get("page", ""))
    levels = (Level.OBJECTIVE, Level.AMBITION, Level.ACTION)
    query = request.GET.urlencode()
    top_level = page.outline.roots[0].level if page.outline.roots else strategy.levels[0]
    context = {
        "top_level": top_level,
        "top_word": strategy.word(top_level),
        "nav_current": "plan",
        "strategy": strategy,
        "outline": page.outline,
        "filters": page.filters,
        "sections": page.sections({node.key for node in pages[shown.number - 1]}),
        "shown": shown,
        "previous_url": page._query(page=str(shown.number - 1)),
        "next_url": page._query(page=str(shown.number + 1)),
        "page_size": ROWS_ON_A_PAGE,
        "legend": legend(page.outline),
        "count_line": page.count_line(wanted),
        "has_items": bool(page.outline.roots),
        "about_url": reverse("strategy_about", args=[request.trust.code])
        + (f"?period={page.filters.period}" if page.filters.period else ""),
        "ended": ended_items(request, strategy) if "ended" in request.GET else None,
        "ended_url": page._query(ended="1"),
        "has_passages": strategy.passages.filter(objective=None).exists(),
        "totals": [
            text
            for level in levels
            if (text := _counted(page.outline.count(level), strategy, level))
        ],
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
    period = page.outline.period
    name = f"{request.trust.code} plan {period.label if period else ''}".strip()
    return page.table.spreadsheet("The plan", name)
