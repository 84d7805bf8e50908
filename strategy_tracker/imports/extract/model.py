"""What a workbook says, as plain values: records, answers, and the questions they answer."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from risks.matrix import NPSA, Matrix
from strategy_tracker.imports.changeset import OpenQuestion, Problem, Where
from strategy_tracker.imports.choices import NOTHING_SAID, Choices
from strategy_tracker.imports.extract.ledger import Ledger
from strategy_tracker.imports.layout.understanding import Layout
from strategy_tracker.imports.match.model import OwnColumn, SheetMatch
from strategy_tracker.imports.vocabulary.scales import RatingWord, Scale

ORDER = ("objective", "ambition", "action", "measure", "reading", "risk", "passage")


@dataclass
class Found:
    """One record as the workbook gives it. Fields it does not give, or gives blank, are absent."""

    kind: str
    key: str
    where: Where
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Where] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        text = self.values.get("name" if self.kind == "measure" else "title", "")
        return str(text or self.values.get("reference", ""))


@dataclass
class Rated:
    """A rating as found: a word of the question's scale, or a percentage."""

    label: str = ""
    number: Decimal | None = None
    direction: str | None = None
    raw: str = ""
    where: Where = Where("", "")  # noqa: RUF009  a named tuple never changes


@dataclass
class Answer:
    """What one row answers for one item and period; by the codes of the questions."""

    item: tuple[str, str]
    period: str
    where: Where
    period_where: Where
    ratings: dict[str, Rated] = field(default_factory=dict)
    narratives: dict[str, tuple[str, str, Where]] = field(default_factory=dict)


@dataclass
class Question:
    """Something asked at a level: existing when `is_new` is false, else to be added.

    `guidance` is the whole of a heading that was too long to be its label.
    """

    level: str
    label: str
    is_rating: bool
    is_new: bool
    code: str
    purpose: str = ""
    note: str = ""
    scale: Scale | None = None
    has_direction: bool = False
    slips: dict[str, str] = field(default_factory=dict)
    guidance: str = ""


@dataclass
class OwnValues:
    """All that stands under one column of the trust's own; `where` is the first cell.

    `column` is what it is, once all is read, and `new_choices` what may be chosen besides.
    """

    heading: str
    where: Where
    cells: list[Any] = field(default_factory=list)
    column: OwnColumn | None = None
    new_choices: list[str] = field(default_factory=list)


@dataclass
class Extract:
    """All that a workbook says. `found` is by kind and key, in the order of the sheets.

    `ledger` says what became of every filled cell. `doubts` are cells that may mean two things;
    `rated` counts the cells of each (word, label that it was read as, "" for none). `asked` are
    questions by key, each with its cells, and `new_ratings` those to add to the trust's scales.
    `period` is the label of the period that the import is for, "" where nobody said. `matrix` is
    the one by which its risks are scored, and `new_matrix` the same where it becomes the trust's.
    """

    matches: list[SheetMatch]
    ledger: Ledger
    found: dict[str, dict[str, Found]] = field(default_factory=lambda: {kind: {} for kind in ORDER})
    answers: list[Answer] = field(default_factory=list)
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    period_notes: list[tuple[str, str, Where]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    layout: Layout = field(default_factory=Layout)
    choices: Choices = NOTHING_SAID
    sheets: list[str] = field(default_factory=list)
    doubts: list[OpenQuestion] = field(default_factory=list)
    asked: dict[str, tuple[OpenQuestion, list[Where]]] = field(default_factory=dict)
    new_ratings: dict[str, list[RatingWord]] = field(default_factory=dict)
    rated: dict[tuple[str, str], int] = field(default_factory=dict)
    own: dict[tuple[str, str], OwnValues] = field(default_factory=dict)
    period: str = ""
    matrix: Matrix = NPSA
    new_matrix: Matrix | None = None

    def problem(
        self, where: Where, value: str, message: str, remedy: str, *, stops: bool = True
    ) -> None:
        self.problems.append(Problem(where, value, message, remedy, stops))
