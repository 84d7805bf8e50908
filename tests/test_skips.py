"""A test that is skipped fails the run: set-up installs whatever a test needs."""

from pathlib import Path

import pytest

from tests import conftest


def report(reason: str) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid="tests/test_x.py::test_y",
        location=("tests/test_x.py", 1, "test_y"),
        keywords={},
        outcome="skipped",
        longrepr=("tests/test_x.py", 1, f"Skipped: {reason}"),
        when="setup",
    )


def outcome_of(reason: str) -> str:
    skipped = report(reason)
    conftest._refuse_skip(skipped)
    return skipped.outcome


def test_a_skip_for_a_missing_tool_is_a_failure() -> None:
    assert outcome_of("pdftotext is not installed") == "failed"


def test_real_workbooks_may_be_missing_but_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(conftest, "WORKBOOKS", tmp_path / "nowhere")
    assert outcome_of(conftest.WORKBOOKS_MISSING) == "skipped"
    monkeypatch.setattr(conftest, "WORKBOOKS", tmp_path)
    assert outcome_of(conftest.WORKBOOKS_MISSING) == "failed"


def test_an_expected_failure_is_no_skip() -> None:
    expected = report("known to fail")
    expected.wasxfail = "reason"
    conftest._refuse_skip(expected)
    assert expected.outcome == "skipped"
