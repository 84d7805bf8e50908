"""A closed answer is corrected in a real browser, on a laptop and on a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import Correction
from strategy_tracker.accounts.models import Role, User
from tests import factories
from tests.answering import Plan
from tests.browsers import SIDEWAYS
from tests.governing import address
from tests.test_corrections import WHY, ClosedRound

pytestmark = pytest.mark.django_db(transaction=True)


class Pages:
    """Pages of several people, looked at on two screens each."""

    def __init__(self, browser: Browser, server: LiveServer, plan: Plan) -> None:
        self.browser, self.server, self.plan = browser, server.url, plan

    def of(self, user: User) -> Page:
        client = self.plan.client(user)
        context = self.browser.new_context()
        session = client.cookies["sessionid"].value
        cookie = {"name": "sessionid", "value": session, "url": self.server}
        context.add_cookies([cookie])  # type: ignore[list-item]
        return context.new_page()

    def open(self, page: Page, name: str, *args: Any) -> None:
        page.goto(self.server + address(name, self.plan.trust, *args))

    def look(self, page: Page) -> None:
        """It fits both screens, and axe finds nothing."""
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(SIDEWAYS) <= 0, (page.url, width)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_governance_reopens_one_answer_and_the_lead_corrects_it(
    browser: Browser, live_server: LiveServer
) -> None:
    closed = ClosedRound()
    pages = Pages(browser, live_server, closed.plan)
    officer = pages.of(closed.governance)
    pages.open(officer, "period_detail", closed.plan.period.pk)
    officer.get_by_role("link", name=f"the plan of {closed.plan.period.label}").click()
    officer.get_by_role("link", name=closed.action.title).first.click()
    officer.get_by_role("link", name="Reopen to correct").first.click()
    pages.look(officer)
    officer.get_by_role("button", name="Reopen this answer").click()
    expect(officer.get_by_text("Say what is wrong with it.").first).to_be_visible()
    officer.get_by_label("What is wrong with it?").fill(WHY)
    officer.get_by_role("button", name="Reopen this answer").click()
    expect(officer.get_by_role("heading", name="Corrections")).to_be_visible()

    lead = pages.of(closed.plan.lead.user)
    pages.open(lead, "my_updates")
    expect(lead.get_by_text(WHY)).to_be_visible()
    lead.get_by_role("link", name=closed.action.title).first.click()
    lead.get_by_role("textbox", name="Progress").fill("Twelve wards are live, **all** of them.")
    lead.get_by_role("button", name="Check and submit").click()
    lead.wait_for_url("**/check/**")
    printed = lead.get_by_role("article", name="As it will be printed")
    expect(printed.locator("strong", has_text="all")).to_be_visible()
    pages.look(lead)
    lead.get_by_role("button", name="Submit to governance").click()
    expect(lead.get_by_text("Submitted:")).to_be_visible()

    officer.reload()
    officer.get_by_role("button", name="Approve").click()
    expect(officer.get_by_role("heading", name="Corrected since it closed")).to_be_visible()
    reader = pages.of(factories.member(closed.plan.trust, Role.READER).user)
    pages.open(reader, "period_detail", closed.plan.period.pk)
    expect(reader.get_by_text(WHY)).to_be_visible()
    expect(reader.locator("ins", has_text="Twelve")).to_be_visible()
    pages.look(reader)
    assert Correction.objects.get().closed_by == closed.governance
