"""A process that is killed while it imports leaves the database as it was, or as applied.

Real processes on the database of the test, ended by SIGKILL, which nothing can catch.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches

from ambitions.models import KeyAction
from objectives.services import create_default_scales
from strategy_tracker.accounts.models import Trust
from strategy_tracker.background import progress as signs
from strategy_tracker.background import worker as workers
from strategy_tracker.imports import progress, services, tasks
from strategy_tracker.imports.models import ImportRun
from tests import factories
from tests.killing import database_url, is_quiet
from tests.test_import_undo import everything
from tests.workbooks.samples import workbook

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 700
PATIENCE = 90  # seconds; a machine that runs other tests beside these is slow
TITLE, PERIOD = "Kinder", "Q1 2024/25"


@pytest.fixture(scope="module")
def data() -> bytes:
    rows: list[list[Any]] = [["Goal No", "Goal", "Ref", "Key action", "Lead", "RAG", "Comments"]]
    rows += [
        [n % 9, f"Care {n % 9}", f"{n % 9}.{n}", f"Ring bell {n}", f"Person {n % 40}",
         ("Green", "Amber", "Red")[n % 3], f"Rang {n} times in the quarter."]
        for n in range(ROWS)
    ]  # fmt: skip
    return workbook({"Plan": rows})


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust(code="RIVERMEAD")
    create_default_scales(trust=trust, by=None)
    return trust


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "strategy_tracker.settings",
        "DATABASE_URL": database_url(),
        "DEBUG": "true",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def until(what: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < ends, "It took too long."
        time.sleep(0.01)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Any]]:
    """Starts a worker in a process of its own; gives it once it says that it is there."""
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    started: list[subprocess.Popen[bytes]] = []

    def starting() -> "subprocess.Popen[bytes]":
        started.append(start("run_worker", "--interval", "0.1", "--no-startup-delay"))
        until(workers.has_worker)
        return started[-1]

    yield starting
    for process in started:
        if process.poll() is None:
            kill(process)


def upload(trust: Trust, data: bytes) -> ImportRun:
    return services.upload_run(
        data=data, file_name="plan.xlsx", trust=trust,
        strategy_title=TITLE, period_label=PERIOD, by=None,
    )  # fmt: skip


def give_back(run: ImportRun, monkeypatch: pytest.MonkeyPatch) -> str:
    """The status of the run once it has been found out that its worker is dead."""
    with monkeypatch.context() as patch:
        patch.setattr(signs, "LOST", -1)
        patch.setattr(workers, "_GONE", -1)
        # A server of PostgreSQL may still hold what the dead process had locked.
        until(lambda: services.progress_of(run)["status"] != "applying")
    run.refresh_from_db()
    return run.status


def has_come_to(run: ImportRun, stage: str, percent: int) -> bool:
    found = progress.progress_of(run.pk)
    stages = list(progress.STAGES)
    return stages.index(found.stage) >= stages.index(stage) and found.percent >= percent


def test_a_worker_killed_at_any_point_leaves_all_or_nothing(
    trust: Trust, data: bytes, worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    points = [(stage, 0) for stage in list(progress.STAGES)[1:]] + [("Writing", 45)]
    given_back = []
    for point in points:
        process = worker()
        run = tasks.start_apply(run=upload(trust, data), guess=True, by=None)
        assert run.status == "applying"
        until(partial(has_come_to, run, *point))
        kill(process)
        if give_back(run, monkeypatch) == "previewed":
            assert "Apply it again" in run.summary["failed"]
            given_back.append(run)
        else:
            assert KeyAction.objects.count() == ROWS
            services.undo_run(run=run, by=None)
        assert everything() == before, point
        # Its last word is young enough for a worker that is there; the next has to speak first.
        caches["progress"].clear()
    assert len(given_back) >= 3, "It was killed too late to tell anything."
    worker()
    again = tasks.start_apply(run=given_back[-1], guess=True, by=None)
    until(lambda: ImportRun.objects.get(pk=again.pk).status != "applying")
    assert KeyAction.objects.count() == ROWS


def test_a_command_killed_at_random_leaves_all_or_nothing(
    trust: Trust, data: bytes, tmp_path: Path
) -> None:
    before = everything()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(data)
    command = (
        "import_workbook", str(path), "--trust", "RIVERMEAD", "--strategy", TITLE,
        "--period", PERIOD,
    )  # fmt: skip
    begun = time.monotonic()
    assert start(*command).wait(PATIENCE) == 0
    lasts = time.monotonic() - begun
    applied = {model: len(rows) for model, rows in everything().items()}
    services.undo_run(run=ImportRun.objects.get(), by=None)
    assert everything() == before

    chance = random.Random(7)
    for number in range(2):
        process = start(*command)
        # The later part is where it writes.
        time.sleep(lasts * chance.uniform(0.4 + number * 0.3, 0.6 + number * 0.3))
        kill(process)
        until(is_quiet)
        now = everything()
        if now != before:
            assert {model: len(rows) for model, rows in now.items()} == applied, number
            services.undo_run(run=ImportRun.objects.filter(status="applied").get(), by=None)
            assert everything() == before
    assert start(*command).wait(PATIENCE) == 0
    assert {model: len(rows) for model, rows in everything().items()} == applied
