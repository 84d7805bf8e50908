"""Forms: a label with its text beside it or under it, in blocks one below the other."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.headings import Lexicon, core_of
from strategy_tracker.imports.read.workbook import Area, Cell
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import plain_words

LONGEST_LABEL = 120
_SHORT_LABEL = 60
# "Lead Director: Asha Rao" in one cell; the label is short and the rest is not another label.
_LABEL_AND_TEXT = re.compile(
    r"^(?P<label>[^:\n]{2,60}?)\s*(?::|\s[-–—](?=\s))\s*(?P<text>\S.*)$", re.DOTALL
)
_BULLET = re.compile(r"^\s*(?:[•●▪◦○·*\-–]|o\s|\d{1,2}[.)]\s)")


@dataclass
class Pair:
    """A label with what is written for it; `section` is the label of the group it stands in."""

    label: str
    where: Cell
    values: list[Cell] = field(default_factory=list)
    section: str = ""

    @property
    def code(self) -> str:
        """The canonical name of what the label asks, "" for one that we do not know."""
        return synonyms().label_code(core_of(self.label).label)

    @property
    def text(self) -> str:
        """The values as one text, one to a line."""
        return "\n".join(cell.markdown or cell.text for cell in self.values)

    @property
    def first(self) -> Cell:
        """The first value, which stands for all of them and for their label."""
        if not self.values:
            return self.where
        cell = next((value for value in self.values if value.text), self.values[0])
        others = [other.address for other in (self.where, *self.values) if other is not cell]
        return cell._replace(also=(*cell.also, *others, *self.where.also))


@dataclass
class Form:
    """One block: its title cells, its labels with their texts, and texts without a label.

    `is_tail` says that it stands under a table.
    """

    area: Area
    titles: list[Cell] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    loose: list[Cell] = field(default_factory=list)
    is_tail: bool = False


class FormReader:
    """Reads the rows of one block from the top down.

    It is `labelled` where whatever stands first in a row with a value beside it is a label.
    """

    def __init__(
        self,
        grid: Grid,
        lexicon: Lexicon,
        *,
        with_titles: bool = True,
        followed: bool = False,
        labelled: bool = False,
    ) -> None:
        self.grid, self.lexicon, self.labelled = grid, lexicon, labelled
        self.with_titles, self.followed = with_titles, followed
        self.form = Form(Area(0, 0, 0, 0), is_tail=not with_titles)
        self.open: list[tuple[int, int, Pair]] = []
        self.section = ""
        self.by_anchor: dict[str, Pair] = {}

    def read(self, rows: Sequence[int]) -> Form:
        filled = [row for row in rows if self.grid.filled[row]]
        if filled:
            columns = [c for row in filled for c, _ in self.grid.filled[row]]
            self.form.area = Area(filled[0], min(columns), filled[-1], max(columns))
        number = 0
        while self.with_titles and number < len(filled) and self._is_title(filled, number):
            self.form.titles += [cell for _, cell in self.grid.filled[filled[number]]]
            number += 1
        last = filled[number - 1] if number else -2
        for row in filled[number:]:
            if row > last + 1:
                self._close()
            self._row(row)
            last = row
        return self.form

    def _is_title(self, filled: list[int], number: int) -> bool:
        """Whether the row is of the block's title: it stands out and asks nothing."""
        row = filled[number]
        cells = list(self.grid.row_cells(row))
        if number and filled[number - 1] != row - 1:
            return False
        if any(isinstance(cell.value, str) and len(cell.text) > 200 for _, cell in cells):
            return False
        if not all(self.grid.is_styled(row, area.left) for area, _ in cells):
            return number == 0 and len(cells) == 1 and self._is_plain_title(filled, row, cells[0])
        if len(cells) > 1:
            return number == 0
        area, cell = cells[0]
        if self._split(cell):
            return False
        if number and cell.text.endswith(":"):
            return False
        if self._knows(cell.text) and not (number == 0 and self._repeats_sheet(cell.text)):
            return number == 0 and not self._has_text_under(row)
        return (
            number == 0
            or not self._has_text_under(row)
            or self.grid.fill(row, area.left) == (self.grid.fill(filled[0], area.left))
        )

    def _repeats_sheet(self, text: str) -> bool:
        return plain_words(text) == plain_words(self.grid.title)

    def _is_plain_title(self, filled: list[int], row: int, only: tuple[Area, Cell]) -> bool:
        """An unstyled first line is a title where it is short and something follows it."""
        _, cell = only
        short = len(cell.text) <= LONGEST_LABEL and not cell.text.endswith(":")
        more = len(filled) > 1 or self.followed
        return short and more and not self._split(cell) and not _BULLET.match(cell.text)

    def _has_text_under(self, row: int) -> bool:
        cells = self.grid.filled.get(row + 1, [])
        return len(cells) == 1 and not self.grid.is_styled(row + 1, cells[0][0])

    def _knows(self, text: str) -> bool:
        return bool(synonyms().label_code(core_of(text).label) or self.lexicon.find(text))

    def _split(self, cell: Cell) -> tuple[str, str] | None:
        """A cell that holds both a label that we know and its text."""
        match = _LABEL_AND_TEXT.match(cell.text) if isinstance(cell.value, str) else None
        if match and not _BULLET.match(cell.text) and self._knows(match["label"]):
            return match["label"], match["text"]
        return None

    def _is_label(self, row: int, area: Area, cell: Cell) -> bool:
        text = cell.text
        if not isinstance(cell.value, str) or len(text) > 4 * LONGEST_LABEL or _BULLET.match(text):
            return False
        first = core_of(text).label
        if len(first) > LONGEST_LABEL or self._split(cell):
            return False
        bold, fill = self.grid.is_bold(row, area.left), self.grid.fill(row, area.left)
        # A sentence that leads up to a list is part of the text.
        if text.rstrip().endswith(":") and (bold or fill or len(text) <= _SHORT_LABEL):
            return True
        is_first = area.left == self.form.area.left and len(text) <= _SHORT_LABEL
        if fill and (bold or self._knows(text) or is_first):
            return True
        beside = any(column > area.right for column, _ in self.grid.filled[row])
        if self.labelled and beside and area.left == self.form.area.left:
            return True
        return self._knows(text) and (bold or (beside and area.left == self.form.area.left))

    def _row(self, row: int) -> None:
        cells = list(self.grid.row_cells(row))
        labels = [self._is_label(row, area, cell) for area, cell in cells]
        above = self._label_above(row, cells)
        covering = self._covering(row, cells)
        if all(labels) and covering:
            cells, labels = [*cells, covering], [*labels, False]
        if all(labels) and not above:
            self._all_labels(row, cells)
        elif not any(labels) and not above:
            for area, cell in cells:
                self._text(area, cell)
        else:
            self._beside(cells, labels, above)

    def _label_above(self, row: int, cells: list[tuple[Area, Cell]]) -> list[Cell]:
        """Labels merged down from rows above, to the left of the row's own cells."""
        found = []
        for column in range(self.form.area.left, cells[0][0].left):
            area = self.grid.span(row, column)
            anchor = self.grid.at(row, column)
            if area.top < row and anchor.text and self._is_label(area.top, area, anchor):
                found.append(anchor)
        return found

    def _covering(self, row: int, cells: list[tuple[Area, Cell]]) -> tuple[Area, Cell] | None:
        """A text merged down from a row above, to the right of the row's own cells."""
        for column in range(cells[-1][0].right + 1, self.form.area.right + 1):
            area, anchor = self.grid.span(row, column), self.grid.at(row, column)
            if area.top < row and anchor.text:
                return area, anchor
        return None

    def _all_labels(self, row: int, cells: list[tuple[Area, Cell]]) -> None:
        """Labels whose texts stand under them, each down its own columns."""
        self._close()
        pairs = []
        for number, (area, cell) in enumerate(cells):
            following = cells[number + 1][0].left - 1 if number + 1 < len(cells) else 10_000
            pairs.append((area.left, following, Pair(cell.text, cell, section="")))
        if len(pairs) == 1:
            self.section = ""
        self.open = pairs
        self.form.pairs += [pair for _, _, pair in pairs]

    def _text(self, area: Area, cell: Cell) -> None:
        split = self._split(cell)
        if split and not any(pair.values for _, _, pair in self.open):
            self.form.pairs.append(
                Pair(split[0], cell, [cell._replace(value=split[1])], self.section)
            )
            return
        for left, right, pair in self.open:
            if left <= area.left <= right:
                pair.values.append(cell)
                return
        self.form.loose.append(cell)

    def _beside(
        self, cells: list[tuple[Area, Cell]], labels: list[bool], above: list[Cell]
    ) -> None:
        """Labels with their texts to the right of them; labels in a row join into one."""
        if len(self.open) == 1 and not self.open[0][2].values:
            self.section = self.open[0][2].label
        self.open = []
        path = list(above)
        pair = self.by_anchor.get(above[-1].address) if above and not labels[0] else None
        for (_, cell), is_label in zip(cells, labels, strict=True):
            if is_label:
                path = path if pair is None else []
                path.append(cell)
                pair = None
                continue
            if pair is None and not path:
                self.form.loose.append(cell)
                continue
            if pair is None:
                label = " ".join(part.text.rstrip(":").strip() for part in path)
                others = tuple(part.address for part in path[:-1])
                pair = Pair(label, path[-1]._replace(also=others))
                # A label that every such form has belongs to no group, unless it comes again.
                if pair.code and all(other.code != pair.code for other in self.form.pairs):
                    self.section = ""
                pair.section = self.section
                self.form.pairs.append(pair)
                self.by_anchor[path[-1].address] = pair
            pair.values.append(cell)
        if pair is None and path and path != above:
            label = " ".join(part.text.rstrip(":").strip() for part in path)
            self.form.pairs.append(Pair(label, path[-1], section=self.section))

    def _close(self) -> None:
        """After a gap a label takes no more texts, if it has any."""
        self.open = [entry for entry in self.open if not entry[2].values]


def split_blocks(grid: Grid, rows: Sequence[int]) -> list[list[int]]:
    """The rows of each block, where several forms of one shape stand one below the other."""
    filled = [row for row in rows if grid.filled[row]]
    if not filled:
        return []
    first = grid.filled[filled[0]][0][1].text
    starts = [
        row
        for row in filled
        if grid.filled[row][0][1].text == first
        and all(grid.is_styled(row, column) for column, _ in grid.filled[row])
    ]
    if len(starts) < 2:
        return [filled]
    edges = [*starts, filled[-1] + 1]
    return [
        [row for row in filled if begin <= row < end] for begin, end in itertools.pairwise(edges)
    ]
