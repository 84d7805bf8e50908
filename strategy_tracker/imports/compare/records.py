"""One record of a workbook beside the one it matches: which fields differ, and how they show."""

from typing import Any

from strategy_tracker.imports.changeset import (
    CHANGED,
    Change,
    ChangeSet,
    FieldChange,
    Problem,
    Where,
)
from strategy_tracker.imports.compare.existing import ExistingRecord
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.wording import (
    OWN_VALUE,
    say_name,
    show,
    show_own,
)


def set_fields(change: Change, row: ExistingRecord | None, values: dict[str, Any]) -> None:
    """Put into `change` those of `values` that are new or differ from `row`."""
    for name, value in values.items():
        old = row.values.get(name) if row else None
        if row and _same(name, old, value):
            continue
        change.values[name] = value
        if row or value not in ("", None, []):
            say = show_own if name.startswith(OWN_VALUE) else show
            change.shown.append(FieldChange(say_name(name), say(old), say(value)))
    if row and change.values:
        change.state = CHANGED


def _same(name: str, old: Any, new: Any) -> bool:
    if name.startswith("leads_"):
        return [same_words(n) for n in old or []] == [same_words(n) for n, _ in new]
    if isinstance(new, list):
        return [_plain(item) for item in old or []] == [_plain(item) for item in new]
    return bool((old or "") == (new or ""))


def _plain(item: Any) -> Any:
    return tuple(item) if isinstance(item, list | tuple) else item


def add_problem(changes: ChangeSet, where: Where, value: str, message: str, remedy: str) -> None:
    changes.problems.append(Problem(where, value, message, remedy))
