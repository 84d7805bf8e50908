"""Who may come in where: the wall between trusts, for one view and for every address."""

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from strategy_tracker import urls as project
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.models import Membership, Role, Trust
from strategy_tracker.accounts.permissions import PERMISSIONS, Permission, role_has, roles_with
from strategy_tracker.context import NAVIGATION
from tests import factories
from tests.routes import Route, all_routes, trust_routes

pytestmark = pytest.mark.django_db

KEY = 424242  # of records that are made at another trust, and nowhere else


@trust_view()
def reading(request: TrustRequest, pk: int) -> HttpResponse:
    return HttpResponse(f"{request.trust.code} {request.membership.role} {pk}")


def view_for(permission: Permission) -> Any:
    @trust_view(permission)
    def inner(request: TrustRequest) -> HttpResponse:
        return HttpResponse(permission)

    return inner


urlpatterns = [
    path("t/<slug:trust_code>/read/<int:pk>/", reading),
    *[
        path(f"t/<slug:trust_code>/{permission}/", view_for(permission))
        for permission in Permission
    ],
    *project.urlpatterns,
]

# The decorator alone


@pytest.mark.urls("tests.test_access")
class TestTrustView:
    def get(self, client: Client, membership: Membership, place: str) -> int:
        client.force_login(membership.user)
        return client.get(f"/t/{membership.trust.code}/{place}/").status_code

    @pytest.mark.once
    @pytest.mark.parametrize("role", Role)
    def test_each_role_reaches_what_the_table_gives_it_and_no_more(
        self, client: Client, role: Role
    ) -> None:
        membership = factories.member(role=role)
        reached = {
            permission
            for permission in Permission
            if self.get(client, membership, permission) == 200
        }
        assert reached == PERMISSIONS[role]
        refused = {
            self.get(client, membership, permission) for permission in set(Permission) - reached
        }
        assert refused <= {403}

    def test_the_view_gets_trust_membership_and_what_the_address_says(self, client: Client) -> None:
        membership = factories.member(role="governance")
        client.force_login(membership.user)
        response = client.get(f"/t/{membership.trust.code}/read/7/")
        assert response.content.decode() == f"{membership.trust.code} governance 7"

    @pytest.mark.parametrize("place", [*Permission, "read/7"])
    def test_a_stranger_hears_of_no_such_trust(self, client: Client, place: str) -> None:
        client.force_login(factories.member(role="administrator").user)
        theirs, made_up = factories.trust().code, "MADE-UP"
        answers = [client.get(f"/t/{code}/{place}/") for code in (theirs, made_up)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content.replace(theirs.encode(), b"") == answers[1].content.replace(
            made_up.encode(), b""
        )

    def test_a_superuser_who_is_no_member_is_a_stranger(self, client: Client) -> None:
        client.force_login(factories.user(is_superuser=True, is_staff=True))
        assert client.get(f"/t/{factories.trust().code}/view_plan/").status_code == 404

    def test_signed_out_is_sent_to_sign_in_and_back(self, client: Client) -> None:
        response = client.get(f"/t/{factories.trust().code}/view_plan/")
        assert response.status_code == 302
        assert "next=/t/TRUST" in response["Location"]

    @pytest.mark.parametrize(("days", "status"), [(-1, 404), (0, 404), (1, 200)])
    def test_a_membership_counts_until_the_day_it_ends(
        self, client: Client, days: int, status: int
    ) -> None:
        ends = timezone.localdate() + timedelta(days=days)
        assert self.get(client, factories.member(ended_on=ends), "view_plan") == status

    def test_somebody_who_may_no_longer_sign_in_is_signed_out(self, client: Client) -> None:
        membership = factories.member()
        assert self.get(client, membership, "view_plan") == 200
        membership.user.is_active = False
        membership.user.save()
        assert client.get(f"/t/{membership.trust.code}/view_plan/").status_code == 302

    def test_a_role_at_one_trust_is_none_at_another(self, client: Client) -> None:
        here = factories.member(role="administrator")
        there = factories.member(role="reader", user=here.user)
        client.force_login(here.user)
        assert client.get(f"/t/{here.trust.code}/edit_plan/").status_code == 200
        assert client.get(f"/t/{there.trust.code}/edit_plan/").status_code == 403


# The table


def test_every_role_has_permissions_and_each_those_of_the_roles_before_it() -> None:
    granted = [PERMISSIONS[role] for role in Role]
    assert all(fewer < more for fewer, more in pairwise(granted))
    assert granted[-1] == set(Permission)


def test_roles_are_told_by_their_permission() -> None:
    assert roles_with(Permission.VIEW_PLAN) == list(Role)
    assert roles_with(Permission.ADMINISTER) == [Role.ADMINISTRATOR]
    assert {str(user) for user in members_with(Permission.EDIT_PLAN)} == {"Gov", "Admin"}


def members_with(permission: Permission) -> list[Any]:
    names = {"reader": "Read", "lead": "Lead", "governance": "Gov", "administrator": "Admin"}
    for role, name in names.items():
        factories.member(role=role, user=factories.user(name=name))
    return [member.user for member in Membership.objects.with_permission(permission)]


# What each permission opens: addresses that take a record are opened with one of another trust,
# which a member who may come in is told is not there.
NEEDS = {
    Permission.ANSWER_UPDATES: ("my_updates", "answer_all", "update_form", "update_submit"),
    Permission.SCORE_RISKS: ("risk_score",),
    Permission.REVIEW_UPDATES: ("this_round", "round_approve", "update_review", "update_approve"),
    Permission.SEND_REMINDERS: ("round_chase",),
    Permission.MANAGE_PERIODS: (
        "period_list",
        "period_add",
        "period_open",
        "period_close",
        "update_reopen",
    ),
    Permission.EDIT_PLAN: (
        *("action_move_date", "item_add", "item_edit", "item_move", "item_renumber"),
        *("item_place", "plan_renumber"),
        *("item_end", "item_bring_back", "item_delete"),
        *("measure_add", "measure_edit", "measure_archive"),
        *("risk_add", "risk_edit", "risk_close"),
        *("setup_passages", "setup_passage_add", "setup_passage"),
        *("setup_passage_move", "setup_passage_remove"),
        *("plan_grid", "measure_grid", "risk_grid"),
    ),
    Permission.SET_UP: (
        "setup",
        "setup_strategies",
        "setup_strategy",
        "setup_strategy_archive",
        "setup_scales",
        "setup_scale",
        "setup_scale_delete",
        "setup_questions",
        "setup_heading",
        "setup_heading_move",
        "setup_dimension",
        "setup_dimension_add",
        "setup_columns",
        "setup_column",
        "setup_column_add",
        "setup_column_move",
        "setup_periods",
        "setup_period",
        "setup_periods_add",
        "setup_start",
        "setup_ready_set",
    ),
    Permission.SET_UP_RISKS: ("risk_matrix_edit", "risk_appetite_edit"),
    Permission.IMPORT: ("import_list",),
    Permission.PUBLISH_PAPERS: ("paper_publish",),
    Permission.MANAGE_PEOPLE: (
        "people_list",
        "member_add",
        "person_add",
        "person_leaving",
        "person_names",
        "person_match",
        "person_stand_ins",
        "stand_in_edit",
        "stand_in_remove",
        "person_hand_over",
        "hand_over_cancel",
    ),
    Permission.VIEW_AUDIT: ("audit", "audit_take_back"),
}


def test_every_address_asks_for_a_permission_of_the_table() -> None:
    asked = {route.name: route.view.trust_permission for route in trust_routes()}
    assert set(asked.values()) <= set(Permission)
    for permission, names in NEEDS.items():
        assert {asked[name] for name in names} == {permission}


@pytest.mark.once
@pytest.mark.parametrize("role", Role)
def test_every_address_lets_in_whom_the_table_lets_in(client: Client, role: Role) -> None:
    membership = factories.member(role=role)
    client.force_login(membership.user)
    wrong = [
        address
        for route in trust_routes()
        for address in route.addresses(membership.trust.code, KEY)
        if (visit(client, address).status_code == 403)
        == role_has(role, route.view.trust_permission)
    ]
    assert wrong == []


def test_the_navigation_offers_what_the_table_gives() -> None:
    for name, _, permission in NAVIGATION:
        (route,) = (route for route in trust_routes() if route.name == name)
        assert route.view.trust_permission == permission


def test_templates_ask_by_permissions_that_are_in_the_table() -> None:
    """A name that is not would be taken for a permission that nobody has."""
    asked = set()
    for path_of_page in Path("templates").rglob("*.html"):
        page = path_of_page.read_text()
        assert "membership.may" not in page and "membership.role" not in page, path_of_page
        asked |= set(re.findall(r"\bpermissions\.(\w+)", page))
    assert asked and asked <= {permission.value for permission in Permission}


# Every address of the project

# Reached without a trust: the way in, and what guards itself.
OUTSIDE_TRUSTS = ("admin/", "accounts/", ".well-known/")


def each_trust_route() -> list[Any]:
    return [pytest.param(route, id=route.name or route.pattern) for route in trust_routes()]


def visit(client: Client, address: str) -> HttpResponse:
    """The answer to GET, or to POST where the address takes no GET."""
    response = client.get(address)
    return client.post(address) if response.status_code == 405 else response  # type: ignore[return-value]


def test_every_address_is_of_a_trust_or_known_to_need_none() -> None:
    others = {
        route.pattern
        for route in all_routes()
        if not route.is_of_a_trust and not route.pattern.startswith(OUTSIDE_TRUSTS)
    }
    # An invitation, and a request to be set up, are for somebody who is no member yet.
    assert others == {
        "", "invitations/", "invitations/<str:token>/",
        "sign-up/", "sign-up/sent/", "sign-up/<str:token>/",
    }  # fmt: skip


def test_every_address_of_a_trust_has_a_name_of_its_own() -> None:
    names = [route.name for route in trust_routes()]
    assert all(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("route", each_trust_route())
def test_the_wall_is_around_every_address_of_a_trust(route: Route) -> None:
    assert hasattr(route.view, "trust_permission"), f"{route.pattern} lacks @trust_view."


@pytest.mark.parametrize("route", each_trust_route())
def test_every_address_of_a_trust_sends_the_signed_out_to_sign_in(
    client: Client, route: Route
) -> None:
    for address in route.addresses(factories.trust().code, KEY):
        response = visit(client, address)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("route", each_trust_route())
def test_every_address_of_another_trust_is_not_there(client: Client, route: Route) -> None:
    client.force_login(factories.member(role="administrator").user)
    for address in route.addresses(factories.trust().code, KEY):
        assert visit(client, address).status_code == 404


@pytest.fixture
def another_trusts_records() -> None:
    """A row of every model under KEY, none of them of the trust that a test looks from."""
    for make in factories.FACTORIES.values():
        make(pk=KEY)


def own_trust_in_use() -> Membership:
    """A trust with an open period and an action, seen by its administrator."""
    membership = factories.member(role="administrator")
    period = factories.period(factories.strategy(membership.trust))
    person = factories.person(membership.trust, user=membership.user)
    factories.lead(factories.action(strategy=period.strategy), person)
    return membership


@pytest.mark.usefixtures("another_trusts_records")
def test_another_trusts_record_is_not_found_under_ones_own_trust(client: Client) -> None:
    membership = own_trust_in_use()
    client.force_login(membership.user)
    found = []
    for route in trust_routes():
        for address in route.addresses(membership.trust.code, KEY) if route.names_a_record else ():
            statuses = {client.get(address).status_code, client.post(address).status_code}
            if 404 not in statuses or statuses - {404, 405}:
                found.append((address, statuses))
    assert found == []


def test_the_same_addresses_are_there_for_ones_own_records(client: Client) -> None:
    """Or the test above would be glad of addresses that are never there."""
    trust = trust_with_words("Own")
    membership = factories.member(trust, "administrator")
    client.force_login(membership.user)
    missing = [
        address
        for route in trust_routes()
        # The page of an import reads its change set, which no factory makes up.
        if route.names_a_record and "/imports/" not in route.pattern
        # What a paper keeps of an item is its own identity, which no test makes up.
        if route.name != "paper_item"
        # A row of history, which its model makes.
        if route.name != "audit_take_back"
        for address in route.addresses(trust.code, KEY)
        if visit(client, address).status_code == 404
    ]
    assert missing == []


def test_no_page_shows_a_word_of_another_trust_however_it_is_asked(client: Client) -> None:
    own, theirs = own_trust_in_use(), trust_with_words("Elsewhere")
    member = factories.member(theirs, "administrator")
    assert pages_that_say(client, member, "Elsewhere", {})
    for question in ({}, {"strategy": str(KEY)}, {"period": str(KEY)}):
        assert pages_that_say(client, own, "Elsewhere", question) == []


def pages_that_say(
    client: Client, membership: Membership, word: str, question: dict[str, str]
) -> list[str]:
    """The addresses, of those that name no record, whose page holds the word."""
    client.force_login(membership.user)
    return [
        address
        for route in trust_routes()
        if not route.names_a_record
        for address in route.addresses(membership.trust.code, KEY)
        if word.encode() in client.get(address, question, follow=True).content
    ]


def trust_with_words(word: str) -> Trust:
    """A trust in use whose every text holds `word`, and whose every record has KEY."""
    trust = factories.trust(name=f"{word} Trust")
    strategy = factories.strategy(trust, pk=KEY, title=f"{word} strategy")
    period = factories.period(strategy, pk=KEY, label=f"{word} Q1")
    scale = factories.scale(trust, pk=KEY, name=f"{word} scale")
    factories.rating(scale=scale, pk=KEY, label=f"{word} rating")
    factories.heading(strategy=strategy, pk=KEY, label=f"{word} question")
    factories.custom_field(strategy=strategy, pk=KEY, heading=f"{word} column")
    factories.dimension(strategy=strategy, scale=scale, pk=KEY, label=f"{word} dimension")
    objective = factories.objective(strategy=strategy, pk=KEY, title=f"{word} objective")
    ambition = factories.ambition(objective=objective, pk=KEY, title=f"{word} ambition")
    action = factories.action(ambition=ambition, pk=KEY, title=f"{word} action")
    person = factories.person(trust, pk=KEY, name=f"{word} Person")
    factories.lead(action, person)
    factories.delegation(person=person, pk=KEY)
    factories.passage(
        strategy=strategy, pk=KEY, document=f"{word} vision", label=f"{word} aim", text=word
    )
    factories.member(trust, pk=KEY, user=factories.user(name=f"{word} Member"))
    factories.invitation(trust, pk=KEY, name=f"{word} Invited")
    factories.update(action, period, pk=KEY, state="submitted")
    factories.measure(strategy=strategy, pk=KEY, name=f"{word} measure")
    factories.risk(trust, strategy=strategy, pk=KEY, title=f"{word} risk")
    factories.paper(period=period, pk=KEY, title=f"{word} paper")
    layout = factories.layout(trust, key="progress-table", name=f"{word} layout")
    factories.layout_part(layout=layout, key="made-up", kind="picture", heading=f"{word} part")
    factories.import_run(trust, pk=KEY, file_name=f"{word}.xlsx")
    return trust
