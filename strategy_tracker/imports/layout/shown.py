"""Ratings that are seen and not written: a coloured sign or icon, or the colour of a number.

Where a column of ratings holds such, its cells get the rating that the colour shows; a number
that was seen is kept in a column of its own beside it.
"""

from ambitions.updates.null_values import empty_kind
from strategy_tracker.imports.layout.colours import Legend, hue_word
from strategy_tracker.imports.layout.headings import Lexicon, core_of
from strategy_tracker.imports.layout.table import Given, Table
from strategy_tracker.imports.layout.tables import shared_fill
from strategy_tracker.imports.read.sheet import COLOURED_SIGNS, is_symbol
from strategy_tracker.imports.read.workbook import Area, Cell, place_of
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import parse_direction, plain_words

# Of the cells with something in them so many are numbers or signs, and of those so many coloured.
_NEARLY_ALL, _MOST = 0.8, 0.6
_PROGRESS = {"progress", "confidence", "direction"}
_RATED = {"rag", "brag", "bragg", "rayg", "ragb", "rygb", "lights", "colour", "health"}
_UNCOLOURED = "000000"
_NO_RATING = "A sign whose colour stands for no rating."
_BESIDE = "the numbers whose colours are the ratings"


def read_shown(table: Table, legend: Legend, lexicon: Lexicon) -> None:
    """Put the ratings that colours show into the cells of `table` that hold signs or numbers."""
    for place in range(len(table.header)):
        if place in table.given:
            continue
        cells = [row[place] for row in table.body if row[place].text]
        filled = [cell for cell in cells if not empty_kind(cell.text)]
        if not filled or not any(cell.mark or cell.fill or _own(cell) for cell in filled):
            continue
        heading = table.header[place].text
        signs = sum(_is_sign(cell) for cell in filled)
        if signs >= _NEARLY_ALL * len(filled):
            _read_signs(table, place, legend, is_rated=_is_rated(heading))
        elif _is_rated(heading) and _lists_plan(table, lexicon):
            _read_numbers(table, place, legend)


def _is_rated(heading: str) -> bool:
    """Whether a heading is that of a rating; a percentage and an arrow say what they are."""
    for plain in (plain_words(heading), plain_words(core_of(heading).label)):
        purpose = synonyms().ratings.get(plain)
        if purpose:
            return purpose not in _PROGRESS
        if _RATED & {*plain.split()}:
            return True
    return False


def _lists_plan(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows are of the plan: the coloured numbers of risks and measures are scores."""
    if table.holds:
        return table.holds == "action"
    wanted = {"action.title", "ambition.title", "objective.title"}
    return any(wanted & lexicon.find(cell.text) for cell in table.header if cell.text)


def _read_signs(table: Table, place: int, legend: Legend, *, is_rated: bool) -> None:
    cells = [row[place] for row in table.body if _is_sign(row[place])]
    hues = {hue for cell in cells if (colour := _colour(cell)) and (hue := hue_word(colour))}
    arrows = any(_arrow(cell) for cell in cells)
    if not hues or not (is_rated or (len(hues) > 1 and not arrows)):
        return
    for row in table.body:
        cell = row[place]
        if _is_sign(cell):
            word = legend.read(_colour(cell) or _UNCOLOURED, table.title, cell.address)
            value = f"{word} {_arrow(cell)}".strip()
            row[place] = cell._replace(value=value, markdown="")
            if not value:
                row_number, column = place_of(cell.address)
                area = Area(row_number, column, row_number, column)
                table.noise.append((area, _NO_RATING))


def _read_numbers(table: Table, place: int, legend: Legend) -> None:
    filled = [row for row in table.body if row[place].text and not empty_kind(row[place].text)]
    numbers = [row for row in filled if _is_number(row[place])]
    if len(numbers) < _NEARLY_ALL * len(filled):
        return
    coloured = {
        row[place].address: colour
        for row in numbers
        if (colour := row[place].mark or _own_fill(row, place))
    }
    hues = {hue_word(colour) for colour in coloured.values()} - {""}
    if not hues or len(coloured) < _MOST * len(numbers):
        return
    beside: list[Cell] = []
    for row in table.body:
        cell = row[place]
        is_number = _is_number(cell)
        beside.append(cell if is_number else Cell("", cell.address))
        if is_number:
            colour = coloured.get(cell.address)
            word = legend.read(colour, table.title, cell.address) if colour else ""
            row[place] = cell._replace(value=word, is_percent=False, shown="")
    heading = table.header[place]
    given = Given("answer.text", 1.0, _BESIDE, f"{heading.text} as a number")
    table.add_column(heading._replace(value=""), beside, given)


def _own_fill(row: list[Cell], place: int) -> str:
    """The fill of a cell, unless most of its row has the same."""
    fill = row[place].fill
    return "" if fill == shared_fill(row) else fill


def _is_number(cell: Cell) -> bool:
    return isinstance(cell.value, int | float) and not isinstance(cell.value, bool)


def _is_sign(cell: Cell) -> bool:
    value = cell.value
    return isinstance(value, str) and (is_symbol(value.strip()) or bool(_arrow(cell)))


def _arrow(cell: Cell) -> str:
    """The arrow that a cell holds, and nothing else."""
    text = cell.text
    return text if len(text) <= 2 and parse_direction(text, words=False) else ""


def _own(cell: Cell) -> str:
    """The colour that a sign has of itself, such as a green circle; "" for any other."""
    text = cell.text
    return next((COLOURED_SIGNS[letter] for letter in text if letter in COLOURED_SIGNS), "")


def _colour(cell: Cell) -> str:
    return cell.mark or (_own(cell) if _is_sign(cell) else "") or cell.fill
