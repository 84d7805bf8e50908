"""Answers are sent compressed, but for those that are so already."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# A PDF of 600 kB takes 30 ms to compress once more, and stays as long as it was.
_COMPRESSED = (
    "application/pdf",
    "application/zip",
    "application/vnd.openxmlformats-officedocument",
    "image/png",
    "image/jpeg",
)


class CompressionMiddleware(GZipMiddleware):
    """Django's, which pads each answer at random so that its length tells nothing of its token."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith(_COMPRESSED):
            return response
        return super().process_response(request, response)
