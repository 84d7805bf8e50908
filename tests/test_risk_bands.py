"""Bands of risk scores, and how a risk stands at a period."""

from datetime import date

import pytest

from risks.matrix import NPSA, Band, Bands, Level, Matrix, Method
from risks.models import Risk, RiskScore
from risks.position import RiskPosition, current_scores, position_at
from tests import factories


@pytest.mark.parametrize(
    ("score", "label"),
    [
        *[(1, "Low"), (3, "Low"), (4, "Moderate"), (6, "Moderate"), (7, "Moderate"), (8, "High")],
        *[(12, "High"), (13, "High"), (14, "High"), (15, "Extreme"), (25, "Extreme")],
    ],
)
def test_a_score_is_banded_as_the_matrix_says(score: int, label: str) -> None:
    band = NPSA.bands.of(score)
    assert band and band.label == label


@pytest.mark.parametrize("score", [0, -1, 26])
def test_a_score_off_the_matrix_has_no_band(score: int) -> None:
    assert NPSA.bands.of(score) is None


def test_a_band_is_printed_by_the_scores_that_cells_can_have() -> None:
    printed = {band.label: NPSA.printed_range(band) for band in NPSA.bands}
    assert printed == {
        "Extreme": "15 to 25",
        "High": "8 to 12",
        "Moderate": "4 to 6",
        "Low": "1 to 3",
    }
    assert len({band.letter for band in NPSA.bands}) == len(NPSA.bands.rows)


def test_the_worst_consequence_of_the_npsa_is_catastrophic() -> None:
    assert [level.label for level in NPSA.consequences] == [
        "Negligible",
        "Minor",
        "Moderate",
        "Major",
        "Catastrophic",
    ]


def matrix(method: str, *bands: tuple[str, int, int], **fields: object) -> Matrix:
    """Two likelihoods by three consequences, from 0."""
    return Matrix(
        name="Ours",
        method=method,
        likelihoods=tuple(Level(value, f"L{value}") for value in range(2)),
        consequences=tuple(Level(value, f"C{value}") for value in range(3)),
        bands=Bands(tuple(Band(label, "red", lowest, highest) for label, lowest, highest in bands)),
        **fields,
    )


def test_a_score_comes_about_as_the_matrix_says() -> None:
    assert matrix(Method.MULTIPLIED).score_of(1, 2) == 2
    assert matrix(Method.ADDED).score_of(1, 2) == 3
    assert matrix(Method.LOOKED_UP, cells={(1, 2): 9}).score_of(1, 2) == 9
    assert matrix(Method.SCORE_ALONE).score_of(1, 2) is None
    assert matrix(Method.MULTIPLIED).score_of(2, 2) is None


@pytest.mark.parametrize(
    ("bands", "problem"),
    [
        ([], "Give at least one band."),
        ([("Low", 3, 0)], "Low goes from 3 to 0: the first number must be the lower one."),
        ([("Low", 0, 1), ("High", 1, 3)], "Low and High overlap: both take in 1."),
        (
            [("Low", 0, 0), ("High", 3, 3)],
            "No band takes in 1 to 2, between Low and High. Scores given alone may fall there.",
        ),
        ([("Low", 0, 1), ("low", 2, 3)], "Give each band a name of its own."),
        ([("Low", 0, 2)], "The matrix gives scores that no band takes in: 3."),
    ],
)
def test_what_is_wrong_with_bands_is_said_in_a_sentence(
    bands: list[tuple[str, int, int]], problem: str
) -> None:
    assert matrix(Method.ADDED, *bands).problems() == [problem]


def test_the_npsa_matrix_is_whole_and_a_look_up_needs_every_cell() -> None:
    assert NPSA.problems() == []
    cells = {(x, y): x + y for x in range(2) for y in range(3)} | {}
    whole = matrix(Method.LOOKED_UP, ("All", 0, 3), cells=cells)
    assert whole.problems() == []
    del cells[(1, 2)]
    missing = matrix(Method.LOOKED_UP, ("All", 0, 3), cells=cells)
    assert missing.problems() == ["Give the score for likelihood 1 and consequence 2."]


def _stand(risk: Risk, period: object) -> RiskPosition:
    return position_at(Risk.objects.with_scores().get(pk=risk.pk), period)


@pytest.mark.django_db
class TestStanding:
    def setup_method(self) -> None:
        strategy = factories.strategy()
        self.periods = [factories.period(strategy, status="closed") for _ in range(3)]
        self.risk = factories.risk(strategy=strategy)

    def score(self, period_index: int | None, score: int, **fields: object) -> RiskScore:
        period = None if period_index is None else self.periods[period_index]
        return factories.risk_score(risk=self.risk, period=period, score=score, **fields)

    def test_a_risk_never_scored_has_nothing_to_say(self) -> None:
        now = _stand(self.risk, self.periods[0])
        assert (now.current, now.previous, now.direction, now.words) == (None, None, "", "")

    def test_the_last_score_up_to_the_period_is_compared_with_the_one_before(self) -> None:
        self.score(0, 20)
        self.score(1, 16)
        self.score(2, 25)
        now = _stand(self.risk, self.periods[1])
        assert (now.current.score, now.direction, now.words) == (16, "down", "was 20")
        assert now.way == "better"
        assert now.scored_now

    def test_a_period_without_a_score_keeps_the_last_one_and_says_it_is_old(self) -> None:
        self.score(0, 20)
        now = _stand(self.risk, self.periods[2])
        assert now.current.score == 20
        assert not now.scored_now

    def test_a_standing_score_counts_as_the_oldest(self) -> None:
        self.score(None, 9)
        self.score(1, 12)
        now = _stand(self.risk, self.periods[1])
        assert (now.direction, now.words, now.way) == ("up", "was 9", "worse")
        assert [row.score for row in current_scores(self.risk, None)] == [12]

    def test_equal_scores_are_no_change(self) -> None:
        self.score(0, 12)
        self.score(1, 12)
        assert _stand(self.risk, self.periods[1]).words == "no change"

    def test_the_trusts_own_arrow_wins_over_the_sum(self) -> None:
        self.score(0, 12)
        self.score(1, 12, direction="up")
        now = _stand(self.risk, self.periods[1])
        assert (now.direction, now.words) == ("up", "increased")

    def test_inherent_and_target_are_those_known_then(self) -> None:
        self.score(None, 20, kind="inherent")
        self.score(0, 8, kind="target")
        self.score(2, 6, kind="target")
        now = _stand(self.risk, self.periods[1])
        assert (now.inherent.score, now.target.score) == (20, 8)

    def test_a_later_score_is_not_known_yet(self) -> None:
        assert self.periods[0].starts_on == date(2024, 4, 1)
        self.score(2, 6)
        assert _stand(self.risk, self.periods[0]).current is None
