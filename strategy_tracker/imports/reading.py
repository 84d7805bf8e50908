"""Reads a workbook of any kind that we know into plain values, and how they look.

The content of a file says what it is, not its name: see formats/ for what is read of each.
"""

from pathlib import PurePath

from strategy_tracker.imports.formats.kinds import CSV, ODS, XLS, kind_of, kind_of_parts
from strategy_tracker.imports.formats.ods import read_ods
from strategy_tracker.imports.formats.text import read_csv
from strategy_tracker.imports.formats.xls import read_xls
from strategy_tracker.imports.formats.xlsx import read_xlsx
from strategy_tracker.imports.package import Refused, check_size, open_package
from strategy_tracker.imports.sheets import (
    Area,
    Cell,
    CellValue,
    Looks,
    PartFacts,
    Sheet,
    Workbook,
    address,
    as_text,
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


def read_workbook(data: bytes, file_name: str) -> Workbook:
    """The workbook in `data`, the whole content of the file called `file_name`.

    Raises Refused, with one sentence, for anything that is no safe workbook with words in it.
    """
    check_size(data)
    sheets, hidden = _read(data, PurePath(file_name))
    if not any(sheet.header_row() is not None for sheet in sheets):
        raise Refused(
            "The workbook has nothing in it: no visible sheet holds a single word. Check that it "
            "is the right file."
        )
    return Workbook(PurePath(file_name).name, sheets, hidden)


def _read(data: bytes, name: PurePath) -> tuple[list[Sheet], list[str]]:
    """The visible sheets, and the titles of the hidden ones."""
    kind = kind_of(data, name.suffix.lower())
    if kind == XLS:
        return read_xls(data)
    if kind == CSV:
        return [read_csv(data, name.stem)], []
    parts = open_package(data)
    if kind_of_parts(parts) == ODS:
        return read_ods(parts)
    return read_xlsx(data, parts)
