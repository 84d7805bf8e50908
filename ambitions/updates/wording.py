"""Answers of closed periods in the words of their time: what ratings and questions were called."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ambitions.models import Update
from objectives.models import Dimension, Heading, Rating, Strategy
from strategy_tracker.accounts.history import Versions


def call_as_then(updates: Iterable[Update], strategy: Strategy, moment: datetime | None) -> None:
    """Give each rating, dimension and heading of updates that were read with their answers and
    periods the words it had when its period closed; four queries where one of them is closed.

    Ratings keep their places on the scale as at `moment` (None: as it is), by which those of
    several periods are compared.
    """
    closed = [update for update in updates if update.period.closed_at]
    if not closed:
        return
    versions = {
        "rating": Versions(Rating, scale__trust=strategy.trust_id),
        "dimension": Versions(Dimension, strategy=strategy.pk),
        "heading": Versions(Heading, strategy=strategy.pk),
    }
    then = {
        moment: {
            name: {row.pk: row for row in own.at(moment, with_later=True)}
            for name, own in versions.items()
        }
        for moment in {update.period.closed_at for update in closed}
        if moment
    }
    of_moment = (
        versions["rating"].at(moment)
        if moment
        else Rating.objects.filter(scale__trust=strategy.trust_id)
    )
    places = {rating.pk: rating.position for rating in of_moment}
    for words in then.values():
        for rating in words["rating"].values():
            rating.position = places.get(rating.pk, rating.position)
    for update in closed:
        if update.period.closed_at:
            words = then[update.period.closed_at]
            for row in update.ratings.all():
                _call(row, "rating", words)
                _call(row, "dimension", words)
            for narrative in update.narratives.all():
                _call(narrative, "heading", words)


def _call(row: Any, name: str, words: dict[str, dict[int, Any]]) -> None:
    """Set the row of that name on an answer, unless nothing is known of it at that time."""
    then = words[name].get(getattr(row, f"{name}_id"))
    if then is not None:
        setattr(row, name, then)
