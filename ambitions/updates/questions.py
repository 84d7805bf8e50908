"""What is asked at each level of a strategy, read once for however many items answer it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ambitions.models import UpdateRating
from objectives.dimensions import main_dimension
from objectives.models import Dimension, Heading, Level, Strategy


@dataclass
class Questions:
    """The dimensions and headings of one level, in order; scales have their ratings read."""

    dimensions: list[Dimension] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.dimensions or self.headings)

    @property
    def main(self) -> Dimension | None:
        """The dimension shown in lists and in the strip of past periods; None if none is rated."""
        return main_dimension(self.dimensions)

    @property
    def may_need_mitigation(self) -> bool:
        """Whether some rating that can be chosen here asks for an explanation."""
        return any(
            rating.needs_mitigation
            for dimension in self.dimensions
            if dimension.scale
            for rating in dimension.scale.ratings.all()
        )

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


def questions_of(strategies: Iterable[Strategy]) -> dict[tuple[int, str], Questions]:
    """Per (strategy id, level) what it is asked; every level is there, empty if nothing is.

    Four queries, whatever the number of strategies.
    """
    wanted = list(strategies)
    found: dict[tuple[int, str], Questions] = defaultdict(Questions)
    for strategy in wanted:
        for level in Level.values:
            found[strategy.pk, level] = Questions()
    for dimension in (
        Dimension.objects.filter(strategy__in=wanted, is_archived=False)
        .select_related("scale")
        .prefetch_related("scale__ratings")
    ):
        found[dimension.strategy_id, dimension.level].dimensions.append(dimension)
    for heading in Heading.objects.filter(strategy__in=wanted, is_archived=False):
        found[heading.strategy_id, heading.level].headings.append(heading)
    return dict(found)


def main_rating(questions: Questions, ratings: Iterable[UpdateRating]) -> UpdateRating | None:
    """What was given on the main dimension among `ratings`; None when nothing was."""
    main = questions.main
    if main is None:
        return None
    return next((row for row in ratings if row.dimension_id == main.pk), None)
