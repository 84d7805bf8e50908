"""Mails about updates returned, reopened, answered or approved: to whom, in which words, when.

What is to be mailed is a row, written in the transaction of what happened: a mail goes out for
that alone which happened, and a mail server that is away for an hour loses none.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from ambitions.models import Challenge, Correction, Notification, Update, UpdateNarrative
from ambitions.plan.cells import Links
from ambitions.plan.leads import users_leading
from strategy_tracker.accounts.models import Membership, User
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.accounts.saving import delete, is_told_later, save
from strategy_tracker.background.worker import for_this_worker, start_if_none

logger = logging.getLogger(__name__)

# An officer approves one update after the other: each lead gets one mail for all of theirs.
APPROVALS_TOGETHER = timedelta(minutes=10)
# What the mail server does not take is tried again.
AGAIN_AFTER = timedelta(minutes=15)
MOST_TRIES = 8
SECONDS_TO_SEND = 10
_MOST_IN_A_MAIL = 100


# What is to be told


def tell_leads(*, update: Update, about: Challenge | Correction, by: User | None) -> None:
    """Tell those who answer for the item what was asked, or why its update was reopened."""
    _withdraw(update, by=by)
    [leads] = _leads_of([update])
    if isinstance(about, Challenge):
        _tell(update, leads, Notification.Kind.RETURNED, by=by, challenge=about)
    else:
        _tell(update, leads, Notification.Kind.REOPENED, by=by, correction=about)


def tell_approved(updates: Sequence[Update], *, by: User | None) -> None:
    """Tell those who answer for the items that their updates were approved."""
    for update, leads in zip(updates, _leads_of(updates), strict=True):
        _tell(update, leads, Notification.Kind.APPROVED, by=by)


def _leads_of(updates: Sequence[Update]) -> list[list[User]]:
    """Whom to tell of each update: its leads who sign in, or else whoever submitted it."""
    prefetch_related_objects(list(updates), "submitted_by")
    leading = users_leading([update.item for update in updates])
    return [
        leads or ([update.submitted_by] if update.submitted_by else [])
        for update, leads in zip(updates, leading, strict=True)
    ]


def tell_who_asked(*, challenge: Challenge, by: User | None) -> None:
    """Tell who returned the update that it was answered."""
    asked_by = [challenge.raised_by] if challenge.raised_by else []
    _tell(challenge.update, asked_by, Notification.Kind.ANSWERED, by=by, challenge=challenge)


def _withdraw(update: Update, *, by: User | None) -> None:
    """An approval that nobody was told of yet, and that is taken back, is not told at all."""
    waiting = Notification.objects.filter(update=update, is_sent=False)
    for notification in waiting.filter(kind=Notification.Kind.APPROVED):
        delete(notification, by=by)


def _tell(
    update: Update,
    users: Iterable[User],
    kind: Notification.Kind,
    *,
    by: User | None,
    **about: Any,
) -> None:
    # What is entered as of an earlier day is nobody's news.
    if is_told_later():
        return
    send_after = timezone.now()
    if kind == Notification.Kind.APPROVED:
        send_after += APPROVALS_TOGETHER
    told = False
    for user in dict.fromkeys(users):
        # Nobody is told what they did themselves.
        if user != by:
            save(
                Notification(
                    update=update,
                    user=user,
                    kind=kind,
                    send_after=send_after,
                    **about,
                ),
                by=by,
            )
            told = True
    if told and kind != Notification.Kind.APPROVED:
        transaction.on_commit(_hand_over, robust=True)


def _hand_over() -> None:
    if start_if_none():
        send_due.enqueue()


# Sending


@task()
def send_due() -> int:
    """Send what is due, as a worker's task; gives how many mails went."""
    return send_notifications()


def send_when_tidying(**_of_signal: object) -> None:
    """Send what is due, now and then: what had to wait, and what no task was there for."""
    try:
        send_notifications()
    except DatabaseError:
        logger.warning("Mails about updates have to wait.", exc_info=True)


def send_notifications() -> int:
    """Send what is due, one mail for all approvals of one person and period; how many went.

    Two workers share the work: what one has under its lock, the other leaves out.
    """
    sent = 0
    while group := _next_group():
        sent += group == "sent"
    return sent


@transaction.atomic
def _next_group() -> str:
    """Send one mail: "sent", "failed" when it could not be, "" when none is due."""
    due = Notification.objects.filter(is_sent=False, send_after__lte=timezone.now())
    due = due.filter(tries__lt=MOST_TRIES)
    first = _locked(due).first()
    if first is None:
        return ""
    group = [first]
    if first.kind == Notification.Kind.APPROVED:
        # Those not yet due go with it.
        more = Notification.objects.filter(is_sent=False, kind=first.kind, user=first.user)
        more = more.filter(update__period=first.update.period_id).exclude(pk=first.pk)
        group += _locked(more)[:_MOST_IN_A_MAIL]
    if not _is_member(first):
        for notification in group:
            delete(notification, by=None)
        return "left out"
    try:
        _mail(group).send()
    except OSError:
        logger.warning("A mail about an update could not be sent.", exc_info=True)
        for notification in group:
            notification.tries += 1
            notification.send_after = timezone.now() + AGAIN_AFTER
            save(notification, by=None)
        return "failed"
    for notification in group:
        notification.is_sent = True
        save(notification, by=None)
    return "sent"


def _locked(rows: QuerySet[Notification]) -> QuerySet[Notification]:
    with_words = rows.select_related(
        "user",
        "challenge__raised_by",
        "challenge__answered_by",
        "correction__reopened_by",
        "update__period__strategy__trust",
        "update__objective",
        "update__ambition",
        "update__action",
        "update__approved_by",
    )
    return for_this_worker(with_words)


def _is_member(notification: Notification) -> bool:
    """Whether the person may still read it, and is a member at all."""
    needed = Permission.ANSWER_UPDATES
    if notification.kind == Notification.Kind.ANSWERED:
        needed = Permission.REVIEW_UPDATES
    members = Membership.objects.for_trust(notification.owner_trust_id or 0).current()
    return bool(
        notification.user.is_active
        and members.with_permission(needed).filter(user=notification.user).exists()
    )


# Words


def _mail(group: list[Notification]) -> EmailMessage:
    first = group[0]
    written = UpdateNarrative.objects.select_related("heading").order_by("heading__position", "pk")
    prefetch_related_objects(group, Prefetch("update__narratives", written))
    period = first.update.period
    subject, lines = {
        Notification.Kind.RETURNED: _returned,
        Notification.Kind.REOPENED: _reopened,
        Notification.Kind.ANSWERED: _answered,
        Notification.Kind.APPROVED: _approved,
    }[Notification.Kind(first.kind)](group)
    body = "\n\n".join([f"Dear {first.user.name},", *lines, period.strategy.trust.name])
    actor = _actor(first)
    return EmailMessage(
        " ".join(f"{period.label}: {subject}".split()),
        body + "\n",
        to=[first.user.email],
        reply_to=[actor.email] if actor else [],
        # The rows stay locked while it goes, so a server that hangs must not hang the worker.
        connection=get_connection(timeout=SECONDS_TO_SEND),
    )


def _actor(notification: Notification) -> User | None:
    """Who returned, reopened, answered or approved it: whoever replies writes to them."""
    challenge, correction = notification.challenge, notification.correction
    if correction is not None:
        return correction.reopened_by
    if challenge is None:
        return notification.update.approved_by
    is_answer = notification.kind == Notification.Kind.ANSWERED
    return challenge.answered_by if is_answer else challenge.raised_by


def _by(notification: Notification) -> str:
    actor = _actor(notification)
    return actor.name if actor else "The governance team"


def _returned(group: list[Notification]) -> tuple[str, list[str]]:
    first = group[0]
    update = first.update
    return "an update was returned to you", [
        f"{_by(first)} returned this update for {update.period.label} and asks:",
        str(update.item),
        _asked(first),
        f"Answer here: {_form(first)}",
    ]


def _reopened(group: list[Notification]) -> tuple[str, list[str]]:
    first = group[0]
    update, correction = first.update, first.correction
    return "an update was reopened for you to correct", [
        f"{_by(first)} reopened this update for {update.period.label}, which is closed:",
        str(update.item),
        correction.reason.strip() if correction else "",
        f"Correct it here: {_form(first)}",
    ]


def _answered(group: list[Notification]) -> tuple[str, list[str]]:
    first = group[0]
    update = first.update
    return "what you asked was answered", [
        f"{_by(first)} answered what you asked about this update for {update.period.label}:",
        str(update.item),
        f"You asked:\n{_asked(first)}",
        *_words(update),
        f"Read it here: {_address('update_review', first, update.pk)}",
    ]


def _approved(group: list[Notification]) -> tuple[str, list[str]]:
    first = group[0]
    period = first.update.period
    lines = []
    if len(group) == 1:
        subject = "your update was approved"
        lines.append(f"{_by(first)} approved this update for {period.label}:")
        address = _form(first)
    else:
        subject = f"{len(group)} of your updates were approved"
        lines.append(f"These {len(group)} updates for {period.label} were approved:")
        address = _address("my_updates", first)
    for notification in group:
        lines += [str(notification.update.item), *_words(notification.update)]
    return subject, [*lines, f"See it here: {address}"]


def _asked(notification: Notification) -> str:
    return notification.challenge.text.strip() if notification.challenge else ""


def _words(update: Update) -> list[str]:
    """What the update says now, each text under its heading."""
    rows = update.narratives.all()
    return [f"{row.heading.label}:\n{row.text.strip()}" for row in rows if row.text.strip()]


def _form(notification: Notification) -> str:
    """The form of the update; with its period, which is not the open one for long."""
    trust = notification.update.period.strategy.trust
    return settings.SITE_URL + Links(trust.code).form(notification.update)


def _address(name: str, notification: Notification, *more: object) -> str:
    trust = notification.update.period.strategy.trust
    return settings.SITE_URL + reverse(name, args=[trust.code, *more])
