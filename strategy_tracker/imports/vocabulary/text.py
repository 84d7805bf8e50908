"""When two texts are the same words, so that one is found again by the other."""

import re
import unicodedata
from functools import lru_cache

_QUOTES = str.maketrans("‘’‚‛“”„‟–—−", "''''\"\"\"\"---")


@lru_cache(maxsize=65536)
def same_words(text: str) -> str:
    """`text` as it is compared: case, white space and the shape of quotation marks apart.

    Punctuation counts: "Culture (1)" and "Culture (2)" differ.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return re.sub(r"\s+", " ", plain).strip().casefold()
