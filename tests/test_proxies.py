"""Whose word is taken for where a request comes from."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from strategy_tracker.proxies import ProxyMiddleware, is_in, parse_networks


def through(**sent: str) -> HttpRequest:
    """The request as the site sees it."""
    seen: list[HttpRequest] = []

    def get_response(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    ProxyMiddleware(get_response)(RequestFactory().get("/", **sent))
    return seen[0]


@pytest.fixture(autouse=True)
def proxies(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1", "10.9.0.0/16", "fd00::/8"]


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        # What the client wrote of itself stands before what our proxy added.
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7, 10.9.3.4", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("not an address", "10.0.0.1"),
        ("203.0.113.7, rubbish", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_the_client_is_whom_the_nearest_proxy_of_ours_saw(forwarded: str, address: str) -> None:
    request = through(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert request.META["REMOTE_ADDR"] == address


def test_a_stranger_is_believed_nothing() -> None:
    request = through(
        REMOTE_ADDR="203.0.113.9",
        HTTP_X_FORWARDED_FOR="198.51.100.1",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_X_REQUEST_ID="an-id-of-somebody-else",
    )
    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert not [name for name in request.META if name.startswith("HTTP_X_")]


def test_a_socket_file_is_a_proxy() -> None:
    request = through(REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert request.META["REMOTE_ADDR"] == "203.0.113.7"


def test_an_id_that_would_forge_a_line_of_the_log_is_dropped() -> None:
    assert "HTTP_X_REQUEST_ID" not in through(REMOTE_ADDR="10.0.0.1", HTTP_X_REQUEST_ID="a\n{}")
    kept = through(REMOTE_ADDR="10.0.0.1", HTTP_X_REQUEST_ID="0f0e0d0c0b0a")
    assert kept.META["HTTP_X_REQUEST_ID"] == "0f0e0d0c0b0a"


def test_a_proxy_that_was_not_named_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    middleware = ProxyMiddleware(lambda _request: HttpResponse())
    for _ in range(3):
        sent = {"REMOTE_ADDR": "10.1.1.1", "HTTP_X_FORWARDED_PROTO": "https"}
        middleware(RequestFactory().get("/", **sent))
    (record,) = caplog.records
    assert "10.1.1.1" in record.getMessage() and "TRUSTED_PROXIES" in record.getMessage()


def test_networks() -> None:
    assert is_in("::ffff:10.9.1.1", ["10.9.0.0/16"])
    assert not is_in("", ["0.0.0.0/0"]) and not is_in("10.9.1.1", [])
    with pytest.raises(ValueError, match="proxy"):
        parse_networks(["proxy.example"])
