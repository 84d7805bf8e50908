"""Tables without headings: numbered texts under bands that name the group they belong to."""

import re
from collections.abc import Sequence

from strategy_tracker.imports.layout.colours import Legend
from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.table import Given, Table
from strategy_tracker.imports.layout.tables import _cell, read_colours
from strategy_tracker.imports.read.workbook import Area, Cell, address
from strategy_tracker.imports.vocabulary.values import parse_people

_NUMBER = re.compile(r"\(?[A-Za-z]?\d{1,4}[a-z]?(?:\.\d{1,3})*[.)]?|\(?[a-z][.)]")
_FEWEST = 3
EVIDENCE = "numbered texts under coloured rows, without headings"


def read_headless(
    grid: Grid, rows: Sequence[int], legend: Legend
) -> tuple[Table, list[int]] | None:
    """The table of numbered texts in `rows` with the rows of its legend; None for none."""
    numbered = [row for row in rows if _is_numbered(grid, row)]
    bands = [
        row
        for row in rows
        if grid.filled[row]
        and row not in numbered
        and all(grid.is_styled(row, column) for column, _ in grid.filled[row])
        and any(row < other for other in numbered)
    ]
    others = [row for row in rows if grid.filled[row] and row not in numbered and row not in bands]
    legend_rows = [row for row in others if _legend_fill(grid, row)]
    if len(numbered) < _FEWEST or not bands or len(others) - len(legend_rows) > len(numbered) // 4:
        return None
    for row in legend_rows:
        _, cell = grid.filled[row][0]
        legend.add(_legend_fill(grid, row), cell.text)
    first = grid.filled[numbered[0]][0][0]
    left = first
    used = {c for row in numbered for c, _ in grid.filled[row]}
    used |= {c for row in numbered for c in range(left, max(used) + 4) if grid.fills.get((row, c))}
    used |= {c for row in bands for c, _ in grid.filled[row] if c > max(used)}
    columns = sorted(used)
    header = [Cell("", address(bands[0], column)) for column in columns]
    body = [[_cell(grid, row, column) for column in columns] for row in numbered]
    area = Area(min(bands[0], numbered[0]), left, max(numbered), columns[-1])
    table = Table(grid.title, header, body, area, facts=grid.sheet.facts, holds="action")
    table.given[0] = Given("action.reference", 0.9, EVIDENCE)
    table.given[1] = Given("action.title", 0.9, EVIDENCE)
    read_colours(table, legend)
    _add_band_columns(grid, table, bands, numbered)
    _take_people(table)
    return table, legend_rows


def _is_numbered(grid: Grid, row: int) -> bool:
    cells = grid.filled[row]
    if len(cells) < 2 or grid.fill(row, cells[0][0]):
        return False
    return bool(_NUMBER.fullmatch(cells[0][1].text)) and len(cells[1][1].text) > 8


def _legend_fill(grid: Grid, row: int) -> str:
    cells = grid.filled[row]
    if len(cells) != 1:
        return ""
    column = cells[0][0]
    for beside in (column - 1, column + 1):
        if grid.fills.get((row, beside)) and not grid.at(row, beside).text:
            return grid.fills[row, beside]
    return ""


def _add_band_columns(grid: Grid, table: Table, bands: list[int], numbered: list[int]) -> None:
    """The group's name, and what else stands in its coloured rows: a statement, a person."""
    groups: list[tuple[int, list[Cell]]] = []
    for row in bands:
        cells = [cell for _, cell in grid.filled[row]]
        if groups and row == groups[-1][0] + 1:
            groups[-1] = (row, groups[-1][1] + cells)
        else:
            groups.append((row, cells))
    names, statements, people = [], [], []
    for row in numbered:
        cells = next((cells for last, cells in reversed(groups) if last < row), [])
        rest = cells[1:]
        who = [cell for cell in rest if _is_person(cell.text)]
        texts = [cell for cell in rest if cell not in who]
        names.append(cells[0] if cells else Cell("", ""))
        statements.append(texts[0] if texts else Cell("", ""))
        people.append(who[0] if who else Cell("", ""))
    heading = Cell("", address(bands[0], table.area.left))
    table.add_column(heading, names, Given("band", 0.9, EVIDENCE))
    if any(cell.text for cell in statements):
        table.add_column(heading, statements, Given("objective.description", 0.8, EVIDENCE))
    if any(cell.text for cell in people):
        table.add_column(heading, people, Given("objective.lead", 0.9, EVIDENCE))


def _is_person(text: str) -> bool:
    plain = text.strip("[]() ")
    found = parse_people(plain)
    words = plain.split()
    return bool(found) and 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words)


def _take_people(table: Table) -> None:
    """A column that holds nothing but people is of those who lead the row."""
    for place in range(2, len(table.header)):
        texts = [row[place].text for row in table.body if row[place].text]
        if place not in table.given and texts and all(map(_is_person, texts)):
            table.given[place] = Given("action.lead", 0.8, "the column holds names of people")
            for row in table.body:
                if row[place].text:
                    row[place] = row[place]._replace(value=row[place].text.strip("[]() "))
