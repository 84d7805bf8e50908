"""Pure readers of single cells: text in, plain values out, no database and no workbook.

None of them raises on any text; what cannot be understood comes back as the words given.
"""

from strategy_tracker.imports.vocabulary.values.dates import DateRead, parse_date
from strategy_tracker.imports.vocabulary.values.lists import (
    find_regulations,
    parse_conditions,
    parse_list,
    parse_references,
    parse_regulations,
)
from strategy_tracker.imports.vocabulary.values.numbers import (
    ReadingRead,
    parse_percent,
    parse_reading,
    parse_score,
    value_kind,
)
from strategy_tracker.imports.vocabulary.values.people import PersonRead, is_post, parse_people
from strategy_tracker.imports.vocabulary.values.periods import (
    PeriodRead,
    financial_year,
    find_period,
    parse_period,
    without_year,
)
from strategy_tracker.imports.vocabulary.values.ratings import (
    RatingRead,
    guess_tone,
    parse_direction,
    parse_rating,
    plain_words,
    says_work_is_over,
    without_arrow,
)

__all__ = [
    "DateRead",
    "PeriodRead",
    "PersonRead",
    "RatingRead",
    "ReadingRead",
    "financial_year",
    "find_period",
    "find_regulations",
    "guess_tone",
    "is_post",
    "parse_conditions",
    "parse_date",
    "parse_direction",
    "parse_list",
    "parse_people",
    "parse_percent",
    "parse_period",
    "parse_rating",
    "parse_reading",
    "parse_references",
    "parse_regulations",
    "parse_score",
    "plain_words",
    "says_work_is_over",
    "value_kind",
    "without_arrow",
    "without_year",
]
