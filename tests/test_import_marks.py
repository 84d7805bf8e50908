"""What a person marks on the picture of a sheet happens, or it is said why not."""

from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from objectives.services import create_default_scales
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import services
from strategy_tracker.imports.changeset import ChangeSet
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.layout.understanding import Layout, read_layout
from strategy_tracker.imports.mark_fit import translate_marks, with_words
from strategy_tracker.imports.marks import Mark, is_mark, read_marks
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.read.sheet import Sheet, Workbook
from strategy_tracker.imports.read.workbook import read_workbook
from strategy_tracker.imports.workbook import preview_workbook
from tests import factories
from tests.workbooks.corpus_layout import loose_cells
from tests.workbooks.samples import as_bytes, workbook

GUIDED: list[list[Any]] = [
    ["Harbour plan"],
    ["Action", "Lead", "Status", "Comments"],
    ["What is to be done", "Who sees to it", "Red, amber or green", "In a few words"],
    ["Keep it short", "One name", "One word", "No names of patients"],
    [],
    ["Pier", "Task at hand", "Person", "How it goes"],
    ["North pier", "Paint the railings blue", "Asha Rao", "Green"],
    ["North pier", "Mend the lamp at the end", "Ben Hale", "Amber"],
    ["Totals", "Tasks", 2, "by hand"],
    ["South pier", "Count the boats at noon", "Asha Rao", "Red"],
    ["Checked by the harbour office", None, None, None],
    ["Green", "means", "done", None],
]
ACROSS: list[list[Any]] = [
    ["Two jobs"],
    ["Key action", "Paint the railings", "Mend the lamp"],
    ["Objective", "Brighter piers", "Brighter piers"],
    ["Lead", "Asha Rao", "Ben Hale"],
    ["RAG", "Green", "Amber"],
]


def choices_of(*marks: Mark) -> Choices:
    return Choices(marks={"Plan": [mark.to_data() for mark in marks]})


def laid_out(rows: Sequence[Sequence[Any]], *marks: Mark) -> Layout:
    """The layout of one sheet so marked, of which no cell is lost."""
    read = read_workbook(workbook({"Plan": rows}), "plan.xlsx")
    layout = read_layout(read, choices=choices_of(*marks))
    assert not list(loose_cells(read.sheets[0], layout))
    return layout


def tables(layout: Layout) -> list[Table]:
    return [table for table in layout.tables if table.holds != "passage"]


def only(layout: Layout) -> Table:
    (table,) = tables(layout)
    return table


def headings(table: Table) -> list[str]:
    return [cell.text for cell in table.header]


def column(table: Table, place: int) -> list[str]:
    return [row[place].text for row in table.body]


def taken_out(layout: Layout, why: str) -> list[tuple[int, int]]:
    """The first and last rows of what was taken out for that reason, as the sheet numbers them."""
    return [(area.top + 1, area.bottom + 1) for _, area, said in layout.noise if said == why]


# Each mark


def test_without_marks_the_guidance_is_taken_for_the_table() -> None:
    assert headings(tables(laid_out(GUIDED))[0])[0] == "Action"


def test_a_marked_row_is_the_header_and_no_other() -> None:
    table = only(laid_out(GUIDED, Mark("header", 6)))
    assert headings(table)[:4] == ["Pier", "Task at hand", "Person", "How it goes"]
    assert column(table, 1)[:2] == ["Paint the railings blue", "Mend the lamp at the end"]


def test_two_marked_rows_that_follow_each_other_are_one_header() -> None:
    rows = [["Plan of the piers"], ["Where", "Work"], ["Pier", "Task"], ["North", "Paint"]]
    table = only(laid_out(rows, Mark("header", 2), Mark("header", 3)))
    assert headings(table) == ["Pier", "Task"]
    assert table.groups == {0: "Where", 1: "Work"}


def test_a_skipped_row_is_no_record_and_says_why() -> None:
    layout = laid_out(GUIDED, Mark("header", 6), Mark("skip", 9))
    assert "Tasks" not in column(only(layout), 1)
    assert taken_out(layout, "You said to skip it.") == [(9, 9)]


def test_a_merged_cell_that_begins_in_a_skipped_row_still_says_its_word_below() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    for row in (["Goal", "Key action"], ["Kind", "An example"], [None, "Paint"], [None, "Mend"]):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    read = read_workbook(as_bytes(book), "plan.xlsx")
    table = only(read_layout(read, choices=choices_of(Mark("skip", 2))))
    assert column(table, 0) == ["Kind", "Kind"]
    assert column(table, 1) == ["Paint", "Mend"]


def test_a_table_ends_above_the_row_that_says_so() -> None:
    layout = laid_out(GUIDED, Mark("header", 6), Mark("skip", 9), Mark("end", 11))
    assert column(only(layout), 0) == ["North pier", "North pier", "South pier"]
    assert taken_out(layout, "You said that the table ends above it.") == [(11, 11), (12, 12)]


def test_after_the_end_of_a_table_the_next_header_begins_another() -> None:
    rows = [
        ["Goal", "Key action"], ["Kind", "Paint"], ["Sum", "One"],
        ["Goal", "Task"], ["Quick", "Mend"],
    ]  # fmt: skip
    layout = laid_out(rows, Mark("end", 3), Mark("header", 1), Mark("header", 4))
    assert [column(table, 1) for table in tables(layout)] == [["Paint"], ["Mend"]]
    assert taken_out(layout, "You said that the table ends above it.") == [(3, 3)]


def test_two_records_across_are_read_upright_without_a_question() -> None:
    assert not any(table.kind == "turned" for table in tables(laid_out(ACROSS)))
    layout = laid_out(ACROSS, Mark("across", 2))
    table = only(layout)
    assert headings(table) == ["Key action", "Objective", "Lead", "RAG"]
    assert column(table, 0) == ["Paint the railings", "Mend the lamp"]
    assert not layout.doubts


def test_records_cannot_go_across_one_column_and_it_says_why() -> None:
    layout = laid_out([["Goal"], ["Kind"], ["Quick"]], Mark("across", 1))
    (unheeded,) = layout.unheeded
    assert unheeded.cell == "A1"
    assert "no columns beside the first" in unheeded.why


def test_an_area_is_a_table_of_what_was_said_beside_the_rest() -> None:
    rows = [
        ["Goal", "Key action", None, "Peril", "Size"],
        ["Kind", "Paint the rail", None, "Storms come", 9],
        ["Quick", "Mend the lamp", None, "Ropes break", 4],
    ]
    layout = laid_out(rows, Mark("table", area="D1:E3", holds="risk"))
    both = tables(layout)
    assert [headings(table)[0] for table in both] == ["Goal", "Peril"]
    assert both[1].holds == "risk"


def test_an_area_that_is_left_out_says_so() -> None:
    layout = laid_out(GUIDED, Mark("leave", area="A1:D4"))
    assert headings(only(layout))[0] == "Pier"
    assert len(taken_out(layout, "You left it out.")) == 4


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (Mark("header", 5), "Nothing stands in row 5"),
        (Mark("header", 40), "ends with row 12"),
        (Mark("skip", 40), "ends with row 12"),
        (Mark("table", area="F1:G4", holds="risk"), "Nothing stands in F1:G4"),
        (Mark("header", words="pier|task"), "has no such row"),
    ],
)
def test_a_mark_where_nothing_is_says_why_nothing_came_of_it(mark: Mark, why: str) -> None:
    layout = laid_out(GUIDED, mark)
    (unheeded,) = layout.unheeded
    assert why in unheeded.why


# Rows that head those below them

GROUPED: list[list[Any]] = [
    ["Key action", "Lead", "RAG"],
    ["Brighter piers", "Asha Rao", None],
    ["Paint the railings", "Ben Hale", "Green"],
    ["Mend the lamp", "Ben Hale", "Amber"],
    ["Safer boats", None, None],
    ["Count the boats", "Asha Rao", "Red"],
]
GROUPS = (Mark("group", 2), Mark("group", 5))


def test_a_marked_row_heads_those_below_it() -> None:
    rows = [GROUPED[0], ["Brighter piers", None, None], *GROUPED[2:]]
    table = only(laid_out(rows, *GROUPS))
    assert column(table, 0) == ["Paint the railings", "Mend the lamp", "Count the boats"]
    assert column(table, 3) == ["Brighter piers", "Brighter piers", "Safer boats"]
    given = table.given[3]
    assert (given.field, given.confidence) == ("objective.title", 1.0)
    assert given.evidence == "you said that such rows head those below them"


def test_a_number_before_the_name_of_a_group_is_its_reference() -> None:
    rows = [["Ref", "Key action"], ["1.", "Brighter piers"], ["1.1", "Paint"], ["1.2", "Mend"]]
    table = only(laid_out(rows, Mark("group", 2)))
    told = {table.given[place].field: column(table, place) for place in table.given}
    assert told["objective.title"] == ["Brighter piers"] * 2
    assert told["objective.reference"] == ["1."] * 2


@pytest.mark.parametrize(
    ("row", "why"), [(1, "not under the header row"), (7, "ends with row 6"), (3, "heads nothing")]
)
def test_a_row_that_can_head_nothing_says_why(row: int, why: str) -> None:
    rows = [GROUPED[0], GROUPED[1], [None, None, None], *GROUPED[2:5]]
    (unheeded,) = laid_out(rows, Mark("group", row)).unheeded
    assert why in unheeded.why


# To the plan


@pytest.fixture
def trust(db: None) -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


def preview(trust: Trust, rows: list[list[Any]], choices: Choices) -> ChangeSet:
    return preview_workbook(
        data=workbook({"Plan": rows}), file_name="plan.xlsx", trust=trust,
        strategy_title="Piers", period_label="Q1 2024/25", choices=choices,
    )  # fmt: skip


def test_every_cell_of_a_marked_sheet_is_accounted_for(trust: Trust) -> None:
    marks = (Mark("table", 6, holds="action"), Mark("skip", 9), Mark("end", 11))
    changes = preview(trust, GUIDED, choices_of(*marks))
    assert [change.title for change in changes.of("action")] == [
        "Paint the railings blue", "Mend the lamp at the end", "Count the boats at noon",
    ]  # fmt: skip
    (cells,) = changes.cells
    assert cells.filled == cells.fields + cells.own + cells.noise + cells.asked
    assert {"You said to skip it.", "You said that the table ends above it."} <= {
        group.what for group in cells.groups
    }


def test_a_table_of_words_that_nobody_knows_is_read_as_what_was_said(trust: Trust) -> None:
    rows = [["Zing", "Plork"], ["Paint the railings", "x"], ["Mend the lamp", "y"]]
    changes = preview(trust, rows, choices_of(Mark("table", 1, holds="action")))
    assert [change.title for change in changes.of("action")] == [
        "Paint the railings", "Mend the lamp",
    ]  # fmt: skip


def test_a_mark_that_cannot_be_followed_is_told_at_its_cell(trust: Trust) -> None:
    changes = preview(trust, GUIDED, choices_of(Mark("header", 5)))
    (told,) = [problem for problem in changes.notes if "no table begins" in problem.message]
    assert str(told.where) == "Plan!A5"


def test_actions_stand_under_the_objectives_that_marked_rows_name(trust: Trust) -> None:
    changes = preview(trust, GROUPED, choices_of(*GROUPS))
    parents = {change.title: change.parents for change in changes.of("action")}
    assert parents == {
        "Paint the railings": {"objective": "objective:brighter piers"},
        "Mend the lamp": {"objective": "objective:brighter piers"},
        "Count the boats": {"objective": "objective:safer boats"},
    }
    # What stands beside the name of a group is nobody's and not lost.
    (cells,) = changes.cells
    assert [group.areas for group in cells.groups if group.end == "asked"] == [["B2"]]


# Kept in a profile

NEXT = [["Harbour plan"], ["New this quarter"], [], *GUIDED[1:9], *GUIDED[9:]]
NEXT_MARKS = (Mark("table", 6, holds="action"), Mark("skip", 9), Mark("end", 11))


def sheet_of(rows: Sequence[Sequence[Any]], title: str = "Plan") -> Sheet:
    (sheet,) = read_workbook(workbook({title: rows}), "plan.xlsx").sheets
    return sheet


def kept(*marks: Mark, rows: Sequence[Sequence[Any]] = GUIDED) -> dict[str, Any]:
    sheet = sheet_of(rows)
    return {"Plan": [with_words(mark, sheet).to_data() for mark in marks]}


def found_again(
    marks: dict[str, Any], rows: Any, title: str = "Plan"
) -> list[tuple[str, int, str]]:
    moved = translate_marks(marks, Workbook("next.xlsx", [sheet_of(rows, title)]))
    return [(mark.do, mark.row, mark.area) for mark in read_marks(moved.get(title, []))]


def test_marks_follow_their_rows_to_other_numbers() -> None:
    assert found_again(kept(*NEXT_MARKS), NEXT) == [
        ("table", 8, ""), ("skip", 11, ""), ("end", 13, ""),
    ]  # fmt: skip


def test_a_header_is_known_by_its_words_without_the_quarter() -> None:
    rows = [["Ref", "Task", "Progress Q1 2024/25"], ["1", "Paint", "Begun"]]
    later = [["Note"], ["Ref", "Task", "Progress Q2 2024/25"], ["1", "Paint", "Done"]]
    assert found_again(kept(Mark("header", 1), rows=rows), later) == [("header", 2, "")]


def test_a_header_with_one_heading_more_is_the_same_one() -> None:
    rows = [["Pier", "Task", "Person", "Note"], ["North", "Paint", "Asha", "x"]]
    later = [["Pier", "Task", "Person", "Note", "Cost"], ["North", "Paint", "Asha", "x", 4]]
    assert found_again(kept(Mark("header", 1), rows=rows), later) == [("header", 1, "")]


def test_a_sheet_of_another_title_is_known_by_its_headings() -> None:
    marks = kept(Mark("header", 6))
    assert found_again(marks, NEXT, title="Quarter 2") == [("header", 8, "")]
    assert found_again(marks, [["Quite", "other"], ["a", "b"]], title="List") == []


def test_a_row_that_heads_others_is_found_by_its_words_and_a_lost_one_is_not_needed() -> None:
    marks = kept(*GROUPS, rows=GROUPED)
    later = [GROUPED[0], ["Wider quays", None, None], *GROUPED[1:4]]
    assert found_again(marks, later) == [("group", 3, "")]


def test_a_table_in_an_area_grows_with_its_rows() -> None:
    rows = [["x"], ["Peril", "Size"], ["Storms", 3], [], ["Key action"]]
    later = [["x"], [], ["Peril", "Size"], ["Storms", 3], ["Ropes", 4], [], ["Key action"]]
    marks = kept(Mark("table", area="A2:B3", holds="risk"), rows=rows)
    assert found_again(marks, later) == [("table", 0, "A3:B5")]


def test_what_is_not_there_to_skip_needs_no_mark_and_a_lost_header_is_told() -> None:
    marks = kept(Mark("header", 6), Mark("skip", 9))
    assert found_again(marks, [["Quite", "other"], ["a", "b"]]) == [("header", 0, "")]


def test_a_profile_with_marks_is_offered_and_reads_the_next_file(trust: Trust) -> None:
    run = upload(trust, GUIDED)
    said = Choices(marks=kept(*NEXT_MARKS), columns={"Plan": {"Pier": "objective.title"}})
    run = services.refresh_run(run=run, choices=said, by=None)
    profile = services.save_profile(run=run, name="Harbour", by=None)
    # A profile goes from one trust to another as a document.
    assert services.load_profile(
        trust=factories.trust(), data=services.export_profile(profile), by=None
    ).choices == profile.choices  # fmt: skip
    again = upload(trust, NEXT)
    assert [offer["name"] for offer in again.summary["profiles"]] == ["Harbour"]
    read = services.use_profile(run=again, profile=profile, by=None)
    assert [mark["row"] for mark in read.choices["marks"]["Plan"]] == [8, 11, 13]
    titles = [change["title"] for change in read.changes["changes"] if change["kind"] == "action"]
    assert titles == [
        "Paint the railings blue", "Mend the lamp at the end", "Count the boats at noon",
    ]  # fmt: skip


def upload(trust: Trust, rows: list[list[Any]]) -> ImportRun:
    return services.upload_run(
        data=workbook({"Plan": rows}), file_name="plan.xlsx", trust=trust,
        strategy_title="Piers", period_label="Q1 2024/25", by=None,
    )  # fmt: skip


# Columns by letter

TWICE: list[list[Any]] = [
    ["Goal", "Key action", "Name", "Name"],
    ["Kind", "Paint the railings", "Asha Rao", "Blue boat"],
    ["Kind", "Mend the lamp", "Ben Hale", "Red boat"],
]


@pytest.mark.parametrize("key", ["C", "Column C"])
def test_of_two_columns_with_one_heading_the_letter_tells_which(trust: Trust, key: str) -> None:
    said = Choices(columns={"Plan": {key: "action.lead"}})
    changes = preview(trust, TWICE, said)
    (sheet,) = [sheet for sheet in changes.sheets if sheet.holds]
    fields = {column.letter: column.field for column in sheet.columns}
    assert fields["C"] == "action.lead"
    assert fields["D"] != "action.lead"


def test_a_heading_goes_before_a_letter_of_the_same_sign(trust: Trust) -> None:
    rows = [["Goal", "Key action", "L", "A"], ["Kind", "Paint", "Asha Rao", "Ben Hale"]]
    changes = preview(trust, rows, Choices(columns={"Plan": {"A": "action.lead"}}))
    (sheet,) = [sheet for sheet in changes.sheets if sheet.holds]
    fields = {column.letter: column.field for column in sheet.columns}
    assert fields["D"] == "action.lead"
    assert fields["A"] == "objective.title"


# As data


def test_marks_are_kept_as_plain_data_and_the_later_of_a_sheet_replace_the_earlier() -> None:
    first, second = choices_of(Mark("header", 6, words="pier")), choices_of(Mark("skip", 2))
    assert Choices.from_data(first.to_data()) == first
    assert read_marks(first.joined(second).marks["Plan"]) == [Mark("skip", 2)]
    assert "marks" not in first.joined(choices_of()).to_data()


@pytest.mark.parametrize(
    "data",
    [
        {"do": "dance", "row": 3},
        {"do": "header", "row": "3"},
        {"do": "header", "row": True},
        {"do": "header", "row": -1},
        {"do": "header", "area": "A1:B2"},
        {"do": "leave", "area": "A9:B2"},
        {"do": "leave", "area": "A1"},
        {"do": "table", "row": 3},
        {"do": "table", "row": 3, "holds": "moon"},
        {"do": "skip", "row": 3, "words": "\x00"},
        {"do": "skip", "row": 3, "more": "x"},
        ["skip"],
    ],
)
def test_what_is_no_mark_is_known(data: Any) -> None:
    assert not is_mark(data)
    assert is_mark({"do": "table", "area": "A3:F20", "holds": "action", "words": "ref|task"})
