"""How far an import is, for whoever waits for it.

It is kept in a cache and not in the database: the import is one transaction, so nothing it
wrote there could be read before its end, and under SQLite nobody else could write.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import caches

# In seconds. Work under way says so every BEAT; without a sign of life for so long as LOST
# its process is taken for dead.
BEAT = 2
LOST = 30
_KEPT = 24 * 60 * 60
# Where each stage begins and ends, in percent of the whole.
STAGES = {
    "Waiting": (0, 0),
    "Reading the workbook": (0, 15),
    "Comparing it with the plan": (15, 40),
    "Writing": (40, 98),
    "Finishing": (98, 100),
}


@dataclass
class Progress:
    """A stage, how much of it is `done` of `total` (0 of 0 when it cannot be counted)."""

    stage: str = "Waiting"
    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """Of the whole import, in hundredths."""
        first, last = STAGES[self.stage]
        return first + (last - first) * self.done // self.total if self.total else first


class _Reporter:
    """Keeps the progress of one run in the cache, with a sign of life beside it."""

    def __init__(self, run: int) -> None:
        self.run = run
        self.progress = Progress()
        self.ended = threading.Event()

    def write(self) -> None:
        _keep(self.run, self.progress)

    def beat(self) -> None:
        while not self.ended.wait(BEAT):
            self.write()


_reporter: ContextVar[_Reporter | None] = ContextVar("reporter", default=None)


@contextmanager
def reporting(run: int) -> Iterator[None]:
    """Inside, `at` and `step` say how far the import with the pk `run` is."""
    reporter = _Reporter(run)
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


def at(stage: str, total: int = 0) -> None:
    """The import has come to `stage`, in which there are `total` things to do."""
    if reporter := _reporter.get():
        reporter.progress = Progress(stage, 0, total)
        reporter.write()


def step(number: int) -> None:
    """So many things more are done."""
    if reporter := _reporter.get():
        now = reporter.progress
        reporter.progress = Progress(now.stage, min(now.done + number, now.total), now.total)
        if reporter.progress.percent > now.percent:
            reporter.write()


def waits(run: int) -> None:
    """The import is about to be taken up by somebody."""
    _keep(run, Progress())


def progress_of(run: int) -> Progress:
    """How far the import is; at its very beginning when nothing is known of it."""
    kept = _cache().get(_key(run))
    return Progress(**kept["progress"]) if kept else Progress()


def is_lost(run: int) -> bool:
    """Whether there has been no sign of life from the import for too long."""
    kept = _cache().get(_key(run))
    return kept is None or time.time() - kept["at"] > LOST


def _keep(run: int, progress: Progress) -> None:
    _cache().set(_key(run), {"progress": asdict(progress), "at": time.time()}, _KEPT)


def _key(run: int) -> str:
    return f"import-{run}"


def _cache() -> Any:
    return caches["progress"]
