"""What the answers cite, in a paper."""

import page as validation
import pytest

from reports.parts.evidence import links_in
from reports.pdf.check import faults_of
from reports.pdf.paper import render_parts
from tests import factories
from tests.paper_parts import content_of, data_of, html_of, part, queries_of, words_of
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db
MINUTES = "Agreed ([minutes](https://example.org/minutes)). See https://example.org/data."


def cited(count: int = 1) -> Rows:
    made = rows(actions=count)
    for action in made.actions:
        made.answer(action, text=MINUTES)
        measure = factories.measure(strategy=made.strategy, number="7", name="Waits")
        measure.data_source = "Monthly waiting list return"
        measure.save()
    return made


def test_an_address_is_found_with_the_words_that_lead_to_it_or_bare() -> None:
    assert links_in([MINUTES]) == [
        ["minutes", "https://example.org/minutes"],
        ["", "https://example.org/data"],
    ]


def test_an_address_is_cited_once_with_the_words_it_has_anywhere() -> None:
    texts = ["https://example.org/a, https://example.org/a", "[Plan](https://example.org/a)"]
    assert links_in(texts) == [["Plan", "https://example.org/a"]]


@pytest.mark.parametrize("text", ["", "Nothing cited.", "[x](javascript:alert(1))", "www.a.org"])
def test_what_is_no_address_is_not_cited(text: str) -> None:
    assert links_in([text]) == []


def test_items_that_cite_something_are_listed_by_reference() -> None:
    made = rows(actions=2)
    made.answer(made.actions[1], text=MINUTES)
    made.answer(made.actions[0], text="Nothing cited.")
    data = data_of(made.period, part("evidence"))
    assert [(item["reference"], item["title"]) for item in data["items"]] == [("K1", "Open hub 1")]
    assert data["items"][0]["key"] == str(made.actions[1].uuid)


def test_an_address_can_be_read_on_paper() -> None:
    html = html_of(cited().period, part("evidence"))
    assert '<a href="https://example.org/minutes" rel="noopener noreferrer">minutes</a>' in html
    assert "minutes https://example.org/minutes" in words_of(html)


def test_measures_say_where_their_figures_come_from() -> None:
    made = cited()
    assert "7 Waits Monthly waiting list return" in words_of(html_of(made.period, part("evidence")))
    assert data_of(made.period, part("evidence", shows_measures=False))["measures"] == []


def test_it_may_be_of_some_objectives_and_kinds() -> None:
    made = cited()
    assert data_of(made.period, part("evidence", objectives=["None such"])) is None
    only = part("evidence", kinds=["must_do"], shows_measures=False)
    assert data_of(made.period, only) is None


def test_actions_under_no_objective_are_cited_too() -> None:
    made = rows(actions=0, ambitions=0)
    loose = factories.ambition(strategy=made.strategy, objective=None)
    made.answer(factories.action(strategy=made.strategy, ambition=loose), text=MINUTES)
    assert len(data_of(made.period, part("evidence"))["items"]) == 1


def test_nothing_cited_leaves_the_part_out() -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], text="Nothing cited.")
    assert data_of(made.period, part("evidence")) is None


def test_it_costs_the_same_queries_for_one_item_and_for_twenty() -> None:
    assert queries_of(cited(1).period, part("evidence")) == queries_of(
        cited(20).period, part("evidence")
    )


def test_it_can_be_read_aloud() -> None:
    data = render_parts(content_of(cited().period, part("evidence")))
    report = validation.validate_pdf_bytes(data, profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert faults_of(data) == {}
