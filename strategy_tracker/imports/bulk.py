"""Many rows at once, each with its history: the only bulk writing of tracked models there is.

Elsewhere a row is saved by itself, because Django's bulk methods write no history. An
import of ten thousand rows cannot afford that, so these two write the history beside them.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from strategy_tracker.accounts.saving import now

Record = TypeVar("Record", bound=models.Model)
BATCH = 2_000


def create_all(records: Iterable[Record], *, by: Any) -> list[Record]:
    """Insert `records`, all of one model, and their history; they come back with their pks.

    Nothing but the database's own constraints is checked: the caller has checked the rest.
    """
    rows = list(records)
    if not rows:
        return []
    made: list[Record] = bulk_create_with_history(
        rows, type(rows[0]), batch_size=BATCH, default_user=by, default_date=now()
    )
    return made


def update_all(records: Iterable[models.Model], fields: Sequence[str], *, by: Any) -> None:
    """Write `fields` of `records`, all of one model, and a line of history for each."""
    rows = list(records)
    if rows and fields:
        bulk_update_with_history(
            rows, type(rows[0]), list(fields), batch_size=BATCH, default_user=by, default_date=now()
        )
