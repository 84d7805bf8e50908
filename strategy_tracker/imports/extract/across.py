"""What one sheet says of another: risks that name sheets prove that these are objectives."""

from dataclasses import replace

from strategy_tracker.imports.match.model import CHOSEN, Column, SheetMatch
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.text import same_words

_NAMING = ("objective.title", "ambition.title", "risk.links")
# That a sheet is called like an objective is an inference, and so is asked.
_GUESS = 0.7


def name_parents_by_sheets(matches: list[SheetMatch]) -> None:
    """Take sheets of actions for the objectives called like them, where all risks name sheets.

    What the rows of such a sheet were taken to stand under is then the area within it.
    """
    sheets = {same_words(match.sheet.title) for match in matches if match.holds == "action"}
    named = {
        same_words(text)
        for match in matches
        if match.holds == "risk"
        for column in match.columns
        if column.field in _NAMING
        for row in match.sheet.body
        if (text := row[column.index].text)
    }
    if not named or not named <= sheets:
        return
    # Where the layout itself tells the objective of a sheet, the risks name that.
    put = {
        match.sheet.title
        for match in matches
        if match.holds == "action"
        and same_words(match.sheet.title) in named
        and _put_under_sheet(match)
    }
    for match in matches:
        is_one = match.holds == "objective" and len(match.sheet.body) == 1
        if is_one and match.sheet.title in put:
            _call_like_sheet(match)


def _call_like_sheet(match: SheetMatch) -> None:
    """What stands above the actions of such a sheet introduces the objective."""
    above = match.column("objective.title")
    if above is None or above.evidence == CHOSEN or match.column("objective.introduction"):
        return
    match.columns[match.columns.index(above)] = replace(above, field="objective.introduction")
    _add_title(match)


def _put_under_sheet(match: SheetMatch) -> bool:
    """Put the rows under the sheet, what they were under being its area; whether that was so."""
    above = match.column("objective.title")
    if above is None or above.index in match.sheet.given or match.column("action.area"):
        return False
    texts = {same_words(row[above.index].text) for row in match.sheet.body}
    if above.evidence == CHOSEN or same_words(match.sheet.title) in texts:
        return False
    evidence = "the objective is what the sheet is called, and this is within it"
    area = replace(above, field="action.area", confidence=_GUESS, evidence=evidence)
    match.columns[match.columns.index(above)] = area
    _add_title(match)
    return True


def _add_title(match: SheetMatch) -> None:
    title, first = match.sheet.title, match.sheet.header[0]
    cells = [Cell(title, first.address)] * len(match.sheet.body)
    index = match.sheet.add_column(Cell("", first.address), cells)
    evidence = "the risks of this workbook name this sheet"
    match.columns.append(Column(index, title, "objective.title", _GUESS, evidence))
