"""The grid of the plan as a person works in it: by keys, a block from Excel, beside another."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import KeyAction
from ambitions.plan.grid import read_grid
from strategy_tracker.accounts.permissions import Role
from tests import factories
from tests.answering import Plan
from tests.browsers import SIDEWAYS

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def open_grid(context: BrowserContext, live_server: LiveServer, plan: Plan) -> Page:
    editor = factories.member(plan.trust, Role.GOVERNANCE).user
    cookie = plan.client(editor).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("plan_grid", args=[plan.trust.code]))
    return page


def selector(action: KeyAction, name: str) -> str:
    return f"tr[data-level=action][data-pk='{action.pk}'] [data-name={name}]"


def test_cells_are_filled_pasted_undone_and_saved_and_what_another_changed_is_told(
    context: BrowserContext, live_server: LiveServer
) -> None:
    plan = Plan()
    actions = [plan.action(f"Action {n}", reference=f"1.{n}") for n in range(1, 5)]
    ann = factories.person(plan.trust, name="Ann Roe").name
    page = open_grid(context, live_server, plan)
    first, second, third, fourth = (page.locator(selector(a, "lead")) for a in actions)
    axe = Axe().run(page)
    assert axe.violations_count == 0, json.dumps(axe.response["violations"], indent=1)[:2_000]
    assert page.evaluate(SIDEWAYS) <= 0

    # By keys alone: a lead typed once, filled down over three rows, taken back and done again.
    first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Ann Roe")
    page.keyboard.press("Enter")
    expect(second).to_be_focused()
    page.keyboard.press("Shift+Enter")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-chosen]")).to_have_text("3 cells chosen")
    page.keyboard.press("Control+D")
    for box in (first, second, third):
        expect(box).to_have_value("Ann Roe")
    expect(fourth).to_have_value("Tom Hargreave")
    page.keyboard.press("Control+Z")
    expect(third).to_have_value("Tom Hargreave")
    page.get_by_role("button", name="Redo").click()
    expect(page.locator("[data-count]")).to_have_text("3 changes in 3 rows, not saved yet")

    # A block of two columns from Excel, and the page left in between: nothing is lost.
    page.evaluate(PASTE, [selector(actions[2], "title"), "Beds\tAnn Roe\nWards\tNobody Known"])
    page.reload()
    expect(page.locator("[data-banner]")).to_contain_text("is back: 6 cells, not saved yet.")

    # Somebody else saves a title meanwhile.
    KeyAction.objects.filter(pk=actions[2].pk).update(title="Theirs")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-banner]")).to_contain_text("4 changes saved. 2 cells not")
    expect(page.locator(".st-plangrid__problem").first).to_contain_text("Kept now: “Theirs”.")
    expect(page.locator(".st-plangrid__problem").last).to_contain_text("“Nobody Known” is nobody")
    page.get_by_role("button", name="Use Beds").click()
    fourth.fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-count]")).to_have_text("2 changes saved")
    rows = read_grid(plan.strategy)
    found = [(row.cells["title"], row.cells["lead"]) for row in rows[1:]]
    assert found == [("Action 1", ann), ("Action 2", ann), ("Beds", ann), ("Wards", "")]
    page.reload()
    expect(page.locator("[data-count]")).to_have_text("Nothing changed")
