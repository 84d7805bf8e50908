"""Which column takes which field, so that all of them together fit best, each field once."""

from collections.abc import Mapping, Sequence

_NEVER = 1e6


def assign(scores: Sequence[Mapping[str, float]], alone: Sequence[float]) -> list[str]:
    """For each column the field it takes, or "" where it does better `alone`.

    `scores` are those of each column for the fields that it may be. The sum of all is the
    greatest there is (the Hungarian method, by shortest paths that add a column at a time).
    """
    names = list(dict.fromkeys(name for row in scores for name in row))
    width = len(names) + len(scores)
    # Beside the fields each column has a place of its own, where it stands alone.
    costs = [
        [-row.get(name, -_NEVER) for name in names]
        + [-alone[number] if other == number else _NEVER for other in range(len(scores))]
        for number, row in enumerate(scores)
    ]
    by_column, by_row = [0.0] * (width + 1), [0.0] * (len(scores) + 1)
    taken_by = [0] * (width + 1)
    for row in range(1, len(scores) + 1):
        _add(row, costs, by_column, by_row, taken_by)
    chosen = [""] * len(scores)
    for place, row in enumerate(taken_by):
        if 0 < place <= len(names) and row:
            chosen[row - 1] = names[place - 1]
    return chosen


def _add(
    row: int,
    costs: Sequence[Sequence[float]],
    by_column: list[float],
    by_row: list[float],
    taken_by: list[int],
) -> None:
    """Give `row` (from 1) a place, and those whose places it takes another."""
    width = len(by_column)
    taken_by[0] = row
    least, came_from, seen = [float("inf")] * width, [0] * width, [False] * width
    place = 0
    while taken_by[place]:
        seen[place] = True
        step, nearest = float("inf"), 0
        for other in range(1, width):
            if seen[other]:
                continue
            holder = taken_by[place]
            cost = costs[holder - 1][other - 1] - by_row[holder] - by_column[other]
            if cost < least[other]:
                least[other], came_from[other] = cost, place
            if least[other] < step:
                step, nearest = least[other], other
        for other in range(width):
            if seen[other]:
                by_row[taken_by[other]] += step
                by_column[other] -= step
            else:
                least[other] -= step
        place = nearest
    while place:
        taken_by[place] = taken_by[came_from[place]]
        place = came_from[place]
