"""The one way a service function writes a row: checked whole, with its author in history."""

from typing import Any, TypeVar

from django.db import models

Record = TypeVar("Record", bound=models.Model)


def save(record: Record, *, by: Any) -> Record:
    """Validate and save `record`; history names `by` as who did it.

    Raises ValidationError, with a sentence per field, when a rule is broken.
    """
    record._history_user = by  # type: ignore[attr-defined]
    record.full_clean()
    record.save()
    return record


def delete(record: models.Model, *, by: Any) -> None:
    """Delete `record`; history keeps what it was and that `by` removed it."""
    record._history_user = by  # type: ignore[attr-defined]
    record.delete()
