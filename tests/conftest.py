"""What every test shares: no silent skips, the browser, and the real workbooks."""

import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from playwright.sync_api import expect

from tests.browsers import ARGUMENTS, find_chromium
from tests.in_flight import wait_until_quiet

WORKBOOKS = Path(__file__).resolve().parents[2] / "shared" / "workbooks"
# The one reason to skip: set-up provides everything else.
WORKBOOKS_MISSING = "real workbooks are not beside this checkout"
# Whose subject is the process that reads a stranger's file, or what becomes of one.
STARTS_ITS_READER = {
    "test_import_sandbox.py",
    "test_import_hostile.py",
    "test_import_fuzz.py",
    "test_import_kill.py",
    "test_import_trouble.py",
    "test_whole_job.py",
}
BROWSER_FIXTURES = {"page", "context", "browser"}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}

hypothesis.settings.register_profile("same-every-run", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same-every-run")
# The usual five seconds are short where a page, its server and its database share two cores.
expect.set_options(timeout=20_000)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """No test is called by the bytes of a file: a workbook holds the time at which it was made,
    and workers that call their tests differently do nothing."""
    return argname if isinstance(val, bytes) else None


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure, unless it is for the workbooks and they are not there."""
    if report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if reason.startswith(WORKBOOKS_MISSING) and not WORKBOOKS.is_dir():
        return
    report.outcome = "failed"
    report.longrepr = f"Skipped, which hides a missing tool or a broken test: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def is_of_migrations(item: pytest.Item) -> bool:
    return item.get_closest_marker("migrations") is not None


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """Mark what opens a browser and what opens no database, so that nobody has to remember to.

    Tests of migrations need a database of their own: among others they are left to a run of
    `-m migrations`, and counted as deselected.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if BROWSER_FIXTURES & fixtures:
            item.add_marker("browser")
        if not item.get_closest_marker("django_db") and not DATABASE_FIXTURES & fixtures:
            item.add_marker("once")
    yield
    others = [item for item in items if not is_of_migrations(item)]
    if others and len(others) < len(items):
        config.hook.pytest_deselected(items=list(filter(is_of_migrations, items)))
        items[:] = others


@pytest.fixture(scope="session")
def django_db_use_migrations(request: pytest.FixtureRequest) -> bool:
    """Tables are made from the models, but for the tests of the migrations themselves."""
    return all(map(is_of_migrations, request.session.items))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(autouse=True)
def quiet_server(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a browser test opened and let the server finish, before its rows go."""
    if not BROWSER_FIXTURES.intersection(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    for context in request.getfixturevalue("browser").contexts:
        context.close()
    wait_until_quiet()


@pytest.fixture(autouse=True)
def no_sheets_of_another_test() -> None:
    """Forget the sheets that a test before this one read.

    They are kept by what the file holds, and two tests may make the same one in one second.
    """
    caches["sheets"].clear()


@pytest.fixture(scope="session", autouse=True)
def no_progress_left_behind() -> Iterator[None]:
    """Remove the folder in which this run kept how far its imports were."""
    yield
    shutil.rmtree(settings.CACHES["progress"]["LOCATION"], ignore_errors=True)


@pytest.fixture(scope="session")
def workbooks() -> Path:
    """The folder of trusts' real workbooks, which is never part of the project."""
    if not WORKBOOKS.is_dir():
        pytest.skip(WORKBOOKS_MISSING)
    return WORKBOOKS


@pytest.fixture(autouse=True)
def reads_workbooks_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read workbooks without a process of its own for each, which takes half a second to start.

    Tests of that process, and of what it keeps out, start it.
    """
    if request.path.name in STARTS_ITS_READER:
        return
    from strategy_tracker.imports.read import sandbox
    from strategy_tracker.imports.read.limits import Limits
    from strategy_tracker.imports.read.sandbox_child import answer_to

    def answer(data: bytes, file_name: str, most: Limits, seconds: float) -> tuple[bytes, int]:
        return answer_to(data, file_name, most), 0

    monkeypatch.setattr(sandbox, "_run", answer)
