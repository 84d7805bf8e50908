"""The risk matrix of a paper with its risks on it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.blocks import HeatMap
from reports.write.heat_map import _Map
from tests import factories as make
from tests.part_printing import build_part, part_html, part_words

pytestmark = pytest.mark.django_db


def _moved_risk(strategy, before, period, was, now, **fields):
    risk = make.risk(strategy=strategy, **fields)
    for when, place in ((before, was), (period, now)):
        make.risk_score(risk=risk, period=when, likelihood=place[0], consequence=place[1])
    return risk


@pytest.fixture
def periods():
    strategy = make.strategy()
    return strategy, make.period(strategy, status="closed"), make.period(strategy)


def test_each_risk_is_a_disc_and_where_it_was_an_open_one(periods):
    strategy, before, period = periods
    _moved_risk(strategy, before, period, (2, 4), (4, 4), reference="BAF 03")
    _moved_risk(strategy, before, period, (3, 3), (3, 3), reference="BAF 04")
    markup = part_html("heat-map", period)
    assert re.findall(r'font-weight="700" fill="#fff">(\d+)<', markup) == ["03", "04"]
    assert markup.count('r="3.2"') == 1
    assert (
        "Source Sans Pro" in markup[markup.index("<svg") : markup.index(">", markup.index("<svg"))]
    )


def test_the_place_of_every_risk_is_told_in_words(periods):
    strategy, before, period = periods
    _moved_risk(strategy, before, period, (2, 4), (4, 4), reference="BAF 03")
    markup = part_html("heat-map", period)
    assert (
        'aria-label="03 (BAF 03): likelihood 4, consequence 4, score 16 extreme, was 8."' in markup
    )


def test_a_risk_with_a_score_alone_is_named_under_the_map(periods):
    strategy, before, period = periods
    _moved_risk(strategy, before, period, (2, 4), (4, 4))
    alone = make.risk(strategy=strategy, reference="BAF 9")
    make.risk_score(risk=alone, score=20, period=period)
    assert "Given a score alone: BAF 9 (20 extreme)." in part_words("heat-map", period)


def test_no_map_without_a_risk_that_has_a_place():
    period = make.period()
    make.risk_score(risk=make.risk(strategy=period.strategy), score=20, period=period)
    assert build_part("heat-map", period) is None


def test_many_risks_of_one_cell_stand_apart(periods):
    strategy, before, period = periods
    for _ in range(12):
        _moved_risk(strategy, before, period, (3, 4), (4, 4))
    drawn = _Map(build_part("heat-map", period)["matrix"])
    points = [drawn.point(disc) for disc in drawn.discs]
    apart = min(
        (one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2
        for index, one in enumerate(points)
        for two in points[:index]
    )
    assert apart**0.5 > 14


def test_lines_go_round_other_discs_where_they_can(periods):
    strategy, before, period = periods
    # Two that stay in the cell between, whose first slots lie on the straight way.
    for _ in range(2):
        _moved_risk(strategy, before, period, (3, 3), (3, 3))
    _moved_risk(strategy, before, period, (2, 3), (4, 3))
    drawn = _Map(build_part("heat-map", period)["matrix"])
    assert drawn._cost() < 10_000


def test_the_table_stands_beside_the_map_where_it_is_short(periods):
    strategy, before, period = periods
    _moved_risk(strategy, before, period, (2, 4), (4, 4), title="Beds")
    markup = part_html("heat-map", period, "wide", beside_table=True)
    assert 'class="with-aside"' in markup
    assert "Beds" in markup


def test_twenty_risks_take_the_queries_of_one():
    counts = []
    for number in (1, 20):
        strategy = make.strategy()
        before, period = make.period(strategy, status="closed"), make.period(strategy)
        for _ in range(number):
            _moved_risk(strategy, before, period, (2, 4), (4, 4))
        with CaptureQueriesContext(connection) as queries:
            build_part("heat-map", period, beside_table=True)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_matrix_of_other_size_is_drawn():
    matrix = {
        "likelihoods": [[1, "Low"], [2, "High"]],
        "consequences": [[1, "Small"], [2, "Medium"], [3, "Large"]],
        "cells": [[x, y, str(x * y), "grey", "Some"] for x in (1, 2) for y in (1, 2, 3)],
        "worst": "",
        "discs": [{"label": "A", "name": "A", "now": [2, 3], "was": None, "words": ""}],
        "unplaced": [],
        "before": "",
        "bands": [],
    }
    from reports.write.heat_map import draw

    assert draw(HeatMap(matrix, "A map")).count("<rect") == 6
