"""What an import does when it meets others at the database: it gives way, and says so."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

logger = logging.getLogger(__name__)

BUSY = (
    "Nothing was changed: the database is busy, is being restarted or has no room left. Try again "
    "in a few minutes; if it happens again, tell whoever runs this system."
)

# PostgreSQL looks for deadlocks after a second, and calls off whoever looks.
_PATIENCE = "500ms"


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
