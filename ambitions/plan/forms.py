"""Forms that change an item of the plan."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from ambitions.models import Item
from ambitions.plan.fields import ITEM_FIELDS
from objectives.fields import FieldKind, ItemField
from strategy_tracker.accounts.models import Person
from strategy_tracker.ui.conflicts import VersionedForm
from strategy_tracker.ui.forms import LinesField, RecordsField, date_field, text_field


class TargetDateForm(VersionedForm, forms.Form):
    """A new target date, and why."""

    new_date = date_field("New target date", error="Give the new target date.")
    reason = text_field(
        "Why it moves",
        hint="The board reads this: say what caused it and who agreed.",
        error="Say why the target date moves.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new_date") and cleaned["new_date"] == self.initial.get("new_date"):
            raise ValidationError({"new_date": "This is the date it has now: give another."})
        return cleaned


def _field_of(item: Item, declared: ItemField) -> forms.Field:
    """The box in which a field of the item is typed, with the limits of its column."""
    column: Any = item._meta.get_field(declared.name)
    if declared.kind == FieldKind.LINES:
        return LinesField(css_class="nhsuk-textarea", label=declared.label, rows=3)
    if declared.kind == FieldKind.CHOICE:
        return forms.ChoiceField(
            label=declared.label,
            choices=column.choices,
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
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


class ItemForm(VersionedForm, forms.Form):
    """The fields of an item as its level declares them, and who leads it.

    `people` are those who can. A page that was opened before a field was added sends nothing
    of it, and leaves it as it is.
    """

    leads = RecordsField(
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
        error_messages={"invalid_choice": "Choose people of your own trust."},
    )

    def __init__(self, *args: Any, item: Item, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads"].queryset = people  # type: ignore[attr-defined]
        self.declared = []
        for declared in ITEM_FIELDS[item.level]:
            field = _field_of(item, declared)
            if not declared.is_edited or (
                self.is_bound and declared.name not in self.data and declared.name != "title"
            ):
                continue
            self.fields[declared.name] = field
            self.initial.setdefault(declared.name, getattr(item, declared.name))
            self.declared.append(declared.name)

    def item_fields(self) -> list[forms.BoundField]:
        """The boxes of the item itself, in the order they are declared."""
        return [self[name] for name in self.declared]

    def values(self) -> dict[str, Any]:
        """What was sent of the item itself, by the names of its fields."""
        return {name: self.cleaned_data[name] for name in self.declared}
