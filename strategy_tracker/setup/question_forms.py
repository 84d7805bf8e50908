"""Forms of what is asked: a question answered in words, and one that is rated."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from objectives.asking import kind_word
from objectives.models import Dimension, Heading, Level, RatingScale
from objectives.models.asked import OF_KINDS, Asked
from strategy_tracker.setup.forms import text_box, tick
from strategy_tracker.ui.conflicts import VersionedForm

NEVER, PERCENT = "never", "percent"
ALWAYS = str(Asked.When.EVERY_PERIOD)
MOST_WORDS = 5000
_AT_TIMES = [
    (str(when.value), str(when.label)) for when in Asked.When if when != Asked.When.EVERY_PERIOD
]


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
    """What every question has. One on actions has a tick for each kind that it is asked of."""

    label = text_box("Question", 200, error="Give the question, as leads are to read it.")
    guidance = forms.CharField(
        label="Guidance under the question",
        required=False,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2}),
    )
    short_label = text_box(
        "Short label, printed", 40, hint="What a table has room for, such as Why.", width=20
    )

    def __init__(
        self, data: Any, *, question: Dimension | Heading, initial: dict[str, Any], others: set[str]
    ) -> None:
        self.kinds = OF_KINDS if question.level == Level.ACTION else ()
        initial |= {name: getattr(question, name) for name in self.kinds}
        super().__init__(data, initial=initial)
        self.others = others
        for name in self.kinds:
            word = kind_word(question.strategy, name.removeprefix("of_"))
            self.fields[name] = tick(capfirst(word))

    @property
    def kind_fields(self) -> list[Any]:
        """The ticks of the kinds of action, for the page; [] on another level."""
        return [self[name] for name in self.kinds]

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if label.casefold() in self.others:
            raise forms.ValidationError(
                "Another question of the level has these words. Leads could not tell them apart."
            )
        return label

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.kinds and not any(cleaned.get(name) for name in self.kinds):
            self.add_error(
                self.kinds[0], "Choose at least one kind of action that the question is asked of."
            )
        return cleaned

    @property
    def shared_values(self) -> dict[str, Any]:
        """Those of the fields that every question has."""
        names = ("label", "guidance", "short_label", "is_required", *self.kinds)
        return {name: self.cleaned_data[name] for name in names}

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
            *_AT_TIMES,
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
        asked = heading.purpose if heading.is_asked_on_rating else heading.asked_when
        purpose = Heading.Purpose.GENERAL if heading.is_asked_on_rating else heading.purpose
        initial = {
            name: getattr(heading, name)
            for name in ("label", "guidance", "short_label", "word_limit", "is_required")
        }
        initial["asked"] = NEVER if heading.is_archived else asked
        initial["purpose"] = purpose
        super().__init__(data, question=heading, initial=initial, others=others)
        self.heading, self.asked_for = heading, asked_for

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
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
        values = self.shared_values
        asked = self.cleaned_data["asked"]
        values["word_limit"] = self.cleaned_data["word_limit"]
        values["is_archived"] = asked == NEVER
        if asked == NEVER:
            # As it was asked until now, should it be asked again.
            del values["is_required"]
            return values
        is_on_rating = asked not in Asked.When.values
        values["purpose"] = asked if is_on_rating else self.cleaned_data["purpose"]
        values["asked_when"] = ALWAYS if is_on_rating else asked
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
        [(ALWAYS, "Always"), *_AT_TIMES, (NEVER, "No longer")],
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
        initial["asked"] = NEVER if dimension.is_archived else dimension.asked_when
        is_percent = dimension.kind == Dimension.Kind.PERCENT
        initial["answered_with"] = PERCENT if is_percent else dimension.scale_id
        super().__init__(data, question=dimension, initial=initial, others=others)
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
        values = self.shared_values | {name: self.cleaned_data[name] for name in self.FIELDS}
        chosen = str(self.cleaned_data["answered_with"])
        scale = self.scales.get(chosen)
        values["kind"] = Dimension.Kind.SCALE if scale else Dimension.Kind.PERCENT
        values["scale"] = scale
        asked = self.cleaned_data["asked"]
        values["is_archived"] = asked == NEVER
        if asked != NEVER:
            values["asked_when"] = asked
        return values
