"""The charts of a paper as SVG, told in words as well, the same in HTML and in PDF."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import blocks, cells
from reports.write.heat_map import draw

_FONT = "font-family=\"'Source Sans Pro', sans-serif\""
_BAR_WIDTH, _BAR_HEIGHT = 420.0, 15.0
_FILL = {
    "red": ("#d5281b", "#ffffff"),
    "amber": ("#ffb81c", "#000000"),
    "green": ("#007f3b", "#ffffff"),
    "blue": ("#005eb8", "#ffffff"),
    "grey": ("#e8edee", "#000000"),
    "": ("#ffffff", "#000000"),
}
_LEAST_SEGMENT = 16.0


def stacked_bars(block: blocks.StackedBars) -> SafeString:
    """A bar for each row, one segment for each rating, with its number inside."""
    most = max((sum(count for _, _, count in parts) for _, parts, _ in block.bars), default=0) or 1
    rows = []
    for label, parts, note in block.bars:
        bar = _bar(parts, most)
        name = f'<span class="bar-name">{cells.text(label)}</span>'
        told = f'<span class="bar-note">{cells.text(note)}</span>' if note else ""
        rows.append(f'<div class="bar-row">{name}<span class="bar">{bar}</span>{told}</div>')
    return mark_safe(  # noqa: S308 - parts are escaped
        f'<figure class="bars" role="group" aria-label="{escape(block.description)}">'
        f"{''.join(rows)}</figure>"
    )


def _bar(parts: Sequence[tuple[str, str, int]], most: int) -> str:
    shown = [part for part in parts if part[2]]
    total = sum(count for _, _, count in shown)
    words = ", ".join(f"{count} {label}" for label, _, count in shown)
    width = _BAR_WIDTH * total / most
    x, made = 0.0, []
    spare = max(width, _LEAST_SEGMENT * len(shown))
    sizes = [max(_LEAST_SEGMENT, width * count / (total or 1)) for _, _, count in shown]
    scale = spare / sum(sizes) if sizes else 1
    for (_, tone, count), size in zip(shown, sizes, strict=True):
        fill, ink = _FILL.get(tone, _FILL[""])
        size *= scale
        dash = ' stroke-dasharray="3 1.5"' if tone == "amber" else ""
        made.append(
            f'<rect x="{x + 0.5:.1f}" y="0.5" width="{size - 1:.1f}" '
            f'height="{_BAR_HEIGHT - 1:.1f}" '
            f'rx="{6 if tone in ("green", "blue") else 1}" fill="{fill}" stroke="#212b32" '
            f'stroke-width=".7"{dash}/>'
            f'<text x="{x + size / 2:.1f}" y="{_BAR_HEIGHT - 4:.1f}" text-anchor="middle" '
            f'font-size="9.5" font-weight="700" fill="{ink}">{count}</text>'
        )
        x += size
    return (
        f'<svg {_FONT} role="img" aria-label="{escape(words)}" viewBox="0 0 {_BAR_WIDTH + 40:.0f} '
        f'{_BAR_HEIGHT:.0f}" width="{_BAR_WIDTH + 40:.0f}pt" height="{_BAR_HEIGHT:.0f}pt">'
        f"{''.join(made)}</svg>"
    )


def line(value: blocks.Line) -> SafeString:
    """A line of a few values in a cell; aims are dashed, a gap breaks it."""
    width, height = 62.0, 18.0
    known = [point for point in (*value.values, *value.aims) if point is not None]
    if len([point for point in value.values if point is not None]) < 2:
        return mark_safe("")
    low, high = min(known), max(known)
    span = (high - low) or 1.0

    def paths(points: Sequence[float | None]) -> list[str]:
        runs: list[list[str]] = [[]]
        step = (width - 6) / max(len(points) - 1, 1)
        for index, point in enumerate(points):
            if point is None:
                runs.append([])
                continue
            y = height - 3 - (point - low) / span * (height - 6)
            runs[-1].append(f"{3 + index * step:.1f},{y:.1f}")
        return [" ".join(run) for run in runs if run]

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
        f"{drawn}</svg>"
    )


def heat_map(block: blocks.HeatMap) -> SafeString:
    """The risk matrix with a disc for each risk, as reports.parts.heat_map describes it."""
    return draw(block)
