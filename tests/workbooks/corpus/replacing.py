"""Words for headings that no such sheet has had: one list for each kind of column."""

from __future__ import annotations

import random

WORDS: dict[str, list[str]] = {
    "reference": ["Tally mark", "Docketing", "Cipher", "Shelf tag", "Notch", "Ledger sign"],
    "title": ["Undertaking", "Errand", "Matter in hand", "Purpose set", "Labour", "Vow"],
    "lead": ["Custodian of record", "Steward named", "Bearer", "Warden", "Keeper", "Answerer"],
    "target date": ["Day of reckoning", "Limit", "Sundown", "Term", "Closing bell", "Hour set"],
    "rating": ["Verdict", "Weather", "Temper", "Lantern", "Mood", "Standing"],
    "text": ["Chronicle", "Utterance", "Tidings", "Narration", "Retelling", "Annal"],
    "parent": ["Canopy", "Trunk", "Overarch", "House", "Constellation", "Mother line"],
}
OF_VERDICT = {
    "action.reference": "reference",
    "risk.reference": "reference",
    "action.title": "title",
    "risk.title": "title",
    "action.lead": "lead",
    "risk.owner": "lead",
    "action.target_date": "target date",
    "rating": "rating",
    "text": "text",
    "objective.title": "parent",
    "ambition.title": "parent",
}


def kind_of(verdict: str) -> str:
    return OF_VERDICT.get(verdict, "")


def words_for(kind: str, seed: int) -> list[str]:
    """The words of a kind, in an order of the seed's own."""
    words = list(WORDS[kind])
    random.Random(f"{kind} {seed}").shuffle(words)
    return words
