"""Invented trackers for the tests of imports: what a workbook says, before anyone lays it out.

Everything follows from a seed. The words are our own and of the kind that trusts write: short
lines and long ones, marks, bullets, figures, names in every form.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from random import Random

OBJECTIVES = (
    "Kinder care, every day",
    "Quicker care",
    "A place where people want to work",
    "Living within our means",
    "Safer wards & safer homes",
    "Partners in a healthier county",
)
AMBITIONS = (
    "Cut the longest waits by half",
    "Every patient knows who looks after them",
    "No ward without a full team",
    "Fewer falls, and none with harm",
    "A record that follows the patient",
    "Buildings that are fit for care",
    "Care closer to home for older people",
    "Fair chances for every colleague",
    "A balanced budget by the spring",
    "Listening to families at every step",
    "Research open to every clinic",
    "Waste down by a fifth",
)
_VERBS = (
    "Open", "Replace", "Train staff to run", "Agree the business case for", "Publish", "Pilot",
    "Roll out", "Review", "Recruit to", "Move to", "Reduce the backlog of", "Co-design",
)  # fmt: skip
_THINGS = (
    "the garden room", "call bells on every ward", "first appointments online", "the boiler plant",
    "waiting times", "a night nursing rota", "the discharge lounge", "digital consent forms",
    "community heart clinics", "the staff rest areas", "a carers’ passport", "the imaging suite",
    "one-stop breast clinics", "e-prescribing in theatres", "the patients’ forum",
    "volunteer drivers", "same-day frailty care", "the apprenticeship scheme",
)  # fmt: skip
_TAILS = (
    "",
    "",
    " across both sites",
    ", starting with the busiest wards",
    " and report to the board each month",
    " so that nobody waits longer than a week",
    " (phase 2)",
    "; partners to be told in writing",
)
_COMMENTS = (
    "On plan.",
    "Doors arrive in week 30; fitters are booked for the week after.",
    "Median wait 48 seconds in June, down from 71 in May. Three wards still miss the standard.",
    "The supplier has withdrawn. We went back to the market, and two bids came in on Friday.",
    "Business case agreed by the finance committee, subject to the usual checks on cost.",
    "Slower than hoped: four of nine posts are filled, and two starters join next month.",
    "- Survey sent to all staff\n- Results shared with teams\n- Plan written with the unions",
    "Pilot ended. Lessons: start earlier, phone rather than write, and ask families first.",
    "Work has begun, though the “old” system stays in use until the autumn – see the risk log.",
    "Training reached 84% of staff against a plan of 80%.",
    "Awaiting a decision from the regional team; we expect to hear before the next meeting.",
)
_PEOPLE = (
    ("Asha Rao", "Chief Nurse"),
    ("Ben Hale", "Director of Finance"),
    ("Cara Dean", "Medical Director"),
    ("Deepak Shah", "Chief Operating Officer"),
    ("Ewa Nowak", "Director of People"),
    ("Fergus O’Neill", "Head of Estates"),
    ("Grace Adeyemi", "Director of Strategy"),
    ("Huw Prys-Jones", "Chief Information Officer"),
)
_CAUSES = (
    ("beds stay full", "people wait on trolleys"),
    ("the boiler plant fails", "wards close in a cold week"),
    ("posts cannot be filled", "clinics are put off"),
    ("the network is attacked", "records cannot be read"),
    ("costs rise faster than income", "the plan cannot be paid for"),
    ("partners step back", "care at home does not grow"),
)
_MEASURES = (
    "Calls answered within a minute",
    "First appointments booked online",
    "Colleagues who would recommend us as a place to work",
    "Falls with harm per 1,000 bed days",
    "Vacancy rate of registered nurses",
    "Waits over 52 weeks",
)
QUESTIONS = (
    "What went well this quarter?",
    "What is worrying us?",
    "What will we do next?",
)
# Ratings by their tone, as a trust may print them.
WORDS = {
    "rag": {"red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue"},
    "track": {"red": "Off track", "amber": "At risk", "green": "On track", "blue": "Complete"},
    "delay": {"red": "Delayed", "amber": "Some delay", "green": "On track", "blue": "Completed"},
}
TONES = ("green", "amber", "red", "blue")

Person = tuple[str, str]


@dataclass(frozen=True)
class Action:
    """One line of a plan. `rating` and `forecast` are tones; `lead` may be several people."""

    title: str
    reference: str
    lead: tuple[Person, ...]
    rating: str
    forecast: str
    target: date
    comment: str


@dataclass(frozen=True)
class Ambition:
    title: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Objective:
    """`rating` is its own tone; `answers` are in the order of QUESTIONS."""

    title: str
    lead: Person
    rating: str
    answers: tuple[str, ...]
    ambitions: tuple[Ambition, ...]

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(action for ambition in self.ambitions for action in ambition.actions)


@dataclass(frozen=True)
class Risk:
    reference: str
    title: str
    current: int
    target: int
    lead: Person


@dataclass(frozen=True)
class Measure:
    """`readings` are texts by (first calendar year, part, "aim" or "actual")."""

    number: str
    name: str
    baseline: str
    readings: dict[tuple[int, str, str], str]


@dataclass(frozen=True)
class Tracker:
    objectives: tuple[Objective, ...]
    risks: tuple[Risk, ...]
    measures: tuple[Measure, ...]


def make_tracker(seed: int) -> Tracker:
    """The tracker of `seed`, always the same: two to four objectives, each with actions."""
    rng = Random(seed)
    titles = rng.sample(OBJECTIVES, rng.randint(2, 4))
    ambitions = rng.sample(AMBITIONS, len(titles) * 2)
    actions = _action_titles(rng)
    objectives = []
    for number, title in enumerate(titles):
        own = ambitions[2 * number : 2 * number + 2]
        made = tuple(
            Ambition(name, _actions(rng, actions, f"{number + 1}.{place}"))
            for place, name in enumerate(own, start=1)
        )
        answers = tuple(rng.sample(_COMMENTS, len(QUESTIONS)))
        objectives.append(Objective(title, rng.choice(_PEOPLE), rng.choice(TONES), answers, made))
    return Tracker(tuple(objectives), _risks(rng), _measures(rng))


def _action_titles(rng: Random) -> list[str]:
    things = rng.sample(_THINGS, len(_THINGS))
    return [f"{rng.choice(_VERBS)} {thing}{rng.choice(_TAILS)}" for thing in things]


def _actions(rng: Random, titles: list[str], under: str) -> tuple[Action, ...]:
    found = []
    for number in range(1, rng.randint(1, 2) + 1):
        people = rng.sample(_PEOPLE, 1 if rng.random() < 0.8 else 2)
        found.append(
            Action(
                titles.pop(), f"{under}.{number}", tuple(people), rng.choice(TONES),
                rng.choice(TONES[:3]), _month_end(rng), rng.choice(_COMMENTS),
            )
        )  # fmt: skip
    return tuple(found)


def _month_end(rng: Random) -> date:
    """Mostly the end of a quarter, as such dates are."""
    month = rng.choice((3, 6, 9, 12, 3, 6, 9, 12, 1, 5, 10))
    year = rng.choice((2025, 2026))
    return date(year, month, calendar.monthrange(year, month)[1])


def _risks(rng: Random) -> tuple[Risk, ...]:
    causes = rng.sample(_CAUSES, rng.randint(3, 5))
    return tuple(
        Risk(
            f"R{number:02d}",
            f"If {cause}, then {effect}",
            rng.choice((12, 15, 16, 20)),
            rng.choice((4, 6, 8, 9)),
            rng.choice(_PEOPLE),
        )
        for number, (cause, effect) in enumerate(causes, start=1)
    )


def _measures(rng: Random) -> tuple[Measure, ...]:
    names = rng.sample(_MEASURES, rng.randint(3, 5))
    return tuple(
        Measure(str(number), name, f"{rng.randint(40, 60)}%", _readings(rng))
        for number, name in enumerate(names, start=1)
    )


def _readings(rng: Random) -> dict[tuple[int, str, str], str]:
    """Aims of two years by quarter, and actuals of all but the last quarters."""
    found = {}
    for place, (year, quarter) in enumerate((y, q) for y in (2024, 2025) for q in range(1, 5)):
        found[year, f"Q{quarter}", "aim"] = f"{60 + 2 * place}%"
        if place < 6:
            found[year, f"Q{quarter}", "actual"] = f"{rng.randint(50, 80)}%"
    return found
