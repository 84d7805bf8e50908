"""Trackers made of the rows of a real flat workbook, to be laid out in other ways.

Titles, leads and comments are those of the rows, with all their length and marks; ratings and
what a row lacks are made up.
"""

from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import load_workbook

from tests.tracker_content import (
    AMBITIONS,
    TONES,
    Action,
    Ambition,
    Objective,
    Tracker,
    make_tracker,
)

_LONGEST_TITLE = 300
# Which of a flat workbook's headings give what, the first that it has.
_OBJECTIVES = ("Objective", "Brick", "Workstream", "Strategic objective", "Trust priority")
_ACTIONS = ("Key action", "Action", "Supporting objective", "Ambition")
_LEADS = ("Lead", "Executive lead", "Executive director")
_COMMENTS = ("Comments", "Update", "Achievements", "Explanation", "Successes")

Row = dict[str, Any]


def load_tracker(path: Path, seed: int) -> Tracker:
    """The tracker of the first sheet of the flat workbook at `path`."""
    rng = Random(seed)
    under: dict[str, list[Action]] = {}
    seen: set[str] = set()
    for row in _rows(path):
        title = _first(row, _ACTIONS)
        if title and title not in seen and len(title) <= _LONGEST_TITLE:
            seen.add(title)
            actions = under.setdefault(_first(row, _OBJECTIVES), [])
            actions.append(_action(rng, row, title, f"{len(under)}.{len(actions) + 1}"))
    objectives = tuple(
        Objective(
            title, ("Asha Rao", "Chief Nurse"), rng.choice(TONES), ("On plan.",) * 3,
            (Ambition(AMBITIONS[number], tuple(actions)),),
        )
        for number, (title, actions) in enumerate(under.items())
    )  # fmt: skip
    invented = make_tracker(seed)
    return Tracker(objectives, invented.risks, invented.measures)


def _rows(path: Path) -> list[Row]:
    sheet = load_workbook(path).worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def _first(row: Row, names: tuple[str, ...]) -> str:
    name = next((name for name in names if name in row), "")
    return str(row.get(name) or "").strip()


def _action(rng: Random, row: Row, title: str, reference: str) -> Action:
    target = row.get("Target date")
    day = target.date() if isinstance(target, datetime) else date(2025, 3, 31)
    lead = _first(row, _LEADS)
    return Action(
        title, reference, ((lead, ""),) if lead else (), rng.choice(TONES), rng.choice(TONES[:3]),
        day, _first(row, _COMMENTS),
    )  # fmt: skip
