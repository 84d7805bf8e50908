"""Several real processes of the web server count wrong passwords together."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

REFUSED = "Too many wrong passwords"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def address_of_database() -> str:
    """That of the database of this test, for other processes."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@pytest.fixture
def site(tmp_path: Path, transactional_db: None) -> Iterator[str]:
    """The product, served by three processes as operators do."""
    caches["default"].clear()
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "strategy_tracker.settings",
        "DEBUG": "true",
        "DATABASE_URL": address_of_database(),
        "WEB_BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "3",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=settings.BASE_DIR, env=environment
        )
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{address}/health/live/", timeout=10).close()
                break
            except urllib.error.URLError:
                assert time.monotonic() < until, (tmp_path / "log").read_text()
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)
        caches["default"].clear()


def try_password(site: str, address: str, number: int) -> bool:
    """Whether the try was refused unseen."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
    )
    opener.addheaders = [("X-Forwarded-For", address), ("Connection", "close")]
    with opener.open(f"{site}/accounts/login/") as answer:
        page = answer.read().decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]
    given = {"login": "a@example.org", "password": f"guess-{number}", "csrfmiddlewaretoken": token}
    data = urllib.parse.urlencode(given).encode()
    with opener.open(f"{site}/accounts/login/", data) as answer:
        return REFUSED in answer.read().decode()


# Several web processes are what a site on PostgreSQL has.
@pytest.mark.postgresql
def test_a_guesser_has_no_more_tries_for_more_processes(site: str) -> None:
    refused = [try_password(site, "203.0.113.1", number) for number in range(9)]
    assert refused == [False] * 5 + [True] * 4
    assert not try_password(site, "203.0.113.2", 0)
