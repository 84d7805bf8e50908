"""Compares what was read from a workbook with what it says, field by field."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports.existing import Existing
from strategy_tracker.imports.extract import extract
from strategy_tracker.imports.matched import Known
from strategy_tracker.imports.notes import open_questions
from strategy_tracker.imports.reading import address, read_workbook
from strategy_tracker.imports.said import Answer, Extract, Found
from strategy_tracker.imports.values import plain_words
from tests.tracker_pages import Made, Want

SURE = 0.75
_LONGEST_NAME = 2
_PURPOSES = {"rating": "delivery", "forecast": "forecast"}


@dataclass(frozen=True)
class Miss:
    """A field that is not as the workbook says. `noticed` says what tells a person so, or ""."""

    want: Want
    got: Any
    noticed: str


@dataclass
class Score:
    """How many fields were compared, and those that are wrong."""

    fields: int = 0
    misses: list[Miss] = field(default_factory=list)

    @property
    def right(self) -> float:
        """In 100."""
        return 100 * (self.fields - len(self.misses)) / self.fields if self.fields else 100.0

    @property
    def silent(self) -> list[Miss]:
        return [miss for miss in self.misses if not miss.noticed]

    def add(self, other: "Score") -> None:
        self.fields += other.fields
        self.misses += other.misses


def score(made: Made) -> Score:
    """Read the workbook with nobody's help, and compare."""
    result = extract(read_workbook(made.data, "tracker.xlsx"), Known())
    return Comparison(made, result).score()


class Comparison:
    def __init__(self, made: Made, result: Extract) -> None:
        self.made, self.result = made, result
        self.by_title = {
            kind: {_plain(one.title): one for one in records.values()}
            for kind, records in result.found.items()
        }
        # Colours that nobody explained, and cells that may mean two things.
        self.questions = open_questions(result, _nothing())
        self.answers = {answer.item: answer for answer in result.answers}

    def score(self) -> Score:
        total = Score(len(self.made.wants))
        for want in self.made.wants:
            found = self.by_title[want.kind].get(_plain(want.key))
            got = self.got(want, found) if found else None
            if not _same(want, got):
                total.misses.append(Miss(want, got, self.noticed(want)))
        wanted = {(want.kind, _plain(want.key)) for want in self.made.wants}
        for kind in ("action", "risk", "measure"):
            for title, found in self.by_title[kind].items():
                if (kind, title) not in wanted:
                    total.fields += 1
                    total.misses.append(self._extra(kind, found))
        return total

    def _extra(self, kind: str, found: Found) -> Miss:
        """A record that nobody wrote down."""
        where = found.where
        row = int(re.sub(r"\D", "", where.cell) or 0)
        want = Want(kind, "", "no such record", None, where.sheet, row, 1)
        return Miss(want, found.title, self.noticed(want))

    def got(self, want: Want, found: Found) -> Any:
        readers: dict[str, Callable[[], Any]] = {
            "objective": lambda: self._parent(found, "objective"),
            "ambition": lambda: self._parent(found, "ambition"),
            "action": lambda: found.title,
            "lead": lambda: self._lead(found),
            "rating": lambda: self._rated(found, "delivery"),
            "forecast": lambda: self._rated(found, "forecast"),
            "target": lambda: found.values.get("target_date"),
            "comment": lambda: self._said(found, want),
            "risk current": lambda: found.values.get("current"),
            "risk target": lambda: found.values.get("target"),
        }
        if want.field.startswith("reading "):
            return self._read(found, want.field.removeprefix("reading "))
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

    def _read(self, found: Found, key: str) -> Any:
        """The reading of a measure by its year, part and kind as they print."""
        for one in self.result.found["reading"].values():
            said = (one.values["financial_year"], one.values["part"], one.values["kind"])
            if one.parents["measure"] == found.key and str(said) == key:
                return one.values["raw"]
        return None

    def _lead(self, found: Found) -> Any:
        for name in ("lead", "executive", "sro"):
            if f"leads_{name}" in found.values:
                return found.values[f"leads_{name}"]
        return None

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
        return next((answer.ratings[one].label for one in codes if one in answer.ratings), "")

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
        told = [(one.where, one.message) for one in self.result.problems]
        told += [(one.where, one.question) for one in self.questions]
        headings = {cell.address for match in self.result.matches for cell in match.sheet.header}
        for where, message in told:
            if where.sheet != want.sheet:
                continue
            at = re.fullmatch(r"([A-Z]+)(\d+)", where.cell)
            if at and (int(at[2]) == want.row or (at[1] == letter and at[0] in headings)):
                return message
        for one in self.questions:
            if one.key.startswith("colour:") and want.field in ("rating", "forecast"):
                return one.question
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


def _nothing() -> Existing:
    """A trust that has nothing yet."""
    return Existing(Trust(), None, [], Known(), {}, {})


def _same(want: Want, got: Any) -> bool:
    if want.field == "lead":
        # Of words as they stand in a real workbook nobody says where one person ends.
        whole = any(len(name.split()) > _LONGEST_NAME for name, _ in want.value)
        one, other = _people(want.value), _people(got or ())
        return _all_words(one) == _all_words(other) if whole else one == other
    if want.value is None or got is None:
        return want.value is got
    if isinstance(want.value, str):
        return _plain(want.value) == _plain(str(got))
    return bool(want.value == got)


def _people(lead: Any) -> list[list[str]]:
    return [sorted(plain_words(f"{name} {role}").split()) for name, role in lead]


def _all_words(people: list[list[str]]) -> list[str]:
    return sorted(word for words in people for word in words)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_\\]", "", text).split()).casefold().strip(".")
