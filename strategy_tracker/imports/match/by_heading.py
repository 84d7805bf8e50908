"""What the words of a heading say a column is: the whole heading, or its words one by one.

A heading that is known as it stands, or nearly (rapidfuzz), tells most. Of any other, each word
tells as much as it does among the headings that are known: "owner" comes in those of leads
alone, "date" in those of several fields. The last word of a heading counts for more, since
"Action owner" is an owner.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from strategy_tracker.imports.layout.headings import (
    SHORTEST_NEAR_MATCH,
    NearHeadings,
    core_of,
    heading_words,
    spelled_out,
    two_names,
    without_acronym,
)
from strategy_tracker.imports.match.model import RATING, TEXT, Known
from strategy_tracker.imports.time_limit import check_time
from strategy_tracker.imports.vocabulary.synonyms import SheetKind, synonyms
from strategy_tracker.imports.vocabulary.values import find_period, plain_words

# Words that tell nothing by themselves.
_LITTLE = frozenset(
    """
    a an and are at be been for name from has have if in is it its of on or our s so that the their
    there these this to was we were which will with would
    """.split()  # noqa: SIM905
)
# A heading that asks for a person or a day asks with its first word: "Who's doing it".
_ASKS = frozenset({"who", "whom", "whose", "when"})
_LAST, _OTHER = 1.5, 1.0
_SHORT = 2
# So much is a word that comes once worth against one that comes often.
_DOUBT = 0.4
KEPT, KEPT_DATE = "kept", "kept date"
# Who leads is called alike at every level, and so is what numbers its records.
_ALIKE = {"lead": "action.lead", "reference": "action.reference"}
# What stands under such groups is not the score as it is now.
_NOT_NOW = {"risk.inherent_score", "risk.target_score"}

Pairs = tuple[tuple[str, str], ...]


class Heard(NamedTuple):
    """What a heading says: a field that it names, how surely and why, and what its words tell.

    `last` is what its last word alone tells.
    """

    name: str
    confidence: float
    evidence: str
    words: Mapping[str, float]
    last: Mapping[str, float]


def word_weights(pairs: Pairs) -> dict[str, dict[str, float]]:
    """How much each word tells of each role, 0 to 1, among headings whose roles are known."""
    mass: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for phrase, role in dict.fromkeys(pairs):
        telling = telling_words(phrase)
        for word in telling:
            mass[word][role] += 1 / len(telling)
    return {
        word: {role: part / (sum(roles.values()) + _DOUBT) for role, part in roles.items()}
        for word, roles in mass.items()
    }


def telling_words(plain: str) -> list[str]:
    words = plain.split()
    return [word for word in words if word not in _LITTLE] or words


def roles_of_words(plain: str, weights: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """How much the words of a plain heading tell of each role, 0 to 1."""
    words = telling_words(plain)
    told: dict[str, float] = defaultdict(float)
    total = 0.0
    for place, word in enumerate(words):
        share = _LAST if place == len(words) - 1 else _OTHER
        total += share
        for role, weight in weights.get(word, {}).items():
            told[role] += share * weight
    return {role: part / total for role, part in told.items()} if total else {}


class Headings:
    """The headings of a kind of sheet: the list's, the trust's own, and its profiles'.

    `words` and `headings` are as in `Known`, `asked` the labels of what the strategy asks.
    """

    def __init__(
        self, kind: SheetKind, words: Pairs, headings: Pairs, asked: tuple[str, ...]
    ) -> None:
        self.kind = kind
        taken = set(kind.field_names)
        own = tuple(
            (plain_words(word), f"{level}.title")
            for word, level in words
            if f"{level}.title" in taken
        )
        saved = tuple((plain_words(heading), name) for heading, name in headings)
        self.saved = tuple((words, name) for words, name in saved if words and name in taken)
        not_here = synonyms().kept.get(kind.holds, frozenset())
        listed = tuple(pair for pair in kind.fields if pair[0] not in not_here)
        pairs = own + self.saved + listed + _alike(kind)
        self.weights = word_weights(pairs + saved + _others(kind))
        # Of two fields under one heading, the first.
        self.names = dict(reversed(pairs))
        self.by_telling_words = {tuple(telling_words(pair[0])): pair for pair in reversed(pairs)}
        self.mine = NearHeadings((words for words, _ in own + self.saved), synonyms().threshold)
        # What the strategy asks under exactly this label is not nearly something else.
        self.asked = set(map(plain_words, asked))

    def hear(self, heading: str, group: str = "") -> Heard:
        """What a heading says, with the words of the group that it stands under."""
        name, confidence, evidence = self._with_group(heading, group)
        label = core_of(heading).label
        plain = heading_words(heading) if "#" in label else plain_words(label)
        plain = plain or heading_words(heading)
        if {plain, plain_words(heading)} & self.asked:
            return Heard(name, confidence, evidence, {}, {})
        above = roles_of_words(_plain_group(group), self.weights)
        if name in ("risk.likelihood", "risk.consequence") and _leading(above) in _NOT_NOW:
            return Heard("", 0.0, "", {KEPT: 1.0}, {})
        if not name:
            plain = spelled_out(plain)
        words = roles_of_words(f"{_plain_group(group)} {plain}".strip(), self.weights)
        last = self.weights.get(telling_words(plain)[-1], {}) if plain else {}
        asks = plain.split()[0] if plain else ""
        if asks in _ASKS and not name:
            words = last = self.weights.get(asks, {})
        return Heard(name, confidence, evidence, words, last)

    @staticmethod
    def core(heading: str) -> str:
        return core_of(heading).label

    def _with_group(self, heading: str, group: str) -> tuple[str, float, str]:
        both = f"{_plain_group(group)} {plain_words(heading)}" if _plain_group(group) else ""
        whole = self._best(both, near=False) if both else ("", 0.0, "")
        if not whole[0] and both:
            whole = self._best_of_words(both)
        return whole if whole[0] else self._known(heading)

    def _best_of_words(self, plain: str) -> tuple[str, float, str]:
        """What a group and its heading name together: "Gaps: Assurance" the gaps in assurance."""
        telling = tuple(telling_words(plain))
        if len(telling) < 2 or telling not in self.by_telling_words:
            return "", 0.0, ""
        words, name = self.by_telling_words[telling]
        return name, 0.95, f"with the words above it, the heading is “{words}”"

    def _known(self, heading: str) -> tuple[str, float, str]:
        """What a heading is as it stands, else without its period and guidance."""
        nothing = ("", 0.0, "")
        core = core_of(heading).label
        ways = (
            plain_words(heading),
            heading_words(heading),
            plain_words(core),
            plain_words(without_acronym(core)),
            spelled_out(plain_words(core)),
        )
        # As they stand first: a year in "Baseline 2024/25" is near "baseline date".
        for near in (False, True):
            for plain in dict.fromkeys(ways):
                found = self._best(plain, near=near)
                if found[0]:
                    return found
                if plain in self.asked or self._is_answer(plain):
                    return nothing
        both = [self._best(part, near=True)[0] for part in two_names(heading)]
        if both and both[0] and len(set(both)) == 1:
            return both[0], 0.95, "both of its names are ones we know"
        known = set(filter(None, both))
        if len(known) == 1:
            return known.pop(), 0.85, "one of its names is one we know"
        return nothing

    def _is_answer(self, plain: str) -> bool:
        words = synonyms()
        return plain in words.kept_beside(self.kind.holds) or (
            self.kind.answers and (plain in words.ratings or plain in words.narratives)
        )

    def _best(self, plain: str, *, near: bool) -> tuple[str, float, str]:
        """(field, confidence, evidence) for a plain heading; ("", 0, "") when nothing is close."""
        name = self.names.get(plain, "")
        if name:
            saved = (plain, name) in self.saved
            return name, 1.0, f"the heading is one {'you have used' if saved else 'we know'}"
        if not near or len(plain) < SHORTEST_NEAR_MATCH:
            return "", 0.0, ""
        check_time()
        found = [pair for pair in _near_listed(plain) if pair[0] in self.names]
        found += self.mine.near(plain)
        words, score = max(found, key=lambda pair: (pair[1], pair[0]), default=("", 0.0))
        if not words or not _short_words_agree(plain, words):
            return "", 0.0, ""
        evidence = f"the heading is close to “{words}” ({score:.0f} in 100)"
        return self.names[words], round(score / 100, 2), evidence


def headings_of(kind: SheetKind, known: Known) -> Headings:
    """Those of a kind of sheet by what the trust has: the same for all tables of its files."""
    asked = tuple(question.label for question in known.asked if not question.is_archived)
    return _headings(kind, known.words, known.headings, asked)


_headings = lru_cache(maxsize=64)(Headings)


@cache
def _listed() -> NearHeadings:
    """The headings of the fields of every kind of sheet."""
    words = synonyms()
    return NearHeadings(
        (phrase for kind in words.sheets for phrase, _ in kind.fields), words.threshold
    )


@lru_cache(maxsize=4096)
def _near_listed(plain: str) -> tuple[tuple[str, float], ...]:
    """Those that a plain heading is near: looked up once, for each kind has some of them."""
    return tuple(_listed().near(plain))


def _short_words_agree(plain: str, words: str) -> bool:
    """Whether the shortest words are the same: "s no" is not "so no", one letter off."""
    short = [{word for word in text.split() if len(word) <= _SHORT} for text in (plain, words)]
    return short[0] == short[1] or plain.replace(" ", "") == words.replace(" ", "")


@lru_cache(maxsize=1024)
def _plain_group(group: str) -> str:
    """The words of a group above headings; none of a group that is a period."""
    return "" if find_period(group)[0] else plain_words(group)


def _leading(words: Mapping[str, float]) -> str:
    return max(words, key=lambda name: words[name], default="")


@cache
def _alike(kind: SheetKind) -> Pairs:
    """Further headings of the leads and references of what the sheet holds."""
    listed = {phrase for phrase, _ in kind.fields}
    taken = set(kind.field_names)
    holds = "measure" if kind.holds == "reading" else kind.holds
    own = {f"{holds}.{short}": name for short, name in _ALIKE.items()}
    listed |= synonyms().kept.get(kind.holds, frozenset())
    return tuple(
        (phrase, mine)
        for mine, name in own.items()
        if mine in taken and mine != name
        for sheet in synonyms().sheets
        if sheet.holds == "action"
        for phrase, other in sheet.fields
        if other == name and phrase not in listed
    )


@cache
def _others(kind: SheetKind) -> Pairs:
    """The headings of what is no field: ratings, comments, and columns kept as they are."""
    words = synonyms()
    fields = {phrase for phrase, _ in kind.fields} - words.kept.get(kind.holds, frozenset())
    kept = words.kept_beside(kind.holds) - fields
    others = [
        (phrase, KEPT_DATE if phrase in words.kept_dates else KEPT) for phrase in sorted(kept)
    ]
    if kind.answers:
        others += [(phrase, RATING) for phrase in words.ratings]
        others += [(phrase, TEXT) for phrase in words.narratives]
    taken = set(kind.field_names)
    others += [
        (word, name)
        for name in sorted(taken & set(words.hints))
        for word in sorted(words.hints[name])
    ]
    return tuple(others)
