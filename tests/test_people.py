"""A person's page: what they lead, what they owe, and the posts they held."""

from datetime import date

import pytest
from django.test import Client

from objectives.models import Period
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, submitted, text_of

pytestmark = pytest.mark.django_db


def page_of(plan: Plan, role: str = Role.GOVERNANCE) -> str:
    url = address("person_detail", plan.trust, plan.lead.pk)
    response = signed_in(plan.trust, role).get(url)
    assert response.status_code == 200
    return text_of(response)


def test_lists_what_they_lead_and_what_of_it_they_owe() -> None:
    plan = Plan()
    plan.action("Owed still")
    submitted(plan, plan.action("Handed in"))
    factories.action(ambition=plan.ambition, title="Somebody else's")
    page = page_of(plan)
    assert "1 to answer in the open round" in page
    assert "Owed still Not started" in page and "Handed in Submitted" in page
    assert "Somebody else's" not in page


def test_lists_their_measures_and_risks() -> None:
    plan = Plan()
    factories.lead(factories.measure(strategy=plan.strategy, name="Beds open"), plan.lead)
    risk = factories.risk(plan.trust, title="Long waits")
    factories.risk_score(risk=risk, score=16)
    factories.lead(risk, plan.lead)
    closed = factories.risk(plan.trust, title="Over and done", is_closed=True)
    factories.lead(closed, plan.lead)
    page = page_of(plan)
    assert "Beds open" in page and "Long waits 16 Extreme" in page
    assert "Over and done" not in page


def test_posts_stand_latest_first() -> None:
    plan = Plan()
    factories.post(person=plan.lead, job_title="Deputy", ended_on=date(2023, 3, 31))
    factories.post(person=plan.lead, job_title="Director", started_on=date(2023, 4, 1))
    page = page_of(plan)
    assert page.index("Director from 1 April 2023") < page.index("Deputy to 31 March 2023")
    assert "Tom Hargreave Director." in page


def test_governance_sees_how_they_sign_in_and_a_reader_does_not() -> None:
    plan = Plan()
    assert plan.lead.user is not None
    assert f"Signs in as {plan.lead.user.email}" in page_of(plan)
    assert plan.lead.user.email not in page_of(plan, Role.READER)
    plan.lead.user.memberships.update(ended_on=date(2020, 1, 1))
    assert "can no longer sign in here" in page_of(plan)
    plan.lead.user = None
    plan.lead.save()
    assert "Has no sign-in" in page_of(plan)


def test_a_reader_is_not_told_what_is_to_answer_nor_shown_a_draft() -> None:
    plan = Plan()
    plan.answer(plan.action("Drafted"), "red")
    url = address("person_detail", plan.trust, plan.lead.pk)
    page = signed_in(plan.trust, Role.READER).get(url).content.decode()
    assert "to answer" not in page and ">Draft<" not in page and "Red" not in page


def test_somebody_who_leads_nothing_has_a_page_that_says_so() -> None:
    plan = Plan()
    assert "Leads nothing in the plan" in page_of(plan)


def test_every_member_may_read_and_nobody_else() -> None:
    plan, theirs = Plan(), Plan()
    url = address("person_detail", plan.trust, plan.lead.pk)
    for role in Role.values:
        assert signed_in(plan.trust, role).get(url).status_code == 200
    assert signed_in(plan.trust).post(url).status_code == 405
    assert Client().get(url).status_code == 302
    assert signed_in(theirs.trust).get(url).status_code == 404
    elsewhere = address("person_detail", theirs.trust, plan.lead.pk)
    assert signed_in(theirs.trust).get(elsewhere).status_code == 404


def test_leading_twenty_items_costs_no_more_queries_than_one() -> None:
    counts = []
    for number in (1, 20):
        plan = Plan()
        for _ in range(number):
            submitted(plan, plan.action())
            factories.lead(factories.measure(strategy=plan.strategy), plan.lead)
            risk = factories.risk(plan.trust)
            factories.risk_score(risk=risk)
            factories.lead(risk, plan.lead)
            factories.post(person=plan.lead)
        url = address("person_detail", plan.trust, plan.lead.pk)
        counts.append(queries_of(signed_in(plan.trust), url))
    assert counts[0] == counts[1]


def test_leading_in_five_strategies_costs_no_more_queries_than_in_one() -> None:
    counts = []
    for number in (1, 5):
        plan = Plan()
        factories.lead(plan.ambition, plan.lead)
        for _ in range(number - 1):
            strategy = factories.strategy(plan.trust)
            factories.period(strategy, status=Period.Status.CLOSED)
            factories.lead(factories.ambition(strategy=strategy), plan.lead)
        client = signed_in(plan.trust)
        url = address("person_detail", plan.trust, plan.lead.pk)
        counts.append(queries_of(client, url))
        assert client.get(url).content.decode().count("<caption") == number
    assert counts[0] == counts[1]
