"""Small charts as SVG: pure functions, the same on a screen and in a paper."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_WIDTH, _HEIGHT, _MARGIN = 132, 36, 4
_DOT = '<circle cx="{0}" cy="{1}" r="{2}" fill="#005eb8"/>'
_LINE = '<polyline points="{}" fill="none" stroke="#005eb8" stroke-width="2"/>'
_DASHES = (
    '<polyline points="{}" fill="none" stroke="#4c6272" stroke-width="1.5" stroke-dasharray="3 3"/>'
)

Point = tuple[float, float]


def runs_of(points: Iterable[Point | None]) -> list[list[Point]]:
    """The points that a line joins: it is never drawn across a value that is missing."""
    return [
        [point for point in run if point]
        for is_known, run in groupby(points, lambda point: point is not None)
        if is_known
    ]


def _joined(points: Sequence[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def sparkline(
    values: Sequence[float | None], *, aim: float | None = None, title: str
) -> SafeString:
    """A line through `values`, oldest first, with a dot on the latest and the aim dashed.

    None leaves a gap, and a value that stands alone has a dot as well. `title` says in words
    what the line shows. "" when there are not two values: one number needs no line.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return mark_safe("")
    levels = [*known, aim] if aim is not None else known
    low, high = min(levels), max(levels)
    step = (_WIDTH - 2 * _MARGIN) / (len(values) - 1)

    def y(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(_HEIGHT - _MARGIN - share * (_HEIGHT - 2 * _MARGIN), 1)

    runs = runs_of(
        None if value is None else (round(_MARGIN + index * step, 1), y(value))
        for index, value in enumerate(values)
    )
    lines = format_html_join("", _LINE, ((_joined(run),) for run in runs if len(run) > 1))
    alone = format_html_join("", _DOT, ((*run[0], 2) for run in runs[:-1] if len(run) == 1))
    return format_html(
        '<svg class="st-sparkline" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" '
        'aria-label="{2}"><title>{2}</title>{3}{4}{5}{6}</svg>',
        _WIDTH,
        _HEIGHT,
        title,
        _aim_line(y(aim)) if aim is not None else "",
        lines,
        alone,
        format_html(_DOT, *runs[-1][-1], 3),
    )


def _aim_line(height: float) -> SafeString:
    return format_html(
        '<line x1="2" x2="{}" y1="{}" y2="{}" stroke="#4c6272" stroke-dasharray="3 3"/>',
        _WIDTH - 2,
        height,
        height,
    )


# The trend of a measure


def trend(
    aims: Sequence[Decimal | None],
    actuals: Sequence[Decimal | None],
    *,
    title: str,
    width: int = 104,
    height: int = 34,
) -> SafeString:
    """Actuals as a line with a dot on the latest, aims dashed behind it; oldest first.

    Both have one value per column, None where there is none. A gap breaks the line, and then
    each value there is has a dot. "" when there are not two actuals.
    """
    plot = _Plot(aims, actuals, width=width, height=height, margin=4)
    if not plot.has_line:
        return mark_safe("")
    line = [point for point in plot.points(actuals) if point]
    dots = line[:-1] if len(line) < len(actuals) else []
    return format_html(
        '<svg class="st-trend" width="{4}" height="{5}" viewBox="0 0 {4} {5}" role="img" '
        'aria-label="{0}"><title>{0}</title>{1}{2}{3}</svg>',
        title,
        plot.lines(aims, actuals),
        format_html_join("", _DOT, ((x, y, 2) for x, y in dots)),
        format_html(_DOT, *line[-1], 3.2),
        width,
        height,
    )


def trend_chart(
    aims: Sequence[Decimal | None],
    actuals: Sequence[Decimal | None],
    *,
    columns: Sequence[str],
    printed: Sequence[str],
    title: str,
    levels: Sequence[tuple[str, float]] = (),
) -> SafeString:
    """The trend large enough to label: each actual as `printed`, its column's name below.

    `levels` are thin lines across it, each with its name at the right. "" when there are not
    two actuals.
    """
    step = 66 if len(columns) <= 12 else 52
    plot = _Plot(
        aims,
        actuals,
        width=step * max(len(columns), 3),
        height=150,
        margin=36,
        levels=[Decimal(str(value)) for _, value in levels],
    )
    if not plot.has_line:
        return mark_safe("")
    places = [(place, actual) for place, actual in enumerate(actuals) if actual is not None]
    line = [point for point in plot.points(actuals) if point]
    values = format_html_join(
        "",
        _DOT + '<text x="{0}" y="{3}" text-anchor="middle" font-size="13" '
        'font-weight="600">{4}</text>',
        (
            (x, y, 4, round(y - 9, 1), printed[place])
            for (x, y), (place, _) in zip(line, places, strict=True)
        ),
    )
    names = format_html_join(
        "",
        '<text x="{}" y="168" text-anchor="middle" font-size="12.5" fill="#4c6272">{}</text>',
        ((plot.x(place), name) for place, name in enumerate(columns)),
    )
    across = format_html_join(
        "",
        '<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" stroke="#768692"/>'
        '<text x="{3}" y="{4}" font-size="12.5" fill="#4c6272">{5}</text>',
        (
            (
                plot.margin - 12,
                plot.width - plot.margin + 12,
                y,
                plot.width - 20,
                round(y + 4, 1),
                name,
            )
            for name, y in ((name, plot.y(Decimal(str(value)))) for name, value in levels)
        ),
    )
    return format_html(
        '<svg class="st-steps" viewBox="0 0 {0} 176" style="max-width:{0}px" role="img" '
        'aria-label="{1}"><title>{1}</title>{2}{3}{4}{5}</svg>',
        plot.width + (60 if levels else 0),
        title,
        across,
        plot.lines(aims, actuals),
        values,
        names,
    )


class _Plot:
    """Where values stand in a box that holds the aims and the actuals."""

    def __init__(
        self,
        aims: Sequence[Decimal | None],
        actuals: Sequence[Decimal | None],
        *,
        width: int,
        height: int,
        margin: int,
        levels: Sequence[Decimal] = (),
    ) -> None:
        known = [value for value in actuals if value is not None]
        shown = [*known, *levels, *(value for value in aims if value is not None)]
        self.has_line = len(known) > 1
        self.low, self.high = min(shown, default=Decimal(0)), max(shown, default=Decimal(0))
        self.width, self.height, self.margin = width, height, margin
        self.step = (width - 2 * margin) / max(len(actuals) - 1, 1)

    def x(self, place: int) -> float:
        return round(self.margin + place * self.step, 1)

    def y(self, value: Decimal) -> float:
        span = self.high - self.low
        share = float((value - self.low) / span) if span else 0.5
        return round(self.height - self.margin - share * (self.height - 2 * self.margin), 1)

    def points(self, values: Sequence[Decimal | None]) -> list[Point | None]:
        return [
            None if value is None else (self.x(place), self.y(value))
            for place, value in enumerate(values)
        ]

    def lines(
        self, aims: Sequence[Decimal | None], actuals: Sequence[Decimal | None]
    ) -> SafeString:
        """The aims dashed, one that stands alone as a short dash; the actuals over them."""
        dashes = [
            run if len(run) > 1 else [(run[0][0] - 4, run[0][1]), (run[0][0] + 4, run[0][1])]
            for run in runs_of(self.points(aims))
        ]
        runs = [run for run in runs_of(self.points(actuals)) if len(run) > 1]
        return format_html(
            "{}{}",
            format_html_join("", _DASHES, ((_joined(run),) for run in dashes)),
            format_html_join("", _LINE, ((_joined(run),) for run in runs)),
        )


# A score over time, in steps

_STEP = 66
# Over the highest score there is room for its number.
_TOP, _BOTTOM = 26, 127


@dataclass(frozen=True)
class Zone:
    """A pale band of the background: from the score `low` upwards to `high`."""

    low: float
    high: float
    tint: str


def step_chart(
    points: Sequence[tuple[str, int | None]],
    *,
    title: str,
    highest: int,
    zones: Sequence[Zone] = (),
    target: tuple[int, str] | None = None,
) -> SafeString:
    """Scores (label, score), oldest first, as steps with the number over each.

    A score holds until the next one is given, so it is a step and not a slope. None is a
    period without a score: the line breaks there, for nobody looked. `target` is a dashed
    line with its words. "" without scores.
    """
    if all(score is None for _, score in points):
        return mark_safe("")
    width = max(44 + _STEP * (len(points) - 1) + 54, 240)

    def y(score: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * score / highest, 1)

    places = [44 + _STEP * index for index in range(len(points))]
    dots = [
        (x, y(score), round(y(score) - 9, 1), score)
        for x, (_, score) in zip(places, points, strict=True)
        if score is not None
    ]
    runs = runs_of(
        None if score is None else (x, y(score))
        for x, (_, score) in zip(places, points, strict=True)
    )
    path = " ".join(
        f"M{run[0][0]} {run[0][1]}"
        + "".join(f" H{x - _STEP // 2} V{level} H{x}" for x, level in run[1:])
        for run in runs
    )
    background = format_html_join(
        "",
        '<rect x="24" y="{}" width="{}" height="{}" fill="{}" fill-opacity="0.6"/>',
        ((y(z.high), width - 24, round(y(z.low) - y(z.high), 1), z.tint) for z in zones),
    )
    return format_html(
        '<svg class="st-steps" viewBox="0 0 {0} 160" style="max-width:{0}px" role="img" '
        'aria-label="{1}"><title>{1}</title>{2}{3}'
        '<path d="{4}" fill="none" stroke="#005eb8" stroke-width="3"/>{5}{6}</svg>',
        width,
        title,
        background,
        _target_line(y(target[0]), target[1], width) if target else "",
        path,
        format_html_join("", _STEP_DOT, dots),
        format_html_join(
            "", _STEP_LABEL, ((x, label) for x, (label, _) in zip(places, points, strict=True))
        ),
    )


_STEP_DOT = (
    '<circle cx="{0}" cy="{1}" r="4.5" fill="#005eb8"/>'
    '<text x="{0}" y="{2}" text-anchor="middle" font-size="14" font-weight="600">{3}</text>'
)
_STEP_LABEL = '<text x="{}" y="152" text-anchor="middle" font-size="12.5" fill="#4c6272">{}</text>'


def _target_line(height: float, words: str, width: int) -> SafeString:
    return format_html(
        '<line x1="24" x2="{0}" y1="{1}" y2="{1}" stroke="#212b32" stroke-dasharray="5 4"/>'
        '<text x="{2}" y="{3}" text-anchor="end" font-size="13">{4}</text>',
        width,
        height,
        width - 4,
        height - 5,
        words,
    )


# The heat map of risks

_CELL = 92
_LEFT = 100  # room for the longest word of the NPSA's matrix, in the widest of usual fonts


@dataclass(frozen=True)
class Dot:
    """A risk on the map: where it is and was, as (likelihood, consequence)."""

    label: str
    now: tuple[int, int]
    was: tuple[int, int] | None = None
    target: tuple[int, int] | None = None
    is_this: bool = False


def heat_map(
    dots: Sequence[Dot],
    *,
    title: str,
    description: str,
    cells: Mapping[tuple[int, int], tuple[str, str]],
    likelihoods: Mapping[int, str],
    consequences: Mapping[int, str],
) -> SafeString:
    """Risks by likelihood (across) and consequence (up), with an arrow from where each was.

    The levels are those of the trust's matrix, lowest first; `cells` gives the score that is
    printed in each and its colour. The dark dot is `is_this`, and the dashed ring its target.
    What it shows belongs in a table beside it as well: many dots in one cell are spread over
    it, and a picture has no links.
    """
    grid = _Grid(list(likelihoods), list(consequences))
    return format_html(
        '<svg class="st-heat" viewBox="0 0 {} {}" role="img" aria-labelledby="heat-title '
        'heat-words"><title id="heat-title">{}</title><desc id="heat-words">{}</desc>'
        '<defs><marker id="heat-arrow" markerWidth="7" markerHeight="7" refX="5" refY="3.5" '
        'orient="auto"><path d="M0 0 7 3.5 0 7z" fill="#212b32"/></marker></defs>'
        "{}{}{}{}</svg>",
        grid.width,
        grid.height,
        title,
        description,
        _cells(grid, cells),
        _map_words(grid, likelihoods, consequences),
        _targets(grid, dots),
        _dots(grid, dots),
    )


@dataclass(frozen=True)
class _Grid:
    """Where the cells of a map are: likelihoods across, consequences from the bottom up."""

    likelihoods: list[int]
    consequences: list[int]

    @property
    def width(self) -> int:
        return _LEFT + _CELL * len(self.likelihoods) + 4

    @property
    def bottom(self) -> int:
        return 10 + _CELL * len(self.consequences)

    @property
    def height(self) -> int:
        return self.bottom + 64

    def left(self, likelihood: int) -> int:
        return _LEFT + _CELL * self.likelihoods.index(likelihood)

    def top(self, consequence: int) -> int:
        return self.bottom - _CELL * (self.consequences.index(consequence) + 1)

    def corner(self, place: tuple[int, int]) -> tuple[int, int]:
        """The top left corner of a cell."""
        return self.left(place[0]), self.top(place[1])

    def middle(self, place: tuple[int, int]) -> tuple[int, int]:
        x, y = self.corner(place)
        return x + _CELL // 2, y + _CELL // 2 + 8


def _cells(grid: _Grid, cells: Mapping[tuple[int, int], tuple[str, str]]) -> SafeString:
    places = [(x, y) for y in reversed(grid.consequences) for x in grid.likelihoods]
    return format_html_join(
        "",
        '<rect x="{0}" y="{1}" width="92" height="92" fill="{2}" stroke="#fff" stroke-width="2"/>'
        '<text x="{3}" y="{4}" font-size="14" fill="#212b32">{5}</text>',
        (
            (*grid.corner(place), cells[place][1], grid.left(place[0]) + 8,
             grid.top(place[1]) + 19, cells[place][0])
            for place in places
        ),
    )  # fmt: skip


def _map_words(
    grid: _Grid, likelihoods: Mapping[int, str], consequences: Mapping[int, str]
) -> SafeString:
    """Numbers along both sides, with words where there is room for them."""
    across = format_html_join(
        "",
        '<text x="{0}" y="{3}" text-anchor="middle" font-size="14">{1}'
        '<tspan class="st-heat__word" x="{0}" dy="15" font-size="12">{2}</tspan></text>',
        ((grid.left(n) + 46, n, word, grid.bottom + 20) for n, word in likelihoods.items()),
    )
    up = format_html_join(
        "",
        '<text x="{4}" y="{0}" text-anchor="end" font-size="14" font-weight="600">{1}</text>'
        '<text class="st-heat__word" x="{4}" y="{2}" text-anchor="end" font-size="12">{3}</text>',
        (
            (grid.top(n) + 44, n, grid.top(n) + 60, word, _LEFT - 8)
            for n, word in consequences.items()
        ),
    )
    name = format_html(
        '<text x="{}" y="{}" text-anchor="middle" font-size="14" font-weight="600">{}</text>',
        (_LEFT + grid.width - 4) // 2,
        grid.bottom + 58,
        "Likelihood",
    )
    return format_html("{}{}{}", across, up, name)


def _targets(grid: _Grid, dots: Sequence[Dot]) -> SafeString:
    rings = [grid.corner(dot.target) for dot in dots if dot.is_this and dot.target]
    return format_html_join(
        "",
        '<g transform="translate({},{})"><circle r="13" fill="none" stroke="#212b32" '
        'stroke-width="2" stroke-dasharray="4 3"/><circle r="3" fill="#212b32"/></g>',
        ((x + 72, y + 22) for x, y in rings),
    )


def _dots(grid: _Grid, dots: Sequence[Dot]) -> SafeString:
    """Arrows first, so that no arrow lies over a number; this risk's dot last of all."""
    places = _spread(grid, dots)
    arrows, circles = [], []
    for dot in sorted(dots, key=lambda dot: dot.is_this):
        here = places[dot.label]
        if dot.was and dot.was != dot.now:
            x, y = grid.middle(dot.was)
            # Out of the way of the dots that are in that cell now.
            arrows.append(_arrow_to((x - 28, y + 26), here))
        circles.append(_dot(dot, here))
    return mark_safe("".join([*arrows, *circles]))  # noqa: S308 - each was formatted


def _spread(grid: _Grid, dots: Sequence[Dot]) -> dict[str, tuple[float, float]]:
    """Where each dot stands: the middle of its cell, or a place around it if it shares it."""
    cells: dict[tuple[int, int], list[str]] = {}
    for dot in dots:
        cells.setdefault(dot.now, []).append(dot.label)
    found = {}
    for cell, labels in cells.items():
        x, y = grid.middle(cell)
        radius = 0 if len(labels) == 1 else 20 if len(labels) == 2 else 25
        for index, label in enumerate(labels):
            # From the upper left on: two side by side would hide each other's arrows.
            angle = math.tau * index / len(labels) - 3 * math.pi / 4
            found[label] = (
                round(x + radius * math.cos(angle), 1),
                round(y + radius * math.sin(angle), 1),
            )
    return found


def _arrow_to(start: tuple[float, float], end: tuple[float, float]) -> SafeString:
    """An open circle where it was, and a line that stops at the edge of where it is."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y)
    if length < 30:
        return mark_safe("")
    share = (length - 19) / length
    return format_html(
        '<circle cx="{0}" cy="{1}" r="5" fill="#fff" stroke="#212b32" stroke-width="1.5"/>'
        '<line x1="{2}" y1="{3}" x2="{4}" y2="{5}" stroke="#212b32" stroke-width="2" '
        'marker-end="url(#heat-arrow)"/>',
        *start,
        round(start[0] + 6 * x / length, 1),
        round(start[1] + 6 * y / length, 1),
        round(start[0] + share * x, 1),
        round(start[1] + share * y, 1),
    )


def _dot(dot: Dot, place: tuple[float, float]) -> SafeString:
    fill, ink = ("#212b32", "#fff") if dot.is_this else ("#fff", "#212b32")
    return format_html(
        '<g class="st-heat__dot"><circle cx="{0}" cy="{1}" r="{2}" fill="{3}" stroke="#212b32" '
        'stroke-width="2"/><text x="{0}" y="{4}" text-anchor="middle" font-size="{5}" '
        'font-weight="600" fill="{6}">{7}</text></g>',
        place[0],
        place[1],
        17 if dot.is_this else 15,
        fill,
        place[1] + 5,
        14 if len(dot.label) < 3 else 11,
        ink,
        dot.label,
    )
