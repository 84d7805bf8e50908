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
_reason: ContextVar[str | None] = ContextVar("reason", default=None)
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


def is_told_later() -> bool:
    """Whether what is being written is entered later than it happened."""
    return _moment.get() is not None


def reason() -> str | None:
    """Why history says that a row is written now, as `change_reason` says; None for no reason."""
    return _reason.get()


@contextmanager
def change_reason(why: str) -> Iterator[None]:
    """Services called inside give `why` as the reason in the history of all that they write.

    By it what an import wrote is found again, in however many functions it was written.
    """
    token = _reason.set(why)
    try:
        yield
    finally:
        _reason.reset(token)


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


def save(record: Record, *, by: Any, merges_since: datetime | None = None) -> Record:
    """Validate and save `record`; history names `by` as who did it.

    Where `by` wrote the record's last row of history after `merges_since`, for no stated
    reason, that row comes to say what is saved now and keeps its date; else one is added.
    Raises ValidationError, with a sentence per field, when a rule is broken.
    """
    _tell_history(record, by)
    # Fields that were not loaded are not written either, and checking would load them.
    unread = record.get_deferred_fields()
    if _asks_first.get():
        record.full_clean(exclude=unread)
    else:
        keys = {field.name for field in record._meta.fields if field.is_relation}
        record.full_clean(exclude=keys | unread, validate_constraints=False)
    mergeable = _last_history(record, by, merges_since) if merges_since else None
    if mergeable is None:
        record.save()
    else:
        _save_into(record, mergeable)
    _forget_reason(record)
    return record


def _last_history(record: Any, by: Any, since: datetime) -> Any:
    """The last row of the record's history where the next may go into it, else None."""
    if not record.pk or by is None or reason() is not None:
        return None
    last = record.history.order_by("history_date", "history_id").last()
    is_own = last is not None and last.history_user_id == by.pk and last.history_type != "-"
    return last if is_own and not last.history_change_reason and last.history_date > since else None


def _save_into(record: Any, history_row: Any) -> None:
    record.skip_history_when_saving = True
    try:
        record.save()
    finally:
        del record.skip_history_when_saving
    for field in history_row.tracked_fields:
        setattr(history_row, field.attname, getattr(record, field.attname))
    history_row.save()


def delete(record: models.Model, *, by: Any) -> None:
    """Delete `record`; history keeps what it was and that `by` removed it.

    Raises ValidationError where the record says, by `check_delete`, that it must stay.
    """
    check: Any = getattr(record, "check_delete", None)
    if check is not None:
        check()
    _tell_history(record, by)
    record.delete()
    _forget_reason(record)


def _tell_history(record: Any, by: Any) -> None:
    record._history_user = by
    record._history_date = now()
    # A reason that the caller gave to this one record stands.
    if (why := reason()) is not None:
        record._change_reason = why


def _forget_reason(record: Any) -> None:
    """Whoever saves the same object again has reasons of their own."""
    if reason() is not None:
        record._change_reason = None
