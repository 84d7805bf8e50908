"""Single cells as trusts write them: what each reader makes of them, and that none ever raises."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_tracker.imports.vocabulary.values import (
    financial_year,
    guess_tone,
    parse_conditions,
    parse_date,
    parse_direction,
    parse_list,
    parse_people,
    parse_percent,
    parse_period,
    parse_rating,
    parse_reading,
    parse_references,
    parse_regulations,
    parse_score,
    plain_words,
    says_work_is_over,
    value_kind,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2089, 12, 31))
ANYTHING = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)
CELLISH = st.text(
    st.sampled_from("0123456789/-.: aAbdeEfghlMnoOqQrRstTuvyYZ%&(),'—–↓\n"), max_size=24
)


# Dates


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2022, 3, 31), date(2022, 3, 31)),
        (datetime(2022, 3, 31, 9, 30), date(2022, 3, 31)),  # noqa: DTZ001
        ("31/03/2022", date(2022, 3, 31)),
        ("1/2/22", date(2022, 2, 1)),
        ("31-Mar-22", date(2022, 3, 31)),
        ("31.03.22", date(2022, 3, 31)),
        ("2025-03-04", date(2025, 3, 4)),
        ("3rd January 2022", date(2022, 1, 3)),
        ("Mon 3 January 2022", date(2022, 1, 3)),
        ("January 2nd, 2022", date(2022, 1, 2)),
        ("1 Sept 2023", date(2023, 9, 1)),
        (44651, date(2022, 3, 31)),
        ("44651", date(2022, 3, 31)),
    ],
)
def test_a_date_in_any_spelling_is_that_day_and_needs_no_words(value: Any, day: date) -> None:
    read = parse_date(value)
    assert (read.day, read.text, read.problem) == (day, "", "")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Q4 21/22", date(2022, 3, 31)),
        ("end of January 2022", date(2022, 1, 31)),
        ("by end of Q3 2022/23", date(2022, 12, 31)),
        ("March 2023", date(2023, 3, 31)),
        ("end March 22", date(2022, 3, 31)),
        ("2021/22", date(2022, 3, 31)),
    ],
)
def test_words_for_a_date_mean_its_last_day_and_are_kept(text: str, day: date) -> None:
    read = parse_date(text)
    assert (read.day, read.text, read.problem) == (day, text, "")


@pytest.mark.parametrize("text", ["31/02/2022", "12/25/2022", "0/1/2022", "1/2", "03/2022", "7"])
def test_what_cannot_be_one_day_is_a_problem_and_keeps_its_words(text: str) -> None:
    read = parse_date(text)
    assert read.day is None
    assert read.text == text
    assert text in read.problem


@pytest.mark.parametrize("text", ["TBC", "ongoing", "when the board agrees", "N/A", "12 November"])
def test_words_never_meant_as_a_date_are_kept_without_complaint(text: str) -> None:
    read = parse_date(text)
    assert (read.day, read.text, read.problem) == (None, text, "")


@given(DAYS)
def test_every_day_is_read_back_from_the_ways_of_writing_it(day: date) -> None:
    for style in ("%d/%m/%Y", "%d-%b-%Y", "%d %B %Y", "%Y-%m-%d", "%d.%m.%Y"):
        assert parse_date(day.strftime(style)).day == day
    assert parse_date((day - date(1899, 12, 30)).days).day == day


@given(ANYTHING | CELLISH)
def test_no_text_makes_the_date_reader_raise_or_lose_words(text: str) -> None:
    read = parse_date(text)
    assert read.day or read.text == text.strip()


# Periods


@pytest.mark.parametrize(
    ("text", "kind", "starts_on", "ends_on"),
    [
        ("December 2023", "month", date(2023, 12, 1), date(2023, 12, 31)),
        ("Dec-23", "month", date(2023, 12, 1), date(2023, 12, 31)),
        ("M9 2023/24", "month", date(2023, 12, 1), date(2023, 12, 31)),
        ("Month 12 2023/24", "month", date(2024, 3, 1), date(2024, 3, 31)),
        ("2024/25 Q2", "quarter", date(2024, 7, 1), date(2024, 9, 30)),
        ("Quarter 2 2024/25", "quarter", date(2024, 7, 1), date(2024, 9, 30)),
        ("Q4 22/23", "quarter", date(2023, 1, 1), date(2023, 3, 31)),
        ("Q1 24/5", "quarter", date(2024, 4, 1), date(2024, 6, 30)),
        ("2023-24 Q2", "quarter", date(2023, 7, 1), date(2023, 9, 30)),
        ("Qtr 3 & 4 23/24", "half_year", date(2023, 10, 1), date(2024, 3, 31)),
        ("Quarters 1 and 2 2023/24", "half_year", date(2023, 4, 1), date(2023, 9, 30)),
        ("H2 – 22/23", "half_year", date(2022, 10, 1), date(2023, 3, 31)),
        ("first half of 2023/24", "half_year", date(2023, 4, 1), date(2023, 9, 30)),
        ("(Oct 2023 – Mar 2024)", "half_year", date(2023, 10, 1), date(2024, 3, 31)),
        ("Nov - Jan 2024", "quarter", date(2023, 11, 1), date(2024, 1, 31)),
        ("2021/22", "year", date(2021, 4, 1), date(2022, 3, 31)),
        ("1999/00", "year", date(1999, 4, 1), date(2000, 3, 31)),
        ("FY 2021/2022", "year", date(2021, 4, 1), date(2022, 3, 31)),
        ("2023-26", "year", date(2023, 4, 1), date(2026, 3, 31)),
    ],
)
def test_periods_as_trusts_label_them(text: str, kind: str, starts_on: date, ends_on: date) -> None:
    period = parse_period(text)
    assert period is not None
    assert (period.kind, period.starts_on, period.ends_on) == (kind, starts_on, ends_on)
    assert period.label == text


@pytest.mark.parametrize(
    "text", ["Q2", "Q1 24/23", "30/08/22", "5/6", "2023", "Q5 2023/24", "M13 2023/24", "soon", ""]
)
def test_what_names_no_period_is_none(text: str) -> None:
    assert parse_period(text) is None


@given(st.integers(2000, 2080), st.integers(1, 4))
def test_quarters_follow_one_another_through_the_year(year: int, quarter: int) -> None:
    label = f"{year}/{(year + 1) % 100:02d}"
    this = parse_period(f"Q{quarter} {label}")
    assert this is not None and financial_year(label) == year
    following = (
        parse_period(f"Q{quarter + 1} {label}")
        if quarter < 4
        else parse_period(f"Q1 {year + 1}/{(year + 2) % 100:02d}")
    )
    assert following is not None
    assert following.starts_on == this.ends_on + timedelta(days=1)


@given(ANYTHING | CELLISH)
def test_no_text_makes_the_period_reader_raise(text: str) -> None:
    period = parse_period(text)
    assert period is None or period.starts_on < period.ends_on


# People


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Asha Rao Director of Finance", [("Asha Rao", "Director of Finance")]),
        ("Director of Nursing, Dr Ann Lowe", [("Dr Ann Lowe", "Director of Nursing")]),
        ("Ann Lowe Director of Nursing.", [("Ann Lowe", "Director of Nursing")]),
        ("Ann Lowe, Director of Nursing", [("Ann Lowe", "Director of Nursing")]),
        ("Ann Lowe (Director of Nursing)", [("Ann Lowe", "Director of Nursing")]),
        ("Ann Lowe - Director of Nursing", [("Ann Lowe", "Director of Nursing")]),
        (
            "SRO - Ann Lowe, Group Director of Strategy & Estates",
            [("Ann Lowe", "Group Director of Strategy & Estates")],
        ),
        (
            "Asha Rao Medical Director/ Ben Hale Director of Nursing",
            [("Asha Rao", "Medical Director"), ("Ben Hale", "Director of Nursing")],
        ),
        (
            "Asha Rao, Director of Nursing, Ben Hale, Medical Director",
            [("Asha Rao", "Director of Nursing"), ("Ben Hale", "Medical Director")],
        ),
        ("Asha Rao, Ben Hale", [("Asha Rao", ""), ("Ben Hale", "")]),
        ("Asha Rao and Ben Hale", [("Asha Rao", ""), ("Ben Hale", "")]),
        ("Asha Rao\nBen Hale", [("Asha Rao", ""), ("Ben Hale", "")]),
        (
            "Pat O'Dea Transformation and Service Redesign Manager",
            [("Pat O'Dea", "Transformation and Service Redesign Manager")],
        ),
        ("Rosa van der Berg Director of Estates", [("Rosa van der Berg", "Director of Estates")]),
        ("Anthony Head", [("Anthony Head", "")]),
        ("K Oduya", [("K Oduya", "")]),
        ("COO", [("COO", "")]),
        ("CMO & Dep CEO", [("CMO & Dep CEO", "")]),
        ("Chief Nurse", [("Chief Nurse", "")]),
        (
            "Director of Finance, Estates and Digital",
            [("Director of Finance, Estates and Digital", "")],
        ),
        ("TBC", []),
        ("Vacant", []),
        ("", []),
    ],
)
def test_leads_as_trusts_write_them(text: str, people: list[tuple[str, str]]) -> None:
    assert [(person.name, person.role) for person in parse_people(text)] == people


@given(ANYTHING | CELLISH)
def test_no_text_makes_the_reader_of_people_raise_or_lose_a_letter(text: str) -> None:
    people = parse_people(text)
    assert all(person.name.strip() for person in people)
    said = "".join(person.name + person.role for person in people)
    assert set(filter(str.isalnum, said)) <= set(filter(str.isalnum, text))


# Ratings


RAG = [("red", "Red", "R"), ("amber", "Amber", "A"), ("green", "Green", "G")]


@pytest.mark.parametrize(
    ("text", "label", "direction"),
    [
        ("Red", "Red", ""),
        ("amber", "Amber", ""),
        ("G", "Green", ""),
        ("A↓", "Amber", "down"),
        ("Green ⬆️", "Green", "up"),
        ("\u0410", "Amber", ""),  # Cyrillic capital A
        ("\u0391", "Amber", ""),  # Greek capital alpha
        ("Ａ", "Amber", ""),  # full-width A
        (" RED ", "Red", ""),
    ],
)
def test_a_rating_by_word_letter_or_look_alike(text: str, label: str, direction: str) -> None:
    read = parse_rating(text, RAG)
    assert read.index is not None
    assert (RAG[read.index][1], read.direction) == (label, direction)


@pytest.mark.parametrize("text", ["purple", "", "RA", "↓", "Red or amber"])
def test_what_is_not_on_the_scale_is_not_guessed(text: str) -> None:
    assert parse_rating(text, RAG).index is None


def test_a_letter_that_two_ratings_share_means_neither() -> None:
    assert parse_rating("B", [("b", "Behind", "B"), ("x", "Blue", "B")]).index == 0
    assert parse_rating("B", [("x", "Behind", "B"), ("y", "Blue", "B")]).index is None


def test_directions_by_word() -> None:
    assert parse_direction("Down") == "down"
    assert parse_direction("No change") == "same"
    assert parse_direction("sideways") == ""


@pytest.mark.parametrize(
    ("label", "others", "tone"),
    [
        ("Complete", (), "blue"),
        ("On track", (), "green"),
        ("Behind", (), "amber"),
        ("Off track", (), "red"),
        ("Off track", ("Overdue",), "amber"),
        ("Overdue", (), "red"),
        ("Not started", (), "grey"),
        ("Lilac", (), ""),
    ],
)
def test_tones_that_words_suggest(label: str, others: tuple[str, ...], tone: str) -> None:
    assert guess_tone(label, others) == tone


@pytest.mark.parametrize("label", ["Complete", "Blue", "Closed", "Done", "Fully achieved"])
def test_words_that_say_that_the_work_is_over(label: str) -> None:
    assert says_work_is_over(label)


@pytest.mark.parametrize(
    "label", ["Not complete", "Partly achieved", "To be delivered", "Substantial", "On track"]
)
def test_words_that_do_not_say_that_the_work_is_over(label: str) -> None:
    assert not says_work_is_over(label)


# Numbers


@pytest.mark.parametrize(
    ("text", "number"), [("75%", "75"), ("75", "75"), ("7.5 %", "7.5"), ("0%", "0")]
)
def test_percentages(text: str, number: str) -> None:
    assert parse_percent(text) == Decimal(number)


@pytest.mark.parametrize("text", ["120%", "-1", "most", "", "75%%"])
def test_what_is_no_percentage_is_none(text: str) -> None:
    assert parse_percent(text) is None


@pytest.mark.parametrize(
    ("text", "score"), [("20", 20), ("5 x 4", 20), ("20 (5 x 4)", 20), ("4×5=20", 20), ("", None)]
)
def test_risk_scores(text: str, score: int | None) -> None:
    assert parse_score(text) == (score, "")


@pytest.mark.parametrize("text", ["26", "0", "high", "21 (5x4)", "12*", "3.5", "1 2"])
def test_what_is_no_score_says_why(text: str) -> None:
    score, problem = parse_score(text)
    assert score is None
    assert problem.endswith(".")


def test_a_scorecard_value_is_most_often_of_one_kind() -> None:
    assert value_kind(["95%", ">90%", "N/A", "-", "12"]) == "percent"
    assert value_kind(["6", "6.1", "6.4"]) == "decimal"
    assert value_kind(["00:18:00", "N/A"]) == "duration"
    assert value_kind([]) == "text"


@given(ANYTHING | CELLISH)
def test_no_text_makes_the_readers_of_numbers_raise(text: str) -> None:
    assert parse_reading(text).raw == text.strip()
    parse_percent(text)
    parse_score(text)


# Lists


def test_references_and_names_in_one_cell() -> None:
    assert parse_references("103346, 103349 and 103350") == ["103346", "103349", "103350"]
    assert parse_list("People, Quality\nEstates") == ["People", "Quality", "Estates"]
    assert parse_references("N/A") == []


def test_conditions_keep_their_letters_and_their_lines() -> None:
    assert parse_conditions("a. First\nb) Second\nwith more\n(c) Third") == [
        ("a", "First"),
        ("b", "Second\nwith more"),
        ("c", "Third"),
    ]
    assert parse_conditions("• One\n• Two") == [("", "One"), ("", "Two")]
    assert parse_conditions("None") == []


def test_regulations_are_parted_but_not_their_paragraphs() -> None:
    assert parse_regulations("Regulation 17 (1) (2) (a)") == ["Regulation 17 (1) (2) (a)"]
    assert parse_regulations("Regulation 12 (2), Regulation 17; 9 (1)") == [
        "Regulation 12 (2)",
        "Regulation 17",
        "9 (1)",
    ]


@given(ANYTHING)
def test_words_are_compared_the_same_however_often(text: str) -> None:
    assert plain_words(plain_words(text)) == plain_words(text)
