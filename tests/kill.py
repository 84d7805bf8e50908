"""Kill real processes in the middle of what they write, many times, on both databases.

    .venv/bin/python -m tests.kill               every part
    .venv/bin/python -m tests.kill saves         those named

Prints a table and exits with 1 when anything was lost or half written. The suite makes a few
of the same kills. Saves and publishing are its very tests, with the number of kills that the
environment variable of each part says; imports are tests/kill_imports.py.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

RESULTS = Path("var") / "test-results"
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
IMPORTS = [sys.executable, "-m", "tests.kill_imports"]
DATABASES = {"SQLite": [], "PostgreSQL": [sys.executable, ".ci/with_postgres.py"]}


@dataclass(frozen=True)
class Part:
    """A test, and the variable that says how many kills it makes."""

    test: str
    variable: str
    kills: int


PARTS = {
    "saves": Part(
        "tests/test_kill.py::test_a_save_that_was_answered_is_there_and_none_is_half_written",
        "KILLS_IN_SAVES",
        50,
    ),
    "publishing": Part(
        "tests/test_kill.py::test_a_paper_is_published_whole_or_not_at_all",
        "KILLS_IN_PUBLISHING",
        20,
    ),
}


def run(name: str, database: str) -> bool:
    """Run one part on one database, and print its rows of the table."""
    if name == "imports":
        print(f"{name:<12}{database}:", flush=True)
        return subprocess.run([*DATABASES[database], *IMPORTS], check=False).returncode == 0
    part = PARTS[name]
    RESULTS.mkdir(parents=True, exist_ok=True)
    results = RESULTS / f"kill-{name}-{database}.xml"
    results.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        part.variable: str(part.kills),
    }
    command = [*DATABASES[database], *PYTEST, f"--junitxml={results}", part.test]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told = {}
    if results.exists():
        told = {
            one.get("name"): one.get("value") for one in ElementTree.parse(results).iter("property")
        }
    outcome = "nothing lost, nothing half written" if done.returncode == 0 else "FAILED"
    print(
        f"{name:<12}{database:<12}{told.get('kills', '-'):>6}{told.get('answered', '-'):>10}"
        f"  {outcome}",
        flush=True,
    )
    if done.returncode:
        print(done.stdout[-4_000:], done.stderr[-1_000:], sep="\n")
    return done.returncode == 0


def main() -> int:
    parts = [*PARTS, "imports"]
    names = sys.argv[1:] or parts
    if unknown := set(names) - set(parts):
        print(f"There is no part {', '.join(sorted(unknown))}. There are: {', '.join(parts)}.")
        return 2
    print(f"{'part':<12}{'database':<12}{'kills':>6}{'answered':>10}")
    done = [run(name, database) for name in names for database in DATABASES]
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
