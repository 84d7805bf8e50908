"""The pages of governance and of readers in a real browser, on a laptop and on a phone."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import KeyAction, Update
from ambitions.updates import services
from risks.models import Risk
from strategy_tracker.accounts.models import User
from tests import factories
from tests.answering import Plan, in_days
from tests.browsers import SIDEWAYS
from tests.governing import address, rated_before, submitted

pytestmark = pytest.mark.django_db(transaction=True)


class Round:
    """A round with something on every page, and a browser signed in as its governance."""

    def __init__(self, context: BrowserContext, live_server: LiveServer) -> None:
        self.plan = Plan(due_on=in_days(-2), paper_due_on=in_days(9))
        self.server = live_server.url
        self.governor: User = self.plan.governor(name="Joanne Pickersgill")
        self.objective = factories.objective(strategy=self.plan.strategy, aims=["Be quick"])
        for about in ({"objective": self.objective}, {"strategy": self.plan.strategy}):
            factories.passage(period=self.plan.period, text="- **One**", **about)
        self.plan.ambition.objective = self.objective
        self.plan.ambition.save()
        self.action: KeyAction = self.plan.action(
            "Grow virtual wards to 120 beds", reference="1.1.3", target_date=date(2025, 3, 31)
        )
        rated_before(self.plan, self.action, "red")
        self.update: Update = submitted(self.plan, self.action, "amber", "- **94** beds open")
        returned = submitted(self.plan, self.plan.action("Shorter waits"))
        services.return_update(update=returned, text="Which wards?", by=self.governor)
        self.plan.action("Not begun yet")
        self.measure = factories.measure(ambition=self.plan.ambition, comment="Two wards opened.")
        for part, kind, raw in (
            ("Q1", "actual", "61%"),
            ("Q2", "actual", "66%"),
            ("Q2", "aim", "60%"),
        ):
            factories.reading(
                measure=self.measure, part=part, kind=kind, raw=raw, number=int(raw[:-1])
            )
        self.risk: Risk = factories.risk(strategy=self.plan.strategy, cause="Too few beds")
        factories.risk_score(risk=self.risk, period=self.plan.earlier, likelihood=5, consequence=4)
        factories.risk_score(risk=self.risk, period=self.plan.period, likelihood=4, consequence=4)
        factories.control(risk=self.risk, strength="partial")
        factories.risk_link(risk=self.risk, action=self.action)
        client = Client()
        client.force_login(self.governor)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        context.add_cookies([{**cookie, "url": self.server}])  # type: ignore[typeddict-item]

    def url(self, name: str, *args: Any, **query: Any) -> str:
        return self.server + address(name, self.plan.trust, *args, **query)


@pytest.fixture
def round_(context: BrowserContext, live_server: LiveServer) -> Round:
    return Round(context, live_server)


def test_governance_reads_and_approves_from_the_round(round_: Round, page: Page) -> None:
    page.goto(round_.url("this_round"))
    page.get_by_role("link", name="Read and approve 1").click()
    page.get_by_role("link", name="Grow virtual wards to 120 beds").click()
    expect(page.get_by_role("heading", name="As the board will read it")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing else waits for approval.")
    round_.update.refresh_from_db()
    assert round_.update.state == "approved"


def test_the_plan_is_narrowed_by_its_form_and_the_address_keeps_it(
    round_: Round, page: Page
) -> None:
    page.goto(round_.url("plan"))
    page.get_by_label("State").select_option("Returned")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".st-found")).to_contain_text("1 of 3 key actions: returned")
    assert "state=returned" in page.url
    page.get_by_role("link", name="Target date").click()
    assert "state=returned" in page.url and "sort=due" in page.url


def test_printing_is_offered_where_scripts_run(round_: Round, page: Page) -> None:
    page.goto(round_.url("plan"))
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".st-filters")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_reader_searches_reads_as_printed_and_goes_on_along_the_results(
    round_: Round, page: Page, context: BrowserContext, width: int
) -> None:
    plan = round_.plan
    for title, text in (("Hire them", "One walrus came."), ("Feed them", "No walrus is fed.")):
        action = plan.action(title)
        for period, words in ((plan.earlier, text), (plan.period, f"{text} All is well.")):
            update = factories.update(action, period, state="approved")
            factories.update_narrative(update=update, heading=plan.progress, text=words)
    client = Client()
    client.force_login(factories.member(plan.trust, "reader").user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": round_.server}])  # type: ignore[typeddict-item]
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(round_.url("plan"))
    if width == 390:
        page.get_by_role("link", name="Search").click()
    box = page.get_by_role("searchbox").first
    box.fill("walrus")
    box.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("4 places")
    expect(page.locator("mark").first).to_have_text("walrus")
    page.get_by_role("heading", name="Answers").scroll_into_view_if_needed()
    page.get_by_role("link", name="Feed them").last.click()
    quarter = page.locator(f"#period-{plan.earlier.pk}")
    expect(quarter).to_be_in_viewport()
    expect(page.locator("ins, del")).to_have_count(0)
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hire them")
    page.get_by_role("link", name="What changed").click()
    expect(page.locator("article ins").first).to_have_text("All is well.")
    page.get_by_role("link", name="“walrus”").click()
    expect(page.get_by_role("searchbox", name="Words in the plan")).to_have_value("walrus")
    assert page.evaluate(SIDEWAYS) <= 0
