"""Which fields an item of the plan has, said once.

Forms, spreadsheets, imports, exports, papers, the audit log and the admin all take them from
here; `ambitions/plan/fields.py` has those of every level. A new field touches its model, a
migration and its list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from strategy_tracker.ui.dates import long_date


class FieldKind(StrEnum):
    """What a field holds, and so how it is typed, read and written."""

    TEXT = "text"
    LONG_TEXT = "long text"
    LINES = "lines"
    DATE = "date"
    CHOICE = "choice"
    NUMBER = "number"


@dataclass(frozen=True)
class ItemField:
    """One field of an item, by its name in the model.

    `is_edited` puts it on the form that changes an item, `is_printed` into the rows of papers,
    `is_searched` under the search of the plan and the admin, `is_fact` among the facts of an
    action's page and, as a column, into the plan's spreadsheet.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    is_edited: bool = True
    is_printed: bool = False
    is_searched: bool = False
    is_fact: bool = False

    def plain(self, item: Any) -> Any:
        """Its value as JSON holds it: text, a list of texts, or an ISO date or None."""
        value = getattr(item, self.name)
        if self.kind == FieldKind.CHOICE:
            return getattr(item, f"get_{self.name}_display")()
        if self.kind == FieldKind.LINES:
            return list(value)
        return value.isoformat() if isinstance(value, date) else value

    def words(self, item: Any) -> str:
        """Its value as a page says it; "" for none, and where the item has no such field."""
        value = getattr(item, self.name, None)
        if not value:
            return ""
        if self.kind == FieldKind.CHOICE:
            return str(getattr(item, f"get_{self.name}_display")())
        if self.kind == FieldKind.LINES:
            return ", ".join(value)
        return long_date(value) if self.kind == FieldKind.DATE else str(value)


OBJECTIVE_FIELDS = (
    ItemField("reference", "Reference", is_searched=True),
    ItemField("title", "Title", FieldKind.LONG_TEXT, is_searched=True),
    ItemField("introduction", "Introduction", FieldKind.LONG_TEXT),
    ItemField("description", "Description", FieldKind.LONG_TEXT),
    ItemField("aims", "Aims", FieldKind.LINES),
)


def names_of(fields: Iterable[ItemField], kind: FieldKind | None = None) -> list[str]:
    """The fields' names; of one kind only, where `kind` is given."""
    return [field.name for field in fields if kind in (None, field.kind)]


def plain_values(fields: Iterable[ItemField], item: Any) -> dict[str, Any]:
    """Each field's value as JSON holds it, by its name."""
    return {field.name: field.plain(item) for field in fields}


def searched_names(fields: Iterable[ItemField]) -> list[str]:
    return [field.name for field in fields if field.is_searched]
