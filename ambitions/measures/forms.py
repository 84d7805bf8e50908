"""Forms in which a reading of a measure is entered."""

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
