"""The plan as a grid: many cells saved together, another's change shown by cell, nothing lost."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ambitions.grid.columns import Row
from ambitions.grid.saving import AddedRow, Change, NewRow, Problem, Saved
from ambitions.models import ActionLead, KeyAction
from ambitions.plan.grid import columns_of, read_grid, rows_by_key
from ambitions.plan.grid_saving import save_grid, take_back_save
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


def grid_row(item: Any) -> Row:
    columns = columns_of(item.strategy)
    return rows_by_key(item.strategy, columns)[item.level, item.pk]


def save_cells(**given: Any) -> list[Problem]:
    return save_grid(**given).problems


def change(item: Any, name: str, now: str, was: str | None = None) -> Change:
    held = grid_row(item).cells[name]
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
    row = grid_row(action)
    assert row.cells == {
        "reference": "1.1",
        "title": "Open ninety beds",
        "lead": "Tom Hargreave; Ann Roe",
        "target_date": "31 March 2027",
        "area": action.area,
        "theme": "Access",
        "kind": "Key action",
        "executive": "",
        "sro": "",
        "programme_manager": "",
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
    held = grid_row(action).cells
    (problem,) = save_cells(strategy=strategy, changes=[change(action, name, typed)], by=editor)
    assert words in problem.words
    assert grid_row(action).cells == held


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
    rows = read_grid(strategy, columns_of(strategy))
    assert [row.item for row in rows] == [first, own, ambition, under, alone]
    assert [row.item for row in rows] == [node.item for node in read_outline(strategy, []).nodes()]


def new_row(level: str, pk: int, under: Any = None, **cells: str) -> tuple[NewRow, list[Change]]:
    """A row that is typed or pasted, as the page sends it."""
    key = under if under is None or isinstance(under, tuple) else (under.level, under.pk)
    typed = [Change(level, pk, name, "", text) for name, text in cells.items()]
    return NewRow(level, pk, uuid4(), key), typed


def save_rows(strategy: Strategy, *rows: tuple[NewRow, list[Change]], by: User) -> Saved:
    typed = [change for _, cells in rows for change in cells]
    return save_grid(strategy=strategy, changes=typed, new_rows=[row for row, _ in rows], by=by)


def test_kinds_and_other_leads_are_cells_that_are_shown_where_they_are_used(
    strategy: Strategy, editor: User, tom: Person
) -> None:
    objective = factories.objective(strategy=strategy)
    one, two = (factories.action(strategy=strategy, objective=objective) for _ in range(2))
    client = Client()
    client.force_login(editor)
    url = reverse("plan_grid", args=[strategy.trust.code])
    plain = client.get(url).content.decode()
    every = client.get(f"{url}?columns=all").content.decode()
    for name in ("kind", "executive", "theme"):
        assert f'data-name="{name}"' not in plain
        assert f'data-name="{name}"' in every
    wrong = [change(one, "kind", "Promise"), change(two, "kind", "")]
    words = "Choose one of: Key action; Must do; Should do; Exit criterion."
    told = save_cells(strategy=strategy, changes=wrong, by=editor)
    assert [problem.words for problem in told] == [words, words]
    factories.lead(one, tom, kind="sro")
    right = [change(one, "kind", "must do"), change(one, "executive", tom.name)]
    assert save_cells(strategy=strategy, changes=right, by=editor) == []
    one.refresh_from_db()
    assert (one.kind, one.history.latest().history_user) == (KeyAction.Kind.MUST_DO, editor)
    # Who leads in another way stays.
    assert set(one.lead_rows.values_list("kind", "person")) == {
        ("sro", tom.pk), ("executive", tom.pk),
    }  # fmt: skip
    plain = client.get(url).content.decode()
    assert 'data-name="kind"' in plain and 'data-name="executive"' in plain


def test_what_is_done_is_read_and_no_cell_to_type_in(strategy: Strategy, editor: User) -> None:
    scale = factories.rag_scale(strategy.trust)
    complete = factories.rating(scale=scale, label="Complete", ends_work=True)
    dimension = factories.dimension(strategy=strategy, scale=scale)
    period = factories.period(strategy)
    objective = factories.objective(strategy=strategy)
    done, _ = (factories.action(strategy=strategy, objective=objective) for _ in range(2))
    update = factories.update(item=done, period=period)
    factories.update_rating(update=update, dimension=dimension, rating=complete)
    client = Client()
    client.force_login(editor)
    shown = client.get(reverse("plan_grid", args=[strategy.trust.code])).content.decode()
    assert shown.count('<td class="is-read">Done</td>') == 1
    assert shown.count('<td class="is-read">Open</td>') == 2
    assert 'data-name="status"' not in shown
    cell = Change("action", done.pk, "status", "Done", "Open")
    (problem,) = save_cells(strategy=strategy, changes=[cell], by=editor)
    assert problem.words.startswith("This column is no longer here.")


class TestNewRows:
    def test_rows_of_every_level_are_added_in_one_save_under_each_other(
        self, strategy: Strategy, editor: User, tom: Person
    ) -> None:
        first = factories.objective(strategy=strategy, reference="1")
        beside = factories.action(
            objective=first, strategy=strategy, reference="1.1", kind="must_do", position=4
        )
        rows = [
            new_row("action", -1, ("ambition", -2), title="Hire nurses", lead="Tom Hargreave"),
            new_row("ambition", -2, ("objective", -3), title="Shorter waits"),
            new_row("objective", -3, title="Care closer to home"),
            new_row("action", -4, first, title="Open beds", target_date="31/3/2027"),
            new_row("action", -5, first, title="Open wards"),
        ]
        saved = save_rows(strategy, *rows, by=editor)
        assert saved.problems == []
        objective = StrategicObjective.objects.get(title="Care closer to home")
        hired = KeyAction.objects.get(title="Hire nurses")
        assert (objective.reference, hired.ambition.objective) == ("2", objective)
        assert [lead.person for lead in hired.lead_rows.all()] == [tom]
        beds, wards = (KeyAction.objects.get(title=f"Open {what}") for what in ("beds", "wards"))
        assert [beds.reference, wards.reference] == ["1.2", "1.3"]
        assert beside.position < beds.position < wards.position
        assert (beds.kind, beds.target_date) == ("must_do", date(2027, 3, 31))
        last = beds.history.get()
        assert (last.history_type, last.history_user) == ("+", editor)
        assert saved.added["action", -4] == beds
        assert saved.cells["action", beds.pk]["reference"] == "1.2"
        # Sent twice, because no answer came, it adds once.
        again = save_rows(strategy, *rows, by=editor)
        assert (again.problems, again.added["action", -4]) == ([], beds)
        assert KeyAction.objects.count() == 4

    def test_a_row_that_cannot_be_added_says_why_and_holds_nothing_else_up(
        self, strategy: Strategy, editor: User
    ) -> None:
        objective = factories.objective(strategy=strategy, reference="1", title="Care")
        gone = factories.objective(strategy=strategy, title="Estate", is_archived=True)
        rows = [
            new_row("action", -1, objective, lead="Nobody Known", title="A"),
            new_row("action", -2, objective, target_date="31 March 2027"),
            new_row("objective", -3, title="Care"),
            new_row("ambition", -4, ("objective", -3), title="B"),
            new_row("action", -5, gone, title="C"),
            new_row("action", -6, None, title="D"),
            new_row("action", -7, objective, title="E", reference="1"),
            new_row("action", -8, objective, title="F", reference="1"),
            new_row("action", -9, objective, title="G"),
        ]
        saved = save_rows(strategy, *rows, by=editor)
        told = {(each.change.pk, each.change.name): each.words for each in saved.problems}
        assert told.pop((-1, "lead")).startswith("“Nobody Known” is nobody")
        assert told == {
            (-2, "title"): "Give it a title.",
            (-3, "title"): "“Care” is the title of “Care” too.",
            (-4, "title"): "What it stands under is not saved yet.",
            (-5, "title"): "“Estate” is no longer in the plan: bring it back first.",
            (-6, "title"): "Choose what it stands under.",
            (-8, "reference"): "“1” is the reference of “E” too.",
        }
        assert set(KeyAction.objects.values_list("title", flat=True)) == {"E", "G"}
        assert not strategy.ambitions.exists()

    def test_a_save_is_taken_back_as_a_whole(self, strategy: Strategy, editor: User) -> None:
        objective = factories.objective(strategy=strategy, reference="1", title="Care")
        action = factories.action(
            objective=objective, strategy=strategy, target_date=date(2026, 12, 31), reference="1.1",
            target_text="Quarter 3",
        )  # fmt: skip
        cells = [
            change(action, "target_date", "31 March 2027"),
            change(action, "reference", "1.9"),
            change(objective, "title", "Care at home"),
        ]
        row, typed = new_row("action", -1, objective, title="Open beds", reference="1.1")
        saved = save_grid(
            strategy=strategy, changes=[*cells, *typed], new_rows=[row], reason="Late", by=editor
        )
        assert saved.problems == []
        key = ("action", saved.added[row.key].pk)
        back = [
            Change(each.level, each.pk, each.name, saved.cells[each.key][each.name], each.was)
            for each in cells
        ]
        undone = take_back_save(
            strategy=strategy, changes=back, added=[AddedRow(*key, saved.cells[key])], by=editor
        )
        assert undone.problems == []
        action.refresh_from_db()
        objective.refresh_from_db()
        assert (action.reference, action.target_date, action.target_text) == (
            "1.1", date(2026, 12, 31), "Quarter 3",
        )  # fmt: skip
        assert objective.title == "Care"
        assert KeyAction.objects.get() == action
        assert not action.baseline_changes.exists()
        gone = KeyAction.history.filter(id=key[1]).latest()
        assert (gone.history_type, gone.history_user) == ("-", editor)

    def test_what_others_did_since_stays_when_a_save_is_taken_back(
        self, strategy: Strategy, editor: User
    ) -> None:
        objective = factories.objective(strategy=strategy)
        rows = [new_row("action", -n, objective, title=f"Action {n}") for n in (1, 2, 3)]
        saved = save_rows(strategy, *rows, by=editor)
        one, two, three = (saved.added["action", -n] for n in (1, 2, 3))
        KeyAction.objects.filter(pk=one.pk).update(title="Theirs")
        factories.update(item=two)
        added = [
            AddedRow("action", each.pk, saved.cells["action", each.pk])
            for each in (one, two, three)
        ]
        undone = take_back_save(strategy=strategy, changes=[], added=added, by=editor)
        assert {each.change.pk: each.words for each in undone.problems} == {
            one.pk: "Somebody changed this row since it was added, so it stays.",
            two.pk: "This stays, because it has updates.",
        }
        assert set(KeyAction.objects.all()) == {one, two}


class TestOwnColumns:
    def test_words_numbers_days_and_choices_are_cells_and_undone_like_others(
        self, strategy: Strategy, editor: User
    ) -> None:
        objective = factories.objective(strategy=strategy)
        action = factories.action(objective=objective, strategy=strategy)
        own = {
            kind: factories.custom_field(
                strategy=strategy, record_kind="action", heading=kind.title(), value_kind=kind,
                allowed_values=["North", "South"] if kind == "choice" else [],
            )
            for kind in ("text", "number", "date", "choice")
        }  # fmt: skip
        ward = factories.custom_field(strategy=strategy, record_kind="objective", heading="text")
        name = {kind: f"own-{field.pk}" for kind, field in own.items()}
        columns = columns_of(strategy)
        assert [column.label for column in columns.values()][-4:] == [
            "Text", "Number", "Date", "Choice",
        ]  # fmt: skip
        typed = {
            "text": "Ward 7\nand 8",
            "number": "£1,250",
            "date": "31/3/2027",
            "choice": "North",
        }
        cells = [change(action, name[kind], text) for kind, text in typed.items()]
        cells.append(change(objective, name["text"], "All wards"))
        row, more = new_row("action", -1, objective, title="New", **{name["choice"]: "South"})
        saved = save_grid(strategy=strategy, changes=[*cells, *more], new_rows=[row], by=editor)
        assert saved.problems == []
        action.refresh_from_db()
        assert {kind: field.value(action) for kind, field in own.items()} == typed | {
            "date": "2027-03-31"
        }
        assert saved.cells["action", action.pk][name["date"]] == "31 March 2027"
        objective.refresh_from_db()
        assert ward.value(objective) == "All wards"
        assert own["choice"].value(saved.added[row.key]) == "South"
        assert action.history.latest().custom_values == action.custom_values

        wrong = [
            change(action, name["number"], "many"),
            change(action, name["date"], "in spring"),
            change(action, name["choice"], "East"),
            change(action, name["text"], "Mine", was="as it was"),
        ]
        problems = save_cells(strategy=strategy, changes=wrong, by=editor)
        assert [each.words for each in problems] == [
            "Type a number, such as 12 or 3.5.",
            "Type a date, such as 31 March 2026.",
            "Choose one of: North; South.",
            "Somebody else changed this cell since you opened the page.",
        ]
        back = [
            Change(each.level, each.pk, each.name, saved.cells[each.key][each.name], "")
            for each in cells
        ]
        assert take_back_save(strategy=strategy, changes=back, added=[], by=editor).problems == []
        action.refresh_from_db()
        assert action.custom_values == {}


@pytest.mark.postgresql
def test_two_hundred_new_rows_cost_as_many_queries_as_two_and_so_does_taking_them_back(
    strategy: Strategy, editor: User, tom: Person
) -> None:
    objective = factories.objective(strategy=strategy, reference="1")
    counts = []
    for number in (2, 200):
        rows = [
            new_row("action", -n, objective, title=f"{number} {n}", lead=tom.name)
            for n in range(1, number + 1)
        ]
        with CaptureQueriesContext(connection) as queries:
            saved = save_rows(strategy, *rows, by=editor)
        assert (saved.problems, len(saved.added)) == ([], number)
        assert len({item.reference for item in saved.added.values()}) == number
        added = [AddedRow("action", pk, cells) for (_, pk), cells in saved.cells.items()]
        with CaptureQueriesContext(connection) as back:
            undone = take_back_save(strategy=strategy, changes=[], added=added, by=editor)
        assert undone.problems == []
        assert not KeyAction.objects.exists()
        counts.append((len(queries), len(back)))
    assert counts[0] == counts[1]


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


def test_the_page_costs_as_many_queries_for_twenty_rows_as_for_two(
    strategy: Strategy, editor: User, tom: Person
) -> None:
    objective = factories.objective(strategy=strategy)
    factories.period(strategy)
    client = Client()
    client.force_login(editor)
    url = reverse("plan_grid", args=[strategy.trust.code])
    client.get(url)
    counts = []
    for number in (2, 18):
        for _ in range(number):
            factories.lead(factories.action(strategy=strategy, objective=objective), tom)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
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
        answer = self.post(client, strategy, [self.cell(action, "Open more")]).json()
        assert (answer["problems"], answer["added"]) == ([], [])
        assert answer["cells"][0]["cells"]["title"] == "Open more"
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
