"""What is asked at each level of a strategy, read once for however many items answer it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ambitions.models import Item, UpdateRating
from objectives.asking import asked_of_item
from objectives.dimensions import main_dimension
from objectives.models import Dimension, Heading, Level, Period, Strategy

_HEADING = re.compile(r"heading_(\d{1,18})")
_DIMENSION = re.compile(r"dimension_(\d{1,18})")


@dataclass
class Questions:
    """Dimensions and headings, in order; scales have their ratings read.

    Those of a level, or, by `asked_of`, those that one item is asked in one period.
    """

    dimensions: list[Dimension] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.dimensions or self.headings)

    def asked_of(self, item: Item, period: Period | None) -> "Questions":
        """Those that `item` is asked in `period`; without one, in any period at all."""
        asked = asked_of_item(
            self.dimensions, self.headings, item, period, asking_why=self._scales_asking_why()
        )
        return Questions(*asked)

    def with_answers_sent(self, item: Item, data: Mapping[str, str]) -> "Questions":
        """These, and those answered in `data` that `item` was asked until a moment ago.

        A question that is no longer asked takes nobody's answer with it: a query for words, and two
        for ratings, and only then.
        """
        words = _sent(_HEADING, data) - {heading.pk for heading in self.headings}
        ratings = _sent(_DIMENSION, data) - {dimension.pk for dimension in self.dimensions}
        headings, dimensions = self.headings, self.dimensions
        of_level = {"strategy": item.strategy, "level": item.level}
        if words:
            headings = [*headings, *Heading.objects.filter(pk__in=words, **of_level)]
        if ratings:
            rated = Dimension.objects.filter(pk__in=ratings, **of_level).select_related("scale")
            dimensions = [*dimensions, *rated.prefetch_related("scale__ratings")]
        return Questions(dimensions, headings)

    @property
    def main(self) -> Dimension | None:
        """The dimension shown in lists and in the strip of past periods; None if none is rated."""
        return main_dimension(self.dimensions)

    @property
    def may_need_mitigation(self) -> bool:
        """Whether some rating that can be chosen here asks for an explanation."""
        return bool(self._scales_asking_why())

    def _scales_asking_why(self) -> set[int]:
        return {
            dimension.scale.pk
            for dimension in self.dimensions
            if dimension.scale
            and any(rating.needs_mitigation for rating in dimension.scale.ratings.all())
        }

    def asked_always(self) -> list[Heading]:
        """Headings that stand by themselves; with no rating to open them, all do."""
        if not self.may_need_mitigation:
            return self.headings
        return [heading for heading in self.headings if not heading.is_asked_on_rating]

    def count_asked(self, ratings: Iterable[UpdateRating]) -> int:
        """How many questions there are for an update with those ratings."""
        return len(self.dimensions) + len(self.headings_asked(ratings))

    def headings_asked(self, ratings: Iterable[UpdateRating]) -> list[Heading]:
        """The headings that an update with those ratings is asked."""
        is_poor = any(row.rating and row.rating.needs_mitigation for row in ratings)
        return [*self.asked_always(), *(self.asked_on_rating() if is_poor else ())]

    def asked_on_rating(self) -> list[Heading]:
        """The explanation and the mitigation, which a rating opens."""
        if not self.may_need_mitigation:
            return []
        return [heading for heading in self.headings if heading.is_asked_on_rating]


def _sent(name_of: re.Pattern[str], data: Mapping[str, str]) -> set[int]:
    """The keys of the questions of one kind that `data` answers."""
    return {
        int(match[1])
        for name, text in data.items()
        if (match := name_of.fullmatch(name)) and text.strip()
    }


def questions_of(strategies: Iterable[Strategy]) -> dict[tuple[int, str], Questions]:
    """Per (strategy id, level) what it is asked; every level is there, empty if nothing is.

    Four queries, whatever the number of strategies.
    """
    wanted = list(strategies)
    of_id = {strategy.pk: strategy for strategy in wanted}
    found: dict[tuple[int, str], Questions] = defaultdict(Questions)
    for strategy in wanted:
        for level in Level.values:
            found[strategy.pk, level] = Questions()
    for dimension in (
        Dimension.objects.filter(strategy__in=wanted, is_archived=False)
        .select_related("scale")
        .prefetch_related("scale__ratings")
    ):
        dimension.strategy = of_id[dimension.strategy_id]
        found[dimension.strategy_id, dimension.level].dimensions.append(dimension)
    for heading in Heading.objects.filter(strategy__in=wanted, is_archived=False):
        heading.strategy = of_id[heading.strategy_id]
        found[heading.strategy_id, heading.level].headings.append(heading)
    return dict(found)


def main_rating(questions: Questions, ratings: Iterable[UpdateRating]) -> UpdateRating | None:
    """What was given on the main dimension among `ratings`; None when nothing was."""
    main = questions.main
    if main is None:
        return None
    return next((row for row in ratings if row.dimension_id == main.pk), None)
