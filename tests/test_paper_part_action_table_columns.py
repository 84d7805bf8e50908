"""Tables of must dos, should dos and exit criteria: what stands in and over their columns."""

from typing import Any

import pytest

from objectives.models import Period
from reports.blocks import Blank, Prose, Table, Text
from reports.layouts.choices import StrategyChoices
from reports.parts import Part, Source
from reports.parts.action_table import blocks, build
from reports.reading import read_plan
from reports.write.html import html_of
from tests import factories
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db
CONTENT = {
    "words": {"action": ["Action", "Actions"], "risk": ["Risk", "Risks"], "lead": "Accountable"}
}
GROUPED = {"group_by": "objective", "shows_statements": False}


def printed(made: Rows, **options: Any) -> list[Any]:
    period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
    part = Part("table", "action-table", orientation="wide", options=GROUPED | options)
    found = build(Source(read_plan(period.strategy, period)), part)
    return [] if found is None else blocks(found, CONTENT)


def tables(made: Rows, **options: Any) -> list[Table]:
    return [block for block in printed(made, **options) if isinstance(block, Table)]


def labels(table: Table) -> list[str]:
    return [column.label for column in table.columns]


def criterion(made: Rows, title: str, theme: str = "") -> Any:
    return factories.action(
        strategy=made.strategy,
        objective=made.objective,
        kind="exit_criterion",
        title=title,
        theme=theme,
    )


def test_an_outcome_is_printed_once_over_the_criteria_that_share_it() -> None:
    made = rows(actions=0)
    for title, theme in (("One", "Well led"), ("Two", "Well led"), ("Three", "Safe")):
        criterion(made, title, theme)
    found = printed(made, theme_is_over=True)
    texts = [block for block in found if isinstance(block, Text)]
    assert texts == [Text("Well led", style="statement"), Text("Safe", style="statement")]
    assert [len(table.groups[0].rows) for table in found if isinstance(table, Table)] == [2, 1]
    assert html_of(found, "wide").count("Well led") == 1


def test_who_leads_a_group_is_said_without_what_it_is_about() -> None:
    made = rows(actions=1)
    made.objective.description = "A long story."
    made.objective.save()
    factories.lead(made.objective, factories.person(made.trust, name="Ada Orme"))
    factories.lead(
        made.objective, factories.person(made.trust, name="Bo Lane"), kind="programme_manager"
    )
    html = html_of(printed(made, shows_leads=True), "wide")
    assert "Accountable: Ada Orme" in html
    assert "Bo Lane" not in html and "A long story." not in html


def test_a_column_in_which_no_row_says_anything_is_left_out() -> None:
    made = rows(actions=0)
    criterion(made, "One")
    owned = criterion(made, "Two")
    columns = ["title", "leads", "area", "regulations"]
    assert labels(tables(made, columns=columns)[0]) == ["Action"]
    factories.lead(owned, factories.person(made.trust, name="Ada Orme"))
    assert labels(tables(made, columns=columns)[0]) == ["Action", "Accountable"]


def test_a_regulation_stands_under_the_action_unless_its_words_name_it() -> None:
    made = rows(actions=0)
    for title in ("Keep policies in date", "Keep policies in date. Regulation 17"):
        factories.action(
            strategy=made.strategy,
            objective=made.objective,
            kind="must_do",
            title=title,
            regulation_refs=["Regulation 17"],
        )
    (table,) = tables(made, columns=["title"], titles_are_strong=False)
    cells = [row.cells[0] for row in table.groups[0].rows]
    assert cells[0] == [
        Prose("Keep policies in date"),
        Prose("Regulation 17", style="quiet"),
    ]
    assert cells[1] == [Prose("Keep policies in date. Regulation 17")]


def test_two_ratings_stand_side_by_side_and_one_of_exceptions_does_not() -> None:
    made = rows(actions=12)
    exceptional = factories.dimension(
        strategy=made.strategy, code="red", label="Why red", scale=made.delivery.scale
    )
    for number, action in enumerate(made.actions):
        update = made.answer(action, "Green")
        factories.update_rating(
            update=update, dimension=made.forecast, rating=made.rating("Amber", made.forecast)
        )
        if number == 0:
            factories.update_rating(
                update=update, dimension=exceptional, rating=made.rating("Red", exceptional)
            )
    (table,) = tables(made, columns=["title", "usual_ratings"])
    assert labels(table) == ["Action", "Delivery", "Year end"]
    (every,) = tables(made, columns=["title", "ratings"])
    assert labels(every) == ["Action", "Delivery", "Year end", "Why red"]


def test_a_legend_explains_the_scales_of_the_columns_alone() -> None:
    made = rows(actions=1)
    other = factories.rag_scale(made.trust)
    other.ratings.update(meaning="Of the other scale")
    red = factories.dimension(strategy=made.strategy, code="red", label="Why red", scale=other)
    update = made.answer(made.actions[0], "Green")
    factories.update_rating(update=update, dimension=red, rating=made.rating("Red", red))
    told = html_of(printed(made, columns=["title", "rating:delivery"], shows_legend=True), "wide")
    assert "Of the other scale" not in told


def test_where_nothing_was_rated_yet_the_column_says_so_quietly() -> None:
    made = rows(actions=1)
    made.answer(made.actions[0], "")
    (table,) = tables(made, columns=["title", "ratings"])
    assert labels(table) == ["Action", "Delivery", "Year end"]
    assert table.groups[0].rows[0].cells[-1] == [Blank("Not rated")]


def test_criteria_that_are_not_asked_a_rating_have_no_column_of_it() -> None:
    made = rows(actions=1)
    update = made.answer(made.actions[0], "Green")
    factories.update_rating(
        update=update, dimension=made.forecast, rating=made.rating("Green", made.forecast)
    )
    criterion(made, "One")
    (table,) = tables(made, kinds=["exit_criterion"], columns=["title", "usual_ratings"])
    assert labels(table) == ["Action"]


def test_a_column_of_the_trusts_own_is_printed_where_it_is_chosen() -> None:
    made = rows(actions=2)
    ward = factories.custom_field(strategy=made.strategy, heading="Ward")
    action = made.strategy.actions.first()
    action.custom_values = {ward.key: "Fern"}
    action.save()
    period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
    assert ("own:Ward", "Your own: Ward") in StrategyChoices(period.strategy).action_columns
    (table,) = tables(made, columns=["title", "own:Ward"], labels={"own:Ward": "Unit"})
    assert labels(table) == ["Action", "Unit"]
    assert html_of([table], "wide").count("Fern") == 1
    assert "Fern" not in html_of(printed(made), "wide")
