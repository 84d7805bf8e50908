"""The plan as a grid: many cells saved together, another's change shown by cell, nothing lost."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ambitions.models import ActionLead, KeyAction
from ambitions.plan.grid import Change, read_grid, rows_by_key, save_cells
from ambitions.plan.reader import read_outline
from objectives.models import StrategicObjective, Strategy
from strategy_tracker.accounts.models import Person, User
from strategy_tracker.accounts.permissions import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy() -> Strategy:
    return factories.strategy()


@pytest.fixture
def editor(strategy: Strategy) -> User:
    return factories.member(strategy.trust, Role.GOVERNANCE).user


@pytest.fixture
def tom(strategy: Strategy) -> Person:
    return factories.person(strategy.trust, name="Tom Hargreave")


def change(item: Any, name: str, now: str, was: str | None = None) -> Change:
    held = rows_by_key(item.strategy)[item.level, item.pk].cells[name]
    return Change(item.level, item.pk, name, held if was is None else was, now)


def test_cells_of_every_kind_are_saved_together_and_history_says_who(
    strategy: Strategy, editor: User, tom: Person
) -> None:
    ann = factories.person(strategy.trust, name="Ann Roe")
    objective = factories.objective(strategy=strategy, reference="1")
    action = factories.action(
        objective=objective, strategy=strategy, title="Open beds", target_date=None
    )
    factories.lead(action, ann)
    changes = [
        change(objective, "title", "Care closer to home"),
        change(action, "title", "Open ninety beds"),
        change(action, "reference", "1.1"),
        change(action, "lead", "tom hargreave; Ann Roe"),
        change(action, "target_date", "31/3/2027"),
        change(action, "theme", "Access"),
    ]
    assert save_cells(strategy=strategy, changes=changes, by=editor) == []
    row = rows_by_key(strategy)["action", action.pk]
    assert row.cells == {
        "reference": "1.1",
        "title": "Open ninety beds",
        "lead": "Tom Hargreave; Ann Roe",
        "target_date": "31 March 2027",
        "area": action.area,
        "theme": "Access",
    }
    last = action.history.latest()
    assert (last.title, last.history_type, last.history_user) == ("Open ninety beds", "~", editor)
    assert objective.history.latest().title == "Care closer to home"
    led = ActionLead.history.filter(action=action.pk, person=tom.pk).latest()
    assert (led.history_type, led.history_user) == ("+", editor)
    # Sent twice it changes nothing.
    before = action.history.count()
    assert save_cells(strategy=strategy, changes=changes, by=editor) == []
    assert action.history.count() == before


def test_what_another_changed_since_is_told_and_the_rest_is_saved(
    strategy: Strategy, editor: User
) -> None:
    one, two = (factories.action(strategy=strategy, title=f"Action {n}") for n in (1, 2))
    stale = change(one, "title", "Mine", was="As I opened it")
    fine = change(two, "title", "Also mine")
    (problem,) = save_cells(strategy=strategy, changes=[stale, fine], by=editor)
    assert problem.is_conflict
    assert (problem.change, problem.held) == (stale, "Action 1")
    two.refresh_from_db()
    assert two.title == "Also mine"
    one.refresh_from_db()
    assert one.title == "Action 1"


def test_a_target_date_that_moves_needs_a_reason_and_keeps_what_it_was(
    strategy: Strategy, editor: User
) -> None:
    action = factories.action(strategy=strategy, target_date=date(2026, 12, 31))
    moved = [change(action, "target_date", "28 February 2027")]
    (problem,) = save_cells(strategy=strategy, changes=moved, by=editor)
    assert problem.words == "Say why target dates move, below, and save again."
    assert not save_cells(strategy=strategy, changes=moved, reason=" Two posts ", by=editor)
    move = action.baseline_changes.get()
    assert (move.old_date, move.new_date) == (date(2026, 12, 31), date(2027, 2, 28))
    assert (move.reason, move.changed_by) == ("Two posts", editor)
    assert move.history.count() == 1


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("lead", "Tim Hargrave", "“Tim Hargrave” is nobody whom the trust’s people name."),
        ("target_date", "in spring", "“in spring” is no whole date."),
        ("target_date", "31 June 2027", "day is out of range"),
        ("title", "  ", "Give it a title."),
        ("reference", "9" * 31, "30 characters at most; these are 31."),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_cell_stays(
    strategy: Strategy, editor: User, name: str, typed: str, words: str
) -> None:
    action = factories.action(strategy=strategy, target_date=None)
    held = rows_by_key(strategy)["action", action.pk].cells
    (problem,) = save_cells(strategy=strategy, changes=[change(action, name, typed)], by=editor)
    assert words in problem.words
    assert rows_by_key(strategy)["action", action.pk].cells == held


def test_objectives_swap_references_and_titles_stay_their_own(
    strategy: Strategy, editor: User
) -> None:
    one = factories.objective(strategy=strategy, reference="1", title="Care")
    two = factories.objective(strategy=strategy, reference="2", title="People")
    gone = factories.objective(strategy=strategy, reference="3", title="Estate", is_archived=True)
    changes = [change(one, "reference", "2"), change(two, "reference", "1")]
    assert save_cells(strategy=strategy, changes=changes, by=editor) == []
    taken = [change(one, "title", "People"), change(two, "reference", gone.reference)]
    told = {problem.change.name: problem.words for problem in save_cells(
        strategy=strategy, changes=taken, by=editor
    )}  # fmt: skip
    assert told["title"] == "“People” is the title of “People” too."
    assert told["reference"] == "“3” is the reference of “Estate” too."
    held = StrategicObjective.objects.filter(strategy=strategy).values_list("reference", "title")
    assert set(held) == {("2", "Care"), ("1", "People"), ("3", "Estate")}


def test_rows_stand_as_the_plan_reads(strategy: Strategy) -> None:
    first = factories.objective(strategy=strategy, reference="1", position=0)
    ambition = factories.ambition(strategy=strategy, objective=first)
    own = factories.action(strategy=strategy, objective=first, ambition=None)
    under = factories.action(strategy=strategy, ambition=ambition)
    alone = factories.ambition(strategy=strategy, objective=None)
    factories.action(strategy=strategy, ambition=ambition, is_archived=True)
    rows = read_grid(strategy)
    assert [row.item for row in rows] == [first, own, ambition, under, alone]
    assert [row.item for row in rows] == [node.item for node in read_outline(strategy, []).nodes()]


# SQLite takes 999 values in one statement, and so needs a few more of them.
@pytest.mark.postgresql
def test_two_hundred_rows_pasted_cost_as_many_queries_as_two(
    strategy: Strategy, editor: User, tom: Person
) -> None:
    counts = []
    for number in (2, 200):
        actions = [
            factories.action(strategy=strategy, target_date=date(2026, 12, 31))
            for _ in range(number)
        ]
        changes = [
            Change("action", action.pk, name, was, now)
            for action in actions
            for name, was, now in (
                ("lead", "", "Tom Hargreave"),
                ("target_date", "31 December 2026", "31 March 2027"),
                ("reference", action.reference, f"R{action.pk}"),
            )
        ]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert save_cells(strategy=strategy, changes=changes, reason="Late", by=editor) == []
        counts.append(len(queries))
        assert ActionLead.objects.filter(action__in=actions, person=tom).count() == number
    assert counts[0] == counts[1]


class TestPage:
    def post(self, client: Client, strategy: Strategy, changes: Any, **more: str) -> Any:
        text = changes if isinstance(changes, str) else json.dumps(changes)
        return client.post(
            reverse("plan_grid", args=[strategy.trust.code]), {"changes": text, **more}
        )

    def cell(self, action: KeyAction, now: str, **more: Any) -> dict[str, Any]:
        return {
            "level": "action", "pk": action.pk, "name": "title", "was": action.title, "now": now,
        } | more  # fmt: skip

    def test_it_saves_and_answers_by_cell(self, strategy: Strategy, editor: User) -> None:
        action = factories.action(strategy=strategy, title="Open beds")
        client = Client()
        client.force_login(editor)
        shown = client.get(reverse("plan_grid", args=[strategy.trust.code])).content.decode()
        assert "Open beds</textarea>" in shown
        assert self.post(client, strategy, [self.cell(action, "Open more")]).json() == {
            "problems": []
        }
        (told,) = self.post(client, strategy, [self.cell(action, "Open all")]).json()["problems"]
        assert told["conflict"] and told["held"] == "Open more"

    @pytest.mark.parametrize(
        "sent",
        [
            *("", "{}", "[1]", "[" * 3_000, '[{"level": "action"}]'),
            '[{"level": "action", "pk": "1", "name": "title", "was": "", "now": ""}]',
            '[{"level": "\\ud800", "pk": 1, "name": "title", "was": "", "now": ""}]',
        ],
    )
    def test_what_no_page_sends_is_refused_with_a_sentence(
        self, strategy: Strategy, editor: User, sent: str
    ) -> None:
        client = Client()
        client.force_login(editor)
        response = self.post(client, strategy, sent)
        assert response.status_code == 400
        assert "Reload the page" in response.json()["message"]

    def test_items_of_others_and_unknown_keys_are_not_there(
        self, strategy: Strategy, editor: User
    ) -> None:
        other = factories.action(title="Theirs")
        client = Client()
        client.force_login(editor)
        cells = [self.cell(other, "Mine"), self.cell(other, "Mine", pk=2**70)]
        told = self.post(client, strategy, cells).json()["problems"]
        assert [each["words"] for each in told] == ["This is no longer in the plan."] * 2
        other.refresh_from_db()
        assert other.title == "Theirs"

    def test_who_may_not_edit_the_plan_is_refused(self, strategy: Strategy) -> None:
        client = Client()
        client.force_login(factories.member(strategy.trust, Role.LEAD).user)
        assert self.post(client, strategy, []).status_code == 403
