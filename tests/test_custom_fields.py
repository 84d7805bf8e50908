"""Columns of the trust's own: what may stand under them, and who did what with them."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from ambitions.plan.editing import change_item
from objectives.custom_fields import (
    add_custom_field,
    clean_value,
    custom_fields,
    edit_custom_field,
    move_custom_field,
    shown_values,
    with_values,
)
from objectives.models import CustomField
from objectives.models.custom import number_of
from reports.data import export
from strategy_tracker.accounts.saving import now, save
from strategy_tracker.audit.reader import entries
from strategy_tracker.audit.sources import Filters
from tests import factories
from tests.answering import Plan
from tests.governing import signed_in

pytestmark = pytest.mark.django_db

RECORDS = ["objective", "ambition", "action", "measure", "risk"]


def a_record(kind: str) -> Any:
    return getattr(factories, kind)()


def of_trust(record: Any) -> Any:
    return record.trust if hasattr(record, "trust") else record.strategy.trust


def a_column(record: Any, kind: str, **fields: Any) -> CustomField:
    if kind == "risk":
        return factories.custom_field(record_kind=kind, trust=record.trust, **fields)
    return factories.custom_field(record_kind=kind, strategy=record.strategy, **fields)


@pytest.mark.parametrize("kind", RECORDS)
def test_every_kind_of_record_holds_a_value_and_its_history(kind: str) -> None:
    record, user = a_record(kind), factories.user()
    ward = a_column(record, kind, heading="Ward")
    record.custom_values = with_values(record, {ward: "Ward 7"})
    save(record, by=user)
    record.refresh_from_db()
    assert (ward.value(record), ward.words(record)) == ("Ward 7", "Ward 7")
    record.custom_values = with_values(record, {ward: ""})
    save(record, by=user)
    kept = [row.custom_values for row in record.history.order_by("history_id")]
    assert kept == [{}, {ward.key: "Ward 7"}, {}]
    assert record.history.first().history_user == user


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_holds_nothing_under_a_column_that_is_not_its_own(kind: str) -> None:
    record = a_record(kind)
    of_another_trust = a_column(a_record(kind), kind)
    of_another_kind = factories.custom_field(
        strategy=factories.strategy(of_trust(record)),
        record_kind="measure" if kind == "action" else "action",
    )
    for other in (of_another_trust, of_another_kind):
        record.custom_values = {other.key: "x"}
        with pytest.raises(ValidationError, match="under no column"):
            save(record, by=None)


@pytest.mark.parametrize("values", [{"1": ""}, {"1": 3}, ["x"]])
def test_a_value_is_a_text(values: Any) -> None:
    action = factories.action()
    action.custom_values = values
    with pytest.raises(ValidationError, match="is a text"):
        save(action, by=None)


def test_a_column_is_of_one_trust() -> None:
    strategy = factories.strategy()
    with pytest.raises(ValidationError, match="another trust"):
        add_custom_field(
            trust=factories.trust(), strategy=strategy, record_kind="action", heading="A", by=None
        )


def test_columns_are_added_in_order_and_moved() -> None:
    strategy, user = factories.strategy(), factories.user()
    names = ("Ward", "Funding source", "Date raised")
    made = [
        add_custom_field(
            trust=strategy.trust, strategy=strategy, record_kind="action", heading=name, by=user
        )
        for name in names
    ]
    assert move_custom_field(field=made[2], step=-1, by=user)
    assert not move_custom_field(field=made[0], step=-1, by=user)
    found = custom_fields(strategy.trust_id, strategy.pk)["action"]
    assert [field.heading for field in found] == ["Ward", "Date raised", "Funding source"]
    assert made[0].history.first().history_user == user


def test_a_second_column_with_the_heading_is_refused_in_a_sentence() -> None:
    first = factories.custom_field(heading="Ward")
    with pytest.raises(ValidationError, match="with this heading already"):
        add_custom_field(
            trust=first.trust, strategy=first.strategy, record_kind="action", heading="WARD",
            by=None,
        )  # fmt: skip
    for kind in ("measure", "risk"):
        add_custom_field(
            trust=first.trust, strategy=first.strategy, record_kind=kind, heading="Ward", by=None
        )


def test_columns_of_risks_are_of_the_whole_trust() -> None:
    one, other = (factories.strategy(trust) for trust in [factories.trust()] * 2)
    made = add_custom_field(
        trust=one.trust, strategy=one, record_kind="risk", heading="Ward", by=None
    )
    assert made.strategy is None
    assert custom_fields(one.trust_id, other.pk)["risk"] == [made]
    assert custom_fields(factories.trust().pk, None)["risk"] == []


def test_an_archived_column_is_out_of_use_and_its_values_stay() -> None:
    action = factories.action()
    ward = a_column(action, "action")
    action.custom_values = {ward.key: "Ward 7"}
    save(action, by=None)
    edit_custom_field(field=ward, is_archived=True, by=None)
    assert custom_fields(ward.trust_id, ward.strategy_id)["action"] == []
    assert custom_fields(ward.trust_id, ward.strategy_id, with_archived=True)["action"] == [ward]
    action.title = "Another"
    save(action, by=None)
    assert action.custom_values == {ward.key: "Ward 7"}


def test_columns_are_read_as_at_a_moment() -> None:
    ward = factories.custom_field(heading="Ward")
    moment = now()
    edit_custom_field(field=ward, heading="Unit", by=None)
    then = custom_fields(ward.trust_id, ward.strategy_id, moment)["action"]
    assert [field.heading for field in then] == ["Ward"]


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "said"),
    [
        ("text", " As given ", "As given", "As given"),
        ("number", "£1,250", "£1,250", "£1,250"),
        ("number", "-3.5", "-3.5", "-3.5"),
        ("date", "31/3/2026", "2026-03-31", "31 March 2026"),
        ("choice", "North", "North", "North"),
        ("date", "", "", ""),
    ],
)
def test_what_is_typed_is_kept_as_its_kind(kind: str, typed: str, kept: str, said: str) -> None:
    choices = ["North", "South"] if kind == "choice" else []
    field = factories.custom_field(value_kind=kind, allowed_values=choices)
    assert clean_value(field, typed) == kept
    assert field.say(kept) == said


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("number", "many", "Type a number, such as 12 or 3.5."),
        ("number", "9" * 400, "Type a number, such as 12 or 3.5."),
        ("date", "31/6/2026", "Type a date, such as 31 March 2026."),
        ("date", "soon", "Type a date, such as 31 March 2026."),
    ],
)
def test_what_is_no_such_value_is_refused_in_a_sentence(
    kind: str, typed: str, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        clean_value(factories.custom_field(value_kind=kind), typed)


def test_words_that_a_workbook_brought_stay_when_the_form_is_saved() -> None:
    dates = factories.custom_field(value_kind="date")
    assert clean_value(dates, "TBC", "TBC") == "TBC"
    assert clean_value(dates, "31 March 2026", "2026-03-31") == "2026-03-31"


@pytest.mark.parametrize("text", ["007", "1.2.3", "12,34", "", "TBC", "1e5"])
def test_a_reference_is_no_number(text: str) -> None:
    assert number_of(text) is None


def test_a_number_has_its_value() -> None:
    assert (number_of("£1,250.50"), number_of("-75%")) == (Decimal("1250.50"), Decimal(-75))


def test_dates_stay_dates() -> None:
    dates = factories.custom_field(value_kind="date")
    with pytest.raises(ValidationError, match="Dates stay dates"):
        edit_custom_field(field=dates, value_kind="text", by=None)
    choice = factories.custom_field(value_kind="choice", allowed_values=["North", "South"])
    edit_custom_field(field=choice, value_kind="text", by=None)
    assert (choice.value_kind, choice.allowed_values) == ("text", [])


def test_a_record_says_what_it_holds_in_the_order_of_the_columns() -> None:
    action = factories.action()
    raised = a_column(action, "action", heading="Date raised", value_kind="date")
    empty, ward = a_column(action, "action"), a_column(action, "action", heading="Ward")
    action.custom_values = with_values(action, {ward: "7", raised: "2026-03-31"})
    assert shown_values([raised, empty, ward], action) == [
        ("Date raised", "31 March 2026"), ("Ward", "7"),
    ]  # fmt: skip


def test_the_history_of_the_trust_tells_each_column_by_its_heading() -> None:
    action, user = factories.action(), factories.user()
    raised = a_column(action, "action", heading="Date raised", value_kind="date")
    values = {"custom_values": with_values(action, {raised: "2026-03-31"})}
    change_item(item=action, values=values, leads={}, by=user)
    latest = entries(raised.trust, Filters())[0]
    told = [(change.label, change.before, change.after) for change in latest.changes]
    assert told == [("Date raised", "", "31 March 2026")]
    assert latest.who == str(user)


# On screens


def with_columns() -> tuple[Plan, Any, dict[str, CustomField]]:
    """A plan with two actions, and a column of each kind at actions."""
    plan = Plan()
    action = plan.action(title="Open the hub")
    plan.action(title="Mend the van")
    fields = {
        "Ward": a_column(action, "action", heading="Ward"),
        "Beds": a_column(action, "action", heading="Beds", value_kind="number"),
        "Raised": a_column(action, "action", heading="Raised", value_kind="date"),
        "Region": a_column(
            action, "action", heading="Region", value_kind="choice",
            allowed_values=["North", "South"],
        ),
    }  # fmt: skip
    action.custom_values = with_values(
        action,
        {
            fields["Ward"]: "Fern <b>", fields["Beds"]: "12", fields["Raised"]: "2026-03-31",
            fields["Region"]: "North",
        },
    )  # fmt: skip
    save(action, by=None)
    return plan, action, fields


def test_the_page_of_an_action_says_what_it_holds() -> None:
    plan, action, _ = with_columns()
    page = signed_in(plan.trust).get(reverse("action_detail", args=[plan.trust.code, action.pk]))
    words = page.content.decode()
    assert "Fern &lt;b&gt;" in words and "31 March 2026" in words


def test_each_kind_has_its_box_and_is_saved_with_history() -> None:
    plan, action, fields = with_columns()
    client = signed_in(plan.trust)
    url = reverse("item_edit", args=[plan.trust.code, "action", action.pk])
    page = client.get(url).content.decode()
    assert 'type="date" name="' + fields["Raised"].name in page
    assert 'inputmode="decimal"' in page and '<option value="South">' in page
    data = {
        "title": action.title, "leads": [plan.lead.pk], fields["Ward"].name: "Moss",
        fields["Beds"].name: "3.5", fields["Raised"].name: "2026-04-01",
        fields["Region"].name: "",
    }  # fmt: skip
    page = client.post(url, data, follow=True).content.decode()
    action.refresh_from_db()
    assert action.custom_values == {
        fields["Ward"].key: "Moss", fields["Beds"].key: "3.5", fields["Raised"].key: "2026-04-01",
    }  # fmt: skip
    assert "changed “Ward”, “Beds”, “Raised” and “Region”" in page


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("Beds", "many", "Type a number"),
        ("Raised", "soon", "Type a date"),
        ("Region", "Nowhere", "Choose one of the list"),
    ],
)
def test_a_form_says_what_is_wrong_and_loses_nothing(name: str, typed: str, sentence: str) -> None:
    plan, action, fields = with_columns()
    before = action.custom_values
    url = reverse("item_edit", args=[plan.trust.code, "action", action.pk])
    data = {"title": "New words", "leads": [plan.lead.pk], fields[name].name: typed}
    answer = signed_in(plan.trust).post(url, data)
    assert answer.status_code == 400
    assert sentence in answer.content.decode() and "New words" in answer.content.decode()
    action.refresh_from_db()
    assert action.custom_values == before


def test_a_page_opened_before_a_column_was_added_leaves_its_value() -> None:
    plan, action, _ = with_columns()
    before = action.custom_values
    url = reverse("item_edit", args=[plan.trust.code, "action", action.pk])
    signed_in(plan.trust).post(url, {"title": "New words", "leads": [plan.lead.pk]})
    action.refresh_from_db()
    assert (action.title, action.custom_values) == ("New words", before)


def test_risks_and_measures_have_the_boxes_too() -> None:
    plan, _, _ = with_columns()
    risk = factories.risk(plan.trust)
    measure = factories.measure(strategy=plan.strategy)
    for record, kind in ((risk, "risk"), (measure, "measure")):
        ward = a_column(record, kind, heading="Ward of it")
        record.custom_values = {ward.key: "Fern"}
        save(record, by=None)
        client = signed_in(plan.trust)
        assert (
            "Fern"
            in client.get(
                reverse(f"{kind}_detail", args=[plan.trust.code, record.pk])
            ).content.decode()
        )
        form = client.get(reverse(f"{kind}_edit", args=[plan.trust.code, record.pk]))
        assert f'name="{ward.name}"' in form.content.decode()


def test_the_plan_is_narrowed_and_shows_a_column_where_asked() -> None:
    plan, _, fields = with_columns()
    client, url = signed_in(plan.trust), reverse("plan", args=[plan.trust.code])
    plain = client.get(url).content.decode()
    assert "Fern" not in plain and "Mend the van" in plain
    shown = client.get(url, {"show": f"own-{fields['Ward'].pk}"}).content.decode()
    assert "Fern &lt;b&gt;" in shown
    narrowed = client.get(url, {f"own-{fields['Region'].pk}": "North"}).content.decode()
    assert "Open the hub" in narrowed and "Mend the van" not in narrowed
    assert "Region: North" in narrowed
    none = client.get(url, {f"own-{fields['Region'].pk}": "none"}).content.decode()
    assert "Open the hub" not in none and "Mend the van" in none
    assert "Open the hub" in client.get(url, {"words": "fern"}).content.decode()


def test_the_register_is_narrowed_and_shows_a_column_where_asked() -> None:
    plan = Plan()
    one, other = (
        factories.risk(plan.trust, title=title) for title in ("Roof leaks", "Lift sticks")
    )
    region = a_column(one, "risk", value_kind="choice", allowed_values=["North", "A & B"])
    one.custom_values = {region.key: "A & B"}
    save(one, by=None)
    client, url = signed_in(plan.trust), reverse("risk_list", args=[plan.trust.code])
    page = client.get(url, {region.name: "A & B", "show": region.name}).content.decode()
    assert other.title not in page and "A &amp; B" in page
    assert other.title in client.get(url, {region.name: "none"}).content.decode()
    assert other.title in client.get(url, {region.name: "rubbish"}).content.decode()


def test_spreadsheets_have_every_column_with_dates_and_numbers_as_such() -> None:
    plan, _, _ = with_columns()
    client = signed_in(plan.trust)
    answer = client.get(reverse("plan_spreadsheet", args=[plan.trust.code]))
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = next(row for row in rows if "Ward" in row)
    row = next(row for row in rows if "Open the hub" in row)
    held = dict(zip(heads, row, strict=True))
    assert (held["Ward"], held["Beds"], held["Region"]) == ("Fern <b>", 12, "North")
    assert held["Raised"].date() == date(2026, 3, 31)


def test_the_data_export_has_the_columns_by_their_headings() -> None:
    plan, _, _ = with_columns()
    document = export(plan.strategy, plan.period)
    row = next(row for row in document["actions"] if row["title"] == "Open the hub")
    assert row["own_columns"] == {
        "Ward": "Fern <b>", "Beds": "12", "Raised": "2026-03-31", "Region": "North",
    }  # fmt: skip


def test_lists_cost_as_many_queries_for_many_rows_as_for_few() -> None:
    plan, action, fields = with_columns()
    client, url = signed_in(plan.trust), reverse("plan", args=[plan.trust.code])

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(url, {"show": f"own-{fields['Ward'].pk}"})
        return len(found)

    queries()
    few = queries()
    for number in range(12):
        row = plan.action(title=f"Action {number}")
        row.custom_values = action.custom_values
        save(row, by=None)
    assert queries() == few


# The set-up


def to(plan: Plan, name: str, *args: Any) -> str:
    return reverse(name, args=[plan.trust.code, *args])


def test_governance_adds_a_column_and_finds_it_in_the_list() -> None:
    plan = Plan()
    client, url = signed_in(plan.trust), to(plan, "setup_column_add", "action")
    assert client.get(url).status_code == 200
    data = {"heading": "Funding  source", "value_kind": "choice", "allowed_values": "Charity\nNHS"}
    page = client.post(url, data, follow=True).content.decode()
    field = CustomField.objects.get()
    assert (field.heading, field.value_kind) == ("Funding source", "choice")
    assert field.allowed_values == ["Charity", "NHS"]
    assert "Added “Funding source”." in page and "Charity, NHS" in page
    assert field.history.first().history_user is not None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"heading": "", "value_kind": "text"}, "Give the column a heading"),
        ({"heading": "WARD", "value_kind": "text"}, "There is a column with this heading already."),
        ({"heading": "x" * 201, "value_kind": "text"}, "give 200 characters at most"),
        ({"heading": "New"}, "Choose what it holds."),
        ({"heading": "New", "value_kind": "choice"}, "Say what may be chosen, one to a line."),
    ],
)
def test_what_is_wrong_with_a_column_is_said(data: dict[str, str], sentence: str) -> None:
    plan = Plan()
    factories.custom_field(strategy=plan.strategy, heading="Ward")
    answer = signed_in(plan.trust).post(to(plan, "setup_column_add", "action"), data)
    assert answer.status_code == 400 and sentence in answer.content.decode()
    assert CustomField.objects.count() == 1


def test_taking_a_column_out_of_use_tells_first_what_it_touches() -> None:
    plan, _, fields = with_columns()
    client, url = signed_in(plan.trust), to(plan, "setup_column", fields["Ward"].pk)
    data = {"heading": "Ward", "value_kind": "text", "is_archived": "on"}
    page = client.post(url, data).content.decode()
    assert "1 record holds something under it." in page and "Nothing is saved yet." in page
    told = page.split('name="told" value="')[1].split('"')[0]
    page = client.post(url, {**data, "told": told}, follow=True).content.decode()
    fields["Ward"].refresh_from_db()
    assert fields["Ward"].is_archived and "No longer in use:" in page
    action = client.get(reverse("action_detail", args=[plan.trust.code, plan_action(plan)]))
    assert "Fern" not in action.content.decode().split("Who did what")[0]


def plan_action(plan: Plan) -> int:
    return int(plan.strategy.actions.get(title="Open the hub").pk)


def test_a_column_moves_and_a_date_stays_one() -> None:
    plan, _, fields = with_columns()
    client = signed_in(plan.trust)
    client.post(to(plan, "setup_column_move", fields["Region"].pk), {"step": "up"})
    found = custom_fields(plan.trust.pk, plan.strategy.pk)["action"]
    assert [field.heading for field in found] == ["Ward", "Beds", "Region", "Raised"]
    page = client.get(to(plan, "setup_column", fields["Raised"].pk)).content.decode()
    assert 'value="date"' in page and 'value="text"' not in page


def test_there_is_no_column_of_what_nobody_keeps() -> None:
    plan = Plan()
    client = signed_in(plan.trust)
    assert client.get(to(plan, "setup_column_add", "reading")).status_code == 404
    stranger = factories.custom_field()
    assert client.get(to(plan, "setup_column", stranger.pk)).status_code == 404
