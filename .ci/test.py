"""Run the whole test suite on SQLite and on PostgreSQL, and add up what was run.

    .venv/bin/python .ci/test.py                 everything
    .venv/bin/python .ci/test.py coverage        everything, with branch coverage
    .venv/bin/python .ci/test.py browser         the browser tests only

Each database has a stage of all tests but those of the browser, whose tables are made from
the models, and one of the tests marked `migrations`, whose tables are made by all migrations
from the first. Browser tests run once, two at a time, on SQLite; so do tests marked `once`, and
those marked `postgresql` on that alone: docs/adr/0015 says why.
Branch coverage, which makes tests half as slow again, is measured on SQLite, and only where it
is asked for.

Every stage runs even when one before it failed. The last line says how many tests passed
and failed over all stages; the exit code is 1 when any failed, or when a stage ran none.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "test-results"
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
ON_POSTGRESQL = [sys.executable, ".ci/with_postgres.py"]
WORKERS = str(min(8, max(2, os.cpu_count() or 2)))
# Handed out one by one, since the longest take a hundred times as long as the others; those of
# one `xdist_group` to one worker, which sets them up once.
SHARED = ["--dist=loadgroup", "--durations=5"]
MOST = ["-n", WORKERS, *SHARED, "-m"]
ON_SQLITE = [*MOST, "not browser and not migrations and not postgresql"]
AGAIN = [*MOST, "not browser and not migrations and not once"]
MIGRATIONS = ["-m", "migrations"]
# A browser is several processes itself: more than two of them wait for one another.
BROWSER = ["-m", "browser", "-n", "2", *SHARED]
COVERAGE = ["--cov", "--cov-branch", "--cov-report="]


@dataclass(frozen=True)
class Stage:
    """One run of pytest: its name and the whole command."""

    name: str
    command: list[str]


def stages(*, measures_coverage: bool) -> list[list[Stage]]:
    """The stages of a whole run, in order; those listed together run side by side."""
    coverage = COVERAGE if measures_coverage else []
    more = [*coverage, "--cov-append"] if measures_coverage else []
    return [
        [Stage("SQLite", [*PYTEST, *ON_SQLITE, *coverage])],
        [Stage("SQLite, browser", [*PYTEST, *BROWSER, *more])],
        [Stage("PostgreSQL", [*ON_POSTGRESQL, *PYTEST, *AGAIN])],
        # Each is one process that waits for nothing.
        [
            Stage("SQLite, migrations", [*PYTEST, *MIGRATIONS]),
            Stage("PostgreSQL, migrations", [*ON_POSTGRESQL, *PYTEST, *MIGRATIONS]),
        ],
    ]


BROWSER_STAGE = Stage("SQLite, browser", [*PYTEST, *BROWSER])


@dataclass
class Counts:
    """How many tests passed, failed (errors among them) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: Counts) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read_counts(results: Path, exit_code: int) -> Counts:
    """The counts in pytest's JUnit file; a run that broke off counts as one failure more."""
    counts = Counts()
    if results.exists():
        for suite in ElementTree.parse(results).getroot().iter("testsuite"):
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            passed = int(suite.get("tests", 0)) - failed - skipped
            # One test can both fail and then break in its teardown.
            counts.add(Counts(max(passed, 0), failed, skipped))
    if exit_code != 0 and counts.failed == 0:
        counts.failed = 1
    return counts


def run_stages(planned: list[Stage]) -> list[tuple[Counts, float]]:
    """Run stages side by side; the counts and seconds of each, its output in sight."""
    with ThreadPoolExecutor(len(planned)) as pool:
        return list(pool.map(partial(run_stage, is_alone=len(planned) == 1), planned))


def run_stage(stage: Stage, *, is_alone: bool) -> tuple[Counts, float]:
    """Run one stage. Beside others its output is printed when it ends, in one piece."""
    if is_alone:
        print(f"\n=== {stage.name} ===", flush=True)
    results = RESULTS / (stage.name.lower().replace(", ", "-") + ".xml")
    results.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "EXPECTED_DB_VENDOR": "sqlite",
    }
    # A developer's own database has no part in the tests; the wrapper sets its own.
    environment.pop("DATABASE_URL", None)
    # Every process would compile the project and rewrite the tests again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.monotonic()
    result = subprocess.run(
        [*stage.command, f"--junitxml={results}"],
        cwd=ROOT,
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=None if is_alone else subprocess.PIPE,
        stderr=None if is_alone else subprocess.STDOUT,
        text=True,
    )
    if not is_alone:
        print(f"\n=== {stage.name} ===\n{result.stdout}", flush=True)
    return read_counts(results, result.returncode), time.monotonic() - started


def report_coverage() -> None:
    """Print the coverage of files that are not wholly covered, and the total."""
    print("\n=== Branch coverage (SQLite) ===", flush=True)
    command = [sys.executable, "-m", "coverage", "report", "--skip-covered", "--sort=cover"]
    subprocess.run(command, cwd=ROOT, check=False)


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["browser"], ["coverage"]):
        print(__doc__, file=sys.stderr)
        return 2
    RESULTS.mkdir(parents=True, exist_ok=True)
    is_whole = arguments != ["browser"]
    measures_coverage = arguments == ["coverage"]
    total, lines = Counts(), []
    planned = stages(measures_coverage=measures_coverage) if is_whole else [[BROWSER_STAGE]]
    for together in planned:
        for stage, (counts, seconds) in zip(together, run_stages(together), strict=True):
            total.add(counts)
            lines.append(f"{stage.name:<22} {counts} in {seconds:.0f} s")
    if measures_coverage:
        report_coverage()
    summary = "\n".join([*lines, str(total)])
    (RESULTS / "summary.txt").write_text(summary + "\n")
    print(f"\n{summary}", flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
