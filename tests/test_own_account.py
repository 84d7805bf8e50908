"""One's own account: the menu, passwords, sessions, idling, and a second factor."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from strategy_tracker.accounts import services
from strategy_tracker.accounts.invitations import invitation_path
from strategy_tracker.accounts.models import Role, Trust, User
from tests import factories
from tests.governing import address, confirm_password, queries_of, signed_in, text_of
from tests.test_every_page_in_browser import PHONE, faults

pytestmark = pytest.mark.django_db

PASSWORD = "three-words-together"
ANOTHER = "four-other-words-together"


@pytest.fixture(autouse=True)
def no_limit_of_before() -> None:
    """Requests of other tests do not count towards a limit."""
    cache.clear()


@pytest.fixture
def trust() -> Trust:
    return factories.trust()


@pytest.fixture
def lead(trust: Trust) -> User:
    user = factories.user(email="tom@example.org", name="Tom Hargreave", password=PASSWORD)
    factories.member(trust, Role.LEAD, user=user)
    return user


def signed_in_with_password(user: User) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


# The menu


def test_the_menu_leads_to_all_that_is_ones_own(lead: User, trust: Trust) -> None:
    client = signed_in_with_password(lead)
    page = client.get(address("my_updates", trust)).content.decode()
    for name in ("account_email", "account_change_password", "mfa_index", "usersessions_list"):
        assert f'href="{reverse(name)}"' in page
        assert client.get(reverse(name), follow=True).status_code == 200


# Passwords


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("eleven-char", False),
        ("twelve-chars", True),
        ("qwerty123456", False),
        ("a very long passphrase with spaces that goes on for more than sixty-four ch", True),
    ],
)
def test_2_1_1_and_2_1_7_a_password_is_long_and_in_no_list_of_breached_ones(
    password: str, is_good: bool
) -> None:
    if is_good:
        validate_password(password)
    else:
        with pytest.raises(ValidationError):
            validate_password(password)


def test_2_2_3_a_changed_password_is_told_and_ends_the_other_sessions(lead: User) -> None:
    here, there = signed_in_with_password(lead), signed_in_with_password(lead)
    sent = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    here.post(reverse("account_change_password"), sent)
    [told] = mail.outbox
    assert told.to == [lead.email] and "password has been changed" in told.body
    assert here.get(reverse("mfa_index")).status_code == 200
    assert there.get(reverse("mfa_index")).status_code == 302


# Sessions


def test_3_3_4_own_sessions_are_listed_and_ended(lead: User) -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0"
    there = Client(headers={"user-agent": edge})
    there.post(reverse("account_login"), {"login": lead.email, "password": PASSWORD})
    here = signed_in_with_password(lead)
    page = text_of(here.get(reverse("usersessions_list")))
    assert "Edge on Windows" in page and "Mozilla" not in page and "(this one)" in page
    here.post(reverse("usersessions_list"))
    assert there.get(reverse("mfa_index")).status_code == 302
    assert here.get(reverse("mfa_index")).status_code == 200
    assert UserSession.objects.count() == 1
    assert "You are signed in nowhere else" in text_of(here.get(reverse("usersessions_list")))


# Idling


def _idle_for(client: Client, minutes: float) -> None:
    session = client.session
    session["last_active"] = time.time() - minutes * 60
    for record in session.get("account_authentication_methods", []):
        record["at"] -= minutes * 60
    session.save()


def test_3_3_2_who_was_idle_shows_that_it_is_them_and_goes_on(lead: User, trust: Trust) -> None:
    client = signed_in_with_password(lead)
    place = address("my_updates", trust)
    client.get(place)
    _idle_for(client, 29)
    assert client.get(place).status_code == 200
    _idle_for(client, 31)
    asked = client.get(place)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert "Show that it is you" in text_of(client.get(asked["Location"]))
    assert client.get(reverse("mfa_index")).status_code == 302  # asking is no activity
    wrong = client.post(asked["Location"], {"password": "wrong"})
    assert wrong.status_code == 200 and client.get(place).status_code == 302
    back = client.post(asked["Location"], {"password": PASSWORD})
    assert back["Location"] == place and client.get(place).status_code == 200


def test_3_3_2_what_was_being_sent_is_not_lost(trust: Trust) -> None:
    user = factories.user(password=PASSWORD)
    factories.member(trust, Role.GOVERNANCE, user=user)
    client = signed_in_with_password(user)
    client.get(address("people_list", trust))
    _idle_for(client, 31)
    sent = {"name": "Ada Quill", "email": "ada@example.org", "role": "lead", "person": ""}
    asked = client.post(address("member_add", trust), sent)
    assert not trust.invitations.exists()
    client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert trust.invitations.get().name == "Ada Quill"


def test_who_has_no_password_here_signs_in_anew(trust: Trust) -> None:
    user = factories.user()
    factories.member(trust, user=user)
    client = Client()
    client.force_login(user)
    place = address("plan", trust)
    client.get(place)
    _idle_for(client, 31)
    asked = client.get(place)
    assert asked["Location"].startswith(reverse("account_login")) and "next=" in asked["Location"]


def test_the_limit_is_a_setting(lead: User, trust: Trust, settings: Any) -> None:
    client = signed_in_with_password(lead)
    place = address("my_updates", trust)
    settings.IDLE_MINUTES = 5
    client.get(place)
    _idle_for(client, 6)
    assert client.get(place).status_code == 302
    settings.IDLE_MINUTES = 0
    assert client.get(place).status_code == 200


def test_being_active_costs_no_write_at_each_page(lead: User, trust: Trust) -> None:
    client = signed_in_with_password(lead)
    assert queries_of(client, address("my_updates", trust)) == queries_of(
        client, address("my_updates", trust)
    )
    before = client.session["last_active"]
    client.get(address("my_updates", trust))
    assert client.session["last_active"] == before


# A second factor


def set_up_factor(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_is_set_up_asked_for_and_told(lead: User, trust: Trust) -> None:
    client = signed_in_with_password(lead)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked["Location"], {"password": PASSWORD})
    form = client.get(reverse("mfa_activate_totp"))
    assert "Set up a second factor" in text_of(form)
    secret = form.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=lead, type="totp").exists()
    assert mail.outbox[-1].to == [lead.email]
    cache.clear()
    other = signed_in_with_password(lead)
    assert other.get(address("my_updates", trust)).status_code == 302
    assert "Your code" in text_of(other.get(reverse("mfa_authenticate")))
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert other.get(address("my_updates", trust)).status_code == 200


PAGES = ("my_updates", "plan", "risk_list", "paper_list", "trust_home", "choose")


def test_who_lacks_the_factor_that_the_trust_asks_for_does_nothing_else_there(
    lead: User, trust: Trust
) -> None:
    services.set_two_factor(trust=trust, least_role=Role.LEAD, by=None)
    client = signed_in_with_password(lead)
    needed = address("second_factor_needed", trust)
    for name in PAGES:
        assert client.get(address(name, trust))["Location"] == needed
        assert client.post(address(name, trust)).status_code in (302, 405)
    page = client.get(needed)
    assert "asks you, as Lead" in text_of(page) and reverse("mfa_activate_totp") in str(
        page.content
    )
    assert "My updates" not in page.content.decode()
    set_up_factor(lead)
    assert client.get(address("my_updates", trust)).status_code == 200
    assert client.get(needed)["Location"] == address("trust_home", trust)


def test_those_below_the_role_are_not_asked(trust: Trust) -> None:
    services.set_two_factor(trust=trust, least_role=Role.GOVERNANCE, by=None)
    assert signed_in(trust, Role.LEAD).get(address("plan", trust)).status_code == 200
    assert signed_in(trust, Role.ADMINISTRATOR).get(address("plan", trust)).status_code == 302


def test_one_trust_asks_nothing_at_another(lead: User, trust: Trust) -> None:
    other = factories.trust()
    factories.member(other, Role.LEAD, user=lead)
    services.set_two_factor(trust=trust, least_role=Role.READER, by=None)
    client = signed_in_with_password(lead)
    assert client.get(address("plan", other)).status_code == 200


def test_the_administration_is_no_way_round(trust: Trust) -> None:
    staff = factories.user(is_staff=True)
    factories.member(trust, Role.ADMINISTRATOR, user=staff)
    client = Client()
    client.force_login(staff)
    url = reverse("admin:accounts_person_changelist")
    assert client.get(url).status_code == 200
    services.set_two_factor(trust=trust, least_role=Role.ADMINISTRATOR, by=None)
    assert client.get(url).status_code == 403


def test_single_sign_on_asks_for_what_the_trust_decided_there(lead: User, trust: Trust) -> None:
    services.set_two_factor(trust=trust, least_role=Role.READER, by=None)
    client = Client()
    client.force_login(lead)
    confirm_password(client)
    session = client.session
    session["account_authentication_methods"][0]["method"] = "socialaccount"
    session.save()
    assert client.get(address("my_updates", trust)).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [("reader", 403), ("governance", 403), ("administrator", 200)]
)
def test_administrators_say_who_needs_it(trust: Trust, role: str, status: int) -> None:
    assert signed_in(trust, role).get(address("second_factor", trust)).status_code == status


def test_the_screen_says_who_lacks_it(trust: Trust, lead: User) -> None:
    chief = factories.user(name="Chief Of All", password=PASSWORD)
    factories.member(trust, Role.ADMINISTRATOR, user=chief)
    set_up_factor(chief)
    client = signed_in_as(chief)
    url = address("second_factor", trust)
    client.post(url, {"least_role": "lead"})
    trust.refresh_from_db()
    assert trust.two_factor_from == "lead"
    assert trust.history.first().history_user == chief
    page = text_of(client.get(url))
    assert "Tom Hargreave (Lead), needs it" in page
    assert "Chief Of All (" not in page
    assert client.post(url, {"least_role": "owner"}).status_code == 400


def signed_in_as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_screen_costs_as_much_for_many(trust: Trust) -> None:
    client = signed_in(trust, Role.ADMINISTRATOR)
    few = queries_of(client, address("second_factor", trust))
    for _ in range(19):
        factories.member(trust)
    assert queries_of(client, address("second_factor", trust)) == few


# In a browser


@pytest.mark.django_db(transaction=True)
def test_invitations_and_a_second_factor_are_accessible_and_fit(
    live_server: LiveServer, context: BrowserContext
) -> None:
    """What `test_every_page_in_browser.py` does not open, for it asks for another who is in."""
    trust = factories.trust()
    user = factories.user(
        email="a.rather.long.address.of.somebody@trust.example.org", password=PASSWORD
    )
    factories.member(trust, Role.ADMINISTRATOR, user=user)
    invitation = factories.invitation(email=user.email)
    own = factories.invitation(trust)
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    confirm_password(client)
    page = context.new_page()

    def check(*paths: str) -> None:
        found = [fault for path in paths for fault in faults(page, live_server.url + path)]
        assert found == []

    check(*(invitation_path(own, confirms_address=confirms) for confirms in (True, False)))
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    check(
        reverse("own_invitations"),
        invitation_path(invitation, confirms_address=True),
        invitation_path(own, confirms_address=True),
    )
    page.set_viewport_size(PHONE)
    page.get_by_text("You", exact=True).first.click()
    page.get_by_role("link", name="Where you are signed in").click()
    assert "Where you are signed in" in (page.text_content("h1") or "")
    services.set_two_factor(trust=trust, least_role=Role.READER, by=None)
    check(address("second_factor_needed", trust))
    set_up_factor(user)
    check(
        reverse("mfa_index"),
        reverse("mfa_view_recovery_codes"),
        reverse("mfa_generate_recovery_codes"),
        reverse("mfa_deactivate_totp"),
    )
    # On a phone no button is squeezed to a letter a line.
    page.goto(live_server.url + reverse("mfa_view_recovery_codes"))
    for button in page.locator("main .st-button").all():
        box = button.bounding_box()
        assert box is not None and box["height"] < 60
