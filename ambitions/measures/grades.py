"""Grades of measures: words of a rating scale, in the order that the trust gave them.

A reading keeps the words that were printed; which grade they are is worked out from the scale that
its measure chose. Words that are none of its grades are kept, printed, and said to be none.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from ambitions.measures.values import is_given, size
from ambitions.models import Measure, Reading
from objectives.models import Rating, RatingScale
from strategy_tracker.accounts.history import as_at, set_related

Grade = TypeVar("Grade")

NOT_A_GRADE = "not one of its grades"
# Each begins with what a spreadsheet has for it, by which a pasted cell finds its option.
_EMPTY = [("-", "- no data"), ("N/A", "N/A not applicable"), ("TBC", "TBC to be confirmed")]


def set_grades(measures: Iterable[Measure], moment: datetime | None, trust_id: int) -> None:
    """Give each measure the scale it chose with its ratings as at `moment` (None: as they are).

    Two queries where one of them is graded on a scale, else none.
    """
    graded = [measure for measure in measures if measure.grade_scale_id]
    if not graded:
        return
    scales = {scale.pk: scale for scale in as_at(RatingScale, moment, trust=trust_id)}
    ratings: dict[int, list[Rating]] = defaultdict(list)
    for rating in as_at(Rating, moment, scale__trust=trust_id):
        ratings[rating.scale_id].append(rating)
    for pk, scale in scales.items():
        set_related(scale, "ratings", sorted(ratings[pk], key=lambda row: (row.position, row.pk)))
    for measure in graded:
        # One that was made after the moment has no grades then.
        measure.grade_scale = scales.get(measure.grade_scale_id or 0)


def grades_of(measure: Measure) -> list[Rating]:
    """The measure's grades, the worst first; [] for one that has none."""
    return list(measure.grade_scale.ratings.all()) if measure.grade_scale else []


def grade_called(words: str, grades: Iterable[Grade]) -> Grade | None:
    """The one of `grades` that `words` name: its label, or else its letter; None for no grade.

    Each has a label and a letter, as a rating has, and as one has that an import knows.
    """
    plain = " ".join(words.split()).casefold()
    known = list(grades)
    for name in ("label", "letter"):
        for grade in known:
            if plain == " ".join(getattr(grade, name).split()).casefold():
                return grade
    return None


def grade_of(measure: Measure, reading: Reading | None) -> Rating | None:
    """Which of its measure's grades a reading is; None where it is none or may not be told."""
    if reading is None or reading.is_withheld or not is_given(reading):
        return None
    return grade_called(reading.raw, grades_of(measure))


def is_no_grade(measure: Measure, reading: Reading | None) -> bool:
    """Whether a reading says something that is none of its measure's grades."""
    if reading is None or reading.is_withheld or not is_given(reading):
        return False
    return bool(measure.grade_scale) and grade_of(measure, reading) is None


def size_of(measure: Measure, reading: Reading | None) -> Decimal | None:
    """What a reading counts as beside others of its measure: a grade by its place on the scale,
    from 1 for the worst; anything else by its number."""
    if not measure.grade_scale_id:
        return size(reading)
    grade = grade_of(measure, reading)
    return Decimal(grades_of(measure).index(grade) + 1) if grade else None


def choices_of(measure: Measure, known: str = "") -> list[tuple[str, str]]:
    """What may be chosen as a reading of a measure with grades: its grades, the kinds of empty,
    and what is `known` already, whatever it is; [] for a measure that has none."""
    grades = grades_of(measure)
    if not grades:
        return []
    choices = [("", "Choose"), *((grade.label, grade.label) for grade in grades), *_EMPTY]
    if known not in dict(choices):
        is_grade = grade_called(known, grades)
        choices.append((known, known if is_grade else f"{known} ({NOT_A_GRADE})"))
    return choices


def grade_verdict(measure: Measure, actual: Reading | None, aim: Reading | None) -> str:
    """ "Met" or "Missed", by the order of the grades; "" where one of the two is no grade.

    The scale says which way is better. Nothing is close: what lies between two grades is not known.
    """
    reached, wanted = size_of(measure, actual), size_of(measure, aim)
    if reached is None or wanted is None:
        return ""
    return "Met" if reached >= wanted else "Missed"
