"""The bands of a risk score, 1 to 25, and the words of the NHS risk matrix.

Likelihood (1 to 5) times consequence (1 to 5), banded as in: National Patient Safety
Agency, A risk matrix for risk managers, January 2008.
"""

from dataclasses import dataclass

LIKELIHOODS = {1: "Rare", 2: "Unlikely", 3: "Possible", 4: "Likely", 5: "Almost certain"}
CONSEQUENCES = {1: "Negligible", 2: "Minor", 3: "Moderate", 4: "Major", 5: "Severe"}
HIGHEST_SCORE = 25


@dataclass(frozen=True)
class Band:
    """A run of scores with a name.

    `tone` is that of a rating pill; `tint` is the pale colour of its matrix cells. `highest`
    is the highest product of two factors: a score of 13, given alone, is still high.
    """

    code: str
    label: str
    tone: str
    lowest: int
    highest: int
    tint: str

    @property
    def letter(self) -> str:
        """What a pill shows where there is no room for the word."""
        return self.label[0]

    @property
    def scores(self) -> str:
        return f"{self.lowest} to {self.highest}"


# Worst first.
BANDS = (
    Band("extreme", "Extreme", "red", 15, HIGHEST_SCORE, "#f3c4bf"),
    Band("high", "High", "amber", 8, 12, "#ffe3a6"),
    Band("moderate", "Moderate", "grey", 4, 6, "#fff7cc"),
    Band("low", "Low", "green", 1, 3, "#d3e9dc"),
)


def band_of(score: int) -> Band:
    """The band of a score. Raises ValueError outside 1 to 25."""
    if 1 <= score <= HIGHEST_SCORE:
        return next(band for band in BANDS if score >= band.lowest)
    raise ValueError(f"A risk scores from 1 to {HIGHEST_SCORE}, not {score}.")
