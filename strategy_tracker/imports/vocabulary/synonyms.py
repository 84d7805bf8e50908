"""The synonym list as the code uses it: read once from `synonyms.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ambitions.plan.fields import ITEM_FIELDS
from strategy_tracker.imports.vocabulary.values import plain_words

# What the list calls a field where its name is another.
_OTHER_NAMES = {"regulation_refs": "regulations"}


@dataclass(frozen=True, eq=False)
class SheetKind:
    """A kind of sheet: what it holds, and the (heading, field) pairs it takes.

    It needs all of `needs` and, unless that is empty, one of `needs_one`. There is one of each
    kind, and so they are told apart without a look at all their headings.
    """

    holds: str
    needs: tuple[str, ...]
    needs_one: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    answers: bool

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """Each field that it takes, in the list's order."""
        return tuple(dict.fromkeys(name for _, name in self.fields))

    def is_met_by(self, found: set[str]) -> bool:
        """Whether a sheet with columns for the fields `found` is of this kind."""
        enough = not self.needs_one or bool(found.intersection(self.needs_one))
        return enough and found.issuperset(self.needs)


@dataclass(frozen=True)
class OtherKind:
    """A kind of sheet or list that is no plan: its name, and `least` of these words tell it."""

    name: str
    least: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """Headings are compared as `plain_words`; `threshold` is the least for a near match.

    `yielding` headings name an objective only where no other heading of the sheet does. `hints`
    are words in a heading that count where the values of its column say the same. `kept`
    are headings of what is no field of ours, beside each kind of record and ("") beside all,
    `groups` those of titles that name what rows stand under where their values come again;
    `kept_dates` are those of dates, `short` are words that headings shorten,
    and `latest` are headings of what a measure is now.
    """

    threshold: int
    sheets: tuple[SheetKind, ...]
    ratings: dict[str, str]
    narratives: dict[str, str]
    values: dict[str, dict[str, str]]
    yielding: frozenset[str] = frozenset()
    labels: dict[str, str] = field(default_factory=dict)
    documents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    others: tuple[OtherKind, ...] = ()
    lists: tuple[OtherKind, ...] = ()
    groups: frozenset[str] = frozenset()
    auto: float = 0.75
    hints: dict[str, frozenset[str]] = field(default_factory=dict)
    kept: dict[str, frozenset[str]] = field(default_factory=dict)
    kept_dates: frozenset[str] = frozenset()
    short: dict[str, str] = field(default_factory=dict)
    latest: frozenset[str] = frozenset()

    def kept_beside(self, holds: str) -> frozenset[str]:
        """Headings of what is no field of ours on a sheet that holds such records."""
        return self.kept.get("", frozenset()) | self.kept.get(holds, frozenset())

    def label_code(self, label: str) -> str:
        """What a form's label asks ("meeting-date" for "Date of meeting:"); "" when unknown."""
        return self.labels.get(plain_words(label), "")

    def value(self, what: str, text: str) -> str:
        """The code that a cell's word stands for ("Must" is "must_do"); "" when unknown."""
        return self.values[what].get(plain_words(text), "")


@cache
def synonyms() -> Synonyms:
    """The list in `synonyms.toml`, which is part of the program and so always well-formed."""
    data = tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text(encoding="utf-8"))
    fields = _with_scores(_with_declared(data["fields"]), data["risk_scores"])
    return Synonyms(
        threshold=data["threshold"],
        sheets=tuple(
            SheetKind(
                holds=sheet["holds"],
                needs=tuple(sheet["needs"]),
                needs_one=tuple(sheet.get("needs_one", ())),
                fields=tuple(pair for group in sheet["takes"] for pair in _pairs(group, fields)),
                answers="answer" in sheet["takes"],
            )
            for sheet in data["sheets"]
        ),
        ratings=_by_word(data["ratings"]),
        narratives=_by_word(data["narratives"]),
        values={what: _by_word(words) for what, words in data["values"].items()},
        yielding=frozenset(words for words, _ in _pairs("objective_above", fields)),
        labels=_by_word(data["labels"]),
        documents={kind: tuple(words) for kind, words in data["documents"].items()},
        others=_other_kinds(data["others"]),
        lists=_other_kinds(data["lists"]),
        groups=frozenset(map(plain_words, data["groups"]["headings"])),
        auto=data["auto"],
        hints={name: frozenset(words) for name, words in data["hints"].items()},
        kept={
            holds: frozenset(plain_words(word) for words in _lists(groups) for word in words)
            for holds, groups in {"": data["kept"], **data["kept_beside"]}.items()
        },
        kept_dates=frozenset(
            plain_words(word) for words in data["kept"]["dates"].values() for word in words
        ),
        short=data["short"],
        latest=frozenset(map(plain_words, data["latest"]["headings"])),
    )


def _other_kinds(kinds: list[dict[str, Any]]) -> tuple[OtherKind, ...]:
    return tuple(
        OtherKind(kind["name"], kind["least"], tuple(map(plain_words, kind["words"])))
        for kind in kinds
    )


def _with_declared(fields: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    """The headings of each group; a field that the list does not know goes by its own label."""
    known = {name: dict(group) for name, group in fields.items()}
    for level, declared in ITEM_FIELDS.items():
        for item_field in declared:
            name = _OTHER_NAMES.get(item_field.name, item_field.name)
            if item_field.is_edited and name not in known[level]:
                known[level][name] = [item_field.label]
    return known


def _with_scores(
    fields: dict[str, dict[str, list[str]]], scores: dict[str, list[str]]
) -> dict[str, dict[str, list[str]]]:
    """The headings of each group, and those of scores made of when they hold and what they are."""
    risk = dict(fields["risk"])
    for name, times in scores.items():
        if name != "what":
            made = (f"{time} {what}" for time in times for what in scores["what"])
            risk[name] = list(dict.fromkeys([*risk[name], *made]))
    return {**fields, "risk": risk}


def _pairs(group: str, fields: dict[str, dict[str, list[str]]]) -> list[tuple[str, str]]:
    """(plain heading, field) of one group; a name with a dot is the whole name of a field."""
    return [
        (plain_words(heading), name if "." in name else f"{group}.{name}")
        for name, headings in fields[group].items()
        for heading in headings
    ]


def _lists(groups: dict[str, Any]) -> Iterator[list[str]]:
    """The lists of a table of the file, and of the tables within it."""
    for group in groups.values():
        if isinstance(group, dict):
            yield from _lists(group)
        else:
            yield group


def _by_word(codes: dict[str, list[str]]) -> dict[str, str]:
    return {plain_words(word): code for code, words in codes.items() for word in words}
