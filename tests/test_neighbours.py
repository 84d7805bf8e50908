"""Next and Previous on an item's page: the order of the list that led there."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from ambitions.models import Ambition, KeyAction
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, rated_before, signed_in, submitted

pytestmark = pytest.mark.django_db


def link(page: str, rel: str) -> str:
    """Where the link with that `rel` leads; "" where there is none."""
    found = re.search(rf'<a rel="{rel}"\s+href="([^"]+)"', page)
    return unescape(found[1]) if found else ""


def walked(client: Client, url: str, rel: str = "next") -> list[str]:
    """The headings of the pages from `url` on, each reached by that link."""
    titles = []
    while url:
        page = client.get(url).content.decode()
        titles.append(re.search(r"</span>([^<]*)</h1>", page)[1])
        url = link(page, rel)
    return titles


def of(plan: Plan, item: KeyAction | Ambition, **query: str) -> str:
    return address(f"{item.level}_detail", plan.trust, item.pk, **query)


def first_link(client: Client, url: str, title: str) -> str:
    page = client.get(url).content.decode()
    return unescape(re.search(rf'<a href="([^"]+)">{title}</a>', page)[1])


def test_without_a_list_they_follow_the_plan() -> None:
    plan = Plan()
    actions = [plan.action(title) for title in ("One", "Two", "Three")]
    second = factories.ambition(strategy=plan.strategy, title="Another ambition")
    factories.action(ambition=second, title="Four")
    client = signed_in(plan.trust)
    whole = [plan.ambition.title, "One", "Two", "Three", "Another ambition", "Four"]
    assert walked(client, of(plan, plan.ambition)) == whole
    assert walked(client, of(plan, actions[2]), "prev") == whole[3::-1]


def test_they_follow_the_filter_and_the_order_of_the_list() -> None:
    plan = Plan()
    days = {"Late": date(2030, 3, 1), "Early": date(2030, 1, 1), "Middle": date(2030, 2, 1)}
    for title, day in days.items():
        plan.action(title, target_date=day)
    factories.action(ambition=plan.ambition, title="Nobody's", target_date=date(2030, 1, 15))
    client = signed_in(plan.trust)
    query = {"lead": plan.lead.pk, "sort": "due"}
    start = first_link(client, address("plan", plan.trust, **query), "Early")
    assert walked(client, start) == ["Early", "Middle", "Late"]
    query["sort"] = "-due"
    start = first_link(client, address("plan", plan.trust, **query), "Late")
    assert walked(client, start) == ["Late", "Middle", "Early"]


def test_a_persons_page_is_a_list_too() -> None:
    plan = Plan()
    for title in ("Mine", "Mine too"):
        plan.action(title)
        factories.action(ambition=plan.ambition, title="Nobody's")
    client = signed_in(plan.trust)
    start = first_link(client, address("person_detail", plan.trust, plan.lead.pk), "Mine")
    assert walked(client, start) == ["Mine", "Mine too"]


def test_what_has_left_its_list_goes_on_in_the_plan() -> None:
    plan = Plan()
    action = plan.action("One")
    plan.action("Two")
    client = signed_in(plan.trust)
    start = of(plan, action, list="state%3Dnot_started")
    page = client.get(start).content.decode()
    assert "1 of 2:" in page and ">not started</a>" in page
    assert "list=state%3Dnot_started" in link(page, "next")
    submitted(plan, action)
    assert walked(client, start)[:2] == ["One", "Two"]


def test_a_reader_is_not_led_by_drafts() -> None:
    """Drafts are none of a reader's business, nor is what they would sort by."""
    plan = Plan()
    one, two = plan.action("One"), plan.action("Two")
    rated_before(plan, one, "green")
    plan.answer(two, "red")
    start = of(plan, one, list="sort%3Drating")
    assert walked(signed_in(plan.trust, Role.READER), start)[:2] == ["One", "Two"]
    assert walked(signed_in(plan.trust), start) == ["One"]


def test_what_is_no_longer_in_the_plan_has_none() -> None:
    plan = Plan()
    action = plan.action(is_archived=True)
    plan.action()
    page = signed_in(plan.trust).get(of(plan, action)).content.decode()
    assert not link(page, "next") and not link(page, "prev")


def test_a_long_plan_costs_no_more_queries() -> None:
    counts = []
    for number in (2, 20):
        plan = Plan()
        actions = [plan.action() for _ in range(number)]
        counts.append(queries_of(signed_in(plan.trust), of(plan, actions[0])))
    assert counts[0] == counts[1]
