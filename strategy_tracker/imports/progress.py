"""How far an import is: its stages, and how much of the one that it is in."""

from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass

from strategy_tracker.background import progress

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


def reporting(run: int) -> AbstractContextManager[None]:
    """Inside, `at` and `step` say how far the import with the pk `run` is."""
    return progress.reporting(_key(run), asdict(Progress()))


def at(stage: str, total: int = 0) -> None:
    """The import has come to `stage`, in which there are `total` things to do."""
    progress.report(asdict(Progress(stage, 0, total)))


def step(number: int) -> None:
    """So many things more are done."""
    if value := progress.reported():
        now = Progress(**value)
        then = Progress(now.stage, min(now.done + number, now.total), now.total)
        progress.report(asdict(then), is_worth_writing=then.percent > now.percent)


def waits(run: int) -> None:
    """The import is about to be taken up by somebody."""
    progress.keep(_key(run), asdict(Progress()))


def progress_of(run: int) -> Progress:
    """How far the import is; at its very beginning when nothing is known of it."""
    return Progress(**(progress.read(_key(run)) or {}))


def is_lost(run: int) -> bool:
    """Whether there has been no sign of life from the import for too long."""
    return progress.is_lost(_key(run))


def _key(run: int) -> str:
    return f"import-{run}"
