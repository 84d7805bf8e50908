"""The pages of imports: upload, preview, apply and report, and who may see them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
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
from strategy_tracker.imports.choosing import known_headings
from strategy_tracker.imports.models import ImportRun
from tests import factories
from tests.import_samples import ACTIONS, OBJECTIVES, RISKS, changed, workbook

pytestmark = pytest.mark.django_db

PLAN: dict[str, Any] = {"Plan": ACTIONS, "Risks": RISKS, "Goals": OBJECTIVES}
NAMES = (
    "import_preview", "import_change", "import_columns", "import_apply", "import_discard",
    "import_report",
)  # fmt: skip


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
        for name in ("import_list", "import_upload"):
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


def test_signed_out_goes_to_sign_in(client: Client, trust: Trust) -> None:
    response = client.get(reverse("import_upload", args=[trust.code]))
    assert response.status_code == 302 and "login" in response["Location"]


def test_what_writes_takes_only_posts_and_what_reads_only_gets(
    signed_in: Client, trust: Trust
) -> None:
    run = factories.import_run(trust=trust)
    for name in ("import_apply", "import_discard", "import_change", "import_columns"):
        assert signed_in.get(reverse(name, args=[trust.code, run.pk])).status_code == 405
    for name in ("import_preview", "import_report"):
        assert signed_in.post(reverse(name, args=[trust.code, run.pk])).status_code == 405
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


def test_problems_are_listed_by_cell_and_keep_it_from_being_applied(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, {"Plan": changed(ACTIONS, (1, 7, "31/02/2025"))})
    said = page(signed_in, "import_preview", trust, run.pk)
    assert "1 thing must be put right" in said
    assert "Plan, H2" in said and "31/02/2025" in said and "Must fix" in said
    assert "Apply it all" not in said
    response = signed_in.post(reverse("import_apply", args=[trust.code, run.pk]), follow=True)
    assert "Nothing was written" in text_of(response)
    assert not Strategy.objects.exists()


def test_a_missing_period_can_be_given_on_the_preview(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN, period="")
    assert "which period its answers are for" in page(signed_in, "import_preview", trust, run.pk)
    signed_in.post(
        reverse("import_change", args=[trust.code, run.pk]),
        {"new_strategy": "Kinder, quicker", "period": "Q2 2024/25"},
    )
    said = page(signed_in, "import_preview", trust, run.pk)
    assert "Apply it all" in said and "1 July 2024 to 30 September 2024" in said


def test_a_change_without_a_strategy_says_what_is_missing(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN)
    response = signed_in.post(
        reverse("import_change", args=[trust.code, run.pk]), {"period": "Q2 2024/25"}, follow=True
    )
    assert "Give the strategy's title." in text_of(response).replace("&#x27;", "'")


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
        (workbook({"Plan": ACTIONS}), "plan.xlsm", "macros"),
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
    said = text_of(signed_in.post(address, {})).replace("&#x27;", "'")
    assert "Choose the workbook to import." in said and "Give the strategy's title." in said
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


def test_the_list_costs_the_same_for_one_import_and_twenty(
    signed_in: Client, trust: Trust, officer: Membership
) -> None:
    address = reverse("import_list", args=[trust.code])
    counts = []
    for number in (1, 19):
        for _ in range(number):
            factories.import_run(trust=trust, uploaded_by=officer.user)
        counts.append(cost(lambda: signed_in.get(address)))
    assert counts[0] == counts[1]


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


def test_a_column_s_reading_can_be_corrected_on_the_preview(
    signed_in: Client, trust: Trust
) -> None:
    run = uploaded(signed_in, trust, {"Plan": ROSETTE})
    address = reverse("import_preview", args=[trust.code, run.pk])
    shown = signed_in.get(address).content.decode()
    assert "A guess: every row has one" in shown
    assert "<details open><summary>3 columns" in shown
    assert '<option value="objective.title" selected>Objective title' in shown
    chosen = {"column-0-0": "ambition.title", "column-0-1": "action.title"}
    chosen["column-0-2"] = "leave-out"
    response = signed_in.post(
        reverse("import_columns", args=[trust.code, run.pk]), chosen, follow=True
    )
    assert "2 ambitions and 6" in text_of(response).replace("rosettes", "ambitions")
    run.refresh_from_db()
    assert run.choices == {"columns": {"Plan": {"Rosette": "ambition.title", "Zing": ""}}}
    read = {one["heading"]: one["field"] for one in run.changes["sheets"][0]["columns"]}
    assert read == {"Rosette": "ambition.title", "Key action": "action.title", "Zing": ""}
    chosen["column-0-0"] = "objective.title"
    signed_in.post(reverse("import_columns", args=[trust.code, run.pk]), chosen)
    signed_in.post(reverse("import_apply", args=[trust.code, run.pk]))
    assert KeyAction.objects.for_trust(trust).filter(objective__title="Care 1").count() == 3


def test_what_is_not_offered_for_a_column_is_refused(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, {"Plan": ROSETTE})
    response = signed_in.post(
        reverse("import_columns", args=[trust.code, run.pk]), {"column-0-0": "no.such"}, follow=True
    )
    assert "Choose what “Rosette” is from the list." in text_of(response)
    run.refresh_from_db()
    assert run.choices == {}


def test_boxes_left_as_they_are_choose_nothing(signed_in: Client, trust: Trust) -> None:
    run = uploaded(signed_in, trust, PLAN)
    shown = signed_in.get(reverse("import_preview", args=[trust.code, run.pk])).content.decode()
    boxes = re.findall(r'name="(column-\d+-\d+)">.*?value="([^"]+)" selected', shown, flags=re.S)
    assert len(boxes) == 16
    signed_in.post(reverse("import_columns", args=[trust.code, run.pk]), dict(boxes))
    run.refresh_from_db()
    assert run.choices == {}


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
