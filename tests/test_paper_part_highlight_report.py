"""The highlight report: people, ratings, answers, risks and actions of each objective."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Level, Period
from reports.blocks import Blank, Bullets, Columns, Fields, Flow, Heading, PageBreak, Table, Text
from reports.compose import compose
from reports.layouts.ready import LayoutRecipe
from reports.parts import Part, Source
from reports.parts.highlight_report import blocks, build
from reports.reading import read_plan
from strategy_tracker.accounts.base import Lead
from tests import factories
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db
CONTENT = {
    "words": {"action": ["Action", "Actions"], "risk": ["Risk", "Risks"], "lead": "Lead director"}
}


def part(**options: Any) -> Part:
    return Part("highlight", "highlight-report", options=options)


def data(made: Rows, **options: Any) -> dict[str, Any] | None:
    period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
    return build(Source(read_plan(period.strategy, period)), part(**options))


def printed(made: Rows, **options: Any) -> list[Any]:
    found = data(made, **options)
    assert found is not None
    return blocks(found, CONTENT)


def answered(made: Rows, *texts: str) -> Any:
    """The objective handed in with an answer to a question of its own for each text."""
    update = factories.update(made.objective, made.period, state="submitted")
    for number, text in enumerate(texts):
        heading = factories.heading(
            strategy=made.strategy,
            level=Level.OBJECTIVE,
            code=f"question-{number}",
            label=f"Question {number}",
        )
        factories.update_narrative(update=update, heading=heading, text=text)
    return update


def test_answers_run_through_the_columns_under_their_questions() -> None:
    made = rows(actions=0)
    answered(made, "All went well.", "Much is left.")
    (flow,) = [block for block in printed(made) if isinstance(block, Flow)]
    assert flow.count == 2
    assert [getattr(block, "text", "") or block.markdown for block in flow.blocks] == [
        "Question 0",
        "All went well.",
        "Question 1",
        "Much is left.",
    ]
    assert not [block for block in printed(made, columns=1) if isinstance(block, Flow)]


def test_each_way_of_leading_has_its_place_and_a_rating_follows_the_people() -> None:
    made = rows(actions=0)
    answered(made, "Said.")
    person = factories.person(made.trust, name="Ada Orme")
    for kind in (Lead.Kind.LEAD, Lead.Kind.SENIOR_RESPONSIBLE):
        factories.lead(made.objective, person, kind=kind)
    factories.lead(
        made.objective, factories.person(made.trust, name="Bo Lane"), kind="programme_manager"
    )
    factories.dimension(
        strategy=made.strategy,
        level=Level.OBJECTIVE,
        code="overall",
        label="Overall",
        scale=made.delivery.scale,
    )
    (fields,) = [block for block in printed(made) if isinstance(block, Fields)]
    assert [label for label, _ in fields.fields] == [
        "Lead director",
        "Senior responsible officer",
        "Programme manager",
        "Overall",
    ]
    assert fields.fields[-1][1] == [Blank("Not rated")]
    assert fields.fields[2][1][0].people == [("Bo Lane", "")]


def test_risks_without_scores_are_a_list_and_those_with_them_a_table() -> None:
    made = rows(actions=0)
    risk = factories.risk(made.trust, strategy=made.strategy, title="Few apply", kind="programme")
    factories.risk_link(risk=risk, objective=made.objective)
    answered(made, "Said.")
    (flow,) = [block for block in printed(made) if isinstance(block, Flow)]
    heading, risks = flow.blocks[-2:]
    assert isinstance(heading, Heading) and heading.text == "Current risks"
    assert isinstance(risks, Bullets) and "Few apply" in risks.items[0]
    factories.risk_score(risk=risk, period=made.period, likelihood=3, consequence=4)
    assert isinstance(printed(made)[-1], Table)
    assert not [block for block in printed(made, shows_risks=False) if isinstance(block, Table)]


def test_aims_stand_beside_what_the_objective_is_about() -> None:
    made = rows(actions=0)
    made.objective.description, made.objective.aims = "Care nearer to people.", ["Open hubs"]
    made.objective.save()
    (columns,) = [block for block in printed(made, shows_about=True) if isinstance(block, Columns)]
    about, aims = columns.columns
    assert isinstance(about[1], Text) and about[1].markdown == "Care nearer to people."
    assert isinstance(aims[1], Bullets) and aims[1].items == ["Open hubs"]


def test_actions_that_nobody_rated_say_so_quietly() -> None:
    made = rows(actions=2)
    for action in made.actions:
        made.answer(action, "", "Opened in May.")
    table = printed(
        made, shows_actions=True, action_columns=["title", "each_narrative", "rating:delivery"]
    )[-1]
    assert isinstance(table, Table)
    assert [column.label for column in table.columns][1:] == ["Comments", "Delivery"]
    assert table.groups[0].rows[0].cells[-1] == [Blank("Not rated")]


def test_an_objective_that_was_asked_and_did_not_answer_says_so() -> None:
    made = rows(actions=0)
    answered(made, "Said.")
    factories.objective(strategy=made.strategy, title="Silent")
    found = printed(made)
    assert [type(block) for block in found].count(PageBreak) == 1
    last = found[-1]
    assert last == Text("No return", style="quiet")


def test_with_nothing_answered_there_is_nothing_to_say() -> None:
    assert data(rows(actions=1)) is None


def test_it_costs_the_same_queries_for_one_and_for_twenty() -> None:
    layout = LayoutRecipe("test", "Test", "", (part(shows_actions=True, shows_about=True),))
    counts = []
    for size in (1, 20):
        period = Period.objects.select_related("strategy__trust").get(pk=full_rows(size).period.pk)
        with CaptureQueriesContext(connection) as queries:
            (composed,) = compose(period, layout)["parts"]
        (item,) = composed["data"]["items"]
        assert len(item["rows"]) == len(item["risks"]) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]
