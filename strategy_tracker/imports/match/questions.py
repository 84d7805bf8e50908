"""What a column that is no field of a record asks: of the strategy already, or something new."""

from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process

from strategy_tracker.imports.layout.headings import (
    SHORTEST_NEAR_MATCH,
    core_of,
    likeness,
    spelled_out,
    words_without_period,
)
from strategy_tracker.imports.match.model import DIRECTION, RATING, TEXT, Asked, Column, Known
from strategy_tracker.imports.match.profile import ColumnProfile
from strategy_tracker.imports.match.roles import (
    heads_ratings,
    is_no_text,
    names_state,
    says_whether,
)
from strategy_tracker.imports.vocabulary.synonyms import SheetKind, synonyms
from strategy_tracker.imports.vocabulary.values import plain_words


def answer_column(
    kind: SheetKind,
    index: int,
    heading: str,
    profile: ColumnProfile,
    level: str,
    known: Known,
    taken: set[tuple[str, str]],
    role: str | None = None,
    *,
    is_heard: bool = True,
    is_alone: bool = False,
) -> Column:
    """A column that is no field of a record: what it answers, or that it is left out.

    `taken` are the (field, code) of questions that other columns of the sheet answer; `role` is
    whether it was found to be a rating or words, "" for neither and None where nobody looked;
    `is_heard` is whether its heading has a word that says so, `is_alone` whether no other is
    headed the same but for the period.
    """
    if not kind.answers:
        return Column(
            index, heading, "", 0, f"no field of {_with_article(kind.holds)} is called that"
        )
    core = core_of(heading)
    label, note = core.label, core.note
    column = Column(index, heading, TEXT, 0.5, "", label=label, note=note)
    existing = [
        question for question in known.asked if question.level == level and not question.is_archived
    ]
    for question in existing:
        if plain_words(question.label) in (plain_words(label), plain_words(heading)):
            return _existing_question(column, question, 1.0, "the strategy already asks this")
    undated = [
        question
        for question in existing
        if is_alone and _is_of_another_period(question, heading)
        and (RATING if question.is_rating else TEXT, question.code) not in taken
        and _could_answer(question, column, profile, known)
    ]  # fmt: skip
    if len(undated) == 1:
        evidence = f"the strategy asks this as “{undated[0].label}”, of another period"
        return _existing_question(column, undated[0], 0.9, evidence)
    column = _new_question(
        column, spelled_out(plain_words(label)), profile, role, is_heard=is_heard
    )
    if not column.field:
        return column
    same = [
        question
        for question in existing
        if question.purpose == column.purpose
        and column.purpose != "general"
        and question.is_rating == (column.field == RATING)
        and (column.field, question.code) not in taken
        and _fits(question, column, profile, known)
    ]
    if len(same) == 1:
        evidence = f"the strategy asks this as “{same[0].label}”"
        return _existing_question(column, same[0], 0.9, evidence)
    return column


def asked_in_words(column: Column, level: str, known: Known) -> Column:
    """A column whose label is a question in words: what the strategy asks so, or a new one."""
    for question in known.asked:
        same = plain_words(question.label) == plain_words(column.label)
        if same and question.level == level and not question.is_rating and not question.is_archived:
            return _existing_question(column, question, column.confidence, column.evidence)
    purpose = synonyms().narratives.get(plain_words(column.label), "general")
    return replace(column, purpose=purpose)


def _with_article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _existing_question(column: Column, question: Asked, confidence: float, evidence: str) -> Column:
    return replace(
        column,
        field=RATING if question.is_rating else TEXT,
        confidence=confidence,
        evidence=evidence,
        code=question.code,
        label=question.label,
        purpose=question.purpose,
        is_percent=question.is_rating and not question.scale,
    )


def _is_of_another_period(question: Asked, heading: str) -> bool:
    """Whether "Update Dec" asks what "Update Sept" does."""
    words = words_without_period(heading)
    return words != "period" and words == words_without_period(question.label)


def _could_answer(question: Asked, column: Column, profile: ColumnProfile, known: Known) -> bool:
    field = RATING if question.is_rating else TEXT
    return _fits(
        question, replace(column, field=field, is_percent=profile.is_percent), profile, known
    )


def _fits(question: Asked, column: Column, profile: ColumnProfile, known: Known) -> bool:
    """Whether the column's values could all be answers to `one`."""
    if column.field != RATING:
        return True
    if column.is_percent or not question.scale:
        return column.is_percent and not question.scale
    scale = next(scale for scale in known.scales if scale.name == question.scale)
    return all(scale.find(word) for word in profile.words)


@lru_cache(maxsize=4096)
def _purposes(plain: str) -> tuple[str, str]:
    """What a rating and what words are for that are headed so, or nearly so; "" for neither."""
    words = synonyms()
    if plain in words.ratings or plain in words.narratives or len(plain) < SHORTEST_NEAR_MATCH:
        return words.ratings.get(plain, ""), words.narratives.get(plain, "")
    known = [
        synonym
        for synonym in (*words.ratings, *words.narratives)
        if len(synonym) > SHORTEST_NEAR_MATCH
    ]
    near = process.extractOne(plain, known, scorer=likeness, score_cutoff=words.threshold)
    return (_hinted(plain), "") if near is None else _purposes(near[0])


def _hinted(plain: str) -> str:
    """What a rating is for by one word of its heading: "forecast" for "Predicted year end RAG"."""
    for purpose in ("forecast", "delivery"):
        hints = synonyms().hints[purpose]
        if any(
            likeness(word, hint) >= synonyms().threshold for word in plain.split() for hint in hints
        ):
            return purpose
    return ""


def _new_question(
    column: Column, plain: str, profile: ColumnProfile, role: str | None, *, is_heard: bool
) -> Column:
    """Something the strategy does not ask yet: its kind from the heading and the values."""
    rates, tells = _purposes(plain)
    if not rates and names_state(column.heading) and says_whether(profile):
        rates = "delivery"
    if rates == "direction":
        return replace(column, field=DIRECTION, confidence=1.0, evidence="an arrow or its word")
    purpose = rates or "delivery"
    if profile.is_percent or ("percent" in plain.split() and profile.is_number):
        evidence = "every value is a percentage"
        purpose = rates or ("confidence" if "confidence" in plain else "progress")
        return replace(
            column,
            field=RATING,
            confidence=1.0,
            evidence=evidence,
            purpose=purpose,
            is_percent=True,
        )
    is_rated = rates and profile.could_be_rating and role not in ("", TEXT)
    if is_rated and heads_ratings(profile, tells=bool(tells)):
        evidence = f"the heading is one we know, with {len(profile.spellings)} different values"
        return replace(column, field=RATING, confidence=1.0, evidence=evidence, purpose=purpose)
    if profile.looks_rated and not tells:
        shown = ", ".join(sorted(profile.words))
        evidence = f"the values are few and read as ratings: {shown}"
        return replace(column, field=RATING, confidence=0.9, evidence=evidence, purpose=purpose)
    if role == RATING:
        evidence = "words of its heading ask for a rating, and its values are few"
        return replace(column, field=RATING, confidence=0.7, evidence=evidence, purpose=purpose)
    if tells and not (role == "" and is_no_text(profile)):
        evidence = "the heading is one we know"
        return replace(column, confidence=1.0, evidence=evidence, purpose=tells)
    if role == "":
        evidence = "no field of ours is called that, and its values do not tell"
        return replace(column, field="", label="", note="", confidence=0.0, evidence=evidence)
    evidence = "it has words of the period, asked as a question in the trust's own words"
    sure = 0.8 if is_heard else 0.7
    return replace(column, confidence=sure, evidence=evidence, purpose="general")
