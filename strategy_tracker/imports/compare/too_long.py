"""Texts that are longer than their field: asked once for a column, and kept whole."""

from functools import cache

from objectives.models import CustomField
from risks.models.categories import LONGEST_NAME
from strategy_tracker.imports.changeset import OpenQuestion
from strategy_tracker.imports.compare.existing import MODELS
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.ledger import left_out, own
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.extract.own_columns import heading_of, keep_beside
from strategy_tracker.imports.layout.table import YOU_LEFT_IT
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.vocabulary.wording import say_field, say_name

KEEP, SHORTEN, LEAVE = "keep", "shorten", "leave"
# Without these there is no record, so they are shortened and never left out.
_NAMES = ("title", "name", "raw", "document")


def ask_of_long_texts(extract: Extract, known: Known) -> None:
    """Ask what becomes of every text that its field cannot hold, and do it."""
    for kind, records in extract.found.items():
        most = limits(kind)
        for found in records.values():
            long = [
                name
                for name, value in found.values.items()
                if isinstance(value, str) and len(value) > most.get(name, len(value))
            ]
            for name in long:
                _settle(extract, known, found, name, most[name])


def _settle(extract: Extract, known: Known, found: Found, name: str, most: int) -> None:
    text = str(found.values[name])
    where = found.cells.get(name, found.where)
    heading = heading_of(f"{say_name(name)} in full")
    keeps = found.kind in CustomField.RecordKind.values
    in_own = f"and keep the whole in a column of your own, “{heading}”"
    if name in _NAMES:
        options = [(SHORTEN, "Shorten it, and leave out the rest")]
        if keeps:
            options.insert(0, (KEEP, f"Shorten it, {in_own}"))
        elif found.kind == "reading":
            options.insert(0, (KEEP, "Shorten it, and keep the whole in the note"))
    else:
        options = [(SHORTEN, "Keep its beginning"), (LEAVE, "Leave it out")]
        if keeps:
            options.insert(0, (KEEP, f"Leave the field blank, {in_own}"))
    column = f" (column {letter_of(where.cell)})" if where.cell else ""
    question = OpenQuestion(
        f"long:{where.sheet}!{letter_of(where.cell)}:{found.kind}.{name}",
        where,
        f"{text[:60]}…",
        f"This {say_field(f'{found.kind}.{name}')}{column} has {len(text):,} characters; {most:,} "
        "is the most. What is to become of such texts?",
        options[0][0],
        tuple(options),
    )
    said = ask(extract, question)
    is_blank = name not in _NAMES and said != SHORTEN
    if said == KEEP and found.kind == "reading":
        found.values["note"] = "\n".join(filter(None, [found.values.get("note"), text]))
    elif said == KEEP:
        keep_beside(extract, known, found, heading, text, where)
        if is_blank:
            extract.ledger.put_places(where.sheet, [where.cell], own(heading))
    elif said == LEAVE and question.key in extract.choices.answers:
        extract.ledger.put_places(where.sheet, [where.cell], left_out(YOU_LEFT_IT))
    if is_blank:
        del found.values[name]
    else:
        found.values[name] = f"{text[: most - 1].rstrip()}…"


@cache
def limits(kind: str) -> dict[str, int]:
    """The longest text of each field of the model of `kind`, and of what it names by its name."""
    named = {"category": LONGEST_NAME} if kind == "risk" else {}
    return named | {
        field.name: field.max_length
        for field in MODELS[kind]._meta.get_fields()
        if getattr(field, "max_length", None)
    }
