"""The next reporting period as the trust would set it up: pure functions.

A trust opens the same kind of period every few months, in its own wording. So the next
one is proposed in the style of the last, and a person only checks it.
"""

import re
from calendar import month_abbr, month_name
from dataclasses import dataclass
from datetime import date, timedelta

from objectives.calendar import quarter_of
from objectives.models import Period
from objectives.models.strategy import financial_year_of

MONTHS = {
    Period.Kind.MONTH: 1,
    Period.Kind.QUARTER: 3,
    Period.Kind.HALF_YEAR: 6,
    Period.Kind.YEAR: 12,
}
# Answers are asked for two weeks after the period unless the last one says otherwise.
DEFAULT_DAYS_TO_ANSWER = 14

_FINANCIAL_YEAR = re.compile(r"\b(?:20)?\d\d\s*[/–-]\s*(?:20)?\d\d\b")
_PLAIN_YEAR = re.compile(r"\b20\d\d\b")
_PAIR_OF_QUARTERS = re.compile(
    r"\b(Q|Qtr|Qtrs|Quarter|Quarters)(\.?\s?)[1-4](\s*(?:&|and|[-/–+])\s*)"
    r"(Q?)[1-4]\b",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b(Q|Qtr|Quarter)(\.?\s?)[1-4]\b", re.IGNORECASE)
_HALF = re.compile(r"\b(H|Half)(\s?)[12]\b", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(" + "|".join([*month_name[1:], "Sept", *month_abbr[1:]]) + r")\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Proposal:
    """What a new period would be called and when it would run."""

    kind: str
    label: str
    starts_on: date
    ends_on: date
    due_on: date
    paper_due_on: date | None


def propose(last: Period | None, today: date) -> Proposal:
    """The period after `last`, or for a strategy without any the quarter that `today` is in."""
    if last is None:
        starts_on = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        ends_on = end_of(starts_on, Period.Kind.QUARTER)
        label = plain_label(Period.Kind.QUARTER, starts_on)
        due_on = ends_on + timedelta(days=DEFAULT_DAYS_TO_ANSWER)
        return Proposal(Period.Kind.QUARTER, label, starts_on, ends_on, due_on, None)
    starts_on = last.ends_on + timedelta(days=1)
    ends_on = end_of(starts_on, last.kind)
    to_answer = (last.due_on - last.ends_on).days if last.due_on else DEFAULT_DAYS_TO_ANSWER
    paper_due_on = None
    if last.paper_due_on:
        paper_due_on = ends_on + (last.paper_due_on - last.ends_on)
    return Proposal(
        kind=last.kind,
        label=next_label(last, starts_on),
        starts_on=starts_on,
        ends_on=ends_on,
        due_on=ends_on + timedelta(days=to_answer),
        paper_due_on=paper_due_on,
    )


def end_of(starts_on: date, kind: str) -> date:
    """The last day of a period of that kind that starts on `starts_on`."""
    months = starts_on.month - 1 + MONTHS[Period.Kind(kind)]
    year, month = starts_on.year + months // 12, months % 12 + 1
    first_of_next = date(year, month, 1)
    return first_of_next + timedelta(days=starts_on.day - 2)


def plain_label(kind: str, starts_on: date) -> str:
    """A period's name where the trust has given no style: "Quarter 3 2024/25"."""
    year = _year_text(starts_on, "2024/25")
    quarter = quarter_of(starts_on)
    return {
        Period.Kind.MONTH: f"{starts_on:%B %Y}",
        Period.Kind.QUARTER: f"Quarter {quarter} {year}",
        Period.Kind.HALF_YEAR: f"Half {(quarter + 1) // 2} {year}",
        Period.Kind.YEAR: year,
    }[Period.Kind(kind)]


def next_label(last: Period, starts_on: date) -> str:
    """The label of the period after `last`, written as `last` is: "Q4 23-24" gives "Q1 24-25".

    Falls back on `plain_label` when nothing in the last label can be moved on.
    """
    quarter = quarter_of(starts_on)
    months = MONTHS[Period.Kind(last.kind)]

    def next_month(match: re.Match[str]) -> str:
        return _shifted_month(match[0], months)

    label = last.label
    if _PAIR_OF_QUARTERS.search(label):
        label = _PAIR_OF_QUARTERS.sub(rf"\g<1>\g<2>{quarter}\g<3>\g<4>{quarter % 4 + 1}", label)
    else:
        label = _QUARTER.sub(rf"\g<1>\g<2>{quarter}", label)
    label = _HALF.sub(rf"\g<1>\g<2>{(quarter + 1) // 2}", label)
    label = _MONTH.sub(next_month, label)
    if _FINANCIAL_YEAR.search(label):
        label = _FINANCIAL_YEAR.sub(lambda match: _year_text(starts_on, match[0]), label)
    else:
        shift = end_of(starts_on, last.kind).year - last.ends_on.year
        label = _PLAIN_YEAR.sub(lambda match: str(int(match[0]) + shift), label)
    return plain_label(last.kind, starts_on) if label == last.label else label


def _year_text(day: date, like: str) -> str:
    """The financial year of `day`, written as `like` is: "2024/25", "24-25", "2024 – 2025"."""
    year = financial_year_of(day)
    first, second = re.findall(r"\d+", like)
    between = like[len(first) : len(like) - len(second)]
    return f"{year % 10 ** len(first):02d}{between}{(year + 1) % 10 ** len(second):02d}"


def _shifted_month(word: str, months: int) -> str:
    """The month that many months on, in full or short as `word` is."""
    names = [name.lower()[:3] for name in month_name]
    place = (names.index(word.lower()[:3]) - 1 + months) % 12 + 1
    return (
        month_name[place]
        if len(word) > 4 or word.lower() in ("may", "june", "july")
        else (month_abbr[place])
    )
