"""The matrix by which risks are scored, where a workbook has it on a sheet of its own."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.vocabulary.values import plain_words

WHY = "It is the matrix by which risks are scored, and none of its rows is a risk."
_FEWEST, _MOST, _HIGHEST_VALUE, _HIGHEST = 3, 11, 10, 100
_LONGEST_LABEL = 60
_LIKELIHOOD = ("likelihood", "probability", "likely")
_CONSEQUENCE = ("consequence", "impact", "severity")
_OF_LIKELIHOOD = {"rare", "unlikely", "possible", "likely", "almost certain", "certain", "remote"}
# What a level is called, which axis it is of, and a note at the side.
_MOST_LABELS = 3
# Where these head a column or a row, it is a list of risks.
_HEADINGS = {*_LIKELIHOOD[:2], *_CONSEQUENCE, "score", "rating", "risk"}
_VALUE = re.compile(r"\(?\s*(\d{1,2})\s*\)?\s*[-–:.)=]?\s*|\s*[-–:(=]?\s*(\d{1,2})\s*\)?$")
# More words than these beside the grid are a sheet that is about something else as well.
_MOST_ELSE, _MOST_ROWS = 60, 100
# Over the numbers stand labels, and elsewhere what the levels mean.
_LABELS_ABOVE, _MOST_BESIDE = 3, 3

Axis = list[tuple[int, str]]


@dataclass
class FoundMatrix:
    """A matrix as a sheet shows it: each axis as (value, label), lowest first, and the score of
    each (likelihood, consequence)."""

    sheet: str
    likelihoods: Axis
    consequences: Axis
    cells: dict[tuple[int, int], int] = field(default_factory=dict)


def find_matrix(grid: Grid) -> FoundMatrix | None:
    """The risk matrix that a sheet is, and little else; None for any other sheet."""
    if len(grid.rows) > _MOST_ROWS:
        return None
    texts = [cell.text for row in grid.rows for _, cell in grid.filled[row]]
    plain = " ".join(map(plain_words, texts))
    if not _has(plain, _LIKELIHOOD) or not _has(plain, _CONSEQUENCE):
        return None
    block = _block(grid)
    if block is None:
        return None
    rows, columns = block
    if len(texts) - (len(rows) + 1) * (len(columns) + 1) > _MOST_ELSE:
        return None
    around = range(rows[0] - _LABELS_ABOVE, rows[-1] + 1)
    if any(len(grid.filled[row]) > _MOST_BESIDE for row in grid.rows if row not in around):
        # A table stands over or under it.
        return None
    return _read(grid, rows, columns)


def _has(plain: str, words: Sequence[str]) -> bool:
    return any(word in plain for word in words)


def _number(grid: Grid, row: int, column: int) -> int | None:
    text = grid.at(row, column).figure
    return int(text) if text.isdecimal() and len(text) <= 3 and int(text) <= _HIGHEST else None


def _block(grid: Grid) -> tuple[list[int], list[int]] | None:
    """The rows and columns of the greatest rectangle of whole numbers."""
    best: tuple[list[int], list[int]] | None = None
    runs: list[tuple[list[int], set[int]]] = []
    for row in grid.rows:
        there = {c for c, _ in grid.filled[row] if _number(grid, row, c) is not None}
        runs = [([*rows, row], columns & there) for rows, columns in runs]
        runs = [(rows, columns) for rows, columns in runs if len(columns) >= _FEWEST]
        if len(there) >= _FEWEST:
            runs.append(([row], there))
        for rows, columns in runs:
            ordered = sorted(columns)
            is_run = ordered[-1] - ordered[0] == len(ordered) - 1
            size = len(rows) * len(ordered)
            if is_run and len(rows) >= _FEWEST and (not best or size > len(best[0]) * len(best[1])):
                best = rows, ordered
    if best is None or max(len(best[0]), len(best[1])) > _MOST + 1:
        return None
    return best


def _read(grid: Grid, rows: list[int], columns: list[int]) -> FoundMatrix | None:
    columns = _without_numbers(grid, rows, columns)
    rows, columns, row_values, column_values = _axes(grid, rows, columns)
    if min(len(rows), len(columns)) < _FEWEST or columns[0] == 0:
        return None
    scores = [[_number(grid, row, column) or 0 for column in columns] for row in rows]
    down = _direction(scores)
    across = _direction([list(line) for line in zip(*scores, strict=True)])
    if not down or not across:
        return None
    above = [grid.at(rows[0] - 1, column).text for column in columns]
    if column_values:
        above = [grid.at(rows[0] - 2, column).text for column in columns]
    beside = [grid.at(row, columns[0] - (2 if row_values else 1)).text for row in rows]
    if not row_values:
        row_values = _values(beside, len(rows), down)
    if not column_values:
        column_values = _values(above, len(columns), across)
    if row_values is None or column_values is None or not _may_label(above, beside):
        return None
    if any(_texts_in(grid, row) > _MOST_LABELS for row in rows):
        return None
    first = _labelled(row_values, beside)
    second = _labelled(column_values, above)
    cells = {
        (row_values[i], column_values[j]): scores[i][j]
        for i in range(len(rows))
        for j in range(len(columns))
    }
    if _rows_are_consequences(first, second, grid, rows, columns):
        first, second = second, first
        cells = {(two, one): score for (one, two), score in cells.items()}
    return FoundMatrix(grid.title, sorted(first), sorted(second), cells)


def _may_label(above: list[str], beside: list[str]) -> bool:
    """Whether labels may be those of levels: each its own, and none what a column is headed."""
    apart = all(len(set(labels)) == len(labels) for labels in (above, beside) if any(labels))
    return apart and not any(_HEADINGS.intersection(plain_words(text).split()) for text in above)


def _texts_in(grid: Grid, row: int) -> int:
    return sum(not cell.figure.isdecimal() for _, cell in grid.filled[row])


def _without_numbers(grid: Grid, rows: list[int], columns: list[int]) -> list[int]:
    """The columns of a block without a first one that numbers the rows under no label."""
    above = [grid.at(rows[0] - 1, column).text for column in columns] if rows[0] else []
    left = [_number(grid, row, columns[0]) or 0 for row in rows]
    is_bare = bool(above) and not above[0] and all(above[1:])
    return columns[1:] if is_bare and _counts(left) and len(columns) > _FEWEST else columns


def _axes(
    grid: Grid, rows: list[int], columns: list[int]
) -> tuple[list[int], list[int], list[int] | None, list[int] | None]:
    """The block without the row and the column of numbers that number its axes."""
    row_values = column_values = None
    first = [_number(grid, rows[0], column) or 0 for column in columns]
    left = [_number(grid, row, columns[0]) or 0 for row in rows]
    beside = [_number(grid, row, columns[0] - 1) if columns[0] else None for row in rows]
    if _counts(first) and beside[0] is None and len(rows) > _FEWEST:
        # A row of numbers with no number of its own is what the columns are called.
        if any(number is not None for number in beside[1:]) or _counts(left[1:]) is False:
            column_values, rows = first, rows[1:]
    elif _counts(first[1:]) and _counts(left[1:]) and grid.at(rows[0], columns[0]).text == "":
        column_values, rows = first[1:], rows[1:]
    beside = [_number(grid, row, columns[0] - 1) if columns[0] else None for row in rows]
    if all(number is not None for number in beside) and _counts([n or 0 for n in beside]):
        row_values = [number or 0 for number in beside]
    elif column_values is None and rows[0] > 0:
        above = [_number(grid, rows[0] - 1, column) for column in columns]
        if all(number is not None for number in above) and _counts([n or 0 for n in above]):
            column_values = [number or 0 for number in above]
    return rows, columns, row_values, column_values


def _counts(numbers: Sequence[int]) -> bool:
    """Whether numbers go up or down by one, as those of an axis do."""
    steps = {after - before for before, after in itertools.pairwise(numbers)}
    return len(numbers) >= _FEWEST and steps in ({1}, {-1}) and max(numbers) <= _HIGHEST_VALUE


def _direction(lines: list[list[int]]) -> int:
    """1 where scores never fall from line to line, -1 where they never rise, 0 for neither."""
    pairs = [
        after - before
        for one, two in itertools.pairwise(lines)
        for before, after in zip(one, two, strict=True)
    ]
    if all(step >= 0 for step in pairs) and any(pairs):
        return 1
    return -1 if all(step <= 0 for step in pairs) and any(pairs) else 0


def _values(labels: list[str], number: int, direction: int) -> list[int] | None:
    """The values of an axis: in its labels, else by its order from 1."""
    found = [_VALUE.match(label) or _VALUE.search(label) for label in labels]
    said = [
        int(next(filter(None, match.groups()))) for match in found if match and any(match.groups())
    ]
    if len(said) == number and len(set(said)) == number and max(said) <= _HIGHEST_VALUE:
        return said
    if any(not label for label in labels):
        return None
    values = list(range(1, number + 1))
    return values if direction > 0 else values[::-1]


def _labelled(values: list[int], labels: list[str]) -> Axis:
    named = []
    for value, label in zip(values, labels, strict=True):
        bare = re.sub(rf"^\(?\s*{value}\b\s*\)?\s*[-–:.)=]*\s*", "", label).strip()
        bare = re.sub(rf"\s*[-–:(=]*\s*\b{value}\s*\)?$", "", bare).strip()
        has_words = any(map(str.isalpha, bare))
        named.append((value, bare[:_LONGEST_LABEL] if has_words else f"Level {value}"))
    return named


def _rows_are_consequences(
    first: Axis, second: Axis, grid: Grid, rows: list[int], columns: list[int]
) -> bool:
    """Whether the axis down the rows is that of consequence."""
    known = [
        sum(plain_words(label) in _OF_LIKELIHOOD for _, label in axis) for axis in (first, second)
    ]
    if known[0] != known[1]:
        return known[1] > known[0]
    left = [
        plain_words(grid.at(row, column).text)
        for row in range(max(0, rows[0] - 3), rows[-1] + 1)
        for column in range(max(0, columns[0] - 3), columns[0])
    ]
    text = " ".join(left)
    places = [
        min((text.find(word) for word in words if word in text), default=len(text))
        for words in (_LIKELIHOOD, _CONSEQUENCE)
    ]
    return places[1] < places[0]
