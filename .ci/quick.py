"""Run the tests nearest to some files, in seconds, and say what was left out.

    .venv/bin/python .ci/quick.py PATH [PATH ...]

Nearest are the test files that import the module themselves, else those fewest imports away;
a test file is nearest to itself, a template or a script to the tests that name it or the page
it makes. At most FILES_AT_MOST of them run, the smallest first, on SQLite, without browsers,
and they are stopped after SECONDS. The whole suite is `make test`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PACKAGES = ["strategy_tracker", "objectives", "ambitions", "risks", "reports", "tests"]
FILES_AT_MOST = 4
SECONDS = 15
FAR = 99
NONE_RAN = 5  # pytest's exit code when every test was deselected


def module_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def tests_by_distance(graph: grimp.ImportGraph, module: str) -> dict[Path, int]:
    """Each test file with how many imports lie between it and `module`."""
    found = {}
    for name in graph.modules:
        if name.startswith("tests.test_"):
            chain = graph.find_shortest_chain(importer=name, imported=module)
            if chain:
                found[Path(*name.split(".")).with_suffix(".py")] = len(chain) - 1
    return found


def tests_that_name(path: Path) -> dict[Path, int]:
    """The test files that speak of a template or script, or are called after it."""
    words = {path.name, path.stem}
    found = {}
    for test in sorted((ROOT / "tests").glob("test_*.py")):
        if path.name in test.read_text() or any(word in test.stem for word in words):
            found[test.relative_to(ROOT)] = 1
    return found or {Path("tests/test_templates.py"): 1}


def nearest(paths: list[Path]) -> list[Path]:
    """The test files nearest to any of `paths`, nearest first, then smallest first."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=str(ROOT / "var" / "grimp"))
    distance: dict[Path, int] = {}
    for path in paths:
        if path.parts[0] == "tests" and path.name.startswith("test_"):
            found = {path: 0}
        elif path.suffix == ".py" and module_of(path) in graph.modules:
            found = tests_by_distance(graph, module_of(path))
        else:
            found = tests_that_name(path)
        for test, far in found.items():
            distance[test] = min(far, distance.get(test, FAR))
    return sorted(distance, key=lambda test: (distance[test], (ROOT / test).stat().st_size))


def main(arguments: list[str]) -> int:
    paths = [Path(name).resolve().relative_to(ROOT) for name in arguments]
    if not paths or not all((ROOT / path).exists() for path in paths):
        print(__doc__, file=sys.stderr)
        return 2
    python = [str(path) for path in paths if path.suffix == ".py"]
    style = [sys.executable, "-m", "ruff", "check", *python]
    code = subprocess.run(style, cwd=ROOT, check=False).returncode if python else 0
    tests = nearest(paths)
    chosen = tests[:FILES_AT_MOST]
    named, more = ", ".join(map(str, chosen)), len(tests) - len(chosen)
    print(f"Running {named}; {more} further off are left out.", flush=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command += ["-m", "not browser and not migrations", *map(str, chosen)]
    try:
        tested = subprocess.run(
            command, cwd=ROOT, env=environment, check=False, timeout=SECONDS
        ).returncode
    except subprocess.TimeoutExpired:
        print(f"\nStopped after {SECONDS} s, the rest not run: `make test` runs it all.")
        tested = 0
    if tested == NONE_RAN:
        print("All of these need a browser or migrations: `make browser` and `make test` run them.")
        tested = 0
    return tested or code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
