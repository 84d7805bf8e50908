"""The whole job in a real browser: a spreadsheet goes in, a director answers, a paper comes out.

Nothing is made behind the product's back. Every page on the way is looked over by axe.
"""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from tests.browsers import go_by

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "three-words-together"
LEAD, OFFICER = "ada@quayside.example", "ben@quayside.example"
TYPED = "Forty of the sixty kiosks are live; the last twenty wait for power at Alder Court."
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Walk:
    """A browser in somebody's hands; each page it opens is checked for accessibility."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.seen: list[str] = []

    def look(self) -> None:
        """Check the page that is open now."""
        results = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}})
        self.seen.append(self.page.url)
        assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"

    def sign_in(self, email: str) -> None:
        self.page.context.clear_cookies()
        self.page.goto(self.address + "/")
        self.look()
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.locator(".st-header__me")).to_be_visible()
        self.look()

    def menu(self, name: str) -> None:
        go_by(self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=name))
        self.look()

    def press(self, name: str | re.Pattern[str]) -> None:
        go_by(self.page.get_by_role("button", name=name))
        self.look()

    def follow(self, name: str | re.Pattern[str]) -> None:
        go_by(self.page.get_by_role("link", name=name).first)
        self.look()


def tracker(folder: Path) -> Path:
    """A trust's tracker: one header row, its own words for everything."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Actions"
    sheet.append(
        ["Goal No", "Goal", "Ref", "Key action", "Lead", "Status", "Comments", "Target date"]
    )
    rows = [
        (1, "Easier to reach", "1.1", "Put a check-in kiosk in every clinic", "Behind"),
        (1, "Easier to reach", "1.2", "Answer nine calls in ten within a minute", "On track"),
        (2, "Kind to the planet", "2.1", "Heat the laundry without oil", "Complete"),
    ]
    for number, goal, reference, title, status in rows:
        said = f"What was said of {reference} in the first quarter."
        lead = "Ada Fenwick Chief Operating Officer"
        sheet.append([number, goal, reference, title, lead, status, said, date(2027, 3, 31)])
    path = folder / "tracker.xlsx"
    book.save(path)
    return path


def let_in(walk: Walk, link: str | re.Pattern[str], name: str, email: str, role: str) -> None:
    """Give somebody a login under People, and follow the link of the mail they get."""
    walk.menu("Set-up")
    walk.follow("People and roles")
    walk.follow(link)
    walk.page.get_by_role("textbox", name="Name").fill(name)
    walk.page.get_by_role("textbox", name="E-mail address").fill(email)
    walk.page.get_by_role("radio", name=re.compile(f"^{role}:")).check()
    walk.press("Invite them")
    letter = mail.outbox[-1]
    assert letter.to == [email]
    address = re.search(r"https?://\S+/invitations/\S+", letter.body)
    assert address is not None, letter.body
    choose_password(walk, address.group())


def choose_password(walk: Walk, address: str) -> None:
    """As the person who got the link, in a browser of their own."""
    browser = walk.page.context.browser
    assert browser is not None
    page = browser.new_page()
    page.goto(address)
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("main")).to_contain_text("You are a member of")
    page.context.close()


def bring_in(walk: Walk, workbook: Path) -> None:
    walk.menu("Imports")
    walk.follow("Import a workbook")
    walk.page.set_input_files("input[type=file]", workbook)
    walk.page.get_by_role("textbox", name="Strategy").fill("Quayside for everyone")
    walk.page.get_by_role("combobox", name="Period").fill("Quarter 1 2026/27")
    walk.press("Read the workbook")
    expect(walk.page.get_by_text("Put a check-in kiosk in every clinic").first).to_be_visible()
    walk.follow(re.compile("^Match"))
    walk.press("Check the changes")
    expect(walk.page.get_by_text("Put a check-in kiosk in every clinic").first).to_be_visible()
    walk.press("Apply it all")
    expect(walk.page.locator("main")).to_contain_text("3")


def close_and_open_the_next(walk: Walk) -> None:
    """Approve what came in with the workbook, close its quarter and open the one after it."""
    walk.menu("This round")
    walk.follow("Read and approve 3")
    # What carries a mitigation is ticked by whoever has read it.
    for box in walk.page.get_by_role("checkbox").all():
        box.check()
    walk.press("Approve what is ticked")
    walk.menu("This round")
    walk.follow("Close Quarter 1 2026/27")
    walk.press("Close Quarter 1 2026/27")
    walk.menu("This round")
    walk.follow("Set up the next period")
    walk.press("Set up the period")
    walk.menu("This round")
    walk.follow("Open Quarter 2 2026/27")
    walk.press("Open Quarter 2 2026/27")


def answer(walk: Walk) -> None:
    expect(walk.page.locator("main")).to_contain_text("3 to answer")
    walk.follow("Put a check-in kiosk in every clinic")
    expect(
        walk.page.locator(".st-said").get_by_text("What was said of 1.1 in the first quarter.")
    ).to_be_visible()
    walk.page.get_by_role("radio", name=re.compile("On track")).check()
    walk.page.get_by_role("textbox", name=re.compile("Comments")).fill(TYPED)
    walk.press("Check and submit")
    printed = walk.page.get_by_role("article", name="As it will be printed")
    expect(printed.get_by_text(TYPED)).to_be_visible()
    walk.press("Submit to governance")
    expect(walk.page.locator("main")).to_contain_text("2 to answer")


def words_of_the_pdf(walk: Walk) -> str:
    # Without a worker beside it, the tests' server lays it out before it answers.
    with walk.page.expect_download(timeout=60_000) as download:
        walk.page.get_by_role("link", name=re.compile("PDF")).click(timeout=60_000)
    document = PdfReader(BytesIO(Path(download.value.path()).read_bytes()))
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def test_from_a_spreadsheet_to_a_board_paper_with_the_words_just_typed(
    context: BrowserContext,
    live_server: LiveServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("create_trust", "QUAY", name="Quayside NHS Trust", admin="cy@quayside.example")
    link = re.search(r"/invitations/\S+", capsys.readouterr().out)
    assert link is not None
    walk = Walk(context.new_page(), live_server.url)
    choose_password(walk, live_server.url + link.group())

    walk.sign_in("cy@quayside.example")
    bring_in(walk, tracker(tmp_path))
    let_in(walk, re.compile("Give a login.*Ada Fenwick"), "Ada Fenwick", LEAD, "Lead")
    let_in(walk, "Add somebody", "Ben Osei", OFFICER, "Governance")

    walk.sign_in(OFFICER)
    close_and_open_the_next(walk)

    walk.sign_in(LEAD)
    answer(walk)

    walk.sign_in(OFFICER)
    walk.menu("This round")
    walk.menu("Papers")
    walk.follow("Progress table")
    expect(walk.page.get_by_text(TYPED).first).to_be_visible()
    words = words_of_the_pdf(walk)
    assert TYPED in words
    assert "Quayside NHS Trust" in words
    assert "On track" in words
    assert len(set(walk.seen)) > 12
