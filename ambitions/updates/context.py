"""One item in one period, as the member who opened it may answer it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ambitions.models import Ambition, Challenge, Correction, Item, KeyAction, Update
from ambitions.plan.leads import may_answer
from ambitions.updates.questions import Questions, questions_of
from ambitions.updates.services import item_field
from objectives.current import current_period
from objectives.models import Level, Period, StrategicObjective
from objectives.services import closed_period_message
from strategy_tracker.accounts.access import TrustRequest
from strategy_tracker.ui.dates import clock, local_day, long_date
from strategy_tracker.ui.display import inside

_READ: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    Level.OBJECTIVE: (StrategicObjective, ("strategy",)),
    Level.AMBITION: (Ambition, ("strategy", "objective")),
    Level.ACTION: (KeyAction, ("strategy", "objective", "ambition__objective")),
}


@dataclass
class Answering:
    """The item, the period asked about, what was answered, and whether it may be changed.

    `lock_message` is the sentence that says why nothing can be written, "" when it can.
    `may_write` is for whoever leads the item, and for governance.
    """

    item: Item
    period: Period | None
    questions: Questions
    update: Update | None
    may_write: bool
    lock_message: str = ""

    @property
    def version(self) -> int:
        return self.update.version if self.update else 0

    @property
    def is_submitted(self) -> bool:
        return self.update is not None and self.update.state == Update.State.SUBMITTED

    @property
    def name(self) -> str:
        """How the page calls the item: its reference and title."""
        return str(self.item)

    def read_again(self) -> None:
        """Read the update as it is now, after somebody else or this page saved it."""
        if self.period:
            self.update = read_update(self.item, self.period)


def read_item(request: TrustRequest, level: str, pk: int) -> Item:
    """The trust's item. Raises Http404 for another trust's, and for no level of ours."""
    if level not in _READ:
        raise Http404("There is no such level.")
    model, parents = _READ[level]
    item: Item = get_object_or_404(
        model.objects.for_trust(request.trust).select_related(*parents), pk=pk
    )
    return item


def read_update(item: Item, period: Period) -> Update | None:
    """The item's update with its answers and what governance asked; four queries."""
    challenges = Prefetch("challenges", Challenge.objects.select_related("raised_by"))
    update = (
        Update.objects.filter(**{item_field(item): item}, period=period)
        .select_related("saved_by", "submitted_by", "approved_by")
        .with_answers()
        .prefetch_related(challenges, "corrections__reopened_by")
        .first()
    )
    if update:
        update.period = period
        setattr(update, item_field(item), item)
    return update


def read_answering(request: TrustRequest, level: str, pk: int) -> Answering:
    """What the page of one update is about: `?period=`, else the open period, else the latest.

    Raises Http404 for an item of another trust or a period of another strategy.
    """
    item = read_item(request, level, pk)
    period = current_period(request, item.strategy)
    of_level = questions_of([item.strategy])[item.strategy_id, item.level]
    questions = of_level.asked_of(item, period).with_answers_sent(item, request.POST)
    update = read_update(item, period) if period else None
    may_write = may_answer(request.membership, item)
    return Answering(
        item=item,
        period=period,
        questions=questions,
        update=update,
        may_write=may_write,
        lock_message=lock_message(
            item=item,
            period=period,
            is_asked=bool(questions),
            update=update,
            may_write=may_write,
        ),
    )


def is_being_corrected(update: Update | None) -> bool:
    """Whether the update, read with its corrections, was reopened and is not closed again."""
    return correction_of(update) is not None


def correction_of(update: Update | None) -> Correction | None:
    """The correction for which the update, read with its corrections, is open."""
    if update is None:
        return None
    return next((row for row in update.corrections.all() if row.is_open), None)


def lock_message(
    *, item: Item, period: Period | None, is_asked: bool, update: Update | None, may_write: bool
) -> str:
    """Why no answer can be written now, in a sentence that says what to do; "" when one can."""
    strategy = item.strategy
    word, lead = inside(strategy.word(item.level)), inside(strategy.lead_word)
    if period is None:
        return "No period has been set up yet. Your governance team opens the first one."
    is_reopened = period.is_closed and is_being_corrected(update)
    if period.is_closed and not is_reopened:
        return closed_period_message(period)
    if not period.is_open and not is_reopened:
        return (
            f"{period.label} has not been opened yet. It runs from "
            f"{long_date(period.starts_on)} to {long_date(period.ends_on)}."
        )
    if item.is_archived or strategy.is_archived:
        return f"This {word} is archived, so it takes no more answers."
    if not is_asked:
        return (
            f"Nothing is asked of this {word} in {period.label}. "
            "Your governance team keeps the list of questions."
        )
    if update and update.state == Update.State.APPROVED:
        day = long_date(update.approved_at)
        return (
            f"This update was approved on {day}. "
            "Ask your governance team to return it if it must change."
        )
    if not may_write:
        return f"You can read this, but only its {lead} and governance can answer."
    return ""


def saved_words(update: Update | None) -> str:
    """ "Saved at 14:32. Not yet submitted." as it stands in the bar at the foot."""
    if update is None or update.saved_at is None:
        return "Nothing saved yet."
    moment = update.saved_at
    is_today = local_day(moment) == timezone.localdate()
    when = f"at {clock(moment)}" if is_today else f"on {long_date(moment)}"
    if update.state == Update.State.SUBMITTED:
        return f"Saved {when}. Submitted."
    return f"Saved {when}. Not yet submitted."
