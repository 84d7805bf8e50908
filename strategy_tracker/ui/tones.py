"""The tones of ratings, said once: how they look wherever no stylesheet reaches.

`static/css/tones.css` (screen) and `paper.css` (paper) have a rule for each of them, with an edge
of its own, so that grey print tells them apart.
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
    """The colours of a pill and of what is written on it."""

    background: str
    ink: str


LOOKS: dict[str, Look] = {
    Tone.RED: Look("D5281B", "FFFFFF"),
    Tone.AMBER: Look("FFB81C", "000000"),
    Tone.GREEN: Look("007F3B", "FFFFFF"),
    Tone.BLUE: Look("005EB8", "FFFFFF"),
    Tone.GREY: Look("E8EDEE", "000000"),
}
