"""A closed period is shown as it was when it closed, whatever has changed since."""

from collections import defaultdict
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ambitions.models import KeyAction
from ambitions.plan.closing import read_closing
from ambitions.plan.editing import change_item, move_item
from ambitions.plan.reader import read_outline
from ambitions.plan.services import move_target_date
from objectives.models import Period
from objectives.services import close_period, open_period
from reports.data import export
from reports.services import draft_content as build
from reports.services import draft_paper, publish_paper
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
    assert outline.moved(node, node.main) == ("same", "no change")


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
    first, second = (Period.objects.get(pk=period.pk) for period in (made.first, made.second))
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


@pytest.mark.once
@pytest.mark.parametrize("name", ["plan", "this_round", "risk_list"])
def test_twenty_cost_no_more_queries_than_one_now_or_then(name: str) -> None:
    counted: dict[str, set[int]] = {"then": set(), "now": set()}
    for number in (1, 20):
        made = closed_quarter(actions=number, risks=number)
        client = signed_in(made.trust)
        for when, period in (("then", made.first), ("now", made.second)):
            url = address(name, made.trust, period=period.pk)
            counted[when].add(queries_of(client, url))
    assert [len(counts) for counts in counted.values()] == [1, 1], counted


# Risks


def test_nine_risks_as_at_the_quarter_that_closed_with_nine() -> None:
    made = closed_quarter()
    made.change()
    then, now = page("risk_list", made, made.first), page("risk_list", made, made.second)
    assert "9 strategic risks" in then and "as at Quarter 1." in then
    assert "8 strategic risks" in now
    assert "Danger 1" in then and "Danger 9" in then and "Renamed risk" not in then
    assert "Renamed risk" in now and "Danger 9" not in now
    assert "Tom Hargreave" in then


# Papers and the data


@pytest.mark.parametrize("layout", ["progress-table", "quarterly-progress"])
def test_a_new_paper_on_a_closed_period_says_what_was_so_when_it_closed(layout: str) -> None:
    made = closed_quarter()
    before = build(Period.objects.get(pk=made.first.pk), layout)
    made.change()
    assert build(Period.objects.get(pk=made.first.pk), layout) == before
    assert "Danger 9" in str(before["parts"]) and before["period"]["label"] == "Quarter 1"


def test_the_second_version_of_a_published_paper_says_it_too() -> None:
    made = closed_quarter()
    period = Period.objects.get(pk=made.first.pk)
    paper = draft_paper(period=period, layout="progress-table", by=None, title="Progress")
    published = publish_paper(paper=paper, by=None)
    made.change()
    period = Period.objects.get(pk=made.first.pk)
    again = draft_paper(period=period, layout="progress-table", by=None)
    second = publish_paper(paper=again, by=None, what_changed="The title.")
    assert second.version == 2 and published.content and second.content
    for name in ("words", "parts", "period"):
        assert second.content[name] == published.content[name], name


def test_the_data_of_a_closed_period_are_those_of_when_it_closed() -> None:
    made = closed_quarter()
    before = export(made.strategy, Period.objects.get(pk=made.first.pk))
    made.change()
    strategy = type(made.strategy).objects.get(pk=made.strategy.pk)
    assert export(strategy, Period.objects.get(pk=made.first.pk)) == before


def test_papers_and_data_cost_the_same_for_twenty_now_and_then() -> None:
    counted: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for number in (1, 20):
        made = closed_quarter(actions=number, risks=number)
        for period in (made.first, made.second):
            period = Period.objects.select_related("strategy__trust").get(pk=period.pk)
            for name, work in (("paper", lambda p: build(p, "progress-table")),
                               ("data", lambda p: export(p.strategy, p))):  # fmt: skip
                with CaptureQueriesContext(connection) as queries:
                    work(period)
                counted[name, period.is_closed].add(len(queries))
    assert all(len(numbers) == 1 for numbers in counted.values()), counted


# What was chosen


# The page of one item


def test_an_items_page_of_a_closed_period_is_as_it_was_when_that_closed() -> None:
    made = closed_quarter()
    area = factories.custom_field(strategy=made.strategy, record_kind="action", heading="Ward")
    other = factories.ambition(strategy=made.strategy, title="Another ambition", objective=None)
    made.change()
    action = KeyAction.objects.get(pk=made.action.pk)
    change_item(item=action, values={"custom_values": {area.key: "Ward 7"}}, leads={}, by=None)
    move_target_date(action=action, new_date=date(2028, 1, 31), reason="Builders left.", by=None)
    move_item(item=action, parent=other, by=None)
    then = page("action_detail", made, made.first, action.pk)
    now = page("action_detail", made, made.second, action.pk)
    for words in ("Open hub 1", "K1", "Tom Hargreave", "30 June 2026", "Urgent help", "Amber"):
        assert words in then, words
    for words in (
        "Close the hubs",
        "Z9",
        "Ann Lee",
        "31 January 2028",
        "Another ambition",
        "Ward 7",
    ):
        assert words in now, words
        # What was done since is told in the log of who did what, and nowhere else.
        assert words not in then.partition("Who did what")[0], words
    assert "Builders left." not in then.partition("Who did what")[0]


def test_what_stands_under_an_item_is_that_of_the_close(changed: ClosedQuarter) -> None:
    factories.condition(ambition=changed.ambition, text="Written since.")
    then = page("ambition_detail", changed, changed.first, changed.ambition.pk)
    now = page("ambition_detail", changed, changed.second, changed.ambition.pk)
    for words in ("Care at home", "Open hub 1", "Open hub 2", "Tom Hargreave", "Actions 2"):
        assert words in then, words
    for words in ("Hospital care", "Close the hubs", "Begun since", "Written since.", "Tasks 2"):
        assert words in now, words
        assert words not in then.partition("Who did what")[0], words
    objective = page("objective_detail", changed, changed.first, changed.objective.pk)
    assert "Care at home" in objective and "Urgent help" in objective
    # What was archived since was in the plan, and what was added since was not.
    archived = page("action_detail", changed, changed.first, changed.actions[-1].pk)
    assert "Open hub 2" in archived and "This is no longer in the plan." in archived
    since = KeyAction.objects.get(title="Begun since")
    assert "It was not in the plan when" in page("action_detail", changed, changed.first, since.pk)


@pytest.mark.parametrize("name", ["action_detail", "ambition_detail"])
def test_an_items_page_of_a_closed_period_costs_the_same_in_a_plan_of_any_size(name: str) -> None:
    counts = []
    for number in (2, 12):
        made = closed_quarter(actions=number, risks=1)
        made.change()
        item = made.action if name == "action_detail" else made.ambition
        url = address(name, made.trust, item.pk, period=made.first.pk)
        counts.append(queries_of(signed_in(made.trust), url))
    assert counts[0] == counts[1]


def test_a_period_once_chosen_stays_chosen_on_the_next_click() -> None:
    made = closed_quarter()
    made.change()
    client = signed_in(made.trust)
    choice = client.get(address("choose", made.trust)).content.decode()
    assert f'?period={made.first.pk}"' in choice

    def said(name: str, *args: Any, **query: Any) -> str:
        response = client.get(address(name, made.trust, *args, **query))
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    assert "selected>Q1 renamed, closed</option>" in said("plan", period=made.first.pk)
    assert "Open hub 1" in said("plan")
    assert "selected>Q1 renamed, closed</option>" in said("action_detail", made.action.pk)
    assert "9 strategic risks" in said("risk_list")
    back = f"?period={made.second.pk}&amp;next={address('risk_list', made.trust)}"
    assert f'href="{address("choose", made.trust)}{back}"' in said("risk_list")


def test_a_link_with_a_period_wins_over_what_was_chosen() -> None:
    made = closed_quarter()
    client = signed_in(made.trust)
    client.get(address("plan", made.trust, period=made.first.pk))
    assert "Quarter 1" in text_of(client.get(address("risk_list", made.trust)))
    other = client.get(address("risk_list", made.trust, period=made.second.pk))
    assert "Quarter 2" in text_of(other)
    assert client.get(address("plan", made.trust, period=0)).status_code == 404


def test_the_usual_period_is_no_choice_so_that_the_next_one_is_shown_once_it_opens() -> None:
    made = closed_quarter()
    client = signed_in(made.trust)
    client.get(address("plan", made.trust, period=made.second.pk))
    close_period(period=made.second, by=None)
    factories.period(made.strategy, label="Quarter 3")
    assert "Quarter 3" in text_of(client.get(address("risk_list", made.trust)))


def test_a_choice_is_kept_for_each_strategy_apart() -> None:
    made = closed_quarter()
    client = signed_in(made.trust)
    client.get(address("plan", made.trust, period=made.first.pk))
    other = factories.strategy(made.trust, title="Another")
    factories.period(other, label="Their quarter")
    page = client.get(address("plan", made.trust, strategy=other.pk)).content.decode()
    assert "selected>Their quarter, open" in " ".join(page.split())
