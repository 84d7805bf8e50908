"""All the readings that somebody enters, on one grid, and what else they owe beside answers."""

from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import Measure, Reading
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan() -> Plan:
    return Plan()


def own_measure(plan: Plan, name: str, **fields: object) -> Measure:
    measure: Measure = factories.measure(strategy=plan.strategy, name=name, **fields)
    factories.lead(measure, plan.lead)
    return measure


def boxes(measure: Measure, raw: str = "", note: str = "", **more: str) -> dict[str, str]:
    prefix = f"m{measure.pk}"
    return {f"{prefix}-raw": raw, f"{prefix}-note": note} | {
        f"{prefix}-{name}": value for name, value in more.items()
    }


def now(measure: Measure) -> Reading | None:
    return measure.readings.filter(kind=Reading.Kind.ACTUAL).first()


def test_saves_every_box_that_was_filled_in_one_go(plan: Plan) -> None:
    first, second, third = (own_measure(plan, name) for name in ("Beds", "Waits", "Staff"))
    sent = boxes(first, "94", "Two posts not filled.") | boxes(second, "TBC") | boxes(third)
    response = plan.client().post(address("my_readings", plan.trust), sent, follow=True)
    assert "2 readings saved." in text_of(response)
    reading = now(first)
    assert reading is not None and (reading.number, reading.note) == (
        Decimal(94),
        "Two posts not filled.",
    )
    waits = now(second)
    assert waits is not None and waits.empty == "tbc"
    assert now(third) is None


def test_shows_what_was_reached_before_beside_the_box(plan: Plan) -> None:
    measure = own_measure(plan, "Beds", better="higher")
    for part, raw in (("Q1", "90"), ("Q2", "")):
        if raw:
            factories.reading(measure=measure, part=part, raw=raw, number=Decimal(raw))
    factories.reading(measure=measure, part="Q2", kind="aim", raw="120", number=120)
    page = text_of(plan.client().get(address("my_readings", plan.trust)))
    assert "1 measure for Q2 2024/25: 0 in, 1 to enter" in page
    assert "Beds Higher 90 120" in page and "To enter" in page


def test_a_figure_that_was_entered_is_not_emptied_and_nothing_else_is_saved(plan: Plan) -> None:
    entered, other = own_measure(plan, "Beds"), own_measure(plan, "Waits")
    factories.reading(measure=entered, part="Q2", raw="90", number=90)
    response = plan.client().post(
        address("my_readings", plan.trust), boxes(entered) | boxes(other, "12")
    )
    assert response.status_code == 400
    assert "Write “-” where there is no data." in text_of(response)
    assert now(other) is None
    assert 'value="12"' in response.content.decode()


def test_somebody_elses_figure_is_shown_beside_mine_before_one_is_chosen(plan: Plan) -> None:
    measure = own_measure(plan, "Beds")
    client = plan.client()
    page = client.get(address("my_readings", plan.trust)).content.decode()
    seen = page.split(f'name="m{measure.pk}-seen" value="')[1].split('"')[0]
    factories.reading(measure=measure, part="Q2", raw="91", number=91)
    sent = boxes(measure, "94", seen=seen.replace("&quot;", '"'))
    response = client.post(address("my_readings", plan.trust), sent)
    assert response.status_code == 409
    assert "91" in text_of(response) and "94" in text_of(response)
    found = now(measure)
    assert found is not None and found.raw == "91"


def test_only_ones_own_measures_are_there(plan: Plan) -> None:
    own_measure(plan, "Mine")
    theirs = factories.measure(strategy=plan.strategy, name="Somebody else’s")
    url = address("my_readings", plan.trust)
    assert theirs.name not in text_of(plan.client().get(url))
    plan.client().post(url, boxes(theirs, "5"))
    assert now(theirs) is None
    assert signed_in(plan.trust, Role.READER).get(url).status_code == 403
    assert signed_in(factories.trust()).get(url).status_code == 404
    assert "/accounts/login/" in Client().get(url)["Location"]


def test_costs_no_more_queries_for_twenty_than_for_one() -> None:
    counts = []
    for number in (1, 20):
        plan = Plan()
        for place in range(number):
            own_measure(plan, f"Measure {place}")
        counts.append(queries_of(plan.client(), address("my_readings", plan.trust)))
    assert counts[0] == counts[1]


def test_readings_and_risks_that_are_owed_stand_among_ones_updates(plan: Plan) -> None:
    own_measure(plan, "Beds")
    done = own_measure(plan, "Waits")
    factories.reading(measure=done, part="Q2", raw="12", number=12)
    risk = factories.risk(strategy=plan.strategy, title="Staff leave")
    factories.lead(risk, plan.lead)
    page = text_of(plan.client().get(address("my_updates", plan.trust)))
    assert "My readings : 1 of 2 to enter" in page
    assert "Staff leave for Q2 2024/25" in page
    factories.risk_score(risk=risk, period=plan.period, kind="current")
    page = text_of(plan.client().get(address("my_updates", plan.trust)))
    assert "Staff leave" not in page


def test_in_a_browser_enter_goes_below_and_a_column_is_pasted(
    plan: Plan, context: BrowserContext, live_server: LiveServer
) -> None:
    first, second = own_measure(plan, "Beds"), own_measure(plan, "Waits")
    cookie = {"name": "sessionid", "value": plan.client().cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])  # type: ignore[typeddict-item]
    page = context.new_page()
    page.goto(live_server.url + address("my_readings", plan.trust))
    box = page.locator(f"#id_m{first.pk}-raw")
    box.fill("90")
    box.press("Enter")
    expect(page.locator(f"#id_m{second.pk}-raw")).to_be_focused()
    box.evaluate(
        """box => {
            const data = new DataTransfer();
            data.setData("text/plain", "94\\n12\\n");
            data.setData("text/html", "<table><tr><td>94</td></tr><tr><td>12</td></tr></table>");
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            box.dispatchEvent(new ClipboardEvent("paste", options));
        }"""
    )
    expect(page.locator("[data-pasted]")).to_contain_text("Pasted 2 cells from 2 rows.")
    page.get_by_role("button", name="Save readings").click()
    expect(page.locator(".st-message")).to_have_text("2 readings saved.")
    entered = [now(measure) for measure in (first, second)]
    assert [reading.raw for reading in entered if reading] == ["94", "12"]
