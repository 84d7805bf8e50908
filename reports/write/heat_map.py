"""A risk matrix as SVG: pale cells, a dark disc for each risk, an open one where it was.

Every disc stands in a slot of its own in its cell, so none hides another. Slots are changed
about until as few lines as possible cross a disc; lines are drawn first, discs over them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, hypot
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import blocks
from reports.fonts import families

_FONT = f'font-family="{families()},sans-serif"'
_INK, _QUIET = "#212b32", "#4c6272"
_PALE = {
    "red": "#f4b6b0",
    "amber": "#ffe4a3",
    "green": "#c3e3cf",
    "blue": "#bcd6f0",
    "grey": "#eef1f3",
    "": "#ffffff",
}
# All in points.
_WIDTH = 282.0
_LEFT = 78.0
_DISC, _OPEN = 8.0, 3.2
_SLOT = 17.5
_LEAST_CELL = 38.0
_LEAST_WITH_LINES = 46.0  # two rows of slots, so that a line can pass a disc
_FOOT = 10.0  # under the slots of a cell, for its score
_BELOW = 34.0  # under the matrix, for the words of likelihood
_ROUNDS = 3
_MIDDLE = -1  # the slot of a disc alone in its cell

Place = tuple[int, int]
Point = tuple[float, float]


@dataclass
class _Disc:
    label: str
    place: Place
    is_open: bool
    slot: int = 0


def draw(block: blocks.HeatMap) -> SafeString:
    return _Map(block.matrix).svg(block.description)


class _Map:
    def __init__(self, matrix: dict[str, Any]) -> None:
        self.matrix = matrix
        self.across = [value for value, _ in matrix["likelihoods"]]
        self.up = [value for value, _ in matrix["consequences"]]
        self.cell_width = (_WIDTH - _LEFT - 2) / max(len(self.across), 1)
        self.per_row = max(int(self.cell_width // _SLOT), 1)
        self.solid = [_Disc(disc["label"], tuple(disc["now"]), False) for disc in matrix["discs"]]
        self.lines = []
        for disc, now in zip(matrix["discs"], self.solid, strict=True):
            if disc["was"]:
                self.lines.append((_Disc("", tuple(disc["was"]), True), now))
        self.discs = [*self.solid, *(was for was, _ in self.lines)]
        self.by_place: dict[Place, list[_Disc]] = {}
        for disc in self.discs:
            self.by_place.setdefault(disc.place, []).append(disc)
        self.heights = {value: self._height_of(value) for value in self.up}
        self._give_slots()

    # Where things are

    def _height_of(self, consequence: int) -> float:
        most = max((len(own) for place, own in self.by_place.items() if place[1] == consequence),
                   default=0)  # fmt: skip
        least = _LEAST_WITH_LINES if self.lines else _LEAST_CELL
        return max(least, ceil(most / self.per_row) * _SLOT + _FOOT + 2)

    def _left(self, likelihood: int) -> float:
        return _LEFT + self.across.index(likelihood) * self.cell_width

    def _top(self, consequence: int) -> float:
        return 1 + sum(self.heights[value] for value in self.up if value > consequence)

    def _slots(self, place: Place) -> int:
        """How many discs the cell has room for."""
        rows = int((self.heights[place[1]] - _FOOT) // _SLOT)
        return max(rows, 1) * self.per_row

    def point(self, disc: _Disc) -> Point:
        """The middle of a disc: in its slot, or in the middle of its cell."""
        left, top = self._left(disc.place[0]), self._top(disc.place[1])
        height = self.heights[disc.place[1]]
        if disc.slot == _MIDDLE:
            return left + self.cell_width / 2, top + (height - _FOOT) / 2 + 1.5
        row, column = divmod(disc.slot, self.per_row)
        rows = self._slots(disc.place) // self.per_row
        step = self.cell_width / self.per_row
        space = (height - _FOOT) / rows
        return left + step * (column + 0.5), top + 1.5 + space * (row + 0.5)

    # Which slot each disc takes

    def _give_slots(self) -> None:
        for own in self.by_place.values():
            for slot, disc in enumerate(own):
                disc.slot = slot if len(own) > 1 else _MIDDLE
        if not self.lines:
            return
        cost = self._cost()
        for _ in range(_ROUNDS):
            before = cost
            for place, own in self.by_place.items():
                cost = self._improve(place, own, cost)
            if cost == before:
                return

    def _improve(self, place: Place, own: Sequence[_Disc], cost: float) -> float:
        """Change slots in one cell, two discs about or one to a free slot, where it helps."""
        for disc in own:
            for slot in range(self._slots(place)):
                old = disc.slot
                other = next((some for some in own if some.slot == slot), None)
                if other is disc:
                    continue
                disc.slot = slot
                if other:
                    other.slot = old
                if (new := self._cost()) < cost:
                    cost = new
                    continue
                disc.slot = old
                if other:
                    other.slot = slot
        return cost

    def _cost(self) -> float:
        """Lines over discs count most, then lines over lines, then their length."""
        points = {id(disc): self.point(disc) for disc in self.discs}
        ends = [(points[id(was)], points[id(now)], was, now) for was, now in self.lines]
        cost = 0.0
        for start, end, was, now in ends:
            cost += hypot(end[0] - start[0], end[1] - start[1])
            for disc in self.discs:
                radius = (_OPEN if disc.is_open else _DISC) + 1
                if disc not in (was, now) and _distance(points[id(disc)], start, end) < radius:
                    cost += 10_000
        for one, two in combinations(ends, 2):
            if _cross(one[0], one[1], two[0], two[1]):
                cost += 500
        return cost

    # Drawing

    def svg(self, description: str) -> SafeString:
        height = 1 + sum(self.heights.values())
        whole = height + _BELOW
        # The title is what WeasyPrint makes the alternative text of.
        drawn = [*self._cells(), *self._axes(height), *self._edge(), *self._marks()]
        return mark_safe(  # noqa: S308 - numbers, and escaped words
            f'<div class="heat-map"><svg {_FONT} role="img" '
            f'aria-label="{escape(description)}" viewBox="0 0 {_WIDTH:.0f} {whole:.0f}" '
            f'width="{_WIDTH:.0f}pt" height="{whole:.0f}pt"><title>{escape(description)}</title>'
            f"{''.join(drawn)}</svg></div>"
        )

    def _cells(self) -> Iterable[str]:
        for likelihood, consequence, score, tone, _ in self.matrix["cells"]:
            x, y = self._left(likelihood), self._top(consequence)
            height = self.heights[consequence]
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{self.cell_width:.1f}" '
                f'height="{height:.1f}" fill="{_PALE.get(tone, _PALE[""])}" stroke="#aeb7bd" '
                'stroke-width=".5"/>'
            )
            yield _text(x + self.cell_width - 3, y + height - 3, score, "end", 8.5, ink=_QUIET)

    def _axes(self, height: float) -> Iterable[str]:
        for value, label in self.matrix["consequences"]:
            y = self._top(value) + self.heights[value] / 2
            lines = _wrapped(f"{value} {label}", 17)
            for index, line in enumerate(lines):
                place = y + 3 + (index - (len(lines) - 1) / 2) * 10.5
                yield _text(_LEFT - 6, place, line, "end", 9.5)
        room = max(int(self.cell_width / 4.3), 6)
        for value, label in self.matrix["likelihoods"]:
            x = self._left(value) + self.cell_width / 2
            for index, line in enumerate([str(value), *_wrapped(label, room)][:3]):
                yield _text(x, height + 10.5 + index * 10.5, line, "middle", 9.5)

    def _edge(self) -> Iterable[str]:
        """A strong line between the worst band and the rest: colour alone does not tell it."""
        worst = {
            (likelihood, consequence)
            for likelihood, consequence, _, _, band in self.matrix["cells"]
            if band and band == self.matrix["worst"]
        }
        parts = []
        for column, likelihood in enumerate(self.across):
            for row, consequence in enumerate(self.up):
                here = (likelihood, consequence) in worst
                x, y = self._left(likelihood), self._top(consequence)
                if column and here != ((self.across[column - 1], consequence) in worst):
                    parts.append(f"M{x:.1f} {y:.1f}v{self.heights[consequence]:.1f}")
                if row and here != ((likelihood, self.up[row - 1]) in worst):
                    bottom = y + self.heights[consequence]
                    parts.append(f"M{x:.1f} {bottom:.1f}h{self.cell_width:.1f}")
        if parts:
            yield (
                f'<path d="{"".join(parts)}" fill="none" stroke="{_INK}" stroke-width="1.8" '
                'stroke-linecap="square"/>'
            )

    def _marks(self) -> Iterable[str]:
        for was, now in self.lines:
            (x1, y1), (x2, y2) = self.point(was), self.point(now)
            yield (
                f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{_INK}" stroke-width="1"/>'
            )
        for was, _ in self.lines:
            x, y = self.point(was)
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_OPEN}" fill="#fff" stroke="{_INK}" '
                'stroke-width="1"/>'
            )
        for disc in self.solid:
            x, y = self.point(disc)
            size = 9.5 if len(disc.label) < 3 else 7.5 if len(disc.label) < 4 else 6.5
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DISC}" fill="{_INK}" stroke="#fff" '
                'stroke-width=".8"/>'
            )
            yield _text(x, y + size * 0.34, disc.label, "middle", size, ink="#fff", weight=700)


def _text(
    x: float, y: float, words: str, anchor: str, size: float, *, ink: str = _INK, weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" fill="{ink}">{escape(words)}</text>'
    )


def _wrapped(words: str, room: int) -> list[str]:
    """`words` in lines of at most `room` characters, broken at spaces."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far `point` is from the line between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    if not length:
        return hypot(point[0] - start[0], point[1] - start[1])
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length
    along = min(max(along, 0.0), 1.0)
    return hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the lines a to b and c to d cross."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
