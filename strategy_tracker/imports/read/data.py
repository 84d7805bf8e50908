"""A workbook as plain data and back: what the process that reads a file hands over, and is kept.

The data is JSON and so can hold nothing but texts, numbers and lists of them, whoever wrote it.
Dates and times are {"d": ...}, {"m": ...}, {"t": ...} and {"s": ...}. It is compressed, for it
is kept in the database until the import is applied.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from strategy_tracker.imports.read.sheet import (
    Area,
    CellValue,
    Looks,
    PartFacts,
    Sheet,
    Workbook,
    clean_text,
)

# Of this form. What was kept in another form is read from the file again.
VERSION = 2
_PLAIN = (str, int, float)


class NotAWorkbook(ValueError):
    """The data is not what `pack` gives."""


def pack(workbook: Workbook) -> bytes:
    """The workbook as compressed JSON."""
    data = {
        "version": VERSION,
        "file_name": clean_text(workbook.file_name),
        "cells": count_cells(workbook),
        "sheets": [_sheet_data(sheet) for sheet in workbook.sheets],
    }
    text = json.dumps(
        data, default=_moment_data, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    # Little is gained by a higher level, and most of the time of a large one would go there.
    return zlib.compress(text.encode("utf-8", "replace"), 1)


def count_cells(workbook: Workbook) -> int:
    """How many cells hold something."""
    return sum(value != "" for sheet in workbook.sheets for row in sheet.rows for value in row)


def unpack(packed: bytes, most: int) -> Workbook:
    """The workbook of `pack`, whose JSON may have `most` bytes. Raises NotAWorkbook."""
    try:
        inflater = zlib.decompressobj()
        text = inflater.decompress(packed, most)
        if not inflater.eof:
            raise NotAWorkbook("It is longer than it may be, or breaks off.")
        data = json.loads(text)
        if data["version"] != VERSION:
            raise NotAWorkbook(f"It is of version {data['version']}.")
        sheets = [_sheet(sheet) for sheet in data["sheets"]]
        return Workbook(_text(data["file_name"]), sheets)
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, zlib.error,
            RecursionError) as error:  # fmt: skip
        raise NotAWorkbook(str(error)) from error


# As data


def _sheet_data(sheet: Sheet) -> dict[str, Any]:
    facts, looks = sheet.facts, sheet.looks
    colours = list(dict.fromkeys(looks.fills.values()))
    numbers = {colour: number for number, colour in enumerate(colours)}
    return {
        "title": clean_text(sheet.title),
        "rows": sheet.rows,
        "percents": sorted(facts.percents),
        "errors": facts.errors,
        "without_value": facts.formulas_without_value,
        "worked_out": facts.formulas_worked_out,
        "left_out": list(map(clean_text, facts.left_out)),
        "merges": looks.merges,
        "colours": colours,
        "fills": [
            number
            for (row, column), colour in looks.fills.items()
            for number in (row, column, numbers[colour])
        ],
        "bold": [number for place in looks.bold for number in place],
        "markdown": _texts_data(looks.markdown),
        "comments": _texts_data(looks.comments),
        "hidden_rows": sorted(looks.hidden_rows),
        "filtered_rows": sorted(looks.filtered_rows),
        "hidden_columns": sorted(looks.hidden_columns),
        "widths": [[column, width] for column, width in looks.widths.items()],
        "unread_formats": list(map(clean_text, looks.unread_formats)),
        "marks": _texts_data(looks.marks),
        "shown": _texts_data(looks.shown),
        "struck": _texts_data(looks.struck),
        "indents": [number for place, by in looks.indents.items() for number in (*place, by)],
        "row_levels": [number for level in looks.row_levels.items() for number in level],
        "is_hidden": sheet.is_hidden,
    }


def _texts_data(texts: dict[tuple[int, int], str]) -> list[list[Any]]:
    return [[row, column, clean_text(text)] for (row, column), text in texts.items()]


def _moment_data(value: object) -> dict[str, Any]:
    """What JSON has no word for. A datetime is a date too, and so comes first."""
    if isinstance(value, datetime):
        return {"m": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"t": value.isoformat()}
    if isinstance(value, timedelta):
        return {"s": value.total_seconds()}
    raise TypeError(f"A cell cannot hold a {type(value).__name__}.")


# And back


def _sheet(data: dict[str, Any]) -> Sheet:
    facts = PartFacts(
        percents=set(map(_text, data["percents"])),
        errors=list(map(_text, data["errors"])),
        formulas_without_value=list(map(_text, data["without_value"])),
        formulas_worked_out=list(map(_text, data["worked_out"])),
        left_out=list(map(_text, data["left_out"])),
    )
    colours = list(map(_text, data["colours"]))
    looks = Looks(
        merges=[Area(*map(_number, merge)) for merge in data["merges"]],
        fills={(row, column): colours[number] for row, column, number in _by(3, data["fills"])},
        bold=set(_by(2, data["bold"])),
        markdown=_texts(data["markdown"]),
        comments=_texts(data["comments"]),
        hidden_rows=set(map(_number, data["hidden_rows"])),
        filtered_rows=set(map(_number, data["filtered_rows"])),
        hidden_columns=set(map(_number, data["hidden_columns"])),
        widths={_number(column): float(width) for column, width in data["widths"]},
        unread_formats=list(map(_text, data["unread_formats"])),
        marks=_texts(data["marks"]),
        shown=_texts(data["shown"]),
        struck=_texts(data["struck"]),
        # What was read before these were is kept without them.
        indents={(row, column): by for row, column, by in _by(3, data.get("indents", []))},
        row_levels=dict(_by(2, data.get("row_levels", []))),
    )
    rows = list(map(_row, data["rows"]))
    return Sheet(_text(data["title"]), rows, facts, looks, data["is_hidden"] is True)


def _row(values: list[Any]) -> list[CellValue]:
    return [value if isinstance(value, _PLAIN) else _moment(value) for value in values]


def _moment(data: Any) -> CellValue:
    [(kind, value)] = data.items()
    if kind == "m":
        return datetime.fromisoformat(value)
    if kind == "d":
        return date.fromisoformat(value)
    if kind == "t":
        return time.fromisoformat(value)
    if kind == "s":
        return timedelta(seconds=value)
    raise NotAWorkbook(f"A cell cannot hold {kind}.")


def _texts(data: Iterable[list[Any]]) -> dict[tuple[int, int], str]:
    return {(_number(row), _number(column)): _text(text) for row, column, text in data}


def _by(size: int, numbers: list[Any]) -> Iterator[Any]:
    """The numbers `size` at a time."""
    if len(numbers) % size or not all(type(number) is int for number in numbers):
        raise NotAWorkbook("Places are whole numbers.")
    each = iter(numbers)
    return zip(*[each] * size, strict=True)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotAWorkbook(f"A {type(value).__name__} is no text.")
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise NotAWorkbook(f"A {type(value).__name__} is no whole number.")
    return value
