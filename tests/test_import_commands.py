"""The commands of imports, and create_trust: what they print, exit codes, and their JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from ambitions.models import KeyAction
from objectives.models import Strategy
from strategy_tracker.accounts import services
from strategy_tracker.accounts.models import Invitation, Membership, Role, Trust, User
from strategy_tracker.accounts.saving import save
from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.compare import planning
from strategy_tracker.imports.compare.compare import compare as real_compare
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.services import save_profile
from tests import factories
from tests.workbooks.samples import ACTIONS, OBJECTIVES, RISKS, changed, workbook

pytestmark = pytest.mark.django_db

PLAN: dict[str, Any] = {"Plan": ACTIONS, "Risks": RISKS, "Goals": OBJECTIVES}


@pytest.fixture
def trust() -> Trust:
    call_command("create_trust", "rivermead", name="Rivermead NHS Trust")
    return Trust.objects.get(code="RIVERMEAD")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write(tmp_path, PLAN)


def write(folder: Path, sheets: dict[str, Any]) -> Path:
    path = folder / "plan.xlsx"
    path.write_bytes(workbook(sheets))
    return path


def import_(path: Path, **options: Any) -> int:
    """The exit code of import_workbook with a strategy and period given."""
    wanted: dict[str, Any] = {"trust": "rivermead", "strategy": "Kinder", "period": "Q1 2024/25"}
    try:
        call_command("import_workbook", str(path), **(wanted | options))
    except SystemExit as end:
        return int(str(end.code))
    return 0


# create_trust


def test_a_new_trust_has_scales_to_start_from(
    trust: Trust, capsys: pytest.CaptureFixture[str]
) -> None:
    names = set(trust.rating_scales.values_list("name", flat=True))
    assert {"RAG", "Delivery status", "Year-end position", "Assurance"} <= names
    with pytest.raises(CommandError, match="already has this code"):
        call_command("create_trust", "RIVERMEAD", name="Again")
    with pytest.raises(CommandError, match="capital letters"):
        call_command("create_trust", "river mead", name="Spaced")
    assert Trust.objects.count() == 1


def test_an_administrator_is_invited_who_chooses_a_password_by_a_link(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_trust", "NORTH", name="Northmoor", admin="Kay.Odd@example.org")
    invitation = Invitation.objects.get(email="kay.odd@example.org")
    assert invitation.role == Role.ADMINISTRATOR and invitation.name == "Kay Odd"
    link = capsys.readouterr().out.split("on your site's address: ")[1].strip()
    page = client.get(link, follow=True)
    assert link.startswith("/") and page.status_code == 200 and b'type="password"' in page.content


def test_a_link_is_whole_where_the_site_s_address_is_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    site = "https://tracker.example.org/"
    call_command("create_trust", "NORTH", name="Northmoor", admin="kay@example.org", site=site)
    assert ": https://tracker.example.org/invitations/" in capsys.readouterr().out


def test_somebody_who_signs_in_already_accepts_as_everybody_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    user = factories.user(password="long enough to keep", email="kay@example.org")
    call_command("create_trust", "NORTH", name="Northmoor", admin="KAY@example.org")
    assert not Membership.objects.exists()
    services.accept_invitation(invitation=Invitation.objects.get(), by=user)
    assert Membership.objects.get(user=user).trust.code == "NORTH"
    assert User.objects.count() == 1


# Importing


def test_applied_is_exit_0_and_says_what_was_done(
    trust: Trust, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_(plan) == 0
    said = capsys.readouterr().out
    assert "Applied: 2 goals, 3 key actions, 2 risks and 3 answers new." in said
    assert "“RAG” -> Rating of the period" in said
    assert KeyAction.objects.for_trust(trust).count() == 3
    assert import_(plan) == 0
    assert "Nothing to do" in capsys.readouterr().out
    assert ImportRun.objects.count() == 1


def test_anything_wrong_is_exit_1_and_nothing_is_written(
    trust: Trust, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(tmp_path, PLAN)
    assert import_(bad, period="Spring") == 1
    captured = capsys.readouterr()
    assert "“Spring” is no period" in captured.err
    assert "Nothing was written: 1 problem must be put right." in captured.out
    assert not Strategy.objects.exists() and not ImportRun.objects.exists()


def test_what_the_file_does_not_say_is_asked_for_by_option(
    trust: Trust, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_(plan, strategy="", period="") == 1
    said = capsys.readouterr().err
    assert "--strategy" in said and "--period" in said
    assert import_(plan) == 0
    assert import_(plan, strategy="", period="") == 0


def test_a_dry_run_says_the_same_and_writes_nothing(
    trust: Trust, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_(plan, dry_run=True) == 0
    assert "Would apply: 2 goals" in capsys.readouterr().out
    assert not Strategy.objects.exists() and not ImportRun.objects.exists()


def test_json_holds_sheets_columns_counts_changes_and_problems(
    trust: Trust, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(tmp_path, PLAN | {"Plan": changed(ACTIONS, (1, 5, "Lilac"))})
    assert import_(bad, dry_run=True, format="json", auto=True) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["applied"] is False and document["certain"] is False
    assert document["counts"]["risk"] == {"new": 2, "changed": 0, "unchanged": 0}
    columns = {column["heading"]: column for column in document["sheets"][0]["columns"]}
    assert columns["Key action"]["confidence"] == 1.0
    [question] = document["questions"]
    assert (question["sheet"], question["cell"], question["value"]) == ("Plan", "F2", "Lilac")
    assert ["Green", "Read it as Green"] in question["options"] and question["guess"] == "new"
    assert any(proposal["what"] == "period" for proposal in document["proposals"])


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"not a workbook", "not an Excel workbook"), (b"", "empty"), (b"x" * 26_214_401, "25 MB")],
)
def test_a_file_that_is_refused_is_exit_1(
    trust: Trust, tmp_path: Path, content: bytes, message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message) as caught:
        import_(path)
    assert caught.value.returncode == 1
    assert import_(path, format="json") == 1
    assert message in json.loads(capsys.readouterr().out)["refused"]


def test_an_unknown_trust_or_file_is_a_plain_error(trust: Trust, plan: Path) -> None:
    with pytest.raises(CommandError, match="no trust with the code NOWHERE"):
        import_(plan, trust="NOWHERE")
    with pytest.raises(CommandError, match="cannot be read"):
        import_(plan.with_name("missing.xlsx"))


def unusual(folder: Path) -> Path:
    rows: list[list[Any]] = [["Rosette", "What we will do", "RAG"]]
    rows += [[f"Care {number % 2}", f"Ring bell {number}", "Green"] for number in range(6)]
    return write(folder, {"Plan": rows})


def test_what_was_guessed_is_said_after_it_is_applied(
    trust: Trust, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_(unusual(tmp_path)) == 0
    said = capsys.readouterr().out
    after = said[said.index("Applied:") :]
    assert "Guessed: “Rosette” on sheet “Plan” is objective title (70%: every row" in after
    assert "What we will dos" not in said


def test_a_column_can_be_said_to_be_something_else(
    trust: Trust, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = unusual(tmp_path)
    assert import_(path, column=["Plan:Rosette=objective.title"]) == 0
    assert "Guessed" not in capsys.readouterr().out
    assert ImportRun.objects.get().choices == {"columns": {"Plan": {"Rosette": "objective.title"}}}
    assert import_(path, column=["Plan:Rosete=objective.title"]) == 1
    assert "There is no column “Rosete”" in capsys.readouterr().err
    for wrong, message in (("Rosette", "SHEET:HEADING=FIELD"), ("Plan:Rosette=x", "no field x")):
        with pytest.raises(CommandError, match=message):
            import_(path, column=[wrong])


# With nobody looking


def test_auto_applies_what_is_certain(
    trust: Trust, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_(plan, auto=True) == 0
    said = capsys.readouterr().out
    assert "Applied: 2 goals" in said and "Guessed" not in said
    assert f"To take it back: undo_import {ImportRun.objects.get().pk}" in said


def test_auto_writes_nothing_where_it_would_have_to_guess_and_asks(
    trust: Trust, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = unusual(tmp_path)
    assert import_(path, auto=True, dry_run=True) == 1
    assert import_(path, auto=True) == 1
    captured = capsys.readouterr()
    assert "question: What is “Rosette” on sheet “Plan”? It looks like objective title" in (
        captured.err
    )
    assert '--column "Plan:Rosette=FIELD"' in captured.err
    assert "Nothing was written" in captured.out
    assert not Strategy.objects.exists() and not ImportRun.objects.exists()
    assert import_(path, auto=True, column=["Plan:Rosette=objective.title"]) == 0
    assert KeyAction.objects.count() == 6


def test_auto_asks_what_is_open_and_takes_the_answer(
    trust: Trust, plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_about_the_garden(monkeypatch)
    assert import_(plan, auto=True) == 1
    asked = capsys.readouterr().err
    assert 'question: Which garden? Say --answer "garden=VALUE" with one of rose (The roses)' in (
        asked
    )
    assert not Strategy.objects.exists()
    assert import_(plan, auto=True, answer=["garden=rose"]) == 0
    with pytest.raises(CommandError, match="KEY=VALUE"):
        import_(plan, answer=["garden"])


def test_suggestions_are_accepted_and_listed(
    trust: Trust, plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_about_the_garden(monkeypatch)
    assert import_(plan, accept_suggestions=True) == 0
    assert 'Guessed: Which garden? The pond. If not, say so with --answer "garden=VALUE".' in (
        capsys.readouterr().out
    )


def ask_about_the_garden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every workbook leave one question open."""
    question = OpenQuestion(
        "garden", Where("Plan", "D3"), "garden", "Which garden?", "pond",
        (("rose", "The roses"), ("pond", "The pond")),
    )  # fmt: skip

    def compare(said: Any, *args: Any, **options: Any) -> Any:
        changes = real_compare(said, *args, **options)
        if "garden" not in said.choices.answers:
            changes.questions.append(question)
        return changes

    monkeypatch.setattr(planning, "compare", compare)


def test_auto_and_accept_suggestions_are_not_given_together(trust: Trust, plan: Path) -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        call_command(
            "import_workbook", str(plan), "--trust=rivermead", "--auto", "--accept-suggestions"
        )


def test_json_of_a_dry_run_says_what_each_region_is_and_how_sure_that_is(
    trust: Trust, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_(plan, dry_run=True, format="json", auto=True) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["applied"], document["certain"], document["import"]) == (False, True, None)
    sheet = document["sheets"][0]
    assert (sheet["place"], sheet["kind"], sheet["holds"]) == ("Plan!A1:H4", "table", "action")
    assert sheet["columns"][3]["samples"][0]["cell"] == "D2"
    assert document["questions"] == []


def test_a_profile_is_used_by_its_name(
    trust: Trust, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = unusual(tmp_path)
    assert import_(path, column=["Plan:Rosette=objective.title"]) == 0
    profile = save_profile(run=ImportRun.objects.get(), name="Roses", by=None)
    rows: list[list[Any]] = [["Rosette", "What we will do", "RAG"], ["Care 9", "Sing", "Green"]]
    later = write(tmp_path, {"Later": rows})
    assert import_(later, profile="roses", auto=True) == 0
    assert ImportRun.objects.get(profile=profile).choices["columns"]["Later"]["Rosette"] == (
        "objective.title"
    )
    with pytest.raises(CommandError, match="no profile “Rose”"):
        import_(later, profile="Rose")


# Undoing


def undo(pk: int, **options: Any) -> int:
    try:
        call_command("undo_import", str(pk), **options)
    except SystemExit as end:
        return int(str(end.code))
    return 0


def test_an_import_is_undone_by_its_number(
    trust: Trust, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_(plan)
    run = ImportRun.objects.get()
    assert undo(run.pk, dry_run=True) == 0 and KeyAction.objects.exists()
    assert undo(run.pk, trust="rivermead") == 0
    said = capsys.readouterr().out
    assert "plan.xlsx: 2 goals, 3 key actions, 2 risks and 3 answers removed; " in said
    assert not Strategy.objects.exists()
    assert undo(run.pk) == 0
    assert "undone before" in capsys.readouterr().out


def test_what_was_kept_is_said_and_is_exit_1(
    trust: Trust, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_(plan)
    run = ImportRun.objects.get()
    action = KeyAction.objects.get(reference="1.1")
    action.title = "Answer every bell"
    save(action, by=factories.user(name="Ketan Mistry"))
    assert undo(run.pk) == 1
    said = capsys.readouterr().out
    assert "kept: action “1.1 Answer every bell”, changed by Ketan Mistry on" in said
    assert f"--overwrite action:{action.pk}" in said and "kept: The strategy “Kinder” stays" in said
    assert [action.pk for action in KeyAction.objects.all()] == [action.pk]


@pytest.mark.parametrize("which", ["all", "action:{}"])
def test_what_was_edited_goes_too_when_told_so(trust: Trust, plan: Path, which: str) -> None:
    import_(plan)
    action = KeyAction.objects.get(reference="1.1")
    action.title = "Answer every bell"
    save(action, by=None)
    assert undo(ImportRun.objects.get().pk, overwrite=[which.format(action.pk)]) == 0
    assert not Strategy.objects.exists()


def test_an_import_that_cannot_be_undone_is_a_plain_error(trust: Trust, plan: Path) -> None:
    import_(plan)
    pk = ImportRun.objects.get().pk
    call_command("create_trust", "NORTH", name="Northmoor")
    with pytest.raises(CommandError, match=f"no import {pk}"):
        undo(pk, trust="NORTH")
    with pytest.raises(CommandError, match="no trust with the code SOUTH"):
        undo(pk, trust="SOUTH")
    waiting = factories.import_run(trust)
    with pytest.raises(CommandError, match="not applied"):
        undo(waiting.pk)
    old = factories.import_run(trust, status="applied")
    with pytest.raises(CommandError, match="before imports could be undone"):
        undo(old.pk)
