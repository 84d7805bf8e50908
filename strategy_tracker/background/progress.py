"""How far something is that takes long, for whoever waits for it.

It is kept in a cache and not in the database: the work may be one transaction, so nothing it
wrote there could be read before its end, and under SQLite nobody else could write.

What is kept under a key is a value of the work's own kind, as plain data, and the time. Work
under way says that time every BEAT seconds, so that it is known when its process has died.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.cache import caches

# In seconds. Without a sign of life for so long as LOST a process is taken for dead.
BEAT = 2
LOST = 30
_KEPT = 24 * 60 * 60

Value = dict[str, Any]


class _Reporter:
    """Keeps the progress of one piece of work in the cache, with a sign of life beside it."""

    def __init__(self, key: str, value: Value) -> None:
        self.key = key
        self.value = value
        self.ended = threading.Event()

    def write(self) -> None:
        keep(self.key, self.value)

    def beat(self) -> None:
        while not self.ended.wait(BEAT):
            self.write()


_reporter: ContextVar[_Reporter | None] = ContextVar("reporter", default=None)


@contextmanager
def reporting(key: str, value: Value) -> Iterator[None]:
    """Inside, `report` says how far the work is that is known by `key`."""
    reporter = _Reporter(key, value)
    reporter.write()
    token = _reporter.set(reporter)
    beating = threading.Thread(target=reporter.beat, daemon=True)
    beating.start()
    try:
        yield
    finally:
        reporter.ended.set()
        beating.join()
        _reporter.reset(token)


def reported() -> Value | None:
    """How far the work in hand is, if somebody may wait for it."""
    reporter = _reporter.get()
    return reporter.value if reporter else None


def report(value: Value, *, is_worth_writing: bool = True) -> None:
    """The work in hand has come so far. What is not worth writing is written with the next beat."""
    if reporter := _reporter.get():
        reporter.value = value
        if is_worth_writing:
            reporter.write()


def keep(key: str, value: Value) -> None:
    """The work known by `key` is so far, or is about to be taken up by somebody."""
    caches["progress"].set(key, {"value": value, "at": time.time()}, _KEPT)


def read(key: str) -> Value | None:
    """How far the work is; None when nothing is known of it."""
    kept = caches["progress"].get(key)
    return kept["value"] if kept else None


def is_lost(key: str) -> bool:
    """Whether there has been no sign of life from the work for too long."""
    kept = caches["progress"].get(key)
    return kept is None or time.time() - kept["at"] > LOST


def forget(key: str) -> None:
    """Nobody does that work any more."""
    # Which is how long that is kept.
    caches["progress"].set(key, None, 0)
