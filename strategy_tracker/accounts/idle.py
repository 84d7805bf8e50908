"""Whoever has done nothing for a while shows again that it is them, and goes on from there."""

import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from strategy_tracker.ui.sending import page_sent_from

_KEY = "last_active"
# How long activity goes unrecorded: every record is a write of the session.
_GRAIN = 60.0


class IdleMiddleware:
    """Asks for the password once IDLE_MINUTES have passed without a request.

    The session is kept, and with it a form that was being sent: it goes through once the
    password is given. Who has no password here signs in anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.IDLE_MINUTES * 60
        if not limit or not request.user.is_authenticated:
            return self.get_response(request)
        now, last = time.time(), self._last_active(request)
        if last is not None and now - last > limit:
            if request.path in _still_open():
                return self.get_response(request)
            return self._ask(request)
        if last is None or now - request.session.get(_KEY, 0) > _GRAIN:
            request.session[_KEY] = now
        return self.get_response(request)

    def _last_active(self, request: HttpRequest) -> float | None:
        records = get_authentication_records(request, request.user)
        moments = [record["at"] for record in records]
        if _KEY in request.session:
            moments.append(request.session[_KEY])
        return max(moments, default=None)

    def _ask(self, request: HttpRequest) -> HttpResponse:
        methods = get_adapter().get_reauthentication_methods(request.user)
        if methods:
            return suspend_request(request, methods[0]["url"])
        back = {"next": page_sent_from(request)}
        logout(request)
        return redirect(f"{reverse('account_login')}?{urlencode(back)}")


def _still_open() -> set[str]:
    """Where the password is given, or the session ended."""
    names = ("account_reauthenticate", "mfa_reauthenticate", "account_logout")
    return {reverse(name) for name in names}
