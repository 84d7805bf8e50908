"""The heading of a paper, as its governance team sets it."""

from typing import Any

from django import forms

from reports.models import Paper
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import DateField, LongDateInput


class PaperForm(VersionedForm, forms.ModelForm):
    """Title, meeting, date and agenda item. Nothing is required: a draft may wait for them."""

    meeting_date = DateField(
        required=False,
        widget=LongDateInput(),
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
