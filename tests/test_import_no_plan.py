"""Lists of something else than a plan are left out, and each says what it is."""

from datetime import date
from typing import Any

import pytest

from strategy_tracker.imports.compare.notes import sheet_notes
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import read_workbook
from tests.workbooks.samples import workbook

CREW = ["Ann Weir", "Paul Dunn", "Ruth Hale", "Owen Marsh", "Grace Tull"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WORDS = ["Buy the red boat", "Close the old slip", "Wait until the spring", "Let the loft again"]


def day(number: int) -> date:
    return date(2026, 1 + number % 12, 15)


LISTS: dict[str, tuple[str, list[list[Any]]]] = {
    "a rota": (
        "a rota",
        [["Who", *DAYS], *([name, *["E", "L", "off", "N", "E", "off", "off"]] for name in CREW)],
    ),
    "who attended": (
        "who attended",
        [["Member", "May", "July", "Sept"], *([name, "Y", "Apols", "Y"] for name in CREW)],
    ),
    "a record of training": (
        "a record of training",
        [
            ["Member of crew", "Knots", "First aid", "Radio"],
            *([name, day(n), day(n + 1), day(n + 2)] for n, name in enumerate(CREW)),
        ],
    ),
    "decisions": (
        "a log of decisions",
        [
            ["Decision", "Date", "Made by"],
            *([words, day(n), CREW[n]] for n, words in enumerate(WORDS)),
        ],
    ),
    "assumptions": (
        "a log of assumptions",
        [["No", "Assumption", "Holds?"], *([n, words, "Y"] for n, words in enumerate(WORDS, 1))],
    ),
    "meetings": (
        "a calendar of meetings",
        [
            ["Meeting", "Date", "Time", "Venue"],
            *([words, day(n), "10:00", "Loft"] for n, words in enumerate(WORDS)),
        ],
    ),
}  # fmt: skip


def read(rows: list[list[Any]], title: str = "Sheet") -> Extract:
    return extract(read_workbook(workbook({title: rows}), "book.xlsx"), Known())


@pytest.mark.parametrize("name", LISTS)
def test_it_gives_no_record_and_every_cell_is_left_out_with_what_it_is(name: str) -> None:
    why, rows = LISTS[name]

    result = read(rows)

    assert not any(result.found.values())
    assert [why in note.why for note in sheet_notes(result)] == [True]
    assert not list(result.ledger.unread())
    assert any(why in problem.message for problem in result.problems)


def test_actions_beside_a_column_of_decisions_are_read() -> None:
    rows = [
        ["Decision", "Made by", "Action", "Lead"],
        *(
            [words, name, f"Then {words.lower()}", name]
            for words, name in zip(WORDS, CREW, strict=False)
        ),
    ]

    result = read(rows)

    assert len(result.found["action"]) == len(WORDS)


def test_counts_with_their_sum_under_them_are_no_objectives() -> None:
    rows = [
        ["Domain", "Asked", "Met"],
        ["Boats", 6, 3],
        ["Lofts", 5, 2],
        ["Slips", 4, 4],
        ["All", 15, 9],
    ]

    result = read(rows)

    assert not any(result.found.values())
    assert "counts things" in " ".join(region.why for region in result.layout.regions)


def test_figures_that_do_not_add_up_are_not_taken_for_counts() -> None:
    rows = [["Objective", "Score"], ["Boats", 6], ["Lofts", 5], ["Slips", 4], ["Sails", 7]]

    assert len(read(rows).found["objective"]) == 4
