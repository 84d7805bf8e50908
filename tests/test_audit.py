"""The history of a trust on one page: who did what, when, from what to what."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ambitions.plan.editing import change_item
from objectives.services import update_strategy
from strategy_tracker.accounts import services as people
from strategy_tracker.accounts.models import AuditEvent, Role
from strategy_tracker.accounts.saving import delete, happening_at, save
from strategy_tracker.audit.reader import entries
from strategy_tracker.audit.sources import KINDS, Filters, sources
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, submitted, text_of
from tests.routes import all_routes

pytestmark = pytest.mark.django_db

PASSWORD = "three-words-together"


def told(trust: Any, **filters: Any) -> list[str]:
    """Each entry in a line."""
    return [
        f"{entry.who} | {entry.verb} {entry.part} | {entry.what} | {entry.before} | {entry.after}"
        for entry in entries(trust, Filters(**filters))
    ]


def retitle(item: Any, title: str, by: Any) -> None:
    change_item(item=item, values={"title": title}, leads={}, by=by)


def test_a_change_says_who_what_from_and_to() -> None:
    plan = Plan()
    action = plan.action("Open more beds", reference="1.2")
    retitle(action, "Open forty beds", plan.lead.user)
    (line,) = [line for line in told(plan.trust) if "Changed" in line]
    assert line == (
        f"{plan.lead.user} | Changed key action | 1.2 Open forty beds"
        " | Title: Open more beds | Title: Open forty beds"
    )
    page = text_of(signed_in(plan.trust).get(address("audit", plan.trust, kind="plan")))
    assert "Title Open more beds" in page and "Title Open forty beds" in page


def test_an_answer_is_told_by_its_item_question_and_period() -> None:
    plan = Plan()
    submitted(plan, plan.action("Beds"), text="Ten beds are open.")
    lines = told(plan.trust, kind="answers")
    assert any("Added answer: Progress, " in line and "Ten beds" in line for line in lines)
    assert any("Added rating: " in line and "Rating: Green" in line for line in lines)
    assert any("State: Draft | State: Submitted" in line for line in lines)
    assert all("| Beds |" in line or " Beds |" in line for line in lines)


def test_each_kind_of_change_stands_under_its_kind() -> None:
    plan = Plan()
    update_strategy(strategy=plan.strategy, title="Closer", by=plan.lead.user)
    people.rename_person(person=plan.lead, name="Thomas Hargreave", by=plan.lead.user)
    factories.paper(period=plan.period)
    factories.risk(strategy=plan.strategy, trust=plan.trust)
    for kind in ("set_up", "people", "papers", "plan"):
        assert told(plan.trust, kind=kind), kind
    assert "Title: Closer" in told(plan.trust, kind="set_up")[0]
    assert any("Name: Thomas Hargreave" in line for line in told(plan.trust, kind="people"))


def test_every_table_of_history_of_a_trust_is_told_of() -> None:
    models = {source.model for source in sources()}
    kept = {model for model in apps.get_models() if hasattr(model, "TRUST_PATH")}
    assert kept <= models
    assert {source.kind for source in sources()} == set(KINDS)


def test_nothing_of_another_trust_is_told_whatever_it_is() -> None:
    """A row of every model, each at a trust of its own: none tells of any other."""
    own = factories.trust(name="Own")
    for model, make in factories.FACTORIES.items():
        if hasattr(model, "TRUST_PATH"):
            row: Any = make()
            assert told(row.owner_trust_id and _trust(row)), model
    lines = told(own)
    assert len(lines) == 1 and "Own" in lines[0]


def _trust(row: Any) -> Any:
    from strategy_tracker.accounts.models import Trust

    return Trust.objects.get(pk=row.owner_trust_id)


def test_what_was_deleted_with_all_that_stood_above_it_is_still_told() -> None:
    plan = Plan()
    action = plan.action("Beds")
    lead = action.lead_rows.get()
    delete(lead, by=plan.lead.user)
    action.delete()
    lines = told(plan.trust, kind="plan")
    assert any("Deleted lead" in line and "Person: Tom Hargreave" in line for line in lines)
    assert any("Deleted key action" in line and "Beds" in line for line in lines)


def test_the_filters_narrow_and_the_address_holds_them() -> None:
    plan = Plan()
    action, other = plan.action("Beds"), plan.action("Wards")
    week_ago = timezone.now() - timedelta(days=7)
    with happening_at(week_ago):
        retitle(action, "More beds", plan.lead.user)
    retitle(other, "More wards", factories.member(plan.trust).user)
    client = signed_in(plan.trust)

    def shown(**query: Any) -> str:
        return text_of(client.get(reverse("audit", args=[plan.trust.code]), query))

    day = timezone.localdate(week_ago).isoformat()
    for query, finds, leaves in (
        ({"q": "more bed"}, "More beds", "More wards"),
        ({"who": plan.lead.user_id, "kind": "plan"}, "More beds", "More wards"),
        ({"since": day, "until": day}, "More beds", "More wards"),
        ({"item": f"action-{other.pk}"}, "More wards", "More beds"),
        ({"item": f"person-{plan.lead.pk}"}, "Added lead", "Title"),
    ):
        page = shown(**query)
        assert finds in page and leaves not in page, query
    assert "Nothing matches" in shown(q="zebra")
    assert "give a date" in shown(since="yesterday-ish")


@pytest.mark.parametrize("item", ["action-424242", "action-x", "trust-1", "action", "-"])
def test_the_history_of_what_is_not_there_is_not_found(item: str) -> None:
    plan = Plan()
    assert signed_in(plan.trust).get(address("audit", plan.trust, item=item)).status_code == 404


def test_many_changes_cost_no_more_queries_and_are_paged() -> None:
    plan = Plan()
    client = signed_in(plan.trust)
    url = address("audit", plan.trust)
    submitted(plan, plan.action())
    first = queries_of(client, url)
    for _ in range(12):
        submitted(plan, plan.action())
    assert queries_of(client, url) <= first
    pages, number = [], 1
    while url:
        page = client.get(url).content.decode()
        pages += re.findall(r'<time datetime="([^"]+)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        number += 1
        url = f"{address('audit', plan.trust)}{older[1]}" if older else ""
    assert len(pages) == len(entries(plan.trust, Filters(), most=1_000)) > 50
    assert pages == sorted(pages, reverse=True)


def test_the_spreadsheet_holds_what_is_shown() -> None:
    plan = Plan()
    retitle(plan.action("Beds"), "=More beds", plan.lead.user)
    response = signed_in(plan.trust).get(address("audit", plan.trust, q="more", format="xlsx"))
    sheet = load_workbook(BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("When", "Who", "Kind", "Did", "What", "Part", "From", "To", "In")
    assert rows[1][1:4] == (str(plan.lead.user), "Plan, measures and risks", "Changed")
    assert "Title: Beds" in rows[1][6] and len(rows) == 3


# Signing in, and files


def test_signing_in_and_out_and_a_wrong_password_are_told() -> None:
    user = factories.user(password=PASSWORD)
    trust = factories.member(user=user).trust
    client = Client()
    login = reverse("account_login")
    client.post(login, {"login": user.email, "password": "wrong"})
    client.post(login, {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_logout"))
    lines = told(trust, kind="sign_ins")
    assert [line.split(" | ")[:2] for line in lines] == [
        [user.name, "Signed out "],
        [user.name, "Signed in "],
        ["Somebody", "Wrong password "],
    ]
    assert PASSWORD not in "".join(lines) and user.name in lines[2]


def test_a_file_that_was_given_out_is_told_by_its_name() -> None:
    plan = Plan()
    plan.action()
    client = signed_in(plan.trust)
    client.get(address("people_list", plan.trust, format="xlsx"))
    (line,) = told(plan.trust, kind="exports")
    assert f"| Downloaded  | {plan.trust.code} people.xlsx |" in line
    client.get(address("people_list", plan.trust))
    assert len(told(plan.trust, kind="exports")) == 1


def test_a_role_that_was_given_and_its_end_are_told() -> None:
    administrator = factories.member(role=Role.ADMINISTRATOR)
    member = factories.member(administrator.trust, Role.LEAD)
    people.set_membership(
        user=member.user, trust=member.trust, role=Role.GOVERNANCE, by=administrator.user
    )
    people.end_membership(membership=member, on=timezone.localdate(), by=administrator.user)
    lines = told(member.trust, kind="people", user=administrator.user_id)
    assert "Ended on: " in lines[0]
    assert f"Changed role | {member.user.name} | Role: Lead | Role: Governance" in lines[1]


# Who sees it, and that nobody changes it


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.READER, 403), (Role.LEAD, 403), (Role.GOVERNANCE, 200), (Role.ADMINISTRATOR, 200)],
)
def test_governance_and_administrators_see_it(role: str, status: int) -> None:
    trust = factories.trust()
    assert signed_in(trust, role).get(address("audit", trust)).status_code == status


def test_an_event_is_neither_changed_nor_deleted() -> None:
    event = factories.audit_event()
    event.about = "another.xlsx"
    with pytest.raises(ValidationError, match="never changed"):
        save(event, by=None)
    with pytest.raises(ValidationError, match="never deleted"):
        delete(event, by=None)


@pytest.mark.parametrize("role", [*Role, "superuser"])
def test_nothing_that_any_role_sends_anywhere_changes_the_history(role: str) -> None:
    """Every address of the trust, and every page of the administration, with its history."""
    plan = Plan()
    retitle(plan.action("Beds"), "More beds", plan.lead.user)
    event = factories.audit_event(plan.trust)
    before = told(plan.trust)
    client = Client()
    if role == "superuser":
        user = factories.user(is_staff=True, is_superuser=True)
    else:
        user = factories.member(plan.trust, role).user
    client.force_login(user)
    history = [row for row in all_routes() if "history" in row.pattern]
    assert any(route.name == "audit" for route in history)
    for route in history:
        url = "/" + re.sub(r"<[^>]*trust_code>", plan.trust.code, route.pattern)
        url = re.sub(r"<[^>]+>", "1", url).replace("^", "").replace("$", "")
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(url, {"title": "x"}).status_code in (200, 302, 403, 404, 405)
    assert not admin.site.is_registered(AuditEvent)
    assert not any(admin.site.is_registered(source.kept) for source in sources())
    after = told(plan.trust)
    assert after[-len(before) :] == before
    event.refresh_from_db()
    assert event.about
