"""The walk of an officer with next quarter's file: how many clicks, how long, and what is asked."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import KeyAction
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import services
from strategy_tracker.imports.choices import Choices
from tests.test_import_profiles import quarter
from tests.test_import_wizard_in_browser import Wizard, signed_in, trust
from tests.workbooks.samples import workbook

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["signed_in", "trust"]

FIRST = ["Goal", "Ref", "Key action", "Who answers", "RAG Q1", "Update Sept", "Team remarks"]
NEXT = ["Ref", "Goal", "Key action", "Who answers", "RAG Q2", "Update Dec", "Team remarks"]
MOST_CLICKS = 5


@pytest.fixture
def officer(
    context: BrowserContext, live_server: LiveServer, trust: Trust, signed_in: dict[str, Any]
) -> Wizard:
    """Somebody who imported the first quarter's tracker, and kept how it is read."""
    run = services.upload_run(
        data=workbook({"Plan": quarter(*FIRST)}), file_name="Tracker Q1.xlsx", trust=trust,
        strategy_title="Kinder", period_label="Q1 2024/25", by=None,
    )  # fmt: skip
    said = Choices(columns={"Plan": {"Who answers": "action.lead", "Team remarks": ""}})
    run = services.refresh_run(run=run, choices=said, by=None)
    services.save_profile(run=run, name="Tracker", by=None)
    services.apply_run(run=run, guess=True, by=None)
    return Wizard(context.new_page(), live_server.url, trust)


def choose(officer: Wizard, path: Path) -> None:
    officer.page.set_input_files("input[type=file]", path)
    officer.page.locator("#id_period").fill("Q2 2024/25")


def test_when_nothing_is_asked_it_takes_five_clicks_and_less_than_a_minute(
    officer: Wizard, tmp_path: Path
) -> None:
    path = tmp_path / "Tracker Q2.xlsx"
    path.write_bytes(workbook({"Q2 2024-25": quarter(*NEXT)}))
    page = officer.page
    page.goto(f"{officer.address}/imports/new/")
    choose(officer, path)
    clicks = 2
    for name in ("Read the workbook", "Use it", "Apply it all"):
        if name == "Apply it all":
            expect(page.get_by_role("heading", level=1)).to_contain_text("Check what will change")
            expect(page.locator(".st-head__lede")).to_contain_text("6 answers new")
            expect(page.locator(".st-head__lede")).to_contain_text("Read with the profile Tracker")
        page.get_by_role("button", name=name).click()
        clicks += 1
    expect(page.get_by_role("heading", level=1)).to_contain_text("What was imported")
    assert clicks <= MOST_CLICKS


def test_what_is_gone_is_asked_listed_ticked_closed_and_taken_back(
    officer: Wizard, tmp_path: Path
) -> None:
    path = tmp_path / "Tracker Q2.xlsx"
    rows = quarter(*NEXT)
    path.write_bytes(workbook({"Plan": rows[:4]}))
    page = officer.page
    officer.go("/imports/new/")
    choose(officer, path)
    officer.press("Read the workbook")
    officer.press(re.compile("^Use it"))
    asked = page.get_by_role("group", name="3 key actions in the plan are not in this file")
    box = asked.get_by_label("1.4 Ring bell number 4")
    expect(asked.get_by_text("1.5 Ring bell number 5")).to_be_visible()
    expect(box).to_be_hidden()
    asked.get_by_label("Choose one by one").check()
    box.check()
    officer.look()
    officer.press("Check the changes")
    lede = page.locator(".st-head__lede")
    expect(lede).to_contain_text("3 answers new, 1 key action closed")
    expect(lede).to_contain_text("2 key actions are not in this file and stay in the plan")
    officer.follow("Not in this file 2")
    expect(page.get_by_role("row", name="1.5 Ring bell number 5")).to_be_visible()
    officer.follow("Closed 1")
    expect(page.get_by_text("No: no longer in Tracker Q2.xlsx")).to_be_visible()
    officer.apply()
    ended = KeyAction.objects.filter(is_archived=True)
    assert [action.reference for action in ended] == ["1.4"]
    officer.undo()
    assert not KeyAction.objects.filter(is_archived=True).exists()
