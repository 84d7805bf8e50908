"""Texts compared as people read them, and the cells of a workbook that hold a text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

Cell = tuple[str, str]
# A shorter text stands in too many cells to say where it came from.
_TELLING = 12
_BULLET = re.compile(r"^\s*(?:[•●▪‣·◦*\-–—]|o(?=\s))\s*", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_BETWEEN_PEOPLE = re.compile(r"[,./;&]|\band\b", re.IGNORECASE)


def plain(value: Any) -> str:
    """`value` as lines of text without Markdown's marks and the marks of lists."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(plain(item) for item in value)
    text = _BULLET.sub("", str(value))
    return _ESCAPED.sub(r"\1", text).replace("*", "")


def words(value: Any) -> str:
    """`value` as one line: white space collapsed, marks left out, lists joined."""
    return " ".join(plain(value).split())


def people(text: Any) -> list[str]:
    """The words that name people, in no order: "Head of Estates, Jo Ash" is "Jo Ash Head …"."""
    return sorted(_BETWEEN_PEOPLE.sub(" ", words(text)).split())


def holds(texts: Iterable[str], want: str) -> bool:
    """Whether `want` is one or several whole lines of `texts`, one after the other."""
    flat, starts, ends = "", set(), set()
    for line in (words(line) for text in texts for line in plain(text).splitlines()):
        if line:
            flat += " " if flat else ""
            starts.add(len(flat))
            flat += line
            ends.add(len(flat))
    found = flat.find(want)
    while found >= 0:
        if found in starts and found + len(want) in ends:
            return True
        found = flat.find(want, found + 1)
    return False


def likeness(text: str, other: str) -> float:
    """How alike two texts are, 0 to 1; a bound when they are not very alike."""
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    bound = min(matcher.real_quick_ratio(), matcher.quick_ratio())
    return matcher.ratio() if bound > 0.6 and len(text) + len(other) < 4000 else min(bound, 0.6)


def closest(texts: Iterable[str], want: str, at_least: float) -> str:
    """The text most like `want`, or "" when none is alike enough."""
    rated = [(likeness(words(text), want), text) for text in texts]
    best = max(rated, default=(0.0, ""), key=lambda pair: pair[0])
    return best[1] if best[0] >= at_least else ""


@dataclass
class Printed:
    """The texts of a workbook by sheet and address, and which cells are merged."""

    cells: dict[Cell, str] = field(default_factory=dict)
    rows: dict[Cell, set[tuple[str, int]]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "Printed":
        from openpyxl import load_workbook

        printed = cls()
        for sheet in load_workbook(path):
            spans = {
                sheet.cell(merged.min_row, merged.min_col).coordinate: (
                    merged.min_row,
                    merged.max_row,
                )
                for merged in sheet.merged_cells.ranges
            }
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is None:
                        continue
                    place = (sheet.title, cell.coordinate)
                    printed.cells[place] = words(cell.value)
                    first, last = spans.get(cell.coordinate, (cell.row, cell.row))
                    rows = {(sheet.title, number) for number in range(first, last + 1)}
                    printed.rows[place] = rows
        return printed

    def says(self, text: str) -> bool:
        """Whether a cell begins with `text`."""
        return any(content.startswith(text) for content in self.cells.values())

    def cells_of(self, text: str, anchors: Iterable[Cell]) -> set[Cell]:
        """The cells that hold `text`; a short one only in the rows of `anchors`."""
        if len(text) >= _TELLING:
            return {place for place, content in self.cells.items() if text in content}
        near = set().union(*(self.rows.get(anchor, set()) for anchor in anchors))
        return {
            p
            for p, content in self.cells.items()
            if text and content == text and self.rows[p] & near
        }

    def lines_of(self, text: str) -> Iterator[Cell]:
        """The cells that hold the first line of `text`."""
        lines = [words(line) for line in plain(text).splitlines() if line.strip()]
        for line in lines[:1]:
            yield from sorted(self.cells_of(line, ()))
