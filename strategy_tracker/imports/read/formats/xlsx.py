"""Reads an .xlsx or .xlsm file: values by calamine, looks by one walk over each sheet.

Macros are a part that nothing here opens, and links to other files are never followed.
"""

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from python_calamine import CalamineSheet, CalamineWorkbook

from strategy_tracker.imports.read.archive import Parts, Refused, damaged, parsed, related
from strategy_tracker.imports.read.formats.cells import (
    MAX_CELLS,
    Cells,
    CellWalk,
    read_rich_strings,
)
from strategy_tracker.imports.read.formats.comments import read_comments
from strategy_tracker.imports.read.formats.conditional import (
    apply_formats,
    read_rules,
    without_too_many,
)
from strategy_tracker.imports.read.formats.far import size_without_far, without_far
from strategy_tracker.imports.read.formats.results import Grid, Results
from strategy_tracker.imports.read.formats.richtext import Run
from strategy_tracker.imports.read.formats.shell import (
    Fill,
    column_fills,
    filtered_rows,
    read_shell,
)
from strategy_tracker.imports.read.formats.shows import settle_shown
from strategy_tracker.imports.read.formats.styles import Styles, read_styles
from strategy_tracker.imports.read.sheet import CellValue, Sheet, plain_value, trimmed

BOOK = "xl/workbook.xml"
# What the reader of values needs of a file that is written anew for it.
_READ = ("[Content_Types].xml", "_rels/", "xl/workbook", "xl/_rels/", "xl/s", "xl/worksheets/")
# Fills this far outside the values are kept, for a chart may be made of fills alone.
MARGIN = 100
_CELLS = re.compile(rb"<(?P<prefix>\w+:)?sheetData\b")
_CELLS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")


@dataclass
class _Part:
    """One sheet as the workbook lists it, with the name of the part that holds its cells."""

    title: str
    name: str
    hidden: bool
    cells: Cells = field(default_factory=Cells)
    root: Element = field(default_factory=lambda: Element("worksheet"))
    filled: list[Fill] = field(default_factory=list)
    too_many: str = ""
    rows: list[list[CellValue]] = field(default_factory=list)


def read_xlsx(data: bytes, parts: Parts) -> list[Sheet]:
    """The sheets of the workbook in `data`, hidden ones too.

    `parts` are those of the same file. Raises Refused with a sentence.
    """
    listed = [part for part in _sheet_parts(parts) if b"sheetData" in parts.get(part.name, b"")]
    styles = _styles(parts)
    strings = read_rich_strings(parts.get("xl/sharedStrings.xml", b""), styles)
    smaller: Parts = {}
    left = MAX_CELLS
    for part in listed:
        content = parts[part.name]
        left -= _walk(part, content, styles, strings, left)
        height, width = size_without_far(part.title, part.cells)
        if (height, width) != part.cells.size:
            smaller[part.name] = without_far(part.title, content, part.cells, height, width)
    _read_values(_with(data, smaller) if smaller else data, listed)
    grids = [Grid(part.title, part.rows, part.cells) for part in listed]
    results = Results(grids)
    for grid in grids:
        results.fill_in(grid)
    for part, grid in zip(listed, grids, strict=True):
        _look(part, grid, parts, styles, results)
    # Only now, for until here formulas of other sheets may have asked for the values.
    for part in listed:
        settle_shown(part.rows, part.cells, styles)
    return [
        Sheet(part.title, part.rows, part.cells.facts, part.cells.looks, part.hidden)
        for part in listed
    ]


def _walk(
    part: _Part, content: bytes, styles: Styles, strings: dict[str, list[Run]], most: int
) -> int:
    """Look at every cell of one sheet; how many it has."""
    inside, shell, prefix = _split(content)
    shell, part.too_many = without_too_many(shell)
    part.root = parsed(shell)
    part.filled = column_fills(part.root, styles)
    walk = CellWalk(styles, strings, most, has_filled_columns=bool(part.filled))
    part.cells = walk.run(inside, prefix)
    return walk.count


def _with(data: bytes, smaller: Parts) -> bytes:
    """The file with some of its parts replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name.startswith(_READ) or name in smaller:
                new.writestr(name, smaller[name] if name in smaller else old.read(name))
    return file.getvalue()


def _sheet_parts(parts: Parts) -> list[_Part]:
    targets = {identity: name for identity, _, name in related(parts, BOOK)}
    found = []
    for sheet in parsed(parts[BOOK]).iterfind("{*}sheets/{*}sheet"):
        relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        hidden = sheet.get("state", "visible") != "visible"
        found.append(_Part(sheet.get("name", ""), targets.get(relation, ""), hidden))
    twice = [title for title, count in Counter(part.title for part in found).items() if count > 1]
    if twice:
        raise Refused(
            f"Two sheets of the workbook have the same name, “{twice[0]}”. Rename one of them, "
            "save the workbook and try again."
        )
    return found


def _styles(parts: Parts) -> Styles:
    theme = next((name for _, kind, name in related(parts, BOOK) if kind == "theme"), "")
    return read_styles(parts.get("xl/styles.xml", b""), parts.get(theme, b""))


def _split(content: bytes) -> tuple[bytes, bytes, str]:
    """A sheet up to the end of its cells, the same without its cells, and its prefix."""
    start = _CELLS.search(content)
    if not start:
        raise Refused(damaged())
    prefix = (start["prefix"] or b"").decode()
    end = content.rfind(b"</" + prefix.encode() + b"sheetData")
    if end < 0:  # <sheetData/>, which holds none
        return b"", content, prefix
    return content[:end], content[: start.start()] + _CELLS_END.sub(b"", content[end:], 1), prefix


def _read_values(data: bytes, listed: list[_Part]) -> None:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for part in listed:
                part.rows = _values(book.get_sheet_by_name(part.title))
    except (KeyboardInterrupt, SystemExit):
        raise
    # The reader raises many kinds, and what breaks inside it is not even an Exception.
    except BaseException as error:
        raise Refused(
            "The workbook could not be read; it may be damaged. Open it in Excel, save it as "
            ".xlsx and try that file."
        ) from error


def _values(sheet: CalamineSheet) -> list[list[CellValue]]:
    rows = sheet.to_python(skip_empty_area=False)
    return trimmed([[plain_value(value) for value in row] for row in rows])


def _look(part: _Part, grid: Grid, parts: Parts, styles: Styles, results: Results) -> None:
    cells, looks = part.cells, part.cells.looks
    height, width = len(part.rows), max((len(row) for row in part.rows), default=0)
    read_shell(part.root, cells, part.filled, height, width)
    looks.comments = read_comments(parts, part.name)
    looks.fills = {
        place: colour
        for place, colour in looks.fills.items()
        if place[0] < height + MARGIN and place[1] < width + MARGIN
    }
    if part.too_many:
        looks.unread_formats.append(part.too_many)
    if cells.unread_fills:
        looks.unread_formats.append(_unread(cells.unread_fills))
    looks.filtered_rows = filtered_rows(part.root, parts, part.name, looks.hidden_rows)
    apply_formats(read_rules(part.root, styles), grid, results)


def _unread(cells: list[str]) -> str:
    some = ", ".join(cells[:5])
    more = f" and {len(cells) - 5:,} more" if len(cells) > 5 else ""
    return (
        f"{some}{more}: the fill runs from one colour to another, so it is not clear which one "
        "counts."
    )
