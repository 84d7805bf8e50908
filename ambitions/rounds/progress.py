"""The parts of the round's page, each from the outline: grid, late, moved, challenges."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString

from ambitions.models import Challenge, Update, UpdateNarrative
from ambitions.plan.cells import Links, given_pill, short
from ambitions.plan.reader import Node, Outline
from ambitions.rounds.services import counts
from ambitions.updates.status import SUBMITTED_STATES, UpdateStatus
from objectives.models import Heading, Level
from strategy_tracker.accounts.models import Delegation, Person
from strategy_tracker.ui.display import arrow
from strategy_tracker.ui.markdown import to_plain

_WORDS_LENGTH = 140


@dataclass(frozen=True)
class Cell:
    """One number of the grid: how many, where the list of them is, and how to say it."""

    number: int
    url: str
    label: str
    column: str = ""


@dataclass
class GridRow:
    """An objective (or ambition under none) with its items by status."""

    title: str
    url: str
    leads: str
    cells: list[Cell]
    total: Cell


# Seen by those who approve, what was submitted waits for them.
_COLUMNS = {
    status: "To approve" if status == UpdateStatus.SUBMITTED else str(status.label)
    for status in UpdateStatus
}


def grid(outline: Outline, links: Links, plan_url: str, approve_url: str) -> list[GridRow]:
    """A row for each root of the plan that is asked something, then one for all.

    Each number leads to its list in the plan; what waits for approval, to where it is approved.
    """
    is_open = outline.period is not None and outline.period.is_open
    urls: dict[UpdateStatus | None, str] = {}
    if is_open:
        urls[UpdateStatus.SUBMITTED] = approve_url
    rows = []
    for root in outline.roots:
        asked = [node for node in root.walk() if node.is_asked]
        if asked:
            rows.append(_grid_row(outline, asked, links, plan_url, urls, root))
    if len(rows) != 1:
        rows.append(_grid_row(outline, outline.asked(), links, plan_url, urls, None))
    return rows


def _grid_row(
    outline: Outline,
    asked: list[Node],
    links: Links,
    plan_url: str,
    urls: Mapping[UpdateStatus | None, str],
    root: Node | None,
) -> GridRow:
    counted = Counter(outline.status(node) for node in asked)
    section = f"section={root.level}-{root.item.pk}" if root else ""
    title = str(root.item) if root else "All"

    def cell(status: UpdateStatus | None) -> Cell:
        number = counted[status] if status else len(asked)
        state = f"state={status}" if status and status not in urls else ""
        query = "&".join(part for part in (section, state) if part)
        label = _COLUMNS[status].lower() if status else "in all"
        url = with_query(urls.get(status, plan_url), query)
        column = _COLUMNS[status] if status else "All"
        return Cell(number, url, f"{number} {label}: {title}", column)

    return GridRow(
        title=title,
        url=links.item(root.level, root.item.pk) if root else "",
        leads=", ".join(person.name for person in root.leads) if root else "",
        cells=[cell(status) for status in UpdateStatus],
        total=cell(None),
    )


def with_query(url: str, query: str) -> str:
    """`url` with more of a query, whether or not it has one."""
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{query}"


@dataclass(eq=False)
class OutstandingUpdates:
    """Somebody who has not answered yet, and what; `person` is None where nobody leads.

    `items` are (urgency, address, title, where it stands), the most urgent first. `on` is
    the day for which their post is told. `stand_ins` says who stands in for them today;
    `recipients` has the e-mail address of each of them all who can sign in; `reminded_on` is on
    which days they were written to.
    """

    person: Person | None
    link: SafeString | None
    items: list[tuple[int, str, str, str]] = field(default_factory=list)
    counted: Counter[UpdateStatus] = field(default_factory=Counter)
    on: date | None = None
    stand_ins: list[Delegation] = field(default_factory=list)
    recipients: dict[Person, str] = field(default_factory=dict)
    reminded_on: list[date] = field(default_factory=list)

    @property
    def is_proposed(self) -> bool:
        """Whether to propose chasing them: something is late, and nobody has asked yet."""
        return bool(self.counted[UpdateStatus.LATE] and not self.reminded_on)

    @property
    def is_mixed(self) -> bool:
        """Whether where each item stands must be told beside it."""
        return len(self.counted) > 1

    @property
    def job_title(self) -> str:
        return self.person.job_title(self.on) if self.person else ""

    @property
    def words(self) -> str:
        """ "2 late, 1 returned"."""
        return ", ".join(
            f"{self.counted[status]} {status.label.lower()}"
            for status in _OUTSTANDING
            if self.counted[status]
        )


_OUTSTANDING = (
    UpdateStatus.LATE,
    UpdateStatus.RETURNED,
    UpdateStatus.NOT_STARTED,
    UpdateStatus.DRAFT,
)


def outstanding_by_person(outline: Outline, links: Links) -> list[OutstandingUpdates]:
    """Who has still to answer, most late first; an item with two leads is with both."""
    found: dict[int, OutstandingUpdates] = {}
    for node in outline.asked():
        status = outline.status(node)
        if status not in _OUTSTANDING:
            continue
        leads: list[Person | None] = [*node.leads] or [None]
        for person in leads:
            key = person.pk if person else 0
            if key not in found:
                link = links.person(person) if person else None
                found[key] = OutstandingUpdates(person, link, on=outline.today)
            item = node.item
            title = f"{item.reference} {item.title}".strip()
            url = links.item(node.level, item.pk)
            found[key].items.append((_OUTSTANDING.index(status), url, title, str(status.label)))
            found[key].counted[status] += 1
    for outstanding in found.values():
        outstanding.items.sort(key=lambda item: item[0])
    return sorted(
        found.values(),
        key=lambda row: ([-row.counted[status] for status in _OUTSTANDING], str(row.person or "")),
    )


@dataclass(frozen=True)
class Moved:
    """An item whose rating changed, in the lead's words."""

    reference: str
    title: str
    url: str
    before: SafeString
    now: SafeString
    way: SafeString
    words: str
    is_worse: bool


@dataclass
class Movement:
    """What moved since last time, the worse first, and how much did not."""

    rows: list[Moved]
    counted: Counter[str]

    @property
    def worse(self) -> list[Moved]:
        return [row for row in self.rows if row.is_worse]

    @property
    def others(self) -> list[Moved]:
        """What is better or done."""
        return [row for row in self.rows if not row.is_worse]

    @property
    def words(self) -> str:
        """ "3 better, 2 done, 55 unchanged so far"; what is worse is told apart."""
        parts = [
            f"{self.counted[direction]} {direction}"
            for direction in ("better", "done")
            if self.counted[direction]
        ]
        if self.counted["no change"]:
            parts.append(f"{self.counted['no change']} unchanged so far")
        return ", ".join(parts)


def moved(outline: Outline, url_of: Callable[[Node], str], sort: str = "") -> Movement:
    """Compares what was handed in with the period before, on each level's main rating.

    `url_of` says where each leads.
    """
    counted: Counter[str] = Counter()
    changed: list[tuple[Node, str, str]] = []
    for node in outline.asked():
        now, before = outline.now(node), outline.given(node, node.main, -2)
        if node.state not in SUBMITTED_STATES or now is None or before is None:
            continue
        direction, word = outline.difference(node, node.main)
        counted[word] += bool(word)
        if direction in ("up", "down"):
            changed.append((node, direction, word))
    words = _words_of([node for node, _, _ in changed])
    order = {"worse": 0, "better": 1, "done": 2}
    if sort != "plan":
        changed.sort(key=lambda entry: order[entry[2]])
    rows = [
        Moved(
            reference=node.item.reference,
            title=node.item.title,
            url=url_of(node),
            before=given_pill(outline.given(node, node.main, -2)),
            now=given_pill(outline.now(node)),
            way=arrow(direction, word.capitalize()),
            words=words.get(node.update_id or 0, {}).get(word == "worse", ""),
            is_worse=word == "worse",
        )
        for node, direction, word in changed
    ]
    return Movement(rows, counted)


def _words_of(nodes: Iterable[Node]) -> dict[int, dict[bool, str]]:
    """For each update what its lead says first: of something worse (True) its explanation."""
    texts: dict[int, list[tuple[str, int, str]]] = {}
    rows = UpdateNarrative.objects.filter(update__in=[node.update_id for node in nodes])
    for row in rows.exclude(text="").filter(empty="").select_related("heading"):
        narrative = (row.heading.purpose, row.heading.position, row.text)
        texts.setdefault(row.update_id, []).append(narrative)
    first, last = Heading.Purpose.EXPLANATION, Heading.Purpose.MITIGATION
    found: dict[int, dict[bool, str]] = {}
    for update_id, narratives in texts.items():
        narratives.sort(
            key=lambda entry: ({first: 1, last: 2}.get(Heading.Purpose(entry[0]), 0), entry[1])
        )
        why = next((text for purpose, _, text in narratives if purpose == first), narratives[0][2])
        found[update_id] = {False: _plain(narratives[0][2]), True: _plain(why)}
    return found


def _plain(text: str) -> str:
    """The beginning of a narrative without its Markdown."""
    return short(to_plain(text), _WORDS_LENGTH)


@dataclass(frozen=True)
class Asked:
    """A challenge that is open, or answered and waiting for a decision."""

    title: str
    url: str
    text: str
    by: str
    at: datetime
    waiting_for: str
    answered_at: datetime | None


def challenges(outline: Outline, review_url: Any) -> list[Asked]:
    """The latest challenge of each update that was returned and is not approved since."""
    period = outline.period
    rows = (
        Challenge.objects.filter(update__period=period)
        .filter(
            Q(update__state=Update.State.RETURNED, answered_at=None)
            | Q(update__state=Update.State.SUBMITTED, answered_at__isnull=False)
        )
        .select_related("raised_by", "update")
        .order_by("-raised_at", "-pk")
    )
    latest: dict[int, Challenge] = {}
    for row in rows:
        latest.setdefault(row.update_id, row)
    nodes = {node.update_id: node for node in outline.asked() if node.update_id}
    return [
        Asked(
            title=str(nodes[pk].item),
            url=review_url(pk),
            text=row.text,
            by=str(row.raised_by or "Governance"),
            at=row.raised_at,
            waiting_for=", ".join(person.name for person in nodes[pk].leads) or "nobody named",
            answered_at=row.answered_at,
        )
        for pk, row in latest.items()
        if pk in nodes
    ]


def missing(outline: Outline, plan_url: str) -> list[Cell]:
    """What keeps the round from being complete, each with its list."""
    counted = counts(outline)
    words = {
        UpdateStatus.NOT_STARTED: "not started",
        UpdateStatus.DRAFT: "in draft",
        UpdateStatus.LATE: "late",
        UpdateStatus.RETURNED: "returned",
        UpdateStatus.SUBMITTED: "waiting for approval",
    }
    return [
        Cell(counted[status], with_query(plan_url, f"state={status}"), text)
        for status, text in words.items()
        if counted[status]
    ]


def column_labels(outline: Outline) -> list[str]:
    """The heads of the grid's numbers; a closed round has nothing left to approve."""
    if outline.period is not None and outline.period.is_closed:
        return [str(status.label) for status in UpdateStatus]
    return list(_COLUMNS.values())


def level_words(outline: Outline) -> str:
    """The trust's word for the first column of the grid."""
    levels = [root.level for root in outline.roots]
    return outline.strategy.word(Level.OBJECTIVE if Level.OBJECTIVE in levels else Level.AMBITION)
