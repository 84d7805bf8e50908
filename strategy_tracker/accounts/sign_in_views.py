"""One's own account, where allauth's page alone would not do."""

from typing import Any

from allauth.account.views import email
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from strategy_tracker.accounts.invitations import mail_is_printed


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
