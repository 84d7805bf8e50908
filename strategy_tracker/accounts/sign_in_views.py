"""One's own account, where allauth's page alone would not do."""

import logging
from typing import Any

import requests
from allauth.account.views import email
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from strategy_tracker.accounts import services
from strategy_tracker.accounts.access import TrustRequest, lacks_second_factor, trust_view
from strategy_tracker.accounts.editing import edits, last_saved, locked
from strategy_tracker.accounts.forms import SecondFactorForm
from strategy_tracker.accounts.invitations import mail_is_printed
from strategy_tracker.accounts.models import Membership, Trust
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.conflicts import conflict_page
from strategy_tracker.ui.forms import posted

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


@require_http_methods(["GET", "POST"])
@trust_view(Permission.ADMINISTER)
@edits
def second_factor(request: TrustRequest) -> HttpResponse:
    """Who of the trust needs a second factor, and who of them has none yet."""
    trust = locked(request, Trust.objects.filter(pk=request.trust.pk)).get()
    form = SecondFactorForm(posted(request), initial={"least_role": trust.two_factor_from})
    if request.method == "POST" and form.is_valid():
        if conflict := form.conflict(request.POST):
            return conflict_page(
                request,
                conflict,
                what=f"Second factor at {trust}",
                url=request.path,
                saved=last_saved(trust.history),
            )
        least = form.cleaned_data["least_role"]
        services.set_two_factor(trust=trust, least_role=least, by=request.user)
        messages.success(request, "Saved who needs a second factor.")
        return redirect("second_factor", trust.code)
    members = (
        Membership.objects.for_trust(trust)
        .current()
        .annotate(
            has_factor=Exists(
                Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
            ),
            has_single_sign_on=Exists(SocialAccount.objects.filter(user=OuterRef("user"))),
        )
        .select_related("user")
        .order_by("user__name")
    )
    context = {
        "nav_current": "setup",
        "form": form,
        "lacking": [member for member in members if not member.has_factor],
        "needing": trust.roles_with_two_factor(),
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/second_factor.html", context, status=status)


@require_GET
@trust_view(asks_second_factor=False)
def second_factor_needed(request: TrustRequest) -> HttpResponse:
    """Where somebody is led who lacks the second factor that the trust asks for."""
    if not lacks_second_factor(request, request.membership):
        return redirect("trust_home", request.trust.code)
    return render(request, "accounts/second_factor_needed.html")
