"""What a draft still lacks: found, counted and named."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Heading, Period
from reports.models import Paper
from reports.readiness import Finding, findings
from reports.services import draft_content
from tests import factories
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db


def found(made: Rows, **paper: object) -> list[Finding]:
    """What is found in a draft that is for a meeting, but for its parts that print nothing."""
    own = factories.paper(period=made.period, **({"meeting": "Board"} | paper))
    return [finding for finding in findings(own) if finding.kind != "empty-part"]


def of(made: Rows, **paper: object) -> list[str]:
    return [finding.text for finding in found(made, **paper)]


def closed(made: Rows) -> Rows:
    made.period.status = Period.Status.CLOSED
    made.period.closed_at = factories.NOON
    made.period.save()
    return made


def test_nothing_is_found_when_all_is_answered_approved_and_closed() -> None:
    made = rows(actions=2)
    for action in made.actions:
        made.answer(action, state="approved")
    assert of(closed(made)) == []


def test_each_thing_that_is_missing_is_counted_and_named() -> None:
    made = rows(actions=4, action_word="Must do", action_word_plural="Must dos")
    made.answer(made.actions[0], state="returned")
    made.answer(made.actions[1], state="submitted")
    made.answer(made.actions[2], state="draft")
    own = factories.paper(period=closed(made).period, meeting="")
    told = [finding for finding in findings(own) if finding.kind != "empty-part"]
    assert [(finding.text, finding.must_settle) for finding in told] == [
        ("2 must dos are not handed in, and will print “No return”.", True),
        ("1 must do is returned and not handed in again, and will print “No return”.", True),
        ("1 must do is submitted but not approved.", False),
        ("The meeting it is for is not named.", False),
    ]
    assert [about.words for about in told[1].items] == ["K0 Open hub 0"]


def test_a_rating_that_needs_mitigation_needs_words_to_go_with_it() -> None:
    made = rows(actions=1)
    factories.heading(
        strategy=made.strategy, label="Mitigation", purpose=Heading.Purpose.MITIGATION
    )
    update = made.answer(made.actions[0], "Red", state="approved")
    texts = of(closed(made))
    assert texts == ["1 key action is rated as needing mitigation, without what that asks for."]
    heading = Heading.objects.get(label="Mitigation")
    factories.update_narrative(update=update, heading=heading, text="A new rota.")
    assert of(made, layout="quarterly-progress") == []


def test_a_level_that_is_asked_nothing_has_nothing_missing() -> None:
    made = rows(actions=0, ambitions=3)
    assert of(closed(made)) == []


def test_an_open_period_is_worth_a_look() -> None:
    assert "Quarter 2 is still open: answers may change." in of(rows(actions=0))


def test_findings_cost_the_same_queries_for_one_and_for_twenty() -> None:
    counts = []
    for size in (1, 20):
        made = factories.paper(period=full_rows(size).period)
        own = Paper.objects.select_related("period__strategy__trust").get(pk=made.pk)
        with CaptureQueriesContext(connection) as queries:
            findings(own)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_answer_without_its_rating_is_counted_as_the_paper_counts_it() -> None:
    made = rows(actions=3)
    for action in made.actions[:2]:
        made.answer(action, "", state="approved")
    made.answer(made.actions[2], state="approved")
    made.forecast.is_required = True
    made.forecast.save()
    assert of(closed(made)) == [
        "2 key actions are handed in without “Delivery”, and will print “Not answered” there.",
        "3 key actions are handed in without “Year end”, and will print “Not answered” there.",
    ]
    paper = draft_content(made.period, "progress-table")
    table = next(part["data"] for part in paper["parts"] if part["kind"] == "action-table")
    given = [row["ratings"]["delivery"] for group in table["groups"] for row in group["rows"]]
    assert given.count(None) == 2


def test_a_rating_that_is_neither_the_main_one_nor_required_is_not_missed() -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], state="approved")
    assert of(closed(made)) == []
