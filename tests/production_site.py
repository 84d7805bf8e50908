"""The site as production runs it, for measures from outside: environment, processes, requests."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HOST, PORT = "127.0.0.1", int(os.environ.get("PORT", "8765"))
ROOT = Path(__file__).resolve().parent.parent
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """What came back, and how many seconds after it was asked for."""

    status: int
    body: bytes
    seconds: float


def set_up(folder: Path, *, settings: str = "strategy_tracker.settings") -> None:
    """Make the database and the static files of a site that lives in `folder` alone.

    The database is the one that `.ci/with_postgres.py` says, and SQLite in `folder` without it.
    """
    os.environ.update(_environment(folder, settings))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _environment(folder: Path, settings: str) -> dict[str, str]:
    made = {
        "DJANGO_SETTINGS_MODULE": settings,
        "DEBUG": "false",
        "SECRET_KEY": "for-this-run-only-" + "0123456789abcdef" * 4,
        "ALLOWED_HOSTS": HOST,
        "SECURE_SSL_REDIRECT": "false",
        "EMAIL_URL": "console:",
        "MEDIA_ROOT": str(folder / "media"),
        "PAPERS_CACHE_URL": f"file://{folder / 'papers'}",
        "PROGRESS_CACHE_URL": f"file://{folder / 'progress'}",
    }
    if "EXPECTED_DB_VENDOR" not in os.environ:
        made["DATABASE_URL"] = f"sqlite:///{folder / 'load.sqlite3'}"
    return made


@contextmanager
def running_site(*, web_workers: int, workers: int = 1) -> Iterator[None]:
    """The web server and so many background workers, until the block ends."""
    web = [sys.executable, "-m", "gunicorn", "strategy_tracker.wsgi"]
    web += ["--workers", str(web_workers), "--timeout", "120", "--bind", f"{HOST}:{PORT}"]
    web += ["--log-level", "warning"]
    work = [sys.executable, "manage.py", "run_worker", "--verbosity", "0", "--interval", "0.2"]
    started = [subprocess.Popen(web, cwd=ROOT)]
    started += [subprocess.Popen(work, cwd=ROOT) for _ in range(workers)]
    try:
        until(_answers)
        yield
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers() -> bool:
    try:
        get("/accounts/login/", "")
    except OSError:
        return False
    return True


def until(what: Callable[[], bool], seconds: float = 180) -> None:
    """Wait for it. Raises TimeoutError."""
    ends = time.monotonic() + seconds
    while not what():
        if time.monotonic() > ends:
            raise TimeoutError("It took too long.")
        time.sleep(0.2)


def signed_in(user: Any) -> str:
    """The cookie of a session of that user."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def get(address: str, cookie: str, *, compressed: bool = True) -> Answer:
    """Ask for an address as a browser does: what is sent is compressed, unless it is read here."""
    accepts = {"Accept-Encoding": "gzip"} if compressed else {}
    return _ask("GET", address, {"Cookie": cookie, **accepts})


def post(address: str, cookie: str, fields: Mapping[str, object]) -> Answer:
    """Send a form from a page of the site's own."""
    token = "f" * 32
    headers = {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token, **FORM}
    headers |= {"Origin": f"https://{HOST}:{PORT}", "Referer": f"https://{HOST}:{PORT}/"}
    return _ask("POST", address, headers, urlencode(fields))


def _ask(method: str, address: str, headers: dict[str, str], body: str | None = None) -> Answer:
    started = time.perf_counter()
    connection = http.client.HTTPConnection(HOST, PORT, timeout=120)
    try:
        headers = headers | {"X-Forwarded-Proto": "https"}
        connection.request(method, address, body=body, headers=headers)
        response = connection.getresponse()
        read = response.read()
    finally:
        connection.close()
    return Answer(response.status, read, time.perf_counter() - started)
