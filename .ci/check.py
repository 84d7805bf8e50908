"""Run every check of code quality and say which passed.

    .venv/bin/python .ci/check.py

All of them run even when one before it failed; only what failed shows its output. The
last line counts them; the exit code is 1 when any failed.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON_PATHS = [
    "manage.py",
    "strategy_tracker",
    "objectives",
    "ambitions",
    "risks",
    "reports",
    "tests",
    ".ci",
    "deploy",
]
TEXT_FOLDERS = [*PYTHON_PATHS[1:], "templates", "static", "fixtures", "docs"]
# What a trial has, so that checks run without anybody's .env.
TRIAL = {"DEBUG": "true", "DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "only-for-checks"}
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": "postgres://tracker@localhost/tracker",
    "ALLOWED_HOSTS": "tracker.example.org",
    "SHOW_DEMO_SIGN_INS": "false",
}
MANAGE = [sys.executable, "manage.py"]
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("ruff check", [str(BIN / "ruff"), "check", *PYTHON_PATHS], {}),
    ("ruff format", [str(BIN / "ruff"), "format", "--check", *PYTHON_PATHS], {}),
    ("mypy", [sys.executable, "-m", "mypy"], TRIAL),
    ("djlint", [sys.executable, "-m", "djlint", "--lint", "templates"], {}),
    ("import-linter", [str(BIN / "lint-imports")], TRIAL),
    ("makemigrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], TRIAL),
    (
        "check --deploy",
        [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
]
INDEX_ADDRESS = re.compile(
    r"https?://|file://|^\s*--?(i|f|index-url|extra-index-url|find-links|trusted-host)\b"
)
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:root|home/\w+|Users/\w+)/")


def run_check(name: str, command: list[str], settings: dict[str, str]) -> bool:
    """Run one check in the environment plus `settings`; prints its output when it fails."""
    result = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    passed = result.returncode == 0
    print(f"{'ok' if passed else 'FAILED':<8}{name}", flush=True)
    if not passed:
        print((result.stdout + result.stderr).rstrip() + "\n", flush=True)
    return passed


def find_addresses() -> list[str]:
    """Lines that would tie the project to one package index or one machine.

    Looks for index addresses in the lock files and for home folders in every text file of
    the project; each finding is "path:line: text".
    """
    locks = set(ROOT.glob("requirements*"))
    files = {path for folder in TEXT_FOLDERS for path in (ROOT / folder).rglob("*.*")}
    findings = []
    for path in sorted({*files, *locks, *ROOT.glob("[!.]*")}):
        if not path.is_file():
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            if MACHINE_PATH.search(line) or (path in locks and INDEX_ADDRESS.search(line)):
                findings.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    return findings


def main() -> int:
    outcomes = [run_check(*check) for check in CHECKS]
    findings = find_addresses()
    print(f"{'FAILED' if findings else 'ok':<8}no index addresses, no machine's paths")
    for finding in findings:
        print(finding)
    outcomes.append(not findings)
    print(f"Checks: {outcomes.count(True)} ok, {outcomes.count(False)} not ok", flush=True)
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
