"""The sections of a paper, one for each objective."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.part_printing import build_part, part_html, part_words

pytestmark = pytest.mark.django_db


def _section(period, **fields):
    objective = make.objective(strategy=period.strategy, **fields)
    action = make.action(objective=objective)
    risk = make.risk(strategy=period.strategy)
    make.risk_score(risk=risk, period=period)
    make.risk_link(risk=risk, objective=objective)
    return objective, action, risk


def test_an_objective_is_printed_with_its_text_its_risks_and_its_actions_in_turn():
    period = make.period()
    _, action, risk = _section(
        period, title="Great care", introduction="Why we do it.", description="What we will do."
    )
    _section(period)
    words = part_words("objective-sections", period)
    places = [
        words.index(said)
        for said in ("Great care", "Why we do it.", "What we will do.", risk.title, action.title)
    ]
    assert places == sorted(places)


def test_a_risk_stands_under_the_objective_that_it_is_linked_to_alone():
    period = make.period()
    _, _, first = _section(period)
    _section(period)
    assert part_words("objective-sections", period).count(first.title) == 1


def test_the_trusts_references_are_kept_though_they_begin_again():
    period = make.period()
    objective = make.objective(strategy=period.strategy)
    for area in ("North", "South"):
        for number in ("1", "2"):
            make.action(objective=objective, area=area, reference=number)
    markup = part_html("objective-sections", period, columns=["reference", "title"])
    assert re.findall(r'data-label="Ref">(\d)<', markup) == ["1", "2", "1", "2"]
    assert re.findall(r'class="group-name">(\w+)<', markup) == ["North", "South"]


def test_a_lead_of_neighbouring_rows_is_named_once():
    period = make.period()
    objective = make.objective(strategy=period.strategy)
    person = make.person(period.strategy.trust, name="Ada Price")
    for _ in range(3):
        make.lead(make.action(objective=objective), person)
    make.lead(make.action(objective=objective), make.person(period.strategy.trust))
    markup = part_html("objective-sections", period, merge_leads=True)
    in_sight = re.sub(r'<div class="repeated">.*?</div>', "", markup)
    assert in_sight.count("Ada Price") == 1
    assert part_html("objective-sections", period).count("Ada Price") == 3


def test_no_section_without_an_objective():
    assert build_part("objective-sections", make.period()) is None


def test_twenty_sections_take_the_queries_of_one():
    counts = []
    for number in (1, 20):
        period = make.period()
        for _ in range(number):
            _section(period)
        with CaptureQueriesContext(connection) as queries:
            build_part("objective-sections", period)
        counts.append(len(queries))
    assert counts[0] == counts[1]
