"""From what a paper tells of to the page of it."""

import re
from typing import Any
from uuid import uuid4

import pytest

from reports import files
from reports.layouts.ready import LayoutRecipe
from reports.layouts.services import copy_layout
from reports.parts import Part
from reports.render import page as whole_page
from reports.services import draft_content
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.governing import address, signed_in
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Rows:
    return rows(actions=2, ambitions=1)


def led_to(made: Rows, key: Any, role: str = Role.READER) -> str:
    response = signed_in(made.trust, role).get(
        address("paper_item", made.trust, made.period.pk, key)
    )
    return response["Location"] if response.status_code == 302 else str(response.status_code)


def test_the_page_of_a_paper_leads_to_each_item_and_the_file_to_none(made: Rows) -> None:
    content = draft_content(made.period, "progress-table")
    page = files.page_of(content, made.period).body
    for item in made.actions:
        assert address("paper_item", made.trust, made.period.pk, item.uuid) in page
    assert "papers/items" not in whole_page(content)


def test_a_measure_of_a_scorecard_leads_to_its_page(made: Rows) -> None:
    measure = factories.measure(strategy=made.strategy, name="Waits")
    factories.reading(measure=measure, part="Q2", raw="61")
    layout = copy_layout(
        trust=made.trust,
        recipe=LayoutRecipe("ours", "Ours", "", (Part("scorecard", "scorecard"),)),
        name="Ours",
        by=None,
    )
    page = files.page_of(draft_content(made.period, layout.key), made.period).body
    url = address("paper_item", made.trust, made.period.pk, measure.uuid)
    assert re.search(rf'<a href="{url}">[^<]*Waits', page)


def test_each_kind_has_its_page_at_the_period_of_the_paper(made: Rows) -> None:
    action = made.actions[0]
    risk, measure = factories.risk(made.trust), factories.measure(strategy=made.strategy)
    period = f"?period={made.period.pk}"
    own = address("action_detail", made.trust, action.pk) + period
    assert led_to(made, action.uuid) == f"{own}#period-{made.period.pk}"
    assert led_to(made, f"action-{action.pk}") == f"{own}#period-{made.period.pk}"
    assert led_to(made, risk.uuid) == address("risk_detail", made.trust, risk.pk) + period
    assert led_to(made, measure.uuid) == address("measure_detail", made.trust, measure.pk) + period


def test_what_is_not_there_or_another_trusts_is_not_found(made: Rows) -> None:
    theirs = factories.action()
    for key in (uuid4(), "made-up", "action-0", f"action-{theirs.pk}", theirs.uuid, "9" * 40):
        assert led_to(made, key) == "404", key
    other = factories.period()
    url = address("paper_item", made.trust, other.pk, made.actions[0].uuid)
    assert signed_in(made.trust).get(url).status_code == 404
