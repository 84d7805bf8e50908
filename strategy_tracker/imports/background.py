"""Which imports are applied outside of a request, by whom, and whether they still are."""

from collections.abc import Mapping
from typing import Any

from strategy_tracker.imports import progress
from strategy_tracker.imports.models import ImportRun

# So many new and changed records are written while the browser waits.
AT_ONCE = 2_000


def takes_long(counts: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether an import with these counts is too much for one request."""
    return sum(states["new"] + states["changed"] for states in counts.values()) >= AT_ONCE


def has_worker() -> bool:
    """Whether a worker is there to hand an import over to."""
    return False


def hand_over(*, run: ImportRun, guess: bool, by: Any) -> None:
    raise NotImplementedError


def is_lost(run: ImportRun) -> bool:
    """Whether whatever was to apply the run is gone."""
    return progress.is_lost(run.pk)
