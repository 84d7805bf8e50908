"""Which scale a new column of ratings is on: one that the trust has, or one made of its words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from strategy_tracker.imports.vocabulary.values import (
    guess_tone,
    parse_rating,
    plain_words,
    says_work_is_over,
)

TONES_WORST_FIRST = ("red", "amber", "grey", "green", "blue")
# What single letters mean on every scale of this kind that we have met.
LETTERS = {"R": "Red", "A": "Amber", "G": "Green", "B": "Blue"}
RAG = ("Red", "Amber", "Green")
# Of a rating, and of the name of a scale.
LONGEST_RATING = 100


@dataclass(frozen=True)
class RatingWord:
    """One rating of a scale: as a cell may give it, and how it shows."""

    code: str
    label: str
    letter: str
    tone: str
    needs_mitigation: bool = False
    ends_work: bool = False

    @property
    def names(self) -> tuple[str, str, str]:
        return self.code, self.label, self.letter


@dataclass(frozen=True)
class Scale:
    """A scale with its ratings, worst first. `is_new` when the trust does not have it.

    `purposes` are those of the trust's dimensions that use it already.
    """

    name: str
    ratings: tuple[RatingWord, ...]
    is_new: bool = False
    purposes: frozenset[str] = frozenset()

    def find(self, text: str) -> RatingWord | None:
        """The rating that `text` means on this scale."""
        index = parse_rating(text, [rating.names for rating in self.ratings]).index
        return None if index is None else self.ratings[index]


def choose_scale(
    label: str, words: dict[str, int], scales: Sequence[Scale], purpose: str = ""
) -> Scale:
    """The scale for a new dimension called `label` whose cells hold `words` (with counts).

    The trust's own scale is taken when every word is on it, first one that is not used for
    other purposes only, then the one with the fewest ratings; or when most cells are, and
    what is not looks like a slip of the pen or tells no tone ("Lilac"), which is then a
    problem at its cell. Otherwise the words make a new scale. Without any words: the scale
    called like the column, or the first that has red, amber and green.
    """
    if not words:
        named = [scale for scale in scales if plain_words(scale.name) == plain_words(label)]
        plain = [scale for scale in scales if all(scale.find(word) for word in RAG)]
        return next(iter(named + plain), None) or propose_scale(label, RAG)
    words = _without_halves(words) or words
    fitting = [scale for scale in scales if all(scale.find(word) for word in words)]
    fitting = fitting or [scale for scale in scales if _nearly_fits(words, scale)]
    if fitting:
        return min(
            fitting,
            key=lambda scale: (
                _labels_differ(words, scale),
                bool(scale.purposes) and purpose not in scale.purposes,
                len(scale.ratings),
            ),
        )
    return propose_scale(label, without_slips(words))


def propose_scale(name: str, words: Iterable[str]) -> Scale:
    """A new scale of `words`, worst first by the tone that each word suggests."""
    labels = list(dict.fromkeys(LETTERS.get(word.upper(), word) for word in words))
    if {label.casefold() for label in labels} <= {label.casefold() for label in RAG}:
        labels = list(RAG)
    toned = [(label, guess_tone(label, labels) or "grey") for label in labels]
    toned.sort(key=lambda pair: TONES_WORST_FIRST.index(pair[1]))
    tones = [tone for _, tone in toned]
    ratings: list[RatingWord] = []
    for label, tone in toned:
        taken = {rating.letter for rating in ratings}
        letter = tone[0].upper() if tone != "grey" and tones.count(tone) == 1 else ""
        letter = letter if letter and letter not in taken else free_letter(label, taken)
        code = "-".join(plain_words(label).split())[:40]
        ratings.append(
            RatingWord(
                code,
                label,
                letter,
                tone,
                needs_mitigation=tone in ("red", "amber"),
                ends_work=says_work_is_over(label),
            )
        )
    # It only says which scale is meant, and the question has its label in full.
    return Scale(name[:LONGEST_RATING], tuple(ratings), is_new=True)


def _without_halves(words: dict[str, int]) -> dict[str, int]:
    """`words` less those that fall between two others, now and then ("Amber/Green").

    Where they come as often as the rest they are ratings of their own.
    """
    plain = {plain_words(LETTERS.get(word.upper(), word)) for word in words}
    kept = {}
    for word, count in words.items():
        parts = [plain_words(LETTERS.get(part.strip().upper(), part)) for part in word.split("/")]
        is_between = len(parts) > 1 and all(part in plain for part in parts)
        if not is_between or count * len(words) >= sum(words.values()) > len(words) * 2:
            kept[word] = count
    return kept


def without_slips(words: dict[str, int]) -> list[str]:
    """`words` less those that are rare and one letter off a commoner one ("Gren")."""
    return [word for word in words if not slip_of(word, words)]


def slip_of(word: str, words: dict[str, int]) -> str:
    """The commoner word that `word` is probably a slip of the pen for; "" when none."""
    for other, count in words.items():
        if count > words.get(word, 0) <= 2 and _one_letter_off(word, other):
            return other
    return ""


def _nearly_fits(words: dict[str, int], scale: Scale) -> bool:
    """Most cells are on the scale, and the words that are not tell of no rating of their own."""
    off = [word for word in words if not scale.find(word)]
    if sum(words[word] for word in off) * 2 > sum(words.values()):
        return False
    labels = [rating.label for rating in scale.ratings]
    return all(
        not guess_tone(LETTERS.get(word.upper(), word))
        or any(_one_letter_off(word, label) for label in labels)
        for word in off
    )


def _one_letter_off(word: str, other: str) -> bool:
    first, second = plain_words(word), plain_words(other)
    return len(second) >= 4 and first != second and DamerauLevenshtein.distance(first, second) == 1


def _labels_differ(words: Iterable[str], scale: Scale) -> bool:
    """Whether the scale would print some of these words in other letters."""
    labels = {rating.label for rating in scale.ratings}
    return any(len(word) > 1 and word not in labels for word in words)


def free_letter(label: str, taken: set[str]) -> str:
    """One to three capitals that no other rating of the scale has: a first letter if free."""
    initials = "".join(word[0] for word in plain_words(label).split()).upper()
    letters = "".join(plain_words(label).split()).upper()
    for letter in (initials[:1], initials[:2], letters[:2], initials[:3], letters[:3]):
        if letter and letter not in taken:
            return letter
    return next(str(number) for number in range(1, 100) if str(number) not in taken)
