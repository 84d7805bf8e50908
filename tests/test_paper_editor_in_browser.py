"""Composing a paper in a real browser, by keyboard, from a copied layout to the PDF."""

import io

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from reports.layouts.ready import ready_layouts
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.governing import address
from tests.paper_rows import Rows, full_rows
from tests.test_layouts import own_layout

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


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
        address("paper_edit", made.trust, made.period.pk, "progress-table"),
        editor,
        f"{editor}?part=action-table",
        *of_paper,
    ):
        response = page.goto(live_server.url + url)
        assert response is not None and response.status == 200, url
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
    page.goto(live_server.url + address("paper_edit", made.trust, made.period.pk, "progress-table"))
    page.get_by_label("Name of your layout").focus()
    page.keyboard.type("Our board table")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Our board table")

    # Add a text, and bring it to the top.
    page.get_by_label("Add a part").focus()
    page.keyboard.type("Text")
    page.get_by_role("button", name="Add", exact=True).focus()
    page.keyboard.press("Enter")
    parts = page.get_by_role("region", name="Parts").get_by_role("listitem")
    count = len(ready_layouts()["progress-table"].parts) + 1
    expect(parts).to_have_count(count)
    expect(parts.nth(count - 1)).to_contain_text("Text")
    for place in range(count - 2, -1, -1):
        page.get_by_role("button", name="Move up").focus()
        page.keyboard.press("Enter")
        expect(parts.nth(place)).to_contain_text("Text")

    # Write the summary: the page beside shows it.
    page.get_by_role("textbox", name="Text", exact=True).focus()
    page.keyboard.type("Two hubs opened, and one is late.")
    page.get_by_role("button", name="Save the words").focus()
    page.keyboard.press("Enter")
    printed = page.get_by_role("region", name="This part as it is printed")
    expect(printed).to_contain_text("Two hubs opened, and one is late.")

    page.get_by_role("link", name="See the whole paper").focus()
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download draft PDF").focus()
        page.keyboard.press("Enter")
    reader = pypdf.PdfReader(io.BytesIO(download.value.path().read_bytes()))
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    assert text.index("Two hubs opened, and one is late.") < text.index("Open hub 0")
