"""Forms made from the options of a part: each option a field, by its type and choices."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any

from django import forms

from reports.layouts.asking import ConditionForm, with_strays
from reports.layouts.choices import StrategyChoices
from reports.layouts.fields import LabelsField, OrderedChoiceField, TicksField
from reports.models import LayoutPart
from reports.parts import KINDS, PartKind
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import LinesField


class PartForm(forms.Form):
    """What a part is called and how it stands on the page, and the options of its kind.

    Every option has a control, made of its type and of what its metadata say (parts/base.py).
    """

    heading = forms.CharField(max_length=200, required=False, label="Heading")
    orientation = forms.ChoiceField(
        label="Page", choices=LayoutPart.Orientation.choices, widget=forms.RadioSelect
    )
    starts_page = forms.BooleanField(required=False, label="Start on a new page")
    audience = forms.ChoiceField(
        label="For", choices=LayoutPart.Audience.choices, widget=forms.RadioSelect, required=False
    )
    is_shown = forms.BooleanField(required=False, label="Print this part")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        part: LayoutPart,
        choices: StrategyChoices,
    ) -> None:
        initial = {
            name: getattr(part, name)
            for name in ("heading", "orientation", "starts_page", "audience", "is_shown")
        }
        super().__init__(data, initial=initial)
        self.part = part
        self.conditions: dict[str, ConditionForm] = {}
        for option, value in _values(KINDS[part.kind], part.options):
            name = f"option-{option.name}"
            if option.metadata.get("is_condition"):
                self.conditions[option.name] = ConditionForm(
                    data, prefix=name, condition=value, choices=choices
                )
            else:
                self.fields[name] = _field_of(option, value, choices)
        for name, field in self.fields.items():
            _dress(field, has_error=name in self.errors)

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(form.is_valid() for form in self.conditions.values())])

    @property
    def of_kind(self) -> list[forms.BoundField | ConditionForm]:
        """The options of the part's kind, in the order it has them."""
        names = [option.name for option in fields(KINDS[self.part.kind].options)]
        return [self.conditions.get(name) or self[f"option-{name}"] for name in names]

    @property
    def of_page(self) -> list[forms.BoundField]:
        return [self[name] for name in ("orientation", "starts_page", "is_shown")]

    @property
    def values(self) -> dict[str, Any]:
        """What `change_part` takes. Only options that differ from the usual are kept."""
        cleaned = self.cleaned_data
        options = {}
        for option, _ in _values(KINDS[self.part.kind], self.part.options):
            if option.name in self.conditions:
                value: Any = self.conditions[option.name].condition
            else:
                value = cleaned[f"option-{option.name}"]
            if value != _usual(option):
                options[option.name] = value
        names = ("heading", "orientation", "starts_page", "audience")
        own = {name: cleaned[name] for name in names}
        return {**own, "is_shown": cleaned["is_shown"], "options": options}


def moved(values: Sequence[str], key: str, by_places: int) -> list[str]:
    """`values` with `key` moved up (-1) or down (1) among them; as far as it goes."""
    if key not in values:
        return list(values)
    made = [value for value in values if value != key]
    here = list(values).index(key)
    made.insert(min(max(here + by_places, 0), len(made)), key)
    return made


def _values(kind: PartKind, given: Mapping[str, Any]) -> list[tuple["Field[Any]", Any]]:
    return [(option, given.get(option.name, _usual(option))) for option in fields(kind.options)]


def _usual(option: "Field[Any]") -> Any:
    if option.default_factory is not MISSING:
        return option.default_factory()
    return option.default


def _field_of(option: "Field[Any]", value: Any, choices: StrategyChoices) -> forms.Field:
    """The field that sets an option. Raises TypeError for one of a kind that has no control."""
    told = option.metadata
    usual = _usual(option)
    given = {"label": told["label"], "initial": value, "help_text": told.get("help", "")}
    pairs = [*told.get("choices", ()), *choices.of(told.get("of", ""))]
    if isinstance(usual, bool):
        return forms.BooleanField(required=False, **given)
    if isinstance(usual, dict) and told.get("is_labels"):
        columns = with_strays(pairs, value)
        return LabelsField(columns=columns, label=told["label"], initial=value)
    if isinstance(usual, list) and (pairs or "of" in told):
        kind = OrderedChoiceField if told.get("is_ordered") else TicksField
        return kind(choices=with_strays(pairs, value), required=False, **given)
    if isinstance(usual, list):
        lines = LinesField(css_class="nhsuk-textarea", label=told["label"])
        lines.initial = value
        return lines
    if isinstance(usual, int) and pairs:
        return forms.TypedChoiceField(
            choices=with_strays(pairs, [value]), coerce=int, widget=forms.RadioSelect, **given
        )
    if isinstance(usual, int):
        return forms.IntegerField(min_value=0, max_value=told.get("most", 99), **given)
    if isinstance(usual, str) and pairs:
        return forms.ChoiceField(
            choices=with_strays(pairs, [value]), required=False, widget=forms.RadioSelect, **given
        )
    if isinstance(usual, str):
        widget = forms.Textarea(attrs={"rows": 6}) if told.get("is_long") else None
        return forms.CharField(required=False, widget=widget, **given)
    raise TypeError(f"No control sets the option {option.name}.")


def _dress(field: forms.Field, *, has_error: bool) -> None:
    widget = field.widget
    if isinstance(widget, forms.RadioSelect):  # CheckboxSelectMultiple is one too
        kind = "checkboxes" if isinstance(widget, forms.CheckboxSelectMultiple) else "radios"
        widget.attrs["class"] = f"nhsuk-{kind}__input"
        return
    if isinstance(widget, forms.CheckboxInput):
        widget.attrs["class"] = "nhsuk-checkboxes__input"
        return
    if isinstance(widget, forms.Textarea):
        css = "nhsuk-textarea"
    elif isinstance(widget, (forms.TextInput, forms.NumberInput)):
        css = "nhsuk-input"
    else:
        return
    error = f" {css}--error" if has_error else ""
    widget.attrs |= {"class": f"{css}{error}", "autocomplete": "off"}


class LayoutNameForm(VersionedForm, forms.Form):
    """What a copy of a layout is called."""

    name = forms.CharField(
        max_length=100,
        label="Name of your layout",
        error_messages={"required": "Say what your layout is called."},
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
    )


class LayoutFileForm(forms.Form):
    """A layout that somebody shared as a file."""

    file = forms.FileField(
        label="A layout as a file (.toml)",
        error_messages={"required": "Choose the file of the layout."},
        widget=forms.FileInput(attrs={"class": "nhsuk-file-upload"}),
    )

    def clean_file(self) -> str:
        given = self.cleaned_data["file"]
        if given.size > 200_000:
            raise forms.ValidationError("This file is too large to be a layout.")
        try:
            return str(given.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError("This file is not a layout: it is not text.") from None
