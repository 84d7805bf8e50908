"""What recognition knows of the trust, and what it makes of a table and its columns."""

from dataclasses import dataclass, field

from risks.matrix import Matrix
from strategy_tracker.imports.changeset import OpenQuestion
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.vocabulary.scales import Scale

RATING, TEXT, DIRECTION = "answer.rating", "answer.text", "answer.direction"
# A column that is no field of ours: kept with the record under its own heading.
OWN = "own"
CHOSEN = "you chose it"
LEADS = {"lead", "executive", "sro", "programme_manager"}


@dataclass(frozen=True)
class Asked:
    """A dimension or heading that a strategy has: its level, code, label, and scale if rated."""

    level: str
    code: str
    label: str
    is_rating: bool
    purpose: str = ""
    scale: str = ""
    is_archived: bool = False


@dataclass(frozen=True)
class OwnColumn:
    """A column of the trust's own at one kind of record; `pk` is 0 for one to be made."""

    record_kind: str
    heading: str
    value_kind: str
    pk: int = 0
    allowed_values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What the trust already has that bears on recognising a sheet.

    `asked` are the strategy's dimensions and headings, `scales` the trust's, `words` the
    strategy's own words for the levels as (word, level) pairs, `objectives` the titles of its
    objectives, `own` the columns of the trust's own, and `headings` what its saved profiles say
    of headings, as (heading, field) pairs. `matrix` is its own risk matrix, None for a trust that
    has none, and `has_scores` whether any of its risks is scored.
    """

    asked: tuple[Asked, ...] = ()
    scales: tuple[Scale, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    objectives: tuple[str, ...] = ()
    own: tuple[OwnColumn, ...] = ()
    headings: tuple[tuple[str, str], ...] = ()
    matrix: Matrix | None = None
    has_scores: bool = False


@dataclass(frozen=True)
class Column:
    """One column: where it is, its heading as given, and what it was taken for.

    `field` is such as "action.title", "answer.rating", OWN for a column that is kept as the
    trust's own (`label` is then its heading), "" for a column left out. For what
    answers a period, `label` is what is asked, `code` names an existing dimension or heading,
    `purpose` is the model's, `note` the period in brackets, and `rates` is the column that an
    arrow's column belongs to. `letter` is the column of the sheet, "" for what stands in none.
    `splits` is set where each value begins with its reference ("103: Falls"). `period` is the
    label of that which the column answers for, where others answer the same for other periods.
    """

    index: int
    heading: str
    field: str
    confidence: float
    evidence: str
    label: str = ""
    code: str = ""
    purpose: str = ""
    note: str = ""
    is_percent: bool = False
    rates: int | None = None
    letter: str = ""
    splits: bool = False
    period: str = ""


@dataclass
class SheetMatch:
    """What was made of one table. `holds` is "" for one that is left out, and `why` says why.

    `asks` are the questions on its columns, those answered among them.
    """

    sheet: Table
    holds: str
    columns: list[Column] = field(default_factory=list)
    asks: list[OpenQuestion] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)
    why: str = ""

    def column(self, name: str) -> Column | None:
        """The first column taken for the field `name`."""
        return next((column for column in self.columns if column.field == name), None)

    def all(self, name: str) -> list[Column]:
        return [column for column in self.columns if column.field == name]

    def own_columns(self) -> list[Column]:
        """The columns that are kept as the trust's own."""
        return self.all(OWN)

    @property
    def own_kind(self) -> str:
        """The kind of record that its own columns are of: the measure, for its readings."""
        return "measure" if self.holds == "reading" else self.holds

    @property
    def level(self) -> str:
        """The level whose items the sheet's answers belong to."""
        return self.holds if self.holds in ("objective", "ambition", "action") else ""
