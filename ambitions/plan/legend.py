"""What the ratings of a page are called: each scale that is in use, with what is rated on it."""

from collections.abc import Collection
from dataclasses import dataclass

from ambitions.plan.reader import Outline
from objectives.models import Level, Rating


@dataclass(frozen=True)
class LegendScale:
    """The ratings of a scale, worst first. `label` says what is rated on it; it is "" where one
    scale is all there is, and needs no name."""

    label: str
    ratings: list[Rating]


def legend(outline: Outline, only: Collection[int] | None = None) -> list[LegendScale]:
    """The scales of the main ratings of what is asked; of those `only` the ratings with these
    ids."""
    asked = {
        (node.main.scale_id, node.level)
        for node in outline.asked()
        if node.main and node.main.scale_id
    }
    rated: dict[int, list[str]] = {}
    for level in Level.values:
        for scale_id in sorted(scale for scale, own in asked if scale and own == level):
            rated.setdefault(scale_id, []).append(level)
    found = []
    for scale_id, levels in sorted(rated.items()):
        ratings = [rating for rating in outline.ratings.values() if rating.scale_id == scale_id]
        wanted = [rating for rating in ratings if only is None or rating.pk in only]
        words = ", ".join(outline.strategy.word_plural(level) for level in levels)
        if wanted:
            found.append(LegendScale(words, sorted(wanted, key=lambda rating: rating.position)))
    if len(found) == 1:
        return [LegendScale("", found[0].ratings)]
    return found
