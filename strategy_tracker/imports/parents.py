"""The column that names the parent, on a sheet where no heading says so."""

from strategy_tracker.imports.columns import profile_column
from strategy_tracker.imports.headers import CHOSEN, TEXT, Column, SheetMatch

_PARENTS = ("objective", "ambition")
# Of fewer rows, that a value comes twice says nothing.
_FEWEST_ROWS = 4
_LONGEST_TITLE = 300


def propose_parent(match: SheetMatch) -> None:
    """Take an unknown column for the objective where it is filled and repeats as one would.

    Only where the sheet has no column of objectives or ambitions; the evidence says why.
    """
    if match.holds not in ("ambition", "action") or _names_parent(match):
        return
    title = match.column(f"{match.holds}.title")
    rows = [
        row
        for row in match.sheet.data_rows(match.header_row)
        if title and match.sheet.cell(row, title.index).text
    ]
    for column in _candidates(match):
        profile = profile_column(match.sheet, rows, column.index)
        repeats = len(profile.words) * 2 <= profile.filled
        if (
            profile.filled == len(rows) >= _FEWEST_ROWS
            and repeats
            and not profile.is_number
            and profile.longest <= _LONGEST_TITLE
        ):
            number = len(profile.words)
            evidence = (
                f"every row has one, with {number} different value{'s'[: number != 1]} in "
                f"{len(rows)} rows, and no other column names an objective"
            )
            taken = Column(column.index, column.heading, "objective.title", 0.7, evidence)
            match.columns[match.columns.index(column)] = taken
            return


def likely_parent(match: SheetMatch) -> Column | None:
    """The column that most likely was meant to name the parent, though it was read otherwise."""
    return None if _names_parent(match) else next(iter(_candidates(match)), None)


def _names_parent(match: SheetMatch) -> bool:
    return any(
        match.column(f"{level}.{name}")
        for level in _PARENTS
        if level != match.holds
        for name in ("title", "reference")
    )


def _candidates(match: SheetMatch) -> list[Column]:
    """Columns read as new questions in words for want of better, those before the title first."""
    title = match.column(f"{match.holds}.title")
    place = title.index if title else 0
    unknown = [
        column
        for column in match.columns
        if column.field == TEXT
        and column.purpose == "general"
        and not column.code
        and column.evidence != CHOSEN
    ]
    return sorted(unknown, key=lambda column: (column.index > place, column.index))
