"""What conditional formats put into cells by how high a number is: icons, and scales of colours.

A set of icons gives each cell one icon by its thresholds, and a scale of colours a colour
between two of its own, which is taken for the nearer one: that is the rating that it shows.
"""

import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from strategy_tracker.imports.read.formats.colours import colour_of
from strategy_tracker.imports.read.formats.styles import OFF, Styles

Place = tuple[int, int]
ICONS, COLOURS = "iconSet", "colorScale"
_RED, _AMBER, _GREEN, _BLACK, _GREY, _PINK = (
    "FF0000", "FFC000", "00B050", "000000", "808080", "FF9999",
)  # fmt: skip


class Icon(NamedTuple):
    """What an icon shows: its colour, "" where it has none that tells, and the sign it is."""

    colour: str = ""
    sign: str = ""


def _icons(colours: Sequence[str], signs: str) -> tuple[Icon, ...]:
    return tuple(Icon(colour, sign) for colour, sign in zip(colours, signs, strict=True))


_RAG = (_RED, _AMBER, _GREEN)
# From the lowest value to the highest. Bars, boxes and stars show no more than the number.
_SETS: dict[str, tuple[Icon, ...]] = {
    "3Arrows": _icons(_RAG, "↓→↑"),
    "3ArrowsGray": _icons([""] * 3, "↓→↑"),
    "3Flags": _icons(_RAG, "⚑⚑⚑"),
    "3TrafficLights1": _icons(_RAG, "●●●"),
    "3TrafficLights2": _icons(_RAG, "●●●"),
    # The triangle of a warning is no arrow.
    "3Signs": _icons(_RAG, "◆●●"),
    "3Symbols": _icons(_RAG, "✗●✓"),
    "3Symbols2": _icons(_RAG, "✗●✓"),
    "3Triangles": _icons(_RAG, "▼→▲"),
    "3Stars": (Icon(),) * 3,
    "4Arrows": _icons((_RED, _AMBER, _AMBER, _GREEN), "↓↘↗↑"),
    "4ArrowsGray": _icons([""] * 4, "↓↘↗↑"),
    "4RedToBlack": _icons((_BLACK, _GREY, _PINK, _RED), "●●●●"),
    "4Rating": (Icon(),) * 4,
    "4TrafficLights": _icons((_BLACK, *_RAG), "●●●●"),
    "5Arrows": _icons((_RED, _AMBER, _AMBER, _AMBER, _GREEN), "↓↘→↗↑"),
    "5ArrowsGray": _icons([""] * 5, "↓↘→↗↑"),
    "5Rating": (Icon(),) * 5,
    "5Quarters": _icons([""] * 5, "○◔◑◕●"),
    "5Boxes": (Icon(),) * 5,
}
_USUAL_SET = "3TrafficLights1"


@dataclass
class Threshold:
    """From where on an icon or a colour counts. `is_above` does not take in the value itself."""

    kind: str
    value: str = ""
    is_above: bool = False


@dataclass
class Scale:
    """A set of icons or a scale of colours, with a threshold for each, the lowest first."""

    thresholds: list[Threshold]
    icons: tuple[Icon, ...] = ()
    colours: tuple[str, ...] = ()
    shows_value: bool = True

    def put(
        self, numbers: Mapping[Place, float], worked_out: Callable[[str], float]
    ) -> Iterator[tuple[Place, Icon]]:
        """The icon of each cell; of a scale of colours one without a sign.

        `worked_out` gives the number that a threshold's formula comes to.
        """
        ordered = sorted(numbers.values())
        if not ordered:
            return
        limits = [_limit(threshold, ordered, worked_out) for threshold in self.thresholds]
        for place, number in numbers.items():
            if self.icons:
                yield place, self.icons[self._step(number, limits)]
            else:
                yield place, Icon(self.colours[_nearest(number, limits)])

    def _step(self, number: float, limits: Sequence[float]) -> int:
        reached = 0
        for step, (threshold, limit) in enumerate(zip(self.thresholds, limits, strict=True)):
            if step and (number > limit if threshold.is_above else number >= limit):
                reached = step
        return reached


def read_scale(item: Element, styles: Styles) -> Scale | None:
    """The scale in a rule of an .xlsx file; None for a rule that has none or makes no sense."""
    part = next((part for part in item if _local(part) in (ICONS, COLOURS)), None)
    if part is None:
        return None
    thresholds = [
        Threshold(
            entry.get("type", "num"),
            entry.get("val") or entry.findtext("{*}f") or "",
            entry.get("gte", "1") in OFF,
        )
        for entry in part.iterfind("{*}cfvo")
    ]
    if _local(part) == COLOURS:
        colours = tuple(
            colour_of(colour.attrib, styles.theme, styles.palette)
            for colour in part.iterfind("{*}color")
        )
        return scale_of_colours(thresholds, colours)
    own = [
        _one_icon(icon.get("iconSet", ""), icon.get("iconId", "0"))
        for icon in part.iterfind("{*}cfIcon")
    ]
    return set_of_icons(
        thresholds,
        part.get("iconSet", _USUAL_SET),
        own=own,
        is_reversed=part.get("reverse", "0") not in OFF,
        shows_value=part.get("showValue", "1") not in OFF,
    )


def set_of_icons(
    thresholds: list[Threshold],
    name: str,
    *,
    own: Sequence[Icon] = (),
    is_reversed: bool = False,
    shows_value: bool = True,
) -> Scale | None:
    """The set of that name, or with icons of one's own; None where they are not as many."""
    icons = tuple(own) or _SETS.get(name, ())
    if not icons or len(icons) != len(thresholds):
        return None
    icons = icons[::-1] if is_reversed else icons
    return Scale(thresholds, icons, shows_value=shows_value)


def scale_of_colours(thresholds: list[Threshold], colours: Sequence[str]) -> Scale | None:
    if len(colours) != len(thresholds) or len(colours) < 2:
        return None
    return Scale(thresholds, colours=tuple(colours))


def _one_icon(name: str, number: str) -> Icon:
    icons = _SETS.get(name, ())
    place = int(number) if number.isdecimal() and len(number) < 3 else 0
    return icons[place] if place < len(icons) else Icon()


def _limit(
    threshold: Threshold, ordered: Sequence[float], worked_out: Callable[[str], float]
) -> float:
    """The number that a threshold comes to among all numbers of its cells, `ordered`."""
    low, high = ordered[0], ordered[-1]
    if threshold.kind in ("min", "autoMin", "minimum"):
        return low
    if threshold.kind in ("max", "autoMax", "maximum"):
        return high
    value = worked_out(threshold.value)
    if threshold.kind == "percent":
        return low + (high - low) * value / 100
    if threshold.kind == "percentile":
        return percentile(ordered, value / 100)
    return value


def percentile(ordered: Sequence[float], part: float) -> float:
    """The number below which so great a part of them lies, as PERCENTILE.INC works it out."""
    place = max(0.0, min(1.0, part)) * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _nearest(number: float, limits: Sequence[float]) -> int:
    """Which of the limits is the nearest between the two that the number lies between."""
    above = bisect.bisect_left(limits, number)
    if above == 0 or above == len(limits):
        return min(above, len(limits) - 1)
    return above - 1 if number - limits[above - 1] < limits[above] - number else above


def _local(item: Element) -> str:
    return item.tag.rsplit("}", 1)[-1]
