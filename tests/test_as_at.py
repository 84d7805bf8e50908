"""A closed period is shown as it was when it closed, whatever has changed since."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from ambitions.plan.closing import read_closing
from ambitions.plan.reader import read_outline
from objectives.models import Period
from objectives.services import close_period, open_period
from strategy_tracker.accounts.saving import save
from tests import factories
from tests.closed_quarter import ClosedQuarter, closed_quarter
from tests.governing import address, queries_of, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed() -> ClosedQuarter:
    made = closed_quarter()
    made.change()
    return made


def page(name: str, made: ClosedQuarter, period: Period, *args: Any) -> str:
    url = address(name, made.trust, *args, period=period.pk)
    response = signed_in(made.trust).get(url)
    assert response.status_code == 200
    return text_of(response)


THEN = ("Care at home", "K1", "Open hub 1", "Open hub 2", "30 June 2026", "2 actions", "Amber")
NOW = ("Hospital care", "Z9", "Close the hubs", "Begun since", "Some delay", "31 December 2027")


# The plan


def test_the_plan_of_a_closed_period_is_as_it_was_when_that_closed(
    changed: ClosedQuarter,
) -> None:
    then, now = page("plan", changed, changed.first), page("plan", changed, changed.second)
    for words in THEN:
        assert words in then, words
    for words in NOW:
        assert words in now, words
        assert words not in then, words
    assert "Tom Hargreave" in then and "Ann Lee" not in then
    assert "Somebody Renamed" not in then
    assert "Open hub 2" not in now and "2 tasks" in now


def test_its_spreadsheet_too(changed: ClosedQuarter) -> None:
    url = address("plan_spreadsheet", changed.trust, period=changed.first.pk)
    response = signed_in(changed.trust).get(url)
    sheet = openpyxl.load_workbook(BytesIO(response.content)).worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"Open hub 1", "Open hub 2", "Action", "Tom Hargreave", "Amber"} <= cells
    assert "Begun since" not in cells


def test_a_rating_given_in_a_closed_period_keeps_its_label_in_the_strip_of_a_later_one(
    changed: ClosedQuarter,
) -> None:
    update = factories.update(changed.action, changed.second, state="submitted")
    factories.update_rating(
        update=update, dimension=changed.delivery, rating=changed.rating("amber")
    )
    url = address("plan", changed.trust, period=changed.second.pk)
    strips = signed_in(changed.trust).get(url).content.decode()
    assert 'title="Q1 24/25: Amber"' in strips
    assert 'title="Q2 24/25: Some delay"' in strips


def test_another_rating_on_the_scale_moves_nobody(changed: ClosedQuarter) -> None:
    for rating in changed.scale.ratings.all():
        rating.position += 1
        save(rating, by=None)
    update = factories.update(changed.action, changed.second, state="submitted")
    factories.update_rating(
        update=update, dimension=changed.delivery, rating=changed.rating("amber")
    )
    outline = read_outline(changed.strategy, [changed.first, changed.second])
    (node,) = [node for node in outline.nodes() if node.item.pk == changed.action.pk
               and node.level == "action"]  # fmt: skip
    assert outline.moved(node, outline.main["action"]) == ("same", "no change")


def test_how_far_away_a_date_is_counts_from_the_close() -> None:
    made = closed_quarter()
    made.first.refresh_from_db()
    outline = read_outline(made.strategy, [made.first])
    assert outline.today == timezone.localdate(made.first.closed_at)


# The round


def test_the_round_of_a_closed_period_is_as_it_was(changed: ClosedQuarter) -> None:
    then = page("this_round", changed, changed.first)
    assert "Care at home" in then and "Tom Hargreave" not in page(
        "this_round", changed, changed.second
    )
    assert "Hospital care" not in then
    assert "2 approved" in then or "100% approved" in then


# Which moment


def test_a_period_that_was_opened_again_is_as_at_its_last_close() -> None:
    made = closed_quarter()
    first, second = (Period.objects.get(pk=one.pk) for one in (made.first, made.second))
    close_period(period=second, by=None)
    made.change()
    open_period(period=first, by=None, reason="A figure was wrong.")
    outline = read_outline(made.strategy, [Period.objects.get(pk=first.pk)])
    assert outline.moment is None
    close_period(period=first, by=None)
    outline = read_outline(made.strategy, [Period.objects.get(pk=first.pk)])
    assert outline.moment is not None
    assert outline.strategy.action_word == "Task"
    assert outline.period is not None and outline.period.label == "Q1 renamed"
    second_outline = read_outline(made.strategy, [Period.objects.get(pk=second.pk)])
    assert second_outline.strategy.action_word == "Action"


def test_a_closed_period_that_was_brought_in_afterwards_shows_its_plan() -> None:
    """Its closing is older than anything this site knows."""
    long_ago = timezone.now() - timedelta(days=400)
    strategy = factories.strategy()
    period = factories.period(strategy, status="closed", closed_at=long_ago)
    dimension = factories.dimension(strategy=strategy)
    action = factories.action(strategy=strategy, ambition=factories.ambition(strategy=strategy))
    factories.lead(action)
    update = factories.update(action, period, state="approved")
    factories.update_rating(
        update=update, dimension=dimension, rating=dimension.scale.ratings.get(code="green")
    )
    later = factories.action(strategy=strategy, ambition=action.ambition, title="Later")
    outline = read_outline(strategy, [period])
    actions = [node for node in outline.nodes() if node.level == "action"]
    assert [node.item.pk for node in actions] == [action.pk] and later.pk
    assert actions[0].leads and outline.now(actions[0])
    closing = read_closing(period)
    assert closing and closing.moment > long_ago


def test_an_open_or_planned_period_is_read_as_now() -> None:
    made = closed_quarter()
    assert read_closing(made.second) is None
    assert read_closing(Period(status="planned")) is None


# How many queries


@pytest.mark.parametrize("name", ["plan", "this_round"])
def test_twenty_cost_no_more_queries_than_one_now_or_then(name: str) -> None:
    counted: dict[str, set[int]] = {"then": set(), "now": set()}
    for number in (1, 20):
        made = closed_quarter(actions=number, risks=number)
        client = signed_in(made.trust)
        for when, period in (("then", made.first), ("now", made.second)):
            url = address(name, made.trust, period=period.pk)
            counted[when].add(queries_of(client, url))
    assert [len(counts) for counts in counted.values()] == [1, 1], counted
