"""Updates of closed periods that were reopened: how they were before, and what changed.

Nothing of it is kept twice: what an answer was comes from its history. While a correction is
open, whoever reads about the closed period reads the update as it was just before.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ambitions.models import Correction, Update, UpdateNarrative, UpdateRating
from ambitions.updates.status import SUBMITTED_STATES
from objectives.models import Dimension, Heading, Period, Rating
from strategy_tracker.accounts.history import Versions, set_related
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.display import percent

JUST_BEFORE = timedelta(microseconds=1)


@dataclass
class AnswersThen:
    """An update with its ratings and narratives as they were at one moment."""

    update: Update
    ratings: list[UpdateRating]
    narratives: list[UpdateNarrative]

    @property
    def item_ids(self) -> tuple[Any, ...]:
        """The ids of its objective, ambition and action, of which one is there."""
        return tuple(getattr(self.update, f"{name}_id") for name in Update.ITEM_FIELDS)


class _Answers:
    """Every version of some updates and their answers, in three queries."""

    def __init__(self, update_ids: Iterable[int]) -> None:
        ids = sorted(set(update_ids))
        self._updates = Versions(Update, id__in=ids)
        self._ratings = Versions(UpdateRating, update__in=ids)
        self._narratives = Versions(UpdateNarrative, update__in=ids)

    def at(self, update_id: int, moment: datetime) -> AnswersThen | None:
        update = next((row for row in self._updates.at(moment) if row.pk == update_id), None)
        if update is None:
            return None
        return AnswersThen(
            update,
            [row for row in self._ratings.at(moment) if row.update_id == update_id],
            [row for row in self._narratives.at(moment) if row.update_id == update_id],
        )


def answers_before(periods: Iterable[Period], **about: Any) -> list[AnswersThen]:
    """Of the updates of `periods` that were handed in by their close and are reopened now, each
    as it was just before.

    `about` are lookups of Update that narrow it down. No query where no period is closed, one
    where none is reopened, else four.
    """
    closed = [period for period in periods if period.is_closed]
    if not closed:
        return []
    found = Correction.objects.open().filter(
        update__period__in=closed,
        **{f"update__{name}": value for name, value in about.items()},
    )
    rows = list(found.values_list("update_id", "reopened_at"))
    if not rows:
        return []
    answers = _Answers(pk for pk, _ in rows)
    then = (answers.at(pk, moment - JUST_BEFORE) for pk, moment in rows)
    return [answer for answer in then if answer and answer.update.state in SUBMITTED_STATES]


def with_answers(then: AnswersThen, period: Period) -> Update:
    """The update of `then` as one read with `with_answers()`, for pages; three queries."""
    update = then.update
    update.period = period
    dimensions = Dimension.objects.in_bulk({row.dimension_id for row in then.ratings})
    headings = Heading.objects.in_bulk({row.heading_id for row in then.narratives})
    ratings = Rating.objects.in_bulk({row.rating_id for row in then.ratings if row.rating_id})
    for row in then.ratings:
        row.dimension, row.rating = dimensions[row.dimension_id], ratings.get(row.rating_id or 0)
    for words in then.narratives:
        words.heading = headings[words.heading_id]
    set_related(update, "ratings", then.ratings)
    set_related(update, "narratives", then.narratives)
    set_related(update, "challenges", [])
    return update


@dataclass(frozen=True)
class Changed:
    """One answer that a correction changed: its heading or dimension, and both its values.

    Words are given as typed, a rating by its label; "" where there was none.
    """

    label: str
    before: str
    after: str
    before_rating: Rating | None = None
    after_rating: Rating | None = None
    is_rating: bool = False
    is_words: bool = False


def changes_of(corrections: Sequence[Correction]) -> dict[int, list[Changed]]:
    """What each correction changed, until it was closed or, if it is open, until now.

    By the id of the correction; a fixed number of queries.
    """
    if not corrections:
        return {}
    answers = _Answers(correction.update_id for correction in corrections)
    found: dict[int, tuple[AnswersThen | None, AnswersThen | None]] = {
        row.pk: (
            answers.at(row.update_id, row.reopened_at - JUST_BEFORE),
            answers.at(row.update_id, row.closed_at or timezone.now()),
        )
        for row in corrections
    }
    names = _Names([then for both in found.values() for then in both if then])
    return {pk: names.changes(*both) for pk, both in found.items()}


class _Names:
    """What the dimensions, headings and ratings of some answers are called; three queries."""

    def __init__(self, answers: Sequence[AnswersThen]) -> None:
        rated = [row for then in answers for row in then.ratings]
        written = [row for then in answers for row in then.narratives]
        self.dimensions = Dimension.objects.in_bulk({row.dimension_id for row in rated})
        self.headings = Heading.objects.in_bulk({row.heading_id for row in written})
        self.ratings = Rating.objects.in_bulk({row.rating_id for row in rated if row.rating_id})

    def changes(self, before: AnswersThen | None, after: AnswersThen | None) -> list[Changed]:
        return [
            *self._rated(before, after),
            *self._written(before, after),
            *self._recovery(before, after),
        ]

    def _rated(self, before: AnswersThen | None, after: AnswersThen | None) -> Iterable[Changed]:
        was = {row.dimension_id: row for row in before.ratings} if before else {}
        now = {row.dimension_id: row for row in after.ratings} if after else {}
        asked = [self.dimensions[pk] for pk in {**was, **now} if pk in self.dimensions]
        for dimension in sorted(asked, key=lambda row: (row.position, row.pk)):
            both = [self._given(rows.get(dimension.pk)) for rows in (was, now)]
            if both[0] != both[1]:
                (old, old_rating), (new, new_rating) = both
                yield Changed(dimension.label, old, new, old_rating, new_rating, is_rating=True)

    def _given(self, row: UpdateRating | None) -> tuple[str, Rating | None]:
        if row is None:
            return "", None
        if row.number is not None:
            return percent(row.number), None
        rating = self.ratings.get(row.rating_id or 0)
        return (rating.label if rating else ""), rating

    def _written(self, before: AnswersThen | None, after: AnswersThen | None) -> Iterable[Changed]:
        was = {row.heading_id: row.text for row in before.narratives} if before else {}
        now = {row.heading_id: row.text for row in after.narratives} if after else {}
        asked = [self.headings[pk] for pk in {**was, **now} if pk in self.headings]
        for heading in sorted(asked, key=lambda row: (row.position, row.pk)):
            old, new = was.get(heading.pk, ""), now.get(heading.pk, "")
            if old != new:
                yield Changed(heading.label, old, new, is_words=True)

    def _recovery(self, before: AnswersThen | None, after: AnswersThen | None) -> Iterable[Changed]:
        both = [long_date(then.update.recovery_date) if then else "" for then in (before, after)]
        if both[0] != both[1]:
            yield Changed("Back on track by", both[0], both[1])


def corrections_of(**within: Any) -> list[Correction]:
    """Corrections with what they are of and who made them, the latest first; one query."""
    return list(
        Correction.objects.filter(**within).select_related(
            "update__period",
            "update__objective",
            "update__ambition",
            "update__action",
            "reopened_by",
            "closed_by",
        )
    )


def by_update(corrections: Iterable[Correction]) -> dict[int, list[Correction]]:
    found: dict[int, list[Correction]] = defaultdict(list)
    for correction in corrections:
        found[correction.update_id].append(correction)
    return found
