"""What each page tells the browser to keep to itself."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

# Nothing here asks for any of these, nor may a page that is shown inside ours.
_PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
        "microphone", "midi", "payment", "usb",
    )
)  # fmt: skip


class HeadersMiddleware:
    """Pages hold a trust's data, so no cache and no disk keeps them, unless a view says how.

    Static files are answered before this; published papers say `private, no-cache` themselves,
    for a browser may keep what it asks about each time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # "Not modified" speaks of what the browser has, which is kept as was said of it then.
        if response.status_code != HTTPStatus.NOT_MODIFIED:
            response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS_POLICY)
        return response
