"""What a change set says of a workbook, made ready for the pages of its steps."""

from typing import Any

import pytest

from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.wizard.match_display import (
    cell_link,
    findings_of,
    legend_rows,
    outlined_regions,
    pins_of,
    question_rows,
    region_rows,
    say_confidence,
    say_found,
    say_to_do,
    sheet_tabs,
)
from strategy_tracker.imports.wizard.options import options_of, read_choices


def column(heading: str, field: str = "", confidence: float = 1.0, **more: Any) -> dict[str, Any]:
    return {
        "letter": "A", "heading": heading, "meaning": field, "confidence": confidence,
        "evidence": "", "field": field, **more,
    }  # fmt: skip


def region(title: str, holds: str, *columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": title, "holds": holds, "rows": 3, "columns": list(columns), **more}


def changes(*regions: dict[str, Any], **more: Any) -> dict[str, Any]:
    words = {"action": ["priority", "priorities"], "risk": ["risk", "risks"]}
    return {"sheets": list(regions), "words": words, "counts": {}, **more}


def problem(sheet: str, cell: str, message: str, *, stops: bool = True) -> dict[str, Any]:
    return {
        "sheet": sheet, "cell": cell, "value": "", "problem": message, "remedy": "", "stops": stops,
    }  # fmt: skip


def test_columns_to_be_checked_come_apart_from_the_sure_and_the_left_out() -> None:
    (row,) = region_rows(
        changes(
            region(
                "Plan",
                "action",
                column("Aim", "action.title"),
                column("Said", "answer.text", 0.52),
                column("Zing"),
            )
        ),
        "Plan",
    )
    parts = [[entry["heading"] for entry in row[name]] for name in ("sure", "unsure", "left_out")]
    assert parts == [["Aim"], ["Said"], ["Zing"]]
    assert row["unsure"][0]["sureness"] == "A guess, 52%"
    assert row["left_out"][0]["chosen"] == "leave-out"
    assert row["name"] == "Actions" and row["said"] == "3 rows, one action each."


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1, "Sure"),
        (0.95, "Sure"),
        (0.9, "Likely, 90%"),
        (synonyms().auto, f"Likely, {synonyms().auto * 100:.0f}%"),
        (0.5, "A guess, 50%"),
    ],
)
def test_confidence_is_told_in_words(confidence: float, words: str) -> None:
    assert say_confidence(confidence) == words


def test_a_sheet_left_out_says_why() -> None:
    refused = region("Gantt", "", kind="left-out", why="Its cells are fills and no words.")
    (row,) = region_rows(changes(refused), "Gantt")
    assert row["said"] == "Its cells are fills and no words." and row["is_left_out"]
    assert [tab.said for tab in sheet_tabs(changes(refused), "")] == ["left out"]


def test_tabs_count_what_is_to_be_looked_at() -> None:
    data = changes(
        region("Plan", "action", column("Aim", "action.title"), column("Said", "answer.text", 0.5)),
        region("Risks", "risk", column("Risk", "risk.title")),
        questions=[{"sheet": "Risks", "cell": "B2"}, {"sheet": "Risks", "cell": "B3"}],
    )
    tabs = sheet_tabs(data, "Risks")
    assert [(tab.title, tab.said, tab.is_on) for tab in tabs] == [
        ("Plan", "1 to check", False),
        ("Risks", "2 to check", True),
    ]


def test_a_sheet_with_nothing_but_a_key_is_not_called_sure() -> None:
    data = changes(
        region("Plan", "action", column("Aim", "action.title")), region("Key", "", kind="legend")
    )
    assert [tab.said for tab in sheet_tabs(data, "Plan")] == ["all sure", "left out"]


def test_what_was_found_and_what_is_to_do_is_said_in_the_trust_s_words() -> None:
    data = changes(
        region("Plan", "action", column("Said", "answer.text", 0.5)),
        region("Notes", ""),
        counts={"action": {"new": 2, "changed": 1, "unchanged": 4}},
        problems=[{"stops": True}, {"stops": False}],
        questions=[{"sheet": "Plan", "cell": "A1"}],
    )
    assert say_found(data) == "7 priorities recognised, on 1 of 2 sheets."
    assert say_to_do(data) == "1 thing must be fixed, 1 question to answer, 1 column to check"
    assert say_found(changes(region("Notes", ""))) == "" == say_to_do(changes())


def test_regions_read_from_the_same_cells_are_outlined_once() -> None:
    data = changes(
        region("Plan", "action", area=[2, 0, 9, 7]),
        region("Plan", "risk", area=[2, 0, 9, 7]),
        region("Plan", "", area=[0, 0, 0, 7], kind="legend"),
        region("Plan", "action"),
    )
    outlined = outlined_regions(data, "Plan")
    assert [(region.name, region.is_left_out) for region in outlined] == [
        ("Actions, Risks", False),
        ("Key to colours", False),
    ]


def test_findings_are_numbered_worst_first_and_pinned() -> None:
    data = changes(
        region("Plan", "action"),
        problems=[
            problem("Plan", "B2", "So.", stops=False),
            problem("Plan", "C3:C9", "Bad."),
            problem("", "", "All."),
        ],
        questions=[{"sheet": "Plan", "cell": "B2", "value": "x", "question": "Which?"}],
    )  # fmt: skip
    findings = findings_of(data, "Plan")
    assert [finding["message"] for finding in findings] == ["Bad.", "Which?", "So."]
    assert pins_of(findings) == {"C3": [1], "B2": [2, 3]}


def test_a_link_leads_to_the_first_cell_of_a_range() -> None:
    assert cell_link("Q1 & Q2", "B2:C9") == "?sheet=Q1+%26+Q2&cell=B2#cell-B2"
    assert cell_link("", "") == "" == cell_link("Plan", "")


LEGEND = [
    {"key": "#92D050", "fill": "92D050", "count": 9, "meaning": "Green", "confidence": 1,
     "evidence": "", "options": [["green", "Green"]]},
    {"key": "Parked", "fill": "", "count": 1, "meaning": "", "confidence": 0, "evidence": "",
     "options": [["green", "Green"]]},
    {"key": "#DBE5F1", "fill": "DBE5F1", "count": 8, "meaning": "", "confidence": 1,
     "evidence": "only in headings", "options": [["green", "Green"]]},
]  # fmt: skip


def test_the_legend_has_what_is_unclear_first_and_knows_a_meaning_by_its_words() -> None:
    rows = legend_rows(changes(legend=LEGEND))
    assert [(row["words"], row["chosen"]) for row in rows] == [
        ("Parked", ""),
        ("Green", "green"),
        ("Light blue", "no-rating"),
    ]


def test_only_what_was_said_otherwise_is_a_choice() -> None:
    data = changes(legend=LEGEND)
    assert read_choices(data, {"legend-0": "green", "legend-1": "", "legend-2": "no-rating"}) == (
        Choices()
    )
    said = read_choices(data, {"legend-0": "no-rating", "legend-1": "green"})
    assert said.legend == {"#92D050": "", "Parked": "green"}


def test_a_question_without_choices_takes_what_is_typed() -> None:
    question = {"key": "Plan!H2", "sheet": "Plan", "cell": "H2", "value": "soon",
                "question": "When?", "guess": "", "options": []}  # fmt: skip
    data = changes(questions=[question])
    assert question_rows(data)[0]["is_few"]
    assert read_choices(data, {"answer-0": " 31 March 2025 "}).answers == {
        "Plan!H2": "31 March 2025"
    }
    assert read_choices(data, {"answer-0": ""}).answers == {}


def test_a_region_left_out_can_be_read_after_all() -> None:
    data = changes(region("Notes", "", place="Notes!A1:B2", kind="left-out"))
    assert read_choices(data, {"region-0": "table"}).regions == {"Notes!A1:B2": "table"}
    assert read_choices(data, {"region-0": "left-out"}).regions == {}
    with pytest.raises(ValueError, match="Choose what Notes!A1:B2 is"):
        read_choices(data, {"region-0": "matrix"})


def test_a_colour_that_is_asked_about_is_not_in_the_legend_as_well() -> None:
    question = {"key": "colour:#DBE5F1", "sheet": "Plan", "cell": "A1"}
    rows = legend_rows(changes(legend=LEGEND, questions=[question]))
    assert [row["words"] for row in rows] == ["Parked", "Green"]


def test_what_a_column_can_be_is_said_in_words_of_people() -> None:
    words = {label for kind in synonyms().sheets for _, label in options_of(kind.holds)}
    assert {"Action senior responsible officer", "Action executive lead"} <= words
    assert not [label for label in words if "sro" in label.lower().split() or "_" in label]
