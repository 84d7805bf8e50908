"""When two texts are the same words, so that one is found again by the other."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

_QUOTES = str.maketrans("‘’‚‛“”„‟–—−", "''''\"\"\"\"---")


@lru_cache(maxsize=65536)
def same_words(text: str) -> str:
    """`text` as it is compared: case, white space and the shape of quotation marks apart.

    Punctuation counts: "Culture (1)" and "Culture (2)" differ.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return re.sub(r"\s+", " ", plain).strip().casefold()


def words_of(value: Any) -> str:
    """A value as it is compared between two places; a full stop at its end does not count."""
    return same_words(str(value)).rstrip(".")


def same_people(have: list[tuple[str, str]], value: list[tuple[str, str]]) -> bool:
    """Whether two lists of leads, as (name, job title), name the same people in the same order."""
    return [same_words(name) for name, _ in have] == [same_words(name) for name, _ in value]
