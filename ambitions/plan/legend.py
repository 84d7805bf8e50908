"""What the ratings of a page are called: each scale that is in use, with what is rated on it."""

from collections.abc import Collection
from dataclasses import dataclass

from ambitions.plan.reader import Outline
from objectives.models import Rating


@dataclass(frozen=True)
class LegendScale:
    """The ratings of a scale, worst first. `label` says what is rated on it; it is "" where one
    scale is all there is, and needs no name."""

    label: str
    ratings: list[Rating]


def legend(outline: Outline, only: Collection[int] | None = None) -> list[LegendScale]:
    """The scales of the main ratings of what is asked; of those `only` the ratings with these
    ids."""
    asked = {node.level for node in outline.asked()}
    rated: dict[int, list[str]] = {}
    for level, main in outline.main.items():
        if main and main.scale_id and level in asked:
            rated.setdefault(main.scale_id, []).append(level)
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
