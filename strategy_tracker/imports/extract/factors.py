"""How likely a risk is and how bad, where the register says so in words: asked as 1 to 5."""

from collections.abc import Iterable

from ambitions.updates.null_values import empty_kind
from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.fields import FieldRead
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.extract.risk_scale import level_words
from strategy_tracker.imports.match.model import Column, SheetMatch
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import plain_words
from strategy_tracker.imports.vocabulary.wording import say_field

FACTORS = {"risk.likelihood", "risk.consequence"}
# The words of the NHS's own matrix, which nobody doubts.
_PLAIN = {
    "risk.likelihood": ("rare", "unlikely", "possible", "likely", "almost certain"),
    "risk.consequence": ("negligible", "minor", "moderate", "major", "catastrophic"),
}
_USUAL, _MOST_WORDS = [1, 2, 3, 4, 5], 3


def scale_columns(match: SheetMatch) -> set[int]:
    """The columns with words of a scale, where one unknown word is another of them."""
    return {
        column.index
        for column in match.columns
        if column.field in FACTORS
        and _is_a_scale(row[column.index].text for row in match.sheet.body)
    }


def _is_a_scale(texts: Iterable[str]) -> bool:
    given = [text for text in texts if text]
    return sum(bool(synonyms().value("factor", text)) for text in given) * 2 > len(given)


def read_factor(
    column: Column, cell: Cell, where: Where, result: Extract, *, is_scale: bool
) -> FieldRead | None:
    """The number that a word in a column of FACTORS stands for, as answered or guessed; None for
    what is no such word.

    `is_scale` says that the column is among `scale_columns`.
    """
    if not cell.text or empty_kind(cell.text):
        return None
    short = column.field.partition(".")[2]
    levels = _levels(column.field, result)
    if cell.figure.isdecimal() and len(cell.figure) <= 2 and int(cell.figure) in levels:
        return FieldRead({short: int(cell.figure)})
    plain = plain_words(cell.text)
    known = synonyms().value("factor", cell.text)
    if plain.isdigit() or not plain or (not known and len(plain.split()) > _MOST_WORDS):
        return None
    named = level_words(column.field, result)
    if plain in named:
        return FieldRead({short: named[plain], f"{short}_printed": cell.text})
    if plain in _PLAIN[column.field] and levels == _USUAL:
        number = _PLAIN[column.field].index(plain) + 1
        return FieldRead({short: number, f"{short}_printed": cell.text})
    if not known and not is_scale:
        return None
    guess = known if known and int(known) in levels else str(levels[len(levels) // 2])
    number = int(ask(result, _question(column, cell.text, plain, guess, where, levels)))
    return FieldRead({short: number, f"{short}_printed": cell.text})


def _levels(name: str, result: Extract) -> list[int]:
    """The numbers that likelihood or consequence may have."""
    matrix = result.matrix
    axis = matrix.likelihoods if name == "risk.likelihood" else matrix.consequences
    return [level.value for level in axis] or _USUAL


def _question(
    column: Column, text: str, plain: str, guess: str, where: Where, levels: list[int]
) -> OpenQuestion:
    return OpenQuestion(
        f"factor:{column.field}:{plain}",
        where,
        text,
        f"Which number is “{text}” for the {say_field(column.field)}, from {levels[0]} (least) "
        f"to {levels[-1]} (most)?",
        guess,
        tuple((str(number), str(number)) for number in levels),
    )
