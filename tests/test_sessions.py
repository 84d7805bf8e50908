"""A page does not fail because the database would not take a note in the session just now."""

from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError

from strategy_tracker.sessions import SessionStore

pytestmark = pytest.mark.django_db


def locked(*_: Any, **__: Any) -> None:
    raise OperationalError("database is locked")


def kept() -> SessionStore:
    store = SessionStore()
    store["period"] = 7
    store.save(must_create=True)
    return store


def test_a_note_that_cannot_be_kept_is_lost_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = kept()
    with monkeypatch.context() as patched:
        patched.setattr(Session, "save", locked)
        store["period"] = 8
        store.save()
    assert SessionStore(store.session_key)["period"] == 7


def test_a_session_that_is_begun_has_to_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "save", locked)
    with pytest.raises(OperationalError):
        SessionStore().save(must_create=True)


def test_a_session_that_was_ended_elsewhere_is_not_begun_again() -> None:
    store = kept()
    Session.objects.all().delete()
    store["period"] = 8
    with pytest.raises(UpdateError):
        store.save()
