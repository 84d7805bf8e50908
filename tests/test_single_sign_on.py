"""Signing in with a trust's own provider: a small real one, over HTTP, as a browser goes."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from oidc_provider_mock import run_server_in_thread
from pytest_django.live_server_helper import LiveServer

from strategy_tracker.accounts.models import Membership, Role, User
from tests import factories

# Nothing of it is the database's.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

ADA = "ada.quill@example.org"
PASSWORD = "three-words-together"


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    """The address of a provider that runs for the test, and which the site trusts."""
    with run_server_in_thread() as server:
        url = f"http://localhost:{server.server_port}"
        app = {
            "provider_id": "trust",
            "name": "your trust account",
            "client_id": "strategy-tracker",
            "secret": "for tests only",
            "settings": {"server_url": url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield url


class Visitor:
    """Somebody who goes from the sign-in page to the provider and back."""

    def __init__(self, site: str, provider: str) -> None:
        self.site, self.provider = site, provider
        self.session = requests.Session()

    def sign_in(self, sub: str, **claims: Any) -> requests.Response:
        """Where somebody ends of whom the provider says `claims`."""
        known = requests.put(f"{self.provider}/users/{sub}", json=claims, timeout=5)
        assert known.ok, known.text
        page = self.session.get(self.site + reverse("account_login"), timeout=5)
        link = page.text.split('href="/accounts/oidc/')[1].split('"')[0].replace("&amp;", "&")
        form = self.session.get(f"{self.site}/accounts/oidc/{link}", timeout=5)
        assert form.url.startswith(self.provider)
        return self.session.post(form.url, data={"sub": sub}, timeout=5)

    def opens(self, path: str) -> bool:
        answer = self.session.get(self.site + path, allow_redirects=False, timeout=5)
        return answer.status_code == 200


@pytest.fixture
def visitor(live_server: LiveServer, provider: str) -> Visitor:
    return Visitor(live_server.url.replace("127.0.0.1", "localhost"), provider)


def member(email: str = ADA, **fields: Any) -> Membership:
    user = factories.user(**({"email": email, "name": "Ada Quill"} | fields))
    return factories.member(role=Role.LEAD, user=user)


@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize("spelt", [ADA, "Ada.Quill@Example.org"])
def test_a_member_with_a_verified_address_is_in_at_the_first_try(
    visitor: Visitor, is_confirmed: bool, spelt: str
) -> None:
    ada = member(is_confirmed=is_confirmed)
    page = visitor.sign_in("ada", email=spelt, email_verified=True, name="A. Quill")
    assert page.ok and page.url.startswith(f"{visitor.site}/t/{ada.trust.code}/")
    assert "Ada Quill" in page.text
    assert ada.user.has_confirmed_email
    assert SocialAccount.objects.get().user == ada.user
    visitor.session.cookies.clear()
    again = visitor.sign_in("ada", email="renamed@example.org", email_verified=True)
    assert again.url.startswith(f"{visitor.site}/t/{ada.trust.code}/")


def test_an_address_that_is_not_verified_lets_nobody_in(visitor: Visitor) -> None:
    ada = member()
    page = visitor.sign_in("ada", email=ADA, email_verified=False)
    assert page.status_code == 403
    assert "does not vouch for it" in page.text and "IT service desk" in page.text
    assert not visitor.opens(f"/t/{ada.trust.code}/plan/")
    assert not SocialAccount.objects.exists()


def test_without_an_address_it_says_whom_to_ask(visitor: Visitor) -> None:
    page = visitor.sign_in("ada", name="Ada Quill")
    assert page.status_code == 403
    assert "does not say what your e-mail address is" in page.text


def test_somebody_whom_nobody_knows_is_told_whom_to_ask(visitor: Visitor) -> None:
    page = visitor.sign_in("ada", email=ADA, email_verified=True)
    assert page.status_code == 403
    assert "no trust has invited that address" in page.text and "under People" in page.text
    assert not User.objects.exists()


def test_who_is_invited_comes_in_and_accepts(visitor: Visitor) -> None:
    invitation = factories.invitation(email=ADA, role=Role.LEAD)
    page = visitor.sign_in("ada", email=ADA, email_verified=True, name="Ada Quill")
    assert page.ok and page.url == visitor.site + reverse("own_invitations")
    user = User.objects.get(email=ADA)
    assert user.name == "Ada Quill" and user.has_confirmed_email
    assert not Membership.objects.filter(user=user).exists()
    token = visitor.session.cookies["csrftoken"]
    sent = {"invitation": invitation.pk, "accept": "", "csrfmiddlewaretoken": token}
    inside = visitor.session.post(page.url, data=sent, timeout=5)
    assert inside.url.startswith(f"{visitor.site}/t/{invitation.trust.code}/")


def test_whoever_chose_the_password_before_is_shut_out(visitor: Visitor) -> None:
    """An address that was never confirmed is its owner's from the first verified sign-in on."""
    ada = member(is_confirmed=False, password=PASSWORD)
    SocialAccount(user=ada.user, provider="trust", uid="thief").save()
    EmailAddress(user=ada.user, email="thief@example.org").save()
    visitor.sign_in("ada", email=ADA, email_verified=True)
    ada.user.refresh_from_db()
    assert not ada.user.has_usable_password()
    assert list(SocialAccount.objects.values_list("uid", flat=True)) == ["ada"]
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [ADA]


def test_a_password_of_a_confirmed_address_stays(visitor: Visitor) -> None:
    ada = member(password=PASSWORD)
    visitor.sign_in("ada", email=ADA, email_verified=True)
    ada.user.refresh_from_db()
    assert ada.user.check_password(PASSWORD)


def test_an_address_that_somebody_else_asked_to_change_to_leads_to_its_owner(
    visitor: Visitor,
) -> None:
    thief, ada = member("thief@example.org"), member(is_confirmed=False)
    EmailAddress(user=thief.user, email=ADA).save()
    visitor.sign_in("ada", email=ADA, email_verified=True)
    assert SocialAccount.objects.get().user == ada.user


@pytest.mark.parametrize(
    ("email", "claims", "is_in"),
    [
        (ADA, {"email_verified": True}, True),
        (ADA, {}, True),  # such a provider knows no others
        (ADA, {"email_verified": False}, False),
        ("ada@elsewhere.example", {"email_verified": True}, False),
    ],
)
def test_a_provider_vouches_for_its_own_domains_alone(
    visitor: Visitor, settings: Any, email: str, claims: Any, is_in: bool
) -> None:
    settings.OIDC_EMAIL_DOMAINS = ["Example.org"]
    ada = member(email)
    page = visitor.sign_in("ada", email=email, **claims)
    assert page.url.startswith(f"{visitor.site}/t/{ada.trust.code}/") is is_in


def test_a_closed_sign_in_stays_closed(visitor: Visitor) -> None:
    member(is_active=False)
    page = visitor.sign_in("ada", email=ADA, email_verified=True)
    assert "closed" in page.text
    assert not visitor.opens(reverse("account_change_password"))


def test_whoever_turns_back_at_the_provider_is_told_so(visitor: Visitor) -> None:
    page = visitor.session.get(visitor.site + "/accounts/oidc/trust/login/", timeout=5)
    back = visitor.session.post(page.url, data={"action": "deny"}, timeout=5)
    assert back.status_code < 500 and "Nothing was changed" in back.text


def test_a_provider_that_cannot_be_reached_is_told_in_a_sentence(
    visitor: Visitor, settings: Any
) -> None:
    [app] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    app["settings"] = {"server_url": "http://localhost:9"}
    page = visitor.session.get(visitor.site + "/accounts/oidc/trust/login/", timeout=15)
    assert page.status_code == 503
    assert "could not be reached" in page.text
