"""Ready sets: the words, scales, questions and periods that trusts of one shape have, as data.

Each file beside this one is one set, named as the layout that prints it. What a set brings is the
trust's own from then on: nothing remembers that it came from a set.
"""

import tomllib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from objectives.asking import asked_words
from objectives.editing import create_periods, delete_scale
from objectives.models import Dimension, Heading, Period, RatingScale, Strategy
from objectives.models.asked import OF_KINDS
from objectives.proposals import propose_year
from objectives.services import (
    DEFAULT_SCALES,
    NewRating,
    add_dimension,
    add_heading,
    create_scale,
    create_strategy,
    update_strategy,
)
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.ui.display import inside

FOLDER = Path(__file__).parent
Table = dict[str, Any]


@dataclass(frozen=True)
class ReadySet:
    """One set. `scales` are by name, worst first; `headings` and `dimensions` are the fields of
    the models, a dimension's scale by its name."""

    code: str
    name: str
    about: str
    layout: str
    words: Table
    kind: Period.Kind
    days_to_answer: int
    scales: dict[str, list[NewRating]]
    headings: list[Table]
    dimensions: list[Table]

    @property
    def levels(self) -> list[str]:
        """The levels that a plan of this shape has, top first."""
        return Strategy(**self.words).levels

    def word(self, level: str) -> str:
        """The set's word for several items at `level`."""
        return Strategy(**self.words).word_plural(level)

    def asked(self, level: str) -> list[str]:
        """The labels of what is asked at `level`: ratings, then words; with when and of whom where
        that is not always and of all."""
        rows = [row for row in (*self.dimensions, *self.headings) if row["level"] == level]
        return [self._label(row) for row in rows]

    def _label(self, row: Table) -> str:
        known = {key: row[key] for key in ("asked_when", *OF_KINDS) if key in row}
        question = Heading(strategy=Strategy(**self.words), level=row["level"], **known)
        told = asked_words(question)
        return row["label"] if told == "Always" else f"{row['label']} ({inside(told)})"

    def periods_of(self, year: int) -> list[Table]:
        """The periods of the financial year that starts in April of `year`, as fields."""
        proposed = propose_year([], self.kind, date(year, 4, 1))
        due = timedelta(days=self.days_to_answer)
        return [{**vars(period), "due_on": period.ends_on + due} for period in proposed]


@cache
def ready_sets() -> dict[str, ReadySet]:
    """Every set by its code, in the order in which they are offered."""
    found = []
    for path in FOLDER.glob("*.toml"):
        data = tomllib.loads(path.read_text())
        ready = ReadySet(
            code=path.stem,
            name=data["name"],
            about=data["about"],
            layout=data["layout"],
            words=data["strategy"],
            kind=Period.Kind(data["periods"]["kind"]),
            days_to_answer=data["periods"]["days_to_answer"],
            scales={
                scale["name"]: [NewRating(*rating) for rating in scale["ratings"]]
                for scale in data["scales"]
            },
            headings=data["headings"],
            dimensions=data["dimensions"],
        )
        found.append((data["order"], ready))
    return {ready.code: ready for _, ready in sorted(found, key=lambda each: each[0])}


def takes_a_ready_set(strategy: Strategy) -> bool:
    """Whether nothing is asked yet and there is no period, so that a set takes nothing's place."""
    return not (
        Dimension.objects.filter(strategy=strategy).exists()
        or Heading.objects.filter(strategy=strategy).exists()
        or Period.objects.filter(strategy=strategy).exists()
    )


@transaction.atomic
def copy_ready_set(
    *,
    ready: ReadySet,
    trust: Trust,
    strategy: Strategy | None,
    title: str,
    year: int,
    by: User | None,
) -> Strategy:
    """Give a strategy the words, scales, questions and periods of a set; a new one for None.

    Scales that a new trust began with and nothing uses make way. Raises ValidationError where
    the strategy asks something already.
    """
    # Whoever presses twice waits here, and finds it done.
    Trust.objects.select_for_update().get(pk=trust.pk)
    if strategy is None:
        strategy = create_strategy(trust=trust, title=title, by=by, **ready.words)
    elif takes_a_ready_set(strategy):
        strategy = update_strategy(strategy=strategy, by=by, title=title, **ready.words)
    else:
        raise ValidationError(
            f"{strategy.title} has questions or periods already, which a ready set would not "
            "fit. Change them in the set-up, or add another strategy."
        )
    scales = _scales(ready, trust, by)
    for row in ready.headings:
        add_heading(strategy=strategy, by=by, **row)
    for row in ready.dimensions:
        fields = {**row, "scale": scales[row["scale"]]}
        add_dimension(strategy=strategy, by=by, **fields)
    create_periods(strategy=strategy, periods=ready.periods_of(year), by=by)
    return strategy


def _scales(ready: ReadySet, trust: Trust, by: User | None) -> dict[str, RatingScale]:
    """The set's scales, made where the trust has none like it."""
    own_scales = RatingScale.objects.for_trust(trust).prefetch_related("ratings")
    for scale in own_scales.filter(dimensions=None):
        # As every trust began with it: nobody's work.
        if _is_like(scale, DEFAULT_SCALES.get(scale.name, [])):
            with suppress(ValidationError):  # what measures are graded on stays
                delete_scale(scale=scale, by=by)
    named = {scale.name: scale for scale in own_scales.all()}
    found = {}
    for name, ratings in ready.scales.items():
        own = named.get(name)
        if own is None or not _is_like(own, ratings):
            taken = f"{name} ({ready.name})" if own else name
            own = create_scale(trust=trust, name=taken, ratings=ratings, by=by)
        found[name] = own
    return found


def _is_like(scale: RatingScale, ratings: list[NewRating]) -> bool:
    own = [
        NewRating(*(getattr(rating, name) for name in NewRating._fields))
        for rating in scale.ratings.all()
    ]
    return own == ratings
