"""What a person does not see in a workbook is left out, and that is told."""

from typing import Any

from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import Looks, PartFacts, Sheet, Workbook

ROWS: list[list[Any]] = [
    ["Goal", "Key action", "Working", "RAG"],
    *[["Kinder care", f"Open service number {number}", "x", "G"] for number in range(6)],
]


def read(facts: PartFacts | None = None, hidden: tuple[str, ...] = (), **looks: Any) -> Extract:
    sheet = Sheet("Plan", ROWS, facts or PartFacts(), Looks(**looks))
    return extract(Workbook("plan.xlsx", [sheet], list(hidden)), Known())


def told(result: Extract) -> list[tuple[str, str]]:
    assert not any(problem.stops for problem in result.problems)
    return [(str(problem.where), problem.message) for problem in result.problems]


def test_hidden_rows_are_left_out_and_named() -> None:
    result = read(hidden_rows={2, 3, 5})
    assert len(result.found["action"]) == 3
    message = "Rows 3 to 4, 6 of “Plan” are hidden and were left out."
    assert ("Plan!A3", message) in told(result)


def test_a_hidden_column_is_left_out_and_named() -> None:
    result = read(hidden_columns={2})
    assert ("Plan!C1", "Column C of “Plan” is hidden and was left out.") in told(result)
    assert all("Working" not in question.label for question in result.questions.values())


def test_hidden_lines_without_anything_in_them_are_not_mentioned() -> None:
    assert told(read(hidden_rows={50}, hidden_columns={30})) == []


def test_what_the_reader_could_not_tell_is_passed_on() -> None:
    facts = PartFacts(left_out=["3 cells far away were left out."])
    result = read(facts, unread_formats=["The colours of D2:D9 could not be told."])
    said = [message for _, message in told(result)]
    assert "3 cells far away were left out." in said
    assert "The colours of D2:D9 could not be told." in said


def test_a_hidden_sheet_is_named() -> None:
    assert any("“Lists” is hidden" in message for _, message in told(read(hidden=("Lists",))))
