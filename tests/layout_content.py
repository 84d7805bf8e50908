"""Invented plans to be written out in any layout, and flat trackers read into the same shape."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

Reading = tuple[str, str, str]
RAG = ("Red", "Amber", "Green")
STATUSES = ("Delayed", "At risk", "On track", "Complete")

_DOMAINS = [
    "Safer maternity care", "A fair place to work", "Care closer to home", "Shorter waits",
    "Living within our means", "Healthier neighbourhoods", "Modern buildings and systems",
    "Learning every day",
]  # fmt: skip
_AIMS = [
    "Nobody waits longer than eighteen weeks", "Every team has a full rota",
    "People leave hospital on the day they are ready", "Staff speak up and are heard",
    "Families choose where care is given", "Buildings that need no buckets",
    "Records that follow the patient", "Half the carbon by the end of the decade",
]  # fmt: skip
_DOING = [
    "Open", "Recruit to", "Review", "Publish", "Agree", "Replace", "Train staff in", "Pilot",
    "Launch", "Complete the business case for", "Audit", "Extend", "Redesign", "Procure",
]  # fmt: skip
_THINGS = [
    "the discharge lounge", "a second theatre list", "the virtual ward", "the fracture clinic",
    "the menopause policy", "the bleep system", "community diagnostics", "the stroke pathway",
    "the volunteers' charter", "the apprentice scheme", "falls alarms", "the sepsis bundle",
    "electronic consent", "the night transport rota", "the family liaison team",
]  # fmt: skip
_PLACES = [
    "at Northgate", "in all six localities", "on the elderly wards", "with the council",
    "for children under five", "across the west sites", "with two practices", "in the day unit",
]  # fmt: skip
_SAYINGS = [
    "The first cohort has finished and feedback is good", "The supplier is three weeks late",
    "Interviews are on the 14th", "Approved by the executive team in May",
    "Two of the five sites have gone live", "Waiting for the capital decision",
    "The baseline is being checked with the analysts", "No change since the last report",
    "Staff sickness has held this up", "Benefits will show from the autumn",
]  # fmt: skip
_NAMES = [
    "Asha Rao", "Ben Hale", "Cerys Vaughan", "Dev Anand", "Esther Okoye", "Finn Doyle",
    "Grace Adeyemi", "Hugh Pemberton", "Ines Duarte", "Jakub Nowak",
]  # fmt: skip
_ROLES = [
    "Chief Nurse", "Medical Director", "Director of Finance", "Chief People Officer",
    "Head of Estates", "Director of Strategy", "Chief Operating Officer",
]  # fmt: skip
_RISKS = [
    "If theatre staff cannot be found, then lists are cancelled",
    "If the roof is not mended, then wards close in winter",
    "If savings are not made, then the plan fails",
    "If data are late, then decisions are made blind",
    "If suppliers withdraw, then clinics stop",
]  # fmt: skip
_MEASURES = [
    "Seconds until a bell is answered", "Share of appraisals done", "Falls with harm",
    "Referrals seen within two weeks", "Vacancies in nursing", "Complaints answered in time",
]  # fmt: skip
QUESTIONS = ("What went well", "What was difficult", "Next steps")


class Person(NamedTuple):
    name: str
    role: str = ""


@dataclass
class Action:
    """One row of a plan. What is None or empty has no column."""

    title: str
    objective: str
    ambition: str = ""
    reference: str = ""
    leads: tuple[Person, ...] = ()
    lead_text: str = ""
    rating: str = ""
    day: date | None = None
    comment: str = ""


@dataclass
class Risk:
    reference: str
    title: str
    current: int
    target: int
    objective: str


@dataclass
class Measure:
    """`readings` are by financial year, quarter and kind (aim or actual)."""

    number: str
    name: str
    baseline: str
    baseline_day: date
    target: str
    target_day: date
    readings: dict[Reading, str]


@dataclass
class Content:
    """What a workbook is to say. `objective_of` is by ambition, `said` by ambition too."""

    strategy: str
    objectives: list[str]
    objective_of: dict[str, str] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)
    risks: list[Risk] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    scale: tuple[str, ...] = RAG


def invent(random: Random, *, with_ambitions: bool, statuses: bool, several: bool) -> Content:
    """A plan of two to four objectives with a few actions each."""
    objectives = random.sample(_DOMAINS, random.randint(2, 4))
    content = Content(
        random.choice(["Better by design", "Our plan for care", "Together 2030"]), objectives
    )
    content.scale = STATUSES if statuses else RAG
    aims = random.sample(_AIMS, 2 * len(objectives))
    titles = _titles(random)
    for place, objective in enumerate(objectives):
        own = aims[2 * place : 2 * place + 2] if with_ambitions else [""]
        for ambition in own:
            if ambition:
                content.objective_of[ambition] = objective
                content.said[ambition] = {one: _sayings(random) for one in QUESTIONS}
            for number in range(1, random.randint(2, 4) + 1):
                action = _action(random, titles.pop(), objective, several=several)
                action.ambition = ambition
                action.reference = f"{place + 1}.{number + 5 * own.index(ambition)}"
                action.rating = random.choice(content.scale)
                content.actions.append(action)
    content.risks = _risks(random, objectives)
    content.measures = _measures(random)
    return content


def _titles(random: Random) -> list[str]:
    titles = {
        f"{random.choice(_DOING)} {random.choice(_THINGS)} {random.choice(_PLACES)}"
        for _ in range(200)
    }
    return random.sample(sorted(titles), 40)


def _sayings(random: Random) -> str:
    return ". ".join(random.sample(_SAYINGS, random.randint(1, 2))) + "."


def _action(random: Random, title: str, objective: str, *, several: bool) -> Action:
    number = random.randint(1, 3) if several else 1
    names, roles = random.sample(_NAMES, number), random.sample(_ROLES, number)
    with_roles = random.random() < 0.5
    leads = tuple(
        Person(name, role if with_roles else "") for name, role in zip(names, roles, strict=True)
    )
    day = date(2024, 4, 1) + timedelta(days=random.randint(0, 700))
    return Action(title, objective, leads=leads, day=day, comment=_sayings(random))


def _risks(random: Random, objectives: list[str]) -> list[Risk]:
    scores = (4, 6, 8, 9, 10, 12, 15, 16, 20, 25)
    return [
        Risk(f"R{number:02d}", title, random.choice(scores), random.choice(scores[:5]),
             random.choice(objectives))
        for number, title in enumerate(random.sample(_RISKS, 4), start=1)
    ]  # fmt: skip


def _measures(random: Random) -> list[Measure]:
    measures = []
    for number, name in enumerate(random.sample(_MEASURES, 4), start=1):
        readings = {
            (year, quarter, kind): f"{random.randint(10, 99)}%"
            for year in ("2023/24", "2024/25")
            for quarter in ("Q1", "Q2", "Q3", "Q4")
            for kind in ("aim", "actual")
            if (year, quarter) <= ("2024/25", "Q2") or kind == "aim"
        }
        measures.append(
            Measure(str(number), name, f"{random.randint(10, 99)}%", date(2023, 3, 31),
                    f"{random.randint(10, 99)}%", date(2025, 3, 31), readings)
        )  # fmt: skip
    return measures


# What a column of a flat tracker is, by its heading there.
_FLAT = {
    "objective": ("Objective", "Trust priority", "Brick", "Workstream"),
    "title": ("Supporting objective", "Key action", "Action"),
    "reference": ("Action No",),
    "lead": ("Executive director", "Lead"),
    "rating": ("Status", "RAG", "Actions status"),
    "day": ("Target date",),
    "comment": ("Comments", "Update", "Achievements", "Explanation"),
}


def load_flat(path: Path) -> Content | None:
    """The actions of a flat tracker, or None where it has no sheet of them."""
    from openpyxl import load_workbook

    for sheet in load_workbook(path):
        rows = list(sheet.iter_rows(values_only=True))
        headings = {str(heading): place for place, heading in enumerate(rows[0])}
        places = {
            role: next((headings[name] for name in names if name in headings), None)
            for role, names in _FLAT.items()
        }
        if places["title"] is None or places["objective"] is None:
            continue
        actions = [
            _flat_action({role: row[place] for role, place in places.items() if place is not None})
            for row in rows[1:]
        ]
        objectives = list(dict.fromkeys(one.objective for one in actions))
        ratings = tuple(dict.fromkeys(one.rating for one in actions if one.rating))
        return Content(path.stem, objectives, actions=actions, scale=ratings)
    return None


def _flat_action(said: dict[str, Any]) -> Action:
    texts = {
        role: str(value).strip()
        for role, value in said.items()
        if value is not None and role != "day"
    }
    day = said.get("day")
    return Action(
        texts["title"],
        texts["objective"],
        reference=texts.get("reference", ""),
        lead_text=texts.get("lead", ""),
        rating=texts.get("rating", ""),
        day=day.date() if hasattr(day, "date") else None,
        comment=texts.get("comment", ""),
    )
