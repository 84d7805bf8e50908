"""Changing what a trust has set up: strategies, rating scales, questions and periods.

What is made anew is in `objectives.services`. Nothing here reaches a closed period: that is read
from history, as it was when it closed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from objectives.models import Dimension, Heading, Period, Rating, RatingScale, Strategy
from objectives.order import moved
from objectives.services import (
    NewRating,
    check_period_takes_writes,
    create_period,
    ensure_mitigation_headings,
    free_code,
)
from strategy_tracker.accounts.models import User
from strategy_tracker.accounts.saving import delete, save

# Strategies


@transaction.atomic
def archive_strategy(*, strategy: Strategy, by: User | None) -> Strategy:
    """Take it out of every list; nothing of it is lost. Raises ValidationError in a round."""
    strategy = Strategy.objects.select_for_update().get(pk=strategy.pk)
    open_one = Period.objects.filter(strategy=strategy).open().first()
    if open_one:
        raise ValidationError(
            f"{open_one.label} is open. Close it before you archive {strategy.title}."
        )
    return _changed(strategy, {"is_archived": True}, by=by)


@transaction.atomic
def restore_strategy(*, strategy: Strategy, by: User | None) -> Strategy:
    return _changed(strategy, {"is_archived": False}, by=by)


# Rating scales


@transaction.atomic
def edit_scale(
    *,
    scale: RatingScale,
    name: str,
    ratings: Sequence[tuple[Rating | None, NewRating]],
    by: User | None,
) -> RatingScale:
    """Call the scale `name`, and make `ratings`, worst first, its ratings.

    Each is given with the rating that it is, or None for a new one; those that are not named are
    removed. Codes stay, so that a rating is known by what it was made as. Raises ValidationError
    where a rating that was ever given is removed, or two ratings would swap their words.
    """
    scale = RatingScale.objects.select_for_update().get(pk=scale.pk)
    _changed(scale, {"name": name}, by=by)
    kept = {rating.pk for rating, _ in ratings if rating}
    for gone in scale.ratings.exclude(pk__in=kept):
        _remove_rating(gone, by=by)
    changes = {
        rating.pk: (rating, {**values._asdict(), "position": position})
        for position, (rating, values) in enumerate(ratings)
        if rating
    }
    _save_ratings(changes, by=by)
    codes = list(scale.ratings.values_list("code", flat=True))
    for position, (rating, values) in enumerate(ratings):
        if rating is None:
            codes.append(free_code(values.label, codes, f"rating-{position}", length=40))
            new = Rating(scale=scale, code=codes[-1], position=position, **values._asdict())
            save(new, by=by)
    for dimension in Dimension.objects.filter(scale=scale, is_archived=False).select_related(
        "strategy"
    ):
        ensure_mitigation_headings(
            strategy=dimension.strategy, level=dimension.level, scale=scale, by=by
        )
    return scale


@transaction.atomic
def add_rating(*, scale: RatingScale, rating: NewRating, by: User | None) -> None:
    """Add to the scale a rating that it lacks, beside the last one of its tone."""
    ratings: list[tuple[Rating | None, NewRating]] = [
        (old, _as_given(old)) for old in scale.ratings.order_by("position")
    ]
    tones = [values.tone for _, values in ratings]
    after = max((n for n, tone in enumerate(tones) if tone == rating.tone), default=len(tones) - 1)
    ratings.insert(after + 1, (None, rating))
    edit_scale(scale=scale, name=scale.name, ratings=ratings, by=by)


def _as_given(rating: Rating) -> NewRating:
    return NewRating(**{name: getattr(rating, name) for name in NewRating._fields})


def _remove_rating(rating: Rating, *, by: User | None) -> None:
    try:
        delete(rating, by=by)
    except ProtectedError as error:
        raise ValidationError(
            f"“{rating.label}” has been given in answers, so it stays on the scale."
        ) from error


def _save_ratings(changes: dict[int, tuple[Rating, dict[str, Any]]], *, by: User | None) -> None:
    """Save each, one that takes over another's words after that other has let go of them."""
    waiting = dict(changes)
    while waiting:
        held = {rating.label: pk for pk, (rating, _) in waiting.items()}
        free = [pk for pk, (_, new) in waiting.items() if held.get(new["label"], pk) == pk]
        if not free:
            words = " and ".join(f"“{rating.label}”" for rating, _ in waiting.values())
            raise ValidationError(
                f"{words} would take each other’s words, and answers would seem to swap. Give one "
                "of them other words and save, or change their order."
            )
        for pk in free:
            rating, new = waiting.pop(pk)
            _changed(rating, new, by=by)


@transaction.atomic
def delete_scale(*, scale: RatingScale, by: User | None) -> None:
    """Raises ValidationError where something is, or was, rated on it."""
    asked = Dimension.objects.filter(scale=scale).first()
    if asked:
        raise ValidationError(f"“{asked.label}” is rated on {scale.name}, so the scale stays.")
    for rating in scale.ratings.all():
        _remove_rating(rating, by=by)
    try:
        delete(scale, by=by)
    except ProtectedError as error:
        raise ValidationError(
            f"{scale.name} has the grades of a measure, so the scale stays."
        ) from error


# Questions

Question = Dimension | Heading


@transaction.atomic
def edit_question(*, question: Question, by: User | None, **fields: Any) -> Question:
    """Change some of its fields; `is_archived` says that it is no longer asked."""
    question = _changed(question, fields, by=by)
    if isinstance(question, Dimension) and not question.is_archived:
        ensure_mitigation_headings(
            strategy=question.strategy, level=question.level, scale=question.scale, by=by
        )
    return question


@transaction.atomic
def move_question(*, question: Question, step: int, by: User | None) -> bool:
    """Move it by so many places among those that the form asks beside it; False at the end.

    What a rating opens stands by itself: it moves among what ratings open.
    """
    Strategy.objects.select_for_update().get(pk=question.strategy_id)
    rows: list[Any] = list(
        type(question).objects.filter(strategy=question.strategy_id, level=question.level)
    )
    beside = [place for place, row in enumerate(rows) if _stand_together(row, question)]
    before = [rows[place] for place in beside]
    after = moved(before, question, step)
    for place, row in zip(beside, after, strict=True):
        rows[place] = row
    for position, row in enumerate(rows):
        _changed(row, {"position": position}, by=by)
    return after != before


def _stand_together(one: Any, other: Any) -> bool:
    opened = [getattr(row, "is_asked_on_rating", False) for row in (one, other)]
    return one.is_archived == other.is_archived and opened[0] == opened[1]


# Periods


@transaction.atomic
def edit_period(*, period: Period, by: User | None, **fields: Any) -> Period:
    """Change its label and dates. Raises ValidationError when it is closed, or would overlap."""
    Strategy.objects.select_for_update().get(pk=period.strategy_id)
    check_period_takes_writes(period)
    return _changed(period, fields, by=by)


@transaction.atomic
def create_periods(
    *, strategy: Strategy, periods: Iterable[Mapping[str, Any]], by: User | None
) -> list[Period]:
    """Planned periods, all or none. Raises ValidationError that says which one is wrong."""
    made = []
    for fields in periods:
        try:
            made.append(create_period(strategy=strategy, by=by, **fields))
        except ValidationError as error:
            raise ValidationError(
                [f"{fields['label']}: {message}" for message in error.messages]
            ) from error
    return made


def _changed(record: Any, fields: Mapping[str, Any], *, by: User | None) -> Any:
    """The record with those values, saved only where one of them is new."""
    new = {name: value for name, value in fields.items() if getattr(record, name) != value}
    for name, value in new.items():
        setattr(record, name, value)
    return save(record, by=by) if new else record
