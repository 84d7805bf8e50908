"""What a workbook calls the levels of a plan: the words that a strategy takes from its headings.

A new strategy takes them all. One that is there takes them while nobody has said what its levels
are called: what somebody chose is never overwritten.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from objectives.models import Level, Strategy
from objectives.models.strategy import WORD_FIELDS
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.headings import core_of
from strategy_tracker.imports.match.model import Column, SheetMatch
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.vocabulary.values import plain_words

# In letters, which leaves room for several of it.
_LONGEST_WORD = 58
# The name of a level is a short noun phrase; these words are of sentences, or say what is
# written of an item and not what it is.
_MOST_WORDS = 3
_NO_NAME = re.compile(
    r"\b(what|how|who|whom|why|when|where|which|we|our|us|you|your|they|do|does|doing|done|will|be|"
    r"is|are|to|by|from|or|of$|agreed|taken|required|description|details?|summary|text|comments?)\b"
)
# What a heading says besides: "Task name", "Delivery lead(s)", "Our aim".
_BESIDE = re.compile(r"^(?:our|the)\s+|\(s\)$|\s+(?:name|title)s?$", re.IGNORECASE)
_OF = re.compile(r"\s+(?:of|for)\s+")


def words_of(extract: Extract) -> dict[str, str]:
    """The words for levels, one and several, and for who leads, as fields of a strategy.

    Only words that stand in the workbook: none for a column that the layout made, and none of a
    heading over items of two levels.
    """
    words: dict[str, str] = {}
    levels: dict[tuple[str, str], set[str]] = defaultdict(set)
    for match, level, column in _titles(extract):
        levels[match.sheet.title, match.sheet.header[column.index].address].add(level)
    for match, level, column in _titles(extract):
        of_one = len(levels[match.sheet.title, match.sheet.header[column.index].address]) == 1
        if name := _level_name(match, column, of_one):
            words.setdefault(f"{level}_word", name)
            words.setdefault(f"{level}_word_plural", plural(name))
    for match in extract.matches:
        if "lead_word" not in words and (lead := _lead_name(match)):
            words["lead_word"] = lead
    return words


def _titles(extract: Extract) -> Iterator[tuple[SheetMatch, str, Column]]:
    """The columns that hold the titles of items, each with its level."""
    for match in extract.matches:
        for level in Level.values:
            column = match.column(f"{level}.title")
            if column and match.holds != "risk":
                yield match, level, column


def words_never_set(strategy: Strategy) -> set[str]:
    """The words of a strategy that are as they came; none where somebody ever chose one.

    Whoever chose one saw the others beside it.
    """
    defaults = {
        field.name: field.default
        for field in Strategy._meta.concrete_fields
        if field.name in WORD_FIELDS
    }
    before = [defaults[name] for name in WORD_FIELDS]
    lines = strategy.history.order_by("history_id")
    for reason, *words in lines.values_list("history_change_reason", *WORD_FIELDS):
        if words != before and not ImportRun.is_reason(reason):
            return set()
        before = words
    return {name for name, default in defaults.items() if getattr(strategy, name) == default}


def new_words(strategy: Strategy, extract: Extract) -> dict[str, str]:
    """The words that a strategy takes from the workbook: of a level both or neither."""
    found = {
        name: word for name, word in words_of(extract).items() if getattr(strategy, name) != word
    }
    if not found:
        return {}
    free = words_never_set(strategy)
    pairs = [(f"{level}_word", f"{level}_word_plural") for level in Level.values]
    return {
        name: found[name]
        for names in (*pairs, ("lead_word",))
        if free.issuperset(names)
        for name in names
        if name in found
    }


def singular(heading: str) -> str:
    """ "Key action" for "Key actions"; words such as "Focus" and "Access" stay."""
    head, of = _before_of(heading)
    if head.endswith("ies") and len(head) > 4:
        head = f"{head[:-3]}y"
    elif head.endswith("s") and not head.endswith(("ss", "us", "is")):
        head = head[:-1]
    return head + of


def plural(word: str) -> str:
    """ "Priorities" for "Priority", "Areas of focus" for "Area of focus"."""
    head, of = _before_of(word)
    if head.endswith("y") and head[-2:-1] not in "aeiou":
        head = f"{head[:-1]}ies"
    elif not head.endswith("s"):
        head = f"{head}s"
    return head + of


def _before_of(words: str) -> tuple[str, str]:
    """The noun that is counted, and what follows it: ("Area", " of focus")."""
    of = _OF.search(words)
    return (words[: of.start()], words[of.start() :]) if of else (words, "")


def _level_name(match: SheetMatch, column: Column, of_one: bool) -> str:
    """What a level is called in the workbook; "" where nothing there names it.

    That is the heading, where it is `of_one` level.
    """
    written = match.sheet.kind_word if column.field == f"{match.holds}.title" else ""
    heading = written or (_heading(match, column) if of_one else "")
    name = singular(_BESIDE.sub("", core_of(heading).label))
    return in_sentence_case(name) if _is_name(name) else ""


def _heading(match: SheetMatch, column: Column) -> str:
    """The heading as it stands in the workbook; "" for one that a column was given."""
    return " ".join(match.sheet.header[column.index].text.split())


def _lead_name(match: SheetMatch) -> str:
    for level in Level.values:
        if column := match.column(f"{level}.lead"):
            name = _BESIDE.sub("", core_of(_heading(match, column)).label)
            return name if _is_name(name) and len(name) > 1 else ""
    return ""


def in_sentence_case(heading: str) -> str:
    """ "Key action" for "Key Action"; capitals that are a name ("CQC") stay."""
    first, *rest = heading.split()
    first = f"{first[:1].upper()}{first[1:]}"
    return " ".join([first, *(word if word.isupper() else word.lower() for word in rest)])


def _is_name(heading: str) -> bool:
    """Whether a heading is the name of a level, "Key action" and not "What we will do"."""
    words = plain_words(heading).split()
    return (
        len(heading) < _LONGEST_WORD
        and 0 < len(words) <= _MOST_WORDS
        and not _NO_NAME.search(" ".join(words))
        and not any(letter in heading for letter in "/()?,;")
        and words[-1].isalpha()
    )
