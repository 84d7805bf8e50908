"""The table of risks of a paper."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Period
from reports.parts.risk_table import columns_needed
from tests import factories as make
from tests.part_printing import build_part, part_html, part_words

pytestmark = pytest.mark.django_db


def _period(**fields: object) -> Period:
    return make.period(make.strategy(**fields))


def _risk(period: Period, score: int | None = None, **fields: object) -> object:
    risk = make.risk(strategy=period.strategy, **fields)
    if score is not None:
        make.risk_score(risk=risk, score=score, period=period)
    return risk


def test_risks_of_every_kind_are_printed_unless_some_are_chosen():
    period = _period()
    _risk(period, title="Beds run short", kind="programme")
    _risk(period, title="Money runs out", kind="strategic")
    assert "Beds run short" in part_words("risk-table", period)
    chosen = part_words("risk-table", period, kinds=["strategic"])
    assert "Money runs out" in chosen
    assert "Beds run short" not in chosen


def test_no_risk_of_the_chosen_kind_is_told_with_what_there_is_of_others():
    period = _period()
    _risk(period, kind="programme")
    told = part_words("risk-table", period, kinds=["strategic"], says_none=True)
    assert told == ("No strategic (BAF) risks are recorded. Of other kinds there are: 1 programme.")


def test_a_part_without_risks_says_nothing_unless_asked():
    period = _period()
    assert build_part("risk-table", period) is None
    assert "are recorded" in part_words("risk-table", period, says_none=True)


def test_risks_stand_by_falling_score_or_in_the_trusts_order():
    period = _period()
    for score in (6, 20, 12):
        _risk(period, score, title=f"Scores {score}")
    data = build_part("risk-table", period)
    assert [row["current"]["number"] for row in data["groups"][0]["rows"]] == [20, 12, 6]
    data = build_part("risk-table", period, sort_by="")
    assert [row["current"]["number"] for row in data["groups"][0]["rows"]] == [6, 20, 12]


def test_a_score_is_printed_as_given_with_its_band_in_words():
    period = _period()
    risk = make.risk(strategy=period.strategy)
    make.risk_score(risk=risk, score=20, printed="20*", period=period)
    markup = part_html("risk-table", period)
    assert '<span class="pill red">20*</span> extreme' in markup


def test_only_columns_in_which_a_risk_says_something_are_printed():
    period = _period()
    _risk(period, 12, title="Alone")
    rows = build_part("risk-table", period)["groups"][0]["rows"]
    assert columns_needed(rows) == ["reference", "title", "current"]


def test_what_holds_a_risk_is_printed_where_held():
    period = _period()
    risk = _risk(period, 12)
    make.control(risk=risk, text="A weekly check", strength="weak")
    make.assurance(risk=risk, text="An audit", line=3)
    make.gap(risk=risk, text="No cover at night")
    words = part_words("risk-table", period)
    for said in ("A weekly check", "Weak", "An audit", "Line 3", "No cover at night", "Control"):
        assert said in words


def test_the_way_a_score_moved_is_said_in_words():
    strategy = make.strategy()
    before = make.period(strategy, status="closed")
    period = make.period(strategy)
    risk = make.risk(strategy=strategy)
    make.risk_score(risk=risk, score=20, period=before)
    make.risk_score(risk=risk, score=12, period=period)
    words = part_words("risk-table", period)
    assert "↓ better, was 20" in words
    assert f"Since {before.label}" in words


def test_a_risk_outside_its_tolerance_says_by_how_much():
    period = _period()
    _risk(period, 16, appetite="Cautious", tolerance=12)
    assert "Cautious, 12 outside by 4" in part_words("risk-table", period)


def test_risks_are_grouped_by_the_objective_they_bear_on_through_any_link():
    period = _period()
    objective = make.objective(strategy=period.strategy, title="Better care", reference="")
    action = make.action(objective=objective)
    linked = _risk(period, 9, title="Linked")
    _risk(period, 9, title="Loose")
    make.risk_link(risk=linked, action=action)
    groups = build_part("risk-table", period, group_by="objective")["groups"]
    told = [(group["title"], [row["title"] for row in group["rows"]]) for group in groups]
    assert told == [("Better care", ["Linked"]), ("Linked to no strategic objective", ["Loose"])]


def test_the_legend_has_the_scores_of_each_band():
    period = _period()
    _risk(period, 9)
    assert "Extreme 15 to 25" in part_words("risk-table", period, shows_legend=True)


@pytest.mark.parametrize("group_by", ["", "objective", "kind"])
def test_twenty_risks_take_the_queries_of_one(group_by):
    counts = []
    for number in (1, 20):
        period = _period()
        for _ in range(number):
            risk = _risk(period, 12)
            make.control(risk=risk)
            make.lead(risk)
            make.risk_link(risk=risk, objective=make.objective(strategy=period.strategy))
        with CaptureQueriesContext(connection) as queries:
            build_part("risk-table", period, group_by=group_by)
        counts.append(len(queries))
    assert counts[0] == counts[1]
