"""How often somebody may be wrong, so that passwords cannot be guessed and nobody is shut out.

Who guesses at an account must not keep its owner out. So wrong passwords are counted apart
(OWASP's device cookies):

* in a browser where the account was signed in to before, which a signed cookie says: by browser;
* elsewhere: by address and account, by address, and by account over all addresses.

A wrong password somewhere else thus never refuses a right one in a known browser, and in a new
one only when an account is being tried from many addresses at once; then the page says that a
link by e-mail helps. A right password is taken back from every count. Codes of a second factor
are counted likewise. How many
may be wrong says ACCOUNT_RATE_LIMITS; the counts are in the cache that all processes share.
"""

import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_reset
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from strategy_tracker.accounts.models import User

COOKIE = "known_browser"
_SALT = "strategy_tracker.known_browser"
_KEPT_FOR = 365 * 24 * 60 * 60
# Several people may share a ward's computer.
_ACCOUNTS_OF_A_BROWSER = 8


class Attempt:
    """What one try took from the counts, to be given back when it was right."""

    def __init__(self) -> None:
        self.usages: list[ratelimit.RateLimitUsage] = []

    def take(self, request: HttpRequest, action: str, key: str) -> bool:
        usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        if usage is None:
            return False
        self.usages.append(usage)
        return True

    def give_back(self) -> None:
        for usage in self.usages:
            usage.rollback()
        self.usages = []


def attempt(request: HttpRequest, *, kind: str, account: str, user: User | None) -> Attempt | None:
    """Count a try at `account`; None where there were too many. `kind`: "password" or "code"."""
    tried = Attempt()
    browser = _known_browser(request, user)
    if browser and tried.take(request, "known_browser_failed", f"{kind}:{browser}:{account}"):
        return tried
    address = ratelimit.get_ip(request)
    in_all = "account_failed" if kind == "password" else "code_failed"
    if (
        tried.take(request, "all_failed", address)
        and tried.take(request, "address_failed", f"{kind}:{address}:{account}")
        and tried.take(request, in_all, f"{kind}:{account}")
    ):
        return tried
    # What is refused was not tried.
    tried.give_back()
    return None


# The cookie


def _read(request: HttpRequest) -> dict[str, str]:
    """The accounts that this browser is known for, each with the browser's name there."""
    try:
        value = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_KEPT_FOR)
    except signing.BadSignature:
        return {}
    return value if isinstance(value, dict) else {}


def _known_browser(request: HttpRequest, user: User | None) -> str:
    return _read(request).get(str(user.pk), "") if user else ""


@receiver(user_logged_in)
@receiver(password_reset)
def _remember(user: User, request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None:
        request.known_browser_of = user  # type: ignore[attr-defined]


class KnownBrowserMiddleware:
    """Gives a browser its cookie once somebody has signed in with it, or come by a mailed link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = getattr(request, "known_browser_of", None)
        if user is not None:
            known = _read(request)
            name = known.pop(str(user.pk), "") or secrets.token_urlsafe(16)
            latest = dict([*known.items(), (str(user.pk), name)][-_ACCOUNTS_OF_A_BROWSER:])
            response.set_cookie(
                COOKIE,
                signing.dumps(latest, salt=_SALT),
                max_age=_KEPT_FOR,
                path="/accounts/",
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        return response


# Where allauth asks


class SignInLimits:
    """The part of the account adapter that counts wrong passwords."""

    _attempt: Attempt | None = None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        account = str(credentials.get("email") or "").lower()
        user = User.objects.filter(email__iexact=account).first() if account else None
        self._attempt = attempt(request, kind="password", account=account, user=user)
        if self._attempt is None:
            raise get_adapter().validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        if self._attempt is not None:
            self._attempt.give_back()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """After a link by e-mail the account is free again from this address."""
        account = str(credentials.get("email") or "").lower()
        key = f"password:{ratelimit.get_ip(request)}:{account}"
        ratelimit.clear(request, app="allauth.account", action="address_failed", key=key)


class CodeLimits:
    """The part of both forms for a code that counts wrong ones."""

    user: User

    def clean_code(self) -> str:
        tried = attempt(context.request, kind="code", account=str(self.user.pk), user=self.user)
        if tried is None:
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        tried.give_back()
        return code


class AuthenticateForm(CodeLimits, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(CodeLimits, AllauthReauthenticateForm):
    pass
