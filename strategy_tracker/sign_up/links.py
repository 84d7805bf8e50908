"""The link by which whoever reads the mail of an address confirms it."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from strategy_tracker.sign_up.models import SignUpRequest

_SALT = "strategy_tracker.sign_up"


def confirming_path(request: SignUpRequest) -> str:
    """The page where the address of the request is confirmed."""
    return reverse("sign_up_confirm", args=[signing.dumps(request.pk, salt=_SALT)])


def read_link(token: str) -> SignUpRequest | None:
    """The request that the link is of; None for one that is made up, too old, or decided on."""
    try:
        key = signing.loads(token, salt=_SALT, max_age=settings.SIGN_UP_DAYS * 24 * 60 * 60)
    except signing.BadSignature:
        return None
    states = [SignUpRequest.State.UNCONFIRMED, SignUpRequest.State.WAITING]
    undecided = SignUpRequest.objects.filter(state__in=states)
    return undecided.filter(pk=key, expires_on__gte=timezone.localdate()).first()
