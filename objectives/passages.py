"""Passages for reading: those of a period, by the document in which they stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from objectives.models import Passage, Period, StrategicObjective, Strategy
from strategy_tracker.accounts.history import as_at

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


def read_passages(strategy: Strategy, moment: datetime | None) -> list[Passage]:
    """Every passage of the strategy, each with its objective and period, as at `moment` or now.

    What is said of an archived objective is left out, as the objective is. Three queries.
    """
    periods = Period.objects.filter(strategy=strategy).in_bulk()
    objectives = {row.pk: row for row in as_at(StrategicObjective, moment, strategy=strategy.pk)}
    found = []
    for passage in as_at(Passage, moment, strategy=strategy.pk):
        objective = objectives.get(passage.objective_id)
        if passage.objective_id and (objective is None or objective.is_archived):
            continue
        passage.objective = objective
        passage.period = periods.get(passage.period_id)
        found.append(passage)
    return found


def passages_of(
    strategy: Strategy, period: Period | None, moment: datetime | None
) -> list[Passage]:
    """Those of `period` and those of no period, as at `moment` or now."""
    return [
        passage
        for passage in read_passages(strategy, moment)
        if passage.period is None or passage.period == period
    ]


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
    strategy: Strategy,
    period: Period | None,
    objective: StrategicObjective | None = None,
    *,
    moment: datetime | None = None,
) -> list[Document]:
    """Each document as it was last given up to `period`, about `objective` or the strategy.

    A document that is given once and not again each period stays. `moment` is when `period`
    closed: then it says what was said then. Three queries.
    """
    found = documents(
        passage
        for passage in read_passages(strategy, moment)
        if passage.objective == objective and _is_known(passage, period)
    )
    for document in found:
        latest = document.period
        document.passages = [
            passage for passage in document.passages if passage.period in (None, latest)
        ]
    return found


def _is_known(passage: Passage, period: Period | None) -> bool:
    """Whether it was given by `period`."""
    if passage.period is None:
        return True
    return period is not None and passage.period.starts_on <= period.starts_on
