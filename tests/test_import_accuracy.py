"""The scorer of imports counts what is wrong as wrong."""

import copy
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.workbooks.accuracy import MISSING, NOTHING, RIGHT, WARNED, WRONG, Report, judge, score
from tests.workbooks.fields import compare
from tests.workbooks.texts import Cell, Printed, holds, words

# The content of an invented tracker, in the shape of the `*_expected.json` files.
EXPECTED: dict[str, Any] = {
    "strategy": "Every ward a good ward",
    "period": "2024/25 Q2",
    "objectives": [{"number": 1, "title": "Kinder care", "lead": None, "ambitions": []}],
    "actions": [
        {
            "objective": 1,
            "title": "Answer every call bell within a minute",
            "leads": [{"name": "Asha Rao", "role": "Chief Nurse"}],
            "rag": "G",
            "direction": None,
            "target_date": "2024-09-30",
            "comment": "Median 48 seconds in June.",
        }
    ],
    "measures": [
        {
            "objective_title": "Kinder care",
            "number": "1",
            "name": "Seconds until a bell is answered",
            "baseline": "95",
            "baseline_date": "Q4 23/24",
            "target": "60",
            "target_date": None,
            "comment": None,
            "readings": [{"fy": "2024/25", "quarter": "Q1", "kind": "actual", "value": "71"}],
        }
    ],
    "risks": [
        {
            "reference": "R07",
            "title": "If beds stay full, then people wait on trolleys",
            "current_score": 20,
            "target_score": 8,
            "direction": None,
            "linked_objectives": [1],
        }
    ],
    "vision": "Nobody waits alone.",
}
EXPORTED: dict[str, Any] = {
    **NOTHING,
    "strategy": "Every ward a good ward",
    "period": "Quarter 2 2024/25",
    "objectives": [
        {
            "reference": "1",
            "title": "Kinder care",
            "introduction": "",
            "description": "",
            "aims": [],
            "leads": [],
            "ratings": {},
            "narratives": {},
            "ambitions": [],
        }
    ],
    "actions": [
        {
            "objective": "Kinder care",
            "ambition": None,
            "kind": "Key action",
            "reference": "",
            "title": "Answer every call bell within a minute",
            "leads": [{"name": "Asha Rao", "role": "Chief Nurse", "kinds": ["lead"]}],
            "target_date": "2024-09-30",
            "ratings": {"RAG": {"label": "Green", "letter": "G", "direction": ""}},
            "narratives": {"Comments": "Median **48 seconds** in\nJune."},
        }
    ],
    "measures": [
        {
            "objective": "Kinder care",
            "number": "1",
            "name": "Seconds until a bell is answered",
            "baseline": "95",
            "baseline_date": "Q4 23/24",
            "target": "60",
            "target_date": "",
            "comment": "",
            "readings": [
                {
                    "year": "2024/25",
                    "quarter": "Q1",
                    "kind": "actual",
                    "series": "",
                    "value": "71",
                }
            ],
        }
    ],
    "risks": [
        {
            "reference": "R07",
            "title": "If beds stay full, then people wait on trolleys",
            "current_score": 20,
            "target_score": 8,
            "direction": "",
            "linked": ["Kinder care"],
        }
    ],
    "passages": [
        {
            "document": "About us",
            "kind": "text",
            "objective": None,
            "period": "Quarter 2 2024/25",
            "label": "Our vision",
            "text": "• Nobody waits alone.",
        }
    ],
}
PRINTED = Printed(
    cells={
        ("Plan", "A1"): "Every ward a good ward",
        ("Plan", "A4"): "Answer every call bell within a minute",
        ("Plan", "B4"): "G",
        ("Plan", "C4"): "Median 48 seconds in June.",
        ("Plan", "B5"): "G",
    },
    rows={
        ("Plan", "A1"): {("Plan", 1)},
        ("Plan", "A4"): {("Plan", 4)},
        ("Plan", "B4"): {("Plan", 4)},
        ("Plan", "C4"): {("Plan", 4)},
        ("Plan", "B5"): {("Plan", 5)},
    },
)


def report(exported: dict[str, Any], warned: Iterable[Cell] = ()) -> Report:
    made = Report("invented")
    made.fields = judge(compare(EXPECTED, exported, PRINTED), PRINTED, set(warned))
    return made


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    exported = copy.deepcopy(EXPORTED)
    change(exported)
    return exported


def test_an_export_that_says_the_same_is_all_right() -> None:
    made = report(EXPORTED)
    assert set(made.counts()) == {RIGHT}, made.details()
    # Strategy, period, two titles, parent, lead, role, date, rating, comment, five of the
    # measure and two of its baseline, its reading, five of the risk with its link, vision.
    assert made.counts()[RIGHT] >= 20
    assert made.share() == 1


WRONGS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "strategy": lambda it: it.update(strategy="Another"),
    "period": lambda it: it.update(period="Quarter 3 2024/25"),
    "titles": lambda it: it["actions"][0].update(title="Answer every call bell within a moment"),
    "parents": lambda it: it["actions"][0].update(objective="Kinder cure"),
    "leads": lambda it: it["actions"][0]["leads"][0].update(role="Chief Executive"),
    "ratings": lambda it: it["actions"][0]["ratings"]["RAG"].update(label="Amber", letter="A"),
    "direction": lambda it: it["risks"][0].update(direction="up"),
    "dates": lambda it: it["actions"][0].update(target_date="2024-09-03"),
    "narratives": lambda it: it["actions"][0]["narratives"].update(Comments="Median 4 seconds."),
    "readings": lambda it: it["measures"][0]["readings"][0].update(value="17"),
    "baselines, targets": lambda it: it["measures"][0].update(target="59"),
    "measures": lambda it: it["measures"][0].update(comment="Never said."),
    "scores": lambda it: it["risks"][0].update(current_score=8),
    "links": lambda it: it["risks"][0].update(linked=["Another objective"]),
    "risks": lambda it: it["risks"][0].update(title="If beds stay empty"),
    "prose": lambda it: it["passages"][0].update(text="Nobody waits at all alone."),
}


@pytest.mark.parametrize("group", WRONGS)
def test_a_wrong_value_is_counted_as_wrong(group: str) -> None:
    made = report(changed(WRONGS[group]))
    assert made.counts(group)[WRONG] == 1, made.details()
    assert made.counts()[RIGHT] == made.counts().total() - 1
    assert len(made.silent()) == 1
    assert made.share() < 1


def test_what_the_workbook_does_not_say_is_wrong() -> None:
    invented = {"label": "Red", "letter": "R", "direction": ""}
    made = report(changed(lambda it: it["actions"][0]["ratings"].update(Forecast=invented)))
    assert made.counts("ratings")[WRONG] == 1
    made = report(changed(lambda it: it["actions"].append(it["actions"][0] | {"title": "More"})))
    assert made.counts("titles")[WRONG] == 1
    made = report(
        changed(lambda it: it["risks"].append({"reference": "R9", "title": "", "linked": []}))
    )
    assert made.counts("risks")[WRONG] == 1
    reading = {"year": "2024/25", "quarter": "Q2", "kind": "aim", "series": "", "value": "60"}
    made = report(changed(lambda it: it["measures"][0]["readings"].append(reading)))
    assert made.counts("readings")[WRONG] == 1


def test_words_under_the_heading_of_others_are_not_right() -> None:
    def move(it: dict[str, Any]) -> None:
        action = it["actions"][0]
        action["narratives"] = {"Mitigation": action["narratives"]["Comments"]}

    assert report(changed(move)).counts("narratives")[MISSING] == 1


def test_what_is_not_there_is_missing() -> None:
    made = report(NOTHING)
    assert made.counts()[RIGHT] == 0
    assert made.counts()[MISSING] == made.counts().total()
    made = report(changed(lambda it: it["actions"][0]["ratings"].clear()))
    assert made.counts("ratings")[MISSING] == 1


def test_a_warning_counts_at_the_cell_of_the_value_only() -> None:
    exported = changed(WRONGS["ratings"])
    assert report(exported, {("Plan", "B4")}).counts("ratings")[WARNED] == 1
    # The same letter in another row is another value.
    assert report(exported, {("Plan", "B5")}).counts("ratings")[WRONG] == 1
    assert report(exported, {("Plan", "C4")}).counts("ratings")[WRONG] == 1
    exported = changed(WRONGS["narratives"])
    assert report(exported, {("Plan", "C4")}).counts("narratives")[WARNED] == 1


def test_a_report_is_a_table_by_group() -> None:
    made = report(changed(WRONGS["dates"]))
    lines = {line.split()[0]: line.split()[1:] for line in made.table().splitlines()}
    assert lines["dates"] == ["1", "0", "0", "1", "0", "0.0"]
    assert lines["ratings"] == ["1", "1", "0", "0", "0", "100.0"]
    assert "wanted '2024-09-30', got '2024-09-03' (Plan!A4)" in made.details()


def test_texts_are_compared_without_marks_and_by_whole_lines() -> None:
    assert words("• **Beds** full\n\t- again\xa0") == "Beds full again"
    assert words(["One", "• two"]) == "One two"
    assert words("48 \\* 2 - 1") == "48 2 - 1"
    texts = ["Aims:\n• Fewer falls\n• Fewer sores", "Costs nothing"]
    assert holds(texts, "Fewer falls Fewer sores")
    assert holds(texts, "Fewer sores Costs nothing")
    assert not holds(texts, "falls Fewer sores")
    assert not holds(texts, "Fewer falls Fewer")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nwaft", "lpt_q2", "lpt_h2", "ccs", "scas"])
def test_trackers_of_trusts_come_through_without_help(name: str, workbooks: Path) -> None:
    made = score(name, workbooks)
    if name == "scas":
        # It names two leads and two owners of one objective, on two sheets: that alone is asked.
        asked = [line for line in made.help.splitlines() if line.startswith("  question: ")]
        assert len(asked) == 2 and all("Where two differ" in line for line in asked)
    else:
        assert not made.help
    assert not made.silent(), "\n".join(made.silent()[:20])
    assert made.share() >= 0.99, f"{made.table()}\n{made.details()}"
