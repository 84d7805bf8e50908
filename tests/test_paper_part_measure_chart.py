"""The small charts of measures and of risks in a paper."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.part_printing import build_part, part_html, part_words

pytestmark = pytest.mark.django_db


def _measure(period, numbers=(50, 58), **fields):
    measure = make.measure(strategy=period.strategy, **fields)
    for quarter, number in enumerate(numbers, start=1):
        values = {"part": f"Q{quarter}", "raw": f"{number}%", "number": number}
        make.reading(measure=measure, **values)
    return measure


def _second_quarter():
    strategy = make.strategy()
    make.period(strategy, status="closed")
    return make.period(strategy)


def test_the_latest_figure_is_printed_with_its_aim():
    period = _second_quarter()
    measure = _measure(period, name="Seen in time")
    for quarter in ("Q1", "Q2"):
        make.reading(measure=measure, kind="aim", part=quarter, raw="60%", number=60)
    words = part_words("measure-chart", period)
    assert "Seen in time 58% aim 60%" in words
    assert "Q1 24/25: 50%; Q2 24/25: 58%. Aim 60%." in part_html("measure-chart", period)


def test_what_is_later_than_the_period_is_not_shown():
    period = _second_quarter()
    _measure(period, (50, 58, 99))
    assert build_part("measure-chart", period)["charts"][0]["figure"] == "58%"


def test_a_withheld_figure_is_not_printed():
    period = _second_quarter()
    measure = _measure(period, (50, 58))
    measure.readings.filter(part="Q2").update(is_withheld=True)
    assert build_part("measure-chart", period) is None


def test_only_the_chosen_measures_are_drawn():
    period = _second_quarter()
    _measure(period, number="1")
    _measure(period, number="2", name="Chosen")
    charts = build_part("measure-chart", period, measures=["2"])["charts"]
    assert [chart["title"] for chart in charts] == ["2 Chosen"]


def test_a_risks_scores_are_drawn_against_its_target():
    strategy = make.strategy()
    before, period = make.period(strategy, status="closed"), make.period(strategy)
    risk = make.risk(strategy=strategy)
    make.risk_score(risk=risk, score=20, period=before)
    make.risk_score(risk=risk, score=16, period=period)
    make.risk_score(risk=risk, kind="target", score=8)
    chart = build_part("measure-chart", period, shows="risks")["charts"][0]
    assert (chart["figure"], chart["words"]) == ("16", "extreme, target 8")
    assert chart["values"] == [20.0, 16.0]
    assert chart["aims"] == [8.0, 8.0]


@pytest.mark.parametrize("shows", ["measures", "risks"])
def test_twenty_take_the_queries_of_one(shows):
    counts = []
    for number in (1, 20):
        period = _second_quarter()
        for _ in range(number):
            _measure(period)
            make.risk_score(risk=make.risk(strategy=period.strategy), period=period)
        with CaptureQueriesContext(connection) as queries:
            build_part("measure-chart", period, shows=shows)
        counts.append(len(queries))
    assert counts[0] == counts[1]
