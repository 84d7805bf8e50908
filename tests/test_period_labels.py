"""The next period's label: whatever a trust's own style, it agrees with the period's dates."""

import re
from calendar import month_name
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from objectives.models import Period
from objectives.proposals import end_of, next_label, propose
from strategy_tracker.imports.vocabulary.values import parse_period
from strategy_tracker.ui.dates import long_date

KINDS = Period.Kind
Shape = Callable[[date, date], str]


def year(day: date) -> int:
    return day.year - (day.month < 4)


def quarter(day: date) -> int:
    return (day.month + 8) % 12 // 3 + 1


def half(day: date) -> int:
    return (quarter(day) + 1) // 2


def number(day: date) -> int:
    return (day.month + 8) % 12 + 1


def fy(day: date, style: str = "2024/25") -> str:
    first, last = year(day), year(day) + 1
    return {
        "2024/25": f"{first}/{last % 100:02d}",
        "24-25": f"{first % 100:02d}-{last % 100:02d}",
        "2024 – 2025": f"{first} – {last}",
        "FY25": f"FY{last % 100:02d}",
        "FY 2024/25": "FY 2024/25".replace("2024/25", f"{first}/{last % 100:02d}"),
    }[style]


def nth(count: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{'th' if count in (11, 12, 13) else suffix}"


ORDINALS = ("", "First", "Second", "Third", "Fourth")

# What may stand in a label of any kind of period.
OF_EVERY_KIND: list[Shape] = [
    lambda a, b: f"As at {long_date(b)}",
    lambda a, b: f"{long_date(a)} to {long_date(b)}",
    lambda a, b: f"Position at {nth(b.day)} {b:%B %Y}",
    lambda a, b: f"{a:%d/%m/%Y} - {b:%d/%m/%Y}",
    lambda a, b: f"To {b:%d.%m.%y}",
    lambda a, b: f"{a.isoformat()} to {b.isoformat()}",
    lambda a, b: f"{a.day} {a:%B} to {b.day} {b:%B %Y}",
    lambda a, b: f"{a:%b %Y} - {b:%b %Y}",
    lambda a, b: f"{a:%B %Y} to {b:%B %Y}",
    lambda a, b: f"To end of {b:%B %Y}",
    lambda a, b: f"{b:%b-%y}",
    lambda a, b: f"Month {number(b)} {fy(b)}",
    lambda a, b: f"Year to {b:%B} ({fy(b)})",
]
SHAPES: dict[str, list[Shape]] = {
    KINDS.MONTH: [
        lambda a, b: f"{a:%B %Y}",
        lambda a, b: f"{a:%B} {fy(a)}",
        lambda a, b: f"M{number(a)} {fy(a, '24-25')}",
        lambda a, b: f"Month {number(a)} ({a:%b %Y})",
        lambda a, b: f"{a:%B %Y}, Q{quarter(a)}",
        lambda a, b: f"{a:%B %Y}".upper(),
        lambda a, b: f"{fy(a)} Month {number(a)}",
        lambda a, b: f"{a:%b} '{a:%y}",
    ],
    KINDS.QUARTER: [
        lambda a, b: f"Quarter {quarter(a)} {fy(a)}",
        lambda a, b: f"Q{quarter(a)} {fy(a, '24-25')}",
        lambda a, b: f"{fy(a)} Q{quarter(a)}",
        lambda a, b: f"Q{quarter(a)} {fy(a, 'FY25')}",
        lambda a, b: f"Qtr. {quarter(a)} {fy(a, '2024 – 2025')}",
        lambda a, b: f"Q{quarter(a)} {fy(a, 'FY 2024/25')} ({a:%B} to {b:%B})",
        lambda a, b: f"Qtr {quarter(a)} ({a:%B} to {b:%B %Y})",
        lambda a, b: f"Q{(a.month + 2) // 3} {a.year}",
        lambda a, b: f"{ORDINALS[quarter(a)]} quarter of {fy(a)}",
        lambda a, b: f"{nth(quarter(a))} quarter {fy(a)}",
        lambda a, b: f"H{half(a)} Q{quarter(a)} {fy(a)}",
        lambda a, b: f"Months {number(a)}-{number(b)}, {fy(a)}",
        lambda a, b: f"Year {year(a) - 2019} Quarter {quarter(a)}",
        lambda a, b: f"Q{quarter(a)} {fy(a)}, as at {long_date(b)}",
    ],
    KINDS.HALF_YEAR: [
        lambda a, b: f"H{half(a)} {fy(a, '24-25')}",
        lambda a, b: f"Qtr {quarter(a)} & {quarter(b)} {fy(a)}",
        lambda a, b: f"Q{quarter(a)}-Q{quarter(b)} {fy(a)}",
        lambda a, b: f"Quarters {quarter(a)} and {quarter(b)} {fy(a)}",
        lambda a, b: f"{ORDINALS[half(a)]} half of {fy(a)}",
        lambda a, b: f"Half {half(a)} {fy(a)}",
    ],
    KINDS.YEAR: [
        lambda a, b: fy(a),
        lambda a, b: f"Year ending {long_date(b)}",
        lambda a, b: f"{fy(a, 'FY25')} annual report",
        lambda a, b: f"Year {year(a) - 2019}",
    ],
}
LENGTHS = {KINDS.MONTH: 1, KINDS.QUARTER: 3, KINDS.HALF_YEAR: 6, KINDS.YEAR: 12}


@st.composite
def labelled(draw: st.DrawFn) -> tuple[str, Shape, date]:
    """A kind, a style of label, and the first day of a period on the financial year's grid."""
    kind = draw(st.sampled_from(list(SHAPES)))
    shape = draw(st.sampled_from(OF_EVERY_KIND + SHAPES[kind]))
    months = LENGTHS[kind] * draw(st.integers(0, 12 // LENGTHS[kind] - 1)) + 3
    starts = date(draw(st.integers(2021, 2026)) + months // 12, months % 12 + 1, 1)
    return kind, shape, starts


@settings(max_examples=500, deadline=None)
@given(labelled())
def test_the_next_label_is_the_last_ones_style_on_the_next_dates(
    made: tuple[str, Shape, date],
) -> None:
    kind, shape, starts_on = made
    ends_on = end_of(starts_on, kind)
    last = Period(kind=kind, label=shape(starts_on, ends_on), starts_on=starts_on, ends_on=ends_on)
    # "May" is both a short month and a whole one: by itself it does not tell which they write.
    assume(set(re.findall(r"\b[A-Z][a-z]{2}\b", last.label)) != {"May"})
    following = propose(last, date(2024, 1, 1))
    expected = shape(following.starts_on, following.ends_on)
    if kind == KINDS.YEAR and expected == last.label:
        return
    assert following.label == expected, f"after {last.label}"
    read = parse_period(following.label)
    assert read is None or read.ends_on == following.ends_on or shape in OF_EVERY_KIND


def label_after(label: str, kind: str, starts_on: date) -> str:
    last = Period(kind=kind, label=label, starts_on=starts_on, ends_on=end_of(starts_on, kind))
    return next_label(last, end_of(starts_on, kind) + (date(2024, 1, 2) - date(2024, 1, 1)))


@pytest.mark.parametrize(
    ("label", "kind", "starts_on", "expected"),
    [
        ("As at 31 March 2026", KINDS.QUARTER, date(2026, 1, 1), "As at 30 June 2026"),
        ("Month 12 2026/27", KINDS.MONTH, date(2027, 3, 1), "Month 1 2027/28"),
        ("M09 26/27", KINDS.MONTH, date(2026, 12, 1), "M10 26/27"),
        ("M01 26/27", KINDS.MONTH, date(2026, 4, 1), "M02 26/27"),
        ("31st January 2026", KINDS.MONTH, date(2026, 1, 1), "28th February 2026"),
        ("Nov 2025 - Jan 2026", KINDS.QUARTER, date(2025, 11, 1), "Feb 2026 - Apr 2026"),
        ("Dec-25", KINDS.MONTH, date(2025, 12, 1), "Jan-26"),
        ("May-26", KINDS.MONTH, date(2026, 5, 1), "Jun-26"),
        ("May 2026", KINDS.MONTH, date(2026, 5, 1), "June 2026"),
        ("Quarter 2 (paper of 14 October 2026)", KINDS.QUARTER, date(2026, 7, 1),
         "Quarter 3 (paper of 14 January 2027)"),
        ("Autumn 2025", KINDS.QUARTER, date(2025, 10, 1), "Quarter 4 2025/26"),
        ("Board report 2025/26", KINDS.QUARTER, date(2026, 1, 1), "Quarter 1 2026/27"),
        ("31 February 2026", KINDS.QUARTER, date(2026, 1, 1), "Quarter 1 2026/27"),
        ("Report 10-12", KINDS.QUARTER, date(2026, 1, 1), "Quarter 1 2026/27"),
    ],
)  # fmt: skip
def test_labels_that_were_wrong_or_are_hard(
    label: str, kind: str, starts_on: date, expected: str
) -> None:
    assert label_after(label, kind, starts_on) == expected


def test_a_label_moves_on_through_every_month_and_comes_round() -> None:
    label, starts_on = "Month 1 2024/25 (April 2024)", date(2024, 4, 1)
    for month in range(5, 17):
        label = label_after(label, KINDS.MONTH, starts_on)
        starts_on = end_of(starts_on, KINDS.MONTH) + (date(2024, 1, 2) - date(2024, 1, 1))
        assert month_name[(month - 1) % 12 + 1] in label
    assert label == "Month 1 2025/26 (April 2025)"
