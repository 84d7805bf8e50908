"""For how many sheets of the corpus the tables are found, with their heads and their records.

    .venv/bin/python -m tests.workbooks.corpus_layout [NAME…] [--verbose]

A sheet is right when each of its tables (`SheetExpectation.regions`) is found with its last row
of headings where it stands, and all of them together have as many records as are expected; one
without any, when nothing on it is read as a table. Only the layout is looked at: what a
column means is another question. `loose` counts filled cells that the layout says nothing of.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from strategy_tracker.imports.layout.pages import SAYS_MORE
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.layout.understanding import Layout, read_layout
from strategy_tracker.imports.read.workbook import Sheet, place_of, read_workbook
from tests.workbooks.corpus import CORPUS, build
from tests.workbooks.corpus.judged import Region, SheetExpectation, verdicts


@dataclass
class Judged:
    """What became of one sheet; `why` is what is wrong, in words, "" for nothing."""

    workbook: str
    sheet: str
    why: str
    filled: int
    loose: list[str]
    kind: str = ""


def judge(name: str) -> list[Judged]:
    """Every visible sheet of one workbook of the corpus."""
    workbook = read_workbook(build(name), f"{name}.xlsx")
    layout = read_layout(workbook)
    expected = CORPUS[name]
    found = []
    for sheet in workbook.sheets:
        tables = [table for table in layout.tables if table.title == sheet.title]
        loose = list(loose_cells(sheet, layout))
        why = complaint(expected.sheets[sheet.title], tables)
        filled = sum(value != "" for row in sheet.rows for value in row)
        found.append(Judged(name, sheet.title, why, filled, loose, expected.kind))
    return found


def complaint(expected: SheetExpectation, tables: list[Table]) -> str:
    """What is wrong with the tables of a sheet."""
    real = [table for table in tables if table.holds != "passage" and table.kind != "title"]
    at = [f"{table.kind} {table.place}" for table in real]
    if verdicts(expected.holds) == ("",):
        # Left out whole, or a table of which the matching must say what it holds.
        known = all(any(_is_at(t, region) for region in expected.regions) for t in real)
        return "" if known or not _records(real) else f"no table is there: {at}"
    missed = [region for region in expected.regions if not any(_is_at(t, region) for t in real)]
    if missed:
        return f"no table with headings {missed[0].headings}: {at}"
    wanted = expected.records + sum(expected.also.values())
    got = _records([t for t in real if any(_is_at(t, region) for region in expected.regions)])
    return "" if got == wanted else f"{got} records, expected {wanted}"


def _is_at(table: Table, region: Region) -> bool:
    """Whether the headings of a table stand where they are expected."""
    places = [place_of(cell.address) for cell in table.header if cell.text]
    lines = {(column if region.across else row) + 1 for row, column in places}
    # A heading merged down stands in its first row.
    first, last = region.headings
    return any(first <= line <= last for line in lines)


def _records(tables: list[Table]) -> int:
    count = 0
    for table in tables:
        if table.why == SAYS_MORE:
            continue
        if table.kind == "scorecard":
            name = next(n for n, given in table.given.items() if given.field == "measure.name")
            count += len({row[name].address for row in table.body})
        else:
            count += len(table.body)
    return count


def loose_cells(sheet: Sheet, layout: Layout) -> Iterator[str]:
    """The filled cells of a sheet that no table, region or noise has; hidden ones left aside."""
    tables = [table for table in layout.tables if table.title == sheet.title]
    held = {cell.address for table in tables for row in table.rows for cell in row}
    areas = [area for table in tables for area, _ in table.noise]
    areas += [area for title, area, _ in layout.noise if title == sheet.title]
    areas += [region.area for region in layout.regions if region.title == sheet.title]
    hidden = sheet.looks
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            cell = sheet.cell(row, column)
            if value == "" or row in hidden.hidden_rows or column in hidden.hidden_columns:
                continue
            if cell.address not in held and not any(
                area.top <= row <= area.bottom and area.left <= column <= area.right
                for area in areas
            ):
                yield cell.address


def main(names: list[str], *, verbose: bool) -> None:
    judged = [one for name in names or CORPUS for one in judge(name)]
    for one in judged:
        if verbose and (one.why or one.loose):
            told = f"; loose {', '.join(one.loose[:6])} ({len(one.loose)})" if one.loose else ""
            print(f"{one.kind} {one.workbook} “{one.sheet}”: {one.why}{told}")
    right = sum(not one.why for one in judged)
    loose, filled = sum(len(one.loose) for one in judged), sum(one.filled for one in judged)
    print(f"{right} of {len(judged)} sheets right; {loose} of {filled} cells loose")


if __name__ == "__main__":
    words = sys.argv[1:]
    main([word for word in words if word != "--verbose"], verbose="--verbose" in words)
