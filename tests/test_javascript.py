"""The modules of static/js that need no page, run by Node.js without a browser.

Each tests/js/*.test.mjs is one test here; Node's own runner reports on what is in it.
"""

import re
import subprocess
from pathlib import Path

import pytest

from tests.browsers import find_node

FILES = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))
# Modules are told from old scripts by what is in them: no package.json says so here.
NODE = [find_node(), "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"]


def run(file: Path) -> tuple[str, dict[str, int]]:
    """What Node's test runner prints for `file`, and its counts by name."""
    command = [*NODE, "--test", "--test-reporter=tap", str(file)]
    result = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    counts = {name: int(n) for name, n in re.findall(r"^# (\w+) (\d+)$", result.stdout, re.M)}
    return result.stdout + result.stderr, counts


@pytest.mark.parametrize("file", FILES, ids=[file.name.removesuffix(".test.mjs") for file in FILES])
def test_without_a_browser(file: Path) -> None:
    output, counts = run(file)
    assert counts["pass"] > 0, output
    assert counts["pass"] == counts["tests"], output


def test_a_failing_a_skipped_and_a_broken_test_are_each_seen(tmp_path: Path) -> None:
    file = tmp_path / "sample.test.mjs"
    begin = 'import { test } from "node:test";\ntest("good", () => {});\n'
    for rest in ('test("bad", () => { throw 1; });', 'test.skip("later", () => {});'):
        file.write_text(begin + rest)
        _, counts = run(file)
        assert (counts["pass"], counts["tests"]) == (1, 2)
    file.write_text(begin + "import './nowhere.js';")
    _, counts = run(file)
    assert counts["pass"] == 0
