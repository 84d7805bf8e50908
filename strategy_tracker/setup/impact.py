"""What changing a setting touches, told before it is saved: from the data, in few queries.

Answers of closed periods and published papers keep what they said (ADR 16); they are counted so
that whoever changes a word sees that they do.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from objectives.models import Dimension, Heading, Period, Strategy
from reports.models import Paper
from strategy_tracker.accounts.models import Trust
from strategy_tracker.setup.pages import counted

TOLD = "told"
Question = Dimension | Heading


@dataclass(frozen=True)
class Touch:
    """One thing that a change touches, in a sentence; `url` leads to it where it has a page."""

    words: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class InPeriod:
    """How many answers a period has of what is changed."""

    label: str
    status: str
    number: int


def answers_in_periods(rows: QuerySet) -> list[InPeriod]:
    """Of rows that belong to updates, how many each period has, the earliest first; one query."""
    counts = (
        rows.order_by()
        .values_list("update__period__label", "update__period__status", "update__period__starts_on")
        .annotate(number=Count("update_id", distinct=True))
        .order_by("update__period__starts_on")
    )
    return [InPeriod(label, status, number) for label, status, _, number in counts]


def touched(
    *,
    trust: Trust,
    strategies: Iterable[Strategy | int],
    answers: Sequence[InPeriod],
    now: str,
    kept: str,
    was: Iterable[str] = (),
    besides: Question | None = None,
) -> list[Touch]:
    """What a change touches in these strategies; four queries at most.

    `now` says what answers of a period that is not closed will do ("will read Slipping"), `kept`
    what those of closed ones keep. `was` are the words that go: questions that say them are
    named, but for the one that is changed itself, `besides`.
    """
    strategies = list(strategies)
    found = [
        Touch(f"{counted(row.number, 'answer')} in {row.label}, {_state(row.status)}, {now}.")
        for row in answers
        if row.status != Period.Status.CLOSED
    ]
    papers = _papers(strategies)
    found += _drafts(papers)
    closed = [row for row in answers if row.status == Period.Status.CLOSED]
    published = sum(n for status, _, n in papers if status == "final")
    if closed:
        number = sum(row.number for row in closed)
        keeps = "keeps" if number == 1 else "keep"
        papers_too = f", and so do {counted(published, 'published paper')}" if published else ""
        if published == 1:
            papers_too = ", and so does 1 published paper"
        found.append(
            Touch(
                f"{counted(number, 'answer')} in {counted(len(closed), 'closed period')} "
                f"{keeps} {kept}{papers_too}."
            )
        )
    return found + _questions_that_say(trust, strategies, was, besides)


def papers_touched(strategies: Iterable[Strategy | int]) -> list[Touch]:
    """What becomes of papers where a change touches no answers; one query."""
    papers = _papers(list(strategies))
    published = sum(number for status, _, number in papers if status == "final")
    kept = counted(published, "published paper")
    keeps = "keeps" if published == 1 else "keep"
    past = [Touch(f"{kept} {keeps} what applied then.")] if published else []
    return [*_drafts(papers), *past]


def _drafts(papers: Sequence[tuple[str, str, int]]) -> list[Touch]:
    number = sum(n for status, of, n in papers if status == "draft" and of != "closed")
    if not number:
        return []
    return [
        Touch(
            f"{counted(number, 'draft paper')} of periods that are not closed "
            f"{'prints' if number == 1 else 'print'} it as it is from then on."
        )
    ]


def _state(status: str) -> str:
    return "which is open" if status == Period.Status.OPEN else "which is planned"


def _papers(strategies: Sequence[Strategy | int]) -> list[tuple[str, str, int]]:
    """How many papers there are, by their state and that of their period; one query."""
    return list(
        Paper.objects.filter(period__strategy__in=strategies)
        .order_by()
        .values_list("status", "period__status")
        .annotate(Count("pk"))
    )


def _questions_that_say(
    trust: Trust,
    strategies: Sequence[Strategy | int],
    was: Iterable[str],
    besides: Question | None,
) -> list[Touch]:
    words = [word for word in was if word.strip()]
    if not words:
        return []
    said = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    found = []
    rows: Iterable[Question] = chain(
        Heading.objects.filter(strategy__in=strategies, is_archived=False),
        Dimension.objects.filter(strategy__in=strategies, is_archived=False),
    )
    for question in rows:
        match = said.search(f"{question.label}\n{question.short_label}\n{question.guidance}")
        if match and question != besides:
            found.append(
                Touch(
                    f"A question says “{match[0]}” in its words:",
                    question_url(trust, question),
                    question.label,
                )
            )
    return found


def question_url(trust: Trust, question: Question) -> str:
    name = "setup_heading" if isinstance(question, Heading) else "setup_dimension"
    return reverse(name, args=[trust.code, question.pk])


def digest(touches: Iterable[Touch]) -> str:
    """What a form sends to say that it has told all that; other touches have another."""
    text = "\n".join(touch.words + touch.link for touch in touches)
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def has_been_told(request: HttpRequest, touches: Sequence[Touch]) -> bool:
    """Whether there is nothing to tell, or the page that was sent had told it."""
    return not touches or request.POST.get(TOLD) == digest(touches)
