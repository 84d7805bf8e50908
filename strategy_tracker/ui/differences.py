"""Where two sequences of words differ, in a time that no text can stretch.

rapidfuzz finds the longest words in common (LCS) 64 at a time, after Hyyrö, "Bit-parallel LCS-
length computation revisited" (2004). difflib, which takes the cube of the length at worst,
held a process for a minute over one text of 20,000 equal characters.
"""

from collections.abc import Hashable, Sequence
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

# What is compared at most, as one length times the other: each 8 are a byte of memory for as
# long as it lasts, and 100 million are 30 ms. Words beyond stand as replaced: a text of so many
# is no text for a paper, and two such are never compared word by word by a reader either.
_MOST_PAIRS = 100_000_000


class Change(NamedTuple):
    """A run of the two sequences: old[old_from:old_to] stands as new[new_from:new_to]."""

    kind: Literal["equal", "replace", "insert", "delete"]
    old_from: int
    old_to: int
    new_from: int
    new_to: int


def changes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Change]:
    """How `old` becomes `new`, in order, both covered whole; no two runs of a kind touch."""
    start, end = _in_common(old, new)
    old_end, new_end = len(old) - end, len(new) - end
    runs = [Change("equal", 0, start, 0, start)] if start else []
    if (old_end - start) * (new_end - start) <= _MOST_PAIRS:
        runs += _between(old[start:old_end], new[start:new_end], start)
    else:
        runs.append(Change("replace", start, old_end, start, new_end))
    if end:
        runs.append(Change("equal", old_end, len(old), new_end, len(new)))
    return runs


def similarity(old: Sequence[Hashable], new: Sequence[Hashable]) -> float:
    """Which part of both they have in common, in order: 0 to 1, of two empty ones 1."""
    if len(old) * len(new) > _MOST_PAIRS:
        return float(list(old) == list(new))
    return Indel.normalized_similarity(old, new)


def _in_common(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int]:
    """How many are the same at the beginning, and at the end of what is left."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    most -= start
    end = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    return start, end


def _between(old: Sequence[Hashable], new: Sequence[Hashable], offset: int) -> list[Change]:
    """The changes of two sequences that differ at both ends, counted from `offset`."""
    runs: list[Change] = []
    old_from = new_from = 0
    # What was put in and what was taken out at one place are one replacement.
    blocks = Indel.opcodes(old, new)
    equal = [run for run in blocks if run.tag == "equal"]
    for block in [*equal, None]:
        old_to, new_to = (
            (block.src_start, block.dest_start) if block is not None else (len(old), len(new))
        )
        if old_to > old_from or new_to > new_from:
            kind: Literal["replace", "insert", "delete"] = "replace"
            if old_to == old_from:
                kind = "insert"
            elif new_to == new_from:
                kind = "delete"
            runs.append(
                Change(kind, old_from + offset, old_to + offset, new_from + offset, new_to + offset)
            )
        if block is not None:
            old_from, new_from = block.src_end, block.dest_end
            runs.append(
                Change(
                    "equal", old_to + offset, old_from + offset, new_to + offset, new_from + offset
                )
            )
    return runs
