"""The risks as a grid: many cells and scores saved together, rows added, a save taken back."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ambitions.grid.saving import AddedRow, Change, NewRow, Saved
from objectives.models import Period, Strategy
from risks.grid import open_period, risk_columns, risk_rows, save_risks, take_back_risks
from risks.matrix import Band, Bands, Matrix, Method
from risks.models import Risk, RiskLead, RiskScore
from risks.services import save_risk_matrix, score_risk
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


def cells_of(risk: Risk, strategy: Strategy) -> dict[str, str]:
    period = open_period(strategy)
    columns = risk_columns(strategy.trust, strategy, period)
    return risk_rows(strategy.trust, strategy, period, columns)["risk", risk.pk].cells


def change(risk: Risk, name: str, now: str, was: str = "") -> Change:
    return Change("risk", risk.pk, name, was, now)


def new_row(pk: int, **cells: str) -> tuple[NewRow, list[Change]]:
    row = NewRow("risk", pk, uuid4(), None)
    return row, [Change("risk", pk, name, "", text) for name, text in cells.items()]


def save_cells(strategy: Strategy, changes: list[Change], by: User, **more: Any) -> Saved:
    return save_risks(trust=strategy.trust, strategy=strategy, changes=changes, by=by, **more)


def save_rows(strategy: Strategy, *rows: tuple[NewRow, list[Change]], by: User) -> Saved:
    typed = [cell for _, cells in rows for cell in cells]
    return save_cells(strategy, typed, by, new_rows=[row for row, _ in rows])


def take_back(strategy: Strategy, changes: list[Change], added: list[AddedRow], by: User) -> Saved:
    return take_back_risks(
        trust=strategy.trust, strategy=strategy, changes=changes, added=added, by=by
    )


def words(saved: Saved) -> dict[tuple[int, str], str]:
    return {(each.change.pk, each.change.name): each.words for each in saved.problems}


def test_cells_of_every_kind_and_scores_are_saved_together_and_history_says_who(
    strategy: Strategy, editor: User
) -> None:
    tom = factories.person(strategy.trust, name="Tom Hargreave")
    earlier = factories.period(strategy, status=Period.Status.CLOSED)
    period = factories.period(strategy)
    category = factories.risk_category(strategy.trust, name="Finance")
    factories.risk_category(strategy.trust, name="Estate", is_archived=True)
    ward = factories.custom_field(trust=strategy.trust, record_kind="risk", heading="Ward")
    risk = factories.risk(strategy=strategy, reference="R1", title="Money runs out")
    factories.risk_score(risk=risk, kind="current", period=earlier, score=20)
    typed = {
        "reference": "BAF 1",
        "title": "Money runs out",
        "lead": "tom hargreave",
        "category": "finance",
        "likelihood": "Possible",
        "consequence": "4",
        "cause": "Costs\nrise",
        "appetite": "Cautious",
        "tolerance": "12",
        "committee": "Finance committee",
        "target_date": "31/3/2027",
        "kind": "Corporate register",
        "strategy": "",
        f"own-{ward.pk}": "Seven",
    }
    held = cells_of(risk, strategy)
    assert (held["likelihood"], held["strategy"]) == ("", strategy.title)
    cells = [change(risk, name, text, was=held[name]) for name, text in typed.items()]
    saved = save_cells(strategy, cells, editor)
    assert saved.problems == []
    shown = saved.cells["risk", risk.pk]
    assert {name: shown[name] for name in typed} == typed | {
        "lead": "Tom Hargreave", "category": "Finance", "likelihood": "3",
        "target_date": "31 March 2027",
    }  # fmt: skip
    assert shown == cells_of(risk, strategy)
    risk.refresh_from_db()
    assert (risk.category, risk.tolerance, risk.strategy) == (category, 12, None)
    assert risk.target_date == date(2027, 3, 31)
    score = RiskScore.objects.get(risk=risk, period=period)
    assert (score.kind, score.likelihood, score.consequence, score.score) == ("current", 3, 4, 12)
    for row in (risk, score, RiskLead.objects.get(person=tom)):
        assert row.history.latest().history_user == editor
    before = risk.history.count(), score.history.count()
    # Sent twice it changes nothing.
    assert save_cells(strategy, cells, editor).problems == []
    assert (risk.history.count(), score.history.count()) == before

    # The save is taken back, with the score that it gave.
    back = [change(risk, name, held[name], was=shown[name]) for name in typed]
    assert take_back(strategy, back, [], editor).problems == []
    assert cells_of(risk, strategy) == held
    assert RiskScore.objects.get().period == earlier
    gone = RiskScore.history.filter(id=score.pk).latest()
    assert (gone.history_type, gone.history_user) == ("-", editor)


def test_what_cannot_be_taken_is_told_and_the_rest_is_saved(
    strategy: Strategy, editor: User
) -> None:
    period = factories.period(strategy)
    closed = factories.risk(strategy=strategy, reference="R9", title="Over", is_closed=True)
    one = factories.risk(strategy=strategy, reference="R1", title="")
    two = factories.risk(trust=strategy.trust, reference="R2", title="Staff leave")
    score_risk(risk=two, kind="current", period=period, likelihood=3, consequence=4, by=editor)
    elsewhere = factories.risk(title="Theirs")
    of_other = factories.risk(strategy=factories.strategy(strategy.trust), title="Other")
    cells = [
        change(one, "reference", "", was="R1"),
        change(one, "likelihood", "3"),
        change(one, "tolerance", "101"),
        change(one, "category", "Money"),
        change(one, "lead", "Nobody Known"),
        change(one, "committee", "Audit"),
        change(two, "reference", "R9", was="R2"),
        change(two, "likelihood", "", was="3"),
        change(two, "consequence", "6", was="4"),
        change(two, "title", "Mine", was="as it was"),
        *(change(each, "title", "Mine") for each in (closed, elsewhere, of_other)),
    ]
    told = words(save_cells(strategy, cells, editor))
    assert told.pop((one.pk, "lead")).startswith("“Nobody Known” is nobody")
    assert told.pop((two.pk, "consequence")).startswith("Choose one of: 1 ")
    assert told == {
        (one.pk, "reference"): "Give the risk a title or a reference.",
        (one.pk, "likelihood"): "Give the consequence too: a score is made of both.",
        (one.pk, "tolerance"): "Give a whole number from 0 to 100.",
        (one.pk, "category"): "The trust has no categories yet.",
        (two.pk, "reference"): "“R9” is the reference of “Over” too.",
        (two.pk, "likelihood"): "A score that was given is not taken away: give another.",
        (two.pk, "title"): "Somebody else changed this cell since you opened the page.",
        (closed.pk, "title"): "This is no longer on the register.",
        (elsewhere.pk, "title"): "This is no longer on the register.",
        (of_other.pk, "title"): "This is no longer on the register.",
    }
    assert cells_of(one, strategy)["committee"] == "Audit"
    assert RiskScore.objects.get().score == 12
    # Two references change places, of which one stands for the only name of its risk.
    swapped = [change(one, "reference", "R2", was="R1"), change(two, "reference", "R1", was="R2")]
    assert save_cells(strategy, swapped, editor).problems == []
    assert set(Risk.objects.filter(pk__in=[one.pk, two.pk]).values_list("pk", "reference")) == {
        (one.pk, "R2"), (two.pk, "R1"),
    }  # fmt: skip


def test_without_an_open_period_nothing_is_scored_and_by_score_alone_a_band_is_a_score(
    strategy: Strategy, editor: User
) -> None:
    risk = factories.risk(strategy=strategy)
    assert not {"likelihood", "score"} & cells_of(risk, strategy).keys()
    bands = Bands((Band("High", "red", 8, 10), Band("Low", "green", 1, 7)))
    matrix = Matrix("Own", Method.SCORE_ALONE, (), (), bands)
    save_risk_matrix(trust=strategy.trust, matrix=matrix, by=editor)
    factories.period(strategy)
    (problem,) = save_cells(strategy, [change(risk, "score", "11")], editor).problems
    assert problem.words == "Give a score from 1 to 10, or the name of a band."
    assert save_cells(strategy, [change(risk, "score", "High")], editor).problems == []
    score = RiskScore.objects.get()
    assert (score.score, score.printed) == (8, "High")
    assert save_cells(strategy, [change(risk, "score", "9", was="High")], editor).problems == []
    score.refresh_from_db()
    assert (score.score, score.printed) == (9, "")


def test_rows_are_added_whole_and_taken_back_but_for_what_others_did_since(
    strategy: Strategy, editor: User
) -> None:
    factories.period(strategy)
    factories.risk(strategy=strategy, reference="R4")
    rows = [
        new_row(-1, title="Beds run out", likelihood="3", consequence="5"),
        new_row(-2, title="Staff leave"),
        new_row(-3, reference="R9"),
        new_row(-4, cause="No name"),
        new_row(-5, title="Half", likelihood="3"),
    ]
    saved = save_rows(strategy, *rows, by=editor)
    assert set(words(saved)) == {(-4, "title"), (-5, "likelihood")}
    beds, staff, bare = (saved.added["risk", -n] for n in (1, 2, 3))
    assert [each.reference for each in (beds, staff, bare)] == ["R10", "R11", "R9"]
    assert (beds.strategy, beds.scores.get().score) == (strategy, 15)
    assert beds.history.get().history_user == editor
    again = save_rows(strategy, *rows[:3], by=editor)
    assert (again.problems, again.added["risk", -2]) == ([], staff)
    assert Risk.objects.count() == 4

    factories.control(risk=staff)
    factories.risk_score(risk=bare, kind="target", period=None)
    added = [
        AddedRow("risk", each.pk, saved.cells["risk", each.pk]) for each in (beds, staff, bare)
    ]
    undone = take_back(strategy, [], added, editor)
    assert words(undone) == {
        (staff.pk, "title"): "This stays, because it has controls.",
        (bare.pk, "title"): "This stays, because it has scores.",
    }
    assert not Risk.objects.filter(pk=beds.pk).exists()


@pytest.mark.postgresql
def test_two_hundred_rows_cost_as_many_queries_as_two(strategy: Strategy, editor: User) -> None:
    tom = factories.person(strategy.trust, name="Tom Hargreave")
    factories.period(strategy)
    factories.risk(strategy=strategy, title="First", reference="A1")
    client = Client()
    client.force_login(editor)
    url = reverse("risk_grid", args=[strategy.trust.code])
    client.get(url)
    # The trust's first score gives it a matrix of its own.
    save_rows(strategy, new_row(-1, title="Scored", likelihood="3", consequence="5"), by=editor)
    counts = []
    for number in (2, 200):
        rows = [
            new_row(-n, title=f"{number} {n}", lead=tom.name, likelihood="3", consequence="5")
            for n in range(1, number + 1)
        ]
        with CaptureQueriesContext(connection) as made:
            saved = save_rows(strategy, *rows, by=editor)
        assert (saved.problems, len(saved.added)) == ([], number)
        changes = [
            change(risk, name, now, was=was)
            for risk in saved.added.values()
            for name, was, now in (
                ("committee", "", "Audit"), ("likelihood", "3", "4"), ("lead", tom.name, ""),
                ("reference", risk.reference, f"N{risk.pk}"),
            )
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as changed:
            assert not save_cells(strategy, changes, editor).problems
        with CaptureQueriesContext(connection) as shown:
            assert client.get(url).status_code == 200
        period = open_period(strategy)
        known = risk_rows(
            strategy.trust, strategy, period, risk_columns(strategy.trust, strategy, period)
        )
        added = [
            AddedRow("risk", risk.pk, known["risk", risk.pk].cells) for risk in saved.added.values()
        ]
        with CaptureQueriesContext(connection) as back:
            assert not take_back(strategy, [], added, editor).problems
        assert Risk.objects.count() == 2
        counts.append([len(queries) for queries in (made, changed, shown, back)])
    assert counts[0] == counts[1]


def test_the_page_saves_and_answers_by_cell_with_or_without_a_strategy(
    strategy: Strategy, editor: User
) -> None:
    client = Client()
    url = reverse("risk_grid", args=[strategy.trust.code])
    risk = factories.risk(trust=strategy.trust, title="Money runs out")
    client.force_login(editor)
    assert "No period is open" in client.get(url).content.decode()
    cell = {
        "level": "risk", "pk": risk.pk, "name": "title", "was": risk.title, "now": "Beds run out",
    }  # fmt: skip
    answer = client.post(url, {"changes": json.dumps([cell])}).json()
    assert (answer["problems"], answer["cells"][0]["cells"]["title"]) == ([], "Beds run out")
    bare = factories.member(role=Role.GOVERNANCE)
    client.force_login(bare.user)
    shown = client.get(reverse("risk_grid", args=[bare.trust.code])).content.decode()
    assert "There are no risks yet." in shown
