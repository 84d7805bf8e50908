"""One record of a workbook beside the one it matches: which fields differ, and how they show."""

from datetime import date
from functools import cache
from typing import Any

from strategy_tracker.imports.changeset import (
    CHANGED,
    Change,
    ChangeSet,
    FieldChange,
    Problem,
    Where,
)
from strategy_tracker.imports.compare.existing import MODELS, ExistingRecord
from strategy_tracker.imports.extract.model import Found, say_field
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.ui.dates import long_date


def set_fields(change: Change, row: ExistingRecord | None, values: dict[str, Any]) -> None:
    """Put into `change` those of `values` that are new or differ from `row`."""
    for name, value in values.items():
        old = row.values.get(name) if row else None
        if row and _same(name, old, value):
            continue
        change.values[name] = value
        if row or value not in ("", None, []):
            change.shown.append(FieldChange(say_name(name), show(old), show(value)))
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


@cache
def say_name(name: str) -> str:
    """A field's name in words: "Target date", "Lead"."""
    words = {
        "regulation_refs": "regulations",
        "raw": "value",
    }.get(name, say_field(name.removeprefix("leads_")))
    return words[:1].upper() + words[1:]


def show(value: Any) -> str:
    """A value as a person reads it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, list):
        return "; ".join(show(item) for item in value)
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value if part)
    return str(value)


def add_problem(changes: ChangeSet, where: Where, value: str, message: str, remedy: str) -> None:
    changes.problems.append(Problem(where, value, message, remedy))


def check_lengths(found: Found, changes: ChangeSet) -> None:
    """No text may be longer than its field holds."""
    for name, most in limits(found.kind).items():
        text = found.values.get(name)
        if isinstance(text, str) and len(text) > most:
            add_problem(
                changes,
                found.cells.get(name, found.where),
                f"{text[:60]}…",
                f"This {say_field(name)} has {len(text):,} characters; {most:,} is the most.",
                "Shorten it.",
            )


@cache
def limits(kind: str) -> dict[str, int]:
    """The longest text of each field of the model of `kind`."""
    return {
        field.name: field.max_length
        for field in MODELS[kind]._meta.get_fields()
        if getattr(field, "max_length", None)
    }


def words_of(value: Any) -> str:
    """A value as it is compared between two places; a full stop at its end does not count."""
    return same_words(str(value)).rstrip(".")


def same_people(have: list[tuple[str, str]], value: list[tuple[str, str]]) -> bool:
    """Whether two lists of leads, as (name, job title), name the same people in the same order."""
    return [same_words(name) for name, _ in have] == [same_words(name) for name, _ in value]


def score_by_factors(found: Found) -> None:
    """A risk's current score, where only its likelihood and its consequence are given."""
    factors = [found.values.pop(name, None) for name in ("likelihood", "consequence")]
    if all(factors) and "current" not in found.values:
        found.values["current"] = factors[0] * factors[1]
        found.cells["current"] = found.cells["consequence"]
