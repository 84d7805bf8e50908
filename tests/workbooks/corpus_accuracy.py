"""How many columns of the workbooks in `corpus/` are taken for what a person says they are.

    make import-accuracy
    .venv/bin/python -m tests.workbooks.corpus_accuracy [NAME…] [--replaced] [--verbose]

Each workbook is read for a trust that has nothing, with nobody's help and no database. A column
with something in it is then one of these:

* right: read as what was judged, or as one of what was judged equally right
* asked: there is a question about it, or it is a guess that is shown to be confirmed
* kept: left out, or kept as the trust's own, and said so, though a field was expected
* lost: in no field, and nobody is told
* wrong: read as something else, and nobody is asked

`--replaced` reads those workbooks under headings that nobody has used before.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

from strategy_tracker.imports.read.sheet import area_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string, coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from strategy_tracker.imports.compare.compare import compare
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import DIRECTION, OWN, RATING, TEXT, Column, SheetMatch
from strategy_tracker.imports.read.workbook import Area, address, read_workbook
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from tests.workbooks.corpus import CORPUS, REPLACEABLE, Region, SheetExpectation, build, replaced
from tests.workbooks.corpus.judged import verdicts
from tests.workbooks.scoring import nothing

RIGHT, ASKED, KEPT, LOST, WRONG = "right", "asked", "kept", "lost", "wrong"
BECAME = (RIGHT, ASKED, KEPT, LOST, WRONG)
SEEDS = (1, 2, 3)
# What the judge calls otherwise than we do.
_JUDGED_AS = {
    "risk.lead": "risk.owner",
    "measure.lead": "measure.owner",
    "measure.data_source": "measure.source",
    "measure.comment": "text",
    "reading.note": "text",
    "measure.target": "reading",
    "reading.value": "reading",
    "reading.part": "period",
    "reading.year": "period",
    "answer.period": "period",
    RATING: "rating",
    TEXT: "text",
}
# Fields that the judge has no word for, and so called the trust's own.
_MORE_THAN_JUDGED = {
    "measure.number", "measure.better", "risk.appetite", "risk.committee", "risk.direction",
    DIRECTION,
}  # fmt: skip
# And what no record of ours has a field for.
_LESS_THAN_JUDGED = {
    "action.team", "action.start_date", "risk.mitigation", "measure.unit",
}  # fmt: skip
_NOT_READ = {"own", "noise"}


class Judged(NamedTuple):
    """What became of one column; `asks` is whether a question or a guess is shown of it."""

    workbook: str
    kind: str
    place: str
    heading: str
    wanted: tuple[str, ...]
    got: str
    became: str

    def __str__(self) -> str:
        wanted = " or ".join(self.wanted)
        return (
            f"{self.became:<6}{self.workbook} {self.place} “{self.heading}”: "
            f"wanted {wanted}, got {self.got or 'nothing'}"
        )


@dataclass
class Report:
    columns: list[Judged] = field(default_factory=list)
    certain: list[str] = field(default_factory=list)  # those that must not be, and are
    unsure: list[str] = field(default_factory=list)  # those that could be, and are not
    misled: list[str] = field(default_factory=list)  # certain, with a column lost or wrong

    def counts(self, kind: str = "") -> Counter[str]:
        return Counter(one.became for one in self.columns if kind in ("", one.kind))

    def share(self, *became: str) -> float:
        """In 100."""
        counts = self.counts()
        return 100 * sum(counts[one] for one in became) / max(1, counts.total())

    def table(self) -> str:
        lines = [f"{'columns of':<14}{'all':>6}" + "".join(f"{one:>13}" for one in BECAME)]
        for kind in [*dict.fromkeys(one.kind for one in self.columns), ""]:
            counts = self.counts(kind)
            total = counts.total()
            shares = "".join(
                f"{counts[one]:>6}{100 * counts[one] / max(1, total):>5.1f} %" for one in BECAME
            )
            lines.append(f"{kind or 'all':<14}{total:>6}{shares}")
        lines.append(f"certain and must not be: {', '.join(self.certain) or 'none'}")
        lines.append(f"certain, with a column lost or wrong: {', '.join(self.misled) or 'none'}")
        lines.append(f"could be certain and is not: {', '.join(self.unsure) or 'none'}")
        return "\n".join(lines)


def _cells_of(place: str) -> list[str]:
    """The cells of "B2" or "B2:C9"."""
    top, left, bottom, right = area_of(place)
    return [address(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]


class Reading:
    """One workbook as an import reads it, asked cell by cell."""

    def __init__(self, data: bytes) -> None:
        existing = nothing()
        self.extract = extract(read_workbook(data, "tracker.xlsx"), existing.known)
        self.changes = compare(
            self.extract, existing, file_name="tracker.xlsx", title="A plan", period="2025/26 Q2"
        )
        self.columns = dict(_columns_of(self.extract))
        self.asked = {
            (question.where.sheet, cell)
            for question in self.changes.questions
            for place in question.waiting
            for cell in _cells_of(place)
        }
        self.told = {(problem.where.sheet, problem.where.cell) for problem in self.changes.problems}
        self.whole_sheets = {sheet for sheet, cell in self.told if cell == "A1"}
        self.left_out = [
            (region.title, region.area)
            for region in self.extract.layout.regions
            if not region.tables
        ]

    @property
    def is_certain(self) -> bool:
        return self.changes.is_certain and any(match.holds for match in self.extract.matches)

    def became(
        self, sheet: str, cells: list[str], heads: list[str], wanted: set[str]
    ) -> tuple[str, str]:
        """What the cells were read as for the most part, and what the column became by that."""
        read = Counter(self._read(sheet, cell) for cell in cells)
        got = read.most_common(1)[0][0]
        columns = [self.columns[sheet, cell] for cell in cells if (sheet, cell) in self.columns]
        headers = {(sheet, head) for head in heads}
        headers |= {(sheet, match.header_of(column)) for match, column in columns}
        asks = bool(self.asked & {*headers, *((sheet, cell) for cell in cells)})
        guessed = any(
            match.holds and column.field and column.confidence < synonyms().auto
            for match, column in columns
        )
        if got and got != OWN:
            name = _JUDGED_AS.get(got, got)
            fits = name in wanted or ("own" in wanted and got in _MORE_THAN_JUDGED)
            if fits and not asks:
                return got, RIGHT
            return got, ASKED if asks or guessed else RIGHT if fits else WRONG
        if asks:
            return got, ASKED
        is_told = (
            got == OWN
            or any(self._is_told(match, column) for match, column in columns)
            or self._is_left_out(sheet, cells, headers)
        )
        if wanted & _NOT_READ or wanted <= _LESS_THAN_JUDGED:
            return got, RIGHT if is_told or "noise" in wanted else LOST
        return got, KEPT if is_told else LOST

    def _read(self, sheet: str, cell: str) -> str:
        found = self.columns.get((sheet, cell))
        if found is None or not found[0].holds:
            return ""
        column = found[1]
        return "percent" if column.is_percent and column.field == RATING else column.field

    def _is_told(self, match: "Placed", column: Column) -> bool:
        where = (match.title, match.header_of(column))
        return not match.holds or where in self.told or column.evidence != ""

    def _is_left_out(
        self, sheet: str, cells: list[str], headers: Iterable[tuple[str, str]]
    ) -> bool:
        if self.told & {*headers, *((sheet, cell) for cell in cells)}:
            return True
        row, column = coordinate_to_tuple(cells[0])
        if sheet in {match.sheet.title for match in self.extract.matches}:
            areas = [area for title, area in self.left_out if title == sheet]
            return any(_holds(area, row - 1, column - 1) for area in areas)
        return sheet in {title for title, _ in self.left_out} | self.whole_sheets


@dataclass(frozen=True)
class Placed:
    """The table that a column is of."""

    match: SheetMatch

    @property
    def title(self) -> str:
        return self.match.sheet.title

    @property
    def holds(self) -> str:
        return self.match.holds

    def header_of(self, column: Column) -> str:
        return self.match.sheet.header[column.index].address


def _columns_of(result: Extract) -> Iterator[tuple[tuple[str, str], tuple[Placed, Column]]]:
    """The column that each cell was read in; one that is a field beats one that is not."""
    for wants_field in (False, True):
        for match in result.matches:
            placed = Placed(match)
            for column in match.columns:
                if bool(column.field) == wants_field:
                    for row in match.sheet.body:
                        cell = row[column.index]
                        # Words of several cells may have become one value.
                        for place in (cell.address, *cell.also):
                            yield (match.sheet.title, place), (placed, column)


def _holds(area: Area, row: int, column: int) -> bool:
    return area.top <= row <= area.bottom and area.left <= column <= area.right


def judge(name: str, data: bytes) -> tuple[list[Judged], bool]:
    """Each column of the workbook that has something in it, and whether the import is certain."""
    reading = Reading(data)
    book = load_workbook(BytesIO(data))
    found: list[Judged] = []
    for title, sheet in CORPUS[name].sheets.items():
        for key, verdict in sheet.columns.items():
            wanted = verdicts(verdict)
            cells, heads = _cells(book[title], sheet, key, "rating" in wanted)
            if not cells:
                continue
            got, became = reading.became(title, cells, heads, set(wanted))
            found.append(
                Judged(
                    name, CORPUS[name].kind, f"{title}!{key}",
                    str(book[title][heads[-1]].value), wanted, got, became,
                )
            )  # fmt: skip
    return found, reading.is_certain


def _cells(
    ws: Worksheet, sheet: SheetExpectation, key: str, shown_by_fill: bool
) -> tuple[list[str], list[str]]:
    """The filled cells of a judged column, and its heading's; of a rating, coloured ones too."""
    region = next(region for region in sheet.regions if _is_of(region, key))
    letter = key.rstrip("0123456789")
    low, high = region.body
    if region.across:
        row = coordinate_from_string(key)[1]
        cells = [f"{get_column_letter(column)}{row}" for column in range(low, high + 1)]
        heads = [f"{get_column_letter(region.headings[1])}{row}"]
    else:
        cells = [f"{letter}{row}" for row in range(low, high + 1)]
        heads = [f"{letter}{row}" for row in range(region.headings[0], region.headings[1] + 1)]
        heads = [head for head in heads if ws[head].value is not None] or heads
    bands = {
        row
        for merged in ws.merged_cells.ranges
        if merged.size["columns"] > 1
        for row in range(merged.min_row, merged.max_row + 1)
    }
    cells = [cell for cell in cells if region.across or coordinate_to_tuple(cell)[0] not in bands]
    filled = [cell for cell in cells if ws[cell].value is not None]
    if not filled and shown_by_fill:
        filled = [cell for cell in cells if ws[cell].fill.fill_type == "solid"]
    return filled, heads


def _is_of(region: Region, key: str) -> bool:
    letter = key.rstrip("0123456789")
    column, row = column_index_from_string(letter), int(key[len(letter) :] or 0)
    low, high = region.span
    if region.across:
        return low <= row <= high and region.headings[0] <= column <= region.headings[1]
    is_row = not row or region.headings[0] <= row <= region.headings[1]
    return low <= column <= high and is_row


def report(names: Iterable[str], *, new_headings: bool = False) -> Report:
    """On these workbooks; with `new_headings` each one that can be, under several."""
    total = Report()
    for name in names:
        made = [replaced(name, seed) for seed in SEEDS] if new_headings else [build(name)]
        for data in made:
            columns, is_certain = judge(name, data)
            total.columns += columns
            if is_certain and any(one.became in (LOST, WRONG) for one in columns):
                total.misled.append(name)
            if is_certain and not CORPUS[name].may_be_certain:
                total.certain.append(name)
            elif CORPUS[name].may_be_certain and not is_certain:
                total.unsure.append(name)
    return total


def main(arguments: list[str]) -> None:
    new_headings = "--replaced" in arguments
    names = [argument for argument in arguments if not argument.startswith("-")]
    total = report(names or (REPLACEABLE if new_headings else CORPUS), new_headings=new_headings)
    print(total.table())
    if "--verbose" in arguments:
        print("\n".join(str(one) for one in total.columns if one.became != RIGHT))


if __name__ == "__main__":
    main(sys.argv[1:])
