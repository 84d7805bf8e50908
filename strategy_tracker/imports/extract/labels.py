"""What columns of answers are asked under: headings that are too long, or that two columns have."""

from dataclasses import replace

from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.model import (
    CHOSEN,
    RATING,
    TEXT,
    Column,
    Known,
    SheetMatch,
)
from strategy_tracker.imports.vocabulary.values import plain_words

LONGEST_LABEL = 200
SHORTEN, LEAVE = "shorten", "leave"
BOTH, FIRST, SECOND = "both", "first", "second"


def settle_labels(match: SheetMatch, result: Extract, known: Known) -> dict[str, str]:
    """Ask of headings that cannot be those of questions, and change the columns as is answered.

    Gives the whole of each heading that was shortened, by the label that it has now.
    """
    whole = {}
    for place, column in enumerate(match.columns):
        if column.field in (RATING, TEXT) and len(column.label) > LONGEST_LABEL:
            match.columns[place] = _shorten(match, column, result, known)
            whole[match.columns[place].label] = column.heading
    first: dict[str, int] = {}
    for place, column in enumerate(match.columns):
        if column.field not in (RATING, TEXT) or not column.label:
            continue
        before = first.setdefault(_asked_under(column), place)
        if before != place:
            _tell_apart(match, before, place, result, known)
    return whole


def _asked_under(column: Column) -> str:
    return plain_words(f"{column.label} {column.period}")


def _shorten(match: SheetMatch, column: Column, result: Extract, known: Known) -> Column:
    label = f"{column.label[: LONGEST_LABEL - 1].rstrip()}…"
    question = OpenQuestion(
        f"heading:{match.sheet.title}!{column.letter}",
        _heading_at(match, column),
        f"{column.label[:60]}…",
        f"The heading of column {column.letter} has {len(column.label):,} characters; "
        f"{LONGEST_LABEL} is the most that a question may have. What is to become of it?",
        SHORTEN,
        (
            (SHORTEN, "Shorten it, and keep the whole as the guidance of the question"),
            (LEAVE, "Leave the column out"),
        ),
    )
    if ask(result, question) == LEAVE:
        return _left_out(column)
    return replace(column, label=label, code=_code_of(label, match, column, known))


def _tell_apart(match: SheetMatch, first: int, second: int, result: Extract, known: Known) -> None:
    """Two columns of one heading: two questions, or one of them is left out."""
    one, other = match.columns[first], match.columns[second]
    labels = {_asked_under(column) for column in match.columns}
    # "Q2 RAG" beside "Q1 RAG" says more than a number does.
    numbered = [other.heading] if len(other.heading) <= LONGEST_LABEL else []
    numbered += [f"{other.label} {number}" for number in range(2, len(match.columns) + 2)]
    label = next(t for t in numbered if plain_words(f"{t} {other.period}") not in labels)
    question = OpenQuestion(
        f"same:{match.sheet.title}!{other.letter}",
        _heading_at(match, other),
        other.heading,
        f"Columns {one.letter} and {other.letter} have the same heading, “{other.heading}”. What "
        "are they?",
        BOTH,
        (
            (BOTH, f"Two questions, the second called “{label}”"),
            (FIRST, f"Take column {one.letter}, and leave out {other.letter}"),
            (SECOND, f"Take column {other.letter}, and leave out {one.letter}"),
        ),
    )
    said = ask(result, question)
    if said == FIRST:
        match.columns[second] = _left_out(other)
    elif said == SECOND:
        match.columns[first] = _left_out(one)
    else:
        code = _code_of(label, match, other, known)
        match.columns[second] = replace(other, label=label, code=code)


def _left_out(column: Column) -> Column:
    return replace(column, field="", label="", code="", evidence=CHOSEN)


def _code_of(label: str, match: SheetMatch, column: Column, known: Known) -> str:
    """The code of the question that the strategy asks under `label`; "" for none."""
    asked = (
        asked.code
        for asked in known.asked
        if asked.level == match.level
        and asked.is_rating == (column.field == RATING)
        and plain_words(asked.label) == plain_words(label)
    )
    return next(asked, "")


def _heading_at(match: SheetMatch, column: Column) -> Where:
    return Where(match.sheet.title, match.sheet.cell(0, column.index).address)
