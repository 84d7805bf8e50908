"""Columns of the trust's own: what may stand under them, and who did what with them."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

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
from strategy_tracker.accounts.saving import now, save
from strategy_tracker.audit.reader import entries
from strategy_tracker.audit.sources import Filters
from tests import factories

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
    found = custom_fields(strategy.trust, strategy)["action"]
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
    assert custom_fields(one.trust, other)["risk"] == [made]
    assert custom_fields(factories.trust(), None)["risk"] == []


def test_an_archived_column_is_out_of_use_and_its_values_stay() -> None:
    action = factories.action()
    ward = a_column(action, "action")
    action.custom_values = {ward.key: "Ward 7"}
    save(action, by=None)
    edit_custom_field(field=ward, is_archived=True, by=None)
    assert custom_fields(ward.trust, ward.strategy)["action"] == []
    assert custom_fields(ward.trust, ward.strategy, with_archived=True)["action"] == [ward]
    action.title = "Another"
    save(action, by=None)
    assert action.custom_values == {ward.key: "Ward 7"}


def test_columns_are_read_as_at_a_moment() -> None:
    ward = factories.custom_field(heading="Ward")
    moment = now()
    edit_custom_field(field=ward, heading="Unit", by=None)
    then = custom_fields(ward.trust, ward.strategy, moment)["action"]
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
    field = factories.custom_field(value_kind=kind)
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
