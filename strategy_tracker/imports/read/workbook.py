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
    sheets = _read(data, PurePath(file_name), limits)
    if not any(sheet.header_row() is not None for sheet in sheets):
        raise Refused(
            "The workbook has nothing in it: no sheet holds a single word. Check that it is the "
            "right file."
        )
    _check_shape(sheets, limits)
    return Workbook(PurePath(file_name).name, sheets)


def _read(data: bytes, name: PurePath, limits: Limits) -> list[Sheet]:
    """The sheets, hidden ones too.

    Each format is loaded when it comes: what is loaded is most of what a small file costs.
    """
    kind = kind_of(data, name.suffix.lower())
    if kind == XLS:
        from strategy_tracker.imports.read.formats.xls import read_xls

        return read_xls(data)
    if kind == CSV:
        from strategy_tracker.imports.read.formats.text import read_csv

        return [read_csv(data, name.stem)]
    parts = open_package(data, limits.unzipped)
    if kind_of_parts(parts) == ODS:
        from strategy_tracker.imports.read.formats.ods import read_ods

        return read_ods(parts)
    from strategy_tracker.imports.read.formats.xlsx import read_xlsx

    return read_xlsx(data, parts)


def _check_shape(sheets: list[Sheet], limits: Limits) -> None:
    """Refuse what is read well enough and yet is more than recognition can be asked to do.

    Hidden sheets are kept as far as there is room beside those that are seen.
    """
    seen = [sheet for sheet in sheets if not sheet.is_hidden]
    if len(seen) > limits.sheets:
        raise Refused(
            f"The workbook has {len(seen):,} sheets, and {limits.sheets:,} is the most that can "
            "be read. Copy those that matter into a new workbook and try again."
        )
    for sheet in sheets:
        if max(map(len, sheet.rows), default=0) > limits.columns:
            _narrow(sheet, limits.columns)
    count = sum(map(_count, seen))
    if count > limits.cells:
        raise Refused(
            f"The workbook has {count:,} cells with something in them, and {limits.cells:,} is the "
            "most that can be read. Copy the sheets and rows that matter into a new workbook, or "
            "import it in parts."
        )
    number = len(seen)
    for sheet in sheets:
        if sheet.is_hidden:
            number, size = number + 1, _count(sheet)
            if number > limits.sheets or count + size > limits.cells:
                sheet.rows, sheet.looks = [], Looks()
                sheet.facts = PartFacts(left_out=[_no_room(size)])
            else:
                count += size


def _count(sheet: Sheet) -> int:
    return sum(value != "" for row in sheet.rows for value in row)


def _no_room(size: int) -> str:
    return (
        f"The sheet is hidden, and its {size:,} cells were not read: with them the workbook has "
        "more than can be read. Copy it into a workbook of its own if it matters."
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
    kept = (looks.fills, looks.markdown, looks.comments, looks.marks, looks.shown, looks.struck)
    for texts in kept:
        for place in [place for place in texts if place[1] >= most]:
            del texts[place]
    looks.bold = {place for place in looks.bold if place[1] < most}
    looks.merges = [area for area in looks.merges if area.right < most]
