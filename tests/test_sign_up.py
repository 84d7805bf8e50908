"""A trust asks to be set up: a confirmed address, the operator's decision, and nothing told."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambitions.updates.notifications import MOST_TRIES
from strategy_tracker.accounts.models import Invitation, Role, Trust, User
from strategy_tracker.background.worker import tidying
from strategy_tracker.sign_up import services
from strategy_tracker.sign_up.mails import send_mails
from strategy_tracker.sign_up.models import SignUpRequest
from tests import factories
from tests.governing import text_of

pytestmark = pytest.mark.django_db

ASKED = {
    "trust_name": "Ferrybank NHS Trust",
    "code": "ferrybank",
    "name": "Ada Quill",
    "email": "Ada.Quill@ferrybank.example",
}
PASSWORD = "three-words-together"


@pytest.fixture(autouse=True)
def offered(settings: Any) -> None:
    """The page is there, and requests of other tests do not count towards a limit."""
    settings.SIGN_UP = True
    cache.clear()


def ask(client: Client, **changed: Any) -> Any:
    return client.post(reverse("sign_up"), ASKED | changed)


def link_in(message: Any, settings: Any) -> str:
    found = re.search(re.escape(settings.SITE_URL) + r"(\S+)", message.body)
    assert found
    return found[1]


def waiting(client: Client, settings: Any, **changed: Any) -> SignUpRequest:
    """A request whose address is confirmed."""
    ask(client, **changed)
    send_mails()
    client.post(link_in(mail.outbox[-1], settings))
    return SignUpRequest.objects.latest("pk")


def operator() -> User:
    return factories.user(is_staff=True, is_superuser=True)


# Asking


def test_nobody_signs_up_where_the_settings_do_not_say_so(client: Client, settings: Any) -> None:
    settings.SIGN_UP = False
    for address in (reverse("sign_up"), reverse("sign_up_sent"), "/sign-up/made-up/"):
        assert client.get(address).status_code == 404
    assert ask(client).status_code == 404
    login = client.get(reverse("account_login"))
    assert "Ask for it to be set up" not in text_of(login)
    settings.SIGN_UP = True
    assert "Ask for it to be set up" in text_of(client.get(reverse("account_login")))


def test_the_address_is_confirmed_before_the_operator_sees_the_request(
    client: Client, settings: Any
) -> None:
    response = ask(client)
    assert (response.status_code, response["Location"]) == (302, reverse("sign_up_sent"))
    assert send_mails() == 1
    (message,) = mail.outbox
    assert message.to == ["ada.quill@ferrybank.example"]
    # It may reach whoever did not ask.
    assert "Ferrybank NHS Trust" not in message.body and "Ada" not in message.body
    admin = Client()
    admin.force_login(operator())
    listed = reverse("admin:sign_up_signuprequest_changelist")
    assert "Ferrybank" not in text_of(admin.get(listed))
    link = link_in(message, settings)
    page = client.get(link)
    assert "Confirm your address" in text_of(page)
    # A program that follows the link confirms nothing.
    assert not SignUpRequest.objects.waiting().exists()
    assert "Thank you" in text_of(client.post(link))
    assert "Thank you" in text_of(client.post(link))
    assert "Ferrybank NHS Trust" in text_of(admin.get(listed))


def test_what_is_answered_is_the_same_whoever_is_known(client: Client) -> None:
    factories.user(email="known@ferrybank.example")
    factories.trust(code="KNOWN")
    answers = [
        ask(client, **changed)
        for changed in ({}, {"email": "known@ferrybank.example"}, {"code": "KNOWN"})
    ]
    told = {(answer.status_code, answer["Location"], answer.content) for answer in answers}
    assert len(told) == 1
    assert send_mails() == 3
    bodies = {re.sub(r"/sign-up/\S+", "", message.body) for message in mail.outbox}
    assert len(bodies) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"trust_name": " "}, "Give the full name of your trust."),
        ({"code": ""}, "Give a short code, such as RIVERMEAD."),
        ({"code": "two words"}, "A trust code has capital letters, digits, hyphens"),
        ({"name": ""}, "Give your name."),
        ({"email": "ada"}, "Give an e-mail address, such as name@trust.nhs.uk."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    client: Client, changed: dict[str, str], sentence: str
) -> None:
    response = ask(client, **changed)
    assert response.status_code == 400 and sentence in text_of(response)
    assert not SignUpRequest.objects.exists()


def test_a_line_break_in_a_name_comes_into_no_subject(client: Client, settings: Any) -> None:
    request = waiting(client, settings, trust_name="Ferrybank\r\nBcc: x@example.org")
    services.approve(request=request, by=None)
    assert send_mails() == 1
    assert "\n" not in mail.outbox[-1].subject


def test_one_address_is_mailed_three_times_a_day_at_most_and_nobody_is_told(
    client: Client,
) -> None:
    answers = [ask(client) for _ in range(5)]
    assert {answer["Location"] for answer in answers} == {reverse("sign_up_sent")}
    assert SignUpRequest.objects.count() == 3


def test_a_flood_from_one_place_is_refused(client: Client) -> None:
    statuses = [ask(client, email=f"ada{n}@ferrybank.example").status_code for n in range(12)]
    assert statuses == [302] * 10 + [429] * 2
    refused = ask(client)
    assert "Too many requests came from here. Try again in an hour." in text_of(refused)


def test_no_more_are_kept_than_somebody_looks_through(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_UNCONFIRMED", 1)
    answers = [ask(client, email=f"ada{n}@ferrybank.example") for n in range(2)]
    assert {answer["Location"] for answer in answers} == {reverse("sign_up_sent")}
    assert SignUpRequest.objects.count() == 1


@pytest.mark.parametrize("end", ["made up", "old", "decided"])
def test_a_link_that_is_over_says_so(client: Client, settings: Any, end: str) -> None:
    request = waiting(client, settings)
    link = link_in(mail.outbox[0], settings)
    if end == "made up":
        link = reverse("sign_up_confirm", args=["made-up"])
    elif end == "old":
        SignUpRequest.objects.filter(pk=request.pk).update(expires_on="2020-01-01")
    else:
        services.refuse(request=request, by=None)
    response = client.get(link)
    assert response.status_code == 404
    assert "This link does not work any more" in text_of(response)


# Deciding


def decide(client: Client, request: SignUpRequest, action: str) -> Any:
    return client.post(
        reverse("admin:sign_up_signuprequest_changelist"),
        {"action": action, "_selected_action": [request.pk]},
        follow=True,
    )


def test_the_operator_approves_and_who_asked_comes_in(client: Client, settings: Any) -> None:
    request, admin, by = waiting(client, settings), Client(), operator()
    admin.force_login(by)
    assert "is set up" in text_of(decide(admin, request, "approve_requests"))
    trust = Trust.objects.get(code="FERRYBANK")
    assert trust.name == "Ferrybank NHS Trust" and trust.rating_scales.exists()
    request.refresh_from_db()
    assert (request.state, request.decided_by) == ("approved", by)
    assert send_mails() == 1
    message = mail.outbox[-1]
    assert message.subject == "Strategy Tracker: Ferrybank NHS Trust is set up"
    link = link_in(message, settings)
    chosen = {"name": "Ada Quill", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(link, chosen).status_code == 302
    membership = trust.memberships.get()
    assert (membership.user.email, membership.role) == (request.email, Role.ADMINISTRATOR)
    assert membership.user.has_confirmed_email


def test_the_operator_refuses_by_a_short_mail(client: Client, settings: Any) -> None:
    request, admin = waiting(client, settings), Client()
    admin.force_login(operator())
    assert "is refused" in text_of(decide(admin, request, "refuse_requests"))
    assert send_mails() == 1
    assert "has decided not to" in mail.outbox[-1].body
    assert not Trust.objects.exists() and not Invitation.objects.exists()
    assert "decided on already" in text_of(decide(admin, request, "approve_requests"))


def test_a_code_that_is_taken_is_told_to_the_operator_and_nothing_is_done(
    client: Client, settings: Any
) -> None:
    factories.trust(code="FERRYBANK")
    request, admin = waiting(client, settings), Client()
    admin.force_login(operator())
    page = text_of(decide(admin, request, "approve_requests"))
    assert "Another trust already has this code." in page
    request.refresh_from_db()
    assert request.state == "waiting" and Trust.objects.count() == 1


def test_whoever_is_no_operator_neither_sees_nor_decides(client: Client, settings: Any) -> None:
    request = waiting(client, settings)
    staff = factories.member(role=Role.ADMINISTRATOR, user=factories.user(is_staff=True)).user
    other = Client()
    other.force_login(staff)
    listed = reverse("admin:sign_up_signuprequest_changelist")
    assert other.get(listed).status_code == 403
    assert decide(other, request, "approve_requests").status_code == 403
    assert "sign_up" not in {
        app["app_label"] for app in other.get(reverse("admin:index")).context["app_list"]
    }
    admin = Client()
    admin.force_login(operator())
    change = reverse("admin:sign_up_signuprequest_change", args=[request.pk])
    assert "Ferrybank NHS Trust" in text_of(admin.get(change))
    assert admin.post(change, {"trust_name": "Else"}).status_code == 403
    for name in ("add", "delete"):
        args = [] if name == "add" else [request.pk]
        address = reverse(f"admin:sign_up_signuprequest_{name}", args=args)
        assert admin.get(address).status_code == 403


def test_the_command_lists_approves_and_refuses(client: Client, settings: Any) -> None:
    first = waiting(client, settings)
    second = waiting(client, settings, code="OTHER", email="bo@other.example")

    def said(*args: Any, **options: Any) -> str:
        call_command("approve_trust", *args, stdout=(out := StringIO()), **options)
        return out.getvalue()

    assert f"{first.pk}: Ferrybank NHS Trust (FERRYBANK), Ada Quill" in said()
    assert "Made Ferrybank NHS Trust (FERRYBANK). ada.quill@ferrybank.example is invited." in said(
        first.pk
    )
    assert "is refused" in said(second.pk, refuse=True)
    assert "No request is waiting." in said()
    with pytest.raises(CommandError, match="No request with the number"):
        said(first.pk)


def test_a_request_that_is_not_confirmed_cannot_be_approved(client: Client) -> None:
    ask(client)
    with pytest.raises(ValidationError, match="decided on already, or has run out"):
        services.approve(request=SignUpRequest.objects.get(), by=None)


# Mails, and the end


def test_a_mail_that_cannot_go_is_tried_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client)

    def away(*args: Any, **kwargs: Any) -> None:
        raise OSError("no mail server")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", away)
        assert send_mails() == 0
    request = SignUpRequest.objects.get()
    assert (request.tries, request.mail) == (1, "confirm")
    assert send_mails() == 0
    SignUpRequest.objects.update(send_after=timezone.now())
    tidying.send(sender=None)
    assert len(mail.outbox) == 1 and SignUpRequest.objects.get().mail == ""
    SignUpRequest.objects.update(mail="confirm", tries=MOST_TRIES)
    assert send_mails() == 0


@pytest.mark.parametrize("state", ["unconfirmed", "waiting", "approved", "refused"])
def test_what_has_run_out_is_deleted_with_who_asked(state: str) -> None:
    today = timezone.localdate()
    factories.sign_up_request(state=state, expires_on=today)
    tidying.send(sender=None)
    assert SignUpRequest.objects.count() == 1
    assert services.delete_old(today + timedelta(days=1)) == 1
    assert not SignUpRequest.objects.exists()
