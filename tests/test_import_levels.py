"""Tables with objectives and actions in one column, and what hangs from what."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook as Book
from openpyxl.styles import Alignment

from ambitions.models import KeyAction
from objectives.models import StrategicObjective
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import read_workbook
from strategy_tracker.imports.services import import_at_once
from tests import factories

Rows = list[list[Any]]

GOALS = {
    "Dry feet for everybody": ["Mend the sea wall", "Buy two large pumps", "Clear the town drain"],
    "A ferry every hour": ["Train four pilots", "Agree the timetable"],
}
PARENTS = {action: goal for goal, actions in GOALS.items() for action in actions}


def rows_of(first: bool = True) -> Rows:
    """Each goal with its actions under it, with the kind of each row in front."""
    rows: Rows = []
    for goal, actions in GOALS.items():
        rows.append(["Objective", goal, "Asha Rao", ""])
        rows += [["Action", action, "Ben Hale", "31/03/2026"] for action in actions]
    return rows


def book(rows: Rows, *, indent: Any = None, outline: bool = False) -> bytes:
    made = Book()
    sheet = made.active
    sheet.title = "Plan"
    for row in rows:
        sheet.append(row)
    for number, row in enumerate(sheet.iter_rows(min_row=2), start=2):
        for cell in row:
            if indent and cell.value in PARENTS:
                cell.alignment = Alignment(indent=indent)
            if outline and cell.value in PARENTS:
                sheet.row_dimensions[number].outline_level = 1
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def read(data: bytes) -> Extract:
    return extract(read_workbook(data, "plan.xlsx"), Known())


def assert_as_written(result: Extract) -> None:
    titles = [found.values["title"] for found in result.found["objective"].values()]
    assert titles == list(GOALS)
    actions = {
        found.values["title"]: result.found["objective"][found.parents["objective"]].title
        for found in result.found["action"].values()
    }
    assert actions == PARENTS
    assert all(found.values["leads_lead"] for found in result.found["objective"].values())


@pytest.mark.parametrize(
    "words",
    [
        ("Objective", "Action"),
        ("Goal", "Milestone"),
        ("Strategic objective", "Key action"),
        ("OBJECTIVES", "tasks"),
        ("Pillar", "Deliverable"),
    ],
)
def test_a_column_that_says_the_kind_of_each_row_parts_them(words: tuple[str, str]) -> None:
    rows = [[words[row[0] == "Action"], *row[1:]] for row in rows_of()]
    assert_as_written(read(book([["Type", "Title", "Lead", "Due date"], *rows])))


def test_three_kinds_hang_from_each_other() -> None:
    rows: Rows = [
        ["Level", "Name", "Lead"],
        ["Objective", "Dry feet for everybody", "Asha Rao"],
        ["Priority", "A wall that holds", "Ben Hale"],
        ["Action", "Mend the north end", "Ben Hale"],
        ["Action", "Mend the south end", "Ben Hale"],
        ["Priority", "Pumps that pump", "Asha Rao"],
        ["Milestone", "Buy two large pumps", "Asha Rao"],
    ]
    result = read(book(rows))
    [goal] = result.found["objective"].values()
    ambitions = {found.title: found.parents for found in result.found["ambition"].values()}
    assert list(ambitions) == ["A wall that holds", "Pumps that pump"]
    assert all(parents == {"objective": goal.key} for parents in ambitions.values())
    above = [found.parents["ambition"] for found in result.found["action"].values()]
    assert len(above) == 3 and len(set(above)) == 2


@pytest.mark.parametrize("how", ["alignment", "spaces", "outline", "numbers", "tabs"])
def test_what_is_moved_in_hangs_from_what_stands_above_it(how: str) -> None:
    rows = [row[1:] for row in rows_of()]
    heads = ["What we will do", "Lead", "Due date"]
    if how == "numbers":
        numbers = ["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2"]
        rows = [[number, *row] for number, row in zip(numbers, rows, strict=True)]
        heads = ["Ref", *heads]
    elif how in ("spaces", "tabs"):
        before = "    " if how == "spaces" else "\t"
        rows = [[before * (row[0] in PARENTS) + row[0], *row[1:]] for row in rows]
    indent = 1 if how == "alignment" else None
    assert_as_written(read(book([heads, *rows], indent=indent, outline=how == "outline")))


@pytest.mark.parametrize(
    "rows",
    [
        [["Action", "Type", "Lead"], *[[a, "Must do", "Asha Rao"] for a in PARENTS]],
        [["Ref", "Action", "Lead"], *[[n, a, "Asha Rao"] for n, a in enumerate(PARENTS, 1)]],
        [["Objective", "Action", "Lead"], *[[g, a, "Asha Rao"] for a, g in PARENTS.items()]],
        [
            ["Type", "Action", "Lead"],
            *[[("Action", "Objective")[n % 2], a, "Asha Rao"] for n, a in enumerate(PARENTS)][:1],
            *[["Action", a, "Asha Rao"] for a in list(PARENTS)[1:]],
        ],
        [["Risk ref", "Risk", "Score"], *[[f"R{n}", a, 12] for n, a in enumerate(PARENTS, 1)]],
    ],
)
def test_tables_of_one_kind_stay_whole(rows: Rows) -> None:
    result = read(book(rows))
    kind = "risk" if rows[0][0] == "Risk ref" else "action"
    assert len(result.found[kind]) == len(PARENTS)


@pytest.mark.django_db
def test_a_plan_told_by_indents_goes_in_and_comes_again_unchanged() -> None:
    trust = factories.trust()
    data = book([["What we will do", "Lead", "Due date"], *[r[1:] for r in rows_of()]], indent=2)
    for again in (False, True):
        changes, _ = import_at_once(
            data=data, file_name="plan.xlsx", trust=trust, by=None,
            strategy_title="Harbour", period_label="Q1 2025/26",
        )  # fmt: skip
        assert changes.counts()["action"]["unchanged" if again else "new"] == len(PARENTS)
        assert not changes.is_certain
    parents = KeyAction.objects.values_list("title", "objective__title")
    assert dict(parents) == PARENTS and StrategicObjective.objects.count() == 2
