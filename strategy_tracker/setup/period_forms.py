"""Forms of periods: one that is there, and a year of them at once."""

from collections.abc import Sequence
from typing import Any

from django import forms

from objectives.forms import PeriodForm
from objectives.models import Period
from objectives.proposals import Proposal
from strategy_tracker.setup.forms import text_box
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import date_field

PERIOD_FIELDS = ("label", "kind", "starts_on", "ends_on", "due_on", "paper_due_on")
_DAYS = ("starts_on", "ends_on", "due_on", "paper_due_on")


class PeriodEditForm(VersionedForm, PeriodForm):
    """The label and dates of a period that is planned or open."""

    def __init__(self, data: Any, *, period: Period) -> None:
        initial = {name: getattr(period, name) for name in PERIOD_FIELDS}
        super().__init__(data, initial=initial, example=period.label)


class YearForm(forms.Form):
    """A row for each period of a year; one without a name is not added."""

    def __init__(self, data: Any, *, kind: str, proposals: Sequence[Proposal]) -> None:
        super().__init__(data)
        self.kind = kind
        self.numbers = range(len(proposals))
        for number, proposal in enumerate(proposals):
            name = f"Row {number + 1}"
            of_row = {
                "label": text_box(f"{name}: name", 60),
                "starts_on": date_field(f"{name}: starts on", required=False),
                "ends_on": date_field(f"{name}: ends on", required=False),
                "due_on": date_field(f"{name}: answers due on", required=False),
                "paper_due_on": date_field(f"{name}: board paper due on", required=False),
            }
            for part, field in of_row.items():
                self.fields[f"{number}-{part}"] = field
                self.initial[f"{number}-{part}"] = getattr(proposal, part)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in self.numbers:
            if cleaned.get(f"{number}-label"):
                self._check(number, cleaned)
        if not any(cleaned.get(f"{number}-label") for number in self.numbers) and not self.errors:
            self.add_error(None, "Give at least one period a name.")
        return cleaned

    def _check(self, number: int, cleaned: dict[str, Any]) -> None:
        label = cleaned[f"{number}-label"]
        starts, ends = (cleaned.get(f"{number}-{part}") for part in ("starts_on", "ends_on"))
        for part, words in (("starts_on", "starts"), ("ends_on", "ends")):
            if not cleaned.get(f"{number}-{part}") and f"{number}-{part}" not in self.errors:
                self.add_error(f"{number}-{part}", f"{label}: say when it {words}.")
        if starts and ends and ends <= starts:
            self.add_error(f"{number}-ends_on", f"{label}: it must end after it starts.")
        for part, words in (("due_on", "Answers are due"), ("paper_due_on", "The paper is due")):
            day = cleaned.get(f"{number}-{part}")
            if day and starts and day < starts:
                self.add_error(f"{number}-{part}", f"{label}: {words.lower()} before it starts.")

    @property
    def periods(self) -> list[dict[str, Any]]:
        """The fields of each period that is to be added."""
        return [
            {"kind": self.kind, "label": self.cleaned_data[f"{number}-label"]}
            | {part: self.cleaned_data[f"{number}-{part}"] for part in _DAYS}
            for number in self.numbers
            if self.cleaned_data[f"{number}-label"]
        ]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{number}-{part}"] for part in ("label", *_DAYS)] for number in self.numbers]
