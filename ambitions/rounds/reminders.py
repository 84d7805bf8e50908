"""Chasing: an e-mail to somebody who has not answered yet, and the record that it went.

The record is in the person's history: a row whose reason names the period. So the list of
who was chased, when and by whom is kept like everything else that is done.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from objectives.models import Period
from strategy_tracker.accounts.models import Membership, Person, Trust, User
from strategy_tracker.accounts.saving import save
from strategy_tracker.ui.dates import long_date

# A second click, or a second officer at the same minute, sends nothing twice.
NOT_AGAIN_WITHIN = timedelta(minutes=10)
_SECONDS_TO_SEND = 10


@dataclass(frozen=True)
class Letter:
    """One e-mail, as it goes."""

    person: Person
    to: str
    subject: str
    body: str


def addresses(trust: Trust, people: Iterable[int]) -> dict[int, str]:
    """The e-mail address of each of `people` (ids) who can sign in at the trust."""
    members = Membership.objects.for_trust(trust).current().values("user")
    rows = Person.objects.for_trust(trust).filter(pk__in=list(people), user__in=members)
    return dict(rows.values_list("pk", "user__email"))


def first_words(period: Period) -> str:
    """What an officer would write above the list; they can change it."""
    words = f"Your answers for {period.label} are not all in yet."
    if period.paper_due_on:
        words += f" The board paper is due on {long_date(period.paper_due_on)}."
    return f"{words} Please answer as soon as you can."


def letter(
    *,
    person: Person,
    to: str,
    period: Period,
    message: str,
    items: Iterable[str],
    address: str,
    by: User,
) -> Letter:
    """The e-mail to `person`: the officer's words, what is to answer, and where to answer it."""
    asked_for = f", asked for by {long_date(period.due_on)}" if period.due_on else ""
    listed = "\n".join(f"- {item}" for item in items)
    body = (
        f"Dear {person.name},\n\n{message.strip()}\n\n"
        f"Still to answer for {period.label}{asked_for}:\n\n{listed}\n\n"
        f"Answer here: {address}\n\n{by.name}\n{period.strategy.trust.name}\n"
    )
    subject = " ".join(f"{period.label}: answers still to come".split())
    return Letter(person, to, subject, body)


def chase(*, period: Period, letter: Letter, by: User) -> bool:
    """Send `letter` and record it; False, and nothing sent, if that was done just now.

    Raises OSError (which smtplib's errors are) when the mail cannot be sent; then nothing is
    recorded either.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=letter.person.pk)
        last = chased(period, [person.pk]).get(person.pk)
        if last and timezone.now() - last[-1] < NOT_AGAIN_WITHIN:
            return False
        person._change_reason = _reason(period)  # type: ignore[attr-defined]
        save(person, by=by)
        # The row stays locked while it goes, so a server that hangs must not hang us.
        connection = get_connection(timeout=_SECONDS_TO_SEND)
        EmailMessage(
            letter.subject, letter.body, to=[letter.to], reply_to=[by.email], connection=connection
        ).send()
    return True


def chased(period: Period, people: Iterable[int]) -> dict[int, list[datetime]]:
    """When each of `people` (ids) was chased for the period, oldest first; one query."""
    rows = Person.history.filter(id__in=list(people), history_change_reason=_reason(period))
    found: dict[int, list[datetime]] = defaultdict(list)
    for pk, at in rows.order_by("history_date").values_list("id", "history_date"):
        found[pk].append(at)
    return dict(found)


def _reason(period: Period) -> str:
    """Labels repeat between strategies, so the period's key is in it."""
    return f"Chased for {period.label} ({period.pk})"
