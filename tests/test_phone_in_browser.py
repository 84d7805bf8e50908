"""What a phone shows first: the current figure, where a period stands, the newest of a chart."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.governing import submitted
from tests.test_reading_in_browser import Round

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def round_(context: BrowserContext, live_server: LiveServer) -> Round:
    return Round(context, live_server)


def test_measures_are_cards_with_the_current_figure_first(round_: Round, page: Page) -> None:
    late = factories.measure(ambition=round_.plan.ambition, name="Falls", better="lower")
    factories.reading(measure=late, part="Q1", kind="actual", raw="7", number=7)
    page.set_viewport_size(PHONE)
    page.goto(round_.url("measure_list"))
    expect(page.get_by_role("table")).to_have_count(0)
    first, second = page.locator(".st-card").all()
    figure = first.locator(".st-card__figure")
    expect(figure).to_have_text("66%")
    expect(first).to_contain_text("Met")
    expect(first).to_contain_text("Aim 60%.")
    top = figure.bounding_box()
    assert top is not None and top["y"] < PHONE["height"]
    # What was not entered shows the last figure, and says whose it is.
    expect(second.locator(".st-card__figure")).to_have_text("7")
    expect(second).to_contain_text("Q2 24/25 not entered. This is Q1 24/25.")
    page.set_viewport_size(LAPTOP)
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.locator(".st-cards")).to_be_hidden()
    # The page of one measure says its figure before all that is known of it.
    page.set_viewport_size(PHONE)
    page.goto(round_.url("measure_detail", round_.measure.pk))
    expect(page.locator(".st-facts__figure")).to_have_text("66%")


def test_a_chart_wider_than_the_phone_begins_at_its_newest(round_: Round, page: Page) -> None:
    for year in (2022, 2023):
        for part in ("Q1", "Q2", "Q3", "Q4"):
            factories.reading(
                measure=round_.measure,
                financial_year=year,
                part=part,
                kind="actual",
                raw="50%",
                number=50,
            )
    page.set_viewport_size(PHONE)
    page.goto(round_.url("measure_detail", round_.measure.pk))
    chart = page.get_by_role("region", name="Trend")
    expect(chart.get_by_text("66%")).to_be_in_viewport()
    expect(chart.get_by_text("Q3 22/23", exact=True)).not_to_be_in_viewport()
    # Where all of it fits it stands at the left, as everything else.
    page.set_viewport_size(LAPTOP)
    box = chart.locator("svg").bounding_box()
    place = chart.bounding_box()
    assert box is not None and place is not None and box["x"] == place["x"]


def test_answers_to_approve_are_read_in_full_width_and_ticked_by_group(
    round_: Round, page: Page
) -> None:
    plan = round_.plan
    elsewhere = factories.action(ambition=factories.ambition(strategy=plan.strategy))
    for action in (plan.action("One"), plan.action("Two"), elsewhere):
        submitted(plan, action, "red", "Two beds short.")
    page.set_viewport_size(PHONE)
    page.goto(round_.url("round_approve"))
    words = page.locator(".st-approve__words").first.bounding_box()
    assert words is not None and words["width"] > 280
    approve = page.get_by_role("button", name="Approve what is ticked")
    before = int(approve.locator("[data-ticked]").inner_text())
    page.get_by_role("button", name="Tick all").first.click()
    ticked = page.get_by_role("checkbox", checked=True)
    expect(approve).to_contain_text(f"({ticked.count()})")
    assert before < ticked.count() < page.get_by_role("checkbox").count()


def test_a_period_says_where_it_stands_before_its_dates(round_: Round, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(round_.url("period_list"))
    row = page.get_by_role("row", name="Q2 2024/25")
    state, runs = row.get_by_text("Open", exact=True), row.get_by_text("1 July 2024 to")
    above, below = state.bounding_box(), runs.bounding_box()
    assert above is not None and below is not None and above["y"] < below["y"]


def test_only_titles_look_like_links_in_a_dense_table(round_: Round, page: Page) -> None:
    other = round_.plan.action("Led by two")
    factories.lead(other, factories.person(round_.plan.trust))
    page.set_viewport_size(LAPTOP)
    page.goto(round_.url("plan"))
    colour = "element => getComputedStyle(element).color"
    ink = page.locator("body").evaluate(colour)
    assert page.locator("td .st-person").first.evaluate(colour) == ink
    assert page.locator(".st-sortlink").first.evaluate(colour) == ink
    assert page.get_by_role("link", name="Not begun yet").evaluate(colour) != ink


def test_the_map_is_beside_the_score_that_is_given(round_: Round, page: Page) -> None:
    page.set_viewport_size(LAPTOP)
    page.goto(round_.url("risk_score", round_.risk.pk))
    chart = page.get_by_role("img", name="1 risk by likelihood and consequence")
    expect(chart).to_be_in_viewport()
    form, place = page.get_by_role("button", name="Save the score"), chart.bounding_box()
    left = form.bounding_box()
    assert left is not None and place is not None and left["x"] + left["width"] < place["x"]
    expect(page.get_by_role("table", name="Its scores, latest first")).to_contain_text("20")
