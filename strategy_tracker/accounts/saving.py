"""The one way a service function writes a row: checked whole, with its author in history."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

Record = TypeVar("Record", bound=models.Model)

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
_asks_first: ContextVar[bool] = ContextVar("asks_first", default=True)


def now() -> datetime:
    """When what is being written happened: this moment, or the one `happening_at` says."""
    return _moment.get() or timezone.now()


@contextmanager
def happening_at(moment: datetime) -> Iterator[None]:
    """Services called inside record what they do as done at `moment` (aware).

    For what is entered later than it happened, such as the demo's past quarters. It
    reaches history, and every `_at` that a service sets from `now()`.
    """
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


@contextmanager
def constraints_left_to_the_database() -> Iterator[None]:
    """Inside, a broken constraint or a dangling key is an IntegrityError, not a sentence.

    For thousands of rows that nobody is waiting to correct: Django's own check asks the
    database once for each constraint and foreign key before every save, and the database
    checks them again. Asking takes more than half of the time of saving.
    """
    token = _asks_first.set(False)
    try:
        yield
    finally:
        _asks_first.reset(token)


def save(record: Record, *, by: Any) -> Record:
    """Validate and save `record`; history names `by` as who did it.

    Raises ValidationError, with a sentence per field, when a rule is broken.
    """
    record._history_user = by  # type: ignore[attr-defined]
    record._history_date = now()  # type: ignore[attr-defined]
    if _asks_first.get():
        record.full_clean()
    else:
        keys = [field.name for field in record._meta.fields if field.is_relation]
        record.full_clean(exclude=keys, validate_constraints=False)
    record.save()
    return record


def delete(record: models.Model, *, by: Any) -> None:
    """Delete `record`; history keeps what it was and that `by` removed it."""
    record._history_user = by  # type: ignore[attr-defined]
    record._history_date = now()  # type: ignore[attr-defined]
    record.delete()
