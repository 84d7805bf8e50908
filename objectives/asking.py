"""What is asked of an item in a period: THE rule, for forms, lists, papers, exports and imports.

A question is asked of one level; of actions, of some kinds or of all; and always, or only in the
periods in which the financial year, or half of it, ends. What is not asked is not missing.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from django.utils.text import get_text_list

from objectives.dimensions import main_dimension
from objectives.models import Dimension, Heading, Level, Period, Strategy
from objectives.models.asked import KINDS, Asked
from strategy_tracker.ui.display import inside

Question = Dimension | Heading
Q = TypeVar("Q", Dimension, Heading)


def kind_of(item: Any) -> str:
    """The kind of an action; "" for an objective or ambition, which have none."""
    return str(getattr(item, "kind", ""))


def is_asked(question: Question, item: Any, period: Period | None) -> bool:
    """Whether `question` is asked of `item` in `period`; without one, in any period at all."""
    return (
        question.level == item.level
        and is_asked_of_kind(question, kind_of(item))
        and is_asked_in(question, period)
    )


def is_asked_of_kind(question: Question, kind: str) -> bool:
    """Whether it is asked of actions of that kind; of what has no kind it always is."""
    return not kind or bool(getattr(question, f"of_{kind}"))


def is_asked_in(question: Question, period: Period | None) -> bool:
    """Whether it is asked of anything in `period`; without one, in any period at all."""
    if question.is_archived:
        return False
    if period is None or question.asked_when == Asked.When.EVERY_PERIOD:
        return True
    if question.asked_when == Asked.When.HALF_YEARS:
        return ends_half_year(period)
    return ends_year(period)


def asked_questions(questions: Iterable[Q], item: Any, period: Period | None) -> list[Q]:
    """Those of `questions` that are asked of `item` in `period`, in their order."""
    return [question for question in questions if is_asked(question, item, period)]


def asked_of_item(
    dimensions: Sequence[Dimension],
    headings: Iterable[Heading],
    item: Any,
    period: Period | None,
    *,
    asking_why: Collection[int],
) -> tuple[list[Dimension], list[Heading]]:
    """Of all that a strategy asks, what `item` is asked in `period`.

    `asking_why` are the ids of the scales with a rating that asks for an explanation. Where the
    level is rated on one, but this item is not or not now, it is not asked to explain either.
    """
    rated = asked_questions(dimensions, item, period)
    written = asked_questions(headings, item, period)
    of_level = [row for row in dimensions if row.level == item.level and not row.is_archived]
    if _can_ask_why(of_level, asking_why) and not _can_ask_why(rated, asking_why):
        written = [heading for heading in written if not heading.is_asked_on_rating]
    return rated, written


def _can_ask_why(dimensions: Iterable[Dimension], asking_why: Collection[int]) -> bool:
    return any(dimension.scale_id in asking_why for dimension in dimensions)


def main_of(dimensions: Iterable[Dimension], item: Any, period: Period | None) -> Dimension | None:
    """The dimension that speaks for `item` in `period`: of those asked of it then.

    Where none is, the one that speaks for it in other periods, so that what was given is shown.
    """
    asked = asked_questions(dimensions, item, None)
    return main_dimension(asked_questions(asked, item, period)) or main_dimension(asked)


# When the year and its half end

_YEAR_END, _HALF_YEAR_END = (3, 31), (9, 30)  # of the NHS's financial year: month and day


def ends_year(period: Period) -> bool:
    """Whether it is the trust's last period of the financial year.

    That is the one whose end is nearest to 31 March: by less than half its own length, so that
    there is one in each year whatever the trust's periods are, and later ones change nothing.
    """
    return _ends_by(period, _YEAR_END)


def ends_half_year(period: Period) -> bool:
    """Whether the financial year or its first half, to 30 September, ends in it."""
    return ends_year(period) or _ends_by(period, _HALF_YEAR_END)


def _ends_by(period: Period, month_and_day: tuple[int, int]) -> bool:
    length = period.ends_on - period.starts_on + timedelta(days=1)
    years = (period.ends_on.year - 1, period.ends_on.year, period.ends_on.year + 1)
    return any(abs(period.ends_on - date(year, *month_and_day)) * 2 < length for year in years)


# In words


def kinds_asked(question: Question) -> list[str]:
    """The kinds of action that it is asked of; [] where it is asked of all, or of another level."""
    kinds = [kind for kind in KINDS if getattr(question, f"of_{kind}")]
    return [] if question.level != Level.ACTION or len(kinds) == len(KINDS) else kinds


def kind_word(strategy: Strategy, kind: str) -> str:
    """What several actions of a kind are called inside a sentence: the trust's own word for those
    of its own kind, where that is not the name of another."""
    own = inside(strategy.word_plural(Level.ACTION))
    return KINDS[kind] if kind != "key_action" or own in KINDS.values() else own


def of_words(question: Question) -> str:
    """ "of must dos and should dos"; "" where it is asked of all."""
    kinds = [kind_word(question.strategy, kind) for kind in kinds_asked(question)]
    return f"of {get_text_list(kinds, 'and')}" if kinds else ""


def asked_words(question: Question) -> str:
    """When and of whom it is asked: "At year end only, of must dos; must be answered"."""
    when = question.get_asked_when_display()
    if isinstance(question, Heading) and question.is_asked_on_rating:
        when = "When the rating asks why"
    told = ", ".join(filter(None, [when, of_words(question)]))
    return f"{told}; must be answered" if question.is_required else told
