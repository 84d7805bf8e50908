"""What the plan has and next quarter's file does not name: asked, closed, and taken back."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ambitions.models import KeyAction, Measure
from ambitions.plan.editing import end_item
from objectives.models import StrategicObjective
from objectives.services import create_default_scales
from risks.models import Risk
from strategy_tracker.accounts.models import Role, Trust, User
from strategy_tracker.imports import profiles, services
from strategy_tracker.imports.changeset import CLOSED, NOT_NAMED, ChangeSet
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.models import ImportRun
from tests import factories
from tests.test_import_undo import everything
from tests.workbooks.samples import workbook

pytestmark = pytest.mark.django_db

HEAD = ["Goal No", "Goal", "Ref", "Key action", "Lead", "RAG", "Comments"]
RISK_HEAD = ["Risk ref", "Risk title", "Current score", "Target score"]
PICK = {"gone:action": "each"}


def plan(*numbers: int, quarter: int = 1, rating: str = "Green") -> list[list[Any]]:
    """Actions with these numbers, two to a goal."""
    return [
        HEAD,
        *(
            [
                number // 2 + 1,
                f"Goal {number // 2 + 1}",
                f"1.{number}",
                f"Ring bell number {number}",
                "Asha Rao",
                rating,
                f"Rang in quarter {quarter}",
            ]
            for number in numbers
        ),
    ]


def register(*numbers: int) -> list[list[Any]]:
    return [RISK_HEAD, *([f"R{n}", f"If boiler {n} fails, wards close", 12, 6] for n in numbers)]


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def officer() -> User:
    return factories.user(name="Ketan Mistry")


def run(trust: Trust, sheets: dict[str, Any], by: Any = None, **more: Any) -> ImportRun:
    wanted = {"strategy_title": "Kinder", "period_label": "Q1 2024/25"} | more
    _, recorded = services.import_at_once(
        data=workbook(sheets), file_name="Plan Q2.xlsx", trust=trust, by=by, **wanted
    )
    assert recorded is not None
    return recorded


def preview(trust: Trust, sheets: dict[str, Any], answers: Any = (), title: str = "") -> ChangeSet:
    return services.preview_workbook(
        data=workbook(sheets), file_name="Plan Q2.xlsx", trust=trust,
        strategy_title=title or "Kinder", period_label="Q1 2024/25",
        choices=Choices(answers=dict(answers)),
    )  # fmt: skip


def pk_of(number: int) -> int:
    return KeyAction.objects.get(title=f"Ring bell number {number}").pk


def in_plan() -> list[str]:
    return [
        action.title.rpartition(" ")[2] for action in KeyAction.objects.filter(is_archived=False)
    ]


# What is asked


def test_a_first_import_asks_nothing(trust: Trust) -> None:
    changes = preview(trust, {"Plan": plan(*range(6))})
    assert not changes.questions and not changes.of("action", NOT_NAMED, CLOSED)


def test_what_next_quarter_s_file_does_not_name_is_one_question_with_all_of_it(
    trust: Trust,
) -> None:
    run(trust, {"Plan": plan(*range(6)), "Risks": register(1, 2, 3)})
    changes = preview(trust, {"Plan": plan(0, 1, 2, 3, 7), "Risks": register(1, 2)})
    actions, risks = changes.questions
    assert actions.key == "gone:action" and actions.guess == "stay"
    assert actions.question == "2 key actions in the plan are not in this file. Have they ended?"
    assert [value for value, _ in actions.options] == ["stay", "close", "each"]
    assert actions.records == (
        (f"gone:action:{pk_of(4)}", "1.4 Ring bell number 4"),
        (f"gone:action:{pk_of(5)}", "1.5 Ring bell number 5"),
    )
    assert risks.question == "1 risk in the plan is not in this file. Has it ended?"
    assert [value for value, _ in risks.options] == ["stay", "close"]
    assert not changes.is_certain
    assert changes.counts()["action"] == {
        "new": 1, "changed": 0, "unchanged": 4, "not-named": 2,
    }  # fmt: skip
    assert [change.title for change in changes.of("action", NOT_NAMED)] == [
        "1.4 Ring bell number 4", "1.5 Ring bell number 5",
    ]  # fmt: skip


def test_a_file_that_names_less_than_half_is_no_whole_list_and_only_noted(trust: Trust) -> None:
    run(trust, {"Plan": plan(*range(6))})
    changes = preview(trust, {"Plan": plan(0, 1)}, {"gone:action": "close"})
    assert not changes.questions and changes.is_empty
    [note] = [note.message for note in changes.notes if "not in the workbook" in note.message]
    assert note == "4 key actions in the plan are not in the workbook and stay as they are."
    assert preview(trust, {"Plan": plan(0, 1, 2)}).questions


def test_kinds_that_the_file_does_not_hold_are_not_asked_about(trust: Trust) -> None:
    run(trust, {"Plan": plan(*range(4)), "Risks": register(1, 2, 3)})
    assert not preview(trust, {"Risks": register(1, 2, 3)}).questions
    assert not preview(trust, {"Plan": plan(*range(4))}).questions


def test_what_has_ended_before_and_risks_of_another_strategy_are_not_asked_about(
    trust: Trust,
) -> None:
    run(trust, {"Plan": plan(*range(4)), "Risks": register(1, 2)})
    run(trust, {"Risks": register(7, 8, 9)}, strategy_title="Another")
    end_item(item=KeyAction.objects.get(pk=pk_of(3)), by=None)
    assert not preview(trust, {"Plan": plan(0, 1, 2), "Risks": register(1, 2)}).questions


def test_what_has_ended_and_is_named_again_is_told(trust: Trust) -> None:
    run(trust, {"Plan": plan(*range(4))})
    end_item(item=KeyAction.objects.get(pk=pk_of(3)), by=None)
    changes = preview(trust, {"Plan": plan(*range(4))})
    assert (
        "1 key action in the workbook is no longer in the plan and stays out of it: “1.3 Ring bell "
        "number 3”."
    ) in [note.message for note in changes.notes]


# What is answered


@pytest.mark.parametrize("answer", [None, "stay", "nonsense"])
def test_unless_somebody_says_that_it_has_ended_it_stays(trust: Trust, answer: str | None) -> None:
    run(trust, {"Plan": plan(*range(6))})
    answers = {"gone:action": answer} if answer else {}
    later = run(trust, {"Plan": plan(*range(4), quarter=2)}, choices=Choices(answers=answers))
    assert in_plan() == list("012345")
    assert later.summary["said"] == "4 answers changed"
    assert bool(later.changes["questions"]) == (answer != "stay")


def test_what_has_ended_leaves_the_plan_with_the_reason_and_its_history(
    trust: Trust, officer: User
) -> None:
    first = run(trust, {"Plan": plan(*range(6)), "Risks": register(1, 2, 3)})
    before = everything()
    answers = {"gone:action": "close", "gone:risk": "close"}
    sheets = {"Plan": plan(*range(4), quarter=2), "Risks": register(1, 2)}
    later = run(trust, sheets, choices=Choices(answers=answers), by=officer)
    assert in_plan() == list("0123") and later.changes["questions"] == []
    ended = KeyAction.objects.get(pk=pk_of(4))
    assert ended.is_archived and ended.end_reason == "No longer in Plan Q2.xlsx"
    line = ended.history.latest()
    assert (line.history_user, line.history_change_reason) == (officer, later.reason)
    assert [risk.reference for risk in Risk.objects.filter(is_closed=True)] == ["R3"]
    assert later.summary["said"] == "4 answers changed, 2 key actions and 1 risk closed"

    looked = services.look_at_undo(later)
    assert looked.records["action"] == {"removed": 0, "restored": 2}
    services.undo_run(run=later, by=officer)
    after = everything()
    assert after == before and first.status == "applied"
    assert in_plan() == list("012345") and not Risk.objects.filter(is_closed=True)


def test_what_somebody_brought_back_since_stays_when_it_is_undone(trust: Trust) -> None:
    run(trust, {"Plan": plan(*range(6))})
    close = Choices(answers={"gone:action": "close"})
    later = run(trust, {"Plan": plan(*range(4))}, choices=close)
    other = KeyAction.objects.get(pk=pk_of(5))
    end_item(item=other, reason="Merged with another", by=None)
    report = services.undo_run(run=later, by=None)
    assert [row["title"] for row in report.edited] == [str(other)]
    assert in_plan() == list("01234")


def test_one_by_one_only_what_was_ticked_is_closed(trust: Trust) -> None:
    run(trust, {"Plan": plan(*range(8))})
    sheets = {"Plan": plan(0, 1, 2, 3, 4)}
    each = {f"gone:action:{pk_of(5)}": "close", f"gone:action:{pk_of(6)}": "stay"}
    [open_still] = preview(trust, sheets, PICK | each).questions
    assert open_still.question == "“1.7 Ring bell number 7” is not in this file. Has it ended?"
    assert open_still.key == f"gone:action:{pk_of(7)}" and open_still.guess == "stay"
    each |= {f"gone:action:{pk_of(7)}": "stay"}
    assert not preview(trust, sheets, each | PICK).questions
    # Without the third answer those of single records say nothing.
    assert not preview(trust, sheets, each).of("action", CLOSED)
    run(trust, sheets, choices=Choices(answers=PICK | each))
    assert in_plan() == list("0123467")


def test_an_action_whose_last_rating_ends_the_work_was_not_given_up(trust: Trust) -> None:
    run(trust, {"Plan": [*plan(0, 1, 2), *plan(3, rating="Complete")[1:]]})
    run(trust, {"Plan": plan(0, 1, 2)}, choices=Choices(answers={"gone:action": "close"}))
    done = KeyAction.objects.get(pk=pk_of(3))
    assert done.is_archived and done.end_reason == ""


# What stands under what


GOALS = [["Goal No", "Goal", "Description"], *([n, f"Goal {n}", f"Say {n}"] for n in range(1, 5))]


def test_a_goal_under_which_the_file_names_something_is_not_gone(trust: Trust) -> None:
    run(trust, {"Goals": GOALS, "Plan": plan(*range(8))})
    without_goals = [[*row[2:]] for row in plan(*range(8))]
    changes = preview(trust, {"Goals": GOALS[:4], "Plan": without_goals})
    assert not changes.questions


def test_what_stands_under_a_goal_that_has_ended_leaves_with_it_and_comes_back(
    trust: Trust,
) -> None:
    run(trust, {"Goals": GOALS, "Plan": plan(*range(8))})
    before = everything()
    [question] = preview(trust, {"Goals": GOALS[:4]}).questions
    assert question.key == "gone:objective"
    assert dict(question.options)["close"] == (
        "It has ended: close it. What stands under it is closed too."
    )
    close = {"gone:objective": "close"}
    changes = preview(trust, {"Goals": GOALS[:4]}, close)
    assert changes.counts()["action"]["closed"] == 2
    later = run(trust, {"Goals": GOALS[:4]}, choices=Choices(answers=close))
    assert StrategicObjective.objects.get(reference="4").is_archived
    assert in_plan() == list("012345")
    services.undo_run(run=later, by=None)
    assert everything() == before


def test_a_goal_that_is_left_with_nothing_is_told(trust: Trust) -> None:
    run(trust, {"Plan": plan(*range(6))})
    changes = preview(trust, {"Plan": plan(0, 1, 2, 3)}, {"gone:action": "close"})
    assert "Nothing stands under “Goal 3” any more after this import; it stays in the plan." in [
        note.message for note in changes.notes
    ]


def test_a_measure_that_has_ended_leaves_the_scorecard(trust: Trust) -> None:
    head = ["Goal", "No", "KPI", "Baseline", "Target"]
    rows = [["Kinder care", str(n), f"Bells answered {n}", "50%", "90%"] for n in range(4)]
    run(trust, {"Measures": [head, *rows]})
    before = everything()
    close = Choices(answers={"gone:measure": "close"})
    later = run(trust, {"Measures": [head, *rows[:3]]}, choices=close)
    assert Measure.objects.get(is_archived=True).number == "3"
    services.undo_run(run=later, by=None)
    assert everything() == before


# Not for ever


def test_what_was_said_of_one_file_is_no_part_of_a_profile() -> None:
    kept = Choices(answers={"gone:action": "close", "gone:action:7": "close", "word:x": "Green"})
    said = profiles.translate({"regions": []}, kept, [])
    assert dict(said.answers) == {"word:x": "Green"}


def test_what_was_said_of_one_strategy_is_not_done_to_another(trust: Trust) -> None:
    for title in ("Kinder", "Quicker"):
        run(trust, {"Plan": plan(*range(6))}, strategy_title=title)
    waiting = services.upload_run(
        data=workbook({"Plan": plan(*range(4))}), file_name="plan.xlsx", trust=trust,
        strategy_title="Kinder", period_label="Q1 2024/25", by=None,
    )  # fmt: skip
    close = Choices(answers={"gone:action": "close"})
    moved = services.refresh_run(run=waiting, strategy_title="Quicker", choices=close, by=None)
    assert [question["key"] for question in moved.changes["questions"]] == ["gone:action"]
    again = services.refresh_run(run=moved, strategy_title="Quicker", choices=close, by=None)
    assert again.changes["counts"]["action"]["closed"] == 2


def test_as_many_questions_of_the_database_for_twenty_that_stay_as_for_one(trust: Trust) -> None:
    counts = []
    for number in (1, 20):
        title = f"Strategy {number}"
        run(trust, {"Plan": plan(*range(40))}, strategy_title=title)
        with CaptureQueriesContext(connection) as queries:
            preview(trust, {"Plan": plan(*range(40 - number))}, title=title)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_as_many_questions_of_the_database_to_close_twenty_as_to_close_two(trust: Trust) -> None:
    close = {f"gone:{kind}": "close" for kind in ("objective", "action", "measure", "risk")}
    counts = []
    for number in (2, 20):
        title, risks = f"Strategy {number}", range(100 * number, 100 * number + 50)
        names = [["Measure", "Q1 2024/25"], *([f"Bells of ward {n}", n] for n in range(50))]
        sheets = {
            "Goals": [["Goal No", "Goal"], *([n + 1, f"Goal {n + 1}"] for n in range(30))],
            "Plan": plan(*range(60)), "Risks": register(*risks), "Measures": names,
        }  # fmt: skip
        run(trust, sheets, strategy_title=title)
        fewer = {
            "Goals": sheets["Goals"][: -number // 2], "Plan": plan(*range(60 - number)),
            "Risks": register(*risks[:-number]), "Measures": names[:-number],
        }  # fmt: skip
        waiting = services.upload_run(
            data=workbook(fewer), file_name="Plan Q2.xlsx", trust=trust, strategy_title=title,
            period_label="Q1 2024/25", by=None,
        )  # fmt: skip
        waiting = services.refresh_run(run=waiting, choices=Choices(answers=close), by=None)
        closed = {
            kind: of.get("closed") for kind, of in waiting.changes["counts"].items()
            if kind in ("objective", "action", "measure", "risk")
        }  # fmt: skip
        assert closed == {
            "objective": number // 2, "action": number, "measure": number, "risk": number,
        }  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            services.apply_run(run=waiting, guess=True, by=None)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# On the pages and for a command


@pytest.fixture
def signed_in(client: Client, trust: Trust) -> Client:
    client.force_login(factories.member(trust, Role.GOVERNANCE).user)
    return client


def test_all_two_hundred_are_to_be_seen_and_ticked(signed_in: Client, trust: Trust) -> None:
    run(trust, {"Plan": plan(*range(400))})
    waiting = services.upload_run(
        data=workbook({"Plan": plan(*range(200), quarter=2)}), file_name="plan.xlsx", trust=trust,
        strategy_title="Kinder", period_label="Q1 2024/25", by=None,
    )  # fmt: skip
    address = reverse("import_match", args=[trust.code, waiting.pk])
    page = signed_in.get(address).content.decode()
    assert page.count('type="checkbox"') == 200 and "1.399 Ring bell number 399" in page
    preview_address = reverse("import_preview", args=[trust.code, waiting.pk])
    shown = signed_in.get(preview_address).content.decode()
    assert "200 key actions are not in this file and stay in the plan" in shown
    rows = [
        signed_in.get(f"{preview_address}?show=not-named&page={page}").content.decode()
        for page in (1, 2, 3, 4)
    ]
    assert all(f"1.{number} Ring bell" in "".join(rows) for number in range(200, 400))

    digest = waiting.summary["digest"]
    posted = {"digest": digest, "do": "check", "answer-0": "each", "answer-0-record-1": "close"}
    posted |= {"strategy": str(waiting.trust.strategies.get().pk), "period": "Q1 2024/25"}
    signed_in.post(address, posted)
    waiting.refresh_from_db()
    closed = [row["title"] for row in waiting.changes["changes"] if row["state"] == "closed"]
    assert closed == ["1.201 Ring bell number 201"] and not waiting.changes["questions"]
    shown = signed_in.get(preview_address).content.decode()
    assert "200 answers changed, 1 key action closed" in shown
    assert "199 key actions are not in this file and stay in the plan." in shown


def test_a_command_lists_them_with_their_keys_and_takes_answers(
    trust: Trust, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    run(trust, {"Plan": plan(*range(6))})
    path = tmp_path / "later.xlsx"
    path.write_bytes(workbook({"Plan": plan(*range(4))}))
    arguments = ["import_workbook", str(path), f"--trust={trust.code}", "--period=Q1 2024/25"]
    with pytest.raises(SystemExit):
        call_command(*arguments, "--auto")
    told = capsys.readouterr().err
    assert f"gone:action:{pk_of(5)}: 1.5 Ring bell number 5" in told
    call_command(*arguments, "--answer", "gone:action=close", "--format=json")
    document = json.loads(capsys.readouterr().out)
    assert document["applied"] and document["counts"]["action"]["closed"] == 2
    assert in_plan() == list("0123")
