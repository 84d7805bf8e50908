"""What a region of a sheet comes to: one header row and flat rows under it.

Merged cells, bands, matrices and scorecards are undone here, so that all that follows reads
plain tables. Each cell remembers the cell of the sheet that it came from.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from strategy_tracker.imports.read.sheet import PartFacts, say_area
from strategy_tracker.imports.read.workbook import Area, Cell

NOTHING = Area(0, 0, 0, 0)
# The kind of a region that is not read, and the reason where a person said so.
LEFT_OUT, YOU_LEFT_IT = "left-out", "You left it out."

Noise = tuple[Area, str]


class Given(NamedTuple):
    """What the layout itself tells of a column, whatever its heading says."""

    field: str
    confidence: float
    evidence: str
    label: str = ""


@dataclass
class Table:
    """Flat rows of one region of the sheet called `title`.

    `header` has a cell for each column and `body` the rows, all of that width. `given` are
    fields that the layout tells, by column; `holds` is a kind of record where the layout
    tells it, else "". `kind` is how the region is laid out, `why` says it in a sentence.
    `title_cell` is the sheet's title, where rows may stand under that and nothing says so;
    `year` the financial year that the titles name ("2024/25"). `noise` are cells of the
    sheet that belong to the table and to none of its records, each area with the reason.
    `is_said` where a person said what it holds, `is_unsure` where nothing says that its words
    are of the strategy. `kind_word` is what a column of kinds calls its rows ("Milestone").
    """

    title: str
    header: list[Cell]
    body: list[list[Cell]]
    area: Area = NOTHING
    kind: str = "table"
    why: str = ""
    holds: str = ""
    given: dict[int, Given] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    facts: PartFacts = field(default_factory=PartFacts)
    title_cell: Cell | None = None
    year: str = ""
    noise: list[Noise] = field(default_factory=list)
    is_unsure: bool = False
    is_said: bool = False
    kind_word: str = ""

    @property
    def rows(self) -> list[list[Cell]]:
        return [self.header, *self.body]

    @property
    def place(self) -> str:
        """ "Plan!A9:H39"."""
        return say_place(self.title, self.area)

    def cell(self, row: int, column: int) -> Cell:
        """Row 0 is the header; an empty cell without an address outside the table."""
        cells = self.header if row == 0 else self.body[row - 1] if row <= len(self.body) else []
        return cells[column] if column < len(cells) else Cell("", "")

    def data_rows(self) -> Iterator[int]:
        """The numbers of the rows under the header, which is row 0."""
        return iter(range(1, len(self.body) + 1))

    def add_column(self, heading: Cell, cells: list[Cell], given: Given | None = None) -> int:
        """A further column, of as many cells as there are rows; returns its number."""
        self.header.append(heading)
        for row, cell in zip(self.body, cells, strict=True):
            row.append(cell)
        if given:
            self.given[len(self.header) - 1] = given
        return len(self.header) - 1


def say_place(title: str, area: Area) -> str:
    """ "Plan!A9:H39" for an area of the sheet called `title`."""
    return f"{title}!{say_area(area)}"


@dataclass
class Region:
    """A part of a sheet, and the tables that were made of it; none when it is left out.

    `is_noise` is false where that is because nobody knows what it is.
    """

    title: str
    area: Area
    kind: str
    why: str = ""
    tables: list[Table] = field(default_factory=list)
    is_noise: bool = True
