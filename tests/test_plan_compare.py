"""Any two periods of a plan side by side."""

from io import BytesIO

import openpyxl
import pytest

from ambitions.plan.compare import compare
from ambitions.plan.reader import read_outline
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.closed_quarter import ClosedQuarter, closed_quarter
from tests.governing import address, queries_of, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed() -> ClosedQuarter:
    made = closed_quarter()
    made.change()
    update = factories.update(made.action, made.second, state="submitted")
    factories.update_rating(update=update, dimension=made.delivery, rating=made.rating("green"))
    return made


def page(made: ClosedQuarter, role: str = Role.GOVERNANCE, **query: int) -> str:
    response = signed_in(made.trust, role).get(address("plan_compare", made.trust, **query))
    assert response.status_code == 200
    return text_of(response)


def test_says_what_changed_of_each_item_and_which_way_its_rating_moved(
    changed: ClosedQuarter,
) -> None:
    said = page(changed)
    assert "Title: Open hub 1 → became Close the hubs" in said
    assert "Lead: Tom Hargreave → became Ann Lee" in said
    assert "Target date: 30 June 2026 → became 31 December 2027" in said
    assert "Reference: K1 → became Z9" in said
    assert "Amber" in said and "Green" in said and "better" in said
    assert "Title: Care at home → became Hospital care" in said


def test_what_came_and_what_went_is_said(changed: ClosedQuarter) -> None:
    rows = {
        item.node.item.title: (item.before is None, item.after is None)
        for item in compare(
            *(
                read_outline(changed.strategy, [period])
                for period in (changed.first, changed.second)
            )
        )
    }
    assert rows["Begun since"] == (True, False)
    assert rows["Open hub 2"] == (False, True)
    said = page(changed)
    assert "Added New in the plan" in said and "Removed No longer in the plan" in said
    assert "Changed Title: Open hub 1" in said or "Changed Reference" in said


def test_what_stands_under_something_else_is_said_to_have_moved() -> None:
    made = closed_quarter(actions=1)
    made.action.ambition = factories.ambition(strategy=made.strategy, title="Elsewhere")
    made.action.save()
    assert "Moved Stands under:" in page(made)


def test_only_what_changed_is_shown_where_that_is_asked(changed: ClosedQuarter) -> None:
    assert "Urgent help" in page(changed)
    assert "Urgent help" not in page(changed, changed=1)


def test_a_person_who_was_renamed_is_still_the_lead() -> None:
    made = closed_quarter(actions=1)
    made.before.name = "Tom Hargreave-Lee"
    made.before.save()
    both = [read_outline(made.strategy, [period]) for period in (made.first, made.second)]
    (item,) = [item for item in compare(*both) if item.node.level == "action"]
    assert item.changes == []


def test_any_two_periods_may_be_asked_for_and_no_stranger(changed: ClosedQuarter) -> None:
    ids = {"from": changed.second.pk, "to": changed.first.pk}
    assert "became Open hub 1" in page(changed, **ids)
    other = factories.period().pk
    url = address("plan_compare", changed.trust, to=other)
    assert signed_in(changed.trust).get(url).status_code == 404


def test_a_reader_sees_no_draft(changed: ClosedQuarter) -> None:
    update = changed.action.updates.get(period=changed.second)
    update.state = "draft"
    update.save()
    assert "Green" in page(changed)
    assert "Green" not in page(changed, Role.READER)


def test_one_period_cannot_be_compared() -> None:
    made = factories.period()
    response = signed_in(made.strategy.trust).get(address("plan_compare", made.strategy.trust))
    assert "Nothing to compare yet" in text_of(response)


def test_its_spreadsheet_has_the_rows_of_the_screen(changed: ClosedQuarter) -> None:
    url = address("plan_compare_spreadsheet", changed.trust, changed=1)
    response = signed_in(changed.trust).get(url)
    sheet = openpyxl.load_workbook(BytesIO(response.content)).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "Close the hubs" in cells and "Urgent help" not in cells
    assert any("Title: Open hub 1 to Close the hubs" in cell for cell in cells)


def test_the_plan_leads_to_it(changed: ClosedQuarter) -> None:
    response = signed_in(changed.trust).get(address("plan", changed.trust))
    assert f'href="{address("plan_compare", changed.trust)}"' in response.content.decode()


@pytest.mark.once
def test_twenty_cost_no_more_queries_than_one() -> None:
    counted = set()
    for number in (1, 20):
        made = closed_quarter(actions=number, risks=1)
        counted.add(queries_of(signed_in(made.trust), address("plan_compare", made.trust)))
    assert len(counted) == 1
