"""What a column's own values say it is: people, dates, references, ratings, figures, sentences."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import groupby, islice

from ambitions.updates.null_values import empty_kind
from strategy_tracker.imports.layout.colours import hue_word
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.given_names import GIVEN_NAMES
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import (
    find_period,
    guess_tone,
    is_post,
    parse_date,
    parse_people,
    parse_percent,
    parse_score,
    plain_words,
    without_arrow,
)

# A rating is short and there are few of them; "Off track, recovery actions are in place" is
# about as long as they get.
LONGEST_RATING = 80
MOST_RATINGS = 10
COLOURS = {"r": "red", "a": "amber", "y": "yellow", "g": "green", "b": "blue"}
RATING_LETTERS = {"r", "a", "g", "b"}
# A rating that is told by one of its words has no more words than "Not on track but improving".
_MOST_WORDS = 5
# What so many different values say, all the others say too.
_SAMPLE = 200
_LONGEST_PEOPLE, _LONGEST_REFERENCE, _LONGEST_DATE, _SENTENCE = 120, 16, 40, 25
_PERCENT = re.compile(r"\d+(\.\d+)?\s*%")
_NUMBER = re.compile(r"[£€$]?\s*[-+]?[\d,]+(\.\d+)?\s*([kmbn]{1,2}|%|[a-z]{1,6}(/[a-z]+)?)?", re.I)
_REFERENCE = re.compile(r"[A-Za-z&]{0,10}[\s\-–_/.:#]{0,2}(?:[A-Za-z]{0,4}[\-/.]?)?\d[\w.\-/]*")
_INITIALS = re.compile(r"[A-Z]{2,3}(?:\s*[/,&]\s*[A-Z]{2,3})*")
_YEAR = re.compile(r"20[1-6]\d")
_ADDRESS = re.compile(r"\S+@\S+\.\S+|https?://\S+|[+0][\d\s()]{8,}")
_YES_OR_NO = {"yes", "no", "y", "n", "partly", "part", "partial", "partially", "in part", "not yet"}
_LEVELS = {"high", "medium", "low", "very high", "very low", "h", "m", "l", "moderate", "critical"}


@dataclass(frozen=True)
class ColumnProfile:
    """Counts over the non-empty cells of one column; `dates` are those that Excel has as dates.

    `words` counts each text, `rows` are all that the table has, and `cells` those filled,
    merged ones once, `serials` are days as Excel counts them, shown as plain numbers, and
    `runs` how often another value begins on the way down. `hues` are the values on red, amber,
    green and blue, each with its colour.
    """

    filled: int
    words: dict[str, int]
    percents: int
    numbers: int
    longest: int
    dates: int = 0
    rows: int = 0
    cells: int = 0
    serials: int = 0
    runs: int = 0
    hues: tuple[tuple[str, str], ...] = ()

    @property
    def is_percent(self) -> bool:
        """Nearly every value is shown as a percentage."""
        return self.filled > 0 and self.percents >= 0.9 * self.filled

    @property
    def says_nothing(self) -> bool:
        """Every value is such as "None" and "n/a"."""
        return self.filled > 0 and all(map(empty_kind, self.words))

    @property
    def is_number(self) -> bool:
        return self.filled > 0 and self.numbers >= 0.9 * self.filled

    @cached_property
    def spellings(self) -> dict[str, int]:
        """How often each value comes, whatever its case, its spaces and its arrows are."""
        counts: Counter[str] = Counter()
        for text, count in self.words.items():
            counts[plain_words(without_arrow(text)) or text] += count
        return counts

    @property
    def could_be_rating(self) -> bool:
        """Short words, few different ones: a rating if the heading says it is."""
        return (
            self.longest <= LONGEST_RATING
            and len(self.spellings) <= MOST_RATINGS
            and not self.is_measured
        )

    @cached_property
    def is_measured(self) -> bool:
        """Numbers, money or dates, which no rating is."""
        return self.filled > 0 and (self.figures > 0.5 or self.days > 0.5) and not self.is_percent

    @property
    def colour_words(self) -> set[str]:
        """The colours that the column names, "green" for both "Green" and "G"."""
        return {colour for word in self.words if (colour := _colour(word))}

    @property
    def colours(self) -> int:
        """In how many cells."""
        return sum(count for word, count in self.words.items() if _colour(word))

    @cached_property
    def looks_rated(self) -> bool:
        """A rating whatever the heading says: few short words, and most tell a tone.

        Words that are colours, or their letters, need not repeat to be seen for ratings.
        """
        if not self.filled or not self.could_be_rating:
            return False
        # Steps and options are "a", "b" and "c" too.
        letters = {word for word in self.spellings if len(word) == 1}
        if letters == set(self.spellings) and "c" in letters and not letters & {"r", "g"}:
            return False
        if self.colours * 2 > self.filled and len(self.colour_words) > 1:
            return True
        if len(self.spellings) * 2 > self.filled + 2:
            return False
        telling = sum(
            count
            for word, count in self.spellings.items()
            if word in RATING_LETTERS or (len(word.split()) <= _MOST_WORDS and guess_tone(word))
        )
        return telling * 2 > self.filled

    # Shares of the filled cells, 0 to 1, that are of a kind.

    @cached_property
    def people(self) -> float:
        return self._share(_is_people)

    @cached_property
    def known_people(self) -> float:
        """Posts, and names that begin with a given name, if only that."""
        return self._share(_is_known_person)

    @cached_property
    def initials(self) -> float:
        """Two or three capitals each, as minutes have them for people."""
        return self._share(lambda text: bool(_INITIALS.fullmatch(text)))

    @property
    def is_coloured(self) -> bool:
        """Few short values that stand on colours of ratings, each always on its own."""
        colour_of: dict[str, set[str]] = {}
        for text, hue in self.hues:
            colour_of.setdefault(plain_words(text), set()).add(hue)
        return (
            self.could_be_rating
            and len(self.hues) * 10 >= self.cells * 6
            and len(set().union(*colour_of.values())) > 1
            and all(len(hues) == 1 for hues in colour_of.values())
        )

    @property
    def comes_in_runs(self) -> bool:
        """Each value stands in one run of rows, as that of a group does."""
        return self.repeats and len(self.spellings) > 1 and self.runs <= len(self.spellings)

    @cached_property
    def days(self) -> float:
        """Days, months, quarters and years, which say when."""
        return max(self._share(_is_when), self.dates / max(1, self.filled))

    @cached_property
    def figures(self) -> float:
        return self._share(lambda text: bool(_NUMBER.fullmatch(text)) and not _is_when(text))

    @cached_property
    def references(self) -> float:
        return self._share(
            lambda text: len(text) <= _LONGEST_REFERENCE and bool(_REFERENCE.fullmatch(text))
        )

    @cached_property
    def scores(self) -> float:
        """Risk scores of up to 25, with or without the factors that make them."""
        return self._share(lambda text: parse_score(without_arrow(text))[0] is not None)

    @cached_property
    def factors(self) -> float:
        """Numbers of up to 5, or words for how likely or how bad."""
        words = synonyms().values["factor"]
        return self._share(
            lambda text: text in ("1", "2", "3", "4", "5") or plain_words(text) in words
        )

    @cached_property
    def wide_scores(self) -> float:
        """Whole numbers of up to 100, which scores of another scale may be."""
        return self._share(lambda text: text.isdecimal() and len(text) <= 3 and int(text) <= 100)

    @cached_property
    def wide_factors(self) -> float:
        """Whole numbers of up to 10."""
        return self._share(lambda text: text.isdecimal() and len(text) <= 2 and int(text) <= 10)

    @cached_property
    def kinds(self) -> float:
        return self._share(lambda text: bool(synonyms().value("action_kind", text)))

    @cached_property
    def sentences(self) -> float:
        """Texts of several words, or with the mark that ends a sentence."""
        return self._share(
            lambda text: " " in text and (len(text) >= _SENTENCE or text[-1] in ".!?")
        )

    @cached_property
    def phrases(self) -> float:
        """Texts of three words and more."""
        return self._share(lambda text: len(text.split()) > 2)

    @cached_property
    def addresses(self) -> float:
        return self._share(lambda text: bool(_ADDRESS.fullmatch(text)))

    @cached_property
    def answers(self) -> float:
        """Yes and no."""
        return self._share(lambda text: plain_words(text) in _YES_OR_NO)

    @cached_property
    def levels(self) -> float:
        """High, medium and low."""
        return self._share(lambda text: plain_words(text) in _LEVELS)

    @cached_property
    def median(self) -> int:
        """The length of the middle one of its different values."""
        lengths = sorted(map(len, self.words))
        return lengths[len(lengths) // 2] if lengths else 0

    @property
    def is_distinct(self) -> bool:
        """Nearly every row has a value of its own."""
        return self.filled > 0 and len(self.spellings) * 10 >= self.filled * 9

    @property
    def is_distinct_by_cell(self) -> bool:
        """The same of its cells, of which one that is merged says once what goes for its rows."""
        return self.cells > 1 and len(self.spellings) * 10 >= self.cells * 9

    @property
    def repeats(self) -> bool:
        """Values come twice and more, as those of groups do."""
        return self.filled > 2 and len(self.spellings) * 3 <= self.filled * 2

    @property
    def says_again(self) -> bool:
        """Values come twice and more, and not because cells are merged down over rows."""
        return self.cells > 2 and len(self.spellings) * 3 <= self.cells * 2

    def _share(self, is_of: Callable[[str], bool]) -> float:
        """Of the first few different values, each as often as it comes."""
        sample = list(islice(self.words.items(), _SAMPLE))
        total = sum(count for _, count in sample)
        return sum(count for text, count in sample if is_of(text)) / total if total else 0.0


@cache
def _hue_of(fill: str) -> str:
    return hue_word(fill) if fill else ""


def _colour(word: str) -> str:
    """The colour that `word` is, or is the letter of; "" for anything else."""
    plain = plain_words(word)
    return COLOURS.get(plain, plain if plain in COLOURS.values() else "")


def _is_when(text: str) -> bool:
    if text.isdigit():
        return bool(_YEAR.fullmatch(text))
    if len(text) > _LONGEST_DATE or text.replace(".", "").isdigit():
        return False
    return parse_date(text).day is not None or bool(find_period(text)[0])


def _is_people(text: str) -> bool:
    if len(text) > _LONGEST_PEOPLE or any(map(str.isdigit, text)):
        return False
    people = parse_people(text)
    return bool(people) and all(
        is_post(person.name)
        or (
            2 <= len(person.name.split()) <= 4
            and all(word[0].isupper() for word in person.name.split())
        )
        for person in people
    )


def _is_known_person(text: str) -> bool:
    """Whether a text is a post, or begins with a given name."""
    people = parse_people(text) if len(text) <= _LONGEST_PEOPLE else []
    return bool(people) and all(
        is_post(person.name) or _folded(person.name.split()[0]) in GIVEN_NAMES for person in people
    )


def _folded(word: str) -> str:
    """A word without accents and marks: "sian" for "Siân"."""
    parts = unicodedata.normalize("NFD", word.strip(".,").casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _is_serial(cell: Cell) -> bool:
    value = cell.value
    return isinstance(value, int | float) and parse_date(value).day is not None


def profile_column(sheet: Table, rows: list[int], column: int) -> ColumnProfile:
    """The profile of `column` (zero-based) over `rows` of `sheet`."""
    return profile_cells([sheet.cell(row, column) for row in rows])


def profile_cells(cells: list[Cell]) -> ColumnProfile:
    words = Counter(cell.text for cell in cells)
    words.pop("", None)
    return ColumnProfile(
        filled=words.total(),
        words=dict(words),
        percents=sum(count for text, count in words.items() if _PERCENT.fullmatch(text)),
        numbers=sum(count for text, count in words.items() if parse_percent(text) is not None),
        longest=max(map(len, words), default=0),
        dates=sum(isinstance(cell.value, date) for cell in cells),
        rows=len(cells),
        cells=len({cell.address for cell in cells if cell.text}),
        serials=sum(_is_serial(cell) for cell in cells),
        runs=sum(1 for _ in groupby(cell.text for cell in cells if cell.text)),
        hues=tuple(
            (cell.text, hue)
            for cell in cells
            if cell.text and len(cell.text) <= LONGEST_RATING and (hue := _hue_of(cell.fill))
        ),
    )
