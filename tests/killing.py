"""Real servers on the database of a test, ended by SIGKILL while they answer.

For tests that ask what is left of a save when its process dies: `Server` is the site as
`manage.py runserver` serves it, in a process of its own.
"""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from strategy_tracker.accounts.models import User

PATIENCE = 90  # seconds


def database_url() -> str:
    """The test's own database, as an address for a process that is started."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgres://{told['USER']}@{quote(str(told['HOST']), safe='')}/{told['NAME']}"


def session_of(user: User) -> str:
    """The key of a session in which `user` is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


class Server:
    """The site, in a process of its own. Closed or killed, it is gone at once."""

    def __init__(self, user: User) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "strategy_tracker.settings",
            "DATABASE_URL": database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
            "DEBUG": "true",
            "START_WORKER_WHEN_NEEDED": "false",
        }
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{self.port}"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.session = session_of(user)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def get(self, path: str) -> str:
        return self._open(path).read().decode()

    def post(self, path: str, sent: dict[str, Any]) -> int | None:
        """The status of the answer, redirects not followed; None when there came none."""
        token = "a" * 32
        body = urllib.parse.urlencode({**sent, "csrfmiddlewaretoken": token}, doseq=True).encode()
        try:
            return int(self._open(path, body, f"csrftoken={token}").status)
        except urllib.error.HTTPError as answer:
            return answer.code
        except (OSError, http.cookiejar.LoadError, ValueError, EOFError):
            return None
        except Exception as problem:
            if type(problem).__module__ != "http.client":
                raise
            return None

    def _open(self, path: str, body: bytes | None = None, cookie: str = "") -> Any:
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}; {cookie}"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers
        )
        return urllib.request.build_opener(_NoRedirect).open(request, timeout=PATIENCE)

    def kill(self) -> None:
        """As the kernel ends what takes too much memory: nothing can catch it."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given: Any, **named: Any) -> None:
        return None


def one_of(page: str, name: str) -> str:
    """The value of a page's first hidden field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def is_quiet() -> bool:
    """Whether no other connection is at work: a server outlives its client by a moment."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return bool(cursor.fetchone() == (0,))
