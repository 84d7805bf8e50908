"""What a person does not see in a workbook is asked, and the answer does what it says."""

import io
import re
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook as NewWorkbook
from openpyxl.worksheet.table import Table

from strategy_tracker.imports.changeset import OpenQuestion
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.compare.compare import compare
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.compare.notes import sheet_notes
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import (
    Looks,
    PartFacts,
    Sheet,
    Workbook,
    read_workbook,
)
from tests.workbooks.samples import as_bytes, repacked
from tests.workbooks.scoring import nothing, open_questions

ROWS: list[list[Any]] = [
    ["Goal", "Key action", "Working", "RAG"],
    *[["Kinder care", f"Open service number {number}", "x", "G"] for number in range(6)],
]
OTHERS: list[list[Any]] = [
    ["Goal", "Key action", "RAG"],
    ["Kinder care", "Paint the boat shed", "R"],
    ["Kinder care", "Mend the jetty lamps", "A"],
]


def read(
    facts: PartFacts | None = None,
    answers: Mapping[str, str] | None = None,
    regions: Mapping[str, str] | None = None,
    hidden: Sheet | None = None,
    **looks: Any,
) -> Extract:
    sheets = [Sheet("Plan", ROWS, facts or PartFacts(), Looks(**looks))]
    sheets += [hidden] if hidden else []
    choices = Choices(answers=answers or {}, regions=regions or {})
    return extract(Workbook("plan.xlsx", sheets), Known(), choices)


def a_hidden_sheet() -> Sheet:
    return Sheet("Old plan", OTHERS, is_hidden=True)


def titles(result: Extract) -> list[str]:
    return [action.title for action in result.found["action"].values()]


def told(result: Extract) -> list[tuple[str, str]]:
    assert not any(problem.stops for problem in result.problems)
    return [(str(problem.where), problem.message) for problem in result.problems]


def asked(result: Extract) -> list[OpenQuestion]:
    return open_questions(result, Existing(None, None, [], Known(), {}, {}))


def numbers(result: Extract) -> list[int]:
    return [int(title.rsplit(" ", 1)[1]) for title in titles(result)]


# Rows and columns


def test_hidden_rows_are_read_as_their_table_is_and_asked_in_one_question() -> None:
    result = read(hidden_rows={2, 3, 5})
    (question,) = asked(result)
    assert numbers(result) == [0, 1, 2, 3, 4, 5]
    assert question.key == "hidden:rows:Plan!A3" and str(question.where) == "Plan!A3"
    assert question.question == (
        "Rows 3 to 4 and 6 of “Plan” (3 rows) are hidden. Should they be brought in?"
    )
    assert question.guess == "read" and dict(question.options)["leave"] == "Leave them out"


def test_no_cell_waits_for_the_answer_about_hidden_rows_and_nothing_is_certain_before_it() -> None:
    result = read(hidden_rows={2})
    changes = compare(result, nothing(), file_name="plan.xlsx", title="Plan", period="Q1 2025/26")
    (cells,) = changes.cells
    assert cells.asked == 0 and not changes.is_certain
    assert [question.key for question in changes.questions] == ["hidden:rows:Plan!A3"]


@pytest.mark.parametrize(("answer", "found"), [("read", 6), ("leave", 3)])
def test_the_answer_about_hidden_rows_does_what_it_says(answer: str, found: int) -> None:
    result = read(answers={"hidden:rows:Plan!A3": answer}, hidden_rows={2, 3, 5})
    assert len(titles(result)) == found and not asked(result)


def test_rows_that_a_filter_hides_are_read_and_asked() -> None:
    result = read(hidden_rows={2, 3}, filtered_rows={2, 3})
    (question,) = asked(result)
    assert len(titles(result)) == 6 and question.guess == "read"
    assert question.question == (
        "Rows 3 to 4 of “Plan” (2 rows) are hidden by a filter. Should they be brought in?"
    )
    left = read(answers={"hidden:rows:Plan!A3": "leave"}, hidden_rows={2, 3}, filtered_rows={2, 3})
    assert numbers(left) == [0, 3, 4, 5] and not asked(left)


def test_rows_hidden_by_hand_and_by_a_filter_are_one_question_and_two_reasons() -> None:
    result = read(hidden_rows={2, 3}, filtered_rows={3})
    (question,) = asked(result)
    assert "are hidden, 1 of them by a filter." in question.question
    left = read(answers={question.key: "leave"}, hidden_rows={2, 3}, filtered_rows={3})
    assert numbers(left) == [0, 3, 4, 5]
    assert {what for _, what, _ in ends(left)["Plan"]} >= {
        "A row that is hidden.",
        "A row that is hidden by a filter.",
    }


def test_a_hidden_column_is_read_and_asked_and_left_out_when_wanted() -> None:
    result = read(hidden_columns={2})
    (question,) = asked(result)
    assert question.question == "Column C of “Plan” is hidden. Should it be brought in?"
    assert "Working" in [column.heading for column in result.matches[0].columns]
    left = read(answers={"hidden:columns:Plan:C": "leave"}, hidden_columns={2})
    assert "Working" not in [column.heading for column in left.matches[0].columns]


def test_the_cells_of_a_hidden_column_wait_for_the_answer_and_no_others_do() -> None:
    result = read(hidden_columns={2})
    changes = compare(result, nothing(), file_name="plan.xlsx", title="Plan", period="Q1 2025/26")
    (cells,) = changes.cells
    assert [group.areas for group in cells.groups if group.end == "asked"] == [["C1:C7"]]


def test_an_answer_that_is_none_of_those_offered_counts_as_none() -> None:
    result = read(answers={"hidden:rows:Plan!A3": "perhaps"}, hidden_rows={2})
    assert len(titles(result)) == 6


def test_hidden_lines_without_anything_in_them_are_not_asked() -> None:
    result = read(hidden_rows={50}, hidden_columns={30})
    assert told(result) == [] and not result.doubts


def test_of_very_many_hidden_rows_only_some_are_named() -> None:
    rows = [ROWS[0], *[["Kinder care", f"Open service number {n}", "", "G"] for n in range(60)]]
    looks = Looks(hidden_rows=set(range(1, 61, 2)))
    result = extract(Workbook("plan.xlsx", [Sheet("Plan", rows, looks=looks)]), Known())
    assert "2, 4, 6, 8, 10, 12, 14, 16 and 22 more" in result.doubts[0].question


# Sheets


def test_a_hidden_sheet_is_asked_and_left_out_until_somebody_says_otherwise() -> None:
    result = read(hidden=a_hidden_sheet())
    (question,) = asked(result)
    assert question.key == "hidden:sheet:Old plan" and question.guess == "leave"
    assert question.question == (
        "The sheet “Old plan” is hidden and has 9 filled cells. Should it be read?"
    )
    assert len(titles(result)) == 6
    (note,) = [note for note in sheet_notes(result) if note.title == "Old plan"]
    assert note.place == "Old plan!A1:C3" and not note.holds


def test_a_hidden_sheet_is_read_when_wanted() -> None:
    result = read(answers={"hidden:sheet:Old plan": "read"}, hidden=a_hidden_sheet())
    assert titles(result)[-2:] == ["Paint the boat shed", "Mend the jetty lamps"]
    assert not asked(result)


def test_a_hidden_sheet_is_read_too_when_its_picture_is_said_to_be_a_table() -> None:
    result = read(regions={"Old plan!A1:C3": "table"}, hidden=a_hidden_sheet())
    assert len(titles(result)) == 8


def test_hidden_rows_of_a_hidden_sheet_are_asked_once_it_is_read() -> None:
    sheet = a_hidden_sheet()
    sheet.looks.hidden_rows.add(2)
    assert [q.key for q in asked(read(hidden=sheet))] == ["hidden:sheet:Old plan"]
    result = read(answers={"hidden:sheet:Old plan": "read"}, hidden=sheet)
    assert [q.key for q in asked(result)] == ["hidden:rows:Old plan!A3"]


def test_an_empty_hidden_sheet_is_not_asked() -> None:
    assert not read(hidden=Sheet("Blank", [[""]], is_hidden=True)).doubts


def test_what_the_reader_could_not_tell_is_passed_on() -> None:
    facts = PartFacts(left_out=["3 cells far away were left out."])
    result = read(facts, unread_formats=["The colours of D2:D9 could not be told."])
    said = [message for _, message in told(result)]
    assert "3 cells far away were left out." in said
    assert "The colours of D2:D9 could not be told." in said


def test_a_hidden_sheet_for_which_there_was_no_room_is_left_out_only_when_that_is_said() -> None:
    left = PartFacts(left_out=["The sheet is hidden, and its 9 cells were not read."])
    (question,) = asked(read(hidden=Sheet("Old plan", [], left, is_hidden=True)))
    assert question.question == left.left_out[0]
    assert question.options == (("leave", "Leave it out"),)


# What became of the cells


def ends(result: Extract) -> dict[str, list[tuple[str, str, int]]]:
    return {
        sheet.title: [(g.end, g.what, g.count) for g in sheet.groups if g.end != "field"]
        for sheet in result.ledger.account()
    }


def test_what_is_left_out_unseen_is_accounted_for_with_the_reason() -> None:
    answers = {"hidden:rows:Plan!A3": "leave", "hidden:columns:Plan:C": "leave"}
    hidden = a_hidden_sheet()
    result = read(answers=answers, hidden_rows={2, 3, 5}, hidden_columns={2}, hidden=hidden)
    assert ends(result) == {
        "Plan": [
            ("noise", "A column that is hidden.", 4),
            ("noise", "A row that is hidden.", 12),
        ],
        "Old plan": [("noise", "The sheet is hidden.", 9)],
    }
    cells = {question.key: question.cells for question in result.doubts}
    assert cells["hidden:rows:Plan!A3"] == ("A3:D4", "A6:D6")
    assert cells["hidden:columns:Plan:C"] == ("C1:C7",)
    assert cells["hidden:sheet:Old plan"] == ("A1:C3",)


def test_struck_out_cells_are_accounted_for() -> None:
    rows = [*ROWS[:3], ["", "", "", ""], *ROWS[4:]]
    looks = Looks(struck={(3, 0): "Kinder care", (3, 1): "Open service number 2"})
    result = extract(Workbook("plan.xlsx", [Sheet("Plan", rows, looks=looks)]), Known())
    assert ("noise", "Struck out.", 2) in ends(result)["Plan"]


# From files


def a_book() -> Any:
    book = NewWorkbook()
    for row in ROWS:
        book.active.append(row)
    return book


def filtered(book: NewWorkbook) -> Sheet:
    return read_workbook(as_bytes(book), "any.xlsx").sheets[0]


def test_a_filter_at_work_is_told_from_rows_hidden_by_hand() -> None:
    book = a_book()
    book.active.auto_filter.ref = "A1:D5"
    book.active.auto_filter.add_filter_column(3, ["R"])
    for row in (3, 4, 7):
        book.active.row_dimensions[row].hidden = True
    looks = filtered(book).looks
    assert looks.hidden_rows == {2, 3, 6} and looks.filtered_rows == {2, 3}


def test_a_filter_that_filters_nothing_hides_no_row() -> None:
    book = a_book()
    book.active.auto_filter.ref = "A1:D7"
    book.active.row_dimensions[3].hidden = True
    assert filtered(book).looks.filtered_rows == set()


def test_a_table_has_a_filter_of_its_own() -> None:
    book = a_book()
    book.active.add_table(Table(displayName="Actions", ref="A1:D7"))
    book.active.row_dimensions[5].hidden = True
    data = as_bytes(book)
    part = zipfile.ZipFile(io.BytesIO(data)).read("xl/tables/table1.xml")
    part = re.sub(
        rb'<autoFilter ref="A1:D7" ?/>',
        b'<autoFilter ref="A1:D7"><filterColumn colId="3"><filters><filter val="R"/></filters>'
        b"</filterColumn></autoFilter>",
        part,
    )
    data = repacked(data, {"xl/tables/table1.xml": part})
    assert read_workbook(data, "any.xlsx").sheets[0].looks.filtered_rows == {4}


def test_an_advanced_filter_leaves_only_its_mode() -> None:
    book = a_book()
    book.active.sheet_properties.filterMode = True
    book.active.row_dimensions[2].hidden = True
    assert filtered(book).looks.filtered_rows == {1}


def test_an_old_workbook_says_that_a_filter_is_at_work() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Plan")
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.row(2).hidden = True
    file = io.BytesIO()
    book.save(file)
    looks = read_workbook(file.getvalue(), "plan.xls").sheets[0].looks
    assert looks.hidden_rows == {2} and looks.filtered_rows == set()
    # xlwt knows no filters: the record of gridlines makes room for the one that says so.
    data = file.getvalue().replace(struct.pack("<HHH", 0x2B, 2, 0), struct.pack("<HHH", 0x9B, 2, 0))
    assert read_workbook(data, "plan.xls").sheets[0].looks.filtered_rows == {2}
