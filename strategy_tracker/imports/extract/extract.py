"""From a workbook to what it says.

No database here: the trust's own scales and questions come in as `Known`, and what comes
out is compared with what the trust has elsewhere (`compare/`).
"""

from collections.abc import Sequence

from strategy_tracker.imports.changeset import Where
from strategy_tracker.imports.choices import NOTHING_SAID, Choices
from strategy_tracker.imports.extract.across import name_parents_by_sheets
from strategy_tracker.imports.extract.doubts import take_asked
from strategy_tracker.imports.extract.labels import settle_labels
from strategy_tracker.imports.extract.ledger import Ledger, asked, field, noise, own
from strategy_tracker.imports.extract.levels import settle_levels
from strategy_tracker.imports.extract.measure_pages import fold_pages
from strategy_tracker.imports.extract.model import ORDER, Extract
from strategy_tracker.imports.extract.own_columns import settle_own_columns
from strategy_tracker.imports.extract.parents import fold_rows, give_parents_below, propose_parent
from strategy_tracker.imports.extract.people import settle_people
from strategy_tracker.imports.extract.questions import find_questions
from strategy_tracker.imports.extract.risk_scale import settle_matrix
from strategy_tracker.imports.extract.rows import RowReader
from strategy_tracker.imports.extract.unread import ask_of_unread, ask_of_words
from strategy_tracker.imports.extract.unseen import Unseen, note_unseen
from strategy_tracker.imports.layout.by_hand import UNHEEDED
from strategy_tracker.imports.layout.table import LEFT_OUT, YOU_LEFT_IT, Region, Table
from strategy_tracker.imports.layout.titles import TITLE
from strategy_tracker.imports.layout.understanding import NOT_KNOWN, read_layout
from strategy_tracker.imports.match.chosen import column_key
from strategy_tracker.imports.match.columns import match_table
from strategy_tracker.imports.match.model import (
    CHOSEN,
    OWN,
    Known,
    SheetMatch,
)
from strategy_tracker.imports.read.workbook import Workbook


def extract(
    workbook: Workbook, known: Known, choices: Choices = NOTHING_SAID, period: str = ""
) -> Extract:
    """What `workbook` says, with every problem found on the way.

    `choices` are what a person said about it, and `period` the label of that it is for.
    """
    unseen = Unseen(workbook, choices)
    layout = read_layout(
        unseen.workbook,
        [question.label for question in known.asked],
        known.words,
        known.objectives,
        choices,
    )
    tables = [table for table in layout.tables if choices.regions.get(table.place) != ""]
    alike = _by_headings(tables)
    matches = [
        match_table(
            table,
            known,
            choices.columns.get(table.title, {}),
            choices.answers,
            choices.renamed.get(table.title, {}),
            [row for other in alike[_headed(table)] if other is not table for row in other.body],
        )
        for table in tables
    ]
    matches = _without_lone_titles(fold_pages(matches, known))
    layout.regions += [
        Region(table.title, table.area, LEFT_OUT, YOU_LEFT_IT)
        for table in layout.tables
        if choices.regions.get(table.place) == ""
    ]
    name_parents_by_sheets(matches)
    settle_levels(matches, known)
    for match in matches:
        propose_parent(match)
        give_parents_below(match)
        fold_rows(match)
    result = Extract(
        matches,
        Ledger(workbook),
        layout=layout,
        choices=choices,
        sheets=[sheet.title for sheet in workbook.sheets],
        period=period,
        doubts=list(layout.doubts),
    )
    layout.regions += unseen.left_out
    result.doubts += unseen.questions
    for title, area, reason in unseen.noise:
        result.ledger.put_area(title, area, noise(reason))
    note_unseen(unseen.workbook, result)
    result.doubts += [question for match in matches for question in match.asks]
    for title, cell, why in layout.unheeded:
        result.problem(Where(title, cell), "", why, UNHEEDED, stops=False)
    _check_choices(choices, result)
    whole_headings: dict[str, str] = {}
    for match in matches:
        _check_sheet(match, result)
        whole_headings |= settle_labels(match, result, known)
    settle_matrix(matches, workbook, known, result)
    result.questions = find_questions(matches, known, result)
    for question in result.questions.values():
        question.guidance = whole_headings.get(question.label, "")
    held = ask_of_words([match for match in matches if match.holds], result)
    _account_for_layout(result)
    for match in held:
        _account_for_headings(match, result.ledger)
    for match in sorted(held, key=lambda sheet_match: ORDER.index(sheet_match.holds)):
        RowReader(match, result).read()
    settle_own_columns(result, known)
    settle_people(result)
    result.doubts += take_asked(result)
    ask_of_unread(result)
    return result


def _headed(table: Table) -> tuple[str, ...]:
    """The sheet that a table is on, what kind of table it is, and its headings."""
    return (table.title, table.kind, table.holds, *(cell.text for cell in table.header))


def _by_headings(tables: Sequence[Table]) -> dict[tuple[str, ...], list[Table]]:
    """The tables by the sheet and headings that they share."""
    found: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        found.setdefault(_headed(table), []).append(table)
    return found


def _without_lone_titles(matches: list[SheetMatch]) -> list[SheetMatch]:
    """`matches` less the titles of sheets of which nothing else is read."""
    read = {match.sheet.title for match in matches if match.holds and match.sheet.kind != TITLE}
    return [match for match in matches if match.sheet.kind != TITLE or match.sheet.title in read]


def _account_for_layout(result: Extract) -> None:
    """What the layout left out, and what it took for titles of the whole."""
    layout, ledger = result.layout, result.ledger
    for region in layout.regions:
        if region.is_noise:
            ledger.put_area(region.title, region.area, noise(region.why))
    for title, area, reason in layout.noise:
        if reason != NOT_KNOWN:
            ledger.put_area(title, area, noise(reason))
    for match in result.matches:
        if match.why:
            ledger.put_area(match.sheet.title, match.sheet.area, noise(match.why))
        for area, reason in match.sheet.noise:
            ledger.put_area(match.sheet.title, area, noise(reason))
    for told in layout.titles:
        ledger.put_places(told.sheet, [told.cell], noise("A title."))
    for _, told in layout.periods:
        ledger.put_places(told.sheet, [told.cell], field("answer.period"))


def _account_for_headings(match: SheetMatch, ledger: Ledger) -> None:
    """The headings of what is read, and the columns that are not."""
    title = match.sheet.title
    for column in match.columns:
        if column.field == OWN:
            fate = own(column.label or column.heading)
        elif column.field:
            fate = field(column.field)
        elif column.evidence == CHOSEN:
            fate = noise(YOU_LEFT_IT)
        elif not any(row[column.index].text for row in match.sheet.body):
            fate = noise("A heading with nothing under it.")
        else:
            fate = asked(f"Column {column.letter}, “{column.heading}”: {column.evidence}.")
        ledger.put(title, match.sheet.header[column.index], fate)
        if not column.field:
            for row in match.sheet.body:
                ledger.put(title, row[column.index], fate)


def _check_choices(choices: Choices, result: Extract) -> None:
    """What was said of a column that is not there helps nobody unless it is told."""
    named = {
        (match.sheet.title, key)
        for match in result.matches
        for column in match.columns
        for key in (column.heading, column.letter, column_key(column.letter))
    }
    for sheet, fields in choices.columns.items():
        for heading in fields:
            # Marks make other columns of a sheet, and what was said of the earlier is past.
            if (sheet, heading) not in named and not choices.marks.get(sheet):
                result.problem(
                    Where(),
                    heading,
                    f"There is no column “{heading}” on a sheet “{sheet}”.",
                    "Write the sheet and the heading as they stand in the workbook.",
                )


def _check_sheet(match: SheetMatch, result: Extract) -> None:
    """Problems of a sheet's headings."""
    title, row = match.sheet.title, 0
    if match.why:
        result.problem(
            Where(title, match.sheet.cell(row, 0).address),
            "",
            match.why,
            "If it is to be imported after all, say what its rows are.",
            stops=False,
        )
        return
    if not match.holds:
        found = ", ".join(f"“{column.heading}”" for column in match.columns[:4])
        result.problem(
            Where(title, match.sheet.cell(row, 0).address),
            found,
            "No heading here names an objective, ambition, action, measure or risk, so the "
            "sheet is left out.",
            "If it is to be imported, put one row of headings first, such as Objective, Key "
            "action, Lead, RAG.",
            stops=False,
        )
        return
    _check_said(match, result)
    for index in match.unnamed:
        first = next(
            cell for row in match.sheet.data_rows() if (cell := match.sheet.cell(row, index)).text
        )
        result.problem(
            Where(title, first.address),
            first.text,
            "This column has values but no heading, so it is left out.",
            "Say what it is, or give it a heading.",
            stops=False,
        )
    _note_left_out(match, result)


def _check_said(match: SheetMatch, result: Extract) -> None:
    """Of a table that somebody said holds records: say why none can be read from it."""
    names = (f"{match.holds}.title", f"{match.holds}.name", f"{match.holds}.reference")
    if not match.sheet.is_said or any(match.column(name) for name in names):
        return
    result.problem(
        Where(match.sheet.title, match.sheet.cell(0, 0).address),
        "",
        f"You said that {match.sheet.place.rpartition('!')[2]} holds one {match.holds} a row, and "
        "no column has texts that could name one.",
        "Choose which column does, or mark the table otherwise.",
        stops=False,
    )


def _note_left_out(match: SheetMatch, result: Extract) -> None:
    """Say which columns with something in them are not read."""
    for column in match.columns:
        cells = (match.sheet.cell(row, column.index) for row in match.sheet.data_rows())
        if column.field or column.evidence == CHOSEN or not any(cell.text for cell in cells):
            continue
        result.problem(
            Where(match.sheet.title, match.sheet.cell(0, column.index).address),
            column.heading,
            f"Column {column.letter}, “{column.heading}”, is left out: {column.evidence}.",
            "Give it a heading that we know if it is to be read.",
            stops=False,
        )
