"""Measures on the scorecard and on pages of items: of a closed period as they were then."""

from typing import Any

import pytest

from ambitions.measures.reader import linked_measures, links_to_actions
from ambitions.models import Measure, Reading
from ambitions.plan.closing import read_closing
from objectives.models import Level
from reports.reading import read_plan
from strategy_tracker.accounts.bulk import update_all
from strategy_tracker.accounts.saving import delete, save
from tests import factories
from tests.closed_quarter import ClosedQuarter, closed_quarter
from tests.governing import address, queries_of, signed_in, text_of
from tests.test_setup_past import again

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> ClosedQuarter:
    made = closed_quarter()
    measure = factories.measure(strategy=made.strategy, name="Bells answered", target="90%")
    measure.actions.add(made.action)
    factories.measure(strategy=made.strategy, objective=made.objective, name="Doors painted")
    for one in Measure.objects.filter(strategy=made.strategy):
        factories.reading(measure=one, raw="61%", number=61)
    return again(made)


def change(made: ClosedQuarter) -> None:
    """All that may become of a measure after the close."""
    bells = Measure.objects.get(name="Bells answered")
    bells.name, bells.target = "Bells heard", "99%"
    save(bells, by=None)
    bells.actions.remove(made.action)
    delete(Reading.objects.get(measure=bells), by=None)
    doors = Measure.objects.get(name="Doors painted")
    doors.is_archived = True
    save(doors, by=None)
    new = factories.measure(strategy=made.strategy, objective=made.objective, name="Paint left")
    new.actions.add(made.action)
    made.objective.title = "Otherwise named"
    save(made.objective, by=None)


def pages(made: ClosedQuarter, period: Any) -> dict[str, str]:
    client = signed_in(made.trust)
    action, objective = made.action.pk, made.objective.pk
    return {
        name: text_of(client.get(url, {"period": period.pk}))
        for name, url in {
            "action": address("action_detail", made.trust, action),
            "objective": address("objective_detail", made.trust, objective),
            "update": address("update_form", made.trust, "action", action),
            "scorecard": address("measure_list", made.trust),
        }.items()
    }


def test_a_closed_period_shows_the_measures_as_they_were(made: ClosedQuarter) -> None:
    change(made)
    then = pages(made, made.first)
    for name in ("action", "update"):
        assert "Bells answered" in then[name] and "61%" in then[name]
        assert "Bells heard" not in then[name] and "Paint left" not in then[name]
    assert "Doors painted" in then["objective"] and "Paint left" not in then["objective"]


def test_the_scorecard_of_a_closed_period_is_as_it_was(made: ClosedQuarter) -> None:
    before = pages(made, made.first)["scorecard"]
    for words in ("Bells answered", "61%", "Doors painted", made.objective.title):
        assert words in before
    change(made)
    assert pages(made, made.first)["scorecard"] == before
    now = pages(made, made.second)["scorecard"]
    for words in ("Bells heard", "Paint left", "Otherwise named"):
        assert words in now
    assert "Doors painted" not in now


def test_an_open_period_shows_them_as_they_are(made: ClosedQuarter) -> None:
    change(made)
    now = pages(made, made.second)
    for name in ("action", "update"):
        assert "Paint left" in now[name] and "Bells" not in now[name]
    assert "Paint left" in now["objective"] and "Doors painted" not in now["objective"]


def test_a_paper_of_a_closed_period_knows_what_was_measured_then(made: ClosedQuarter) -> None:
    before = read_plan(made.strategy, made.first).measured
    assert (Level.ACTION, made.action.pk) in before
    Measure.objects.get(name="Bells answered").actions.remove(made.action)
    assert read_plan(made.strategy, made.first).measured == before
    assert (Level.ACTION, made.action.pk) not in read_plan(made.strategy, made.second).measured


def test_what_is_written_in_bulk_keeps_its_links_in_history() -> None:
    made = closed_quarter()
    measure = factories.measure(strategy=made.strategy, name="Bells answered")
    measure.actions.add(made.action)
    measure.target = "95%"
    update_all([measure], ["target"], by=None)
    made = again(made)
    measure.actions.clear()
    closing = read_closing(made.first)
    assert closing is not None
    linked = links_to_actions(made.strategy, closing.moment)
    assert linked == {(measure.pk, made.action.pk)}
    (then,) = linked_measures(made.action, closing.moment)
    assert (then.name, then.target) == ("Bells answered", "95%")


@pytest.mark.parametrize("name", ["action_detail", "update_form"])
def test_the_page_costs_the_same_for_one_measure_and_for_many(
    made: ClosedQuarter, name: str
) -> None:
    client = signed_in(made.trust)
    pk = made.action.pk
    where = ("action", pk) if name == "update_form" else (pk,)
    url = f"{address(name, made.trust, *where)}?period={made.second.pk}"
    client.get(url)
    before = queries_of(client, url)
    for number in range(6):
        more = factories.measure(strategy=made.strategy, name=f"More {number}")
        more.actions.add(made.action)
        factories.reading(measure=more, raw="5", number=5)
    assert queries_of(client, url) == before
