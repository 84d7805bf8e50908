"""Sheets of the administration: out and in again changes nothing, one cell changes one thing."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import tablib
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from zeal import zeal_context

from ambitions.models import Ambition, Condition, KeyAction, Measure, Reading
from ambitions.resources import ActionResource, MeasureResource, ReadingResource
from objectives.models import (
    Dimension,
    Heading,
    Passage,
    Period,
    Rating,
    RatingScale,
    StrategicObjective,
    Strategy,
)
from objectives.resources import ObjectiveResource, PeriodResource
from risks.models import Risk, RiskCategory, RiskScore
from risks.resources import RiskResource, RiskScoreResource
from strategy_tracker.accounts.models import Person, Post, Trust
from strategy_tracker.accounts.resources import PersonResource
from strategy_tracker.accounts.sheets import (
    Day,
    SheetAdmin,
    SheetResource,
    escape_formula,
    unescape_formula,
)
from tests import factories
from tests.test_admin import page

pytestmark = pytest.mark.django_db

# Every model that an administrator would round-trip, with one cell to change.
CHANGES: dict[type[models.Model], tuple[str, str]] = {
    Person: ("left_on", "2024-06-30"),
    Post: ("ended_on", "2024-06-30"),
    Strategy: ("lead_word", "Owner"),
    StrategicObjective: ("title", "Safe care"),
    Period: ("due_on", "2024-07-14"),
    RatingScale: ("name", "New scale"),
    Rating: ("label", "Well on track"),
    Dimension: ("label", "Delivery"),
    Heading: ("word_limit", "200"),
    Passage: ("text", "As we said."),
    Ambition: ("title", "Safe wards"),
    Condition: ("text", "No falls"),
    KeyAction: ("title", "Open twelve wards"),
    Measure: ("name", "Falls per ward"),
    Reading: ("raw", "TBC"),
    Risk: ("title", "Too few nurses"),
    RiskCategory: ("appetite", "Open"),
    RiskScore: ("note", "Reviewed."),
}
# Of these the name is all there is, so a new name is a new record.
NAMED_ONLY = {RatingScale}


def resource_of(model: type[models.Model], **kwargs: Any) -> SheetResource:
    found = admin.site.get_model_admin(model)
    assert isinstance(found, SheetAdmin)
    return found.resource_classes[0](**kwargs)


def each_model() -> list[Any]:
    return [pytest.param(model, id=model.__name__) for model in CHANGES]


def filled(model: type[models.Model]) -> models.Model:
    """A row with awkward values in it."""
    make = factories.FACTORIES[model]
    if model is KeyAction:
        row = make(
            title="=SUM(A1)\nand more",
            reference="1.10",
            regulation_refs=["Regulation 12", "-cmd"],
            target_date=date(2024, 9, 30),
        )
        factories.action_lead(action=row)
        return row
    if model is Reading:
        return make(raw="-", number=Decimal("0.1250"), series="2", empty="none")
    if model is StrategicObjective:
        row = make(aims=["One", "Two"], description="'=quoted", introduction="+ve")
        factories.objective_lead(objective=row)
        factories.objective_lead(objective=row)
        factories.objective_lead(objective=row, kind="executive")
        return row
    if model is Period:
        return make(status="planned")
    if model is RiskScore:
        period = factories.period()
        risk = factories.risk(period.strategy.trust, reference="")
        return make(risk=risk, period=period)
    return make()


def export(model: type[models.Model]) -> tablib.Dataset:
    return resource_of(model).export()


def with_cell(sheet: tablib.Dataset, row: int, column: str, value: Any) -> tablib.Dataset:
    changed = tablib.Dataset(headers=sheet.headers)
    for number, values in enumerate(sheet.dict):
        changed.append(list((values | ({column: value} if number == row else {})).values()))
    return changed


def bring_in(resource: SheetResource, sheet: tablib.Dataset, user: Any = None) -> Any:
    return resource.import_data(sheet, rollback_on_validation_errors=True, user=user)


def wrong_cells(result: Any) -> list[tuple[int, str, str]]:
    """(row, column, sentence) of everything that was refused."""
    assert not result.base_errors, [str(error.error) for error in result.base_errors]
    refused = [
        (row.number, column, sentence)
        for row in result.invalid_rows
        for column, sentences in row.error_dict.items()
        for sentence in sentences
    ]
    return refused + [
        (number, "", str(error.error)) for number, errors in result.row_errors() for error in errors
    ]


# Round trips


def test_every_model_with_a_sheet_is_tried_here() -> None:
    pages = admin.site._registry.items()
    assert {model for model, page in pages if isinstance(page, SheetAdmin)} == set(CHANGES)


@pytest.mark.parametrize("model", each_model())
def test_a_sheet_out_and_in_again_changes_nothing(model: type[models.Model]) -> None:
    for _ in range(3):
        filled(model)
    sheet = export(model)
    before = list(model._default_manager.order_by("pk").values())
    result = bring_in(resource_of(model), sheet)
    assert wrong_cells(result) == []
    assert result.totals["skip"] == len(sheet) == 3
    assert list(model._default_manager.order_by("pk").values()) == before
    assert model.history.count() == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", each_model())
@pytest.mark.parametrize("format_number", [0, 1], ids=["xlsx", "csv"])
def test_a_file_out_and_in_again_changes_nothing(
    client: Client, model: type[models.Model], format_number: int
) -> None:
    row = filled(model)
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    file = exported_file(client, model, format_number)
    previewed = upload(client, model, file, format_number)
    assert wrong_cells(previewed["result"]) == []
    assert previewed["result"].totals["skip"] == 1, wrong_cells(previewed["result"])
    assert confirm(client, model, previewed).status_code == 302
    assert type(row)._default_manager.values().get() == dict(
        type(row)._default_manager.filter(pk=row.pk).values().get()
    )
    assert row.history.count() == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", each_model())
def test_one_changed_cell_is_one_change_by_whoever_brought_it_in(
    model: type[models.Model],
) -> None:
    user = factories.user()
    for _ in range(3):
        filled(model)
    column, value = CHANGES[model]
    result = bring_in(resource_of(model), with_cell(export(model), 1, column, value), user)
    assert wrong_cells(result) == []
    kind = "new" if model in NAMED_ONLY else "update"
    assert (result.totals[kind], result.totals["skip"]) == (1, 2)
    latest = model.history.first()  # type: ignore[attr-defined]
    assert latest.history_user == user
    assert str(getattr(latest, column)) == value


@pytest.mark.parametrize("model", each_model())
def test_a_sheet_makes_what_is_not_there(model: type[models.Model]) -> None:
    row: Any = filled(model)
    before = export(model)
    leads = getattr(row, "lead_rows", None)
    for lead in leads.exclude(kind="lead") if leads else []:
        lead.delete()
    row.delete()
    result = bring_in(resource_of(model), before)
    assert wrong_cells(result) == []
    assert result.totals["new"] == 1
    assert export(model).dict == before.dict


@pytest.mark.once
@pytest.mark.parametrize("model", each_model())
def test_an_export_asks_as_much_for_six_rows_as_for_one(model: type[models.Model]) -> None:
    for _ in range(6):
        filled(model)
    with zeal_context():
        assert len(export(model)) == 6


# Files


def exported_file(client: Client, model: type[models.Model], format_number: int) -> bytes:
    resource = resource_of(model)
    name = type(resource).__name__.lower()
    data = {"resource": "0", "format": str(format_number)}
    data |= {f"{name}_{field}": "on" for field in resource.fields}
    response = client.post(page(model, "export"), data)
    assert response["Content-Disposition"].startswith("attachment")
    return response.content


def upload(client: Client, model: type[models.Model], content: bytes, format_number: int) -> Any:
    name = ("sheet.xlsx", "sheet.csv")[format_number]
    file = SimpleUploadedFile(name, content)
    data = {"resource": "0", "format": str(format_number), "import_file": file}
    response = client.post(page(model, "import"), data)
    assert response.status_code == 200
    return response.context


def confirm(client: Client, model: type[models.Model], previewed: dict[str, Any]) -> Any:
    return client.post(page(model, "process_import"), previewed["confirm_form"].initial)


def test_references_stay_text_in_a_workbook(client: Client) -> None:
    factories.action(reference="1.10", title="=1+1")
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    sheet = openpyxl.load_workbook(BytesIO(exported_file(client, KeyAction, 0))).active
    headers, cells = list(sheet.iter_rows())
    values = {header.value: cell for header, cell in zip(headers, cells, strict=True)}
    assert values["reference"].value == "1.10"
    assert (values["title"].value, values["title"].data_type) == ("'=1+1", "s")


def test_a_preview_names_row_and_column_and_cannot_be_applied(client: Client) -> None:
    factories.person(name="Ann Field")
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    sheet = with_cell(export(Person), 0, "left_on", "31/06/2024")
    previewed = upload(client, Person, sheet.export("csv").encode(), 1)
    assert wrong_cells(previewed["result"]) == [
        (1, "left_on", "“31/06/2024” is not a date. Write it as 2024-03-31.")
    ]
    assert "confirm_form" not in previewed


def test_what_changed_since_the_preview_is_said_and_nothing_is_kept(client: Client) -> None:
    trust = factories.trust()
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    text = f"trust,name,user\n{trust.code},Ann Field,\n{trust.code},Bob Marsh,bob@example.org\n"
    bob = factories.member(trust, user=factories.user(email="bob@example.org"))
    previewed = upload(client, Person, text.encode(), 1)
    bob.delete()
    response = confirm(client, Person, previewed)
    assert "Nothing was imported" in client.get(response["Location"]).content.decode()
    assert not Person.objects.exists()


def test_a_huge_file_is_refused(client: Client, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    previewed = upload(client, Person, b"x" * (1024 * 1024 + 1), 1)
    assert previewed["form"].errors["import_file"] == ["The file is larger than 1 MB. Split it."]


# What is refused


def sheet_of(*rows: dict[str, Any]) -> tablib.Dataset:
    return tablib.Dataset(*(list(row.values()) for row in rows), headers=list(rows[0]))


def refusals() -> dict[str, Callable[[Trust], tuple[SheetResource, dict[str, Any], str, str]]]:
    def objective(trust: Trust, **cells: Any) -> dict[str, Any]:
        return {"trust": trust.code, "strategy": "Better together", "title": "Care"} | cells

    return {
        "unknown strategy": lambda trust: (
            ObjectiveResource(),
            objective(trust, strategy="Worse apart"),
            "strategy",
            f"There is no strategy “Worse apart” at trust “{trust.code}”.",
        ),
        "unknown lead": lambda trust: (
            ObjectiveResource(),
            objective(trust, leads="Nobody Here"),
            "leads",
            "The trust has no person called “Nobody Here”. Add them first.",
        ),
        "no number": lambda trust: (
            ObjectiveResource(),
            objective(trust, position="first"),
            "position",
            "“first” is not a whole number.",
        ),
        "neither yes nor no": lambda trust: (
            ObjectiveResource(),
            objective(trust, is_archived="maybe"),
            "is_archived",
            "“maybe” is neither yes nor no.",
        ),
        "blank title": lambda trust: (
            ObjectiveResource(),
            objective(trust, title=""),
            "title",
            "This field cannot be blank.",
        ),
        "unknown kind": lambda trust: (
            PeriodResource(),
            {
                "trust": trust.code,
                "strategy": "Better together",
                "label": "Q9",
                "kind": "week",
                "starts_on": "2030-01-01",
                "ends_on": "2030-01-07",
            },
            "kind",
            "Value 'week' is not a valid choice.",
        ),
        "overlapping period": lambda trust: (
            PeriodResource(),
            {
                "trust": trust.code,
                "strategy": "Better together",
                "label": "Q9",
                "starts_on": "2024-05-01",
                "ends_on": "2024-05-31",
            },
            "__all__",
            "These dates overlap Q1 2024/25, which runs from 1 April 2024 to 30 June 2024.",
        ),
        "factors that disagree": lambda trust: (
            RiskScoreResource(),
            {
                "trust": trust.code,
                "risk": "R1",
                "kind": "target",
                "likelihood": "3",
                "consequence": "4",
                "score": "13",
                "strategy": "",
                "period": "",
            },
            "score",
            "The score must be likelihood times consequence.",
        ),
        "no decimal": lambda trust: (
            ReadingResource(),
            {
                "trust": trust.code,
                "strategy": "Better together",
                "measure_number": "1",
                "measure": "Falls",
                "financial_year": "2024",
                "part": "Q1",
                "kind": "actual",
                "series": "",
                "number": "about ten",
            },
            "number",
            "“about ten” is not a number.",
        ),
    }


@pytest.mark.parametrize("name", refusals())
def test_a_cell_that_will_not_do_is_named_and_nothing_of_the_sheet_is_kept(name: str) -> None:
    trust = factories.trust()
    strategy = factories.strategy(trust, title="Better together")
    factories.period(strategy, label="Q1 2024/25")
    factories.risk(trust, reference="R1")
    factories.measure(strategy=strategy, number="1", name="Falls")
    resource, row, column, sentence = refusals()[name](trust)
    model = resource._meta.model
    before = model.objects.count()
    result = bring_in(resource, sheet_of(row, row))
    assert wrong_cells(result) == [(1, column, sentence), (2, column, sentence)]
    assert model.objects.count() == before


def test_a_good_row_beside_a_bad_one_is_not_kept() -> None:
    strategy = factories.strategy()
    row = {"trust": strategy.trust.code, "strategy": strategy.title, "title": "Care", "aims": ""}
    result = bring_in(ObjectiveResource(), sheet_of(row, row | {"title": ""}))
    assert wrong_cells(result) == [(2, "title", "This field cannot be blank.")]
    assert not StrategicObjective.objects.exists()


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        (["trust", "name", "nmae"], "columns that are not known here: “nmae”. Known are: trust"),
        (["name"], "The sheet lacks the columns “trust”."),
    ],
)
def test_a_sheet_with_the_wrong_columns_is_refused_whole(headers: list[str], sentence: str) -> None:
    result = bring_in(PersonResource(), tablib.Dataset(["A"] * len(headers), headers=headers))
    assert sentence in str(result.base_errors[0].error)
    assert not Person.objects.exists()


def test_two_records_of_the_same_name_are_not_guessed_at() -> None:
    first = factories.action(reference="", title="Same")
    factories.action(ambition=first.ambition, reference="", title="Same")
    result = bring_in(ActionResource(), export(KeyAction))
    assert "Two records are the same in trust, strategy" in wrong_cells(result)[0][2]


def test_a_name_borne_twice_is_not_guessed_at() -> None:
    measure = factories.measure(number="", name="Falls")
    factories.reading(measure=measure)
    sheet = export(Reading)
    factories.measure(strategy=measure.strategy, number="", name="Falls")
    result = bring_in(ReadingResource(), with_cell(sheet, 0, "raw", "60%"))
    assert wrong_cells(result)[0][1:] == (
        "measure",
        (
            f"There is more than one measure “Falls” at trust “{measure.strategy.trust.code}”, "
            f"strategy “{measure.strategy.title}”, measure_number “”."
        ),
    )


# Whose rows, and what is frozen


def test_a_sheet_does_not_reach_another_trust() -> None:
    own, theirs = factories.trust(), factories.risk()
    resource = RiskResource(trusts=frozenset({own.pk}))
    assert len(resource.export()) == 0
    result = bring_in(resource, with_cell(export(Risk), 0, "title", "Mine"))
    assert wrong_cells(result)[0][1:] == ("trust", f"There is no trust “{theirs.trust.code}”.")
    theirs.refresh_from_db()
    assert theirs.title != "Mine"


def test_a_closed_period_refuses_a_sheet() -> None:
    period = factories.period(status="closed")
    score = factories.risk_score(risk=factories.risk(period.strategy.trust), period=period)
    for model, column, value in (
        (RiskScore, "note", "Too late."),
        (Period, "due_on", "2024-07-31"),
    ):
        page_of_model: Any = admin.site.get_model_admin(model)
        resource = resource_of(model, refusal=page_of_model.refusal)
        result = bring_in(resource, with_cell(export(model), 0, column, value))
        assert "is closed, so its answers can no longer be changed." in wrong_cells(result)[0][2]
        assert wrong_cells(bring_in(resource, export(model))) == []
    score.refresh_from_db()
    assert score.note == ""


def test_a_sheet_brings_nothing_new_into_a_closed_period() -> None:
    period = factories.period(status="closed")
    score = factories.risk_score(risk=factories.risk(period.strategy.trust), period=period)
    sheet = export(RiskScore)
    score.delete()
    page_of_model: Any = admin.site.get_model_admin(RiskScore)
    result = bring_in(RiskScoreResource(refusal=page_of_model.refusal), sheet)
    assert "is closed" in wrong_cells(result)[0][2]
    assert not RiskScore.objects.exists()


def test_a_sheet_neither_opens_nor_closes_a_period() -> None:
    period = factories.period(status="planned")
    result = bring_in(PeriodResource(), with_cell(export(Period), 0, "status", "open"))
    assert result.totals["skip"] == 1
    period.refresh_from_db()
    assert period.status == "planned"


# Leads


def test_leads_are_set_in_order_by_name() -> None:
    user = factories.user()
    action = factories.action()
    trust = action.strategy.trust
    names = [factories.person(trust, name=name).name for name in ("Ann Field", "Bob Marsh")]
    sheet = with_cell(export(KeyAction), 0, "leads", "bob marsh;  Ann Field ;")
    assert bring_in(ActionResource(), sheet, user).totals["update"] == 1
    rows = action.lead_rows.order_by("position")
    assert [row.person.name for row in rows] == names[::-1]
    assert {row.history.first().history_user for row in rows} == {user}
    assert bring_in(ActionResource(), export(KeyAction), user).totals["skip"] == 1


def test_leads_are_left_alone_by_a_sheet_without_the_column() -> None:
    lead = factories.measure_lead()
    sheet = export(Measure)
    del sheet["leads"]
    bring_in(MeasureResource(), with_cell(sheet, 0, "name", "Falls"))
    assert list(lead.measure.lead_rows.all()) == [lead]


# Cells


@given(st.text())
def test_an_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = escape_formula(text)
    assert unescape_formula(escaped) == text
    assert not escaped.startswith(("=", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("+A1", "'+A1"),
        ("-", "-"),
        ("-5%", "-5%"),
        ("+1,250.5", "+1,250.5"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
    ],
)
def test_only_what_a_spreadsheet_would_run_is_escaped(text: str, escaped: str) -> None:
    assert escape_formula(text) == escaped


def test_a_date_is_read_from_text_and_from_a_workbook() -> None:
    day = date(2024, 3, 31)
    for cell in ("2024-03-31", " 2024-03-31 ", day, datetime(2024, 3, 31, 0, 0)):  # noqa: DTZ001
        assert Day().clean(cell) == day
    assert Day().clean("") is None


def test_a_number_typed_into_a_workbook_is_the_text_it_looks_like() -> None:
    strategy = factories.strategy()
    row = {"trust": strategy.trust.code, "strategy": strategy.title, "title": "Care"}
    bring_in(ObjectiveResource(), sheet_of(row | {"reference": 2.0, "position": 3.0}))
    objective = StrategicObjective.objects.get()
    assert (objective.reference, objective.position) == ("2", 3)


def test_the_pages_offer_both_ways(client: Client) -> None:
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    for model in CHANGES:
        text = client.get(page(model, "changelist")).content.decode()
        assert page(model, "import") in text
        assert page(model, "export") in text
        assert client.get(page(model, "import")).status_code == 200
        assert client.get(page(model, "export")).status_code == 200
    assert client.get(reverse("admin:index")).status_code == 200
