"""One's own account, where allauth's page alone would not do."""

import logging
from typing import Any

import requests
from allauth.account.views import email
from allauth.socialaccount.providers.openid_connect.views import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from strategy_tracker.accounts.invitations import mail_is_printed

logger = logging.getLogger(__name__)


def single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the trust's own sign-in, or say that it cannot be reached."""
    try:
        answer: HttpResponse = login(request, provider_id)
    except requests.RequestException:
        logger.warning("The single sign-on could not be reached.", exc_info=True)
        return render(request, "socialaccount/authentication_error.html", status=503)
    return answer


@login_required
def change_email(request: HttpRequest) -> HttpResponse:
    """Change the address to sign in with, once the present one is confirmed.

    Otherwise whoever chose the password before its owner had the address could follow them to
    the next.
    """
    user: Any = request.user
    if mail_is_printed() or not user.has_confirmed_email:
        return render(request, "account/email_unconfirmed.html")
    answer: HttpResponse = email(request)
    return answer
