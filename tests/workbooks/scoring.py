"""Compares what was read from a drawn workbook with what it says, field by field."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports.changeset import OpenQuestion
from strategy_tracker.imports.compare.compare import compare
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.compare.notes import all_questions
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Answer, Extract, Found
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import address, read_workbook
from strategy_tracker.imports.vocabulary.values import plain_words
from tests.workbooks.writing import Made, Want

# Of 100 fields: right in all, right in each workbook, and wrong without a word at most.
LEAST_RIGHT, LEAST_RIGHT_EACH, MOST_SILENT = 98, 80, 0.5
SURE = 0.75
_LONGEST_NAME = 2


@dataclass(frozen=True)
class Miss:
    """A field that is not as the workbook says. `noticed` says what tells a person so, or ""."""

    want: Want
    got: Any
    noticed: str


@dataclass
class Score:
    """How many fields were compared, and those that are wrong.

    `applied` are the fields that an import with the best guesses would have written right:
    none of a workbook that something stops, and `stopping` says what.
    """

    fields: int = 0
    misses: list[Miss] = field(default_factory=list)
    applied: int = 0
    stopping: list[str] = field(default_factory=list)

    @property
    def right(self) -> float:
        """In 100."""
        return 100 * (self.fields - len(self.misses)) / self.fields if self.fields else 100.0

    @property
    def applied_right(self) -> float:
        """In 100."""
        return 100 * self.applied / self.fields if self.fields else 100.0

    @property
    def silent(self) -> list[Miss]:
        return [miss for miss in self.misses if not miss.noticed]

    @property
    def silent_share(self) -> float:
        """In 100."""
        return 100 * len(self.silent) / max(self.fields, 1)

    def add(self, other: "Score") -> None:
        self.fields += other.fields
        self.misses += other.misses
        self.applied += other.applied
        self.stopping += other.stopping

    def complaint(self) -> str:
        """What is wrong, for the message of a test."""
        lines = [
            f"{miss.want.sheet} row {miss.want.row} {miss.want.kind} {miss.want.field}: wanted "
            f"{miss.want.value!r}, got {miss.got!r} ({miss.noticed or 'silently'})"
            for miss in self.misses[:10]
        ]
        stops = [f"stopped: {reason}" for reason in self.stopping[:10]]
        head = f"{self.right:.1f} in 100 of {self.fields} fields right"
        return "\n".join([f"{head}, {self.applied_right:.1f} applied", *lines, *stops])


def open_questions(result: Extract, existing: Existing) -> list[OpenQuestion]:
    """What was asked as a workbook was read, less what is answered."""
    asked = all_questions(result, existing)
    return [question for question in asked if question.key not in result.choices.answers]


def nothing() -> Existing:
    """A trust that has nothing yet."""
    kinds = ("objective", "ambition", "action", "measure", "risk")
    return Existing(Trust(), None, [], Known(), {}, {kind: {} for kind in kinds})


def score(made: Made, existing: Existing | None = None) -> Score:
    """Read the workbook with nobody's help, for a new strategy, and compare."""
    existing = existing or nothing()
    result = extract(read_workbook(made.data, "tracker.xlsx"), existing.known)
    changes = compare(
        result, existing, file_name="tracker.xlsx", title="A plan", period="2024/25 Q2"
    )
    stopping = [str(problem) for problem in changes.stopping]
    return Comparison(made, result, existing).score(stopping)


class Comparison:
    def __init__(self, made: Made, result: Extract, existing: Existing) -> None:
        self.made, self.result = made, result
        self.by_title = {
            kind: {_plain(record.title): record for record in records.values()}
            for kind, records in result.found.items()
        }
        # Colours that nobody explained, and cells that may mean two things.
        self.questions = open_questions(result, existing)
        self.answers = {answer.item: answer for answer in result.answers}
        self.readings = {
            (record.parents["measure"], _reading_key(record)): record.values["raw"]
            for record in result.found["reading"].values()
        }

    def score(self, stopping: list[str]) -> Score:
        total = Score(len(self.made.wants), stopping=stopping)
        for want in self.made.wants:
            found = self.by_title[want.kind].get(_plain(want.key))
            got = self.got(want, found) if found else None
            if not _same(want, got):
                total.misses.append(Miss(want, got, self.noticed(want)))
        extra = self._not_wanted()
        total.fields += len(extra)
        total.misses += extra
        total.applied = 0 if stopping else total.fields - len(total.misses)
        return total

    def _not_wanted(self) -> list[Miss]:
        """Records and readings that nobody wrote down."""
        wants = self.made.wants
        wanted = {(want.kind, _plain(want.key)) for want in wants}
        wanted |= {(want.field, _plain(str(want.value))) for want in wants}
        wanted.update((want.kind, want.field) for want in wants)
        extra = [
            self._extra(kind, record)
            for kind in ("objective", "ambition", "action", "risk", "measure")
            for title, record in self.by_title[kind].items()
            if (kind, title) not in wanted
        ]
        keys = {(_plain(want.key), want.field) for want in wants if want.kind == "measure"}
        measures = {record.key: record for record in self.by_title["measure"].values()}
        for (measure, key), _ in self.readings.items():
            record = measures.get(measure)
            if record and (_plain(record.title), f"reading {key}") not in keys:
                extra.append(self._extra("reading", record))
        return extra

    def _extra(self, kind: str, found: Found) -> Miss:
        where = found.where
        row = int(re.sub(r"\D", "", where.cell) or 0)
        want = Want(kind, "", "no such record", None, where.sheet, row, 1)
        return Miss(want, found.title, self.noticed(want))

    def got(self, want: Want, found: Found) -> Any:
        readers: dict[str, Callable[[], Any]] = {
            "objective": lambda: self._parent(found, "objective"),
            "ambition": lambda: self._parent(found, "ambition"),
            "action": lambda: found.title,
            "lead": lambda: _lead(found),
            "rating": lambda: self._rated(found, "delivery"),
            "forecast": lambda: self._rated(found, "forecast"),
            "target": lambda: found.values.get(
                "target_date" if want.kind == "action" else "target"
            ),
            "comment": lambda: self._said(found, want),
            "risk current": lambda: _score_of(found.values.get("current")),
            "risk target": lambda: _score_of(found.values.get("target")),
            "link": lambda: " ".join(str(text) for _, text in found.values.get("links", [])),
        }
        if want.field.startswith("reading "):
            return self.readings.get((found.key, want.field.removeprefix("reading ")))
        reader = readers.get(want.field)
        return reader() if reader else found.values.get(want.field)

    def _parent(self, found: Found, level: str) -> str:
        """The title of the parent; for an objective also that of the ambition's."""
        key = found.parents.get(level, "")
        if not key and level == "objective" and "ambition" in found.parents:
            ambition = self.result.found["ambition"][found.parents["ambition"]]
            key = ambition.parents.get(level, "")
        record = self.result.found[level].get(key)
        return record.title if record else ""

    def _answer(self, found: Found) -> Answer | None:
        return self.answers.get((found.kind, found.key))

    def _rated(self, found: Found, purpose: str) -> str:
        answer = self._answer(found)
        if answer is None:
            return ""
        codes = [
            question.code
            for question in self.result.questions.values()
            if (question.level, question.purpose) == (found.kind, purpose)
        ]
        return next((answer.ratings[code].label for code in codes if code in answer.ratings), "")

    def _said(self, found: Found, want: Want) -> str:
        """The comment, wherever the row has those words of its own cell."""
        answer = self._answer(found)
        cell = address(want.row - 1, want.column - 1)
        for text, _, where in answer.narratives.values() if answer else ():
            if where.cell == cell:
                return text
        return ""

    # Whether a person is told

    def noticed(self, want: Want) -> str:
        """A problem at the cell, its row or heading, a question, or a column not sure of."""
        letter = re.sub(r"\d", "", address(want.row - 1, want.column - 1))
        told = [(problem.where, problem.message) for problem in self.result.problems]
        told += [(question.where, question.question) for question in self.questions]
        headings = {cell.address for match in self.result.matches for cell in match.sheet.header}
        for where, message in told:
            if where.sheet != want.sheet:
                continue
            at = re.fullmatch(r"([A-Z]+)(\d+)", where.cell)
            if at and (int(at[2]) == want.row or (at[1] == letter and at[0] in headings)):
                return message
        for question in self.questions:
            if question.key.startswith("colour:") and want.field in ("rating", "forecast"):
                return question.question
        return self._doubted(want, letter)

    def _doubted(self, want: Want, letter: str) -> str:
        level = want.field if want.field in ("objective", "ambition") else ""
        for match in self.result.matches:
            if match.sheet.title != want.sheet:
                continue
            if not match.sheet.area.top < want.row <= match.sheet.area.bottom + 1:
                continue
            if not match.holds:
                return "the table is left out"
            for column in match.columns:
                mine = column.letter == letter or (level and column.field == f"{level}.title")
                if mine and column.confidence < SURE:
                    return f"not sure of “{column.heading}”"
        for region in self.result.layout.regions:
            if region.title == want.sheet and region.area.top < want.row <= region.area.bottom + 1:
                return region.why
        return ""


def _reading_key(found: Found) -> str:
    """The year, part and kind of a reading, as they print."""
    return str((found.values["financial_year"], found.values["part"], found.values["kind"]))


def _lead(found: Found) -> Any:
    for name in ("lead", "executive", "sro"):
        if f"leads_{name}" in found.values:
            return found.values[f"leads_{name}"]
    return None


def _score_of(value: Any) -> Any:
    return getattr(value, "score", value)


def _same(want: Want, got: Any) -> bool:
    if want.field == "lead":
        # Of words as they stand in a real workbook nobody says where one person ends.
        whole = any(len(name.split()) > _LONGEST_NAME for name, _ in want.value)
        wanted, found = _people(want.value), _people(got or ())
        return _all_words(wanted) == _all_words(found) if whole else wanted == found
    if want.field == "link":
        return _plain(want.value) in _plain(got or "")
    if want.value is None or got is None:
        return want.value is got
    if isinstance(want.value, date) and isinstance(got, str):
        day = want.value
        return got in (f"{day:%d/%m/%y}", f"{day:%d/%m/%Y}", day.isoformat())
    if isinstance(want.value, str):
        return _plain(want.value) == _plain(str(got))
    return bool(want.value == got)


def _people(lead: Any) -> list[list[str]]:
    return [sorted(plain_words(f"{name} {role}").split()) for name, role in lead]


def _all_words(people: list[list[str]]) -> list[str]:
    return sorted(word for words in people for word in words)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_\\]", "", text).split()).casefold().strip(".")
