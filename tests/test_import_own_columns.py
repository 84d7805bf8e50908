"""Columns that are no field of ours are kept with their records, under their own headings."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ambitions.models import KeyAction, Measure
from ambitions.plan.editing import change_item
from objectives.custom_fields import edit_custom_field, with_values
from objectives.models import CustomField, Strategy
from objectives.services import create_default_scales
from risks.models import Risk
from risks.services import keep_risk
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.imports import services
from strategy_tracker.imports.changeset import CHANGED, NEW, UNCHANGED, ChangeSet
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.wizard.options import options_of
from tests import factories
from tests.workbooks.samples import workbook

pytestmark = pytest.mark.django_db

REGISTER: list[list[Any]] = [
    ["Ref", "Risk", "Score", "Ward", "Date raised", "Beds lost", "Funding source", ""],
    ["R1", "The roof leaks", 12, "Fern", date(2025, 3, 1), 4, "Charity", "Seen twice"],
    ["R2", "The lift sticks", 9, "Moss", date(2025, 4, 2), 12.5, "Capital", ""],
    ["R3", "The van is old", 6, "", date(2025, 5, 3), "TBC", "Charity", ""],
    ["R4", "The well is dry", 8, "Reed", "TBC", 1, "Capital", "Ask again"],
]


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def officer() -> User:
    return factories.user(name="Ketan Mistry")


def run(
    trust: Trust, sheets: dict[str, Any], by: Any = None, *, applied: bool = True, **more: Any
) -> tuple[ChangeSet, ImportRun | None]:
    wanted = {"strategy_title": "Kinder, quicker", "period_label": "Q1 2024/25"} | more
    changes, recorded = services.import_at_once(
        data=workbook(sheets), file_name="plan.xlsx", trust=trust, by=by, **wanted
    )
    assert not changes.stopping, changes.stopping
    return changes, recorded


def columns(trust: Trust) -> dict[str, CustomField]:
    return {field.heading: field for field in CustomField.objects.for_trust(trust)}


def held(record: Any) -> dict[str, str]:
    """What the record holds, by the headings of the columns."""
    fields = CustomField.objects.in_bulk([int(key) for key in record.custom_values])
    return {fields[int(key)].heading: text for key, text in record.custom_values.items()}


def test_what_is_no_field_is_kept_with_its_record_under_its_heading(
    trust: Trust, officer: User
) -> None:
    changes, _ = run(trust, {"Risks": REGISTER}, by=officer)
    risk = Risk.objects.get(reference="R1")
    assert held(risk) == {
        "Ward": "Fern", "Date raised": "2025-03-01", "Beds lost": "4",
        "Funding source": "Charity", "Column H": "Seen twice",
    }  # fmt: skip
    assert risk.history.first().history_user == officer
    assert not [problem for problem in changes.problems if "left out" in problem.message]
    shown = next(change for change in changes.of("risk", NEW) if change.title == "The roof leaks")
    assert ("Date raised", "", "1 March 2025") in [
        (row.name, row.old, row.new) for row in shown.shown
    ]


def test_the_preview_lists_each_new_column_with_its_kind(trust: Trust) -> None:
    changes, _ = run(trust, {"Risks": REGISTER})
    told = {row.name: row.detail for row in changes.proposals if row.what == "custom_field"}
    assert told == {
        "Ward": "a column of your own, text",
        "Date raised": "a column of your own, date",
        "Beds lost": "a column of your own, number",
        "Funding source": "a column of your own, choice: Charity, Capital",
        "Column H": "a column of your own, text",
    }
    made = columns(trust)["Funding source"]
    assert (made.value_kind, made.allowed_values) == ("choice", ["Charity", "Capital"])
    assert (made.record_kind, made.strategy) == ("risk", None)


def test_the_same_file_again_changes_nothing(trust: Trust) -> None:
    run(trust, {"Risks": REGISTER})
    changes, _ = run(trust, {"Risks": REGISTER})
    assert changes.is_empty
    assert len(changes.of("risk", UNCHANGED)) == 4


def test_what_differs_is_shown_old_and_new_and_the_rest_stays(trust: Trust) -> None:
    run(trust, {"Risks": REGISTER})
    again = [list(row) for row in REGISTER]
    again[1][3], again[2][6], again[3][4] = "Oak", "Lottery", ""
    changes, _ = run(trust, {"Risks": again})
    shown = {
        change.title: [(row.name, row.old, row.new) for row in change.shown]
        for change in changes.of("risk", CHANGED)
    }
    assert shown == {
        "The roof leaks": [("Ward", "Fern", "Oak")],
        "The lift sticks": [("Funding source", "Capital", "Lottery")],
    }
    assert [(row.name, row.detail) for row in changes.proposals] == [
        ("Funding source", "may be Lottery as well")
    ]
    assert columns(trust)["Funding source"].allowed_values == ["Charity", "Capital", "Lottery"]
    assert held(Risk.objects.get(reference="R3"))["Date raised"] == "2025-05-03"
    assert held(Risk.objects.get(reference="R1"))["Beds lost"] == "4"


def test_an_undo_takes_the_values_and_the_columns_away(trust: Trust) -> None:
    _, recorded = run(trust, {"Risks": REGISTER})
    assert recorded is not None
    report = services.undo_run(run=recorded, by=None)
    assert report.records["custom_field"] == {"removed": 5, "restored": 0}
    assert not columns(trust) and not Risk.objects.for_trust(trust).exists()


def test_an_undo_puts_back_what_stood_there_before(trust: Trust) -> None:
    run(trust, {"Risks": REGISTER})
    again = [list(row) for row in REGISTER]
    again[1][3] = "Oak"
    _, recorded = run(trust, {"Risks": again})
    assert recorded is not None
    services.undo_run(run=recorded, by=None)
    assert held(Risk.objects.get(reference="R1"))["Ward"] == "Fern"


def test_an_undo_keeps_a_column_under_which_a_record_that_stays_holds_something(
    trust: Trust, officer: User
) -> None:
    _, recorded = run(trust, {"Risks": REGISTER})
    assert recorded is not None
    edited = Risk.objects.get(reference="R2")
    values = with_values(edited, {columns(trust)["Ward"]: "Elm"})
    keep_risk(risk=edited, values={"custom_values": values}, leads={}, by=officer)
    report = services.undo_run(run=recorded, by=None)
    assert set(columns(trust)) == {"Ward", "Date raised", "Beds lost", "Funding source"}
    assert held(Risk.objects.get())["Ward"] == "Elm"
    assert any("stay" in sentence for sentence in report.blocked)


ACTIONS: list[list[Any]] = [
    ["Goal", "Key action", "Lead", "Ward"],
    ["Kinder care", "Open the hub", "Ana Lima", "Fern"],
    ["Kinder care", "Mend the van", "Ana Lima", "Moss"],
]
KEPT = Choices(columns={"Plan": {"Ward": "own"}})


def test_a_person_can_say_that_a_column_is_their_own(trust: Trust) -> None:
    changes, _ = run(trust, {"Plan": ACTIONS}, choices=KEPT)
    assert held(KeyAction.objects.get(title="Open the hub")) == {"Ward": "Fern"}
    assert not [row for row in changes.proposals if row.what == "heading"]
    assert columns(trust)["Ward"].strategy == Strategy.objects.get()


def test_a_column_that_the_trust_has_is_known_by_its_heading(trust: Trust) -> None:
    run(trust, {"Plan": ACTIONS}, choices=KEPT)
    changes, _ = run(trust, {"Plan": ACTIONS})
    assert changes.is_empty
    column = next(c for c in changes.sheets[0].columns if c.heading == "Ward")
    assert (column.field, column.meaning) == ("own", "A column of your own")


def test_what_a_person_leaves_out_is_not_kept(trust: Trust) -> None:
    choices = Choices(columns={"Risks": {"Ward": "", "Column H": ""}})
    run(trust, {"Risks": REGISTER}, choices=choices)
    assert set(columns(trust)) == {"Date raised", "Beds lost", "Funding source"}


def test_the_menu_offers_to_keep_a_column_or_to_leave_it_out() -> None:
    assert options_of("risk")[-2:] == [
        ("own", "Keep as a column of our own"), ("leave-out", "Leave out"),
    ]  # fmt: skip
    assert "own" not in dict(options_of("passage"))


def test_two_columns_of_one_heading_are_both_kept(trust: Trust) -> None:
    sheet = [["Ref", "Risk", "Ward", "Ward"], ["R1", "The roof leaks", "Fern", "Moss"]]
    run(trust, {"Risks": sheet})
    assert held(Risk.objects.get()) == {"Ward": "Fern", "Ward (D)": "Moss"}


def test_measures_have_columns_of_their_own(trust: Trust) -> None:
    sheet = [["Goal", "KPI", "Target", "Ward"], ["Kinder care", "Bells answered", "90%", "Fern"]]
    run(trust, {"Scores": sheet})
    assert held(Measure.objects.get()) == {"Ward": "Fern"}


def test_a_value_in_a_row_that_names_nothing_is_told(trust: Trust) -> None:
    sheet = [*REGISTER, ["", "", "", "Ash", "", "", "", ""]]
    changes, _ = run(trust, {"Risks": sheet})
    assert [
        (str(problem.where), problem.message) for problem in changes.notes if problem.value == "Ash"
    ] == [("Risks!D6", "This row names no risk, so its “Ward” is left out.")]


def test_an_archived_column_goes_on_taking_its_values(trust: Trust) -> None:
    run(trust, {"Risks": REGISTER})
    edit_custom_field(field=columns(trust)["Ward"], is_archived=True, by=None)
    changes, _ = run(trust, {"Risks": REGISTER})
    assert changes.is_empty


def test_a_long_heading_is_shortened_and_found_again(trust: Trust) -> None:
    sheet = [["Ref", "Risk", "Ward " * 60], ["R1", "The roof leaks", "Fern"]]
    run(trust, {"Risks": sheet})
    assert len(next(iter(columns(trust)))) == 200
    changes, _ = run(trust, {"Risks": sheet})
    assert changes.is_empty


def test_as_many_queries_for_many_rows_as_for_few(trust: Trust) -> None:
    def queries(count: int, other: Trust) -> int:
        rows = [[f"R{n}", f"The roof of hut {n} leaks", f"Ward {n}"] for n in range(count)]
        with CaptureQueriesContext(connection) as found:
            run(other, {"Risks": [["Ref", "Risk", "Ward"], *rows]})
        return len(found)

    queries(2, factories.trust())
    assert queries(3, factories.trust()) == queries(30, factories.trust())


def test_an_edited_value_is_compared_with_what_the_file_says(trust: Trust) -> None:
    run(trust, {"Plan": ACTIONS}, choices=KEPT)
    action = KeyAction.objects.get(title="Open the hub")
    values = {"custom_values": with_values(action, {columns(trust)["Ward"]: "Oak"})}
    change_item(item=action, values=values, leads={}, by=None)
    changes, _ = run(trust, {"Plan": ACTIONS})
    (change,) = changes.of("action", CHANGED)
    assert [(row.name, row.old, row.new) for row in change.shown] == [("Ward", "Oak", "Fern")]
