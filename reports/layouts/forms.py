"""Forms made from the options of a part: each option a field, by its type and choices."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from django import forms

from reports.models import LayoutPart
from reports.parts import KINDS, PartKind
from strategy_tracker.ui.forms import LinesField


class PartForm(forms.Form):
    """What a part is called and how it stands on the page, and the options of its kind.

    Options without a control of their own here are kept as they are.
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

    def __init__(self, data: Mapping[str, Any] | None = None, *, part: LayoutPart) -> None:
        initial = {
            name: getattr(part, name)
            for name in ("heading", "orientation", "starts_page", "audience", "is_shown")
        }
        super().__init__(data, initial=initial)
        self.part = part
        kind = KINDS[part.kind]
        for option, value in _values(kind, part.options):
            field = _field_of(option, value)
            if field is not None:
                self.fields[f"option-{option.name}"] = field
        for name, field in self.fields.items():
            _dress(field, has_error=name in self.errors)

    @property
    def values(self) -> dict[str, Any]:
        """What `change_part` takes. Only options that differ from the usual are kept."""
        cleaned = self.cleaned_data
        options = dict(self.part.options)
        for option, _ in _values(KINDS[self.part.kind], self.part.options):
            name = f"option-{option.name}"
            if name in cleaned:
                value = _read(option, cleaned[name])
                if value == _usual(option):
                    options.pop(option.name, None)
                else:
                    options[option.name] = value
        names = ("heading", "orientation", "starts_page", "audience")
        own = {name: cleaned[name] for name in names}
        return {**own, "is_shown": cleaned["is_shown"], "options": options}


def _values(kind: PartKind, given: Mapping[str, Any]) -> list[tuple["Field[Any]", Any]]:
    return [(option, given.get(option.name, _usual(option))) for option in fields(kind.options)]


def _usual(option: "Field[Any]") -> Any:
    if option.default_factory is not MISSING:
        return option.default_factory()
    return option.default


def _field_of(option: "Field[Any]", value: Any) -> forms.Field | None:
    label = option.metadata.get("label", option.name)
    choices = option.metadata.get("choices")
    usual = _usual(option)
    if isinstance(usual, bool):
        return forms.BooleanField(required=False, label=label, initial=value)
    if isinstance(usual, int) and choices:
        return forms.TypedChoiceField(
            label=label, choices=choices, initial=value, coerce=int, widget=forms.RadioSelect
        )
    if isinstance(usual, int):
        return forms.IntegerField(label=label, initial=value, min_value=0)
    if isinstance(usual, str) and choices:
        return forms.ChoiceField(
            label=label, choices=choices, initial=value, required=False, widget=forms.RadioSelect
        )
    if isinstance(usual, str):
        widget = forms.Textarea(attrs={"rows": 6}) if option.metadata.get("is_long") else None
        return forms.CharField(label=label, initial=value, required=False, widget=widget)
    if isinstance(usual, list) and choices and not option.metadata.get("is_ordered"):
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            initial=value,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    if isinstance(usual, list):
        lines = LinesField(css_class="nhsuk-textarea", label=label)
        lines.initial = value
        if choices:
            known = "; ".join(f"{key}: {words}" for key, words in choices)
            lines.help_text = f"One to a line, in the order printed. {known}."
        return lines
    if isinstance(usual, dict) and option.metadata.get("is_labels"):
        return forms.CharField(
            label=label,
            help_text="One on each line, such as “title = What we will do”.",
            initial="\n".join(f"{key} = {words}" for key, words in value.items()),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    return None


def _read(option: "Field[Any]", value: Any) -> Any:
    usual = _usual(option)
    if isinstance(usual, dict):
        pairs = (line.partition("=") for line in value.splitlines() if "=" in line)
        return {key.strip(): words.strip() for key, _, words in pairs}
    return value


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


class LayoutNameForm(forms.Form):
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
