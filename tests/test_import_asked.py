"""What no field can take as it is, is asked about, with a default by which nothing is lost."""

from datetime import date
from typing import Any

import pytest

from ambitions.models import KeyAction, Measure, Reading, Update, UpdateNarrative
from objectives.models import CustomField, Heading, Period, StrategicObjective
from objectives.services import close_period, create_default_scales, create_period
from risks.models import Control, Risk, RiskLink, RiskScore
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import services
from strategy_tracker.imports.changeset import ChangeSet, OpenQuestion
from strategy_tracker.imports.choices import Choices
from tests import factories
from tests.workbooks.samples import workbook

pytestmark = pytest.mark.django_db

PLAN = [
    ["Goal", "Key action", "Lead", "RAG", "Comments"],
    ["Dry moorings", "Mend the slipway", "Asha Rao", "Green", "Half is laid."],
    ["Dry moorings", "Buy two pumps", "Ben Hale", "Amber", "One has come."],
    ["Dry moorings", "Clear the drain", "Asha Rao", "Red", "The digger broke."],
]
RISKS = [
    ["Risk ref", "Risk", "Current score", "Controls", "Linked goals"],
    ["P1", "The pier gives way", 12, "Weekly check", "Dry moorings"],
    ["P2", "The pumps stop", 8, "A spare pump", "Dry moorings"],
]


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


def run(trust: Trust, sheets: dict[str, Any], period: str = "Q1 2025/26", **said: str) -> ChangeSet:
    answers = {key.replace("__", ":"): value for key, value in said.items()}
    changes, _ = services.import_at_once(
        data=workbook(sheets), file_name="plan.xlsx", trust=trust, by=None,
        strategy_title="Harbour", period_label=period, choices=Choices(answers=answers),
    )  # fmt: skip
    assert not changes.stopping
    return changes


def answered(trust: Trust, sheets: dict[str, Any], key: str, said: str) -> ChangeSet:
    changes, _ = services.import_at_once(
        data=workbook(sheets), file_name="plan.xlsx", trust=trust, by=None,
        strategy_title="Harbour", period_label="Q1 2025/26", choices=Choices(answers={key: said}),
    )  # fmt: skip
    assert not [one for one in changes.questions if one.key == key]
    return changes


def asked(changes: ChangeSet, start: str) -> OpenQuestion:
    [question] = [one for one in changes.questions if one.key.startswith(start)]
    assert not changes.is_certain and any(sheet.asked for sheet in changes.cells)
    return question


def own_values(record: Any) -> dict[str, str]:
    names = {field.key: field.heading for field in CustomField.objects.all()}
    return {names[key]: value for key, value in record.custom_values.items()}


def put(rows: list[list[Any]], row: int, column: int, value: Any) -> list[list[Any]]:
    return [
        [value if (r, c) == (row, column) else cell for c, cell in enumerate(cells)]
        for r, cells in enumerate(rows)
    ]


# Two risks of one reference


def test_two_risks_of_one_reference_are_two_and_the_later_is_numbered(trust: Trust) -> None:
    sheets = {"Plan": PLAN, "Risks": put(RISKS, 2, 0, "P1")}
    question = asked(run(trust, sheets), "reference:")
    assert question.key == "reference:Risks!A" and "(column A)" in question.question
    assert list(Risk.objects.values_list("reference", flat=True)) == ["P1", "P1 (2)"]
    assert not run(trust, sheets).counts()["risk"]["new"]


def test_two_risks_of_one_reference_are_one_where_that_is_said(trust: Trust) -> None:
    sheets = {"Plan": PLAN, "Risks": put(RISKS, 2, 0, "P1")}
    answered(trust, sheets, "reference:Risks!A", "one")
    risk = Risk.objects.get()
    assert {control.text for control in Control.objects.all()} == {"Weekly check", "A spare pump"}
    assert risk.reference == "P1"


@pytest.mark.parametrize(
    "more",
    [
        ["P1", "The pier gives way", None, "Night watch", None],
        ["P1", None, None, "Night watch", None],
        ["p1", "the pier  gives way.", 12, "Night watch", None],
    ],
)
def test_a_second_row_of_a_risk_says_more_of_it_and_nothing_is_asked(
    trust: Trust, more: list[Any]
) -> None:
    changes = run(trust, {"Plan": PLAN, "Risks": [*RISKS, more]})
    assert not [one for one in changes.questions if one.key.startswith("reference:")]
    first = Risk.objects.get(reference="P1")
    assert Risk.objects.count() == 2
    assert [one.text for one in first.controls.all()] == ["Weekly check", "Night watch"]


def test_a_risk_on_two_sheets_is_one_with_what_both_say(trust: Trust) -> None:
    more = [["Risk ref", "Risk", "Target score"], ["P1", "The pier gives way", 6]]
    run(trust, {"Plan": PLAN, "Risks": RISKS, "Appetite": more})
    scores = RiskScore.objects.filter(risk__reference="P1").values_list("kind", "score")
    assert Risk.objects.count() == 2 and set(scores) == {("current", 12), ("target", 6)}


# Links to what nobody knows


@pytest.mark.parametrize("said", ["Louder bells", "Dry moorings\nLouder bells", "G9"])
def test_a_link_to_what_nobody_knows_is_kept_as_it_is_written(trust: Trust, said: str) -> None:
    sheets = {"Plan": PLAN, "Risks": put(RISKS, 1, 4, said)}
    question = asked(run(trust, sheets), "link:")
    assert question.where.cell == "E2" and "(column E)" in question.question
    assert own_values(Risk.objects.get(reference="P1")) == {"Linked goals, as written": said}
    assert RiskLink.objects.filter(risk__reference="P1").count() == said.count("\n")
    assert not run(trust, sheets).counts()["risk"]["changed"]


def test_a_link_to_what_nobody_knows_can_be_left_out(trust: Trust) -> None:
    sheets = {"Plan": PLAN, "Risks": put(RISKS, 1, 4, "Louder bells")}
    changes = answered(trust, sheets, "link:Risks!E:links", "leave")
    noise = [group for group in changes.cells[1].groups if group.what == "You left it out."]
    assert [group.areas for group in noise] == [["E2"]] and not CustomField.objects.exists()


def test_a_risk_that_an_action_names_and_nobody_knows_is_kept_with_the_action(
    trust: Trust,
) -> None:
    rows = [
        [*row, risk] for row, risk in zip(PLAN, ["Action risks", "P1", "P7", None], strict=True)
    ]
    question = asked(run(trust, {"Plan": rows, "Risks": RISKS}), "link:")
    assert question.where.cell == "F3"
    assert own_values(KeyAction.objects.get(title="Buy two pumps")) == {"Risks, as written": "P7"}
    assert RiskLink.objects.filter(action__title="Mend the slipway").count() == 1


# Texts that are too long

LONG = " ".join(["quay"] * 900)


def test_a_title_that_is_too_long_is_shortened_and_kept_whole_beside(trust: Trust) -> None:
    sheets = {"Plan": [[row[0] if not n else LONG, *row[1:]] for n, row in enumerate(PLAN)]}
    question = asked(run(trust, sheets), "long:")
    assert question.guess == "keep" and "500 is the most" in question.question
    goal = StrategicObjective.objects.get()
    assert len(goal.title) <= 500 and goal.title.endswith("…")
    assert own_values(goal) == {"Title in full": LONG}
    again = run(trust, sheets)
    assert again.counts()["objective"] == {"new": 0, "changed": 0, "unchanged": 1}


def test_a_reference_that_is_too_long_stays_beside_and_not_in_its_field(trust: Trust) -> None:
    words = "The reference of this is in the other book"
    sheets = {"Plan": PLAN, "Risks": put(RISKS, 1, 0, words)}
    run(trust, sheets)
    risk = Risk.objects.get(title="The pier gives way")
    assert risk.reference == "" and own_values(risk) == {"Reference in full": words}


@pytest.mark.parametrize(("said", "kept"), [("shorten", 200), ("leave", 0)])
def test_a_text_that_is_too_long_becomes_what_is_said(trust: Trust, said: str, kept: int) -> None:
    rows = [[*row, where] for row, where in zip(PLAN, ["Area", LONG, "", ""], strict=True)]
    changes = run(trust, {"Plan": rows})
    [question] = [one for one in changes.questions if one.key.startswith("long:")]
    other = factories.trust()
    services.import_at_once(
        data=workbook({"Plan": rows}), file_name="plan.xlsx", trust=other, by=None,
        strategy_title="Harbour", period_label="Q1 2025/26",
        choices=Choices(answers={question.key: said}),
    )  # fmt: skip
    action = KeyAction.objects.for_trust(other).get(title="Mend the slipway")
    assert abs(len(action.area) - kept) <= 2 and not action.custom_values


def test_a_figure_that_is_too_long_is_kept_whole_in_its_note(trust: Trust) -> None:
    told = "Not counted, since " + "the tide took the buoy and " * 12
    rows = [["Measure", "Year", "Quarter", "Value"], ["Boats moored", "2025/26", "Q1", told]]
    run(trust, {"Plan": PLAN, "Figures": rows})
    reading = Reading.objects.get()
    assert len(reading.raw) <= 200 and reading.note == told.strip()


def test_a_heading_that_is_too_long_is_shortened_and_kept_as_guidance(trust: Trust) -> None:
    heading = "Say in your own words what has been done, " + "and what has not been done, " * 8
    sheets = {"Plan": put(PLAN, 0, 4, heading)}
    assert asked(run(trust, sheets), "heading:").where.cell == "E1"
    asked_for = Heading.objects.get(guidance=heading.strip())
    assert len(asked_for.label) <= 200
    again = run(trust, sheets)
    assert not [one for one in again.proposals if one.what == "heading"]


# Periods


def test_a_title_that_names_a_year_over_the_open_quarter_is_asked(trust: Trust) -> None:
    run(trust, {"Plan": PLAN})
    sheets = {"Plan": [["Delivery plan 2025/26"], [], *put(PLAN, 1, 4, "All is laid.")]}
    question = asked(run(trust, sheets, period=""), "period:")
    assert question.guess == "Q1 2025/26" and "would overlap" in question.question
    assert Period.objects.count() == 1
    texts = UpdateNarrative.objects.filter(update__action__title="Mend the slipway")
    assert [one.text for one in texts] == ["All is laid."]


def test_a_period_that_cannot_be_dated_is_asked_and_may_be_left_out(trust: Trust) -> None:
    run(trust, {"Plan": PLAN})
    rows = [[*row, "Period" if not n else "The wet season"] for n, row in enumerate(PLAN)]
    changes = run(trust, {"Plan": put(rows, 1, 4, "All is laid.")})
    question = asked(changes, "period:the wet season")
    assert dict(question.options)["leave"] and question.guess == "Q1 2025/26"
    left = answered(trust, {"Plan": rows}, "period:the wet season", "leave")
    assert not left.of("update") and left.cells[0].noise >= 6


def test_a_closed_quarter_beside_the_open_one_is_left_as_it_is(trust: Trust) -> None:
    rows = [[*row, "Period" if not n else "Q1 2025/26"] for n, row in enumerate(PLAN)]
    run(trust, {"Plan": rows})
    close_period(period=Period.objects.get(), by=None)
    create_period(
        strategy=Period.objects.get().strategy, label="Q2 2025/26", kind="quarter",
        starts_on=date(2025, 7, 1), ends_on=date(2025, 9, 30), by=None,
    )  # fmt: skip
    later = [[*row[:4], "Later.", "Q2 2025/26"] for row in rows[1:]]
    sheets = {"Plan": [*put(rows, 1, 4, "All was laid."), *later]}
    changes = run(trust, sheets, period="Q2 2025/26")
    assert asked(changes, "closed:Q1 2025/26").guess == "leave"
    texts = UpdateNarrative.objects.filter(update__action__title="Mend the slipway")
    assert [one.text for one in texts] == ["Half is laid.", "Later."]


# Rows and cells


def test_two_answers_of_one_action_are_both_kept(trust: Trust) -> None:
    more = [PLAN[0], ["Dry moorings", "Mend the slipway", "Asha Rao", "Red", "It cracked."]]
    changes = run(trust, {"Plan": PLAN, "Late": more})
    assert {one.key for one in changes.questions} == {
        "answers:Late!D:rating",
        "answers:Late!E:words",
    }
    update = Update.objects.get(action__title="Mend the slipway")
    assert update.narratives.get().text == "Half is laid.\n\nIt cracked."
    assert update.ratings.get().rating.label == "Green"


@pytest.mark.parametrize(
    ("rows", "part", "year"),
    [
        ([["Measure", "Value"], ["Boats moored", 41]], "Q1", 2025),
        ([["Measure", "Year", "Value"], ["Boats moored", "2024/25", 41]], "Y", 2024),
        ([["Measure", "Quarter", "Value"], ["Boats moored", "Q3", 41]], "Q3", 2025),
    ],
)
def test_a_figure_without_a_year_or_quarter_is_of_the_period_of_the_import(
    trust: Trust, rows: list[list[Any]], part: str, year: int
) -> None:
    run(trust, {"Plan": PLAN, "Figures": rows})
    for reading in Reading.objects.all():
        assert (reading.part, reading.financial_year) == (part, year)
    assert Measure.objects.count() == 1


@pytest.mark.parametrize("heading", ["Goal", "Ambition"])
def test_a_row_of_a_list_without_a_title_is_asked(trust: Trust, heading: str) -> None:
    rows = [[heading, "Description"], ["Dry moorings", "No boat sinks."], [None, "All is well."]]
    changes = run(trust, {"Plan": PLAN, "List": rows})
    assert asked(changes, "untitled:List!A").guess == "leave"
    left = answered(trust, {"Plan": PLAN, "List": rows}, "untitled:List!A", "leave")
    assert not left.cells[1].asked and left.cells[1].noise == 1


def test_a_value_that_its_field_cannot_take_is_kept_as_it_is_written(trust: Trust) -> None:
    sheets = {"Plan": PLAN, "Risks": put(RISKS, 1, 2, "12 or so")}
    assert asked(run(trust, sheets), "value:").guess == "keep"
    risk = Risk.objects.get(reference="P1")
    assert own_values(risk) == {"Current score, as written": "12 or so"}
    again = run(trust, sheets)
    assert not again.counts()["risk"]["changed"] and not again.counts()["risk"]["new"]


def test_one_cell_that_nobody_knows_is_spoken_of_as_one(trust: Trust) -> None:
    one = run(trust, {"Plan": [*PLAN, [], [None] * 30 + ["far"]]})
    assert dict(asked(one, "unread:").options)["leave"] == "Leave it out"
    two = run(trust, {"Plan": [*PLAN, [], [None] * 30 + ["far", "away"]]})
    assert dict(asked(two, "unread:").options)["leave"] == "Leave them out"


def test_how_a_form_was_read_is_said_in_a_sentence(trust: Trust) -> None:
    form = [["Objective", "Dry moorings"], ["Executive lead", "Asha Rao"], ["Aims", "Dry feet"]]
    changes = run(trust, {"Plan": PLAN, "Page": form})
    said = [note.why for note in changes.sheets if note.title == "Page"]
    assert said and all(why[0].isupper() and why.endswith(".") for why in said)
