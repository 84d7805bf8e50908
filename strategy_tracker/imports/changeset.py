"""The change set of an import: one plain value that the preview shows and apply performs.

It says what would be made that the trust lacks (`proposals`), what would become of every
record in the workbook (`changes`), and what is wrong or worth knowing, at which cell
(`problems`). `to_data` gives it as JSON-ready data of the same shape.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from strategy_tracker.imports.vocabulary.synonyms import synonyms

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
# Records of the plan that the file does not name: ended by the import, or left as they are.
CLOSED, NOT_NAMED = "closed", "not-named"
# What may become of a filled cell.
CELL_ENDS = {
    "fields": "in fields",
    "own": "in columns of your own",
    "noise": "not part of the plan",
    "asked": "asked about",
}
# In the order in which they are made, each after what it hangs from.
KINDS = ("objective", "ambition", "action", "measure", "reading", "risk", "update", "passage")
KIND_WORDS = {
    "objective": ("objective", "objectives"),
    "ambition": ("ambition", "ambitions"),
    "action": ("action", "actions"),
    "measure": ("measure", "measures"),
    "reading": ("reading", "readings"),
    "risk": ("risk", "risks"),
    "update": ("answer", "answers"),
    "passage": ("passage", "passages"),
}


class Where(NamedTuple):
    """A place in the workbook; blank sheet and cell for what came with the command."""

    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.sheet else ""


@dataclass(frozen=True)
class Problem:
    """What is wrong at a cell and what to do about it.

    A problem that `stops` keeps the whole import from being applied; the others are for
    information.
    """

    where: Where
    value: str
    message: str
    remedy: str
    stops: bool = True

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where.sheet else ""
        return f"{place}{self.message} {self.remedy}".strip()


@dataclass(frozen=True)
class OpenQuestion:
    """What is not clear at a cell and is to be answered, each way of doing so with its words.

    `guess` is the value of the answer taken when nobody says. `key` is the same whenever the
    same question comes. `cells` are all those of the sheet that it is about, such as "B2:B9",
    where it is about more than the one. `records` are those of the plan that it is about, each
    with the key of an answer of its own and its words. `is_read` where the cells are read by the
    guess as any others are.
    """

    key: str
    where: Where
    value: str
    question: str
    guess: str
    options: tuple[tuple[str, str], ...]
    cells: tuple[str, ...] = ()
    records: tuple[tuple[str, str], ...] = ()
    is_read: bool = False

    @property
    def waiting(self) -> tuple[str, ...]:
        """The cells and areas of which nothing is sure before it is answered."""
        if self.is_read or not self.where.cell:
            return ()
        return self.cells or (self.where.cell,)

    def to_data(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "sheet": self.where.sheet,
            "cell": self.where.cell,
            "value": self.value,
            "question": self.question,
            "guess": self.guess,
            "options": [list(option) for option in self.options],
            "cells": list(self.cells),
            "records": [list(record) for record in self.records],
        }


@dataclass(frozen=True)
class LegendNote:
    """What a colour, or a word that rates, was taken for. `meaning` is "" for nothing."""

    key: str
    fill: str
    count: int
    meaning: str
    confidence: float
    evidence: str
    options: tuple[tuple[str, str], ...]


@dataclass
class Proposal:
    """Something the trust lacks that the workbook implies, to be made on apply.

    `what` is "strategy", "words", "period", "scale", "dimension", "heading", "custom_field",
    "risk_matrix", "risk_category", "person" or "post"; `fields` are what it is made of, `detail`
    says it in words.
    """

    what: str
    name: str
    detail: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass
class FieldChange:
    """One field of a record: what it is now and what it would be, both as shown."""

    name: str
    old: str
    new: str


@dataclass
class Change:
    """What becomes of one record.

    `key` names it within the change set and `parents` names those it hangs from, by kind.
    `values` are the fields to be set (all that the workbook gives for a new record, only
    those that differ for a changed one), in the form that apply takes; `shown` are the same
    for a person to read. `pk` is the existing record's.
    """

    kind: str
    key: str
    title: str
    state: str
    where: Where
    pk: int | None = None
    matched_by: str = ""
    parents: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    shown: list[FieldChange] = field(default_factory=list)


@dataclass
class ColumnNote:
    """What one column was taken for, how sure that is (0 to 1) and why.

    `field` is such as "action.title", and "" for a column that is left out.
    """

    letter: str
    heading: str
    meaning: str
    confidence: float
    evidence: str
    field: str = ""
    samples: list[dict[str, str]] = dataclasses.field(default_factory=list)


@dataclass
class SheetNote:
    """What one region of a sheet was taken for; `holds` is "" when it is left out.

    `area` is [top, left, bottom, right], zero-based, and `place` the same as "Plan!A9:H39".
    `kind` is how it is laid out, and `why` a sentence on it.
    """

    title: str
    holds: str
    rows: int
    columns: list[ColumnNote] = field(default_factory=list)
    area: list[int] = field(default_factory=list)
    place: str = ""
    kind: str = ""
    why: str = ""


@dataclass
class CellGroup:
    """Cells of a sheet of which the same became: `areas` such as "A1" and "B2:C9".

    `end` is "field", "own", "noise" or "asked"; `what` is the field, the heading of the own
    column, or the reason.
    """

    end: str
    what: str
    count: int
    areas: list[str]


@dataclass
class SheetCells:
    """What became of every filled cell of a sheet: `filled` is the sum of the others."""

    title: str
    filled: int
    fields: int
    own: int
    noise: int
    asked: int
    groups: list[CellGroup] = field(default_factory=list)


@dataclass
class ChangeSet:
    """Everything one import would do.

    `words` are the trust's own, singular and plural, for each kind of record. `period_pks`
    maps the key of each existing period that is answered for to its pk. `questions` are open,
    `answered` those to which somebody has said something, with what that was.
    """

    file_name: str
    strategy_title: str = ""
    words: dict[str, tuple[str, str]] = field(default_factory=lambda: dict(KIND_WORDS))
    period_labels: list[str] = field(default_factory=list)
    period_pks: dict[str, int] = field(default_factory=dict)
    sheets: list[SheetNote] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    legend: list[LegendNote] = field(default_factory=list)
    questions: list[OpenQuestion] = field(default_factory=list)
    answered: list[tuple[OpenQuestion, str]] = field(default_factory=list)
    cells: list[SheetCells] = field(default_factory=list)

    @property
    def is_certain(self) -> bool:
        """Whether nothing is wrong, nothing is open, every filled cell is accounted for, and
        every column is known well enough."""
        return (
            not self.stopping
            and not self.questions
            and not any(sheet.asked for sheet in self.cells)
            and all(
                column.confidence >= synonyms().auto
                for sheet in self.sheets
                for column in sheet.columns
                if sheet.holds and column.field
            )
        )

    @property
    def stopping(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.stops]

    @property
    def notes(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.stops]

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing at all."""
        return not self.proposals and all(
            change.state in (UNCHANGED, NOT_NAMED) for change in self.changes
        )

    def ask(self, asked: Iterable[OpenQuestion], answers: Mapping[str, str]) -> None:
        """Take each question among the open ones, or among the answered where it has an answer."""
        for question in asked:
            if question.key in answers:
                self.answered.append((question, answers[question.key]))
            else:
                self.questions.append(question)

    def of(self, kind: str, *states: str) -> list[Change]:
        """The changes to records of `kind`, in these states or in any."""
        return [
            change
            for change in self.changes
            if change.kind == kind and (not states or change.state in states)
        ]

    def counts(self) -> dict[str, dict[str, int]]:
        """{kind: {"new": n, "changed": n, "unchanged": n}} for the kinds that occur.

        "closed" and "not-named" are there as well where there are any.
        """
        counts: dict[str, dict[str, int]] = {}
        for kind in KINDS:
            states = [change.state for change in self.changes if change.kind == kind]
            if states:
                counts[kind] = {state: states.count(state) for state in (NEW, CHANGED, UNCHANGED)}
                beside = {state: states.count(state) for state in (CLOSED, NOT_NAMED)}
                counts[kind] |= {state: number for state, number in beside.items() if number}
        return counts

    def digest(self) -> str:
        """SHA-256 of the whole, by which an apply knows that it does what was previewed."""
        return digest_of(self.to_data())

    def to_data(self) -> dict[str, Any]:
        """As plain data; dates and decimals as texts."""
        return {
            "schema": "strategy-tracker/import/1",
            "file": self.file_name,
            "strategy": self.strategy_title,
            "words": {kind: list(words) for kind, words in self.words.items()},
            "periods": list(self.period_labels),
            "counts": self.counts(),
            "sheets": [asdict(sheet) for sheet in self.sheets],
            "cells": {sheet.title: _cells_data(sheet) for sheet in self.cells},
            "proposals": [
                {"what": proposal.what, "name": proposal.name, "detail": proposal.detail}
                for proposal in self.proposals
            ],
            "changes": [_change_data(change) for change in self.changes],
            "problems": [
                {
                    "sheet": problem.where.sheet,
                    "cell": problem.where.cell,
                    "value": problem.value,
                    "problem": problem.message,
                    "remedy": problem.remedy,
                    "stops": problem.stops,
                }
                for problem in self.problems
            ],
            "legend": [
                {**asdict(note), "options": [list(option) for option in note.options]}
                for note in self.legend
            ],
            "questions": [question.to_data() for question in self.questions],
            "answered": [
                {**question.to_data(), "answer": answer} for question, answer in self.answered
            ],
        }


def digest_of(data: dict[str, Any]) -> str:
    """The digest of a change set given as plain data."""
    text = json.dumps(data, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _cells_data(sheet: SheetCells) -> dict[str, Any]:
    data = asdict(sheet)
    del data["title"]
    return data


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "state": change.state,
        "title": change.title,
        "sheet": change.where.sheet,
        "cell": change.where.cell,
        "matched_by": change.matched_by,
        "fields": [[value.name, value.old, value.new] for value in change.shown],
    }


def say_counts(
    counts: Mapping[str, Mapping[str, int]],
    words: Mapping[str, Sequence[str]],
    states: Iterable[str] = (NEW, CHANGED, CLOSED),
) -> str:
    """ "3 objectives and 30 actions new, 2 answers changed"; "" when there is nothing."""
    parts = []
    for state in states:
        # By KINDS: a database may have put the keys of `counts` in an order of its own.
        things = [
            f"{counts[kind][state]:,} {words[kind][counts[kind][state] != 1]}"
            for kind in KINDS
            if counts.get(kind, {}).get(state)
        ]
        if things:
            listed = " and ".join(filter(None, [", ".join(things[:-1]), things[-1]]))
            parts.append(f"{listed} {state}")
    return ", ".join(parts)


def say_cells(cells: Mapping[str, Mapping[str, Any]]) -> str:
    """ "All 1,204 filled cells are accounted for: 1,190 in fields, 14 asked about."

    `cells` are those of a change set's data.
    """
    ends = count_cells(cells)
    parts = ", ".join(f"{count:,} {CELL_ENDS[name]}" for name, count in ends.items() if count)
    filled = sum(ends.values())
    return f"All {filled:,} filled cells are accounted for: {parts}." if parts else ""


def count_cells(cells: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """How many filled cells of all sheets came to each end of `CELL_ENDS`."""
    return {name: sum(sheet[name] for sheet in cells.values()) for name in CELL_ENDS}
