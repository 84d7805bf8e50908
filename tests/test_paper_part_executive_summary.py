"""The executive summary: written, or drafted from what stands where and what moved."""

import pytest

from ambitions.models import KeyAction
from objectives.models import Dimension, Period
from tests import factories
from tests.paper_parts import data_of, html_of, part, queries_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> Period:
    strategy = factories.strategy()
    factories.period(strategy, status="closed")
    return factories.period(strategy)


@pytest.fixture
def delivery(period: Period) -> Dimension:
    return factories.dimension(strategy=period.strategy, label="Delivery")


def rated(period: Period, dimension: Dimension, title: str, *words: str) -> KeyAction:
    """An action rated with the first word now, and with the second one the period before."""
    action = factories.action(strategy=period.strategy, title=title, reference="")
    periods = [period, *Period.objects.before(period)]
    for own, word in zip(periods, words, strict=False):
        update = factories.update(action, own, state="submitted")
        rating = dimension.scale.ratings.get(label=word)
        factories.update_rating(update=update, dimension=dimension, rating=rating)
    return action


def drafted(period: Period) -> str:
    return words_of(html_of(period, part("executive-summary")))


def test_words_that_were_written_are_printed(period: Period, delivery: Dimension) -> None:
    rated(period, delivery, "Mend the roof", "Red")
    one = part("executive-summary", {"text": "All is well. [DN: is it?]"})
    assert data_of(period, one) == {"text": "All is well.", "drafted": False}


def test_the_draft_counts_what_stands_where(period: Period, delivery: Dimension) -> None:
    rated(period, delivery, "Mend the roof", "Red")
    rated(period, delivery, "Hire nurses", "Green")
    rated(period, delivery, "Open the ward", "Green")
    told = drafted(period)
    assert "Of 3 key actions, 2 are Green and 1 is Red." in told
    assert "Red: Mend the roof." in told


def test_the_draft_says_how_many_have_no_rating(period: Period, delivery: Dimension) -> None:
    rated(period, delivery, "Hire nurses", "Green")
    factories.action(strategy=period.strategy)
    assert "1 is Green and 1 has no rating" in drafted(period)


def test_kinds_that_are_never_rated_are_not_counted(period: Period, delivery: Dimension) -> None:
    rated(period, delivery, "Hire nurses", "Green")
    factories.action(strategy=period.strategy, kind=KeyAction.Kind.EXIT_CRITERION)
    assert "Of 1 key action, 1 is Green." in drafted(period)


def test_the_draft_names_what_got_worse_and_better(period: Period, delivery: Dimension) -> None:
    rated(period, delivery, "Mend the roof", "Red", "Amber")
    rated(period, delivery, "Hire nurses", "Green", "Amber")
    told = drafted(period)
    assert f"Since {Period.objects.before(period).first().label}, one got worse" in told
    assert "Worse: Mend the roof. Better: Hire nurses." in told


def test_the_draft_says_that_nothing_moved(period: Period, delivery: Dimension) -> None:
    rated(period, delivery, "Hire nurses", "Green", "Green")
    assert "nothing has moved" in drafted(period)


def test_what_is_complete_is_named(period: Period, delivery: Dimension) -> None:
    delivery.scale.ratings.filter(label="Green").update(ends_work=True)
    rated(period, delivery, "Hire nurses", "Green")
    assert "Complete: Hire nurses." in drafted(period)


def test_percentages_of_ambitions_are_told_by_name(period: Period) -> None:
    progress = factories.dimension(
        strategy=period.strategy, level="ambition", kind="percent", label="Progress"
    )
    for title, number in (("Good care", 100), ("Fair pay", 100), ("Clean air", 80)):
        ambition = factories.ambition(strategy=period.strategy, title=title, reference="")
        update = factories.update(ambition, period, state="submitted")
        factories.update_rating(update=update, dimension=progress, number=number)
    assert "Progress: 2 of 3 ambitions stand at 100%. At 80% : Clean air." in drafted(period)


def test_of_many_the_first_are_named_and_the_rest_counted(
    period: Period, delivery: Dimension
) -> None:
    for number in range(9):
        rated(period, delivery, f"Late {number}", "Red")
    assert "Late 5 and three more." in drafted(period)


def test_without_ratings_there_is_nothing_to_draft(period: Period) -> None:
    factories.action(strategy=period.strategy)
    assert data_of(period, part("executive-summary")) is None


def test_a_draft_can_be_refused(period: Period, delivery: Dimension) -> None:
    rated(period, delivery, "Hire nurses", "Green")
    assert data_of(period, part("executive-summary", drafts=False)) is None


def test_twenty_actions_take_no_more_queries_than_one(period: Period, delivery: Dimension) -> None:
    rated(period, delivery, "Hire nurses", "Green", "Amber")
    one = queries_of(period, part("executive-summary"))
    for number in range(20):
        rated(period, delivery, f"Action {number}", "Green", "Amber")
    assert queries_of(period, part("executive-summary")) == one
