"""The answers of a workbook against those the trust has for the same items and periods."""

from dataclasses import replace
from decimal import Decimal

from strategy_tracker.imports.changeset import (
    CHANGED,
    NEW,
    UNCHANGED,
    Change,
    ChangeSet,
    FieldChange,
    OpenQuestion,
    Problem,
    Where,
)
from strategy_tracker.imports.compare.existing import Existing, ExistingUpdate
from strategy_tracker.imports.compare.keys import Matched
from strategy_tracker.imports.compare.periods import PeriodRef, Periods
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.ledger import asked, left_out
from strategy_tracker.imports.extract.model import Answer, Extract, Rated
from strategy_tracker.imports.layout.table import YOU_LEFT_IT
from strategy_tracker.imports.read.sheet import letter_of

FIRST, LAST, BOTH, LEAVE = "first", "last", "both", "leave"
_ARROWS = {"up": " ↑", "down": " ↓", "same": " →"}


def compare_answers(
    extract: Extract,
    existing: Existing,
    matched: dict[str, Matched],
    periods: Periods,
    changes: ChangeSet,
) -> None:
    """Add a change for every answer of the workbook to `changes`."""
    placed = _place(extract, periods, changes)
    wanted = {ref.pk for ref, _ in placed.values() if ref.pk}
    have = existing.updates([period for period in existing.periods if period.pk in wanted])
    titles = {change.key: change.title for change in changes.changes}
    labels = {
        (question.is_rating, question.level, question.code): question.label
        for question in extract.questions.values()
    }
    for (period_key, item_key), (ref, answer) in placed.items():
        level = answer.item[0]
        pk = matched[level].pk(item_key)
        update = have.get((ref.pk, level, pk)) if ref.pk and pk else None
        change = Change(
            kind="update",
            key=f"update:{period_key}|{item_key}",
            title=f"{titles.get(item_key, '')}, {ref.label}",
            state=UNCHANGED if update else NEW,
            where=answer.where,
            pk=update.pk if update else None,
            parents={level: item_key, "period": period_key},
        )
        _set_answers(change, answer, update, level, labels)
        if update and change.values:
            change.state = CHANGED
        if change.state != UNCHANGED and not periods.takes(ref, answer.where, places_of(answer)):
            change = _as_it_is(change)
        if change.state == CHANGED and update and update.state == "approved":
            _ask_of_approved(extract, change, ref, answer)
            change = _as_it_is(change)
        if change.pk or change.values:
            changes.changes.append(change)


def _as_it_is(change: Change) -> Change:
    """The same answer with nothing changed."""
    return replace(change, state=UNCHANGED, values={}, shown=[])


def places_of(answer: Answer) -> list[Where]:
    """The cells that an answer is made of."""
    rated = [rated.where for rated in answer.ratings.values()]
    return rated + [where for _, _, where in answer.narratives.values()]


def _ask_of_approved(extract: Extract, change: Change, ref: PeriodRef, answer: Answer) -> None:
    """What was approved stays as it is, and what the workbook says instead is asked about."""
    values = change.values
    differing = [rated.where for rated in values["ratings"].values()]
    differing += [where for _, _, where in values["narratives"].values()]
    question = OpenQuestion(
        f"approved:{ref.label}",
        next(iter(differing), answer.where),
        change.title,
        f"The answer for {ref.label} is approved, so it is not changed. Is what the workbook says "
        "instead to be left out? If not: ask governance to return it first.",
        LEAVE,
        ((LEAVE, "Leave it out, and keep what is approved"),),
    )
    ask(extract, question)
    is_answered = question.key in extract.choices.answers
    fate = left_out(YOU_LEFT_IT) if is_answered else asked(question.question)
    for where in differing:
        extract.ledger.put_places(where.sheet, [where.cell], fate)


def _place(
    extract: Extract, periods: Periods, changes: ChangeSet
) -> dict[tuple[str, str], tuple[PeriodRef, Answer]]:
    """Answers by (period key, item key); rows for the same item and period are one answer."""
    placed: dict[tuple[str, str], tuple[PeriodRef, Answer]] = {}
    lacking: Where | None = None
    for answer in extract.answers:
        if answer.period:
            ref = periods.find(answer.period, answer.period_where)
        else:
            ref = periods.default()
            if ref is None and not periods.problems and not periods.has_asked:
                lacking = lacking or answer.where
        if ref is None:
            periods.leave_out(answer.period or periods.told_label, places_of(answer))
            continue
        key = (ref.key, answer.item[1])
        if key in placed:
            _join(placed[key][1], answer, extract)
        else:
            placed[key] = (ref, answer)
    if lacking:
        changes.problems.append(
            Problem(
                lacking,
                "",
                "The workbook does not say which period its answers are for.",
                f"Say it in the Period box: for example {periods.existing.period_example}. "
                "Or add a Period column.",
            )
        )
    return placed


def _join(first: Answer, other: Answer, extract: Extract) -> None:
    """Add what a second row answers for the same item; where the two differ, it is asked."""
    for code, rated in other.ratings.items():
        have = first.ratings.setdefault(code, rated)
        if (have.label, have.number) != (rated.label, rated.number):
            said = _ask_which(extract, rated.where, rated.raw, have.where, may_be_both=False)
            if said == LAST:
                first.ratings[code] = rated
    for code, narrative in other.narratives.items():
        kept = first.narratives.setdefault(code, narrative)
        if kept[0] != narrative[0]:
            said = _ask_which(extract, narrative[2], narrative[0], kept[2], may_be_both=True)
            if said == LAST:
                first.narratives[code] = narrative
            elif said == BOTH:
                first.narratives[code] = (f"{kept[0]}\n\n{narrative[0]}", "", kept[2])


def _ask_which(
    extract: Extract, where: Where, value: str, first: Where, *, may_be_both: bool
) -> str:
    """Which of two answers for one item is kept, asked once for a column."""
    letters = letter_of(where.cell)
    options = [(FIRST, "What is said first"), (LAST, "What is said last")]
    if may_be_both:
        options.insert(0, (BOTH, "Both, one below the other"))
    question = OpenQuestion(
        f"answers:{where.sheet}!{letters}:{'words' if may_be_both else 'rating'}",
        where,
        value[:80],
        f"This answer (column {letters}) differs from that at {first} for the same item. Where two "
        "differ, which is kept?",
        options[0][0],
        tuple(options),
    )
    return ask(extract, question)


def _set_answers(
    change: Change,
    answer: Answer,
    update: ExistingUpdate | None,
    level: str,
    labels: dict[tuple[bool, str, str], str],
) -> None:
    ratings: dict[str, Rated] = {}
    for code, rated in answer.ratings.items():
        have = update.ratings.get(code) if update else None
        if have and _same_rating(have, rated):
            continue
        ratings[code] = rated
        old = _show(*have) if have else ""
        new = _show(rated.label, rated.number, rated.direction or "")
        change.shown.append(FieldChange(labels[True, level, code], old, new))
    narratives: dict[str, tuple[str, str, Where]] = {}
    for code, (text, empty, where) in answer.narratives.items():
        old_text = update.narratives.get(code) if update else None
        if old_text is not None and old_text.strip() == text:
            continue
        narratives[code] = (text, empty, where)
        change.shown.append(FieldChange(labels[False, level, code], old_text or "", text))
    if ratings or narratives:
        change.values = {"ratings": ratings, "narratives": narratives}


def _same_rating(have: tuple[str, Decimal | None, str], rated: Rated) -> bool:
    label, number, direction = have
    if (label, number) != (rated.label, rated.number):
        return False
    return rated.direction is None or rated.direction == direction


def _show(label: str, number: Decimal | None, direction: str) -> str:
    shown = f"{number.normalize():f}%" if number is not None else label
    return shown + _ARROWS.get(direction, "")
