"""Trusts' own flat workbooks go in by command, and every field of theirs comes out again.

The workbooks are not part of the project; where they are not beside the checkout these
tests are skipped. What is compared is each value that the flat workbook holds, in the field
of the exported JSON that it belongs to, white space collapsed.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from ambitions.models import KeyAction, Update
from objectives.models import StrategicObjective
from strategy_tracker.accounts.models import Trust

pytestmark = pytest.mark.django_db

Field = tuple[str, Any, Any]
# What the trust's own file does not say is said with the command, as its user would.
OPTIONS = {
    "nwaft": {"strategy": "Trust Priorities", "period": "2021/22"},
    "lpt_q2": {"strategy": "Step Up To Great", "period": "2024/25 Q2"},
    "lpt_h2": {"strategy": "Step Up To Great", "period": "(Oct 2023 – Mar 2024)"},
    "ccs": {"strategy": "Trust Strategic Framework 2023-26"},
    "scas": {"strategy": "Improvement Programme"},
}


def words(value: Any) -> str:
    return " ".join(str("" if value is None else value).split())


def people(leads: list[dict[str, str]]) -> str:
    return " / ".join(words(f"{lead['name']} {lead['role']}") for lead in leads)


def run(name: str, workbooks: Path, **more: Any) -> None:
    path = workbooks / f"{name}_flat.xlsx"
    call_command("import_workbook", str(path), trust=name.upper(), **(OPTIONS[name] | more))


@pytest.fixture
def exported(request: pytest.FixtureRequest, workbooks: Path, tmp_path: Path) -> dict[str, Any]:
    """The data of the workbook called by the parameter, after its import and export."""
    name = request.param
    call_command("create_trust", name.upper(), name=f"The {name} trust")
    run(name, workbooks)
    output = tmp_path / "data.json"
    call_command("export_data", trust=name.upper(), output=output)
    return dict(json.loads(output.read_text(encoding="utf-8")))


def expected(name: str, workbooks: Path) -> dict[str, Any]:
    return dict(json.loads((workbooks / f"{name}_expected.json").read_text(encoding="utf-8")))


def assert_fields(fields: Iterator[Field], at_least: int) -> None:
    compared = [(where, words(want), words(got)) for where, want, got in fields]
    wrong = [
        f"{where}: wanted {want!r}, got {got!r}" for where, want, got in compared if want != got
    ]
    print(f"{len(compared) - len(wrong)} of {len(compared)} fields right")
    assert not wrong, "\n".join(wrong[:20])
    assert len(compared) >= at_least


@pytest.mark.parametrize("exported", ["nwaft"], indirect=True)
def test_priorities_with_their_risks_and_actions(exported: Any, workbooks: Path) -> None:
    want = expected("nwaft", workbooks)
    titles = {priority["number"]: priority["title"] for priority in want["priorities"]}
    linked = {risk["reference"]: risk["linked"] for risk in exported["risks"]}

    def fields() -> Iterator[Field]:
        for objective, got in zip(want["objectives"], exported["objectives"], strict=True):
            yield "objective number", objective["number"], got["reference"]
            yield "objective title", objective["title"], got["title"]
        for priority, got in zip(want["priorities"], exported["ambitions"], strict=True):
            yield "priority number", priority["number"], got["reference"]
            yield "priority title", priority["title"], got["title"]
            yield "priority statement", priority["description"], got["description"]
            for risk in priority["linked_risks"]:
                yield f"risk {risk} of priority", True, priority["title"] in linked[risk]
        for action, got in zip(want["actions"], exported["actions"], strict=True):
            forecast = got["ratings"]["Forecast RAG"]
            complete = forecast["label"] == "Complete"
            yield "priority of action", action["priority"], got["ambition"]
            yield "objective of action", action["objective"], got["objective"]
            yield "title", action["title"], got["title"]
            yield "lead", action["lead"], people(got["leads"])
            yield "status", action["status_raw"], got["ratings"]["Status"]["label"]
            yield "forecast", action["forecast"], "Complete" if complete else forecast["letter"]
            yield "direction", action["direction"], forecast["direction"]
            yield "target date", action["target_date"], got["target_date"]
            yield "comment", action["comment"], got["narratives"]["Comments"]
        for risk, got in zip(want["risks"], exported["risks"], strict=True):
            for name in ("reference", "title", "current_score", "target_score", "direction"):
                yield f"risk {name}", risk[name], got[name]
            priorities = [titles[number] for number in risk["linked_priorities"]]
            yield "risk links", "; ".join(priorities), "; ".join(got["linked"])

    assert_fields(fields(), at_least=350)


@pytest.mark.parametrize("exported", ["lpt_q2"], indirect=True)
def test_goals_with_themes_leads_and_board_risks(exported: Any, workbooks: Path) -> None:
    want = expected("lpt_q2", workbooks)
    goals = {objective["number"]: objective["title"] for objective in want["objectives"]}

    def fields() -> Iterator[Field]:
        for objective, got in zip(want["objectives"], exported["objectives"], strict=True):
            yield "number", objective["number"], got["reference"]
            for name in ("title", "introduction", "description"):
                yield name, objective[name], got[name]
        for action, got in zip(want["actions"], exported["actions"], strict=True):
            yield "goal", goals[action["objective"]], got["objective"]
            for name in ("theme", "area", "reference", "title"):
                yield name, action[name], got[name]
            yield "comment", action["comment"], got["narratives"].get("Update")
            leads = [{name: lead[name] for name in ("name", "role")} for lead in got["leads"]]
            yield "leads", action["leads"], leads
            yield "rag", action["rag"], got["ratings"]["RAG"]["letter"]
        for risk, got in zip(want["risks"], exported["risks"], strict=True):
            for name in ("reference", "title", "current_score", "target_score", "direction"):
                yield f"risk {name}", risk[name], got[name]
            linked = [goals[number] for number in risk["linked_objectives"]]
            yield "risk links", linked, got["linked"]

    assert_fields(fields(), at_least=200)


@pytest.mark.parametrize("exported", ["lpt_h2"], indirect=True)
def test_bricks_with_plans_and_achievements(exported: Any, workbooks: Path) -> None:
    want = expected("lpt_h2", workbooks)

    def fields() -> Iterator[Field]:
        for objective, got in zip(want["objectives"], exported["objectives"], strict=True):
            yield "brick", objective["title"], got["title"]
            # Name and job title come in either order, with or without marks between.
            lead, found = objective["lead"].strip(".").replace(",", ""), people(got["leads"])
            yield "lead", sorted(lead.split()), sorted(found.split())
        for action, got in zip(want["actions"], exported["actions"], strict=True):
            yield "brick of action", action["objective_title"], got["objective"]
            yield "kind", action["kind"].lower(), got["kind"].lower()
            yield "title", action["title"], got["title"]
            yield "plan", action["plan"], got["narratives"].get("Plan")
            yield "achievements", action["achievements"], got["narratives"].get("Achievements")
            yield "rag", None, got["ratings"].get("RAG")

    assert_fields(fields(), at_least=240)


@pytest.mark.parametrize("exported", ["ccs"], indirect=True)
def test_ambitions_with_conditions_percentages_and_six_questions(
    exported: Any, workbooks: Path
) -> None:
    want = expected("ccs", workbooks)
    questions = {
        "successes": "Successes",
        "challenges_learning": "Challenges & learning",
        "financial_risks": "Financial risks and issues",
        "new_issues_opportunities": "New issues or opportunities",
        "focus": "Focus to March 2024",
        "escalations": "Escalations",
    }

    def fields() -> Iterator[Field]:
        yield "period", want["reporting_period"], exported["period"]
        for objective, its in zip(want["objectives"], exported["objectives"], strict=True):
            yield "objective number", objective["number"], its["reference"]
            yield "objective", objective["title"], its["title"]
            for ambition, got in zip(objective["ambitions"], its["ambitions"], strict=True):
                yield "number", ambition["number"], got["reference"]
                yield "title", ambition["title"], got["title"]
                yield "success", ambition["success_statement"], got["success_statement"]
                yield "success note", ambition["success_note"], got["success_note"]
                yield "strategies", ambition["supporting_strategies"], got["supporting_strategies"]
                yield "conditions", ambition["conditions"], got["conditions"]
                letters = list("abcdefgh"[: len(got["conditions"])])
                yield "letters", letters, got["condition_letters"]
                for name in ("Progress", "Confidence"):
                    percent = f"{ambition[f'{name.lower()}_pct']}%"
                    rating = next(v for k, v in got["ratings"].items() if k.startswith(name))
                    yield name, percent, rating["label"]
                for code, label in questions.items():
                    yield label, ambition["narratives"][code], got["narratives"].get(label)

    assert_fields(fields(), at_least=180)


@pytest.mark.parametrize("exported", ["scas"], indirect=True)
def test_must_dos_and_a_scorecard_of_readings(exported: Any, workbooks: Path) -> None:
    want = expected("scas", workbooks)

    def fields() -> Iterator[Field]:
        yield "period", want["period"], exported["period"]
        for workstream, got in zip(want["workstreams"], exported["objectives"], strict=True):
            yield "workstream", workstream["title"], got["title"]
            yield "executive lead", workstream["lead"], people(got["leads"])
        for action, got in zip(want["actions"], exported["actions"], strict=True):
            yield "workstream of action", action["objective_title"], got["objective"]
            yield "kind", f"{action['kind']} do", got["kind"]
            yield "title", action["title"], got["title"]
            yield "regulations", action["regulation_refs"], got["regulation_refs"]
            delivery, embedding = (
                got["ratings"]["Actions status"],
                got["ratings"]["Embedding status"],
            )
            yield "delivery", action["delivery_status"], delivery["label"]
            yield "embedding", action["embedding_status"], embedding["label"]
            yield "explanation", action["explanation"], got["narratives"].get("Explanation")
            yield "mitigation", action["mitigation"], got["narratives"].get("Mitigation")
        for measure, got in zip(want["measures"], exported["measures"], strict=True):
            yield "workstream of metric", measure["objective_title"], got["objective"]
            for name in (
                "number",
                "name",
                "baseline",
                "baseline_date",
                "target",
                "target_date",
                "comment",
            ):
                yield f"metric {name}", measure[name], got[name]
            found = {
                (r["year"], r["quarter"], r["kind"], r["series"]): r["value"]
                for r in got["readings"]
            }
            yield "number of readings", len(measure["readings"]), len(found)
            for reading in measure["readings"]:
                key = (
                    reading["fy"],
                    reading["quarter"],
                    reading["kind"],
                    reading.get("series") or "",
                )
                yield f"reading {key}", reading["value"], found.get(key)

    assert_fields(fields(), at_least=1100)


@pytest.mark.parametrize("name", OPTIONS)
def test_importing_the_same_workbook_again_changes_nothing(
    name: str, workbooks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_trust", name.upper(), name=f"The {name} trust")
    run(name, workbooks)
    counts = [model.history.count() for model in (StrategicObjective, KeyAction, Update)]
    capsys.readouterr()
    run(name, workbooks)
    assert (
        "Nothing to do: everything in the workbook is in the plan already."
        in capsys.readouterr().out
    )
    assert counts == [model.history.count() for model in (StrategicObjective, KeyAction, Update)]


@pytest.mark.parametrize("name", OPTIONS)
def test_a_tracker_as_it_is_kept_imported_again_changes_nothing(
    name: str, workbooks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_trust", name.upper(), name=f"The {name} trust")
    path = str(workbooks / f"{name}_legacy.xlsx")
    # Two sheets of scas name two leads of one objective, which is asked each time.
    how = {"accept_suggestions": True} if name == "scas" else {"auto": True}
    for _ in range(2):
        capsys.readouterr()
        call_command("import_workbook", path, trust=name.upper(), **how)
    assert (
        "Nothing to do: everything in the workbook is in the plan already."
        in capsys.readouterr().out
    )


def test_what_was_imported_keeps_its_cell(workbooks: Path) -> None:
    call_command("create_trust", "NWAFT", name="A trust")
    run("nwaft", workbooks)
    sheet: Any = load_workbook(workbooks / "nwaft_flat.xlsx")["Actions"]
    actions = KeyAction.objects.for_trust(Trust.objects.get(code="NWAFT"))
    assert actions.count() == sheet.max_row - 1
    for action in actions:
        assert action.source["file"] == "nwaft_flat.xlsx"
        assert sheet[action.source["cell"]].value.strip() == action.title
        assert action.target_date == sheet[f"J{action.source['cell'][1:]}"].value.date()
    assert date(2022, 3, 31) in set(actions.values_list("target_date", flat=True))
