"""Does again what the database called off through no fault of the work.

Two that wait for each other are a deadlock, of which PostgreSQL calls one off; an SQLite that
somebody writes to for long says that it is locked. Nothing was written then, so it can be done
again as if for the first time.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, connection

Result = TypeVar("Result")

logger = logging.getLogger(__name__)

BUSY = (
    "Nothing was changed: the database is busy, is being restarted or has no room left. Try again "
    "in a few minutes; if it happens again, tell whoever runs this system."
)

_TIMES = 6
# Of PostgreSQL: serialization_failure, deadlock_detected and lock_not_available.
_CALLED_OFF = ("40001", "40P01", "55P03")
# PostgreSQL looks for deadlocks after a second, and calls off whoever looks.
_PATIENCE = "500ms"


def retried(work: Callable[[], Result]) -> Result:
    """What `work`, one whole transaction, gives; done again when the database called it off."""
    for left in range(_TIMES - 1, -1, -1):
        try:
            return work()
        except OperationalError as error:
            # Within somebody else's transaction that whole is to be done again, not this part.
            if not left or connection.in_atomic_block or not is_called_off(error):
                raise
        # Those that met do not meet again when each waits for as long as chance has it.
        time.sleep(random.uniform(0.05, 0.5))  # noqa: S311
    raise AssertionError("The last time gives a result or raises.")


def give_way() -> None:
    """Let this transaction be called off, and not the save of a person, when they meet.

    For the rest of it no lock is waited for as long as it takes until a deadlock is looked for.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")


@contextmanager
def saying_when_busy(kind: type[Exception]) -> Iterator[None]:
    """Inside, a database that gives up is a sentence to a person, as an error of this `kind`."""
    try:
        yield
    except OperationalError as error:
        if connection.in_atomic_block:
            raise
        logger.exception("The database gave up.")
        raise kind(BUSY) from error


def is_called_off(error: OperationalError) -> bool:
    """Whether the database called it off for what others did at the same time."""
    state = getattr(error.__cause__, "pgcode", None)
    return state in _CALLED_OFF or "database is locked" in str(error)
