"""What the ratings of a page are called: each scale that is in use, with what is rated on it."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.text import capfirst

from ambitions.plan.reader import Outline
from objectives.asking import kind_word
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
    rated = _kinds_rated(outline)
    scales = Counter(level for levels in rated.values() for level in levels)
    found = []
    for scale_id, levels in sorted(rated.items()):
        ratings = [rating for rating in outline.ratings.values() if rating.scale_id == scale_id]
        wanted = [rating for rating in ratings if only is None or rating.pk in only]
        words = [
            word
            for level, kinds in levels.items()
            for word in _words(outline, level, kinds if scales[level] > 1 else [])
        ]
        if wanted:
            ordered = sorted(wanted, key=lambda rating: rating.position)
            found.append(LegendScale(", ".join(words), ordered))
    if len(found) == 1:
        return [LegendScale("", found[0].ratings)]
    return found


def _kinds_rated(outline: Outline) -> dict[int, dict[str, list[str]]]:
    """By scale, the levels that are rated on it now, each with the kinds of its items."""
    found: dict[int, dict[str, list[str]]] = {}
    for (level, kind), speaking in outline.speaking.items():
        if speaking.is_asked and speaking.main and speaking.main.scale_id:
            found.setdefault(speaking.main.scale_id, {}).setdefault(level, []).append(kind)
    return found


def _words(outline: Outline, level: str, kinds: Iterable[str]) -> list[str]:
    """What the items of a level are called; of one that is rated on several scales, by kind."""
    named = [capfirst(kind_word(outline.strategy, kind)) for kind in kinds]
    return named or [outline.strategy.word_plural(level)]
