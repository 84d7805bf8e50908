"""The charts of a paper as SVG, told in words as well, the same in HTML and in PDF."""

from collections.abc import Mapping, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import blocks, cells
from reports.fonts import families
from strategy_tracker.ui.charts import Point, runs_of
from strategy_tracker.ui.tones import LOOKS, Look

_FONT = f'font-family="{families()},sans-serif"'
_BAR_WIDTH, _BAR_HEIGHT = 400.0, 17.0
_NOTE_WIDTH = 90.0
_EARLIER_HEIGHT = 13.0
_BETWEEN = 2.0
_INK, _QUIET = "#212b32", "#4c6272"
_NO_TONE = Look("FFFFFF", "000000")
_DIGIT = 5.4  # points of a bold letter or figure at 9.5 pt
_CHART_WIDTH, _CHART_HEIGHT = 150.0, 76.0


def stacked_bars(block: blocks.StackedBars) -> SafeString:
    """A bar for each row, a segment for each rating with its letter and number inside.

    Segments tell their tones apart by edge as pills do. All bars are to one scale.
    """
    counted = [_segments(parts, block.letters) for _, parts, _ in block.bars]
    most = max((sum(count for _, _, count in parts) for parts in counted), default=0) or 1
    rows = []
    for (label, own, note), parts in zip(block.bars, counted, strict=True):
        name = f'<span class="bar-name">{cells.text(label)}</span>' if label else ""
        words = ", ".join(f"{count} {part}" for part, _, count in own if count)
        drawn = _bar(parts, most, note, words, is_earlier=not label)
        css = "bar-row" if label else "bar-row earlier"
        rows.append(f'<div class="{css}">{name}<span class="bar">{drawn}</span></div>')
    return mark_safe(  # noqa: S308 - parts are escaped
        f'<div class="bars" role="group" aria-label="{escape(block.description)}">'
        f"{''.join(rows)}</div>"
    )


def _title(words: str) -> str:
    """What WeasyPrint makes the alternative text of; it knows no aria-label."""
    return f"<title>{escape(words or 'Chart')}</title>"


def _segments(
    parts: Sequence[tuple[str, str, int]], letters: Mapping[str, str]
) -> list[tuple[str, str, int]]:
    """What is written in each segment that is not empty, its tone and its count."""
    return [(f"{letters.get(label, '')}{count}", tone, count) for label, tone, count in parts
            if count]  # fmt: skip


def _sizes(parts: Sequence[tuple[str, str, int]], width: float) -> list[float]:
    """The width of each segment: by its count, but never less than its words need."""
    least = [len(words) * _DIGIT + 9 for words, _, _ in parts]
    total = sum(count for _, _, count in parts) or 1
    sizes = [width * count / total for _, _, count in parts]
    short = {index for index, size in enumerate(sizes) if size < least[index]}
    while short:
        taken = sum(least[index] for index in short)
        rest = sum(parts[index][2] for index in range(len(parts)) if index not in short)
        room = max(width - taken, 0.0)
        sizes = [
            least[index] if index in short else room * part[2] / (rest or 1)
            for index, part in enumerate(parts)
        ]
        more = {index for index, size in enumerate(sizes) if size < least[index] - 0.01}
        if not more - short:
            break
        short |= more
    return [max(size, own) for size, own in zip(sizes, least, strict=True)]


def _bar(
    parts: Sequence[tuple[str, str, int]], most: int, note: str, words: str, *, is_earlier: bool
) -> str:
    width = _BAR_WIDTH * sum(count for _, _, count in parts) / most
    height = _EARLIER_HEIGHT if is_earlier else _BAR_HEIGHT
    x, made = 0.0, []
    for (told, tone, _), size in zip(parts, _sizes(parts, width), strict=True):
        made.append(_tick(x, size, told) if is_earlier else _segment(x, size, told, tone))
        x += size
    base = 10.5 if is_earlier else _BAR_HEIGHT - 5
    made.append(
        f'<text x="{x + 6:.1f}" y="{base:.1f}" font-size="9.5" fill="{_QUIET}">'
        f"{escape(note)}</text>"
    )
    whole = _BAR_WIDTH + _NOTE_WIDTH
    said = f"{words}. {note}" if note else words
    return (
        f'<svg {_FONT} role="img" aria-label="{escape(said)}" viewBox="0 0 {whole:.0f} '
        f'{height:.0f}" width="{whole:.0f}pt" height="{height:.0f}pt">{_title(said)}'
        f"{''.join(made)}</svg>"
    )


def _segment(x: float, size: float, words: str, tone: str) -> str:
    look = LOOKS.get(tone, _NO_TONE)
    fill, ink = f"#{look.background.lower()}", f"#{look.ink.lower()}"
    width, height = size - _BETWEEN, _BAR_HEIGHT - 1.4
    dash = {"amber": ' stroke-dasharray="3 1.6"', "grey": ' stroke-dasharray="1 1.6"'}.get(tone, "")
    edge = {"green": fill, "blue": fill, "grey": _QUIET, "": _QUIET}.get(tone, _INK)
    radius = 8 if tone in ("green", "blue") else 3 if tone != "red" else 0.5
    inner = ""
    if tone == "blue":
        inner = (
            f'<rect x="{x + 2.2:.1f}" y="2.2" width="{width - 3:.1f}" height="{height - 3:.1f}" '
            f'rx="6.5" fill="none" stroke="#fff" stroke-width=".9"/>'
        )
    return (
        f'<rect x="{x + 0.7:.1f}" y="0.7" width="{width:.1f}" height="{height:.1f}" rx="{radius}" '
        f'fill="{fill}" stroke="{edge}" stroke-width="1.1"{dash}/>{inner}'
        f'<text x="{x + size / 2 - 0.3:.1f}" y="{_BAR_HEIGHT - 5.2:.1f}" text-anchor="middle" '
        f'font-size="9.5" font-weight="700" fill="{ink}">{escape(words)}</text>'
    )


def _tick(x: float, size: float, words: str) -> str:
    """A segment of an earlier bar: a line with ends, its words under it."""
    end = x + size - _BETWEEN
    return (
        f'<path d="M{x + 0.7:.1f} .5v2.2H{end:.1f}v-2.2" fill="none" stroke="{_QUIET}" '
        f'stroke-width=".8"/>'
        f'<text x="{x + size / 2:.1f}" y="11.5" text-anchor="middle" font-size="9.5" '
        f'fill="{_QUIET}">{escape(words)}</text>'
    )


def small_chart(chart: blocks.Chart) -> SafeString:
    """A line of values with the last marked, the aims dashed; first and last point labelled."""
    known = [value for value in (*chart.values, *chart.aims) if value is not None]
    drawn = _small_lines(chart, known) if known else ""
    words = f'<span class="chart-words">{cells.text(chart.words)}</span>' if chart.words else ""
    return mark_safe(  # noqa: S308 - numbers, and escaped words
        f'<div class="chart"><p class="chart-title">{cells.text(chart.title)}</p>'
        f'<p><b class="figure">{escape(chart.figure)}</b> {words}</p>'
        f'<svg {_FONT} role="img" aria-label="{escape(chart.description)}" '
        f'viewBox="0 0 {_CHART_WIDTH:.0f} {_CHART_HEIGHT:.0f}" width="{_CHART_WIDTH:.0f}pt" '
        f'height="{_CHART_HEIGHT:.0f}pt">{_title(chart.description)}{drawn}</svg></div>'
    )


def _small_lines(chart: blocks.Chart, known: Sequence[float]) -> str:
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    top, bottom, left, right = 12.0, _CHART_HEIGHT - 26, 6.0, _CHART_WIDTH - 8
    step = (right - left) / max(len(chart.labels) - 1, 1)

    def at(index: int, value: float) -> tuple[float, float]:
        y = (top + bottom) / 2 if high == low else bottom - (value - low) / span * (bottom - top)
        return left + index * step, y

    def runs(values: Sequence[float | None]) -> list[list[Point]]:
        return runs_of(
            None if value is None else at(index, value) for index, value in enumerate(values)
        )

    def path(run: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in run)

    axis = f"M{left:.1f} {bottom + 12:.1f}H{right:.1f}"
    made = [f'<path d="{axis}" stroke="#aeb7bd" stroke-width=".5"/>']
    aims, own = runs(chart.aims), runs(chart.values)
    made += [
        f'<polyline points="{path(run)}" fill="none" stroke="{_QUIET}" stroke-width="1" '
        'stroke-dasharray="3 2"/>'
        for run in aims
        if len(run) > 1
    ]
    made += [
        f'<polyline points="{path(run)}" fill="none" stroke="#005eb8" stroke-width="1.6"/>'
        for run in own
        if len(run) > 1
    ]
    made += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.6" fill="#005eb8"/>'
             for run in own for x, y in run]  # fmt: skip
    if own:
        x, y = own[-1][-1]
        made.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#005eb8"/>')
    if aims and chart.aim_label:
        # Over the dashed line, or under it where the last value is close above.
        y = aims[-1][-1][1]
        last = own[-1][-1][1] if own else y
        place = y + 9.5 if 0 <= y - last < 15 else y - 3.5
        made.append(
            f'<text x="{right:.1f}" y="{max(place, 8.0):.1f}" text-anchor="end" '
            f'font-size="9" fill="{_QUIET}">{escape(chart.aim_label)}</text>'
        )
    ends = [(left - 4, "start", chart.labels[0])] if chart.labels else []
    if len(chart.labels) > 1:
        ends.append((right + 4, "end", chart.labels[-1]))
    made += [
        f'<text x="{x:.1f}" y="{_CHART_HEIGHT - 2:.1f}" text-anchor="{anchor}" font-size="9" '
        f'fill="{_QUIET}">{escape(label)}</text>'
        for x, anchor, label in ends
    ]
    return "".join(made)


def line(value: blocks.Line) -> SafeString:
    """A line of a few values in a cell; aims are dashed, a gap breaks it."""
    width, height = 62.0, 18.0
    known = [point for point in (*value.values, *value.aims) if point is not None]
    if len([point for point in value.values if point is not None]) < 2:
        return mark_safe("")
    low, high = min(known), max(known)
    span = (high - low) or 1.0

    def paths(points: Sequence[float | None]) -> list[str]:
        step = (width - 6) / max(len(points) - 1, 1)

        def at(index: int, point: float) -> Point:
            return 3 + index * step, height - 3 - (point - low) / span * (height - 6)

        runs = runs_of(
            None if point is None else at(index, point) for index, point in enumerate(points)
        )
        return [" ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in runs]

    drawn = "".join(
        f'<polyline points="{path}" fill="none" stroke="#4c6272" stroke-width=".8" '
        'stroke-dasharray="2 1.5"/>'
        for path in paths(value.aims)
        if " " in path
    )
    own = paths(value.values)
    drawn += "".join(
        f'<polyline points="{path}" fill="none" stroke="#005eb8" stroke-width="1.3"/>'
        for path in own
        if " " in path
    )
    x, y = own[-1].split()[-1].split(",")
    drawn += f'<circle cx="{x}" cy="{y}" r="1.8" fill="#005eb8"/>'
    return mark_safe(  # noqa: S308 - numbers, and an escaped description
        f'<svg class="trend" role="img" aria-label="{escape(value.description)}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}pt" height="{height:.0f}pt">'
        f"{_title(value.description)}{drawn}</svg>"
    )
