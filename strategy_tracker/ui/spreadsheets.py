"""Rows of a screen as an Excel workbook that carries no formulas."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import tablib
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel refuses a whole file for one of these.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_CELL = 32_767


def spreadsheet_response(
    title: str, file_name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]
) -> HttpResponse:
    """A download of one sheet named `title`. Text that looks like a formula stays text."""
    data = tablib.Dataset(
        *([_safe(value) for value in row] for row in rows),
        headers=[str(_safe(head)) for head in heads] or None,
        title=title[:31],
    )
    response = HttpResponse(data.export("xlsx"), content_type=XLSX)
    plain = re.sub(r"[^\w -]+", "-", file_name)
    response["Content-Disposition"] = f'attachment; filename="{plain}.xlsx"'
    return response


def _safe(value: Any) -> Any:
    """Numbers and dates as they are; text that Excel would run begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | int | float):
        return value
    text = _CONTROLS.sub("", str(value))[:_LONGEST_CELL]
    return f"'{text}" if text.startswith("=") else text
