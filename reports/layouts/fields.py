"""Fields of the form of a part that no other form has: ticks with an order, headings by column."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

Pairs = list[tuple[Any, str]]


class TicksField(forms.MultipleChoiceField):
    """Some of the choices, each with a tick."""

    widget = forms.CheckboxSelectMultiple


class OrderedTicks(forms.CheckboxSelectMultiple):
    """Ticks of which the chosen stand first, in their order; a browser sends them in it."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        places = {key: place for place, key in enumerate(value)}
        self.choices = sorted(self.choices, key=lambda pair: places.get(pair[0], len(places)))
        return super().optgroups(name, value, attrs)


class OrderedChoiceField(forms.MultipleChoiceField):
    """Some of the choices, in an order of one's own."""

    template = "reports/_ordered.html"
    widget = OrderedTicks


class LabelInputs(forms.Widget):
    """A box for each column, for a heading other than the usual."""

    def __init__(self, columns: Pairs) -> None:
        super().__init__()
        self.columns = columns

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> dict[str, str] | None:
        return {key: str(data.get(f"{name}-{key}", "")) for key, _ in self.columns}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-{key}" in data for key, _ in self.columns)


class LabelsField(forms.Field):
    """Headings by column; those that are left empty are as usual."""

    template = "reports/_labels.html"
    widget: LabelInputs

    def __init__(self, *, columns: Pairs, label: str, initial: Mapping[str, str]) -> None:
        widget = LabelInputs(columns)
        super().__init__(label=label, initial=dict(initial), required=False, widget=widget)

    def clean(self, value: Any) -> dict[str, str]:
        given = {key: words.strip() for key, words in (value or {}).items()}
        return {key: words for key, words in given.items() if words}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BoundLabels":
        return BoundLabels(form, self, field_name)


class BoundLabels(forms.BoundField):
    """Knows the boxes of a `LabelsField`."""

    @property
    def boxes(self) -> Iterable[dict[str, str]]:
        chosen = self.value() or {}
        for key, label in self.field.widget.columns:
            name = f"{self.html_name}-{key}"
            yield {"name": name, "label": label, "value": chosen.get(key, "")}
