"""All that is to answer on one page, and submitting what is ready in one go."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, expect
from pytest_django.live_server_helper import LiveServer
from zeal import zeal_ignore

from ambitions.models import KeyAction, Update, UpdateNarrative
from ambitions.updates import services
from ambitions.updates.services import Answers
from objectives.services import close_period
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan

ROUTES = ["answer_all", "answer_all_check"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan() -> Plan:
    return Plan()


def page_of(plan: Plan, route: str = "answer_all") -> str:
    response = plan.client().get(reverse(route, args=[plan.trust.code]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def submit(plan: Plan, *updates: Update, versions: tuple[int, ...] = ()) -> str:
    given = versions or tuple(update.version for update in updates)
    data: dict[str, Any] = {"update": [update.pk for update in updates]}
    for update, version in zip(updates, given, strict=True):
        data[f"version_{update.pk}"] = version
    # Each update is locked and written by itself: as many reads as updates are right here.
    with zeal_ignore():
        response = plan.client().post(
            reverse("answer_all_check", args=[plan.trust.code]), data, follow=True
        )
    assert response.redirect_chain == [(reverse("my_updates", args=[plan.trust.code]), 302)]
    return response.content.decode()


def states() -> list[str]:
    return list(Update.objects.order_by("pk").values_list("state", flat=True))


def test_shows_a_cell_for_each_question_of_each_item_to_answer(plan: Plan) -> None:
    first, second = plan.action("One"), plan.action("Two")
    page = page_of(plan)
    for action in (first, second):
        assert f'form="action-{action.pk}-form" name="heading_{plan.progress.pk}"' in page
        assert f'form="action-{action.pk}-form" name="dimension_{plan.dimension.pk}"' in page
        assert plan.url("update_autosave", action) in page


def test_leaves_out_what_is_handed_in(plan: Plan) -> None:
    plan.action("To answer")
    done = plan.answer(plan.action("Handed in"))
    services.submit_update(update=done, version=None, by=plan.lead.user)
    assert "Handed in" not in page_of(plan)


def test_tells_how_many_are_ready_need_something_or_are_not_started(plan: Plan) -> None:
    plan.answer(plan.action())
    plan.answer(plan.action(), "red")
    plan.action()
    page = page_of(plan)
    counts = re.findall(r'<span data-count-of="(\w+)">(\d+)</span>', page)
    assert counts == [("ready", "1"), ("begun", "1"), ("new", "1"), ("ready", "1")]
    assert 'st-grid__opened st-grid__missing" data-field="heading_' in page


def test_what_a_rating_opens_is_closed_where_the_rating_needs_none(plan: Plan) -> None:
    plan.answer(plan.action())
    page = page_of(plan)
    assert 'data-state="ready" data-closed>' in page and "Asked if red or amber" in page


def test_keeps_levels_that_are_asked_otherwise_apart(plan: Plan) -> None:
    plan.action()
    factories.heading(strategy=plan.strategy, level="ambition", label="Of ambitions")
    factories.lead(plan.ambition, plan.lead)
    page = page_of(plan)
    assert f"Key actions, {plan.period.label}" in page
    assert f"Ambitions, {plan.period.label}" in page


def test_with_nothing_to_answer_says_so(plan: Plan) -> None:
    assert "Nothing to answer" in page_of(plan)
    assert "Nothing is ready yet" in page_of(plan, "answer_all_check")


def test_an_empty_page_says_which_of_the_reasons_it_is(plan: Plan) -> None:
    assert "You lead nothing that is asked about" in page_of(plan)
    services.submit_update(update=plan.answer(plan.action()), version=None, by=plan.lead.user)
    assert "All that you lead is submitted." in page_of(plan)
    close_period(period=plan.period, by=None)
    assert "No period is open, so nothing is asked." in page_of(plan)
    trust = factories.trust()
    user = factories.member(trust, Role.ADMINISTRATOR).user
    for route, told in (("answer_all", "has no strategy yet"), ("my_updates", "once you have")):
        page = plan.client(user).get(reverse(route, args=[trust.code])).content.decode()
        assert told in " ".join(page.split()) and user.email not in page


def test_saving_a_row_without_scripts_comes_back_to_it(plan: Plan) -> None:
    action = plan.action()
    sent = {"version": 0, f"heading_{plan.progress.pk}": "Done.", "do": "all"}
    response = plan.client().post(plan.url("update_form", action), sent)
    assert response["Location"].endswith(f"/updates/all/#action-{action.pk}")


def test_only_what_is_ready_is_shown_to_be_submitted(plan: Plan) -> None:
    plan.answer(plan.action("Ready one"), text="**All** done.")
    plan.answer(plan.action("Unready one"), "red")
    page = page_of(plan, "answer_all_check")
    assert "Ready one" in page and "<strong>All</strong> done." in page
    assert "Unready one" not in page


def test_what_came_back_is_ready_only_when_it_has_changed(plan: Plan) -> None:
    action = plan.action("Sent back")
    update = services.submit_update(update=plan.answer(action), version=None, by=plan.lead.user)
    services.return_update(update=update, text="Why?", by=None)
    assert "Sent back" not in page_of(plan, "answer_all_check")
    assert "Not changed since it came back" in page_of(plan)
    mended = Answers(
        ratings={plan.dimension: (plan.rating("amber"), "")},
        narratives={plan.progress: "Because.", plan.mitigation: "More staff."},
        recovery_date=date(2027, 3, 31),
        sets_recovery_date=True,
    )
    services.save_draft(
        item=action, period=plan.period, answers=mended, version=None, by=plan.lead.user
    )
    page = page_of(plan, "answer_all_check")
    assert "Sent back" in page and "“Why?”" in page and "31 March 2027" in page


def test_submits_what_was_ticked_and_nothing_else(plan: Plan) -> None:
    first, _second = plan.answer(plan.action()), plan.answer(plan.action())
    assert "1 submitted." in submit(plan, first)
    assert states() == ["submitted", "draft"]


def test_what_changed_meanwhile_is_left_and_named(plan: Plan) -> None:
    first = plan.answer(plan.action("Changed"))
    second = plan.answer(plan.action("Unchanged"))
    page = submit(plan, first, second, versions=(first.version - 1, second.version))
    assert "1 submitted." in page and "read again first" in page and "Changed" in page
    assert states() == ["draft", "submitted"]


def test_nothing_ticked_submits_nothing(plan: Plan) -> None:
    plan.answer(plan.action())
    assert "nothing was chosen" in submit(plan)


def test_what_somebody_else_leads_cannot_be_ticked(plan: Plan) -> None:
    theirs = factories.action(ambition=plan.ambition)
    factories.lead(theirs, factories.leading_member(plan.trust))
    submit(plan, plan.answer(theirs))
    assert states() == ["draft"]


def test_asks_the_database_as_often_for_twenty_as_for_one() -> None:
    for route in ROUTES:
        counts = []
        for number in (1, 20):
            plan = Plan()
            for _ in range(number):
                action = plan.action()
                plan.answer(action)
                before = factories.update(action, plan.earlier)
                factories.update_narrative(update=before, heading=plan.progress)
            client = plan.client()
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(route, args=[plan.trust.code]))
            counts.append(len(queries))
        assert counts[0] == counts[1], route


@pytest.mark.parametrize("route", ROUTES)
def test_strangers_readers_and_those_signed_out(plan: Plan, route: str) -> None:
    url = reverse(route, args=[plan.trust.code])
    stranger = factories.member(role=Role.GOVERNANCE).user
    assert plan.client(stranger).get(url).status_code == 404
    reader = factories.member(plan.trust, Role.READER).user
    assert plan.client(reader).get(url).status_code == 403
    assert "/accounts/login/" in Client().get(url)["Location"]
    assert plan.client().delete(url).status_code == 405


class Desk:
    """The page in a browser, opened by the plan's lead."""

    def __init__(self, plan: Plan, context: BrowserContext, live_server: LiveServer) -> None:
        self.plan = plan
        cookie = {"name": "sessionid", "value": plan.client().cookies["sessionid"].value}
        context.add_cookies([{**cookie, "url": live_server.url}])  # type: ignore[typeddict-item]
        self.page = context.new_page()
        self.page.goto(live_server.url + reverse("answer_all", args=[plan.trust.code]))

    def row(self, action: KeyAction) -> Locator:
        return self.page.locator(f"#action-{action.pk}")

    def paste(self, box: Locator, plain: str) -> None:
        """What a spreadsheet puts into the clipboard, pasted into `box`."""
        box.focus()
        cells = "".join(f"<tr><td>{line}</td></tr>" for line in plain.splitlines())
        box.evaluate(
            """(box, [plain, html]) => {
                const data = new DataTransfer();
                data.setData("text/plain", plain);
                data.setData("text/html", html);
                const options = { clipboardData: data, bubbles: true, cancelable: true };
                box.dispatchEvent(new ClipboardEvent("paste", options));
            }""",
            [plain, f"<table>{cells}</table>"],
        )

    def counts(self) -> dict[str, str]:
        shown = self.page.locator(".st-allhead [data-count-of]")
        return {
            count.get_attribute("data-count-of") or "": count.inner_text() for count in shown.all()
        }


def two_actions(plan: Plan) -> tuple[KeyAction, KeyAction]:
    first, second = (
        plan.action(f"Action {reference}", reference=reference) for reference in ("1.1", "1.2")
    )
    return first, second


def test_in_a_browser_each_cell_saves_itself_and_the_keys_move(
    plan: Plan, context: BrowserContext, live_server: LiveServer
) -> None:
    first, second = two_actions(plan)
    desk = Desk(plan, context, live_server)
    page = desk.page
    box = page.get_by_label("Progress, 1.1")
    box.fill("Slow.")
    box.press("Alt+ArrowDown")
    expect(page.get_by_label("Progress, 1.2")).to_be_focused()
    expect(page.locator("[data-saved]")).to_contain_text("1.1: Saved at")
    mitigation = page.get_by_label("Mitigation, 1.1")
    expect(mitigation).to_be_hidden()
    page.get_by_label(f"{plan.dimension.label}, 1.1").select_option(label="R Red")
    expect(mitigation).to_be_visible()
    row = desk.row(first)
    expect(row.locator("[data-left]")).to_have_text("Mitigation is missing", timeout=10_000)
    mitigation.fill("Joint posts.")
    mitigation.blur()
    expect(row.locator("[data-left]")).to_have_text("Ready to submit")
    assert not Update.objects.filter(action=second).exists()
    expect(row.locator("[data-status]")).to_have_text("Draft")
    assert desk.counts() == {"ready": "1", "begun": "0", "new": "1"}
    page.get_by_role("link", name="Check and submit 1 ready").click()
    page.get_by_role("button", name="Submit to governance").click()
    expect(page.locator(".st-message")).to_have_text("1 submitted.")


def test_a_block_from_a_spreadsheet_fills_cells_and_rows_and_is_undone(
    plan: Plan, context: BrowserContext, live_server: LiveServer
) -> None:
    first, second = two_actions(plan)
    desk = Desk(plan, context, live_server)
    box = desk.page.get_by_label("Progress, 1.1")
    desk.paste(box, 'Slow.\tRed\tJoint posts.\n"Done,\nall of it."\tG\tToo much.\n')
    shown = desk.page.locator("[data-pasted]")
    expect(shown).to_contain_text(
        "Pasted 5 cells from 2 rows. Not pasted, for no cell takes it: “Too much.”."
    )
    expect(desk.row(first).locator("[data-left]")).to_have_text("Ready to submit", timeout=10_000)
    expect(desk.row(second).locator("[data-left]")).to_have_text("Ready to submit", timeout=10_000)
    words = UpdateNarrative.objects.get(update__action=second, heading=plan.progress).text
    assert words == "Done,\nall of it."
    shown.get_by_role("button", name="Undo").click()
    expect(box).to_have_value("")
    expect(shown).to_be_hidden()


def test_last_periods_words_are_copied_by_key_and_none_is_one_click(
    plan: Plan, context: BrowserContext, live_server: LiveServer
) -> None:
    first, _ = two_actions(plan)
    before = factories.update(first, plan.earlier)
    factories.update_narrative(update=before, heading=plan.progress, text="**Words** of before.")
    desk = Desk(plan, context, live_server)
    box = desk.page.get_by_label("Progress, 1.1")
    expect(desk.row(first).get_by_text("Words of before.", exact=True)).to_be_visible()
    box.press("Alt+l")
    expect(box).to_have_value("**Words** of before.")
    day = desk.page.locator("input[name=recovery_date]").first
    desk.row(first).get_by_role("combobox").select_option(label="A Amber")
    day.fill("30 September 2026")
    assert day.evaluate("day => day.scrollWidth <= day.clientWidth"), "the day is cut"
    other = desk.page.get_by_label("Progress, 1.2")
    other.focus()
    desk.page.get_by_role("button", name="None").locator("visible=true").click()
    expect(other).to_have_value("None")


def test_three_rows_are_in_sight_and_nothing_scrolls_but_the_page(
    plan: Plan, context: BrowserContext, live_server: LiveServer
) -> None:
    actions = [plan.action(f"Action {number}", reference=f"1.{number}") for number in range(6)]
    desk = Desk(plan, context, live_server)
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    box = desk.row(actions[2]).bounding_box()
    assert box is not None and box["y"] + box["height"] < 740
    region = desk.page.locator(".st-grid__scroll")
    assert region.evaluate("region => region.scrollHeight <= region.clientHeight + 1")
    assert region.evaluate("region => region.scrollWidth <= region.clientWidth + 1")
