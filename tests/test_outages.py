"""The database locked, gone for a moment, or in each other's way: people are told, words kept."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import close_old_connections, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from zeal import zeal_ignore

from ambitions.models import Update, UpdateNarrative
from strategy_tracker import urls as project
from strategy_tracker.accounts.access import trust_view
from strategy_tracker.accounts.models import Person
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui import outages
from tests import factories
from tests.answering import Plan
from tests.test_conflicts import hidden_in

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def locked_database() -> Iterator[None]:
    """The updates locked by somebody else for longer than a save waits."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    other_server = connection.copy()
    with other_server.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE ambitions_update IN ACCESS EXCLUSIVE MODE")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    yield
    other_server.close()
    connection.close()


def answers(plan: Plan) -> dict[str, Any]:
    return {
        "version": 0,
        f"heading_{plan.progress.pk}": "Ninety beds & <two> wards.\nOn a second line.",
        f"dimension_{plan.dimension.pk}": plan.rating("green").pk,
    }


def quiet_client(plan: Plan) -> Client:
    client = plan.client()
    client.raise_request_exception = False
    return client


def test_words_that_a_locked_database_does_not_take_are_given_back_to_send_again() -> None:
    plan = Plan()
    action = plan.action()
    client, url = quiet_client(plan), plan.url("update_form", action)
    with locked_database():
        response = client.post(url, answers(plan))
    page = response.content.decode()
    assert response.status_code == 503 and response["Retry-After"] == "30"
    assert "What you sent last was not saved." in page
    assert not Update.objects.exists()
    again = hidden_in(page)
    again["version"] = ["0"]
    assert client.post(url, again).status_code == 302
    assert UpdateNarrative.objects.get().text == "Ninety beds & <two> wards.\nOn a second line."


def test_a_script_is_told_that_it_was_not_saved() -> None:
    plan = Plan()
    client, url = quiet_client(plan), plan.url("update_autosave", plan.action())
    with locked_database():
        response = client.post(
            url, answers(plan), headers={"accept": "application/json, text/html"}
        )
    assert response.status_code == 503
    assert "cannot reach its database" in json.loads(response.content)["message"]


def test_no_password_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.user(email="tom@example.org")

    def fail(*given: Any, **named: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("allauth.account.forms.LoginForm.clean", fail)
    client = Client(raise_request_exception=False)
    response = client.post("/accounts/login/", {"login": "tom@example.org", "password": "s3cret!"})
    assert response.status_code == 503
    assert b"tom@example.org" in response.content and b"s3cret!" not in response.content


def test_a_page_that_cannot_be_read_says_so() -> None:
    plan = Plan()
    action = plan.action()
    plan.answer(action)
    if connection.vendor == "sqlite":
        return  # readers go on while somebody writes
    client, url = quiet_client(plan), plan.url("update_form", action)
    with locked_database():
        response = client.get(url)
    assert response.status_code == 503
    assert b"Try again" in response.content and b"<form" not in response.content


def test_a_fault_of_ours_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan()
    monkeypatch.setattr("ambitions.updates.views.save_if_changed", lambda *given: 1 / 0)
    response = quiet_client(plan).post(plan.url("update_form", plan.action()), answers(plan))
    assert response.status_code == 500
    assert b"Something went wrong on our side" in response.content


def test_a_fault_of_ours_says_the_number_that_the_log_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: Any, **__: Any) -> HttpResponse:
        raise RuntimeError("broken")

    monkeypatch.setattr("strategy_tracker.home.memberships_of", broken)
    client = Client(raise_request_exception=False)
    client.force_login(factories.user())
    response = client.get("/")
    assert response.status_code == 500
    number = response["X-Request-ID"]
    assert number and f"and the number {number}." in response.content.decode()


def test_a_server_that_went_away_is_an_outage() -> None:
    """And the next request has a connection of its own again."""
    if connection.vendor == "sqlite":
        return
    plan = Plan()
    url = plan.url("update_form", plan.action())
    client = quiet_client(plan)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
    other_server = connection.copy()
    with other_server.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [own])
    other_server.close()
    assert client.get(url).status_code == 503
    close_old_connections()  # as a server does between two requests
    assert client.get(url).status_code == 200


# Two that wait for each other

_begun = threading.Barrier(2, timeout=20)
_attempts: list[str] = []


@trust_view(Permission.VIEW_PLAN)
def cross(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Lock two rows, the first of which another request locks second."""
    _attempts.append(f"{first} {second}")
    with zeal_ignore(), transaction.atomic():  # the same again is what is tested
        Person.objects.select_for_update().get(pk=first)
        if len(_attempts) <= 2:
            _begun.wait()
        Person.objects.select_for_update().get(pk=second)
    return HttpResponse("Done")


urlpatterns = [
    path("t/<slug:trust_code>/cross/<int:first>/<int:second>/", cross),
    *project.urlpatterns,
]


@pytest.mark.urls("tests.test_outages")
def test_one_of_two_that_deadlock_is_done_again() -> None:
    if connection.vendor == "sqlite":
        return  # who writes there waits at the beginning, and nobody waits for another in turn
    plan = Plan()
    rows = [factories.person(plan.trust).pk for _ in range(2)]
    _attempts.clear()
    statuses: list[int] = []

    def ask(first: int, second: int) -> None:
        client = plan.client()
        statuses.append(client.post(f"/t/{plan.trust.code}/cross/{first}/{second}/").status_code)
        connection.close()

    threads = [threading.Thread(target=ask, args=args) for args in (rows, rows[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200] and len(_attempts) == 3


def test_what_is_an_outage() -> None:
    assert outages.is_outage(OSError(28, "No space left on device"))
    assert not outages.is_outage(OSError(2, "No such file"))
    assert not outages.is_outage(None)
