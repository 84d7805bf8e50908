"""Dates: one way to read what people type, one way to print, and London's day everywhere."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from ambitions.models import KeyAction
from ambitions.updates.forms import UpdateForm
from ambitions.updates.questions import questions_of
from ambitions.updates.services import approved_message
from reports.forms import PaperForm
from reports.services import already_published
from strategy_tracker.accounts.sheets import Day
from strategy_tracker.ui.dates import (
    clock,
    day_and_time,
    distance,
    figures,
    local_day,
    long_date,
    parse_date,
    short_date,
)
from strategy_tracker.ui.forms import DateField, date_field
from tests import factories
from tests.answering import Plan
from tests.governing import address, signed_in, text_of

ROOT = Path(__file__).parent.parent
THE_DAY = date(2026, 3, 31)
TYPED = [
    "31.03.2026", "31/3/2026", "31/03/26", "31-03-2026", "31 03 2026", "2026-03-31",
    "31 March 2026", " 31  march 2026 ", "31 Mar 26", "31-Mar-26", "31st March 2026",
    "31 March, 2026", "31st of March 2026", "Tuesday 31 March 2026", "Tue, 31/03/2026",
]  # fmt: skip
# An hour before midnight in London, in summer: still the day before in UTC's books.
LATE = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)


# Typed


@pytest.mark.parametrize("text", TYPED)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert parse_date(text) == THE_DAY


def test_iso_is_never_day_first() -> None:
    assert parse_date("2025-03-04") == date(2025, 3, 4)
    assert parse_date("03/04/2025") == date(2025, 4, 3)


@pytest.mark.parametrize(
    "text", ["", "TBC", "March 2026", "31 March", "2026", "Q4 25/26", "31/3.26"]
)
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text", ["31/06/2026", "31 June 2026", "2026-13-01", "1/1/0026", "1/1/2926"]
)
def test_no_such_day_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|year|month"):
        parse_date(text)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_what_is_printed_can_be_typed(day: date) -> None:
    for text in (long_date(day), day.isoformat(), figures(day)):
        assert parse_date(text) == day


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.django_db
def test_every_form_and_sheet_takes_every_spelling(text: str) -> None:
    class Form(forms.Form):
        day = date_field("Day")

    form = Form({"day": text})
    assert form.is_valid() and form.cleaned_data == {"day": THE_DAY}
    paper = PaperForm({"meeting_date": text})
    assert paper.is_valid() and paper.cleaned_data["meeting_date"] == THE_DAY
    assert Day().clean(text) == THE_DAY
    plan = Plan()
    questions = questions_of([plan.strategy])[plan.strategy.pk, "action"]
    asked = UpdateForm(questions, {"recovery_date": text})
    assert asked.is_valid() and asked.cleaned_data == {"recovery_date": THE_DAY}


def test_a_form_says_what_is_wrong_with_a_date() -> None:
    field = DateField(error_messages={"invalid": "Give a date."})
    for text in ("31 June 2026", "soon", "1/1/0026"):
        with pytest.raises(forms.ValidationError, match="Give a date"):
            field.clean(text)
    with pytest.raises(ValueError, match="“soon” is not a date"):
        Day().clean("soon")


@pytest.mark.django_db
def test_the_administration_takes_every_spelling() -> None:
    request: Any = RequestFactory().get("/")
    request.user = factories.user(is_staff=True, is_superuser=True)
    form = admin.site.get_model_admin(KeyAction).get_form(request)
    assert form.base_fields["target_date"].clean("31.03.2026") == THE_DAY


# Printed


def test_a_moment_is_told_as_london_has_it() -> None:
    assert local_day(LATE) == date(2026, 4, 1)
    assert long_date(LATE) == "1 April 2026"
    assert day_and_time(LATE) == "1 April 2026 at 00:30" and clock(LATE) == "00:30"
    assert day_and_time(datetime(2025, 10, 18, 13, 5, tzinfo=UTC)) == "18 October 2025 at 14:05"
    assert long_date(None) == day_and_time(None) == short_date(None) == ""


def test_a_short_date_has_its_year_when_that_is_another() -> None:
    assert short_date(date(2026, 3, 31), date(2026, 1, 1)) == "31 March"
    assert short_date(date(2026, 3, 31), date(2025, 1, 1)) == "31 March 2026"


def test_distance_counts_londons_days() -> None:
    assert distance(LATE, date(2026, 4, 1)) == "today"
    assert distance(LATE, date(2026, 3, 31)) == "tomorrow"


# Messages


@pytest.mark.django_db
def test_a_message_names_londons_day_and_not_utcs() -> None:
    plan = Plan()
    update = plan.answer(plan.action())
    update.state, update.approved_at = "approved", LATE
    assert "approved on 1 April 2026." in approved_message(update)


@pytest.mark.django_db
def test_a_published_paper_says_londons_day_when_it_is_changed() -> None:
    paper = factories.paper(status="final", frozen_at=LATE, content={}, content_sha256="0" * 64)
    assert "published on 1 April 2026 and" in already_published(paper)
    with pytest.raises(forms.ValidationError, match="published on 1 April 2026 and"):
        paper.clean()


@pytest.mark.django_db
def test_the_audit_log_says_the_time_as_london_has_it() -> None:
    plan = Plan()
    action = plan.action()
    action.history.update(history_date=LATE)
    page = text_of(signed_in(plan.trust).get(address("action_detail", plan.trust, action.pk)))
    assert "1 April 2026 at 00:30" in page


# In one place


def test_no_other_file_formats_a_date() -> None:
    by_hand = re.compile(r"""strftime|strptime|:%-d|:%d\b|:%H:%M}|\|date:"|date_format\(""")
    folders = ("strategy_tracker", "objectives", "ambitions", "risks", "reports", "templates")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".html", ".txt") and path != ROOT / "strategy_tracker/ui/dates.py"
        for line in path.read_text().splitlines()
        if by_hand.search(line)
    ]
    assert not found, "Use strategy_tracker/ui/dates.py:\n" + "\n".join(found)
