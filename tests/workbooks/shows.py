"""Small plans whose ratings, references and dates are seen in Excel and not in the values."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from strategy_tracker.imports.choices import NOTHING_SAID, Choices
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import Sheet, read_workbook
from tests.workbooks.samples import as_bytes, repacked

SHEET = "xl/worksheets/sheet1.xml"
WORKS = (
    "Dredge the north channel",
    "Paint every mooring post",
    "Teach the crews to row",
    "Mend the jetty lamps",
    "Print new tide tables",
    "Move the lifebelts inshore",
)
HEAD = ["Goal", "Key action", "Lead", "RAG"]


def a_plan(
    ratings: Sequence[Any], heading: str = "RAG", more: Iterable[Sequence[Any]] = ()
) -> Worksheet:
    """A sheet of actions with these ratings in D, and further columns, each with its heading."""
    others = [list(column) for column in more]
    sheet = Workbook().active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Harbour"
    sheet.append([*HEAD[:3], heading, *(column[0] for column in others)])
    for number, rating in enumerate(ratings):
        beside = [column[number + 1] for column in others]
        sheet.append(["Safer quays", WORKS[number], "Wren Ashdown", rating, *beside])
    return sheet


def data_of(sheet: Worksheet, change: Callable[[bytes], bytes] | None = None) -> bytes:
    """The file of the sheet, its XML put through `change`: what openpyxl cannot write."""
    data = as_bytes(sheet.parent)
    if change is None:
        return data
    return repacked(data, {SHEET: change(zipfile.ZipFile(io.BytesIO(data)).read(SHEET))})


def read(sheet: Worksheet, change: Callable[[bytes], bytes] | None = None) -> Sheet:
    return read_workbook(data_of(sheet, change), "harbour.xlsx").sheets[0]


def understood(
    sheet: Worksheet,
    change: Callable[[bytes], bytes] | None = None,
    choices: Choices = NOTHING_SAID,
) -> Extract:
    book = read_workbook(data_of(sheet, change), "harbour.xlsx")
    return extract(book, Known(), choices)


def ratings_of(result: Extract, code: str = "rag") -> list[str]:
    """The rating of each action, "" for none; an arrow after it."""
    arrows = {"up": "↑", "down": "↓", "same": "→"}
    answers = {answer.item[1]: answer for answer in result.answers}
    found = []
    for action in result.found["action"]:
        rated = answers[action].ratings.get(code) if action in answers else None
        found.append(f"{rated.label}{arrows.get(rated.direction or '', '')}" if rated else "")
    return found


def words_of(result: Extract, code: str) -> list[str]:
    return [answer.narratives[code][0] for answer in result.answers if code in answer.narratives]


def after_cells(block: bytes) -> Callable[[bytes], bytes]:
    """Puts `block` behind the cells of a sheet."""
    return lambda content: content.replace(b"</sheetData>", b"</sheetData>" + block)
