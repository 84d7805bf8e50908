"""What is held on a person is given out, and the name of one who left is taken away."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from axe_playwright_python.sync_playwright import Axe
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from strategy_tracker.accounts import services
from strategy_tracker.accounts.models import Invitation, Membership, Person, Role, Trust, User
from strategy_tracker.accounts.personal_data import (
    anonymise,
    apply_retention,
    export_of,
    subject_of_member,
    subject_of_person,
)
from tests import factories
from tests.answering import Plan
from tests.governing import address, confirm_password, signed_in, text_of

pytestmark = pytest.mark.django_db

NAME, EMAIL = "Ada Quillfeather", "ada.quillfeather@example.org"
FORMER = "Ada Featherquill"


@pytest.fixture
def plan() -> Plan:
    return Plan()


@pytest.fixture
def ada(plan: Plan) -> Person:
    """A lead who has answered, has a former name, an invitation and sessions, and has left."""
    user = plan.lead.user
    user.name, user.email = NAME, EMAIL
    user.set_password("three-words-together")
    user.save()
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress(user=user, email=EMAIL, verified=True, primary=True).save()
    person = Person.objects.for_trust(plan.trust).get(user=user)
    services.rename_person(person=person, name=FORMER, by=None)
    person = services.rename_person(person=person, name=NAME, by=None)
    factories.post(person=person, job_title="Chief Nurse")
    for action in (plan.action(title="Another"), plan.action(title="A third")):
        factories.lead(factories.risk(plan.trust), person)
        plan.answer(action, "green", "Said of another.")
    factories.invitation(plan.trust, email=EMAIL, name=NAME, state="accepted")
    plan.answer(plan.action(), "green", "Ada wrote this sentence.")
    UserSession(user=user, ip="10.1.2.3", user_agent="A tablet", session_key="k").save()
    return person


def leave(person: Person) -> None:
    factories.member(person.trust, Role.ADMINISTRATOR)
    services.record_leaving(person=person, left_on=timezone.localdate(), by=None)
    for membership in Membership.objects.filter(user=person.user):
        services.end_membership(membership=membership, on=timezone.localdate(), by=None)


def everything() -> str:
    """Every text of every table, history too."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(found)


# Giving out (8.3.2)


def test_8_3_2_the_export_holds_all_that_is_held(ada: Person) -> None:
    said = json.dumps(export_of(subject_of_person(ada)), default=str)
    for words in (
        NAME,
        FORMER,
        EMAIL,
        "Chief Nurse",
        "Ada wrote this sentence.",
        "10.1.2.3",
        "A tablet",
        "lead",
    ):
        assert words in said, words


def test_the_export_of_one_trust_holds_nothing_of_another(ada: Person) -> None:
    elsewhere = factories.trust(name="Elsewhere Trust", code="ELSEWHERE")
    factories.member(elsewhere, Role.GOVERNANCE, user=ada.user)
    factories.strategy(elsewhere)
    said = json.dumps(export_of(subject_of_person(ada)), default=str)
    assert "ELSEWHERE" not in said and "Elsewhere" not in said and "10.1.2.3" not in said


def test_3_7_1_giving_it_out_asks_for_the_password(ada: Person) -> None:
    chief = factories.user(password="three-words-together")
    factories.member(ada.trust, Role.ADMINISTRATOR, user=chief)
    client = Client()
    client.force_login(chief)
    url = address("person_data", ada.trust, ada.pk)
    assert client.post(url, {"export": ""})["Location"].startswith(
        reverse("account_reauthenticate")
    )
    confirm_password(client)
    answer = client.post(url, {"export": ""})
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.json()["trusts"][0]["person"]["name"] == NAME


@pytest.mark.parametrize("role", ["reader", "lead", "governance"])
def test_only_administrators_see_it(ada: Person, role: str) -> None:
    member = ada.user.memberships.get()
    client = signed_in(ada.trust, role)
    for url in (
        address("person_data", ada.trust, ada.pk),
        address("member_data", ada.trust, member.pk),
        address("retention", ada.trust),
    ):
        assert client.get(url).status_code == 403 and client.post(url).status_code == 403


def test_8_3_2_everybody_takes_out_their_own(ada: Person) -> None:
    client = Client()
    client.force_login(ada.user)
    assert client.post(reverse("own_data")).status_code == 302
    confirm_password(client)
    held = client.post(reverse("own_data")).json()
    assert held["sign_in"]["email"] == EMAIL and held["sign_in"]["sessions"]
    assert held["trusts"][0]["code"] == ada.trust.code


def test_the_command_writes_it(ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "held.json"
    call_command("export_personal_data", email=EMAIL.upper(), output=file, stdout=StringIO())
    assert json.loads(file.read_text())["sign_in"]["name"] == NAME
    given = {"trust": ada.trust.code, "person": FORMER}
    call_command("export_personal_data", **given, output=file, stdout=StringIO())
    assert json.loads(file.read_text())["trusts"][0]["person"]["name"] == NAME
    for wrong in ({"email": "nobody@example.org"}, {"trust": "X", "person": "Y"}, {}):
        with pytest.raises(CommandError):
            call_command("export_personal_data", **wrong, output=file)


# Taking the name away


def test_the_name_is_gone_from_every_table_and_its_history(ada: Person) -> None:
    leave(ada)
    before = everything()
    assert NAME in before and EMAIL in before and FORMER in before
    name = anonymise(subject=subject_of_person(ada), by=None)
    after = everything()
    for words in (NAME, EMAIL, FORMER, "10.1.2.3"):
        held = [line.split(":")[0] for line in after.splitlines() if words in line]
        assert held == [], words
    assert name in after and "Ada wrote this sentence." in after
    user = User.objects.get(name=name)
    assert not user.is_active and not user.has_usable_password()


def test_a_published_paper_keeps_the_name(ada: Person) -> None:
    content = {"lead": NAME}
    paper = factories.paper(
        period=factories.period(factories.strategy(ada.trust)), status="final", content=content
    )
    leave(ada)
    anonymise(subject=subject_of_person(ada), by=None)
    paper.refresh_from_db()
    assert paper.content == content


def test_a_sign_in_of_another_trust_is_left_alone(ada: Person) -> None:
    factories.member(user=ada.user)
    leave_only_here = Membership.objects.filter(user=ada.user, trust=ada.trust)
    services.record_leaving(person=ada, left_on=timezone.localdate(), by=None)
    for membership in leave_only_here:
        services.end_membership(membership=membership, on=timezone.localdate(), by=None)
    user = ada.user
    anonymise(subject=subject_of_person(ada), by=None)
    user.refresh_from_db()
    ada.refresh_from_db()
    assert (user.name, user.email, user.is_active) == (NAME, EMAIL, True)
    assert ada.name.startswith("Former colleague") and ada.user is None


@pytest.mark.parametrize("state", ["here", "member", "staff"])
def test_nobody_who_is_here_loses_their_name(ada: Person, state: str) -> None:
    if state != "here":
        leave(ada)
    if state == "member":
        services.start_membership(membership=ada.user.memberships.get(), by=None)
    if state == "staff":
        ada.user.is_staff = True
        ada.user.save()
    ada.refresh_from_db()
    with pytest.raises(ValidationError):
        anonymise(subject=subject_of_person(ada), by=None)
    ada.refresh_from_db()
    assert ada.name == NAME


def test_the_screen_says_what_stays_before_it_is_done(ada: Person) -> None:
    leave(ada)
    chief = factories.user(password="three-words-together")
    factories.member(ada.trust, Role.ADMINISTRATOR, user=chief)
    client = Client()
    client.force_login(chief)
    url = address("person_data", ada.trust, ada.pk)
    page = text_of(client.get(url))
    assert "Published papers keep the name" in page and "Nobody can bring them back" in page
    assert client.post(url, {"anonymise": ""}).status_code == 302  # the password is asked for
    ada.refresh_from_db()
    assert ada.name == NAME
    confirm_password(client)
    done = client.post(url, {"anonymise": ""}, follow=True)
    assert f"They are called Former colleague {ada.pk} from now on" in text_of(done)


def test_who_has_not_left_is_told_so(ada: Person) -> None:
    client = signed_in(ada.trust, Role.ADMINISTRATOR)
    confirm_password(client)
    url = address("person_data", ada.trust, ada.pk)
    assert "has not left" in text_of(client.get(url))
    assert client.post(url, {"anonymise": ""}).status_code == 400


def test_a_member_whom_the_plan_does_not_name(ada: Person) -> None:
    member = factories.member(ada.trust, user=factories.user(name="Nia Bevanwell"))
    client = signed_in(ada.trust, Role.ADMINISTRATOR)
    url = address("member_data", ada.trust, member.pk)
    assert "can still sign in" in text_of(client.get(url))
    services.end_membership(membership=member, on=timezone.localdate(), by=None)
    anonymise(subject=subject_of_member(member), by=None)
    assert "Nia Bevanwell" not in everything()


def test_the_command_asks_for_yes(ada: Person) -> None:
    given: dict[str, Any] = {"trust": ada.trust.code, "person": NAME}
    with pytest.raises(CommandError, match="has not left"):
        call_command("anonymise_person", **given)
    leave(ada)
    out = StringIO()
    call_command("anonymise_person", **given, stdout=out)
    assert "Add --yes" in out.getvalue() and Person.objects.filter(name=NAME).exists()
    call_command("anonymise_person", **given, yes=True, stdout=out)
    assert not Person.objects.filter(name=NAME).exists()


# How long things are kept


def due(settings: Any, trust: Trust) -> Person:
    settings.RETAIN_LEAVERS_YEARS = 6
    person = factories.person(trust, name="Left Long Ago", left_on=date(2015, 3, 31))
    factories.person(trust, name="Left Lately", left_on=timezone.localdate())
    long_ago = timezone.localdate() - timedelta(days=91)
    factories.invitation(trust, email="old@example.org", expires_on=long_ago)
    factories.invitation(trust, email="new@example.org")
    return person


def test_what_is_due_goes_and_the_rest_stays(settings: Any) -> None:
    trust, other = factories.trust(), factories.trust()
    person = due(settings, trust)
    factories.person(other, name="Left Elsewhere", left_on=date(2015, 3, 31))
    apply_retention(trust=trust, by=None)
    person.refresh_from_db()
    assert person.name == f"Former colleague {person.pk}"
    assert "old@example.org" not in everything() and "Left Long Ago" not in everything()
    names = set(Person.objects.values_list("name", flat=True))
    assert {"Left Lately", "Left Elsewhere"} <= names
    assert Invitation.objects.get().email == "new@example.org"


def test_the_command_does_it_for_all_and_can_only_say(settings: Any, ada: Person) -> None:
    due(settings, factories.trust())
    old = timezone.now() - timedelta(days=91)
    UserSession.objects.update(created_at=old)
    out = StringIO()
    call_command("apply_retention", dry_run=True, stdout=out)
    assert "Due: 1 invitations, 1 records of sign-ins, 1 people who left" in out.getvalue()
    assert UserSession.objects.exists()
    call_command("apply_retention", stdout=out)
    assert not UserSession.objects.exists()
    call_command("apply_retention", stdout=out)
    assert out.getvalue().endswith(
        "Done: 0 invitations, 0 records of sign-ins, 0 people who left.\n"
    )


def test_names_stay_unless_a_trust_decides(settings: Any) -> None:
    trust = factories.trust()
    person = due(settings, trust)
    settings.RETAIN_LEAVERS_YEARS = 0
    apply_retention(by=None)
    person.refresh_from_db()
    assert person.name == "Left Long Ago"


def test_administrators_see_and_do_what_is_due(settings: Any) -> None:
    trust = factories.trust()
    due(settings, trust)
    client = signed_in(trust, Role.ADMINISTRATOR)
    confirm_password(client)
    url = address("retention", trust)
    page = text_of(client.get(url))
    assert "6 years after they left" in page and "The name of Left Long Ago" in page
    done = client.post(url, follow=True)
    assert "Removed 1 invitations" in text_of(done) and "Nothing" in text_of(done)


# In a browser


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_its_pages_are_accessible_and_fit(
    live_server: LiveServer, context: BrowserContext, width: int, settings: Any
) -> None:
    trust = factories.trust()
    person = due(settings, trust)
    services.rename_person(person=person, name="Left Very Long Ago", by=None)
    client = signed_in(trust, Role.ADMINISTRATOR)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    for url in (
        reverse("own_data"),
        address("person_data", trust, person.pk),
        address("person_names", trust, person.pk),
        address("retention", trust),
    ):
        page.goto(live_server.url + url)
        found = Axe().run(page).response["violations"]
        assert [violation["id"] for violation in found] == [], url
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, url
