"""The plan as rows of cells: which columns its grid has, and its rows in the order of the plan."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from ambitions.grid.columns import (
    Column,
    Columns,
    Key,
    Row,
    by_name,
    field_columns,
    fill,
    lead_columns,
    own_columns,
)
from ambitions.models import ITEM_MODELS, Item
from ambitions.plan.fields import ITEM_FIELDS
from ambitions.plan.reader import PlanRows, done_items, key_of, read_outline, read_rows
from objectives.custom_fields import custom_fields, plan_columns_of
from objectives.models import Level, Period, Strategy

DATE = "target_date"
_SIZES = {"reference": "narrow", "title": "title", DATE: "wide"}
_LABELS = {"reference": "Ref"}
_OPTIONAL = ("kind", "area", "theme")


@dataclass(frozen=True, kw_only=True)
class StatusColumn(Column):
    """Whether an item is done, which its ratings say and no cell: it is only read.

    An item that ends without being done leaves the plan, and the grid, by a page that asks why.
    """

    done: Collection[Key]
    is_edited = False

    def is_used(self, texts: Collection[str]) -> bool:
        return len(set(texts)) > 1

    def text(self, row: Row) -> str:
        return "Done" if row.key in self.done else "Open"


def page_columns(strategy: Strategy, periods: Sequence[Period]) -> Columns:
    """The columns as a page shows them, with what is only read; `periods` the oldest first."""
    done = done_items(strategy, periods)
    status = StatusColumn("status", "Status", tuple(Level.values), is_optional=True, done=done)
    return by_name([*columns_of(strategy).values(), status])


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
    (level, field), *_ = found.items()
    columns = field_columns(
        [field],
        ITEM_MODELS[level],
        tuple(found),
        labels=_LABELS,
        sizes=_SIZES,
        optional=_OPTIONAL,
    )
    return columns[name]


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
