"""Forms in which a measure is kept, and a reading of it entered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from ambitions.measures.fields import MEASURE_FIELDS
from ambitions.measures.grades import choices_of
from ambitions.models import Item, KeyAction, Measure, Reading
from ambitions.plan.cells import short
from ambitions.plan.forms import RecordForm
from ambitions.plan.references import key_of_place
from objectives.calendar import Part
from objectives.models import RatingScale
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import RecordsField


def _figure_field(
    measure: Measure, known: str, *, label: str, error: str = "", css: str = ""
) -> forms.Field | None:
    """The choice of a grade, for a measure that has grades; None for any other."""
    choices = choices_of(measure, known)
    if not choices:
        return None
    wrong = "Choose one of the measure’s grades."
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=bool(error),
        widget=forms.Select(attrs={"class": css} if css else {}),
        error_messages={"required": error, "invalid_choice": wrong},
    )


class ActualForm(VersionedForm, forms.Form):
    """What a measure reached in the open period, as it is to be printed.

    Of a measure with grades it is one of them, or what was printed there before.
    """

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

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_grades = False
        field = _figure_field(
            measure,
            self.initial.get("raw", ""),
            label="Actual",
            error="Choose a grade, or “- no data”.",
            css="nhsuk-select",
        )
        if field is not None:
            self.fields["raw"], self.has_grades = field, True


class ReadingRowForm(ActualForm):
    """The same in a row of a grid, where a box may stay empty until there is a figure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["raw"].required = False
        if not self.has_grades:
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


class MeasureForm(RecordForm):
    """A measure: its fields, what it is under and measures, its leads, and its aims.

    `places` are what it can stand under, `parts` those of the year that have a box for an
    aim, each with whether it is of a closed period, whose aims stay.
    """

    identity = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        places: Sequence[Item],
        actions: QuerySet[KeyAction],
        scales: Sequence[RatingScale],
        parts: Sequence[tuple[Part, bool]],
        aims: Mapping[tuple[int, str], Reading],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, record=measure, fields=MEASURE_FIELDS, needed="name", **kwargs)
        self.initial.setdefault("identity", measure.uuid)
        self.places = {key_of_place(place): place for place in places}
        parent = measure.objective or measure.ambition
        self.fields["under"] = forms.ChoiceField(
            label="Stands under",
            required=False,
            initial=key_of_place(parent),
            choices=[
                ("", "The whole strategy"),
                *((value, short(str(place), 100)) for value, place in self.places.items()),
            ],
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
            error_messages={"invalid_choice": "Choose what it stands under from the list."},
        )
        self.scales = {str(scale.pk): scale for scale in scales}
        self.fields["grade_scale"] = forms.ChoiceField(
            label="Its grades",
            required=False,
            initial=str(measure.grade_scale_id or ""),
            choices=[
                ("", "None: its figures are no grades, or in no order"),
                *((key, scale.name) for key, scale in self.scales.items()),
            ],
            help_text="A rating scale, whose words are in order from the worst to the best: so a "
            "grade can be compared with its aim.",
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
            error_messages={"invalid_choice": "Choose one of the rating scales."},
        )
        self.fields["actions"] = RecordsField(
            label=f"Which {measure.strategy.action_word_plural} it measures",
            queryset=actions,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
            error_messages={"invalid_choice": "Choose from the list."},
        )
        if measure.pk:
            self.initial.setdefault("actions", list(measure.actions.all()))
        self.parts = {f"aim_{part.year}_{part.code}": part for part, _ in parts}
        for part, is_closed in parts:
            raw = aims[part.key].raw if part.key in aims else ""
            field = _figure_field(measure, raw, label=part.name, css="nhsuk-select")
            field = field or forms.CharField(
                label=part.name,
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
            )
            field.initial, field.disabled = raw, is_closed
            self.fields[f"aim_{part.year}_{part.code}"] = field

    def values(self) -> dict[str, Any]:
        values = super().values()
        # A page that was opened before there were grades sends none, and leaves them as they are.
        if "grade_scale" in self.data:
            values["grade_scale"] = self.scales.get(self.cleaned_data["grade_scale"])
        return values

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("value_kind", Measure.ValueKind.GRADE)
        if cleaned.get("grade_scale") and kind != Measure.ValueKind.GRADE:
            self.add_error(
                "grade_scale",
                "Choose “Grade” as what its figures are, or “None” here: only grades have a scale.",
            )
        return cleaned

    def aim_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.parts]

    def has_actions(self) -> bool:
        return bool(self["actions"].value())

    def aims(self) -> dict[tuple[int, str], str]:
        """What was sent, by the financial year and the part; only boxes that were there."""
        return {
            part.key: self.cleaned_data[name]
            for name, part in self.parts.items()
            if name in self.data and not self.fields[name].disabled
        }

    def parent(self) -> Any:
        return self.places.get(self.cleaned_data.get("under", ""))
