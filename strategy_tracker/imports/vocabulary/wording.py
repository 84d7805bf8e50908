"""What a field and its value are called where a person reads of them."""

from datetime import date
from functools import cache
from typing import Any

from objectives.models.custom import day_of
from strategy_tracker.ui.dates import long_date

# Fields whose own names are no words that people say.
FIELD_WORDS = {
    "sro": "senior responsible officer",
    "executive": "executive lead",
    "better": "better direction",
}


# Before the heading of a column of the trust's own, where the fields of a record are named.
OWN_VALUE = "own."


def say_field(name: str) -> str:
    """ "action target date" for "action.target_date"."""
    kind, _, short = name.rpartition(".")
    return f"{kind} {FIELD_WORDS.get(short, short)}".strip().replace("_", " ")


@cache
def say_name(name: str) -> str:
    """A field's name in words: "Target date", "Lead"; a column's of the trust's own as given."""
    if name.startswith(OWN_VALUE):
        return name.removeprefix(OWN_VALUE)
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


def show_own(value: str | None) -> str:
    """What is kept under a column of the trust's own, as a person reads it."""
    return show(day_of(value) or value) if value else ""
