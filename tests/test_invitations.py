"""A role attaches only to an address that its owner has confirmed, and nobody is named before.

How somebody of one trust came to a role at another, by every door that there was.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from strategy_tracker.accounts import saving, services
from strategy_tracker.accounts.invitations import invitation_path, read_link
from strategy_tracker.accounts.models import Invitation, Membership, Person, Role, Trust, User
from tests import factories
from tests.governing import address, confirm_password, signed_in, text_of

pytestmark = pytest.mark.django_db

PASSWORD = "three-words-together"
ANOTHER = "four-other-words-together"
WANTED = "head.of.governance@example.org"
CHOSEN = {"name": "Ada Quill", "password1": ANOTHER, "password2": ANOTHER}


@pytest.fixture(autouse=True)
def no_limit_of_before() -> None:
    """Requests of other tests do not count towards a limit."""
    cache.clear()


@pytest.fixture
def trust() -> Trust:
    """The trust whose role is wanted."""
    return factories.trust(name="Wanted Trust")


@pytest.fixture
def elsewhere() -> Trust:
    return factories.trust(name="Elsewhere Trust")


@pytest.fixture
def no_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"


def invite(trust: Trust, email: str = WANTED, role: str = Role.ADMINISTRATOR, **data: Any) -> Any:
    """An administrator of the trust adds the address under People."""
    client = signed_in(trust, Role.ADMINISTRATOR)
    confirm_password(client)
    sent = {"name": "Ada Quill", "email": email, "role": role, "person": ""} | data
    return client.post(address("member_add", trust), sent, follow=True)


def mailed_link() -> str:
    """The path that the last mail leads to."""
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def shown_link(trust: Trust, email: str = WANTED, role: str = Role.LEAD) -> str:
    """The path that whoever invites is shown where no mail goes out."""
    found = re.search(
        r"http://testserver(/invitations/[^<\s]+)", text_of(invite(trust, email, role))
    )
    assert found
    return found[1]


def role_of(email: str, trust: Trust) -> str | None:
    found = Membership.objects.for_trust(trust).current().filter(user__email__iexact=email).first()
    return found.role if found else None


def signed_in_as(email: str, password: str) -> Client:
    client = Client()
    sent = {"login": email, "password": password}
    assert client.post(reverse("account_login"), sent).status_code == 302
    return client


# The fault: an address that somebody else has put on their own sign-in


def test_a_lead_elsewhere_takes_no_address_without_its_mailbox(
    trust: Trust, elsewhere: Trust
) -> None:
    lead = factories.user(email="lead@example.org", password=PASSWORD)
    factories.member(elsewhere, Role.LEAD, user=lead)
    client = signed_in_as(lead.email, PASSWORD)
    url = reverse("account_email")
    for sent in (
        {"action_add": "", "email": WANTED},
        {"action_primary": "", "email": WANTED},
        {"action_remove": "", "email": lead.email},
    ):
        client.post(url, sent)
    confirm_password(client)
    for sent in (
        {"action_add": "", "email": WANTED},
        {"action_primary": "", "email": WANTED},
        {"action_remove": "", "email": lead.email},
    ):
        client.post(url, sent)
    lead.refresh_from_db()
    assert lead.email == "lead@example.org" and lead.has_confirmed_email
    invite(trust)
    assert role_of(WANTED, trust) is None and role_of(lead.email, trust) is None
    client.get(reverse("home"), follow=True)
    assert Invitation.objects.get().is_open


@pytest.mark.usefixtures("no_mail")
def test_whoever_chose_the_password_by_a_shown_link_gets_no_role_elsewhere(
    trust: Trust, elsewhere: Trust
) -> None:
    link = shown_link(elsewhere)
    thief = Client()
    thief.post(link, CHOSEN)
    user = User.objects.get(email=WANTED)
    assert role_of(WANTED, elsewhere) == "lead" and not user.has_confirmed_email
    invite(trust)
    assert role_of(WANTED, trust) is None
    assert "Wanted Trust" not in text_of(thief.get(reverse("own_invitations")))
    invitation = Invitation.objects.for_trust(trust).get()
    for path in (reverse("own_invitations"), invitation_path(invitation, confirms_address=False)):
        thief.post(path, {"invitation": invitation.pk, "accept": ""})
        assert role_of(WANTED, trust) is None
    with pytest.raises(ValidationError, match="Confirm your e-mail address"):
        services.accept_invitation(invitation=invitation, by=user)


def test_by_mail_the_owner_takes_the_address_back_from_who_had_its_password(
    trust: Trust, elsewhere: Trust
) -> None:
    user = factories.user(email=WANTED, password=PASSWORD, is_confirmed=False)
    factories.member(elsewhere, Role.LEAD, user=user)
    SocialAccount.objects.create(user=user, provider="trust", uid="thief")
    EmailAddress.objects.create(user=user, email="thief@example.org")
    thief = signed_in_as(WANTED, PASSWORD)
    invite(trust)
    owner = Client()
    page = owner.get(mailed_link())
    assert "Choose a password" in text_of(page)
    answer = owner.post(mailed_link(), CHOSEN, follow=True)
    assert "You are a member of Wanted Trust now" in text_of(answer)
    assert role_of(WANTED, trust) == "administrator"
    assert thief.get(address("trust_home", trust)).status_code == 302  # signed out
    assert thief.get(address("trust_home", elsewhere)).status_code == 302
    assert not Client().login(email=WANTED, password=PASSWORD)
    assert not SocialAccount.objects.exists()
    addresses = EmailAddress.objects.filter(user=user).values_list("email", "verified")
    assert list(addresses) == [(WANTED, True)]


@pytest.mark.parametrize("door", ["service", "admin", "create_trust"])
def test_no_other_door_gives_an_unconfirmed_user_a_role_at_a_further_trust(
    trust: Trust, elsewhere: Trust, door: str
) -> None:
    user = factories.user(email=WANTED, password=PASSWORD, is_confirmed=False)
    factories.member(elsewhere, Role.LEAD, user=user)
    if door == "service":
        with pytest.raises(ValidationError, match="has not confirmed"):
            services.set_membership(user=user, trust=trust, role=Role.LEAD, by=None)
    elif door == "admin":
        client = Client()
        client.force_login(factories.user(is_staff=True, is_superuser=True))
        sent = {"user": user.pk, "trust": trust.pk, "role": "administrator", "ended_on": ""}
        page = client.post(reverse("admin:accounts_membership_add"), sent)
        assert "has not confirmed their e-mail address" in page.content.decode()
    else:
        out = StringIO()
        call_command("create_trust", "NEW", "--name", "New", "--admin", WANTED, stdout=out)
        thief = signed_in_as(WANTED, PASSWORD)
        assert role_of(WANTED, Trust.objects.get(code="NEW")) is None
        assert "New" not in text_of(thief.get(reverse("own_invitations")))
        # The link goes to whom the operator gives it, who takes the address over.
        link = re.search(r"(/invitations/\S+)", out.getvalue())
        assert link
        Client().post(link[1], CHOSEN)
        assert role_of(WANTED, Trust.objects.get(code="NEW")) == "administrator"
        assert not Client().login(email=WANTED, password=PASSWORD)
    assert role_of(WANTED, trust) is None


def test_staff_of_a_trust_give_nobody_an_address_or_a_password(trust: Trust) -> None:
    """2.5.x: whoever did could come in as them, elsewhere too once that invites them."""
    staff = factories.user(is_staff=True)
    factories.member(trust, Role.ADMINISTRATOR, user=staff)
    user = factories.member(
        trust, user=factories.user(email="old@example.org", password=PASSWORD)
    ).user
    client = Client()
    client.force_login(staff)
    url = reverse("admin:accounts_user_change", args=[user.pk])
    assert client.get(url).status_code == 200
    client.post(
        url,
        {
            "email": WANTED,
            "name": "Changed",
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
        },
    )
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    changing = reverse("admin:auth_user_password_change", args=[user.pk])
    sent = {"password1": ANOTHER, "password2": ANOTHER}
    assert client.post(changing, sent).status_code == 403
    user.refresh_from_db()
    assert (user.email, user.name) == ("old@example.org", "Changed")
    assert user.check_password(PASSWORD)


def test_an_address_that_a_superuser_typed_is_not_confirmed(trust: Trust) -> None:
    user = factories.member(trust, user=factories.user(email="old@example.org")).user
    client = Client()
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    url = reverse("admin:accounts_user_change", args=[user.pk])
    sent = {
        "email": WANTED,
        "name": user.name,
        "is_active": "on",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    assert client.post(url, sent).status_code == 302
    user.refresh_from_db()
    assert user.email == WANTED and not user.has_confirmed_email
    assert not EmailAddress.objects.filter(user=user).exists()


# Known and unknown addresses look the same to whoever invites


def _told(client: Client, trust: Trust, email: str) -> list[str]:
    """All that an administrator is told who invites the address, less the address itself."""
    sent = {"name": "Ada Quill", "email": email, "role": "lead", "person": ""}
    mails = len(mail.outbox)
    pages = [client.post(address("member_add", trust), sent, follow=True)]
    invitation = Invitation.objects.for_trust(trust).get(email=email)
    pages.append(client.get(address("invitation_detail", trust, invitation.pk)))
    pages.append(client.get(address("people_list", trust)))
    shown = re.search(r"/invitations/[^<\s\"]+", pages[1].content.decode())
    if shown:
        pages.append(Client().get(shown[0]))
    texts = [text_of(page) for page in pages] + [str(len(mail.outbox) - mails)]
    client.post(address("invitation_withdraw", trust, invitation.pk), follow=True)
    return [re.sub(r"/invitations/\S+", "LINK", text).replace(email, "ADDRESS") for text in texts]


@pytest.mark.parametrize("mails", [True, False])
@pytest.mark.parametrize("state", ["member", "unconfirmed", "closed", "staff", "ended"])
def test_whoever_invites_is_told_the_same_of_a_known_address(
    trust: Trust, elsewhere: Trust, settings: Any, mails: bool, state: str
) -> None:
    if not mails:
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    user = factories.user(
        email=WANTED,
        name="Real Name",
        is_confirmed=state != "unconfirmed",
        is_active=state != "closed",
        is_staff=state == "staff",
    )
    ended = timezone.localdate() if state == "ended" else None
    factories.member(elsewhere, Role.LEAD, user=user, ended_on=ended)
    client = signed_in(trust, Role.ADMINISTRATOR)
    known, unknown = (_told(client, trust, email) for email in (WANTED, "nobody@example.org"))
    assert known == unknown
    assert "Real Name" not in "".join(known) and "Elsewhere" not in "".join(known)


@pytest.mark.parametrize("way", ["invite", "change"])
def test_3_7_1_making_an_administrator_asks_for_the_password(trust: Trust, way: str) -> None:
    chief = factories.user(email="chief@example.org", password=PASSWORD)
    factories.member(trust, Role.ADMINISTRATOR, user=chief)
    reader = factories.member(trust)
    client = Client()
    client.force_login(chief)
    sent: dict[str, Any] = {"role": "administrator", "person": ""}
    url = address("member_detail", trust, reader.pk)
    if way == "invite":
        sent |= {"name": "Ada Quill", "email": WANTED}
        url = address("member_add", trust)
    asked = client.post(url, sent)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    reader.refresh_from_db()
    assert reader.role == "reader" and not Invitation.objects.exists()
    # What was sent is kept, and done once the password is given.
    client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    reader.refresh_from_db()
    assert reader.role == "administrator" or Invitation.objects.get().role == "administrator"


# Accepting


def test_who_is_new_chooses_a_password_by_the_mailed_link_and_is_in(trust: Trust) -> None:
    response = invite(trust, role="lead")
    assert "Ada Quill is invited. A mail is on its way to" in text_of(response)
    assert mail.outbox[-1].to == [WANTED] and "invites you to Wanted Trust" in mail.outbox[-1].body
    assert not User.objects.filter(email=WANTED).exists()
    client = Client()
    weak = client.post(mailed_link(), CHOSEN | {"password1": "short", "password2": "short"})
    assert weak.status_code == 400
    page = client.post(mailed_link(), CHOSEN, follow=True)
    assert "You are a member of Wanted Trust now" in text_of(page)
    user = User.objects.get(email=WANTED)
    assert user.has_confirmed_email and user.name == "Ada Quill"
    assert role_of(WANTED, trust) == "lead"
    assert client.get(address("my_updates", trust)).status_code == 200
    assert Client().get(mailed_link()).status_code == 404  # once


def test_who_signs_in_elsewhere_accepts_after_signing_in(trust: Trust, elsewhere: Trust) -> None:
    user = factories.user(email=WANTED, name="Ada at Elsewhere", password=PASSWORD)
    factories.member(elsewhere, user=user)
    invite(trust, role="lead")
    client = Client()
    page = client.get(mailed_link())
    assert "Sign in to accept" in text_of(page) and "password1" not in page.content.decode()
    sent = {"login": WANTED, "password": PASSWORD}
    landed = client.post(reverse("account_login"), sent, follow=True)
    assert landed.redirect_chain[-1][0] == reverse("own_invitations")
    assert "You are invited as Lead" in text_of(landed)
    assert role_of(WANTED, trust) is None
    later = client.get(reverse("home") + "?later=1", follow=True)
    assert later.status_code == 200 and later.redirect_chain[0][0].startswith("/t/")
    key = Invitation.objects.get().pk
    client.post(reverse("own_invitations"), {"invitation": key, "accept": ""})
    assert role_of(WANTED, trust) == "lead"
    user.refresh_from_db()
    assert user.name == "Ada at Elsewhere" and user.check_password(PASSWORD)


def test_an_invitation_is_declined(trust: Trust, elsewhere: Trust) -> None:
    user = factories.user(email=WANTED, password=PASSWORD)
    factories.member(elsewhere, user=user)
    invite(trust)
    client = signed_in_as(WANTED, PASSWORD)
    key = Invitation.objects.get().pk
    client.post(reverse("own_invitations"), {"invitation": key, "decline": ""})
    assert role_of(WANTED, trust) is None
    assert Invitation.objects.get().state == Invitation.State.DECLINED
    again = client.post(reverse("own_invitations"), {"invitation": key, "accept": ""})
    assert again.status_code == 400 and "cannot be used any more" in text_of(again)
    assert role_of(WANTED, trust) is None


def test_the_link_declines_without_a_sign_in(trust: Trust) -> None:
    invite(trust)
    page = Client().post(mailed_link(), {"decline": ""})
    assert "You have declined" in text_of(page)
    assert not User.objects.filter(email=WANTED).exists()


def test_nobody_accepts_what_is_for_somebody_else(trust: Trust) -> None:
    invitation = factories.invitation(trust, email=WANTED)
    other = factories.user(email="other@example.org", password=PASSWORD)
    client = signed_in_as(other.email, PASSWORD)
    sent = {"invitation": invitation.pk, "accept": ""}
    assert client.post(reverse("own_invitations"), sent).status_code == 400
    link = invitation_path(invitation, confirms_address=True)
    page = client.post(link, {"accept": ""} | CHOSEN)
    assert "you are signed in as other@example.org" in text_of(page)
    with pytest.raises(ValidationError):
        services.accept_invitation(invitation=invitation, by=other)
    assert not Membership.objects.for_trust(trust).filter(user=other).exists()


@pytest.mark.parametrize("over", ["withdrawn", "expired", "declined", "made up", "old link"])
def test_a_link_that_is_over_says_so(trust: Trust, settings: Any, over: str) -> None:
    invitation = factories.invitation(trust, email=WANTED)
    link = invitation_path(invitation, confirms_address=True)
    if over == "withdrawn":
        services.withdraw_invitation(invitation=invitation, by=None)
    elif over == "declined":
        services.decline_invitation(invitation=invitation, by=None)
    elif over == "expired":
        invitation.expires_on = timezone.localdate() - timedelta(days=1)
        invitation.save()
    elif over == "old link":
        settings.INVITATION_DAYS = -1
    else:
        link = link[:-3] + "xx/"
    for page in (Client().get(link), Client().post(link, CHOSEN)):
        assert page.status_code == 404 and "This invitation is over" in text_of(page)
    assert role_of(WANTED, trust) is None


def test_a_shown_link_confirms_nothing_also_once_mail_is_set_up(trust: Trust) -> None:
    invitation = factories.invitation(trust, email=WANTED)
    link = invitation_path(invitation, confirms_address=False)
    Client().post(link, CHOSEN)
    user = User.objects.get(email=WANTED)
    assert role_of(WANTED, trust) == "lead" and not user.has_confirmed_email


def test_a_shown_link_does_not_reach_into_a_sign_in_that_is_there(
    trust: Trust, elsewhere: Trust
) -> None:
    user = factories.user(email=WANTED, is_confirmed=False)
    factories.member(elsewhere, user=user)
    invitation = factories.invitation(trust, email=WANTED)
    page = Client().post(invitation_path(invitation, confirms_address=False), CHOSEN)
    assert page.status_code == 400
    assert "Somebody signs in here with this e-mail address already" in text_of(page)
    user.refresh_from_db()
    assert not user.has_usable_password() and role_of(WANTED, trust) is None


def test_a_closed_sign_in_accepts_nothing(trust: Trust) -> None:
    user = factories.user(email=WANTED, password=PASSWORD, is_active=False, is_confirmed=False)
    invite(trust)
    page = Client().post(mailed_link(), CHOSEN)
    assert page.status_code == 400
    user.refresh_from_db()
    assert user.check_password(PASSWORD) and not user.has_confirmed_email


def test_accepting_makes_them_who_they_are_in_the_plan(trust: Trust) -> None:
    person = factories.person(trust, name="Ada Quill")
    invite(trust, role="lead", person=person.pk)
    assert "Invited, until" in text_of(signed_in(trust).get(address("people_list", trust)))
    Client().post(mailed_link(), CHOSEN)
    person.refresh_from_db()
    assert person.user and person.user.email == WANTED


def test_who_they_are_in_the_plan_may_have_been_settled_since(trust: Trust) -> None:
    person = factories.person(trust, name="Ada Quill")
    invite(trust, role="lead", person=person.pk)
    person.user = factories.member(trust).user
    person.save()
    Client().post(mailed_link(), CHOSEN)
    assert role_of(WANTED, trust) == "lead"
    assert not Person.objects.filter(user__email=WANTED).exists()


def test_an_old_invitation_takes_no_role_from_who_is_a_member_by_then(trust: Trust) -> None:
    user = factories.user(email=WANTED, password=PASSWORD)
    chief = factories.member(trust, Role.ADMINISTRATOR, user=user)
    invitation = factories.invitation(trust, email=WANTED, role=Role.READER)
    services.accept_invitation(invitation=invitation, by=user)
    chief.refresh_from_db()
    assert chief.role == Role.ADMINISTRATOR


# Under People


@pytest.mark.usefixtures("no_mail")
def test_an_invitation_is_sent_again_and_withdrawn(trust: Trust) -> None:
    link = shown_link(trust)
    invitation = Invitation.objects.get()
    invitation.expires_on = timezone.localdate() - timedelta(days=1)
    invitation.save()
    client = signed_in(trust)
    assert "ran out on" in text_of(client.get(address("people_list", trust)))
    assert Client().get(link).status_code == 404
    client.post(address("invitation_again", trust, invitation.pk))
    assert Client().get(link).status_code == 200
    client.post(address("invitation_withdraw", trust, invitation.pk))
    assert Client().get(link).status_code == 404
    assert WANTED not in text_of(client.get(address("people_list", trust)))


def test_governance_neither_sends_nor_withdraws_an_administrators(trust: Trust) -> None:
    invitation = factories.invitation(trust, role=Role.ADMINISTRATOR)
    client = signed_in(trust, Role.GOVERNANCE)
    for name in ("invitation_again", "invitation_withdraw"):
        assert client.post(address(name, trust, invitation.pk)).status_code == 403
    page = text_of(client.get(address("invitation_detail", trust, invitation.pk)))
    assert "Only an administrator" in page
    governance = factories.member(trust, Role.GOVERNANCE).user
    with pytest.raises(PermissionDenied):
        services.invite(
            trust=trust, email=invitation.email, name="X", role=Role.LEAD, by=governance
        )
    invitation.refresh_from_db()
    assert invitation.is_open and invitation.role == "administrator"


def test_somebody_of_the_plan_is_invited_once(trust: Trust) -> None:
    person = factories.person(trust, name="Ada Quill")
    invite(trust, role="lead", person=person.pk)
    page = invite(trust, "another@example.org", role="lead", person=person.pk)
    assert page.status_code == 400 and "was invited already, as" in text_of(page)


def test_a_link_is_read_as_it_was_made(trust: Trust) -> None:
    invitation = factories.invitation(trust)
    for confirms in (True, False):
        path = invitation_path(invitation, confirms_address=confirms)
        link = read_link(path.split("/")[2])
        assert link and link.invitation == invitation and link.confirms_address is confirms


# A change of address (2.2.3, 2.5.x, 3.7.1)


@pytest.fixture
def member(trust: Trust) -> User:
    user = factories.user(email="ada@example.org", password=PASSWORD)
    factories.member(trust, Role.LEAD, user=user)
    return user


def test_3_7_1_a_change_of_address_asks_for_the_password(member: User) -> None:
    client = Client()
    client.force_login(member)
    sent = client.post(reverse("account_email"), {"action_add": "", "email": WANTED})
    assert sent["Location"].startswith(reverse("account_reauthenticate"))
    assert not mail.outbox
    wrong = client.post(sent["Location"], {"password": "wrong"})
    assert "That is not your password" in text_of(wrong) and not mail.outbox
    client.post(sent["Location"], {"password": PASSWORD}, follow=True)
    assert mail.outbox[-1].to == [WANTED]
    member.refresh_from_db()
    assert member.email == "ada@example.org"


def _asked_for(member: User, email: str = WANTED) -> Client:
    client = signed_in_as(member.email, PASSWORD)
    confirm_password(client)
    client.post(reverse("account_email"), {"action_add": "", "email": email})
    return client


def test_2_2_3_a_change_is_confirmed_from_the_new_address_and_told_to_the_old(
    member: User,
) -> None:
    client = _asked_for(member)
    [asked] = mail.outbox
    assert asked.to == [WANTED]
    link = mailed_link()
    client.post(link)
    member.refresh_from_db()
    assert member.email == WANTED and member.has_confirmed_email
    told = mail.outbox[-1]
    assert told.to == ["ada@example.org"] and WANTED in told.body
    assert Client().login(email=WANTED, password=PASSWORD)


def test_only_who_asked_confirms_a_change(member: User) -> None:
    _asked_for(member)
    link = mailed_link()
    assert Client().post(link)["Location"].startswith(reverse("account_login"))
    other = factories.user(email="other@example.org", password=PASSWORD)
    signed_in_as(other.email, PASSWORD).post(link)
    member.refresh_from_db()
    other.refresh_from_db()
    assert (member.email, other.email) == ("ada@example.org", "other@example.org")


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_whether_an_address_is_taken_is_told_to_its_owner_alone(
    member: User, is_confirmed: bool
) -> None:
    factories.user(email=WANTED, is_confirmed=is_confirmed)
    client = _asked_for(member)
    known = text_of(client.get(reverse("account_email")))
    link = mailed_link()
    client.post(reverse("account_email"), {"action_add": "", "email": "free@example.org"})
    free = text_of(client.get(reverse("account_email")))
    assert known.replace(WANTED, "X") == free.replace("free@example.org", "X")
    client.post(reverse("account_email"), {"action_add": "", "email": WANTED})
    link = mailed_link()
    client.post(link)
    member.refresh_from_db()
    assert member.email == "ada@example.org"


def test_an_address_that_is_to_be_changed_to_gets_no_reset_link(member: User) -> None:
    _asked_for(member)
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": WANTED})
    assert all("password/reset/key" not in str(sent.body) for sent in mail.outbox)


def test_an_unconfirmed_address_is_not_changed(trust: Trust) -> None:
    user = factories.user(email="ada@example.org", password=PASSWORD, is_confirmed=False)
    factories.member(trust, user=user)
    client = signed_in_as(user.email, PASSWORD)
    confirm_password(client)
    page = client.post(reverse("account_email"), {"action_add": "", "email": WANTED})
    assert "confirm that it is yours" in text_of(page)
    user.refresh_from_db()
    assert user.email == "ada@example.org" and not EmailAddress.objects.filter(user=user).exists()


# A new password (2.5.x)


def test_2_5_6_a_mailed_new_password_confirms_the_address_and_shuts_others_out(
    trust: Trust, elsewhere: Trust
) -> None:
    user = factories.user(email=WANTED, password=PASSWORD, is_confirmed=False)
    factories.member(elsewhere, user=user)
    thief = signed_in_as(WANTED, PASSWORD)
    Client().post(reverse("account_reset_password"), {"email": WANTED})
    owner = Client()
    form = owner.get(mailed_link(), follow=True)
    owner.post(form.redirect_chain[-1][0], {"password1": ANOTHER, "password2": ANOTHER})
    user.refresh_from_db()
    assert user.has_confirmed_email
    assert thief.get(address("trust_home", elsewhere)).status_code == 302
    told = mail.outbox[-1]
    assert told.to == [WANTED] and "password" in told.body.lower()
    invite(trust)
    assert invitation_is_offered(WANTED)


def invitation_is_offered(email: str) -> bool:
    page = signed_in_as(email, ANOTHER).get(reverse("own_invitations"))
    return "You are invited as" in text_of(page)


def test_whoever_runs_the_site_hands_out_a_link_where_no_mail_goes_out(trust: Trust) -> None:
    user = factories.user(email=WANTED, password=PASSWORD, is_confirmed=False)
    out = StringIO()
    call_command("sign_in_link", WANTED.upper(), "--site", "http://testserver", stdout=out)
    link = re.search(r"http://testserver(/\S+)", out.getvalue())
    assert link
    client = Client()
    form = client.get(link[1], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": ANOTHER, "password2": ANOTHER})
    user.refresh_from_db()
    assert user.has_confirmed_email and user.check_password(ANOTHER)
    with pytest.raises(CommandError, match="Nobody signs in here"):
        call_command("sign_in_link", "nobody@example.org")


def test_a_link_of_before_confirms_nothing(trust: Trust) -> None:
    from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
    from allauth.account.utils import user_pk_to_url_str

    user = factories.user(email=WANTED, is_confirmed=False)
    key = EmailAwarePasswordResetTokenGenerator().make_token(user)
    EmailAddress.objects.filter(user=user).delete()
    url = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    assert "does not work any more" in text_of(Client().get(url, follow=True))


def test_an_address_that_only_looks_alike_is_another(trust: Trust) -> None:
    lookalike = "head.of.governance@examplı.org"
    user = factories.user(email="head.of.governance@exampli.org", password=PASSWORD)
    Client().post(reverse("account_reset_password"), {"email": lookalike})
    assert all("password/reset/key" not in str(sent.body) for sent in mail.outbox)
    assert User.objects.with_email(lookalike) is None
    assert User.objects.with_email(user.email.upper()) == user


def test_a_membership_that_was_deleted_still_counts_as_elsewhere(
    trust: Trust, elsewhere: Trust
) -> None:
    """Or whoever chose the password would only have to delete the row by which that shows."""
    user = factories.user(email=WANTED, password=PASSWORD, is_confirmed=False)
    saving.delete(factories.member(elsewhere, user=user), by=None)
    invitation = factories.invitation(trust, email=WANTED)
    with pytest.raises(ValidationError, match="Confirm your e-mail address"):
        services.accept_invitation(invitation=invitation, by=user)
    with pytest.raises(ValidationError, match="has not confirmed"):
        services.set_membership(user=user, trust=trust, role=Role.LEAD, by=None)


# Members of before there were invitations


def test_who_was_brought_in_before_and_has_not_been_in_is_invited_anew(trust: Trust) -> None:
    user = factories.user(email=WANTED, is_confirmed=False)
    member = factories.member(trust, Role.LEAD, user=user)
    client = signed_in(trust, Role.ADMINISTRATOR)
    page = client.get(address("member_detail", trust, member.pk))
    assert "They have not been in yet" in text_of(page)
    client.post(address("member_mail", trust, member.pk))
    Client().post(mailed_link(), CHOSEN)
    member.refresh_from_db()
    user.refresh_from_db()
    assert member.role == "lead" and user.has_confirmed_email and user.check_password(ANOTHER)


@pytest.mark.usefixtures("no_mail")
def test_so_are_they_where_no_mail_goes_out(trust: Trust) -> None:
    user = factories.user(email=WANTED, is_confirmed=False)
    member = factories.member(trust, Role.LEAD, user=user)
    client = signed_in(trust, Role.ADMINISTRATOR)
    page = client.post(address("member_mail", trust, member.pk), follow=True)
    link = re.search(r"http://testserver(/invitations/[^<\s]+)", text_of(page))
    assert link
    Client().post(link[1], CHOSEN)
    user.refresh_from_db()
    assert user.check_password(ANOTHER) and not user.has_confirmed_email


def test_a_member_of_before_goes_on_as_before(trust: Trust, elsewhere: Trust) -> None:
    """An address that the upgrade left unconfirmed keeps nobody from what they have."""
    user = factories.user(email=WANTED, password=PASSWORD)
    for each in (trust, elsewhere):
        factories.member(each, Role.ADMINISTRATOR, user=user)
    EmailAddress.objects.filter(user=user).delete()
    client = signed_in_as(WANTED, PASSWORD)
    for each in (trust, elsewhere):
        assert client.get(address("people_list", each)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_upgrading_leaves_no_address_confirmed_and_everybody_in(trust: Trust) -> None:
    user = factories.user(email=WANTED, password=PASSWORD)
    member = factories.member(trust, Role.LEAD, user=user)
    EmailAddress(user=user, email="thief@example.org").save()
    upgrade = import_module(
        "strategy_tracker.accounts.migrations.0005_identity_addresses_unconfirmed"
    )
    upgrade.forget_addresses(apps, None)
    user.refresh_from_db()
    assert not EmailAddress.objects.exists() and not user.has_confirmed_email
    assert user.email == WANTED and user.check_password(PASSWORD)
    assert signed_in_as(WANTED, PASSWORD).get(address("my_updates", trust)).status_code == 200
    assert Membership.objects.get() == member


@pytest.mark.django_db(transaction=True)
def test_two_trusts_whose_shown_links_are_used_at_once_give_one_role() -> None:
    """On PostgreSQL both run at once; SQLite lets one wait for the other."""
    links = [
        invitation_path(factories.invitation(email=WANTED), confirms_address=False)
        for _ in range(2)
    ]

    def use(link: str) -> int:
        try:
            return Client().post(link, CHOSEN).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(use, links))
    assert answers == [302, 400]
    assert User.objects.filter(email=WANTED).count() == 1
    assert Membership.objects.count() == 1
