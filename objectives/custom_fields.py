"""Columns of the trust's own: read, added, changed, moved, and what may stand under them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from objectives.models import CustomField, Level, Strategy
from objectives.models.custom import columns_of, number_of
from objectives.order import moved
from strategy_tracker.accounts.history import as_at
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.accounts.saving import save
from strategy_tracker.ui.dates import parse_date

RISK = CustomField.RecordKind.RISK
DATE = CustomField.ValueKind.DATE

# Reading


def custom_fields(
    trust_id: int,
    strategy_id: int | None,
    moment: datetime | None = None,
    *,
    with_archived: bool = False,
) -> dict[str, list[CustomField]]:
    """The columns in use, in their order, by kind of record, as at `moment`; one query.

    Those of one strategy, and those of risks, which are of the whole trust.
    """
    found: dict[str, list[CustomField]] = {kind: [] for kind in CustomField.RecordKind.values}
    for field in as_at(CustomField, moment, trust=trust_id):
        if field.strategy_id in (None, strategy_id) and (with_archived or not field.is_archived):
            found[field.record_kind].append(field)
    return found


def custom_fields_of(record: Any) -> list[CustomField]:
    """The columns in use at a record, which may be new, in their order; one query."""
    return list(columns_of(record).filter(is_archived=False))


@dataclass(frozen=True)
class PlanColumn:
    """A column of a list of items of several levels: those of its heading at any of them."""

    heading: str
    fields: dict[str, CustomField]

    @property
    def name(self) -> str:
        """What it is called in the address of a list."""
        return f"own-{next(iter(self.fields.values())).pk}"

    def choices(self) -> list[str]:
        """What may be chosen under it; nothing where it is no choice."""
        texts = (text for field in self.fields.values() for text in field.allowed_values)
        return list(dict.fromkeys(texts))

    def value(self, level: str, item: Any) -> str:
        """What the item holds under it, as it is kept."""
        return self.fields[level].value(item) if level in self.fields else ""

    def words(self, level: str, item: Any) -> str:
        return self.fields[level].words(item) if level in self.fields else ""

    def cell(self, level: str, item: Any) -> Any:
        return self.fields[level].cell(item) if level in self.fields else ""


def plan_columns_of(fields: Mapping[str, Sequence[CustomField]]) -> list[PlanColumn]:
    """The columns of the plan's levels, one for each heading; those of the lowest level first."""
    found: dict[str, PlanColumn] = {}
    for level in (Level.ACTION, Level.AMBITION, Level.OBJECTIVE):
        for field in fields[level]:
            key = field.heading.casefold()
            found.setdefault(key, PlanColumn(field.heading, {})).fields[level] = field
    return list(found.values())


# In the address of a list, for what holds nothing under a column.
NOT_GIVEN = "none"


def chosen_values(
    query: Mapping[str, str], fields: Iterable[CustomField]
) -> dict[CustomField, str]:
    """What the address of a list asks for under columns of choices: `?custom_12=North`."""
    asked = {field: query.get(field.name, "") for field in fields}
    return {
        field: text
        for field, text in asked.items()
        if text in field.allowed_values or (text == NOT_GIVEN and field.allowed_values)
    }


def has_values(record: Any, chosen: Mapping[CustomField, str]) -> bool:
    """Whether the record holds what is asked for."""
    return all(
        field.value(record) == ("" if text == NOT_GIVEN else text) for field, text in chosen.items()
    )


def shown_values(fields: Iterable[CustomField], record: Any) -> list[tuple[str, str]]:
    """(heading, value in words) of what the record holds, in the order of the columns."""
    pairs = ((field.heading, field.words(record)) for field in fields)
    return [(heading, words) for heading, words in pairs if words]


# What may stand under them


def clean_value(field: CustomField, text: str, before: str = "") -> str:
    """`text` as the column keeps it. What the record held `before` stays as it is.

    A workbook may have brought words, such as "TBC", into a column of dates: they are no
    reason to refuse a form. Raises ValidationError with a sentence.
    """
    text = text.strip()
    if not text or text == field.say(before):
        return before if text else ""
    if text == before:
        return before
    if field.value_kind == CustomField.ValueKind.NUMBER and number_of(text) is None:
        raise ValidationError("Type a number, such as 12 or 3.5.")
    if field.value_kind == DATE:
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None:
            raise ValidationError("Type a date, such as 31 March 2026.")
        return day.isoformat()
    may_be = [*field.allowed_values, before]
    if field.value_kind == CustomField.ValueKind.CHOICE and text not in may_be:
        raise ValidationError("Choose one of the list.")
    return text


def with_values(record: Any, given: Mapping[CustomField, str]) -> dict[str, str]:
    """All that the record holds under columns of its own once it is `given` these."""
    values = dict(record.custom_values)
    for field, value in given.items():
        if value:
            values[field.key] = value
        else:
            values.pop(field.key, None)
    return values


# Writing


@transaction.atomic
def add_custom_field(
    *,
    trust: Trust,
    strategy: Strategy | None,
    record_kind: str,
    heading: str,
    by: User | None,
    value_kind: str = CustomField.ValueKind.TEXT,
    allowed_values: Sequence[str] = (),
) -> CustomField:
    """A new column, the last of its kind of record. Raises ValidationError, such as for one
    whose heading is there already."""
    field = CustomField(
        trust=trust,
        strategy=None if record_kind == RISK else strategy,
        record_kind=record_kind,
        heading=heading,
        value_kind=value_kind,
        allowed_values=list(allowed_values),
    )
    last = beside(field).last()
    field.position = last.position + 1 if last else 0
    return save(field, by=by)


@transaction.atomic
def edit_custom_field(*, field: CustomField, by: User | None, **fields: Any) -> CustomField:
    """Change some of its fields; `is_archived` says that it is no longer in use.

    Raises ValidationError where a column of dates would become another, or the other way: a
    date is kept as a date, and not as the words that were typed.
    """
    kinds = {field.value_kind, fields.get("value_kind", field.value_kind)}
    if len(kinds) == 2 and DATE in kinds:
        raise ValidationError(
            {"value_kind": "Dates stay dates, and words stay words: add another column instead."}
        )
    if fields.get("value_kind", field.value_kind) != CustomField.ValueKind.CHOICE:
        fields["allowed_values"] = []
    changed = {name: value for name, value in fields.items() if getattr(field, name) != value}
    for name, value in changed.items():
        setattr(field, name, value)
    return save(field, by=by) if changed else field


@transaction.atomic
def move_custom_field(*, field: CustomField, step: int, by: User | None) -> bool:
    """Move it by so many places among those in use beside it; False at the end."""
    Trust.objects.select_for_update().get(pk=field.trust_id)
    before = list(beside(field).filter(is_archived=False))
    rows = moved(before, field, step)
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            save(row, by=by)
    return rows != before


def beside(field: CustomField) -> Any:
    """The columns of the same kind of record, archived ones too, in their order."""
    return CustomField.objects.select_related("strategy").filter(
        trust=field.trust_id, strategy=field.strategy_id, record_kind=field.record_kind
    )
