"""Forms of what is asked: a question answered in words, and one that is rated."""

from typing import Any

from django import forms

from objectives.models import Dimension, Heading, RatingScale
from strategy_tracker.setup.forms import text_box, tick
from strategy_tracker.ui.conflicts import VersionedForm

ALWAYS, NEVER, PERCENT = "always", "never", "percent"
MOST_WORDS = 5000


def _choice(label: str, choices: Any, error: str, *, is_radio: bool = False) -> Any:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"})
        if is_radio
        else forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"required": error, "invalid_choice": error},
    )


class QuestionForm(VersionedForm, forms.Form):
    """What every question has. `when` are the ways in which it may be asked."""

    label = text_box("Question", 200, error="Give the question, as leads are to read it.")
    guidance = forms.CharField(
        label="Guidance under the question",
        required=False,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2}),
    )
    short_label = text_box(
        "Short label, printed", 40, hint="What a table has room for, such as Why.", width=20
    )

    def __init__(self, data: Any, *, initial: dict[str, Any], others: set[str]) -> None:
        super().__init__(data, initial=initial)
        self.others = others

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if label.casefold() in self.others:
            raise forms.ValidationError(
                "Another question of the level has these words. Leads could not tell them apart."
            )
        return label

    def ask_nothing(self) -> None:
        """Show what was typed and find nothing wrong: it was not sent to be saved."""
        self._errors = forms.utils.ErrorDict()


class HeadingForm(QuestionForm):
    """A question answered in words. `asked_for` names what asks for each purpose already."""

    word_limit = forms.IntegerField(
        label="Words to aim for",
        required=False,
        min_value=1,
        max_value=MOST_WORDS,
        help_text="Nothing is refused over it.",
        widget=forms.TextInput(
            attrs={"class": "nhsuk-input nhsuk-input--width-4", "inputmode": "numeric"}
        ),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            f"Words to aim for: give a whole number from 1 to {MOST_WORDS}, or leave it empty.",
        ),
    )
    asked = _choice(
        "When it is asked",
        [
            (ALWAYS, "Always"),
            (Heading.Purpose.EXPLANATION, "When the rating asks why: why it is so"),
            (Heading.Purpose.MITIGATION, "When the rating asks why: what is being done about it"),
            (NEVER, "No longer"),
        ],
        "Choose when it is asked.",
        is_radio=True,
    )
    purpose = _choice(
        "What the answer is",
        [
            (Heading.Purpose.GENERAL, "General"),
            (Heading.Purpose.COMMENT, "A comment on progress"),
        ],
        "Choose what the answer is.",
    )
    is_required = tick("Must be answered before it is handed in")

    def __init__(
        self, data: Any, *, heading: Heading, others: set[str], asked_for: dict[str, str]
    ) -> None:
        asked = heading.purpose if heading.is_asked_on_rating else ALWAYS
        purpose = Heading.Purpose.GENERAL if heading.is_asked_on_rating else heading.purpose
        initial = {
            name: getattr(heading, name)
            for name in ("label", "guidance", "short_label", "word_limit", "is_required")
        }
        initial["asked"] = NEVER if heading.is_archived else asked
        super().__init__(data, initial={**initial, "purpose": purpose}, others=others)
        self.heading, self.asked_for = heading, asked_for

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        asked = cleaned.get("asked", "")
        if asked in self.asked_for:
            self.add_error(
                "asked",
                f"“{self.asked_for[asked]}” asks for that already. Change that question, or "
                "choose another time for this one.",
            )
        if asked in (Heading.Purpose.EXPLANATION, Heading.Purpose.MITIGATION):
            cleaned["is_required"] = False  # the rating asks for it
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the heading as they are to be."""
        values = {name: self.cleaned_data[name] for name in ("label", "guidance", "short_label")}
        asked = self.cleaned_data["asked"]
        values["word_limit"] = self.cleaned_data["word_limit"]
        values["is_archived"] = asked == NEVER
        if asked == NEVER:
            return values
        values["is_required"] = self.cleaned_data["is_required"]
        values["purpose"] = self.cleaned_data["purpose"] if asked == ALWAYS else asked
        return values


class DimensionForm(QuestionForm):
    """A question that is rated. `answers` is how many there are, which its scale stays for."""

    answered_with = _choice("Answered with", [], "Choose a scale, or a percentage.")
    purpose = _choice("What it says", Dimension.Purpose.choices, "Choose what it says.")
    period_note = text_box(
        "When it speaks of", 60, hint="Printed beside it, such as 2023-24 Q4.", width=20
    )
    has_direction = tick("An arrow is given with it by hand")
    is_required = tick("Must be answered before it is handed in")
    asked = _choice(
        "When it is asked",
        [(ALWAYS, "Always"), (NEVER, "No longer")],
        "Choose when it is asked.",
        is_radio=True,
    )
    FIELDS = (
        "label",
        "guidance",
        "short_label",
        "purpose",
        "period_note",
        "has_direction",
        "is_required",
    )

    def __init__(
        self,
        data: Any,
        *,
        dimension: Dimension,
        others: set[str],
        scales: list[RatingScale],
        answers: int,
    ) -> None:
        initial = {name: getattr(dimension, name) for name in self.FIELDS}
        initial["asked"] = NEVER if dimension.is_archived else ALWAYS
        is_percent = dimension.kind == Dimension.Kind.PERCENT
        initial["answered_with"] = PERCENT if is_percent else dimension.scale_id
        super().__init__(data, initial=initial, others=others)
        self.scales = {str(scale.pk): scale for scale in scales}
        box: Any = self.fields["answered_with"]
        # All at once: the widget keeps a list of its own of what it is given here.
        named = ((key, scale.name) for key, scale in self.scales.items())
        box.choices = [*named, (PERCENT, "A percentage")]
        if answers:
            box.disabled = True
            number = "1 answer is" if answers == 1 else f"{answers} answers are"
            box.help_text = (
                f"{number} given on it, so it stays. To rate on another, ask another question."
            )

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the dimension as they are to be."""
        values = {name: self.cleaned_data[name] for name in self.FIELDS}
        chosen = str(self.cleaned_data["answered_with"])
        scale = self.scales.get(chosen)
        values["kind"] = Dimension.Kind.SCALE if scale else Dimension.Kind.PERCENT
        values["scale"] = scale
        values["is_archived"] = self.cleaned_data["asked"] == NEVER
        return values
