"""Forms in which a reading of a measure is entered."""

from typing import Any

from django import forms

from strategy_tracker.ui.conflicts import VersionedForm


class ActualForm(VersionedForm, forms.Form):
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


class ReadingRowForm(ActualForm):
    """The same in a row of a grid, where a box may stay empty until there is a figure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["raw"].required = False
        self.fields["raw"].widget = forms.TextInput(attrs={"autocomplete": "off"})
        self.fields["note"].widget = forms.Textarea(attrs={"rows": 1})
        self.fields["is_withheld"].widget = forms.CheckboxInput()

    def clean_raw(self) -> str:
        raw: str = self.cleaned_data["raw"]
        if not raw and self.initial.get("raw"):
            raise forms.ValidationError(
                "A figure that was entered is not taken away. Write “-” where there is no data."
            )
        return raw

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "raw" in given and not given["raw"] and (given.get("note") or given.get("is_withheld")):
            self.add_error("raw", "Give the figure too, or “-” if there is no data.")
        return given
