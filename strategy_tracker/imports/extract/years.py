"""The financial year of figures whose headings say only a part of it, such as "Q1 Actual"."""

from django.utils.timezone import localdate

from objectives.calendar import year_name
from objectives.models.strategy import financial_year_of
from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.fields import WHOLE_YEAR, part_of
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.naming import main_period
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.vocabulary.values import PeriodRead, parse_period


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


def ask_part(result: Extract, where: Where) -> tuple[str, int]:
    """The part of a year, and the year, of figures of which a sheet says neither.

    It is asked once for a sheet. The guess is the period that the import is for, else this year.
    """
    period = _likely_period(result)
    part, year = part_of(period) if period else (WHOLE_YEAR, _likely_year(result))
    parts = dict.fromkeys([part, "Q1", "Q2", "Q3", "Q4", WHOLE_YEAR])
    question = OpenQuestion(
        f"when:{where.sheet}",
        where,
        "",
        f"The figures on “{where.sheet}” (column {letter_of(where.cell)}) say no year or quarter. "
        "Which are they of?",
        f"{year}:{part}",
        tuple((f"{year}:{part}", _say_part(part, year)) for part in parts),
    )
    said_year, _, said = ask(result, question).partition(":")
    return said, int(said_year)


def _say_part(part: str, year: int) -> str:
    return f"All of {year_name(year)}" if part == WHOLE_YEAR else f"{part} {year_name(year)}"


def _likely_period(result: Extract) -> PeriodRead | None:
    period = parse_period(result.period) if result.period else None
    told = main_period(result.layout.periods)
    return told[0] if period is None and told else period


def _likely_year(result: Extract) -> int:
    period = _likely_period(result)
    return financial_year_of(period.starts_on if period else localdate())
