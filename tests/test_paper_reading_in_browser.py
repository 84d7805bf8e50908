"""Reading a paper in a real browser, on a laptop and on a phone: folding, order, printing."""

import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from reports.layouts.ready import LayoutRecipe
from reports.layouts.services import copy_layout
from reports.look import set_look
from reports.parts import Part
from reports.render import page as paper_page
from reports.render import pdf_of
from reports.services import draft_content
from strategy_tracker.accounts.models import Role
from strategy_tracker.background import worker
from tests import factories
from tests.browsers import SIDEWAYS
from tests.paper_rows import Rows, rows
from tests.test_paper_files import work

pytestmark = pytest.mark.django_db(transaction=True)
LAPTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def made() -> Rows:
    made = rows(actions=6, ambitions=2, title="Nearer to home")
    for action, rating in zip(
        made.actions, ("Green", "Amber", "Amber", "Red", "Red", "Green"), strict=True
    ):
        made.answer(action, rating)
    return made


@pytest.fixture
def url(made: Rows, context: BrowserContext, live_server: LiveServer) -> str:
    client = Client()
    client.force_login(factories.member(made.trust, Role.GOVERNANCE).user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])  # type: ignore[typeddict-item]
    names = [made.trust.code, made.period.pk, "progress-table"]
    return live_server.url + reverse("paper_page", args=names)


def titles(page: Page) -> list[str]:
    return re.findall(r"Open hub \d", page.inner_text(".parts"))


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_paper_is_accessible_and_does_not_scroll_sideways(
    url: str, page: Page, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    page.goto(url)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate(SIDEWAYS) <= 0


def test_the_contents_stay_beside_the_text(url: str, page: Page) -> None:
    page.set_viewport_size(LAPTOP)
    page.goto(url)
    nav = page.get_by_role("navigation", name="In this paper")
    nav.get_by_role("link", name="1.2 Priority 2").click()
    expect(nav).to_be_in_viewport()
    expect(page.get_by_role("heading", name="1.2 Priority 2")).to_be_in_viewport()
    expect(page.locator(".fold-button")).to_have_count(0)


def test_sections_fold_on_a_phone_and_open_by_keyboard_and_by_link(url: str, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(url)
    section = page.get_by_role("button", name="1.2 Priority 2")
    expect(section).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_text("Statement 2")).not_to_be_in_viewport()
    section.focus()
    page.keyboard.press("Enter")
    expect(section).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text("Statement 2")).to_be_visible()
    section.press("Enter")
    page.get_by_text("In this paper").click()
    page.get_by_role("link", name="1.2 Priority 2").click()
    expect(section).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_an_action_leads_to_its_history_at_the_period_of_the_paper(
    url: str, page: Page, made: Rows, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    page.goto(url)
    if size == PHONE:
        page.get_by_role("button", name="1.1 Priority 1").click()
    page.get_by_role("link", name="History of Priority 1").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=made.actions[0].title)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(made.actions[0].title)
    expect(page).to_have_url(re.compile(rf"period={made.period.pk}#period-{made.period.pk}$"))
    expect(page.locator(f"#period-{made.period.pk}")).to_be_in_viewport()


def test_rows_that_are_off_track_come_first_where_the_reader_asks(url: str, page: Page) -> None:
    page.set_viewport_size(LAPTOP)
    page.goto(url)
    given = titles(page)
    button = page.get_by_role("button", name="Off track first")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    order = titles(page)
    assert order[:3] == ["Open hub 4", "Open hub 2", "Open hub 0"]
    assert order[3:6] == ["Open hub 3", "Open hub 1", "Open hub 5"]
    told = page.get_by_role("status").filter(has_text="at the top of 2 tables")
    expect(told).to_be_visible()
    button.click()
    assert titles(page) == given


def test_without_scripts_all_is_there(
    url: str, context: BrowserContext, browser: Browser, made: Rows
) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport=PHONE)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(url)
    expect(page.get_by_text("Statement 2")).to_be_visible()
    assert len(titles(page)) == 6
    expect(page.get_by_role("button", name="Off track first")).to_have_count(0)
    plain.close()


def test_the_paper_as_a_file_reads_the_same(page: Page, made: Rows, tmp_path: Path) -> None:
    content = draft_content(made.period, "progress-table")
    file = tmp_path / "paper.html"
    file.write_text(paper_page(content), encoding="utf-8")
    page.set_viewport_size(PHONE)
    page.goto(file.as_uri())
    expect(page.get_by_role("button", name="1.2 Priority 2")).to_be_visible()
    assert page.evaluate(SIDEWAYS) <= 0
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_whoever_waits_for_a_pdf_gets_it_and_is_told_that_it_is_made(url: str, page: Page) -> None:
    with worker.being_a_worker():
        page.goto(url)
        page.get_by_role("link", name="Download draft PDF").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Making the PDF")
        with page.expect_download() as download:
            work()
        assert download.value.suggested_filename.endswith(".pdf")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The PDF is made")
    expect(heading).to_be_focused()
    expect(page).to_have_title("The PDF is made - Strategy Tracker")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.get_by_role("link", name="Back to the paper").click()
    expect(page).to_have_url(url)


def test_the_browser_prints_the_paper_and_nothing_around_it(
    url: str, page: Page, tmp_path: Path
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(url)
    file = tmp_path / "printed.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    reader = pypdf.PdfReader(file)
    words = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    assert words.count("Open hub") == 6
    assert "Nearer to home: progress at Quarter 2" in words and "Statement 2" in words
    for other in ("In this paper", "Off track first", "Publish version", "(Link", "Sign out"):
        assert other not in words
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height


def test_the_browser_prints_as_the_pdf_does_in_its_font_with_its_heads_and_pages(
    url: str, made: Rows, page: Page, tmp_path: Path
) -> None:
    set_look(trust=made.trust, by=None, colour="005EB8", font="Source Serif Pro")
    page.set_viewport_size(LAPTOP)
    page.goto(url)
    page.wait_for_function("document.fonts.status === 'loaded'")
    file = tmp_path / "printed.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    printed = pypdf.PdfReader(file)
    made_here = pypdf.PdfReader(BytesIO(pdf_of(draft_content(made.period, "progress-table"))))
    assert abs(len(printed.pages) - len(made_here.pages)) <= 1
    fonts = {font["/BaseFont"] for font in printed.pages[0]["/Resources"]["/Font"].values()}
    assert {name.rpartition("+")[2].partition("-")[0] for name in fonts} == {"SourceSerifPro"}
    for one in printed.pages:
        words = one.extract_text()
        assert made.trust.name in words and "version 1" in words


def test_pictures_and_evidence_are_accessible_and_so_is_choosing_a_picture(
    url: str, page: Page, made: Rows, tmp_path: Path
) -> None:
    made.answer(
        factories.action(strategy=made.strategy, objective=made.objective),
        text="Agreed ([minutes](https://example.org/minutes)).",
    )
    picture = Part("picture", "picture", heading="Where we work")
    recipe = LayoutRecipe("ours", "Ours", "", (picture, Part("evidence", "evidence")))
    layout = copy_layout(trust=made.trust, recipe=recipe, name="Ours", by=None)
    page.set_viewport_size(PHONE)
    page.goto(f"{url.partition('/progress-table')[0]}/{layout.key}/edit/picture/picture/")
    drawn = BytesIO()
    Image.new("RGB", (900, 300), "navy").save(drawn, "PNG")
    problems = Axe().run(page).response["violations"]
    page.get_by_label("File").set_input_files(
        {"name": "map.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    )
    page.get_by_label("What the picture shows").fill("A map of five towns")
    page.get_by_role("button", name="Save the picture").click()
    expect(page.get_by_role("img", name="A map of five towns")).to_be_visible()
    page.goto(f"{url.partition('/progress-table')[0]}/{layout.key}/")
    page.get_by_role("button", name="Where we work").or_(page.locator("figure")).first.wait_for()
    expect(page.get_by_role("img", name="A map of five towns")).to_be_visible()
    expect(page.get_by_role("link", name="minutes")).to_be_visible()
    assert page.evaluate(SIDEWAYS) <= 0
    problems += Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in problems] == []
