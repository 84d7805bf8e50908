"""References that name nothing, those that two records have, and those of before a renumbering.

Nothing is dropped: what is not clear is asked.
"""

from ambitions.plan.references import reference_reasons
from strategy_tracker.imports.changeset import OpenQuestion, Problem, Where
from strategy_tracker.imports.compare.existing import Existing, ExistingRecord
from strategy_tracker.imports.compare.keys import FORMER_REFERENCE, Matched
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.wording import say_field

NAME = "name"
NUMBER, NONE = "number", "none"
KEEP, GIVE = "keep", "give"


def name_by_reference(extract: Extract, existing: Existing) -> None:
    """Call what has a reference and no title by that, where it is no record of the plan."""
    for kind in ("objective", "ambition"):
        known = {
            same_words(str(row.values.get("reference", ""))) for row in existing.rows[kind].values()
        }
        # Nor is one unknown that a record had before it was renumbered.
        known |= {same_words(former) for former in existing.former_references.get(kind, ())}
        for found in extract.found[kind].values():
            reference = str(found.values.get("reference", ""))
            if found.values.get("title") or same_words(reference) in known:
                continue
            where = found.cells.get("reference", found.where)
            ask(extract, _about_title(kind, reference, where))
            found.values["title"] = reference
            found.cells["title"] = where


def _about_title(kind: str, reference: str, where: Where) -> OpenQuestion:
    letters = letter_of(where.cell)
    return OpenQuestion(
        f"nameless:{where.sheet}!{letters}:{kind}",
        where,
        reference,
        f"There is no {say_field(kind)} with the reference “{reference}” (column {letters}), and "
        "no title is given for a new one. What is it called?",
        NAME,
        ((NAME, "By its reference, until somebody gives it a title"),),
    )


def keep_new_references(
    extract: Extract, existing: Existing, matched: dict[str, Matched]
) -> list[Problem]:
    """Leave out references that an item had before people here gave it another; a note on each.

    It is asked where such a reference is another item's by now, for the row may mean that one.
    """
    if existing.strategy is None:
        return []
    notes = []
    for kind in ("objective", "ambition", "action"):
        former = [
            (found, existing.rows[kind][pk], by)
            for found in extract.found[kind].values()
            for pk, by in [matched[kind].pks.get(found.key, (None, ""))]
            if pk and _is_former(found, pk, kind, existing)
        ]
        if not former:
            continue
        reasons = reference_reasons(existing.strategy, kind)
        for found, row, by in former:
            # What an import numbered the next may number anew.
            if by != FORMER_REFERENCE and ImportRun.is_reason(reasons.get(row.pk)):
                continue
            if _keeps_its_own(extract, found, row, kind, existing):
                notes.append(_note_former(found, row))
                del found.values["reference"]
    return notes


def _is_former(found: Found, pk: int, kind: str, existing: Existing) -> bool:
    """Whether a row of the workbook gives an item the reference that it had once."""
    given = same_words(str(found.values.get("reference", "")))
    now = same_words(str(existing.rows[kind][pk].values["reference"]))
    return bool(given) and given != now and pk in existing.once_called[kind].get(given, ())


def _keeps_its_own(
    extract: Extract, found: Found, row: ExistingRecord, kind: str, existing: Existing
) -> bool:
    """Whether an item keeps the reference it has; asked where another has its former one."""
    given = str(found.values["reference"])
    others = existing.rows[kind].values()
    other = next(
        (
            each
            for each in others
            if each is not row and same_words(str(each.values["reference"])) == same_words(given)
        ),
        None,
    )
    if other is None:
        return True
    where = found.cells.get("reference", found.where)
    now = str(row.values["reference"])
    question = OpenQuestion(
        f"former:{where.sheet}!{letter_of(where.cell)}:{kind}",
        where,
        given,
        f"The file gives “{row.title}” the former number {given} (column "
        f"{letter_of(where.cell)}). It is {now or 'without a number'} now, and {given} is "
        f"“{other.title}”. Which numbers are right?",
        KEEP,
        ((KEEP, "Those in the plan now"), (GIVE, "Those in the file")),
    )
    return ask(extract, question) == KEEP


def _note_former(found: Found, row: ExistingRecord) -> Problem:
    given, now = str(found.values["reference"]), str(row.values["reference"])
    return Problem(
        found.cells.get("reference", found.where),
        given,
        f"The file has the former number {given} for “{row.title}”, which "
        f"{f'is {now} now and stays so' if now else 'has no number now and gets none'}.",
        "To give it the former number again, do it in the plan.",
        stops=False,
    )


def number_references(extract: Extract, existing: Existing, matched: dict[str, Matched]) -> None:
    """A reference is one objective's only: a second is numbered, or has none."""
    pks = {matched["objective"].pk(key) for key in extract.found["objective"]}
    taken = {
        same_words(str(row.values["reference"])): f"“{row.title}”"
        for row in existing.rows["objective"].values()
        if row.values["reference"] and row.pk not in pks
    }
    for found in extract.found["objective"].values():
        reference = str(found.values.get("reference", ""))
        if not reference:
            continue
        if same_words(reference) in taken:
            reference = _settle(extract, found, reference, taken)
            found.values["reference"] = reference
        taken[same_words(reference)] = f"“{found.title}” at {found.where}"


def _settle(extract: Extract, found: Found, reference: str, taken: dict[str, str]) -> str:
    where = found.cells.get("reference", found.where)
    other = taken[same_words(reference)]
    question = OpenQuestion(
        f"taken:{where.sheet}!{letter_of(where.cell)}",
        where,
        reference,
        f"Reference {reference} of “{found.title}” (column {letter_of(where.cell)}) is already "
        f"that of {other}. What is the reference of the later one?",
        NUMBER,
        ((NUMBER, "The same with a number, such as “1 (2)”"), (NONE, "None")),
    )
    if ask(extract, question) == NONE:
        return ""
    numbered = (f"{reference} ({number})" for number in range(2, 10_000))
    return next(text for text in numbered if same_words(text) not in taken)
