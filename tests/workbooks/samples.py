"""Workbooks for the tests of imports, made as a spreadsheet program would, with invented words."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

# A list of rows, each a list of values of any kind.
Rows = Any

ACTIONS: list[list[Any]] = [
    ["Goal No", "Goal", "Ref", "Key action", "Lead", "RAG", "Comments", "Target date"],
    [
        1,
        "Kinder care",
        "1.1",
        "Answer every call bell within a minute",
        "Asha Rao Chief Nurse",
        "Green",
        "Median 48 seconds in June.",
        date(2024, 9, 30),
    ],
    [
        1,
        "Kinder care",
        "1.2",
        "Open the garden room to visitors",
        "Ben Hale",
        "Amber",
        "Doors arrive in week 30.",
        date(2024, 12, 31),
    ],
    [
        2,
        "Quicker care",
        "2.1",
        "Book every first appointment online",
        "Ben Hale",
        "Red",
        "The supplier has withdrawn.",
        "Q4 24/25",
    ],
]
RISKS: list[list[Any]] = [
    ["Risk ref", "Risk title", "Current score", "Target score", "Linked goals"],
    ["R07", "If beds stay full, then people wait on trolleys", 20, 8, "Quicker care"],
    ["R09", "If the boiler fails, then wards close", "3 x 4", 6, "Kinder care, Quicker care"],
]
OBJECTIVES: list[list[Any]] = [
    ["Goal No", "Goal", "Description"],
    [1, "Kinder care", "Nobody waits alone."],
    [2, "Quicker care", "Nobody waits long."],
]


def workbook(
    sheets: Mapping[str, Rows], percents: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """An .xlsx file with these rows; `percents` are cells per sheet shown as percentages."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for cell in (percents or {}).get(title, ()):
            sheet[cell].number_format = "0%"
    return as_bytes(book)


def as_bytes(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(rows: Rows, *cells: tuple[int, int, Any]) -> list[list[Any]]:
    """`rows` with the value at each (row, column) replaced, both counted from 0."""
    copy = [list(row) for row in rows]
    for row, column, value in cells:
        copy[row][column] = value
    return copy


def without_column(rows: Rows, heading: str) -> list[list[Any]]:
    index = list(rows[0]).index(heading)
    return [[value for n, value in enumerate(row) if n != index] for row in rows]


def repacked(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same zip with `parts` put in or in place of those of their names."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()
