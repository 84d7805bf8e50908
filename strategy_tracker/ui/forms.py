"""Fields and helpers that forms of every app share."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from strategy_tracker.ui.conflicts import resolve
from strategy_tracker.ui.dates import long_date, parse_date


class LinesField(forms.CharField):
    """A list of texts, typed one to a line. `css_class` is the box's."""

    def __init__(self, *, css_class: str, label: str | None = None, rows: int = 4) -> None:
        super().__init__(
            label=label,
            required=False,
            help_text="One to a line.",
            widget=forms.Textarea(attrs={"rows": rows, "class": css_class}),
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class RecordsField(forms.ModelMultipleChoiceField):
    """Several records to choose. A key that no database can hold is no choice."""

    def clean(self, value: Any) -> Any:
        if any(not whole_number(str(key)) for key in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: even an empty POST was sent, and is to be told what it lacks.

    From the page of two versions, what was chosen there.
    """
    return resolve(request.POST)[0] if request.method == "POST" else None


def whole_number(text: str, otherwise: int = 0) -> int:
    """A number that a page sends, such as a version or a key; `otherwise` for anything else.

    int() refuses texts of some thousand digits, and a database numbers of more than 18.
    """
    is_number = text.isascii() and text.isdecimal() and len(text) <= 18
    return int(text) if is_number else otherwise


class DateInput(forms.DateInput):
    """The browser's own date control, or plain text where it has none."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "nhsuk-input nhsuk-input--width-10"})


class LongDateInput(forms.DateInput):
    """A date as text, as every page prints one."""

    def format_value(self, value: Any) -> str | None:
        return long_date(value) if isinstance(value, date) else super().format_value(value)


class DateField(forms.DateField):
    """A date in any of the spellings that `parse_date` reads, whatever the widget."""

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            day = parse_date(value)
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def date_field(label: str, *, error: str = "", hint: str = "", required: bool = True) -> Any:
    """A date from the browser's control, or typed where it has none.

    `error` is the sentence for a date that is missing.
    """
    return DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=DateInput(),
        error_messages={
            "required": error or f"Give the date: {label.lower()}.",
            "invalid": f"{label}: give a date, such as 31 March 2025.",
        },
    )


def text_field(label: str, *, error: str, hint: str = "", rows: int = 3) -> Any:
    """A box for a few sentences. `error` is the sentence for when they are missing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": rows}),
        error_messages={"required": error},
    )


class ServiceErrors(forms.Form):
    """A form that shows what a service refused, beside its field where it has that field."""

    def add_service_error(self, error: ValidationError) -> None:
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, errors in told.items():
            self.add_error(name if name in self.fields else None, ValidationError(errors))
