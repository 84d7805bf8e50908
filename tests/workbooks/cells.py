"""How a trust puts one value into a cell: headings with slips, names, dates, ratings."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from tests.workbooks.content import WORDS, Person

_FILLS = {
    "red": ("FF0000", "C00000", "F8696B", "FFC7CE", "FF5050"),
    "amber": ("FFC000", "FFBF00", "FF9900", "F4B084", "F4B000"),
    "green": ("00B050", "92D050", "63BE7B", "C6EFCE", "008000"),
    "blue": ("0070C0", "00B0F0", "4472C4", "5B9BD5"),
}
PURPLE = PatternFill("solid", fgColor="FF7030A0")
_THEMES = {"red": 5, "amber": 9, "green": 6, "blue": 4}
_INDEXED = {"red": (2, 10), "amber": (51, 52), "green": (11, 17, 50, 57), "blue": (4, 48)}
_ARROWS = ("↑", "↓", "→", "↔")
# How several leads of one cell are joined, and how each is written with a post: always,
# never (""), or for some rows only.
_WITH_POST = {"posts": "{}, {}", "brackets": "{} ({})"}
_SOME_WITH_POST = {"lines": "{}, {}", "slashes": "{}, {}", "semicolons": "{}, {}"}
_JOINS = {
    "names": " / ",
    "joined": " & ",
    "posts": "; ",
    "brackets": "\n",
    "lines": "\n",
    "slashes": " / ",
    "semicolons": "; ",
}


@dataclass(frozen=True)
class Put:
    """What goes into one cell: its value and, if it has any, a fill and a number format.

    `rule` is a fill that a conditional format gives, and the word that it goes by.
    """

    value: Any = None
    fill: PatternFill | None = None
    number_format: str = ""
    rule: tuple[str, PatternFill] | None = None


def misspell(rng: Random, text: str) -> str:
    """`text` with a letter lost, doubled or changed places, in a word of six letters or more."""
    words = text.split(" ")
    places = [n for n, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if not places:
        return text
    place = rng.choice(places)
    word, at = words[place], rng.randint(1, len(words[place]) - 2)
    words[place] = rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join(words)


def people(rng: Random, lead: tuple[Person, ...], style: str) -> tuple[str, tuple[Person, ...]]:
    """The cell of a lead, and whom it names: posts only where it gives them."""
    form = _WITH_POST.get(style, "")
    if style in _SOME_WITH_POST and rng.random() < 0.5:
        form = _SOME_WITH_POST[style]
    text = _JOINS[style].join(
        form.format(*person) if form and person[1] else person[0] for person in lead
    )
    return text, tuple((name, post if form else "") for name, post in lead)


def day(target: date, style: str) -> tuple[Put, date]:
    """The cell of a date in `style`, and the day that it tells."""
    if style == "real":
        return Put(target, number_format="dd/mm/yyyy"), target
    if style == "serial":
        return Put((target - date(1899, 12, 30)).days), target
    if style == "month ends":
        target = _month_end(target)
    if style == "quarter ends":
        target = _month_end(target.replace(day=1, month=(target.month - 1) // 3 * 3 + 3))
    return Put(_day_text(target, style)), target


def _month_end(target: date) -> date:
    return target.replace(day=calendar.monthrange(target.year, target.month)[1])


def _day_text(target: date, style: str) -> str:
    ends_month = (target + timedelta(days=1)).day == 1
    if style in ("quarter", "quarter ends") and ends_month and target.month % 3 == 0:
        first = target.year - (target.month < 4)
        quarter = (target.month - 4) % 12 // 3 + 1
        return f"Q{quarter} {first % 100:02d}/{(first + 1) % 100:02d}"
    if style in ("quarter", "end of", "month ends") and ends_month:
        return target.strftime("end of %B %Y")
    if style == "month name":
        return target.strftime("%d-%b-%y")
    if style == "long":
        return f"{target.day} {target:%B %Y}"
    return target.strftime("%d/%m/%Y")


def rating(rng: Random, tone: str, style: str, scale: str) -> Put:
    """The cell of a rating in `style`; `scale` is of WORDS. A trust's own word stays a word."""
    if tone not in WORDS[scale]:
        return Put(tone)
    word, letter = WORDS[scale][tone], WORDS["rag"][tone][0]
    if style == "words":
        return Put(word)
    if style == "letters":
        return Put(letter)
    if style == "arrows":
        return Put(f"{letter} {rng.choice(_ARROWS)}")
    if style == "coloured words":
        return Put(word, fill_of(rng, tone, "fills"))
    if style == "coloured letters":
        return Put(letter, fill_of(rng, tone, "fills"))
    if style == "conditional fills":
        return Put(rule=(tone, fill_of(rng, tone, "fills")))
    if style == "conditional column":
        return Put()
    return Put(None, fill_of(rng, tone, style))


def rating_word(tone: str, style: str, scale: str) -> str:
    """What a rating in `style` says."""
    return WORDS[scale if style.endswith("words") else "rag"].get(tone, tone)


def fill_of(rng: Random, tone: str, style: str) -> PatternFill:
    """A fill as "theme fills", "indexed fills" or, for any other style, RGB gives it."""
    if style == "theme fills":
        colour = Color(theme=_THEMES[tone], tint=rng.choice((0.0, -0.25, 0.4)))
    elif style == "indexed fills":
        colour = Color(indexed=rng.choice(_INDEXED[tone]))
    else:
        colour = Color(rgb=f"FF{rng.choice(_FILLS[tone])}")
    return PatternFill("solid", fgColor=colour)
