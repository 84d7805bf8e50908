"""Tables with records of two or three levels in one column: told by a column that names the
kind of each row, by how far titles are moved in, or by numbers such as 1 and 1.2."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.headings import Lexicon
from strategy_tracker.imports.layout.table import Given, Table
from strategy_tracker.imports.read.workbook import Cell, place_of
from strategy_tracker.imports.vocabulary.values import plain_words

# From the top down. What stands lower in a table hangs from what stands higher.
_KINDS = ("objective", "ambition", "action")
_OF_OTHERS = ("risk.", "measure.", "reading.", "passage.")
# Under what is certain, since the order of rows alone says what hangs from what.
_LIKELY = 0.74
_FEWEST_ROWS, _SHORTEST_TITLE, _MOST_LEVELS = 4, 8, 3
_KIND_WORDS = {
    "objective": {"objective", "strategic objective", "goal", "aim", "strategic aim", "pillar"},
    "ambition": {"ambition", "priority", "outcome", "theme"},
    "action": {
        "action", "key action", "task", "milestone", "activity", "deliverable", "step", "subtask",
        "sub task", "sub action",
    },
}  # fmt: skip
NO_WORDS: Mapping[str, str] = MappingProxyType({})
_NUMBERED = re.compile(r"\d+(?:\.\d+)*\.?")


def split_levels(table: Table, grid: Grid, lexicon: Lexicon) -> list[Table]:
    """The table parted by the kinds of its rows, each knowing what it hangs from; or as it is."""
    if table.holds or table.kind != "table" or len(table.body) < _FEWEST_ROWS:
        return [table]
    names = {
        place: lexicon.find(cell.text)
        for place, cell in enumerate(table.header)
        if cell.text and place not in table.given
    }
    every = set().union(*names.values()) if names else set()
    if any(name.startswith(_OF_OTHERS) for name in every - _also_of_actions(names)):
        return [table]
    if any(given.field.startswith(("objective.", "band")) for given in table.given.values()):
        return [table]
    title = _title_place(table, names)
    if title is None:
        return [table]
    told = _by_word(table, lexicon, title)
    if told:
        return _part(table, title, *told)
    if _names_parent(names, title):
        return [table]
    depths = _by_indent(table, grid, title) or _by_number(table, names)
    kinds = _kinds_of(depths) if depths else None
    return _part(table, title, kinds) if kinds else [table]


def _also_of_actions(names: dict[int, frozenset[str]]) -> set[str]:
    """Fields of others under headings that actions have as well ("Owner", "Status")."""
    shared = [found for found in names.values() if any(n.startswith("action.") for n in found)]
    return set().union(*shared) if shared else set()


def _names_parent(names: dict[int, frozenset[str]], title: int) -> bool:
    parents = {"objective.title", "ambition.title"}
    return any(place != title and found & parents for place, found in names.items())


def _title_place(table: Table, names: dict[int, frozenset[str]]) -> int | None:
    """The column of titles: full, each its own, and of some length."""
    for place, cell in enumerate(table.header):
        texts = [row[place].text for row in table.body]
        filled = sorted(len(text) for text in texts if text)
        if not cell.text or place in table.given or len(filled) * 10 < len(texts) * 9:
            continue
        is_own = len(set(texts)) * 10 >= len(texts) * 8
        words = all(not isinstance(row[place].value, int | float) for row in table.body)
        known = names.get(place, frozenset())
        is_other = any(name.endswith((".lead", ".target_date")) for name in known)
        if is_own and words and not is_other and filled[len(filled) // 2] >= _SHORTEST_TITLE:
            return place
    return None


def _kind_of(text: str, lexicon: Lexicon) -> str:
    """The kind of record that a word names, in the words of the trust or of all."""
    plain = plain_words(text)
    singular = plain.removesuffix("s")
    for kind in _KINDS:
        if {plain, singular} & _KIND_WORDS[kind]:
            return kind
    named = lexicon.exact.get(plain, frozenset())
    found = [kind for kind in _KINDS if f"{kind}.title" in named]
    return found[0] if len(found) == 1 else ""


def _by_word(table: Table, lexicon: Lexicon, title: int) -> tuple[list[str], dict[str, str]] | None:
    """The kinds of the rows by a column such as "Type" or "Level", and what it calls each."""
    for place in range(len(table.header)):
        if place == title or place in table.given:
            continue
        texts = [row[place].text for row in table.body]
        kinds = [_kind_of(text, lexicon) if text else "" for text in texts]
        if all(kinds) and len(set(kinds)) > 1 and _nest(kinds):
            words: dict[str, str] = {}
            for kind, text in zip(kinds, texts, strict=True):
                words.setdefault(kind, text)
            return kinds, words
    return None


def _nest(kinds: list[str]) -> bool:
    """Whether kinds come in the order of a plan: the highest first, most with rows under them."""
    ranks = [_KINDS.index(kind) for kind in kinds]
    parents = [number for number, rank in enumerate(ranks) if rank < max(ranks)]
    over = [n for n in parents if n + 1 < len(ranks) and ranks[n + 1] > ranks[n]]
    return ranks[0] == min(ranks) and len(over) * 2 >= len(parents)


def _by_indent(table: Table, grid: Grid, title: int) -> list[int] | None:
    looks = grid.sheet.looks

    def depth(cell: Cell) -> int:
        row, column = place_of(cell.address)
        value = cell.value if isinstance(cell.value, str) else ""
        spaces = len(value) - len(value.lstrip(" \u00a0\t"))
        return looks.indents.get((row, column), 0) or (spaces + 1) // 2

    def level(cell: Cell) -> int:
        return looks.row_levels.get(place_of(cell.address)[0], 0)

    readers: Sequence[Callable[[Cell], int]] = (depth, level)
    for read in readers:
        depths = _ranked([read(row[title]) for row in table.body])
        if depths:
            return depths
    return None


def _by_number(table: Table, names: dict[int, frozenset[str]]) -> list[int] | None:
    """The depths of rows that are numbered 1, 1.1, 1.2, 2 and so on."""
    for place in range(len(table.header)):
        is_reference = any(name.endswith(".reference") for name in names.get(place, ()))
        texts = [row[place].text.strip() for row in table.body]
        if not is_reference or not all(_NUMBERED.fullmatch(text) for text in texts):
            continue
        parts = [text.rstrip(".").split(".") for text in texts]
        last: list[str] = []
        for part in parts:
            if len(part) > 1 and last[: len(part) - 1] != part[:-1]:
                return None
            last = part
        return _ranked([len(part) for part in parts])
    return None


def _ranked(depths: list[int]) -> list[int] | None:
    """Depths from 0 without gaps, where they nest: two or three, the first row the highest."""
    order = sorted(set(depths))
    if not 2 <= len(order) <= _MOST_LEVELS or depths[0] != order[0]:
        return None
    ranks = [order.index(depth) for depth in depths]
    jumps = any(after > before + 1 for before, after in itertools.pairwise(ranks))
    # A parent has something under it, but for one or two that are empty yet.
    bare = sum(
        rank < len(order) - 1 and (number + 1 == len(ranks) or ranks[number + 1] <= rank)
        for number, rank in enumerate(ranks)
    )
    above = sum(rank < len(order) - 1 for rank in ranks)
    return None if jumps or bare * 3 > above or above * 3 > len(ranks) * 2 else ranks


def _kinds_of(ranks: list[int]) -> list[str]:
    kinds = _KINDS if max(ranks) == _MOST_LEVELS - 1 else ("objective", "action")
    return [kinds[rank] for rank in ranks]


def _part(
    table: Table, title: int, kinds: list[str], words: Mapping[str, str] = NO_WORDS
) -> list[Table]:
    """A table for each kind; rows hang from the last one above them that stands higher.

    `words` are what the table calls each kind.
    """
    above: dict[str, Cell] = {}
    parents: list[dict[str, Cell]] = []
    for row, kind in zip(table.body, kinds, strict=True):
        place = _KINDS.index(kind)
        above = {other: cell for other, cell in above.items() if _KINDS.index(other) < place}
        parents.append(dict(above))
        above[kind] = row[title]
    made: list[Table] = []
    for kind in dict.fromkeys(kinds):
        numbers = [number for number, other in enumerate(kinds) if other == kind]
        part = replace(
            table,
            header=list(table.header),
            body=[list(table.body[number]) for number in numbers],
            given=dict(table.given),
            groups=dict(table.groups),
            noise=list(table.noise) if not made else [],
            holds=kind,
            kind_word=words.get(kind, ""),
        )
        part.why = f"Its rows are of several kinds, and these are its {kind}s."
        evidence = "the titles of rows of several kinds stand in this column"
        part.given[title] = Given(f"{kind}.title", _LIKELY, evidence)
        _add_parents(part, [parents[number] for number in numbers], kind)
        made.append(part)
    return made


def _add_parents(part: Table, parents: list[dict[str, Cell]], kind: str) -> None:
    for level in _KINDS[: _KINDS.index(kind)]:
        cells = [above.get(level) or Cell("", "") for above in parents]
        first = next((cell for cell in cells if cell.text), None)
        if first:
            evidence = "the row above that stands higher"
            part.add_column(
                Cell("", first.address), cells, Given(f"{level}.title", _LIKELY, evidence)
            )
