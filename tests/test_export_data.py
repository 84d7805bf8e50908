"""The data as one JSON document: its shape is the promise of docs/data-format.md."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.data import export
from reports.services import draft_paper, publish_paper
from tests import factories
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db


def data(made: Rows) -> dict[str, Any]:
    document = export(made.strategy, made.period)
    assert json.loads(json.dumps(document)) == document
    return document


def test_the_document_has_exactly_the_promised_keys() -> None:
    made = full_rows(1)
    document = data(made)
    assert set(document) == {
        "schema", "trust", "strategy", "period", "objectives", "ambitions", "actions",
        "measures", "risks", "passages", "cover",
    }  # fmt: skip
    assert document["schema"] == "strategy-tracker/data/1"
    assert document["trust"] == made.trust.name and document["strategy"] == made.strategy.title
    assert set(document["objectives"][0]) == {
        "reference", "title", "introduction", "description", "aims", "leads", "ratings",
        "narratives", "ambitions", "own_columns",
    }  # fmt: skip
    assert set(document["objectives"][0]["ambitions"][0]) == {
        "reference", "title", "description", "leads", "ratings", "narratives", "conditions",
        "condition_letters", "success_statement", "success_note", "supporting_strategies",
        "own_columns",
    }  # fmt: skip
    assert set(document["actions"][0]) == {
        "objective", "ambition", "kind", "reference", "theme", "area", "title",
        "regulation_refs", "leads", "target_date", "target_text", "ratings", "narratives",
        "own_columns",
    }  # fmt: skip
    assert set(document["measures"][0]) == {
        "objective", "number", "name", "baseline", "baseline_date", "target", "target_date",
        "comment", "grades", "readings", "own_columns",
    }  # fmt: skip
    assert set(document["measures"][0]["readings"][0]) == {
        "year", "quarter", "kind", "series", "value", "grade",
    }  # fmt: skip
    assert set(document["risks"][0]) == {
        "reference", "title", "kind", "inherent_score", "current_score", "target_score",
        "inherent_words", "current_words", "target_words", "direction", "category", "appetite",
        "tolerance", "leads", "linked",
        "own_columns",
    }  # fmt: skip
    assert set(document["passages"][0]) == {
        "document", "kind", "objective", "period", "code", "label", "text",
    }  # fmt: skip


def test_an_action_names_its_levels_and_has_its_answers() -> None:
    made = rows(actions=1)
    action = made.actions[0]
    action.kind, action.area, action.theme = "must_do", "Access", "Waits"
    action.regulation_refs = ["Regulation 17"]
    action.target_date, action.target_text = date(2025, 3, 31), "31/03/2025"
    action.save()
    person = factories.person(made.trust, name="Leila Brandt")
    factories.post(person=person, job_title="Chief Nurse")
    factories.lead(action, person)
    factories.lead(action, person, kind="sro")
    made.answer(action, "Amber", "**Half** done\n• one", direction="down")
    assert data(made)["actions"] == [
        {
            "objective": "Care close to home",
            "ambition": "Priority 1",
            "kind": "Must do",
            "reference": "K0",
            "theme": "Waits",
            "area": "Access",
            "title": "Open hub 0",
            "regulation_refs": ["Regulation 17"],
            "leads": [
                {"name": "Leila Brandt", "role": "Chief Nurse", "kinds": ["lead", "sro"]}
            ],
            "target_date": "2025-03-31",
            "target_text": "31/03/2025",
            "ratings": {
                "Delivery": {
                    "label": "Amber", "letter": "A", "tone": "amber", "direction": "down",
                    "ends_work": False,
                }
            },
            "narratives": {"Comments": "**Half** done\n• one"},
            "own_columns": {},
        }
    ]  # fmt: skip


def test_an_action_straight_under_an_objective_has_no_ambition() -> None:
    action = data(rows(actions=1, ambitions=0))["actions"][0]
    assert (action["objective"], action["ambition"]) == ("Care close to home", None)


def test_ambitions_under_no_objective_are_at_the_top() -> None:
    made = rows(actions=0, ambitions=0)
    loose = factories.ambition(
        strategy=made.strategy,
        title="Recover well",
        success_statement="Nobody waits",
        supporting_strategies=["Digital"],
    )
    factories.condition(ambition=loose, letter="a", text="Every ward is open")
    factories.action(ambition=loose)
    document = data(made)
    assert document["objectives"][0]["ambitions"] == []
    assert [ambition["title"] for ambition in document["ambitions"]] == ["Recover well"]
    assert document["ambitions"][0]["conditions"] == ["Every ward is open"]
    assert document["ambitions"][0]["condition_letters"] == ["a"]
    assert document["actions"][0]["objective"] is None
    assert document["actions"][0]["ambition"] == "Recover well"


def test_kinds_of_empty_are_kept_apart() -> None:
    made = rows(actions=3)
    made.answer(made.actions[0], text="None.", empty="none")
    made.answer(made.actions[1], text="", empty="na")
    made.answer(made.actions[2], "", text="")
    said = [action["narratives"] for action in data(made)["actions"]]
    assert said == [{"Comments": "None."}, {"Comments": "N/A"}, {}]
    assert data(made)["actions"][2]["ratings"] == {}


def test_drafts_and_returned_answers_are_not_data() -> None:
    made = rows(actions=2)
    made.answer(made.actions[0], state="draft")
    made.answer(made.actions[1], state="returned")
    assert all(not action["narratives"] for action in data(made)["actions"])


def test_questions_of_the_same_name_keep_both_answers() -> None:
    made = rows(actions=1)
    update = made.answer(made.actions[0], text="First")
    twin = factories.heading(strategy=made.strategy, label="Comments")
    factories.update_narrative(update=update, heading=twin, text="Second")
    other = factories.dimension(
        strategy=made.strategy, label="Delivery", code="later", scale=made.delivery.scale
    )
    factories.update_rating(update=update, dimension=other)
    action = data(made)["actions"][0]
    assert action["narratives"] == {"Comments": "First\n\nSecond"}
    assert list(action["ratings"]) == ["Delivery (delivery)", "Delivery (later)"]


def test_readings_are_as_printed_and_withheld_ones_are_not_told() -> None:
    made = rows(actions=0, ambitions=1)
    measure = factories.measure(
        strategy=made.strategy, objective=made.objective, number="2", name="Waits", target="≤ 18"
    )
    add = {"measure": measure, "financial_year": 2022}
    factories.reading(**add, part="Q3", raw=">90%", number=90)
    factories.reading(**add, part="Q4", raw="61.37%", number=Decimal("61.37"), is_withheld=True)
    factories.reading(**add, part="Q2", raw="", number=None, empty="na", kind="aim")
    exported = data(made)["measures"][0]
    assert (exported["objective"], exported["number"], exported["target"]) == (
        "Care close to home",
        "2",
        "≤ 18",
    )
    assert sorted(exported["readings"], key=lambda reading: reading["quarter"]) == [
        {
            "year": "2022/23",
            "quarter": "Q2",
            "kind": "aim",
            "series": "",
            "value": "N/A",
            "grade": "",
        },
        {
            "year": "2022/23",
            "quarter": "Q3",
            "kind": "actual",
            "series": "",
            "value": ">90%",
            "grade": "",
        },
        {
            "year": "2022/23",
            "quarter": "Q4",
            "kind": "actual",
            "series": "",
            "value": "Withheld",
            "grade": "",
        },
    ]
    assert "61.37" not in json.dumps(data(made))


def test_a_measure_is_under_the_title_of_what_is_above_it() -> None:
    made = rows(actions=0, ambitions=1)
    loose = factories.ambition(strategy=made.strategy, title="Loose")
    factories.measure(ambition=made.ambitions[0])
    factories.measure(ambition=loose)
    factories.measure(strategy=made.strategy)
    parents = [measure["objective"] for measure in data(made)["measures"]]
    assert parents == ["Care close to home", "Loose", None]


def test_risks_have_scores_direction_and_the_titles_of_what_they_touch() -> None:
    made = rows(actions=1)
    risk = factories.risk(made.trust, strategy=made.strategy, reference="04", title="Roofs")
    factories.risk_score(risk=risk, likelihood=4, consequence=5, direction="up")
    factories.risk_score(risk=risk, kind="target", likelihood=2, consequence=4)
    factories.risk_score(risk=risk, kind="inherent", likelihood=5, consequence=5)
    factories.risk_link(risk=risk, ambition=made.ambitions[0])
    factories.risk_link(risk=risk, action=made.actions[0])
    assert data(made)["risks"] == [
        {
            "reference": "04",
            "title": "Roofs",
            "kind": "strategic",
            "inherent_score": 25,
            "current_score": 20,
            "target_score": 8,
            "inherent_words": "Extreme",
            "current_words": "Extreme",
            "target_words": "High",
            "direction": "up",
            "category": "",
            "appetite": "",
            "tolerance": None,
            "leads": [],
            "linked": ["Priority 1", "Open hub 0"],
            "own_columns": {},
        }
    ]


def test_the_cover_is_that_of_the_periods_paper_the_published_one_first() -> None:
    made = rows()
    assert data(made)["cover"] == {}
    draft_paper(period=made.period, layout="progress-table", by=None, meeting="Executive")
    assert data(made)["cover"]["meeting"] == "Executive"
    other = draft_paper(
        period=made.period,
        layout="quarterly-progress",
        by=None,
        title="Our paper",
        meeting="Board",
        meeting_date=date(2024, 10, 31),
        agenda_item="11",
    )
    publish_paper(paper=other, by=None)
    assert data(made)["cover"] == {
        "title": "Our paper",
        "meeting": "Board",
        "meeting_date": "2024-10-31",
        "agenda_item": "11",
    }


def test_passages_are_those_of_the_period_and_of_none_by_document() -> None:
    made = rows(actions=0)
    plan: dict[str, Any] = {"document": "Plan on a page", "kind": "plan", "period": made.period}
    factories.passage(objective=made.objective, label="Key benefits", position=2, **plan)
    factories.passage(strategy=made.strategy, label="", text="To be well", document="Vision")
    factories.passage(
        objective=made.objective, label="Aims", code="aims", text="• One", position=1, **plan
    )
    factories.passage(period=made.before)
    archived = factories.objective(strategy=made.strategy, is_archived=True)
    factories.passage(objective=archived)
    passages = data(made)["passages"]
    assert [(passage["document"], passage["label"]) for passage in passages] == [
        ("Plan on a page", "Aims"),
        ("Plan on a page", "Key benefits"),
        ("Vision", ""),
    ]
    assert passages[0] == {
        "document": "Plan on a page",
        "kind": "plan",
        "objective": "Care close to home",
        "period": made.period.label,
        "code": "aims",
        "label": "Aims",
        "text": "• One",
    }
    assert (passages[2]["objective"], passages[2]["period"]) == (None, None)


def test_the_cover_is_the_trusts_own_sheet_where_there_is_no_paper() -> None:
    made = rows()
    cover: dict[str, Any] = {"strategy": made.strategy, "kind": "cover", "document": "Cover"}
    factories.passage(code="title", label="Title:", text="Of every year", **cover)
    cover["period"] = made.period
    factories.passage(code="title", label="Title:", text="Our year", **cover)
    factories.passage(code="report-to", label="Report to:", text="The board", **cover)
    factories.passage(code="meeting-date", label="Date:", text="8th February 2024", **cover)
    factories.passage(label="Rationale", text="One", **cover)
    factories.passage(label="Rationale", text="Two", **cover)
    assert data(made)["cover"] == {
        "title": "Our year",
        "report_to": "The board",
        "meeting_date": "2024-02-08",
        "Rationale": "One\n\nTwo",
    }
    draft_paper(period=made.period, layout="progress-table", by=None, title="The paper")
    assert data(made)["cover"]["title"] == "The paper"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2023-09-27", "2023-09-27"),
        ("27-09-2023", "2023-09-27"),
        ("Wednesday, 27 September 2023", "2023-09-27"),
        ("27/09/23", "2023-09-27"),
        ("September 2023", "September 2023"),
        ("", ""),
    ],
)
def test_the_day_of_the_meeting_is_a_date_where_it_is_one(text: str, told: str) -> None:
    made = rows()
    factories.passage(
        strategy=made.strategy, kind="cover", code="meeting-date", label="Date", text=text
    )
    assert data(made)["cover"] == {"meeting_date": told}


def test_nothing_of_another_trust_or_strategy_is_in_it() -> None:
    made = rows(actions=1)
    factories.risk(factories.trust(), title="A stranger's risk")
    other = factories.strategy(made.trust)
    factories.action(strategy=other, title="Of another plan")
    factories.measure(strategy=other, name="Measured elsewhere")
    factories.passage(strategy=other, text="Said elsewhere")
    text = json.dumps(data(made))
    for words in ("A stranger", "Of another plan", "Measured elsewhere", "Said elsewhere"):
        assert words not in text


def test_data_cost_the_same_queries_for_one_and_for_twenty() -> None:
    counts = []
    for size in (1, 20):
        made = full_rows(size)
        with CaptureQueriesContext(connection) as queries:
            document = export(made.strategy, made.period)
        assert len(document["actions"]) == len(document["measures"]) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]
