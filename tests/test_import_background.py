"""Imports that are applied outside of the request: by whom, how far, and what if it dies."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.dispatch import Signal
from django.test import Client
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from ambitions.models import KeyAction, Update
from objectives.models import Strategy
from objectives.services import create_default_scales
from risks.models import Risk
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.background import progress as signs
from strategy_tracker.background import worker as workers
from strategy_tracker.imports import progress, services, tasks
from strategy_tracker.imports.apply import apply
from strategy_tracker.imports.apply.answers import write_answers
from strategy_tracker.imports.models import ImportRun
from tests import factories
from tests.test_services_at_once import PATIENCE, at_once
from tests.workbooks.samples import ACTIONS, OBJECTIVES, RISKS, changed, workbook

pytestmark = pytest.mark.django_db

PLAN: dict[str, Any] = {"Plan": ACTIONS, "Risks": RISKS, "Goals": OBJECTIVES}


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def officer() -> User:
    return factories.user(name="Ketan Mistry")


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker that says it is there, and takes nothing up until `work` is called."""
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    with workers.being_a_worker():
        yield


def upload(trust: Trust, sheets: dict[str, Any] = PLAN, by: Any = None) -> ImportRun:
    return services.upload_run(
        data=workbook(sheets), file_name="plan.xlsx", trust=trust,
        strategy_title="Kinder", period_label="Q1 2024/25", by=by,
    )  # fmt: skip


def start(run: ImportRun, by: Any = None) -> ImportRun:
    return tasks.start_apply(run=run, guess=True, by=by)


def work() -> None:
    """Everything in the queue, as run_worker does it, on the connection of the test."""
    worker = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    )  # fmt: skip
    for row in DBTaskResult.objects.ready():
        row.claim("test")
        worker.run_task(row)


def silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was under way has not been heard of for too long."""
    monkeypatch.setattr(signs, "LOST", -1)
    monkeypatch.setattr(workers, "_GONE", -1)


# At once, or by a worker


def test_a_small_import_is_applied_at_once(trust: Trust, officer: User) -> None:
    with workers.being_a_worker():
        run = start(upload(trust), by=officer)
    assert (run.status, run.applied_by) == ("applied", officer)
    assert services.progress_of(run)["percent"] == 100
    assert not DBTaskResult.objects.exists()


def test_a_large_one_is_applied_at_once_where_there_is_no_worker(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    assert start(upload(trust)).status == "applied"


@pytest.mark.usefixtures("worker")
def test_a_large_one_waits_for_the_worker_whoever_looks_on(trust: Trust, officer: User) -> None:
    """Nothing of it hangs on the request that began it, or on the browser."""
    run = start(upload(trust), by=officer)
    assert run.status == "applying" and not KeyAction.objects.exists()
    waiting = services.progress_of(run)
    assert (waiting["stage"], waiting["percent"], waiting["status"]) == ("Waiting", 0, "applying")
    assert start(run, by=officer).status == "applying" and DBTaskResult.objects.count() == 1
    work()
    run.refresh_from_db()
    assert (run.status, run.applied_by) == ("applied", officer)
    assert KeyAction.objects.count() == 3
    assert KeyAction.history.filter(history_user=officer).count() == 3
    assert services.progress_of(run)["stage"] == "Done"
    assert DBTaskResult.objects.get().return_value == "applied"


@pytest.mark.usefixtures("worker")
def test_a_browser_that_is_closed_takes_nothing_with_it(trust: Trust) -> None:
    officer = factories.member(trust, "governance").user
    run = upload(trust, by=officer)
    browser = Client()
    browser.force_login(officer)
    page = f"/t/{trust.code}/imports/{run.pk}"
    assert browser.post(f"{page}/apply/").status_code == 302
    browser.logout()
    work()
    another = Client()
    another.force_login(officer)
    report = another.get(f"{page}/report/")
    assert report.status_code == 200 and b"plan.xlsx" in report.content
    assert KeyAction.objects.count() == 3


@pytest.mark.usefixtures("worker")
def test_what_cannot_be_applied_any_more_waits_again_with_a_reason(trust: Trust) -> None:
    start(upload(trust), by=None)
    work()
    second = upload(trust, PLAN | {"Plan": changed(ACTIONS, (1, 6, "Better."))})
    third = upload(trust, PLAN | {"Plan": changed(ACTIONS, (1, 6, "Best."))})
    start(second)
    start(third)
    work()
    third.refresh_from_db()
    assert third.status == "previewed" and "the plan has changed" in third.summary["failed"]
    assert third.changes["changes"] and third.summary["counts"]["update"]["changed"] == 1
    assert services.progress_of(third)["failed"] == third.summary["failed"]
    assert start(third).summary.get("failed") is None
    work()
    third.refresh_from_db()
    assert third.status == "applied" and "failed" not in third.summary


def test_an_error_of_ours_gives_the_import_back_and_is_not_hidden(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("Out of ink.")

    monkeypatch.setattr(apply, "write_answers", fail)
    run = upload(trust)
    with pytest.raises(RuntimeError):
        start(run)
    run.refresh_from_db()
    assert run.status == "previewed" and not Strategy.objects.exists()


def test_what_was_discarded_is_not_started(trust: Trust) -> None:
    run = services.discard_run(run=upload(trust), by=None)
    with pytest.raises(ValidationError, match="discarded"):
        start(run)


# What died


@pytest.mark.usefixtures("worker")
def test_an_import_whose_worker_died_waits_again(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(upload(trust))
    task = DBTaskResult.objects.get()
    task.claim("killed")
    assert services.progress_of(run)["status"] == "applying"
    silence(monkeypatch)
    found = services.progress_of(run)
    assert found["status"] == "previewed" and "Apply it again" in found["failed"]
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert start(run).status == "applied" and KeyAction.objects.count() == 3


@pytest.mark.usefixtures("worker")
def test_an_import_in_the_queue_is_not_lost_while_there_is_a_worker(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(upload(trust))
    monkeypatch.setattr(signs, "LOST", -1)
    services.give_back_all_lost()
    run.refresh_from_db()
    assert run.status == "applying"
    monkeypatch.setattr(workers, "_GONE", -1)
    services.give_back_all_lost()
    run.refresh_from_db()
    assert run.status == "previewed"
    work()
    assert not KeyAction.objects.exists()


@pytest.mark.usefixtures("worker")
def test_a_worker_that_comes_back_from_the_dead_does_nothing(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(upload(trust))
    task = DBTaskResult.objects.get()
    silence(monkeypatch)
    services.progress_of(run)
    done = services.carry_out(run=run, guess=True, by=None, task=str(task.pk))
    assert done.status == "previewed" and not KeyAction.objects.exists()


# How far it is


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_can_be_read_while_its_one_transaction_lasts(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = upload(trust)
    half_way, looked = threading.Event(), threading.Event()

    def write_slowly(*arguments: Any) -> None:
        half_way.set()
        assert looked.wait(PATIENCE)
        write_answers(*arguments)

    monkeypatch.setattr(apply, "write_answers", write_slowly)
    found: dict[str, Any] = {}

    def looking() -> None:
        assert half_way.wait(PATIENCE)
        found.update(services.progress_of(run), actions=KeyAction.objects.count())
        # Silent for too long or not: whoever holds the run is not robbed of it.
        if connection.vendor == "postgresql":
            monkeypatch.setattr(signs, "LOST", -1)
            found["status"] = services.progress_of(run)["status"]
        looked.set()

    done, _ = at_once(lambda: start(run), looking)
    assert done.status == "applied", done
    assert (found["stage"], found["status"], found["actions"]) == ("Writing", "applying", 0)
    assert 40 < found["percent"] < 98 and 0 < found["done"] < found["total"] == 10


def test_progress_never_goes_back() -> None:
    seen = []
    with progress.reporting(1):
        for stage in list(progress.STAGES)[1:]:
            progress.at(stage, 3)
            for _ in range(4):
                seen.append(progress.Progress(**(signs.reported() or {})).percent)
                progress.step(1)
    assert seen == sorted(seen) and seen[-1] == 100
    assert progress.progress_of(1).stage == "Finishing"


def test_a_worker_is_seen_while_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not workers.has_worker()
    with workers.being_a_worker():
        assert workers.has_worker()
    assert not workers.has_worker()


def test_a_worker_tidies_up_after_those_that_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "BEAT", 0.01)
    monkeypatch.setattr(signs, "LOST", 0)
    tidied = threading.Event()

    def tidy(**of_signal: Any) -> None:
        tidied.set()

    monkeypatch.setattr(workers, "tidying", Signal())
    workers.tidying.connect(tidy)
    with workers.being_a_worker():
        assert tidied.wait(PATIENCE)


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_imports_into_one_strategy_at_once_are_both_there(trust: Trust) -> None:
    files = ({"Plan": ACTIONS, "Goals": OBJECTIVES}, {"Risks": RISKS, "Goals": OBJECTIVES})

    def importing(sheets: dict[str, Any]) -> Any:
        return services.import_at_once(
            data=workbook(sheets), file_name="plan.xlsx", trust=trust,
            strategy_title="Kinder", period_label="Q1 2024/25", by=None,
        )  # fmt: skip

    outcomes = at_once(*(lambda sheets=sheets: importing(sheets) for sheets in files))
    assert all(isinstance(outcome, tuple) and outcome[1] for outcome in outcomes), outcomes
    assert (Strategy.objects.count(), KeyAction.objects.count()) == (1, 3)
    assert (Risk.objects.count(), Update.objects.count()) == (2, 3)
    assert ImportRun.objects.filter(status="applied").count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_that_change_the_same_the_second_is_told(trust: Trust) -> None:
    start(upload(trust))
    waiting = [
        upload(trust, PLAN | {"Plan": changed(ACTIONS, (1, 6, words))})
        for words in ("Better.", "Best.")
    ]
    outcomes = at_once(*(lambda run=run: start(run) for run in waiting))
    assert sorted(outcome.status for outcome in outcomes) == ["applied", "previewed"], outcomes
    told = next(outcome for outcome in outcomes if outcome.status == "previewed")
    assert "the plan has changed" in told.summary["failed"]
    assert start(told).status == "applied"


@pytest.mark.django_db(transaction=True)
def test_one_import_applied_twice_at_once_is_applied_once(trust: Trust) -> None:
    run = upload(trust)
    outcomes = at_once(lambda: start(run), lambda: start(run))
    assert {outcome.status for outcome in outcomes} <= {"applied", "applying"}, outcomes
    assert KeyAction.objects.count() == 3 and KeyAction.history.count() == 3


@pytest.mark.django_db(transaction=True)
def test_an_undo_and_an_import_at_once_go_one_after_the_other(trust: Trust) -> None:
    first = start(upload(trust))
    again = upload(trust, PLAN | {"Plan": changed(ACTIONS, (1, 6, "Better."))})
    undone, done = at_once(lambda: services.undo_run(run=first, by=None), lambda: start(again))
    assert not isinstance(undone, Exception) and not isinstance(done, Exception)
    if done.status == "applied":
        assert [row["kind"] for row in undone.edited] == ["update"]
        assert Update.objects.count() == 1
    else:
        assert not KeyAction.objects.exists()
