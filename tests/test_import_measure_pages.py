"""Pages of one record each, with a table under the form that does not name the record."""

from typing import Any

from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import read_workbook
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from tests.workbooks.samples import workbook


def read(sheets: dict[str, list[list[Any]]]) -> Extract:
    return extract(read_workbook(workbook(sheets), "book.xlsx"), Known())


def risk_page(title: str) -> list[list[Any]]:
    return [
        ["Risk description", title],
        ["Cause", "The harbour wall is old and the winters are wet"],
        ["Effect", "Boats cannot land and the market has no fish"],
        ["Lead director", "Ann Weir"],
        ["Current score", 16],
        ["Target score", 8],
        [],
        ["Controls", "Gaps in control", "Assurances"],
        ["The wall is looked at each week", "Nobody looks at night", "A report to the board"],
        ["Sand bags are kept in the loft", "The loft floods first", None],
    ]


def test_a_table_of_controls_under_the_form_of_a_risk_is_said_of_that_risk() -> None:
    result = read({"One": risk_page("The wall gives way"), "Two": risk_page("The wall is shut")})

    assert not result.found["objective"]
    assert len(result.found["risk"]) == 2
    for risk in result.found["risk"].values():
        assert risk.values["controls"] == [
            "The wall is looked at each week", "Sand bags are kept in the loft",
        ]  # fmt: skip
        assert len(risk.values["gaps_in_control"]) == 2
        assert risk.values["assurances"] == ["A report to the board"]
    assert not list(result.ledger.unread())
    titles = [match.column("risk.title") for match in result.matches if match.sheet.kind == "table"]
    assert all(column and column.confidence < synonyms().auto for column in titles)


def test_a_table_of_more_than_that_is_a_table_of_its_own() -> None:
    page = risk_page("The wall gives way")
    page[7:] = [
        ["Action", "Lead", "Controls"],
        ["Build a new wall", "Paul Dunn", "A plan is drawn"],
        ["Ask for the money", "Ruth Hale", "A form is filled in"],
    ]

    result = read({"One": page})

    assert len(result.found["action"]) == 2


def measure_page(name: str) -> list[list[Any]]:
    return [
        ["Measure name", name],
        ["Owner", "Ruth Hale"],
        ["Data source", "The harbour book"],
        ["Baseline", 40],
        [],
        ["Period", "Target", "Actual", "Comment"],
        ["Q1 2025/26", 42, 41, "A slow start"],
        ["Q2 2025/26", 44, 46, None],
    ]


def test_figures_by_period_under_the_form_of_a_measure_are_its_readings() -> None:
    result = read({"One": measure_page("Boats landed"), "Two": measure_page("Boxes sold")})

    assert len(result.found["measure"]) == 2
    readings = [found.values for found in result.found["reading"].values()]
    assert len(readings) == 8
    first = readings[:4]
    assert [(one["part"], one["kind"], one["raw"]) for one in first] == [
        ("Q1", "aim", "42"), ("Q1", "actual", "41"), ("Q2", "aim", "44"), ("Q2", "actual", "46"),
    ]  # fmt: skip
    assert first[0]["note"] == "A slow start"
    assert not list(result.ledger.unread())
