"""Words that are on no scale: made ratings, read as one that there is, or no rating."""

from dataclasses import replace

from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.model import Extract, Question
from strategy_tracker.imports.extract.questions import RatingSaid
from strategy_tracker.imports.vocabulary.scales import (
    LONGEST_RATING,
    Scale,
    free_letter,
    propose_scale,
)
from strategy_tracker.imports.vocabulary.values import (
    parse_date,
    parse_direction,
    parse_percent,
    plain_words,
    without_arrow,
)

NO_RATING, NEW = "none", "new"


def ask_about_word(result: Extract, question: Question, text: str, where: Where) -> RatingSaid:
    """What a cell rates that says no word of the question's scale, as was answered or guessed."""
    scale = question.scale
    if scale is None:
        return _ask_about_percent(result, question, text, where)
    word = without_arrow(text)
    options = [(rating.label, f"Read it as {rating.label}") for rating in reversed(scale.ratings)]
    if _may_be_rating(word):
        options.append((NEW, f"Add it to the scale “{scale.name}”"))
    options.append((NO_RATING, "It is no rating"))
    guess = question.slips.get(word, "")
    slip = scale.find(guess) if guess else None
    said = ask(
        result,
        OpenQuestion(
            f"word:{question.level}:{question.code}:{plain_words(word)}",
            where,
            text,
            f"“{word}” is not on the scale “{scale.name}” of “{question.label}”. What does it say?",
            slip.label if slip else NEW if _may_be_rating(word) else NO_RATING,
            tuple(options),
        ),
    )
    if said == NO_RATING:
        return RatingSaid()
    label = _add(result, scale, word) if said == NEW else said
    return RatingSaid(label, None, parse_direction(text, words=False))


def _may_be_rating(word: str) -> bool:
    """Not where it is a figure, a date or a sentence."""
    return (
        len(word) <= LONGEST_RATING
        and any(map(str.isalpha, word))
        and parse_percent(word) is None
        and parse_date(word).day is None
    )


def _add(result: Extract, scale: Scale, word: str) -> str:
    """Put `word` on the scale, here and wherever else that is asked on; returns its label."""
    labels = [*(rating.label for rating in scale.ratings), word]
    made = next(r for r in propose_scale(scale.name, labels).ratings if r.label == word)
    taken = {rating.letter for rating in scale.ratings}
    letter = free_letter(word, taken) if made.letter in taken else made.letter
    made = replace(made, letter=letter)
    if not scale.is_new:
        result.new_ratings.setdefault(scale.name, []).append(made)
    for question in result.questions.values():
        if question.scale and question.scale.name == scale.name:
            question.scale = replace(question.scale, ratings=(*question.scale.ratings, made))
    return made.label


def _ask_about_percent(result: Extract, question: Question, text: str, where: Where) -> RatingSaid:
    """0.75 in a cell not shown as a percentage may be 75 % or less than 1 %; words are neither."""
    number = parse_percent(text)
    options = [(NO_RATING, "It is no percentage")]
    if number is not None:
        both = [f"{one.normalize():f}" for one in (number * 100, number)]
        options = [*((one, f"{one}%") for one in both), *options]
    said = ask(
        result,
        OpenQuestion(
            f"percent:{question.level}:{question.code}:{text}",
            where,
            text,
            f"“{text}” is no percentage that is clear. What does it say?",
            options[0][0],
            tuple(options),
        ),
    )
    return RatingSaid() if said == NO_RATING else RatingSaid(number=parse_percent(said))
