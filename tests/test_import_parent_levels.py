"""What rows stand under: told by how columns nest and where they stand, not by words alone."""

from typing import Any

from openpyxl import Workbook as NewWorkbook

from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import read_workbook
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from tests.workbooks.samples import as_bytes, workbook

TASKS = [
    "Plant the hedge along the lane", "Clear the ditch by the mill", "Mend the roof of the barn",
    "Paint the gate of the orchard", "Prune the old apple trees", "Dig a pond for the ducks",
    "Fence the lower meadow again", "Thatch the cart shed before winter",
]  # fmt: skip
KEEPERS = ["Ann Weir", "Paul Dunn", "Ruth Hale", "Ann Weir"] * 2


def read(sheets: dict[str, Any], known: Known | None = None) -> Extract:
    return extract(read_workbook(workbook(sheets), "plan.xlsx"), known or Known())


def columns(result: Extract, number: int = 0) -> dict[str, tuple[str, float]]:
    found = result.matches[number].columns
    return {column.heading: (column.field, column.confidence) for column in found}


def table(*headings: str, **columns_of: list[Any]) -> list[list[Any]]:
    return [list(headings), *map(list, zip(*columns_of.values(), strict=True))]


def test_priorities_under_which_actions_stand_are_objectives_where_nothing_is_above() -> None:
    rows = table("Priority", "Action", "Lead", a=["Fields"] * 4 + ["Yards"] * 4, b=TASKS, c=KEEPERS)

    name, sure = columns(read({"Plan": rows}))["Priority"]

    assert name == "objective.title"
    assert sure < synonyms().auto  # to be confirmed


def test_they_stay_what_they_are_where_another_sheet_names_objectives() -> None:
    rows = table("Priority", "Action", "Lead", a=["Fields"] * 4 + ["Yards"] * 4, b=TASKS, c=KEEPERS)
    goals = [["Objective", "Priority"], ["A farm that lasts", "Fields"], ["Good yards", "Yards"]]

    result = read({"Plan": rows, "Goals": goals})

    assert columns(result)["Priority"][0] == "ambition.title"


def test_they_stay_what_they_are_where_the_trust_calls_its_ambitions_so() -> None:
    rows = table("Priority", "Action", "Lead", a=["Fields"] * 4 + ["Yards"] * 4, b=TASKS, c=KEEPERS)

    result = read({"Plan": rows}, Known(words=(("Priority", "ambition"),)))

    assert columns(result)["Priority"][0] == "ambition.title"


def test_an_unknown_column_that_spans_workstreams_is_what_they_stand_under() -> None:
    rows = table(
        "Ground", "Workstream", "Action", "Lead",
        a=["Spring"] * 4 + ["Autumn"] * 4,
        b=["Hedges", "Hedges", "Barns", "Barns", "Trees", "Trees", "Ponds", "Ponds"],
        c=TASKS, d=KEEPERS,
    )  # fmt: skip

    found = columns(read({"Plan": rows}))

    assert found["Ground"][0] == "objective.title"
    assert found["Workstream"][0] == "ambition.title"


def test_a_column_that_does_not_span_them_is_kept_as_it_is() -> None:
    rows = table(
        "Ground", "Workstream", "Action", "Lead",
        a=["Spring", "Autumn"] * 4,
        b=["Hedges", "Hedges", "Barns", "Barns", "Trees", "Trees", "Ponds", "Ponds"],
        c=TASKS, d=KEEPERS,
    )  # fmt: skip

    found = columns(read({"Plan": rows}))

    assert found["Ground"][0] == "own"
    assert found["Workstream"][0] == "objective.title"


def test_names_said_once_left_of_the_rows_are_their_parents() -> None:
    seasons = ["Spring work"] + [None] * 3 + ["Autumn work"] + [None] * 3
    places = ["Lanes", None, "Barns", None, "Orchard", None, "Meadow", None]
    rows = table("Gist", "Where about", "Action", "Lead", a=seasons, b=places, c=TASKS, d=KEEPERS)

    result = read({"Plan": rows})

    assert columns(result)["Gist"][0] == "objective.title"
    assert columns(result)["Where about"][0] == "ambition.title"
    assert len(result.found["objective"]) == 2
    assert len(result.found["ambition"]) == 4
    assert all("ambition" in action.parents for action in result.found["action"].values())


def test_a_project_that_comes_again_and_again_is_what_the_rows_stand_under() -> None:
    rows = table(
        "Project", "Description", "Lead", "Due",
        a=["Hedge laying"] * 4 + ["Barn raising"] * 4, b=TASKS, c=KEEPERS,
        d=[f"{number + 10}/03/2026" for number in range(8)],
    )  # fmt: skip

    found = columns(read({"Log": rows}))

    assert found["Project"][0] == "objective.title"
    assert found["Description"][0] == "action.title"


def test_what_is_said_of_a_row_after_its_title_is_no_parent() -> None:
    feel = ["Fine", "Poor", "Fine", "Odd", "Poor", "Fine", "Odd", "Fine"]
    rows = table("Action", "Lead", "Feel", a=TASKS, b=KEEPERS, c=feel)

    assert columns(read({"Plan": rows}))["Feel"][0] != "objective.title"


def test_titles_over_tables_of_one_sheet_are_to_be_confirmed() -> None:
    book = NewWorkbook()
    page = book.worksheets[0]
    page.title = "Team"
    for left, (title, first) in enumerate((("OPEN", 0), ("DONE", 4))):
        column = 1 + left * 5
        page.cell(1, column).value = title
        for place, heading in enumerate(("Action", "Lead", "Status")):
            page.cell(2, column + place).value = heading
        for number in range(4):
            task, lead = TASKS[first + number], KEEPERS[number]
            for place, value in enumerate((task, lead, "On track" if number else "Behind")):
                page.cell(3 + number, column + place).value = value

    result = extract(read_workbook(as_bytes(book), "plan.xlsx"), Known())

    above = [match.column("objective.title") for match in result.matches]
    assert above
    assert all(column is None or column.confidence < synonyms().auto for column in above)
