"""What is told of a workbook beside its records: its regions, its colours, what is unclear."""

from collections.abc import Iterable

from strategy_tracker.imports.changeset import (
    ColumnNote,
    LegendNote,
    OpenQuestion,
    SheetNote,
    Where,
)
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.compare.people import unclear_people
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.colours import Shown
from strategy_tracker.imports.layout.table import LEFT_OUT, say_place
from strategy_tracker.imports.layout.tables import YOU_GROUPED_IT
from strategy_tracker.imports.match.model import CHOSEN, OWN, Column, SheetMatch
from strategy_tracker.imports.vocabulary.wording import say_field

_LONGEST_SAMPLE = 120
_SAMPLES = 3
_PLAIN_SCALE = ("Red", "Amber", "Green", "Blue")
NO_RATING = "none"
_TOLD = {
    "you": (1.0, CHOSEN),
    "legend": (1.0, "the workbook's own key says so"),
    "hue": (0.9, "the colour is nearest to that"),
    "": (0.0, "the colour is none of red, amber, green and blue, and no key tells it"),
}


def sheet_notes(extract: Extract) -> list[SheetNote]:
    """One note for each region of each sheet, in the order of the workbook."""
    notes = [_of_match(match) for match in extract.matches]
    notes += [
        SheetNote(
            region.title, "", 0, [], list(region.area), say_place(region.title, region.area),
            region.kind, region.why,
        )
        for region in extract.layout.regions
    ]  # fmt: skip
    order = {title: number for number, title in enumerate(extract.sheets)}
    return sorted(notes, key=lambda note: (order.get(note.title, 0), note.area[:2]))


def _of_match(match: SheetMatch) -> SheetNote:
    table = match.sheet
    why = _as_sentence(table.why) or _say_rows(match)
    if not match.holds:
        nothing = "No heading here names an objective, ambition, action, measure or risk."
        why = match.why or nothing
    return SheetNote(
        table.title,
        match.holds,
        len(table.body),
        [_of_column(match, column) for column in match.columns if _is_to_match(match, column)],
        list(table.area),
        table.place,
        table.kind if match.holds else LEFT_OUT,
        why,
    )


def _as_sentence(why: str) -> str:
    """A reason that stands in brackets elsewhere, as a sentence of its own."""
    return f"{why[:1].upper()}{why[1:].rstrip('.')}." if why else ""


def _is_to_match(match: SheetMatch, column: Column) -> bool:
    """Whether a person could say otherwise of it: not of what the layout alone made."""
    made = column.index in match.sheet.given and match.sheet.kind in ("form", "scorecard", "title")
    return not made or (match.holds != "passage" and bool(column.field))


def _say_rows(match: SheetMatch) -> str:
    """How the rows of an ordinary table were read."""
    if not match.holds or not match.sheet.body:
        return ""
    if match.sheet.kind == "list":
        return f"It lists its {match.holds}s one below the other."
    article = "an" if match.holds[0] in "aeiou" else "a"
    given = match.sheet.given.values()
    marked = any(one.evidence == YOU_GROUPED_IT for one in given)
    but = ", but for those that you marked to head others" if marked else ""
    return f"It has one row of headings, and each row under it is {article} {match.holds}{but}."


def _of_column(match: SheetMatch, column: Column) -> ColumnNote:
    samples: list[dict[str, str]] = []
    for row in match.sheet.body:
        cell = row[column.index]
        text = cell.text[:_LONGEST_SAMPLE]
        if (text or cell.fill) and all(sample["text"] != text for sample in samples):
            samples.append({"cell": cell.address, "text": text, "fill": cell.fill})
        if len(samples) == _SAMPLES:
            break
    return ColumnNote(
        column.letter,
        column.heading,
        say_column(column.field),
        column.confidence,
        column.evidence,
        column.field,
        samples,
    )


def say_column(name: str) -> str:
    """What a column was taken for, in words."""
    words = {
        "": "Left out",
        "answer.rating": "Rating of the period",
        "answer.text": "Words of the period",
        "answer.direction": "Direction of the rating beside it",
        "answer.period": "Period",
        OWN: "A column of your own",
    }.get(name) or say_field(name)
    return words[:1].upper() + words[1:]


# Colours and words that rate


def legend_notes(extract: Extract, existing: Existing) -> list[LegendNote]:
    """Every colour and every word that was read as a rating, with what it may be instead."""
    options = tuple((label, label) for label in _labels(extract, existing))
    notes = [
        LegendNote(
            colour.key, colour.fill, colour.count, colour.meaning, *_TOLD[colour.told_by], options
        )
        for colour in extract.layout.legend.shown.values()
    ]
    read = {word for word, label in extract.rated if label}
    for (word, label), count in sorted(extract.rated.items(), key=lambda pair: -pair[1]):
        if not label and word in read:
            continue
        chosen = word in extract.choices.legend
        evidence = CHOSEN if chosen else "a word of the scale" if label else "on no scale"
        confidence = 1.0 if label or chosen else 0.0
        notes.append(LegendNote(word, "", count, label, confidence, evidence, options))
    return notes


def _labels(extract: Extract, existing: Existing) -> list[str]:
    scales = [question.scale for question in extract.questions.values() if question.scale]
    scales += existing.known.scales
    labels = [rating.label for scale in scales for rating in scale.ratings]
    return list(dict.fromkeys([*labels, *_PLAIN_SCALE]))


# What is unclear


def all_questions(extract: Extract, existing: Existing) -> list[OpenQuestion]:
    """What is asked, answered or not, in the order of the workbook."""
    unknown = (colour for colour in extract.layout.legend.shown.values() if not colour.told_by)
    return [
        *_about_colours(unknown, extract, existing),
        *extract.doubts,
        *unclear_people(extract, existing),
    ]


def _about_colours(
    unknown: Iterable[Shown], extract: Extract, existing: Existing
) -> Iterable[OpenQuestion]:
    options = [(label, label) for label in _labels(extract, existing)]
    for colour in unknown:
        cells = f"{colour.count} cells are" if colour.count > 1 else "One cell is"
        yield OpenQuestion(
            f"colour:{colour.key}",
            Where(colour.sheet, colour.cell),
            colour.key,
            f"{cells} of this colour ({colour.key}) and say nothing. Which rating does it show?",
            NO_RATING,
            (*options, (NO_RATING, "No rating")),
        )
