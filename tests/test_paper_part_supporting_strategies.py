"""The supporting strategies of a paper."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.part_printing import build_part, part_words

pytestmark = pytest.mark.django_db


def test_each_strategy_is_named_once_with_the_ambitions_it_supports():
    period = make.period()
    for reference, names in (("1", ["Digital", "People"]), ("2", ["digital"])):
        make.ambition(
            strategy=period.strategy,
            reference=reference,
            title=f"Ambition {reference}",
            supporting_strategies=names,
        )
    words = part_words("supporting-strategies", period)
    assert "Digital 1 Ambition 1 2 Ambition 2 People 1 Ambition 1" in words


def test_nothing_is_said_where_no_ambition_names_one():
    period = make.period()
    make.ambition(strategy=period.strategy)
    assert build_part("supporting-strategies", period) is None


def test_twenty_ambitions_take_the_queries_of_one():
    counts = []
    for number in (1, 20):
        period = make.period()
        for _ in range(number):
            make.ambition(strategy=period.strategy, supporting_strategies=["People"])
        with CaptureQueriesContext(connection) as queries:
            build_part("supporting-strategies", period)
        counts.append(len(queries))
    assert counts[0] == counts[1]
