"""Writes a plan as a spreadsheet in a given look: one of the many that trusts give theirs."""

import calendar
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Color, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.layout_content import QUESTIONS, RAG, Action, Content, Measure, Person

# What trusts call their columns: a pool of this test's own, not the product's list.
HEADINGS = {
    "objective": [
        "Strategic objective", "Objective", "Goal", "Strategic goal", "Corporate objective",
        "Workstream", "Strategic aim", "Trust objective", "Programme", "Strategic theme",
    ],
    "ambition": ["Ambition", "Priority", "Our ambition", "Annual priority", "Sub-objective"],
    "title": [
        "Key action", "Action", "Actions", "What we will do", "Milestone", "Deliverable",
        "Planned action", "Action required", "Key deliverable", "Activity", "Task", "Initiative",
    ],
    "reference": ["Ref", "No", "No.", "Ref no", "ID", "Action no", "Action ref", "#", "Item"],
    "lead": [
        "Lead", "Owner", "Responsible", "Action owner", "Exec lead", "Lead officer",
        "Responsible person", "Named lead", "Accountable director", "SRO", "Who",
    ],
    "rating": [
        "RAG", "RAG status", "Status", "Rating", "Current RAG", "RAG rating", "Delivery RAG",
        "BRAG", "Current status",
    ],
    "day": [
        "Target date", "Due date", "Deadline", "By when", "Completion date", "Due", "Timescale",
        "Date due", "Planned completion date", "Delivery date",
    ],
    "comment": [
        "Comments", "Progress update", "Update", "Narrative", "Commentary", "Latest position",
        "Progress to date", "Update this quarter", "Progress", "Current position",
    ],
    "risk reference": ["Risk ref", "Ref", "Risk ID", "BAF ref", "Risk no"],
    "risk title": [
        "Risk", "Risk description", "Principal risk", "Risk title", "Description of risk",
    ],
    "risk current": ["Current score", "Current risk score", "Residual score", "Current rating"],
    "risk target": ["Target score", "Target risk score", "Target rating", "Target risk rating"],
    "measure": ["Measure", "Metric", "KPI", "Indicator", "Measure of success", "Metrics"],
    "number": ["No", "Ref", "#", "No."],
    "baseline": ["Baseline", "Baseline (date)", "Starting point"],
    "target": ["Target", "End target", "Target (date)", "End target (date)"],
}  # fmt: skip
_GROUP_HEADINGS = ["Delivery", "Progress", "Position", "Assurance", "Monitoring"]
_ABOVE = [
    "Prepared for the Board of Directors", "Version 0.4 DRAFT", "Owner: Strategy and Planning team",
    "Please update in purple text", "Last refreshed by the programme office",
    "Not for onward circulation",
]  # fmt: skip
_RGB = {
    "Red": ["FFFF0000", "FFC00000", "FFFF5050"],
    "Amber": ["FFFFC000", "FFFFBF00", "FFF4B000"],
    "Green": ["FF00B050", "FF92D050", "FF008000"],
}
_THEME = {"Red": 5, "Amber": 9, "Green": 6}
_INDEXED = {"Red": [10], "Amber": [52, 51], "Green": [17, 11, 57]}
_JOINS = {"lines": "\n", "slashes": " / ", "semicolons": "; "}


@dataclass(frozen=True)
class Look:
    """How a plan is laid out; each field is a feature that recognition is measured by."""

    shape: str = "one sheet"
    header_row: int = 0
    header: str = "one row"
    misspelt: int = 0
    order: str = "as usual"
    extra: str = "none"
    parents: str = "repeated"
    ambitions: bool = False
    rating: str = "words"
    dates: str = "real"
    people: str = "one"
    spacers: bool = False
    totals: bool = False
    hidden: str = "none"
    legend: bool = False
    risks: str = "none"
    scorecard: str = "none"


@dataclass
class Made:
    """A workbook's bytes, what it was made to say, and what its columns are called."""

    data: bytes
    content: Content
    headings: dict[str, str] = field(default_factory=dict)


@dataclass
class Column:
    """One column of a table: its part, its heading, and how a cell of it is written."""

    role: str
    heading: str
    write: Callable[[Any, Any], None] = field(default=lambda cell, one: None)


class Writer:
    """Writes one workbook in a look. What is chance in it comes from `random`."""

    def __init__(self, content: Content, look: Look, random: Random) -> None:
        self.content, self.look, self.random = content, look, random
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.headings = {role: random.choice(names) for role, names in HEADINGS.items()}
        self.join = random.choice(sorted(_JOINS))
        self._misspell()

    def _misspell(self) -> None:
        """One letter too few, too many or out of its place, in headings of the plan."""
        roles = ["objective", "ambition", "title", "lead", "rating", "day", "comment"]
        long = [role for role in roles if max(map(len, self.headings[role].split())) >= 6]
        for role in self.random.sample(long, min(self.look.misspelt, len(long))):
            words = self.headings[role].split()
            place = max(range(len(words)), key=lambda index: len(words[index]))
            word, at = words[place], self.random.randint(1, len(words[place]) - 3)
            words[place] = self.random.choice(
                [
                    word[:at] + word[at + 1 :],
                    word[:at] + word[at] + word[at:],
                    word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                ]
            )
            self.headings[role] = " ".join(words)

    def write(self) -> bytes:
        if self.look.shape == "one sheet":
            self._plan(self._sheet("Action plan"), self.content.actions, "")
        elif self.look.shape == "sheet per objective":
            for objective in self.content.objectives:
                own = [one for one in self.content.actions if one.objective == objective]
                self._plan(self._sheet(objective[:31]), own, objective)
        else:
            for number, objective in enumerate(self.content.objectives, start=1):
                self._matrix(self._sheet(f"Annex {number}"), objective)
        if self.look.risks != "none":
            self._risk_register(self._sheet("Risks"))
        if self.look.scorecard != "none":
            self._scorecard(self._sheet("Scorecard"))
        if self.look.hidden in ("sheet", "both"):
            sheet = self._sheet("Lists")
            for row in (["Drop-downs"], *([word] for word in self.content.scale)):
                sheet.append(row)
            sheet.sheet_state = "hidden"
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()

    def _sheet(self, title: str) -> Worksheet:
        return self.book.create_sheet(title)

    # The plan as a table

    def _plan(self, sheet: Worksheet, actions: list[Action], objective: str) -> None:
        columns = self._columns(with_objective=not objective and self.look.parents != "bands")
        top = self._above(sheet, objective or f"{self.content.strategy}: action plan", len(columns))
        row = self._header(sheet, columns, top)
        for _, group in groupby(actions, key=lambda one: (one.objective, one.ambition)):
            row = self._group(sheet, columns, row, list(group))
        if self.look.totals:
            row = self._totals(sheet, columns, row, len(actions))
        if self.look.legend:
            self._legend(sheet, row + 1)
        self._hide(sheet, columns, top, row)

    def _columns(self, *, with_objective: bool) -> list[Column]:
        used = {
            "objective": with_objective,
            "ambition": self.look.ambitions,
            "reference": any(one.reference for one in self.content.actions),
            "title": True,
            "lead": any(one.leads or one.lead_text for one in self.content.actions),
            "rating": bool(self.content.scale),
            "day": any(one.day for one in self.content.actions),
            "comment": any(one.comment for one in self.content.actions),
        }
        writers = {
            "objective": _text("objective"), "ambition": _text("ambition"),
            "reference": self._reference, "title": _text("title"), "lead": self._lead,
            "rating": self._rating, "day": self._day, "comment": _text("comment"),
        }  # fmt: skip
        columns = [
            Column(role, self.headings[role], writers[role])
            for role, there in used.items()
            if there
        ]
        if self.look.order == "shuffled":
            self.random.shuffle(columns)
        elif self.look.order == "answers first":
            columns.sort(key=lambda one: one.role not in ("rating", "comment", "day"))
        if self.look.extra in ("notes", "both"):
            note = Column("note", "Notes for the programme office", self._note)
            columns.insert(self.random.randint(1, len(columns)), note)
        if self.look.extra in ("spacer", "both"):
            columns.insert(self.random.randint(1, len(columns) - 1), Column("spacer", ""))
        if self.look.hidden in ("column", "both") or self.look.rating == "conditional":
            columns.append(Column("helper", "Helper", self._helper))
        return columns

    def _above(self, sheet: Worksheet, title: str, width: int) -> int:
        """What stands above the table; gives the row of its header."""
        needs_title = self.look.shape == "sheet per objective"
        rows = max(self.look.header_row, 2 if needs_title else 0)
        if rows:
            sheet.cell(1, 1, title).font = Font(bold=True, size=16)
            if self.random.random() < 0.5:
                sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
        # The row just above a header is blank, or the header would have two.
        for row, text in zip(range(2, rows), self.random.sample(_ABOVE, 6), strict=False):
            if self.random.random() < 0.6:
                sheet.cell(row, 1, text)
        return rows + 1

    def _header(self, sheet: Worksheet, columns: list[Column], top: int) -> int:
        """Write the headings; gives the first row under them."""
        for place, column in enumerate(columns, start=1):
            if column.heading:
                cell = sheet.cell(top, place, column.heading)
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFDDEBF7")
        if self.look.header != "two rows":
            return top + 1
        pairs = [
            place
            for place in range(1, len(columns))
            if {columns[place - 1].role, columns[place].role}
            <= {"rating", "comment", "day", "lead"}
        ]
        grouped = self.random.choice(pairs) if pairs else 0
        for place in range(1, len(columns) + 1):
            if grouped and place in (grouped, grouped + 1):
                sheet.cell(top + 1, place, sheet.cell(top, place).value)
            else:
                sheet.merge_cells(
                    start_row=top, end_row=top + 1, start_column=place, end_column=place
                )
        if grouped:
            sheet.cell(top, grouped + 1).value = None
            sheet.cell(top, grouped).value = self.random.choice(_GROUP_HEADINGS)
            sheet.merge_cells(
                start_row=top, end_row=top, start_column=grouped, end_column=grouped + 1
            )
        return top + 2

    def _group(self, sheet: Worksheet, columns: list[Column], row: int, group: list[Action]) -> int:
        """The actions of one parent; gives the next free row."""
        is_first = self.content.actions.index(group[0]) == next(
            place
            for place, one in enumerate(self.content.actions)
            if one.objective == group[0].objective
        )
        if self.look.parents == "bands" and is_first and self.look.shape == "one sheet":
            sheet.cell(row, 1, group[0].objective).font = Font(bold=True)
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(columns))
            row += 1
        for offset, action in enumerate(group):
            for place, column in enumerate(columns, start=1):
                is_parent = column.role in ("objective", "ambition")
                if is_parent and offset and self.look.parents in ("merged", "once"):
                    continue
                column.write(sheet.cell(row + offset, place), action)
        if self.look.parents == "merged" and len(group) > 1:
            for place, column in enumerate(columns, start=1):
                if column.role in ("objective", "ambition"):
                    sheet.merge_cells(
                        start_row=row, end_row=row + len(group) - 1,
                        start_column=place, end_column=place,
                    )  # fmt: skip
        return row + len(group) + self.look.spacers

    def _totals(self, sheet: Worksheet, columns: list[Column], row: int, number: int) -> int:
        sheet.cell(row, 1, self.random.choice(["Total", "Total actions", "Grand total"]))
        sheet.cell(row, min(2, len(columns)), number)
        return row + 1

    def _legend(self, sheet: Worksheet, row: int) -> None:
        sheet.cell(row, 1, self.random.choice(["Key", "RAG key", "Key:"]))
        said = ["Will not be delivered", "Some risk to delivery", "Will be delivered", "Closed"]
        for offset, word in enumerate(self.content.scale, start=1):
            cell = sheet.cell(row + offset, 1, word)
            if word in RAG:
                cell.fill = self._fill(word)
            sheet.cell(row + offset, 2, said[(offset - 1) % 4])

    def _hide(self, sheet: Worksheet, columns: list[Column], top: int, row: int) -> None:
        """Hide the helper column, and colour the ratings by it where only a rule does so."""
        helper = next((n for n, one in enumerate(columns, start=1) if one.role == "helper"), 0)
        if helper:
            sheet.column_dimensions[get_column_letter(helper)].hidden = True
        rating = next((n for n, one in enumerate(columns, start=1) if one.role == "rating"), 0)
        if self.look.rating != "conditional" or not rating:
            return
        letter, first = get_column_letter(rating), top + 1
        for word in RAG:
            rule = FormulaRule(
                formula=[f'${get_column_letter(helper)}{first}="{word[0]}"'],
                fill=PatternFill("solid", bgColor=_RGB[word][0]),
            )
            sheet.conditional_formatting.add(f"{letter}{first}:{letter}{row}", rule)

    # Cells

    def _reference(self, cell: Any, action: Action) -> None:
        cell.value = action.reference

    def _note(self, cell: Any, action: Action) -> None:
        if self.random.random() < 0.5:
            cell.value = self.random.choice(["Chased twice", "See the action log", "Ask Jo"])

    def _helper(self, cell: Any, action: Action) -> None:
        cell.value = action.rating[:1]

    def _lead(self, cell: Any, action: Action) -> None:
        cell.value = action.lead_text or _JOINS[self.join].join(map(say_person, action.leads))
        cell.alignment = Alignment(wrap_text=True)

    def _rating(self, cell: Any, action: Action) -> None:
        word, style = action.rating, self.look.rating
        if word not in RAG or style in ("words", "letters", "letters with fills"):
            cell.value = word[0] if style.startswith("letters") and word in RAG else word
        if word in RAG and style not in ("words", "letters", "conditional"):
            cell.fill = self._fill(word)

    def _fill(self, word: str) -> PatternFill:
        if self.look.rating == "theme fills":
            tint = self.random.choice([0.0, -0.25, 0.4])
            return PatternFill("solid", fgColor=Color(theme=_THEME[word], tint=tint))
        if self.look.rating == "indexed fills":
            return PatternFill("solid", fgColor=Color(indexed=self.random.choice(_INDEXED[word])))
        return PatternFill("solid", fgColor=self.random.choice(_RGB[word]))

    def _day(self, cell: Any, action: Action) -> None:
        if action.day is None:
            return
        cell.value = say_day(shown_day(action.day, self.look.dates), self.look.dates)
        if self.look.dates == "real":
            cell.number_format = "dd/mm/yyyy"

    # Other shapes

    def _matrix(self, sheet: Worksheet, objective: str) -> None:
        """Questions down and ambitions across."""
        top = self._above(sheet, self.content.strategy, 3)
        own = [one for one, parent in self.content.objective_of.items() if parent == objective]
        sheet.cell(top, 1, self.headings["objective"])
        sheet.cell(top, 2, objective)
        if len(own) > 1:
            sheet.merge_cells(start_row=top, end_row=top, start_column=2, end_column=1 + len(own))
        sheet.cell(top + 1, 1, self.headings["ambition"])
        for offset, question in enumerate(QUESTIONS, start=2):
            sheet.cell(top + offset, 1, question)
        for place, ambition in enumerate(own, start=2):
            sheet.cell(top + 1, place, ambition)
            for offset, question in enumerate(QUESTIONS, start=2):
                sheet.cell(top + offset, place, self.content.said[ambition][question])

    def _risk_register(self, sheet: Worksheet) -> None:
        top = self._above(sheet, "Risks to the plan", 5)
        roles = ["risk reference", "risk title", "risk current", "risk target", "objective"]
        for place, role in enumerate(roles, start=1):
            sheet.cell(top, place, self.headings[role]).font = Font(bold=True)
        for row, risk in enumerate(self.content.risks, start=top + 1):
            say = _product if self.look.risks == "products" else str
            scores = [say(risk.current), say(risk.target)]
            values = [risk.reference, risk.title, *scores, risk.objective]
            for place, value in enumerate(values, start=1):
                sheet.cell(row, place, value)

    def _scorecard(self, sheet: Worksheet) -> None:
        top = self._above(sheet, "Scorecard of the plan", 12)
        for place, role in enumerate(("number", "measure", "baseline", "target"), start=1):
            sheet.cell(top, place, self.headings[role])
            sheet.merge_cells(start_row=top, end_row=top + 1, start_column=place, end_column=place)
        write = self._aims_in_rows if self.look.scorecard == "rows" else self._aims_in_columns
        write(sheet, top)

    def _measure(self, sheet: Worksheet, row: int, measure: Measure) -> None:
        baseline = f"{measure.baseline} ({measure.baseline_day:%d/%m/%y})"
        target = f"{measure.target} ({measure.target_day:%d/%m/%y})"
        for place, value in enumerate([measure.number, measure.name, baseline, target], start=1):
            sheet.cell(row, place, value)

    def _aims_in_rows(self, sheet: Worksheet, top: int) -> None:
        """A row of aims and a row of actuals for each measure; quarters across."""
        sheet.cell(top, 5, "Aim / Actual")
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=5, end_column=5)
        whens = sorted({key[:2] for one in self.content.measures for key in one.readings})
        for place, (year, quarter) in enumerate(whens, start=6):
            sheet.cell(top, place, year if quarter == "Q1" else None)
            sheet.cell(top + 1, place, quarter)
        for first in range(6, 6 + len(whens), 4):
            sheet.merge_cells(start_row=top, end_row=top, start_column=first, end_column=first + 3)
        row = top + 2
        for measure in self.content.measures:
            self._measure(sheet, row, measure)
            for offset, kind in enumerate(("aim", "actual")):
                sheet.cell(row + offset, 5, kind.capitalize())
                for place, when in enumerate(whens, start=6):
                    sheet.cell(row + offset, place, measure.readings.get((*when, kind)))
            for place in range(1, 5):
                sheet.merge_cells(
                    start_row=row, end_row=row + 1, start_column=place, end_column=place
                )
            row += 2

    def _aims_in_columns(self, sheet: Worksheet, top: int) -> None:
        """A row for each measure; two columns for each quarter."""
        whens = sorted({key[:2] for one in self.content.measures for key in one.readings})
        for number, (year, quarter) in enumerate(whens):
            place = 5 + 2 * number
            sheet.cell(top, place, f"{quarter} {year}")
            sheet.merge_cells(start_row=top, end_row=top, start_column=place, end_column=place + 1)
            for offset, kind in enumerate(("Aim", "Actual")):
                sheet.cell(top + 1, place + offset, kind)
        for row, measure in enumerate(self.content.measures, start=top + 2):
            self._measure(sheet, row, measure)
            for number, when in enumerate(whens):
                for offset, kind in enumerate(("aim", "actual")):
                    value = measure.readings.get((*when, kind))
                    sheet.cell(row, 5 + 2 * number + offset, value)


def _text(name: str) -> Callable[[Any, Action], None]:
    def write(cell: Any, action: Action) -> None:
        cell.value = getattr(action, name) or None

    return write


def say_person(person: Person) -> str:
    return f"{person.name}, {person.role}" if person.role else person.name


def _product(score: int) -> str:
    factor = next(one for one in (5, 4, 3, 2, 1) if score % one == 0 and score // one <= 5)
    return f"{factor} x {score // factor}"


def shown_day(day: date, style: str) -> date:
    """The day that `day` becomes in a style that only tells months or quarters."""
    if style == "end of month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if style == "quarter":
        month = (day.month - 1) // 3 * 3 + 3
        return date(day.year, month, calendar.monthrange(day.year, month)[1])
    return day


def say_day(day: date, style: str) -> Any:
    """`day` as a cell has it in this style."""
    year = day.year if day.month > 3 else day.year - 1
    quarter = f"Q{(day.month - 4) % 12 // 3 + 1} {year % 100:02d}/{(year + 1) % 100:02d}"
    return {
        "real": day,
        "slashes": f"{day:%d/%m/%Y}",
        "short month": f"{day:%d-%b-%y}",
        "end of month": f"end of {day:%B %Y}",
        "serial": (day - date(1899, 12, 30)).days,
        "quarter": quarter,
    }[style]


def make(content: Content, look: Look, random: Random) -> Made:
    """`content` written in `look`."""
    writer = Writer(content, look, random)
    return Made(writer.write(), content, writer.headings)
