"""Small forms of governance about the plan and its answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from objectives.forms import date_field, text_field
from strategy_tracker.accounts.models import Person


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: even an empty POST was sent, and is to be told what it lacks."""
    return request.POST if request.method == "POST" else None


class TargetDateForm(forms.Form):
    """A new target date, and why."""

    new_date = date_field("New target date", error="Give the new target date.")
    reason = text_field(
        "Why it moves",
        hint="The board reads this: say what caused it and who agreed.",
        error="Say why the target date moves.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new_date") and cleaned["new_date"] == self.initial.get("new_date"):
            raise ValidationError({"new_date": "This is the date it has now: give another."})
        return cleaned


class ReturnForm(forms.Form):
    """What is to be answered before an update can be approved."""

    text = text_field(
        "If you return it: what must be answered?",
        hint="The lead sees these words above the form.",
        error="Say what must be answered, so that the lead knows what to change.",
    )


class ActualForm(forms.Form):
    """What a measure reached in the open period, as it is to be printed."""

    raw = forms.CharField(
        label="Actual",
        max_length=200,
        help_text="As it is to be printed: 92%, 34:10, Partial. “-” is no data, “N/A” not "
        "applicable, “TBC” to be confirmed.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10"}),
        error_messages={"required": "Give the actual, or “-” if there is no data."},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        help_text="What the reader of the scorecard should know of this figure.",
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2}),
    )
    is_withheld = forms.BooleanField(
        label="Withheld: under embargo, print “Withheld” instead of the figure",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )


class ChaseForm(forms.Form):
    """The officer's words above the list of what is owed."""

    message = text_field(
        "Your words",
        hint="They stand above the list of what each person owes.",
        error="Say something to them: the list alone is not a letter.",
        rows=4,
    )


class ItemForm(forms.Form):
    """What an item is called and who leads it. `people` are those who can."""

    reference = forms.CharField(
        label="Reference",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10"}),
    )
    title = text_field("Title", error="Give it a title.", rows=2)
    leads = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
        error_messages={"invalid_choice": "Choose people of your own trust."},
    )

    def __init__(self, *args: Any, people: QuerySet[Person], max_length: int, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["leads"].queryset = people  # type: ignore[attr-defined]
        self.fields["title"].validators.append(MaxLengthValidator(max_length))
