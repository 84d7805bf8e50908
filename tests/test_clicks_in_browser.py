"""How many clicks a director's answers take, and that they take none by keyboard alone.

The mouse chooses ratings, presses buttons and puts the cursor into a box; the keyboard types,
and Tab leads from one box to the next. Each answer is two ratings and two texts.
"""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from ambitions.models import Update
from tests import factories
from tests.answering import Plan

pytestmark = pytest.mark.django_db(transaction=True)

TWELVE = 12
MOST_ONE_BY_ONE, MOST_ON_ONE_PAGE = 60, 40
ASKED = {"rating": "Forecast", "words": "What comes next"}


@pytest.fixture(autouse=True)
def submits_one_by_one(settings: Settings) -> None:
    """Each that is submitted is a transaction, and reads its rows by itself."""
    settings.ZEAL_ALLOWLIST = [{"model": "*", "field": "*"}]


class Director:
    """A lead with a plan to answer for, in a browser that counts their clicks."""

    def __init__(self, context: BrowserContext, live_server: LiveServer, actions: int) -> None:
        self.plan = Plan()
        self.forecast = factories.dimension(
            strategy=self.plan.strategy, is_required=True, label=ASKED["rating"]
        )
        self.next = factories.heading(
            strategy=self.plan.strategy, label=ASKED["words"], is_required=True
        )
        self.references = [f"1.{number}" for number in range(11, 11 + actions)]
        for reference in self.references:
            self.plan.action(f"Action {reference}", reference=reference)
        cookie = {"name": "sessionid", "value": self.plan.client().cookies["sessionid"].value}
        context.add_cookies([{**cookie, "url": live_server.url}])  # type: ignore[typeddict-item]
        self.page: Page = context.new_page()
        self.page.goto(live_server.url + reverse("my_updates", args=[self.plan.trust.code]))
        self.clicks = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name))

    def follow(self, name: str, **more: Any) -> None:
        self.click(self.page.get_by_role("link", name=name, **more).first)

    def fill_in_form(self) -> None:
        """Both texts, and both ratings, by mouse."""
        self.click(self.page.locator(f"#heading_{self.plan.progress.pk}"))
        self.type_both()
        for dimension in (self.plan.dimension, self.forecast):
            chosen = dimension.scale.ratings.get(code="green")
            radio = self.page.locator(f"[name=dimension_{dimension.pk}][value='{chosen.pk}']")
            self.click(radio)

    def type_both(self) -> None:
        self.page.keyboard.type("Ninety beds are open.")
        row = self.page.locator("tr[data-row]:focus-within, form#update").first
        self.tab_to(row.locator(f"[name=heading_{self.next.pk}]"), most=8)
        self.page.keyboard.type("Ten more.")

    def tab_to(self, target: Locator, most: int = 60) -> None:
        """By the Tab key alone, onwards through the page and round again."""
        expect(target).to_be_visible()
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError("The Tab key does not lead there.")

    def submitted(self) -> int:
        return Update.objects.filter(state="submitted").count()


def of_twelve(first: int, others: int, end: int) -> int:
    """The clicks of twelve answers: all but the first are alike."""
    return first + (TWELVE - 1) * others + end


def test_one_by_one(context: BrowserContext, live_server: LiveServer) -> None:
    """Three are answered and counted; of twelve, the other nine are like the second."""
    director = Director(context, live_server, actions=3)
    page, counts = director.page, []
    director.follow("Action 1.11")
    for reference in director.references:
        expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
        director.fill_in_form()
        is_last = reference == director.references[-1]
        director.press("Save, go to My updates" if is_last else "Save, go to next")
        counts.append(director.clicks)
    expect(page.get_by_role("heading", level=1, name="My updates")).to_be_visible()
    before_end = director.clicks
    director.follow("Answer all on one page")
    director.follow("Check and submit 3 ready")
    director.press("Submit to governance")
    expect(page.locator(".st-message")).to_have_text("3 submitted.")
    assert director.submitted() == 3
    end = director.clicks - before_end
    assert counts[2] - counts[1] == counts[1] - counts[0]
    clicks = of_twelve(counts[0], counts[1] - counts[0], end)
    print(f"Twelve answers one by one: {clicks} clicks")
    assert clicks <= MOST_ONE_BY_ONE


def test_each_submitted_at_once(context: BrowserContext, live_server: LiveServer) -> None:
    """From one that is submitted the next is opened: five clicks each, and one to begin."""
    director = Director(context, live_server, actions=2)
    director.follow("Action 1.11")
    for reference in director.references:
        expect(director.page.get_by_role("heading", level=1)).to_contain_text(reference)
        director.fill_in_form()
        director.press("Check and submit")
        director.press("Submit to governance")
    expect(director.page.get_by_role("heading", name="My updates")).to_be_visible()
    assert director.submitted() == 2
    assert director.clicks == 1 + 2 * 5


def test_all_on_one_page(context: BrowserContext, live_server: LiveServer) -> None:
    director = Director(context, live_server, actions=3)
    page, counts = director.page, []
    director.follow("Answer all on one page")
    for reference in director.references:
        row = page.locator("tr[data-row]").filter(has_text=f"Action {reference}")
        director.click(row.locator(f"[name=heading_{director.plan.progress.pk}]"))
        director.type_both()
        for dimension in (director.plan.dimension, director.forecast):
            cell = row.locator(f"[data-field=dimension_{dimension.pk}]")
            director.click(cell.get_by_title("Green"))
            green = dimension.scale.ratings.get(code="green")
            expect(cell.locator("select")).to_have_value(str(green.pk))
        counts.append(director.clicks)
    director.follow("Check and submit 3 ready")
    director.press("Submit to governance")
    expect(page.locator(".st-message")).to_have_text("3 submitted.")
    assert director.submitted() == 3
    assert counts[2] - counts[1] == counts[1] - counts[0]
    end = director.clicks - counts[2]
    clicks = of_twelve(counts[0], counts[1] - counts[0], end)
    print(f"Twelve answers on one page: {clicks} clicks")
    assert clicks <= MOST_ON_ONE_PAGE


def test_no_click_at_all_by_keyboard(context: BrowserContext, live_server: LiveServer) -> None:
    director = Director(context, live_server, actions=3)
    page = director.page
    director.tab_to(page.get_by_role("link", name="Answer all on one page"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Answer all on one page")).to_be_visible()
    for reference in director.references:
        for question in (director.plan.progress, director.next):
            director.tab_to(page.get_by_label(f"{question.label}, {reference}", exact=True))
            page.keyboard.type("All done.")
        for dimension in (director.plan.dimension, director.forecast):
            director.tab_to(page.get_by_label(f"{dimension.label}, {reference}", exact=True))
            page.keyboard.type("G")
    director.tab_to(page.get_by_role("link", name="Check and submit 3 ready"))
    page.keyboard.press("Enter")
    director.tab_to(page.get_by_role("button", name="Submit to governance"))
    page.keyboard.press("Enter")
    expect(page.locator(".st-message")).to_have_text("3 submitted.")
    assert director.submitted() == 3 and director.clicks == 0
