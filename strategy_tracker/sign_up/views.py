"""The public pages of a sign-up. They are there only where the settings offer it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from strategy_tracker.sign_up import services
from strategy_tracker.sign_up.forms import SignUpForm
from strategy_tracker.sign_up.links import read_link

View = Callable[..., HttpResponse]


def _offered(view: View) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.SIGN_UP:
            raise Http404("Nobody signs up here.")
        return view(request, *args, **kwargs)

    return inner


def _may_ask(request: HttpRequest, action: str, key: str = "") -> bool:
    """Count one more of the action; whether there were not too many (ACCOUNT_RATE_LIMITS)."""
    return ratelimit.consume(request, app="allauth.account", action=action, key=key) is not None


@never_cache
@require_http_methods(["GET", "POST"])
@_offered
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for a trust to be set up. What is answered tells nothing of who is known here."""
    form = SignUpForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if not _may_ask(request, "sign_up"):
            form.add_error(None, "Too many requests came from here. Try again in an hour.")
            status = 429
        elif form.is_valid():
            # Another mail would only fill somebody's inbox: the one that went works for days.
            if _may_ask(request, "sign_up_address", form.cleaned_data["email"].lower()):
                services.ask(**form.cleaned_data, by=None)
            return redirect("sign_up_sent")
    context = {"form": form, "days": settings.SIGN_UP_DAYS}
    return render(request, "sign_up/sign_up.html", context, status=status)


@require_GET
@_offered
def sign_up_sent(request: HttpRequest) -> HttpResponse:
    """What comes next: the same for everybody."""
    return render(request, "sign_up/sent.html")


@never_cache
@require_http_methods(["GET", "POST"])
@_offered
def sign_up_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address by a button: programs that look through mail follow links."""
    asked = read_link(token)
    if asked is None:
        return render(request, "sign_up/over.html", status=404)
    if request.method == "POST":
        asked = services.confirm(request=asked, by=None)
    is_confirmed = asked.state == asked.State.WAITING
    context = {"asked": asked, "is_confirmed": is_confirmed, "days": settings.SIGN_UP_DAYS}
    return render(request, "sign_up/confirm.html", context)
