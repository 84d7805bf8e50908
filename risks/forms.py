"""The form by which a risk is scored for a period."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from risks.bands import CONSEQUENCES, LIKELIHOODS


def _factor(label: str, words: dict[int, str], error: str) -> Any:
    return forms.TypedChoiceField(
        label=label,
        choices=[(number, f"{number} {word}") for number, word in words.items()],
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": error, "invalid_choice": error},
    )


class ScoreForm(forms.Form):
    """Likelihood by consequence, each from 1 to 5, and why."""

    likelihood = _factor(
        "Likelihood", LIKELIHOODS, "Choose how likely it is, from 1 rare to 5 almost certain."
    )
    consequence = _factor(
        "Consequence", CONSEQUENCES, "Choose how bad it would be, from 1 negligible to 5 severe."
    )
    note = forms.CharField(
        label="Why this score",
        required=False,
        help_text="What changed since last time. The board reads this.",
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 3}),
    )

    def add_service_error(self, error: ValidationError) -> None:
        """Show what a service refused above the form, without the names of its fields."""
        self.add_error(None, ValidationError(error.messages))
