"""Settings of the test run: production's, less what needs HTTPS or costs time.

The database is a new SQLite file unless DATABASE_URL names another; then
EXPECTED_DB_VENDOR says which kind it is meant to be. No `.env` has a say in these.
"""

import os
import tempfile
from pathlib import Path

os.environ["DEBUG"] = "false"
os.environ["SECRET_KEY"] = "for-tests-only-" + "0123456789abcdef" * 4
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SHOW_DEMO_SIGN_INS"] = "false"
os.environ["CACHE_URL"] = ""
os.environ["SENTRY_DSN"] = ""
# Those tests that are about the log listen for themselves.
os.environ["LOG_LEVEL"] = "WARNING"
# Those tests that are about the second factor set this themselves.
os.environ["ADMIN_NEEDS_SECOND_FACTOR"] = "false"
os.environ["EMAIL_URL"] = "consolemail://"
os.environ["OIDC_SERVER_URL"] = ""
os.environ["SECURE_SSL_REDIRECT"] = "false"
os.environ["PROGRESS_CACHE_URL"] = "file://" + str(
    Path(tempfile.gettempdir()) / f"strategy-tracker-progress-{os.getpid()}"
)
os.environ["PAPERS_CACHE_URL"] = "locmem://"
os.environ["START_WORKER_WHEN_NEEDED"] = "false"
os.environ.setdefault("DATABASE_URL", "sqlite:///unused-by-tests.sqlite3")
# Playwright keeps an event loop in the thread that the browser tests use the ORM from.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from strategy_tracker.settings import *  # noqa: F403
from strategy_tracker.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE

EXPECTED_DB_VENDOR = os.environ.get("EXPECTED_DB_VENDOR", "sqlite")

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the product: an SQLite in memory has one connection for all threads,
    # which a live server and its test would trip over. One file for each process.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"strategy-tracker-test-{os.getpid()}.sqlite3")
    }
else:
    # The threads of a live server end with their connections, or the database cannot be dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

SESSION_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "sessionid"
CSRF_COOKIE_SECURE = False
# The manifest would have to be collected first, and its hashed names say nothing in a test.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Whatever was collected there would be read anew for every client of every test.
STATIC_ROOT = Path(tempfile.gettempdir()) / "strategy-tracker-no-static"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A page that asks the database once for each row is an error in every test that opens it.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = [
    "tests.in_flight.count_requests",
    "zeal.middleware.zeal_middleware",
    *MIDDLEWARE,
]
ZEAL_ALLOWLIST = [
    # Django reads its session row twice to give it a new key; that is not one query for each row.
    {"model": "sessions.Session", "field": "*"},
    # Whoever is signed in, and a user whose page they open, are two rows and no loop.
    {"model": "accounts.User", "field": "get()"},
    # Each service locks the strategy it adds to; an import adds several questions to one.
    {"model": "objectives.Strategy", "field": "get()"},
]
