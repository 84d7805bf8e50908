"""What titles say that is kept as passages: what a workbook is called, a scorecard's period."""

from strategy_tracker.imports.layout.documents import cells_area, passage_row, passage_table
from strategy_tracker.imports.layout.naming import is_period
from strategy_tracker.imports.layout.parts import Parts
from strategy_tracker.imports.layout.table import Given, Table
from strategy_tracker.imports.read.workbook import Cell

TITLE = "title"
_LONGEST_SUBTITLE = 200


def scorecard_periods(parts: Parts, objective: tuple[Cell, float, str] | None) -> Table | None:
    """The period that a scorecard's own title gives, which may not be the import's."""
    tables = [part for part in parts.tables if part.table and part.table.kind == "scorecard"]
    cells = {
        cell.text: cell
        for part in tables
        for cell in [*part.titles, *parts.titles]
        if is_period(cell)
    }
    sheet = parts.grid.title
    rows = [passage_row(sheet, "text", "period", "Period", c, c.text) for c in cells.values()]
    if not rows:
        return None
    table = passage_table(sheet, cells_area(list(cells.values())), rows)
    if objective:
        given = Given("objective.title", *objective[1:])
        table.add_column(Cell("", objective[0].address), [objective[0]] * len(rows), given)
    return table


def title_passages(parts: Parts) -> Table | None:
    """What a sheet is called, line by line; None where it has no title."""
    titles = [cell for cell in parts.titles if isinstance(cell.value, str)]
    if not titles:
        return None
    sheet = parts.grid.title
    rows = [passage_row(sheet, "cover", "title", "Title", titles[0], titles[0].text)]
    rows += [
        passage_row(sheet, "cover", "subtitle", "Subtitle", cell, cell.text)
        for cell in titles[1:]
        if not is_period(cell) and len(cell.text) <= _LONGEST_SUBTITLE
    ]
    table = passage_table(sheet, cells_area(titles), rows)
    table.kind = TITLE
    return table
