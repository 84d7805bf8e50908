"""The corpus is whole: each workbook opens, and everything in it has been judged."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks.corpus import CORPUS, REPLACEABLE, Region, build, replaced
from tests.workbooks.corpus.judged import FIELDS, KINDS, verdicts
from tests.workbooks.corpus.replacing import WORDS

pytestmark = pytest.mark.once


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def said(book: Workbook) -> dict[tuple[str, str], object]:
    return {
        (ws.title, cell.coordinate): cell.value
        for ws in book.worksheets
        for row in ws.iter_rows()
        for cell in row
        if cell.value is not None
    }


def heading_cells(ws: Worksheet, region: Region) -> list[tuple[int, int]]:
    """Row and column of each filled cell in the heading rows (columns) of a table."""
    first, last = region.headings
    low, high = region.span
    if region.across:
        cells = [(r, c) for r in range(low, high + 1) for c in range(first, last + 1)]
    else:
        cells = [(r, c) for r in range(first, last + 1) for c in range(1, ws.max_column + 1)]
    return [(r, c) for r, c in cells if ws.cell(r, c).value is not None]


def test_there_are_enough_of_each_kind() -> None:
    kinds = [expected.kind for expected in CORPUS.values()]
    assert len(CORPUS) >= 44
    assert kinds.count("empties") >= 6
    assert len(REPLACEABLE) >= 12


@pytest.mark.parametrize("name", CORPUS)
def test_workbook_opens_and_every_sheet_is_expected(name: str) -> None:
    book = opened(build(name))
    assert said(book)
    assert set(book.sheetnames) == set(CORPUS[name].sheets)
    assert all(any(sheet == ws.title for sheet, _ in said(book)) for ws in book.worksheets)


@pytest.mark.parametrize("name", CORPUS)
def test_each_verdict_is_a_field(name: str) -> None:
    for title, sheet in CORPUS[name].sheets.items():
        assert set(verdicts(sheet.holds)) <= KINDS, title
        assert bool(sheet.records) == (verdicts(sheet.holds) != ("",)), title
        given = [*sheet.columns.values(), *sheet.groups, *sheet.above.values()]
        given += [sheet.sheet_name] if sheet.sheet_name else []
        assert {one for verdict in given for one in verdicts(verdict)} <= FIELDS, title


@pytest.mark.parametrize("name", CORPUS)
def test_every_filled_heading_cell_is_judged(name: str) -> None:
    book = opened(build(name))
    for title, sheet in CORPUS[name].sheets.items():
        ws = book[title]
        for region in sheet.regions:
            for row, column in heading_cells(ws, region):
                letter = get_column_letter(column)
                at_cell = any(f"{letter}{r}" in sheet.columns for r in range(row, row + 3))
                assert letter in sheet.columns or at_cell, (title, letter, row)
        for key in sheet.columns:
            assert key in sheet.headings, (title, key)  # blank over a column without one


@pytest.mark.parametrize("name", CORPUS)
def test_no_filled_column_of_a_table_is_without_a_verdict(name: str) -> None:
    book = opened(build(name))
    for title, sheet in CORPUS[name].sheets.items():
        ws = book[title]
        letters = {key.rstrip("0123456789") for key in sheet.columns}
        for region in sheet.regions:
            if region.across:
                continue
            first, last = region.body
            for column in range(1, ws.max_column + 1):
                filled = sum(ws.cell(r, column).value is not None for r in range(first, last + 1))
                assert filled < 3 or get_column_letter(column) in letters, (title, column)


@pytest.mark.parametrize("name", CORPUS)
def test_same_name_makes_the_same_workbook(name: str) -> None:
    assert said(opened(build(name))) == said(opened(build(name)))


@pytest.mark.parametrize("name", REPLACEABLE)
def test_replaced_changes_headings_and_nothing_else(name: str) -> None:
    before, after = said(opened(build(name))), said(opened(replaced(name, 1)))
    assert before.keys() == after.keys()
    changed = {cell for cell in before if before[cell] != after[cell]}
    new = {str(after[cell]) for cell in changed}
    assert new <= {word for words in WORDS.values() for word in words}
    assert {kind for kind, words in WORDS.items() if new & set(words)} == REPLACEABLE[name]
    assert said(opened(replaced(name, 2))) != after
