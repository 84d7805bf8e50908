"""Invented plans: what a workbook says, before anyone lays it out. All follows from a seed."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random

from tests.workbooks.pools import POOLS, Pool

# Ratings by their tone, as a trust may print them.
WORDS = {
    "rag": {"red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue"},
    "track": {"red": "Off track", "amber": "At risk", "green": "On track", "blue": "Complete"},
    "delay": {"red": "Delayed", "amber": "Some delay", "green": "On track", "blue": "Completed"},
    "risk": {"red": "Delayed", "amber": "At risk", "green": "On track", "blue": "Complete"},
}
TONES = ("green", "amber", "red", "blue")
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_SCORES = (4, 6, 8, 9, 10, 12, 15, 16, 20, 25)

Person = tuple[str, str]
# First calendar year of a financial one, part, "aim" or "actual".
ReadingKey = tuple[int, str, str]


@dataclass(frozen=True)
class Action:
    """One line of a plan. `rating` and `forecast` are tones, or a trust's own word; `lead` may
    be several people."""

    title: str
    reference: str
    lead: tuple[Person, ...]
    rating: str
    forecast: str
    target: date | None
    comment: str


@dataclass(frozen=True)
class Ambition:
    """`answers` are in the order of the pool's questions."""

    title: str
    answers: tuple[str, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Objective:
    """`rating` is its own tone; `answers` are in the order of the pool's questions."""

    title: str
    lead: Person
    rating: str
    answers: tuple[str, ...]
    ambitions: tuple[Ambition, ...]


@dataclass(frozen=True)
class Risk:
    """`objective` is the title of the one that it threatens."""

    reference: str
    title: str
    current: int
    target: int
    lead: Person
    objective: str


@dataclass(frozen=True)
class Measure:
    """`readings` are texts; the baseline and the target are of the days beside them."""

    number: str
    name: str
    baseline: str
    baseline_day: date
    target: str
    target_day: date
    readings: dict[ReadingKey, str]


@dataclass(frozen=True)
class Tracker:
    title: str
    objectives: tuple[Objective, ...]
    risks: tuple[Risk, ...]
    measures: tuple[Measure, ...]


def make_tracker(seed: int, pool: str) -> Tracker:
    """The tracker of `seed` in the words of `pool`, always the same: two to four objectives."""
    rng, words = Random(seed), POOLS[pool]
    titles = rng.sample(words.objectives, rng.randint(2, 4))
    ambitions = iter(rng.sample(words.ambitions, len(titles) * 2))
    actions = _action_titles(rng, words)
    objectives = []
    for number, title in enumerate(titles, start=1):
        own = tuple(
            Ambition(
                next(ambitions),
                _answers(rng, words),
                _actions(rng, words, actions, f"{number}.{n}"),
            )
            for n in (1, 2)
        )
        lead = rng.choice(words.people)
        objectives.append(Objective(title, lead, rng.choice(TONES), _answers(rng, words), own))
    return Tracker(
        rng.choice(words.strategies), tuple(objectives), _risks(rng, words, titles),
        _measures(rng, words),
    )  # fmt: skip


def _action_titles(rng: Random, words: Pool) -> Iterator[str]:
    """Titles without end, none twice; a thing comes again only after all the others."""
    used: set[str] = set()
    for thing in cycle(rng.sample(words.things, len(words.things))):
        title = f"{rng.choice(words.verbs)} {thing}{rng.choice(words.tails)}"
        if title not in used:
            used.add(title)
            yield title


def _answers(rng: Random, words: Pool) -> tuple[str, ...]:
    return tuple(rng.sample(words.comments, len(words.questions)))


def _actions(rng: Random, words: Pool, titles: Iterator[str], under: str) -> tuple[Action, ...]:
    return tuple(
        Action(
            next(titles),
            f"{under}.{number}",
            tuple(rng.sample(words.people, rng.choice((1, 1, 1, 2, 3)))),
            rng.choice(TONES),
            rng.choice(TONES[:3]),
            _target(rng),
            rng.choice(words.comments),
        )
        for number in range(1, rng.randint(*words.actions_each) + 1)
    )


def _target(rng: Random) -> date:
    """Mostly the end of a quarter or of a month, as such dates are, else any day."""
    if rng.random() < 0.3:
        return date(2024, 4, 1) + timedelta(days=rng.randint(0, 700))
    month = rng.choice((3, 6, 9, 12, 3, 6, 9, 12, 1, 5, 10))
    year = rng.choice((2025, 2026))
    return date(year, month, calendar.monthrange(year, month)[1])


def _risks(rng: Random, words: Pool, objectives: list[str]) -> tuple[Risk, ...]:
    titles = rng.sample(words.risks, rng.randint(3, 5))
    return tuple(
        Risk(
            f"R{number:02d}", title, rng.choice(_SCORES), rng.choice(_SCORES[:5]),
            rng.choice(words.people), rng.choice(objectives),
        )
        for number, title in enumerate(titles, start=1)
    )  # fmt: skip


def _measures(rng: Random, words: Pool) -> tuple[Measure, ...]:
    names = rng.sample(words.measures, rng.randint(3, 5))
    return tuple(
        Measure(
            str(number), name, f"{rng.randint(10, 99)}%", date(2024, 3, 31),
            f"{rng.randint(10, 99)}%", date(2026, 3, 31), _readings(rng),
        )
        for number, name in enumerate(names, start=1)
    )  # fmt: skip


def _readings(rng: Random) -> dict[ReadingKey, str]:
    """Aims of two years by quarter, and actuals of all but the last quarters."""
    found = {}
    for place, (year, quarter) in enumerate((y, q) for y in (2024, 2025) for q in QUARTERS):
        found[year, quarter, "aim"] = f"{60 + 2 * place}%"
        if place < 6:
            found[year, quarter, "actual"] = f"{rng.randint(10, 99)}%"
    return found
