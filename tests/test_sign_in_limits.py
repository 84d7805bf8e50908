"""Guessing a password is slowed, and keeps nobody out but the guesser."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from asgiref.local import Local
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from strategy_tracker.accounts.models import Role, User
from strategy_tracker.accounts.sign_in_limits import COOKIE
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "three-words-together"
# As in production, less of it.
FEWER = {"account_failed": "12/h/key", "all_failed": "10/10m/ip"}
REFUSED = "Too many wrong passwords"
WRONG = "do not belong together"


@pytest.fixture
def director() -> User:
    user = factories.user(email="director@example.org", password=PASSWORD)
    factories.member(factories.trust(), Role.LEAD, user=user)
    return user


@pytest.fixture(autouse=True)
def fewer(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**django_settings.ACCOUNT_RATE_LIMITS, **FEWER}
    # Where the cache is no table, a test's counts are not rolled back with it.
    caches["default"].clear()


def browser(address: str) -> Client:
    """A browser at that address, behind the proxy on this machine."""
    return Client(headers={"x-forwarded-for": address})


def try_password(client: Client, password: str, email: str = "director@example.org") -> str:
    """What came of it: "in", "wrong" or "refused"."""
    sent = {"login": email, "password": password}
    response = client.post(reverse("account_login"), sent)
    if response.status_code == 302:
        return "in"
    page = response.content.decode()
    assert response.status_code == 200 and (REFUSED in page) is not (WRONG in page), page
    return "refused" if REFUSED in page else "wrong"


def test_a_guesser_is_stopped_and_the_owner_is_not(director: User) -> None:
    guesser = browser("203.0.113.1")
    tries = [try_password(guesser, f"guess-{number}") for number in range(12)]
    assert tries == ["wrong"] * 5 + ["refused"] * 7
    assert try_password(guesser, PASSWORD) == "refused"
    assert try_password(browser("203.0.113.2"), PASSWORD) == "in"


def test_a_client_that_says_it_is_somewhere_else_is_stopped_as_well(director: User) -> None:
    tries = [
        try_password(browser(f"198.51.100.{number}, 203.0.113.1"), f"guess-{number}")
        for number in range(7)
    ]
    assert tries == ["wrong"] * 5 + ["refused"] * 2


def test_a_known_browser_gets_in_though_many_addresses_guess(director: User) -> None:
    known = browser("203.0.113.200")
    assert try_password(known, PASSWORD) == "in"
    known.post(reverse("account_logout"))
    tries = [
        try_password(browser(f"198.51.{number // 4}.1"), f"guess-{number}") for number in range(16)
    ]
    assert tries.count("wrong") == 12 and tries[-1] == "refused"
    assert try_password(browser("203.0.113.201"), PASSWORD) == "refused"
    assert try_password(known, PASSWORD) == "in"


def test_a_known_browser_gets_in_from_the_address_of_the_guesser(director: User) -> None:
    """As where all of a trust comes from one address."""
    known = browser("203.0.113.1")
    assert try_password(known, PASSWORD) == "in"
    known.post(reverse("account_logout"))
    for number in range(8):
        try_password(browser("203.0.113.1"), f"guess-{number}")
    assert try_password(browser("203.0.113.1"), PASSWORD) == "refused"
    assert try_password(known, PASSWORD) == "in"


def test_in_a_known_browser_too_guessing_is_stopped(director: User) -> None:
    known = browser("203.0.113.1")
    try_password(known, PASSWORD)
    known.post(reverse("account_logout"))
    tries = [try_password(known, f"guess-{number}") for number in range(20)]
    # By browser, and then as anybody is from there.
    assert tries == ["wrong"] * 15 + ["refused"] * 5


def test_a_cookie_is_good_for_its_own_account_and_no_other(director: User) -> None:
    other = factories.user(email="other@example.org", password=PASSWORD)
    known = browser("203.0.113.1")
    assert try_password(known, PASSWORD, other.email) == "in"
    known.post(reverse("account_logout"))
    tries = [try_password(known, f"guess-{number}") for number in range(6)]
    assert tries[-1] == "refused"


def test_a_cookie_that_was_written_by_somebody_else_is_none(director: User) -> None:
    forger = browser("203.0.113.1")
    forger.cookies[COOKIE] = json.dumps({str(director.pk): "mine"})
    tries = [try_password(forger, f"guess-{number}") for number in range(6)]
    assert tries[-1] == "refused"


def test_a_browser_remembers_several_people_and_signing_out_forgets_none(director: User) -> None:
    ward = browser("203.0.113.1")
    other = factories.user(email="other@example.org", password=PASSWORD)
    for email in (director.email, other.email):
        assert try_password(ward, PASSWORD, email) == "in"
        ward.post(reverse("account_logout"))
    cookie = ward.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/accounts/"
    for number in range(8):
        try_password(browser("203.0.113.1"), f"guess-{number}")
    assert try_password(ward, PASSWORD) == "in"


def test_one_address_tries_few_accounts(director: User) -> None:
    guesser = browser("203.0.113.1")
    tries = [
        try_password(guesser, "Summer2026!", f"person{number}@example.org") for number in range(12)
    ]
    assert tries == ["wrong"] * 10 + ["refused"] * 2


def test_right_passwords_count_for_nothing(director: User) -> None:
    """A whole trust signs in from one address at nine o'clock."""
    for _ in range(14):
        client = browser("203.0.113.1")
        assert try_password(client, PASSWORD) == "in"


def test_an_account_that_is_not_there_is_answered_like_one_that_is(director: User) -> None:
    def all_of(email: str, address: str) -> list[str]:
        return [try_password(browser(address), f"guess-{n}", email) for n in range(7)]

    assert all_of("nobody@example.org", "203.0.113.1") == all_of(director.email, "203.0.113.2")


def test_the_counts_are_where_all_processes_see_them(director: User) -> None:
    backend = django_settings.CACHES["default"]["BACKEND"]
    assert "locmem" not in backend and "dummy" not in backend
    for number in range(6):
        # Another process has connections to caches of its own, and nothing else of this one.
        caches._connections = Local()  # type: ignore[attr-defined]
        result = try_password(browser("203.0.113.1"), f"guess-{number}")
    assert result == "refused"


# Links by e-mail


def ask_for_link(client: Client, email: str) -> tuple[int, str]:
    response = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
    # The frame's one-time value differs from page to page.
    page = re.sub(r'nonce="[^"]+"|value="[^"]{64}"', "", response.content.decode())
    return response.status_code, page


def test_nobody_fills_an_inbox_nor_finds_out_who_has_an_account(director: User) -> None:
    ours, theirs = (
        [ask_for_link(browser(f"203.0.113.{number}"), email) for number in range(8)]
        for email in (director.email, "nobody@example.org")
    )
    assert ours == theirs
    assert [status for status, _ in ours] == [200] * 5 + [429] * 3
    assert "the ones you have still work" in ours[-1][1]
    assert [letter.to for letter in mail.outbox].count([director.email]) == 5


def test_a_link_lets_its_owner_in_at_once(director: User) -> None:
    for number in range(16):
        try_password(browser(f"198.51.{number // 4}.1"), f"guess-{number}")
    new = browser("198.51.1.1")
    assert try_password(new, PASSWORD) == "refused"
    ask_for_link(new, director.email)
    (link,) = re.findall(r"http://testserver(\S+/key/\S+)", mail.outbox[-1].body)
    form = new.get(link, follow=True).redirect_chain[-1][0]
    chosen = "four-words-quite-together"
    new.post(form, {"password1": chosen, "password2": chosen})
    assert try_password(new, chosen) == "in"


# Codes of a second factor


def code_of(authenticator: Authenticator) -> str:
    secret = get_mfa_adapter().decrypt(authenticator.data["secret"])
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def try_code(client: Client, code: str) -> str:
    response = client.post(reverse("mfa_authenticate"), {"code": code})
    if response.status_code == 302:
        return "in"
    return "refused" if REFUSED in response.content.decode() else "wrong"


def test_wrong_codes_keep_out_whoever_sends_them(director: User) -> None:
    factor = TOTP.activate(director, "JBSWY3DPEHPK3PXP").instance
    guesser = browser("203.0.113.1")
    try_password(guesser, PASSWORD)
    assert [try_code(guesser, "000000") for _ in range(7)] == ["wrong"] * 5 + ["refused"] * 2
    owner = browser("203.0.113.2")
    try_password(owner, PASSWORD)
    assert try_code(owner, code_of(factor)) == "in"


def test_a_right_code_takes_back_no_wrong_ones(director: User, settings: Any) -> None:
    factor = TOTP.activate(director, "JBSWY3DPEHPK3PXP").instance
    client = browser("203.0.113.1")
    try_password(client, PASSWORD)
    for _ in range(4):
        try_code(client, "000000")
    assert try_code(client, code_of(factor)) == "in"
    guesser = browser("203.0.113.1")
    try_password(guesser, PASSWORD)
    assert [try_code(guesser, "000000") for _ in range(2)] == ["wrong", "refused"]
