"""A page of one risk or one objective: what stands under its form is said of it."""

from typing import Any

import pytest

from risks.models import Risk, RiskLink
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import Looks, Sheet, Workbook
from strategy_tracker.imports.services import import_at_once
from tests import factories
from tests.workbooks.samples import workbook

Rows = list[list[Any]]

FORM: Rows = [
    ["Risk description", "The sea wall gives way"],
    ["Cause", "Forty winters"],
    ["Effect", "The lower ward floods"],
    ["Risk owner", "Asha Rao"],
    ["Current score", 16],
    ["Target score", 8],
]
HELD: Rows = [
    ["Controls", "Gaps in control", "Assurances", "Gaps in assurance"],
    ["Weekly walk along it", "No walk at night", "Engineer's report", "None since May"],
    ["Pumps on stand-by", None, "Pump test, passed", None],
]
ACTIONS: Rows = [
    ["Action", "Lead", "Due date"],
    ["Order the stone", "Ben Hale", "31/03/2026"],
    ["Rebuild the north end, with a drain", "Asha Rao", "30/06/2026"],
]


def read(*blocks: Rows, title: str = "", sheet: str = "Wall") -> Extract:
    rows: Rows = [[title], []] if title else []
    heads = [0] if title else []
    for block in blocks:
        if block is not FORM:
            heads.append(len(rows))
        rows += [*block, []]
    width = max(map(len, rows))
    rows = [[*row, *[None] * (width - len(row))] for row in rows]
    rows = [["" if cell is None else cell for cell in row] for row in rows]
    bold = {(row, column) for row in heads for column in range(width)}
    found = Sheet(sheet, rows, looks=Looks(bold=bold))
    return extract(Workbook("risks.xlsx", [found]), Known())


def only_risk(result: Extract) -> Found:
    [risk] = result.found["risk"].values()
    return risk


def test_controls_and_gaps_under_a_page_are_those_of_its_risk() -> None:
    risk = only_risk(read(FORM, HELD))
    assert risk.values["title"] == "The sea wall gives way"
    assert risk.values["controls"] == ["Weekly walk along it", "Pumps on stand-by"]
    assert risk.values["gaps_in_control"] == ["No walk at night"]
    assert risk.values["assurances"] == ["Engineer's report", "Pump test, passed"]
    assert risk.values["gaps_in_assurance"] == ["None since May"]


def test_two_small_tables_one_under_the_other_are_both_of_the_risk() -> None:
    control = [[row[0], row[1]] for row in HELD]
    assurance = [[row[2], row[3]] for row in HELD]
    risk = only_risk(read(FORM, control, assurance))
    assert len(risk.values["controls"]) == len(risk.values["assurances"]) == 2


def test_a_column_that_no_field_has_is_kept_with_the_risk() -> None:
    held = [[*row, more] for row, more in zip(HELD, ["Line of defence", "1st", "2nd"], strict=True)]
    result = read(FORM, held)
    assert only_risk(result).values["own.Line of defence"] == "1st; 2nd"
    assert sum(sheet.asked for sheet in result.ledger.account()) == 0


@pytest.mark.parametrize(
    ("title", "reference"),
    [
        ("BAF 1: The sea wall gives way", "BAF 1"),
        ("SR04 – The sea wall gives way", "SR04"),
        ("Risk R-7: The sea wall", "R-7"),
        ("The harbour's page for March 2026", ""),
        ("Board assurance framework", ""),
    ],
)
def test_the_title_of_a_page_gives_the_reference(title: str, reference: str) -> None:
    assert only_risk(read(FORM, HELD, title=title)).values.get("reference", "") == reference


def test_actions_under_a_page_of_a_risk_name_it() -> None:
    result = read(FORM, HELD, ACTIONS)
    actions = list(result.found["action"].values())
    assert [action.values["title"] for action in actions] == [row[0] for row in ACTIONS[1:]]
    assert all(action.values["risks"] == ["The sea wall gives way"] for action in actions)
    assert len(only_risk(result).values["controls"]) == 2


def test_actions_under_a_page_of_an_objective_stand_under_it() -> None:
    form = [["Objective", "Dry feet for all"], ["Executive lead", "Asha Rao"]]
    result = read(form, ACTIONS)
    assert [a.parents for a in result.found["action"].values()] == [
        {"objective": "objective:dry feet for all"}
    ] * 2


def test_a_sheet_of_controls_alone_is_no_part_of_another_page() -> None:
    rows = [*HELD]
    page = Sheet("Wall", [["" if c is None else c for c in row] for row in FORM])
    other = Sheet("Controls", [["" if c is None else c for c in row] for row in rows])
    result = extract(Workbook("risks.xlsx", [page, other]), Known())
    assert "controls" not in only_risk(result).values


@pytest.mark.django_db
def test_pages_of_risks_go_in_with_what_holds_them_and_come_again_unchanged() -> None:
    trust: Trust = factories.trust()
    second = [[row[0], "The tide gate sticks" if not n else row[1]] for n, row in enumerate(FORM)]
    sheets = {
        "BAF 1": [["BAF 1: The sea wall gives way"], [], *FORM, [], *HELD, [], *ACTIONS],
        "BAF 2": [["BAF 2: The tide gate sticks"], [], *second, [], *HELD],
    }
    for again in (False, True):
        changes, _ = import_at_once(
            data=workbook(sheets), file_name="baf.xlsx", trust=trust, by=None,
            strategy_title="Harbour", period_label="Q1 2025/26",
        )  # fmt: skip
        assert changes.counts()["risk"]["unchanged" if again else "new"] == 2
    assert list(Risk.objects.values_list("reference", flat=True)) == ["BAF 1", "BAF 2"]
    assert Risk.objects.get(reference="BAF 1").controls.count() == 2
    assert RiskLink.objects.filter(risk__reference="BAF 1").count() == 2
