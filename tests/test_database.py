"""The suite runs on the database that it was started for, and no other."""

import pytest
from django.db import connection

from tests.settings import EXPECTED_DB_VENDOR

VERSION_QUERIES = {
    "sqlite": ("SELECT 'SQLite ' || sqlite_version()", "SQLite 3"),
    "postgresql": ("SELECT version()", "PostgreSQL "),
}


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_it_was_started_for() -> None:
    assert connection.vendor == EXPECTED_DB_VENDOR
    query, beginning = VERSION_QUERIES[EXPECTED_DB_VENDOR]
    with connection.cursor() as cursor:
        cursor.execute(query)
        (version,) = cursor.fetchone()
    assert version.startswith(beginning)


@pytest.mark.django_db
def test_the_suite_has_a_database_of_its_own() -> None:
    assert "test" in str(connection.settings_dict["NAME"])


@pytest.mark.django_db
def test_sqlite_waits_for_another_writer_and_lets_readers_go_on() -> None:
    if connection.vendor != "sqlite":
        assert "transaction_mode" not in connection.settings_dict["OPTIONS"]
        return
    with connection.cursor() as cursor:
        journal_mode = cursor.execute("PRAGMA journal_mode").fetchone()
        foreign_keys = cursor.execute("PRAGMA foreign_keys").fetchone()
    assert journal_mode == ("wal",)
    assert foreign_keys == (1,)
