"""Small charts as SVG: pure functions, the same on a screen and in a paper."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_WIDTH, _HEIGHT, _MARGIN = 132, 36, 4


def sparkline(
    values: Sequence[float | None], *, aim: float | None = None, title: str
) -> SafeString:
    """A line through `values`, oldest first, with a dot on the latest and the aim dashed.

    None leaves a gap. `title` says in words what the line shows. "" when there are not two
    values: one number needs no line.
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

    points = [
        None if value is None else (round(_MARGIN + index * step, 1), y(value))
        for index, value in enumerate(values)
    ]
    lines = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#005eb8" stroke-width="2" '
        'stroke-linecap="round"/>',
        ((*one, *other) for one, other in pairwise(points) if one and other),
    )
    last_x, last_y = next(point for point in reversed(points) if point)
    return format_html(
        '<svg class="st-sparkline" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" '
        'aria-label="{2}"><title>{2}</title>{3}{4}'
        '<circle cx="{5}" cy="{6}" r="3" fill="#005eb8"/></svg>',
        _WIDTH,
        _HEIGHT,
        title,
        _aim_line(y(aim)) if aim is not None else "",
        lines,
        last_x,
        last_y,
    )


def _aim_line(height: float) -> SafeString:
    return format_html(
        '<line x1="2" x2="{}" y1="{}" y2="{}" stroke="#4c6272" stroke-dasharray="3 3"/>',
        _WIDTH - 2,
        height,
        height,
    )
