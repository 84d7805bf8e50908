"""A whole level of the plan renumbered: shown first, saved at once, closed periods as they were."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ambitions.models import KeyAction
from ambitions.plan import editing
from ambitions.plan.reader import read_rows
from ambitions.plan.references import NewReference
from objectives.models import Period, StrategicObjective, Strategy
from objectives.services import close_period
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, text_of

pytestmark = pytest.mark.django_db


def grown(*objectives: str) -> tuple[Strategy, list[StrategicObjective]]:
    strategy = factories.strategy()
    return strategy, [
        factories.objective(
            strategy=strategy, reference=reference, title=f"T{place}", position=place
        )
        for place, reference in enumerate(objectives)
    ]


def references(rows: Any) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [row.reference for row in rows]


def save(client: Any, url: str, **sent: str) -> Any:
    shown = client.get(url, {"show": "1", **sent})
    return client.post(url, {**sent, "shown": shown.context["shown"]})


@pytest.mark.parametrize(
    ("first", "becomes"),
    [("SO1", ["SO1", "SO2", "SO3"]), ("A-01", ["A-01", "A-02", "A-03"]), ("a", ["a", "b", "c"])],
)
def test_a_level_is_counted_through_by_the_pattern_of_its_first_reference(
    first: str, becomes: list[str]
) -> None:
    strategy, objectives = grown("3", "1", "2")
    client = signed_in(strategy.trust)
    url = address("plan_renumber", strategy.trust, "objective")
    assert save(client, url, first=first).status_code == 302
    assert references(objectives) == becomes
    last = objectives[0].history.latest()
    assert (last.reference, last.history_user is not None) == (becomes[0], True)


def test_objectives_swap_and_what_stands_under_them_keeps_their_reference_in_front() -> None:
    strategy, (one, two) = grown("2", "1")
    ambition = factories.ambition(objective=one, reference="2.1")
    action = factories.action(ambition=ambition, reference="2.1.7")
    other = factories.action(objective=two, ambition=None, strategy=strategy, reference="X1")
    client = signed_in(strategy.trust)
    url = address("plan_renumber", strategy.trust, "objective")
    page = text_of(client.get(url, {"show": "1", "first": "1", "with_below": "on"}))
    assert "4 of 4 change" in page and "2.1.7 1.1.7" in page
    assert save(client, url, first="1", with_below="on").status_code == 302
    assert references([one, two, ambition, action, other]) == ["1", "2", "1.1", "1.1.7", "X1"]
    # And back, as a whole.
    assert "Undo the renumbering" in text_of(client.get(url))
    assert client.post(url, {"undo": "1"}).status_code == 302
    assert references([one, two, ambition, action, other]) == ["2", "1", "2.1", "2.1.7", "X1"]
    assert "Undo the renumbering" not in text_of(client.get(url))


def test_actions_begin_anew_under_each_with_its_reference_in_front() -> None:
    strategy, (one, two) = grown("1", "2")
    rows = [
        factories.action(objective=parent, ambition=None, strategy=strategy, reference=reference)
        for parent, reference in ((one, "9"), (two, "1.1"), (one, ""))
    ]
    gone = factories.action(
        objective=one, ambition=None, strategy=strategy, reference="1.1", is_archived=True
    )
    client = signed_in(strategy.trust)
    url = address("plan_renumber", strategy.trust, "action")
    refused = client.get(url, {"show": "1", "first": "7", "under_each": "on"})
    assert "Begin with the reference of what the first stands under: 1.1." in text_of(refused)
    assert save(client, url, first="1.1", under_each="on").status_code == 302
    # What is no longer in the plan keeps its own.
    assert references([*rows, gone]) == ["1.2", "2.1", "1.3", "1.1"]
    # What was changed since is not taken back over it.
    KeyAction.objects.filter(pk=rows[0].pk).update(reference="5")
    taken_back = client.post(url, {"undo": "1"}, follow=True)
    assert "references were changed since" in text_of(taken_back)
    assert references(rows) == ["5", "2.1", "1.3"]


def test_a_closed_period_keeps_the_references_of_then_and_a_search_finds_them() -> None:
    plan = Plan()
    action = plan.action("Open beds", reference="1.1")
    close_period(period=plan.period, by=None, reason="Over.")
    client = signed_in(plan.trust)
    url = address("plan_renumber", plan.trust, "action")
    assert save(client, url, first="A-01").status_code == 302
    assert references([action]) == ["A-01"]
    (then,) = read_rows(plan.strategy, Period.objects.get(pk=plan.period.pk)).actions
    assert then.reference == "1.1"
    assert "Open beds" in text_of(client.get(address("plan", plan.trust, words="1.1")))


def test_what_cannot_be_is_said_and_nothing_is_saved() -> None:
    strategy, objectives = grown(*(str(n) for n in range(1, 29)))
    client = signed_in(strategy.trust)
    url = address("plan_renumber", strategy.trust, "objective")
    for first, words in (
        ("", "Give the first reference, such as SO1."),
        ("Care!", "It has to end in a number or a letter to count on from."),
        ("a", "The letters do not suffice for all of them: begin with a number."),
        ("9" * 30, "is longer than 30 characters."),
    ):
        response = client.get(url, {"show": "1", "first": first})
        assert response.status_code == 400
        assert words in text_of(response)
    stale = {
        "first": "SO1",
        "shown": client.get(url, {"show": "1", "first": "SO1"}).context["shown"],
    }
    StrategicObjective.objects.filter(pk=objectives[0].pk).update(reference="X")
    assert "has changed since this was shown" in text_of(client.post(url, stale))
    assert references(objectives)[:2] == ["X", "2"]


def numbered(number: int) -> tuple[Strategy, list[StrategicObjective]]:
    strategy, objectives = grown(*(str(n) for n in range(1, number + 1)))
    for row in objectives:
        reference = f"{row.reference}.1"
        factories.action(objective=row, ambition=None, strategy=strategy, reference=reference)
    return strategy, objectives


def test_the_page_costs_the_same_for_two_and_for_twenty() -> None:
    counts = []
    for number in (2, 20):
        strategy, _ = numbered(number)
        url = address("plan_renumber", strategy.trust, "objective")
        client = signed_in(strategy.trust)
        counts.append(queries_of(client, f"{url}?show=1&first=Z1&with_below=on"))
    assert counts[0] == counts[1]


def test_a_save_costs_the_same_for_two_and_for_twenty() -> None:
    counts = []
    for number in (2, 20):
        _, objectives = numbered(number)
        lines = [NewReference(row, f"SO{row.reference}") for row in objectives]
        with CaptureQueriesContext(connection) as queries:
            assert editing.renumber(lines=lines, by=None) == number
        counts.append(len(queries))
    assert counts[0] == counts[1] > 0
