"""The grid of the plan as a person works in it: by keys, a block from Excel, beside another."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import Ambition, KeyAction, Measure
from ambitions.plan.grid import columns_of, read_grid
from risks.models import Risk, RiskScore
from strategy_tracker.accounts.permissions import Role
from tests import factories
from tests.answering import Plan
from tests.browsers import SIDEWAYS, go_by

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def open_grid(
    context: BrowserContext, live_server: LiveServer, plan: Plan, name: str = "plan_grid"
) -> Page:
    editor = factories.member(plan.trust, Role.GOVERNANCE).user
    cookie = plan.client(editor).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse(name, args=[plan.trust.code]))
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
    expect(page.locator(".st-cellgrid__problem").first).to_contain_text("Kept now: “Theirs”.")
    expect(page.locator(".st-cellgrid__problem").last).to_contain_text("“Nobody Known” is nobody")
    page.get_by_role("button", name="Use Beds").click()
    fourth.fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-count]")).to_have_text("2 changes saved")
    rows = read_grid(plan.strategy, columns_of(plan.strategy))
    found = [(row.cells["title"], row.cells["lead"]) for row in rows[1:]]
    assert found == [("Action 1", ann), ("Action 2", ann), ("Beds", ann), ("Wards", "")]
    page.reload()
    expect(page.locator("[data-count]")).to_have_text("Nothing changed")


def test_rows_are_added_typed_pasted_kept_and_saved_and_the_save_is_undone(
    context: BrowserContext, live_server: LiveServer
) -> None:
    plan = Plan()
    action = plan.action("Action 1", reference="1.1")
    page = open_grid(context, live_server, plan)
    foot = page.locator(f"[data-foot=ambition-{plan.ambition.pk}]")
    count, banner = page.locator("[data-count]"), page.locator("[data-banner]")
    new = page.locator("tr.is-new")

    # By the keyboard alone: a row at the foot of the group, a title typed, the rest left.
    foot.get_by_role("link", name="Add a key action").focus()
    page.keyboard.press("Enter")
    expect(new.locator("[data-name=title]")).to_be_focused()
    page.keyboard.type("Open beds")
    expect(count).to_have_text("1 new row, not saved yet")

    # A block that is pasted into it goes on in rows of its own; one line of it lacks a title.
    page.evaluate(
        PASTE, ["tr.is-new [data-name=title]", "Open beds\tTom Hargreave\nWards\t\n\tAnn"]
    )
    expect(new).to_have_count(3)
    expect(count).to_have_text("3 new rows, not saved yet")
    page.keyboard.press("Control+Z")
    expect(new).to_have_count(1)
    page.get_by_role("button", name="Redo").click()
    axe = Axe().run(page)
    assert axe.violations_count == 0, json.dumps(axe.response["violations"], indent=1)[:2_000]

    # Left and opened again, nothing is lost.
    page.reload()
    expect(new).to_have_count(3)
    expect(banner).to_contain_text("is back: 4 cells, not saved yet.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(banner).to_contain_text("2 rows added. 2 cells not: see the lines in the grid.")
    expect(page.locator(".st-cellgrid__problem").first).to_contain_text("“Ann” is nobody")
    expect(new).to_have_count(1)
    added = KeyAction.objects.exclude(pk=action.pk).values_list("reference", "title")
    assert list(added) == [("1.2", "Open beds"), ("1.3", "Wards")]

    new.locator("[data-name=title]").fill("Theatres")
    new.locator("[data-name=lead]").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(count).to_have_text("1 row added")


def test_an_ambition_with_an_action_under_it_is_added_and_the_whole_save_undone(
    context: BrowserContext, live_server: LiveServer
) -> None:
    plan = Plan()
    action = plan.action("Action 1", reference="1.1")
    page = open_grid(context, live_server, plan)
    count = page.locator("[data-count]")
    page.locator(selector(action, "title")).fill("Open beds")
    page.locator("[data-foot='']").get_by_role("link", name="Add an ambition").click()
    page.keyboard.type("Shorter waits")
    page.locator("[data-foot^='ambition--'] [data-add=action]").click()
    page.keyboard.type("Hire nurses")
    expect(count).to_have_text("1 change in 1 row and 2 new rows, not saved yet")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(count).to_have_text("1 change saved, 2 rows added")
    assert KeyAction.objects.get(title="Hire nurses").ambition.title == "Shorter waits"

    # After the page was opened anew too.
    page.reload()
    page.get_by_role("button", name="Undo the save of").click()
    expect(count).to_have_text("3 changes taken back")
    assert KeyAction.objects.get().title == "Action 1"
    page.reload()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()


def check_page(page: Page) -> None:
    axe = Axe().run(page)
    assert axe.violations_count == 0, json.dumps(axe.response["violations"], indent=1)[:2_000]
    assert page.evaluate(SIDEWAYS) <= 0


def test_measures_are_pasted_filled_down_undone_saved_and_the_save_taken_back(
    context: BrowserContext, live_server: LiveServer
) -> None:
    plan = Plan()
    measures = [
        factories.measure(strategy=plan.strategy, number=str(n), name=f"Measure {n}", target="")
        for n in (1, 2, 3)
    ]
    page = open_grid(context, live_server, plan)
    kinds = page.get_by_role("navigation", name="What the grid shows")
    go_by(kinds.get_by_role("link", name="Measures"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit the measures")
    check_page(page)
    count = page.locator("[data-count]")

    def cell(pk: int, name: str) -> str:
        return f"tr[data-level=measure][data-pk='{pk}'] [data-name={name}]"

    # A block of two columns, which goes on in two rows of its own.
    block = "\n".join(f"{n}0%\t95%" for n in range(1, 4))
    page.evaluate(PASTE, [cell(measures[0].pk, "baseline"), block])
    expect(count).to_have_text("6 changes in 3 rows, not saved yet")
    page.locator("[data-foot='']").get_by_role("link", name="Add a measure").click()
    page.evaluate(PASTE, ["tr.is-new [data-title]", "Falls\nBeds\t"])
    expect(page.locator("tr.is-new")).to_have_count(2)

    first = page.locator(cell(measures[0].pk, "lead"))
    first.fill("Tom Hargreave")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
    page.get_by_role("button", name="Fill down").click()
    expect(page.locator("tr.is-new").last.locator("[data-name=lead]")).to_have_value(
        "Tom Hargreave"
    )
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator(cell(measures[1].pk, "lead"))).to_have_value("")
    page.get_by_role("button", name="Redo").click()
    page.locator(cell(measures[2].pk, "better")).fill("downwards")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-banner]")).to_contain_text(
        "9 changes saved, 2 rows added. 1 cell not: see the lines in the grid."
    )
    expect(page.locator(".st-cellgrid__problem")).to_contain_text(
        "Choose one of: Higher is better; Lower is better."
    )
    page.locator(cell(measures[2].pk, "better")).fill("Lower is better")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(count).to_have_text("1 change saved")
    rows = Measure.objects.filter(strategy=plan.strategy).values_list(
        "number", "name", "baseline", "target", "lead_rows__person__name"
    )
    tom = "Tom Hargreave"
    assert list(rows) == [
        ("1", "Measure 1", "10%", "95%", tom),
        ("2", "Measure 2", "20%", "95%", tom),
        ("3", "Measure 3", "30%", "95%", tom),
        ("4", "Falls", "", "", tom),
        ("5", "Beds", "", "", tom),
    ]
    last = measures[0].history.latest()
    assert last.baseline == "10%" and last.history_user is not None

    # The last save is taken back, after the page was opened anew too.
    page.reload()
    page.get_by_role("button", name="Undo the save of").click()
    expect(count).to_have_text("1 change taken back")
    measures[2].refresh_from_db()
    assert measures[2].better == "higher"


def test_words_in_a_column_that_is_not_shown_are_not_left_behind(
    context: BrowserContext, live_server: LiveServer
) -> None:
    plan = Plan()
    measure = factories.measure(strategy=plan.strategy)
    page = open_grid(context, live_server, plan, "measure_grid")
    plain = page.url
    comment = page.locator(f"[data-pk='{measure.pk}'] [data-name=comment]")
    expect(comment).to_have_count(0)
    go_by(page.get_by_role("link", name="All columns"))
    comment.fill("Counted by hand")
    page.goto(plain)
    expect(page.locator("[data-banner]")).to_contain_text("is back: 1 cell, not saved yet.")
    expect(comment).to_have_value("Counted by hand")


def test_risks_are_pasted_with_scores_filled_down_undone_saved_and_the_save_taken_back(
    context: BrowserContext, live_server: LiveServer
) -> None:
    plan = Plan()
    for name in ("Finance", "Staff"):
        factories.risk_category(plan.trust, name=name)
    risks = [
        factories.risk(strategy=plan.strategy, reference=f"R{n}", title=f"Risk {n}")
        for n in (1, 2, 3)
    ]
    page = open_grid(context, live_server, plan, "risk_grid")
    check_page(page)
    count, new = page.locator("[data-count]"), page.locator("tr.is-new")

    def cell(risk: Risk, name: str) -> str:
        return f"tr[data-level=risk][data-pk='{risk.pk}'] [data-name={name}]"

    # A block from Excel over category, likelihood and consequence, whose last line makes a row.
    block = "Finance\t3\t4\nfinance\tLikely\t4\nStaff\t2\t9\nStaff\t1\t1"
    page.evaluate(PASTE, [cell(risks[0], "category"), block])
    expect(new).to_have_count(1)
    new.locator("[data-title]").fill("Beds run out")
    page.locator(cell(risks[0], "lead")).fill("Tom Hargreave")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+D")
    expect(new.locator("[data-name=lead]")).to_have_value("Tom Hargreave")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(new.locator("[data-name=lead]")).to_have_value("")
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-banner]")).to_contain_text("1 row added. 2 cells not")
    expect(page.locator(".st-cellgrid__problem").first).to_contain_text("Choose one of: 1 ")
    expect(page.locator(".st-cellgrid__problem").last).to_contain_text(
        "Give the consequence too: a score is made of both."
    )
    page.locator(cell(risks[2], "consequence")).fill("5")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(count).to_have_text("2 changes saved")
    scores = RiskScore.objects.filter(period=plan.period).order_by("risk__position")
    assert list(scores.values_list("risk__reference", "score")) == [
        ("R1", 12), ("R2", 16), ("R3", 10), ("R4", 1),
    ]  # fmt: skip
    score = scores[2]
    assert score.history.latest().history_user is not None
    assert [row.category.name for row in Risk.objects.select_related("category")] == [
        "Finance", "Finance", "Staff", "Staff",
    ]  # fmt: skip
    check_page(page)

    page.reload()
    page.get_by_role("button", name="Undo the save of").click()
    expect(count).to_have_text("2 changes taken back")
    assert not RiskScore.objects.filter(pk=score.pk).exists()
    expect(page.locator(cell(risks[2], "likelihood"))).to_have_value("")


def titles(ambition: Ambition) -> list[str]:
    return [row.title for row in KeyAction.objects.filter(ambition=ambition)]


def drag(page: Page, grip: Locator, target: Locator, *, upper: bool) -> None:
    # Waits until the page stands still: a row that was moved before gets the focus, and scrolls.
    grip.hover()
    there = target.bounding_box()
    assert there is not None
    page.mouse.down()
    where = there["y"] + (4 if upper else there["height"] - 4)
    page.mouse.move(there["x"] + 60, where, steps=6)
    page.mouse.up()


def test_rows_are_dragged_or_moved_by_keys_in_their_list_and_to_another_parent(
    context: BrowserContext, live_server: LiveServer
) -> None:
    plan = Plan()
    one, two, three = (plan.action(title) for title in ("One", "Two", "Three"))
    other = factories.ambition(strategy=plan.strategy, title="Shorter waits")
    page = open_grid(context, live_server, plan)
    banner = page.locator("[data-banner]")

    def row(item: KeyAction | Ambition) -> Locator:
        return page.locator(f"tr[data-level={item.level}][data-pk='{item.pk}']")

    # What is typed and not saved stays where it is typed.
    page.locator(selector(three, "title")).fill("Three beds")
    drag(page, row(three).locator("[data-grip]"), row(one), upper=True)
    expect(banner).to_contain_text("Moved “Three beds”. Its reference is as it was.")
    assert titles(plan.ambition) == ["Three", "One", "Two"]
    expect(page.locator(selector(three, "title"))).to_have_value("Three beds")
    drag(page, row(three).locator("[data-grip]"), row(other), upper=False)
    expect(row(other).locator("+ tr")).to_have_attribute("data-pk", str(three.pk))
    assert titles(other) == ["Three"]
    page.get_by_role("button", name="Put it back").click()
    expect(row(plan.ambition).locator("+ tr")).to_have_attribute("data-pk", str(three.pk))
    assert titles(plan.ambition) == ["Three", "One", "Two"]

    # An ambition takes its actions along; the keys move one place; a click opens the page.
    drag(page, row(other).locator("[data-grip]"), row(plan.ambition), upper=True)
    expect(page.locator("tr[data-level]").first).to_have_attribute("data-pk", str(other.pk))
    row(one).locator("[data-grip]").press("ArrowDown")
    expect(banner).to_contain_text("Moved “One”")
    assert titles(plan.ambition) == ["Three", "Two", "One"]
    expect(row(one).locator("[data-grip]")).to_be_focused()

    # Somebody else moved it meanwhile: nothing moves, and it is told.
    KeyAction.objects.filter(pk=two.pk).update(ambition=other)
    row(two).locator("[data-grip]").press("ArrowDown")
    expect(banner).to_contain_text("Not moved. Somebody else has moved it")
    row(two).locator("[data-grip]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Move it in the plan")


def test_without_javascript_the_page_leads_to_the_forms_that_add_one(
    browser: Browser, live_server: LiveServer
) -> None:
    plan = Plan()
    plan.action("Action 1")
    context = browser.new_context(java_script_enabled=False)
    page = open_grid(context, live_server, plan)
    page.get_by_role("link", name="add a key action").click()
    page.get_by_label("Title").fill("Open beds")
    page.get_by_label("Stands under").select_option(index=1)
    page.get_by_role("button", name="Add it", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Open beds")
    assert KeyAction.objects.filter(title="Open beds").exists()
    context.close()
