"""The financial year of figures whose headings say only a part of it, such as "Q1 Actual"."""

from django.utils.timezone import localdate

from objectives.calendar import year_name
from objectives.models.strategy import financial_year_of
from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.naming import main_period
from strategy_tracker.imports.vocabulary.values import parse_period


def ask_year(result: Extract, where: Where, part: str) -> int:
    """The year that was answered for the figures of a table, whose first is headed at `where`.

    It is asked once for each heading's sheet. The guess is the year of the period that the
    import is for, else of the period that the workbook's titles name, else this one.
    """
    guess = _likely_year(result)
    question = OpenQuestion(
        f"year:{where.sheet}",
        where,
        part,
        f"The figures on “{where.sheet}” are headed with parts of a year, such as “{part}”, "
        "and no year. Which financial year are they of?",
        str(guess),
        tuple((str(year), year_name(year)) for year in range(guess - 2, guess + 2)),
    )
    return int(ask(result, question))


def _likely_year(result: Extract) -> int:
    period = parse_period(result.period) if result.period else None
    told = main_period(result.layout.periods)
    if period is None and told:
        period = told[0]
    return financial_year_of(period.starts_on if period else localdate())
