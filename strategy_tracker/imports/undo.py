"""What taking an import back would do, read from the history that it wrote."""

from dataclasses import asdict, dataclass, field
from typing import Any

from strategy_tracker.imports.models import ImportRun


@dataclass
class UndoReport:
    """What an undo does, or did.

    `records` counts per kind what is "removed" and "restored". `edited` are records that
    somebody changed since the import, each {"key", "kind", "title", "by", "at", "url_kind",
    "pk"}: they are kept unless their keys are given. `later_runs` are imports that touched
    the same records since, each {"pk", "file", "at"}. `blocked` says in sentences what else
    stays, and why.
    """

    records: dict[str, dict[str, int]] = field(default_factory=dict)
    edited: list[dict[str, Any]] = field(default_factory=list)
    later_runs: list[dict[str, Any]] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)

    @property
    def keeps_something(self) -> bool:
        return bool(self.edited or self.blocked)

    def to_data(self) -> dict[str, Any]:
        return asdict(self)


def look_at_undo(run: ImportRun) -> UndoReport:
    """What undoing `run` would do; writes nothing."""
    return UndoReport()
