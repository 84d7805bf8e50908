"""Questions that are answered, kept so that an answer can be seen and changed until it is applied.

Most come again each time a workbook is read. Some do not, for what they asked about is clear by
their answer: those are remembered from when they were asked.
"""

from collections.abc import Mapping
from typing import Any

from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.match.chosen import column_key
from strategy_tracker.imports.read.sheet import letter_of

# Which field a column is, who a short name is, and whether records go across.
_CLEAR_BY_ANSWER = ("column:", "person:", "across:")

Data = Mapping[str, Any]


def answered_before(before: Data, now: Data, choices: Choices) -> list[dict[str, Any]]:
    """The questions of a change set `before` that have an answer and do not come again `now`.

    Both are given as plain data.
    """
    there = {asked["key"] for name in ("questions", "answered") for asked in now.get(name, ())}
    earlier = {
        asked["key"]: asked for name in ("questions", "answered") for asked in before.get(name, ())
    }
    return [
        {**asked, "answer": choices.answers[key]}
        for key, asked in earlier.items()
        if key in choices.answers
        and key not in there
        and key.startswith(_CLEAR_BY_ANSWER)
        and not _is_said_otherwise(asked, choices)
    ]


def _is_said_otherwise(asked: Data, choices: Choices) -> bool:
    """Whether it was said of the column itself what it is, which wins."""
    said = choices.columns.get(asked["sheet"], {})
    is_column = asked["key"].startswith("column:")
    heading = " ".join(asked["value"].split())
    return is_column and not said.keys().isdisjoint((heading, column_key(letter_of(asked["cell"]))))
