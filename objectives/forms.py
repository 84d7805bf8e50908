"""Forms of governance about reporting periods."""

from typing import Any

from django import forms

from objectives.custom_fields import clean_value
from objectives.models import CustomField, Period
from objectives.models.custom import day_of
from strategy_tracker.ui.forms import DateInput, date_field, text_field


class CustomValueField(forms.CharField):
    """The box of a column of the trust's own, of the kind of its values."""

    def __init__(self, field: CustomField, before: str) -> None:
        self.field, self.before = field, before
        super().__init__(label=field.heading, required=False, initial=before, widget=self._box())

    def _box(self) -> Any:
        kind = self.field.value_kind
        if kind == CustomField.ValueKind.DATE and (not self.before or day_of(self.before)):
            return DateInput()
        if kind == CustomField.ValueKind.CHOICE:
            choices = dict.fromkeys([*self.field.allowed_values, self.before])
            named = [(text, text) for text in choices if text]
            attrs = {"class": "nhsuk-select"}
            return forms.Select(choices=[("", "Not given"), *named], attrs=attrs)
        if kind == CustomField.ValueKind.TEXT:
            return forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2})
        attrs = {"class": "nhsuk-input nhsuk-input--width-10"}
        if kind == CustomField.ValueKind.NUMBER:
            attrs["inputmode"] = "decimal"
        return forms.TextInput(attrs=attrs)

    def clean(self, value: Any) -> str:
        return clean_value(self.field, super().clean(value), self.before)


class PeriodForm(forms.Form):
    """A new reporting period, proposed in the style of the last one."""

    label = forms.CharField(
        label="Name",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-20"}),
    )
    kind = forms.ChoiceField(
        label="Length",
        choices=Period.Kind.choices,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
    )
    starts_on = date_field("Starts on")
    ends_on = date_field("Ends on")
    due_on = date_field(
        "Answers due on",
        required=False,
        hint="What is not handed in after this day is late.",
    )
    paper_due_on = date_field("Board paper due on", required=False)

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        """`example` is a name in the style of the trust's own periods."""
        super().__init__(*args, **kwargs)
        label = self.fields["label"]
        label.help_text = f"As the board paper prints it, such as {example}."
        label.error_messages["required"] = f"Give the period a name, such as {example}."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", "The period must end after it starts.")
        for name, label in (("due_on", "Answers are due"), ("paper_due_on", "The paper is due")):
            day = cleaned.get(name)
            if day and starts and day < starts:
                self.add_error(name, f"{label} before the period starts: check the dates.")
        return cleaned


class ReasonForm(forms.Form):
    """Why a round closes early, or is opened again."""

    reason = text_field("Reason", error="")

    def __init__(self, *args: Any, label: str, hint: str, error: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = hint
        self.fields["reason"].error_messages = {"required": error}
