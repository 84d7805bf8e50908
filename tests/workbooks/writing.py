"""What every sheet of a drawn workbook shares: the book, its headings, and what it says where."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks import cells
from tests.workbooks.cells import Put
from tests.workbooks.content import WORDS, Objective, Person, Tracker
from tests.workbooks.pools import POOLS, headings_of

Layout = Mapping[str, str]
_HEADS = {
    "filled": PatternFill("solid", fgColor="FF1F3864"),
    "pale": PatternFill("solid", fgColor="FFDDEBF7"),
}
_MEANINGS = {
    "red": "Will not be delivered",
    "amber": "Some risk to delivery",
    "green": "Will be delivered",
    "blue": "Closed",
}
# Far to the right of every table.
_HELPERS = 40
# The headings that may have a slip where not all have.
_SLIPS = ("objective", "ambition", "action", "lead", "rating", "target", "comment")


@dataclass(frozen=True)
class Want:
    """A value that the workbook gives: of which record, and where (both counted from 1)."""

    kind: str
    key: str
    field: str
    value: Any
    sheet: str
    row: int
    column: int


@dataclass
class Made:
    """A workbook with what it says, and how it heads each kind of column."""

    layout: Layout
    seed: int
    headings: dict[str, str] = field(default_factory=dict)
    data: bytes = b""
    wants: list[Want] = field(default_factory=list)


class Page:
    """One sheet as it is written, from the top down; `row` is the next free one."""

    def __init__(self, sheet: Worksheet, made: Made) -> None:
        self.sheet, self.made, self.row = sheet, made, 1

    def put(self, row: int, column: int, what: Put, style: str = "") -> None:
        """Write a cell; `style` is one of the layout's for headings, "" for none."""
        cell = self.sheet.cell(row, column)
        cell.value = what.value
        if what.fill:
            cell.fill = what.fill
        if what.rule:
            self._fill_by_rule(cell.coordinate, row, what.rule)
        if what.number_format:
            cell.number_format = what.number_format
        if style not in ("", "plain"):
            cell.font = Font(bold=True, color="FFFFFFFF" if style == "filled" else None)
        if style in _HEADS:
            cell.fill = _HEADS[style]

    def _fill_by_rule(self, cell: str, row: int, rule: tuple[str, PatternFill]) -> None:
        """A fill that only a conditional format gives, by a word in a hidden column."""
        word, fill = rule
        letter = get_column_letter(_HELPERS + self.sheet[cell].column)
        self.sheet.column_dimensions[letter].hidden = True
        self.sheet[f"{letter}{row}"].value = word
        self.fill_where(f'${letter}{row}="{word}"', cell, fill)

    def fill_where(self, formula: str, cells: str, fill: PatternFill) -> None:
        """Fill `cells` by a conditional format, where `formula` is true."""
        shown = PatternFill("solid", bgColor=fill.fgColor)
        self.sheet.conditional_formatting.add(cells, FormulaRule(formula=[formula], fill=shown))

    def want(self, kind: str, key: str, name: str, value: Any, row: int, column: int) -> None:
        self.made.wants.append(Want(kind, key, name, value, self.sheet.title, row, column))

    def line(self, *values: Any, style: str = "") -> int:
        """Write one row from the first column; returns its number."""
        for column, value in enumerate(values, start=1):
            if value is not None:
                self.put(self.row, column, Put(value), style)
        self.row += 1
        return self.row - 1

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.sheet.merge_cells(
                start_row=top, start_column=left, end_row=bottom, end_column=right
            )


class Writer:
    """Writes `tracker` as `layout` says; what is left open there follows from `seed`."""

    def __init__(self, tracker: Tracker, layout: Layout, seed: int) -> None:
        self.tracker, self.layout = tracker, layout
        self.rng = Random(seed)
        self.words = POOLS[layout["pool"]]
        self.made = Made(layout, seed)
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.scale = self.rng.choice(tuple(WORDS))
        self.misspelt = self._slips()

    def _slips(self) -> tuple[str, ...]:
        number = {"right": 0, "one wrong": 1, "two wrong": 2}.get(self.layout["spelling"])
        return _SLIPS if number is None else tuple(self.rng.sample(_SLIPS, number))

    @property
    def head_style(self) -> str:
        return self.layout["header"]

    @property
    def bold(self) -> str:
        return "" if self.head_style == "plain" else "bold"

    def sheet(self, title: str) -> Page:
        return Page(self.book.create_sheet(title), self.made)

    def head(self, name: str) -> str:
        """The heading of a column, the same on every sheet."""
        headings = self.made.headings
        if name not in headings:
            text = self.rng.choice(headings_of(self.layout["pool"], name))
            is_wrong = name in self.misspelt or self.layout["spelling"] == "all wrong"
            headings[name] = cells.misspell(self.rng, text) if is_wrong else text
        return headings[name]

    def finish(self) -> Made:
        if "sheet" in self.layout["hidden"]:
            page = self.sheet("Lists")
            for text in ("Drop-downs", *WORDS[self.scale].values()):
                page.line(text)
            page.sheet.sheet_state = "hidden"
        file = io.BytesIO()
        self.book.save(file)
        self.made.data = file.getvalue()
        return self.made

    # What stands round a table

    def top(self, page: Page, title: str) -> None:
        """Blank rows, a title, and rows that say other things, as many as the layout has."""
        page.row += int(self.layout["down"])
        if self.layout["above"] == "nothing":
            return
        row = page.line(title, style=self.bold)
        if self.layout["above"] == "merged title":
            page.merge(row, 1, row, 6)
        self.notes_above(page)
        page.row += 1

    def notes_above(self, page: Page) -> None:
        if self.layout["above"] == "details":
            page.line(self.words.above[0])
            page.line("Prepared by:", "Planning team")
        if self.layout["above"] == "notes":
            for text in self.rng.sample(self.words.above, self.rng.randint(1, 4)):
                page.line(text if self.rng.random() < 0.6 else None)

    def bottom(self, page: Page, rated: Iterable[str]) -> None:
        """What stands under a table: notes and the legend of its colours."""
        if self.layout["below"] == "footnotes":
            page.row += 1
            for text in self.words.footnotes:
                page.line(text)
        if self.layout["legend"] == "below":
            self._colours_below(page, rated)
        if self.layout["legend"] == "below, words":
            self._words_below(page)

    def _colours_below(self, page: Page, rated: Iterable[str]) -> None:
        """The colours that were used, each beside its word."""
        page.row += 1
        page.line(self.rng.choice(self.words.legends), style="bold")
        for tone in dict.fromkeys(rated):
            if tone in WORDS["rag"]:
                # Nobody knows without the legend what purple is.
                is_purple = tone == "blue"
                fill = cells.PURPLE if is_purple else cells.fill_of(self.rng, tone, "fills")
                page.put(page.row, 1, Put(None, fill))
                page.put(page.row, 2, Put(WORDS["rag"][tone]))
                page.row += 1

    def _words_below(self, page: Page) -> None:
        """Every word of the scale, beside what it means."""
        page.row += 1
        page.line(self.rng.choice(self.words.legends))
        style = self.layout["ratings"]
        for tone, meaning in _MEANINGS.items():
            fill = cells.fill_of(self.rng, tone, style)
            page.put(page.row, 1, Put(cells.rating_word(tone, style, self.scale), fill))
            page.put(page.row, 2, Put(meaning))
            page.row += 1

    # Cells, each with what it says

    def lead(self, lead: tuple[Person, ...]) -> tuple[Put, tuple[Person, ...]]:
        shown = lead[:1] if self.layout["people"] == "one" else lead
        text, wanted = cells.people(self.rng, shown, self.layout["leads"])
        return Put(text or None), wanted

    def rating(self, tone: str, *, has_helper: bool = False) -> tuple[Put, str]:
        """`has_helper` says that a column of the table tells a rule how to fill the cell."""
        style = self.layout["ratings"]
        word = cells.rating_word(tone, style, self.scale)
        if style == "conditional column" and not has_helper:
            style = "conditional fills"
        if tone == "blue" and style == "fills" and self.layout["legend"] == "below":
            return Put(None, cells.PURPLE), word
        return cells.rating(self.rng, tone, style, self.scale), word

    def objective_rows(self, objective: Objective) -> list[tuple[str, str, Put, object]]:
        """(label, field, cell, what it says) of what is told of an objective itself."""
        return [
            (self.head("objective_lead"), "lead", *self.lead((objective.lead,))),
            (self.head("rating"), "rating", *self.rating(objective.rating)),
            *(
                (question, "comment", Put(answer), answer)
                for question, answer in zip(self.words.questions, objective.answers, strict=True)
            ),
        ]
