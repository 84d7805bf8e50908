"""The heading of a paper, as its governance team sets it."""

from typing import Any

from django import forms

from reports.models import Paper

# How people in this country write a date; 2024-10-31 is what a date picker sends.
DATE_FORMATS = ["%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%Y-%m-%d"]


class PaperForm(forms.ModelForm):
    """Title, meeting, date and agenda item. Nothing is required: a draft may wait for them."""

    meeting_date = forms.DateField(
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%d %B %Y"),
        help_text="For example, 31 October 2024",
        error_messages={"invalid": "Give the date of the meeting as in 31 October 2024."},
    )

    class Meta:
        model = Paper
        fields = ["title", "meeting", "meeting_date", "agenda_item"]
        help_texts = {
            "title": "Left empty, the paper is named after the strategy and the period.",
            "meeting": "For example, Board of Directors in public",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            width = "" if name in ("title", "meeting") else " nhsuk-input--width-10"
            error = " nhsuk-input--error" if name in self.errors else ""
            field.widget.attrs |= {"class": f"nhsuk-input{width}{error}", "autocomplete": "off"}
