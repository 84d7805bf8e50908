"""Forms that change an item of the plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet

from ambitions.models import Ambition, Item
from ambitions.plan.cells import short
from ambitions.plan.fields import ITEM_FIELDS
from ambitions.plan.references import key_of_place
from ambitions.plan.services import Agreed
from objectives.custom_fields import custom_fields_of, with_values
from objectives.fields import FieldKind, ItemField
from objectives.forms import CustomValueField
from objectives.models import CustomField, Level
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import Person
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.forms import (
    LinesField,
    RecordsField,
    ServiceErrors,
    date_field,
    text_field,
)


def minute_field() -> forms.CharField:
    """Where the minutes say that it was agreed anew."""
    return forms.CharField(
        label="Minute reference",
        required=False,
        max_length=100,
        help_text="Of the meeting that agreed it, such as 26/118.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10"}),
    )


class TargetDateForm(VersionedForm, forms.Form):
    """A new target date, and why."""

    new_date = date_field("New target date", error="Give the new target date.")
    reason = text_field(
        "Why it moves",
        hint="The board reads this: say what caused it and who agreed.",
        error="Say why the target date moves.",
    )
    minute_reference = minute_field()
    target_text = forms.CharField(
        label="As the trust says it",
        required=False,
        max_length=200,
        help_text="Where papers are to print words and not the day, such as “Quarter 2 2026/27”.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-20"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new_date") and cleaned["new_date"] == self.initial.get("new_date"):
            raise ValidationError({"new_date": "This is the date it has now: give another."})
        return cleaned


def field_of(record: models.Model, declared: ItemField) -> forms.Field:
    """The box in which a field of the record is typed, with the limits of its column."""
    column: Any = record._meta.get_field(declared.name)
    if declared.kind == FieldKind.LINES:
        return LinesField(css_class="nhsuk-textarea", label=declared.label, rows=3)
    if declared.kind == FieldKind.CHOICE:
        return forms.ChoiceField(
            label=declared.label,
            required=not column.blank,
            choices=column.choices,
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
        )
    if declared.kind == FieldKind.NUMBER:
        return forms.IntegerField(
            label=declared.label,
            required=not column.blank,
            min_value=0,
            widget=forms.TextInput(
                attrs={"class": "nhsuk-input nhsuk-input--width-3", "inputmode": "numeric"}
            ),
            error_messages={"invalid": f"{declared.label}: give a whole number, such as 12."},
        )
    if declared.kind == FieldKind.DATE:
        return date_field(declared.label, required=not column.blank)
    is_long = declared.kind == FieldKind.LONG_TEXT
    box = {"class": "nhsuk-textarea", "rows": 2} if is_long else {"class": "nhsuk-input"}
    return forms.CharField(
        label=declared.label,
        required=not column.blank,
        max_length=column.max_length,
        widget=forms.Textarea(attrs=box) if is_long else forms.TextInput(attrs=box),
        error_messages={"required": f"Give it a {declared.label.lower()}."},
    )


# The kinds of lead, each a field of the form: its name, and what it is called.
LEAD_FIELDS: dict[str, tuple[str, str]] = {
    Lead.Kind.LEAD: ("leads", "Lead"),
    Lead.Kind.EXECUTIVE: ("executive", "Executive lead"),
    Lead.Kind.SENIOR_RESPONSIBLE: ("senior_responsible", "Senior responsible officer"),
    Lead.Kind.PROGRAMME_MANAGER: ("programme_manager", "Programme manager"),
}


class LeadsForm(VersionedForm, ServiceErrors):
    """Who leads an item, a measure or a risk, in each of the ways in which one can.

    `people` are those who can. A box that is not ticked sends nothing, so `lead_kinds` says
    that all of them were there: a request without it leaves the other kinds as they are.
    """

    lead_kinds = forms.CharField(required=False, initial="all", widget=forms.HiddenInput())

    def __init__(
        self,
        *args: Any,
        people: QuerySet[Person],
        leads: Mapping[str, Sequence[Person]] | None = None,
        lead_word: str = "Lead",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.leads_before = leads or {}
        for kind, (name, label) in LEAD_FIELDS.items():
            if self.is_bound and kind != Lead.Kind.LEAD and not self.data.get("lead_kinds"):
                continue
            self.fields[name] = RecordsField(
                label=lead_word if kind == Lead.Kind.LEAD else label,
                queryset=people,
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
                error_messages={"invalid_choice": "Choose people of your own trust."},
            )
            self.initial.setdefault(name, list(self.leads_before.get(kind, [])))

    def other_leads(self) -> list[forms.BoundField]:
        """Those who lead in another way than simply as lead."""
        return [self[name] for name, _ in LEAD_FIELDS.values() if name in self.fields][1:]

    def has_other_leads(self) -> bool:
        """Whether somebody is named so, or was just now."""
        return any(bound.value() for bound in self.other_leads())

    def leads(self) -> dict[str, list[Person]]:
        """People by the kind of lead: who led it already before whoever comes new."""
        found = {}
        for kind, (name, _) in LEAD_FIELDS.items():
            if name in self.cleaned_data:
                chosen = list(self.cleaned_data[name])
                before = [row for row in self.leads_before.get(kind, []) if row in chosen]
                found[kind] = [*before, *(row for row in chosen if row not in before)]
        return found


ROWS_LEFT_EMPTY = 3


class AgreedForm(forms.Form):
    """Why something that the board agreed is changed, where more than a slip is put right."""

    agreed_reason = forms.CharField(
        label="Why it is agreed anew",
        required=False,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2}),
    )
    agreed_minute = minute_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("agreed_minute") and not cleaned.get("agreed_reason"):
            self.add_error("agreed_reason", "Say why it is agreed anew, as the minute does.")
        return cleaned

    def agreed(self) -> Agreed | None:
        """The reason and the minute; None where nothing is agreed anew."""
        reason = self.cleaned_data.get("agreed_reason", "")
        return Agreed(reason, self.cleaned_data["agreed_minute"]) if reason else None


class RecordForm(AgreedForm, LeadsForm):
    """The fields that a record's list declares, and who leads it.

    A page that was opened before a field was added sends nothing of it, and leaves it as it is.
    `needed` is the field that is asked for whatever was sent.
    """

    def __init__(
        self,
        *args: Any,
        record: models.Model,
        fields: Sequence[ItemField],
        needed: str = "title",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.declared: list[str] = []
        for declared in fields:
            field = field_of(record, declared)
            if not self.takes(declared) or (
                self.is_bound and declared.name not in self.data and declared.name != needed
            ):
                continue
            self.fields[declared.name] = field
            self.initial.setdefault(declared.name, getattr(record, declared.name))
            self.declared.append(declared.name)
        self.custom = self._ask_custom_values()

    def _ask_custom_values(self) -> dict[str, CustomField]:
        """A box for each column of the trust's own; those columns by the names of the boxes."""
        asked: dict[str, CustomField] = {}
        for column in custom_fields_of(self.record):
            if not self.is_bound or column.name in self.data:
                self.fields[column.name] = CustomValueField(column, column.value(self.record))
                asked[column.name] = column
        return asked

    def takes(self, declared: ItemField) -> bool:
        return declared.is_edited

    def item_fields(self) -> list[forms.BoundField]:
        """The boxes of the record itself, in the order they are declared, then the trust's own."""
        return [self[name] for name in (*self.declared, *self.custom)]

    def values(self) -> dict[str, Any]:
        """What was sent of the record itself, by the names of its fields."""
        values = {name: self.cleaned_data[name] for name in self.declared}
        if self.custom:
            given = {column: self.cleaned_data[name] for name, column in self.custom.items()}
            values["custom_values"] = with_values(self.record, given)
        return values


class ItemForm(RecordForm):
    """The fields of an item as its level declares them, an ambition's conditions, and its leads."""

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, record=item, fields=ITEM_FIELDS[item.level], **kwargs)
        self.rows = self._add_rows(item) if isinstance(item, Ambition) else 0

    def _add_rows(self, item: Ambition) -> int:
        """A letter and a text for each condition, and some empty rows; how many rows."""
        known: Sequence[tuple[str, str]] = self.initial.get("conditions") or (
            [(row.letter, row.text) for row in item.conditions.all()] if item.pk else []
        )
        if self.is_bound and "condition_0_text" not in self.data:
            return 0
        number = len(known) + ROWS_LEFT_EMPTY
        while f"condition_{number}_text" in self.data:
            number += 1
        letter_box = {"class": "nhsuk-input nhsuk-input--width-3"}
        text_box = {"class": "nhsuk-textarea", "rows": 1}
        for place in range(number):
            letter, text = known[place] if place < len(known) else ("", "")
            self.fields[f"condition_{place}_letter"] = forms.CharField(
                label=f"Letter {place + 1}",
                required=False,
                max_length=5,
                initial=letter,
                widget=forms.TextInput(attrs=letter_box),
            )
            self.fields[f"condition_{place}_text"] = forms.CharField(
                label=f"Condition {place + 1}",
                required=False,
                initial=text,
                widget=forms.Textarea(attrs=text_box),
            )
        return number

    def condition_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [
            (self[f"condition_{place}_letter"], self[f"condition_{place}_text"])
            for place in range(self.rows)
        ]

    def conditions(self) -> list[tuple[str, str]] | None:
        """What was sent of them, less the empty rows; None where nothing was."""
        if not self.rows:
            return None
        sent = [
            (
                self.cleaned_data[f"condition_{place}_letter"],
                self.cleaned_data[f"condition_{place}_text"],
            )
            for place in range(self.rows)
        ]
        return [(letter, text) for letter, text in sent if text]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for place in range(self.rows):
            letter = cleaned.get(f"condition_{place}_letter")
            if letter and not cleaned.get(f"condition_{place}_text"):
                self.add_error(
                    f"condition_{place}_text",
                    f"Give the condition that has the letter {letter}, or take the letter away.",
                )
        return cleaned


class NewItemForm(ItemForm):
    """A new item: where it stands, and every field; its date too, which moves later by a page.

    `places` are the parents it can stand under. `identity` is the item's own from the first, so
    that a form that is sent twice adds once.
    """

    identity = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, item: Item, places: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        self.initial.setdefault("identity", item.uuid)
        self.places = {key_of_place(place): place for place in places}
        if item.level == Level.OBJECTIVE:
            return
        is_needed = item.level == Level.ACTION
        self.fields["under"] = forms.ChoiceField(
            label="Stands under",
            required=is_needed,
            choices=[
                ("", "Choose" if is_needed else f"No {inside(item.strategy.objective_word)}"),
                *((value, short(str(place), 100)) for value, place in self.places.items()),
            ],
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
            error_messages={
                "required": "Choose what it stands under.",
                "invalid_choice": "Choose what it stands under from the list.",
            },
        )

    def takes(self, declared: ItemField) -> bool:
        return True

    def parent(self) -> Item | None:
        return self.places.get(self.cleaned_data.get("under", ""))
