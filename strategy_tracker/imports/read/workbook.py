"""Reads a workbook of any kind that we know into plain values, and how they look.

The content of a file says what it is, not its name: see formats/ for what is read of each.
"""

from pathlib import PurePath

from strategy_tracker.imports.read.archive import Refused, check_size, open_package
from strategy_tracker.imports.read.formats.kinds import CSV, ODS, XLS, kind_of, kind_of_parts
from strategy_tracker.imports.read.limits import STANDARD, Limits
from strategy_tracker.imports.read.sheet import (
    Area,
    Cell,
    CellValue,
    Looks,
    PartFacts,
    Sheet,
    Workbook,
    address,
    as_text,
    column_letters,
    place_of,
)

__all__ = [
    "ACCEPTED_SUFFIXES",
    "Area",
    "Cell",
    "CellValue",
    "Looks",
    "PartFacts",
    "Refused",
    "Sheet",
    "Workbook",
    "address",
    "as_text",
    "place_of",
    "read_workbook",
]

# What a form may offer to choose from; files are known by their content all the same.
ACCEPTED_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")


def read_workbook(data: bytes, file_name: str, limits: Limits = STANDARD) -> Workbook:
    """The workbook in `data`, the whole content of the file called `file_name`.

    Only ever called in a process of its own (sandbox.py), but by tests. Raises Refused, with
    one sentence, for anything that is no safe workbook with words in it.
    """
    check_size(data, limits.file)
    sheets, hidden = _read(data, PurePath(file_name), limits)
    if not any(sheet.header_row() is not None for sheet in sheets):
        raise Refused(
            "The workbook has nothing in it: no visible sheet holds a single word. Check that it "
            "is the right file."
        )
    _check_shape(sheets, limits)
    return Workbook(PurePath(file_name).name, sheets, hidden)


def _read(data: bytes, name: PurePath, limits: Limits) -> tuple[list[Sheet], list[str]]:
    """The visible sheets, and the titles of the hidden ones.

    Each format is loaded when it comes: what is loaded is most of what a small file costs.
    """
    kind = kind_of(data, name.suffix.lower())
    if kind == XLS:
        from strategy_tracker.imports.read.formats.xls import read_xls

        return read_xls(data)
    if kind == CSV:
        from strategy_tracker.imports.read.formats.text import read_csv

        return [read_csv(data, name.stem)], []
    parts = open_package(data, limits.unzipped)
    if kind_of_parts(parts) == ODS:
        from strategy_tracker.imports.read.formats.ods import read_ods

        return read_ods(parts)
    from strategy_tracker.imports.read.formats.xlsx import read_xlsx

    return read_xlsx(data, parts)


def _check_shape(sheets: list[Sheet], limits: Limits) -> None:
    """Refuse what is read well enough and yet is more than recognition can be asked to do."""
    if len(sheets) > limits.sheets:
        raise Refused(
            f"The workbook has {len(sheets):,} sheets, and {limits.sheets:,} is the most that can "
            "be read. Copy those that matter into a new workbook and try again."
        )
    for sheet in sheets:
        if max(map(len, sheet.rows), default=0) > limits.columns:
            _narrow(sheet, limits.columns)
    count = sum(value != "" for sheet in sheets for row in sheet.rows for value in row)
    if count > limits.cells:
        raise Refused(
            f"The workbook has {count:,} cells with something in them, and {limits.cells:,} is the "
            "most that can be read. Copy the sheets and rows that matter into a new workbook, or "
            "import it in parts."
        )


def _narrow(sheet: Sheet, most: int) -> None:
    """Leave out what stands beyond so many columns, and say so: no plan goes on so far."""
    width = max(map(len, sheet.rows))
    beyond = sum(value != "" for row in sheet.rows for value in row[most:])
    sheet.rows = [row[:most] for row in sheet.rows]
    sheet.facts.left_out.append(
        f"{beyond:,} of its cells stand beyond column {column_letters(most - 1)} and were not "
        f"read: it has {width:,} columns, and {most:,} is the most that can be."
    )
    looks = sheet.looks
    for texts in (looks.fills, looks.markdown, looks.comments):
        for place in [place for place in texts if place[1] >= most]:
            del texts[place]
    looks.bold = {place for place in looks.bold if place[1] < most}
    looks.merges = [area for area in looks.merges if area.right < most]
