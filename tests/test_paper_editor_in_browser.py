"""Composing a paper in a real browser, by keyboard, from a copied layout to the PDF."""

import io

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import KeyAction
from reports.layouts.ready import ready_layouts
from reports.layouts.services import save_text
from reports.models import LayoutPart, PaperText
from reports.services import draft_paper
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.browsers import SIDEWAYS
from tests.governing import address
from tests.paper_rows import Rows, full_rows
from tests.test_layouts import own_layout

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def governing(context: BrowserContext, live_server: LiveServer, number: int = 2) -> Rows:
    """A plan with answers, and a browser signed in as its governance."""
    made = full_rows(number)
    member = factories.member(made.trust, Role.GOVERNANCE)
    client = Client()
    client.force_login(member.user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])  # type: ignore[typeddict-item]
    return made


@pytest.mark.parametrize("width", [1280, 390])
def test_papers_layouts_and_the_editor_are_accessible_and_fit(
    context: BrowserContext, page: Page, live_server: LiveServer, width: int
) -> None:
    made = governing(context, live_server)
    layout = own_layout(made.trust)
    page.set_viewport_size({"width": width, "height": 900})
    of_paper = [address("paper_page", made.trust, made.period.pk, key) for key in ready_layouts()]
    editor = address("paper_edit", made.trust, made.period.pk, layout.key)
    problems = []
    for url in (
        address("paper_list", made.trust),
        address("layout_list", made.trust),
        address("paper_look", made.trust),
        address("paper_edit", made.trust, made.period.pk, "progress-table"),
        editor,
        f"{editor}?part=action-table",
        *of_paper,
    ):
        response = page.goto(live_server.url + url)
        assert response is not None and response.status == 200, url
        # What is folded is checked too.
        page.evaluate(
            "document.querySelectorAll('main details').forEach((box) => { box.open = true; })"
        )
        found = Axe().run(page)
        if found.violations_count:
            problems.append((url, found.generate_report()))
        if page.evaluate(SIDEWAYS) > 0:
            problems.append((url, "scrolls sideways"))
    assert problems == []


def test_a_layout_is_copied_and_a_paper_composed_by_keyboard_alone(
    context: BrowserContext, page: Page, live_server: LiveServer
) -> None:
    made = governing(context, live_server)
    KeyAction.objects.filter(pk=made.actions[0].pk).update(kind=KeyAction.Kind.MUST_DO)
    page.goto(live_server.url + address("paper_edit", made.trust, made.period.pk, "progress-table"))
    page.get_by_label("Name of your layout").focus()
    page.keyboard.type("Our board table")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Our board table")

    put_a_text_first(page, len(ready_layouts()["progress-table"].parts) + 1)
    write_its_words_and_heading(page)
    leave_out_the_objectives(page)
    print_only_must_dos(page)

    text = pdf_text(page)
    assert text.index("Two hubs opened, and one is late.") < text.index("Open hub 0")
    assert "Open hub 1" not in text and "In short" in text

    # Another layout of another shape, for the same period.
    page.goto(
        live_server.url + address("paper_edit", made.trust, made.period.pk, "highlight-report")
    )
    page.get_by_label("Name of your layout").fill("Highlights for the committee")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Highlights for the committee")
    other = pdf_text(page)
    assert "Open hub 1" in other and "Two hubs opened" not in other


def put_a_text_first(page: Page, count: int) -> None:
    """The focus stays on the button, and each move is told."""
    page.get_by_label("Add a part").focus()
    page.keyboard.type("Text")
    page.get_by_role("button", name="Add", exact=True).focus()
    page.keyboard.press("Enter")
    parts = page.locator("[data-parts] > li")
    expect(parts).to_have_count(count)
    expect(parts.nth(count - 1)).to_contain_text("Text")
    page.get_by_role("button", name="Move up", exact=True).focus()
    for place in range(count - 2, -1, -1):
        with page.expect_response("**/move/"):
            page.keyboard.press("Enter")
        expect(parts.nth(place)).to_contain_text("Text")
        expect(page.locator("[data-announced]")).to_have_text(f"Text: part {place + 1} of {count}.")
        expect(page.get_by_role("button", name="Move up", exact=True)).to_be_focused()


def write_its_words_and_heading(page: Page) -> None:
    """The page beside shows them, and nothing is loaded again."""
    page.evaluate("window.isSame = true")
    page.get_by_role("textbox", name="Text", exact=True).focus()
    page.keyboard.type("Two hubs opened, and one is late.")
    printed = page.get_by_role("region", name="This part as it is printed")
    expect(printed).to_contain_text("Two hubs opened, and one is late.", timeout=3000)
    expect(page.locator("[data-saved]")).to_contain_text("Words: Saved at")
    page.get_by_label("Heading").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("In short")
    expect(page.locator("[data-parts] > li").first).to_contain_text("In short")
    expect(printed).to_contain_text("In short")
    assert page.evaluate("window.isSame") is True


def leave_out_the_objectives(page: Page) -> None:
    page.get_by_role("link", name="Objectives").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Leave out of this paper").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".is-chosen")).to_contain_text("Left out of this paper")


def print_only_must_dos(page: Page) -> None:
    printed = page.get_by_role("region", name="This part as it is printed")
    page.goto(f"{page.url.partition('?')[0]}?part=action-table")
    expect(printed).to_contain_text("Open hub 1")
    page.locator("summary").filter(has_text="Only some actions").focus()
    page.keyboard.press("Enter")
    must_do = page.locator("[name=option-condition-only-kind][value=must_do]")
    must_do.focus()
    with page.expect_response("**/save/"):
        page.keyboard.press("Space")
    expect(page.locator("[data-condition]")).to_have_text("Printed where it is a must do.")
    expect(printed).not_to_contain_text("Open hub 1")
    expect(printed).to_contain_text("Open hub 0")


def pdf_text(page: Page) -> str:
    """What the PDF of the paper says that is edited, in one line."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Draft as PDF").focus()
        page.keyboard.press("Enter")
    reader = pypdf.PdfReader(io.BytesIO(download.value.path().read_bytes()))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def test_parts_and_columns_are_dragged_into_order(
    context: BrowserContext, page: Page, live_server: LiveServer
) -> None:
    made = governing(context, live_server)
    layout = own_layout(made.trust)
    page.goto(
        live_server.url + address("paper_edit", made.trust, made.period.pk, layout.key)
        + "?part=action-table"
    )  # fmt: skip
    parts = page.locator("[data-parts] > li")
    with page.expect_response("**/move/"):
        drag(page, parts.nth(1).locator("[data-grip]"), parts.nth(0))
    keys = LayoutPart.objects.filter(layout=layout).values_list("key", flat=True)
    assert list(keys) == ["action-table", "text"]
    columns = page.locator("[data-ordered] li")
    for label in ("Reference", "The action"):
        with page.expect_response("**/save/"):
            page.get_by_role("checkbox", name=label, exact=True).check()
    with page.expect_response("**/save/"):
        action = columns.filter(has=page.locator("[value=title]"))
        drag(page, action.locator("[data-grip]"), columns.nth(0))
    part = LayoutPart.objects.get(layout=layout, key="action-table")
    assert part.options["columns"] == ["title", "reference"]


def drag(page: Page, grip: Locator, onto: Locator) -> None:
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    box = onto.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, box["y"] + 2, steps=4)
    page.mouse.up()


def test_words_typed_after_the_session_ended_are_kept_and_given_back(
    context: BrowserContext, page: Page, live_server: LiveServer
) -> None:
    made = governing(context, live_server)
    layout = own_layout(made.trust)
    url = live_server.url + address("paper_edit", made.trust, made.period.pk, layout.key)
    page.goto(url)
    cookies = context.cookies()
    context.clear_cookies(name="sessionid")
    page.get_by_role("textbox", name="Text", exact=True).fill("Typed too late.")
    expect(page.locator("[data-banner]")).to_contain_text("You have been signed out")
    assert not PaperText.objects.exists()
    context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])  # type: ignore[misc]
    page.goto(url)
    expect(page.locator("[data-banner]")).to_contain_text("It is in its boxes again.")
    printed = page.get_by_role("region", name="This part as it is printed")
    expect(printed).to_contain_text("Typed too late.")
    assert PaperText.objects.get().text == "Typed too late."


def test_both_texts_are_shown_where_two_people_wrote_the_same(
    context: BrowserContext, page: Page, live_server: LiveServer
) -> None:
    made = governing(context, live_server)
    layout = own_layout(made.trust)
    page.goto(live_server.url + address("paper_edit", made.trust, made.period.pk, layout.key))
    paper = draft_paper(period=made.period, layout=layout.key, by=None)
    save_text(paper=paper, part="text", name="text", text="Hers.", version=0, by=None)
    page.get_by_role("textbox", name="Text", exact=True).fill("His.")
    page.get_by_role("button", name="Compare both texts").click()
    expect(page.get_by_role("alert").first).to_contain_text("somebody else saved this text")
    expect(page.get_by_text("Hers.", exact=True).first).to_be_visible()
    box = page.get_by_role("textbox", name="Text", exact=True)
    expect(box).to_have_value("His.")
    box.fill("Hers. His.")
    page.get_by_role("button", name="Save the words").click()
    expect(page.get_by_text("Saved. The page beside shows it.")).to_be_visible()
    assert PaperText.objects.get().text == "Hers. His."
    expect(page.locator("[data-banner]")).to_be_hidden()
