"""Passages for reading: those of a period, by the document in which they stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from objectives.models import Passage, Period, StrategicObjective, Strategy

# Labels no longer than this, such as "2.1.3", stand in a narrow column.
_SHORT_LABEL = 7


@dataclass
class Document:
    """The passages of one document about one objective (or about the strategy), in order."""

    title: str
    passages: list[Passage] = field(default_factory=list)

    @property
    def period(self) -> Period | None:
        """The latest period that it has words of; None where they are of no period."""
        periods = [passage.period for passage in self.passages if passage.period]
        return max(periods, key=lambda period: period.starts_on) if periods else None

    @property
    def sheet(self) -> tuple[str, str] | None:
        """The file and sheet that all its passages came from; None where they differ."""
        places = {_sheet_of(passage) for passage in self.passages}
        return places.pop() if len(places) == 1 else None

    @property
    def has_short_labels(self) -> bool:
        return all(len(passage.label) <= _SHORT_LABEL for passage in self.passages)


def _sheet_of(passage: Passage) -> tuple[str, str] | None:
    source = passage.source or {}
    return (source["file"], source["sheet"]) if {"file", "sheet"} <= source.keys() else None


def passages_of(strategy: Strategy, period: Period | None) -> QuerySet[Passage]:
    """Those of `period` and those of no period, each with its objective and period.

    What is said of an archived objective is left out, as the objective is.
    """
    found: QuerySet[Passage] = Passage.objects.filter(strategy=strategy)
    return (
        found.filter(Q(period=None) | Q(period=period))
        .exclude(objective__is_archived=True)
        .select_related("objective", "period")
    )


def documents(passages: Iterable[Passage]) -> list[Document]:
    """`passages` by objective and document, each as it first came in, in its own order."""
    grouped: dict[tuple[int | None, str], Document] = {}
    for passage in sorted(passages, key=lambda passage: passage.pk):
        key = (passage.objective_id, passage.document)
        grouped.setdefault(key, Document(passage.document)).passages.append(passage)
    for document in grouped.values():
        document.passages.sort(key=lambda passage: (passage.position, passage.pk))
    return list(grouped.values())


def latest_documents(
    strategy: Strategy, period: Period | None, objective: StrategicObjective | None = None
) -> list[Document]:
    """Each document as it was last given up to `period`, about `objective` or the strategy.

    A document that is given once and not again each period stays; one query.
    """
    known = Q(period=None)
    if period:
        known |= Q(period__starts_on__lte=period.starts_on)
    own = Passage.objects.filter(known, strategy=strategy, objective=objective)
    found = documents(own.select_related("period"))
    for document in found:
        latest = document.period
        document.passages = [
            passage for passage in document.passages if passage.period in (None, latest)
        ]
    return found
