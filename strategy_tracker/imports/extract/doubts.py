"""Questions that arise as rows are read: one for a word or a column, of all its cells."""

from dataclasses import replace

from strategy_tracker.imports.changeset import OpenQuestion
from strategy_tracker.imports.extract.ledger import asked, say_areas
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.read.sheet import place_of


def ask(result: Extract, question: OpenQuestion) -> str:
    """The answer to `question`, or its guess where nobody gave one.

    Asked again of another cell, by the same key, it stays one question.
    """
    first, places = result.asked.setdefault(question.key, (question, []))
    places.append(question.where)
    said = result.choices.answers.get(question.key, first.guess)
    return said if said in dict(first.options) else first.guess


def take_asked(result: Extract) -> list[OpenQuestion]:
    """What was asked on the way since this was last called, each with its cells."""
    found = []
    for question, places in result.asked.values():
        sheet = question.where.sheet
        cells = {place_of(where.cell) for where in places if where.sheet == sheet and where.cell}
        areas = tuple(say_areas(cells)) if len(cells) > 1 else ()
        found.append(replace(question, cells=areas))
        if question.key in result.choices.answers:
            continue
        for where in places:
            result.ledger.put_places(where.sheet, [where.cell], asked(question.question))
    result.asked.clear()
    return found
