"""A book and its pages: tables written and judged in one place."""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .judged import Expectation, Region, SheetExpectation, Verdict, verdicts
from .replacing import kind_of, words_for

RED, AMBER, GREEN, BLUE, GREY = "FF0000", "FFC000", "00B050", "0070C0", "A6A6A6"
NAVY, TEAL, PALE, SAND, PLUM = "1F3864", "007F7F", "DDEBF7", "FFF2CC", "5B2C6F"
RAG = {
    **dict.fromkeys(("Red", "R", "Off track", "Not started", "Non-compliant", "No"), RED),
    **dict.fromkeys(("Amber", "A", "At risk", "In progress", "Partial", "Partly"), AMBER),
    **dict.fromkeys(("Green", "G", "On track", "Complete", "Compliant", "Yes"), GREEN),
    **dict.fromkeys(("Blue", "B", "Completed", "Closed"), BLUE),
}
T = TypeVar("T")

LINE = Side(style="thin", color="BFBFBF")
THIN = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
WRAP = Alignment(wrap_text=True, vertical="top")


def band_of(score: object) -> str | None:
    """The colour of a score out of 25."""
    if not isinstance(score, int):
        return None
    return GREEN if score <= 6 else AMBER if score <= 12 else RED


@dataclass
class Col:
    heading: object  # words, with " > " between the levels; or a date
    verdict: Verdict
    values: Sequence[Any] = ()
    width: float = 16
    fmt: str = ""
    fills: Mapping[Any, str] | Callable[[Any], str | None] | None = None
    fill_only: bool = False  # the colour is there and the word is not
    merge: bool = False  # a run of the same value is one merged cell
    once: bool = False  # a run of the same value is said in its first row only
    hidden: bool = False
    by: Sequence[Any] = ()  # what the runs are of, where not of the values themselves
    kind: str = ""  # for `replaced`, where the verdict does not say it

    @property
    def path(self) -> list[object]:
        return list(self.heading.split(" > ")) if isinstance(self.heading, str) else [self.heading]

    def colour(self, value: object) -> str | None:
        if self.fills is None or value is None:
            return None
        return self.fills(value) if callable(self.fills) else self.fills.get(value)


@dataclass
class Page:
    book: Book
    ws: Worksheet
    expected: SheetExpectation
    row: int = 1  # the next free row
    judged: list[tuple[int, int, str, Verdict, bool]] = field(default_factory=list)

    def say(
        self,
        text: Any,
        cell: str = "",
        *,
        bold: bool = False,
        size: int = 11,
        verdict: Verdict = "",
        fill: str = "",
        across: int = 0,
    ) -> None:
        """Words outside the tables: in `cell`, or in column A of the next row."""
        cell = cell or f"A{self.row}"
        at = self.ws[cell]
        at.value = text
        at.font = Font(bold=bold, size=size, color="FFFFFF" if fill in {NAVY, PLUM, TEAL} else None)
        if fill:
            at.fill = PatternFill("solid", fgColor=fill)
        if across:
            self.ws.merge_cells(
                start_row=at.row,
                end_row=at.row,
                start_column=at.column,
                end_column=at.column + across - 1,
            )
        if verdict:
            self.expected.above[cell] = verdict
        self.row = max(self.row, at.row + 1)

    def skip(self, rows: int = 1) -> None:
        self.row += rows

    def put(
        self,
        row: int,
        column: int,
        value: Any,
        *,
        fill: str | None = None,
        bold: bool = False,
        light: bool = False,
        fmt: str = "",
    ) -> None:
        cell = self.ws.cell(row, column)
        cell.value = value
        cell.border, cell.alignment = THIN, WRAP
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        if bold or light:
            cell.font = Font(bold=bold, color="FFFFFF" if light else None)
        if fmt:
            cell.number_format = fmt

    def grid(
        self,
        rows: Sequence[Sequence[object]],
        *,
        top: int = 0,
        left: int = 1,
        bold_first: bool = True,
    ) -> None:
        """Cells that are no table of records, such as a key or a list of choices."""
        top = top or self.row
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                fill = RAG.get(value) if isinstance(value, str) else None
                self.put(top + r, left + c, value, bold=bold_first and not r, fill=fill)
        self.row = max(self.row, top + len(rows))

    def table(
        self,
        cols: Sequence[Col],
        *,
        top: int = 0,
        left: int = 1,
        fill: str = PALE,
        groups: Mapping[int, Sequence[str]] | None = None,
        kind: str | None = None,
        records: int | None = None,
        after: Sequence[Sequence[object]] = (),
        subtotals: Mapping[int, Sequence[object]] | None = None,
    ) -> Region:
        """Records down the page. A group row stands before the record whose index it has."""
        top = top or self.row
        depth = max(len(col.path) for col in cols)
        for offset, col in enumerate(cols):
            self._heading(
                col, cols[offset - 1] if offset else None, top, left + offset, depth, fill
            )
        self._merge_headings(cols, top, left, depth)
        count = max(len(col.values) for col in cols)
        at = top + depth
        places: list[int] = []
        for index in range(count + 1):
            at = self._line(at, left, (subtotals or {}).get(index, ()))
            for level, words in enumerate((groups or {}).get(index, ())):
                at = self._group(at, left, len(cols), words, level)
            if index < count:
                places.append(at)
                at += 1
        for offset, col in enumerate(cols):
            self._fill(col, places, left + offset)
        region = Region(
            False,
            (top, top + depth - 1),
            (top + depth, max(at - 1, top + depth)),
            (left, left + len(cols) - 1),
        )
        for line in after:
            at = self._line(at, left, line)
        self._count(kind, count if records is None else records)
        self.expected.regions.append(region)
        self.row = max(self.row, at)
        return region

    def across(
        self,
        rows: Sequence[Col],
        *,
        top: int = 0,
        left: int = 1,
        fill: str = PALE,
        kind: str | None = None,
        records: int | None = None,
    ) -> Region:
        """Records across the page: each `Col` is a row, its heading at the left."""
        top = top or self.row
        for offset, col in enumerate(rows):
            heading = self.book.heading(col)
            self.put(top + offset, left, heading, fill=fill, bold=True)
            self._judge(top + offset, left, col, True)
            for index, value in enumerate(col.values):
                self.put(
                    top + offset,
                    left + 1 + index,
                    None if col.fill_only else value,
                    fill=col.colour(value),
                    fmt=col.fmt,
                )
        count = max(len(col.values) for col in rows)
        self.ws.column_dimensions[get_column_letter(left)].width = 26
        region = Region(True, (left, left), (left + 1, left + count), (top, top + len(rows) - 1))
        self._count(kind, count if records is None else records)
        self.expected.regions.append(region)
        self.row = max(self.row, top + len(rows))
        return region

    def _count(self, kind: str | None, records: int) -> None:
        main = verdicts(self.expected.holds)
        if kind is None or kind in main:
            self.expected.records += records if main != ("",) else 0
        elif kind and records:
            self.expected.also[kind] = self.expected.also.get(kind, 0) + records

    def _judge(self, row: int, column: int, col: Col, across: bool) -> None:
        words = " > ".join(str(part) for part in col.path)
        self.judged.append((row, column, words, col.verdict, across))

    def _heading(
        self, col: Col, before: Col | None, top: int, column: int, depth: int, fill: str
    ) -> None:
        path = col.path
        light = fill in {NAVY, PLUM, TEAL}
        for level, words in enumerate(path):
            last = level == len(path) - 1
            same = before is not None and not last and before.path[: level + 1] == path[: level + 1]
            value = self.book.heading(col) if last else None if same else words
            self.put(top + level, column, value, fill=fill, bold=True, light=light)
            if isinstance(value, datetime.date):
                self.ws.cell(top + level, column).number_format = "mmm-yy"
        self._judge(top + len(path) - 1, column, col, False)
        letter = get_column_letter(column)
        self.ws.column_dimensions[letter].width = col.width
        self.ws.column_dimensions[letter].hidden = col.hidden

    def _merge_headings(self, cols: Sequence[Col], top: int, left: int, depth: int) -> None:
        for offset, col in enumerate(cols):
            if len(col.path) < depth:
                self.ws.merge_cells(
                    start_row=top + len(col.path) - 1,
                    end_row=top + depth - 1,
                    start_column=left + offset,
                    end_column=left + offset,
                )
        for level in range(depth - 1):
            parts = [c.path[: level + 1] if len(c.path) > level + 1 else None for c in cols]
            for start, end in runs(parts):
                if parts[start] is not None and end > start:
                    self.ws.merge_cells(
                        start_row=top + level,
                        end_row=top + level,
                        start_column=left + start,
                        end_column=left + end,
                    )

    def _fill(self, col: Col, places: Sequence[int], column: int) -> None:
        values = list(col.values)
        firsts = {start for start, _ in runs(col.by or values)} if col.merge or col.once else None
        for index, value in enumerate(values):
            said = None if col.fill_only or (firsts is not None and index not in firsts) else value
            self.put(places[index], column, said, fill=col.colour(value), fmt=col.fmt)
        if col.merge:
            for start, end in runs(col.by or values):
                if end > start and places[end] - places[start] == end - start:
                    self.ws.merge_cells(
                        start_row=places[start],
                        end_row=places[end],
                        start_column=column,
                        end_column=column,
                    )

    def _group(self, row: int, left: int, width: int, words: str, level: int) -> int:
        self.put(row, left, words, fill=(TEAL, SAND)[level], bold=True, light=level == 0)
        self.ws.merge_cells(
            start_row=row, end_row=row, start_column=left, end_column=left + width - 1
        )
        return row + 1

    def _line(self, row: int, left: int, words: Sequence[object]) -> int:
        for offset, value in enumerate(words):
            self.put(row, left + offset, value, bold=True)
        return row + bool(words)

    def finish(self) -> SheetExpectation:
        letters = [get_column_letter(column) for _, column, _, _, _ in self.judged]
        plain = len(set(letters)) == len(letters) and not any(one[4] for one in self.judged)
        for (row, _, words, verdict, _), letter in zip(self.judged, letters, strict=True):
            key = letter if plain else f"{letter}{row}"
            self.expected.columns[key] = verdict
            self.expected.headings[key] = words
        return self.expected


def runs(values: Sequence[object]) -> list[tuple[int, int]]:
    """First and last index of each run of one value."""
    found: list[tuple[int, int]] = []
    for index, value in enumerate(values):
        if index and value == values[index - 1]:
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
    return found


class Book:
    """A workbook in the making; the same name makes the same words each time."""

    def __init__(self, name: str, replace: int | None = None) -> None:
        self.name, self.replace = name, replace
        self.random = random.Random(name)
        self.wb = Workbook()
        self.wb.remove(self.wb.worksheets[0])
        self.pages: list[Page] = []
        self.replaced_kinds: list[str] = []
        self.kinds: set[str] = set()

    def sheet(
        self,
        title: str,
        holds: Verdict = "",
        *,
        groups: Sequence[Verdict] = (),
        name_says: Verdict = "",
        hidden: bool = False,
    ) -> Page:
        ws = self.wb.create_sheet(title)
        if hidden:
            ws.sheet_state = "hidden"
        expected = SheetExpectation(holds=holds, groups=tuple(groups), sheet_name=name_says)
        page = Page(self, ws, expected)
        self.pages.append(page)
        return page

    def heading(self, col: Col) -> object:
        kind = col.kind or kind_of(verdicts(col.verdict)[0])
        if kind:
            self.kinds.add(kind)
        if self.replace is None or not kind:
            return col.path[-1]
        words = words_for(kind, self.replace)
        self.replaced_kinds.append(kind)
        return words[(self.replaced_kinds.count(kind) - 1) % len(words)]

    def expectation(self, kind: str, why: str, certain: bool) -> Expectation:
        sheets = {page.ws.title: page.finish() for page in self.pages}
        return Expectation(sheets, kind, why, certain)

    def save(self) -> bytes:
        out = io.BytesIO()
        self.wb.save(out)
        return out.getvalue()

    # Words and figures to fill columns with.

    def some(self, pool: Sequence[T], n: int) -> list[T]:
        """`n` of the pool, none twice while it lasts."""
        found: list[T] = []
        while len(found) < n:
            found += self.random.sample(list(pool), min(len(pool), n - len(found)))
        return found

    def pick(self, pool: Sequence[T], n: int) -> list[T]:
        """`n` of the pool, with repeats."""
        return self.random.choices(list(pool), k=n)

    def gaps(self, values: Sequence[Any], share: float = 0.2) -> list[Any]:
        """The values, some left out; never the first."""
        return [v if not i or self.random.random() > share else None for i, v in enumerate(values)]

    def runs_of(self, pool: Sequence[str], n: int) -> list[str]:
        """The pool in order, each said for about as many rows as the next."""
        return [pool[i * len(pool) // n] for i in range(n)]

    def days(
        self, n: int, first: tuple[int, int] = (2025, 6), last: tuple[int, int] = (2027, 3)
    ) -> list[datetime.date]:
        """Ends of months, in no order."""
        low, high = first[0] * 12 + first[1], last[0] * 12 + last[1]
        return [month_end(self.random.randint(low, high)) for _ in range(n)]

    def numbers(self, n: int, low: int, high: int, step: int = 1) -> list[int]:
        return [self.random.randrange(low, high + 1, step) for _ in range(n)]

    def near(self, base: float, spread: float = 0.08) -> float:
        """A figure near another, as round as it is."""
        value = base * (1 + self.random.uniform(-spread, spread))
        return round(value, 3) if base < 2 else round(value, 1) if base < 50 else round(value)


def month_end(months: int) -> datetime.date:
    """The last day of a month, counted as year * 12 + month."""
    year, month = divmod(months, 12)
    return datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


def refs(prefix: str, n: int, digits: int = 1, start: int = 1) -> list[str]:
    return [f"{prefix}{i:0{digits}d}" for i in range(start, start + n)]
