"""The form of a column of the trust's own."""

from typing import Any

from django import forms

from objectives.models import CustomField
from objectives.models.custom import LONGEST_HEADING
from strategy_tracker.setup.forms import text_box, tick
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import LinesField

CHOICE, DATE = CustomField.ValueKind.CHOICE, CustomField.ValueKind.DATE


class CustomFieldForm(VersionedForm, forms.Form):
    """A column: its heading, the kind of its values, and what may be chosen.

    `others` are the headings of the other columns of the same kind of record.
    """

    heading = text_box(
        "Heading", LONGEST_HEADING, error="Give the column a heading, such as Funding source."
    )
    value_kind = forms.ChoiceField(
        label="What it holds",
        choices=CustomField.ValueKind.choices,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={
            "required": "Choose what it holds.",
            "invalid_choice": "Choose from these.",
        },
    )
    allowed_values = LinesField(css_class="nhsuk-textarea", label="What may be chosen")
    is_archived = tick("No longer in use")

    def __init__(self, data: Any, *, field: CustomField, others: set[str]) -> None:
        names = ("heading", "value_kind", "allowed_values", "is_archived")
        super().__init__(data, initial={name: getattr(field, name) for name in names})
        self.others = others
        self.fields["allowed_values"].help_text = "One to a line. Of a choice only."
        if field.pk is None:
            del self.fields["is_archived"]
            return
        kinds: Any = self.fields["value_kind"]
        is_date = field.value_kind == DATE
        # A date is kept as a date, and words as words: neither becomes the other.
        kinds.choices = [
            (kind, label)
            for kind, label in CustomField.ValueKind.choices
            if (kind == DATE) == is_date
        ]

    def clean_heading(self) -> str:
        heading = " ".join(self.cleaned_data["heading"].split())
        if heading.casefold() in self.others:
            raise forms.ValidationError(
                "There is a column with this heading already. It may be no longer in use."
            )
        return heading

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["allowed_values"] = list(dict.fromkeys(cleaned.get("allowed_values", [])))
        if cleaned.get("value_kind") != CHOICE:
            cleaned["allowed_values"] = []
        elif not cleaned["allowed_values"]:
            self.add_error("allowed_values", "Say what may be chosen, one to a line.")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the column as they are to be."""
        return {name: self.cleaned_data[name] for name in self.fields}
