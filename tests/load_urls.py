"""The site's addresses and an empty view, which pages are compared with under load."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from strategy_tracker import urls


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("empty/", empty), *urls.urlpatterns]
