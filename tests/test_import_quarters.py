"""Trackers with a set of columns for each quarter answer for each of them."""

from typing import Any

from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import Area, Looks, Sheet, Workbook

ACTIONS = ["Answer every call bell", "Open the garden room", "Book every visit online", "Train all"]


def read(rows: list[list[Any]], **looks: Any) -> Extract:
    return extract(Workbook("plan.xlsx", [Sheet("Plan", rows, looks=Looks(**looks))]), Known())


def answers(result: Extract) -> list[tuple[str, list[str], list[str]]]:
    assert not [problem for problem in result.problems if problem.stops]
    return [
        (
            answer.period,
            [rating.label for rating in answer.ratings.values()],
            [text for text, _, _ in answer.narratives.values()],
        )
        for answer in result.answers
    ]


def test_headings_name_the_quarter_and_the_title_the_year() -> None:
    head = ["Goal", "Action", "Q1 RAG", "Q1 update", "Q2 RAG", "Q2 update"]
    rows: list[list[Any]] = [["Annual plan 2025/26"], [""], head]
    rows += [["Kinder", action, "G", f"{action} begun", "A", ""] for action in ACTIONS]
    result = read(rows)
    assert len(result.found["action"]) == 4
    assert answers(result)[:2] == [
        ("Q1 2025/26", ["Green"], ["Answer every call bell begun"]),
        ("Q2 2025/26", ["Amber"], []),
    ]
    # Asked once, and answered for each quarter.
    assert {question.label for question in result.questions.values()} == {"RAG", "update"}


def test_a_group_of_headings_names_the_quarter() -> None:
    rows: list[list[Any]] = [
        ["Goal", "Action", "Q1 2025/26", "", "Q2 2025/26", ""],
        ["", "", "RAG", "Comments", "RAG", "Comments"],
    ]
    rows += [["Kinder", action, "G", "One", "R", "Two"] for action in ACTIONS]
    merges = [Area(0, 0, 1, 0), Area(0, 1, 1, 1), Area(0, 2, 0, 3), Area(0, 4, 0, 5)]
    bold = {(row, column) for row in (0, 1) for column in range(6)}
    result = read(rows, merges=merges, bold=bold)
    assert answers(result)[:2] == [
        ("Q1 2025/26", ["Green"], ["One"]),
        ("Q2 2025/26", ["Red"], ["Two"]),
    ]


def test_quarters_of_no_known_year_are_columns_of_one_heading() -> None:
    rows: list[list[Any]] = [["Goal", "Action", "Q1 RAG", "Q2 RAG"]]
    rows += [["Kinder", action, "G", "A"] for action in ACTIONS]
    result = read(rows)
    [question] = [one for one in result.doubts if one.key.startswith("same:")]
    assert "Columns C and D have the same heading" in question.question
    assert not [problem for problem in result.problems if problem.stops]
    assert [len(answer.ratings) for answer in result.answers] == [2] * len(ACTIONS)


def test_ratings_headed_by_months_alone_are_one_rating_for_each_month() -> None:
    rows: list[list[Any]] = [["Goal", "Action", "Apr-25", "May-25", "Jun-25", "Comments"]]
    rows += [["Kinder", action, "G", "A", "R", "As agreed"] for action in ACTIONS]
    result = read(rows)
    assert [(period, labels) for period, labels, _ in answers(result)[:4]] == [
        ("Apr-25", ["Green"]),
        ("May-25", ["Amber"]),
        ("Jun-25", ["Red"]),
        ("", []),
    ]
    assert {question.label for question in result.questions.values()} == {"RAG", "Comments"}
