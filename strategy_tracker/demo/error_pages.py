"""What a visitor of a demo sees when there is nothing at an address: our page, not Django's."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.defaults import page_not_found

NOT_FOUND = 404


class DemoErrorPages:
    """Answers a 404 page with 404.html where DEBUG is on for a demo; settings add it only there.

    With DEBUG off Django shows 404.html anyway, and a developer wants the page that lists
    the addresses tried.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code == NOT_FOUND and is_page:
            return page_not_found(request, Http404())
        return response
