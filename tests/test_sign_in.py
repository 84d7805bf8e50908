"""Signing in and out, a new password, the demo's sign-ins, and pages for when it goes wrong."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import reverse

from strategy_tracker.accounts.models import Role, User
from strategy_tracker.demo.templatetags import demo
from tests import factories
from tests.answering import Plan

pytestmark = pytest.mark.django_db

PASSWORD = "three-words-together"


@pytest.fixture
def lead() -> User:
    user = factories.user(email="tom@example.org", password=PASSWORD)
    factories.member(factories.trust(), Role.LEAD, user=user)
    return user


def test_the_sign_in_page_says_who_adds_people(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "An administrator of your trust adds you" in page
    assert "Sign up" not in page


@pytest.mark.parametrize("email", ["tom@example.org", "Tom@Example.org"])
def test_signing_in_leads_to_what_is_to_answer(client: Client, lead: User, email: str) -> None:
    sent = {"login": email, "password": PASSWORD}
    response = client.post(reverse("account_login"), sent, follow=True)
    assert response.context["nav_current"] == "my_updates"
    assert "st-message" not in response.content.decode()


def test_signing_in_comes_back_to_the_page_asked_for(client: Client, lead: User) -> None:
    asked = reverse("account_change_password")
    sent = client.get(asked, follow=True)
    assert "Sign in" in sent.content.decode()
    given = {"login": lead.email, "password": PASSWORD, "next": asked}
    assert client.post(reverse("account_login"), given)["Location"] == asked


def test_a_wrong_password_says_what_to_do_and_keeps_the_address(client: Client, lead: User) -> None:
    sent = {"login": lead.email, "password": "wrong"}
    response = client.post(reverse("account_login"), sent)
    page = response.content.decode()
    assert "do not belong together" in page and 'value="tom@example.org"' in page
    assert "nhsuk-error-summary" in page and 'value="wrong"' not in page


def test_nobody_signs_up_alone(client: Client) -> None:
    assert "An administrator adds you" in client.get(reverse("account_signup")).content.decode()


def test_signing_out_asks_once_and_says_so(client: Client, lead: User) -> None:
    client.force_login(lead)
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    page = client.post(reverse("account_logout"), follow=True).content.decode()
    assert "You have signed out." in page


def test_a_new_password_by_e_mail(client: Client, lead: User) -> None:
    client.post(reverse("account_reset_password"), {"email": lead.email}, follow=True)
    (sent,) = mail.outbox
    assert sent.subject.endswith("Choose a new password")
    (link,) = re.findall(r"http://testserver(\S+)", sent.body)
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.content.decode()
    new = {"password1": "quite-another-one", "password2": "quite-another-one"}
    done = client.post(form.redirect_chain[-1][0], new, follow=True)
    assert "Your password is changed" in done.content.decode()
    lead.refresh_from_db()
    assert lead.check_password("quite-another-one")


def test_an_unknown_address_learns_nothing_from_the_page(client: Client) -> None:
    response = client.post(
        reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True
    )
    assert "If that address belongs to somebody" in response.content.decode()
    assert "Nobody signs in there with it" in mail.outbox[0].body


def test_an_old_link_leads_to_a_new_one(client: Client) -> None:
    url = reverse("account_reset_password_from_key", args=["abc", "used"])
    assert "Ask for a new link" in client.get(url).content.decode()


def test_changing_the_password(client: Client, lead: User) -> None:
    client.force_login(lead)
    sent = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    page = client.post(reverse("account_change_password"), sent).content.decode()
    assert "too short" in page
    sent |= {"password1": "quite-another-one", "password2": "quite-another-one"}
    client.post(reverse("account_change_password"), sent)
    lead.refresh_from_db()
    assert lead.check_password("quite-another-one")


@pytest.fixture
def demo_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sign_ins.json"
    person = {"email": "demo@example.org", "password": "demo-words", "name": "Ada Quill"}
    file.write_text(json.dumps([person | {"role": "Lead", "trust": "Northmoor"}]), "utf-8")
    monkeypatch.setattr(demo, "SIGN_INS", file)


@pytest.mark.usefixtures("demo_people")
def test_a_demo_lists_its_sign_ins(client: Client) -> None:
    with override_settings(SHOW_DEMO_SIGN_INS=True):
        page = client.get(reverse("account_login")).content.decode()
    for words in ("demo@example.org", "demo-words", "Ada Quill", "Northmoor"):
        assert words in page


@pytest.mark.usefixtures("demo_people")
def test_anything_but_a_demo_lists_nobody(client: Client) -> None:
    assert "demo@example.org" not in client.get(reverse("account_login")).content.decode()


def test_a_demo_without_its_file_lists_nobody(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "SIGN_INS", tmp_path / "none.json")
    with override_settings(SHOW_DEMO_SIGN_INS=True):
        assert "This is a demo" not in client.get(reverse("account_login")).content.decode()


# When it goes wrong


def test_a_page_that_is_not_there_says_what_to_do(client: Client, lead: User) -> None:
    client.force_login(lead)
    response = client.get("/t/NOBODY/updates/")
    assert response.status_code == 404
    assert "Go to your start page" in response.content.decode()


def test_a_refusal_says_which_role_and_whom_to_ask(client: Client) -> None:
    plan = Plan()
    client.force_login(factories.member(plan.trust, Role.READER).user)
    response = client.get(reverse("my_updates", args=[plan.trust.code]))
    page = response.content.decode()
    assert response.status_code == 403
    assert "is Reader" in page and "Nothing has been changed" in page


def test_a_form_from_before_signing_in_is_told_how_to_keep_its_words(lead: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    response = client.post(reverse("account_change_password"), {"oldpassword": "x"})
    assert response.status_code == 403
    assert "was opened before you last signed in" in response.content.decode()


def test_the_page_for_our_own_mistakes_needs_nothing_that_may_be_broken() -> None:
    page = render_to_string("500.html")
    assert "Something went wrong on our side" in page
    assert "<link" not in page and "<script" not in page


def test_an_error_in_a_view_is_told_in_plain_english(
    lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("ambitions.updates.list_view.assigned_to", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(lead)
    trust = lead.memberships.get().trust
    response = client.get(reverse("my_updates", args=[trust.code]))
    assert response.status_code == 500
    assert "It is not something you did" in response.content.decode()


def test_pages_of_signing_in_that_we_did_not_design_have_the_frame_too(
    client: Client, lead: User
) -> None:
    client.force_login(lead)
    page = client.get(reverse("mfa_index"), follow=True).content.decode()
    assert "st-header" in page and "nhsuk-heading-l" in page


def test_a_demo_answers_an_unknown_address_with_our_own_page(settings: Any, lead: User) -> None:
    demo_only = "strategy_tracker.demo.error_pages.DemoErrorPages"
    assert demo_only not in settings.MIDDLEWARE
    settings.DEBUG = settings.SHOW_DEMO_SIGN_INS = True
    assert "Go to your start page" not in Client().get("/nothing/here/").content.decode()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, demo_only]
    client = Client()
    client.force_login(lead)
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "Go to your start page" in response.content.decode()


def test_where_mail_is_only_printed_the_page_says_that_none_was_sent(
    client: Client, settings: Any
) -> None:
    address = reverse("account_reset_password_done")
    assert "Look at your e-mail" in client.get(address).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = client.get(address).content.decode()
    assert "This site does not send e-mail" in page and "Look at your e-mail" not in page
