"""Every filled cell of a workbook is a field, in an own column, noise with a reason, or asked."""

import json
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectives.models import Passage, Strategy
from strategy_tracker.accounts.models import Role, Trust
from strategy_tracker.imports.changeset import ChangeSet, SheetCells
from strategy_tracker.imports.choices import NOTHING_SAID, Choices
from strategy_tracker.imports.extract.ledger import say_areas
from strategy_tracker.imports.read.sheet import area_of, as_text
from strategy_tracker.imports.read.workbook import read_workbook
from strategy_tracker.imports.services import import_at_once, undo_run
from strategy_tracker.imports.workbook import preview_workbook
from tests import factories
from tests.workbooks.samples import workbook

HEAD = ["Objective", "Action", "Lead", "Target date", "RAG"]
FIRST = ["Kinder care", "Answer every bell", "Asha Rao", date(2026, 3, 31), "Green"]
SECOND = ["Kinder care", "Open the garden", "Ben Hale", date(2026, 6, 30), "Red"]
PERIOD = "2025/26 Q2"


@pytest.fixture
def trust(db: None) -> Trust:
    return factories.trust()


def preview(trust: Trust, rows: list[list[Any]], choices: Choices = NOTHING_SAID) -> ChangeSet:
    return preview_workbook(
        data=workbook({"Plan": rows}),
        file_name="plan.xlsx",
        trust=trust,
        strategy_title="Care",
        period_label=PERIOD,
        choices=choices,
    )


def counted(sheet: SheetCells) -> dict[str, int]:
    return {name: getattr(sheet, name) for name in ("filled", "fields", "own", "noise", "asked")}


def test_each_cell_of_a_plain_table_is_a_field(trust: Trust) -> None:
    [sheet] = preview(trust, [HEAD, FIRST, SECOND]).cells
    assert counted(sheet) == {"filled": 15, "fields": 15, "own": 0, "noise": 0, "asked": 0}


def test_a_total_is_noise_with_its_reason(trust: Trust) -> None:
    rows = [["Delivery plan"], [], HEAD, FIRST, SECOND, ["Total", None, None, None, 2]]
    [sheet] = preview(trust, rows).cells
    noise = {tuple(group.areas): group.what for group in sheet.groups if group.end == "noise"}
    assert noise == {("A6", "E6"): "a total"}
    assert sheet.fields == 16  # the title is kept as that of the strategy


def test_what_nobody_recognised_is_asked_once_for_a_sheet(trust: Trust) -> None:
    rows = [HEAD, FIRST, SECOND, *[[None] * 30 + ["far"]] * 2]
    changes = preview(trust, rows)
    assert [q.key for q in changes.questions] == ["unread:Plan"]
    assert changes.cells[0].asked == 2 and not changes.is_certain
    left = preview(trust, rows, Choices(answers={"unread:Plan": "leave"}))
    assert left.cells[0].asked == 0 and left.cells[0].noise == 2


def test_what_was_not_recognised_can_be_kept_as_words(trust: Trust) -> None:
    rows = [HEAD, FIRST, SECOND, [None] * 30 + ["far", "away"]]
    import_at_once(
        data=workbook({"Plan": rows}),
        file_name="plan.xlsx",
        trust=trust,
        strategy_title="Care",
        period_label=PERIOD,
        choices=Choices(answers={"unread:Plan": "keep"}),
        by=None,
    )
    [passage] = Passage.objects.filter(strategy__trust=trust)
    assert (passage.document, passage.label, passage.text) == ("Plan", "Row 4", "far\naway")


def test_two_that_differ_are_not_certain(trust: Trust) -> None:
    objectives = [["Objective", "Description"], ["Kinder care", "One"], ["Kinder care", "Two"]]
    changes = preview_workbook(
        data=workbook({"Plan": [HEAD, FIRST, SECOND], "Objectives": objectives}),
        file_name="plan.xlsx",
        trust=trust,
        strategy_title="Care",
        period_label=PERIOD,
    )
    assert changes.cells[1].asked == 1 and not changes.is_certain


def test_the_command_lists_the_cells_of_each_sheet(trust: Trust, tmp_path: Any) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(workbook({"Plan": [HEAD, FIRST, SECOND, ["Total", None, None, None, 2]]}))
    said = {"trust": trust.code, "strategy": "Care", "period": PERIOD, "dry_run": True}
    out = StringIO()
    call_command("import_workbook", str(file), format="json", stdout=out, **said)
    cells = json.loads(out.getvalue())["cells"]["Plan"]
    groups = cells.pop("groups")
    assert cells == {"filled": 17, "fields": 15, "own": 0, "noise": 2, "asked": 0}
    assert {"end": "noise", "what": "a total", "count": 2, "areas": ["A4", "E4"]} in groups
    text = StringIO()
    call_command("import_workbook", str(file), stdout=text, **said)
    assert (
        "All 17 filled cells are accounted for: 15 in fields, 2 not part of the plan"
        in text.getvalue()
    )


def test_the_preview_shows_what_became_of_the_cells(trust: Trust, client: Client) -> None:
    officer = factories.member(trust, Role.GOVERNANCE)
    client.force_login(officer.user)
    run = factories.import_run(trust=trust, uploaded_by=officer.user)
    run.changes = preview(trust, [HEAD, FIRST, SECOND, ["Total"]]).to_data()
    run.summary = {"is_empty": False, "stopping": 0, "digest": "x"}
    run.status = run.Status.PREVIEWED
    run.save()
    page = client.get(reverse("import_preview", args=[trust.code, run.pk])).content.decode()
    assert "All 16 filled cells are accounted for" in page and "A total" in page


def test_areas_are_said_as_rectangles() -> None:
    places = [(0, 0), (1, 1), (1, 2), (2, 1), (2, 2), (4, 1)]
    assert say_areas(places) == ["A1", "B2:C3", "B5"]


# For any sheet

TEXTS = st.sampled_from(["Answer every bell", "Open the garden", "Mend the roof", "Call back"])
PEOPLE = st.sampled_from(["Asha Rao", "Ben Hale", "Cleo Marsh"])
DATES = st.dates(date(2025, 1, 1), date(2027, 12, 31))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "Objective": st.sampled_from(["Kinder care", "Safer homes"]),
    "Lead": PEOPLE,
    "Target date": DATES,
    "RAG": st.sampled_from(["Red", "Amber", "Green"]),
    "Comments": st.text("abc defg hij", min_size=1, max_size=40).map(str.strip),
    "Ward": st.sampled_from(["Ash", "Birch", "Cedar"]),
    "Times seen": st.integers(1, 900),
    "Raised on": DATES,
    "": st.sampled_from(["see file", 7, "x"]),
}
BLANK = st.just(None)


@st.composite
def sheets(draw: st.DrawFn) -> list[list[Any]]:
    """A table of actions under headings known and unknown, with things about it."""
    others = draw(st.lists(st.sampled_from([h for h in VALUES if h != "Objective"]), unique=True))
    heads = ["Objective", "Action", *others]
    titles = draw(st.lists(TEXTS, min_size=1, max_size=4, unique=True))
    rows: list[list[Any]] = []
    for line in draw(st.sampled_from([[], [["Delivery plan"]], [["Delivery plan"], []]])):
        rows.append(list(line))
    rows.append(heads)
    for number, title in enumerate(titles):
        values = [draw(VALUES[head] | BLANK) for head in others]
        rows.append([draw(VALUES["Objective"]), f"{title} {number}", *values])
    rows += draw(
        st.lists(
            st.sampled_from([[], ["Total", 4], ["Note: as agreed"], [None] * 9 + ["aside"]]),
            max_size=3,
        )
    )
    return rows


def kept_in(trust: Trust) -> set[str]:
    """Every value that the database holds for a trust with only this import, as text."""
    found: set[str] = set()
    for model in apps.get_models():
        if model._meta.app_label not in ("accounts", "objectives", "ambitions", "risks"):
            continue
        for values in model._base_manager.values_list():
            for value in values:
                if isinstance(value, datetime):
                    continue
                parts = list(value.values()) if isinstance(value, dict) else value
                parts = parts if isinstance(parts, list) else [parts]
                found |= {as_text(part) for part in parts if isinstance(part, str | int | date)}
                found |= {line for part in parts if isinstance(part, str) for line in [part[:3000]]}
    return found


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=sheets())
def test_any_sheet_is_accounted_for_before_and_after_it_is_applied(
    rows: list[list[Any]], trust: Trust
) -> None:
    with transaction.atomic():
        _check_accounted_for(rows, trust)
        transaction.set_rollback(True)


def _check_accounted_for(rows: list[list[Any]], trust: Trust) -> None:
    data = workbook({"Plan": rows})
    filled = {
        (row, column)
        for row, values in enumerate(read_workbook(data, "plan.xlsx").sheets[0].rows)
        for column, value in enumerate(values)
        if str(value).strip()
    }
    changes, run = import_at_once(
        data=data,
        file_name="plan.xlsx",
        trust=trust,
        strategy_title="Care",
        period_label=PERIOD,
        by=None,
    )
    [sheet] = changes.cells
    assert sheet.filled == len(filled) == sheet.fields + sheet.own + sheet.noise + sheet.asked
    listed = [place for group in sheet.groups for place in places_of(group.areas)]
    assert sorted(listed) == sorted(filled)
    kept = kept_in(trust)
    values = read_workbook(data, "plan.xlsx").sheets[0].rows
    for group in sheet.groups:
        for row, column in places_of(group.areas) if group.end in ("field", "own") else ():
            if values[row][0] == "Objective":
                continue  # a heading is kept by what is under it
            value = values[row][column]
            if isinstance(value, date) and value.isoformat() in kept:
                continue  # as a day under a column of its own
            said = as_text(value)
            # "Note: as agreed" is a label and its text.
            parts = said.split(": ") if group.what == "passage.text" else [said]
            assert kept.issuperset(parts), (group, said)
    assert run is not None
    undo_run(run=run, by=None)
    assert not Strategy.objects.filter(trust=trust).exists()


def places_of(areas: list[str]) -> list[tuple[int, int]]:
    found = []
    for top, left, bottom, right in map(area_of, areas):
        found += [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
    return found
