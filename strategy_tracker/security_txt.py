"""How a stranger who found a fault of security tells the operator: security.txt (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

# The standard advises less than a year, so that old words are not believed for ever.
_VALID = timedelta(days=180)


@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to write to, where SECURITY_CONTACT says so; 404 without."""
    if not settings.SECURITY_CONTACT:
        raise Http404("Nobody is named to report faults to.")
    expires = (timezone.now() + _VALID).replace(microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
