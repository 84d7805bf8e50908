"""The four kinds of empty, told apart by the words trusts use for them."""

import re

# Not yet answered is blank text and has no kind.
_KINDS = {
    "none": {"none", "nil", "-", "–", "—", "nothing", "nothing to report", "none to report"},
    "na": {"n/a", "na", "n.a", "not applicable"},
    "tbc": {"tbc", "tba", "to be confirmed", "to be agreed"},
}


def empty_kind(text: str) -> str:
    """ "none", "na" or "tbc" when `text` is only that; "" for real text and for blank.

    "None for escalation" is real text: a board may be told so in those words.
    """
    plain = re.sub(r"\s+", " ", text.strip()).rstrip(".").lower()
    for kind, words in _KINDS.items():
        if plain in words:
            return kind
    return ""
