"""Ordinary tables: a head, and under it rows, bands that name groups, totals and notes."""

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from strategy_tracker.imports.layout.colours import Legend, hue_word
from strategy_tracker.imports.layout.grid import Grid, Place
from strategy_tracker.imports.layout.headings import Lexicon
from strategy_tracker.imports.layout.heads import Head
from strategy_tracker.imports.layout.table import NOTHING, Given, Noise, Table
from strategy_tracker.imports.read.workbook import Area, Cell, address, place_of
from strategy_tracker.imports.vocabulary.values import plain_words

_TOTAL = re.compile(
    r"(?:sub|grand)?\s*-?totals?\b|sum\b|average\b|mean\b|overall total", re.IGNORECASE
)
_FOOTNOTE = re.compile(
    r"\*|notes?\b|source\b|(?:b?rag |colour |rating |status )?(?:key|legend)\b|nb\b|n\.b|"
    r"printed|(?:last )?updated|prepared|version",
    re.IGNORECASE,
)
_SURE_FOOTNOTE = re.compile(
    r"\*|notes?:|sources?:|key:|nb:|printed on|(?:last )?updated (?:by|on)|prepared by|version \d",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"(?:colou?r |b?rag |rating |status )?(?:key|legend)s?:?", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Za-z]{0,4}[ .-]?\d{1,3}(?:\.\d{1,3})?[.)]?|[A-Z][.)]?|[IVX]{1,5}[.)]?")
LONGEST_LABEL = 120
# Why a row of a table is no record.
TOTAL, KEY, REPEAT = "a total", "the key of the colours", "a heading that repeats"
GROUP, LONE_BAND, LABEL = "a heading over several columns", "a subtitle without rows", "a label"
# So many cells make a row that is surely one of the table.
_FULL = 3
SURE_BAND, LIKELY_BAND = 0.9, 0.7
YOU_GROUPED_IT = "you said that such rows head those below them"


@dataclass
class Body:
    """The rows under a head as they were told apart; `tail` begins what is no longer table.

    `numbers` are the numbers that stand before the names of groups, by the band's row, and
    `marked` the rows of which a person said that they head those below them.
    """

    rows: list[int] = field(default_factory=list)
    bands: dict[int, Cell] = field(default_factory=dict)
    weak_bands: dict[int, Cell] = field(default_factory=dict)
    numbers: dict[int, Cell] = field(default_factory=dict)
    marked: set[int] = field(default_factory=set)
    more: dict[int, list[tuple[Cell, Cell]]] = field(default_factory=dict)
    legend: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    repeats: list[int] = field(default_factory=list)
    tail: int | None = None


class BodyReader:
    """Tells the rows under one head, or under several that repeat, apart."""

    def __init__(
        self,
        grid: Grid,
        heads: Sequence[Head],
        lexicon: Lexicon,
        marked: frozenset[int] = frozenset(),
    ) -> None:
        self.grid, self.heads, self.lexicon, self.marked = grid, heads, lexicon, marked
        self.head = heads[0]
        self.repeats = {head.top: head for head in heads}
        self.named = sorted(self.head.paths)
        self.texts = {column: path[-1].text for column, path in self.head.paths.items()}
        self.own = {column: grid.span(self.head.bottom, column) for column in self.named}
        self.body = Body()
        self.gap = False
        self.after_gap: set[int] = set()
        self.skip_to = -1

    def read(self, rows: Sequence[int]) -> Body:
        for row in rows:
            if self.body.tail is not None:
                break
            if row > self.skip_to:
                self._row(row)
        self._end_before_other_block()
        self._end_before_footer()
        self._settle_weak_bands()
        if self.heads[0].top not in self.body.bands and self._names_band(self.heads[0]):
            self.body.bands[self.heads[0].top] = self.heads[0].paths[self.heads[0].left][-1]
        return self.body

    def _row(self, row: int) -> None:
        head = self.repeats.get(row)
        if head:
            self._repeat(head)
            return
        cells = list(self.grid.row_cells(row))
        if self.gap and cells:
            self.after_gap.add(row)
        self._sort(row, cells)
        self.gap = not cells

    def _sort(self, row: int, cells: list[tuple[Area, Cell]]) -> None:
        if row in self.marked and cells and row > self.head.bottom:
            self._marked_group(row, [cell for _, cell in cells])
        elif self._is_legend(row, cells) or heads_legend(self.grid, row):
            self.body.legend.append(row)
        elif not cells:
            self._without_text(row)
        elif self._is_repeated_head(cells):
            self.body.repeats.append(row)
        elif row <= self.head.bottom:
            pass
        elif self._is_total(cells) and (_TOTAL.match(cells[0][1].text) or self._is_sum(row, cells)):
            self.body.totals.append(row)
        elif len(cells) == 1:
            self._single(row, *cells[0])
        elif self._is_numbered_band(row, cells):
            self.body.bands[row], self.body.numbers[row] = cells[1][1], cells[0][1]
        elif any(self._is_wide(area) for area, _ in cells):
            self._with_wide(row, cells)
        else:
            self.body.rows.append(row)

    def _marked_group(self, row: int, cells: list[Cell]) -> None:
        """Its first words name the group, and a number may stand before them."""
        has_number = len(cells) > 1 and bool(_NUMBER.fullmatch(cells[0].text))
        self.body.bands[row] = cells[1 if has_number else 0]
        if has_number:
            self.body.numbers[row] = cells[0]
        self.body.marked.add(row)

    def _repeat(self, head: Head) -> None:
        """A head that comes again names the next group in its first cell."""
        self.skip_to = head.bottom
        if head is not self.head:
            self.body.repeats += range(head.top, head.bottom + 1)
        cell = head.paths[min(head.paths)][-1]
        if len(self.heads) > 1 or self._names_band(head):
            self.body.bands[head.top] = cell
        self.gap = False

    def _names_band(self, head: Head) -> bool:
        """Whether the first heading is the name of a group and not of the column under it."""
        cell = head.paths[head.left][-1]
        area = self.grid.span(head.bottom, head.left)
        return not self.lexicon.find(cell.text) and (
            area.right > area.left or cell.text.endswith((":", "]"))
        )

    def _is_repeated_head(self, cells: list[tuple[Area, Cell]]) -> bool:
        return len(cells) > 1 and all(
            self.texts.get(area.left) == cell.text for area, cell in cells
        )

    def _is_legend(self, row: int, cells: list[tuple[Area, Cell]]) -> bool:
        """A colour beside its word, and nothing else in the row."""
        if len(cells) != 1 or not (self.gap or self.body.legend):
            return False
        area, cell = cells[0]
        beside = [
            column for column in (area.left - 1, area.right + 1) if self._is_bare(row, column)
        ]
        inside = self.grid.fill(row, area.left) and self.body.legend
        return len(cell.text) <= LONGEST_LABEL and bool(beside or inside)

    def _is_bare(self, row: int, column: int) -> bool:
        return bool(self.grid.fills.get((row, column))) and not self.grid.at(row, column).text

    def _without_text(self, row: int) -> None:
        """A row of fills alone is a rated row without words, if merged cells reach into it."""
        covered = any(self.grid.at(row, column).text for column in self.named)
        if covered and any(self._is_bare(row, column) for column in self.named):
            self.body.rows.append(row)

    def _is_total(self, cells: list[tuple[Area, Cell]]) -> bool:
        return all(not isinstance(cell.value, str) or len(cell.text) < 12 for _, cell in cells[1:])

    def _is_sum(self, row: int, cells: list[tuple[Area, Cell]]) -> bool:
        """A bold word and figures alone, in a table whose rows have more and are not bold."""
        (first, word), *figures = cells
        return (
            bool(figures)
            and not self.gap
            and len(cells) * 2 <= len(self.named)
            and isinstance(word.value, str)
            and not any(isinstance(cell.value, str) for _, cell in figures)
            and all(self.grid.is_bold(row, area.left) for area, _ in cells)
            and not self._rows_are_styled(first.left)
        )

    def _single(self, row: int, area: Area, cell: Cell) -> None:
        """One cell alone: the name of a group, a note under the table, or a short row."""
        covered = any(
            self.grid.at(row, column).text and self.grid.span(row, column).top < row
            for column in self.named
        )
        coloured = any(self._is_bare(row, column) for column in self.named)
        if covered or (coloured and not self._is_wide(area)):
            self.body.rows.append(row)
        elif _FOOTNOTE.match(cell.text) and (self.gap or _SURE_FOOTNOTE.match(cell.text)):
            self.body.tail = row
        elif self._is_wide(area) or (
            area.left <= self.head.left
            and self.grid.is_styled(row, area.left)
            and not self._rows_are_styled(area.left)
        ):
            self.body.bands[row] = cell
        elif self.gap and len(cell.text) > LONGEST_LABEL:
            self.body.tail = row
        else:
            self.body.weak_bands[row] = cell
            self.body.rows.append(row)

    def _is_numbered_band(self, row: int, cells: list[tuple[Area, Cell]]) -> bool:
        """A number, and a name that is merged over the rest of the row or stands out in it."""
        if len(cells) != 2 or cells[0][0].left > self.head.left or len(self.named) < _FULL:
            return False
        (first, number), (area, name) = cells
        if first.right >= area.left or not _NUMBER.fullmatch(number.text):
            return False
        if not isinstance(name.value, str) or len(name.text) > LONGEST_LABEL:
            return False
        if self._is_wide(area) and area.right >= self.named[-1]:
            return True
        alone = len(self.named) > _FULL and self.grid.is_styled(row, area.left)
        return alone and area.left == self.named[1] and not self._rows_are_styled(area.left)

    def _rows_are_styled(self, column: int) -> bool:
        """Whether that column of the ordinary rows stands out as well."""
        rows = self.body.rows[-8:] or [
            row
            for row in range(self.head.bottom + 1, self.head.bottom + 12)
            if len(self.grid.filled.get(row, ())) > 1 and row not in self.repeats
        ]
        return bool(rows) and sum(self.grid.is_bold(row, column) for row in rows) * 2 > len(rows)

    def _is_wide(self, area: Area) -> bool:
        """Whether a merged cell lies across columns that have headings of their own."""
        if area.right == area.left:
            return False
        under = [column for column in self.named if area.left <= column <= area.right]
        if len(under) < 2:
            return False
        own = self.own.get(area.left)
        return not (own and own.right >= area.right)

    def _with_wide(self, row: int, cells: list[tuple[Area, Cell]]) -> None:
        """Labels with their texts under them belong to the row above; others end the table."""
        following = row + 1
        labels = all(cell.text.endswith(":") or self.lexicon.find(cell.text) for _, cell in cells)
        if labels and self.body.rows and self.grid.filled.get(following):
            pairs = [(cell, self.grid.own(following, area.left)) for area, cell in cells]
            last = self.body.rows[-1]
            self.body.more.setdefault(last, []).extend(pair for pair in pairs if pair[1].text)
            self.skip_to = following
        elif self.body.rows and len(cells) <= 3 and self.grid.is_styled(row, cells[0][0].left):
            self.body.tail = row
        else:
            self.body.rows.append(row)

    def _end_before_other_block(self) -> None:
        """A block apart under the table, with a head of its own over few columns, is no rows."""
        rows = self.body.rows
        for row in [row for row in rows if row in self.after_gap]:
            before = [other for other in rows if other < row]
            after = [other for other in rows if other >= row]
            widths = sorted(len(self.grid.filled[other]) for other in before)
            usual = widths[len(widths) // 2] if widths else 0
            if len(before) < _FULL or usual <= _FULL:
                continue
            few = max(len(self.grid.filled[other]) for other in after)
            cells = self.grid.filled[row]
            loud = all(self.grid.is_styled(row, column) for column, _ in cells)
            unlike = not all(
                self.grid.is_styled(before[-1], column)
                for column, _ in self.grid.filled[before[-1]]
            )
            apart = few * 3 <= usual * 2
            if apart and loud and unlike and len(cells) > 1:
                self.body.rows = before
                self.body.tail = min(row, self.body.tail or row)
                for other in [other for other in self.body.weak_bands if other >= row]:
                    del self.body.weak_bands[other]
                return

    def _end_before_footer(self) -> None:
        """Lines apart from the last row, each of one text, stand under a table of full rows."""
        rows, weak = self.body.rows, self.body.weak_bands
        full = [row for row in rows if row not in weak]
        last = full[-1] if full else -1
        footer = [row for row in rows if row > last]
        if not footer or footer[0] not in self.after_gap or len(self.head.paths) < _FULL:
            return
        if sum(len(self.grid.filled[row]) >= _FULL for row in full) * 2 < len(full):
            return
        self.body.rows = [row for row in rows if row <= last]
        for row in footer:
            weak.pop(row, None)
        if self.body.tail is None:
            self.body.tail = footer[0]

    def _settle_weak_bands(self) -> None:
        """Rows with one cell in the first column are bands where all others have more."""
        weak = self.body.weak_bands
        first = [
            row for row, cell in weak.items() if cell.address.startswith(_letters(self.head.left))
        ]
        others = [row for row in self.body.rows if row not in weak]
        follows = all(any(row < other for other in others) for row in first)
        if len(first) != len(weak) or not first or not others or not follows:
            weak.clear()
            return
        full = sum(len(self.grid.filled[row]) >= 2 for row in others)
        in_first = sum(
            bool(self.grid.filled[row]) and self.grid.filled[row][0][0] == self.head.left
            for row in others
        )
        distinct = len({cell.text for cell in weak.values()}) == len(weak)
        if (
            full * 10 < len(others) * 8
            or not distinct
            or len(first) * 2 > len(others) + 1
            or (in_first == len(others) and len(self.head.paths) < 3)
        ):
            weak.clear()
        self.body.rows = [row for row in self.body.rows if row not in weak]


def legend_line(grid: Grid, row: int) -> bool:
    """Whether a row has one short text with a bare colour beside it, and nothing else."""
    cells = list(grid.row_cells(row))
    if len(cells) != 1 or len(cells[0][1].text) > LONGEST_LABEL:
        return False
    area = cells[0][0]
    beside = ((row, area.left - 1), (row, area.right + 1))
    return any(grid.fills.get(place) and not grid.at(*place).text for place in beside)


def heads_legend(grid: Grid, row: int) -> bool:
    """Whether a row has a word such as "Key" alone, over a colour beside its word."""
    cells = grid.filled.get(row, [])
    below = next(
        (following for following in (row + 1, row + 2) if grid.filled.get(following)), None
    )
    named = len(cells) == 1 and _LEGEND.fullmatch(cells[0][1].text.strip())
    return bool(named) and below is not None and legend_line(grid, below)


def _letters(column: int) -> str:
    return address(0, column)[:-1]


def build_table(grid: Grid, heads: Sequence[Head], body: Body, legend: Legend) -> Table:
    """The flat table of a head's rows, with a column for its bands and for labels under rows."""
    head = heads[0]
    columns = _columns(grid, head, body)
    header = [_heading(grid, head, column) for column in columns]
    if head.top in body.bands:
        header[0] = header[0]._replace(value="")
    rows = [[_cell(grid, row, column) for column in columns] for row in body.rows]
    bottom = max([head.bottom, *body.rows])
    table = Table(
        grid.title,
        header,
        rows,
        Area(head.top, columns[0], bottom, columns[-1]),
        facts=grid.sheet.facts,
    )
    for place, column in enumerate(columns):
        path = head.paths.get(column, [])
        if len(path) > 1:
            table.groups[place] = " ".join(cell.text for cell in path[:-1])
    read_colours(table, legend)
    _add_bands(grid, table, body)
    _add_more(table, body)
    table.noise = _noise(grid, table, head, body)
    return table


def _noise(grid: Grid, table: Table, head: Head, body: Body) -> list[Noise]:
    """The cells under and in a head that are neither headings nor of records, with reasons."""
    held = {cell.address for row in table.rows for cell in row}
    rows = [
        *((row, GROUP) for row in range(head.top, head.bottom + 1)),
        *((row, TOTAL) for row in body.totals),
        *((row, KEY) for row in body.legend),
        *((row, REPEAT) for row in body.repeats),
        # What stands beside a name that was marked is no subtitle, and is asked about.
        *((row, LONE_BAND) for row in body.bands if row not in body.marked),
        *(
            (place_of(label.address)[0], LABEL)
            for pairs in body.more.values()
            for label, _ in pairs
        ),
    ]
    found: dict[Place, str] = {}
    for row, why in rows:
        for column, cell in grid.filled.get(row, ()):
            if cell.address not in held:
                found.setdefault((row, column), why)
    return as_areas(found)


def as_areas(reasons: Mapping[Place, str]) -> list[Noise]:
    """Cells that stand side by side for one reason, as areas of a row each."""
    areas: list[Noise] = []
    for (row, column), why in sorted(reasons.items()):
        last, before = areas[-1] if areas else (NOTHING, "")
        if before == why and last.top == row and last.right == column - 1:
            areas[-1] = (last._replace(right=column), why)
        else:
            areas.append((Area(row, column, row, column), why))
    return areas


def _columns(grid: Grid, head: Head, body: Body) -> list[int]:
    filled = {column for row in body.rows for column, _ in grid.filled[row]}
    beside = range(head.left - 1, head.right + 4)
    found = {*head.paths, *(column for column in beside if column in filled)}
    found |= {one for one in beside if one not in found and _says_by_colour(grid, body, one)}
    return sorted(found)


def _says_by_colour(grid: Grid, body: Body, column: int) -> bool:
    """Whether a column rates most rows by its colours alone, which are not those of the rows."""
    fills = [
        (grid.fills.get((row, column), ""), grid.fills.get((row, column - 1), ""))
        for row in body.rows
    ]
    words = [hue_word(fill) for fill, beside in fills if fill and fill != beside]
    told = [word for word in words if word]
    return len(told) * 2 > len(body.rows) and len(set(told)) > 1


def _heading(grid: Grid, head: Head, column: int) -> Cell:
    path = head.paths.get(column)
    if not path:
        return Cell("", address(head.bottom, column))
    return path[-1]


def _cell(grid: Grid, row: int, column: int) -> Cell:
    """The cell seen there; nothing where it lies under one merged from the left."""
    anchor = grid.anchors.get((row, column))
    if anchor and anchor[1] != column:
        return Cell("", address(row, column))
    cell = grid.own(*(anchor or (row, column)))
    rich = grid.sheet.looks.markdown.get(anchor or (row, column))
    return cell._replace(markdown=rich) if rich else cell


def read_colours(table: Table, legend: Legend) -> None:
    """Put the rating that a fill shows into cells that say nothing else."""
    for place in range(len(table.header)):
        empty = [number for number, row in enumerate(table.body) if not row[place].text]
        bare = [
            number
            for number in empty
            if table.body[number][place].fill
            and table.body[number][place].fill != shared_fill(table.body[number])
        ]
        texts = len(table.body) - len(empty)
        if len(bare) < 1 or texts > len(bare):
            continue
        if len(bare) * 3 < len(table.body) and not hue_word(table.body[bare[0]][place].fill):
            continue
        for number in bare:
            cell = table.body[number][place]
            word = legend.read(cell.fill, table.title, cell.address)
            table.body[number][place] = cell._replace(value=word)


def shared_fill(row: list[Cell]) -> str:
    """The fill that most cells of a row have, as in a striped table; "" for none."""
    fills = Counter(cell.fill for cell in row)
    fill, count = fills.most_common(1)[0]
    return fill if fill and count * 2 > len(row) and len(row) > 2 else ""


def _add_bands(grid: Grid, table: Table, body: Body) -> None:
    """Columns for the names of groups: one, or two where groups stand within groups."""
    bands = {**body.bands, **body.weak_bands}
    if not bands:
        return
    confidence = LIKELY_BAND if body.weak_bands else SURE_BAND
    outer = _outer_bands(grid, body, bands)
    levels = {"band": outer or bands}
    if outer:
        levels["band.inner"] = {row: cell for row, cell in bands.items() if row not in outer}
    for name, named in levels.items():
        first = next(iter(named.values()))
        evidence = f"rows such as “{first.text[:60]}” name the group under them"
        sure = confidence
        if named.keys() <= body.marked:
            sure, evidence = 1.0, YOU_GROUPED_IT
        above = sorted(outer) if name == "band.inner" else []
        cells = _carried_down(body.rows, named, above)
        table.add_column(Cell("", first.address), cells, Given(name, sure, evidence))
    numbers = {row: cell for row, cell in body.numbers.items() if row in levels["band"]}
    if numbers:
        cells = _carried_down(body.rows, numbers, sorted(levels["band"]))
        evidence = "the number before the name of a group"
        first = next(iter(numbers.values()))
        table.add_column(Cell("", first.address), cells, Given("band.number", confidence, evidence))


def _carried_down(
    rows: Sequence[int], bands: Mapping[int, Cell], ends: Sequence[int]
) -> list[Cell]:
    """For each row the band above it; none after a row of `ends` until the next band."""
    marks = sorted({*bands, *ends})
    cells, current = [], Cell("", "")
    for row in rows:
        while marks and marks[0] < row:
            current = bands.get(marks.pop(0), Cell("", ""))
        cells.append(current)
    return cells


def _outer_bands(grid: Grid, body: Body, bands: Mapping[int, Cell]) -> dict[int, Cell]:
    """The bands that have bands of another look directly under them, and all that look so."""
    ordered = sorted(bands)
    rows = sorted(body.rows)
    looks = {row: _look(grid, bands[row]) for row in ordered}
    over = {
        looks[row]
        for row, following in itertools.pairwise(ordered)
        if looks[row] != looks[following] and bisect_left(rows, row) == bisect_left(rows, following)
    }
    under = {looks[row] for row in ordered} - over
    return {row: bands[row] for row in ordered if looks[row] in over} if over and under else {}


def _look(grid: Grid, cell: Cell) -> tuple[str, bool, int]:
    row, column = place_of(cell.address)
    return grid.fill(row, column), grid.is_bold(row, column), column


def _add_more(table: Table, body: Body) -> None:
    """Columns for labels that stand under rows with their texts, by label."""
    by_label: dict[str, dict[int, Cell]] = {}
    headings: dict[str, Cell] = {}
    for row, pairs in body.more.items():
        for label, cell in pairs:
            plain = plain_words(label.text)
            headings.setdefault(plain, label)
            by_label.setdefault(plain, {})[row] = cell
    for plain, found in by_label.items():
        cells = [found.get(row, Cell("", "")) for row in body.rows]
        table.add_column(headings[plain], cells)
