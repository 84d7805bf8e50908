"""Reads an .xls file, the format of Excel up to 2003, with its colours and notes, by xlrd.

It has no themes. xlrd does not tell its conditional formats, so a sheet that has some says so;
icons and scales of colours it cannot have but in parts that only newer programs read.
"""

import struct
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell as OldCell
from xlrd.sheet import Sheet as OldSheet

from strategy_tracker.imports.read.archive import Refused, damaged, password
from strategy_tracker.imports.read.formats.cells import MAX_CELLS, Cells, too_many_cells
from strategy_tracker.imports.read.formats.colours import WHITE
from strategy_tracker.imports.read.formats.number_formats import number_format
from strategy_tracker.imports.read.formats.richtext import Run, as_rich_text
from strategy_tracker.imports.read.formats.shows import (
    settle_marks,
    show_formatted,
    show_rich,
    show_signs,
    strike_out,
)
from strategy_tracker.imports.read.formats.symbols import is_font_of_signs
from strategy_tracker.imports.read.sheet import (
    Area,
    CellValue,
    Looks,
    PartFacts,
    Sheet,
    address,
    plain_value,
    trimmed,
)

_CONDITIONAL_FORMAT, _END_OF_SHEET = 0x01B0, 0x000A
# Only there while a filter hides rows.
_FILTER_MODE = 0x009B
_SOLID = 1


def read_xls(data: bytes) -> list[Sheet]:
    """The sheets of the workbook in `data`, hidden ones too."""
    try:
        with xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,  # else the raw records are gone too soon
            logfile=_Nowhere(),
        ) as book:
            return [_sheet(book, sheet) for sheet in book.sheets()]
    except Refused:
        raise
    except xlrd.XLRDError as error:
        encrypted = "encrypted" in str(error).lower()
        raise Refused(password() if encrypted else damaged()) from error
    except Exception as error:  # the reader stumbles in many ways over a damaged file
        raise Refused(damaged()) from error


class _Nowhere:
    """Takes what xlrd would print."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is kept."""


def _sheet(book: Book, old: OldSheet) -> Sheet:
    found = Cells()
    looks, facts = found.looks, found.facts
    rows: list[list[CellValue]] = []
    for row in range(old.nrows):
        cells = old.row(row)
        rows.append([_value(book, cell) for cell in cells])
        for column, cell in enumerate(cells):
            _cell_looks(book, cell, (row, column), looks, facts)
            if (row, column) in old.rich_text_runlist_map:
                _rich(book, old, cell, (row, column), found)
    inks: dict[tuple[int, int], str] = {}
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value != "":
                _shows(book, old.cell(row, column), (row, column), rows, found, inks)
    show_rich(rows, found, inks)
    settle_marks(rows, found, inks)
    width = max((len(row) for row in rows), default=0)
    if len(rows) * width > MAX_CELLS:
        too_many_cells()
    rows = trimmed(rows)
    _shape(old, looks, len(rows), max((len(row) for row in rows), default=0))
    kinds = set(_records(book, old.number))
    if _FILTER_MODE in kinds:
        looks.filtered_rows = set(looks.hidden_rows)
    if _CONDITIONAL_FORMAT in kinds:
        looks.unread_formats.append(
            "The sheet has conditional formats, whose colours cannot be read from an old workbook "
            "(.xls). Save it as .xlsx if they matter."
        )
    return Sheet(old.name, rows, facts, looks, bool(old.visibility))


def _shows(
    book: Book,
    cell: OldCell,
    place: tuple[int, int],
    rows: list[list[CellValue]],
    found: Cells,
    inks: dict[tuple[int, int], str],
) -> None:
    """Put what a cell shows beside its value into the rows and looks, and its ink to `inks`."""
    if place in found.rich or cell.xf_index is None:
        return
    style = book.xf_list[cell.xf_index]
    font = book.font_list[style.font_index]
    if font.struck_out:
        strike_out(rows, found, place)
        return
    own = book.format_map.get(style.format_key)
    shows = number_format(own.format_str) if own else None
    if shows:
        show_formatted(rows, found, place, shows.shows(rows[place[0]][place[1]]))
    if is_font_of_signs(font.name):
        show_signs(rows, found, place, font.name)
    inks[place] = _ink(book, font)


def _ink(book: Book, font: xlrd.formatting.Font) -> str:
    shown = book.colour_map.get(font.colour_index)
    return "".join(f"{part:02X}" for part in shown) if shown else ""


def _value(book: Book, cell: OldCell) -> CellValue:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(book, cell.value)
    return plain_value(cell.value)


def _date(book: Book, days: float) -> CellValue:
    try:
        year, month, day, hour, minute, second = xlrd.xldate_as_tuple(days, book.datemode)
    except xlrd.XLDateError:  # before 1900 or after 9999: a number that looks like a date
        return plain_value(days)
    if not year:
        return time(hour, minute, second) if days < 1 else timedelta(days=days)
    return plain_value(datetime(year, month, day, hour, minute, second))  # noqa: DTZ001


def _cell_looks(
    book: Book, cell: OldCell, place: tuple[int, int], looks: Looks, facts: PartFacts
) -> None:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        facts.errors.append(address(*place))
    if cell.xf_index is None:
        return
    style = book.xf_list[cell.xf_index]
    colour = _fill(book, style.background)
    if colour:
        looks.fills[place] = colour
    if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        if book.font_list[style.font_index].bold:
            looks.bold.add(place)
        number_format = book.format_map.get(style.format_key)
        if cell.ctype == xlrd.XL_CELL_NUMBER and number_format and "%" in number_format.format_str:
            facts.percents.add(address(*place))


def _fill(book: Book, background: xlrd.formatting.XFBackground) -> str:
    if not background.fill_pattern:
        return ""
    front = book.colour_map.get(background.pattern_colour_index)
    back = book.colour_map.get(background.background_colour_index)
    shown = front if background.fill_pattern == _SOLID else back or front
    colour = "".join(f"{part:02X}" for part in shown) if shown else ""
    return "" if colour == WHITE else colour


def _rich(book: Book, old: OldSheet, cell: OldCell, place: tuple[int, int], found: Cells) -> None:
    """The runs of a cell: the first has the cell's own font, each other begins at a place."""
    looks = found.looks
    text, style = str(cell.value), book.xf_list[cell.xf_index or 0]
    starts = [(0, style.font_index), *old.rich_text_runlist_map[place]]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    fonts = [book.font_list[number] for _, number in starts]
    runs = [
        Run(
            text[start:end],
            bool(font.bold or font.underline_type),
            bool(font.italic),
            struck=bool(font.struck_out),
            ink=_ink(book, font),
            font=font.name if is_font_of_signs(font.name) else "",
        )
        for (start, _), end, font in zip(starts, ends, fonts, strict=True)
    ]
    rich = found.rich[place] = as_rich_text(runs)
    looks.bold.discard(place)
    if rich.bold:
        looks.bold.add(place)
    if rich.markdown:
        looks.markdown[place] = rich.markdown


def _shape(old: OldSheet, looks: Looks, height: int, width: int) -> None:
    """Merges, notes, widths and what is hidden, within the cells that hold something."""
    for top, bottom, left, right in old.merged_cells:
        area = Area(top, left, min(bottom, height) - 1, min(right, width) - 1)
        if (
            area.top <= area.bottom
            and area.left <= area.right
            and (area.top, area.left) != (area.bottom, area.right)
        ):
            looks.merges.append(area)
    looks.merges.sort()
    looks.comments = {
        place: note.text.strip() for place, note in old.cell_note_map.items() if note.text.strip()
    }
    for row, info in old.rowinfo_map.items():
        if row < height and (info.hidden or not info.height):
            looks.hidden_rows.add(row)
    for column, size in old.colinfo_map.items():
        if column < width:
            looks.widths[column] = round(size.width / 256, 2)
            if size.hidden or not size.width:
                looks.hidden_columns.add(column)


def _records(book: Book, number: int) -> Iterator[int]:
    """The kinds of the records of one sheet, in turn, from the raw stream."""
    place, depth = book._sh_abs_posn[number], 0
    while place + 4 <= len(book.mem):
        kind, length = struct.unpack_from("<HH", book.mem, place)
        yield kind
        # A chart within a sheet has a beginning and an end of its own.
        depth += (kind & 0x00FF) == 0x09
        depth -= kind == _END_OF_SHEET
        if depth <= 0:
            return
        place += 4 + length
