"""Rows of a screen as an Excel workbook that carries no formulas."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from strategy_tracker.ui.dates import LONG_DATE_IN_EXCEL
from strategy_tracker.ui.tones import LOOKS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel refuses a whole file for one of these.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST_CELL = 32_767
_LONGEST_TITLE = 31
_NARROWEST, _WIDEST = 8, 60  # characters
# Made once: openpyxl looks each up among all that a workbook has.
_TOP = Alignment(vertical="top", wrap_text=True)


def spreadsheet_response(
    title: str, file_name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]
) -> HttpResponse:
    """A download of one sheet named `title`. Text that looks like a formula stays text.

    Dates and numbers are given as such. A rating (anything with label and tone) is its word
    on its colour.
    """
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = _NOT_IN_A_TITLE.sub("-", title)[:_LONGEST_TITLE] or "Sheet"
    for number, line in enumerate([heads, *rows] if heads else rows, start=1):
        for place, value in enumerate(line, start=1):
            _fill(sheet.cell(number, place), value)
    if heads:
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    for place, cells in enumerate(sheet.iter_cols(), start=1):
        longest = max(len(str(cell.value or "")) for cell in cells)
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width
    stream = BytesIO()
    workbook.save(stream)
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    plain = re.sub(r"[^\w -]+", "-", file_name)
    response["Content-Disposition"] = f'attachment; filename="{plain}.xlsx"'
    return response


def _fill(cell: Cell, value: Any) -> None:
    cell.value = _safe(value.label if hasattr(value, "tone") else value)
    cell.alignment = _TOP
    if isinstance(value, date):
        cell.number_format = LONG_DATE_IN_EXCEL
    if hasattr(value, "tone") and value.tone in LOOKS:
        look = LOOKS[value.tone]
        cell.fill = PatternFill("solid", start_color=look.background)
        cell.font = Font(color=look.ink, bold=True)


def _safe(value: Any) -> Any:
    """Numbers and dates as they are; text that Excel would run begins with an apostrophe."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).date()
    if isinstance(value, date | int | float):
        return value
    text = _CONTROLS.sub("", str(value))[:_LONGEST_CELL]
    return f"'{text}" if text.startswith("=") else text
