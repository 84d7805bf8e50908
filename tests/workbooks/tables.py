"""The actions of a plan as tables: one for all, a sheet for each objective, or stacked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from tests.workbooks import cells
from tests.workbooks.cells import Put
from tests.workbooks.content import WORDS, Action, Ambition, Objective
from tests.workbooks.writing import Page, Writer

_GREY = PatternFill("solid", fgColor="FFD9E1F2")
_PARENTS = ("objective", "ambition")
_ANSWERS = ("rating", "comment", "target")
# What may stand under one heading in the first column too, where a title is as a rule.
_GROUPED_FIRST = {"rating", "comment", "target", "lead"}
_SOME = ("reference", "action", "lead", "target", "rating", "comment")
_COLUMNS = {
    "few": ("action", "lead", "rating", "comment"),
    "some": _SOME,
    "some, ambition": ("ambition", *_SOME),
    "many": ("ambition", *_SOME[:-1], "forecast", _SOME[-1]),
}
# Columns that say nothing of the plan.
BLANK, NOTES, HIDDEN, HELPER = "", "+", "hidden", "helper"
NO_PLAN = (BLANK, NOTES, HIDDEN, HELPER)


@dataclass(frozen=True)
class Line:
    """One row of a plan, under its objective and ambition."""

    objective: Objective
    ambition: Ambition
    action: Action


def lines_of(objectives: Sequence[Objective]) -> list[Line]:
    return [
        Line(objective, ambition, action)
        for objective in objectives
        for ambition in objective.ambitions
        for action in ambition.actions
    ]


def columns(writer: Writer, *, with_parent: bool) -> list[str]:
    """The names of the columns in their order."""
    layout, rng = writer.layout, writer.rng
    names = [*_COLUMNS[layout["columns"]]]
    if with_parent:
        names.insert(0, "objective")
    if layout["order"] == "shuffled":
        rng.shuffle(names)
    if layout["order"] == "answers first":
        names.sort(key=lambda name: name not in _ANSWERS)
    for option, name in (("notes", NOTES), ("blank", BLANK)):
        if option in layout["extra"]:
            names.insert(rng.randint(2, len(names) - 1), name)
    if layout["hidden"] in ("column", "column, sheet"):
        names.insert(rng.randint(2, len(names) - 1), HIDDEN)
    if layout["hidden"] == "last column" or layout["ratings"] == "conditional column":
        names.append(HELPER)
    return names


def cell(writer: Writer, name: str, line: Line, *, has_helper: bool = False) -> tuple[Put, Any]:
    """What stands in the column `name` of a line, and what it says."""
    action = line.action
    if name == "lead":
        return writer.lead(action.lead)
    if name == "rating":
        return writer.rating(action.rating, has_helper=has_helper)
    if name == "forecast":
        return writer.rating(action.forecast)
    if name == "target":
        return cells.day(action.target, writer.layout["dates"]) if action.target else (Put(), None)
    if name in NO_PLAN:
        return _cell_of_no_plan(writer, name, action), None
    text = {
        "objective": line.objective.title,
        "ambition": line.ambition.title,
        "reference": action.reference,
        "action": action.title,
        "comment": action.comment,
    }[name]
    return Put(text or None), text


def _cell_of_no_plan(writer: Writer, name: str, action: Action) -> Put:
    if name == NOTES:
        return Put(writer.rng.choice(writer.words.notes))
    if name == HIDDEN:
        return Put(writer.rng.randint(1, 4))
    return Put(WORDS["rag"].get(action.rating, "?")[0]) if name == HELPER else Put()


class Table:
    """One table of `writer`'s on a page."""

    def __init__(self, writer: Writer, page: Page, names: Sequence[str]) -> None:
        self.writer, self.layout, self.page, self.names = writer, writer.layout, page, names
        # By column: what the parent's cell says, and the row in which it began.
        self.starts: dict[int, tuple[object, int]] = {}

    def write(self, lines: Sequence[Line]) -> None:
        self._write_head()
        first = self.page.row
        self._write_rows(lines)
        if self.layout["ratings"] == "conditional column":
            self._fill_by_helper(first, self.page.row)
        if self.layout["below"] == "totals":
            words = self.writer.rng.choice(self.writer.words.totals)
            self.page.line(words, len(lines), style=self.writer.bold)

    # Headings

    def _write_head(self) -> None:
        """One or two rows of headings."""
        page, style = self.page, self.writer.head_style
        is_merged = self.layout["head rows"] == "two, merged"
        groups = self._grouped() if self.layout["head rows"] != "one" else ()
        row = page.row + (bool(groups) or is_merged)
        for column, name in enumerate(self.names, start=1):
            text = self._heading(name)
            if is_merged and column not in groups:
                page.put(page.row, column, Put(text), style if text else "")
                page.merge(page.row, column, row, column)
            elif text:
                page.put(row, column, Put(text), style)
            if name in (HIDDEN, HELPER):
                page.sheet.column_dimensions[get_column_letter(column)].hidden = True
        if groups:
            text = self.writer.rng.choice(self.writer.words.groups)
            page.put(page.row, groups[0], Put(text), style)
            if is_merged:
                page.merge(page.row, groups[0], page.row, groups[-1])
        page.row = row + 1

    def _grouped(self) -> tuple[int, ...]:
        """The two columns side by side, counted from 1, that stand under one heading."""
        pairs = list(zip(self.names, self.names[1:], strict=False))
        fit = [
            place
            for place, pair in enumerate(pairs, start=1)
            if not {*pair} & {*_PARENTS, "action", *NO_PLAN}
            and (place > 1 or self.layout["head rows"] == "two, merged")
            and (place > 1 or {*pair} <= _GROUPED_FIRST)
        ]
        if not fit:
            return ()
        place = self.writer.rng.choice(fit)
        return (place, place + 1)

    def _heading(self, name: str) -> str | None:
        extra = {
            BLANK: None, NOTES: self.writer.words.notes_heading, HIDDEN: "Helper", HELPER: "Helper"
        }  # fmt: skip
        return extra[name] if name in extra else self.writer.head(name)

    # Rows

    def _write_rows(self, lines: Sequence[Line]) -> None:
        """Rows with bands, merged parents and blank rows as the layout says."""
        before: Line | None = None
        for line in lines:
            is_new = before is None or before.objective != line.objective
            if before and self._has_space_before(before, line):
                self._close()
                self.page.row += 1
            if is_new and self.layout["parents"].startswith("band") and "list" in self._kind:
                self._band(line.objective.title)
            self._write_row(line)
            before = line
            self.page.row += 1
            if self.layout["spacing"] == "rows":
                self.page.row += 1
        self._close()

    @property
    def _kind(self) -> str:
        return self.layout["kind"]

    def _has_space_before(self, before: Line, line: Line) -> bool:
        if self.layout["spacing"] == "ambitions":
            return before.ambition != line.ambition
        return self.layout["spacing"] == "groups" and before.objective != line.objective

    def _write_row(self, line: Line) -> None:
        page, title = self.page, line.action.title
        for column, name in enumerate(self.names, start=1):
            what, wanted = cell(self.writer, name, line, has_helper=HELPER in self.names)
            if name in _PARENTS:
                self._parent(column, name, line)
            else:
                page.put(page.row, column, what)
            if wanted not in (None, "", ()):
                page.want("action", title, name, wanted, page.row, column)
        if "objective" not in self.names:
            page.want("action", title, "objective", line.objective.title, page.row, 1)

    def _band(self, title: str) -> None:
        page, style = self.page, self.layout["parents"]
        page.put(page.row, 1, Put(title), "" if style == "band, plain" else "bold")
        if style == "band, merged":
            if self.writer.rng.random() < 0.5:
                page.sheet.cell(page.row, 1).fill = _GREY
            page.merge(page.row, 1, page.row, len(self.names))
        page.row += 1

    def _parent(self, column: int, name: str, line: Line) -> None:
        """A parent's cell: on every row, on its first, or on its first and merged down."""
        style, row = self.layout["parents"], self.page.row
        title = line.objective.title if name == "objective" else line.ambition.title
        key = (title, line.ambition.title) if style.endswith("by ambition") else title
        last = self.starts.get(column)
        if style.startswith(("once", "merged")) and last and last[0] == key:
            return
        if last and style.startswith("merged"):
            self._merge_down(column, last[1], row - 1)
        self.starts[column] = (key, row)
        self.page.put(row, column, Put(title or None))

    def _close(self) -> None:
        if self.layout["parents"].startswith("merged"):
            for column, (_, row) in self.starts.items():
                self._merge_down(column, row, self.page.row - 1)
        self.starts.clear()

    def _merge_down(self, column: int, top: int, bottom: int) -> None:
        sheet = self.page.sheet
        while bottom > top and not any(
            sheet.cell(bottom, place).value for place in range(1, sheet.max_column + 1)
        ):
            bottom -= 1
        self.page.merge(top, column, bottom, column)

    def _fill_by_helper(self, first: int, row: int) -> None:
        """Fill the ratings by one rule for each colour, that reads a hidden column's letter."""
        helper = get_column_letter(len(self.names))
        letter = get_column_letter(self.names.index("rating") + 1)
        for tone, word in WORDS["rag"].items():
            fill = cells.fill_of(self.writer.rng, tone, "fills")
            formula = f'${helper}{first}="{word[0]}"'
            self.page.fill_where(formula, f"{letter}{first}:{letter}{row}", fill)


def _rated(lines: Sequence[Line]) -> Iterator[str]:
    return (line.action.rating for line in lines)


def write_list(writer: Writer) -> None:
    """All actions in one table."""
    page = writer.sheet(writer.words.sheets["plan"])
    writer.top(page, writer.tracker.title)
    names = columns(writer, with_parent=not writer.layout["parents"].startswith("band"))
    lines = lines_of(writer.tracker.objectives)
    Table(writer, page, names).write(lines)
    writer.bottom(page, _rated(lines))


def write_sheets(writer: Writer) -> None:
    """A sheet for each objective, under whose title its actions stand."""
    names = columns(writer, with_parent=False)
    for number, objective in enumerate(writer.tracker.objectives, start=1):
        is_named = writer.layout["kind"] == "named sheets"
        plan = writer.words.sheets["plan"]
        page = writer.sheet(objective.title[:31] if is_named else f"{plan} {number}")
        page.row += int(writer.layout["down"])
        page.line(objective.title, style="bold")
        writer.notes_above(page)
        page.row += 1
        lines = lines_of([objective])
        Table(writer, page, names).write(lines)
        writer.bottom(page, _rated(lines))


def write_stacked(writer: Writer) -> None:
    """A table for each objective on one sheet, each under its title."""
    page = writer.sheet(writer.words.sheets["plan"])
    writer.top(page, writer.tracker.title)
    names = columns(writer, with_parent=False)
    for objective in writer.tracker.objectives:
        page.line(objective.title, style="bold")
        Table(writer, page, names).write(lines_of([objective]))
        page.row += 1
    writer.bottom(page, _rated(lines_of(writer.tracker.objectives)))
