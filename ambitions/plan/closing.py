"""When a closed period closed, which is the moment that everything about it is read as at."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from ambitions.models import Update
from objectives.models import Period
from strategy_tracker.accounts.history import Versions


@dataclass
class Closing:
    """The end of a period: its moment, and the period by the label and dates it then had.

    `versions` are those of all periods of the strategy.
    """

    moment: datetime
    period: Period
    versions: Versions

    def as_then(self, period: Period) -> Period:
        """A period of the same strategy by the label and dates it had at this moment."""
        known = {row.pk: row for row in self.versions.at(self.moment, with_later=True)}
        return renamed(period, known.get(period.pk, period))


def read_closing(period: Period) -> Closing | None:
    """When `period` closed last; None for one that is not closed. Two queries.

    That is `closed_at`, but never before anything by which the period is known here. A period
    that was closed elsewhere and brought in afterwards, with its plan and its answers, says
    that it closed before this site knew of any of it; it is read as it was once it was in:

    * when the row of history was written that closed it, if that is later, and
    * when the last of its updates was first written, if that is later still. Nobody adds an
      update to a closed period but whoever brings one in, and an update is written after the
      item that it is about.
    """
    if not period.is_closed or period.closed_at is None:
        return None
    versions = Versions(Period, strategy=period.strategy_id)
    closed_by = next(
        (
            (at, row)
            for at, row in versions.of(period.pk)
            if row.is_closed and row.closed_at == period.closed_at
        ),
        (period.closed_at, period),
    )
    brought_in = Update.history.filter(period=period.pk, history_type="+").aggregate(
        last=Max("history_date")
    )["last"]
    moments = [period.closed_at, closed_by[0], *([brought_in] if brought_in else [])]
    return Closing(max(moments), renamed(period, closed_by[1]), versions)


def closing_moment(period: Period | None) -> datetime | None:
    """The moment that `period` is read as at; None for one that is not closed, and for none."""
    closing = read_closing(period) if period else None
    return closing.moment if closing else None


def renamed(period: Period, then: Period) -> Period:
    """`period` itself, whose label and dates are those of `then`."""
    was = copy(period)
    for name in ("label", "kind", "starts_on", "ends_on", "due_on", "paper_due_on"):
        setattr(was, name, getattr(then, name))
    return was
