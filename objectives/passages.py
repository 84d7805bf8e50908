"""Passages for reading: those of a period, by the document in which they stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from objectives.models import Passage, Period, Strategy


@dataclass
class Document:
    """The passages of one document about one objective (or about the strategy), in order."""

    title: str
    passages: list[Passage] = field(default_factory=list)


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
    for passage in sorted(passages, key=lambda one: one.pk):
        key = (passage.objective_id, passage.document)
        grouped.setdefault(key, Document(passage.document)).passages.append(passage)
    for document in grouped.values():
        document.passages.sort(key=lambda one: (one.position, one.pk))
    return list(grouped.values())
