"""Ratings as cells give them: a word, a letter of any alphabet, with or without an arrow."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_ARROWS = {
    "up": "↑⬆▲△⇧⇑↗⬈",
    "down": "↓⬇▼▽⇩⇓↘⬊",
    "same": "→➡►▶↔⬌⇔⟷⇨",
}
_DIRECTION_WORDS = {
    "up": {"up", "increase", "increased", "increasing", "rising", "higher"},
    "down": {"down", "decrease", "decreased", "decreasing", "falling", "reduced", "lower"},
    "same": {"same", "no change", "unchanged", "static", "stable", "steady", "level"},
}
_ARROW = re.compile("[" + "".join(_ARROWS.values()) + "]\ufe0f?")
# Letters of other alphabets that stand in for Latin ones where a PDF or font was copied.
_LOOKALIKES = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЅІЈКМНОРСТУХԌԚԜаеорсухіјѕԁԛԝᎡᎪᏀꓣꓮꓖʀᴀɢ",
    "ABEZHIKMNOPTYXABESIJKMHOPCTYXGQWaeopcyxijsdqwRAGRAGRAG",
)
# Words in a label that give its tone away, the most telling first.
_TONES = (
    ("red", {"red", "overdue", "failed", "missed", "critical", "stopped", "stalled", "blocked"}),
    ("amber", {
        "amber", "yellow", "behind", "delay", "delayed", "delays", "slipping", "slipped",
        "slippage", "risk", "partial", "partially", "partly", "concern", "concerns",
    }),
    ("blue", {
        "blue", "complete", "completed", "embedded", "achieved", "delivered", "closed", "done",
        "finished", "implemented",
    }),
    ("green", {
        "green", "track", "good", "substantial", "reasonable", "course", "schedule", "ahead", "met",
        "compliant", "underway", "progress", "progressing",
    }),
    ("grey", {
        "grey", "gray", "started", "due", "hold", "paused", "planned", "tbc", "scheduled",
        "deferred", "withdrawn", "cancelled", "superseded", "pending",
    }),
)  # fmt: skip
# Words in a label that say that the work is over, and those that take it back.
_OVER = {
    "blue", "complete", "completed", "embedded", "achieved", "delivered", "closed", "done",
    "finished",
}  # fmt: skip
_NOT_OVER = {
    "not", "no", "part", "partly", "partial", "partially", "nearly", "almost", "mostly", "to", "be",
    "will", "may", "incomplete", "unlikely", "likely", "risk", "yet",
}  # fmt: skip


@dataclass(frozen=True)
class RatingRead:
    """`index` is the place of the rating found among those offered; None when none fits."""

    index: int | None
    direction: str = ""


@lru_cache(maxsize=16384)
def plain_words(text: str) -> str:
    """`text` as it is compared: look-alike letters made Latin, no case, marks or arrows."""
    latin = unicodedata.normalize("NFKC", str(text)).translate(_LOOKALIKES)
    latin = _ARROW.sub(" ", latin).casefold().replace("&", " and ").replace("%", " percent ")
    return " ".join(re.findall(r"[^\W_]+", latin))


@lru_cache(maxsize=1024)
def without_arrow(text: str) -> str:
    """`text` without its arrows: "A" for "A↓"."""
    return _ARROW.sub("", text).strip()


def parse_rating(text: str, ratings: Iterable[tuple[str, str, str]]) -> RatingRead:
    """Which of `ratings`, each (code, label, letter), `text` means, and its arrow if any.

    Labels are tried first, then codes, then letters, each regardless of case; a letter that
    two ratings share fits neither.
    """
    offered = list(ratings)
    wanted, direction = plain_words(text), parse_direction(text, words=False)
    if not wanted:
        return RatingRead(None, direction)
    for column in (1, 0, 2):
        hits = [n for n, names in enumerate(offered) if plain_words(names[column]) == wanted]
        if len(hits) == 1:
            return RatingRead(hits[0], direction)
    return RatingRead(None, direction)


def parse_direction(text: str, *, words: bool = True) -> str:
    """ "up", "down" or "same" for an arrow, or for a word of direction when `words`; else ""."""
    for direction, arrows in _ARROWS.items():
        if any(arrow in text for arrow in arrows):
            return direction
    if words:
        plain = plain_words(text)
        for direction, direction_words in _DIRECTION_WORDS.items():
            if plain in direction_words:
                return direction
    return ""


def guess_tone(label: str, others: Iterable[str] = ()) -> str:
    """The tone that a rating's words suggest, "" when they suggest none.

    "Off track" is red, unless `others` of the same scale are worse than that ("Overdue").
    """
    words = set(plain_words(label).split())
    if "off" in words and words & {"track", "course", "schedule", "target", "plan"}:
        worse = any({"overdue", "red"} & set(plain_words(other).split()) for other in others)
        return "amber" if worse else "red"
    if "not" in words and words & {"started", "due", "begun", "commenced", "applicable"}:
        return "grey"
    if "not" in words and words & (_OVER | {"met", "compliant", "track", "course", "schedule"}):
        return "red"
    if "no" in words and "assurance" in words:
        return "red"
    return next((tone for tone, telling in _TONES if words & telling), "")


def says_work_is_over(label: str) -> bool:
    """Whether a rating's words say that what they are given to is done: "Complete", "Closed".

    "Not achieved", "Partly delivered" and "To be completed" say that it is not.
    """
    words = set(plain_words(label).split())
    return bool(words & _OVER) and not words & _NOT_OVER
