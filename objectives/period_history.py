"""When a period was opened, closed and opened again, by whom and why: read from its history.

The period itself says only what happened last. Its history has every version of it, so nothing
is kept a second time, and what happened before there was this page is told as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from objectives.models import Period


@dataclass(frozen=True)
class PeriodEvent:
    """One opening or closing. `by` is the user's name, "" where the system did it."""

    at: datetime | None
    by: str
    what: str
    reason: str


def period_events(period: Period) -> list[PeriodEvent]:
    """Every opening and closing of `period`, the latest first; one query."""
    rows = (
        Period.history.filter(id=period.pk)
        .select_related("opened_by", "closed_by")
        .order_by("history_date", "history_id")
    )
    return list(_events(rows))[::-1]


def _events(rows: Iterable[Any]) -> Iterable[PeriodEvent]:
    before = Period.Status.PLANNED
    for row in rows:
        if row.status == before:
            continue
        if row.status == Period.Status.CLOSED:
            what = "Closed early" if row.close_reason else "Closed"
            yield PeriodEvent(row.closed_at, _name(row.closed_by), what, row.close_reason)
        elif row.status == Period.Status.OPEN:
            what = "Opened again" if before == Period.Status.CLOSED else "Opened"
            yield PeriodEvent(row.opened_at, _name(row.opened_by), what, row.close_reason)
        before = row.status


def _name(user: Any) -> str:
    return str(user) if user else ""
