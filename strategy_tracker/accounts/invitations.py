"""The first way in for a new member: a link by which they choose a password, and the mail with it.

The link works once. Whoever holds it can sign in as that user, so a page shows it only for
somebody whom the trust brought in itself (`may_be_shown_link`); a mail goes to them alone.
"""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from strategy_tracker.accounts.models import Membership, Trust, User

logger = logging.getLogger(__name__)

# Backends that reach nobody: what they are given stays on this machine.
_PRINTED = ("console", "dummy", "filebased")


def set_password_path(user: User) -> str:
    """The page that lets `user` set a first password; it works once, and for a few days."""
    key = default_token_generator.make_token(user)
    arguments = {"uidb36": user_pk_to_url_str(user), "key": key}
    return reverse("account_reset_password_from_key", kwargs=arguments)


def days_link_works() -> int:
    """How long a link lasts, in whole days."""
    return int(settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60))


def mail_is_printed() -> bool:
    """Whether mail reaches nobody here, as where EMAIL_URL is not set."""
    return settings.EMAIL_BACKEND.split(".")[-2] in _PRINTED


def needs_password(user: User) -> bool:
    """Whether `user` has never been in, and has no password to come in with."""
    return user.is_active and user.last_login is None and not user.has_usable_password()


def may_be_shown_link(user: User, trust: Trust) -> bool:
    """Whether governance of `trust` may hold the link by which `user` sets a first password.

    Not that of anybody who is or was a member elsewhere, or is staff: with the link one
    could sign in as them and see another trust.
    """
    if not needs_password(user) or user.is_staff or user.is_superuser:
        return False
    return not Membership.objects.filter(user=user).exclude(trust=trust).exists()


def send_welcome(request: HttpRequest, membership: Membership) -> bool:
    """Mail the member how to come in. False when the mail could not be sent."""
    user = membership.user
    sign_in = request.build_absolute_uri(reverse("account_login"))
    is_new = needs_password(user)
    context = {
        "member": user,
        "trust": membership.trust,
        "sender": request.user,
        "is_new": is_new,
        "url": request.build_absolute_uri(set_password_path(user)) if is_new else sign_in,
        "sign_in_url": sign_in,
        "days": days_link_works(),
    }
    try:
        get_adapter(request).send_mail("account/email/welcome", user.email, context)
    except OSError:  # and with it every SMTPException
        logger.warning("A new member could not be sent their mail.", exc_info=True)
        return False
    return True
