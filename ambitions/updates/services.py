"""Every write to updates: draft -> submitted -> approved, or returned and submitted again.

Only an open (or planned) period takes writes, and of a closed one an update that governance
has reopened by itself; each function checks that in its transaction.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from ambitions.models import (
    Challenge,
    Correction,
    Item,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from ambitions.updates.approval import approval_lock_message
from ambitions.updates.notifications import tell_approved, tell_leads, tell_who_asked
from ambitions.updates.null_values import empty_kind
from objectives.asking import asked_questions
from objectives.models import Dimension, Heading, Period, Rating
from objectives.services import closed_period_message
from strategy_tracker.accounts.models import User
from strategy_tracker.accounts.saving import delete, now, save
from strategy_tracker.ui.dates import long_date

AUTOSAVES_TOGETHER = timedelta(minutes=10)


class StaleUpdate(Exception):
    """The update moved on after this page was opened. `current` is what it is now."""

    def __init__(self, current: Update) -> None:
        super().__init__("The update was saved by somebody else in the meantime.")
        self.current = current


@dataclass
class Answers:
    """What one form says. A key that is missing is left as it is; blank text clears.

    `ratings` maps a dimension to (rating or percentage or None, direction);
    `narratives` maps a heading to text.
    """

    ratings: Mapping[Dimension, tuple[Rating | Decimal | None, str]] = field(default_factory=dict)
    narratives: Mapping[Heading, str] = field(default_factory=dict)
    recovery_date: date | None = None
    sets_recovery_date: bool = False


def approved_message(update: Update) -> str:
    """Why an approved update is not saved over, in a sentence; "" for any other."""
    if update.state != Update.State.APPROVED:
        return ""
    return (
        f"This update was approved on {long_date(update.approved_at)}. "
        "Ask your governance team to return it if it must change."
    )


def item_field(item: Item) -> str:
    """The name of the foreign key by which an update points at `item`."""
    return str(item.level)


@transaction.atomic
def save_draft(
    *,
    item: Item,
    period: Period,
    answers: Answers,
    version: int | None,
    by: User | None,
    as_submitted: bool = False,
    is_autosave: bool = False,
) -> Update:
    """Store the answers; the update is made when missing.

    Autosaves of one person are one row of history for ten minutes, until the update is
    submitted: who types for an hour would otherwise leave a thousand copies of each text.

    `version` is the version the form was built on, 0 for "there was none yet", None to
    save over anything. Raises StaleUpdate when the update has moved on since, and
    ValidationError when the period is closed or the update is already approved.
    """
    update = _takes_writes(period, lambda: _locked(item, period))
    current = update.version if update.pk else 0
    if version is not None and version != current:
        raise StaleUpdate(update)
    if sentence := approved_message(update):
        raise ValidationError(sentence)
    merges_since = _merges_since(update) if is_autosave else None
    if update.state == Update.State.SUBMITTED and not as_submitted:
        update.state = Update.State.DRAFT
    update.version = current + 1
    update.saved_at, update.saved_by = now(), by
    if answers.sets_recovery_date:
        update.recovery_date = answers.recovery_date
    save(update, by=by, merges_since=merges_since)
    _save_ratings(update, answers, by=by, merges_since=merges_since)
    _save_narratives(update, answers, by=by, merges_since=merges_since)
    return update


def _merges_since(update: Update) -> datetime | None:
    """Since when autosaves go into one row of history; None where each is kept.

    What was submitted or returned is never written over.
    """
    if update.state not in (Update.State.DRAFT, Update.State.RETURNED):
        return None
    moments = [now() - AUTOSAVES_TOGETHER, update.submitted_at]
    if update.state == Update.State.RETURNED:
        moments.append(update.challenges.aggregate(at=Max("raised_at"))["at"])
        moments.append(update.corrections.aggregate(at=Max("reopened_at"))["at"])
    return max(moment for moment in moments if moment)


def _held(update: Update) -> Update:
    """The update as it is now, under a lock. Raises ValidationError where it takes no writes."""
    return _takes_writes(
        update.period, lambda: Update.objects.select_for_update().get(pk=update.pk)
    )


def _takes_writes(period: Period, read: Callable[[], Update]) -> Update:
    """What `read` gives, in a period that cannot close meanwhile: the period is locked first.

    Raises ValidationError when the period is closed and the update is not being corrected.
    """
    current = Period.objects.select_for_update().get(pk=period.pk)
    update = read()
    if current.is_closed and open_correction(update) is None:
        raise ValidationError(closed_period_message(current))
    return update


def open_correction(update: Update) -> Correction | None:
    """The correction for which the update of a closed period is open; None for any other."""
    found: Correction | None = (
        Correction.objects.open().filter(update=update.pk).first() if update.pk else None
    )
    return found


def _locked(item: Item, period: Period) -> Update:
    """The item's update of the period under a lock, or a new one not yet saved."""
    key = {item_field(item): item, "period": period}
    found = Update.objects.select_for_update().filter(**key).first()
    return found or Update(version=0, **key)


def _save_ratings(
    update: Update, answers: Answers, *, by: User | None, merges_since: datetime | None
) -> None:
    rows = {row.dimension_id: row for row in update.ratings.all()}
    for dimension, (value, direction) in answers.ratings.items():
        row = rows.get(dimension.pk)
        if value is None:
            if row:
                delete(row, by=by)
            continue
        rating = value if isinstance(value, Rating) else None
        number = None if isinstance(value, Rating) else value
        if row and (row.rating, row.number, row.direction) == (rating, number, direction):
            continue
        row = row or UpdateRating(update=update, dimension=dimension)
        row.rating, row.number, row.direction, row.raw = rating, number, direction, ""
        row.source = None  # typed now, whatever workbook it was from
        save(row, by=by, merges_since=merges_since)


def _save_narratives(
    update: Update, answers: Answers, *, by: User | None, merges_since: datetime | None
) -> None:
    rows = {row.heading_id: row for row in update.narratives.all()}
    for heading, text in answers.narratives.items():
        row = rows.get(heading.pk)
        text = text.replace("\r\n", "\n")
        if row is None and not text.strip():
            continue
        row = row or UpdateNarrative(update=update, heading=heading)
        if row.pk and row.text == text:
            continue
        row.text, row.empty, row.source = text, empty_kind(text), None
        save(row, by=by, merges_since=merges_since)


@dataclass(frozen=True)
class Missing:
    """One thing an update lacks before it can be submitted: where, a sentence, and its name.

    `field` is that of the form ("heading_7"), or "" when it is about the update as a whole.
    """

    field: str
    message: str
    label: str = ""


def what_is_missing(update: Update) -> list[Missing]:
    """What must be answered before `update` can be submitted; empty when it is ready."""
    asked = {"strategy": update.period.strategy, "level": update.level, "is_archived": False}
    about = (update.item, update.period)
    return missing_answers(
        dimensions=asked_questions(Dimension.objects.filter(**asked), *about),
        headings=asked_questions(Heading.objects.filter(**asked), *about),
        ratings=update.ratings.select_related("rating"),
        narratives=update.narratives.all(),
    )


def missing_answers(
    *,
    dimensions: Iterable[Dimension],
    headings: Iterable[Heading],
    ratings: Iterable[UpdateRating],
    narratives: Iterable[UpdateNarrative],
) -> list[Missing]:
    """What answers lack to what is asked, for callers that have read both already.

    Every required dimension and heading, and, for each rating that needs mitigation,
    an explanation and a mitigation. "None", "N/A" and "TBC" answer a heading, but do
    not explain a rating. Where nothing is required, something must still be answered.
    """
    rated = {row.dimension_id: row for row in ratings}
    written = {row.heading_id: row for row in narratives if row.text.strip()}
    if not rated and not written:
        return [Missing("", "Nothing has been answered yet.")]
    missing = [
        _missing_rating(dimension)
        for dimension in dimensions
        if dimension.is_required and dimension.pk not in rated
    ]
    poor = [row.rating for row in rated.values() if row.rating and row.rating.needs_mitigation]
    for heading in headings:
        row = written.get(heading.pk)
        if poor and heading.is_asked_on_rating and (row is None or row.empty):
            words = f"Answer “{heading.label}”: the rating “{poor[0].label}” needs it."
            missing.append(Missing(f"heading_{heading.pk}", words, heading.label))
        elif heading.is_required and row is None:
            words = f"Answer “{heading.label}”."
            missing.append(Missing(f"heading_{heading.pk}", words, heading.label))
    if not (rated or written or missing):
        return [Missing("", "Nothing has been answered yet.")]
    return missing


def _missing_rating(dimension: Dimension) -> Missing:
    what = "a rating" if dimension.scale_id else "a percentage"
    words = f"Give {what} for “{dimension.label}”."
    return Missing(f"dimension_{dimension.pk}", words, dimension.label)


@transaction.atomic
def submit_update(*, update: Update, version: int | None, by: User | None) -> Update:
    """Hand the update to governance. Submitting it twice changes nothing.

    Raises ValidationError with one message per field that is missing, and StaleUpdate.
    """
    update = _held(update)
    if update.state in (Update.State.SUBMITTED, Update.State.APPROVED):
        return update
    if version is not None and version != update.version:
        raise StaleUpdate(update)
    missing = what_is_missing(update)
    if missing:
        raise ValidationError({"__all__": [gap.message for gap in missing]})
    update.state = Update.State.SUBMITTED
    update.submitted_at, update.submitted_by = now(), by
    update.version += 1
    save(update, by=by)
    for challenge in update.challenges.filter(answered_at=None):
        challenge.answered_at, challenge.answered_by = now(), by
        save(challenge, by=by)
        tell_who_asked(challenge=challenge, by=by)
    return update


@transaction.atomic
def return_update(
    *, update: Update, text: str, by: User | None, version: int | None = None
) -> Challenge:
    """Send a submitted or approved update back with what is to be answered.

    `version` is the version that was read, None for any. Raises StaleUpdate when the
    update has moved on since.
    """
    update = _held(update)
    if version is not None and version != update.version:
        raise StaleUpdate(update)
    if update.state not in (Update.State.SUBMITTED, Update.State.APPROVED):
        raise ValidationError("Only an update that was submitted can be returned.")
    update.state = Update.State.RETURNED
    update.approved_at = update.approved_by = None
    update.version += 1
    save(update, by=by)
    challenge = Challenge(update=update, text=text.strip(), raised_at=now(), raised_by=by)
    save(challenge, by=by)
    tell_leads(update=update, by=by, about=challenge)
    return challenge


@transaction.atomic
def approve_update(*, update: Update, by: User | None, version: int | None = None) -> Update:
    """Accept a submitted update for the board. Approving it twice changes nothing.

    `version` is the version that was read, None for any. Raises StaleUpdate when the
    update has moved on since: nobody has read what would be approved. Raises ValidationError
    when `by` wrote it and somebody else at the trust reviews.
    """
    trust_id = update.period.strategy.trust_id
    update = _held(update)
    if update.state == Update.State.APPROVED:
        return update
    if version is not None and version != update.version:
        raise StaleUpdate(update)
    if update.state != Update.State.SUBMITTED:
        raise ValidationError("Only an update that was submitted can be approved.")
    if sentence := approval_lock_message(update, by=by, trust=trust_id):
        raise ValidationError(sentence)
    approve_locked(update=update, by=by)
    tell_approved([update], by=by)
    if correction := open_correction(update):
        correction.closed_at, correction.closed_by = now(), by
        save(correction, by=by)
    return update


def approve_locked(*, update: Update, by: User | None) -> Update:
    """Approve a submitted update whose row and period the caller holds under a lock.

    The caller tells its leads, of all that it approves at once.
    """
    update.state = Update.State.APPROVED
    update.approved_at, update.approved_by = now(), by
    update.version += 1
    return save(update, by=by)


@transaction.atomic
def reopen_update(*, update: Update, reason: str, by: User | None) -> Correction:
    """Let one update of a closed period be answered again, until it is approved again.

    Everybody else goes on reading it as it was. Reopening it twice changes nothing. Raises
    ValidationError without a reason, and in a period that is not closed.
    """
    period = Period.objects.select_for_update().get(pk=update.period_id)
    update = Update.objects.select_for_update().get(pk=update.pk)
    if correction := open_correction(update):
        return correction
    if not period.is_closed:
        raise ValidationError(f"{period.label} is not closed: return the update instead.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is reopened."})
    correction = Correction(update=update, reason=reason.strip(), reopened_at=now(), reopened_by=by)
    update.state = Update.State.RETURNED
    update.approved_at = update.approved_by = None
    update.version += 1
    save(update, by=by)
    save(correction, by=by)
    tell_leads(update=update, by=by, about=correction)
    return correction
