"""What is due by its day, done by the worker four times a day: thrown away, or handed over."""

import logging
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

logger = logging.getLogger(__name__)

_EVERY = 6 * 60 * 60
# What a finished task was told and answered is of use while somebody asks what became of it.
_DAYS_TASKS_ARE_KEPT = 30


def keep_house(**_of_signal: Any) -> None:
    """Throw away what has run out, unless a worker has done so a while ago."""
    if not caches["progress"].add("housekeeping", True, _EVERY):
        return
    for do in (_hand_overs, _sessions, _tasks, _counts, _personal_data):
        try:
            do()
        except DatabaseError:
            # The next worker, or this one in a few hours, does it.
            logger.warning("Housekeeping has to wait.", exc_info=True)


def _hand_overs() -> None:
    """What people lead and is to pass to others by today."""
    call_command("hand_over_due", verbosity=0)


def _sessions() -> None:
    """Sessions that have run out, with what they say of who signed in."""
    call_command("clearsessions", verbosity=0)


def _personal_data() -> None:
    """What the settings say has been kept for long enough."""
    call_command("apply_retention", verbosity=0)


def _tasks() -> None:
    call_command("prune_db_task_results", min_age_days=_DAYS_TASKS_ARE_KEPT, verbosity=0)


def _counts() -> None:
    """Counts of wrong passwords, and for whom: the cache itself only does so when it is full."""
    if not isinstance(caches["default"], DatabaseCache):
        return
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608
