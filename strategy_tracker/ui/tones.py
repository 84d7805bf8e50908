"""The tones of ratings, said once: how they look wherever no stylesheet reaches.

`static/css/tracker.css`, `updates.css` and `paper.css` have a rule for each of them, with an
edge of its own, so that grey print tells them apart.
"""

from dataclasses import dataclass

from django.db import models


class Tone(models.TextChoices):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    BLUE = "blue", "Blue"
    GREY = "grey", "Grey"


@dataclass(frozen=True)
class Look:
    """The colours of a tone: of a pill and what is written on it, and pale, of a whole cell."""

    background: str
    ink: str
    tint: str


# The moderate band of the NPSA matrix is yellow on paper; no pill is, so its tone is grey and
# the cells of grey are yellow.
LOOKS: dict[str, Look] = {
    Tone.RED: Look("D5281B", "FFFFFF", tint="#f3c4bf"),
    Tone.AMBER: Look("FFB81C", "000000", tint="#ffe3a6"),
    Tone.GREEN: Look("007F3B", "FFFFFF", tint="#d3e9dc"),
    Tone.BLUE: Look("005EB8", "FFFFFF", tint="#d2e3f3"),
    Tone.GREY: Look("E8EDEE", "000000", tint="#fff7cc"),
}
