"""What the plan has and the file does not name: asked about, and never ended unasked (ADR 53).

It is asked only of a file that is plausibly the whole list: it holds that kind of record and
names at least half of those that the plan has. Of any other file it is told how many stay.
"""

from collections.abc import Iterable, Mapping

from strategy_tracker.imports.changeset import (
    CLOSED,
    NOT_NAMED,
    Change,
    ChangeSet,
    FieldChange,
    OpenQuestion,
    Problem,
    Where,
)
from strategy_tracker.imports.choices import CLOSE, EACH, STAY, gone_key
from strategy_tracker.imports.compare.existing import Existing, ExistingRecord
from strategy_tracker.imports.compare.keys import Matched, existing_key, existing_pk
from strategy_tracker.imports.extract.model import Extract

_KINDS = ("objective", "ambition", "action", "measure", "risk")
# What leaves the plan with what it stands under.
_BELOW = {"objective": ("ambition", "action"), "ambition": ("action",)}
_CLOSED_WORDS = {"measure": "taken out of the scorecard", "risk": "closed"}

# So many are named in a note.
_SHOWN = 3

Pks = dict[str, set[int]]


def compare_not_named(
    extract: Extract, existing: Existing, matched: Mapping[str, Matched], changes: ChangeSet
) -> None:
    """Ask of the records that the file does not name whether they have ended."""
    named = _named(changes)
    kept = _kept_by_what_stands_under(existing, matched, changes, named)
    _note_what_has_ended(existing, named, changes)
    held = {match.holds for match in extract.matches}
    closing: Pks = {kind: set() for kind in _KINDS}
    asked: dict[str, list[ExistingRecord]] = {}
    for kind in _KINDS:
        rows = [row for row in existing.rows[kind].values() if row.is_in_plan]
        gone = [row for row in rows if row.pk not in named[kind] | kept[kind]]
        if kind not in held or not gone:
            continue
        if 2 * len(gone) > len(rows):
            _note_how_many(kind, len(gone), changes)
            continue
        asked[kind] = gone
        closing[kind] |= _answered(kind, gone, existing, extract.choices.answers, changes)
    _add_what_stands_under(closing, existing, _parents_after(existing, matched, changes))
    _add_changes(asked, closing, existing, changes)


def _named(changes: ChangeSet) -> Pks:
    """The existing records that the file names, be it only as what another bears on."""
    named: Pks = {kind: set() for kind in _KINDS}
    for change in changes.changes:
        if change.kind in named and change.pk:
            named[change.kind].add(change.pk)
    return named


def _parents_after(
    existing: Existing, matched: Mapping[str, Matched], changes: ChangeSet
) -> dict[tuple[str, int], dict[str, int | None]]:
    """What each existing record stands under once the import is done, by kind and pk."""
    parents = {
        (kind, row.pk): row.parents for kind in _KINDS for row in existing.rows[kind].values()
    }
    for change in changes.changes:
        if change.kind in _KINDS and change.pk and "parents" in change.values:
            parents[change.kind, change.pk] = _pks_of(change, matched)
    return parents


def _pks_of(change: Change, matched: Mapping[str, Matched]) -> dict[str, int | None]:
    return {
        level: existing_pk(key) or matched[level].pk(key)
        for level, key in change.parents.items()
        if level in matched
    }


def _kept_by_what_stands_under(
    existing: Existing, matched: Mapping[str, Matched], changes: ChangeSet, named: Pks
) -> Pks:
    """Objectives and ambitions under which something stands that the file names."""
    parents = _parents_after(existing, matched, changes)
    above = [parents[kind, pk] for kind in _KINDS for pk in named[kind]]
    above += [_pks_of(change, matched) for change in changes.changes if not change.pk]
    kept: Pks = {kind: set() for kind in _KINDS}
    for level in ("objective", "ambition"):
        kept[level] = {pk for some in above if (pk := some.get(level))}
    kept["objective"] |= {
        pk for ambition in kept["ambition"] if (pk := parents["ambition", ambition]["objective"])
    }
    return kept


def _add_what_stands_under(
    closing: Pks,
    existing: Existing,
    parents: Mapping[tuple[str, int], Mapping[str, int | None]],
) -> None:
    """What stands under an item leaves the plan with it."""
    for level, kinds in _BELOW.items():
        for kind in kinds:
            closing[kind] |= {
                row.pk
                for row in existing.rows[kind].values()
                if row.is_in_plan and parents[kind, row.pk].get(level) in closing[level]
            }


# Asking


def _answered(
    kind: str,
    gone: list[ExistingRecord],
    existing: Existing,
    answers: Mapping[str, str],
    changes: ChangeSet,
) -> set[int]:
    """Those of `gone` that somebody said have ended; asks where nobody has said."""
    question = _question(kind, gone, existing, changes)
    said = answers.get(question.key, "")
    changes.ask([question], answers if said in (CLOSE, EACH, STAY) else {})
    if said == CLOSE:
        return {row.pk for row in gone}
    if said == EACH:
        of_each = {row.pk: answers.get(gone_key(kind, row.pk)) for row in gone}
        changes.questions += [
            _question_of_one(kind, row, existing) for row in gone if of_each[row.pk] is None
        ]
        return {pk for pk, answer in of_each.items() if answer == CLOSE}
    return set()


def _question(
    kind: str, gone: list[ExistingRecord], existing: Existing, changes: ChangeSet
) -> OpenQuestion:
    """Of all records of a kind at once, with the choice to say it of each."""
    things = _count(kind, len(gone), changes)
    if len(gone) == 1:
        options = _options_of_one(kind, gone[0], existing)
        said = f"{things} in the plan is not in this file. Has it ended?"
    else:
        also = ". What stands under them is closed too." if _holds(kind, gone, existing) else ""
        options = (
            (STAY, "They are only not in this file"),
            (CLOSE, f"They have ended: close them{also}"),
            (EACH, "Choose one by one"),
        )
        said = f"{things} in the plan are not in this file. Have they ended?"
    return OpenQuestion(
        gone_key(kind),
        Where(),
        "",
        said,
        STAY,
        options,
        records=tuple((gone_key(kind, row.pk), _title(row)) for row in gone),
    )


def _question_of_one(kind: str, row: ExistingRecord, existing: Existing) -> OpenQuestion:
    """Of one that nobody spoke of where they were said to be chosen one by one."""
    return OpenQuestion(
        gone_key(kind, row.pk),
        Where(),
        "",
        f"“{_title(row)}” is not in this file. Has it ended?",
        STAY,
        _options_of_one(kind, row, existing),
    )


def _options_of_one(
    kind: str, row: ExistingRecord, existing: Existing
) -> tuple[tuple[str, str], ...]:
    also = ". What stands under it is closed too." if _holds(kind, [row], existing) else ""
    return (STAY, "It is only not in this file"), (CLOSE, f"It has ended: close it{also}")


def _holds(kind: str, rows: Iterable[ExistingRecord], existing: Existing) -> bool:
    """Whether anything in the plan stands under one of `rows`."""
    pks = {row.pk for row in rows}
    return any(
        row.is_in_plan and row.parents.get(kind) in pks
        for lower in _BELOW.get(kind, ())
        for row in existing.rows[lower].values()
    )


def _count(kind: str, number: int, changes: ChangeSet) -> str:
    return f"{number:,} {changes.words[kind][number != 1]}"


def _title(row: ExistingRecord) -> str:
    reference = row.values.get("reference") or row.values.get("number") or ""
    return f"{reference} {row.title}".strip()


# Telling


def _note_how_many(kind: str, number: int, changes: ChangeSet) -> None:
    """Of a file that is no whole list, say how many it does not name."""
    verb, stay = ("is", "stays as it is") if number == 1 else ("are", "stay as they are")
    things = _count(kind, number, changes)
    changes.problems.append(
        Problem(
            Where(),
            "",
            f"{things} in the plan {verb} not in the workbook and {stay}.",
            "Archive what has ended.",
            stops=False,
        )
    )


def _note_what_has_ended(existing: Existing, named: Pks, changes: ChangeSet) -> None:
    """Say what the file names that is no longer in the plan: an import brings nothing back."""
    for kind in _KINDS:
        rows = existing.rows[kind]
        titles = [_title(rows[pk]) for pk in sorted(named[kind]) if rows[pk].has_ended]
        if not titles:
            continue
        verb, stay = ("is", "stays out of it") if len(titles) == 1 else ("are", "stay out of it")
        shown = ", ".join(f"“{title}”" for title in titles[:_SHOWN])
        more = f" and {len(titles) - _SHOWN:,} more" if len(titles) > _SHOWN else ""
        changes.problems.append(
            Problem(
                Where(),
                "",
                f"{_count(kind, len(titles), changes)} in the workbook {verb} no longer in the "
                f"plan and {stay}: {shown}{more}.",
                "If the work goes on, bring it back there.",
                stops=False,
            )
        )


def _add_changes(
    asked: Mapping[str, Iterable[ExistingRecord]],
    closing: Pks,
    existing: Existing,
    changes: ChangeSet,
) -> None:
    """A line for each record that the file does not name, ended or only not in it."""
    done = existing.done_items() if any(closing.values()) else set()
    for kind in _KINDS:
        rows = {row.pk: row for row in asked.get(kind, ())}
        rows |= {pk: existing.rows[kind][pk] for pk in sorted(closing[kind])}
        for pk, row in rows.items():
            change = Change(kind, existing_key(kind, pk), _title(row), NOT_NAMED, Where(), pk=pk)
            if pk in closing[kind]:
                change.state = CLOSED
                why = _why(kind, (kind, pk) in done, changes)
                change.values = {"end_reason": why}
                change.shown = [FieldChange("In the plan", "Yes", _say_end(kind, why))]
            changes.changes.append(change)


def _why(kind: str, is_done: bool, changes: ChangeSet) -> str:
    """Why the work of an item ended without being done; "" where it was done."""
    if kind in _CLOSED_WORDS or is_done:
        return ""
    return f"No longer in {changes.file_name}"


def _say_end(kind: str, why: str) -> str:
    if kind in _CLOSED_WORDS:
        return f"No: {_CLOSED_WORDS[kind]}"
    return f"No: {why[0].lower()}{why[1:]}" if why else "No: its work is done"
