"""What a reader sees of answers, figures and scores, and what papers print: THE rule.

A reader is whoever may not see drafts (`Permission.VIEW_DRAFTS`). Of a period that is not
closed they see what governance approved: updates one by one. Readings and scores are not
approved one by one, so the close of their period approves them. Of a closed period they see
what was handed in by its close, which is what its papers print and what governance counts
(`counted`). An update that was reopened for a correction is seen as it was before, by readers and
on papers, until it is approved again (`ambitions.updates.corrections.answers_before`).
"""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from ambitions.models import Correction, Measure, Reading, Update
from ambitions.updates.status import SUBMITTED_STATES
from objectives.calendar import Part
from objectives.models import Period
from strategy_tracker.accounts.history import set_related
from strategy_tracker.accounts.models import Membership
from strategy_tracker.accounts.permissions import Permission


def is_reader(membership: Membership) -> bool:
    return not membership.may(Permission.VIEW_DRAFTS)


def handed_in(prefix: str = "") -> Q:
    """Updates that papers print: submitted or approved, and not reopened since.

    `prefix` leads to the update, such as "update__".
    """
    reopened = Correction.objects.open().values("update")
    return Q(**{f"{prefix}state__in": SUBMITTED_STATES}) & ~Q(**{f"{prefix}pk__in": reopened})


def shown_to_readers(prefix: str = "") -> Q:
    """Updates that a reader sees."""
    is_approved = Q(**{f"{prefix}state": Update.State.APPROVED})
    return handed_in(prefix) & (is_approved | of_closed_period(f"{prefix}period"))


def counted(prefix: str = "") -> Q:
    """Updates whose ratings count for those who see drafts too.

    Of a closed period they count what the board read, as readers do and papers print.
    """
    return handed_in(prefix) | ~of_closed_period(f"{prefix}period")


def of_closed_period(path: str = "period") -> Q:
    return Q(**{f"{path}__status": Period.Status.CLOSED})


def keep_shown_readings(
    measures: Iterable[Measure], membership: Membership, periods: Sequence[Period]
) -> None:
    """Leave each of `measures` only the `readings` that the member sees.

    A reader sees every aim, and the actuals but those of a period that is not closed. `periods`
    are those of the strategy.
    """
    if not is_reader(membership):
        return
    for measure in measures:
        shown = [
            reading
            for reading in measure.readings.all()
            if reading.kind == Reading.Kind.AIM
            or not is_awaiting_close(Part(reading.financial_year, reading.part), periods)
        ]
        set_related(measure, "readings", shown)


def is_awaiting_close(part: Part, periods: Iterable[Period]) -> bool:
    """Whether a part of a year ends in a period that is not closed, or, where it ends in none,
    has a day in one."""
    running = list(periods)
    for period in running:
        if period.starts_on <= part.ends_on <= period.ends_on:
            return not period.is_closed
    return any(
        not period.is_closed
        and period.starts_on <= part.ends_on
        and part.starts_on <= period.ends_on
        for period in running
    )
