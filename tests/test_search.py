"""Search: which texts it finds, for whom, and how it shows them."""

import re
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from reports.search import MOST_SHOWN, Words
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, submitted, text_of

pytestmark = pytest.mark.django_db


def said(plan: Plan, period: Any, text: str, state: str = "approved", title: str = "Beds") -> Any:
    update = factories.update(plan.action(title), period, state=state)
    factories.update_narrative(update=update, heading=plan.progress, text=text)
    return update


def page_of(plan: Plan, query: str, role: str = Role.GOVERNANCE) -> str:
    response = signed_in(plan.trust, role).get(address("search", plan.trust), {"q": query})
    assert response.status_code == 200
    return response.content.decode()


def told(plan: Plan, query: str, role: str = Role.GOVERNANCE) -> str:
    return text_of(signed_in(plan.trust, role).get(address("search", plan.trust), {"q": query}))


def test_the_words_of_an_answer_are_found_marked_and_lead_to_its_item_and_period() -> None:
    plan = Plan()
    said(plan, plan.earlier, "**Ninety** frailty beds are open.", title="Open more beds")
    page = page_of(plan, "FRAILTY ninety")
    assert "<mark>Ninety</mark> <mark>frailty</mark> beds are open." in page
    hit = re.search(r'<li><a href="([^"]+)">Open more beds</a>\s*<span[^>]*>([^<]*)<', page)
    assert hit and plan.earlier.label in hit[2] and "Progress" in hit[2]
    url = unescape(hit[1])
    assert f"period={plan.earlier.pk}" in url and url.endswith(f"#period-{plan.earlier.pk}")
    item = signed_in(plan.trust).get(url.partition("#")[0]).content.decode()
    assert f'id="period-{plan.earlier.pk}"' in item and "frailty" in item


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ÉLAN", "Their élan is gone."),
        ("children's", "The children’s ward."),
        ("'children’s ward'", "Not the 'children's ward' again"),
        ('"beds open"', "All beds\nopen in May."),
        ("50% (a_b) c:\\d", "c:\\d is 50% (a_b)"),
        ("a.c*", "Plan a.c* of two"),
    ],
)
def test_words_are_found_whatever_letters_they_are_of(query: str, text: str) -> None:
    plan = Plan()
    said(plan, plan.earlier, text)
    assert "1 place with" in told(plan, query)


@pytest.mark.parametrize(
    ("query", "text"), [("a.c", "abc"), ('"open beds"', "beds open"), ("beds ten", "Beds.")]
)
def test_what_does_not_have_every_word_is_not_found(query: str, text: str) -> None:
    plan = Plan()
    said(plan, plan.earlier, text, title="Something")
    assert "Nothing has these words" in told(plan, query)


def test_titles_measures_and_risks_are_found_too() -> None:
    plan = Plan()
    plan.action("Hire walruses")
    factories.ambition(strategy=plan.strategy, title="Other", description="No walrus waits.")
    measure = factories.measure(strategy=plan.strategy, name="Walruses hired")
    factories.reading(measure=measure, note="One walrus left in May.")
    risk = factories.risk(strategy=plan.strategy, title="Ice", cause="No walrus comes")
    factories.risk_score(risk=risk, period=plan.earlier, note="A walrus less.")
    factories.control(risk=risk, text="A walrus on call")
    page = told(plan, "walrus")
    assert "7 places" in page
    for words in ("Hire walrus es", "No walrus waits.", "One walrus left", "No walrus comes"):
        assert words in page
    for words in ("A walrus less.", "A walrus on call", "Note on the score", "Description"):
        assert words in page


def test_a_reader_finds_only_what_is_approved_or_closed() -> None:
    plan = Plan()
    said(plan, plan.earlier, "Walrus one", state="submitted")
    said(plan, plan.earlier, "Walrus two", state="draft")
    said(plan, plan.period, "Walrus three", state="approved")
    said(plan, plan.period, "Walrus four", state="submitted")
    measure = factories.measure(strategy=plan.strategy)
    factories.reading(measure=measure, part="Q1", note="Walrus five")
    factories.reading(measure=measure, part="Q2", note="Walrus six")
    risk = factories.risk(strategy=plan.strategy)
    factories.risk_score(risk=risk, period=plan.earlier, note="Walrus seven")
    factories.risk_score(risk=risk, period=plan.period, note="Walrus eight")
    numbers = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    shown = told(plan, "walrus", Role.READER)
    found = {number for number in numbers if f"Walrus {number}" in shown}
    assert found == {"one", "three", "five", "seven"}
    shown = told(plan, "walrus")
    assert {number for number in numbers if f"Walrus {number}" in shown} == set(numbers)


@pytest.mark.parametrize("role", Role.values)
def test_the_note_of_a_withheld_reading_is_not_found(role: str) -> None:
    plan = Plan()
    measure = factories.measure(strategy=plan.strategy)
    reading = factories.reading(measure=measure, part="Q1", note="A walrus fell.")
    reading.is_withheld = True
    reading.save()
    assert "Nothing has these words" in told(plan, "walrus", role)


def test_nothing_of_another_trust_or_strategy_is_found() -> None:
    plan, other = Plan(), Plan()
    said(other, other.earlier, "Walrus")
    factories.risk(strategy=other.strategy, title="Walrus")
    factories.measure(strategy=other.strategy, name="Walrus")
    assert "Nothing has these words" in told(plan, "walrus")
    theirs = address("search", plan.trust, strategy=other.strategy.pk, q="walrus")
    assert signed_in(plan.trust).get(theirs).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"), [("x" * 201, 400), ("\0", 400), ('"', 200), (" ", 200)]
)
def test_what_cannot_be_searched_is_told(query: str, status: int) -> None:
    plan = Plan()
    response = signed_in(plan.trust).get(address("search", plan.trust), {"q": query})
    assert response.status_code == status


def test_without_a_strategy_the_page_says_so() -> None:
    trust = factories.trust()
    assert "Nothing to search yet" in text_of(signed_in(trust).get(address("search", trust)))


def test_an_excerpt_is_short_and_says_that_it_is_part() -> None:
    text = f"{'word ' * 100}walrus {'again ' * 100}"
    excerpt = Words("walrus").excerpt(text)
    assert excerpt.startswith("… ") and excerpt.endswith(" …") and len(excerpt) < 250
    assert "<mark>walrus</mark>" in excerpt
    assert Words("<b").excerpt("a <b> c") == "a <mark>&lt;b</mark>&gt; c"


def test_next_on_a_page_that_a_search_led_to_goes_on_among_its_results() -> None:
    plan = Plan()
    for title, text in (("One", "A walrus"), ("Two", "No such thing"), ("Three", "The walrus")):
        said(plan, plan.earlier, text, title=title)
    client = signed_in(plan.trust)
    page = client.get(address("search", plan.trust), {"q": "walrus"}).content.decode()
    first, second = (
        unescape(url) for url in re.findall(r'<li><a href="([^"#]+)#[^"]*">(?:One|Three)', page)
    )
    page = client.get(first).content.decode()
    following = re.search(r'rel="next"\s+href="([^"#]+)', page)
    assert following and unescape(following[1]) == second
    assert "1 of 2" in text_of(client.get(first))


@pytest.mark.once
def test_many_results_cost_no_more_queries_and_are_counted() -> None:
    counts = []
    for number in (1, MOST_SHOWN + 2):
        plan = Plan()
        for _ in range(number):
            said(plan, plan.earlier, "Walrus")
        url = address("search", plan.trust, q="walrus")
        counts.append(queries_of(signed_in(plan.trust), url))
        page = text_of(signed_in(plan.trust).get(url))
    assert counts[1] <= counts[0] + 1  # one more counts what is not shown
    assert f"the first {MOST_SHOWN} of {MOST_SHOWN + 2}" in page


def test_the_plan_leads_from_its_filter_to_the_answers() -> None:
    plan = Plan()
    submitted(plan, plan.action("Beds"))
    page = signed_in(plan.trust).get(address("plan", plan.trust, words="walrus")).content.decode()
    assert f"{address('search', plan.trust)}?q=walrus" in page


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("A ward is open", True),
        ("Wards are open", True),
        ("The **ward** and _ward_ round", True),
        ("(ward)", True),
        ("We look forward to an award", False),
        ("backwards", False),
    ],
)
def test_a_word_is_found_where_a_word_begins_with_it(text: str, is_found: bool) -> None:
    plan = Plan()
    said(plan, plan.earlier, text, title="Something")
    assert ("1 place with" in told(plan, "ward")) is is_found


def test_an_excerpt_marks_no_part_of_another_word() -> None:
    assert Words("ward").excerpt("forward, ward") == "forward, <mark>ward</mark>"


def test_papers_and_people_are_found_and_no_draft_by_a_reader() -> None:
    plan = Plan()
    factories.paper(period=plan.earlier, title="Walrus paper", status="draft")
    published = factories.paper(period=plan.period, title="Walrus final")
    publish(published)
    person = factories.person(plan.trust, name="Wanda Walrus")
    factories.post(person=plan.lead, job_title="Walrus keeper")
    factories.former_name(person=plan.lead, name="Tom Walrus")
    theirs = factories.person(name="Wendy Walrus")
    page = told(plan, "walrus")
    assert "Walrus paper" in page and "Walrus final" in page and str(person) in page
    assert "Walrus keeper, was Tom Walrus" in page and str(theirs) not in page
    shown = told(plan, "walrus", Role.READER)
    assert "Walrus final" in shown and "Walrus paper" not in shown and str(person) in shown


def publish(paper: Any) -> None:
    paper.status, paper.content, paper.frozen_at = "final", {}, timezone.now()
    paper.content_sha256 = "0" * 64
    paper.save()


def test_every_page_has_the_search_in_its_head() -> None:
    plan = Plan()
    page = signed_in(plan.trust, Role.READER).get(address("plan", plan.trust)).content.decode()
    head = page[: page.index("<main")]
    assert f'action="{address("search", plan.trust)}"' in head and 'name="q"' in head
    assert f'class="st-find__link" href="{address("search", plan.trust)}"' in head
