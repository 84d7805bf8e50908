"""What the columns of answers ask: existing questions, and new ones with their scales."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.text import slugify

from ambitions.updates.null_values import empty_kind
from strategy_tracker.imports.changeset import Where
from strategy_tracker.imports.extract.model import Extract, Question
from strategy_tracker.imports.match.model import DIRECTION, RATING, TEXT, Column, Known, SheetMatch
from strategy_tracker.imports.match.profile import profile_column
from strategy_tracker.imports.vocabulary.scales import (
    LETTERS,
    LONGEST_RATING,
    Scale,
    choose_scale,
    slip_of,
)
from strategy_tracker.imports.vocabulary.values import (
    parse_direction,
    parse_percent,
    plain_words,
    without_arrow,
)


def find_questions(
    matches: list[SheetMatch], known: Known, result: Extract
) -> dict[tuple[str, str], Question]:
    """Every question by (level, plain label); new ones with a scale chosen or proposed."""
    part_vocabularies(matches, known)
    questions: dict[tuple[str, str], Question] = {}
    words: dict[tuple[str, str], dict[str, int]] = {}
    scales = {scale.name: scale for scale in known.scales}
    for match, column in _answer_columns(matches):
        key = (match.level, plain_words(column.label))
        if column.note:
            where = Where(match.sheet.title, match.sheet.cell(0, column.index).address)
            result.period_notes.append((column.purpose, column.note, where))
        asked = next(
            (
                asked
                for asked in known.asked
                if asked.level == match.level and asked.code == column.code
            ),
            None,
        )
        question = questions.setdefault(
            key,
            Question(
                level=match.level,
                label=column.label,
                is_rating=column.field == RATING,
                is_new=not column.code,
                code=column.code or _new_code(key, questions, known),
                purpose=column.purpose,
                note=column.note,
                scale=scales.get(asked.scale) if asked else None,
            ),
        )
        arrows = any(
            other.field == DIRECTION and other.rates == column.index for other in match.columns
        )
        if question.is_rating and not column.is_percent:
            profile = profile_column(match.sheet, _data_rows(match), column.index)
            seen = words.setdefault(key, {})
            for word, count in profile.words.items():
                arrows = arrows or bool(parse_direction(word, words=False))
                if not empty_kind(word) and plain_words(word) and len(word) <= LONGEST_RATING:
                    seen[word] = seen.get(word, 0) + count
        question.has_direction = question.has_direction or arrows
    _set_scales(questions, words, known, list(result.layout.legend.own.values()))
    _one_explanation_each(questions, known)
    return questions


def part_vocabularies(matches: list[SheetMatch], known: Known) -> None:
    """Rate apart what has one heading on two sheets, in colours on one and in words on another.

    A sheet may say "Red" where another says "Overdue" under the same heading; the later one
    is then asked under the name of its sheet as well.
    """
    seen: dict[tuple[str, str], set[str]] = {}
    for match in matches:
        for place, column in enumerate(match.columns):
            if column.field != RATING or column.is_percent:
                continue
            words = _words_of(match, column)
            before = seen.setdefault((match.level, plain_words(column.label)), set())
            if before and words and _are_colours(before) != _are_colours(words):
                apart = _asked_apart(match, column, known)
                match.columns[place] = apart
                seen.setdefault((match.level, plain_words(apart.label)), set()).update(words)
            else:
                before |= words


def _are_colours(words: set[str]) -> bool:
    return words <= {"red", "amber", "yellow", "green", "blue", "grey", "brown", "black", "purple"}


def _words_of(match: SheetMatch, column: Column) -> set[str]:
    profile = profile_column(match.sheet, _data_rows(match), column.index)
    return {
        plain_words(LETTERS.get(without_arrow(word).upper(), word))
        for word in profile.words
        if not empty_kind(word)
    }


def _asked_apart(match: SheetMatch, column: Column, known: Known) -> Column:
    """The column asked under the name of its sheet, as the strategy may ask it already."""
    label = f"{column.label} ({match.sheet.title})"
    asked = (
        asked.code
        for asked in known.asked
        if asked.level == match.level
        and asked.is_rating
        and plain_words(asked.label) == plain_words(label)
    )
    return replace(column, label=label, code=next(asked, ""))


def _new_code(
    key: tuple[str, str], questions: dict[tuple[str, str], Question], known: Known
) -> str:
    """A code from the label's words that nothing asked at the level has."""
    level, plain = key
    taken = {asked.code for asked in known.asked if asked.level == level}
    taken |= {question.code for question in questions.values() if question.level == level}
    stem = "-".join(slugify(plain).split())[:55] or "question"
    return (
        stem
        if stem not in taken
        else next(code for number in range(2, 1000) if (code := f"{stem}-{number}") not in taken)
    )


def _answer_columns(matches: list[SheetMatch]) -> Iterable[tuple[SheetMatch, Column]]:
    return (
        (match, column)
        for match in matches
        for column in match.columns
        if column.field in (RATING, TEXT)
    )


def _data_rows(match: SheetMatch) -> list[int]:
    return list(match.sheet.data_rows())


def _set_scales(
    questions: dict[tuple[str, str], Question],
    words: dict[tuple[str, str], dict[str, int]],
    known: Known,
    legend: list[str],
) -> None:
    """A scale for each new rating; columns whose words are among another's share its scale.

    Where the workbook's `legend` has all the words of a column, its others are on the scale too.
    """
    scales = list(known.scales)
    unset = [key for key in words if questions[key].is_new]
    bare_words = {key: _as_spelled_best(words[key]) for key in unset}
    for key in sorted(unset, key=lambda question_key: -len(bare_words[question_key])):
        question, bare = questions[key], bare_words[key]
        if bare and set(bare) <= set(legend):
            bare |= {label: 0 for label in legend if label not in bare}
        question.scale = choose_scale(question.label, bare, scales, question.purpose)
        question.slips = {word: slip for word in bare if (slip := slip_of(word, bare))}
        if question.scale.is_new and question.scale not in scales:
            taken = {scale.name.casefold() for scale in scales}
            if question.scale.name.casefold() in taken:
                name = next(
                    name
                    for number in range(2, 1000)
                    if (name := f"{question.label} {number}").casefold() not in taken
                )
                question.scale = Scale(name, question.scale.ratings, is_new=True)
            scales.append(question.scale)
    _name_shared_scales(questions)


def _as_spelled_best(words: dict[str, int]) -> dict[str, int]:
    """`words` and their counts with "A↑" and "A↓" as one, and "on track" and "ON TRACK"."""
    spellings: dict[str, dict[str, int]] = {}
    for word, count in words.items():
        bare = without_arrow(word)
        same = spellings.setdefault(plain_words(bare), {})
        same[bare] = same.get(bare, 0) + count
    return {
        max(same, key=lambda word: (word == word.capitalize(), same[word])): sum(same.values())
        for same in spellings.values()
    }


def _name_shared_scales(questions: dict[tuple[str, str], Question]) -> None:
    """A new scale of two columns is called after both."""
    by_scale: dict[str, list[Question]] = {}
    for question in questions.values():
        if question.scale and question.scale.is_new:
            by_scale.setdefault(question.scale.name, []).append(question)
    for sharing in by_scale.values():
        name = " and ".join(question.label for question in sharing)[:100]
        for question in sharing if len(sharing) > 1 else ():
            if question.scale:
                question.scale = Scale(name, question.scale.ratings, is_new=True)


def _one_explanation_each(questions: dict[tuple[str, str], Question], known: Known) -> None:
    """A level has one explanation and one mitigation; any other is a question like others."""
    taken = {
        (asked.level, asked.purpose)
        for asked in known.asked
        if not asked.is_rating and not asked.is_archived
    }
    for question in questions.values():
        if not question.is_new or question.purpose not in ("explanation", "mitigation"):
            continue
        if (question.level, question.purpose) in taken:
            question.purpose = "general"
        taken.add((question.level, question.purpose))


@dataclass(frozen=True)
class RatingSaid:
    """What a cell answers to a rating: a word of its scale or a percentage, and its arrow; or
    what is wrong with it and what to write."""

    label: str = ""
    number: Decimal | None = None
    direction: str = ""
    problem: str = ""
    remedy: str = ""


def read_rating(question: Question, text: str) -> RatingSaid:
    """What the cell `text` answers to `question`; neither label nor number when it is wrong."""
    direction = parse_direction(text, words=False)
    if question.scale is None:
        return _read_percent(text)
    word = without_arrow(text)
    rating = question.scale.find(word)
    if rating and word not in question.slips:
        return RatingSaid(rating.label, None, direction)
    offered = ", ".join(rating.label for rating in reversed(question.scale.ratings))
    problem = f"“{text}” is not on the scale “{question.scale.name}”."
    return RatingSaid(problem=problem, remedy=f"Use one of: {offered}.")


def _read_percent(text: str) -> RatingSaid:
    number = parse_percent(text)
    if number is None:
        remedy = "Write a number from 0 to 100, such as 75%."
        return RatingSaid(problem=f"“{text}” is no percentage.", remedy=remedy)
    # 0.75 in a cell not shown as a percentage may be 75 % or less than 1 %.
    if 0 < number < 1 and "%" not in text:
        return RatingSaid(
            problem=f"“{text}” may be a percentage or a fraction of one.",
            remedy="Show the cell as a percentage in Excel, or write 75 for 75%.",
        )
    return RatingSaid(number=number)
