"""The five steps of an import in a real browser, from the file to the undone report."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from openpyxl.styles import Font, PatternFill
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import KeyAction, UpdateNarrative, UpdateRating
from objectives.services import create_default_scales
from risks.models import Risk
from strategy_tracker.accounts.models import Role, Trust
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.progress import at, reporting, step
from strategy_tracker.imports.services import apply_run
from tests import factories
from tests.browsers import SIDEWAYS, go_by
from tests.workbooks import by_hand

pytestmark = pytest.mark.django_db(transaction=True)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LAPTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
FILLS = {"Green": "FF92D050", "Amber": "FFFFC000", "Red": "FFFF0000", "Lilac": "FFD9C3E8"}
HEADINGS = ["Goal", "Ref", "Key action", "Lead", "Comments", "RAG", "Target date", "Zing"]
# Goals are given once and merged down, ratings are fills and no words; one fill is nobody's.
ROWS = [
    ("Kinder care", "1.1", "Answer every call bell within a minute", "Asha Rao", "48 s.", "Green"),
    (None, "1.2", "Open the garden room to visitors", "Ben Hale", "Doors are late.", "Amber"),
    ("Quicker care", "2.1", "Book every first appointment online", "Ben Hale", "Withdrawn.", "Red"),
    (None, "2.2", "Ring everybody who did not come", "Asha Rao", "Begun.", "Lilac"),
]  # fmt: skip


def tracker(folder: Path) -> Path:
    """An invented tracker as it is kept: a title above the headings, merged goals, fills."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tracker"
    sheet["A1"] = "Kinder, quicker: where we are"
    sheet["A1"].font = Font(bold=True)
    sheet.merge_cells("A1:H1")
    for column, heading in enumerate(HEADINGS, start=1):
        sheet.cell(3, column, heading).fill = PatternFill("solid", fgColor="FFDBE5F1")
    for row, (*texts, rating) in enumerate(ROWS, start=4):
        for column, text in enumerate(texts, start=1):
            sheet.cell(row, column, text)
        sheet.cell(row, 6).fill = PatternFill("solid", fgColor=FILLS[rating])
        sheet.cell(row, 7, "31/03/2025")
        sheet.cell(row, 8, "As agreed.")
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("A6:A7")
    book.save(folder / "tracker.xlsx")
    return folder / "tracker.xlsx"


class Wizard:
    """A browser in the hands of a trust's governance, going through the steps."""

    def __init__(self, page: Page, address: str, trust: Trust) -> None:
        self.page = page
        self.address = f"{address}/t/{trust.code}"

    def look(self) -> None:
        """The page is clean by axe and as wide as the screen, on a laptop and on a phone."""
        # What a bar that sticks lies over comes out by scrolling, and axe does not scroll.
        self.page.add_style_tag(content=".st-bar, .st-context {position: static !important}")
        for size in (PHONE, LAPTOP):
            self.page.set_viewport_size(size)
            results = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"
            assert self.page.evaluate(SIDEWAYS) <= 0, f"{self.page.url} {size}"

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def press(self, name: str | re.Pattern[str]) -> None:
        go_by(self.page.get_by_role("button", name=name))
        self.look()

    def follow(self, name: str | re.Pattern[str]) -> None:
        go_by(self.page.get_by_role("link", name=name).first)
        self.look()

    def upload(self, path: Path, period: str) -> None:
        self.go("/imports/new/")
        self.page.set_input_files("input[type=file]", path)
        self.page.get_by_role("textbox", name="Strategy").fill("Kinder, quicker")
        self.page.get_by_role("combobox", name="Period").fill(period)
        self.press("Read the workbook")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("What we found")

    def press_or_follow(self, name: str) -> None:
        """A step on is a link or a button, as there is something to check or not."""
        go_by(self.page.locator(".st-bar").get_by_text(name).first)
        self.look()

    def apply(self) -> None:
        """With our best guesses, where there are any."""
        guess = self.page.get_by_label("I have read the best guesses")
        if guess.count():
            guess.check()
        self.press(re.compile("^Apply"))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("What was imported")

    def undo(self) -> None:
        self.follow("Undo this import")
        self.press("Undo this import")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("undone")


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def signed_in(context: BrowserContext, live_server: LiveServer, trust: Trust) -> dict[str, Any]:
    client = Client()
    client.force_login(factories.member(trust, Role.GOVERNANCE).user)
    value = client.cookies["sessionid"].value
    cookie: Any = {"name": "sessionid", "value": value, "url": live_server.url}
    context.add_cookies([cookie])
    return cookie


@pytest.fixture
def wizard(
    context: BrowserContext, live_server: LiveServer, trust: Trust, signed_in: dict[str, Any]
) -> Wizard:
    return Wizard(context.new_page(), live_server.url, trust)


def test_a_tracker_as_it_is_kept_goes_in_and_comes_out_again(
    wizard: Wizard, trust: Trust, tmp_path: Path
) -> None:
    page = wizard.page
    wizard.upload(tracker(tmp_path), "Q1 2024/25")
    expect(page.locator("#cell-A4")).to_contain_text("Kinder care")
    assert page.locator("#cell-A4").get_attribute("rowspan") == "2"
    expect(page.locator("#cell-F5")).to_contain_text("(amber, #FFC000)")
    expect(page.locator("#cell-A3 .st-pic__tag")).to_have_text("Actions")
    expect(page.get_by_label("What was recognised")).to_contain_text("Actions A3:H7")

    wizard.follow(re.compile("^Match"))
    expect(page.get_by_text("1 question that only you can answer")).to_be_visible()
    page.get_by_role("combobox", name=re.compile("#D9C3E8")).select_option("Amber")
    page.get_by_label("Zing", exact=True).select_option("leave-out")
    wizard.press("Check the changes")
    assert page.get_by_text("Apply with our best guesses").count() == 0
    title = "Answer every call bell within a minute"
    expect(page.get_by_text(title).first).to_be_visible()
    wizard.apply()
    assert UpdateNarrative.objects.filter(text="48 s.").exists()
    assert not UpdateNarrative.objects.filter(text="As agreed.").exists()
    ratings = UpdateRating.objects.order_by("pk").values_list("rating__label", flat=True)
    assert list(ratings) == ["Green", "Amber", "Red", "Amber"]
    wizard.go("/plan/")
    expect(page.get_by_text(title).first).to_be_visible()

    run = ImportRun.objects.get()
    wizard.go(f"/imports/{run.pk}/report/")
    wizard.undo()
    assert not KeyAction.objects.for_trust(trust).exists()
    wizard.go("/plan/")
    expect(page.get_by_text(title)).to_have_count(0)


def test_a_real_tracker_goes_in_and_comes_out_again(
    wizard: Wizard, trust: Trust, workbooks: Path
) -> None:
    page = wizard.page
    wizard.upload(workbooks / "nwaft_legacy.xlsx", "Q4 2021/22")
    wizard.follow(re.compile("^Match"))
    asked = page.locator("select").filter(has=page.locator("option[value='answer.text'][selected]"))
    asked.first.select_option("leave-out")
    wizard.press("Check the changes")
    run = ImportRun.objects.get()
    assert "" in {field for said in run.choices["columns"].values() for field in said.values()}
    title = next(change["title"] for change in run.changes["changes"] if change["kind"] == "action")
    wizard.apply()
    wizard.go("/plan/")
    expect(page.get_by_text(title).first).to_be_visible()
    wizard.go(f"/imports/{run.pk}/report/")
    wizard.undo()
    assert not KeyAction.objects.for_trust(trust).exists()
    wizard.go("/plan/")
    expect(page.get_by_text(title)).to_have_count(0)


def mark(page: Page, words: str, place: str) -> None:
    """Choose a mark and click the number of a row, or the letter of a column."""
    page.get_by_label(words, exact=True).check()
    go_by(page.get_by_role("button", name=re.compile(rf"^(Row|Column) {place}\b")))


def wait_for_keys(page: Page, row: int) -> None:
    """Wait until the page that came back listens to keys again, at the row that was marked."""
    expect(page).to_have_url(re.compile(rf"#row-{row}$"))
    expect(page.locator("[data-marks-keys]")).to_be_visible()
    expect(page.locator(f"#row-{row}")).to_be_focused()


def test_a_sheet_read_wrongly_is_put_right_on_its_picture(wizard: Wizard, tmp_path: Path) -> None:
    page = wizard.page
    wizard.upload(by_hand.guided(tmp_path), "Q1 2024/25")
    mark(page, "Header row", "6")
    made = page.get_by_role("list").filter(has_text="Row 6 is the header row.")
    expect(made).to_be_visible()
    wait_for_keys(page, 6)
    # Several rows at once are typed.
    page.get_by_label("Skip", exact=True).check()
    page.get_by_label("Or type it").fill("9 to 10")
    page.get_by_label("Or type it").press("Enter")
    expect(page.get_by_text("Row 10 is skipped.", exact=True)).to_be_visible()
    # And by keys alone: down to the second table, and a letter for the mark.
    page.get_by_label("What the table is of").select_option("risk")
    wait_for_keys(page, 9)
    page.locator("#row-6").focus()
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#row-14")).to_be_focused()
    page.keyboard.press("t")
    expect(page.locator(".st-marks__made")).to_contain_text(
        "Row 14 is the header row of a table of"
    )
    wait_for_keys(page, 14)
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("e")
    expect(page.get_by_text("The table ends above row 17.", exact=True)).to_be_visible()
    # One too many is taken back.
    mark(page, "Skip", "12")
    page.get_by_role("button", name=re.compile("Take back.*Row 12")).click()
    expect(page.get_by_text("Row 12 is skipped.", exact=True)).to_have_count(0)
    mark(page, "Skip", "13")
    wait_for_keys(page, 13)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Row 13 is skipped.", exact=True)).to_have_count(0)
    expect(page.get_by_text("All 68 filled cells are accounted for")).to_be_visible()
    wizard.look()

    wizard.press_or_follow("Match the columns")
    page.get_by_label("Said this time", exact=True).select_option("leave-out")
    wizard.press("Back")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What we found")
    wizard.press_or_follow("Match")
    expect(page.get_by_label("Said this time", exact=True)).to_have_value("leave-out")
    go_by(page.locator(".st-bar").get_by_role("button", name="Check the changes"))
    wizard.apply()
    assert list(KeyAction.objects.order_by("pk").values_list("title", flat=True)) == [
        "Paint the railings blue", "Mend the lamp at the end", "Count the boats at noon",
        "Ring the bell in fog",
    ]  # fmt: skip
    assert sorted(Risk.objects.values_list("title", flat=True)) == [
        "If a storm comes early, then boats are lost",
        "If the bell cracks, then nobody hears the fog",
    ]


def test_records_across_are_read_so_where_somebody_says_it(wizard: Wizard, tmp_path: Path) -> None:
    page = wizard.page
    wizard.upload(by_hand.across(tmp_path), "Q1 2024/25")
    mark(page, "Records across", "2")
    expect(page.get_by_text("Records go across from row 2 on.", exact=True)).to_be_visible()
    wizard.press_or_follow("Match")
    page.get_by_label("The job").select_option("action.title")
    page.get_by_label("What it is for").select_option("objective.title")
    go_by(page.locator(".st-bar").get_by_role("button", name="Check the changes"))
    wizard.apply()
    assert list(KeyAction.objects.order_by("pk").values_list("title", "objective__title")) == [
        ("Oil the harbour gate", "Calmer boats"), ("Dredge the north basin", "Calmer boats"),
    ]  # fmt: skip


def test_rows_that_head_others_are_marked_by_mouse_and_by_key(
    wizard: Wizard, tmp_path: Path
) -> None:
    page = wizard.page
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Key action", "Lead", "RAG"],
        ["Brighter piers", "Asha Rao", "Green"],
        ["Paint the railings", "Ben Hale", "Green"],
        ["Safer boats", "Asha Rao", "Red"],
        ["Count the boats", "Asha Rao", "Red"],
    ):
        sheet.append(row)
    book.save(tmp_path / "groups.xlsx")
    wizard.upload(tmp_path / "groups.xlsx", "Q1 2024/25")
    mark(page, "Group row", "2")
    expect(page.get_by_text("Row 2 heads the rows below it.", exact=True)).to_be_visible()
    wait_for_keys(page, 2)
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("g")
    expect(page.get_by_text("Row 4 heads the rows below it.", exact=True)).to_be_visible()
    expect(page.locator("#row-4")).to_contain_text("group")
    expect(page.locator(".st-head__lede")).to_contain_text("2 objectives, 2 key actions")
    wizard.look()


def test_an_area_is_drawn_over_cells_with_the_mouse(wizard: Wizard, tmp_path: Path) -> None:
    page = wizard.page
    wizard.upload(by_hand.guided(tmp_path), "Q1 2024/25")
    page.get_by_label("Leave out", exact=True).check()
    page.locator("#cell-A2").hover()
    page.mouse.down()
    page.locator("#cell-D4").hover()
    page.mouse.up()
    expect(page.get_by_text("A2:D4 is left out.", exact=True)).to_be_visible()


def test_the_steps_work_by_keyboard_alone(wizard: Wizard, tmp_path: Path) -> None:
    page = wizard.page
    wizard.upload(tracker(tmp_path), "Q1 2024/25")
    page.goto(f"{page.url.replace('/sheets/', '/match/')}")
    page.get_by_label("Name of the profile").focus()
    # Enter in a box does what the button at the foot does, and not what is nearest.
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check what will change")
    link = page.get_by_role("link", name=re.compile("^Tracker, ")).first
    cell = link.inner_text().partition(", ")[2]
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheets/**")
    expect(page.locator(f"#cell-{cell}")).to_be_focused()
    expect(page.locator(f"#cell-{cell}")).to_be_in_viewport()


def test_an_answer_is_changed_by_keyboard_on_a_phone_too(wizard: Wizard, tmp_path: Path) -> None:
    page = wizard.page
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Goal", "Key action", "Lead"])
    sheet.append(["Kinder care", "Answer every call bell", "Asha Rao"])
    sheet.append(["Kinder care", "", "Ben Hale"])
    book.save(tmp_path / "asked.xlsx")
    wizard.upload(tmp_path / "asked.xlsx", "Q1 2024/25")
    wizard.press_or_follow("Match the columns")
    wizard.press("Check the changes")
    wizard.follow("Match")
    expect(page.get_by_text("1 question answered")).to_be_visible()
    page.set_viewport_size(PHONE)
    summary = page.locator(".st-asked summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Leave them out")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Take their longest words")).to_be_checked()
    wizard.look()
    wizard.press("Check the changes")
    expect(page.get_by_text(re.compile("2 key actions", re.IGNORECASE)).first).to_be_visible()


def test_a_wide_sheet_scrolls_by_itself_and_never_the_page(wizard: Wizard, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Goal", "Key action", *(f"Note {number}" for number in range(30))])
    sheet.append(["Kinder care", "Ring", *["word " * 60] * 30])
    book.save(tmp_path / "wide.xlsx")
    wizard.upload(tmp_path / "wide.xlsx", "Q1 2024/25")
    wizard.follow("12 more columns")
    expect(wizard.page.locator("#cell-U2")).to_be_visible()
    wizard.page.locator("#cell-U2 summary").click()
    expect(wizard.page.locator("#cell-U2 details")).to_have_attribute("open", "")


def test_all_of_it_works_without_scripts(
    browser: Any, live_server: LiveServer, trust: Trust, signed_in: dict[str, Any], tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([signed_in])
    page = context.new_page()
    page.goto(f"{live_server.url}/t/{trust.code}/imports/new/")
    page.set_input_files("input[type=file]", tracker(tmp_path))
    page.get_by_role("textbox", name="Strategy").fill("Kinder, quicker")
    page.get_by_role("combobox", name="Period").fill("Q1 2024/25")
    page.get_by_role("button", name="Read the workbook").click()
    page.get_by_label("Skip", exact=True).check()
    page.locator("#row-7").click()
    expect(page.get_by_text("Row 7 is skipped.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Row 7 is skipped.", exact=True)).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Match")).first.click()
    go_by(page.get_by_role("button", name="Check the changes"))
    guess = page.get_by_label("I have read the best guesses")
    if guess.count():
        guess.check()
    page.get_by_role("button", name=re.compile("^Apply")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What was imported")
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("undone")
    context.close()


def test_going_back_after_applying_finds_it_done(wizard: Wizard, tmp_path: Path) -> None:
    page = wizard.page
    wizard.upload(tracker(tmp_path), "Q1 2024/25")
    page.goto(page.url.replace("sheets/", ""))
    expect(page.get_by_text("1 question is open")).to_be_visible()
    wizard.apply()
    expect(page.get_by_text("What was guessed")).to_be_visible()
    before = KeyAction.history.count()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What was imported")
    assert KeyAction.history.count() == before


def test_a_long_import_says_how_far_it_is_and_goes_on_by_itself(
    wizard: Wizard, trust: Trust, tmp_path: Path
) -> None:
    page = wizard.page
    wizard.upload(tracker(tmp_path), "Q1 2024/25")
    run = ImportRun.objects.get()
    run.status = ImportRun.Status.APPLYING
    run.save()
    with reporting(run.pk):
        at("Writing", 100)
        wizard.go(f"/imports/{run.pk}/progress/")
        expect(page.get_by_role("status")).to_contain_text("40% Writing")
        step(50)
        expect(page.get_by_role("status")).to_contain_text("69% Writing")
        apply_run(run=run, by=None, guess=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("What was imported")
    assert KeyAction.objects.for_trust(trust).count() == 4
