"""How each layout sets a paper's content out: one module each, content -> template context."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.paper1 import progress_table, quarterly_progress


@dataclass(frozen=True)
class Layout:
    """A template, which way up its pages are ("wide" or "tall"), and what it is given."""

    template: str
    orientation: str
    prepare: Callable[[dict[str, Any]], dict[str, Any]]


LAYOUTS = {
    "progress-table": Layout("reports/paper/progress_table.html", "wide", progress_table.prepare),
    "quarterly-progress": Layout(
        "reports/paper/quarterly_progress.html", "tall", quarterly_progress.prepare
    ),
}
