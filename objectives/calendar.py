"""Short names for periods, in the NHS's financial year (April to March): pure functions."""

from datetime import date

from objectives.models import Period
from objectives.models.strategy import financial_year_of


def quarter_of(day: date) -> int:
    """The quarter of the financial year, 1 (from April) to 4."""
    return (day.month - 4) % 12 // 3 + 1


def part_of(period: Period) -> str:
    """The part of its financial year that a period is: "Q1" to "Q4", "H1", "H2", "M01", "Y"."""
    quarter = quarter_of(period.starts_on)
    return {
        Period.Kind.MONTH: f"M{(period.starts_on.month - 4) % 12 + 1:02d}",
        Period.Kind.QUARTER: f"Q{quarter}",
        Period.Kind.HALF_YEAR: f"H{(quarter + 1) // 2}",
        Period.Kind.YEAR: "Y",
    }[Period.Kind(period.kind)]


def short_part(period: Period) -> str:
    """What stands over a narrow column: "Q2", "H1", "Apr", "Year"."""
    if period.kind == Period.Kind.MONTH:
        return f"{period.starts_on:%b}"
    return "Year" if period.kind == Period.Kind.YEAR else part_of(period)


def short_year(year: int) -> str:
    """2024 as "24/25"."""
    return f"{year % 100:02d}/{(year + 1) % 100:02d}"


def short_name(period: Period) -> str:
    """A period in one short phrase: "Q2 24/25", "Apr 24", "24/25"."""
    if period.kind == Period.Kind.MONTH:
        return f"{period.starts_on:%b %y}"
    year = short_year(financial_year_of(period.starts_on))
    return year if period.kind == Period.Kind.YEAR else f"{part_of(period)} {year}"
