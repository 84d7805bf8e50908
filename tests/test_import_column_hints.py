"""Columns whose headings nobody has told us are known by their values."""

from typing import Any

from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.match.model import Known, SheetMatch
from strategy_tracker.imports.read.workbook import read_workbook
from tests.workbooks.samples import workbook

TEXTS = (
    "Open the garden room to visitors",
    "Answer every call bell in a minute",
    "Book every first appointment online",
    "Train all ward managers in coaching",
)


def match(headings: list[str], *columns: list[Any]) -> SheetMatch:
    rows = [headings, *map(list, zip(*columns, strict=True))]
    data = workbook({"Plan": rows})
    return extract(read_workbook(data, "plan.xlsx"), Known()).matches[0]


def of_headings(task: str, person: str, finish: str) -> SheetMatch:
    return match(
        ["Objective", task, person, finish, "RAG"],
        ["Kinder care", "Kinder care", "Quicker care", "Quicker care"],
        list(TEXTS),
        ["Asha Rao", "Ben Hale", "Cara Dean", "Asha Rao"],
        ["31/03/2025", "30/06/2025", "30 September 2025", "31-Dec-25"],
        ["Red", "Green", "Amber", "Green"],
    )


def test_a_word_of_the_heading_and_the_values_together_are_likely() -> None:
    found = of_headings("Steps we shall do", "Name of owner", "Works to finish by")

    assert found.holds == "action"
    for name in ("action.title", "action.lead", "action.target_date"):
        column = found.column(name)
        assert column is not None
        assert 0.75 <= column.confidence < 1


def test_values_alone_are_a_guess_to_be_confirmed() -> None:
    found = of_headings("Our pledges", "Contact", "Horizon")

    assert found.holds == "action"
    for name in ("action.title", "action.lead", "action.target_date"):
        column = found.column(name)
        assert column is not None
        assert column.confidence < 0.75


def test_names_of_measures_are_not_taken_for_actions() -> None:
    found = match(
        ["Measure", "Comments so far", "Owner", "Due date", "RAG"],
        ["Falls", "Waits", "Vacancies", "Complaints"],
        list(TEXTS),
        ["Asha Rao", "Ben Hale", "Cara Dean", "Asha Rao"],
        ["31/03/2025", "30/06/2025", "30/09/2025", "31/12/2025"],
        ["Red", "Green", "Amber", "Green"],
    )

    assert found.holds == "measure"
