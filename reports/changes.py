"""What differs between two contents of one paper: its items by identity, its parts by key.

What moved from period to period is told by the part "changes" out of the plan. This is of one
period: what a later version says that the one before did not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from objectives.models import Level
from reports.parts import KINDS
from reports.values import natural

Content = Mapping[str, Any]
Given = Mapping[str, str] | None
_LEVELS = (*Level.values, "measure", "risk")


@dataclass(frozen=True)
class Changed:
    """An item with what was said of it and what is; `about` is what a rating is called.

    Before and now have a label and a tone; both are empty where nothing was given.
    """

    name: str
    before: Mapping[str, str]
    now: Mapping[str, str]
    about: str = ""


@dataclass(frozen=True)
class Changes:
    """Items that are new, gone, called something else, rated or scored otherwise; and the
    headings of the parts that say something else, are new, or are left out."""

    added: list[str]
    gone: list[str]
    retitled: list[Changed]
    rerated: list[Changed]
    rescored: list[Changed]
    reworded: list[str]
    new_parts: list[str]
    lost_parts: list[str]

    def __bool__(self) -> bool:
        return any(vars(self).values())


def can_compare(*contents: Content) -> bool:
    """Whether they name their items by identity, which papers did not from the beginning."""
    return all("items" in content for content in contents)


def compare(before: Content, after: Content) -> Changes:
    """What `after` says that `before` did not: by level, then reference."""
    was, now = _in_order(before["items"]), _in_order(after["items"])
    both = [(was[key], item) for key, item in now.items() if key in was]
    old = {part["key"]: part for part in before["parts"]}
    new = {part["key"]: part for part in after["parts"]}
    return Changes(
        added=[_name(item) for key, item in now.items() if key not in was],
        gone=[_name(item) for key, item in was.items() if key not in now],
        retitled=[
            Changed(_name(item), _said(_name(one)), _said(_name(item)))
            for one, item in both
            if _name(one) != _name(item)
        ],
        rerated=[change for one, item in both for change in _rerated(one, item, after)],
        rescored=[
            Changed(_name(item), _given(one["score"]), _given(item["score"]))
            for one, item in both
            if "score" in one and "score" in item and one["score"] != item["score"]
        ],
        reworded=_headings(
            part for key, part in new.items() if key in old and old[key]["sha256"] != part["sha256"]
        ),
        new_parts=_headings(part for key, part in new.items() if key not in old),
        lost_parts=_headings(part for key, part in old.items() if key not in new),
    )


def _in_order(items: Mapping[str, Content]) -> dict[str, Content]:
    """A database keeps no order of names."""

    def place(item: Content) -> Any:
        return _LEVELS.index(item["level"]), natural(item["reference"]), item["title"]

    return dict(sorted(items.items(), key=lambda pair: place(pair[1])))


def _rerated(before: Content, now: Content, after: Content) -> list[Changed]:
    """On each dimension that both were asked."""
    was, given = before.get("ratings", {}), now.get("ratings", {})
    labels = after["dimensions"].get(now["level"], {})
    return [
        Changed(_name(now), _given(was[code]), _given(value), labels.get(code, code))
        for code, value in given.items()
        if code in was and was[code] != value
    ]


def _name(item: Content) -> str:
    return " ".join(words for words in (item["reference"], item["title"]) if words)


def _said(words: str) -> Mapping[str, str]:
    return {"label": words, "tone": ""}


def _given(value: Given) -> Mapping[str, str]:
    return value or _said("")


def _headings(parts: Iterable[Content]) -> list[str]:
    """What they are called; a kind that a newer release no longer has, by its key."""
    found = []
    for part in parts:
        kind = KINDS.get(part["kind"])
        found.append(part["heading"] or (kind.name if kind else part["key"]))
    return found
