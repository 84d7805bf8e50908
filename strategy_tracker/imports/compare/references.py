"""References that name nothing, and those that two records have: asked, and nothing is dropped."""

from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.compare.keys import Matched
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.wording import say_field

NAME = "name"
NUMBER, NONE = "number", "none"


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
