"""Every filled cell of a sheet is a table's, or is left out with a reason."""

from typing import Any

from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.understanding import Layout, read_layout
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.sheet import say_area
from strategy_tracker.imports.read.workbook import read_workbook
from tests.workbooks.corpus_layout import loose_cells
from tests.workbooks.samples import workbook

HEAD = ["Objective", "Action", "Lead", "Cost"]
FIRST = ["Kinder care", "Answer every bell", "Asha Rao", 12]
SECOND = ["Kinder care", "Open the garden", "Ben Hale", 8]


def laid_out(rows: Any) -> Layout:
    """The layout of one sheet, of which nothing may be left without a word."""
    book = read_workbook(workbook({"Plan": rows}), "plan.xlsx")
    layout = read_layout(book)
    assert not list(loose_cells(book.sheets[0], layout))
    return layout


def noise(layout: Layout) -> dict[str, str]:
    """Where something is left out ("A5:B5"), and why."""
    areas = [pair for table in layout.tables for pair in table.noise]
    areas += [(area, why) for _, area, why in layout.noise]
    return {say_area(area): why for area, why in areas}


def test_a_total_is_noise_with_its_place_and_reason() -> None:
    layout = laid_out([HEAD, FIRST, SECOND, ["Total", None, None, 20]])

    assert noise(layout) == {"A4:A4": "a total", "D4:D4": "a total"}
    assert len(layout.tables[0].body) == 2


def test_a_title_above_the_table_is_noise_whatever_it_tells() -> None:
    layout = laid_out([["Delivery plan 2024/25"], [], HEAD, FIRST, SECOND])

    assert noise(layout) == {"A1:A1": "a title"}


def test_a_form_s_labels_are_noise_and_its_texts_are_not() -> None:
    layout = laid_out(
        [["Report to:", "Board of Directors"], ["Purpose:", "For assurance"], ["Author:", "A Rao"]]
    )

    assert noise(layout) == {"A1:A1": "a label", "A2:A2": "a label", "A3:A3": "a label"}


# Pages of labels


def extracted(sheets: dict[str, Any], **answers: str) -> Extract:
    book = read_workbook(workbook(sheets), "pages.xlsx")
    return extract(book, Known(), Choices(answers=answers))


def risk_page(number: int) -> list[list[Any]]:
    return [
        ["Risk description", f"Pump {number} may fail in a cold spell"],
        ["Cause", "Old seals"],
        ["Effect", "The cellar floods"],
        ["Current score", 12],
        ["Boat bay", "North steps"],
    ]


def test_pages_of_labels_are_one_risk_each_with_what_is_the_trust_s_own() -> None:
    result = extracted({"Pump 1": risk_page(1), "Pump 2": risk_page(2)})

    risks = list(result.found["risk"].values())
    assert [risk.title for risk in risks] == [
        f"Pump {number} may fail in a cold spell" for number in (1, 2)
    ]
    assert [risk.values["cause"] for risk in risks] == ["Old seals"] * 2
    assert [risk.values["own.Boat bay"] for risk in risks] == ["North steps"] * 2
    assert {sheet.asked for sheet in result.ledger.account()} == {0}


# A label that reports have, and one that a plan has, beside words of nobody's.
PAGE = [
    ["SRO", "Asha Rao"],
    ["Overall status", "Amber"],
    ["Summary", "The hall is dry again."],
    ["Weather", "Fair"],
]


def test_words_that_nothing_says_are_of_the_strategy_are_asked_about_once() -> None:
    sheets = {"Plan": [HEAD, FIRST, SECOND], "Page": PAGE}
    result = extracted(sheets)

    [question] = [doubt for doubt in result.doubts if doubt.where.sheet == "Page"]
    assert (question.key, question.guess) == ("words:Page", "keep")
    assert question.cells == ("A1:B4",) and result.found["passage"]

    left = extracted(sheets, **{"words:Page": "leave"})
    assert not left.found["passage"] and left.found["action"]
    [page] = [sheet for sheet in left.ledger.account() if sheet.title == "Page"]
    assert page.noise == page.filled == 8


def test_labels_that_nobody_knows_are_asked_about_and_no_noise() -> None:
    page = [["Tide", "High at noon"], ["Moon", "New"], ["Wind", "From the west"]]
    result = extracted({"Plan": [HEAD, FIRST, SECOND], "Almanac": page})

    [question] = [doubt for doubt in result.doubts if doubt.where.sheet == "Almanac"]
    assert (question.key, question.guess) == ("unread:Almanac", "leave")
    [almanac] = [sheet for sheet in result.ledger.account() if sheet.title == "Almanac"]
    assert (almanac.asked, almanac.noise) == (6, 0)
