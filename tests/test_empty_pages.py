"""A page with nothing on it yet: what will stand there, and one button that begins it."""

import re

import pytest

from strategy_tracker.accounts.models import Role
from tests import factories
from tests.governing import address, signed_in

pytestmark = pytest.mark.django_db

BEGIN = "Import a workbook"
PAGES = ["plan", "measure_list", "risk_list", "import_list", "people_list", "my_updates"]


def buttons(page: str) -> list[str]:
    """The words on the green buttons of the empty state."""
    box = page[page.index('class="st-empty"') :]
    found = re.findall(r'<a class="([^"]*)"[^>]*>([^<]+)</a>', box)
    return [words for css, words in found if "nhsuk-button" in css and "secondary" not in css]


@pytest.mark.parametrize("name", [*PAGES, "this_round"])
def test_governance_begins_by_one_button(name: str) -> None:
    trust = factories.trust()
    page = signed_in(trust).get(address(name, trust)).content.decode()
    # A risk may be the whole trust's, so that one can be typed before there is a strategy.
    assert buttons(page) == ["Add a risk" if name == "risk_list" else BEGIN]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("plan", "Add a strategic objective"),
        ("measure_list", "Add a measure"),
        ("strategy_about", "Write the first text"),
        ("setup_passages", "Write the first text"),
    ],
)
def test_where_there_is_a_strategy_governance_begins_by_typing(name: str, begins: str) -> None:
    trust = factories.strategy().trust
    page = signed_in(trust).get(address(name, trust)).content.decode()
    assert buttons(page) == [begins]


@pytest.mark.parametrize("name", ["plan", "measure_list", "risk_list"])
def test_a_reader_is_told_who_brings_it_in(name: str) -> None:
    trust = factories.trust()
    page = signed_in(trust, Role.READER).get(address(name, trust)).content.decode()
    assert buttons(page) == []
    assert "Your governance team brings them in." in page


def test_where_no_period_is_open_governance_opens_one() -> None:
    strategy = factories.strategy(factories.trust())
    page = signed_in(strategy.trust).get(address("my_updates", strategy.trust)).content.decode()
    assert buttons(page) == ["Open a period"]
