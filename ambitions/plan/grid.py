"""The plan as rows of cells: which columns the grid has, what each cell holds, as it is typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError

from ambitions.models import ITEM_MODELS, Item
from ambitions.plan.reader import PlanRows, key_of, read_outline, read_rows
from objectives.custom_fields import clean_value, custom_fields, plan_columns_of
from objectives.models import CustomField, Level, Strategy
from strategy_tracker.accounts.base import Lead
from strategy_tracker.accounts.models import Person
from strategy_tracker.ui.dates import long_date, parse_date

Key = tuple[str, int]
BETWEEN_LEADS = "; "
LEAD, DATE = "lead", "target_date"


@dataclass(frozen=True)
class Column:
    """A column of the grid: its name, its label, and the levels that have it.

    One of the trust's own has, by level, the field under which its words are kept.
    """

    name: str
    label: str
    levels: tuple[str, ...]
    longest: int = 500
    custom: Mapping[str, CustomField] = field(default_factory=dict)

    def limit(self, level: str) -> int:
        """How many characters a cell of that level takes."""
        if self.custom or self.name in (LEAD, DATE):
            return self.longest
        return ITEM_MODELS[level]._meta.get_field(self.name).max_length or self.longest

    @property
    def hint(self) -> str:
        """What may be typed, where that is not everything."""
        if self.name == LEAD:
            return "Names of the trust’s people, with a semicolon between two."
        kinds = {field.value_kind for field in self.custom.values()}
        if self.name == DATE or CustomField.ValueKind.DATE in kinds:
            return "A date, such as 31 March 2027."
        if CustomField.ValueKind.NUMBER in kinds:
            return "A number, such as 12 or 3.5."
        texts = chain.from_iterable(field.allowed_values for field in self.custom.values())
        choices = list(dict.fromkeys(texts))
        return f"One of: {'; '.join(choices)}." if choices else ""


COLUMNS = (
    Column("reference", "Ref", tuple(Level.values)),
    Column("title", "Title", tuple(Level.values)),
    Column(LEAD, "Lead", tuple(Level.values), 2000),
    Column(DATE, "Target date", (Level.ACTION,), 60),
    Column("area", "Area", (Level.ACTION,)),
    Column("theme", "Theme", (Level.ACTION,)),
)


def columns_of(strategy: Strategy) -> dict[str, Column]:
    """The columns of the strategy's grid by their names, its own last; one query."""
    own = [
        Column(column.name, column.heading, tuple(column.fields), 20_000, column.fields)
        for column in plan_columns_of(custom_fields(strategy.trust_id, strategy.pk))
    ]
    return {column.name: column for column in (*COLUMNS, *own)}


@dataclass
class Row:
    """An item with what its cells hold, by the names of the columns it has."""

    item: Item
    leads: list[Lead]
    cells: dict[str, str] = field(default_factory=dict)


def read_grid(strategy: Strategy, columns: Mapping[str, Column]) -> list[Row]:
    """The rows of what is in the plan, in the order of the plan; a dozen queries."""
    outline = read_outline(strategy, [])
    return [_row(node.item, outline.rows, columns) for node in outline.nodes()]


def rows_by_key(strategy: Strategy, columns: Mapping[str, Column]) -> dict[Key, Row]:
    """Every item's row by its level and key, those no longer in the plan too."""
    rows = read_rows(strategy, None, with_archived=True)
    items: Iterable[Item] = chain(rows.objectives, rows.ambitions, rows.actions)
    return {key_of(item): _row(item, rows, columns) for item in items}


def _row(item: Item, rows: PlanRows, columns: Mapping[str, Column]) -> Row:
    leads = [lead for lead in rows.lead_rows.get(key_of(item), []) if lead.kind == Lead.Kind.LEAD]
    return Row(item, leads, cells_of(item, [lead.person for lead in leads], columns))


def cells_of(item: Item, people: Sequence[Person], columns: Mapping[str, Column]) -> dict[str, str]:
    """What the cells of an item hold, as they are typed, by the names of its columns."""
    return {
        column.name: _text(item, people, column)
        for column in columns.values()
        if item.level in column.levels
    }


def _text(item: Any, people: Sequence[Person], column: Column) -> str:
    if column.custom:
        return column.custom[item.level].words(item)
    if column.name == LEAD:
        return BETWEEN_LEADS.join(person.name for person in people)
    if column.name == DATE:
        return long_date(item.target_date) if item.target_date else ""
    return str(getattr(item, column.name))


def held_in(row: Row, column: Column) -> Any:
    """What the item has in a cell, as `value_of` reads one."""
    if column.custom:
        return column.custom[row.item.level].value(row.item)
    if column.name == LEAD:
        return [lead.person for lead in row.leads]
    return getattr(row.item, column.name)


def value_of(text: str, column: Column, item: Item, people: Mapping[str, Person]) -> Any:
    """The typed words as the field holds them. Raises ValueError with a sentence."""
    is_long = column.name == "title" or bool(column.custom)
    text = text.strip() if is_long else " ".join(text.split())
    limit = column.limit(item.level)
    if len(text) > limit:
        raise ValueError(f"{limit} characters at most; these are {len(text)}.")
    if column.custom:
        return _own_value(column.custom[item.level], text, item)
    if column.name == LEAD:
        return _people(text, people)
    return _day(text) if column.name == DATE else text


def _own_value(own: CustomField, text: str, item: Item) -> str:
    try:
        return clean_value(own, text, own.value(item))
    except ValidationError as error:
        choices = "; ".join(own.allowed_values)
        words = f"Choose one of: {choices}." if choices else " ".join(error.messages)
        raise ValueError(words) from error


def _day(text: str) -> date | None:
    day = parse_date(text) if text else None
    if text and day is None:
        raise ValueError(f"“{text}” is no whole date. Give it as 31 March 2027 or 31/3/2027.")
    return day


def _people(text: str, people: Mapping[str, Person]) -> list[Person]:
    found: list[Person] = []
    for name in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        person = people.get(name.casefold())
        if person is None:
            raise ValueError(
                f"“{name}” is nobody whom the trust’s people name. Add them under People first, "
                "or check the spelling; put a semicolon between two names."
            )
        if person not in found:
            found.append(person)
    return found
