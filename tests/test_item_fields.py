"""A field of an item is declared once, and everything that handles items takes it from there."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from ambitions.models import ITEM_MODELS
from ambitions.plan.audit_log import _named_fields
from ambitions.plan.fields import ACTION_FIELDS, ITEM_FIELDS
from ambitions.plan.forms import ItemForm
from ambitions.resources import ActionResource, AmbitionResource
from objectives.fields import FieldKind, ItemField, names_of, plain_values
from objectives.models import Level
from objectives.resources import ObjectiveResource
from reports.data import export
from strategy_tracker.accounts.models import Person
from strategy_tracker.imports.compare.existing import PLAIN_FIELDS
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from tests import factories
from tests.answering import Plan
from tests.governing import signed_in

pytestmark = pytest.mark.django_db

RESOURCES: dict[str, Any] = {
    Level.OBJECTIVE: ObjectiveResource,
    Level.AMBITION: AmbitionResource,
    Level.ACTION: ActionResource,
}
# Where it stands, where it came from and how it ended: no content of its own; and the columns
# of the trust's own, which are data and not declared.
NOT_DECLARED = {
    "custom_values",
    *("id", "uuid", "strategy", "objective", "ambition", "position", "source"),
    *("is_archived", "end_reason", "superseded_by"),
}
# The importer's own word for one, and one that is read with its date.
HEADINGS = {"regulation_refs": "regulations", "target_text": "target_date"}
EVERY_FIELD = [
    pytest.param(level, field, id=f"{level}-{field.name}")
    for level, fields in ITEM_FIELDS.items()
    for field in fields
]


def an_item(level: str) -> Any:
    return getattr(factories, level)()


@pytest.mark.parametrize("level", list(ITEM_FIELDS))
def test_every_field_of_the_model_is_declared(level: str) -> None:
    model_fields = {field.name for field in ITEM_MODELS[level]._meta.concrete_fields} - NOT_DECLARED
    assert model_fields == set(names_of(ITEM_FIELDS[level]))


@pytest.mark.parametrize(("level", "field"), EVERY_FIELD)
def test_a_declared_field_is_edited_logged_exported_imported_and_in_the_sheet(
    level: str, field: ItemField
) -> None:
    item = an_item(level)
    form = ItemForm(item=item, people=Person.objects.none())
    assert (field.name in form.declared) == field.is_edited
    assert field.name in RESOURCES[level]._meta.fields
    assert field.name in PLAIN_FIELDS[level]
    assert (field.name in _named_fields(item)) == (not field.name.startswith("target_"))
    known = {name for sheet in synonyms().sheets for _, name in sheet.fields}
    assert f"{level}.{HEADINGS.get(field.name, field.name)}" in known


@pytest.mark.parametrize("level", list(ITEM_FIELDS))
def test_the_export_holds_every_declared_field(level: str) -> None:
    item = an_item(level)
    period = factories.period(strategy=item.strategy)
    document = export(item.strategy, period)
    rows = {
        Level.OBJECTIVE: document["objectives"],
        Level.AMBITION: document["ambitions"]
        or [row for objective in document["objectives"] for row in objective["ambitions"]],
        Level.ACTION: document["actions"],
    }[Level(level)]
    values = plain_values(ITEM_FIELDS[level], item)
    assert values.items() <= next(row for row in rows if row["title"] == item.title).items()


def test_the_plain_value_of_each_kind() -> None:
    action = factories.action(
        kind="must_do", regulation_refs=["12(a)"], target_date=date(2026, 3, 31), area="East"
    )
    plain = plain_values(ACTION_FIELDS, action)
    assert (plain["kind"], plain["regulation_refs"]) == ("Must do", ["12(a)"])
    assert (plain["target_date"], plain["area"]) == ("2026-03-31", "East")
    assert {field.kind for field in ACTION_FIELDS} == set(FieldKind) - {FieldKind.NUMBER}


def test_governance_changes_any_field_of_an_action_on_its_page() -> None:
    plan = Plan()
    action = plan.action()
    client, url = (
        signed_in(plan.trust),
        reverse("item_edit", args=[plan.trust.code, "action", action.pk]),
    )
    assert "One to a line." in client.get(url).content.decode()
    data = {
        "reference": "4.2", "title": "Open the hub", "kind": "must_do", "area": "East",
        "theme": "Access", "regulation_refs": "Reg 12\n\nReg 17", "leads": [plan.lead.pk],
    }  # fmt: skip
    page = client.post(url, data, follow=True).content.decode()
    action.refresh_from_db()
    assert (action.kind, action.area, action.theme) == ("must_do", "East", "Access")
    assert action.regulation_refs == ["Reg 12", "Reg 17"]
    assert "the regulation" in page and "the theme" in page


def test_a_page_opened_before_a_field_was_added_leaves_it_as_it_is() -> None:
    plan = Plan()
    action = plan.action(theme="Access", regulation_refs=["Reg 12"])
    url = reverse("item_edit", args=[plan.trust.code, "action", action.pk])
    signed_in(plan.trust).post(url, {"title": "New", "leads": []})
    action.refresh_from_db()
    assert (action.title, action.theme, action.regulation_refs) == ("New", "Access", ["Reg 12"])
