"""The content of a paper: read from the database, with every label resolved."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Dimension, Heading, Period
from reports import html
from reports.content import build
from reports.data import export
from reports.models import Paper
from risks.models import Risk
from tests import factories
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db
TABLE, QUARTERLY = Paper.Layout.PROGRESS_TABLE.value, Paper.Layout.QUARTERLY_PROGRESS.value


def content(made: Rows, layout: str = TABLE) -> dict[str, Any]:
    return build(made.period, layout, as_at=date(2024, 10, 12))


def first_row(made: Rows) -> dict[str, Any]:
    return content(made)["groups"][0]["rows"][0]


@pytest.mark.parametrize("layout", [TABLE, QUARTERLY])
def test_a_paper_costs_the_same_queries_for_one_and_for_twenty(layout: str) -> None:
    counts = []
    for size in (1, 20):
        period = Period.objects.select_related("strategy__trust").get(pk=full_rows(size).period.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            made = build(period, layout)
        assert len(list(_all_rows(made))) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _all_rows(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        row
        for group in made["groups"]
        for row in [*group.get("rows", []), *(r for a in group.get("areas", []) for r in a["rows"])]
    ]


@pytest.mark.parametrize("layout", [TABLE, QUARTERLY])
def test_content_is_plain_json_and_renders(layout: str) -> None:
    made = content(full_rows(3), layout)
    assert json.loads(json.dumps(made)) == made
    page = html.page(made)
    for words in ("Open hub 2", "Words 1", "Danger 0", "Priority 3", "Care close to home"):
        assert words in page


def test_the_heading_is_of_the_trust_strategy_and_period() -> None:
    made = content(rows(action_word="Must do", action_word_plural="Must dos"))
    assert made["schema"] == "strategy-tracker/paper/1"
    assert made["title"].endswith(": progress at Quarter 2")
    assert made["period"]["label"] == "Quarter 2" and made["period"]["status"] == "open"
    assert made["words"]["action"] == ["Must do", "Must dos"]
    assert made["status"] == {"draft": True, "version": 1, "as_at": "2024-10-12", "hash": ""}
    assert made["meeting"] == {"name": "", "date": None, "agenda_item": ""}


def test_a_row_has_its_answers_and_how_they_moved() -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], "Amber", "Half **done**.", direction="down")
    made.answer(made.actions[0], "Green", period=made.before)
    row = first_row(made)
    assert row["ratings"]["delivery"] == {
        "label": "Amber", "letter": "A", "tone": "amber", "number": None,
        "direction": "down", "movement": "worse",
    }  # fmt: skip
    assert row["ratings"]["forecast"] is None
    assert row["narratives"] == [{"heading": "Comments", "text": "Half **done**.", "empty": ""}]


def test_movement_needs_an_answer_in_the_period_just_before() -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], "Amber")
    assert first_row(made)["ratings"]["delivery"]["movement"] == ""


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_what_is_not_handed_in_is_not_printed(state: str) -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], "Green", "Not for the board yet", state=state)
    row = first_row(made)
    assert row["ratings"]["delivery"] is None and row["narratives"] == []
    assert "Not for the board yet" not in html.page(content(made))


def test_a_nil_return_and_no_answer_stay_different() -> None:
    made = rows(actions=3)
    made.answer(made.actions[0], text="-", empty="none")
    made.answer(made.actions[1], text="")
    said = [row["narratives"] for row in _all_rows(content(made))]
    assert said == [[{"heading": "Comments", "text": "-", "empty": "none"}], [], []]


def test_a_percentage_is_a_rating_without_a_tone() -> None:
    made = rows(actions=1)
    percent = factories.dimension(
        strategy=made.strategy, code="progress", label="Progress", kind=Dimension.Kind.PERCENT,
        purpose=Dimension.Purpose.PROGRESS,
    )  # fmt: skip
    update = made.answer(made.actions[0])
    factories.update_rating(update=update, dimension=percent, number=62.5)
    value = first_row(made)["ratings"]["progress"]
    assert (value["label"], value["tone"], value["number"]) == ("62.5%", "", 62.5)


def labels(made: dict[str, Any]) -> list[str]:
    return [column["label"] for column in made["columns"]]


def test_columns_are_those_of_the_strategys_own_questions_and_data() -> None:
    made = rows(actions=1, lead_word="SRO", action_word="Must do")
    assert labels(content(made)) == ["Ref", "Must do", "Delivery", "Comments", "Year end"]
    factories.lead(made.actions[0])
    made.actions[0].target_text = "Q4"
    made.actions[0].save()
    assert labels(content(made)) == [
        "Ref", "Must do", "SRO", "Delivery", "Comments", "Target date", "Year end",
    ]  # fmt: skip


def test_several_questions_share_a_column_of_words() -> None:
    made = rows(actions=1)
    factories.heading(strategy=made.strategy, label="Plan")
    assert "Progress" in labels(content(made))


def test_an_explanation_does_not_rename_the_column() -> None:
    made = rows(actions=1)
    factories.heading(strategy=made.strategy, label="Why", purpose=Heading.Purpose.EXPLANATION)
    assert "Comments" in labels(content(made))


@pytest.mark.parametrize(("rating", "printed"), [("Amber", True), ("Green", False)])
def test_an_explanation_is_printed_only_under_a_rating_that_needs_it(
    rating: str, printed: bool
) -> None:
    made = rows(actions=1)
    why = factories.heading(
        strategy=made.strategy, label="Why", purpose=Heading.Purpose.EXPLANATION
    )
    update = made.answer(made.actions[0], rating)
    factories.update_narrative(update=update, heading=why, text="The builder left.")
    assert ("The builder left." in html.page(content(made))) is printed
    # The data keep it: nothing that was typed is lost.
    assert "The builder left." in str(export(made.strategy, made.period))


def test_a_question_no_longer_asked_is_printed_where_it_was_answered() -> None:
    made = rows(actions=1)
    made.answer(made.actions[0])
    for row in (made.comments, made.delivery):
        row.is_archived = True
        row.save()
    assert labels(content(made)) == ["Ref", "Key action", "Delivery", "Comments", "Year end"]
    made.forecast.is_archived = True
    made.forecast.save()
    assert "Year end" not in labels(content(made))


def test_ambitions_under_no_objective_are_groups_too() -> None:
    made = rows(actions=0, ambitions=0)
    loose = factories.ambition(strategy=made.strategy, title="Recover well")
    factories.action(ambition=loose, title="Open the ward")
    groups = content(made)["groups"]
    assert [group["title"] for group in groups] == ["Recover well"]
    assert groups[0]["objective"] is None
    titles = [group["title"] for group in content(made, QUARTERLY)["groups"]]
    assert titles == ["Care close to home", "Recover well"]


def test_a_strategy_without_ambitions_has_a_group_for_each_objective() -> None:
    made = rows(actions=2, ambitions=0)
    factories.objective(strategy=made.strategy, title="No action yet")
    groups = content(made)["groups"]
    assert [(group["title"], len(group["rows"])) for group in groups] == [
        ("Care close to home", 2),
        ("No action yet", 0),
    ]


def test_what_is_archived_is_left_out() -> None:
    made = rows(actions=2)
    made.actions[0].is_archived = True
    made.actions[0].save()
    assert [row["title"] for row in _all_rows(content(made))] == ["Open hub 1"]


def test_quarterly_groups_keep_areas_apart_and_name_the_ambition() -> None:
    made = rows(actions=2)
    made.actions[0].area = "Access"
    made.actions[0].save()
    own = factories.action(objective=made.objective, title="Straight under", area="Estates")
    areas = content(made, QUARTERLY)["groups"][0]["areas"]
    assert [(area["title"], len(area["rows"])) for area in areas] == [
        ("Estates", 1),
        ("Priority 1", 1),
        ("1.1 Priority 1: Access", 1),
    ]
    assert areas[0]["rows"][0]["title"] == own.title


def test_a_quarterly_paper_prints_what_an_ambition_says_itself() -> None:
    made = rows(actions=0, ambitions=2)
    said = factories.heading(strategy=made.strategy, level="ambition", label="Successes")
    progress = factories.dimension(
        strategy=made.strategy, level="ambition", label="Progress", kind="percent"
    )
    update = factories.update(made.ambitions[0], made.period, state="approved")
    factories.update_narrative(update=update, heading=said, text="A new ward is open.")
    factories.update_rating(update=update, dimension=progress, number=75)
    paper = content(made, QUARTERLY)
    page = html.page(paper)
    for words in ("1.1&ensp;Priority 1", "Statement 1", "A new ward is open.", ">75%<"):
        assert words in page
    assert "1.2&ensp;Priority 2" in page and "No return" in page
    assert "No key actions" not in page


def test_risks_stand_with_their_group_in_the_table_and_in_full_below() -> None:
    made = rows(actions=1)
    risk = factories.risk(made.trust, strategy=made.strategy, reference="04", title="Roofs leak")
    factories.risk_score(risk=risk, period=made.before, likelihood=4, consequence=5)
    factories.risk_score(risk=risk, period=made.period, likelihood=4, consequence=3)
    factories.risk_link(risk=risk, ambition=made.ambitions[0])
    paper = content(made)
    assert paper["groups"][0]["risk_references"] == ["04"]
    printed = paper["risks"][0]
    assert printed["current"] == {"score": 12, "band": "high", "tone": "amber"}
    assert printed["target"] is None
    assert printed["movement"] == {"direction": "down", "words": "was 20"}
    assert printed["linked"] == ["Ambition 1.1"]


def test_a_quarterly_paper_prints_each_risk_once() -> None:
    made = rows(actions=1)
    linked = factories.risk(made.trust, strategy=made.strategy, title="Linked")
    factories.risk_link(risk=linked, action=made.actions[0])
    factories.risk(made.trust, strategy=None, title="Of the whole trust")
    paper = content(made, QUARTERLY)
    assert [risk["title"] for risk in paper["groups"][0]["risks"]] == ["Linked"]
    assert [risk["title"] for risk in paper["risks"]] == ["Of the whole trust"]


def test_only_open_strategic_risks_of_the_strategy_are_printed() -> None:
    made = rows(actions=1)
    factories.risk(made.trust, strategy=made.strategy, title="Closed", is_closed=True)
    factories.risk(made.trust, strategy=made.strategy, title="Issue", kind=Risk.Kind.ISSUE)
    factories.risk(made.trust, strategy=factories.strategy(made.trust), title="Of another plan")
    factories.risk(factories.trust(), title="Of another trust")
    assert content(made)["risks"] == []


def test_a_lead_has_the_post_held_when_the_period_ended() -> None:
    made = rows(actions=1)
    person = factories.person(made.trust, name="Tamsin Okafor")
    factories.post(person=person, job_title="Deputy", ended_on=date(2024, 6, 30))
    factories.post(
        person=person,
        job_title="Director",
        started_on=date(2024, 7, 1),
        ended_on=date(2024, 12, 31),
    )
    factories.post(person=person, job_title="Chief", started_on=date(2025, 1, 1))
    factories.lead(made.actions[0], person)
    assert first_row(made)["leads"] == [{"name": "Tamsin Okafor", "role": "Director"}]


def test_who_leads_in_two_ways_is_named_once() -> None:
    made = rows(actions=1)
    person = factories.person(made.trust, name="Rhodri Vance")
    factories.lead(made.actions[0], person, kind="executive")
    factories.lead(made.actions[0], person, kind="sro")
    assert first_row(made)["leads"] == [{"name": "Rhodri Vance", "role": "Executive lead"}]


def test_the_legend_is_of_ratings_in_use_worst_first() -> None:
    made = rows(actions=2)
    assert content(made)["legend"] == []
    made.answer(made.actions[0], "Green")
    made.answer(made.actions[1], "Red")
    assert [entry["label"] for entry in content(made)["legend"]] == ["Red", "Green"]


def test_the_summary_counts_worst_first_and_says_what_moved() -> None:
    made = rows(actions=4)
    for action, now, then in zip(
        made.actions,
        ("Green", "Red", "Green", ""),
        ("Amber", "Green", "Green", "Green"),
        strict=True,
    ):
        if now:
            made.answer(action, now)
        made.answer(action, then, period=made.before)
    assert content(made)["summary"]["text"] == (
        "4 key actions: 1 red, 2 green, 1 no return. Since Quarter 1, 1 is better and 1 is worse."
    )


def test_the_objectives_own_answers_are_printed_over_its_rows() -> None:
    made = rows(actions=1, ambitions=0)
    overall = factories.dimension(
        strategy=made.strategy, level="objective", label="Overall", code="overall"
    )
    update = factories.update(made.objective, made.period, state="approved")
    factories.update_rating(update=update, dimension=overall)
    entry = content(made)["groups"][0]["update"]["ratings"][0]
    assert entry["label"] == "Overall" and entry["value"]["label"] == "Green"
    assert "Overall" in html.page(content(made))
    assert content(rows())["groups"][0]["update"] is None


def test_an_unusual_kind_is_named_and_the_usual_is_the_trusts_word() -> None:
    made = rows(actions=2, action_word="Supporting objective")
    made.actions[0].kind = "exit_criterion"
    made.actions[0].save()
    kinds = [row["kind"] for row in _all_rows(content(made))]
    assert kinds == ["Exit criterion", "Supporting objective"]


def test_no_return_and_an_answer_without_its_rating_are_told_apart() -> None:
    made = rows(actions=3)
    made.answer(made.actions[0], "Green")
    made.answer(made.actions[1], "", text="Words, and no rating.")
    paper = content(made)
    assert [row["handed_in"] for row in _all_rows(paper)] == [True, True, False]
    assert paper["summary"]["text"] == "3 key actions: 1 green, 1 not answered, 1 no return."
    page = html.page(paper)
    # The answered row lacks its forecast, the bare one both ratings; the silent one has nothing.
    assert page.count(">Not answered<") == 3 and page.count(">No return<") == 3


@pytest.mark.parametrize("layout", [TABLE, QUARTERLY])
def test_a_paper_frozen_without_the_distinction_keeps_its_words(layout: str) -> None:
    paper = content(rows(actions=1), layout)
    for row in _all_rows(paper):
        del row["handed_in"]
    page = html.page(paper)
    assert "Not answered" in page and ">No return<" not in page


def test_the_risks_of_a_group_stand_in_the_order_of_their_references() -> None:
    made = rows(actions=1)
    for reference in ("BAF 10", "BAF 2", "04"):
        risk = factories.risk(made.trust, strategy=made.strategy, reference=reference)
        factories.risk_link(risk=risk, ambition=made.ambitions[0])
    assert content(made)["groups"][0]["risk_references"] == ["04", "BAF 2", "BAF 10"]
