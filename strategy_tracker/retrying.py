"""Does again what the database called off through no fault of the work.

Two transactions that wait for each other are a deadlock, of which PostgreSQL calls one off; an
SQLite that somebody writes to for long says that it is locked. Nothing was written then, so it
can be done again as if for the first time.
"""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

Result = TypeVar("Result")

_TIMES = 6
# Of PostgreSQL: deadlock_detected and serialization_failure, which tell at once.
_GAVE_WAY = ("40P01", "40001")
# lock_not_available, once whoever asked has waited for as long as they would.
_WAITED = ("55P03",)


def retried(work: Callable[[], Result], *, after_waiting: bool = True) -> Result:
    """What `work`, one whole transaction, gives; done again when the database called it off.

    What had waited for a lock first is done again unless `after_waiting` says no: a browser
    that waits is told sooner. What is called off for the last time raises OperationalError.
    """
    for left in range(_TIMES - 1, -1, -1):
        try:
            return work()
        except OperationalError as error:
            # Within somebody else's transaction that whole is to be done again, not this part.
            if not left or connection.in_atomic_block:
                raise
            if not _gave_way(error) and not (after_waiting and _waited(error)):
                raise
        # Those that met do not meet again when each waits for as long as chance has it.
        time.sleep(random.uniform(0.05, 0.5))  # noqa: S311  no secret
    raise AssertionError("The last time gives a result or raises.")


def _gave_way(error: OperationalError) -> bool:
    """Whether it was undone only so that another could go on."""
    return getattr(error.__cause__, "pgcode", None) in _GAVE_WAY


def _waited(error: OperationalError) -> bool:
    """Whether another held what it needed for longer than it would wait."""
    return getattr(error.__cause__, "pgcode", None) in _WAITED or "database is locked" in str(error)
