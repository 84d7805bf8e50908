"""How likely a risk is and how bad, where the register says so in words: asked as 1 to 5."""

from ambitions.updates.null_values import empty_kind
from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.fields import FieldRead
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import Column
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import plain_words
from strategy_tracker.imports.vocabulary.wording import say_field

_FACTORS = {"risk.likelihood", "risk.consequence"}
# The words of the NHS's own matrix, which nobody doubts.
_PLAIN = {
    "risk.likelihood": ("rare", "unlikely", "possible", "likely", "almost certain"),
    "risk.consequence": ("negligible", "minor", "moderate", "major", "catastrophic"),
}
_MIDDLE, _MOST_WORDS = "3", 3


def read_factor(column: Column, cell: Cell, where: Where, result: Extract) -> FieldRead | None:
    """The number that a word stands for, as answered or guessed; None for what is no such word."""
    if column.field not in _FACTORS or not cell.text or empty_kind(cell.text):
        return None
    plain = plain_words(cell.text)
    known = synonyms().value("factor", cell.text)
    if plain.isdigit() or not plain or (not known and len(plain.split()) > _MOST_WORDS):
        return None
    short = column.field.partition(".")[2]
    if plain in _PLAIN[column.field]:
        number = _PLAIN[column.field].index(plain) + 1
        return FieldRead({short: number, f"{short}_printed": cell.text})
    if not known and not _is_a_scale(column, result, where.sheet):
        return None
    question = _ask(column, cell.text, plain, known or _MIDDLE, where)
    if all(doubt.key != question.key for doubt in result.doubts):
        result.doubts.append(question)
    answer = result.choices.answers.get(question.key, question.guess)
    # A profile may say anything.
    number = int(answer if answer in dict(question.options) else question.guess)
    return FieldRead({short: number, f"{short}_printed": cell.text})


def _is_a_scale(column: Column, result: Extract, sheet: str) -> bool:
    """Whether a column has words of a scale, so that one unknown word is another of them."""
    for match in result.matches:
        if match.sheet.title == sheet and column in match.columns:
            texts = [row[column.index].text for row in match.sheet.body]
            known = sum(bool(synonyms().value("factor", text)) for text in texts)
            return known * 2 > sum(map(bool, texts))
    return False


def _ask(column: Column, text: str, plain: str, guess: str, where: Where) -> OpenQuestion:
    return OpenQuestion(
        f"factor:{column.field}:{plain}",
        where,
        text,
        f"Which number is “{text}” for the {say_field(column.field)}, from 1 (least) to 5 (most)?",
        guess,
        tuple((str(number), str(number)) for number in range(1, 6)),
    )
