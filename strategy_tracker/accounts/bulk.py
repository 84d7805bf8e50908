"""Many rows at once, each with its history: the only bulk writing of tracked models there is.

Elsewhere a row is saved by itself, because Django's bulk methods write no history. An
import of ten thousand rows cannot afford that, so these write the history beside them,
and the database copies it from the rows themselves: making each history row in Python a
second time would be most of the work of an import.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models

from strategy_tracker.accounts.saving import now, reason

Record = TypeVar("Record", bound=models.Model)
BATCH = 2_000
# Some SQLites take no more than 999 parameters in a statement.
HISTORY_BATCH = 900


def create_all(records: Iterable[Record], *, by: Any) -> list[Record]:
    """Insert `records`, all of one model, and their history; they come back with their pks.

    Nothing but the database's own constraints is checked: the caller has checked the rest.
    """
    rows = list(records)
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
        _write_history(rows, "+", by=by)
    return rows


def update_all(records: Iterable[models.Model], fields: Sequence[str], *, by: Any) -> None:
    """Write `fields` of `records`, all of one model, and a line of history for each."""
    rows = list(records)
    if not rows or not fields:
        return
    # An insert that meets itself is far quicker than bulk_update's case for each row.
    type(rows[0])._default_manager.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=list(fields),
    )
    _write_history(rows, "~", by=by)


def delete_all(model: type[models.Model], pks: Iterable[int], *, by: Any) -> None:
    """Delete the rows with these keys; history keeps what they were and that `by` removed them.

    Nothing goes with them: what hangs from a row is the caller's to delete or to leave.
    """
    keys = sorted(pks)
    _copy_into_history(model, keys, "-", by=by)
    for batch in _batches(keys):
        rows = model._default_manager.filter(pk__in=batch)
        # As the last step of Django's own delete(), which would load and report each row.
        rows._raw_delete(rows.db)


def delete_joins(model: type[models.Model], pks: Iterable[int]) -> None:
    """Delete rows of a join table, which keeps no history of its own."""
    for batch in _batches(sorted(pks)):
        rows = model._default_manager.filter(pk__in=batch)
        rows._raw_delete(rows.db)


def _write_history(rows: Sequence[models.Model], kind: str, *, by: Any) -> None:
    _copy_into_history(type(rows[0]), [row.pk for row in rows], kind, by=by)


def _copy_into_history(model: Any, pks: Sequence[int], kind: str, *, by: Any) -> None:
    """Copy rows as they now stand into their model's history, as django-simple-history does."""
    history = model.history.model
    name = connection.ops.quote_name
    fields: list[Any] = history.tracked_fields
    own = [name(field.column) for field in fields]
    kept = [name(_field(history, field.name).column) for field in fields]
    history_fields = ("history_date", "history_type", "history_user_id", "history_change_reason")
    moment = _field(history, "history_date").get_db_prep_value(now(), connection)
    values = [moment, kind, by.pk if by else None, reason()]
    key = name(_field(model, "id").column)
    with connection.cursor() as cursor:
        for batch in _batches(pks):
            # Every name is a column of ours, and every value goes as a parameter.
            cursor.execute(
                f"INSERT INTO {name(history._meta.db_table)} "  # noqa: S608
                f"({', '.join([*kept, *map(name, history_fields)])}) "
                f"SELECT {', '.join(own)}, %s, %s, %s, %s "
                f"FROM {name(model._meta.db_table)} "
                f"WHERE {key} IN ({', '.join(['%s'] * len(batch))}) "
                f"ORDER BY {key}",
                [*values, *batch],
            )
            if kind != "-":
                for field in history._history_m2m_fields:
                    _copy_pairs(cursor, history, field, batch)


def _copy_pairs(cursor: Any, history: Any, field: Any, pks: Sequence[int]) -> None:
    """Copy what rows are linked with, as it now stands, beside the last history of each."""
    name = connection.ops.quote_name
    pairs: Any = field.remote_field.through
    columns = [name(each.column) for each in pairs._meta.fields]
    kept = history._meta.apps.get_model(
        history._meta.app_label, f"historical{field.model._meta.model_name}_{field.name}"
    )
    own = name(_field(pairs, field.m2m_field_name()).column)
    history_id = name(_field(history, "history_id").column)
    # Every name is a column of ours, and every value goes as a parameter.
    cursor.execute(
        f"INSERT INTO {name(kept._meta.db_table)} "  # noqa: S608
        f"({', '.join([*columns, history_id])}) "
        f"SELECT {', '.join(f'pair.{column}' for column in columns)}, "
        f"(SELECT MAX(was.{history_id}) FROM {name(history._meta.db_table)} was "
        f"WHERE was.{name(_field(history, 'id').column)} = pair.{own}) "
        f"FROM {name(pairs._meta.db_table)} pair "
        f"WHERE pair.{own} IN ({', '.join(['%s'] * len(pks))})",
        list(pks),
    )


def _batches(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(pks), HISTORY_BATCH):
        yield pks[first : first + HISTORY_BATCH]


def _field(model: Any, name: str) -> Any:
    return model._meta.get_field(name)
