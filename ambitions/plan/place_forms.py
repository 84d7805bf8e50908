"""Forms that move, renumber and end items of the plan."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ambitions.models import Item
from ambitions.plan.cells import short
from ambitions.plan.references import first_reference, key_of_place
from ambitions.plan.renumbering import LONGEST, Numbering
from objectives.models import Level
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import ServiceErrors

_SELECT = {"class": "nhsuk-select"}
_CHECKBOX = {"class": "nhsuk-checkboxes__input"}


class MoveForm(ServiceErrors):
    """What the item is to stand under, and at which place among those there."""

    under = forms.ChoiceField(label="Stands under", widget=forms.Select(attrs=_SELECT))
    position = forms.IntegerField(
        label="As number",
        required=False,
        min_value=1,
        help_text="Of those that stand there, such as 1 for the first. Empty: the last.",
        widget=forms.TextInput(
            attrs={"class": "nhsuk-input nhsuk-input--width-3", "inputmode": "numeric"}
        ),
        error_messages={
            "invalid": "Give a whole number, such as 1 for the first.",
            "min_value": "Give 1 for the first, or more.",
        },
    )

    def __init__(
        self, *args: Any, places: Sequence[Item], is_top: bool, needs_place: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {key_of_place(place): place for place in places}
        if is_top:
            del self.fields["under"]
            return
        field: Any = self.fields["under"]
        field.required = needs_place
        field.choices = [
            *([] if needs_place else [("", "Nothing: it stands by itself")]),
            *((key, short(str(place), 100)) for key, place in self.places.items()),
        ]
        field.error_messages["invalid_choice"] = "Choose what it stands under from the list."
        field.error_messages["required"] = "Choose what it stands under."

    def parent(self) -> Item | None:
        return self.places.get(self.cleaned_data.get("under", ""))


class RenumberForm(forms.Form):
    """From which reference on what stands under an item is numbered, level by level."""

    def __init__(self, *args: Any, item: Item, levels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = list(levels)
        for level in levels:
            words = inside(item.strategy.word_plural(level))
            self.fields[f"first_{level}"] = forms.CharField(
                label=f"First reference of the {words}",
                max_length=30,
                initial=first_reference(item, level),
                help_text="The others count on from it: 2.1, 2.2, 2.3.",
                widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10"}),
                error_messages={"required": "Give the first reference, such as 2.1."},
            )
        if "ambition" in levels:
            words = inside(item.strategy.action_word_plural)
            self.fields["and_under"] = forms.BooleanField(
                label=f"And the {words} under them, such as 2.1.1, 2.1.2",
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for level in self.levels:
            first = cleaned.get(f"first_{level}")
            if first and not (first[-1].isdigit() or first[-1].isalpha()):
                self.add_error(
                    f"first_{level}", "It has to end in a number or a letter to count on from."
                )
        return cleaned

    def firsts(self) -> dict[str, str]:
        return {level: self.cleaned_data[f"first_{level}"] for level in self.levels}


class LevelRenumberForm(ServiceErrors):
    """From which reference on a whole level is numbered, and what goes with it."""

    first = forms.CharField(
        label="First reference",
        max_length=LONGEST,
        help_text="The others count on from it, such as SO1, SO2 or A-01, A-02 or 1.1, 1.2.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10"}),
        error_messages={"required": "Give the first reference, such as SO1."},
    )
    under_each = forms.BooleanField(
        label="Begin anew under each item above, with its reference in front",
        required=False,
        widget=forms.CheckboxInput(attrs=_CHECKBOX),
    )
    with_below = forms.BooleanField(
        label="What stands under them keeps their reference in front of its own",
        required=False,
        widget=forms.CheckboxInput(attrs=_CHECKBOX),
    )

    def __init__(self, *args: Any, level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level = level
        if level == Level.OBJECTIVE:
            del self.fields["under_each"]
        if level == Level.ACTION:
            del self.fields["with_below"]

    def numbering(self) -> Numbering:
        given = self.cleaned_data
        return Numbering(
            self.level,
            given["first"],
            under_each=given.get("under_each", False),
            with_below=given.get("with_below", False),
        )


ENDINGS = (
    ("ended", "Its work ends without being done"),
    ("superseded", "Another takes its place"),
    ("archived", "It is archived: it is done, or should not be here"),
)


class EndForm(ServiceErrors):
    """How an item leaves the plan, why, and what takes its place."""

    ending = forms.ChoiceField(
        label="What becomes of it",
        choices=ENDINGS,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={
            "required": "Choose what becomes of it.",
            "invalid_choice": "Choose what becomes of it from the list.",
        },
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        help_text="Needed where its work ends without being done. Its page says it.",
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 3}),
    )
    successor = forms.ChoiceField(
        label="What takes its place", required=False, widget=forms.Select(attrs=_SELECT)
    )
    with_all_under = forms.BooleanField(
        label="",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )

    def __init__(
        self,
        *args: Any,
        item: Item,
        below: Sequence[Item],
        successors: Sequence[Item],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        gone = {(row.level, row.pk) for row in below}
        self.successors = {
            str(row.pk): row for row in successors if (row.level, row.pk) not in gone
        }
        field: Any = self.fields["successor"]
        field.choices = [
            ("", "Choose"),
            *((key, short(str(row), 100)) for key, row in self.successors.items()),
        ]
        field.error_messages["invalid_choice"] = "Choose what takes its place from the list."
        if below:
            what = "What stands under it" if len(below) > 1 else "The one that stands under it"
            self.fields["with_all_under"].label = f"{what} leaves the plan with it ({len(below)})"
        else:
            del self.fields["with_all_under"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ending = cleaned.get("ending")
        if ending == "ended" and not cleaned.get("reason"):
            self.add_error("reason", "Say why its work ends without being done.")
        if ending == "superseded" and not cleaned.get("successor") and not self.errors:
            self.add_error("successor", "Choose what takes its place.")
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the service is told."""
        ending, cleaned = self.cleaned_data["ending"], self.cleaned_data
        return {
            "reason": "" if ending == "archived" else cleaned["reason"],
            "successor": self.successors[cleaned["successor"]] if ending == "superseded" else None,
            "with_all_under": cleaned.get("with_all_under", False),
        }
