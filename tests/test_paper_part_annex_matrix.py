"""The annex of an objective: questions down, its ambitions across, their conditions on top."""

import pytest

from objectives.models import Heading as Question
from objectives.models import Period
from reports.blocks import Heading, PageBreak, Table
from tests import factories
from tests.paper_parts import blocks_of, data_of, html_of, part, queries_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> Period:
    return factories.period(factories.strategy())


@pytest.fixture
def successes(period: Period) -> Question:
    return factories.heading(
        strategy=period.strategy, level="ambition", label="Successes: [DN: be brief}"
    )


def annex(period: Period, question: Question, title: str, *texts: str, **fields: object) -> None:
    """An objective with an ambition for each text, which answers the question."""
    objective = factories.objective(strategy=period.strategy, title=title, reference="")
    for number, text in enumerate(texts, start=1):
        ambition = factories.ambition(objective=objective, title=f"{title} {number}", **fields)
        factories.condition(ambition=ambition, text=f"Condition of {title} {number}")
        update = factories.update(ambition, period, state="submitted")
        factories.update_narrative(update=update, heading=question, text=text)


def tables(period: Period, **options: object) -> list[Table]:
    blocks = blocks_of(period, part("annex-matrix", **options))
    return [block for block in blocks if isinstance(block, Table)]


def heads(table: Table) -> list[str]:
    return [row.cells[0][0].text for group in table.groups for row in group.rows]


def printed(period: Period, **options: object) -> str:
    return words_of(html_of(period, part("annex-matrix", **options)))


def test_annexes_are_lettered_in_the_order_of_the_objectives(
    period: Period, successes: Question
) -> None:
    annex(period, successes, "Great care", "Good")
    annex(period, successes, "Great place", "Good")
    blocks = blocks_of(period, part("annex-matrix", first_letter="C"))
    titles = [block.text for block in blocks if isinstance(block, Heading)]
    assert titles == ["Annex C: Great care", "Annex D: Great place"]
    assert sum(isinstance(block, PageBreak) for block in blocks) == 1


def test_the_heading_can_be_worded_otherwise(period: Period, successes: Question) -> None:
    annex(period, successes, "Great care", "Good")
    assert "Part A. Great care" in printed(period, heading="Part {letter}. {title}")


def test_conditions_and_success_stand_on_top(period: Period, successes: Question) -> None:
    fields = {"success_statement": "All are well", "success_note": "By 2027"}
    annex(period, successes, "Great care", "Good", **fields)
    table = tables(period)[0]
    assert heads(table) == ["Met when", "Successful when", "Successes"]
    assert [row.is_tinted for row in table.groups[0].rows] == [True, True, False]
    html = html_of(period, part("annex-matrix"))
    assert "<strong>a.</strong> Condition of Great care 1" in html
    assert "<strong>All are well</strong>" in html and "By 2027" in html


def test_four_ambitions_of_few_words_stand_side_by_side_on_one_page(
    period: Period, successes: Question
) -> None:
    annex(period, successes, "Great care", *["Good"] * 4)
    assert [len(table.columns) for table in tables(period)] == [5]


def test_three_ambitions_stand_side_by_side_and_more_on_the_next_page(
    period: Period, successes: Question
) -> None:
    annex(period, successes, "Great care", *["Good work in every ward. " * 60] * 4)
    assert [len(table.columns) for table in tables(period)] == [3, 3]
    assert [len(table.columns) for table in tables(period, across=4)] == [5]


def test_nothing_is_said_in_the_trusts_own_words(period: Period, successes: Question) -> None:
    annex(period, successes, "Great care", "None", "-", "Good")
    cells = tables(period)[0].groups[0].rows[-1].cells[1:]
    assert [cell[0].markdown for cell in cells] == ["None", "-", "Good"]


def test_an_ambition_that_did_not_answer_says_so(period: Period, successes: Question) -> None:
    annex(period, successes, "Great care", "Good")
    factories.ambition(strategy=period.strategy, title="Silent")
    assert "No return" in printed(period)


def test_drafting_notes_are_never_printed_unasked(period: Period, successes: Question) -> None:
    annex(period, successes, "Great care", "Good [DN: how good?]")
    assert "DN" not in printed(period)
    told = printed(period, prints_drafting_notes=True)
    assert "[DN: be brief}" in told and "[DN: how good?]" in told


def test_a_row_taller_than_a_page_goes_on_under_its_own_head(
    period: Period, successes: Question
) -> None:
    long = "\n".join(f"Paragraph {number}. " + "Words that fill. " * 20 for number in range(30))
    annex(period, successes, "Great care", long, "Short")
    table = tables(period)[0]
    assert heads(table)[-1] == "Successes, continued"
    rows = table.groups[0].rows
    assert all(row.starts_page for row in rows if row.cells[0][0].text.endswith("continued"))
    told = printed(period)
    places = [told.index(f"Paragraph {number}.") for number in range(30)]
    assert places == sorted(places)


def test_a_single_paragraph_longer_than_a_page_is_printed_whole(
    period: Period, successes: Question
) -> None:
    annex(period, successes, "Great care", "Word " * 3000 + "end.")
    assert heads(tables(period)[0])[-1] == "Successes"
    assert "end." in printed(period)


def test_ratings_are_printed_where_asked(period: Period, successes: Question) -> None:
    annex(period, successes, "Great care", "Good")
    dimension = factories.dimension(strategy=period.strategy, level="ambition", label="Overall")
    update = period.strategy.ambitions.get().updates.get()
    factories.update_rating(update=update, dimension=dimension)
    assert "Overall" not in printed(period)
    assert "Overall Green" in printed(period, shows_ratings=True)


def test_ambitions_that_are_asked_nothing_tell_of_their_actions(period: Period) -> None:
    objective = factories.objective(strategy=period.strategy, title="Great care")
    for title in ("Quick", "Kind"):
        ambition = factories.ambition(objective=objective, title=title)
        factories.action(strategy=period.strategy, ambition=ambition, title=f"Be {title}")
    told = printed(period)
    assert "Be Quick" in told and "Be Kind" in told


def test_a_plan_without_ambitions_has_no_annex(period: Period) -> None:
    factories.objective(strategy=period.strategy)
    assert data_of(period, part("annex-matrix")) is None


def test_twenty_ambitions_take_no_more_queries_than_one(
    period: Period, successes: Question
) -> None:
    annex(period, successes, "Great care", "Good")
    one = queries_of(period, part("annex-matrix"))
    for number in range(10):
        annex(period, successes, f"Objective {number}", "Good", "Better")
    assert queries_of(period, part("annex-matrix")) == one
