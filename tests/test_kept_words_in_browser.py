"""What is typed in a form of any kind, in a real browser: given back after every accident."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from ambitions.models import Update
from objectives.models import Period
from risks.models import Risk
from strategy_tracker.accounts.models import User
from tests import factories
from tests.answering import Plan

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "three-words-together"
WORDS = "Which ward, and by when?\nAsk Ada & Bo."


class Office:
    """A governance officer at a plan with an update to review and a risk to score."""

    def __init__(self, context: BrowserContext, live_server: LiveServer) -> None:
        self.plan = Plan()
        self.site, self.context = live_server.url, context
        self.officer = self.with_password(self.plan.governor(name="Joanne Pickersgill"))
        self.update: Update = factories.update(
            self.plan.action(), self.plan.period, state="submitted"
        )
        self.risk: Risk = factories.risk(self.plan.trust, strategy=self.plan.strategy)
        self.enter(self.officer)

    def with_password(self, user: User) -> User:
        user.set_password(PASSWORD)
        user.save()
        return user

    def enter(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": value, "url": self.site}])

    def url(self, name: str, *args: object) -> str:
        return self.site + reverse(name, args=[self.plan.trust.code, *args])

    @property
    def review(self) -> str:
        return self.url("update_review", self.update.pk)

    @property
    def score(self) -> str:
        return self.url("risk_score", self.risk.pk)

    def sign_in(self, page: Page, user: User | None = None) -> None:
        page.get_by_label("E-mail address").fill((user or self.officer).email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    def open(self, address: str) -> Page:
        page = self.context.new_page()
        page.goto(address)
        return page


@pytest.fixture
def office(context: BrowserContext, live_server: LiveServer) -> Office:
    return Office(context, live_server)


def type_return(page: Page) -> None:
    page.locator("textarea[name=text]").fill(WORDS)


def type_score(page: Page) -> None:
    page.locator("[name=likelihood][value='4']").check()
    page.locator("[name=consequence][value='2']").check()
    page.locator("[name=note]").fill(WORDS)


def send_return(page: Page) -> None:
    page.locator("form[action$='/return/'] button:not([type=button])").click()


def send_score(page: Page) -> None:
    page.get_by_role("button", name="Save").first.click()


FORMS: dict[str, tuple[str, Callable[[Page], None], Callable[[Page], None], str]] = {
    "return with a comment": ("review", type_return, send_return, "text"),
    "score of a risk": ("score", type_score, send_score, "note"),
}


def session_expires(office: Office, page: Page, send: Callable[[Page], None]) -> None:
    Session.objects.all().delete()
    send(page)
    expect(page.locator(".st-messages")).to_contain_text("You were signed out before that was sent")
    office.sign_in(page)


def cookies_are_cleared(office: Office, page: Page, send: Callable[[Page], None]) -> None:
    office.context.clear_cookies()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Not sent: you are no longer signed in"
    )
    assert page.locator("textarea").input_value() == WORDS
    page.get_by_role("link", name="Sign in").click()
    office.sign_in(page)


def server_stops(office: Office, page: Page, send: Callable[[Page], None]) -> None:
    address = page.url
    office.context.set_offline(True)
    with suppress(Error):  # the browser's own page, or the click that waits for one
        send(page)
    with pytest.raises(Error):
        page.goto(address)
    office.context.set_offline(False)
    page.goto(address)


def tab_is_closed(office: Office, page: Page, send: Callable[[Page], None]) -> None:
    page.wait_for_timeout(500)  # a moment after the last key they are kept
    page.close()


ACCIDENTS = {
    "session expired": session_expires,
    "cookies cleared": cookies_are_cleared,
    "server stopped": server_stops,
    "tab closed": tab_is_closed,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_what_was_typed_is_back_in_its_boxes_on_its_page(
    office: Office, form: str, accident: str
) -> None:
    where, fill, send, name = FORMS[form]
    address = getattr(office, where)
    page = office.open(address)
    fill(page)
    ACCIDENTS[accident](office, page, send)
    if page.is_closed():
        page = office.open(address)
    expect(page).to_have_url(address)
    expect(page.locator(f"[name={name}]")).to_have_value(WORDS)
    said = "is in its boxes again" if accident == "tab closed" else "was not saved"
    expect(page.locator("[data-put-back]")).to_contain_text(said)
    if form == "score of a risk":
        expect(page.locator("[name=likelihood][value='4']")).to_be_checked()
    send(page)
    expect(page.locator(".st-message--success")).to_be_visible()
    page.goto(address)
    expect(page.locator("[data-put-back]")).to_have_count(0)
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('words'))"
    assert page.evaluate(kept) == []


def test_thrown_away_they_are_gone(office: Office) -> None:
    page = office.open(office.review)
    type_return(page)
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("textarea[name=text]")).to_have_value("")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    page.reload()
    expect(page.locator("textarea[name=text]")).to_have_value("")
    expect(page.locator("[data-put-back]")).to_have_count(0)


def test_nobody_else_is_given_them_nor_anybody_after_signing_out(office: Office) -> None:
    colleague = office.with_password(office.plan.governor(name="Ada Quill"))
    page = office.open(office.review)
    type_return(page)
    Session.objects.all().delete()
    send_return(page)
    office.sign_in(page, colleague)
    expect(page.locator("textarea[name=text]")).to_have_value("")
    type_return(page)
    page.goto(f"{office.site}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"
    office.sign_in(page, colleague)
    page.goto(office.review)
    expect(page.locator("textarea[name=text]")).to_have_value("")


def test_words_over_what_somebody_saved_meanwhile_are_shown_beside_it(office: Office) -> None:
    page = office.open(office.score)
    type_score(page)
    Session.objects.all().delete()
    send_score(page)
    theirs = Client()
    theirs.force_login(office.plan.governor(name="Ada Quill"))
    scored = {"likelihood": "1", "consequence": "1", "note": "Theirs.", "seen": ""}
    assert theirs.post(office.score.removeprefix(office.site), scored).status_code == 302
    office.sign_in(page)
    expect(page.locator("[name=note]")).to_have_value(WORDS)
    send_score(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Quill saved this")
    with page.expect_navigation():
        page.get_by_role("link", name="Leave mine").click()
    page.goto(office.score)
    expect(page.locator("[name=note]")).to_have_value("Theirs.")


def test_words_for_another_period_are_a_link_away(office: Office) -> None:
    measure = factories.measure(strategy=office.plan.strategy)
    planned = factories.period(office.plan.strategy, status=Period.Status.PLANNED)
    page = office.open(f"{office.url('measure_detail', measure.pk)}?period={planned.pk}")
    page.locator("[name=note]").fill("For later.")
    Session.objects.all().delete()
    page.goto(office.url("measure_detail", measure.pk))
    office.sign_in(page)
    expect(page.locator("[name=note]")).to_have_value("")
    page.get_by_role("link", name=f"Go to {planned.label}").click()
    expect(page.locator("[name=note]")).to_have_value("For later.")
