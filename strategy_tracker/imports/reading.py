"""Reads a workbook of any kind that we know into plain values, and how they look.

The content of a file says what it is, not its name: see formats/ for what is read of each.
"""

from pathlib import PurePath

from strategy_tracker.imports.formats.kinds import ZIP, kind_of, kind_of_parts
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
    if kind_of(data, name.suffix.lower()) == ZIP:
        parts = open_package(data)
        kind_of_parts(parts)
        return read_xlsx(data, parts)
    raise Refused(
        "This is a file in an old Office format (.xls or .doc). Open it in Excel, save it "
        "as an Excel workbook (.xlsx) and try again."
    )
