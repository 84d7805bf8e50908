"""What updates said, ready to read: ratings and rendered words, with changes marked.

Works on updates read with `Update.objects.with_answers()`, so it makes no query.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ambitions.models import Challenge, Update, UpdateRating
from ambitions.updates.diff import is_rewritten, marked
from ambitions.updates.status import movement
from objectives.models import Dimension
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.display import arrow, came_from, came_from_each, rating_pill
from strategy_tracker.ui.markdown import to_html


@dataclass(frozen=True)
class Rated:
    """One dimension of an update: its pill with the arrow that belongs to it."""

    label: str
    pill: SafeString
    dimension_id: int


@dataclass(frozen=True)
class Words:
    """The answer under one heading; `html` is empty where nothing was answered.

    `source` says from which cell it was imported, "" for what somebody typed. `earlier` is what
    was said before, where most words are new since and marks would be a mess; else "".
    """

    label: str
    html: SafeString
    is_removed: bool = False
    source: str = ""
    earlier: SafeString = field(default_factory=SafeString)


@dataclass
class Said:
    """One update as a page shows it; `rated_in` says from which cells its ratings came.

    `compared_with` is the period since which its changes are marked; "" where none are.
    `corrections` are those since its period closed, ready to show; `may_reopen` says whether
    another can be begun.
    """

    update: Update
    ratings: list[Rated]
    words: list[Words]
    challenges: list[Challenge]
    recovery: str
    status: str
    rated_in: str = ""
    compared_with: str = ""
    corrections: Sequence[Any] = ()
    may_reopen: bool = False

    @property
    def anchor(self) -> str:
        return f"period-{self.update.period_id}"


def said(
    update: Update,
    before: Update | None = None,
    *,
    mark_changes: bool = False,
    challenges: Iterable[Challenge] = (),
) -> Said:
    """`update` with its movement since `before`; its changes marked if `mark_changes`."""
    earlier = {row.dimension_id: row for row in before.ratings.all()} if before else {}
    return Said(
        update=update,
        ratings=[_rated(row, earlier.get(row.dimension_id)) for row in _in_order(update)],
        words=_words(update, before if mark_changes else None),
        challenges=list(challenges),
        recovery=long_date(update.recovery_date),
        status=status(update),
        rated_in=came_from_each((row.dimension.label, row.source) for row in _in_order(update)),
        compared_with=before.period.label if before and mark_changes else "",
    )


def _in_order(update: Update) -> list[UpdateRating]:
    return sorted(update.ratings.all(), key=lambda row: (row.dimension.position, row.pk))


def _rated(row: UpdateRating, before: UpdateRating | None) -> Rated:
    direction, words = given_or_moved(row, before)
    pill = format_html("{} {}", rating_pill(row.rating, number=row.number), arrow(direction, words))
    return Rated(_label(row.dimension), pill, row.dimension_id)


def _label(dimension: Dimension) -> str:
    note = f" ({dimension.period_note})" if dimension.period_note else ""
    return f"{dimension.label}{note}"


def given_or_moved(row: UpdateRating, before: UpdateRating | None) -> tuple[str, str]:
    """The arrow and its word: as the trust gave it, else the difference from last time."""
    if row.direction:
        return row.direction, {"up": "better", "down": "worse"}.get(row.direction, "no change")
    return movement(_value(row), _value(before))


def _value(row: UpdateRating | None) -> Any:
    return (row.rating if row.rating_id else row.number) if row else None


def _words(update: Update, before: Update | None) -> list[Words]:
    """Every heading answered, in the order asked; with `before`, also what was dropped."""
    now = {row.heading_id: row for row in update.narratives.all() if row.text.strip()}
    then = {row.heading_id: row for row in before.narratives.all()} if before else {}
    then = {pk: row for pk, row in then.items() if row.text.strip()}
    rows = {**then, **now}
    found = []
    for pk, row in sorted(rows.items(), key=lambda row: (row[1].heading.position, row[0])):
        text = now[pk].text if pk in now else ""
        earlier = then[pk].text if pk in then else ""
        is_new = is_rewritten(text, earlier)
        found.append(
            Words(
                label=row.heading.label,
                html=to_html(text) if before is None or is_new else marked(text, earlier),
                is_removed=pk not in now,
                source=came_from(now[pk].source) if pk in now else "",
                earlier=to_html(earlier) if is_new else SafeString(""),
            )
        )
    return found


def status(update: Update) -> str:
    """Where the update stands, in words: "Approved on 22 July 2024 by Joanne Pickersgill"."""

    def told(verb: str, moment: Any, by: Any) -> str:
        return verb + (f" on {long_date(moment)}" if moment else "") + (f" by {by}" if by else "")

    if update.state == Update.State.APPROVED:
        return told("Approved", update.approved_at, update.approved_by)
    if update.state == Update.State.SUBMITTED:
        return told("Submitted", update.submitted_at, update.submitted_by)
    if update.state == Update.State.RETURNED:
        return told("Returned, being answered. Saved", update.saved_at, update.saved_by)
    return told("Draft, saved", update.saved_at, update.saved_by)
