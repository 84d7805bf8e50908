"""How wide the columns of a table are: as wide as what their cells hold wants."""

import re
from collections.abc import Sequence

from reports.blocks import Column

# Width in mm of the text: A4 landscape less two margins of 15, portrait less two of 18.
TEXT_WIDTH = {"wide": 267.0, "tall": 174.0}
_CHARACTER = 1.85  # mm of a letter of table text, on average, with some room
_GAP = 4.5  # between two columns
_TAG = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"</p>|</li>|<br>|</div>")
_LONGEST_WORD = 22
# A column never takes more of the page than the others need beside it.
_NARROWEST = 9.0


def share_widths(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], total: float
) -> list[float]:
    """Widths in mm that add up to `total`, from the HTML of each row's cells.

    A column that fits on one line gets that line; what is left is shared among the others so
    that their cells come out about as high as each other. A width that was given stays, unless
    all of them together want more than there is.
    """
    needs = [_need(column, [row[index] for row in rows]) for index, column in enumerate(columns)]
    least = [need[0] for need in needs]
    if sum(least) >= total:
        return [width * total / sum(least) for width in least]
    left = total - sum(least)
    wants = [max(need[1] - need[0], 0.0) for need in needs]
    if sum(wants) <= left:
        # All fit on their lines: the rest goes to those with the most words.
        spare, weights = left - sum(wants), [need[1] for need in needs]
        grown = [spare * weight / sum(weights) for weight in weights]
        return [a + b + c for a, b, c in zip(least, wants, grown, strict=True)]
    weights = [want * need[2] ** 0.5 for want, need in zip(wants, needs, strict=True)]
    shares = _cap([left * weight / (sum(weights) or 1) for weight in weights], wants, left)
    return [a + b for a, b in zip(least, shares, strict=True)]


def _need(column: Column, cells: Sequence[str]) -> tuple[float, float, float]:
    """The least width, the width of its longest line, and its mean length in lines of text."""
    if column.width:
        return column.width, column.width, 1.0
    texts = [_TAG.sub("", cell) for cell in cells]
    words = [word for text in [*texts, column.label] for word in text.split()]
    longest = min(max((len(word) for word in words), default=1), _LONGEST_WORD)
    lines = [_TAG.sub("", line) for cell in cells for line in _PARAGRAPH.split(cell)]
    line = max((len(line) for line in lines), default=0)
    pill = 6.0 if any('class="pill' in cell for cell in cells) else 0.0
    least = max(longest * _CHARACTER + pill, _NARROWEST) + _GAP
    whole = max(line * _CHARACTER + pill + _GAP, least)
    filled = [len(text) for text in texts if text.strip()]
    mean = sum(filled) / len(filled) if filled else 1.0
    return least, whole, max(mean, 1.0)


def _cap(shares: list[float], wants: list[float], left: float) -> list[float]:
    """No share above what is wanted; what that frees goes to those who want more."""
    for _ in range(len(shares)):
        over = [max(share - want, 0.0) for share, want in zip(shares, wants, strict=True)]
        if sum(over) < 0.01:
            break
        shares = [min(share, want) for share, want in zip(shares, wants, strict=True)]
        open_ = [share < want for share, want in zip(shares, wants, strict=True)]
        weight = sum(share for share, is_open in zip(shares, open_, strict=True) if is_open)
        if not weight:
            break
        free = left - sum(shares)
        shares = [
            share + free * share / weight if is_open else share
            for share, is_open in zip(shares, open_, strict=True)
        ]
    return shares
