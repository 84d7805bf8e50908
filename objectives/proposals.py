"""The next reporting period as the trust would set it up: pure functions.

A trust opens the same kind of period every few months, in its own wording. So the next
one is proposed in the style of the last, and a person only checks it.
"""

import re
from calendar import month_abbr, month_name, monthrange
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta

from objectives.calendar import quarter_of
from objectives.models import Period
from objectives.models.strategy import financial_year_of
from strategy_tracker.ui.dates import MONTHS as MONTH_NUMBERS
from strategy_tracker.ui.dates import parse_date

MONTHS = {
    Period.Kind.MONTH: 1,
    Period.Kind.QUARTER: 3,
    Period.Kind.HALF_YEAR: 6,
    Period.Kind.YEAR: 12,
}
# Answers are asked for two weeks after the period unless the last one says otherwise.
DEFAULT_DAYS_TO_ANSWER = 14

_MONTH = r"(?:" + "|".join([*month_name[1:], "Sept", *month_abbr[1:]]) + r")\b"
_ORDINALS = ("first", "second", "third", "fourth")
# The parts of a label that move on, tried in this order at each place.
_TOKENS = re.compile(
    rf"""
    \b(?P<day>
        \d{{4}}-\d\d-\d\d
        | \d\d?[/.]\d\d?[/.](?:\d{{4}}|\d\d)
        | \d\d?(?:st|nd|rd|th)?(?:\ of)?[ -]{_MONTH}(?:[ -]+(?:\d{{4}}|\d\d(?!\s*[/–-]?\d)))?
    )\b
    | \b(?P<month>{_MONTH})
        (?P<between>\.?[ ,'’-]*)(?P<year>(?:\d{{4}}|\d\d)(?!\d|\s*[/–-]\s*\d))?
    | \b(?P<part>Quarters?|Qtrs?|Q|Half|H|Months?|M)
        (?P<gap>\.?\s?)(?P<one>\d\d?)
        (?:(?P<to>\s*(?:&|and|to|[-/–+])\s*(?:Quarter|Qtr|Q|Month|M)?\s?)
           (?P<two>\d\d?)(?!\d|\s*[/–-]\s*\d))?\b
    | \b(?P<ordinal>{"|".join(_ORDINALS)}|1st|2nd|3rd|4th)(?=[ -](?P<of>quarter|half)\b)
    | \b(?P<nth>(?:Year|Yr|Y)\s?)(?P<which>\d)\b
    | \b(?P<financial>(?:20)?\d\d\s*[/–-]\s*(?:20)?\d\d)\b
    | \b(?P<fy>FY\s?(?:20)?\d\d(?:\s*[/–-]\s*(?:20)?\d\d)?)\b
    | \b(?P<calendar>20\d\d)\b
    """,
    re.IGNORECASE | re.VERBOSE,
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


def propose_year(periods: Sequence[Period], kind: str, today: date) -> list[Proposal]:
    """Periods of that kind until the next financial year begins, after those there are.

    `periods` are those of the strategy, latest first; their names and the days on which answers
    and papers were due go on. Where there are none, the year that `today` is in.
    """
    last = periods[0] if periods else None
    first = last.ends_on + timedelta(days=1) if last else date(financial_year_of(today), 4, 1)
    if last is None or last.kind != kind:
        first = _where_one_begins(first, kind)
        before = _months_later(first, -MONTHS[Period.Kind(kind)])
        label = plain_label(kind, before)
        last = Period(kind=kind, label=label, starts_on=before, ends_on=first - timedelta(days=1))
    for name in ("due_on", "paper_due_on"):
        of_habit = next((period for period in periods if getattr(period, name)), None)
        if of_habit:
            days = getattr(of_habit, name) - of_habit.ends_on
            last = copy(last)
            setattr(last, name, last.ends_on + days)
    found = [propose(last, today)]
    year = financial_year_of(found[0].starts_on)
    while financial_year_of(found[-1].ends_on + timedelta(days=1)) == year:
        found.append(propose(Period(**vars(found[-1])), today))
    return found


def _where_one_begins(day: date, kind: str) -> date:
    """The first day from `day` on that begins a part of the year, such as a quarter."""
    months = MONTHS[Period.Kind(kind)]
    month = day.year * 12 + day.month - 1 + (day.day > 1)
    while (month - 3) % months:  # April is the fourth of twelve
        month += 1
    return date(month // 12, month % 12 + 1, 1)


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

    Falls back on `plain_label` where nothing in the last label tells which part of the year
    it is: "Autumn 2025" is no name for the winter.
    """
    step = _Step(last, starts_on, end_of(starts_on, last.kind))
    label = _TOKENS.sub(step.move, last.label)
    if label == last.label or not (step.has_part or last.kind == Period.Kind.YEAR):
        return plain_label(last.kind, starts_on)
    return label


class _Step:
    """How far each part of a label moves from one period to the next."""

    def __init__(self, last: Period, starts_on: date, ends_on: date) -> None:
        self.days = {last.starts_on: starts_on, last.ends_on: ends_on}
        self.ends_on = last.ends_on
        self.months = MONTHS[Period.Kind(last.kind)]
        self.quarters = _quarters_between(last.starts_on, starts_on)
        is_half = last.kind == Period.Kind.HALF_YEAR
        self.halves = 1 if is_half else _half_of(starts_on) - _half_of(last.starts_on)
        self.years = financial_year_of(starts_on) - financial_year_of(last.starts_on)
        self.calendar_years = ends_on.year - last.ends_on.year
        self.has_short_months = any(
            len(word) < 5 and word.lower() not in ("may", "june", "july")
            for word in re.findall(rf"\b{_MONTH}", last.label, re.IGNORECASE)
        )
        self.has_part = False
        """Whether anything in the label told which part of the year the period is."""

    def move(self, match: re.Match[str]) -> str:
        """What stands in the next label for one token of the last."""
        if match["financial"]:
            return _financial_year(match[0], self.years)
        if match["calendar"]:
            return str(int(match[0]) + self.calendar_years)
        if match["fy"]:
            return re.sub(r"\d+", lambda year: _shifted(year[0], self.years), match[0])
        if match["nth"]:
            return f"{match['nth']}{int(match['which']) + self.years}"
        self.has_part = True
        if match["day"]:
            return self._day(match[0])
        if match["month"]:
            return self._month(match)
        if match["ordinal"]:
            return self._ordinal(match)
        return self._part(match)

    def _day(self, text: str) -> str:
        """The same day of the next period, as it was written; the last of a month stays that."""
        day = _read_day(text, self.ends_on.year)
        if day is None:
            return text
        moved = self.days.get(day) or _months_later(day, self.months)
        if re.search(r"[a-z]{3}", text, re.IGNORECASE):
            return self._day_in_words(text, moved)
        order = (moved.year, moved.month, moved.day)
        figures = iter(order if text[4:5] == "-" else order[::-1])
        return re.sub(r"\d+", lambda old: _as_long_as(old[0], next(figures)), text)

    def _day_in_words(self, text: str, moved: date) -> str:
        number, suffix, middle, word, rest = _DAY_IN_WORDS.fullmatch(text).groups()  # type: ignore[union-attr]
        suffix = _suffix(moved.day) if suffix else ""
        year = re.sub(r"\d+", lambda old: _as_long_as(old[0], moved.year), rest)
        name = self._name(word, moved.month, is_short=self.has_short_months)
        return f"{_as_long_as(number, moved.day)}{suffix}{middle}{name}{year}"

    def _month(self, match: re.Match[str]) -> str:
        number = MONTH_NUMBERS[match["month"].lower()]
        years, place = divmod(number - 1 + self.months, 12)
        year = match["year"] or ""
        is_short = self.has_short_months or (match["month"].lower() == "may" and len(year) == 2)
        name = self._name(match["month"], place + 1, is_short=is_short)
        return name + match["between"] + (_shifted(year, years) if year else "")

    def _name(self, word: str, month: int, *, is_short: bool) -> str:
        """A month in full, or short as the label has them, in capitals if `word` is."""
        name = month_abbr[month] if is_short else month_name[month]
        return name.upper() if word.isupper() else name.lower() if word.islower() else name

    def _part(self, match: re.Match[str]) -> str:
        letter = match["part"][0].upper()
        step, most = self._cycle(letter)
        if not (1 <= int(match["one"]) <= most and 1 <= int(match["two"] or 1) <= most):
            return match[0]
        first, last = (
            # "Month 12" is followed by "Month 1"; only who writes "09" writes "01".
            f"{(int(number) - 1 + step) % most + 1:0{2 if number[0] == '0' else 1}d}"
            if number
            else ""
            for number in (match["one"], match["two"])
        )
        return f"{match['part']}{match['gap']}{first}{match['to'] or ''}{last}"

    def _cycle(self, letter: str) -> tuple[int, int]:
        """How far quarters, halves or months move, and how many a year has."""
        return {"Q": (self.quarters, 4), "H": (self.halves, 2), "M": (self.months, 12)}[letter]

    def _ordinal(self, match: re.Match[str]) -> str:
        step, most = self._cycle(match["of"][0].upper())
        word = match["ordinal"]
        is_figure = word[0].isdigit()
        number = int(word[0]) if is_figure else _ORDINALS.index(word.lower()) + 1
        moved = (number - 1 + step) % most + 1
        if is_figure:
            return f"{moved}{_suffix(moved)}"
        name = _ORDINALS[moved - 1]
        return name.capitalize() if word[0].isupper() else name


_DAY_IN_WORDS = re.compile(
    rf"(\d+)(st|nd|rd|th)?((?:\ of)?[ -])({_MONTH})(.*)", re.IGNORECASE | re.VERBOSE
)


def _read_day(text: str, year: int) -> date | None:
    """The day a label names, in `year` where it gives none; None for one that is no day."""
    try:
        return parse_date(text) or parse_date(f"{text} {year}")
    except ValueError:
        return None


def _months_later(day: date, months: int) -> date:
    """So many months later; from the last day of a month to the last of another."""
    first = day.year * 12 + day.month - 1 + months
    length = monthrange(first // 12, first % 12 + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(first // 12, first % 12 + 1, length if is_last else min(day.day, length))


def _quarters_between(start: date, end: date) -> int:
    return (end.year - start.year) * 4 + (end.month - 1) // 3 - (start.month - 1) // 3


def _half_of(day: date) -> int:
    """Half-years of the financial year, counted on from the year 0."""
    return financial_year_of(day) * 2 + (quarter_of(day) - 1) // 2


def _year_text(day: date, like: str) -> str:
    """The financial year of `day`, written as `like` is: "2024/25", "24-25", "2024 – 2025"."""
    year = financial_year_of(day)
    first, second = re.findall(r"\d+", like)
    between = like[len(first) : len(like) - len(second)]
    return f"{_as_long_as(first, year)}{between}{_as_long_as(second, year + 1)}"


def _financial_year(text: str, years: int) -> str:
    """ "2024/25" so many years on; figures that are no two years running stay as they are."""
    first, second = re.findall(r"\d+", text)
    if (int(first) + 1 - int(second)) % 100:
        return text
    return re.sub(r"\d+", lambda year: _shifted(year[0], years), text)


def _shifted(year: str, years: int) -> str:
    return _as_long_as(year, int(year) + years)


def _as_long_as(figures: str, number: int) -> str:
    """`number` with at least as many figures as were written, a year with as many."""
    if len(figures) == 4:
        return str(number)
    return f"{number % 100:0{len(figures)}d}"


def _suffix(day: int) -> str:
    """The letters after a day: 1st, 22nd, 13th."""
    return "th" if day // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
