"""The next period, proposed in the style of the last."""

from datetime import date

import pytest

from objectives.models import Period
from objectives.proposals import end_of, propose

KINDS = Period.Kind


def period(label: str, kind: str, starts_on: date, ends_on: date, **fields: date) -> Period:
    return Period(label=label, kind=kind, starts_on=starts_on, ends_on=ends_on, **fields)


Q2 = (date(2024, 7, 1), date(2024, 9, 30))
Q4 = (date(2025, 1, 1), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("label", "dates", "expected"),
    [
        ("Quarter 2 2024/25", Q2, "Quarter 3 2024/25"),
        ("Quarter 4 2024/25", Q4, "Quarter 1 2025/26"),
        ("Q4 24-25", Q4, "Q1 25-26"),
        ("Q2 2024/2025", Q2, "Q3 2024/2025"),
        ("2024/25 Q4", Q4, "2025/26 Q1"),
        ("Qtr 2 (July to September 2024)", Q2, "Qtr 3 (October to December 2024)"),
        ("Jan - Mar 2025", Q4, "Apr - Jun 2025"),
        ("The summer one", Q2, "Quarter 3 2024/25"),
    ],
)
def test_a_quarters_label_moves_on_in_its_own_wording(
    label: str, dates: tuple[date, date], expected: str
) -> None:
    assert propose(period(label, KINDS.QUARTER, *dates), date(2024, 1, 1)).label == expected


@pytest.mark.parametrize(
    ("label", "kind", "dates", "expected", "ends_on"),
    [
        (
            "Qtr 3 & 4 2023/24",
            KINDS.HALF_YEAR,
            (date(2023, 10, 1), date(2024, 3, 31)),
            "Qtr 1 & 2 2024/25",
            date(2024, 9, 30),
        ),
        (
            "H1 24/25",
            KINDS.HALF_YEAR,
            (date(2024, 4, 1), date(2024, 9, 30)),
            "H2 24/25",
            date(2025, 3, 31),
        ),
        (
            "December 2024",
            KINDS.MONTH,
            (date(2024, 12, 1), date(2024, 12, 31)),
            "January 2025",
            date(2025, 1, 31),
        ),
        (
            "January 2024",
            KINDS.MONTH,
            (date(2024, 1, 1), date(2024, 1, 31)),
            "February 2024",
            date(2024, 2, 29),
        ),
        (
            "2024/25",
            KINDS.YEAR,
            (date(2024, 4, 1), date(2025, 3, 31)),
            "2025/26",
            date(2026, 3, 31),
        ),
    ],
)
def test_other_kinds_of_period_move_on_by_their_length(
    label: str, kind: str, dates: tuple[date, date], expected: str, ends_on: date
) -> None:
    proposal = propose(period(label, kind, *dates), date(2024, 1, 1))
    assert (proposal.label, proposal.ends_on) == (expected, ends_on)


def test_the_due_dates_keep_their_distance_from_the_end() -> None:
    last = period(
        "Q2 2024/25", KINDS.QUARTER, *Q2, due_on=date(2024, 10, 18), paper_due_on=date(2024, 10, 24)
    )
    proposal = propose(last, date(2024, 10, 1))
    assert (proposal.starts_on, proposal.ends_on) == (date(2024, 10, 1), date(2024, 12, 31))
    assert (proposal.due_on, proposal.paper_due_on) == (date(2025, 1, 18), date(2025, 1, 24))


def test_without_a_due_date_last_time_two_weeks_are_proposed() -> None:
    proposal = propose(period("Q2 2024/25", KINDS.QUARTER, *Q2), date(2024, 10, 1))
    assert (proposal.due_on, proposal.paper_due_on) == (date(2025, 1, 14), None)


def test_a_strategy_without_periods_starts_with_the_quarter_we_are_in() -> None:
    proposal = propose(None, date(2025, 2, 10))
    assert proposal.label == "Quarter 4 2024/25"
    assert (proposal.starts_on, proposal.ends_on) == Q4


def test_a_period_that_starts_mid_month_ends_the_day_before() -> None:
    assert end_of(date(2024, 11, 15), KINDS.QUARTER) == date(2025, 2, 14)
