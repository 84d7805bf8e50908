"""The form by which a risk is scored for a period, by the trust's matrix."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from risks.matrix import Bands, Level, Matrix
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import whole_number


def _level_field(axis: str, question: str, levels: tuple[Level, ...]) -> Any:
    error = f"Choose how {question}, from {_lower(levels[0])} to {_lower(levels[-1])}."
    return forms.TypedChoiceField(
        label=axis,
        choices=[(level.value, str(level)) for level in levels],
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": error, "invalid_choice": error},
    )


def _lower(level: Level) -> str:
    return str(level).lower()


def _score_field(matrix: Matrix) -> Any:
    bands = ", ".join(band.label for band in reversed(matrix.bands.rows))
    return forms.CharField(
        label="Score",
        max_length=60,
        help_text=f"From {matrix.bands.lowest} to {matrix.bands.highest}, or in words: {bands}.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10"}),
        error_messages={"required": "Give the score."},
    )


def read_score(text: str, bands: Bands) -> tuple[int, str]:
    """The number that a text gives, and the text where it is the name of a band.

    That counts as the lowest score of the band. Raises ValidationError for anything else.
    """
    text = text.strip()
    if text.isdecimal() and bands.lowest <= whole_number(text) <= bands.highest:
        return int(text), ""
    band = bands.named(text)
    if band is None:
        raise ValidationError(
            f"Give a score from {bands.lowest} to {bands.highest}, or the name of a band."
        )
    return band.lowest, text


class ScoreForm(VersionedForm, forms.Form):
    """Likelihood and consequence where the matrix has them, else the score; and why."""

    note = forms.CharField(
        label="Why this score",
        required=False,
        help_text="What changed since last time. The board reads this.",
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 3}),
    )

    def __init__(self, data: Any = None, *, matrix: Matrix, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.matrix = matrix
        if matrix.has_factors:
            self.fields["likelihood"] = _level_field(
                "Likelihood", "likely it is", matrix.likelihoods
            )
            self.fields["consequence"] = _level_field(
                "Consequence", "bad it would be", matrix.consequences
            )
        else:
            self.fields["score"] = _score_field(matrix)
        self.order_fields(["likelihood", "consequence", "score", "note"])

    def clean_score(self) -> int:
        """The number; what was given in words is kept beside it."""
        score, self.cleaned_data["printed"] = read_score(
            self.cleaned_data["score"], self.matrix.bands
        )
        return score

    def add_service_error(self, error: ValidationError) -> None:
        """Show what a service refused above the form, without the names of its fields."""
        self.add_error(None, ValidationError(error.messages))
