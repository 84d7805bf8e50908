"""Tables of actions in which a lead is named once, areas head their rows, risks are named."""

import re

import pytest

from tests import factories as make
from tests.part_printing import part_html, part_words

pytestmark = pytest.mark.django_db


def _led(objective, person, **fields):
    action = make.action(objective=objective, **fields)
    make.lead(action, person)
    return action


def test_a_lead_reaches_down_over_neighbouring_rows_only():
    period = make.period()
    objective = make.objective(strategy=period.strategy)
    trust = period.strategy.trust
    ada, ben = make.person(trust, name="Ada"), make.person(trust, name="Ben")
    for person in (ada, ada, ben, ada):
        _led(objective, person)
    markup = part_html("action-table", period, merge_leads=True)
    in_sight = re.sub(r'<div class="repeated">.*?</div>', "", markup)
    assert re.findall(r"(?:Ada|Ben)", in_sight) == ["Ada", "Ben", "Ada"]


def test_each_row_keeps_its_lead_for_where_rows_are_cards():
    period = make.period()
    objective = make.objective(strategy=period.strategy)
    ada = make.person(period.strategy.trust, name="Ada")
    for _ in range(3):
        _led(objective, ada)
    markup = part_html("action-table", period, merge_leads=True)
    assert markup.count("Ada") == 3
    assert markup.count('class="repeated"') == 2
    assert markup.count('class="reaches"') == 2


def test_a_lead_is_not_merged_over_more_than_stands_on_a_page():
    period = make.period()
    objective = make.objective(strategy=period.strategy)
    ada = make.person(period.strategy.trust, name="Ada")
    for _ in range(3):
        _led(objective, ada, title="Long " * 150)
    assert "repeated" not in part_html("action-table", period, merge_leads=True)


def test_nobody_is_not_merged():
    period = make.period()
    objective = make.objective(strategy=period.strategy)
    _led(objective, make.person(period.strategy.trust, name="Ada"))
    for _ in range(2):
        make.action(objective=objective)
    assert "repeated" not in part_html("action-table", period, merge_leads=True)


def test_an_area_is_printed_over_its_rows_and_not_in_them():
    period = make.period()
    objective = make.objective(strategy=period.strategy)
    for area in ("North", "North", "South"):
        make.action(objective=objective, area=area, theme="Access")
    markup = part_html("action-table", period, shows_areas=True)
    assert (markup.count("North"), markup.count("South"), markup.count("Access")) == (1, 1, 3)


def test_the_references_of_a_groups_risks_stand_over_it():
    period = make.period()
    ambition = make.ambition(strategy=period.strategy)
    make.action(ambition=ambition)
    for reference in ("10", "9"):
        risk = make.risk(strategy=period.strategy, reference=reference)
        make.risk_link(risk=risk, ambition=ambition)
    words = part_words("action-table", period, shows_risks=True)
    assert f"{period.strategy.risk_word_plural}: 9, 10" in words
    assert "9, 10" not in part_words("action-table", period)
