"""The administration pages under the content security policy, in a real browser."""

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.answering import Plan

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "three-words-together"


def test_they_work_without_a_script_in_the_page(
    context: BrowserContext, live_server: LiveServer
) -> None:
    plan = Plan()
    user = factories.user(
        email="root@example.org", password=PASSWORD, is_staff=True, is_superuser=True
    )
    page = context.new_page()
    refused: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            refused.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("What would you like to look after?")).to_be_visible()
    for address in ("accounts/user/", "accounts/membership/", "ambitions/keyaction/import/"):
        page.goto(f"{live_server.url}/admin/{address}")
    # Suggestions are fetched by a script.
    page.goto(f"{live_server.url}/admin/accounts/membership/add/")
    page.locator(".select2-selection").last.click()
    expect(page.locator(".select2-results__option", has_text=plan.trust.name)).to_be_visible()
    # "Select all" is bound by a script of ours.
    page.goto(f"{live_server.url}/admin/ambitions/keyaction/export/")
    boxes = page.locator('.selectable-field-export-row input[type="checkbox"]:checked')
    assert boxes.count() > 3
    page.locator(".select-toggle").uncheck()
    assert boxes.count() == 0
    page.locator(".select-toggle").check()
    assert boxes.count() > 3
    # The package's own attribute for it is refused, as it should be.
    assert not [said for said in refused if "/keyaction/export/" not in said]
