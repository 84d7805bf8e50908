"""Which imports are applied outside of a request, and whether anybody still does so.

django-tasks-db keeps the queue, and cannot tell a task whose worker was killed from one that
is running. So a worker says every few seconds that it is there, and an import that it is
under way; what has fallen silent is lost.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.cache import caches
from django.db import connection
from django_tasks_db.models import DBTaskResult

from strategy_tracker.imports import progress
from strategy_tracker.imports.models import ImportRun

# So many new and changed records are written while the browser waits.
AT_ONCE = 2_000
# A worker that has not been heard of for so many seconds is gone.
_GONE = 15
_WORKER = "worker"


def takes_long(counts: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether an import with these counts is too much for one request."""
    return sum(states["new"] + states["changed"] for states in counts.values()) >= AT_ONCE


def has_worker() -> bool:
    """Whether a worker is there to hand an import over to."""
    at = caches["progress"].get(_WORKER)
    return at is not None and time.time() - at < _GONE


@contextmanager
def being_a_worker(tidy: Callable[[], Any]) -> Iterator[None]:
    """Inside, others can tell that there is a worker; `tidy` is called now and then."""
    ended = threading.Event()

    def beat() -> None:
        tidied = time.monotonic()
        while not ended.wait(progress.BEAT):
            caches["progress"].set(_WORKER, time.time(), 10 * _GONE)
            if time.monotonic() - tidied > progress.LOST:
                tidy()
                connection.close()
                tidied = time.monotonic()

    caches["progress"].set(_WORKER, time.time(), 10 * _GONE)
    beating = threading.Thread(target=beat, daemon=True)
    beating.start()
    try:
        yield
    finally:
        ended.set()
        beating.join()
        caches["progress"].set(_WORKER, 0)


def is_lost(run: ImportRun) -> bool:
    """Whether whatever was to apply the run is gone.

    An import in the queue gives no sign of life, and is not lost while there is a worker.
    """
    if not progress.is_lost(run.pk):
        return False
    waits = DBTaskResult.objects.ready().filter(pk=run.summary.get("task"))
    return not (run.summary.get("task") and waits.exists() and has_worker())


class WorkerLost(Exception):
    """The worker was killed while it was at this task."""


def close_task(task: str) -> None:
    """Mark a task that nobody is at any more, so that it neither runs nor seems to."""
    for row in DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"]).filter(pk=task):
        row.set_failed(WorkerLost("There was no sign of life from it."))
