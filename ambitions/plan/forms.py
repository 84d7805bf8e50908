"""Forms that change an item of the plan."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet

from strategy_tracker.accounts.models import Person
from strategy_tracker.ui.forms import date_field, text_field


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
