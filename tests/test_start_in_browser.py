"""A new trust begins in a browser: its steps, a ready set, the first of the plan, all by clicks."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from objectives.models import StrategicObjective
from objectives.services import create_default_scales
from strategy_tracker.accounts.permissions import Role
from tests import factories
from tests.browsers import SIDEWAYS

pytestmark = pytest.mark.django_db(transaction=True)


def looked_over(page: Page) -> None:
    """Accessible, and no wider than a phone."""
    axe = Axe().run(page)
    assert axe.violations_count == 0, json.dumps(axe.response["violations"], indent=1)[:2_000]
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate(SIDEWAYS) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_ready_set_is_copied_and_the_first_of_the_plan_added(
    context: BrowserContext, live_server: LiveServer
) -> None:
    trust = factories.trust(name="Ashdown Vale NHS Trust")
    create_default_scales(trust=trust, by=None)
    client = Client()
    client.force_login(factories.member(trust, Role.ADMINISTRATOR).user)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up Ashdown Vale NHS Trust")
    expect(page.locator(".st-head__lede")).to_contain_text("1 of 8 done.")
    page.get_by_label("Begin with the words").select_option(
        label="Priorities and supporting objectives"
    )
    page.get_by_role("button", name="See what is in it").click()
    looked_over(page)
    page.get_by_label("Title of the strategy").fill("Nearer")
    page.get_by_role("button", name="Copy this set").click()
    expect(page.locator(".st-head__lede")).to_contain_text("4 of 8 done.")
    page.get_by_role("link", name="Add a priority").click()
    page.get_by_label("Title", exact=True).fill("Care closer to home")
    page.get_by_role("button", name="Add", exact=False).first.click()
    expect(page.get_by_role("heading", name="Care closer to home")).to_be_visible()
    assert StrategicObjective.objects.get().title == "Care closer to home"
