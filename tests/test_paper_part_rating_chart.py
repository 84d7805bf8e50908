"""The bars of ratings of a paper."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.write.charts import _sizes
from tests import factories as make
from tests.part_printing import build_part, part_html, part_words

pytestmark = pytest.mark.django_db


class Asked:
    """A strategy with two quarters and a rated dimension of its actions."""

    def __init__(self):
        self.strategy = make.strategy()
        self.before = make.period(self.strategy, status="closed")
        self.period = make.period(self.strategy)
        self.dimension = make.dimension(strategy=self.strategy)

    def rated(self, objective, now=None, was=None, **fields):
        action = make.action(objective=objective, **fields)
        for period, code in ((self.period, now), (self.before, was)):
            if code:
                rating = self.dimension.scale.ratings.get(code=code)
                own = make.update(action, period, state="submitted")
                make.update_rating(update=own, dimension=self.dimension, rating=rating)
        return action


@pytest.fixture
def asked():
    return Asked()


def test_each_objective_has_a_bar_of_its_ratings(asked):
    objective = make.objective(strategy=asked.strategy, title="Care", reference="1")
    for code in ("green", "green", "red"):
        asked.rated(objective, code)
    data = build_part("rating-chart", asked.period)
    assert data["bars"][0]["name"] == "1 Care"
    assert [(part["label"], part["count"]) for part in data["bars"][0]["now"]["counts"]] == [
        ("Green", 2),
        ("Red", 1),
    ]
    assert "1 Care: 2 Green, 1 Red." in part_html("rating-chart", asked.period)


def test_the_legend_says_how_many_there_were_before(asked):
    objective = make.objective(strategy=asked.strategy)
    asked.rated(objective, "green", "red")
    asked.rated(objective, "red", "red")
    words = part_words("rating-chart", asked.period)
    assert "Green 1, was 0" in words
    assert "Red 1, was 2" in words


def test_a_kind_that_is_never_rated_is_not_counted_as_unrated(asked):
    objective = make.objective(strategy=asked.strategy)
    asked.rated(objective, "green")
    asked.rated(objective)
    asked.rated(objective, kind="must_do")
    counts = build_part("rating-chart", asked.period)["whole"]["now"]["counts"]
    assert [(part["label"], part["count"]) for part in counts] == [("Green", 1), ("Not rated", 1)]


def test_nothing_is_drawn_where_nothing_is_rated(asked):
    asked.rated(make.objective(strategy=asked.strategy))
    assert build_part("rating-chart", asked.period) is None


def test_a_segment_of_one_has_room_for_its_letter_and_number():
    parts = [("G96", "green", 96), ("R1", "red", 1)]
    sizes = _sizes(parts, 300)
    assert sizes[1] >= 2 * 5.4
    assert sum(sizes) == pytest.approx(300)


def test_segments_carry_letters_and_numbers(asked):
    objective = make.objective(strategy=asked.strategy)
    asked.rated(objective, "amber", "green")
    drawn = re.findall(r">([A-Z]\d)</text>", part_html("rating-chart", asked.period))
    assert drawn == ["A1", "G1"]


def test_twenty_actions_and_more_periods_take_the_queries_of_one():
    counts = []
    for number in (1, 20):
        asked = Asked()
        objective = make.objective(strategy=asked.strategy)
        for _ in range(number):
            asked.rated(objective, "green", "red")
        with CaptureQueriesContext(connection) as queries:
            build_part("rating-chart", asked.period, earlier=4)
        counts.append(len(queries))
    assert counts[0] == counts[1]
