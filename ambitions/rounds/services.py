"""A reporting round: what is still missing from it, and the writes that end it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from ambitions.models import Correction, Update
from ambitions.plan.reader import Outline, read_outline
from ambitions.updates.approval import approved_by_others, reviewers
from ambitions.updates.notifications import tell_approved
from ambitions.updates.services import approve_locked
from ambitions.updates.status import UpdateStatus
from objectives.models import Period
from objectives.services import check_period_takes_writes, close_period, open_period
from strategy_tracker.accounts.models import User


def counts(outline: Outline) -> Counter[UpdateStatus]:
    """How many items stand where, over everything that is asked in the outline's period."""
    statuses = (outline.status(node) for node in outline.asked())
    return Counter(status for status in statuses if status is not None)


def outstanding(counted: Counter[UpdateStatus]) -> Counter[UpdateStatus]:
    """What keeps a round from being complete: everything not approved, and how many of each."""
    return Counter(
        {status: n for status, n in counted.items() if n and status != UpdateStatus.APPROVED}
    )


def corrections_to_approve(period: Period) -> list[Update]:
    """Answers of a closed period that were reopened, corrected and handed in again."""
    if not period.is_closed:
        return []
    reopened = Correction.objects.open().values("update")
    waiting = Update.objects.filter(period=period, state=Update.State.SUBMITTED, pk__in=reopened)
    return list(waiting.order_by("submitted_at", "pk"))


@dataclass
class Approved:
    """What one press of a button approved, and what it left.

    `moved_on` changed or was returned since it was read; `own` was written by whoever pressed, and
    is for somebody else to approve.
    """

    done: list[Update] = field(default_factory=list)
    moved_on: list[Update] = field(default_factory=list)
    own: list[Update] = field(default_factory=list)


@transaction.atomic
def approve_updates(
    *, period: Period, updates: Mapping[int, int | None], by: User | None
) -> Approved:
    """Approve those of `updates` that wait for approval in `period` as they were read.

    `updates` maps an id to the version that was read, None for any. One that was returned
    or changed since is left alone and told, and so is one that `by` wrote; one already approved
    is left alone, so that a second click does nothing. Raises ValidationError when the period is
    closed.
    """
    check_period_takes_writes(period)
    found = Approved()
    rows = (
        Update.objects.filter(period=period, pk__in=list(updates))
        .exclude(state=Update.State.APPROVED)
        .select_related("period", "objective", "ambition", "action")
        .select_for_update(of=("self",))
    )
    others = approved_by_others(rows, by=by, reviewers=reviewers(period.strategy.trust_id))
    for update in rows:
        is_as_read = updates[update.pk] in (None, update.version)
        if not is_as_read or update.state != Update.State.SUBMITTED:
            found.moved_on.append(update)
        elif update.pk in others:
            found.own.append(update)
        else:
            found.done.append(approve_locked(update=update, by=by))
    tell_approved(found.done, by=by)
    return found


@transaction.atomic
def open_round(*, period: Period, by: User | None, reason: str = "") -> Period:
    """Open the period. Raises ValidationError as `open_period` does, and while one of its
    answers is reopened by itself: what is read of it would be neither before nor after."""
    Period.objects.select_for_update().get(pk=period.pk)
    reopened = Correction.objects.open().filter(update__period=period).count()
    if reopened:
        answers = "One answer" if reopened == 1 else f"{reopened} answers"
        raise ValidationError(
            f"{answers} of {period.label} {'is' if reopened == 1 else 'are'} being corrected. "
            "Approve that first, or correct the others in the same way."
        )
    return open_period(period=period, by=by, reason=reason)


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
