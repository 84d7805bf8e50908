"""The pages of imports: upload, preview, apply and report, and who may see them."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ambitions.models import KeyAction
from objectives.models import Strategy
from objectives.services import create_default_scales
from strategy_tracker.accounts.models import Membership, Role, Trust
from strategy_tracker.accounts.saving import save
from strategy_tracker.imports import services
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.imports.progress import waits
from strategy_tracker.imports.read.workbook import Workbook
from strategy_tracker.imports.services import workbook_of
from strategy_tracker.imports.wizard.options import known_headings
from tests import factories
from tests.workbooks.samples import ACTIONS, OBJECTIVES, RISKS, changed, workbook

pytestmark = pytest.mark.django_db

PLAN: dict[str, Any] = {"Plan": ACTIONS, "Risks": RISKS, "Goals": OBJECTIVES}
READS = ("import_preview", "import_progress", "import_report")
WRITES = ("import_discard", "import_use_profile")
# What can be come back to after signing in again, whatever was sent.
BOTH = ("import_sheets", "import_match", "import_apply", "import_undo")
NAMES = (*READS, *WRITES, *BOTH)


@pytest.fixture(autouse=True)
def _no_picture_is_kept() -> None:
    cache.clear()


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def officer(trust: Trust) -> Membership:
    return factories.member(trust, Role.GOVERNANCE)


@pytest.fixture
def signed_in(client: Client, officer: Membership) -> Client:
    client.force_login(officer.user)
    return client


def upload(client: Client, trust: Trust, data: bytes, name: str = "plan.xlsx", **more: str) -> Any:
    wanted = {"new_strategy": "Kinder, quicker", "period": "Q1 2024/25"} | more
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("import_upload", args=[trust.code]), wanted | {"file": file})


def uploaded(client: Client, trust: Trust, sheets: dict[str, Any], **more: str) -> ImportRun:
    response = upload(client, trust, workbook(sheets), **more)
    assert response.status_code == 302, text_of(response)
    return ImportRun.objects.for_trust(trust).first()  # type: ignore[return-value]


def address_of(name: str, run: ImportRun) -> str:
    return reverse(name, args=[run.trust.code, run.pk])


def send(client: Client, run: ImportRun, **values: str) -> Any:
    """Press a button of the match page, which holds the strategy and period as they are."""
    run.refresh_from_db()
    wanted = {
        "do": "check",
        "digest": run.summary["digest"],
        "new_strategy": run.strategy_title,
        "period": run.period_label,
    }
    return client.post(address_of("import_match", run), wanted | values, follow=True)


def text_of(response: HttpResponse) -> str:
    """What the page says, without its tags."""
    words = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", words)


def page(client: Client, name: str, trust: Trust, *arguments: int, query: str = "") -> str:
    response = client.get(reverse(name, args=[trust.code, *arguments]) + query)
    assert response.status_code == 200
    return text_of(response)


# Who may


def test_leads_and_readers_may_not_import(client: Client, trust: Trust) -> None:
    run = factories.import_run(trust=trust)
    for role in (Role.READER, Role.LEAD):
        client.force_login(factories.member(trust, role).user)
        for name in ("import_list", "import_upload", "import_profiles"):
            assert client.get(reverse(name, args=[trust.code])).status_code == 403
        for name in NAMES:
            address = reverse(name, args=[trust.code, run.pk])
            assert {client.get(address).status_code, client.post(address).status_code} <= {403, 405}


def test_another_trust_s_import_is_not_there(signed_in: Client, trust: Trust) -> None:
    theirs = factories.import_run(trust=factories.trust())
    for name in NAMES:
        address = reverse(name, args=[trust.code, theirs.pk])
        assert {signed_in.get(address).status_code, signed_in.post(address).status_code} <= {
            404,
            405,
        }
    stranger = reverse("import_list", args=[theirs.trust.code])
    assert signed_in.get(stranger).status_code == 404


def test_readers_may_not_touch_profiles(client: Client, trust: Trust) -> None:
    profile = factories.import_profile(trust=trust)
    client.force_login(factories.member(trust, Role.READER).user)
    export = reverse("import_profile_export", args=[trust.code, profile.pk])
    delete = reverse("import_profile_delete", args=[trust.code, profile.pk])
    assert client.get(export).status_code == 403 and client.post(delete).status_code == 403
    assert ImportProfile.objects.exists()


@pytest.mark.parametrize("name", BOTH)
def test_a_session_that_ran_out_is_taken_up_where_it_was(
    client: Client, trust: Trust, officer: Membership, name: str
) -> None:
    client.force_login(officer.user)
    run = uploaded(client, trust, PLAN)
    client.logout()
    response = client.post(address_of(name, run))
    assert response.status_code == 302 and "/login/" in response["Location"]
    assert not Strategy.objects.exists()
    client.force_login(officer.user)
    response = client.get(unquote(response["Location"].partition("next=")[2]), follow=True)
    assert response.status_code == 200 and "plan.xlsx" in text_of(response)


def test_signed_out_goes_to_sign_in(client: Client, trust: Trust) -> None:
    response = client.get(reverse("import_upload", args=[trust.code]))
    assert response.status_code == 302 and "login" in response["Location"]


def test_what_writes_takes_only_posts_and_what_reads_only_gets(
    signed_in: Client, trust: Trust
) -> None:
    run = factories.import_run(trust=trust)
    for name in WRITES:
        assert signed_in.get(reverse(name, args=[trust.code, run.pk])).status_code == 405
    for name in READS:
        assert signed_in.post(reverse(name, args=[trust.code, run.pk])).status_code == 405
    for name in BOTH:
        assert signed_in.delete(reverse(name, args=[trust.code, run.pk])).status_code == 405
    profile = factories.import_profile(trust=trust)
    export = reverse("import_profile_export", args=[trust.code, profile.pk])
    assert signed_in.post(export).status_code == 405
    delete = reverse("import_profile_delete", args=[trust.code, profile.pk])
    assert signed_in.get(delete).status_code == 405
    assert signed_in.delete(reverse("import_upload", args=[trust.code])).status_code == 405
    assert signed_in.post(reverse("import_list", args=[trust.code])).status_code == 405


# The whole way


def test_a_workbook_goes_from_upload_to_report(
    signed_in: Client, trust: Trust, officer: Membership
) -> None:
    assert "Nothing has been imported yet" in page(signed_in, "import_list", trust)
    run = uploaded(signed_in, trust, PLAN)
    assert run.uploaded_by == officer.user and not Strategy.objects.exists()

    said = page(signed_in, "import_preview", trust, run.pk)
    assert "2 goals, 3 key actions, 2 risks and 3 answers new" in said
    assert "Kinder, quicker" in said and "Asha Rao" in said and "opened" in said
    assert "Answer every call bell within a minute" in said and "Plan, D2" in said

    response = signed_in.post(reverse("import_apply", args=[trust.code, run.pk]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("import_report", args=[trust.code, run.pk])
    assert "plan.xlsx is in the plan." in text_of(response)
    assert KeyAction.objects.for_trust(trust).count() == 3
    assert officer.user.name in page(signed_in, "import_list", trust)


def test_a_second_click_changes_nothing_and_shows_the_report(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, PLAN)
    address = reverse("import_apply", args=[trust.code, run.pk])
    signed_in.post(address)
    history = KeyAction.history.count()
    response = signed_in.post(address, follow=True)
    assert "What was imported" in text_of(response)
    assert KeyAction.history.count() == history


def test_the_preview_filters_by_what_becomes_of_records_and_by_kind(
    signed_in: Client, trust: Trust
) -> None:
    first = uploaded(signed_in, trust, PLAN)
    signed_in.post(reverse("import_apply", args=[trust.code, first.pk]))
    rows = [*changed(ACTIONS, (1, 6, "Ninety seconds.")), [2, "Quicker care", "2.2", "Ring early"]]
    rows[4] += [None, "Green", None, None]
    run = uploaded(signed_in, trust, PLAN | {"Plan": rows}, new_strategy="", strategy="")

    def show(query: str) -> str:
        return page(signed_in, "import_preview", trust, run.pk, query=query)

    assert "Ring early" in show("?show=new") and "Ninety" not in show("?show=new")
    assert "Ring early, Q1 2024/25" not in show("?show=new&kind=action")
    changes = show("?show=changed")
    assert "was Median 48 seconds in June. becomes Ninety seconds." in changes
    assert "Open the garden room" in show("?show=unchanged&kind=action")
    assert "If the boiler fails" not in show("?show=unchanged&kind=action")
    assert show("?show=nonsense") == show("")


def test_a_problem_keeps_it_from_being_applied(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN)
    send(signed_in, run, new_strategy="", period="Q2 2024/25")
    said = page(signed_in, "import_preview", trust, run.pk)
    assert "1 thing must be put right" in said and "Must fix" in said
    assert "Applying opens when 1 thing is put right." in said
    response = signed_in.post(reverse("import_apply", args=[trust.code, run.pk]), follow=True)
    assert "Nothing was written" in text_of(response)
    assert not Strategy.objects.exists()


def test_a_missing_period_can_be_given_when_matching(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN, period="")
    assert "which period its answers are for" in page(signed_in, "import_preview", trust, run.pk)
    send(signed_in, run, new_strategy="Kinder, quicker", period="Q2 2024/25")
    said = page(signed_in, "import_preview", trust, run.pk)
    assert "Apply it all" in said and "1 July 2024 to 30 September 2024" in said


def test_a_strategy_that_nothing_names_is_asked_for(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN)
    send(signed_in, run, new_strategy="", period="Q2 2024/25")
    said = page(signed_in, "import_preview", trust, run.pk)
    assert "does not say which strategy it is for" in said and "1 thing is put right" in said


def test_a_strategy_is_called_as_the_workbook_is_titled(signed_in: Client, trust: Trust) -> None:
    titled = {"Plan": [["Kinder, quicker – Quarter 2 2024/25"], [], *PLAN["Plan"]]}
    run = uploaded(signed_in, trust, titled, new_strategy="", period="")
    assert run.changes["strategy"] == "Kinder, quicker"
    assert run.changes["periods"] == ["Quarter 2 2024/25"]
    assert "after the title here" in page(
        signed_in, "import_preview", trust, run.pk, query="?show=notes"
    )


def test_the_same_workbook_again_says_that_there_is_nothing_to_change(
    signed_in: Client, trust: Trust
) -> None:
    first = uploaded(signed_in, trust, PLAN)
    signed_in.post(reverse("import_apply", args=[trust.code, first.pk]))
    again = uploaded(signed_in, trust, PLAN)
    said = page(signed_in, "import_preview", trust, again.pk)
    assert "Nothing to change" in said and "Apply it all" not in said


def test_a_plan_that_moved_on_is_shown_again_before_anything_is_written(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, PLAN)
    factories.person(trust, name="Asha Rao")
    response = signed_in.post(reverse("import_apply", args=[trust.code, run.pk]), follow=True)
    assert "the plan has changed since you checked this workbook" in text_of(response)
    assert not Strategy.objects.exists()
    signed_in.post(reverse("import_apply", args=[trust.code, run.pk]))
    assert Strategy.objects.exists()


def test_a_waiting_workbook_can_be_thrown_away(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN)
    response = signed_in.post(reverse("import_discard", args=[trust.code, run.pk]), follow=True)
    assert "was thrown away" in text_of(response) and "Discarded" in text_of(response)
    run.refresh_from_db()
    assert run.file is None
    response = signed_in.post(reverse("import_apply", args=[trust.code, run.pk]), follow=True)
    assert "discarded" in text_of(response) and not Strategy.objects.exists()
    assert "was not applied" in page(signed_in, "import_preview", trust, run.pk)


# Refusals


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"%PDF-1.7", "plan.xlsx", "not an Excel workbook"),
        (b"", "plan.xlsx", "The file is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    signed_in: Client, trust: Trust, data: bytes, name: str, message: str
) -> None:
    response = upload(signed_in, trust, data, name)
    assert response.status_code == 422
    assert message in text_of(response) and "There is a problem" in text_of(response)
    assert not ImportRun.objects.exists()


@override_settings(IMPORT_MAX_BYTES=1000)
def test_a_file_too_large_is_refused_before_it_is_read(signed_in: Client, trust: Trust) -> None:
    assert "the most that can be read" in text_of(upload(signed_in, trust, b"x" * 1001))


def test_the_form_says_what_is_missing(signed_in: Client, trust: Trust) -> None:
    address = reverse("import_upload", args=[trust.code])
    assert "Choose the workbook to import." in text_of(signed_in.post(address, {}))
    factories.strategy(trust=trust, title="Kinder")
    said = text_of(signed_in.post(address, {"strategy": "new"}))
    assert "Give the title of the new strategy, or choose one from the list." in said


def test_another_trust_s_strategy_is_no_choice(signed_in: Client, trust: Trust) -> None:
    theirs = factories.strategy(trust=factories.trust(), title="Theirs")
    factories.strategy(trust=trust, title="Ours")
    response = upload(
        signed_in, trust, workbook(PLAN), new_strategy="", strategy=str(theirs.pk)
    )  # fmt: skip
    assert response.status_code == 422 and "Theirs" not in text_of(response)


def test_words_of_a_workbook_are_shown_as_words(signed_in: Client, trust: Trust) -> None:
    nasty = "<script>alert(1)</script>"
    run = uploaded(signed_in, trust, {"Plan": changed(ACTIONS, (1, 3, nasty))})
    response = signed_in.get(reverse("import_preview", args=[trust.code, run.pk]))
    assert nasty not in response.content.decode() and "alert(1)" in text_of(response)


# How much it costs


def cost(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


@pytest.mark.once
def test_the_list_costs_the_same_for_one_import_and_twenty(
    signed_in: Client, trust: Trust, officer: Membership
) -> None:
    address = reverse("import_list", args=[trust.code])
    counts = []
    signed_in.get(address)  # a first visit is noted in the session
    for number in (1, 19):
        for _ in range(number):
            factories.import_run(trust=trust, uploaded_by=officer.user)
        counts.append(cost(lambda: signed_in.get(address)))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["import_sheets", "import_match", "import_profiles"])
def test_the_steps_cost_the_same_for_one_row_and_twenty(
    signed_in: Client, trust: Trust, name: str
) -> None:
    counts = []
    for number in (1, 20):
        rows = [[1, "Kinder", f"1.{n}", f"Bell {n}", "", "Green", "x", None] for n in range(number)]
        run = uploaded(signed_in, trust, {"Plan": [ACTIONS[0], *rows]})
        for _ in range(number):
            factories.import_profile(trust=trust, shape={"regions": []})
        arguments = [trust.code] if name == "import_profiles" else [trust.code, run.pk]
        address = reverse(name, args=arguments)
        counts.append(cost(lambda address=address: signed_in.get(address)))  # type: ignore[misc]
    assert counts[0] == counts[1]


@pytest.mark.once
def test_the_preview_costs_the_same_for_one_row_and_twenty(signed_in: Client, trust: Trust) -> None:
    counts = []
    for number in (1, 20):
        rows = [[1, "Kinder", f"1.{n}", f"Bell {n}", "", "Green", "x", None] for n in range(number)]
        run = uploaded(signed_in, trust, {"Plan": [ACTIONS[0], *rows]})
        address = reverse("import_preview", args=[trust.code, run.pk])
        counts.append(cost(lambda address=address: signed_in.get(address)))  # type: ignore[misc]
    assert counts[0] == counts[1]


def test_a_long_preview_is_read_page_by_page(signed_in: Client, trust: Trust) -> None:
    rows = [[1, "Kinder", f"1.{n}", f"Bell {n:03}", "", "", "", None] for n in range(120)]
    run = uploaded(signed_in, trust, {"Plan": [ACTIONS[0], *rows]})
    first = page(signed_in, "import_preview", trust, run.pk, query="?show=new&kind=action")
    assert "Bell 000" in first and "Bell 100" not in first and "Page 1 of 3" in first
    last = page(signed_in, "import_preview", trust, run.pk, query="?show=new&kind=action&page=3")
    assert "Bell 100" in last


# What columns are


ROSETTE: list[list[Any]] = [["Rosette", "Key action", "Zing"]] + [
    [f"Care {number % 2}", f"Ring bell {number}", "Well."] for number in range(6)
]


def test_a_column_s_reading_can_be_corrected(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, {"Plan": ROSETTE})
    shown = signed_in.get(address_of("import_match", run)).content.decode()
    assert "Please check" in shown and re.search(r"(A guess|Likely), \d\d%</b>: every row", shown)
    assert '<option value="objective.title" selected>Rosette title' in shown
    chosen = {"column-0-0": "ambition.title", "column-0-1": "action.title"}
    chosen["column-0-2"] = "leave-out"
    response = send(signed_in, run, **chosen)
    assert response.redirect_chain[-1][0] == address_of("import_preview", run)
    assert "2 ambitions and 6" in text_of(response).replace("rosettes", "ambitions")
    run.refresh_from_db()
    assert run.choices == {"columns": {"Plan": {"Rosette": "ambition.title", "Zing": ""}}}
    read = {column["heading"]: column["field"] for column in run.changes["sheets"][0]["columns"]}
    assert read == {"Rosette": "ambition.title", "Key action": "action.title", "Zing": ""}
    chosen["column-0-0"] = "objective.title"
    send(signed_in, run, **chosen)
    signed_in.post(address_of("import_apply", run))
    assert KeyAction.objects.for_trust(trust).filter(objective__title="Care 1").count() == 3


def test_what_is_not_offered_for_a_column_is_refused(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, {"Plan": ROSETTE})
    response = send(signed_in, run, **{"column-0-0": "no.such"})
    assert "Choose what “Rosette” is from the list." in text_of(response)
    run.refresh_from_db()
    assert run.choices == {}


def test_boxes_left_as_they_are_choose_nothing(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN)
    boxes: dict[str, str] = {}
    for title in PLAN:
        shown = signed_in.get(address_of("import_match", run), {"sheet": title}).content.decode()
        boxes |= dict(
            re.findall(r'name="(column-\d+-\d+)">.*?value="([^"]+)" selected', shown, flags=re.S)
        )
    assert len(boxes) == 16
    send(signed_in, run, **boxes)
    run.refresh_from_db()
    assert run.choices == {}


def test_going_to_another_sheet_keeps_what_was_chosen(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, {"Plan": ROSETTE, "Risks": RISKS})
    response = send(signed_in, run, do="sheet:Risks", **{"column-0-2": "leave-out"})
    assert response.redirect_chain[-1][0].endswith("/match/?sheet=Risks")
    assert "Risk ref" in text_of(response) and "Zing" not in text_of(response)
    run.refresh_from_db()
    assert run.choices == {"columns": {"Plan": {"Zing": ""}}}


def test_a_matching_changed_in_another_window_is_not_written_over(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, {"Plan": ROSETTE})
    stale = run.summary["digest"]
    send(signed_in, run, **{"column-0-2": "leave-out"})
    response = send(signed_in, run, digest=stale, **{"column-0-0": "leave-out"})
    assert "was changed in another window" in text_of(response)
    run.refresh_from_db()
    assert run.choices == {"columns": {"Plan": {"Zing": ""}}}
    response = signed_in.post(address_of("import_apply", run), {"digest": stale}, follow=True)
    assert "was changed in another window" in text_of(response)
    assert not Strategy.objects.exists()


# Questions, colours and regions, as a change set holds them


NOTES: dict[str, Any] = {
    "questions": [
        {
            "key": "Plan!H4",
            "sheet": "Plan",
            "cell": "H4",
            "value": "04/05/2024",
            "question": "Which day is 04/05/2024?",
            "guess": "2024-05-04",
            "options": [["2024-05-04", "4 May 2024"], ["2024-04-05", "5 April 2024"]],
        }
    ],
    "legend": [
        {
            "key": "#FFC000", "fill": "FFC000", "count": 4, "meaning": "Amber",
            "confidence": 0.9, "evidence": "the key says so",
            "options": [["green", "Green"], ["amber", "Amber"]],
        },
        {
            "key": "Wobbly", "fill": "", "count": 1, "meaning": "", "confidence": 0,
            "evidence": "", "options": [["green", "Green"], ["amber", "Amber"]],
        },
    ],
}  # fmt: skip
WHERE: dict[str, Any] = {
    "area": [0, 0, 3, 7],
    "kind": "table",
    "place": "Plan!A1:H4",
    "why": "It has a row of headings.",
}


@pytest.fixture
def unclear(signed_in: Client, trust: Trust) -> ImportRun:
    """An import with a question, a colour and a word to be looked at, and a known place."""
    run = uploaded(signed_in, trust, PLAN)
    region = {**run.changes["sheets"][0], **WHERE}
    region["columns"] = [
        {**column, "samples": [{"cell": "A2", "text": "Sample", "fill": "FFC000"}]}
        for column in region["columns"]
    ]
    run.changes |= NOTES | {"sheets": [region, *run.changes["sheets"][1:]]}
    run.save()
    return run


def test_regions_are_outlined_named_and_said(signed_in: Client, unclear: ImportRun) -> None:
    response = signed_in.get(address_of("import_sheets", unclear))
    said = text_of(response)
    assert "Actions, A1:H4" in said and "It has a row of headings." in said
    assert "1 question to answer" in said and "Which day is 04/05/2024?" in said
    shown = response.content.decode()
    assert 'id="cell-H4"' in shown and 'href="#finding-1"' in shown
    assert "e-t" in shown and "Actions</b>" in shown


def test_the_match_page_offers_what_each_thing_can_be(
    signed_in: Client, unclear: ImportRun
) -> None:
    response = signed_in.get(address_of("import_match", unclear))
    said, shown = text_of(response), response.content.decode()
    assert "#FFC000 4 cells" in said and "“Wobbly”" in said and "Choose a rating" in said
    assert "Likely, 90% : the key says so" in said and "Sample" in said
    assert '<option value="amber" selected>Amber</option>' in shown
    assert 'value="2024-05-04" checked' in shown
    assert '<option value="table" selected>' in shown and "Leave it out" in said


def test_what_is_said_of_questions_colours_and_regions_is_kept(
    signed_in: Client, unclear: ImportRun
) -> None:
    send(
        signed_in, unclear,
        **{
            "answer-0": "2024-05-04", "legend-0": "amber", "legend-1": "no-rating",
            "region-0": "left-out",
        },
    )  # fmt: skip
    unclear.refresh_from_db()
    assert unclear.choices == {
        "answers": {"Plan!H4": "2024-05-04"},
        "legend": {"Wobbly": ""},
        "regions": {"Plan!A1:H4": ""},
    }


def test_a_guess_is_no_answer_on_the_way_to_another_sheet(
    signed_in: Client, unclear: ImportRun
) -> None:
    send(signed_in, unclear, do="sheet:Risks", **{"answer-0": "2024-05-04"})
    unclear.refresh_from_db()
    assert unclear.choices == {}
    send(signed_in, unclear, do="sheet:Risks", **{"answer-0": "2024-04-05"})
    unclear.refresh_from_db()
    assert unclear.choices == {"answers": {"Plan!H4": "2024-04-05"}}


@pytest.mark.parametrize("name", ["answer-0", "legend-0", "region-0"])
def test_what_was_not_offered_is_refused(signed_in: Client, unclear: ImportRun, name: str) -> None:
    assert "Choose " in text_of(send(signed_in, unclear, **{name: "no such thing"}))
    unclear.refresh_from_db()
    assert unclear.choices == {}


# Two columns that are nearly the same, a short name of two people, and a row without an action.
ASKED: list[list[Any]] = [
    ["Goal", "Key action", "Lead", "RAG"],
    ["Kinder care", "Answer every call bell", "Asha Rao", "Green"],
    ["Kinder care", "Open the garden room", "Amit Rao", "Amber"],
    ["Kinder care", "", "Ben Hale", "Red"],
    ["Kinder care", "Ring everybody who did not come", "Rao", "Green"],
]


@pytest.fixture
def asked(signed_in: Client, trust: Trust) -> ImportRun:
    return uploaded(signed_in, trust, {"Plan": ASKED})


def answered_as(run: ImportRun) -> dict[str, str]:
    run.refresh_from_db()
    return {question["key"]: question["answer"] for question in run.changes["answered"]}


def test_what_is_answered_stays_with_its_answer_and_can_be_changed(
    signed_in: Client, trust: Trust, asked: ImportRun
) -> None:
    keys = [question["key"] for question in asked.changes["questions"]]
    assert keys == ["untitled:Plan!B", "person:rao"]
    send(signed_in, asked, **{"answer-0": "leave", "answer-1": "Asha Rao"})
    assert answered_as(asked) == {"untitled:Plan!B": "leave", "person:rao": "Asha Rao"}
    response = signed_in.get(address_of("import_match", asked))
    said, shown = text_of(response), response.content.decode()
    assert "2 questions answered" in said and "that only you can answer" not in said
    assert "Another answer decides again about B4 of “Plan”." in said
    assert 'value="Asha Rao" checked' in shown and 'value="leave" checked' in shown
    send(signed_in, asked, **{"answer-0": "words", "answer-1": "Amit Rao"})
    assert answered_as(asked) == {"untitled:Plan!B": "words", "person:rao": "Amit Rao"}
    titles = [change["title"] for change in asked.changes["changes"] if change["kind"] == "action"]
    assert "Kinder care" in titles


def test_an_answer_can_be_changed_back_to_our_guess(signed_in: Client, asked: ImportRun) -> None:
    send(signed_in, asked, **{"answer-0": "words"})
    asked.refresh_from_db()
    assert [question["key"] for question in asked.changes["questions"]] == ["person:rao"]
    send(signed_in, asked, do="sheet:Plan", **{"answer-1": "leave"})
    assert answered_as(asked) == {"untitled:Plan!B": "leave"}


def test_an_answer_that_stays_as_it_is_is_not_said_again(
    signed_in: Client, asked: ImportRun
) -> None:
    send(signed_in, asked, **{"answer-0": "leave", "answer-1": "Asha Rao"})
    before = asked.history.count()
    send(signed_in, asked, do="sheet:Plan", **{"answer-0": "leave", "answer-1": "Asha Rao"})
    assert asked.history.count() == before


def test_an_answer_that_was_not_offered_is_refused_later_too(
    signed_in: Client, asked: ImportRun
) -> None:
    send(signed_in, asked, **{"answer-0": "leave", "answer-1": "Asha Rao"})
    assert "Choose one of the answers" in text_of(send(signed_in, asked, **{"answer-1": "Nobody"}))
    assert answered_as(asked)["person:rao"] == "Asha Rao"


def test_what_was_answered_is_applied_and_asked_no_more(
    signed_in: Client, trust: Trust, asked: ImportRun
) -> None:
    send(signed_in, asked, **{"answer-0": "leave", "answer-1": "Asha Rao"})
    signed_in.post(address_of("import_apply", asked))
    asked.refresh_from_db()
    assert asked.status == ImportRun.Status.APPLIED


def test_open_questions_keep_it_from_being_applied_until_guesses_will_do(
    signed_in: Client, trust: Trust, unclear: ImportRun
) -> None:
    said = page(signed_in, "import_preview", trust, unclear.pk)
    assert "1 question is open" in said and "4 May 2024" in said
    assert "Apply with our best guesses" in said and "Apply it all" not in said
    response = signed_in.post(address_of("import_apply", unclear), follow=True)
    assert "Nothing was written: questions are open." in text_of(response)
    assert not Strategy.objects.exists()


# The picture


def test_cells_in_the_list_of_changes_lead_to_the_picture(signed_in: Client, trust: Trust) -> None:
    rows = [[1, "Kinder", f"1.{n}", f"Bell {n:03}", "", "", "", None] for n in range(120)]
    run = uploaded(signed_in, trust, {"Plan": [ACTIONS[0], *rows]})
    shown = signed_in.get(address_of("import_preview", run), {"kind": "action"}).content.decode()
    assert f"{address_of('import_sheets', run)}?sheet=Plan&amp;cell=D42#cell-D42" in shown
    shown = signed_in.get(
        address_of("import_sheets", run), {"sheet": "Plan", "cell": "D42"}
    ).content.decode()
    assert 'id="cell-D42"' in shown and 'id="cell-D2"' not in shown
    assert "Rows 41 to 80 of 121" in shown and "41 more rows" in shown


def test_what_the_file_held_is_gone_through_once_for_all_cells_of_a_part(
    signed_in: Client, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = uploaded(signed_in, trust, PLAN | {"Bells": [["Bell"], ["Hall"]]})
    reads: list[str] = []

    def read(run: ImportRun) -> Workbook:
        reads.append(run.file_name)
        return workbook_of(run)

    monkeypatch.setattr(services, "workbook_of", read)
    for query in ("?sheet=Plan", "?sheet=Plan&cell=D2", "?sheet=Plan&cell=H4", "?sheet=Bells"):
        assert "as it looks" in page(signed_in, "import_sheets", trust, run.pk, query=query)
    assert len(reads) == 1


@pytest.mark.parametrize("query", ["?sheet=Nowhere", "?cell=ZZZ9999999", "?cell=%00"])
def test_an_address_of_nowhere_shows_the_first_sheet(
    signed_in: Client, trust: Trust, query: str
) -> None:
    run = uploaded(signed_in, trust, PLAN)
    assert "Plan, as it looks" in page(signed_in, "import_sheets", trust, run.pk, query=query)


def test_steps_of_an_import_that_is_done_lead_to_its_report(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, PLAN)
    signed_in.post(address_of("import_apply", run))
    for name in ("import_preview", "import_sheets", "import_match", "import_progress"):
        response = signed_in.get(address_of(name, run))
        assert response.status_code == 302
        assert response["Location"] == address_of("import_report", run)


# While it is applied


def test_an_import_under_way_shows_how_far_it_is(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN)
    run.status = ImportRun.Status.APPLYING
    run.save()
    waits(run.pk)
    said = page(signed_in, "import_progress", trust, run.pk)
    assert "0%" in said and "You may close this window" in said
    shown = signed_in.get(address_of("import_progress", run)).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in shown
    answer = signed_in.get(
        address_of("import_progress", run), headers={"accept": "application/json"}
    )
    assert answer.json()["is_under_way"] is True and answer.json()["percent"] == 0
    assert "Being applied" in page(signed_in, "import_list", trust)
    response = signed_in.get(address_of("import_preview", run))
    assert response["Location"] == address_of("import_progress", run)


# Profiles


def test_a_matching_is_kept_offered_exported_loaded_and_deleted(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, {"Plan": ROSETTE})
    response = send(
        signed_in, run, do="save-profile", profile_name="Rosettes", **{"column-0-2": "leave-out"}
    )
    assert "kept as the profile “Rosettes”" in text_of(response)
    profile = ImportProfile.objects.for_trust(trust).get()
    again = uploaded(signed_in, trust, {"Plan": ROSETTE})
    said = page(signed_in, "import_match", trust, again.pk)
    assert "This looks like the files that are read with the profile Rosettes" in said
    address = address_of("import_use_profile", again)
    response = signed_in.post(address, {"profile": profile.pk}, follow=True)
    assert "Read with the profile Rosettes" in text_of(response)

    assert "Rosettes" in page(signed_in, "import_profiles", trust)
    export = signed_in.get(reverse("import_profile_export", args=[trust.code, profile.pk]))
    assert 'filename="rosettes.profile.json"' in export["Content-Disposition"]
    delete = reverse("import_profile_delete", args=[trust.code, profile.pk])
    assert "was deleted" in text_of(signed_in.post(delete, follow=True))
    assert not ImportProfile.objects.exists()
    file = SimpleUploadedFile("kept.json", export.content)
    load = reverse("import_profiles", args=[trust.code])
    response = signed_in.post(load, {"file": file}, follow=True)
    assert "The profile “Rosettes” was loaded." in text_of(response)


def test_a_profile_needs_a_name(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, {"Plan": ROSETTE})
    response = send(signed_in, run, do="save-profile", profile_name=" ")
    assert "Give the profile a name." in text_of(response)
    assert not ImportProfile.objects.exists()


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"schema": 1}', b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_is_no_profile_is_refused_in_a_sentence(
    signed_in: Client, trust: Trust, data: bytes
) -> None:
    address = reverse("import_profiles", args=[trust.code])
    response = signed_in.post(address, {"file": SimpleUploadedFile("kept.json", data)})
    assert response.status_code == 422 and "There is a problem" in text_of(response)
    assert not ImportProfile.objects.exists()


def test_another_trust_s_profile_is_not_there(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, {"Plan": ROSETTE})
    theirs = factories.import_profile(trust=factories.trust())
    for chosen in (theirs.pk, "", "x"):
        response = signed_in.post(address_of("import_use_profile", run), {"profile": chosen})
        assert response.status_code == 404
    for name in ("import_profile_export", "import_profile_delete"):
        address = reverse(name, args=[trust.code, theirs.pk])
        assert 404 in {signed_in.get(address).status_code, signed_in.post(address).status_code}
    assert ImportProfile.objects.count() == 1


def test_the_upload_page_lists_the_headings_that_are_known(signed_in: Client, trust: Trust) -> None:
    said = page(signed_in, "import_upload", trust)
    assert "What headings do you know?" in said
    groups = dict(known_headings())
    assert list(groups) == [
        "Objective", "Ambition", "Action", "Answer", "Measure", "Reading", "Risk",
    ]  # fmt: skip
    for fields in groups.values():
        for name, headings in fields:
            assert f"{name} {headings}" in said


def test_a_chosen_strategy_and_the_title_of_a_new_one_are_refused(
    signed_in: Client, trust: Trust
) -> None:
    ours = factories.strategy(trust=trust, title="Ours")
    response = upload(
        signed_in, trust, workbook(PLAN), strategy=str(ours.pk), new_strategy="Another"
    )
    assert response.status_code == 422
    assert "You chose “Ours” and gave the title of a new strategy." in text_of(response)
    assert not ImportRun.objects.exists()


# Undoing


def applied(client: Client, trust: Trust) -> ImportRun:
    run = uploaded(client, trust, PLAN)
    client.post(address_of("import_apply", run))
    return run


def test_an_import_is_undone_and_the_report_says_what_that_did(
    signed_in: Client, trust: Trust
) -> None:
    run = applied(signed_in, trust)
    assert "Undo this import" in page(signed_in, "import_report", trust, run.pk)
    said = page(signed_in, "import_undo", trust, run.pk)
    assert "2 goals, 3 key actions, 2 risks and 3 answers removed." in said
    assert "1 strategy" in said and "2 people" in said
    response = signed_in.post(address_of("import_undo", run), follow=True)
    said = text_of(response)
    assert "The import of plan.xlsx was undone." in said and "This import was undone" in said
    assert "2 goals, 3 key actions, 2 risks and 3 answers removed." in said
    assert "What it had written before it was undone" in said
    assert "Import steps" not in response.content.decode()
    assert not KeyAction.objects.for_trust(trust).exists()
    assert "Undone" in page(signed_in, "import_list", trust)
    again = signed_in.post(address_of("import_undo", run), follow=True)
    assert "This import was undone" in text_of(again)


def test_what_was_edited_since_is_named_and_stays_unless_it_is_ticked(
    signed_in: Client, trust: Trust, officer: Membership
) -> None:
    run = applied(signed_in, trust)
    action = KeyAction.objects.get(reference="1.2")
    action.title = "Open the garden room at night"
    save(action, by=officer.user)
    response = signed_in.get(address_of("import_undo", run))
    said = text_of(response)
    assert "1 record was edited since" in said and "Undo this too" in said
    assert f"Key action, edited by {officer.user}" in said
    assert reverse("action_detail", args=[trust.code, action.pk]) in response.content.decode()
    said = text_of(signed_in.post(address_of("import_undo", run), follow=True))
    assert "What stayed" in said and "Open the garden room at night" in said
    assert KeyAction.objects.for_trust(trust).get() == action


def test_what_is_ticked_is_undone_too(signed_in: Client, trust: Trust, officer: Membership) -> None:
    run = applied(signed_in, trust)
    action = KeyAction.objects.get(reference="1.2")
    action.title = "Open the garden room at night"
    save(action, by=officer.user)
    shown = signed_in.get(address_of("import_undo", run)).content.decode()
    keys = re.findall(r'name="overwrite" value="([^"]+)"', shown)
    signed_in.post(address_of("import_undo", run), {"overwrite": keys})
    assert not KeyAction.objects.for_trust(trust).exists()


def test_an_import_that_was_not_applied_has_nothing_to_undo(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, PLAN)
    for response in (
        signed_in.get(address_of("import_undo", run)),
        signed_in.post(address_of("import_undo", run)),
    ):
        assert response["Location"] == address_of("import_preview", run)


# Marks on the picture

GUIDED: list[list[Any]] = [
    ["Action", "Lead", "Status"],
    ["What is done", "Who sees to it", "In a word"],
    ["Goal", "Key action", "Owner"],
    ["Kinder care", "Answer every bell", "Asha Rao"],
    ["Kinder care", "Open the garden", "Ben Hale"],
    ["For the board", "on Monday", "by hand"],
]


def put(client: Client, run: ImportRun, **values: str) -> Any:
    digest = ImportRun.objects.get(pk=run.pk).summary["digest"]
    sent = {"sheet": "Plan", "digest": digest} | values
    return client.post(address_of("import_sheets", run), sent, follow=True)


def marks_of(run: ImportRun) -> list[tuple[str, int, str]]:
    run.refresh_from_db()
    marks = run.choices.get("marks", {}).get("Plan", [])
    return [(mark["do"], mark.get("row", 0), mark.get("area", "")) for mark in marks]


def titles_of(run: ImportRun) -> list[str]:
    return [change["title"] for change in run.changes["changes"] if change["kind"] == "action"]


def test_a_row_is_marked_by_its_button_and_the_sheet_read_again(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, {"Plan": GUIDED})
    page = text_of(put(signed_in, run, mark="header", at="3"))
    assert "Row 3 is the header row." in page
    page = text_of(put(signed_in, run, mark="end", place="row 6"))
    assert "The table ends above row 6." in page
    assert marks_of(run) == [("header", 3, ""), ("end", 6, "")]
    assert titles_of(run) == ["Answer every bell", "Open the garden"]
    assert run.choices["marks"]["Plan"][0]["words"] == "goal|key action|owner"
    assert "filled cells are accounted for" in page


def test_a_row_that_heads_those_below_it_is_marked_and_seen_at_once(
    signed_in: Client, trust: Trust
) -> None:
    rows = [["Key action", "Lead"], ["Kinder care", "Ben Hale"], ["Ring", "Asha Rao"]]
    run = uploaded(signed_in, trust, {"Plan": rows})
    page = text_of(put(signed_in, run, mark="group", at="2"))
    assert "Row 2 heads the rows below it." in page and "2 group" in page
    assert marks_of(run) == [("group", 2, "")] and titles_of(run) == ["Ring"]
    assert "each row under it is an action, but for those that you marked to head others" in page


def test_a_mark_is_taken_back_by_its_button_or_by_the_same_again(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, {"Plan": GUIDED})
    put(signed_in, run, mark="skip", place="1 to 2")
    put(signed_in, run, back="0")
    assert marks_of(run) == [("skip", 2, "")]
    put(signed_in, run, mark="skip", at="2")
    assert marks_of(run) == []


def test_a_row_has_one_mark_and_the_later_counts(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, {"Plan": GUIDED})
    put(signed_in, run, mark="skip", at="3")
    put(signed_in, run, mark="table", holds="action", at="3")
    assert marks_of(run) == [("table", 3, "")]


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ({"mark": "leave", "at": "C"}, ("leave", 0, "C1:C6")),
        ({"mark": "leave", "place": "1-2"}, ("leave", 0, "A1:C2")),
        ({"mark": "leave", "place": "b2:a1"}, ("leave", 0, "A1:B2")),
        ({"mark": "table", "holds": "risk", "place": "A3:C5"}, ("table", 0, "A3:C5")),
        ({"mark": "skip", "place": "B4"}, ("skip", 4, "")),
    ],
)
def test_a_place_is_a_row_rows_an_area_or_a_column(
    signed_in: Client, trust: Trust, sent: dict[str, str], made: tuple[str, int, str]
) -> None:
    run = uploaded(signed_in, trust, {"Plan": GUIDED})
    put(signed_in, run, **sent)
    assert marks_of(run) == [made]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"mark": "header", "at": "70"}, "ends with row 6, so there is no row 70"),
        ({"mark": "header", "place": "0"}, "Type the number of a row"),
        ({"mark": "header", "place": "the top"}, "Type the number of a row"),
        ({"mark": "header", "at": "C"}, "is for rows"),
        ({"mark": "end", "place": "2 to 4"}, "is for one row"),
        ({"mark": "leave", "place": "A3:Z90"}, "lies outside"),
        ({"mark": "table", "holds": "moon", "at": "3"}, "Choose what the table is of"),
        ({"mark": "dance", "at": "3"}, "Choose a mark first"),
        ({"at": "3"}, "Choose a mark first"),
        ({"mark": "header", "at": "3", "sheet": "Other"}, "no longer kept"),
        ({"mark": "header", "at": "3", "digest": "old"}, "changed in another window"),
    ],
)
def test_what_cannot_be_marked_is_said_in_a_sentence_and_nothing_is_kept(
    signed_in: Client, trust: Trust, sent: dict[str, str], sentence: str
) -> None:
    run = uploaded(signed_in, trust, {"Plan": GUIDED})
    assert sentence in text_of(put(signed_in, run, **sent))
    assert marks_of(run) == []


def test_a_mark_of_which_nothing_comes_says_why_beside_it(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, {"Plan": [["Goal"], ["Kinder care"], ["Quicker care"]]})
    page = text_of(put(signed_in, run, mark="across", at="1"))
    assert "Nothing came of it." in page
    assert "there are no columns beside the first" in page


def test_a_step_back_keeps_what_was_chosen(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN)
    number = next(n for n, sheet in enumerate(run.changes["sheets"]) if sheet["title"] == "Plan")
    place = next(
        n
        for n, column in enumerate(run.changes["sheets"][number]["columns"])
        if column["heading"] == "Comments"
    )
    response = send(signed_in, run, **{f"column-{number}-{place}": "leave-out", "do": "back"})
    assert response.redirect_chain[-1][0].startswith(address_of("import_sheets", run))
    run.refresh_from_db()
    assert run.choices["columns"] == {"Plan": {"Comments": ""}}


def test_of_two_columns_with_one_heading_the_one_that_was_meant_is_kept(
    signed_in: Client, trust: Trust
) -> None:
    rows = [["Goal", "Key action", "Name", "Name"], ["Care", "Answer", "Asha Rao", "Red"]]
    run = uploaded(signed_in, trust, {"Plan": rows})
    number = next(n for n, sheet in enumerate(run.changes["sheets"]) if sheet["holds"] == "action")
    send(signed_in, run, **{f"column-{number}-3": "action.lead", "do": "sheet:Plan"})
    run.refresh_from_db()
    assert run.choices["columns"] == {"Plan": {"Column D": "action.lead"}}
    columns = next(s for s in run.changes["sheets"] if s["holds"] == "action")["columns"]
    assert [column["letter"] for column in columns if column["field"] == "action.lead"] == ["D"]


def test_the_menus_name_fields_in_the_trust_s_own_words(signed_in: Client, trust: Trust) -> None:
    strategy = factories.strategy(trust, title="Kinder, quicker")
    strategy.objective_word, strategy.action_word = "Promise", "Task"
    save(strategy, by=None)
    run = uploaded(signed_in, trust, PLAN)
    page = text_of(signed_in.get(address_of("import_match", run)))
    assert "Promise title" in page
    assert "Task target date" in page
    assert "Objective title" not in page
