"""How one workbook was read, kept for the next of its shape."""

import copy
import json
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from objectives.services import create_default_scales
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.imports import profiles, services, tasks
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.layout.headings import words_without_period
from strategy_tracker.imports.models import ImportProfile, ImportRun
from tests import factories
from tests.workbooks.samples import ACTIONS, OBJECTIVES, RISKS, workbook

HEAD = ["Rosette", "Job", "Progress Q1 2024/25", "Colour", "Remarks"]


def tracker(*, quarter: int = 1, title: str = "", head: list[str] = HEAD) -> dict[str, Any]:
    heading = [heading.replace("Q1", f"Q{quarter}") for heading in head]
    rows = [
        [
            f"Care {n % 2}",
            f"Ring bell {n}",
            f"Rang in {quarter}, and was answered {n} times.",
            "Green",
            f"Loud {n}",
        ]
        for n in range(6)
    ]
    return {title or f"Q{quarter} progress": [heading, *(row[: len(head)] for row in rows)]}


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def officer() -> User:
    return factories.user(name="Ketan Mistry")


def upload(trust: Trust, sheets: dict[str, Any], period: str = "Q1 2024/25") -> ImportRun:
    return services.upload_run(
        data=workbook(sheets), file_name="plan.xlsx", trust=trust,
        strategy_title="Kinder", period_label=period, by=None,
    )  # fmt: skip


def sheet(title: str, *headings: str, holds: str = "action", place: str = "") -> dict[str, Any]:
    columns = [{"heading": heading, "field": "answer.text"} for heading in headings]
    return {"title": title, "holds": holds, "columns": columns, "place": place}


def read(trust: Trust, sheets: dict[str, Any]) -> ImportRun:
    """An upload of a sheet with a rosette, having said what that is."""
    said = Choices(columns={title: {"Rosette": "objective.title"} for title in sheets})
    return services.refresh_run(run=upload(trust, sheets), choices=said, by=None)


# As it is known again


@pytest.mark.parametrize(
    ("heading", "later"),
    [
        ("Progress Q2 2024/25", "Progress Q3 2024/25"),
        ("Progress (Quarter 2 24/25)", "Progress (Quarter 3 24/25)"),
        ("Update March 2024", "Update June 2024"),
        ("Q2 progress", "Q3 Progress "),
        ("Actual 2023/24", "Actual 2024/25"),
        ("2023/24", "2024/25"),
        ("RAG as at December", "RAG as at March"),
    ],
)
def test_a_period_in_a_heading_does_not_tell_it_apart(heading: str, later: str) -> None:
    assert words_without_period(heading) == words_without_period(later) != ""


@pytest.mark.parametrize(
    ("heading", "other"),
    [("Risk 1", "Risk 2"), ("Comments", "Progress Q1 2024/25"), ("Mar", "Lead"), ("Aim", "Actual")],
)
def test_other_words_do(heading: str, other: str) -> None:
    assert words_without_period(heading) != words_without_period(other)


def test_how_far_a_file_fits() -> None:
    shape = profiles.shape_of([sheet("Q1", "Goal", "Job", "Progress Q1 2024/25")])
    assert profiles.fit(shape, [sheet("Q2", "Job", "Goal", "Progress Q2 2024/25")]) == 1
    assert profiles.fit(shape, [sheet("Q2", "Job", "Goal", "Notes")]) == 0.5
    assert profiles.fit(shape, [sheet("Q1", "Name", "Extension")]) == 0
    assert profiles.fit(shape, []) == 0
    twice = [sheet(title, "Job", "Goal", "Progress Q2 2024/25") for title in ("Q1", "Q2")]
    assert profiles.fit(shape, twice) == 1
    with_notes = [*twice, sheet("Read me", "Note", "Date", holds="")]
    assert profiles.fit(shape, with_notes) == 1


def test_what_is_missing_of_the_profile_counts_against_it() -> None:
    both = [sheet("A", "Goal", "Job"), sheet("B", "Risk", "Score")]
    assert profiles.fit(profiles.shape_of(both), both[:1]) == 0.5


def test_places_go_with_their_regions_and_answers_at_cells_stay_behind() -> None:
    old = [sheet("Q1", "Goal", "Job", place="Q1!A1:B9")]
    kept = Choices(
        columns={"Q1": {"Goal": "objective.title"}},
        legend={"#FFC000": "Amber"},
        regions={"Q1!A1:B9": "table"},
        answers={"colour:#00B050": "Green", "date:Q1!B4": "2024-04-03"},
    )
    new = [sheet("Q2", "Goal", "Job", place="Q2!A3:B20")]
    assert profiles.translate(profiles.shape_of(old), kept, new) == Choices(
        {"Q2": {"Goal": "objective.title"}},
        {"#FFC000": "Amber"},
        {"Q2!A3:B20": "table"},
        {"colour:#00B050": "Green"},
    )


# Kept and used


@pytest.mark.django_db
def test_next_quarter_s_file_is_read_the_same_with_nothing_guessed(
    trust: Trust, officer: User
) -> None:
    run = upload(trust, tracker())
    said = Choices(columns={"Q1 progress": {"Rosette": "objective.title", "Remarks": ""}})
    run = services.refresh_run(run=run, choices=said, by=officer)
    profile = services.save_profile(run=run, name=" Quarterly tracker ", by=officer)
    assert (profile.name, profile.created_by) == ("Quarterly tracker", officer)
    tasks.start_apply(run=run, guess=True, by=officer)

    later = upload(trust, tracker(quarter=2), period="")
    assert later.profile is None
    assert later.summary["profiles"] == [
        {"pk": profile.pk, "name": "Quarterly tracker", "fit": 1.0}
    ]
    later = services.use_profile(run=later, profile=profile, by=officer)
    columns = {column["heading"]: column for column in later.changes["sheets"][0]["columns"]}
    assert columns["Rosette"]["field"] == "objective.title" and columns["Remarks"]["field"] == ""
    assert columns["Progress Q2 2024/25"]["field"] == "answer.text"
    assert {column["confidence"] for column in columns.values() if column["field"]} == {1.0}
    assert later.profile == profile and later.summary["profiles"][0]["fit"] == 1.0


@pytest.mark.django_db
def test_profiles_that_fit_are_offered_best_first_and_others_not(trust: Trust) -> None:
    names = ("Exact", "Near", "Far")
    heads = (HEAD, [*HEAD[:4], "Comment"], ["Rosette", "Key action", "Lead", "Due"])
    for name, head in zip(names, heads, strict=True):
        services.save_profile(run=read(trust, tracker(head=head)), name=name, by=None)
    services.save_profile(run=read(factories.trust(), tracker()), name="Theirs", by=None)
    offered = upload(trust, tracker(quarter=3)).summary["profiles"]
    assert [profile["name"] for profile in offered] == ["Exact", "Near"]


@pytest.mark.django_db
def test_a_profile_is_saved_again_by_the_run_that_used_it_and_by_no_other(trust: Trust) -> None:
    run = read(trust, tracker())
    profile = services.save_profile(run=run, name="Tracker", by=None)
    with pytest.raises(ValidationError, match="already has a profile of this name"):
        services.save_profile(run=run, name="TRACKER", by=None)
    run = services.use_profile(run=run, profile=profile, by=None)
    said = Choices(columns={"Q1 progress": {"Remarks": ""}})
    run = services.refresh_run(run=run, choices=said, by=None)
    again = services.save_profile(run=run, name="tracker", by=None)
    assert again == profile and again.choices["columns"]["Q1 progress"]["Remarks"] == ""
    assert ImportProfile.objects.count() == 1
    with pytest.raises(ValidationError):
        services.save_profile(run=run, name="  ", by=None)
    with pytest.raises(ValidationError, match="nothing to keep"):
        services.save_profile(run=upload(trust, {"A": [["Name"], ["Asha"]]}), name="A", by=None)


@pytest.mark.django_db
def test_an_import_stays_when_its_profile_is_deleted(trust: Trust) -> None:
    run = read(trust, tracker())
    profile = services.save_profile(run=run, name="Tracker", by=None)
    run = services.use_profile(run=run, profile=profile, by=None)
    services.delete_profile(profile=profile, by=None)
    run.refresh_from_db()
    assert run.profile is None and run.choices["columns"]


@pytest.mark.django_db
def test_a_profile_of_another_trust_is_not_used(trust: Trust) -> None:
    profile = factories.import_profile()
    with pytest.raises(ValidationError, match="another trust"):
        services.use_profile(run=upload(trust, tracker()), profile=profile, by=None)


# The next quarter's file

GOALS = ["Goal", "Ref", "Key action", "Who answers", "RAG Q1", "Update Sept", "Team remarks"]
CELLS = {
    "Goal": ["Kinder care", "Kinder care", "Quicker care"],
    "Who answers": ["Asha Rao", "Ben Hale", "Asha Rao"],
    "RAG Q1": ["Green", "Amber", "Red"],
    "RAG Q2": ["Amber", "Amber", "Green"],
}


def quarter(*head: str) -> list[list[str]]:
    """Six actions under these headings; what is under others than `CELLS` is words."""
    rows = []
    for number in range(6):
        own = {"Ref": f"1.{number}", "Key action": f"Ring bell number {number}"}
        words = f"Bell {number} rang and was answered."
        rows.append(
            [own.get(heading) or CELLS.get(heading, [words] * 3)[number % 3] for heading in head]
        )
    return [list(head), *rows]


def first_quarter(trust: Trust) -> ImportProfile:
    """The first quarter applied, and how it was read kept: the team's remarks are left out."""
    run = upload(trust, {"Plan": quarter(*GOALS)})
    said = Choices(columns={"Plan": {"Who answers": "action.lead", "Team remarks": ""}})
    run = services.refresh_run(run=run, choices=said, by=None)
    profile = services.save_profile(run=run, name="Tracker", by=None)
    # What was kept tells what columns are, and the preview is of that.
    services.apply_run(run=run, guess=True, by=None)
    return profile


def next_quarter(trust: Trust, title: str, *head: str) -> ImportRun:
    profile = first_quarter(trust)
    run = upload(trust, {title: quarter(*head)}, "Q2 2024/25")
    assert [offered["name"] for offered in run.summary["profiles"]] == ["Tracker"]
    return services.use_profile(run=run, profile=profile, by=None)


def fields_of(run: ImportRun) -> dict[str, str]:
    [sheet] = run.changes["sheets"]
    return {column["heading"]: column["field"] for column in sheet["columns"]}


NEXT = ["Goal", "Ref", "Key action", "Who answers", "RAG Q2", "Update Dec", "Team remarks"]
READ = [
    "objective.title", "action.reference", "action.title", "action.lead", "answer.rating",
    "answer.text", "",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["Plan", "Q2 2024-25", "December"])
def test_periods_in_headings_and_the_sheet_s_name_may_change(trust: Trust, title: str) -> None:
    run = next_quarter(trust, title, *NEXT)
    assert fields_of(run) == dict(zip(NEXT, READ, strict=True))
    assert run.changes["questions"] == [] and run.summary["stopping"] == 0
    # Nothing new is asked of the plan: "Update Dec" is what "Update Sept" was.
    assert [made["what"] for made in run.changes["proposals"]] == ["period"]
    assert run.summary["said"] == "6 answers new"


@pytest.mark.django_db
def test_columns_may_be_moved_and_a_new_one_is_no_obstacle(trust: Trust) -> None:
    head = ["Ref", "Goal", "RAG Q2", "Key action", "Cost code", "Team remarks", "Update Dec"]
    run = next_quarter(trust, "Plan", *head, "Who answers")
    read = fields_of(run)
    assert {name: read[name] for name in NEXT} == dict(zip(NEXT, READ, strict=True))
    assert read["Cost code"] and run.summary["stopping"] == 0
    assert "Cost code" in [made["name"] for made in run.changes["proposals"]]


@pytest.mark.django_db
@pytest.mark.parametrize("remarks", ["Team comments", "Remarks by team"])
def test_a_word_that_differs_in_a_heading_is_asked(trust: Trust, remarks: str) -> None:
    head = [*NEXT[:6], remarks]
    run = next_quarter(trust, "Plan", *head)
    [question] = run.changes["questions"]
    assert question["question"] == (
        f"“{remarks}” is not in the profile. Is it what “Team remarks” was?"
    )
    assert (question["key"], question["guess"]) == ("renamed:Plan!G1", "same")
    assert fields_of(run)[remarks] == ""
    new = Choices(answers={"renamed:Plan!G1": "new"})
    otherwise = services.refresh_run(run=run, choices=new, by=None)
    assert otherwise.changes["questions"] == [] and fields_of(otherwise)[remarks] != ""
    same = Choices(answers={"renamed:Plan!G1": "same"})
    as_before = services.refresh_run(run=run, choices=same, by=None)
    assert as_before.changes["questions"] == [] and fields_of(as_before)[remarks] == ""
    kept = services.save_profile(run=as_before, name="Tracker", by=None)
    assert kept.choices["columns"]["Plan"][remarks] == "" and "renamed" not in kept.choices


@pytest.mark.django_db
def test_a_slip_in_a_heading_is_the_same_heading(trust: Trust) -> None:
    head = [*NEXT[:3], "Who answer", "RAG Q2", "Updates Dec", "Team remark"]
    run = next_quarter(trust, "Plan", *head)
    assert list(fields_of(run).values()) == READ and run.changes["questions"] == []


@pytest.mark.django_db
def test_a_new_heading_that_is_known_is_not_taken_for_another(trust: Trust) -> None:
    shape = profiles.shape_of([sheet("Risks", "Risk title", "Inherent score", "Owner")])
    kept = Choices(
        columns={"Risks": {"Risk title": "risk.title", "Inherent score": "risk.inherent"}}
    )
    later = sheet("Risks", "Risk title", "Target score", "Owner")
    later["columns"][1] |= {"field": "risk.target", "confidence": 1.0}
    said = profiles.translate(shape, kept, [later])
    assert said.columns == {"Risks": {"Risk title": "risk.title"}} and said.renamed == {}
    later["columns"][1] |= {"field": "answer.text", "confidence": 0.8}
    said = profiles.translate(shape, kept, [later])
    assert said.renamed == {"Risks": {"Target score": ("Inherent score", "risk.inherent")}}


@pytest.mark.django_db
def test_columns_of_two_months_stay_two_questions(trust: Trust) -> None:
    first_quarter(trust)
    both = upload(trust, {"Plan": quarter(*NEXT[:5], "Update Sept", "Update Dec")}, "Q2 2024/25")
    assert both.summary["stopping"] == 0
    assert "Update Dec" in [made["name"] for made in both.changes["proposals"]]


# As a file


@pytest.mark.django_db
def test_a_profile_goes_out_and_comes_in_elsewhere(trust: Trust, officer: User) -> None:
    sheets = {"Plan": ACTIONS, "Risks": RISKS, "Goals": OBJECTIVES}
    profile = services.save_profile(run=upload(trust, sheets), name="Tracker", by=None)
    document = json.loads(json.dumps(services.export_profile(profile)))
    assert document["schema"] == "strategy-tracker/import-profile/1"
    other = factories.trust()
    loaded = services.load_profile(trust=other, data=document, by=officer)
    assert (loaded.trust, loaded.name, loaded.created_by) == (other, "Tracker", officer)
    assert (loaded.choices, loaded.shape) == (profile.choices, profile.shape)
    assert upload(other, sheets).summary["profiles"][0]["fit"] == 1.0
    with pytest.raises(ValidationError, match="already has a profile of this name"):
        services.load_profile(trust=other, data=document, by=officer)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["schema"], "strategy-tracker/data/1", "no import profile of Strategy Tracker"),
        (["name"], " ", "has no name"),
        (["name"], "n" * 101, "over 100 characters"),
        (["choices"], [], "damaged"),
        (["choices", "colours"], {}, "damaged"),
        (["choices", "columns"], {"Plan": {"Goal": 1}}, "damaged"),
        (["choices", "columns"], {"Plan": "Goal"}, "damaged"),
        (["choices", "columns"], {"Plan": {"Goal": "objective.smell"}}, "field objective.smell"),
        (["shape"], {"regions": [{"sheet": "Plan"}]}, "damaged"),
        (["shape"], None, "damaged"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(
    trust: Trust, path: list[str], value: Any, message: str
) -> None:
    profile = services.save_profile(run=read(trust, tracker()), name="Tracker", by=None)
    document = copy.deepcopy(services.export_profile(profile))
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(ValidationError, match=message):
        services.load_profile(trust=factories.trust(), data=document, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("data", [None, [], "text", 7])
def test_what_is_no_document_at_all_is_refused(trust: Trust, data: Any) -> None:
    with pytest.raises(ValidationError, match="no import profile"):
        services.load_profile(trust=trust, data=data, by=None)


# What was said before columns were one part of it


@pytest.mark.django_db
def test_old_choices_become_choices_of_columns(trust: Trust) -> None:
    migration = import_module(
        "strategy_tracker.imports.migrations.0004_choices_say_what_they_are_of"
    )
    old = factories.import_run(trust, choices={"Plan": {"Aim": "objective.title"}})
    odd = factories.import_run(trust, choices={"columns": {"Aim": "objective.title"}})
    new = factories.import_run(trust, choices={"columns": {"Plan": {"Aim": ""}}, "legend": {}})
    nothing = factories.import_run(trust)
    migration.say_columns(apps, None)
    migration.say_columns(apps, None)
    for run, choices in (
        (old, {"columns": {"Plan": {"Aim": "objective.title"}}}),
        (odd, {"columns": {"columns": {"Aim": "objective.title"}}}),
        (new, {"columns": {"Plan": {"Aim": ""}}, "legend": {}}),
        (nothing, {}),
    ):
        run.refresh_from_db()
        assert run.choices == run.history.get().choices == choices
