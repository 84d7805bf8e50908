"""Our style sheets: each tone once, no selector heavier than it is, no forcing without a reason."""

import re

import pytest
from django.conf import settings

from objectives.models import Rating
from risks.matrix import Band
from strategy_tracker.ui.tones import LOOKS

SHEETS = {path.name: path.read_text() for path in (settings.BASE_DIR / "static/css").glob("*.css")}
TONES = SHEETS["tones.css"]
# Part of every paper, a published one too, so its text is to stay as it is.
# A paper of parts carries its sheets with it as a file, without that of the tones.
OF_PAPERS = ("paper.css", "paper-screen.css", "board-paper.css", "board-paper-screen.css")
# A class, an attribute or a pseudo-class twice in one compound selector.
DOUBLED = re.compile(r"([.\[:][\w-]+\]?)(?:[.\[:][\w\-=\"]+\]?)*\1(?![\w-])")


def without_comments(sheet: str) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)


@pytest.mark.parametrize("name", SHEETS)
def test_no_selector_doubles_a_class_to_win(name: str) -> None:
    rules = re.findall(r"([^{};]+)\{", without_comments(SHEETS[name]))
    compounds = [part for rule in rules for part in re.split(r"[\s,>+~()]+", rule)]
    assert [part for part in compounds if DOUBLED.search(part)] == []


@pytest.mark.parametrize(
    ("selector", "is_doubled"),
    [(".a.a", True), (".a.b.a", True), ("p.a:hover.a", True), (".a.ab", False), (".a.b", False)],
)
def test_a_doubled_class_is_found(selector: str, is_doubled: bool) -> None:
    assert bool(DOUBLED.search(selector)) == is_doubled


@pytest.mark.parametrize("name", SHEETS)
def test_what_is_important_has_a_reason_above_it(name: str) -> None:
    unexplained = []
    is_explained = False
    for line in SHEETS[name].splitlines():
        if "!important" in line and not is_explained:
            unexplained.append(line.strip())
        is_explained = "/* important: " in line or (is_explained and "!important" in line)
    assert unexplained == []


def declarations(sheet: str, selector: str) -> dict[str, str]:
    """The declarations of the first rule that has `selector`, by property."""
    rule = re.search(re.escape(selector) + r"(?:,[^{]*)?\s*\{([^}]*)\}", without_comments(sheet))
    assert rule, selector
    pairs = (part.split(":", 1) for part in rule[1].split(";") if part.strip())
    return {name.strip(): value.strip() for name, value in pairs}


def colour(value: str) -> str:
    """`value` with the colours of tones.css put in."""
    root = declarations(TONES, ":root")
    return re.sub(r"var\((--[\w-]+)\)", lambda match: root[match[1]], value)


def in_full(colour: str) -> str:
    """ "FFFFFF" for "#fff": as a spreadsheet has it."""
    digits = colour.removeprefix("#").upper()
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


@pytest.mark.parametrize("tone", Rating.Tone.values)
def test_a_tone_has_the_same_colours_on_a_screen_in_a_paper_and_in_a_spreadsheet(tone: str) -> None:
    screen = declarations(TONES, f".st-pill--{tone}")
    assert declarations(TONES, f"[data-tone={tone}]") == screen
    background, ink = colour(screen["--tone"]), screen["--tone-ink"]
    paper = declarations(SHEETS["paper.css"], f".paper .pill.{tone}")
    assert (paper["background"], paper["color"]) == (background, ink)
    look = LOOKS[tone]
    assert (look.background, look.ink) == (in_full(background), in_full(ink))
    if tone != "blue":  # On paper its second edge is the double line itself, in white.
        edge = paper.get("border") or f"solid {paper['border-color']}"
        assert edge.endswith(colour(screen["--tone-edge"]))


@pytest.mark.parametrize("tone", Rating.Tone.values)
def test_a_band_of_each_tone_has_a_pale_colour_of_its_own(tone: str) -> None:
    root = declarations(TONES, ":root")
    pale = {name: value for name, value in root.items() if name.endswith("-pale")}
    assert colour(Band("Any", tone, 1, 2).tint) in pale.values()
    assert len(set(pale.values())) == len(Rating.Tone.values)


def test_the_pale_colour_of_grey_is_grey() -> None:
    digits = in_full(colour(Band("Moderate", "grey", 4, 7).tint))
    parts = [int(digits[place : place + 2], 16) for place in (0, 2, 4)]
    assert max(parts) - min(parts) < 16


@pytest.mark.parametrize("name", sorted(set(SHEETS) - {"tones.css", *OF_PAPERS}))
def test_the_colours_of_tones_are_written_in_one_place(name: str) -> None:
    colours = set(declarations(TONES, ":root").values())
    assert sorted(colours & set(re.findall(r"#\w+", SHEETS[name].lower()))) == []
