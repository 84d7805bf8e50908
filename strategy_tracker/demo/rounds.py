"""The demo's calendar: which quarter is open today, and what happened when in each round.

Rounds are numbered from 1, the oldest; the last but one is open and the last is planned.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from objectives.models.strategy import financial_year_of
from strategy_tracker.ui.dates import long_date

CLOSED_ROUNDS = 5
OPEN_ROUND = CLOSED_ROUNDS + 1
PLANNED_ROUND = OPEN_ROUND + 1
# Days before answers are due that a round opens, and after it that things follow.
OPENS_BEFORE = 24
DUE_AFTER_QUARTER = 16
PAPER_DUE_AFTER = 6
CLOSES_AFTER = 7
PUBLISHED_AFTER = 8
REOPENS_AFTER = 9
MEETS_AFTER = 15

_TOKEN = re.compile(
    r"\{(?:(?:(?P<day>\d{1,2}) )?m(?P<month>-?\d+)(?P<with_year> y)?"
    r"|q(?P<quarter>[+-]\d+)?|fy(?P<year>[+-]\d+)?|(?P<yearend>yearend))\}"
)


@dataclass(frozen=True)
class Round:
    """One quarter as the demo tells it. `label_of` prints a quarter as the trust does."""

    number: int
    starts_on: date
    due_on: date
    label_of: Callable[[date], str]
    latest: int  # days after `due_on` by which all that is told of the round has happened

    @property
    def ends_on(self) -> date:
        return last_day(add_months(self.starts_on, 2))

    @property
    def label(self) -> str:
        return self.label_of(self.starts_on)

    @property
    def is_open(self) -> bool:
        return self.number == OPEN_ROUND

    @property
    def paper_due_on(self) -> date:
        return working_day(self.due_on + timedelta(days=PAPER_DUE_AFTER))

    @property
    def meeting_on(self) -> date:
        return working_day(self.due_on + timedelta(days=MEETS_AFTER))

    def moment(self, days_after_due: int, minutes: int = 0) -> datetime:
        """Half past eight, plus `minutes`, on a working day so many days after answers fall due."""
        day = working_day(self.due_on + timedelta(days=days_after_due))
        start = datetime.combine(day, time(8, 30), tzinfo=timezone.get_current_timezone())
        return start + timedelta(minutes=minutes)

    def month(self, number: int) -> date:
        """The first day of a month counted from this quarter's first, which is 1."""
        return add_months(self.starts_on, number - 1)

    def tell(self, value: Any) -> Any:
        """`value` with each date in braces made plain, seen from this round.

        `{m2}` is the name of the quarter's second month, `{12 m2}` a working day on or
        near its twelfth, `{m9 y}` and `{12 m9 y}` the same with the year; `{q-1}` is the
        label of the quarter before, `{fy}` the financial year, `{yearend}` its last day.
        Lists and tables are told through and through.
        """
        if isinstance(value, str):
            return _TOKEN.sub(self._word, value)
        if isinstance(value, list):
            return [self.tell(item) for item in value]
        if isinstance(value, dict):
            return {key: self.tell(item) for key, item in value.items()}
        return value

    def _word(self, match: re.Match[str]) -> str:
        if match["yearend"]:
            return f"31 March {financial_year_of(self.starts_on) + 1}"
        if match["month"]:
            first = self.month(int(match["month"]))
            year = f" {first.year}" if match["with_year"] else ""
            if not match["day"]:
                return f"{first:%B}{year}"
            day = first.replace(day=min(int(match["day"]), last_day(first).day))
            # The last days of a month are deadlines, kept as they are.
            day = working_day(day) if 3 < day.day < 28 else day
            return long_date(day) if year else f"{day.day} {day:%B}"
        if match[0].startswith("{fy"):
            year_starts = financial_year_of(self.starts_on) + int(match["year"] or 0)
            return f"{year_starts}/{(year_starts + 1) % 100:02d}"
        return self.label_of(add_months(self.starts_on, 3 * int(match["quarter"] or 0)))


def add_months(first: date, months: int) -> date:
    """The first of the month so many months after that of `first`."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def last_day(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def working_day(day: date) -> date:
    """`day`, or the Friday before it when it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def quarter_of(day: date) -> int:
    """1 for April to June, to 4 for January to March."""
    return (day.month - 4) % 12 // 3 + 1


def quarter_end(rounds_from_open: int, today: date) -> date:
    """The last day of the quarter so many after the open one, which is the one that ended last."""
    this_quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return last_day(add_months(this_quarter, 3 * rounds_from_open - 1))


def make_rounds(label: str, due_from_today: int, today: date) -> dict[int, Round]:
    """Every round by number. `label` is such as "Quarter {quarter} {year}/{next_year}".

    The open round's answers are due so many days from today, or were, when negative.
    """

    def label_of(starts_on: date) -> str:
        year = financial_year_of(starts_on)
        return label.format(
            quarter=quarter_of(starts_on), year=year, next_year=f"{(year + 1) % 100:02d}"
        )

    rounds = {}
    for number in range(1, PLANNED_ROUND + 1):
        ends_on = quarter_end(number - OPEN_ROUND, today)
        due_on, latest = working_day(ends_on + timedelta(days=DUE_AFTER_QUARTER)), CLOSES_AFTER
        if number == OPEN_ROUND:
            due_on = working_day(today + timedelta(days=due_from_today))
            latest = (today - due_on).days - 1
        rounds[number] = Round(number, add_months(ends_on, -2), due_on, label_of, latest)
    return rounds
