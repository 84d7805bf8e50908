"""The options of parts on a form: each has a control, and a condition goes there and back."""

from dataclasses import fields
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from ambitions.models import KeyAction, Update
from reports.conditions import check, holds
from reports.layouts.asking import ConditionForm, answers_of, condition_of
from reports.layouts.choices import StrategyChoices
from reports.layouts.forms import PartForm, moved
from reports.layouts.ready import LayoutError, parse_layout, ready_layouts
from reports.models import LayoutPart
from reports.parts import KINDS
from reports.reading import read_plan
from tests import factories
from tests.paper_rows import full_rows, rows

pytestmark = pytest.mark.django_db
EXPRESSIBLE: list[dict[str, Any]] = [
    {},
    {"kind": ["must_do", "should_do"]},
    {"kind": ["must_do"], "needs_mitigation": True, "tone": {"delivery": ["red", "amber"]}},
    {"needs_mitigation": ["delivery"], "has": "measures"},
    {"has": ["measures", "risks"], "changed": True, "left": "red"},
    {"any": [{"kind": ["must_do"]}, {"needs_mitigation": True}, {"has": "risks"}]},
    {"any": [{"tone": {"delivery": ["red"]}}, {"tone": {"forecast": ["amber"]}}]},
    {"not": {"kind": ["exit_criterion"]}},
    {"changed": True, "not": {"any": [{"left": "amber"}, {"has": "leads"}]}},
]
SAID_OTHERWISE: list[dict[str, Any]] = [
    {"needs_mitigation": False},
    {"all": [{"kind": ["must_do"]}, {"has": "leads"}]},
    {"has": ["leads"]},
]
NESTED: list[dict[str, Any]] = [
    {"any": [{"all": [{"kind": ["must_do"]}, {"has": "leads"}]}, {"left": "red"}]},
    {"not": {"not": {"kind": ["must_do"]}}},
    {"not": {"kind": ["must_do"], "left": "red"}},
]


def form_of(part: LayoutPart, data: QueryDict | None = None) -> PartForm:
    strategy = rows(actions=1).strategy
    return PartForm(data, part=part, choices=StrategyChoices(strategy))


def sent(form: forms.Form, **changed: list[str]) -> QueryDict:
    """What a browser sends of a form as it is shown, but for `changed`."""
    data = QueryDict(mutable=True)
    parts = [form, *getattr(form, "conditions", {}).values()]
    for bound in [bound for part in parts for bound in part]:
        value = bound.value()
        if hasattr(bound, "boxes"):
            for box in bound.boxes:
                data[box["name"]] = box["value"]
        elif isinstance(bound.field, forms.BooleanField):
            if value:
                data[bound.html_name] = "on"
        elif isinstance(value, list) and isinstance(bound.field.widget, forms.Textarea):
            data[bound.html_name] = "\n".join(value)
        else:
            data.setlist(bound.html_name, value if isinstance(value, list) else [str(value)])
    for name, values in changed.items():
        data.setlist(name.replace("__", "-"), values)
    return data


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_option_of_every_kind_has_a_control_that_keeps_what_it_shows(kind: Any) -> None:
    part = factories.layout_part(kind=kind.key)
    shown = form_of(part)
    assert len(shown.of_kind) == len(fields(kind.options))
    form = form_of(part, sent(shown))
    assert form.is_valid(), form.errors
    assert form.values["options"] == {}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_nothing_with_choices_is_typed_as_keys(kind: Any) -> None:
    form = form_of(factories.layout_part(kind=kind.key))
    told = {option.name: option.metadata for option in fields(kind.options)}
    typed = [
        name
        for name, field in form.fields.items()
        if isinstance(field.widget, forms.Textarea)
        and {"choices", "of", "is_labels", "is_condition"} & set(told[name.partition("-")[2]])
    ]
    assert typed == []


@pytest.mark.parametrize("layout", ready_layouts().values(), ids=ready_layouts())
def test_the_options_of_ready_layouts_go_through_the_form_unchanged(layout: Any) -> None:
    for given in layout.parts:
        part = factories.layout_part(kind=given.kind, options=dict(given.options))
        form = form_of(part, sent(form_of(part)))
        assert form.is_valid(), form.errors
        usual = KINDS[given.kind].options()
        given_options = given.options.items()
        differ = {name: value for name, value in given_options if value != getattr(usual, name)}
        assert form.values["options"] == differ


def test_columns_are_kept_in_the_order_they_are_sent_in() -> None:
    part = factories.layout_part(kind="action-table")
    columns = ["leads", "rating:delivery", "title"]
    data = sent(form_of(part), **{"option-columns": columns})
    form = form_of(part, data)
    assert form.is_valid() and form.values["options"]["columns"] == columns
    assert [box.data["value"] for box in form["option-columns"]][:3] == columns


def test_a_heading_of_a_column_is_typed_beside_its_name() -> None:
    part = factories.layout_part(kind="risk-table", options={"labels": {"leads": "Owner"}})
    data = sent(form_of(part), **{"option-labels-title": [" Our risk "]})
    form = form_of(part, data)
    assert form.is_valid()
    assert form.values["options"]["labels"] == {"title": "Our risk", "leads": "Owner"}


def test_what_was_chosen_and_is_no_longer_in_the_plan_is_not_lost() -> None:
    part = factories.layout_part(kind="objectives", options={"objectives": ["9"]})
    shown = form_of(part)
    assert "9 (not in this plan)" in str(shown["option-objectives"])
    form = form_of(part, sent(shown))
    assert form.is_valid() and form.values["options"] == {"objectives": ["9"]}


@pytest.mark.parametrize(
    ("key", "way", "order"),
    [("b", -1, "bac"), ("b", 1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("x", 1, "abc")],
)
def test_one_of_a_list_moves_as_far_as_it_goes(key: str, way: int, order: str) -> None:
    assert moved(["a", "b", "c"], key, way) == list(order)


# Conditions


@pytest.mark.parametrize("condition", EXPRESSIBLE)
def test_a_condition_goes_into_answers_and_back(condition: dict[str, Any]) -> None:
    answers = answers_of(condition)
    assert answers is not None and condition_of(*answers) == condition


@pytest.mark.parametrize("condition", [*EXPRESSIBLE, *SAID_OTHERWISE, *NESTED])
def test_a_condition_goes_through_the_form_unchanged(condition: dict[str, Any]) -> None:
    check(condition)
    choices = StrategyChoices(rows(actions=1).strategy)

    def form(data: QueryDict | None = None) -> ConditionForm:
        return ConditionForm(data, prefix="c", condition=condition, choices=choices)

    shown = form()
    again = form(sent(shown))
    assert again.is_valid() and again.condition == condition
    assert bool(shown.words) == bool(condition)


@pytest.mark.parametrize("condition", NESTED)
def test_what_the_form_cannot_say_is_kept_until_it_is_let_go(condition: dict[str, Any]) -> None:
    choices = StrategyChoices(rows(actions=1).strategy)
    shown = ConditionForm(None, prefix="c", condition=condition, choices=choices)
    data = sent(shown, **{"c-only-kind": ["must_do"]})
    del data["c-keep"]
    form = ConditionForm(data, prefix="c", condition=condition, choices=choices)
    assert form.is_valid() and form.condition == {"kind": ["must_do"]}


def test_a_condition_is_set_on_the_form_of_a_part() -> None:
    part = factories.layout_part(kind="action-table")
    chosen = {
        "option-condition-only-kind": ["must_do"],
        "option-condition-without-tone-delivery": ["green"],
    }
    form = form_of(part, sent(form_of(part), **chosen))
    assert form.is_valid()
    expected = {"kind": ["must_do"], "not": {"tone": {"delivery": ["green"]}}}
    assert form.values["options"] == {"condition": expected}


@pytest.mark.parametrize(
    "condition",
    [
        {"colour": "red"}, {"kind": "must_do"}, {"kind": ["maybe"]}, {"tone": ["red"]},
        {"tone": {"delivery": ["pink"]}}, {"needs_mitigation": "yes"}, {"left": "pink"},
        {"has": ["money"]}, {"changed": "today"}, {"any": {"kind": []}}, {"not": {"x": 1}}, "red",
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused_where_it_is_given(condition: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        check(condition)
    layout = (
        f"name = 'A'\n[[part]]\nkind = 'action-table'\noptions = {{condition = {toml(condition)}}}"
    )
    with pytest.raises(LayoutError, match="Part 1"):
        parse_layout(layout)


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {toml(inner)}' for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def test_conditions_ask_for_measures_risks_and_what_changed() -> None:
    made = full_rows(3)
    first, second, third = made.actions
    factories.measure(strategy=made.strategy).actions.add(first)
    for update in Update.objects.filter(action=third, period=made.before):
        update.ratings.update(rating=made.rating("Green"))
    plan = read_plan(made.strategy, made.period)

    def meeting(condition: dict[str, Any]) -> list[KeyAction]:
        return [action for action in plan.actions if holds(condition, plan, action)]

    assert meeting({"has": "measures"}) == [first]
    assert meeting({"has": ["risks", "leads"]}) == [first, second, third]
    assert meeting({"changed": True}) == [first, second]
    assert meeting({"changed": False}) == [third]
    assert meeting({"needs_mitigation": ["delivery"]}) == []
