"""Which of the questions of a level speaks for an item."""

from collections.abc import Iterable

from objectives.models import Dimension

# Which of a level's dimensions speaks for an item where there is room for one.
_MAIN_FIRST = (
    Dimension.Purpose.DELIVERY,
    Dimension.Purpose.OVERALL,
    Dimension.Purpose.PROGRESS,
    Dimension.Purpose.EMBEDDING,
    Dimension.Purpose.CONFIDENCE,
    Dimension.Purpose.FORECAST,
)


def main_dimension(dimensions: Iterable[Dimension]) -> Dimension | None:
    """The one dimension that stands for an item: delivery before any other purpose."""
    rank = {purpose: place for place, purpose in enumerate(_MAIN_FIRST)}
    return min(
        dimensions,
        key=lambda asked: (rank[Dimension.Purpose(asked.purpose)], asked.position),
        default=None,
    )
