"""A reporting round: what is still missing from it, and the writes that end it."""

from collections import Counter
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from ambitions.models import Update
from ambitions.outline import Outline, read_outline
from ambitions.services import approve_locked
from ambitions.states import Standing
from objectives.models import Period
from objectives.services import check_period_takes_writes, close_period
from strategy_tracker.accounts.models import User


def counts(outline: Outline) -> Counter[Standing]:
    """How many items stand where, over everything that is asked in the outline's period."""
    standings = (outline.standing(node) for node in outline.asked())
    return Counter(standing for standing in standings if standing is not None)


def outstanding(counted: Counter[Standing]) -> Counter[Standing]:
    """What keeps a round from being complete: everything not approved, and how many of each."""
    return Counter({one: n for one, n in counted.items() if n and one != Standing.APPROVED})


@transaction.atomic
def approve_updates(*, period: Period, updates: Iterable[int], by: User | None) -> list[Update]:
    """Approve those of `updates` (ids) that wait for approval in `period`; returns those.

    One that was returned, changed or approved since the list was read is left alone, so
    that a second click does nothing. Raises ValidationError when the period is closed.
    """
    check_period_takes_writes(period)
    waiting = (
        Update.objects.filter(period=period, pk__in=list(updates), state=Update.State.SUBMITTED)
        .select_related("period", "objective", "ambition", "action")
        .select_for_update(of=("self",))
    )
    return [approve_locked(update=update, by=by) for update in waiting]


@transaction.atomic
def close_round(*, period: Period, by: User | None, reason: str = "") -> Period:
    """Close the period. Where anything asked is not approved, that needs a reason.

    Raises ValidationError without one, and when the period is not open.
    """
    check_period_takes_writes(period)
    missing = outstanding(counts(read_outline(period.strategy, [period])))
    if missing and not reason.strip():
        raise ValidationError({"reason": f"Say why {period.label} closes with answers missing."})
    return close_period(period=period, by=by, reason=reason if missing else "")
