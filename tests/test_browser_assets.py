"""In a real browser a page has all that it asks for, and asks nobody else."""

import re

import pytest
from playwright.sync_api import Page, Request, Response
from pytest_django.live_server_helper import LiveServer


@pytest.mark.django_db(transaction=True)
def test_the_sign_in_page_fetches_everything_from_here_and_nothing_is_refused(
    page: Page, live_server: LiveServer
) -> None:
    asked: list[str] = []
    refused: list[str] = []

    def note_request(request: Request) -> None:
        asked.append(request.url)

    def note_response(response: Response) -> None:
        if response.status >= 400:
            refused.append(f"{response.status} {response.url}")

    page.on("request", note_request)
    page.on("response", note_response)
    page.on("requestfailed", lambda request: refused.append(f"failed {request.url}"))
    # A script or style that the content security policy stops is told in the console.
    page.on("console", lambda message: refused.append(message.text))
    page.on("pageerror", lambda error: refused.append(str(error)))

    page.goto(live_server.url + "/")
    page.wait_for_load_state("networkidle")

    assert re.search(r"/accounts/login/", page.url)
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert refused == []
    stylesheets = [url for url in asked if url.split("?")[0].endswith(".css")]
    assert stylesheets != []
