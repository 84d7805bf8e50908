"""Plans made of the rows of trusts' own flat workbooks, to be laid out in other ways.

Titles, leads and comments are those of the rows, with all their length; ratings are the rows'
own words or made up, and what a row lacks is made up.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import load_workbook

from tests.workbooks.content import (
    TONES,
    WORDS,
    Action,
    Ambition,
    Objective,
    Tracker,
    make_tracker,
)
from tests.workbooks.pools import FIRST

_LONGEST_TITLE = 300
# Which of a flat workbook's headings give what, the first that it has.
_OBJECTIVES = ("Objective", "Brick", "Workstream", "Strategic objective", "Trust priority")
_ACTIONS = ("Key action", "Action", "Supporting objective", "Ambition")
_LEADS = ("Lead", "Executive lead", "Executive director")
_RATINGS = ("Status", "RAG", "Actions status")
_COMMENTS = ("Comments", "Update", "Achievements", "Explanation", "Successes")
_TONES = {word: tone for tone, word in WORDS["rag"].items()}

Row = dict[str, Any]


def load_tracker(path: Path, seed: int, *, own_ratings: bool = False) -> Tracker:
    """The plan of the first sheet of the flat workbook at `path`.

    With `own_ratings` a row that rates nothing is rated nothing.
    """
    rng = Random(seed)
    under: dict[str, list[Action]] = {}
    seen: set[str] = set()
    for row in _rows(path):
        title = _first(row, _ACTIONS)
        if title and title not in seen and len(title) <= _LONGEST_TITLE:
            seen.add(title)
            actions = under.setdefault(_first(row, _OBJECTIVES), [])
            word = _first(row, _RATINGS)
            rating = _TONES.get(word, word) if own_ratings else rng.choice(TONES)
            reference = f"{len(under)}.{len(actions) + 1}"
            actions.append(_action(rng, row, title, reference, rating))
    return _tracker(rng, seed, under)


def _tracker(rng: Random, seed: int, under: dict[str, list[Action]]) -> Tracker:
    answers = ("On plan.",) * len(FIRST.questions)
    objectives = tuple(
        Objective(
            title, FIRST.people[0], rng.choice(TONES), answers,
            (Ambition(FIRST.ambitions[number], answers, tuple(actions)),),
        )
        for number, (title, actions) in enumerate(under.items())
    )  # fmt: skip
    invented = make_tracker(seed, "first")
    return Tracker(invented.title, objectives, invented.risks, invented.measures)


def _rows(path: Path) -> Iterable[Row]:
    sheet = load_workbook(path).worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def _first(row: Row, names: tuple[str, ...]) -> str:
    name = next((name for name in names if name in row), "")
    return str(row.get(name) or "").strip()


def _action(rng: Random, row: Row, title: str, reference: str, rating: str) -> Action:
    target = row.get("Target date")
    day = target.date() if isinstance(target, datetime) else date(2025, 3, 31)
    lead = _first(row, _LEADS)
    return Action(
        title, reference, ((lead, ""),) if lead else (), rating, rng.choice(TONES[:3]),
        day, _first(row, _COMMENTS),
    )  # fmt: skip
