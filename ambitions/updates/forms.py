"""The form of one update: a field for everything its level is asked, named by its key.

`heading_<pk>`, `dimension_<pk>`, `direction_<pk>` and `recovery_date`; `services.Missing`
and the page's links use the same names. Text stays as typed.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ambitions.models import Update, UpdateRating
from ambitions.updates.questions import Questions
from ambitions.updates.services import Answers
from objectives.models import Dimension, Rating
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.forms import DateField, whole_number

MAX_CHARACTERS = 20_000
RECOVERY_DATE = "recovery_date"


class NarrativeField(forms.CharField):
    """Words as typed: nothing is stripped but what no database can hold."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, strip=False)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        over = len(value) - MAX_CHARACTERS
        if over > 0:
            raise ValidationError(
                f"“{self.label}” has {len(value):,} characters, and {MAX_CHARACTERS:,} is the "
                f"most it can hold. Take out {over:,}: a board paper prints every word."
            )


class ScaleField(forms.Field):
    """The key of a rating on the dimension's scale; nothing chosen is None."""

    def __init__(self, dimension: Dimension) -> None:
        super().__init__(label=dimension.label, required=False)
        scale = dimension.scale
        self.ratings = {str(rating.pk): rating for rating in scale.ratings.all()} if scale else {}

    def to_python(self, value: Any) -> Rating | None:
        if value in (None, ""):
            return None
        if str(value) not in self.ratings:
            raise ValidationError(f"Choose one of the ratings of “{self.label}”.")
        return self.ratings[str(value)]


class PercentField(forms.Field):
    """A percentage from 0 to 100, with or without its sign."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").replace("%", "").strip()
        if not text:
            return None
        problem = f"Give “{self.label}” as a number from 0 to 100, such as 65."
        try:
            number = Decimal(text)
        except ArithmeticError as error:
            raise ValidationError(problem) from error
        if not number.is_finite() or not 0 <= number <= 100:
            raise ValidationError(problem)
        return number.quantize(Decimal("0.01"))


class UpdateForm(forms.Form):
    """Answers to `questions`, of which `data` may give any part.

    What `data` does not name is left as it is; what it names as empty is cleared.
    """

    def __init__(self, questions: Questions, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.questions = questions
        for heading in questions.headings:
            self._ask(f"heading_{heading.pk}", NarrativeField(heading.label))
        for dimension in questions.dimensions:
            field = ScaleField(dimension) if dimension.scale else PercentField(dimension.label)
            self._ask(f"dimension_{dimension.pk}", field)
            if dimension.has_direction:
                choices = [("", ""), *UpdateRating.Direction.choices]
                self._ask(
                    f"direction_{dimension.pk}",
                    forms.ChoiceField(choices=choices, required=False),
                )
        # A date that was given stays, whatever has become of the rating that asked for it.
        if questions.may_need_mitigation or str(data.get(RECOVERY_DATE, "")).strip():
            problem = "Give “Back on track by” as a date, such as 31 January 2025."
            self._ask(
                RECOVERY_DATE,
                DateField(required=False, error_messages={"invalid": problem}),
            )

    def _ask(self, name: str, field: forms.Field) -> None:
        if name in self.data:
            self.fields[name] = field

    @property
    def version(self) -> int:
        """The version of the update that the form was built on; 0 when there was none."""
        return whole_number(self.data.get("version", ""))

    def answers(self) -> Answers:
        """What was given, of the fields that are right. Call `is_valid()` first."""
        given = self.cleaned_data
        ratings: dict[Dimension, tuple[Rating | Decimal | None, str]] = {
            dimension: (
                given[f"dimension_{dimension.pk}"],
                given.get(f"direction_{dimension.pk}", ""),
            )
            for dimension in self.questions.dimensions
            if f"dimension_{dimension.pk}" in given
        }
        return Answers(
            ratings=ratings,
            narratives={
                heading: given[f"heading_{heading.pk}"]
                for heading in self.questions.headings
                if f"heading_{heading.pk}" in given
            },
            recovery_date=given.get(RECOVERY_DATE),
            sets_recovery_date=RECOVERY_DATE in given,
        )

    def values(self) -> dict[str, str]:
        """What was given as text, written the one way `values_of` writes it.

        A field that is wrong is as it was typed.
        """
        return {
            name: as_text(self.cleaned_data[name])
            if name in self.cleaned_data
            else str(self.data.get(name, ""))
            for name in self.fields
        }


def as_text(value: Any) -> str:
    """A value of the form as the form would send it."""
    if value is None:
        return ""
    if isinstance(value, Rating):
        return str(value.pk)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return long_date(value)
    return str(value)


def values_of(update: Update | None, questions: Questions) -> dict[str, str]:
    """Every field of the form with what `update` answers; "" where it has no answer."""
    ratings = {row.dimension_id: row for row in update.ratings.all()} if update else {}
    texts = {row.heading_id: row.text for row in update.narratives.all()} if update else {}
    values = {f"heading_{heading.pk}": texts.get(heading.pk, "") for heading in questions.headings}
    for dimension in questions.dimensions:
        row = ratings.get(dimension.pk)
        values[f"dimension_{dimension.pk}"] = as_text((row.rating or row.number) if row else None)
        if dimension.has_direction:
            values[f"direction_{dimension.pk}"] = row.direction if row else ""
    if questions.may_need_mitigation:
        values[RECOVERY_DATE] = as_text(update.recovery_date if update else None)
    return values
