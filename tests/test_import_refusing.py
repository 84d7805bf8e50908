"""Sheets that look like a plan and are none give no record, and a sentence says why."""

import pytest

from objectives.services import create_default_scales
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports.changeset import ChangeSet
from strategy_tracker.imports.choices import NOTHING_SAID
from strategy_tracker.imports.compare.notes import sheet_notes
from strategy_tracker.imports.compare.planning import plan
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import read_workbook
from tests import factories
from tests.workbooks.refused import REFUSED, SHEET, refused
from tests.workbooks.samples import workbook


@pytest.fixture
def trust(db: None) -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


def planned(data: bytes, trust: Trust) -> ChangeSet:
    changes, _ = plan(
        read_workbook(data, "other.xlsx"), trust, "A plan", "2024/25 Q2", NOTHING_SAID
    )
    return changes


def reasons(changes: ChangeSet) -> list[str]:
    """The sentences that say why the sheet is left out."""
    told = [note.why for note in changes.sheets if note.title == SHEET and not note.holds]
    told += [problem.message for problem in changes.problems if problem.where.sheet == SHEET]
    return [text for text in told if text.endswith(".") and len(text.split()) >= 5]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plan_gives_no_record_and_says_why(name: str) -> None:
    result = extract(read_workbook(refused(name), "sheet.xlsx"), Known())

    records = {kind: list(found) for kind, found in result.found.items() if found}
    assert not records
    assert not result.answers
    assert any(REFUSED[name].why in note.why for note in sheet_notes(result)), sheet_notes(result)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plan_cannot_be_applied(name: str, trust: Trust) -> None:
    changes = planned(refused(name), trust)
    assert changes.changes == []
    assert changes.stopping
    assert reasons(changes)


@pytest.mark.parametrize("name", REFUSED)
def test_beside_a_plan_it_is_left_out_and_the_plan_goes_in(name: str, trust: Trust) -> None:
    changes = planned(refused(name, beside_a_plan=True), trust)
    assert not changes.stopping, [str(problem) for problem in changes.stopping]
    assert {change.where.sheet for change in changes.changes} == {"Plan"}
    assert len(changes.of("action")) == 2
    assert reasons(changes)


@pytest.mark.parametrize(
    "title", ["Lists", "Lookups", "Drop-downs", "Reference data", "Validation"]
)
def test_a_sheet_of_choices_is_noise_and_asks_nothing(title: str, trust: Trust) -> None:
    plan_rows = [["Goal", "Key action", "RAG"], ["Dry feet", "Mend the sea wall", "Green"]]
    lists = [["Ratings", "Partners"], ["Green", "Police"], ["Amber", "Colleges"], ["Red", None]]
    changes = planned(workbook({"Plan": plan_rows, title: lists}), trust)
    [cells] = [sheet for sheet in changes.cells if sheet.title == title]
    assert (cells.noise, cells.asked) == (cells.filled, 0) and not changes.questions


def test_a_plan_on_a_sheet_called_lists_is_read(trust: Trust) -> None:
    rows = [["Goal", "Key action", "RAG"], ["Dry feet", "Mend the wall", "Green"],
            ["Dry feet", "Buy two pumps", "Green"]]  # fmt: skip
    assert planned(workbook({"Lists": rows}), trust).counts()["action"]["new"] == 2
