"""What people are told when the database, or the disk, is away for a moment.

The database restarts, is locked by a long write, or its disk is full: nothing is wrong with what
somebody sent, and nothing of it was saved. They are told so, and given back what they typed, in
a form that sends it again; a script is told in JSON, and keeps the words in the browser.
"""

import errno
import sys
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.views.defaults import server_error

from strategy_tracker.ui.conflicts import BASE, SEEN

UNAVAILABLE = 503
RETRY_AFTER = 30  # seconds
_MESSAGE = "the site cannot reach its database just now. It will be tried again"
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_NOT_GIVEN_BACK = ("csrfmiddlewaretoken", "password")


def is_outage(error: BaseException | None) -> bool:
    """Whether nothing was wrong but that the database, or room on a disk, was not there."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, OSError) and error.errno in _NO_SPACE


def page_of_error(request: HttpRequest) -> HttpResponse:
    """handler500: the page of an outage where it is one, else that of a fault of ours."""
    # Django calls this while it handles what was raised.
    if not is_outage(sys.exc_info()[1]):
        return _with_number(server_error(request))
    if request.headers.get("Accept", "").startswith("application/json"):
        response: HttpResponse = JsonResponse({"message": _MESSAGE}, status=UNAVAILABLE)
    else:
        page = render_to_string("503.html", _given(request))
        response = HttpResponse(page, status=UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _with_number(answer: HttpResponse) -> HttpResponse:
    """The page with the number by which the log has the request.

    The page itself has no variable: it is shown when a template may be what broke.
    """
    number = structlog.contextvars.get_contextvars().get("request_id")
    if number:
        words = f", and the number {escape(number)}".encode()
        answer.content = answer.content.replace(b"<!-- number -->", words)
    return answer


def is_typed(name: str) -> bool:
    """Whether a field is one that somebody types in, and not what a page says that it saw."""
    return name.rpartition("-")[2] not in (SEEN, BASE)


def typed_words(request: HttpRequest) -> list[str]:
    """The words among what was sent: what nobody chose from a list, and no page said it saw."""
    return [
        value
        for name, values in request.POST.lists()
        if is_typed(name) and not any(part in name for part in _NOT_GIVEN_BACK)
        for value in values
        if len(value.split()) > 1
    ]


def _given(request: HttpRequest) -> dict[str, Any]:
    """What was sent, to be sent again; without files, which a page cannot give back."""
    if request.method != "POST":
        return {"address": request.get_full_path()}
    sent = [
        (name, value, is_typed(name) and ("\n" in value or len(value) > 60))
        for name, values in request.POST.lists()
        if not any(part in name for part in _NOT_GIVEN_BACK)
        for value in values
    ]
    return {
        "address": request.get_full_path(),
        "is_sent": True,
        "sent": sent,
        "token": get_token(request),
        "has_files": bool(request.FILES),
    }
