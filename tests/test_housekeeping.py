"""What the worker throws away, and that nothing silences it."""

import datetime
import threading
import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from strategy_tracker.background import progress, worker
from strategy_tracker.background.housekeeping import keep_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def long_ago() -> None:
    caches["progress"].delete("housekeeping")


def session(key: str, *, hours: int) -> None:
    expires = timezone.now() + datetime.timedelta(hours=hours)
    Session.objects.create(session_key=key, session_data="x", expire_date=expires)


def task(*, days: int, status: str) -> DBTaskResult:
    finished = timezone.now() - datetime.timedelta(days=days) if status == "SUCCESSFUL" else None
    return DBTaskResult.objects.create(
        task_path="reports.tasks.make_pdf",
        args_kwargs={"args": [], "kwargs": {}},
        priority=0,
        queue_name="default",
        backend_name="default",
        status=status,
        finished_at=finished,
        run_after=timezone.now(),
        worker_ids=[],
        exception_class_path="",
        traceback="",
    )


def count_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM shared_cache")
        return int(cursor.fetchone()[0])


def test_the_worker_throws_away_what_has_run_out() -> None:
    session("gone", hours=-1)
    session("good", hours=1)
    task(days=40, status="SUCCESSFUL")
    kept = [task(days=3, status="SUCCESSFUL"), task(days=0, status="READY")]
    caches["default"].set("gone", 1, 0.01)
    caches["default"].set("good", 1, 600)
    time.sleep(1.1)
    worker.tidying.send(sender=None)
    assert [row.session_key for row in Session.objects.all()] == ["good"]
    assert {row.pk for row in DBTaskResult.objects.all()} == {row.pk for row in kept}
    assert count_rows() == 1 and caches["default"].get("good") == 1


def test_only_now_and_then(django_assert_num_queries: Any) -> None:
    keep_house()
    with django_assert_num_queries(0):
        keep_house()


def test_a_database_that_is_away_does_not_silence_the_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A worker whose beat has ended seems dead, and its work is begun again beside it."""
    monkeypatch.setattr(progress, "BEAT", 0.01)
    monkeypatch.setattr(progress, "LOST", 0.0)
    tidied = threading.Event()
    beats: list[float] = []

    def fails(**_: object) -> None:
        tidied.set()
        raise OperationalError("the database is being started again")

    def beat() -> None:
        beats.append(time.monotonic())
        if len(beats) == 3:
            raise ConnectionError("Redis is being started again")

    # Only this receiver: in the thread of the beat the rows of the test are not to be seen.
    monkeypatch.setattr(worker.tidying, "receivers", [])
    worker.tidying.sender_receivers_cache.clear()
    worker.tidying.connect(fails, weak=False)
    monkeypatch.setattr(worker, "_say_that_it_is_there", beat)
    with worker.being_a_worker():
        assert tidied.wait(5)
        so_far = len(beats) + 3
        until = time.monotonic() + 5
        while len(beats) < so_far and time.monotonic() < until:
            time.sleep(0.01)
    worker.tidying.sender_receivers_cache.clear()
    assert len(beats) >= so_far
