"""So much time and no more, for recognising what a stranger's file holds.

Recognition works on plain values and so needs no process of its own; but what it does with
200,000 little tables, or headings like no others, takes as long as there are of them. It looks
at the clock here and there, once for each table, row or heading, and gives up.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from strategy_tracker.imports.read.archive import Refused

_ends: ContextVar[float] = ContextVar("ends", default=float("inf"))


class TookTooLong(Refused):
    """The time was over before the file was read, or what was read was recognised."""


@contextmanager
def time_limited(seconds: float) -> Iterator[None]:
    """Inside, `check_time` raises TookTooLong once so many seconds are over."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def check_time() -> None:
    """Raise TookTooLong when the time is over."""
    if time.monotonic() > _ends.get():
        raise TookTooLong(
            "The workbook holds more tables and headings than can be recognised in the time there "
            "is. Copy the sheets that matter into a new workbook and try again."
        )
