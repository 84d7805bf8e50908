"""Taking an import back: all of it, less what people have changed since."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ambitions.models import (
    ActionLead,
    Ambition,
    BaselineChange,
    Condition,
    KeyAction,
    Measure,
    Reading,
    Update,
    UpdateNarrative,
)
from ambitions.plan import services as plan_services
from ambitions.updates import services as update_services
from objectives.models import Heading, Period, StrategicObjective, Strategy
from objectives.services import close_period, create_default_scales, update_strategy
from risks.models import Control, Risk, RiskScore
from risks.services import add_control, score_risk
from strategy_tracker.accounts.base import TrustRecord
from strategy_tracker.accounts.models import Person, Trust, User
from strategy_tracker.accounts.saving import save
from strategy_tracker.imports import services
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.undo.plan import UndoReport
from tests import factories
from tests.workbooks.samples import ACTIONS, OBJECTIVES, RISKS, changed, workbook

pytestmark = pytest.mark.django_db

PLAN: dict[str, Any] = {"Plan": ACTIONS, "Risks": RISKS, "Goals": OBJECTIVES}
SCORECARD: list[list[Any]] = [
    ["Goal", "No", "KPI", "Baseline", "End target", "Year", "Quarter", "Aim/Actual", "Value"],
    ["Kinder care", "1", "Bells answered", "50%", "90%", "2024/25", "Q1", "Aim", "60%"],
    ["Kinder care", "1", "Bells answered", "50%", "90%", "2024/25", "Q1", "Actual", "58.5%"],
]
PRIORITIES: list[list[Any]] = [
    ["Priority No", "Trust priority", "Conditions", "Success statement"],
    [1, "Home well", "a. Beds are free.\nb. Families know.", "Nobody stays for want of a van."],
]


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def officer() -> User:
    return factories.user(name="Ketan Mistry")


def run(trust: Trust, sheets: dict[str, Any], by: Any = None, **more: Any) -> ImportRun:
    wanted = {"strategy_title": "Kinder, quicker", "period_label": "Q1 2024/25"} | more
    _, recorded = services.import_at_once(
        data=workbook(sheets), file_name="plan.xlsx", trust=trust, by=by, **wanted
    )
    assert recorded is not None
    return recorded


def undo(recorded: ImportRun, *overwrite: str, by: Any = None) -> UndoReport:
    return services.undo_run(run=recorded, by=by, overwrite=frozenset(overwrite))


def tracked() -> list[Any]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, TrustRecord) and hasattr(model, "history")
        if model._meta.app_label != "imports"
    ]


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every model as it stands, the record of imports apart."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values()) for model in tracked()
    }


# All of it


def test_everything_that_an_import_writes_bears_its_number(trust: Trust) -> None:
    sheets = PLAN | {"Scores": SCORECARD, "Priorities": PRIORITIES}
    before = {model: set(model.history.values_list("history_id", flat=True)) for model in tracked()}
    recorded = run(trust, sheets)
    wrote = 0
    for model in tracked():
        new = model.history.exclude(history_id__in=before[model])
        reasons = set(new.values_list("history_change_reason", flat=True))
        assert reasons <= {recorded.reason}, model
        wrote += bool(reasons)
    assert wrote > 15


def test_a_first_import_undone_leaves_things_as_they_were(trust: Trust, officer: User) -> None:
    before = everything()
    recorded = run(trust, PLAN | {"Scores": SCORECARD, "Priorities": PRIORITIES})
    looked = services.look_at_undo(recorded)
    report = undo(recorded, by=officer)
    assert everything() == before
    assert (report.edited, report.blocked, report.later_runs) == ([], [], [])
    assert report.records == looked.records
    assert report.records["action"] == {"removed": 3, "restored": 0}
    assert list(report.records)[:2] == ["objective", "ambition"]
    assert {"period", "strategy", "person", "heading"} <= set(report.records)


def test_an_undone_import_says_when_and_by_whom(trust: Trust, officer: User) -> None:
    recorded = run(trust, PLAN)
    undo(recorded, by=officer)
    recorded.refresh_from_db()
    assert (recorded.status, recorded.undone_by) == ("undone", officer)
    assert recorded.undone_at is not None and recorded.applied_at is not None
    assert recorded.summary["undo"]["records"]["action"]["removed"] == 3
    gone = KeyAction.history.filter(history_type="-")
    assert gone.count() == 3
    assert {(version.history_user, version.history_change_reason) for version in gone} == {
        (officer, f"undo of import {recorded.pk}")
    }
    assert gone.order_by("id")[0].title == "Answer every call bell within a minute"


def test_undoing_twice_does_nothing_and_the_file_may_come_again(trust: Trust) -> None:
    recorded = run(trust, PLAN)
    undo(recorded)
    before = everything()
    assert undo(recorded) == UndoReport() == services.look_at_undo(recorded)
    assert everything() == before
    run(trust, PLAN)
    assert KeyAction.objects.count() == 3 and Update.objects.count() == 3


def test_what_was_not_applied_is_not_undone(trust: Trust) -> None:
    waiting = factories.import_run(trust)
    with pytest.raises(ValidationError, match="not applied"):
        undo(waiting)


def test_nothing_of_another_trust_is_touched(trust: Trust) -> None:
    other = factories.trust()
    create_default_scales(trust=other, by=None)
    run(other, PLAN)
    before = everything()
    undo(run(trust, PLAN))
    assert everything() == before


def test_each_real_workbook_goes_in_and_wholly_out_again(trust: Trust, workbooks: Path) -> None:
    before = everything()
    for path in sorted(workbooks.glob("*_legacy.xlsx")):
        _, recorded = services.import_at_once(
            data=path.read_bytes(), file_name=path.name, trust=trust, by=None
        )
        assert everything() != before
        report = undo(recorded)
        assert (report.edited, report.blocked) == ([], [])
        assert everything() == before, path.name


# What was there before


def test_what_an_import_changed_is_set_back(trust: Trust, officer: User) -> None:
    first = PLAN | {"Scores": SCORECARD, "Priorities": PRIORITIES}
    run(trust, first, by=officer)
    before = everything()
    sheets = {
        "Plan": changed(
            ACTIONS,
            (1, 4, "Cy Odd"),
            (1, 5, "Red"),
            (2, 6, "Doors are in."),
            (3, 7, date(2025, 6, 30)),
        ),
        "Risks": changed(RISKS, (1, 2, 25), (2, 1, "If the boiler stops")),
        "Goals": changed(OBJECTIVES, (1, 2, "Nobody waits.")),
        "Scores": changed(SCORECARD, (2, 8, "61%")),
        "Priorities": changed(PRIORITIES, (1, 2, "a. Beds are free.")),
    }
    second = run(trust, sheets)
    assert BaselineChange.objects.exists() and Condition.objects.count() == 1
    report = undo(second, by=officer)
    assert everything() == before
    assert report.records["update"] == {"removed": 0, "restored": 2}
    assert report.records["person"] == {"removed": 1, "restored": 0}
    action = KeyAction.objects.get(reference="2.1")
    assert [version.history_type for version in action.history.all()] == ["~", "~", "+"]
    assert action.history.first().history_user == officer


def test_new_records_go_and_changed_ones_go_back_in_one(trust: Trust) -> None:
    run(trust, {"Plan": ACTIONS[:3]})
    before = everything()
    recorded = run(trust, PLAN | {"Plan": changed(ACTIONS, (1, 5, "Red"))})
    undo(recorded)
    assert everything() == before


def test_a_reference_that_another_has_taken_since_is_not_given_back(trust: Trust) -> None:
    run(trust, {"Goals": OBJECTIVES})
    recorded = run(trust, {"Goals": changed(OBJECTIVES, (1, 0, 9), (2, 2, "Nobody waits."))})
    goal, other = StrategicObjective.objects.all()
    assert goal.reference == "9"
    factories.objective(strategy=goal.strategy, title="Newcomer", reference="1")
    report = undo(recorded)
    goal.refresh_from_db()
    other.refresh_from_db()
    assert (goal.reference, other.description) == ("9", "Nobody waits long.")
    assert report.blocked == [
        f"The objective “{goal}” stays, because something else has by now what it had before."
    ]


# What was edited since


def type_words(action: KeyAction, words: str, by: Any) -> None:
    answers = update_services.Answers(narratives={Heading.objects.get(label="Comments"): words})
    update_services.save_draft(
        item=action, period=Period.objects.get(), answers=answers, version=None, by=by
    )


def test_an_edited_record_is_kept_with_all_it_hangs_from(trust: Trust, officer: User) -> None:
    recorded = run(trust, PLAN)
    action = KeyAction.objects.get(reference="1.1")
    action.title = "Answer every bell"
    save(action, by=officer)
    looked = services.look_at_undo(recorded)
    assert looked.edited == [
        {
            "key": f"action:{action.pk}",
            "kind": "action",
            "title": str(action),
            "by": "Ketan Mistry",
            "at": action.history.first().history_date.isoformat(),
            "url_kind": "action",
            "pk": action.pk,
        }
    ]
    report = undo(recorded)
    assert report == looked
    assert [row.title for row in KeyAction.objects.all()] == ["Answer every bell"]
    assert [row.title for row in StrategicObjective.objects.all()] == ["Kinder care"]
    assert [lead.person.name for lead in ActionLead.objects.all()] == ["Asha Rao"]
    assert Strategy.objects.exists() and not Update.objects.exists() and not Risk.objects.exists()
    assert any(
        text.startswith("The objective") and f"the action “{action}” needs it" in text
        for text in report.blocked
    )


def test_an_edit_is_overwritten_when_told_so(trust: Trust, officer: User) -> None:
    before = everything()
    recorded = run(trust, PLAN)
    action = KeyAction.objects.get(reference="1.1")
    action.title = "Answer every bell"
    save(action, by=officer)
    report = undo(recorded, f"action:{action.pk}")
    assert everything() == before
    assert not report.edited and not report.blocked


def test_an_answer_typed_since_is_kept_whole(trust: Trust, officer: User) -> None:
    recorded = run(trust, PLAN)
    action = KeyAction.objects.get(reference="1.1")
    type_words(action, "Median 40 seconds.", officer)
    report = undo(recorded)
    update = Update.objects.get()
    assert [row["key"] for row in report.edited] == [f"update:{update.pk}"]
    assert (update.narratives.get().text, update.ratings.count()) == ("Median 40 seconds.", 1)
    assert KeyAction.objects.get() == action and Period.objects.exists()


def test_a_changed_answer_typed_over_since_goes_back_whole_when_told_so(
    trust: Trust, officer: User
) -> None:
    run(trust, {"Plan": ACTIONS})
    before = everything()
    recorded = run(trust, {"Plan": changed(ACTIONS, (1, 6, "Better."))})
    action = KeyAction.objects.get(reference="1.1")
    type_words(action, "Mine.", officer)
    kept = undo(recorded)
    assert UpdateNarrative.objects.filter(text="Mine.").exists() and len(kept.edited) == 1
    again = run(trust, {"Plan": changed(ACTIONS, (1, 6, "Better."))})
    type_words(action, "Mine again.", officer)
    update = Update.objects.get(action=action)
    undo(again, f"update:{update.pk}")
    assert UpdateNarrative.objects.get(update=update).text == "Mine."
    assert before["ambitions.KeyAction"] == everything()["ambitions.KeyAction"]


def test_leads_chosen_since_count_as_an_edit_of_the_action(trust: Trust, officer: User) -> None:
    recorded = run(trust, PLAN)
    action = KeyAction.objects.get(reference="1.2")
    person = factories.person(trust, name="Dee Lark")
    plan_services.set_leads(item=action, people=[person], by=officer)
    report = undo(recorded)
    assert [row["key"] for row in report.edited] == [f"action:{action.pk}"]
    assert action.lead_rows.get().person == person


def test_what_somebody_deleted_since_is_neither_asked_about_nor_made_again(
    trust: Trust, officer: User
) -> None:
    before = everything()
    recorded = run(trust, PLAN)
    Update.objects.get(action__reference="1.1").delete()
    report = undo(recorded)
    assert report.edited == [] and everything() == before


def test_an_answer_to_what_the_import_made_keeps_it(trust: Trust, officer: User) -> None:
    recorded = run(trust, {"Goals": OBJECTIVES})
    goal = StrategicObjective.objects.get(title="Kinder care")
    period = factories.period(goal.strategy)
    factories.update(goal, period)
    report = undo(recorded)
    assert [row.title for row in StrategicObjective.objects.all()] == ["Kinder care"]
    assert report.edited == []
    assert any("needs it" in text and "answer" in text for text in report.blocked)


def test_a_paper_of_the_period_keeps_the_period(trust: Trust) -> None:
    recorded = run(trust, PLAN)
    paper = factories.paper(period=Period.objects.get())
    report = undo(recorded)
    assert not KeyAction.objects.exists() and Period.objects.exists()
    assert f"The period “Q1 2024/25” stays, because the paper “{paper}” needs it." in report.blocked


def test_a_closed_period_s_answers_stay_whoever_asks(trust: Trust, officer: User) -> None:
    recorded = run(trust, PLAN)
    close_period(period=Period.objects.get(), by=officer)
    keys = [f"update:{update.pk}" for update in Update.objects.all()]
    report = undo(recorded, *keys)
    assert Update.objects.count() == 3 and RiskScore.objects.count() == 2
    assert KeyAction.objects.count() == 3
    closed = [text for text in report.blocked if "Q1 2024/25 is closed" in text]
    assert [text.split(",")[0] for text in closed] == [
        "3 of kind answer stay",
        "2 of kind score stay",
    ]
    assert "“R07 If beds stay full, then people wait on trolleys: Current 20”" in closed[1]


def test_a_score_since_keeps_the_risk_and_not_the_score_that_was_imported(
    trust: Trust, officer: User
) -> None:
    recorded = run(trust, PLAN)
    risk = Risk.objects.get(reference="R07")
    score_risk(risk=risk, kind="inherent", score=25, by=officer)
    report = undo(recorded)
    assert Risk.objects.get() == risk
    assert [score.kind for score in risk.scores.all()] == ["inherent"]
    assert any(text.startswith("The risk “") and "score" in text for text in report.blocked)


def test_a_control_added_since_counts_as_an_edit_of_the_risk(trust: Trust, officer: User) -> None:
    before = everything()
    recorded = run(trust, PLAN)
    risk = Risk.objects.get(reference="R07")
    add_control(risk=risk, text="Count beds", by=officer)
    looked = services.look_at_undo(recorded)
    assert [row["key"] for row in looked.edited] == [f"risk:{risk.pk}"]
    undo(recorded, f"risk:{risk.pk}")
    assert everything() == before and not Control.objects.exists()


def test_an_action_that_a_measure_was_linked_to_since_stays(trust: Trust, officer: User) -> None:
    recorded = run(trust, {"Plan": ACTIONS, "Scores": SCORECARD})
    measure, action = Measure.objects.get(), KeyAction.objects.get(reference="1.1")
    measure.actions.add(action)
    report = undo(recorded)
    assert [row["kind"] for row in report.edited] == ["measure"]
    assert KeyAction.objects.get() == action and not Reading.objects.exists()


def test_a_measure_goes_with_the_links_it_has(trust: Trust, officer: User) -> None:
    before = everything()
    recorded = run(trust, {"Plan": ACTIONS, "Scores": SCORECARD})
    measure = Measure.objects.get()
    measure.actions.add(KeyAction.objects.get(reference="1.1"))
    undo(recorded, f"measure:{measure.pk}")
    assert everything() == before
    assert not Measure.actions.through.objects.exists()


def test_an_edited_strategy_stays_and_what_it_holds_goes(trust: Trust, officer: User) -> None:
    recorded = run(trust, PLAN)
    update_strategy(strategy=Strategy.objects.get(), title="Kinder and quicker", by=officer)
    report = undo(recorded)
    assert [row["kind"] for row in report.edited] == ["strategy"]
    assert Strategy.objects.exists() and not StrategicObjective.objects.exists()


# Several imports


def test_a_later_import_counts_as_an_edit(trust: Trust, officer: User) -> None:
    first = run(trust, PLAN)
    second = run(trust, PLAN | {"Plan": changed(ACTIONS, (1, 6, "Better."))}, by=officer)
    looked = services.look_at_undo(first)
    assert [(row["kind"], row["by"]) for row in looked.edited] == [("update", "Ketan Mistry")]
    assert looked.later_runs == [
        {"pk": second.pk, "file": "plan.xlsx", "at": second.applied_at.isoformat()}
    ]


def test_imports_undone_last_first_leave_nothing(trust: Trust) -> None:
    before = everything()
    first = run(trust, PLAN)
    cells = [(1, 4, "Cy Odd"), (1, 6, "Better."), (2, 5, "Green")]
    second = run(trust, PLAN | {"Plan": changed(ACTIONS, *cells), "Priorities": PRIORITIES})
    third = run(trust, PLAN | {"Plan": changed(ACTIONS, (1, 6, "Best."))})
    for recorded in (third, second, first):
        report = undo(recorded)
        assert (report.edited, report.blocked) == ([], [])
    assert everything() == before
    assert not Ambition.objects.exists() and not Person.objects.exists()


# How much it costs


def rows_of(number: int) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [1, "Kinder care", f"1.{n}", f"Answer bell {n}", f"Person {n}", "Green", f"Rang {n}", None]
        for n in range(number)
    ]
    return [ACTIONS[0], *rows]


@pytest.mark.parametrize("again", [False, True])
def test_undoing_twenty_rows_asks_as_often_as_undoing_one(trust: Trust, again: bool) -> None:
    counts = []
    for number in (1, 20):
        title = f"Strategy {number}"
        recorded = run(trust, {"Plan": rows_of(number)}, strategy_title=title)
        if again:
            cells = [(n + 1, 6, f"Rang twice {n}") for n in range(number)]
            sheets = {"Plan": changed(rows_of(number), *cells)}
            recorded = run(trust, sheets, strategy_title=title)
        ContentType.objects.clear_cache()
        with CaptureQueriesContext(connection) as queries:
            undo(recorded)
        counts.append(len(queries))
    assert counts[0] == counts[1]
