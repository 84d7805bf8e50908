"""Kills of whatever imports or undoes, at points drawn by chance, on the database in use.

    python -m tests.kill_imports                                     on SQLite
    python .ci/with_postgres.py python -m tests.kill_imports         on PostgreSQL
    python -m tests.kill_imports --apply 20 --undo 10 --read 4 --seed 9

Each process is a real one, ended by SIGKILL, which nothing can catch. After each kill every
row of the plan is either as it was or as it is when all is done; what was being applied waits
again (or is done) within a minute, and what was being read is read again.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

if TYPE_CHECKING:
    from strategy_tracker.accounts.models import Trust
    from strategy_tracker.imports.models import ImportRun

ROWS = 1_500
TITLE, PERIOD = "Kinder", "Q1 2024/25"
# Within so many seconds a run waits again: half a minute of silence, and somebody who looks.
MINUTE = 60
PATIENCE = 180


@dataclass
class Row:
    """What a number of kills of one kind came to; `faults` are sentences."""

    what: str
    kills: int = 0
    nothing: int = 0
    whole: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.kills} kills, {self.nothing} left nothing, {self.whole} left all, "
            f"{len(self.faults)} faults; waits again or is done after {self.slowest:.0f} s at most"
        )


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    """A command of manage.py in a process of its own, on the same database."""
    from django.conf import settings

    from tests.killing import database_url

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "strategy_tracker.settings",
        "DATABASE_URL": database_url(),
        "DEBUG": "true",
        "START_WORKER_WHEN_NEEDED": "false",
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
    print(".", end="", file=sys.stderr, flush=True)


def until(what: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until it is so; for how many seconds. Raises TimeoutError."""
    begun = time.monotonic()
    while not what():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(f"It is not so after {seconds:.0f} s.")
        time.sleep(0.02)
    return time.monotonic() - begun


def plan_of(rows: int = ROWS) -> bytes:
    """A workbook of so many actions, with answers and people."""
    from tests.workbooks.samples import workbook

    lines: list[list[Any]] = [["Goal No", "Goal", "Ref", "Key action", "Lead", "RAG", "Comments"]]
    lines += [
        [n % 9, f"Care {n % 9}", f"{n % 9}.{n}", f"Ring bell {n}", f"Person {n % 40}",
         ("Green", "Amber", "Red")[n % 3], f"Rang {n} times in the quarter."]
        for n in range(rows)
    ]  # fmt: skip
    return workbook({"Plan": lines})


class Kills:
    """A trust, a workbook, and the rows before and after it is applied."""

    def __init__(self, trust: "Trust", seed: int) -> None:
        from django.core.cache import caches

        from strategy_tracker.imports import services, tasks
        from tests.killing import is_quiet
        from tests.test_import_undo import everything

        self.trust, self.data, self.chance = trust, plan_of(), random.Random(seed)
        self.everything, self.services, self.tasks = everything, services, tasks
        self.is_quiet = is_quiet
        self.caches = caches
        tasks.AT_ONCE = 1
        self.before = everything()
        begun = time.monotonic()
        run = self.tasks.start_apply(run=self.upload(), guess=True, by=None)
        assert run.status == "applied", run.summary
        self.lasts = time.monotonic() - begun
        self.counts = self.count()
        services.undo_run(run=run, by=None)
        assert everything() == self.before

    def count(self) -> dict[str, int]:
        return {model: len(rows) for model, rows in self.everything().items()}

    def upload(self) -> "ImportRun":
        return self.services.upload_run(
            data=self.data, file_name="plan.xlsx", trust=self.trust, strategy_title=TITLE,
            period_label=PERIOD, by=None,
        )  # fmt: skip

    def worker(self) -> "subprocess.Popen[bytes]":
        """A worker, once it says that it is there."""
        from strategy_tracker.background.worker import has_worker

        # The last word of the one that was killed is young enough to be taken for its.
        self.caches["progress"].clear()
        process = start("run_worker", "--interval", "0.1", "--no-startup-delay")
        until(has_worker)
        return process

    def check(self, row: Row, what: str) -> bool:
        """Whether all is applied; anything between that and nothing is a fault."""
        until(self.is_quiet)
        now = self.everything()
        if now == self.before:
            row.nothing += 1
            return False
        if {model: len(rows) for model, rows in now.items()} != self.counts:
            row.faults.append(f"{what}: it is half written.")
        row.whole += 1
        return True

    def take_back(self, run: "ImportRun") -> None:
        run.refresh_from_db()
        if run.status == "applied":
            self.services.undo_run(run=run, by=None)

    def applies(self, number: int) -> Row:
        """Kill the worker that applies a workbook."""
        row = Row("Worker that applies")
        for _ in range(number):
            process = self.worker()
            run = self.tasks.start_apply(run=self.upload(), guess=True, by=None)
            time.sleep(self.lasts * self.chance.uniform(0, 1.3))
            kill(process)
            killed = time.monotonic()
            row.kills += 1
            until(lambda run=run: self.status(run) != "applying")  # type: ignore[misc]
            row.slowest = max(row.slowest, time.monotonic() - killed)
            is_whole = self.check(row, f"kill {row.kills}")
            run.refresh_from_db()
            if (run.status == "applied") != is_whole:
                row.faults.append(f"kill {row.kills}: the run says {run.status}.")
            if run.status == "previewed" and not run.summary.get("failed"):
                row.faults.append(f"kill {row.kills}: nothing says why it waits again.")
            self.take_back(run)
            if self.everything() != self.before:
                row.faults.append(f"kill {row.kills}: undone, it is not as it was.")
        return self._in_time(row)

    def status(self, run: "ImportRun") -> str:
        return str(self.tasks.progress_of(run)["status"])

    def commands(self, number: int, folder: Path) -> Row:
        """Kill the command that imports a workbook at once."""
        from strategy_tracker.imports.models import ImportRun

        row, path = Row("Command that imports"), folder / "plan.xlsx"
        path.write_bytes(self.data)
        arguments = ("import_workbook", str(path), "--trust", self.trust.code, "--strategy", TITLE,
                     "--period", PERIOD)  # fmt: skip
        begun = time.monotonic()
        start(*arguments).wait()
        lasts = time.monotonic() - begun
        self.take_back(ImportRun.objects.latest("pk"))
        for _ in range(number):
            process = start(*arguments)
            time.sleep(lasts * self.chance.uniform(0.3, 1.05))
            kill(process)
            row.kills += 1
            if self.check(row, f"kill {row.kills}"):
                self.take_back(ImportRun.objects.filter(status="applied").latest("pk"))
            if self.everything() != self.before:
                row.faults.append(f"kill {row.kills}: undone, it is not as it was.")
        return row

    def undoes(self, number: int) -> Row:
        """Kill the command that takes an import back."""
        row = Row("Command that undoes")
        run = self.tasks.start_apply(run=self.upload(), guess=True, by=None)
        begun = time.monotonic()
        start("undo_import", str(run.pk)).wait()
        lasts = time.monotonic() - begun
        for _ in range(number):
            if self.everything() == self.before:
                run = self.tasks.start_apply(run=self.upload(), guess=True, by=None)
                applied = self.everything()
            process = start("undo_import", str(run.pk))
            # The later part is where it undoes: it starts for a second or two.
            time.sleep(lasts * self.chance.uniform(0.6, 1.05))
            kill(process)
            row.kills += 1
            until(self.is_quiet)
            now = self.everything()
            run.refresh_from_db()
            if now == applied and run.status == "applied":
                row.nothing += 1
            elif now == self.before and run.status == "undone":
                row.whole += 1
            else:
                row.faults.append(f"kill {row.kills}: half undone, and the run says {run.status}.")
        self.take_back(run)
        return row

    def reads(self, number: int) -> Row:
        """Kill the worker that reads an upload; the next one reads it."""
        from django.conf import settings

        row = Row("Worker that reads")
        seconds = settings.IMPORT_SECONDS_IN_REQUEST
        settings.IMPORT_SECONDS_IN_REQUEST = 0.001
        try:
            for _ in range(number):
                process = self.worker()
                run = self.tasks.start_upload(
                    data=self.data, file_name="plan.xlsx", trust=self.trust,
                    strategy_title=TITLE, period_label=PERIOD, by=None,
                )  # fmt: skip
                time.sleep(self.chance.uniform(0, 1.5))
                kill(process)
                row.kills += 1
                killed, process = time.monotonic(), self.worker()
                until(lambda run=run: self.status(run) != "reading")  # type: ignore[misc]
                row.slowest = max(row.slowest, time.monotonic() - killed)
                kill(process)
                run.refresh_from_db()
                row.nothing += self.everything() == self.before
                if run.status != "previewed":
                    row.faults.append(f"kill {row.kills}: the upload is {run.status}.")
                self.services.discard_run(run=run, by=None)
        finally:
            settings.IMPORT_SECONDS_IN_REQUEST = seconds
        return self._in_time(row)

    def _in_time(self, row: Row) -> Row:
        if row.slowest > MINUTE:
            row.faults.append(f"It waited again only after {row.slowest:.0f} s.")
        return row


def kill_imports(
    trust: "Trust", folder: Path, *, apply: int = 20, undo: int = 10, read: int = 4, seed: int = 9
) -> list[Row]:
    """A row for each kind of process that is killed. The trust has no plan, before and after."""
    kills = Kills(trust, seed)
    by_worker = (apply + 1) // 2
    works = [
        lambda: kills.applies(by_worker),
        lambda: kills.commands(apply - by_worker, folder),
        lambda: kills.undoes(undo),
        lambda: kills.reads(read),
    ]
    rows = []
    for work in works:
        rows.append(work())
        # Each takes minutes, and whoever waits wants to know.
        print(rows[-1], flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--apply", type=int, default=20)
    parser.add_argument("--undo", type=int, default=10)
    parser.add_argument("--read", type=int, default=4)
    parser.add_argument("--seed", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "EXPECTED_DB_VENDOR" not in os.environ:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/kill.sqlite3"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from objectives.services import create_default_scales
        from tests import factories

        trust = factories.trust(code="RIVERMEAD")
        create_default_scales(trust=trust, by=None)
        rows = kill_imports(trust, Path(folder), **vars(options))
    for row in rows:
        for fault in row.faults:
            print(f"FAULT {row.what}: {fault}")
    raise SystemExit(any(row.faults for row in rows))


if __name__ == "__main__":
    main()
