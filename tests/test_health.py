"""Probes: of this process, of what it needs, and of all of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from strategy_tracker.background.worker import being_a_worker
from strategy_tracker.health import Migrations

pytestmark = pytest.mark.django_db

STRANGER = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture(autouse=True)
def no_worker() -> Iterator[None]:
    caches["progress"].delete("worker")
    yield
    caches["progress"].delete("worker")


@pytest.mark.parametrize("path", ["/health/live/", "/health/ready/"])
def test_a_probe_comes_by_address_and_plain_http(client: Client, path: str) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        response = client.get(path, headers={"host": "10.20.30.40:8000"})
    assert response.status_code == 200 and response.json()["status"] == "ok"
    assert response["Cache-Control"] == "no-store" and not response.cookies
    assert client.get("/", headers={"host": "10.20.30.40:8000"}).status_code == 400


def test_a_stranger_learns_no_more_than_that(client: Client, settings: Any) -> None:
    assert client.get("/health/full/", **STRANGER).json() == {"status": "not ok"}
    assert client.get("/health/full/").json()["checks"]["worker"].startswith("No sign of life")
    settings.MONITORING_TOKEN = "a-long-token"
    for token, is_told in (("a-long-token", True), ("another", False), ("", False)):
        headers = {"authorization": f"Bearer {token}"}
        said = client.get("/health/full/", headers=headers, **STRANGER).json()
        assert ("checks" in said) is is_told


def test_without_a_token_in_the_settings_none_is_right(client: Client) -> None:
    said = client.get("/health/full/", headers={"authorization": "Bearer "}, **STRANGER).json()
    assert "checks" not in said


def test_without_a_worker_pages_work_and_somebody_is_told(client: Client) -> None:
    assert client.get("/health/ready/").status_code == 200
    assert client.get("/health/full/").status_code == 503
    with being_a_worker():
        response = client.get("/health/full/")
    assert response.status_code == 200, response.json()
    assert set(response.json()["checks"]) == {
        "database", "migrations", "cache", "storage", "worker", "mail",
    }  # fmt: skip


def test_files_that_cannot_be_written_are_found(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    file = tmp_path / "a file and no folder"
    file.write_text("")
    settings.STORAGES = {
        **django_settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(file)},
        },
    }
    response = client.get("/health/ready/")
    assert response.status_code == 503 and response.json()["checks"]["storage"] != "ok"
    assert client.get("/health/live/").status_code == 200


def test_a_mail_server_that_is_away_is_found(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert client.get("/health/ready/").status_code == 200
    assert "refused" in client.get("/health/full/").json()["checks"]["mail"]


def test_tables_of_before_are_found(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "strategy_tracker.health.MigrationExecutor.migration_plan", lambda *_: [("one", False)]
    )
    response = client.get("/health/ready/")
    assert response.status_code == 503
    assert "run manage.py migrate" in response.json()["checks"]["migrations"]


def test_a_probe_of_life_asks_the_database_nothing(client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/health/live/")
    assert not queries.captured_queries


def test_what_is_dear_is_not_asked_each_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    look = Migrations._look

    def count(self: Migrations) -> None:
        looked.append(1)
        look(self)

    monkeypatch.setattr(Migrations, "_look", count)
    for _ in range(5):
        assert client.get("/health/ready/").status_code == 200
    assert len(looked) == 1


def test_a_probe_changes_nothing(client: Client) -> None:
    assert client.post("/health/live/").status_code == 405
    assert client.get("/health/other/").status_code == 404
