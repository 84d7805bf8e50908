"""Secrets of second factors: encrypted in the database, and readable while keys are replaced."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import TOTP
from django.core import management
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from strategy_tracker.accounts.second_factors import SecondFactorAdapter
from tests import factories

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_what_is_kept_does_not_say_the_secret() -> None:
    adapter = get_adapter()
    assert isinstance(adapter, SecondFactorAdapter)
    kept = adapter.encrypt(SECRET)
    assert SECRET not in kept and adapter.encrypt(SECRET) != kept
    assert adapter.decrypt(kept) == SECRET


@pytest.mark.django_db
def test_an_authenticator_is_kept_encrypted_and_its_codes_hold() -> None:
    totp = TOTP.activate(factories.user(), SECRET)
    assert SECRET not in str(totp.instance.data)
    assert get_adapter().decrypt(totp.instance.data["secret"]) == SECRET


def test_a_secret_of_before_is_read_as_it_is() -> None:
    assert SecondFactorAdapter().decrypt(SECRET) == SECRET


def test_an_earlier_key_reads_on_while_it_is_named(settings: Settings) -> None:
    kept = SecondFactorAdapter().encrypt(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another " * 8
    assert SecondFactorAdapter().decrypt(kept) == SECRET


def test_a_secret_of_an_unknown_key_lets_nobody_in(settings: Settings) -> None:
    kept = SecondFactorAdapter().encrypt(SECRET)
    settings.SECRET_KEY = "another " * 8
    read = SecondFactorAdapter().decrypt(kept)
    assert len(read) == 32 and read != SECRET
    assert SecondFactorAdapter().decrypt(kept) != read


@pytest.mark.django_db
def test_staff_find_a_session_by_the_address_of_its_user(admin_client: Client) -> None:
    response = admin_client.get("/admin/usersessions/usersession/?q=tom@example.org")
    assert response.status_code == 200


@pytest.mark.django_db
def test_the_worker_removes_personal_data_that_was_kept_long_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from strategy_tracker.background import housekeeping

    called: list[str] = []
    monkeypatch.setattr(housekeeping, "call_command", lambda name, **_: called.append(name))
    caches["progress"].delete("housekeeping")
    housekeeping.keep_house()
    assert "apply_retention" in called
    assert "apply_retention" in management.get_commands()
