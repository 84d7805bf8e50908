"""Pages of one measure each: the figures by period in the table under its form.

The table does not name the measure, for its page does. Pages of one risk are read by their layout
(`layout/pages.py`).
"""

from collections.abc import Iterator

from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.match.by_heading import headings_of
from strategy_tracker.imports.match.model import CHOSEN, Column, Known, SheetMatch
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.synonyms import synonyms

# That a table says it of the record of its page is an inference, and so is asked.
_GUESS = 0.7
_NOTES = {"reading.note", "measure.comment"}


def fold_pages(matches: list[SheetMatch], known: Known) -> list[SheetMatch]:
    """`matches` with the tables of such pages put to the records of their forms."""
    folded = []
    for match in matches:
        form = _form_above(match, matches)
        if form is None:
            folded.append(match)
        else:
            folded.append(_readings(form, match, known) or match)
    return folded


def _form_above(match: SheetMatch, matches: list[SheetMatch]) -> SheetMatch | None:
    """The one record that the sheet of a table is about, where it has a form of one."""
    is_said = any(column.evidence == CHOSEN for column in match.columns)
    if match.sheet.kind != "table" or match.sheet.is_said or is_said:
        return None
    forms = [
        other
        for other in matches
        if other.sheet.title == match.sheet.title
        and other.sheet.kind == "form"
        and other.holds == "measure"
        and len(other.sheet.body) == 1
    ]
    return forms[0] if len(forms) == 1 else None


def _heard(table: Table, holds: str, known: Known) -> dict[int, str]:
    """What the headings of a table are called among those of a kind of sheet, where it has any."""
    kind = next(kind for kind in synonyms().sheets if kind.holds == holds)
    headings = headings_of(kind, known)
    return {
        place: headings.hear(cell.text).name
        for place, cell in enumerate(table.header)
        if cell.text and place not in table.given and any(row[place].text for row in table.body)
    }


def _readings(form: SheetMatch, match: SheetMatch, known: Known) -> SheetMatch | None:
    """The figures of a measure, a row for each part of the year; None where there are none."""
    table = match.sheet
    names = _heard(table, "reading", known)
    parts = [place for place, name in names.items() if name == "reading.part"]
    kinds = {
        place: code
        for place in names
        if (code := synonyms().value("reading_kind", table.header[place].text))
    }
    notes = [place for place, name in names.items() if name in _NOTES]
    if len(parts) != 1 or not kinds or len(names) > 1 + len(kinds) + len(notes):
        return None
    own = [
        column
        for column in form.columns
        if column.field.partition(".")[0] in ("measure", "objective", "ambition")
    ]
    header = [form.sheet.header[column.index] for column in own]
    first = table.header[parts[0]]
    flat = Table(table.title, [*header], [], table.area, "scorecard", table.why, "reading")
    flat.facts, flat.noise, flat.year = table.facts, table.noise, table.year
    flat.body = list(_rows(form, own, table, parts[0], kinds, notes[:1]))
    flat.header += [first, Cell("", first.address), *(table.header[place] for place in notes[:1])]
    flat.header.append(table.header[next(iter(kinds))])
    found = SheetMatch(flat, "reading")
    for index, column in enumerate(own):
        found.columns.append(Column(
            index, column.heading, column.field, column.confidence, column.evidence,
            letter=column.letter,
        ))  # fmt: skip
    fields = ["reading.part", "reading.kind", *["reading.note"] * len(notes[:1]), "reading.value"]
    evidence = "a heading we know, on the page of this measure"
    for index, name in enumerate(fields, len(own)):
        cell = flat.header[index]
        letter = letter_of(cell.address)
        heading = cell.text or "Aim/Actual"
        found.columns.append(Column(index, heading, name, _GUESS, evidence, letter=letter))
    return found


def _rows(
    form: SheetMatch,
    own: list[Column],
    table: Table,
    part: int,
    kinds: dict[int, str],
    notes: list[int],
) -> Iterator[list[Cell]]:
    said = [form.sheet.body[0][column.index] for column in own]
    for row in table.body:
        for place, code in kinds.items():
            if row[place].text:
                kind = Cell(code, table.header[place].address)
                yield [*said, row[part], kind, *(row[place] for place in notes), row[place]]
