"""The measures as a grid: many cells saved together, rows added, a save taken back."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ambitions.grid.saving import AddedRow, Change, NewRow, Saved
from ambitions.measures.grid import measure_columns, measure_rows, save_measures, take_back_measures
from ambitions.models import Measure, MeasureLead, Reading
from objectives.models import Period, Strategy
from strategy_tracker.accounts.models import User
from strategy_tracker.accounts.permissions import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy() -> Strategy:
    return factories.strategy()


@pytest.fixture
def editor(strategy: Strategy) -> User:
    return factories.member(strategy.trust, Role.GOVERNANCE).user


def cells_of(measure: Measure) -> dict[str, str]:
    strategy = measure.strategy
    return measure_rows(strategy, measure_columns(strategy))["measure", measure.pk].cells


def change(measure: Measure, name: str, now: str, was: str | None = None) -> Change:
    return Change("measure", measure.pk, name, cells_of(measure)[name] if was is None else was, now)


def new_row(pk: int, **cells: str) -> tuple[NewRow, list[Change]]:
    row = NewRow("measure", pk, uuid4(), None)
    return row, [Change("measure", pk, name, "", text) for name, text in cells.items()]


def save_rows(strategy: Strategy, *rows: tuple[NewRow, list[Change]], by: User) -> Saved:
    typed = [cell for _, cells in rows for cell in cells]
    return save_measures(strategy=strategy, changes=typed, new_rows=[row for row, _ in rows], by=by)


def words(saved: Saved) -> dict[tuple[int, str], str]:
    return {(each.change.pk, each.change.name): each.words for each in saved.problems}


def test_cells_of_every_kind_are_saved_together_and_history_says_who(
    strategy: Strategy, editor: User
) -> None:
    tom = factories.person(strategy.trust, name="Tom Hargreave")
    factories.period(strategy, status=Period.Status.CLOSED)
    period = factories.period(strategy)
    objective = factories.objective(strategy=strategy, reference="1", title="Care")
    scale = factories.rag_scale(strategy.trust)
    ward = factories.custom_field(strategy=strategy, record_kind="measure", heading="Ward")
    measure = factories.measure(strategy=strategy, number="4", name="Waits", better="")
    action = factories.action(strategy=strategy)
    measure.actions.add(action)
    aim = f"aim-{period.financial_year}-Q2"
    # What was aimed at for a closed period stays: there is no column of it.
    assert [name for name in measure_columns(strategy) if name.startswith("aim-")] == [aim]
    typed = {
        "number": "4a",
        "name": "Longest wait",
        "under": "Care",
        "lead": "tom hargreave",
        "value_kind": "grade",
        "better": "Lower is better",
        "baseline": "50%",
        "target": "TBC",
        "target_date": "End of 2027",
        aim: "92%",
        "grade_scale": scale.name,
        "comment": "Two lines\nof words",
        f"own-{ward.pk}": "Seven",
    }
    cells = [change(measure, name, text) for name, text in typed.items()]
    saved = save_measures(strategy=strategy, changes=cells, by=editor)
    assert saved.problems == []
    held = saved.cells["measure", measure.pk]
    kept = {name: held[name] for name in typed}
    assert kept == typed | {"under": "1 Care", "lead": "Tom Hargreave", "value_kind": "Grade"}
    assert held == cells_of(measure)
    measure.refresh_from_db()
    assert (measure.objective, measure.ambition, measure.grade_scale) == (objective, None, scale)
    reading = Reading.objects.get(measure=measure, kind="aim")
    assert (reading.part, reading.raw, reading.number) == ("Q2", "92%", Decimal(92))
    for row in (measure, reading, MeasureLead.objects.get(person=tom)):
        assert row.history.latest().history_user == editor
    # The history of what it measures goes on with it.
    assert [row.keyaction for row in measure.history.latest().actions.all()] == [action]
    before = measure.history.count()
    # Sent twice it changes nothing.
    assert save_measures(strategy=strategy, changes=cells, by=editor).problems == []
    assert measure.history.count() == before


def test_what_cannot_be_taken_is_told_and_the_rest_is_saved(
    strategy: Strategy, editor: User
) -> None:
    factories.period(strategy)
    factories.objective(strategy=strategy, reference="1", title="Care")
    ambition = factories.ambition(strategy=strategy, reference="2", title="Care")
    gone = factories.ambition(strategy=strategy, title="Estate", is_archived=True)
    scale = factories.rag_scale(strategy.trust)
    graded = factories.measure(strategy=strategy, value_kind="grade", grade_scale=scale)
    other = factories.measure(strategy=strategy, ambition=gone)
    elsewhere = factories.measure(name="Theirs")
    aim = next(name for name in measure_columns(strategy) if name.startswith("aim-"))
    cells = [
        change(graded, "name", " "),
        change(graded, aim, "splendid"),
        change(graded, "value_kind", "Percentage"),
        change(graded, "number", "9" * 21),
        change(other, "under", "Care"),
        change(other, "better", "upwards"),
        change(other, "lead", "Nobody Known"),
        change(other, "grade_scale", scale.name),
        change(other, "target", "Mine", was="as it was"),
        change(other, "baseline", "12"),
        Change("measure", elsewhere.pk, "name", "Theirs", "Mine"),
    ]
    labels = "; ".join(rating.label for rating in scale.ratings.all())
    told = words(save_measures(strategy=strategy, changes=cells, by=editor))
    grades = "Only a measure whose figures are grades has a scale of grades."
    assert told.pop((other.pk, "lead")).startswith("“Nobody Known” is nobody")
    assert told == {
        (graded.pk, "name"): "Give it a name.",
        (graded.pk, aim): f"Choose one of its grades: {labels}.",
        (graded.pk, "value_kind"): grades,
        (graded.pk, "number"): "20 characters at most; these are 21.",
        (other.pk, "under"): "“Care” is said of several. Give reference and title: “1 Care”.",
        (other.pk, "better"): "Choose one of: Higher is better; Lower is better.",
        (other.pk, "grade_scale"): grades,
        (other.pk, "target"): "Somebody else changed this cell since you opened the page.",
        (elsewhere.pk, "name"): "This is no longer in the scorecard.",
    }
    assert cells_of(other)["baseline"] == "12"
    # What is no longer in the plan stays where it is held, and is nothing that can be chosen.
    same = change(other, "under", str(gone), was="something else")
    assert words(save_measures(strategy=strategy, changes=[same], by=editor)) == {}
    moved = [change(other, "under", "2")]
    assert save_measures(strategy=strategy, changes=moved, by=editor).problems == []
    assert Measure.objects.get(pk=other.pk).ambition == ambition
    back = [change(other, "under", str(gone))]
    assert "is not a strategic objective or ambition of the plan" in next(
        iter(words(save_measures(strategy=strategy, changes=back, by=editor)).values())
    )
    elsewhere.refresh_from_db()
    assert elsewhere.name == "Theirs"


def test_rows_are_added_whole_and_a_save_is_taken_back_but_for_what_others_did_since(
    strategy: Strategy, editor: User
) -> None:
    factories.period(strategy)
    known = factories.measure(strategy=strategy, number="M4", value_kind="count", target="10")
    aim = next(name for name in measure_columns(strategy) if name.startswith("aim-"))
    rows = [
        new_row(-1, name="Waits", **{aim: "12"}),
        new_row(-2, name="Beds", value_kind="Percentage"),
        new_row(-3, name="Staff", target="9"),
        new_row(-4, target="9"),
        new_row(-5, name="Falls", lead="Nobody Known"),
    ]
    cells = [change(known, "target", "12")]
    typed = [*cells, *(cell for _, own in rows for cell in own)]
    saved = save_measures(
        strategy=strategy, changes=typed, new_rows=[row for row, _ in rows], by=editor
    )
    assert set(words(saved)) == {(-4, "name"), (-5, "lead")}
    waits, beds, staff = (saved.added["measure", -n] for n in (1, 2, 3))
    assert [each.number for each in (waits, beds, staff)] == ["M5", "M6", "M7"]
    assert [each.value_kind for each in (waits, beds)] == ["count", "percent"]
    assert waits.history.get().history_user == editor
    assert Measure.objects.count() == 4
    # Sent twice, because no answer came, it adds once.
    again = save_rows(strategy, *rows[:3], by=editor)
    assert (again.problems, again.added["measure", -2]) == ([], beds)

    factories.reading(measure=beds)
    Measure.objects.filter(pk=staff.pk).update(target="10")
    undone = take_back_measures(
        strategy=strategy,
        changes=[Change("measure", known.pk, "target", "12", "10")],
        added=[
            AddedRow("measure", each.pk, saved.cells["measure", each.pk])
            for each in (waits, beds, staff)
        ],
        by=editor,
    )
    assert words(undone) == {
        (beds.pk, "name"): "This stays, because it has figures.",
        (staff.pk, "name"): "Somebody changed this row since it was added, so it stays.",
    }
    known.refresh_from_db()
    assert known.target == "10"
    assert set(Measure.objects.all()) == {known, beds, staff}
    gone = Measure.history.filter(id=waits.pk).latest()
    assert (gone.history_type, gone.history_user) == ("-", editor)


@pytest.mark.postgresql
def test_two_hundred_rows_cost_as_many_queries_as_two(strategy: Strategy, editor: User) -> None:
    tom = factories.person(strategy.trust, name="Tom Hargreave")
    factories.period(strategy)
    aim = next(name for name in measure_columns(strategy) if name.startswith("aim-"))
    client = Client()
    client.force_login(editor)
    url = reverse("measure_grid", args=[strategy.trust.code])
    client.get(url)
    counts = []
    for number in (2, 200):
        rows = [
            new_row(-n, name=f"{number} {n}", lead=tom.name, **{aim: "92%"})
            for n in range(1, number + 1)
        ]
        with CaptureQueriesContext(connection) as added:
            saved = save_rows(strategy, *rows, by=editor)
        assert (saved.problems, len(saved.added)) == ([], number)
        changes = [
            Change("measure", measure.pk, name, was, now)
            for measure in saved.added.values()
            for name, was, now in (
                ("target", "", "95%"),
                (aim, "92%", "93%"),
                ("lead", tom.name, ""),
            )
        ]
        with CaptureQueriesContext(connection) as changed:
            assert not save_measures(strategy=strategy, changes=changes, by=editor).problems
        with CaptureQueriesContext(connection) as shown:
            assert (
                client.get(reverse("measure_grid", args=[strategy.trust.code])).status_code == 200
            )
        rows_added = [
            AddedRow("measure", measure.pk, cells_of(measure)) for measure in saved.added.values()
        ]
        with CaptureQueriesContext(connection) as back:
            undone = take_back_measures(strategy=strategy, changes=[], added=rows_added, by=editor)
        assert undone.problems == []
        assert not Measure.objects.exists()
        counts.append([len(queries) for queries in (added, changed, shown, back)])
    assert counts[0] == counts[1]


class TestPage:
    def post(self, client: Client, strategy: Strategy, changes: Any, **more: str) -> Any:
        return client.post(
            reverse("measure_grid", args=[strategy.trust.code]),
            {"changes": json.dumps(changes), **more},
        )

    def test_it_saves_and_answers_by_cell_and_takes_no_rows_of_another_grid(
        self, strategy: Strategy, editor: User
    ) -> None:
        measure = factories.measure(strategy=strategy, name="Waits")
        client = Client()
        client.force_login(editor)
        shown = client.get(reverse("measure_grid", args=[strategy.trust.code])).content.decode()
        assert "Waits</textarea>" in shown
        cell = {
            "level": "measure", "pk": measure.pk, "name": "name", "was": "Waits", "now": "Beds",
        }  # fmt: skip
        answer = self.post(client, strategy, [cell]).json()
        assert (answer["problems"], answer["cells"][0]["cells"]["name"]) == ([], "Beds")
        assert self.post(client, strategy, [cell | {"level": "action"}]).status_code == 400

    def test_a_column_that_holds_nothing_is_shown_where_it_is_asked_for(
        self, strategy: Strategy, editor: User
    ) -> None:
        factories.measure(strategy=strategy)
        client = Client()
        client.force_login(editor)
        url = reverse("measure_grid", args=[strategy.trust.code])
        assert 'data-name="comment"' not in client.get(url).content.decode()
        assert 'data-name="comment"' in client.get(f"{url}?columns=all").content.decode()

    def test_what_is_added_stands_in_the_strategy_of_the_page_whichever_was_chosen_since(
        self, strategy: Strategy, editor: User
    ) -> None:
        other = factories.strategy(strategy.trust)
        client = Client()
        client.force_login(editor)
        url = reverse("measure_grid", args=[strategy.trust.code])
        own = f"{url}?strategy={strategy.pk}"
        assert f'action="{own}"' in client.get(own).content.decode()
        client.get(f"{url}?strategy={other.pk}")
        row, (cell,) = new_row(-1, name="Waits")
        sent = {"level": "measure", "pk": -1, "name": "name", "was": "", "now": cell.now}
        rows = [{"level": "measure", "pk": -1, "uuid": str(row.uuid), "under": None}]
        answer = client.post(own, {"changes": json.dumps([sent]), "rows": json.dumps(rows)}).json()
        assert answer["problems"] == []
        assert Measure.objects.get().strategy == strategy
