"""Bands of risk scores, and how a risk stands at a period."""

from datetime import date

import pytest

from risks.bands import BANDS, band_of
from risks.models import Risk, RiskScore
from risks.standing import Standing, current_scores, standing
from tests import factories


@pytest.mark.parametrize(
    ("score", "label"),
    [
        *[(1, "Low"), (3, "Low"), (4, "Moderate"), (6, "Moderate"), (7, "Moderate"), (8, "High")],
        *[(12, "High"), (13, "High"), (14, "High"), (15, "Extreme"), (25, "Extreme")],
    ],
)
def test_a_score_is_banded_as_the_matrix_says(score: int, label: str) -> None:
    assert band_of(score).label == label


@pytest.mark.parametrize("score", [0, -1, 26])
def test_a_score_off_the_matrix_has_no_band(score: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 25"):
        band_of(score)


def test_every_product_of_two_factors_is_inside_the_printed_bounds_of_its_band() -> None:
    for likelihood in range(1, 6):
        for consequence in range(1, 6):
            score = likelihood * consequence
            assert band_of(score).lowest <= score <= band_of(score).highest
    assert len({band.letter for band in BANDS}) == len(BANDS)


def _stand(risk: Risk, period: object) -> Standing:
    return standing(Risk.objects.with_scores().get(pk=risk.pk), period)


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
