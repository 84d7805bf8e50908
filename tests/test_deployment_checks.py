"""System checks: each mistake is found, and a sound deployment has none."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from strategy_tracker import checks

STRONG_SECRET = "dT4-wq9_Zx7KpL2vNf8RbYc3JhGm5sQe1UoAiWt6XzPkMnBvCy"


def found() -> set[str]:
    """The ids of this project's own findings."""
    ids = {message.id for message in run_checks(include_deployment_checks=True)}
    return {name for name in ids if name and name.startswith("strategy_tracker.")}


def test_a_sound_deployment_has_no_finding(settings: Settings) -> None:
    settings.SECRET_KEY = STRONG_SECRET
    assert found() == set()


@pytest.mark.parametrize("host", ["*", "tracker.example.org", ".example.org", "8.8.8.8"])
def test_debug_with_a_public_host_is_an_error(settings: Settings, host: str) -> None:
    settings.ALLOWED_HOSTS = ["localhost", host]
    assert "strategy_tracker.E001" not in found()
    settings.DEBUG = True
    assert "strategy_tracker.E001" in found()


@pytest.mark.parametrize(
    "host", ["localhost", ".localhost", "127.0.0.1", "[::1]", "192.168.1.20", "laptop.local"]
)
def test_debug_on_ones_own_network_is_allowed(settings: Settings, host: str) -> None:
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = [host]
    assert "strategy_tracker.E001" not in found()


@pytest.mark.parametrize("secret", ["short", "development-only-not-a-secret", "a" * 60])
def test_a_weak_secret_is_an_error_in_production_only(settings: Settings, secret: str) -> None:
    settings.SECRET_KEY = secret
    assert "strategy_tracker.E002" in found()
    settings.DEBUG = True
    assert "strategy_tracker.E002" not in found()


def test_assets_not_made_are_found(settings: Settings, tmp_path: Path) -> None:
    settings.STATICFILES_DIRS = [tmp_path]
    assert "strategy_tracker.W002" in found()


def test_missing_pango_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def import_fails(name: str) -> None:
        raise OSError(f"cannot load a library for {name}")

    monkeypatch.setattr(checks, "PANGO_LIBRARIES", (("libno-such-library.so.0",),))
    monkeypatch.setattr("strategy_tracker.checks.import_module", import_fails)
    assert "strategy_tracker.W001" in found()


def test_pango_under_another_name_is_found_by_weasyprint_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checks, "PANGO_LIBRARIES", (("libno-such-library.so.0",),))
    assert checks.pdf_can_be_written()


def test_a_provider_that_vouches_for_everybody_is_warned_of(settings: Settings) -> None:
    assert checks.check_single_sign_on(None) == []
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{}]}}
    assert [message.id for message in checks.check_single_sign_on(None)] == [
        "strategy_tracker.W101"
    ]
    settings.OIDC_EMAIL_DOMAINS = ["example.org"]
    assert checks.check_single_sign_on(None) == []


def test_counts_that_each_process_keeps_to_itself_are_found(settings: Settings) -> None:
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": backend}}
    assert "strategy_tracker.W003" in found()


def test_a_sign_up_without_mail_is_told(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert checks.check_sign_up_can_mail(None) == []
    settings.SIGN_UP = True
    assert [message.id for message in checks.check_sign_up_can_mail(None)] == [
        "strategy_tracker.W102"
    ]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert checks.check_sign_up_can_mail(None) == []
