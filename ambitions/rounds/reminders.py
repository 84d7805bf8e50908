"""Reminders: an e-mail to somebody who has not answered yet, and the row that says it went.

Who stands in today for somebody is written to as well, of all that they may answer now.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from ambitions.models import Reminder
from ambitions.plan.leads import stand_ins_today
from ambitions.rounds.progress import OutstandingUpdates
from objectives.models import Period
from strategy_tracker.accounts.models import Delegation, Membership, Person, Trust, User
from strategy_tracker.accounts.saving import now, save
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


def read_recipients(trust: Trust, outstanding: Iterable[OutstandingUpdates]) -> None:
    """Have each of `outstanding` say who stands in today, and who of them all can be written to.

    Two queries for any number.
    """
    rows = [(row, row.person) for row in outstanding if row.person]
    delegations = stand_ins_today(trust, [person.pk for _, person in rows])
    for row, person in rows:
        row.stand_ins = delegations.get(person.pk, [])
    asked = {row: [person, *(each.delegate for each in row.stand_ins)] for row, person in rows}
    known = addresses(trust, {person.pk for people in asked.values() for person in people})
    for row, people in asked.items():
        row.recipients = {person: known[person.pk] for person in people if person.pk in known}


def read_reminded(period: Period, outstanding: Iterable[OutstandingUpdates]) -> None:
    """Have each of `outstanding` say on which days they, or who stands in, were written to.

    A mail to a stand-in is about the person too from the first day on which they stood in.
    """
    rows = [(row, row.person) for row in outstanding if row.person]
    people = {person.pk for _, person in rows}
    people |= {each.delegate_id for row, _ in rows for each in row.stand_ins}
    sent = {
        pk: [timezone.localdate(at) for at in moments]
        for pk, moments in reminders_sent(period, people).items()
    }
    for row, person in rows:
        days = set(sent.get(person.pk, []))
        for each in row.stand_ins:
            days |= {day for day in sent.get(each.delegate_id, []) if day >= each.starts_on}
        row.reminded_on = sorted(days)


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
    items: Sequence[str],
    stands_in: Iterable[tuple[Delegation, Sequence[str]]] = (),
    address: str,
    by: User,
) -> Letter:
    """The e-mail to `person`: the officer's words, what is to answer, and where to answer it.

    `stands_in` is for whom the person stands in today, with what is to answer for each.
    """
    asked_for = f", asked for by {long_date(period.due_on)}" if period.due_on else ""
    lists = [_listed(items)] if items else []
    for delegation, theirs in stands_in:
        until = long_date(delegation.ends_on)
        head = f"For {delegation.person}, as you stand in for them until {until}:"
        lists.append(f"{head}\n\n{_listed(theirs)}")
    listed = "\n\n".join([f"Still to answer for {period.label}{asked_for}:", *lists])
    body = (
        f"Dear {person.name},\n\n{message.strip()}\n\n{listed}\n\n"
        f"Answer here: {address}\n\n{by.name}\n{period.strategy.trust.name}\n"
    )
    subject = " ".join(f"{period.label}: answers still to come".split())
    return Letter(person, to, subject, body)


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def send_reminder(*, period: Period, letter: Letter, by: User) -> bool:
    """Send `letter` and record it; False, and nothing sent, if that was done just now.

    Raises OSError (which smtplib's errors are) when the mail cannot be sent; then nothing is
    recorded either.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=letter.person.pk)
        sent_at = now()
        last = reminders_sent(period, [person.pk]).get(person.pk)
        if last and sent_at - last[-1] < NOT_AGAIN_WITHIN:
            return False
        save(
            Reminder(
                period=period,
                person=person,
                sent_at=sent_at,
                sent_by=by,
                email=letter.to,
                message=letter.body,
            ),
            by=by,
        )
        # The row stays locked while it goes, so a server that hangs must not hang us.
        connection = get_connection(timeout=_SECONDS_TO_SEND)
        EmailMessage(
            letter.subject, letter.body, to=[letter.to], reply_to=[by.email], connection=connection
        ).send()
    return True


def reminders_sent(period: Period, people: Iterable[int]) -> dict[int, list[datetime]]:
    """When each of `people` (ids) was reminded for the period, oldest first; one query."""
    rows = Reminder.objects.filter(period=period, person__in=list(people))
    found: dict[int, list[datetime]] = defaultdict(list)
    for pk, sent_at in rows.values_list("person_id", "sent_at"):
        found[pk].append(sent_at)
    return dict(found)
