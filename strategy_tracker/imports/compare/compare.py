"""What a workbook says against what the trust has: the change set.

Blank cells say nothing, so they never empty a field; a column that is missing leaves its
field alone; records that the workbook does not name stay as they are, unless somebody says that
they have ended.
"""

from typing import Any

from rapidfuzz import fuzz, process

from objectives.calendar import year_name
from strategy_tracker.imports.changeset import (
    CHANGED,
    CLOSED,
    NEW,
    UNCHANGED,
    Change,
    ChangeSet,
    FieldChange,
    Problem,
    SheetCells,
    Where,
)
from strategy_tracker.imports.compare.answers import compare_answers
from strategy_tracker.imports.compare.existing import PLAIN_FIELDS, Existing, ExistingRecord
from strategy_tracker.imports.compare.grades import choose_grades
from strategy_tracker.imports.compare.keys import (
    NEARLY_THE_SAME,
    FormerReferences,
    Matched,
    keys_for,
    match_records,
)
from strategy_tracker.imports.compare.not_named import compare_not_named
from strategy_tracker.imports.compare.notes import all_questions, legend_notes, sheet_notes
from strategy_tracker.imports.compare.parents import put_under_one
from strategy_tracker.imports.compare.passages import compare_passages
from strategy_tracker.imports.compare.people import use_present_names
from strategy_tracker.imports.compare.periods import Periods
from strategy_tracker.imports.compare.proposals import propose
from strategy_tracker.imports.compare.records import add_problem, set_fields
from strategy_tracker.imports.compare.references import (
    keep_new_references,
    name_by_reference,
    number_references,
)
from strategy_tracker.imports.compare.risks import RiskComparer
from strategy_tracker.imports.compare.too_long import ask_of_long_texts
from strategy_tracker.imports.extract.doubts import take_asked
from strategy_tracker.imports.extract.ledger import asked
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.extract.own_columns import own_names

_MOST_COMPARISONS = 250_000


def compare(
    extract: Extract, existing: Existing, *, file_name: str, title: str, period: str
) -> ChangeSet:
    """The change set of importing `extract` into the strategy called `title`.

    `period` is the label of the period for answers that name none, or "".
    """
    changes = ChangeSet(file_name, strategy_title=title, sheets=sheet_notes(extract))
    changes.problems += extract.problems
    changes.problems += use_present_names(extract, existing)
    changes.ask(all_questions(extract, existing), extract.choices.answers)
    changes.legend = legend_notes(extract, existing)
    name_by_reference(extract, existing)
    ask_of_long_texts(extract, existing.known)
    matched = _match_all(extract, existing)
    if put_under_one(extract, existing, matched["action"], changes):
        matched = _match_all(extract, existing)
    periods = Periods(existing, extract, period)
    changes.problems += keep_new_references(extract, existing, matched)
    number_references(extract, existing, matched)
    risks = RiskComparer(extract, existing, matched, periods, changes)
    risks.find_links()
    for kind in ("objective", "ambition", "action", "measure"):
        for found in extract.found[kind].values():
            changes.changes.append(_compare_record(found, existing, matched))
    for kind in ("objective", "ambition"):
        _tell_renamed(kind, extract, existing, matched[kind], changes)
    _note_near_titles(extract, existing, matched["action"], changes)
    _compare_readings(extract, existing, matched, changes)
    choose_grades(existing.known.scales, changes)
    risks.compare()
    compare_answers(extract, existing, matched, periods, changes)
    compare_passages(extract, existing, matched, periods, changes)
    propose(extract, existing, periods, changes)
    changes.problems += periods.problems
    changes.ask(take_asked(extract), extract.choices.answers)
    refs = [ref for ref in periods.refs.values() if ref]
    changes.period_labels = sorted({ref.label for ref in refs})
    changes.period_pks = {ref.key: ref.pk for ref in refs if ref.pk}
    compare_not_named(extract, existing, matched, changes)
    _note_what_is_emptied(existing, matched, changes)
    changes.problems.sort(key=lambda problem: not problem.stops)
    changes.cells = _account(extract, changes)
    return changes


def _account(extract: Extract, changes: ChangeSet) -> list[SheetCells]:
    """What became of every cell, now that all is known that is asked and that stops."""
    for question in changes.questions:
        sheet = question.where.sheet
        extract.ledger.put_places(sheet, question.waiting, asked(question.question))
    for problem in changes.stopping:
        extract.ledger.put_places(problem.where.sheet, [problem.where.cell], asked(problem.message))
    return extract.ledger.account()


def _match_all(extract: Extract, existing: Existing) -> dict[str, Matched]:
    matched: dict[str, Matched] = {}
    for kind in ("objective", "ambition", "action", "measure", "risk"):

        def parent_pk(found: Found) -> int | None:
            for level in ("ambition", "objective"):
                if level in found.parents and level != found.kind:
                    return matched[level].pk(found.parents[level])
            return None

        former = FormerReferences(
            existing.rows[kind],
            existing.once_called.get(kind, {}),
            existing.former_references.get(kind, {}),
        )
        matched[kind] = match_records(
            extract.found[kind].values(),
            existing.rows[kind].values(),
            keys_for(kind, parent_pk, former),
        )
    return matched


def _compare_record(found: Found, existing: Existing, matched: dict[str, Matched]) -> Change:
    """The change to one objective, ambition, action or measure."""
    pk, by = matched[found.kind].pks.get(found.key, (None, ""))
    row = existing.rows[found.kind].get(pk) if pk else None
    change = Change(
        kind=found.kind,
        key=found.key,
        title=found.title or (row.title if row else ""),
        state=UNCHANGED if row else NEW,
        where=found.where,
        pk=pk,
        matched_by=by,
        parents=dict(found.parents),
    )
    if found.kind == "action" and "ambition" in change.parents:
        change.parents.pop("objective", None)
    others = (*_lead_fields(found), *own_names(found.values))
    names = [*PLAIN_FIELDS[found.kind], "conditions", *others]
    set_fields(change, row, {name: found.values[name] for name in names if name in found.values})
    if row:
        _compare_parents(change, row, matched)
    return change


def _lead_fields(found: Found) -> list[str]:
    return [name for name in found.values if name.startswith("leads_")]


def _compare_parents(change: Change, row: ExistingRecord, matched: dict[str, Matched]) -> None:
    """A record that has moved to another parent is changed."""
    for level, key in change.parents.items():
        if level not in row.parents:
            continue
        if matched[level].pk(key) != row.parents[level]:
            change.state = CHANGED
            change.values["parents"] = dict(change.parents)
            change.shown.append(FieldChange(level.capitalize(), "", key.partition(":")[2]))


def _compare_readings(
    extract: Extract, existing: Existing, matched: dict[str, Matched], changes: ChangeSet
) -> None:
    names = {change.key: change.title for change in changes.of("measure")}
    for found in extract.found["reading"].values():
        measure = found.parents["measure"]
        values = found.values
        parts = tuple(values[part] for part in ("financial_year", "part", "kind", "series"))
        pk = matched["measure"].pk(measure)
        row = existing.readings.get((pk, *parts)) if pk else None
        when = f"{parts[1]} {year_name(parts[0])} {parts[2]}"
        reading_title = ", ".join(filter(None, [when, parts[3]]))
        change = Change(
            kind="reading",
            key=found.key,
            title=f"{names[measure]}: {reading_title}",
            state=UNCHANGED if row else NEW,
            where=found.where,
            pk=row.pk if row else None,
            parents=dict(found.parents),
        )
        if row is None:
            change.values = dict(values)
            change.shown = [FieldChange("Value", "", values["raw"])]
        else:
            given: dict[str, Any] = {n: values[n] for n in ("raw", "note") if n in values}
            set_fields(change, row, given)
            if "raw" in change.values:
                change.values |= {"number": values["number"], "empty": values["empty"]}
        changes.changes.append(change)


def _tell_renamed(
    kind: str, extract: Extract, existing: Existing, matched: Matched, changes: ChangeSet
) -> None:
    """Say what is found by its reference alone; stop where that goes for all there are.

    A workbook of another strategy has references 1, 2, 3 as well, and must not rename it.
    """
    renamed = [key for key, (_, by) in matched.pks.items() if by == "reference"]
    for key in renamed:
        found, row = extract.found[kind][key], existing.rows[kind][matched.pks[key][0]]
        changes.problems.append(
            Problem(
                found.where,
                found.title,
                f"“{row.title}” becomes “{found.title}”, since both have the reference "
                f"{row.values['reference']}.",
                "Give it another reference if it is another one.",
                stops=False,
            )
        )
    if len(renamed) > 1 and len(renamed) == len(matched.pks):
        found = extract.found[kind][renamed[0]]
        add_problem(
            changes,
            found.where,
            found.title,
            f"Not one {kind} of the workbook is in “{changes.strategy_title}”, but "
            f"{len(renamed)} have the references of others there.",
            "Check the strategy in the Strategy box; to rename them all, do it in the plan first.",
        )


def _note_near_titles(
    extract: Extract, existing: Existing, matched: Matched, changes: ChangeSet
) -> None:
    """Say when a new action is worded nearly like one that the workbook no longer names."""
    claimed = {pk for pk, _ in matched.pks.values()}
    left = [row.title for row in existing.rows["action"].values() if row.pk not in claimed]
    new = [record for record in extract.found["action"].values() if record.key not in matched.pks]
    # A plan that shares nothing with the workbook would cost a minute, and says nothing.
    for found in new if len(left) * len(new) <= _MOST_COMPARISONS else ():
        near = process.extractOne(
            found.title, left, scorer=fuzz.token_set_ratio, score_cutoff=NEARLY_THE_SAME
        )
        if near:
            changes.problems.append(
                Problem(
                    found.where,
                    found.title,
                    f"“{found.title}” is worded nearly like “{near[0]}”, which is in the plan and "
                    "not in the workbook; it is added as a new one.",
                    "If they are one, give both the same reference or the same words.",
                    stops=False,
                )
            )


def _note_what_is_emptied(
    existing: Existing, matched: dict[str, Matched], changes: ChangeSet
) -> None:
    """Say which objectives and ambitions the import leaves with nothing under them.

    What leaves is an action or ambition that the workbook puts under another parent, or that
    the import ends.
    """
    ended = {(change.kind, change.pk) for change in changes.changes if change.state == CLOSED}
    leaving = ended | {
        (change.kind, change.pk) for change in changes.changes if "parents" in change.values
    }
    for level in ("objective", "ambition"):
        below = [
            (kind, row)
            for kind in ("ambition", "action")
            for row in existing.rows[kind].values()
            if level != kind and row.is_in_plan
        ]
        kept = {row.parents.get(level) for kind, row in below if (kind, row.pk) not in leaving}
        kept |= {
            matched[level].pk(change.parents[level])
            for change in changes.changes
            if level in change.parents
        }
        left = {row.parents.get(level) for kind, row in below if (kind, row.pk) in leaving}
        stay = [row for row in existing.rows[level].values() if row.is_in_plan]
        for row in stay:
            if row.pk not in left - kept or (level, row.pk) in ended:
                continue
            changes.problems.append(
                Problem(
                    Where(),
                    "",
                    f"Nothing stands under “{row.title}” any more after this import; it stays in "
                    "the plan.",
                    "Archive it in the plan if it has ended.",
                    stops=False,
                )
            )
