"""People: giving a login, roles, ending and starting again, leaving and handing over."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from objectives.models import ObjectiveLead
from objectives.services import create_default_scales
from risks.services import hand_over
from strategy_tracker.accounts import services
from strategy_tracker.accounts.models import (
    Invitation,
    Membership,
    Person,
    Role,
    Trust,
    User,
)
from strategy_tracker.accounts.permissions import ROLE_HINTS, Permission, role_has
from strategy_tracker.imports import services as imports
from tests import factories
from tests.governing import address, confirm_password, queries_of, signed_in, text_of
from tests.workbooks.samples import ACTIONS, OBJECTIVES, RISKS, workbook

pytestmark = pytest.mark.django_db

CONSOLE = "django.core.mail.backends.console.EmailBackend"
NEW = {"name": "Asha Verghese", "email": "asha.verghese@example.org", "role": "lead", "person": ""}
PASSWORDS = dict.fromkeys(("password1", "password2"), "three-words-together")
PAGES = ("people_list", "member_add", "person_add")
PAGES_OF_A_MEMBER = ("member_detail", "member_mail", "member_end", "member_start")
PAGES_OF_A_PERSON = ("person_leaving", "person_return")
ONLY_POST = ("member_mail", "member_start", "person_return")


@pytest.fixture
def trust() -> Trust:
    return factories.trust()


@pytest.fixture
def no_mail(settings: Any) -> None:
    """A site whose mail is printed, as where EMAIL_URL is not set."""
    settings.EMAIL_BACKEND = CONSOLE


def add(trust: Trust, by: str = Role.ADMINISTRATOR, **data: Any) -> Any:
    client = signed_in(trust, by)
    confirm_password(client)
    return client.post(address("member_add", trust), NEW | data, follow=True)


def change(client: Client, membership: Membership, **data: Any) -> Any:
    confirm_password(client)
    url = address("member_detail", membership.trust, membership.pk)
    return client.post(url, {"role": membership.role, "person": ""} | data, follow=True)


def change_member(member: Membership, role: str, by: User | None, **given: Any) -> None:
    """As the service does, which no form stands before here."""
    services.change_member(membership=member, role=role, by=by, **({"person": None} | given))


def new_user() -> User:
    """Somebody brought in who has not chosen a password yet."""
    return factories.user(email="new@example.org")


# Who may see it


@pytest.mark.parametrize("name", [*PAGES, *PAGES_OF_A_MEMBER, *PAGES_OF_A_PERSON])
@pytest.mark.parametrize(
    ("role", "status"), [("reader", 403), ("lead", 403), ("stranger", 404), ("", 302)]
)
def test_others_than_governance_are_kept_out(
    trust: Trust, name: str, role: str, status: int
) -> None:
    member, person = factories.member(trust), factories.person(trust)
    key = {"member": [member.pk], "person": [person.pk]}
    url = address(name, trust, *([] if name in PAGES else key[name.split("_")[0]]))
    client = Client()
    if role:
        own = factories.trust() if role == "stranger" else trust
        client = signed_in(own, Role.ADMINISTRATOR if role == "stranger" else role)
    response = client.post(url) if name in ONLY_POST else client.get(url)
    assert response.status_code == status


@pytest.mark.parametrize("name", ONLY_POST)
def test_what_writes_at_once_takes_only_a_post(trust: Trust, name: str) -> None:
    row = factories.person(trust) if name.startswith("person") else factories.member(trust)
    assert signed_in(trust).get(address(name, trust, row.pk)).status_code == 405


def test_the_list_takes_no_post(trust: Trust) -> None:
    assert signed_in(trust).post(address("people_list", trust)).status_code == 405


@pytest.mark.parametrize("role", Role.values)
def test_it_is_in_the_menu_of_governance(trust: Trust, role: str) -> None:
    page = signed_in(trust, role).get(address("plan", trust)).content.decode()
    may = role_has(role, Permission.MANAGE_PEOPLE)
    assert (f'href="{address("setup", trust)}"' in page) is may
    if may:
        setup = signed_in(trust, role).get(address("setup", trust)).content.decode()
        assert f'href="{address("people_list", trust)}"' in setup


@pytest.mark.parametrize("role", Role.values)
def test_every_role_is_explained_and_lands_on_a_page_that_it_may_open(
    trust: Trust, role: str
) -> None:
    assert ROLE_HINTS[Role(role)]
    page = signed_in(trust, role).get(address("trust_home", trust), follow=True)
    assert page.status_code == 200


# The list


def test_lists_whom_the_plan_names_and_who_is_a_member(trust: Trust) -> None:
    director = factories.person(trust, name="Asha Verghese")
    factories.post(person=director, job_title="Chief Nurse")
    action = factories.action(strategy=factories.strategy(trust))
    factories.lead(action, director)
    factories.lead(factories.risk(trust), director)
    factories.leading_member(trust, name="Tom Hargreave")
    factories.member(trust, "reader", user=factories.user(name="Nia Bevan"))
    text = text_of(signed_in(trust).get(address("people_list", trust)))
    assert re.search(r"Asha Verghese .*Chief Nurse .*No login yet .*Leads 2 Give a login", text)
    assert "Tom Hargreave" in text and "Nia Bevan" in text
    assert "1 has no login yet" in text


def test_an_empty_plan_says_where_people_come_from(trust: Trust) -> None:
    text = text_of(signed_in(trust).get(address("people_list", trust)))
    assert "The plan names nobody yet" in text
    assert "Import a workbook" in text


def test_a_long_list_filters_and_sorts(trust: Trust) -> None:
    for number in range(11):
        factories.person(trust, name=f"Person of the plan {number:02}")
    factories.person(trust, name="Left Long Ago", left_on=date(2024, 1, 31))
    client = signed_in(trust)
    page = text_of(client.get(address("people_list", trust)))
    assert "No login yet 11" in page and "Left or ended 1" in page
    past = text_of(client.get(address("people_list", trust, show="past")))
    assert "Left Long Ago" in past and "Person of the plan" not in past
    backwards = text_of(client.get(address("people_list", trust, sort="-name")))
    assert backwards.index("plan 09") < backwards.index("plan 08")


def test_a_short_list_has_no_filters(trust: Trust) -> None:
    factories.person(trust)
    page = signed_in(trust).get(address("people_list", trust)).content.decode()
    assert "st-chip" not in page and "st-sortlink" not in page


def test_a_filter_with_nobody_says_so(trust: Trust) -> None:
    text = text_of(signed_in(trust).get(address("people_list", trust, show="past")))
    assert "Nobody here" in text and "Show all 1" in text


def test_the_list_costs_as_much_for_many(trust: Trust) -> None:
    client, strategy = signed_in(trust), factories.strategy(trust)

    def more() -> None:
        person = factories.leading_member(trust)
        factories.post(person=person)
        factories.lead(factories.action(strategy=strategy), person)
        factories.lead(factories.risk(trust), person)
        factories.post(person=factories.person(trust))

    more()
    few = queries_of(client, address("people_list", trust))
    for _ in range(19):
        more()
    assert queries_of(client, address("people_list", trust)) == few


# Giving a login


def test_a_director_of_the_plan_gets_a_login_and_chooses_a_password(
    trust: Trust, client: Client
) -> None:
    person = factories.person(trust, name="Asha Verghese")
    form = signed_in(trust).get(address("member_add", trust, person=person.pk))
    assert 'value="Asha Verghese"' in form.content.decode()
    assert f'<option value="{person.pk}" selected>' in form.content.decode()
    response = add(trust, person=person.pk)
    assert "Asha Verghese is invited. A mail is on its way" in text_of(response)
    [sent] = mail.outbox
    assert sent.to == [NEW["email"]]
    link = re.search(r"http://testserver(/invitations/\S+)", str(sent.body))
    assert link
    client.post(link[1], {"name": NEW["name"]} | PASSWORDS)
    person.refresh_from_db()
    assert person.user and person.user.email == NEW["email"]
    assert client.get(address("my_updates", trust)).status_code == 200
    assert client.login(email=NEW["email"], password=PASSWORDS["password1"])
    assert "This invitation is over" in text_of(Client().get(link[1]))


@pytest.mark.usefixtures("no_mail")
def test_without_mail_the_link_is_shown_to_whoever_adds(trust: Trust) -> None:
    response = add(trust, Role.GOVERNANCE)
    link = re.search(r"http://testserver(/invitations/[^<\s]+)", text_of(response))
    assert link
    assert "Choose a password" in text_of(Client().get(link[1]))


def test_a_second_click_adds_and_mails_nobody(trust: Trust) -> None:
    add(trust)
    response = add(trust)
    assert "was invited already" in text_of(response)
    assert len(mail.outbox) == 1
    assert Invitation.objects.count() == 1


def test_mail_that_fails_leaves_an_invitation_and_says_so(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    response = add(trust)
    assert "the mail could not be sent. Send it again later" in text_of(response)
    invitation = Invitation.objects.get(email=NEW["email"])
    monkeypatch.undo()
    client = signed_in(trust)
    again = client.post(address("invitation_again", trust, invitation.pk), follow=True)
    assert "A mail is on its way" in text_of(again)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": " "}, "Give their name"),
        ({"email": "asha"}, "such as name@trust.nhs.uk"),
        ({"role": ""}, "Choose what they may do"),
        ({"person": "0"}, "Choose a person of this trust who has no login yet"),
    ],
)
def test_what_is_wrong_is_said(trust: Trust, data: Any, message: str) -> None:
    response = add(trust, **data)
    assert response.status_code == 400
    assert message in text_of(response)
    assert not mail.outbox


def test_a_person_of_another_trust_cannot_be_chosen(trust: Trust) -> None:
    theirs = factories.person()
    assert add(trust, person=theirs.pk).status_code == 400
    url = address("member_add", trust, person=theirs.pk)
    assert signed_in(trust).get(url).status_code == 404


def test_a_member_is_not_given_another_role_by_adding_them(trust: Trust) -> None:
    chief = factories.member(trust, Role.ADMINISTRATOR)
    response = add(trust, Role.GOVERNANCE, email=chief.user.email)
    assert "is a member already, as Administrator" in text_of(response)
    chief.refresh_from_db()
    assert chief.role == Role.ADMINISTRATOR


def test_a_former_member_is_let_in_again_by_adding_them(trust: Trust) -> None:
    former = factories.member(trust, ended_on=date(2024, 1, 31))
    add(trust, email=former.user.email)
    former.refresh_from_db()
    assert (former.role, former.ended_on) == ("reader", date(2024, 1, 31))
    invitation = Invitation.objects.get()
    services.accept_invitation(invitation=invitation, by=former.user)
    former.refresh_from_db()
    assert (former.role, former.ended_on) == ("lead", None)


# Roles


@pytest.mark.parametrize("role", ["governance", "administrator"])
def test_governance_brings_in_no_governance(trust: Trust, role: str) -> None:
    response = add(trust, Role.GOVERNANCE, role=role)
    assert response.status_code == 400
    assert "An administrator gives the others" in text_of(response)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["reader", "lead"])
def test_governance_brings_in_readers_and_leads(trust: Trust, role: str) -> None:
    add(trust, Role.GOVERNANCE, role=role)
    assert Invitation.objects.get(email=NEW["email"]).role == role


@pytest.mark.parametrize("role", Role.values)
def test_an_administrator_gives_every_role(trust: Trust, role: str) -> None:
    member = factories.member(trust, "reader")
    change(signed_in(trust, Role.ADMINISTRATOR), member, role=role)
    member.refresh_from_db()
    assert member.role == role


def test_governance_takes_no_role_from_an_administrator(trust: Trust) -> None:
    chief, client = factories.member(trust, Role.ADMINISTRATOR), signed_in(trust)
    page = text_of(client.get(address("member_detail", trust, chief.pk)))
    assert "Only an administrator changes the role" in page and "End their access" not in page
    change(client, chief, role="reader")
    for name in ("member_end", "member_start", "member_mail"):
        assert client.post(address(name, trust, chief.pk)).status_code == 403
    chief.refresh_from_db()
    assert (chief.role, chief.ended_on) == (Role.ADMINISTRATOR, None)


def test_services_refuse_what_no_form_offers(trust: Trust) -> None:
    governance = factories.member(trust, Role.GOVERNANCE).user
    reader, chief = factories.member(trust), factories.member(trust, Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        change_member(reader, Role.GOVERNANCE, by=governance)
    with pytest.raises(PermissionDenied):
        change_member(chief, Role.READER, by=governance)
    with pytest.raises(PermissionDenied):
        change_member(reader, Role.LEAD, by=factories.member().user)


@pytest.mark.usefixtures("no_mail")
def test_governance_sees_no_link_of_an_administrator(trust: Trust) -> None:
    invitation = factories.invitation(trust, role=Role.ADMINISTRATOR)
    url = address("invitation_detail", trust, invitation.pk)
    assert "/invitations/" not in text_of(signed_in(trust).get(url))
    assert "/invitations/" in text_of(signed_in(trust, "administrator").get(url))


def test_the_last_administrator_stays(trust: Trust) -> None:
    chief = factories.member(trust, Role.ADMINISTRATOR)
    client = Client()
    client.force_login(chief.user)
    response = change(client, chief, role="governance")
    assert response.status_code == 400
    assert f"is the only administrator of {trust.name}. Make somebody else" in text_of(response)
    ended = client.post(address("member_end", trust, chief.pk))
    assert ended.status_code == 400
    assert "is the only administrator" in text_of(ended)
    chief.refresh_from_db()
    assert (chief.role, chief.ended_on) == (Role.ADMINISTRATOR, None)


def test_an_administrator_whose_way_in_ended_is_no_other_administrator(trust: Trust) -> None:
    factories.member(trust, Role.ADMINISTRATOR, ended_on=date(2024, 1, 31))
    factories.member(trust, Role.ADMINISTRATOR, user=factories.user(is_active=False))
    chief = factories.member(trust, Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="only administrator"):
        change_member(chief, Role.LEAD, by=chief.user)


def test_an_administrator_may_step_down_when_there_is_another(trust: Trust) -> None:
    factories.member(trust, Role.ADMINISTRATOR)
    own = factories.member(trust, Role.ADMINISTRATOR)
    client = Client()
    client.force_login(own.user)
    response = change(client, own, role="reader")
    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == address("paper_list", trust)


# Who they are in the plan


def test_a_member_is_linked_moved_and_unlinked(trust: Trust) -> None:
    member = factories.member(trust, "lead")
    first, second = factories.person(trust), factories.person(trust)
    client = signed_in(trust)
    for person in (first, second, None):
        change(client, member, person=person.pk if person else "")
        held = Person.objects.filter(user=member.user).first()
        assert held == person
    assert second.history.latest().history_user is not None


def test_two_members_are_not_one_person(trust: Trust) -> None:
    taken, member = factories.leading_member(trust), factories.member(trust, "lead")
    assert change(signed_in(trust), member, person=taken.pk).status_code == 400
    with pytest.raises(ValidationError, match="has another login already"):
        change_member(member, Role.LEAD, person=taken, by=None)


def test_a_refused_link_changes_no_role(trust: Trust) -> None:
    taken, member = factories.leading_member(trust), factories.member(trust, "reader")
    change(signed_in(trust), member, role="lead", person=taken.pk)
    member.refresh_from_db()
    assert member.role == "reader"


# Ending, and starting again


def test_a_membership_ends_today_and_starts_again(trust: Trust) -> None:
    member, client = factories.member(trust, "lead"), signed_in(trust)
    asked = text_of(client.get(address("member_end", trust, member.pk)))
    assert "can no longer open anything" in asked
    for _ in range(2):
        client.post(address("member_end", trust, member.pk))
    member.refresh_from_db()
    assert member.ended_on == timezone.localdate()
    assert member.history.count() == 2
    theirs = Client()
    theirs.force_login(member.user)
    assert theirs.get(address("plan", trust)).status_code == 404
    page = text_of(client.get(address("member_detail", trust, member.pk)))
    assert "has no access any more" in page
    for _ in range(2):
        client.post(address("member_start", trust, member.pk))
    assert theirs.get(address("plan", trust)).status_code == 200
    assert member.history.count() == 3


# Leaving


class Leader:
    """Somebody with a login who leads one thing of each kind."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.person = factories.leading_member(trust, name="Tom Hargreave")
        self.heir = factories.person(trust, name="Asha Verghese")
        strategy = factories.strategy(trust)
        self.items: list[Any] = [
            factories.objective(strategy=strategy),
            factories.ambition(strategy=strategy),
            factories.action(strategy=strategy),
            factories.measure(strategy=strategy),
            factories.risk(trust),
        ]
        for item in self.items:
            factories.lead(item, self.person)

    def leave(self, role: str = Role.ADMINISTRATOR, **data: Any) -> Any:
        sent = {"left_on": timezone.localdate().isoformat(), "to": self.heir.pk} | data
        url = address("person_leaving", self.trust, self.person.pk)
        return signed_in(self.trust, role).post(url, sent, follow=True)

    def leads_of(self, item: Any) -> list[str]:
        return [row.person.name for row in item.lead_rows.select_related("person")]

    @property
    def membership(self) -> Membership:
        return Membership.objects.get(user=self.person.user)


def test_everything_is_handed_over_in_one_step(trust: Trust) -> None:
    leader = Leader(trust)
    page = signed_in(trust).get(address("person_leaving", trust, leader.person.pk))
    assert "Leads 5 items now" in text_of(page)
    response = leader.leave(ends_access="on")
    assert "Asha Verghese leads 5 items of theirs now" in text_of(response)
    assert [leader.leads_of(item) for item in leader.items] == [["Asha Verghese"]] * 5
    leader.person.refresh_from_db()
    assert leader.person.left_on == timezone.localdate()
    assert leader.membership.ended_on == timezone.localdate()
    row = leader.items[0].lead_rows.get()
    assert row.history.latest().history_user is not None
    again = leader.leave(ends_access="on")
    assert "recorded as having left" in text_of(again)
    assert leader.person.history.count() == 2


def test_who_leads_already_is_not_named_twice(trust: Trust) -> None:
    leader = Leader(trust)
    objective = leader.items[0]
    factories.lead(objective, leader.heir)
    factories.lead(objective, leader.person, kind="executive")
    assert hand_over(person=leader.person, to=leader.heir, by=None) == 5
    kinds = ObjectiveLead.objects.filter(objective=objective).values_list("person__name", "kind")
    assert sorted(kinds) == [("Asha Verghese", "executive"), ("Asha Verghese", "lead")]


def test_what_is_archived_or_closed_keeps_who_led_it(trust: Trust) -> None:
    leader = Leader(trust)
    action, risk = leader.items[2], leader.items[4]
    action.is_archived, risk.is_closed = True, True
    action.save()
    risk.save()
    assert hand_over(person=leader.person, to=leader.heir, by=None) == 3
    assert leader.leads_of(action) == leader.leads_of(risk) == ["Tom Hargreave"]


def test_leaving_without_an_heir_leaves_the_plan_as_it_is(trust: Trust) -> None:
    leader = Leader(trust)
    leader.leave(to="")
    leader.person.refresh_from_db()
    assert leader.person.left_on == timezone.localdate()
    assert leader.membership.ended_on is None
    assert leader.leads_of(leader.items[0]) == ["Tom Hargreave"]


@pytest.mark.parametrize("heir", ["self", "left", "elsewhere"])
def test_hands_over_only_to_somebody_who_is_here(trust: Trust, heir: str) -> None:
    leader = Leader(trust)
    to = {
        "self": leader.person,
        "left": factories.person(trust, left_on=date(2024, 1, 31)),
        "elsewhere": factories.person(),
    }[heir]
    response = leader.leave(to=to.pk)
    assert response.status_code == 400
    assert "Choose somebody of this trust who has not left" in text_of(response)
    with pytest.raises(ValidationError):
        hand_over(person=leader.person, to=to, by=None)
    assert leader.leads_of(leader.items[0]) == ["Tom Hargreave"]


def test_a_day_to_come_is_refused(trust: Trust) -> None:
    leader = Leader(trust)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "still to come" in text_of(leader.leave(left_on=tomorrow.isoformat()))
    leader.person.refresh_from_db()
    assert leader.person.left_on is None


def test_the_last_administrator_does_not_leave_and_nothing_moves(trust: Trust) -> None:
    leader = Leader(trust)
    member = leader.membership
    member.role = Role.ADMINISTRATOR
    member.save()
    client = Client()
    client.force_login(member.user)
    sent = {"left_on": "2024-06-30", "to": leader.heir.pk, "ends_access": "on"}
    response = client.post(address("person_leaving", trust, leader.person.pk), sent)
    assert "is the only administrator" in text_of(response)
    leader.person.refresh_from_db()
    assert leader.person.left_on is None
    assert leader.leads_of(leader.items[0]) == ["Tom Hargreave"]


def test_governance_hands_over_for_an_administrator_but_lets_them_in(trust: Trust) -> None:
    leader = Leader(trust)
    member = leader.membership
    member.role = Role.ADMINISTRATOR
    member.save()
    page = signed_in(trust).get(address("person_leaving", trust, leader.person.pk))
    assert "can go on signing in. Only an administrator ends that" in text_of(page)
    leader.leave(Role.GOVERNANCE, ends_access="on")
    assert leader.membership.ended_on is None
    assert leader.leads_of(leader.items[0]) == ["Asha Verghese"]


def test_who_left_by_mistake_is_here_again(trust: Trust) -> None:
    person = factories.person(trust, left_on=date(2024, 1, 31))
    url = address("person_return", trust, person.pk)
    assert "no longer recorded as having left" in text_of(signed_in(trust).post(url, follow=True))
    person.refresh_from_db()
    assert person.left_on is None


def test_leaving_costs_as_much_to_look_at_for_many(trust: Trust) -> None:
    leader, client = Leader(trust), signed_in(trust)
    url = address("person_leaving", trust, leader.person.pk)
    few = queries_of(client, url)
    strategy = leader.items[0].strategy
    for _ in range(19):
        factories.lead(factories.action(strategy=strategy), leader.person)
        factories.lead(factories.risk(trust), leader.person)
        factories.person(trust)
    assert queries_of(client, url) == few


# Where it is pointed at


@pytest.mark.parametrize("has_login", [False, True])
def test_an_import_that_names_new_people_points_here(trust: Trust, has_login: bool) -> None:
    create_default_scales(trust=trust, by=None)
    officer = factories.member(trust, Role.GOVERNANCE).user
    given = {"strategy_title": "Kinder", "period_label": "Q1 2024/25", "by": officer}
    data = workbook({"Plan": ACTIONS, "Risks": RISKS, "Goals": OBJECTIVES})
    run = imports.upload_run(data=data, file_name="plan.xlsx", trust=trust, **given)
    imports.apply_run(run=run, by=officer)
    if has_login:
        for person in Person.objects.for_trust(trust):
            person.user = factories.member(trust).user
            person.save()
    page = text_of(signed_in(trust).get(address("import_report", trust, run.pk)))
    assert ("whom the plan names cannot sign in yet" in page) is not has_login


@pytest.mark.parametrize("role", ["reader", "governance"])
def test_a_persons_page_offers_governance_to_give_a_login(trust: Trust, role: str) -> None:
    person = factories.person(trust)
    page = signed_in(trust, role).get(address("person_detail", trust, person.pk))
    link = address("member_add", trust, person=person.pk)
    assert (f'href="{link}"' in page.content.decode()) is (role == "governance")


# In a browser


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.usefixtures("no_mail")
def test_every_page_of_people_is_accessible_and_fits(
    live_server: LiveServer, context: BrowserContext, width: int
) -> None:
    trust = factories.trust()
    leader, client = Leader(trust), signed_in(trust, Role.ADMINISTRATOR)
    member = factories.member(trust, user=new_user())
    for number in range(11):
        factories.post(person=factories.person(trust), job_title=f"Chief of {number}")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    for url in (
        address("people_list", trust),
        address("member_add", trust, person=leader.heir.pk),
        address("member_detail", trust, member.pk),
        address("member_end", trust, leader.membership.pk),
        address("person_leaving", trust, leader.person.pk),
    ):
        page.goto(live_server.url + url)
        found = Axe().run(page).response["violations"]
        wrong = [
            f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
            for violation in found
        ]
        assert wrong == [], url
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, url


def test_somebody_is_added_whom_the_plan_is_to_name_and_needs_no_login(trust: Trust) -> None:
    client = signed_in(trust)
    url = address("person_add", trust)
    sent = {"name": "Una Lark", "title_1": "Chief Nurse", "another": "1"}
    assert client.post(url, sent)["Location"] == url
    person = Person.objects.get()
    assert (person.name, person.job_title(), person.user) == ("Una Lark", "Chief Nurse", None)
    response = client.post(url, {"name": "una lark"})
    assert response.status_code == 400
    assert "Una Lark is known by this name already." in text_of(response)
    assert "Give their name" in text_of(client.post(url, {"name": " "}))
    assert Person.objects.count() == 1
