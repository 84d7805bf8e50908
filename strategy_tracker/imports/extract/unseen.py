"""What a person does not see in a workbook, or we could not read, and so is told."""

from collections.abc import Iterable

from strategy_tracker.imports.changeset import Where
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.read.workbook import Sheet, Workbook, address


def note_unseen(workbook: Workbook, result: Extract) -> None:
    """Note hidden rows and columns that hold something, and what the reader left out."""
    for sheet in workbook.sheets:
        rows = [row for row in sorted(sheet.looks.hidden_rows) if _row_holds(sheet, row)]
        if rows:
            names = _runs([str(row + 1) for row in rows], rows)
            _note(
                result, sheet, f"Row{'s'[: len(rows) > 1]} {names}", len(rows), address(rows[0], 0)
            )
        columns = [c for c in sorted(sheet.looks.hidden_columns) if _column_holds(sheet, c)]
        if columns:
            names = _runs([address(0, column)[:-1] for column in columns], columns)
            words = f"Column{'s'[: len(columns) > 1]} {names}"
            _note(result, sheet, words, len(columns), address(0, columns[0]))
        for sentence in [*sheet.facts.left_out, *sheet.looks.unread_formats]:
            result.problem(Where(sheet.title, "A1"), "", sentence, "", stops=False)


def _note(result: Extract, sheet: Sheet, words: str, number: int, cell: str) -> None:
    verb = "is hidden and was" if number == 1 else "are hidden and were"
    result.problem(
        Where(sheet.title, cell),
        "",
        f"{words} of “{sheet.title}” {verb} left out.",
        "Unhide in Excel what is to be imported.",
        stops=False,
    )


def _row_holds(sheet: Sheet, row: int) -> bool:
    return row < len(sheet.rows) and not sheet.is_blank_row(row)


def _column_holds(sheet: Sheet, column: int) -> bool:
    return any(column < len(row) and row[column] != "" for row in sheet.rows)


def _runs(names: list[str], numbers: Iterable[int]) -> str:
    """ "3 to 5, 9" for rows 3, 4, 5 and 9."""
    runs: list[list[int]] = []
    for place, number in enumerate(numbers):
        if runs and number == runs[-1][2] + 1:
            runs[-1][1:] = [place, number]
        else:
            runs.append([place, place, number])
    return ", ".join(
        names[first] if first == last else f"{names[first]} to {names[last]}"
        for first, last, _ in runs
    )
