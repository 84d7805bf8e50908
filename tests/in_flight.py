"""Count the requests that the live server is answering, so that a test can wait for the last.

A page that saves by itself may have a save under way when its test ends. Emptying the
database under it deadlocks on PostgreSQL.
"""

import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

_under_way = 0
_lock = threading.Condition()


def count_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware of the test run only."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        global _under_way
        with _lock:
            _under_way += 1
        try:
            return get_response(request)
        finally:
            with _lock:
                _under_way -= 1
                _lock.notify_all()

    return answer


def wait_until_quiet(seconds: float = 20) -> None:
    """Return once no request has been under way for a moment. Raises TimeoutError."""
    with _lock:
        if not _lock.wait_for(lambda: _under_way == 0, timeout=seconds):
            raise TimeoutError(f"{_under_way} requests were still under way after {seconds} s.")
    # A request that the browser had sent before it closed may only now be read.
    time.sleep(0.05)
    with _lock:
        _lock.wait_for(lambda: _under_way == 0, timeout=seconds)
