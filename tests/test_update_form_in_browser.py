"""The update form in a real browser: nothing typed is ever lost, and no mouse is needed."""

import re
import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import KeyAction, Update
from objectives.services import close_period
from strategy_tracker.accounts.models import User
from tests import factories
from tests.answering import Plan

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "three-words-together"
SAVED = re.compile(r"Saved at \d\d:\d\d\. Not yet submitted\.")


class Desk:
    """A plan, its action, and a browser signed in as its lead."""

    def __init__(self, context: BrowserContext, live_server: LiveServer) -> None:
        self.plan = Plan()
        self.plan.lead.user.set_password(PASSWORD)
        self.plan.lead.user.save()
        self.action: KeyAction = self.plan.action("Open more beds", reference="1.1.3")
        self.address = live_server.url + self.plan.url("update_form", self.action)
        self.live_server = live_server
        self.context = context
        self.sign_in(context, self.plan.lead.user)

    def sign_in(self, context: BrowserContext, user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        context.add_cookies([{**cookie, "url": self.live_server.url}])  # type: ignore[typeddict-item]

    def open(self, context: BrowserContext | None = None) -> Page:
        page = (context or self.context).new_page()
        page.goto(self.address)
        return page

    def box(self, page: Page, which: str = "progress") -> Locator:
        return page.locator(f"#heading_{getattr(self.plan, which).pk}")

    def words(self, which: str = "progress") -> str:
        return Update.objects.get().narratives.get(heading=getattr(self.plan, which)).text


@pytest.fixture
def desk(context: BrowserContext, live_server: LiveServer) -> Desk:
    return Desk(context, live_server)


def status(page: Page) -> Locator:
    return page.locator("[data-saved]")


def banner(page: Page) -> Locator:
    return page.locator("[data-banner]")


def type_in(desk: Desk, page: Page, words: str, which: str = "progress") -> None:
    """Type, and leave the box."""
    box = desk.box(page, which)
    box.fill(words)
    box.blur()


def test_saves_by_itself_and_says_so_in_words(desk: Desk) -> None:
    page = desk.open()
    expect(status(page)).to_have_text("Nothing saved yet.")
    type_in(desk, page, "94 beds open.")
    expect(status(page)).to_have_text(SAVED)
    assert desk.words() == "94 beds open."


def test_saves_while_somebody_goes_on_typing(desk: Desk) -> None:
    page = desk.open()
    desk.box(page).press_sequentially("94 beds")
    expect(status(page)).to_have_text("Not saved yet.")
    expect(status(page)).to_have_text(SAVED, timeout=10_000)
    assert desk.words() == "94 beds"


def test_saves_who_types_without_a_pause(desk: Desk) -> None:
    page = desk.open()
    with page.expect_response("**/save/", timeout=20_000):
        desk.box(page).press_sequentially("Word after word. " * 8, delay=100)
    assert desk.words().startswith("Word after word.")


NOTE_KEEPALIVE = """() => {
  const send = window.fetch;
  window.fetch = (url, options) => {
    sessionStorage.setItem("keepalive", options.keepalive);
    return send(url, options);
  };
}"""


def test_saves_what_was_typed_last_when_the_page_is_left(desk: Desk) -> None:
    page = desk.open()
    page.evaluate(NOTE_KEEPALIVE)
    desk.box(page).fill("Typed on the way out.")
    page.goto(desk.live_server.url + "/accounts/logout/")
    assert page.evaluate("sessionStorage.getItem('keepalive')") == "true"
    # The request outlives its page, so nothing in the browser tells of its answer.
    deadline = time.monotonic() + 10
    while not Update.objects.exists() and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert desk.words() == "Typed on the way out."


def test_a_poor_rating_opens_what_it_needs_and_another_keeps_the_words(desk: Desk) -> None:
    page = desk.open()
    mitigation = desk.box(page, "mitigation")
    expect(mitigation).to_be_hidden()
    page.get_by_label("Red").check()
    expect(mitigation).to_be_visible()
    mitigation.fill("Joint posts agreed.")
    page.get_by_label("Green").check()
    expect(mitigation).to_be_hidden()
    page.get_by_label("Amber").check()
    expect(mitigation).to_have_value("Joint posts agreed.")
    expect(page.locator("[data-opened]")).to_contain_text("asked below")


def test_what_is_typed_without_a_network_is_kept_and_saved_later(desk: Desk) -> None:
    page = desk.open()
    desk.context.set_offline(True)
    type_in(desk, page, "Typed on a train.")
    expect(status(page)).to_have_text(
        "Not saved: you are offline. Your words are kept in this browser."
    )
    page.get_by_role("button", name="Save draft").click()
    expect(desk.box(page)).to_have_value("Typed on a train.")
    desk.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED, timeout=15_000)
    assert desk.words() == "Typed on a train."


def test_words_that_never_reached_the_server_are_back_in_their_boxes(desk: Desk) -> None:
    page = desk.open()
    desk.context.set_offline(True)
    type_in(desk, page, "Typed before the crash.")
    expect(status(page)).to_contain_text("Your words are kept in this browser.")
    page.close()
    desk.context.set_offline(False)
    page = desk.open()
    expect(banner(page)).to_contain_text("was not saved then. It is in its boxes again.")
    expect(status(page)).to_have_text(SAVED)
    assert desk.words() == "Typed before the crash."
    page.get_by_role("button", name="Take it out again").click()
    expect(desk.box(page)).to_have_value("")
    expect(status(page)).to_have_text(SAVED)
    page.reload()
    expect(banner(page)).to_be_hidden()
    assert not Update.objects.get().narratives.exclude(text="").exists()


@pytest.mark.parametrize("choice", ["Put my words back", "Throw them away"])
def test_words_of_before_something_else_was_saved_are_offered(desk: Desk, choice: str) -> None:
    page = desk.open()
    desk.context.set_offline(True)
    type_in(desk, page, "Not worth keeping.")
    expect(status(page)).to_contain_text("kept in this browser")
    page.close()
    desk.context.set_offline(False)
    desk.plan.answer(desk.action, text="Written elsewhere.")
    page = desk.open()
    expect(desk.box(page)).to_have_value("Written elsewhere.")
    page.get_by_role("button", name=choice).click()
    if choice == "Put my words back":
        expect(banner(page)).to_contain_text("saved this update too")
        expect(desk.box(page)).to_have_value("Not worth keeping.")
    else:
        page.reload()
        expect(banner(page)).to_be_hidden()
    assert desk.words() == "Written elsewhere."


def give_password(desk: Desk, page: Page) -> None:
    page.get_by_label("E-mail address").fill(desk.plan.lead.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_an_expired_session_keeps_the_words_until_signed_in_in_another_tab(desk: Desk) -> None:
    page = desk.open()
    Session.objects.all().delete()
    type_in(desk, page, "Typed after the session ended.")
    expect(banner(page)).to_contain_text("You have been signed out.")
    with desk.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    other = opened.value
    give_password(desk, other)
    expect(other.get_by_role("heading", name="My updates")).to_be_visible()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(status(page)).to_have_text(SAVED)
    expect(banner(page)).to_be_hidden()
    assert desk.words() == "Typed after the session ended."


@pytest.mark.parametrize("accident", ["session expired", "cookies cleared"])
def test_whoever_signs_in_in_the_same_tab_comes_back_to_words_that_are_saved(
    desk: Desk, accident: str
) -> None:
    page = desk.open()
    if accident == "cookies cleared":
        desk.context.clear_cookies()
    else:
        Session.objects.all().delete()
    type_in(desk, page, "Typed after the session ended.")
    expect(banner(page).get_by_text("You have been signed out.")).to_have_count(1)
    page.get_by_role("link", name="Sign in here").click()
    give_password(desk, page)
    expect(page).to_have_url(desk.address)
    expect(desk.box(page)).to_have_value("Typed after the session ended.")
    expect(banner(page)).to_contain_text("It is in its boxes again.")
    expect(status(page)).to_have_text(SAVED)
    assert desk.words() == "Typed after the session ended."


def test_two_people_are_shown_both_texts_and_choose(
    desk: Desk, browser: Browser, new_context: Callable[[], BrowserContext]
) -> None:
    page = desk.open()
    colleague = new_context()
    desk.sign_in(colleague, desk.plan.governor(name="Joanne Pickersgill"))
    theirs = desk.open(colleague)
    type_in(desk, theirs, "Theirs: 94 beds.")
    expect(status(theirs)).to_have_text(SAVED)
    type_in(desk, page, "Mine: 95 beds.")
    expect(banner(page)).to_contain_text("Joanne Pickersgill saved this update too.")
    page.get_by_role("button", name="Compare both texts").click()
    expect(page.locator("mark").first).to_be_visible()
    assert accessible(page) == []
    page.locator("textarea").fill("Together: 95 beds.")
    expect(page.get_by_label("Put them together")).to_be_checked()
    page.get_by_role("button", name="Save what I chose").click()
    expect(status(page)).to_have_text(SAVED)
    expect(banner(page)).to_be_hidden()
    assert desk.words() == "Together: 95 beds."


def test_a_period_that_closes_meanwhile_gives_the_words_back(desk: Desk) -> None:
    page = desk.open()
    close_period(period=desk.plan.period, by=None)
    type_in(desk, page, "Typed too late.")
    expect(banner(page)).to_contain_text("is closed")
    page.get_by_role("button", name="See what you typed").click()
    expect(page.locator("textarea[readonly]")).to_have_value("Typed too late.")


def test_an_answer_that_is_wrong_does_not_keep_the_others_from_being_saved(desk: Desk) -> None:
    page = desk.open()
    page.get_by_label("Red").check()
    page.locator("#recovery_date").fill("soon")
    with page.expect_response("**/save/") as saved:
        page.locator("#recovery_date").blur()
    assert saved.value.ok
    expect(status(page)).to_contain_text("such as 31 January 2025")
    with page.expect_response("**/save/"):
        type_in(desk, page, "Right words.")
    assert desk.words() == "Right words."
    page.get_by_role("button", name="Check and submit").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("#recovery_date")).to_have_value("soon")


PASTE = """([box, html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", plain);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  const element = document.querySelector(box);
  element.focus();
  return element.dispatchEvent(event);
}"""

WORD = """<html><head><style>p {color: red}</style></head><body><!--StartFragment-->
<p class=MsoNormal>This quarter we <b>opened 94
beds</b>, see <a href="https://example.org/beds">the list</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Frailty in
all localities</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>North &amp; south</p>
<script>alert(1)</script><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Last words.</p>
<!--EndFragment--></body></html>"""

WORD_AS_MARKDOWN = """This quarter we **opened 94 beds**, see [the list](https://example.org/beds).

- Frailty in all localities
  - North & south

Last words."""


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            WORD,
            WORD_AS_MARKDOWN,
        ),
        (
            "<ul><li>One</li><li>Two <em>more</em><ul><li>Deep</li></ul></li></ul><p>After</p>",
            "- One\n- Two *more*\n  - Deep\n\nAfter",
        ),
        ("<ol><li><p>First</p></li><li>Second</li></ol>", "1. First\n2. Second"),
        (
            '<b style="font-weight:normal"><p><b>Bold</b> plain</p></b>',
            "**Bold** plain",
        ),
        ('<p><a href="javascript:alert(1)">Trap</a> <b>words</b></p>', "Trap **words**"),
        ("<table><tr><td><b>Beds</b></td><td>94</td></tr></table>", "**Beds** | 94"),
    ],
)
def test_pasted_word_text_becomes_markdown(desk: Desk, html: str, markdown: str) -> None:
    page = desk.open()
    box = f"#heading_{desk.plan.progress.pk}"
    assert page.evaluate(PASTE, [box, html, "plain"]) is False
    expect(page.locator(box)).to_have_value(markdown)


def test_plain_text_is_pasted_by_the_browser_itself(desk: Desk) -> None:
    page = desk.open()
    box = f"#heading_{desk.plan.progress.pk}"
    assert page.evaluate(PASTE, [box, "<p>plain</p>", "plain"]) is True


def test_a_huge_paste_is_refused_with_its_size(desk: Desk) -> None:
    page = desk.open()
    box = f"#heading_{desk.plan.progress.pk}"
    assert page.evaluate(PASTE, [box, "", "a" * 200_000]) is False
    expect(page.locator(f"{box}-count")).to_have_text(
        "Not pasted: 200,000 characters, and this box holds 20,000."
    )


def test_the_tools_write_markdown_and_preview_it(desk: Desk) -> None:
    page = desk.open()
    box = desk.box(page)
    tools = page.get_by_role("toolbar", name="Formatting of Progress")
    box.fill("94 beds\nmore staff")
    tools.get_by_role("button", name="List").click()
    expect(box).to_have_value("94 beds\n- more staff")
    box.evaluate("box => box.setSelectionRange(0, 7)")
    tools.get_by_role("button", name="Bold").click()
    expect(box).to_have_value("**94 beds**\n- more staff")
    tools.get_by_role("button", name="Preview").click()
    shown = page.get_by_role("region", name="Preview of Progress")
    expect(shown.locator("strong")).to_have_text("94 beds")
    expect(shown.locator("li")).to_have_text("more staff")


def test_the_kinds_of_empty_fill_the_box_and_words_are_counted(desk: Desk) -> None:
    page = desk.open()
    page.get_by_role("button", name="Not applicable").first.click()
    expect(desk.box(page)).to_have_value("Not applicable")
    expect(page.locator(f"#heading_{desk.plan.progress.pk}-count")).to_have_text("2 words")


def test_copies_last_periods_words_into_empty_boxes_only(desk: Desk) -> None:
    before = factories.update(desk.action, desk.plan.earlier)
    for heading in (desk.plan.progress, desk.plan.mitigation):
        factories.update_narrative(update=before, heading=heading, text="Words of before.")
    page = desk.open()
    page.get_by_label("Red").check()
    desk.box(page, "mitigation").fill("Mine.")
    page.get_by_role("link", name="Copy into my boxes to edit").click()
    expect(desk.box(page)).to_have_value("Words of before.")
    expect(desk.box(page, "mitigation")).to_have_value("Mine.")
    expect(page.locator("[data-copied]")).to_contain_text("Copied into 1 box.")


def test_tab_leads_from_box_to_box_and_a_key_to_the_formatting(desk: Desk) -> None:
    page = desk.open()
    box = desk.box(page)
    box.fill("94 beds")
    box.press("Shift+Tab")
    assert page.locator("[data-tool]:focus").count() == 0
    box.focus()
    box.press("Alt+F10")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="List").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_have_value("- 94 beds")


def test_on_a_phone_what_was_said_last_is_one_tap_from_the_box(desk: Desk) -> None:
    before = factories.update(desk.action, desk.plan.earlier)
    factories.update_narrative(update=before, heading=desk.plan.progress, text="Words of before.")
    page = desk.open()
    said = page.locator(".st-lastwords__text")
    expect(said).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_text(f"What was said for {desk.plan.earlier.label}").click()
    expect(said).to_have_text("Words of before.")


def test_words_of_a_closed_box_are_typed_nowhere_else(desk: Desk) -> None:
    before = factories.update(desk.action, desk.plan.earlier)
    factories.update_narrative(update=before, heading=desk.plan.progress, text="Words of before.")
    factories.update_narrative(update=before, heading=desk.plan.mitigation, text="Agency cover.")
    page = desk.open()
    page.get_by_label("Green").check()
    page.get_by_role("link", name="Copy into my boxes to edit").click()
    expect(page.locator("[data-copied]")).to_have_text("Copied into 1 box.")
    expect(desk.box(page)).to_have_value("Words of before.")
    expect(desk.box(page, "mitigation")).to_have_value("")
    page.get_by_label("Red").check()
    page.get_by_role("link", name="Copy into my boxes to edit").click()
    expect(desk.box(page, "mitigation")).to_have_value("Agency cover.")
    expect(desk.box(page)).to_have_value("Words of before.")


def test_an_answer_typed_over_no_longer_names_its_cell(desk: Desk) -> None:
    cell = {"file": "tracker.xlsx", "sheet": "Plan", "cell": "H7"}
    update = factories.update(desk.action, desk.plan.period)
    rated = factories.update_rating(update=update, dimension=desk.plan.dimension, source=cell)
    factories.update_narrative(update=update, heading=desk.plan.progress, source=cell)
    page = desk.open()
    notes = page.locator("[data-from]:visible")
    expect(notes).to_have_text(["From tracker.xlsx, Plan!H7"] * 2)
    type_in(desk, page, "94 beds open.")
    expect(notes).to_have_count(1)
    expect(status(page)).to_have_text(SAVED)
    rated.refresh_from_db()
    assert rated.source == cell
    page.get_by_label("Red").check()
    expect(notes).to_have_count(0)


def test_the_keyboard_alone_answers_and_submits(desk: Desk) -> None:
    page = desk.open()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, desk.box(page))
    page.keyboard.type("All done.")
    tab_to(page, page.get_by_label("Red"))
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        if page.get_by_label("Green").is_checked():
            break
    expect(page.get_by_label("Green")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Check and submit"))
    page.keyboard.press("Enter")
    submit = page.get_by_role("button", name="Submit to governance")
    expect(submit).to_be_visible()
    tab_to(page, submit)
    page.keyboard.press("Enter")
    expect(page.locator(".st-message")).to_have_text("Submitted: 1.1.3 Open more beds.")
    assert Update.objects.get().state == "submitted"


def tab_to(page: Page, target: Locator, most: int = 40) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("The Tab key does not lead there.")


def test_the_back_button_shows_what_is_saved_not_what_was(desk: Desk) -> None:
    page = desk.open()
    type_in(desk, page, "First words.")
    expect(status(page)).to_have_text(SAVED)
    page.get_by_role("button", name="Check and submit").click()
    expect(page).to_have_url(re.compile("/check/$"))
    page.go_back()
    expect(desk.box(page)).to_have_value("First words.")
    type_in(desk, page, "Second words.")
    expect(status(page)).to_have_text(SAVED)
    assert desk.words() == "Second words."


def test_without_scripts_the_whole_job_is_done_by_forms(
    desk: Desk, browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    desk.sign_in(context, desk.plan.lead.user)
    page = desk.open(context)
    expect(desk.box(page, "mitigation")).to_be_visible()
    expect(page.get_by_text("Needed only if you choose Red or Amber.")).to_be_visible()
    expect(page.get_by_role("button", name="List").first).to_be_hidden()
    desk.box(page).fill("Slow.")
    page.get_by_label("Red").check()
    page.get_by_role("button", name="Check and submit").click()
    page.get_by_role("link", name="Answer “Mitigation”").click()
    desk.box(page, "mitigation").fill("Joint posts agreed.")
    page.get_by_role("button", name="Check and submit").click()
    page.get_by_role("button", name="Submit to governance").click()
    expect(page.locator(".st-message")).to_contain_text("Submitted")
    context.close()
    assert Update.objects.get().state == "submitted"


def accessible(page: Page) -> list[str]:
    """What axe finds wrong with the page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in found
    ]


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_is_accessible_and_fits(desk: Desk, width: int) -> None:
    desk.plan.answer(desk.action, "red")
    page = desk.open()
    page.set_viewport_size({"width": width, "height": 256 if width == 320 else 900})
    start = f"{desk.live_server.url}/t/{desk.plan.trust.code}"
    for address in (
        desk.address,
        desk.address + "check/",
        f"{start}/updates/",
        f"{start}/updates/?state=returned",
        f"{desk.address}?period={desk.plan.earlier.pk}",
        f"{desk.live_server.url}/accounts/logout/",
        f"{start}/nothing-here/",
    ):
        page.goto(address)
        assert accessible(page) == [], address
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, address
