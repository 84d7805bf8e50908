"""Cells that hold several things: references, lettered conditions, regulations, names."""

import re

from ambitions.updates.null_values import empty_kind

_CONDITION = re.compile(r"^\s*\(?(?P<letter>[A-Za-z]|[ivxIVX]{1,4}|\d{1,2})[.)]\s+(?P<text>.*)$")
_NEXT_REGULATION = re.compile(r"\s*(?:;|\n|,(?=\s*(?:Regulation|Reg\b|\d)))\s*", re.IGNORECASE)


def parse_list(text: str) -> list[str]:
    """Names parted by commas, semicolons or line breaks: "People, Quality" gives both."""
    return _split(text, r"[,;\n]")


def parse_references(text: str) -> list[str]:
    """References in one cell: "103346, 103349 and 103350" gives three, as texts."""
    return _split(text, r"[,;/\n&]|\s+and\s+")


def _split(text: str, pattern: str) -> list[str]:
    if empty_kind(text):
        return []
    pieces = (re.sub(r"^[•\-–*]\s*", "", piece.strip()) for piece in re.split(pattern, text))
    return list(dict.fromkeys(piece for piece in pieces if piece))


def parse_conditions(text: str) -> list[tuple[str, str]]:
    """(letter, text) pairs of a cell such as "a. One thing" over "b. Another".

    A line without a letter continues the one before; where no line has one, each line is a
    condition without a letter.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and empty_kind(lines[0]):
        return []
    lettered = [_CONDITION.match(line) for line in lines]
    if not any(lettered):
        return [("", re.sub(r"^[•\-–*]\s+", "", line)) for line in lines]
    pairs: list[tuple[str, str]] = []
    for line, match in zip(lines, lettered, strict=True):
        if match and match["text"]:
            pairs.append((match["letter"], match["text"]))
        elif pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]}\n{line}")
        else:
            pairs.append(("", line))
    return pairs


_IN_TEXT = re.compile(
    r"\bRegulations?\s+\d{1,2}(?:\s*\(\w{1,2}\))*|\b\d{1,2}(?:\s*\(\w\)){2,}(?=[.\s]*$)"
)


def find_regulations(text: str) -> list[str]:
    """The regulations named within a sentence: "… Regulation 17 (2) (b)" gives that."""
    return [match[0].strip() for match in _IN_TEXT.finditer(text)]


def parse_regulations(text: str) -> list[str]:
    """Regulations as written: "Regulation 12 (2), Regulation 17 (1)" gives two."""
    if empty_kind(text):
        return []
    return [piece.strip() for piece in _NEXT_REGULATION.split(text) if piece.strip()]
