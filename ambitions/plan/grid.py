"""The plan as rows of cells: which columns its grid has, and its rows in the order of the plan."""

from collections.abc import Iterable
from itertools import chain

from ambitions.grid.columns import (
    Column,
    Columns,
    Key,
    Row,
    by_name,
    field_column,
    fill,
    lead_columns,
    own_columns,
)
from ambitions.models import ITEM_MODELS, Item
from ambitions.plan.fields import ITEM_FIELDS
from ambitions.plan.reader import PlanRows, key_of, read_outline, read_rows
from objectives.custom_fields import custom_fields, plan_columns_of
from objectives.models import Level, Strategy

DATE = "target_date"
_SIZES = {"reference": "narrow", "title": "title", DATE: "wide"}
_LABELS = {"reference": "Ref"}
_OPTIONAL = ("kind", "area", "theme")


def columns_of(strategy: Strategy) -> Columns:
    """The columns of the strategy's grid by their names, its own last; one query."""
    levels = tuple(Level.values)
    before = [_declared(name) for name in ("reference", "title")]
    after = [_declared(name) for name in (DATE, "kind", "area", "theme")]
    leads = lead_columns(levels, strategy.trust_id, strategy.lead_word)
    own = own_columns(plan_columns_of(custom_fields(strategy.trust_id, strategy.pk)))
    return by_name([*before, *leads, *after, *own])


def _declared(name: str) -> Column:
    """The column of a field, at the levels that declare it."""
    found = {
        level: field for level, fields in ITEM_FIELDS.items() for field in fields
        if field.name == name
    }  # fmt: skip
    level, field = next(iter(found.items()))
    return field_column(
        field,
        ITEM_MODELS[level],
        tuple(found),
        label=_LABELS.get(name, field.label),
        size=_SIZES.get(name, "middle"),
        is_optional=name in _OPTIONAL,
    )


def read_grid(strategy: Strategy, columns: Columns) -> list[Row]:
    """The rows of what is in the plan, in the order of the plan; a dozen queries."""
    outline = read_outline(strategy, [])
    return [_row(node.item, outline.rows, columns) for node in outline.nodes()]


def rows_by_key(strategy: Strategy, columns: Columns) -> dict[Key, Row]:
    """Every item's row by its level and key, those no longer in the plan too."""
    rows = read_rows(strategy, None, with_archived=True)
    items: Iterable[Item] = chain(rows.objectives, rows.ambitions, rows.actions)
    return {key_of(item): _row(item, rows, columns) for item in items}


def _row(item: Item, rows: PlanRows, columns: Columns) -> Row:
    leads = rows.lead_rows.get(key_of(item), [])
    return fill(Row(item.level, item, leads, is_in_use=not item.is_archived), columns)
