"""A risk matrix as a value: how a score comes about, and the band that it is in.

Nothing here reads the database. `risks.models.RiskMatrix` keeps each trust's own, and
`NPSA` is what a trust starts from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from django.utils.text import slugify

from strategy_tracker.ui.tones import LOOKS

NO_TINT = "#f0f4f5"
LARGEST_VALUE = 10
LARGEST_SCORE = 100


class Method(StrEnum):
    """How the score of a risk comes about."""

    MULTIPLIED = "multiplied"
    ADDED = "added"
    LOOKED_UP = "looked_up"
    SCORE_ALONE = "score_alone"


@dataclass(frozen=True)
class Level:
    """One step of likelihood or of consequence, such as 5, "Almost certain"."""

    value: int
    label: str
    meaning: str = ""

    def __str__(self) -> str:
        return f"{self.value} {self.label}"


@dataclass(frozen=True)
class Band:
    """The scores from `lowest` to `highest`, with a name; `tone` is that of a rating pill."""

    label: str
    tone: str
    lowest: int
    highest: int

    @property
    def code(self) -> str:
        """What an address calls the band."""
        return slugify(self.label)

    @property
    def letter(self) -> str:
        """What a pill shows where there is no room for the word."""
        return self.label[:1]

    @property
    def tint(self) -> str:
        return LOOKS[self.tone].tint if self.tone in LOOKS else NO_TINT

    def __contains__(self, score: int) -> bool:
        return self.lowest <= score <= self.highest


@dataclass(frozen=True)
class Bands:
    """The bands of a matrix, worst first."""

    rows: tuple[Band, ...]

    def __iter__(self) -> Iterator[Band]:
        return iter(self.rows)

    @property
    def lowest(self) -> int:
        return min((band.lowest for band in self.rows), default=0)

    @property
    def highest(self) -> int:
        return max((band.highest for band in self.rows), default=0)

    def of(self, score: int) -> Band | None:
        """The band of `score`; None outside all, as a score from before another scale is."""
        return next((band for band in self.rows if score in band), None)

    def named(self, label: str) -> Band | None:
        """The band called `label`, in capitals or not."""
        wanted = label.strip().casefold()
        return next((band for band in self.rows if band.label.casefold() == wanted), None)


@dataclass(frozen=True)
class Matrix:
    """Likelihood and consequence, each lowest first, and the bands of what they come to.

    `cells` holds the score of each (likelihood, consequence) where it is looked up. A matrix
    by score alone may have no levels.
    """

    name: str
    method: str
    likelihoods: tuple[Level, ...]
    consequences: tuple[Level, ...]
    bands: Bands
    cells: Mapping[tuple[int, int], int] = field(default_factory=dict)

    @property
    def has_factors(self) -> bool:
        """Whether a risk is scored by choosing its likelihood and its consequence."""
        return self.method != Method.SCORE_ALONE

    @property
    def score_rule(self) -> str:
        """What a score is, for the end of a sentence."""
        return {
            Method.MULTIPLIED: "likelihood times consequence",
            Method.ADDED: "likelihood plus consequence",
            Method.LOOKED_UP: "that of the cell of its likelihood and consequence",
            Method.SCORE_ALONE: f"from {self.bands.lowest} to {self.bands.highest}",
        }[Method(self.method)]

    @property
    def explanation(self) -> str:
        return f"The score is {self.score_rule}"

    @cached_property
    def places(self) -> frozenset[tuple[int, int]]:
        """Every (likelihood, consequence) that can be chosen."""
        return frozenset(
            (likelihood.value, consequence.value)
            for likelihood in self.likelihoods
            for consequence in self.consequences
        )

    def score_of(self, likelihood: int, consequence: int) -> int | None:
        """The score of a cell; None where the matrix has no such cell, or scores alone."""
        if (likelihood, consequence) not in self.places:
            return None
        if self.method == Method.MULTIPLIED:
            return likelihood * consequence
        if self.method == Method.ADDED:
            return likelihood + consequence
        if self.method == Method.LOOKED_UP:
            return self.cells.get((likelihood, consequence))
        return None

    @cached_property
    def possible_scores(self) -> list[int]:
        """The scores that a cell can have, or all of the range where a score is given alone."""
        if not self.has_factors:
            return list(range(self.bands.lowest, self.bands.highest + 1))
        scores = {self.score_of(*place) for place in self.places}
        return sorted(score for score in scores if score is not None)

    def printed_range(self, band: Band) -> str:
        """ "8 to 12": the band by the scores that cells can have, though it reaches to 14."""
        scores = [score for score in self.possible_scores if score in band]
        lowest, highest = (scores[0], scores[-1]) if scores else (band.lowest, band.highest)
        return str(lowest) if lowest == highest else f"{lowest} to {highest}"

    def problems(self) -> list[str]:
        """What keeps it from being used, as sentences; nothing for a whole matrix."""
        found = [
            *_problems_of_levels("likelihood", self.likelihoods),
            *_problems_of_levels("consequence", self.consequences),
        ]
        if self.has_factors:
            if not self.likelihoods or not self.consequences:
                found.append("Give at least one likelihood and one consequence.")
            found += self._problems_of_cells()
        return found + self._problems_of_bands()

    def _problems_of_cells(self) -> list[str]:
        if self.method != Method.LOOKED_UP:
            return []
        missing = sorted(self.places - set(self.cells))
        return [
            f"Give the score for likelihood {likelihood} and consequence {consequence}."
            for likelihood, consequence in missing
        ]

    def _problems_of_bands(self) -> list[str]:
        bands = sorted(self.bands, key=lambda band: (band.lowest, band.highest))
        if not bands:
            return ["Give at least one band."]
        found = [
            f"{band.label} goes from {band.lowest} to {band.highest}: the first number must be "
            "the lower one."
            for band in bands
            if band.lowest > band.highest
        ]
        if found:
            return found
        labels = [band.label.casefold() for band in bands]
        codes = [band.code for band in bands]
        if len(set(labels)) < len(labels) or len(set(codes)) < len(codes):
            found.append("Give each band a name of its own.")
        for below, above in pairwise(bands):
            if above.lowest <= below.highest:
                both = _range(above.lowest, min(above.highest, below.highest))
                found.append(f"{below.label} and {above.label} overlap: both take in {both}.")
            elif above.lowest > below.highest + 1:
                gap = _range(below.highest + 1, above.lowest - 1)
                found.append(
                    f"No band takes in {gap}, between {below.label} and {above.label}. "
                    "Scores given alone may fall there."
                )
        outside = [score for score in self.possible_scores if self.bands.of(score) is None]
        outside = [s for s in outside if not bands[0].lowest <= s <= self.bands.highest]
        if outside:
            scores = ", ".join(map(str, outside))
            found.append(f"The matrix gives scores that no band takes in: {scores}.")
        return found


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _problems_of_levels(axis: str, levels: tuple[Level, ...]) -> list[str]:
    values = [level.value for level in levels]
    twice = sorted({value for value in values if values.count(value) > 1})
    return [f"The {axis} {value} is there twice. Give each a value of its own." for value in twice]


def _levels(*labels: str) -> tuple[Level, ...]:
    return tuple(Level(value, label) for value, label in enumerate(labels, start=1))


# National Patient Safety Agency, A risk matrix for risk managers, January 2008. Its bands are
# 1-3, 4-6, 8-12 and 15-25. No product is 7, 13 or 14, but a score given alone may be: each
# belongs to the band below it.
NPSA = Matrix(
    name="NPSA risk matrix",
    method=Method.MULTIPLIED,
    likelihoods=_levels("Rare", "Unlikely", "Possible", "Likely", "Almost certain"),
    consequences=_levels("Negligible", "Minor", "Moderate", "Major", "Catastrophic"),
    bands=Bands(
        (
            Band("Extreme", "red", 15, 25),
            Band("High", "amber", 8, 14),
            Band("Moderate", "grey", 4, 7),
            Band("Low", "green", 1, 3),
        )
    ),
)
