"""A plan too long for one page."""

from typing import Any

import pytest

from ambitions.plan import paging
from ambitions.plan.paging import asked_page, cut
from tests.answering import Plan
from tests.governing import address, signed_in, text_of


def test_sections_stay_whole_where_they_fit() -> None:
    assert cut([[1, 2], [3, 4], [5]], size=3) == [[1, 2], [3, 4, 5]]


def test_a_section_longer_than_a_page_is_cut() -> None:
    assert cut([[1], [2, 3, 4, 5, 6]], size=2) == [[1], [2, 3], [4, 5], [6]]


def test_nothing_is_one_empty_page() -> None:
    assert cut([]) == [[]]


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("2", 2), ("9", 2), ("0", 1), ("-1", 1), ("x", 1), ("²", 1)]
)
def test_any_page_that_is_asked_for_is_one_there_is(asked: str, number: int) -> None:
    assert asked_page([[1, 2], [3]], asked).number == number


def test_says_which_rows_a_page_has() -> None:
    assert asked_page([[1, 2], [3]], "2").words == "Rows 3 to 3 of 3"


@pytest.mark.django_db
def test_a_long_plan_leads_on_to_its_next_rows(monkeypatch: Any) -> None:
    monkeypatch.setattr(paging.cut, "__defaults__", (3,))
    plan = Plan()
    for number in range(5):
        plan.action(f"Hub {number}")
    client = signed_in(plan.trust)
    first = client.get(address("plan", plan.trust, lead=plan.lead.pk))
    assert "Hub 2" in text_of(first) and "Hub 3" not in text_of(first)
    assert "5 key actions" in text_of(first)
    assert f"lead={plan.lead.pk}&amp;page=2" in first.content.decode()
    second = text_of(client.get(address("plan", plan.trust, lead=plan.lead.pk, page=2)))
    assert "Hub 3" in second and "Hub 2" not in second and "Rows 4 to 5 of 5" in second
    by_date = client.get(address("plan", plan.trust, lead=plan.lead.pk, page=2, sort="-due"))
    assert "Previous" in text_of(by_date)


@pytest.mark.django_db
def test_a_plan_that_fits_has_no_pages() -> None:
    plan = Plan()
    plan.action()
    assert "Rows 1" not in text_of(signed_in(plan.trust).get(address("plan", plan.trust)))
