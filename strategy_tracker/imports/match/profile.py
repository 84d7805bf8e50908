"""What a column's own values say it is: percentages, ratings of a few words, or sentences."""

import re
from collections import Counter
from dataclasses import dataclass

from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.vocabulary.values import guess_tone, parse_percent, plain_words

# A rating is short and there are few of them; "Off track, recovery actions are in place" is
# about as long as they get.
LONGEST_RATING = 80
MOST_RATINGS = 10
COLOURS = {"r": "red", "a": "amber", "y": "yellow", "g": "green", "b": "blue"}
RATING_LETTERS = {"r", "a", "g", "b"}
_PERCENT = re.compile(r"\d+(\.\d+)?\s*%")


@dataclass(frozen=True)
class ColumnProfile:
    """Counts over the non-empty cells of one column."""

    filled: int
    words: dict[str, int]
    percents: int
    numbers: int
    longest: int

    @property
    def is_percent(self) -> bool:
        """Nearly every value is shown as a percentage."""
        return self.filled > 0 and self.percents >= 0.9 * self.filled

    @property
    def is_number(self) -> bool:
        return self.filled > 0 and self.numbers >= 0.9 * self.filled

    @property
    def could_be_rating(self) -> bool:
        """Short words, few different ones: a rating if the heading says it is."""
        return self.longest <= LONGEST_RATING and len(self.words) <= MOST_RATINGS

    @property
    def colour_words(self) -> set[str]:
        """The colours that the column names, "green" for both "Green" and "G"."""
        return {colour for word in self.words if (colour := _colour(word))}

    @property
    def colours(self) -> int:
        """In how many cells."""
        return sum(count for word, count in self.words.items() if _colour(word))

    @property
    def looks_rated(self) -> bool:
        """A rating whatever the heading says: few short words, and most tell a tone.

        Words that are colours, or their letters, need not repeat to be seen for ratings.
        """
        if not self.filled or not self.could_be_rating:
            return False
        if self.colours * 2 > self.filled and len(self.colour_words) > 1:
            return True
        if len(self.words) * 2 > self.filled + 2:
            return False
        telling = sum(
            count
            for word, count in self.words.items()
            if guess_tone(word) or plain_words(word) in RATING_LETTERS
        )
        return telling * 2 > self.filled


def _colour(word: str) -> str:
    """The colour that `word` is, or is the letter of; "" for anything else."""
    plain = plain_words(word)
    return COLOURS.get(plain, plain if plain in COLOURS.values() else "")


def profile_column(sheet: Table, rows: list[int], column: int) -> ColumnProfile:
    """The profile of `column` (zero-based) over `rows` of `sheet`."""
    words = Counter(sheet.cell(row, column).text for row in rows)
    words.pop("", None)
    return ColumnProfile(
        filled=words.total(),
        words=dict(words),
        percents=sum(count for text, count in words.items() if _PERCENT.fullmatch(text)),
        numbers=sum(count for text, count in words.items() if parse_percent(text) is not None),
        longest=max(map(len, words), default=0),
    )
