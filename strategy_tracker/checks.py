"""System checks for mistakes of deployment, run by every manage.py command.

Each says what is wrong and what to do. Those that a trial on one's own machine may live
with are warnings; `manage.py check --deploy --fail-level WARNING` stops at them too.
"""

import ctypes
import ipaddress
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from strategy_tracker import assets
from strategy_tracker.accounts.invitations import mail_is_printed

SHORTEST_SECRET = 50
# Pango's library under the names that Linux and macOS give it.
PANGO_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
)


def _loads(names: tuple[str, ...]) -> bool:
    """Whether a shared library loads under one of `names`."""
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def pdf_can_be_written() -> bool:
    """Whether WeasyPrint finds its libraries.

    Loading the libraries takes a millisecond; importing WeasyPrint takes a second, so it
    is asked only where they are not under their usual names.
    """
    if all(_loads(names) for names in PANGO_LIBRARIES):
        return True
    try:
        import_module("weasyprint")
    except OSError:
        return False
    return True


def is_public(host: str) -> bool:
    """Whether an ALLOWED_HOSTS entry can be reached from outside one's own network."""
    name = host.strip().strip("[]").lower()
    if name in {"", "testserver"} or name.lstrip(".") == "localhost":
        return False
    if name.endswith((".localhost", ".local", ".test")):
        return False
    try:
        return ipaddress.ip_address(name).is_global
    except ValueError:
        return True


@register(Tags.compatibility)
def check_pdf_libraries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A paper cannot be made as PDF without Pango."""
    if pdf_can_be_written():
        return []
    return [
        Warning(
            "Papers cannot be written as PDF: Pango is not installed.",
            hint="Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0.",
            id="strategy_tracker.W001",
        )
    ]


@register(Tags.staticfiles)
def check_assets(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without the NHS stylesheet pages have no style, and without its fonts papers another."""
    folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
    wanted = (f"nhsuk/{assets.STYLESHEET}", f"fonts/{assets.FONTS_STYLESHEET}")
    if all(any((folder / name).exists() for folder in folders) for name in wanted):
        return []
    return [
        Warning(
            "The NHS stylesheet or the fonts of papers have not been made: pages will have no "
            "style.",
            hint="Run `python -m strategy_tracker.assets`, and in production "
            "`manage.py collectstatic` after it.",
            id="strategy_tracker.W002",
        )
    ]


@register(Tags.security)
def check_debug_is_private(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """With DEBUG on, an error page shows settings and data to whoever meets it."""
    public = [host for host in settings.ALLOWED_HOSTS if is_public(host)]
    if not settings.DEBUG or not public:
        return []
    return [
        Error(
            f"DEBUG is on and ALLOWED_HOSTS has a public name: {', '.join(public)}.",
            hint="Remove DEBUG from the environment and from .env, or the name from ALLOWED_HOSTS.",
            id="strategy_tracker.E001",
        )
    ]


@register(Tags.security)
def check_secret_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A secret that can be guessed lets anyone forge a session."""
    secret = settings.SECRET_KEY
    weak = len(secret) < SHORTEST_SECRET or len(set(secret)) < 5
    if settings.DEBUG or not weak:
        return []
    return [
        Error(
            f"SECRET_KEY is too weak: use at least {SHORTEST_SECRET} random characters.",
            hint="python -c 'import secrets; print(secrets.token_urlsafe(50))' prints one.",
            id="strategy_tracker.E002",
        )
    ]


@register(Tags.security, deploy=True)
def check_single_sign_on(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A provider that vouches for every address can speak for people of another trust."""
    if not settings.SOCIALACCOUNT_PROVIDERS or settings.OIDC_EMAIL_DOMAINS:
        return []
    return [
        Warning(
            "OIDC_EMAIL_DOMAINS is not set, so the single sign-on vouches for any address.",
            hint="Name the domains of the trust's own addresses, such as example.nhs.uk.",
            id="strategy_tracker.W101",
        )
    ]


@register(Tags.security, deploy=True)
def check_sign_up_can_mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Who asks for a trust confirms their address by a link that is mailed to it."""
    if not settings.SIGN_UP or not mail_is_printed():
        return []
    return [
        Warning(
            "SIGN_UP is on and no mail goes out, so nobody can confirm an address.",
            hint="Set EMAIL_URL, or leave SIGN_UP out.",
            id="strategy_tracker.W102",
        )
    ]


@register(Tags.security, deploy=True)
def check_limits_are_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Where each process counts wrong passwords for itself, a guesser has as many tries more."""
    backend = str(settings.CACHES["default"]["BACKEND"])
    if not backend.endswith(("LocMemCache", "DummyCache")):
        return []
    return [
        Warning(
            "Wrong passwords are counted by each process for itself.",
            hint="Set CACHE_URL to a Redis that all processes reach, or leave it out: then they "
            "are counted in the database.",
            id="strategy_tracker.W003",
        )
    ]
