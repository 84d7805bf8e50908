"""Whether a change set may be applied with nobody looking."""

from typing import Any

from strategy_tracker.imports.changeset import ChangeSet
from strategy_tracker.imports.synonyms import synonyms


def open_questions(changes: ChangeSet) -> list[dict[str, Any]]:
    """What a person has not answered yet; each has a best guess."""
    return list(getattr(changes, "questions", ()))


def is_certain(changes: ChangeSet) -> bool:
    """Whether nothing is wrong, nothing is open and every column is known well enough."""
    certain = getattr(changes, "is_certain", None)
    if certain is not None:
        return bool(certain)
    enough = getattr(synonyms(), "auto", 0.9)
    return (
        not changes.stopping
        and not open_questions(changes)
        and all(
            column.confidence >= enough
            for sheet in changes.sheets
            for column in sheet.columns
            if sheet.holds and column.field
        )
    )
