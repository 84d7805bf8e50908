"""The frame of every page: switching trust, strategy and period, and the menu of a phone."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from objectives.models import Period
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, text_of

pytestmark = pytest.mark.django_db(transaction=True)


def switch(plan: Plan, **chosen: object) -> str:
    """Where the bar's form leads."""
    return f"{address('choose', plan.trust)}?{urlencode(chosen)}"


@pytest.fixture
def plan() -> Plan:
    plan = Plan(due_on=None)
    plan.action("Open more beds")
    return plan


def test_another_period_is_shown_on_the_page_where_one_was(plan: Plan) -> None:
    client = signed_in(plan.trust)
    at = address("measure_list", plan.trust)
    url = switch(plan, next=at, trust=plan.trust.code, period=plan.earlier.pk)
    assert client.get(url)["Location"] == f"{at}?period={plan.earlier.pk}"
    page = client.get(f"{at}?period={plan.earlier.pk}").content.decode()
    assert f"Back to {plan.period.label}" in " ".join(page.split())


def test_another_trust_opens_at_its_start(plan: Plan) -> None:
    other = factories.trust()
    client = signed_in(plan.trust)
    user = plan.trust.memberships.get(role=Role.GOVERNANCE).user
    factories.member(other, Role.READER, user=user)
    url = switch(plan, trust=other.code, period=plan.period.pk)
    assert client.get(url)["Location"] == reverse("trust_home", args=[other.code])


def test_a_trust_that_one_is_no_member_of_is_not_opened(plan: Plan) -> None:
    other = factories.trust()
    response = signed_in(plan.trust).get(switch(plan, trust=other.code))
    assert response.status_code == 200 and other.code not in response.content.decode()


def test_another_strategy_opens_its_plan_whatever_period_was_shown(plan: Plan) -> None:
    other = factories.strategy(plan.trust)
    client = signed_in(plan.trust)
    url = switch(plan, strategy=other.pk, period=plan.period.pk)
    assert client.get(url)["Location"] == address("plan", plan.trust)
    assert other.title in text_of(client.get(address("plan", plan.trust)))


def test_somewhere_else_is_never_led_to(plan: Plan) -> None:
    url = switch(plan, next="https://example.org/", period=plan.earlier.pk)
    assert signed_in(plan.trust).get(url)["Location"].startswith(address("plan", plan.trust))


def test_the_bar_costs_no_more_queries_for_many_periods(plan: Plan) -> None:
    before = queries_of(signed_in(plan.trust), address("plan", plan.trust))
    for _ in range(8):
        factories.period(plan.strategy, status=Period.Status.PLANNED)
    assert queries_of(signed_in(plan.trust), address("plan", plan.trust)) == before


@pytest.fixture
def page(plan: Plan, context: BrowserContext, live_server: LiveServer) -> Page:
    client: Client = signed_in(plan.trust)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])  # type: ignore[typeddict-item]
    page = context.new_page()
    page.goto(live_server.url + address("this_round", plan.trust))
    return page


def test_a_period_is_chosen_by_mouse_at_once_and_by_keys_with_a_button(
    plan: Plan, page: Page
) -> None:
    bar = page.get_by_role("region", name="Trust and period")
    expect(bar.get_by_role("button", name="Go")).to_be_hidden()
    period = bar.get_by_label("Period")
    period.focus()
    period.press("ArrowDown")
    expect(bar.get_by_role("button", name="Go")).to_be_visible()
    bar.get_by_role("button", name="Go").click()
    expect(page.get_by_role("link", name=f"Back to {plan.period.label}")).to_be_visible()
    period = bar.get_by_label("Period")
    period.dispatch_event("pointerdown")
    period.select_option(str(plan.period.pk))
    expect(page.get_by_role("link", name=f"Back to {plan.period.label}")).to_have_count(0)


def test_the_bar_stays_in_sight_on_a_desk(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.evaluate("window.scrollTo(0, 400)")
    expect(page.get_by_role("region", name="Trust and period")).to_be_in_viewport()


def test_a_phone_opens_the_menu_by_its_button(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    period = page.locator("select[name=period]")
    assert (period.bounding_box() or {"width": 0})["width"] > 300, "the period's name is cut"
    expect(page.locator("select[name=trust]")).to_have_count(0)
    link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Measures")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    link.click()
    expect(page).to_have_title("Measures - Strategy Tracker")
