"""Sessions in the database, of which a page does not fail because a note could not be kept.

When the database is locked or away for a moment, Django takes a session that cannot be saved
for one that was deleted, and answers what was done already with an error. What is noted in a
session (when somebody was active, which period they looked at) may be lost instead. A session
that is begun, as at signing in, still has to be saved.
"""

import logging

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)


class SessionStore(DatabaseStore):
    """Django's, but for what is said above."""

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create=must_create)
        except UpdateError as error:
            if must_create or not isinstance(error.__context__, OperationalError | InterfaceError):
                raise
            logger.warning("A session could not be saved just now; a note in it is lost.")
