"""Which rating a colour shows: by the workbook's own legend, else by its hue."""

import colorsys
from dataclasses import dataclass, field

# Hues in degrees, for colours that are not nearly grey.
_HUES = (
    (0, 16, "Red"),
    (16, 68, "Amber"),
    (68, 170, "Green"),
    (170, 262, "Blue"),
    (340, 361, "Red"),
)
_LEAST_SATURATION = 0.25


def hue_word(fill: str) -> str:
    """ "Red", "Amber", "Green" or "Blue" for six hex digits; "" for grey and for purple."""
    red, green, blue = (int(fill[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < _LEAST_SATURATION or not 0.08 < lightness < 0.97:
        return ""
    degrees = hue * 360
    return next((word for low, high, word in _HUES if low <= degrees < high), "")


@dataclass
class Shown:
    """What one colour or word of a workbook was taken for, and how often it comes.

    `told_by` is "you", "legend", "hue" or "" when nothing tells; `first` is where it is seen.
    """

    key: str
    fill: str
    meaning: str
    told_by: str
    count: int = 0
    sheet: str = ""
    cell: str = ""


@dataclass
class Legend:
    """The ratings that colours show. `own` are those of the workbook's legends by fill.

    `cells` are the (sheet, cell) whose rating was read from their colour.
    """

    chosen: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    cells: set[tuple[str, str]] = field(default_factory=set)

    def add(self, fill: str, label: str) -> None:
        """A line of a legend of the workbook: the colour, and the word beside it."""
        self.own.setdefault(fill, label)

    def read(self, fill: str, sheet: str, cell: str) -> str:
        """The rating that `fill` shows, counted; "" when nothing tells."""
        key = f"#{fill}"
        colour = self.shown.get(key)
        if colour is None:
            colour = self.shown[key] = self._take(key, fill)
            colour.sheet, colour.cell = sheet, cell
        colour.count += 1
        self.cells.add((sheet, cell))
        return colour.meaning

    def _take(self, key: str, fill: str) -> Shown:
        if key in self.chosen:
            return Shown(key, fill, self.chosen[key], "you")
        if fill in self.own:
            return Shown(key, fill, self.own[fill], "legend")
        word = hue_word(fill)
        return Shown(key, fill, word, "hue" if word else "")
