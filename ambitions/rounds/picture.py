"""The whole strategy as bars: how each objective is rated now, over how it was before."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from ambitions.plan.cells import Links
from ambitions.plan.filters import NOT_ANSWERED
from ambitions.plan.legend import legend
from ambitions.plan.reader import Node, Outline
from ambitions.rounds.progress import with_query
from ambitions.updates.status import SUBMITTED_STATES
from objectives.calendar import short_part
from objectives.models import Rating


@dataclass(frozen=True)
class Segment:
    """The items of one objective with one rating; `letter` is "" for those with none."""

    count: int
    letter: str
    label: str
    tone: str
    url: str
    rating_id: int = 0

    @property
    def text(self) -> str:
        return f"{self.letter} {self.count}".strip()

    @property
    def words(self) -> str:
        return f"{self.count} {self.label.lower()}"


@dataclass(frozen=True)
class Bar:
    """One period's segments, worst first."""

    period: str
    segments: list[Segment]

    @property
    def words(self) -> str:
        return ", ".join(segment.words for segment in self.segments)


@dataclass(frozen=True)
class PictureRow:
    """One objective: its bars, how much of it is in, and what moved."""

    reference: str
    title: str
    url: str
    leads: str
    now: Bar
    before: Bar | None
    handed_in: int
    asked: int
    moved: str


def picture(outline: Outline, links: Links, plan_url: str) -> list[PictureRow]:
    """A row for each root of the plan whose items are rated on a scale."""
    rows = []
    for root in outline.roots:
        rated = [
            node
            for node in root.walk()
            if node.main and node.main.scale_id and outline.asks(node, node.main)
        ]
        if rated:
            rows.append(_row(outline, root, rated, links, plan_url))
    return rows


def whole(outline: Outline, links: Links, plan_url: str) -> dict[str, Any]:
    """What the picture's template shows; `picture` is empty where nothing is rated."""
    rows = picture(outline, links, plan_url)
    bars = [bar for row in rows for bar in (row.now, row.before) if bar]
    shown = {segment.rating_id for bar in bars for segment in bar.segments}
    period, previous = outline.period, outline.periods[-2] if len(outline.periods) > 1 else None
    return {
        "picture": rows,
        "legend": legend(outline, only=shown),
        "period": period,
        "previous": previous,
        "period_word": period.get_kind_display().lower() if period else "",
    }


def _row(
    outline: Outline, root: Node, rated: list[Node], links: Links, plan_url: str
) -> PictureRow:
    section = with_query(plan_url, f"section={root.level}-{root.item.pk}")
    moved = Counter(
        outline.difference(node, node.main)[1] for node in rated if node.state in SUBMITTED_STATES
    )
    return PictureRow(
        reference=root.item.reference,
        title=root.item.title,
        url=links.item(root.level, root.item.pk),
        leads=", ".join(person.name for person in root.leads),
        now=_bar(outline, rated, -1, section),
        before=_bar(outline, rated, -2, "") if len(outline.periods) > 1 else None,
        handed_in=sum(node.state in SUBMITTED_STATES for node in rated),
        asked=len(rated),
        moved=", ".join(
            f"{moved[word]} {word}" for word in ("worse", "better", "done") if moved[word]
        ),
    )


def _bar(outline: Outline, rated: list[Node], index: int, section: str) -> Bar:
    counted: Counter[Any] = Counter()
    for node in rated:
        if outline.asks(node, node.main, index):
            given = outline.given(node, node.main, index)
            counted[given.rating if given else None] += 1
    without = counted.pop(None, 0)
    segments = [
        Segment(
            count=count,
            letter=rating.letter,
            label=rating.label,
            tone=rating.tone,
            url=with_query(section, f"rating={rating.pk}") if section else "",
            rating_id=rating.pk,
        )
        for rating, count in sorted(counted.items(), key=_by_place)
    ]
    if without:
        url = with_query(section, f"rating={NOT_ANSWERED}") if section else ""
        segments.append(Segment(without, "", "Not rated", "", url))
    return Bar(short_part(outline.periods[index]), segments)


def _by_place(entry: tuple[Rating, int]) -> tuple[int, int]:
    rating, _ = entry
    return rating.scale_id, rating.position
