"""Where an item stands in a round, and which way its rating moved: pure functions."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils import timezone

from ambitions.models import Update
from objectives.models import Period, Rating


class UpdateStatus(models.TextChoices):
    """Where one item stands in a period, in the order of the work still to be done."""

    NOT_STARTED = "not_started", "Not started"
    DRAFT = "draft", "Draft"
    RETURNED = "returned", "Returned"
    LATE = "late", "Late"
    SUBMITTED = "submitted", "Submitted"
    APPROVED = "approved", "Approved"


SUBMITTED_STATES = (Update.State.SUBMITTED, Update.State.APPROVED)


def update_status(state: str | None, period: Period, today: date | None = None) -> UpdateStatus:
    """Where an item stands whose update in `period` has `state` (None: it has none).

    An answer is late when it is asked for by a day that is over and neither handed in nor
    returned: a returned one is waiting for another reason.
    """
    if state in (Update.State.SUBMITTED, Update.State.APPROVED, Update.State.RETURNED):
        return UpdateStatus(state)
    if period.due_on and (today or timezone.localdate()) > period.due_on:
        return UpdateStatus.LATE
    return UpdateStatus.DRAFT if state else UpdateStatus.NOT_STARTED


def movement(now: Rating | Decimal | None, before: Rating | Decimal | None) -> tuple[str, str]:
    """The arrow ("up", "down", "same" or "") and the word for a change of rating.

    Ratings compare by their place on the scale, percentages by size; what is on two
    scales, or not answered, does not compare and gives two empty strings.
    """
    if isinstance(now, Rating) and isinstance(before, Rating):
        if now.scale_id != before.scale_id:
            return "", ""
        difference: int | Decimal = now.position - before.position
    elif isinstance(now, Decimal) and isinstance(before, Decimal):
        difference = now - before
    else:
        return "", ""
    if difference == 0:
        return "same", "no change"
    if difference < 0:
        return "down", "worse"
    done = isinstance(now, Rating) and now.ends_work
    return "up", "done" if done else "better"


def ends_work(main: Rating | Decimal | None) -> bool:
    """Whether what an item was given on its main dimension says that its work is over.

    Only the rating of the main dimension does: "Complete" as a forecast is not there yet, and
    a percentage says how far the work is, not that anybody accepts it as done.
    """
    return isinstance(main, Rating) and main.ends_work
