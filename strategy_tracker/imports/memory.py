"""Keeps Python from collecting garbage while an import makes what it is going to keep."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_disabled() -> Iterator[None]:
    """Inside, only what nothing refers to any more is freed; objects in circles wait.

    Each time the number of objects has grown by a quarter, Python walks over all of them to
    find circles. An import makes millions of plain values that last until it ends, and those
    walks were nearly half of its time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
