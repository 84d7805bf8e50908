"""Columns of a grid: what a cell holds as it is typed, and how what is typed is read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from ambitions.plan.forms import LEAD_FIELDS
from objectives.custom_fields import PlanColumn, clean_value
from objectives.fields import FieldKind, ItemField
from objectives.models import CustomField
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import Person
from strategy_tracker.accounts.people import people_by_name
from strategy_tracker.ui.dates import long_date, parse_date
from strategy_tracker.ui.forms import whole_number

Key = tuple[str, int]
BETWEEN_PEOPLE = "; "
_DATE_HINT = "A date, such as 31 March 2027."
_NUMBER_HINT = "A number, such as 12 or 3.5."


@dataclass
class Row:
    """A record with what its cells hold, by the names of the columns it has.

    `level` is the level of an item, or "measure" or "risk", as columns of the trust's own have it.
    `beside` is what stands in tables of its own, such as scores, by the names of the columns.
    """

    level: str
    item: Any
    leads: list[Lead] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    is_in_use: bool = True

    @property
    def key(self) -> Key:
        return self.level, self.item.pk


@dataclass(frozen=True)
class Column:
    """A column of the grid: its name, its label, and the levels whose rows have it.

    `size` is how wide it is, `is_optional` leaves it out where no row holds anything in it.
    """

    name: str
    label: str
    levels: tuple[str, ...]
    size: str = "middle"
    is_optional: bool = False

    # Whether a cell can be typed in; of one that cannot, the words say how things stand.
    is_edited = True
    # Whether its values are kept in the record itself.
    is_of_record = True
    longest = 500

    @property
    def hint(self) -> str:
        """What may be typed, where that is not everything."""
        return ""

    def is_used(self, texts: Collection[str]) -> bool:
        """Whether anything stands in it, where its rows hold these."""
        return any(texts)

    def limit(self, row: Row) -> int:
        """How many characters a cell of the row takes."""
        return self.longest

    def text(self, row: Row) -> str:
        """What the cell of a row holds, as it is typed."""
        raise NotImplementedError

    def held(self, row: Row) -> Any:
        """What the record holds there, as `read` gives it."""
        return getattr(row.item, self.name)

    def read(self, text: str, row: Row) -> Any:
        """The typed words as they are kept. Raises ValueError with a sentence."""
        text = self.plain(text)
        limit = self.limit(row)
        if len(text) > limit:
            raise ValueError(f"{limit} characters at most; these are {len(text)}.")
        return self.value(text, row)

    def plain(self, text: str) -> str:
        return " ".join(text.split())

    def value(self, text: str, row: Row) -> Any:
        return text

    def fields(self, item: Any, value: Any) -> dict[str, Any]:
        """What is set on the record."""
        return {self.name: value}


@dataclass(frozen=True)
class TextColumn(Column):
    """Words of a field of the record; `is_long` keeps their lines."""

    is_long: bool = False

    def limit(self, row: Row) -> int:
        return row.item._meta.get_field(self.name).max_length or (20_000 if self.is_long else 500)

    def text(self, row: Row) -> str:
        return str(getattr(row.item, self.name))

    def plain(self, text: str) -> str:
        return text.strip() if self.is_long else super().plain(text)


@dataclass(frozen=True)
class DateColumn(Column):
    longest = 60

    @property
    def hint(self) -> str:
        return _DATE_HINT

    def text(self, row: Row) -> str:
        return long_date(self.held(row))

    def value(self, text: str, row: Row) -> date | None:
        day = parse_date(text) if text else None
        if text and day is None:
            raise ValueError(f"“{text}” is no whole date. Give it as 31 March 2027 or 31/3/2027.")
        return day


@dataclass(frozen=True)
class NumberColumn(Column):
    """A whole number, or none."""

    highest: int = 32_767
    longest = 60

    @property
    def hint(self) -> str:
        return f"A whole number from 0 to {self.highest}."

    def text(self, row: Row) -> str:
        value = self.held(row)
        return "" if value is None else str(value)

    def value(self, text: str, row: Row) -> int | None:
        if not text:
            return None
        number = whole_number(text, self.highest + 1)
        if number > self.highest:
            raise ValueError(f"Give a whole number from 0 to {self.highest}.")
        return number


@dataclass(frozen=True)
class ChoiceColumn(Column):
    """One of several values, each typed by its words; `empty` is what a field without one has.

    `is_needed` takes no empty cell.
    """

    choices: Mapping[Any, str] = field(default_factory=dict)
    is_needed: bool = False
    empty: Any = ""
    # Whether what all rows hold alike is worth no column.
    tells_apart: bool = False
    # What is said to who types something where there is nothing to choose.
    nothing: str = "There is nothing to choose yet: leave it empty."

    @property
    def hint(self) -> str:
        words = list(self.choices.values())
        return f"One of: {'; '.join(words)}." if words else ""

    def is_used(self, texts: Collection[str]) -> bool:
        tells_apart = self.tells_apart or self.is_needed
        return len(set(texts)) > 1 if tells_apart else any(texts)

    def text(self, row: Row) -> str:
        return self.choices.get(self.held(row), "")

    def value(self, text: str, row: Row) -> Any:
        if not text and not self.is_needed:
            return self.empty
        for value, words in self.choices.items():
            if text.casefold() == words.casefold():
                return value
        if not self.choices:
            raise ValueError(self.nothing)
        raise ValueError(f"Choose one of: {'; '.join(self.choices.values())}.")


@dataclass(frozen=True)
class RecordColumn(ChoiceColumn):
    """A record that is chosen by its name. Of `records`, those that are no longer a choice stay
    where they are held."""

    records: Mapping[int, Any] = field(default_factory=dict)

    def text(self, row: Row) -> str:
        record = self.records.get(self.held(row) or 0)
        return str(record) if record else ""

    def held(self, row: Row) -> int | None:
        pk: int | None = getattr(row.item, f"{self.name}_id")
        return pk

    def value(self, text: str, row: Row) -> Any:
        is_held = bool(text) and text.casefold() == self.text(row).casefold()
        return self.held(row) if is_held else super().value(text, row)

    def fields(self, item: Any, value: Any) -> dict[str, Any]:
        return {self.name: self.records.get(value)}


def record_column(
    name: str, label: str, levels: tuple[str, ...], records: Iterable[Any], **more: Any
) -> RecordColumn:
    """A column in which one of `records` is chosen, but for those that are archived."""
    own = {record.pk: record for record in records}
    choices = {
        pk: str(record) for pk, record in own.items() if not getattr(record, "is_archived", False)
    }
    return RecordColumn(name, label, levels, choices=choices, empty=None, records=own, **more)


@dataclass(frozen=True)
class LeadColumn(Column):
    """Who leads in one way: names with a semicolon between two."""

    trust_id: int = 0
    kind: str = Lead.Kind.LEAD
    longest = 2000
    is_of_record = False

    @property
    def hint(self) -> str:
        return "Names of the trust’s people, with a semicolon between two."

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Everybody of the trust by their names, read when the first of them is typed."""
        return people_by_name(self.trust_id)

    def text(self, row: Row) -> str:
        return BETWEEN_PEOPLE.join(person.name for person in self.held(row))

    def held(self, row: Row) -> list[Person]:
        return [lead.person for lead in row.leads if lead.kind == self.kind]

    def value(self, text: str, row: Row) -> list[Person]:
        found: list[Person] = []
        for name in filter(None, (part.strip() for part in text.split(";"))):
            person = self.people.get(name.casefold())
            if person is None:
                raise ValueError(
                    f"“{name}” is nobody whom the trust’s people name. Add them under People "
                    "first, or check the spelling; put a semicolon between two names."
                )
            if person not in found:
                found.append(person)
        return found

    def plain(self, text: str) -> str:
        # Two names in one cell of a spreadsheet often stand on two lines.
        return super().plain(text.replace("\n", ";"))


def lead_columns(levels: tuple[str, ...], trust_id: int, lead_word: str) -> list[LeadColumn]:
    """Who leads, in each of the ways in which one can; the others are optional."""
    return [
        LeadColumn(
            str(kind),
            lead_word if kind == Lead.Kind.LEAD else label,
            levels,
            size="wide",
            is_optional=kind != Lead.Kind.LEAD,
            trust_id=trust_id,
            kind=kind,
        )
        for kind, (_, label) in LEAD_FIELDS.items()
    ]


@dataclass(frozen=True)
class OwnColumn(Column):
    """One of the trust's own: by level, the field under which its words are kept."""

    custom: Mapping[str, CustomField] = field(default_factory=dict)
    longest = 20_000

    @property
    def hint(self) -> str:
        kinds = {field.value_kind for field in self.custom.values()}
        if CustomField.ValueKind.DATE in kinds:
            return _DATE_HINT
        if CustomField.ValueKind.NUMBER in kinds:
            return _NUMBER_HINT
        texts = chain.from_iterable(field.allowed_values for field in self.custom.values())
        choices = list(dict.fromkeys(texts))
        return f"One of: {'; '.join(choices)}." if choices else ""

    def text(self, row: Row) -> str:
        return self.custom[row.level].words(row.item)

    def held(self, row: Row) -> str:
        return self.custom[row.level].value(row.item)

    def plain(self, text: str) -> str:
        return text.strip()

    def value(self, text: str, row: Row) -> str:
        own = self.custom[row.level]
        try:
            return clean_value(own, text, own.value(row.item))
        except ValidationError as error:
            choices = "; ".join(own.allowed_values)
            words = f"Choose one of: {choices}." if choices else " ".join(error.messages)
            raise ValueError(words) from error


def own_columns(columns: Iterable[PlanColumn]) -> list[OwnColumn]:
    """The trust's own columns of the plan, each for the levels that have its heading."""
    return [
        OwnColumn(column.name, column.heading, tuple(column.fields), custom=column.fields)
        for column in columns
    ]


def own_columns_of(level: str, fields: Iterable[CustomField]) -> list[OwnColumn]:
    """The trust's own columns of one kind of record."""
    return own_columns(PlanColumn(field.heading, {level: field}) for field in fields)


def field_column(
    declared: ItemField, model: type[models.Model], levels: tuple[str, ...], **more: Any
) -> Column:
    """The column of a field that the records of those levels declare."""
    name, label = declared.name, more.pop("label", declared.label)
    if declared.kind == FieldKind.DATE:
        return DateColumn(name, label, levels, **more)
    if declared.kind == FieldKind.NUMBER:
        return NumberColumn(name, label, levels, **more)
    if declared.kind == FieldKind.CHOICE:
        column: Any = model._meta.get_field(name)
        choices = {value: str(words) for value, words in column.choices if value}
        return ChoiceColumn(
            name, label, levels, choices=choices, is_needed=not column.blank, **more
        )
    is_long = declared.kind == FieldKind.LONG_TEXT
    return TextColumn(name, label, levels, is_long=is_long, **more)


def field_columns(
    fields: Iterable[ItemField],
    model: type[models.Model],
    levels: tuple[str, ...],
    *,
    labels: Mapping[str, str],
    sizes: Mapping[str, str],
    optional: Collection[str],
) -> dict[str, Column]:
    """Those of several fields by their names; what is said of a name here goes before the rest."""
    return {
        field.name: field_column(
            field,
            model,
            levels,
            label=labels.get(field.name, field.label),
            size=sizes.get(field.name, "middle"),
            is_optional=field.name in optional,
        )
        for field in fields
    }


Columns = Mapping[str, Column]


def by_name(columns: Iterable[Column]) -> dict[str, Column]:
    return {column.name: column for column in columns}


def fill(row: Row, columns: Columns) -> Row:
    """Read the cells of the row out of its record."""
    row.cells = {
        column.name: column.text(row) for column in columns.values() if row.level in column.levels
    }
    return row


def shown_columns(columns: Columns, rows: Sequence[Row], *, with_all: bool) -> list[Column]:
    """Those that a page shows: all, or without the optional ones in which nothing stands."""
    held: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name, text in row.cells.items():
            held[name].add(text)
    return [
        column
        for column in columns.values()
        if with_all or not column.is_optional or column.is_used(held[column.name])
    ]
