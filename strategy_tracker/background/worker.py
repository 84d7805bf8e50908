"""The worker: whether one is there, handing work over to it, and what was lost with one.

django-tasks-db keeps the queue, and cannot tell a task whose worker was killed from one that
is running. So a worker says every few seconds that it is there, and work that it is under way
(progress.py); what has fallen silent is lost.
"""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import connection, models
from django.dispatch import Signal
from django_tasks_db.models import DBTaskResult

from strategy_tracker.background import progress

logger = logging.getLogger(__name__)

Record = TypeVar("Record", bound=models.Model)

# A worker that has not been heard of for so many seconds is gone.
_GONE = 15
# One that was started takes so many seconds at most until it is heard of.
_STARTING = 20
_WORKER = "worker"

# Sent by a worker when it starts and now and then: whoever hands work over gives back, or
# begins again, what was lost.
tidying = Signal()


def has_worker() -> bool:
    """Whether a worker is there to hand work over to."""
    at = caches["progress"].get(_WORKER)
    return at is not None and time.time() - at < _GONE


@contextmanager
def being_a_worker() -> Iterator[None]:
    """Inside, others can tell that there is a worker; what was lost is tidied now and then."""
    ended = threading.Event()

    def beat() -> None:
        tidied = time.monotonic()
        while not ended.wait(progress.BEAT):
            try:
                _say_that_it_is_there()
            except Exception:
                # A cache that is away for a minute must not silence this worker for good.
                logger.warning("The worker could not say that it is there.", exc_info=True)
            if time.monotonic() - tidied > progress.LOST:
                # Robust for the same reason: the database may be away, and is asked again later.
                tidying.send_robust(sender=None)
                connection.close()
                tidied = time.monotonic()

    _say_that_it_is_there()
    beating = threading.Thread(target=beat, daemon=True)
    beating.start()
    try:
        yield
    finally:
        ended.set()
        beating.join()
        caches["progress"].set(_WORKER, 0)


def _say_that_it_is_there() -> None:
    caches["progress"].set(_WORKER, time.time(), 10 * _GONE)


def start_if_none() -> bool:
    """Start a worker that ends when nothing is left to do, where none is there.

    Gives False where none is there and the settings say that none may be started.
    """
    if has_worker():
        return True
    if not settings.START_WORKER_WHEN_NEEDED:
        return False
    if caches["progress"].add("worker-starting", True, _STARTING):
        # In a session of its own, so that Ctrl-C at the server lets it finish what it is at.
        subprocess.Popen(
            [sys.executable, "manage.py", "run_worker", "--batch", "--no-startup-delay"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    return True


def is_waiting(task: str | None) -> bool:
    """Whether the task is in the queue still, and a worker there that will come to it."""
    if not task or not has_worker():
        return False
    return bool(DBTaskResult.objects.ready().filter(pk=task).exists())


class WorkerLost(Exception):
    """The worker was killed while it was at this task."""


def close_task(task: str) -> None:
    """Mark a task that nobody is at any more, so that it neither runs nor seems to."""
    for row in DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"]).filter(pk=task):
        row.set_failed(WorkerLost("There was no sign of life from it."))


def for_this_worker(rows: models.QuerySet[Record]) -> models.QuerySet[Record]:
    """`rows` under a lock until the transaction ends, but for those that another worker has."""
    # SQLite has one writer at a time, and needs no lock.
    if not connection.features.has_select_for_update:
        return rows.select_for_update()
    return rows.select_for_update(skip_locked=True, of=("self",))
