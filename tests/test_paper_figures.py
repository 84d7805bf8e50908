"""A figure in a text that differs from the measure printed beside it, and what is none."""

from typing import Any

import pytest

from objectives.calendar import part_of
from reports.readiness import Finding, findings
from tests import factories
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db


def draft(text: str, **measure: Any) -> list[str]:
    """What is found of figures where `text` answers for an action, beside a scorecard.

    The measure was 11.8% last quarter and is 12.4% now, with an aim of 10% and a target of 9%.
    """
    return [about.words for finding in found(text, **measure) for about in finding.items]


def found(text: str, shows_scorecard: bool = True, **measure: Any) -> list[Finding]:
    made = rows(actions=1)
    made.answer(made.actions[0], text=text, state="approved")
    readings(made, measure)
    layout = factories.layout(trust=made.trust, key="ours")
    factories.layout_part(layout=layout, kind="action-table", key="table")
    if shows_scorecard:
        factories.layout_part(layout=layout, kind="scorecard", key="scorecard")
    paper = factories.paper(period=made.period, layout="ours")
    return [finding for finding in findings(paper) if finding.kind == "figure"]


def readings(made: Rows, fields: dict[str, Any]) -> None:
    kept = {"actual": "12.4%", "before": "11.8%", "aim": "10%", "value_kind": "percent"} | fields
    values = {name: kept.pop(name) for name in ("actual", "before", "aim")}
    measure = factories.measure(
        strategy=made.strategy,
        objective=made.objective,
        **{"name": "Staff turnover", "number": "M3", "baseline": "14%", "target": "9%"} | kept,
    )
    now, then = part_of(made.period), part_of(made.before)
    for part, kind, raw in (
        (now, "actual", values["actual"]),
        (then, "actual", values["before"]),
        (now, "aim", values["aim"]),
    ):
        number = raw.rstrip("%").replace(",", "")
        factories.reading(
            measure=measure,
            financial_year=part.year,
            part=part.code,
            kind=kind,
            raw=raw,
            number=number,
        )


@pytest.mark.parametrize(
    "text",
    [
        "Staff turnover is 13%.",
        "Well done. Staff turnover has now reached 13%, as planned.",
        "staff  turnover stands at 13 per cent",
        "Staff turnover: 13%",
        "M3 was 13%.",
        "Staff turnover for the whole trust remained at 12.9%.",
    ],
)
def test_a_figure_that_is_neither_now_nor_then_nor_aimed_at_is_told_with_the_other(
    text: str,
) -> None:
    (told,) = draft(text)
    said = "12.9%" if "12.9" in text else "13%"
    assert told == (
        f"K0 Open hub 0: M3 Staff turnover is “{said}” in the text and “12.4%” in the paper"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Staff turnover is 12.4%.",
        "Staff turnover is 12%.",  # rounded
        "Staff turnover was 11.8% last quarter.",
        "Staff turnover is at 10%, our aim.",
        "Staff turnover is to be 9% by March.",
        "Staff turnover was 14% when we began.",
    ],
)
def test_what_the_measure_is_was_or_is_to_be_is_no_difference(text: str) -> None:
    assert draft(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Staff turnover fell from 13% last year.",
        "Staff turnover fell by 3%.",
        "Staff turnover was discussed on 31 March 2025.",
        "Staff turnover is to 31 March.",
        "Staff turnover is at 2024/25.",
        "Staff turnover was reviewed in 2024.",
        "Staff turnover is 1.2 on our list.",
        "Staff turnover is 3rd on our list.",
        "Staff turnover was 13% of what others have.",
        "Staff turnover is 5 in 100 wards.",
        "Staff turnover is under 13 weeks.",
        "Staff turnover is £13.",
        "Staff turnover is 13 to 15%.",
        "Staff turnover was 2 percentage points lower.",
        "Sickness is 13%. Staff turnover is better.",
        "13% of wards have seen it. Staff turnover was talked about",
        "Staff turnovers were 13%.",
        "Our staff is 13% larger.",
        "See M31: it is 13%.",
        "Staff turnover is with the team; sickness is 13%.",
    ],
)
def test_other_figures_are_let_be(text: str) -> None:
    assert draft(text) == []


def test_a_count_is_compared_as_a_count() -> None:
    count = {
        "name": "Falls with harm",
        "value_kind": "count",
        "actual": "1,204",
        "before": "1,190",
        "aim": "900",
        "baseline": "",
        "target": "",
    }
    assert len(draft("Falls with harm were 1,240.", **count)) == 1
    assert draft("Falls with harm were 1204.", **count) == []
    for text in ("were 12% fewer", "are 3 weeks late", "was 2024", "were 3.5", "were 12 per ward"):
        assert draft(f"Falls with harm {text}.", **count) == [], text


def test_a_sentence_about_two_measures_is_let_be() -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], text="Staff turnover and staff sickness were 13%.")
    readings(made, {})
    readings(made, {"name": "Staff sickness", "number": "M4"})
    layout = factories.layout(trust=made.trust, key="ours")
    for kind in ("action-table", "scorecard"):
        factories.layout_part(layout=layout, kind=kind, key=kind)
    paper = factories.paper(period=made.period, layout="ours")
    assert not [one for one in findings(paper) if one.kind == "figure"]


def test_a_measure_that_is_not_printed_is_not_compared() -> None:
    assert found("Staff turnover is 13%.", shows_scorecard=False) == []


def test_it_is_worth_a_look_and_leads_to_the_text() -> None:
    (finding,) = found("Staff turnover is 13%.")
    assert not finding.must_settle
    assert finding.items[0].place and finding.items[0].place.page == "review"


def test_what_has_no_figure_yet_is_not_compared() -> None:
    assert draft("Staff turnover is 13%.", value_kind="grade") == []
