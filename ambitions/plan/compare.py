"""Two periods side by side: each item of the plan as it was in the one and in the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ambitions.plan.reader import GivenRating, Node, Outline
from ambitions.updates.status import movement
from objectives.models import Level, Rating
from strategy_tracker.ui.dates import long_date

PLACE = "Stands under"


@dataclass(frozen=True)
class Change:
    """One thing that differs: what it is, and how it read in each period."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ComparedItem:
    """One item in both periods; None where it was not in the plan of one of them.

    `node` is the item as it was in the later of the two, or else in the other. `moved` is the
    arrow and word for its main rating.
    """

    node: Node
    before: Node | None
    after: Node | None
    rating_before: GivenRating | None
    rating_after: GivenRating | None
    moved: tuple[str, str]
    changes: list[Change]

    @property
    def is_changed(self) -> bool:
        is_in_one = self.before is None or self.after is None
        is_moved = self.moved[0] in ("up", "down") or self.is_rated_in_one
        return is_in_one or is_moved or bool(self.changes)

    @property
    def kind(self) -> str:
        """Which kind of change it is, in a word; "" for none."""
        if self.before is None:
            return "Added"
        if self.after is None:
            return "Removed"
        if any(change.what == PLACE for change in self.changes):
            return "Moved"
        return "Changed" if self.is_changed else ""

    @property
    def is_rated_in_one(self) -> bool:
        """Whether only one of the two periods has a rating, or each has one on a scale of its
        own, so that there is a difference and no direction."""
        if not _are_alike(self.before, self.after):
            return False
        before = self.rating_before.value if self.rating_before else None
        after = self.rating_after.value if self.rating_after else None
        return before != after and not self.moved[0]


def _are_alike(before: Node | None, after: Node | None) -> bool:
    """Whether one rating speaks for the item in both periods: what is asked at year end only is
    not compared with what is asked in between."""
    return before is None or after is None or before.main == after.main


def compare(before: Outline, after: Outline) -> list[ComparedItem]:
    """Every item of either plan: in the order of the later one, then what is no longer in it."""
    earlier = {node.key: node for node in before.nodes()}
    later = {node.key: node for node in after.nodes()}
    above = {"before": _above(before), "after": _above(after)}
    nodes = [*after.nodes(), *(node for node in before.nodes() if node.key not in later)]
    return [
        _compared(before, after, node, (earlier.get(node.key), later.get(node.key)), above)
        for node in nodes
    ]


def _compared(
    before: Outline,
    after: Outline,
    node: Node,
    both: tuple[Node | None, Node | None],
    above: dict[str, dict[Any, str]],
) -> ComparedItem:
    was, now = both
    rating_before = before.now(was) if was else None
    rating_after = after.now(now) if now else None
    changes = list(_changes(before, after, was, now, above)) if was and now else []
    return ComparedItem(
        node=node,
        before=was,
        after=now,
        rating_before=rating_before,
        rating_after=rating_after,
        moved=_moved(after, rating_before, rating_after) if _are_alike(was, now) else ("", ""),
        changes=changes,
    )


def _moved(after: Outline, before: GivenRating | None, now: GivenRating | None) -> tuple[str, str]:
    """As `Outline.difference`: both by their places on the scale of the later period."""
    if before is None or now is None:
        return "", ""
    was = before.value
    if isinstance(was, Rating):
        was = after.ratings.get(was.pk, was)
    return movement(now.value, was)


def _changes(
    before: Outline, after: Outline, was: Node, now: Node, above: dict[str, dict[Any, str]]
) -> Iterator[Change]:
    names = [
        ("Reference", was.item.reference, now.item.reference),
        ("Title", was.item.title, now.item.title),
        (PLACE, above["before"].get(was.key, ""), above["after"].get(now.key, "")),
    ]
    if _parent(was) == _parent(now):
        # What it stands under may have been renamed, which is that item's change.
        names.pop()
    for what, old, new in names:
        if old != new:
            yield Change(what, old, new)
    if {lead.pk for lead in was.leads} != {lead.pk for lead in now.leads}:
        yield Change(after.strategy.lead_word, _names(was), _names(now))
    if now.level == Level.ACTION and _target(was) != _target(now):
        yield Change("Target date", _target(was), _target(now))


def _parent(node: Node) -> tuple[Any, Any]:
    return getattr(node.item, "objective_id", None), getattr(node.item, "ambition_id", None)


def _names(node: Node) -> str:
    return ", ".join(lead.name for lead in node.leads)


def _target(node: Node) -> str:
    """The target date as the trust gave it, else in full."""
    day = getattr(node.item, "target_date", None)
    return getattr(node.item, "target_text", "") or long_date(day)


def _above(outline: Outline) -> dict[Any, str]:
    """What each item stands under, by title."""
    return {child.key: str(node.item) for node in outline.nodes() for child in node.children}
