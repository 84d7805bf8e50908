"""Symbols that stand for a rating: signs of Unicode, and letters in fonts made of signs."""

from collections.abc import Iterable

# The letters of fonts of signs that trusts rate and point with, by the font's name.
_SIGNS = {
    "wingdings": {
        "l": "●", "m": "○", "n": "■", "o": "□", "q": "□", "u": "◆", "t": "◆", "v": "◆",
        "¡": "○", "¤": "◉", "«": "★", "J": "☺", "K": "◍", "L": "☹", "O": "⚐", "ü": "✓", "û": "✗",
        "þ": "✓", "ý": "✗", "ß": "←", "à": "→", "á": "↑", "â": "↓", "ã": "↖", "ä": "↗", "å": "↙",
        "æ": "↘", "ç": "←", "è": "→", "é": "↑", "ê": "↓", "ï": "⇦", "ð": "⇨", "ñ": "⇧", "ò": "⇩",
    },
    "wingdings 2": {
        "P": "✓", "O": "✗", "R": "✓", "Q": "✗", "˜": "●", "—": "●", "¢": "■", "\x97": "●",
        "\x98": "●",
    },
    "wingdings 3": {
        "f": "←", "g": "→", "h": "↑", "i": "↓", "k": "↗", "m": "↘", "p": "▲", "q": "▼", "r": "△",
        "s": "▽", "t": "◄", "u": "►",
    },
    "webdings": {"n": "●", "=": "◉", "g": "■", "5": "▲", "6": "▼", "a": "✓", "r": "✗", "Y": "♥"},
}  # fmt: skip
# What a letter of such a font is shown as that is not among them: some sign.
_SOME_SIGN = "◆"
_LONGEST = 3


def is_font_of_signs(name: str | None) -> bool:
    return (name or "").casefold() in _SIGNS


def as_signs(text: str, font: str) -> str:
    """The signs that the few letters `text` show in `font`; "" for more text than signs."""
    signs = _SIGNS.get(font.casefold())
    letters = text.strip()
    if not signs or not 0 < len(letters) <= _LONGEST:
        return ""
    return "".join(signs.get(_plain(letter), _SOME_SIGN) for letter in letters)


def _plain(letter: str) -> str:
    """Excel may keep such letters where Unicode leaves room for anybody's own."""
    return chr(ord(letter) - 0xF000) if 0xF020 <= ord(letter) <= 0xF0FF else letter


def one_colour(colours: Iterable[str]) -> str:
    """The one colour among the inks of a cell: of three lamps the one that is lit.

    Black, white and grey are none.
    """
    found = {colour for colour in colours if colour and not _is_grey(colour)}
    return found.pop() if len(found) == 1 else ""


def _is_grey(colour: str) -> bool:
    parts = [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
    return max(parts) - min(parts) < 16
