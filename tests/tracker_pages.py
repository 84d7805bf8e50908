"""Writes a tracker into a workbook in one of many layouts, and remembers where each value went."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests import tracker_words as words
from tests.tracker_content import WORDS, Action, Ambition, Objective, Person, Tracker
from tests.tracker_words import Put

Layout = Mapping[str, str]
_GREY = PatternFill("solid", fgColor="FFD9E1F2")
_DARK = PatternFill("solid", fgColor="FF1F3864")
_GROUPS = ("Delivery", "This quarter", "Plan", "Details")
# Far to the right of every table.
_HELPERS = 40
_PARENTS = ("objective", "ambition")


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


@dataclass(frozen=True)
class Line:
    """One row of a plan, under its objective and ambition."""

    objective: Objective
    ambition: Ambition
    action: Action

    def title(self, name: str) -> str:
        return self.objective.title if name == "objective" else self.ambition.title


class Page:
    """One sheet as it is written, from the top down; `row` is the next free one."""

    def __init__(self, sheet: Worksheet, made: Made) -> None:
        self.sheet, self.made, self.row = sheet, made, 1

    def put(self, row: int, column: int, what: Put, style: str = "") -> None:
        cell = self.sheet.cell(row, column)
        cell.value = what.value
        if what.fill:
            cell.fill = what.fill
        if what.rule:
            self._fill_by_rule(cell.coordinate, row, what.rule)
        if what.number_format:
            cell.number_format = what.number_format
        if style in ("bold", "filled"):
            cell.font = Font(bold=True, color="FFFFFFFF" if style == "filled" else None)
        if style == "filled":
            cell.fill = _DARK

    def _fill_by_rule(self, cell: str, row: int, rule: tuple[str, PatternFill]) -> None:
        """A fill that only a conditional format gives, by a word in a hidden column."""
        word, fill = rule
        helper = _HELPERS + self.sheet[cell].column
        letter = get_column_letter(helper)
        self.sheet.column_dimensions[letter].hidden = True
        self.sheet.cell(row, helper).value = word
        shown = PatternFill("solid", bgColor=fill.fgColor)
        self.sheet.conditional_formatting.add(
            cell, FormulaRule(formula=[f'${letter}{row}="{word}"'], fill=shown)
        )

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
        self.made = Made(layout, seed)
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.scale = self.rng.choice(("rag", "track", "delay"))
        self.headings = self.made.headings

    def sheet(self, title: str) -> Page:
        return Page(self.book.create_sheet(title), self.made)

    def head(self, name: str) -> str:
        """The heading of a column, the same on every sheet."""
        if name not in self.headings:
            wrong = self.layout["spelling"] == "all wrong" or (
                self.layout["spelling"] == "one wrong" and name == self._slip()
            )
            self.headings[name] = words.heading(self.rng, name, misspelt=wrong)
        return self.headings[name]

    def _slip(self) -> str:
        return ("objective", "action", "target", "comment")[self.made.seed % 4]

    def finish(self) -> Made:
        file = io.BytesIO()
        self.book.save(file)
        self.made.data = file.getvalue()
        return self.made

    # What stands round a table

    def top(self, page: Page, title: str) -> None:
        """Blank rows, a title, and rows of metadata, as many as the layout has."""
        page.row += int(self.layout["down"])
        above = self.layout["above"]
        if above == "nothing":
            return
        row = page.line(title, style="bold" if self.layout["header"] != "plain" else "")
        if above == "merged title":
            page.merge(row, 1, row, 6)
        if above == "details":
            page.line("Version 3, printed on 4 July 2025")
            page.line("Prepared by:", "Planning team")
        page.row += 1

    def bottom(self, page: Page, rated: Iterable[str]) -> None:
        """What stands under a table: notes and the legend of its colours."""
        if self.layout["below"] == "footnotes":
            page.row += 1
            page.line("* Dates are those that the committee agreed in March.")
            page.line("Source: planning team")
        if self.layout["legend"] == "below":
            page.row += 1
            page.line("Key", style="bold")
            for tone, fill in self._legend_fills(rated).items():
                page.put(page.row, 1, Put(None, fill))
                page.put(page.row, 2, Put(WORDS["rag"][tone]))
                page.row += 1

    def _legend_fills(self, rated: Iterable[str]) -> dict[str, PatternFill]:
        """A fill for each tone; of blue it is purple, as nobody knows without the legend."""
        return {
            tone: words.PURPLE if tone == "blue" else words.fill_of(self.rng, tone, "fills")
            for tone in dict.fromkeys(rated)
        }

    # Lists of actions

    def lines(self, objectives: Sequence[Objective]) -> list[Line]:
        return [
            Line(objective, ambition, action)
            for objective in objectives
            for ambition in objective.ambitions
            for action in ambition.actions
        ]

    def columns(self, *, with_parent: bool) -> list[str]:
        """Names of the columns in their order; "" is a blank one, "+" one that says more."""
        names = ["action", "lead", "rating", "comment"]
        if self.layout["columns"] != "few":
            names = ["reference", "action", "lead", "target", "rating", "comment"]
        if self.layout["columns"] == "many":
            names = ["ambition", *names[:-1], "forecast", names[-1]]
        if with_parent:
            names.insert(0, "objective")
        if self.layout["order"] == "shuffled":
            self.rng.shuffle(names)
        extra = {"notes": "+", "blank": "", "hidden": "hidden"}.get(self.layout["extra"])
        if extra is not None:
            names.insert(self.rng.randint(2, len(names) - 1), extra)
        return names

    def write_head(self, page: Page, names: Sequence[str]) -> None:
        """One or two rows of headings."""
        style = {"bold": "bold", "filled": "filled"}.get(self.layout["header"], "")
        groups = self._grouped(names) if self.layout["head rows"] != "one" else ()
        row = page.row + bool(groups)
        for column, name in enumerate(names, start=1):
            text = self._heading_text(name)
            alone = groups and column not in groups
            if alone and self.layout["head rows"] == "two, merged":
                page.put(page.row, column, Put(text), style)
                page.merge(page.row, column, row, column)
            elif text:
                page.put(row, column, Put(text), style)
            if name == "hidden":
                page.sheet.column_dimensions[get_column_letter(column)].hidden = True
        if groups:
            page.put(page.row, groups[0], Put(self.rng.choice(_GROUPS)), style)
            if self.layout["head rows"] == "two, merged":
                page.merge(page.row, groups[0], page.row, groups[-1])
        page.row = row + 1

    def _grouped(self, names: Sequence[str]) -> tuple[int, ...]:
        """The two columns side by side, counted from 1, that stand under one heading."""
        fit = [
            place
            for place in range(1, len(names) - 1)  # Never the first, where a title stands.
            if not {names[place], names[place + 1]} & {*_PARENTS, "action", "", "hidden"}
        ]
        return (fit[0] + 1, fit[0] + 2) if fit else ()

    def _heading_text(self, name: str) -> str | None:
        extra = {"": None, "+": "Notes for PMO", "hidden": "Helper"}
        return extra[name] if name in extra else self.head(name)

    def write_rows(self, page: Page, names: Sequence[str], lines: Sequence[Line]) -> None:
        """The rows of a table, with bands, merged parents and blank rows as the layout says."""
        style = self.layout["parents"]
        before: Line | None = None
        starts: dict[int, tuple[str, int]] = {}
        for line in lines:
            new = before is None or before.objective != line.objective
            if new and before and self.layout["spacing"] == "groups":
                self._close(page, starts)
                page.row += 1
            if new and style.startswith("band") and self.layout["kind"] == "list":
                self._band(page, line.objective.title, len(names))
            for column, name in enumerate(names, start=1):
                if name in _PARENTS:
                    self._parent(page, column, line.title(name), starts)
                else:
                    page.put(page.row, column, self.cell(name, line))
            self._want(page, names, line)
            before = line
            page.row += 1
            if self.layout["spacing"] == "rows":
                page.row += 1
        self._close(page, starts)
        if self.layout["below"] == "totals":
            page.line("Total", len(lines), style="bold" if self.layout["header"] != "plain" else "")

    def _band(self, page: Page, title: str, width: int) -> None:
        style = self.layout["parents"]
        page.put(page.row, 1, Put(title), "" if style == "band, plain" else "bold")
        if style == "band, merged":
            page.sheet.cell(page.row, 1).fill = _GREY
            page.merge(page.row, 1, page.row, width)
        page.row += 1

    def _parent(
        self, page: Page, column: int, title: str, starts: dict[int, tuple[str, int]]
    ) -> None:
        """A parent's cell: on every row, on its first, or on its first and merged down."""
        style = self.layout["parents"]
        last = starts.get(column)
        if style in ("once", "merged") and last and last[0] == title:
            return
        if last and style == "merged":
            self._merge_down(page, column, last[1], page.row - 1)
        starts[column] = (title, page.row)
        page.put(page.row, column, Put(title))

    def _close(self, page: Page, starts: dict[int, tuple[str, int]]) -> None:
        if self.layout["parents"] == "merged":
            for column, (_, row) in starts.items():
                self._merge_down(page, column, row, page.row - 1)
        starts.clear()

    def _merge_down(self, page: Page, column: int, top: int, bottom: int) -> None:
        while bottom > top and not any(
            page.sheet.cell(bottom, one).value for one in range(1, page.sheet.max_column + 1)
        ):
            bottom -= 1
        page.merge(top, column, bottom, column)

    def cell(self, name: str, line: Line) -> Put:
        """What stands in the column `name` of a line."""
        action = line.action
        what = {
            "objective": lambda: Put(line.objective.title),
            "ambition": lambda: Put(line.ambition.title),
            "reference": lambda: Put(action.reference),
            "action": lambda: Put(action.title),
            "lead": lambda: self.lead(action.lead),
            "rating": lambda: self.rating(action.rating),
            "forecast": lambda: self.rating(action.forecast),
            "target": lambda: words.day(action.target, self.layout["dates"]),
            "comment": lambda: Put(action.comment),
            "+": lambda: Put(self.rng.choice(("Asked twice.", "See the paper of May.", None))),
            "hidden": lambda: Put(self.rng.randint(1, 4)),
            "": Put,
        }[name]
        return what()

    def lead(self, lead: tuple[Person, ...]) -> Put:
        return Put(words.people(lead, self.layout["leads"]))

    def rating(self, tone: str) -> Put:
        if tone == "blue" and self._explains_purple():
            return Put(None, words.PURPLE)
        return words.rating(self.rng, tone, self.layout["ratings"], self.scale)

    def _explains_purple(self) -> bool:
        return self.layout["legend"] != "none" and self.layout["ratings"] == "fills"

    def _want(self, page: Page, names: Sequence[str], line: Line) -> None:
        """Remember what the row just written says."""
        action, row = line.action, page.row
        values = self.values(line)
        for column, name in enumerate(names, start=1):
            if name in values:
                page.want("action", action.title, name, values[name], row, column)
        if "objective" not in names:
            page.want("action", action.title, "objective", line.objective.title, row, 1)

    def values(self, line: Line) -> dict[str, Any]:
        """What a line says, by the names of columns."""
        action = line.action
        return {
            "objective": line.objective.title,
            "ambition": line.ambition.title,
            "reference": action.reference,
            "action": action.title,
            "lead": self.people(action.lead),
            "rating": self.word(action.rating),
            "forecast": self.word(action.forecast),
            "target": action.target,
            "comment": action.comment,
        }

    def word(self, tone: str) -> str:
        style = self.layout["ratings"]
        return WORDS[self.scale if style.endswith("words") else "rag"][tone]

    def people(self, lead: tuple[Person, ...]) -> tuple[tuple[str, str], ...]:
        with_post = self.layout["leads"] in ("posts", "brackets")
        return tuple((name, role if with_post else "") for name, role in lead)


def write_list(writer: Writer) -> None:
    """All actions in one table."""
    page = writer.sheet("Plan")
    writer.top(page, "Trust plan 2025/26")
    names = writer.columns(with_parent=not writer.layout["parents"].startswith("band"))
    writer.write_head(page, names)
    lines = writer.lines(writer.tracker.objectives)
    writer.write_rows(page, names, lines)
    writer.bottom(page, [line.action.rating for line in lines])


def write_sheets(writer: Writer) -> None:
    """A sheet for each objective, under whose title its actions stand."""
    names = writer.columns(with_parent=False)
    for number, objective in enumerate(writer.tracker.objectives, start=1):
        page = writer.sheet(f"Plan {number}")
        page.row += int(writer.layout["down"])
        page.line(objective.title, style="bold")
        page.row += 1
        writer.write_head(page, names)
        lines = writer.lines([objective])
        writer.write_rows(page, names, lines)
        writer.bottom(page, [line.action.rating for line in lines])


def write_stacked(writer: Writer) -> None:
    """A table for each objective on one sheet, each under its title."""
    page = writer.sheet("Plan")
    writer.top(page, "Trust plan 2025/26")
    names = writer.columns(with_parent=False)
    lines: list[Line] = []
    for objective in writer.tracker.objectives:
        page.line(objective.title, style="bold")
        writer.write_head(page, names)
        own = writer.lines([objective])
        writer.write_rows(page, names, own)
        lines += own
        page.row += 1
    writer.bottom(page, [line.action.rating for line in lines])
