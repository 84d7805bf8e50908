"""What a heading or label is called once its period, guidance and marks are taken away."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from strategy_tracker.imports.time_limit import check_time
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import find_period, plain_words, without_year

# Advice to whoever fills the form in, not part of a heading's name.
_GUIDANCE = re.compile(r"\s*[(\[{](?P<inside>[^()]{16,})[)\]}]?\s*:?\s*$", re.DOTALL)
_OF_NUMBERS = re.compile(r"\s*(?:\s|\()[01]\s?(?:-|–|to)\s?(?:[3-9]|10|25|100)\)?$", re.IGNORECASE)
_PART = re.compile(
    r"^(?:q|qtrs?\.?|quarters?)\s*[1-4](?:\s*(?:/|&|and|-|–)\s*[1-4])?\b[\s,:\-–]*", re.IGNORECASE
)
_LAST_PART = re.compile(
    r"[\s,:\-–]+(?:(?:for|in|at|during)\s+)?(?:q|qtrs?\.?|quarters?)\s*[1-4]$", re.IGNORECASE
)
_LOOKING_AHEAD = re.compile(r"\b(?:to|until|towards)\s*$", re.IGNORECASE)
_LONGEST_HEADING = 150
# "ref" differs from too many words by one letter.
SHORTEST_NEAR_MATCH = 4
_SLIP, _SHORTEST_SLIP = 90.0, 5
_MOST_HINTED = 5
_NUMBER_SIGN = re.compile(r"#|№|Nº")
_BEFORE_NAMES = {"our", "the", "trust", "trusts"}


_MONTHS = "jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
_LOOSE_PERIOD = re.compile(
    r"\b(?:(?:q|qtr|quarter|h|half|m|month) ?\d{1,2}|(?:fy ?)?20\d\d(?: \d{2,4})?|"
    r"(?:january|february|march|april|august|september|october|november|december|"
    rf"{_MONTHS})(?: \d{{2,4}})?)\b"
)


class Core(NamedTuple):
    """A heading's own name, the period that it speaks of ("" for none), and its guidance."""

    label: str
    note: str = ""
    guidance: str = ""


@lru_cache(maxsize=16384)
def core_of(text: str) -> Core:
    """ "Plan" for "Qtr 3/4 Plan 23/24", with the period as its note.

    A period that a heading looks ahead to ("Focus to March 2024") is part of its name.
    """
    plain = re.sub(r"\s+", " ", text).strip().rstrip(":").strip()
    # "Likelihood 0-10" and "Impact (1 to 5)" say which numbers may stand there.
    plain = _OF_NUMBERS.sub("", plain) or plain
    guidance = ""
    if len(plain) > _LONGEST_HEADING or (bracket := _GUIDANCE.search(plain)):
        bracket = _GUIDANCE.search(plain)
        if bracket and bracket.start():
            guidance = bracket["inside"].strip()
            plain = plain[: bracket.start()].strip().rstrip(":").strip()
    read, rest = find_period(plain)
    before = plain.split(read.label)[0] if read and read.label in plain else ""
    note = ""
    if read and rest and not _LOOKING_AHEAD.search(before):
        note, plain = read.label, rest
    bare = _PART.sub("", _LAST_PART.sub("", without_year(plain))).strip(" -–—:,")
    return Core(bare or plain, note, guidance)


def likeness(text: str, other: str, **_: object) -> float:
    """How alike two plain headings are, in 100: by their letters, or by their words in any order.

    One letter lost, doubled, wrong or changed places in five or more is a slip of the pen.
    """
    score = max(fuzz.ratio(text, other), fuzz.token_sort_ratio(text, other))
    if score < _SLIP and min(len(text), len(other)) >= _SHORTEST_SLIP:
        short = min(len(text), len(other)) == _SHORTEST_SLIP == max(len(text), len(other))
        # Of two words of five letters, one wrong makes another word: "trend", "treed".
        same = sorted(text) == sorted(other) if short else True
        if same and DamerauLevenshtein.distance(text, other, score_cutoff=1) == 1:
            return _SLIP
    return score


def words_without_period(heading: str) -> str:
    """A heading as it is compared from one quarter to the next: plain, without its period."""
    plain = plain_words(find_period(heading)[1])
    bare = re.sub(r"\s+", " ", _LOOSE_PERIOD.sub(" ", plain)).strip()
    # A heading that is nothing but a period is known by having one.
    return bare or "period"


def heading_words(text: str) -> str:
    """A heading as it is compared: "no" for "#", and without "our" and "the" before it."""
    plain = plain_words(_NUMBER_SIGN.sub(" no ", text))
    first, _, rest = plain.partition(" ")
    return rest if first in _BEFORE_NAMES and rest else plain


def spelled_out(plain: str) -> str:
    """A plain heading with the words whole that it shortens: "meeting date" for "mtg date"."""
    return " ".join(synonyms().short.get(word, word) for word in plain.split())


def without_acronym(heading: str) -> str:
    """ "area" for "SUTG area": a trust's own initials before a word that all use."""
    first, _, rest = heading.partition(" ")
    return rest if rest and first.isupper() and first.isalpha() and len(first) > 1 else heading


def two_names(text: str) -> list[str]:
    """The two or three names that a heading gives its column: "Lead / owner"; else none."""
    parts = [heading_words(part) for part in re.split(r"\s*/\s*|\s+or\s+", text)]
    return parts if 1 < len(parts) <= 3 and all(parts) else []


def _in_order(words: str) -> str:
    return " ".join(sorted(words.split()))


class NearHeadings:
    """Known headings, made ready to be compared with what may be a slip of one of them.

    A whole sheet's texts are looked at, and nearly all of them are like no heading.
    """

    def __init__(self, headings: Iterable[str], least: float) -> None:
        self.least = least
        long = {words: None for words in headings if len(words) > SHORTEST_NEAR_MATCH}
        self.headings = list(long)
        # By length, for only what is about as long can be alike.
        by_length = sorted(range(len(self.headings)), key=lambda n: len(self.headings[n]))
        self.places = by_length
        self.words = [self.headings[n] for n in by_length]
        self.in_order = [_in_order(words) for words in self.words]
        self.lengths = [len(words) for words in self.words]

    def near(self, text: str) -> list[tuple[str, float]]:
        """Each heading that a plain `text` is at least so like, and how much, as they were given.

        What `likeness` is made of is told here quickly, for all headings of such a length at once.
        """
        # The ratio of two texts is at most twice the shorter of both together.
        share = self.least / (200 - self.least)
        first = bisect_left(self.lengths, len(text) * share - 1)
        last = bisect_right(self.lengths, len(text) / share + 1)
        words, ordered = self.words[first:last], self.in_order[first:last]
        alike = [
            *process.extract(text, words, scorer=fuzz.ratio, score_cutoff=self.least, limit=None),
            *process.extract(
                _in_order(text), ordered, scorer=fuzz.ratio, score_cutoff=self.least, limit=None
            ),
            *process.extract(
                text, words, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=None
            ),
        ]
        places = {place for *_, place in alike}
        found = [
            (self.headings[n], likeness(text, self.headings[n]))
            for n in sorted(self.places[first + place] for place in places)
        ]
        return [(heading, score) for heading, score in found if score >= self.least]


class Lexicon:
    """The headings that are known: the list's, the trust's own, those that a person named."""

    def __init__(
        self,
        own: Iterable[str] = (),
        named: Iterable[str] = (),
        words: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.exact: dict[str, frozenset[str]] = {}
        known = synonyms()
        for kind in known.sheets:
            for heading, name in kind.fields:
                self._add(heading, name)
        for heading, purpose in known.ratings.items():
            self._add(heading, f"rating.{purpose}")
        for heading, purpose in known.narratives.items():
            self._add(heading, f"words.{purpose}")
        for word, level in words:
            self._add(plain_words(word), f"{level}.title")
        for label in own:
            self._add(plain_words(label), "asked")
        self.named = {plain_words(heading) for heading in named}
        self.near = NearHeadings(self.exact, known.threshold)
        self.cache: dict[str, frozenset[str]] = {}

    def _add(self, heading: str, name: str) -> None:
        self.exact[heading] = self.exact.get(heading, frozenset()) | {name}

    def find(self, text: str) -> frozenset[str]:
        """The fields that a heading may name; none for words that are no heading we know."""
        if text not in self.cache:
            self.cache[text] = self._find(text)
        return self.cache[text]

    def _find(self, text: str) -> frozenset[str]:
        check_time()
        if not text or len(text) > 4 * _LONGEST_HEADING:
            return frozenset()
        whole = plain_words(text)
        if whole in self.named:
            return frozenset({"named"})
        known = self.exact.get(whole) or self.exact.get(heading_words(text))
        if known or whole.replace(" ", "").isdigit():
            return known or frozenset()
        if spelled_out(whole) in self.exact:
            return self.exact[spelled_out(whole)]
        label = core_of(text).label
        core = plain_words(label)
        if core in self.exact:
            return self.exact[core]
        if plain_words(without_acronym(label)) in self.exact:
            return self.exact[plain_words(without_acronym(label))]
        if not SHORTEST_NEAR_MATCH <= len(core) <= 60:
            return frozenset()
        for words in dict.fromkeys((core, heading_words(label))):
            near = self.near.near(words)
            if near:
                # Of two as near, the first that is known.
                return self.exact[max(near, key=lambda known: known[1])[0]]
        return self._of_parts(text)

    def is_like_one(self, text: str) -> bool:
        """Whether a text may be a heading: one that is known, or a few words that hint at one."""
        words = plain_words(text).split()
        hints = synonyms().hints.values()
        return bool(self.find(text)) or (
            1 < len(words) <= _MOST_HINTED and any(not hint.isdisjoint(words) for hint in hints)
        )

    def _of_parts(self, text: str) -> frozenset[str]:
        """What each of two names in one heading may be: "Lead / owner"."""
        parts = two_names(text)
        found = [self.find(part) for part in parts]
        return frozenset.intersection(*found) if found else frozenset()
