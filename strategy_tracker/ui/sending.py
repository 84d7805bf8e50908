"""What becomes of a form that is sent: to which page it belongs, and whether it was taken.

Somebody types, and meanwhile the session ends, the cookies go, or the server is away. The
browser keeps what is typed in every form (static/js/modules/typed-words.js) until it hears
from here that it was taken, and puts it back on the page where it was typed. ADR 0035.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve

from strategy_tracker.ui.outages import typed_words

# What a form calls itself when it is sent, and the cookie that names those that were taken.
SENT = "_sent"
TAKEN = "taken"
# What a form that renews its token says of who has opened it, in a header or a field.
READER_HEADER, READER = "X-Reader", "_reader"
# A browser reads the cookie at its next page; with several tabs, several may be taken before.
_MOST_NAMED = 8
_SECONDS = 24 * 60 * 60
# Where somebody is led before what they sent is looked at.
_DETOURS = {"account_reauthenticate", "mfa_reauthenticate", "second_factor_needed"}
_ID = re.compile(r"[0-9a-z]{8,40}")

SOMEBODY_ELSE = (
    "Nothing was saved: somebody else opened that page in this browser, and you have signed in "
    "since. What they typed is kept for them alone."
)

SIGNED_OUT = (
    "You were signed out before that was sent, so nothing of it is saved. Sign in, and you come "
    "back to the page where you were, with what you typed."
)


def page_sent_from(request: HttpRequest) -> str:
    """The page that a request belongs to: itself, or where the form is that was sent."""
    if request.method != "POST":
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc == request.get_host():
        return f"{page.path}?{page.query}" if page.query else page.path
    return page_above(request.path)


def page_above(path: str) -> str:
    """The nearest address above `path`: of what takes only what is sent, the page that sends it."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


class SendingMiddleware:
    """Leads whoever was sending to a page, never to an address that only takes what is sent.

    Before IdleMiddleware, whose answers it sees.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 405 and _is_browser(request):
            return redirect(page_above(request.path))
        if request.method != "POST":
            return response
        if _leads_to_sign_in(request, response):
            return _sign_in_and_come_back(request)
        if _is_taken(request, response):
            _name_as_taken(request, response)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        """Refuse what one person typed and another, signed in since, would send as their own."""
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        reader = request.headers.get(READER_HEADER) or request.POST.get(READER, "")
        if reader in ("", str(request.user.pk)):
            return None
        if not _is_browser(request):
            return JsonResponse({"message": SOMEBODY_ELSE}, status=403)
        messages.error(request, SOMEBODY_ELSE)
        return redirect(page_sent_from(request))


def _is_browser(request: HttpRequest) -> bool:
    """Whether a page is asked for; a script asks for what it can read."""
    return "text/html" in request.headers.get("Accept", "").partition(",")[0]


def _leads_to_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether what was sent was not even looked at, for nobody is signed in."""
    if request.user.is_authenticated or response.status_code != 302:
        return False
    there = urlsplit(response["Location"])
    return there.path == resolve_url(settings.LOGIN_URL) and "next" in parse_qs(there.query)


def _sign_in_and_come_back(request: HttpRequest) -> HttpResponse:
    if _is_browser(request):
        messages.warning(request, SIGNED_OUT)
    back = urlencode({"next": page_sent_from(request)})
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{back}")


def _is_taken(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether what was sent is saved: led on to a page that complains of nothing, or a file."""
    if not request.user.is_authenticated:
        return False
    if "attachment" in response.headers.get("Content-Disposition", ""):
        return True
    if response.status_code not in (302, 303):
        return False
    if _name_of(response["Location"]) in _DETOURS:
        return False
    told: Any = messages.get_messages(request)
    complains = any(message.level >= messages.ERROR for message in told)
    told.used = False  # they are still to be shown
    return not complains


def _name_of(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).url_name
    except Resolver404:
        return None


def _name_as_taken(request: HttpRequest, response: HttpResponseBase) -> None:
    # Of a form that waited for a password, allauth has put what was sent in this request.
    name = request.POST.get(SENT, "")
    if not _ID.fullmatch(name):
        return
    before = [known for known in request.COOKIES.get(TAKEN, "").split(".") if _ID.fullmatch(known)]
    response.set_cookie(
        TAKEN,
        ".".join([*before, name][-_MOST_NAMED:]),
        max_age=_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the cookies are gone, or the page is older than the last signing in."""
    is_signed_in = request.user.is_authenticated
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"message": reason}, status=403 if is_signed_in else 401)
    page = page_sent_from(request)
    # What another site sent is not shown as if somebody had typed it here.
    is_own = urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
    context = {
        "is_signed_in": is_signed_in,
        "page": page,
        "sign_in": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}",
        "words": typed_words(request) if is_own else [],
    }
    return render(request, "403_csrf.html", context, status=403)
