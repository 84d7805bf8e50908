"""Which existing record each record of a workbook is, by keys tried one after another.

A key must single out one record on both sides; what it does not is left for the next key,
and what no key finds is new. Each existing record is claimed at most once.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from strategy_tracker.imports.compare.existing import ExistingRecord
from strategy_tracker.imports.extract.model import Found
from strategy_tracker.imports.vocabulary.text import same_words

# Of 100: above it, two titles have nearly all of the shorter one's words in common.
NEARLY_THE_SAME = 90

FoundKey = Callable[[Found], Hashable | None]
RowKey = Callable[[ExistingRecord], Hashable | None]


@dataclass(frozen=True)
class Key:
    """One way to tell records apart; a key of None never matches."""

    name: str
    of_found: FoundKey
    of_row: RowKey


def existing_key(kind: str, pk: int) -> str:
    """The key of an existing record that the workbook only refers to."""
    return f"existing:{kind}:{pk}"


def existing_pk(key: str) -> int | None:
    """The pk in a key that `existing_key` made; None for the key of a record of the workbook."""
    return int(key.rpartition(":")[2]) if key.startswith("existing:") else None


@dataclass
class Matched:
    """Found key to (existing pk, the name of the key that matched)."""

    pks: dict[str, tuple[int, str]]

    def pk(self, key: str) -> int | None:
        return self.pks.get(key, (None, ""))[0]


def match_records(
    found: Iterable[Found], rows: Iterable[ExistingRecord], keys: Sequence[Key]
) -> Matched:
    """Match `found` with `rows` by each of `keys` in turn."""
    left, unclaimed = list(found), list(rows)
    matched: dict[str, tuple[int, str]] = {}
    for key in keys:
        if not (left and unclaimed):
            break
        by_key: dict[Hashable, list[ExistingRecord]] = {}
        for row in unclaimed:
            by_key.setdefault(key.of_row(row), []).append(row)
        wanted: dict[Hashable, list[Found]] = {}
        for record in left:
            wanted.setdefault(key.of_found(record), []).append(record)
        claimed = set()
        for value, those in wanted.items():
            rows_there = by_key.get(value, [])
            if value is None or len(those) != len(rows_there):
                continue
            # Rows that repeat one another to the word are told apart by their order alone.
            if len(those) == 1 or key is keys[0]:
                for record, row in zip(those, rows_there, strict=True):
                    matched[record.key] = (row.pk, key.name)
                    claimed.add(row.pk)
        left = [record for record in left if record.key not in matched]
        unclaimed = [row for row in unclaimed if row.pk not in claimed]
    return Matched(matched)


FORMER_REFERENCE = "former reference"


@dataclass(frozen=True)
class FormerReferences:
    """The existing `rows` of a kind by the references they once had: all that ever had each, and
    the one that had it where none has it now."""

    rows: Mapping[int, ExistingRecord]
    ever: Mapping[str, set[int]]
    only: Mapping[str, int]


def keys_for(
    kind: str, parent_pk: Callable[[Found], int | None], former: FormerReferences
) -> list[Key]:
    """The keys for records of `kind`; `parent_pk` is the existing parent's pk, if it exists.

    What was renumbered is found by `former` as well: nearly its title with a reference it had, or
    such a reference alone that is nobody's now.

    * objectives and ambitions: title, then reference (so a new title does not make a second);
    * actions: parent, theme, reference and title together; then title under the parent;
      reference and theme under the parent; then title in the whole strategy (a moved action);
    * measures: number and name under the parent, then name, then number;
    * risks: reference, then title where one side has no reference.
    """
    if kind in ("objective", "ambition"):
        return [
            Key("title", _title, _row_title),
            Key(FORMER_REFERENCE, _nearly(former), _row_pk),
            Key("reference", _under(parent_pk, _reference), _row_under(_row_reference)),
            Key(FORMER_REFERENCE, _only(former), _row_pk),
        ]
    if kind == "action":
        return [
            Key(
                "parent, theme, reference and title",
                _under(parent_pk, _theme, _any_reference, _title),
                _row_under(_row_theme, _row_any_reference, _row_title),
            ),
            Key("title under its parent", _under(parent_pk, _title), _row_under(_row_title)),
            Key(FORMER_REFERENCE, _nearly(former), _row_pk),
            Key(
                "reference and theme",
                _under(parent_pk, _theme, _reference),
                _row_under(_row_theme, _row_reference),
            ),
            Key("title", _title, _row_title),
            Key(FORMER_REFERENCE, _only(former), _row_pk),
        ]
    if kind == "measure":
        return [
            Key(
                "number and name",
                _under(parent_pk, _any_reference, _title),
                _row_under(_row_any_reference, _row_title),
            ),
            Key("name", _under(parent_pk, _title), _row_under(_row_title)),
            Key("number", _under(parent_pk, _reference), _row_under(_row_reference)),
        ]
    return [
        Key("reference", _reference, _row_reference),
        Key("title", _title_without_reference, _row_title),
        Key("title", _title, _row_title_without_reference),
    ]


def _only(former: FormerReferences) -> FoundKey:
    """Of what has no title of its own: else a new item with an old number would be another."""

    def key(found: Found) -> int | None:
        return None if found.values.get("title") else former.only.get(_any_reference(found))

    return key


def _nearly(former: FormerReferences) -> FoundKey:
    """The one item that once had the reference and has nearly the title, whoever has it now."""

    def key(found: Found) -> int | None:
        reference, title = _any_reference(found), _title(found) or ""
        near = [
            row
            for pk in (former.ever.get(reference, ()) if reference and title else ())
            for row in [former.rows[pk]]
            if fuzz.token_set_ratio(title, _row_title(row) or "") >= NEARLY_THE_SAME
        ]
        if len(near) != 1 or _row_any_reference(near[0]) == reference:
            return None
        return near[0].pk

    return key


def _row_pk(row: ExistingRecord) -> int:
    return row.pk


def _under(parent_pk: Callable[[Found], int | None], *parts: FoundKey) -> FoundKey:
    def key(found: Found) -> Hashable | None:
        values = [part(found) for part in parts]
        parent = parent_pk(found)
        # A parent that is not there yet has no existing children.
        if any(value is None for value in values) or (found.parents and parent is None):
            return None
        return (parent, *values)

    return key


def _row_under(*parts: RowKey) -> RowKey:
    def key(row: ExistingRecord) -> Hashable | None:
        values = [part(row) for part in parts]
        if any(value is None for value in values):
            return None
        parent = row.parents.get("ambition") or row.parents.get("objective")
        return (parent, *values)

    return key


def _title(found: Found) -> str | None:
    text = found.values.get("name" if found.kind == "measure" else "title", "")
    return same_words(str(text)) or None


def _row_title(row: ExistingRecord) -> str | None:
    return same_words(row.title) or None


def _any_reference(found: Found) -> str:
    return same_words(str(found.values.get("reference") or found.values.get("number") or ""))


def _row_any_reference(row: ExistingRecord) -> str:
    return same_words(str(row.values.get("reference") or row.values.get("number") or ""))


def _reference(found: Found) -> str | None:
    return _any_reference(found) or None


def _row_reference(row: ExistingRecord) -> str | None:
    return _row_any_reference(row) or None


def _theme(found: Found) -> str:
    return same_words(str(found.values.get("theme", "")))


def _row_theme(row: ExistingRecord) -> str:
    return same_words(str(row.values.get("theme", "")))


def _title_without_reference(found: Found) -> str | None:
    return None if _reference(found) else _title(found)


def _row_title_without_reference(row: ExistingRecord) -> str | None:
    return None if _row_reference(row) else _row_title(row)
