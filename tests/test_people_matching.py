"""A person's names and job titles on one page, and a post that the plan names made a person."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ambitions.plan.leads import answers_for
from reports.compose import compose
from reports.layouts.ready import ready_layouts
from reports.look import set_look
from reports.models import PaperLook
from risks.services import match_person
from strategy_tracker.accounts.models import Person, Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, signed_in, submitted, text_of

pytestmark = pytest.mark.django_db


def post_led(plan: Plan) -> Person:
    """ "COO", who leads an action, an archived one, a measure and a closed risk."""
    coo = factories.person(plan.trust, name="COO")
    factories.lead(factories.action(strategy=plan.strategy, title="Beds"), coo)
    factories.lead(factories.action(strategy=plan.strategy, is_archived=True), coo)
    factories.lead(factories.measure(strategy=plan.strategy), coo)
    factories.lead(factories.risk(trust=plan.trust, strategy=plan.strategy, is_closed=True), coo)
    factories.post(person=coo, job_title="Chief Operating Officer")
    factories.reminder(period=plan.period, person=coo)
    return coo


def test_a_post_becomes_a_person_with_all_that_it_led() -> None:
    plan = Plan()
    coo = post_led(plan)
    assert match_person(person=coo, to=plan.lead, by=None) == 4
    assert not Person.objects.filter(name="COO").exists()
    assert Person.objects.called("COO", plan.trust) == plan.lead
    assert [post.job_title for post in plan.lead.posts.all()] == ["Chief Operating Officer"]
    assert plan.lead.reminders.count() == 1
    action = plan.strategy.actions.get(title="Beds")
    assert answers_for(plan.lead.user, action)


@pytest.mark.parametrize("case", ["self", "stranger", "left", "both"])
def test_what_cannot_be_matched_is_told_and_nothing_moves(case: str) -> None:
    plan = Plan()
    coo = post_led(plan)
    to = {
        "self": lambda: coo,
        "stranger": factories.person,
        "left": lambda: factories.person(plan.trust, left_on=date(2026, 1, 1)),
        "both": lambda: plan.lead,
    }[case]()
    if case == "both":
        coo.user = factories.member(plan.trust).user
        coo.save()
    with pytest.raises(ValidationError):
        match_person(person=coo, to=to, by=None)
    assert Person.objects.filter(name="COO").exists()
    assert plan.strategy.actions.get(title="Beds").lead_rows.get().person == coo


def test_governance_matches_a_post_on_a_screen() -> None:
    plan = Plan()
    coo = post_led(plan)
    client = signed_in(plan.trust)
    url = address("person_match", plan.trust, coo.pk)
    assert url in client.get(address("person_names", plan.trust, coo.pk)).content.decode()
    assert "Beds" in text_of(client.get(url))
    assert "Choose the person" in text_of(client.post(url, {"to": ""}))
    page = text_of(client.post(url, {"to": plan.lead.pk}, follow=True))
    assert "COO is Tom Hargreave now, who leads 4 items of it." in page
    assert signed_in(plan.trust, Role.LEAD).get(url).status_code == 403


def test_job_titles_and_their_dates_are_edited_with_the_name() -> None:
    plan = Plan()
    post = factories.post(person=plan.lead, job_title="Director")
    client = signed_in(plan.trust)
    url = address("person_names", plan.trust, plan.lead.pk)
    sent = {
        "name": "Tom Hargreave", "title_1": "Director of Beds", "until_1": "31 March 2026",
        "title_2": "Chief Operating Officer", "from_2": "1 April 2026",
    }  # fmt: skip
    assert "Tom Hargreave is saved" in text_of(client.post(url, sent, follow=True))
    post.refresh_from_db()
    assert (post.job_title, post.ended_on) == ("Director of Beds", date(2026, 3, 31))
    assert plan.lead.job_title(date(2026, 3, 1)) == "Director of Beds"
    assert Person.objects.get(pk=plan.lead.pk).job_title(date(2026, 5, 1)).startswith("Chief")
    wrong = client.post(url, sent | {"from_1": "1 April 2026"})
    assert wrong.status_code == 400 and "on or after the first day" in text_of(wrong)
    nameless = client.post(url, {"name": "Tom Hargreave", "from_1": "1 April 2026"})
    assert nameless.status_code == 302
    assert plan.lead.posts.count() == 0


@pytest.mark.parametrize(
    ("leads_as", "named"),
    [
        ("both", {"name": "Tom Hargreave", "role": "Chief Operating Officer"}),
        ("name", {"name": "Tom Hargreave", "role": ""}),
        ("title", {"name": "Chief Operating Officer", "role": ""}),
    ],
)
def test_papers_print_leads_as_the_trust_wants(leads_as: str, named: dict[str, str]) -> None:
    plan = Plan()
    factories.post(person=plan.lead, job_title="Chief Operating Officer")
    submitted(plan, plan.action())
    look = PaperLook(trust=plan.trust)
    set_look(
        trust=plan.trust, by=None, colour="005EB8", paper_size=look.paper_size, font=look.font,
        logo="", logo_description="", leads_as=leads_as,
    )  # fmt: skip
    printed = [
        leads
        for leads in _leads_in(compose(plan.period, ready_layouts()["progress-table"]))
        if leads
    ]
    assert printed and all(leads == [named] for leads in printed)


def _leads_in(value: Any) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "leads":
                yield inner
            else:
                yield from _leads_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leads_in(inner)
