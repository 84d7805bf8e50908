"""Forms of governance about reporting periods."""

from typing import Any

from django import forms

from objectives.models import Period

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y"]


class DateInput(forms.DateInput):
    """The browser's own date control, or plain text where it has none."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "nhsuk-input nhsuk-input--width-10"})


def date_field(label: str, *, error: str = "", hint: str = "", required: bool = True) -> Any:
    """A date from the browser's control, or typed as 31/3/2025 or 31 March 2025.

    `error` is the sentence for a date that is missing.
    """
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=DateInput(),
        input_formats=DATE_FORMATS,
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


class PeriodForm(forms.Form):
    """A new reporting period, proposed in the style of the last one."""

    label = forms.CharField(
        label="Name",
        max_length=60,
        help_text="As the board paper prints it, such as Quarter 3 2024/25.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-20"}),
        error_messages={"required": "Give the period a name, such as Quarter 3 2024/25."},
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
