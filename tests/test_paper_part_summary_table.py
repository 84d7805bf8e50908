"""The summary table: each ambition on a line under its objective."""

import io

import pypdf
import pytest

from objectives.models import Dimension, Period
from reports.blocks import Table
from reports.render import pdf_of
from tests import factories
from tests.paper_parts import blocks_of, content_of, data_of, html_of, part, queries_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> Period:
    return factories.period(factories.strategy())


@pytest.fixture
def progress(period: Period) -> Dimension:
    return factories.dimension(
        strategy=period.strategy,
        level="ambition",
        kind="percent",
        label="Progress",
        period_note="Q2",
    )


def ambitions(period: Period, progress: Dimension, objective: str, *titles: str) -> None:
    over = factories.objective(strategy=period.strategy, title=objective)
    for title in titles:
        ambition = factories.ambition(
            objective=over, title=title, supporting_strategies=["People", "Digital"]
        )
        update = factories.update(ambition, period, state="submitted")
        factories.update_rating(update=update, dimension=progress, number=80)


def table(period: Period, **options: object) -> Table:
    blocks = blocks_of(period, part("summary-table", **options))
    return next(block for block in blocks if isinstance(block, Table))


def test_an_objective_is_merged_down_over_its_ambitions(
    period: Period, progress: Dimension
) -> None:
    ambitions(period, progress, "Great care", "Quick", "Kind", "Safe")
    ambitions(period, progress, "Great place", "Fair")
    first, second = table(period).groups
    assert [row.spans for row in first.rows] == [{0: 3}, {}, {}]
    assert [row.cells[0] is None for row in first.rows] == [False, True, True]
    assert second.rows[0].spans == {0: 1}
    assert first.is_whole


def test_percentages_strategies_and_notes_of_time_are_printed(
    period: Period, progress: Dimension
) -> None:
    ambitions(period, progress, "Great care", "Quick")
    html = html_of(period, part("summary-table", caption="Table One"))
    told = words_of(html)
    assert "Progress (Q2)" in told and "80%" in told and "Table One" in told
    assert '<span class="tag">People</span>' in html


def test_what_nobody_is_rated_on_has_no_column(period: Period, progress: Dimension) -> None:
    factories.dimension(strategy=period.strategy, level="ambition", label="Confidence")
    ambitions(period, progress, "Great care", "Quick")
    assert "Confidence" not in [column.label for column in table(period).columns]


def test_an_unanswered_ambition_says_so(period: Period, progress: Dimension) -> None:
    ambitions(period, progress, "Great care", "Quick")
    factories.ambition(strategy=period.strategy, title="Loose")
    told = words_of(html_of(period, part("summary-table")))
    assert "Loose" in told and "No return" in told


def test_without_ambitions_there_is_a_row_for_each_objective(period: Period) -> None:
    overall = factories.dimension(strategy=period.strategy, level="objective", label="Overall")
    objective = factories.objective(strategy=period.strategy, title="Great care")
    update = factories.update(objective, period, state="submitted")
    factories.update_rating(update=update, dimension=overall)
    assert [row.cells[1][0].markdown for row in table(period).groups[0].rows] == ["Great care"]
    assert "Green" in words_of(html_of(period, part("summary-table")))


def test_ambitions_that_are_not_rated_count_the_ratings_of_their_actions(period: Period) -> None:
    delivery = factories.dimension(strategy=period.strategy, level="action", label="Delivery")
    objective = factories.objective(strategy=period.strategy)
    for title in ("Quick", "Kind"):
        ambition = factories.ambition(objective=objective, title=title)
        action = factories.action(strategy=period.strategy, ambition=ambition)
        update = factories.update(action, period, state="submitted")
        factories.update_rating(update=update, dimension=delivery)
    assert words_of(html_of(period, part("summary-table"))).count("1 Green") == 2


def test_counts_of_actions_add_up_to_the_actions_that_there_are(period: Period) -> None:
    delivery = factories.dimension(strategy=period.strategy, level="action", label="Delivery")
    ambition = factories.ambition(objective=factories.objective(strategy=period.strategy))
    actions = [factories.action(strategy=period.strategy, ambition=ambition) for _ in range(4)]
    factories.update_rating(
        update=factories.update(actions[0], period, state="submitted"), dimension=delivery
    )
    factories.update(actions[1], period, state="submitted")
    factories.update(actions[2], period, state="draft")
    told = words_of(html_of(period, part("summary-table")))
    assert "1 Green 1 Not answered 2 No return" in told


def test_a_tag_longer_than_its_column_breaks_and_stays_in_the_table(period: Period) -> None:
    name = "Medium-term financial plan of the whole system"
    factories.ambition(strategy=period.strategy, supporting_strategies=[name])
    data = pdf_of(content_of(period, part("summary-table")))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    assert name not in text and name in " ".join(text.split())


def test_an_empty_plan_has_no_table(period: Period) -> None:
    assert data_of(period, part("summary-table")) is None


def test_twenty_ambitions_take_no_more_queries_than_one(
    period: Period, progress: Dimension
) -> None:
    ambitions(period, progress, "Great care", "Quick")
    one = queries_of(period, part("summary-table"))
    for number in range(10):
        ambitions(period, progress, f"Objective {number}", f"First {number}", f"Next {number}")
    assert queries_of(period, part("summary-table")) == one
