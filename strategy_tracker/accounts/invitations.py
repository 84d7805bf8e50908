"""The way in for a new member: a link to the invitation, and the mail with it.

A link that was mailed to the invited address says that its holder reads the mail there. One
that is shown to whoever invites, where no mail goes out, says nothing of the kind: the two are
told apart by what is signed in them (ADR 0027).
"""

import logging
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from strategy_tracker.accounts.models import Invitation

logger = logging.getLogger(__name__)

# Backends that reach nobody: what they are given stays on this machine.
_PRINTED = ("console", "dummy", "filebased")

_SALT = "strategy_tracker.accounts.invitation"


@dataclass(frozen=True)
class InvitationLink:
    """What a link leads to, and whether it confirms the address of the invitation."""

    invitation: Invitation
    confirms_address: bool


def invitation_path(invitation: Invitation, *, confirms_address: bool) -> str:
    """The page where the invitation is accepted or declined.

    `confirms_address` only for a link that goes to the invited address, or that whoever runs
    the site hands over.
    """
    content = {"invitation": invitation.pk, "confirms_address": confirms_address}
    return reverse("invitation", args=[signing.dumps(content, salt=_SALT)])


def read_link(token: str) -> InvitationLink | None:
    """What the link leads to; None for one that is made up or too old, or an answered one."""
    age = settings.INVITATION_DAYS * 24 * 60 * 60
    try:
        content = signing.loads(token, salt=_SALT, max_age=age)
    except signing.BadSignature:
        return None
    invitations = Invitation.objects.valid().select_related("trust")
    invitation = invitations.filter(pk=content["invitation"]).first()
    if invitation is None:
        return None
    return InvitationLink(invitation, content["confirms_address"])


def mail_is_printed() -> bool:
    """Whether mail reaches nobody here, as where EMAIL_URL is not set."""
    return settings.EMAIL_BACKEND.split(".")[-2] in _PRINTED


def send_invitation(request: HttpRequest, invitation: Invitation) -> bool:
    """Mail the link to the invited address. False when the mail could not be sent."""
    path = invitation_path(invitation, confirms_address=True)
    context = {
        "invitation": invitation,
        "trust": invitation.trust,
        "sender": request.user,
        "url": request.build_absolute_uri(path),
    }
    try:
        get_adapter(request).send_mail("account/email/invitation", invitation.email, context)
    except OSError:  # and with it every SMTPException
        logger.warning("An invitation could not be sent.", exc_info=True)
        return False
    return True
