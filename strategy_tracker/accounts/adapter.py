"""How people come in: a trust invites them; nobody signs up alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import render

from strategy_tracker.accounts import services
from strategy_tracker.accounts.models import Invitation, User
from strategy_tracker.accounts.second_factors import WRONG_CODE
from strategy_tracker.accounts.sign_in_limits import SignInLimits


class ClosedSignupAdapter(SignInLimits, DefaultAccountAdapter):
    """Sign-in for known users only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "That e-mail address and password do not belong together. "
            "Try again, or choose a new password."
        ),
        "too_many_login_attempts": (
            "Too many wrong passwords or codes. Wait 15 minutes, then try again, or choose a new "
            "password: with the link that we e-mail you can sign in again at once."
        ),
        "account_inactive": "This sign-in is closed. Ask an administrator of your trust.",
        "duplicate_email": "You sign in with this address already.",
        "incorrect_password": "That is not your password. Try again.",
        "enter_current_password": "That is not your password. Try again.",
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Only one that is still to be confirmed; nobody is left without an address."""
        return not email_address.verified

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Take a new address for confirmed that its owner asked for and is signed in to confirm.

        Whoever is mailed because somebody else asked for their address confirms nothing by
        opening the link.
        """
        if request.user != email_address.user:
            messages.error(
                request,
                "This link belongs to another sign-in. If it is yours too, sign out, sign in "
                "with it, then open the link again.",
            )
            return False
        others = User.objects.filter(email__iexact=email_address.email)
        if others.exclude(pk=email_address.user_id).exists():
            messages.error(
                request,
                f"Somebody signs in with {email_address.email} already, so it cannot become "
                "your address. If that is you, sign in with it instead.",
            )
            return False
        return bool(super().confirm_email(request, email_address))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """To the address that they sign in with, also where it was never confirmed."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class TrustSignInAdapter(DefaultSocialAccountAdapter):
    """The trust's own single sign-on: lets in whom it vouches for, if a trust knows them."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Any, str] | None:
        """Whoever signs in here with an address that the provider vouches for."""
        email = vouched_address(sociallogin)
        user = User.objects.with_email(email) if email else None
        return (user, email) if user else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Confirm the address of who is known; tell everybody else what to do."""
        if sociallogin.state.get("process") == "connect":
            return
        email = vouched_address(sociallogin)
        if sociallogin.is_existing:
            user: Any = sociallogin.user
            if email == user.email.lower() and not user.has_confirmed_email:
                # The session that is begun now must be of the user as they are after this.
                sociallogin.user = services.confirm_address(
                    user=user, password=None, identity=sociallogin.account, by=user
                )
            return
        if not (email and _is_invited(email)):
            context = {"email": _claims(sociallogin).get("email", ""), "is_vouched": bool(email)}
            page = render(request, "socialaccount/not_known.html", context, status=403)
            raise ImmediateHttpResponse(page)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """For whom a trust has invited; they accept it once they are signed in."""
        email = vouched_address(sociallogin)
        return bool(email) and _is_invited(email)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        user: Any = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:150]
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        user: Any = super().save_user(request, sociallogin, form)
        sociallogin.user = services.confirm_address(
            user=user, password=None, identity=sociallogin.account, by=user
        )
        return sociallogin.user


def _is_invited(email: str) -> bool:
    return Invitation.objects.valid().filter(email=email).exists()


def _claims(sociallogin: SocialLogin) -> dict[str, Any]:
    """What the provider says of the person: by its user information, or else by its token."""
    said = sociallogin.account.extra_data or {}
    return said.get("userinfo") or said.get("id_token") or said


def vouched_address(sociallogin: SocialLogin) -> str:
    """The address that the provider says is the person's; "" where it vouches for none.

    Where OIDC_EMAIL_DOMAINS names its domains it vouches for no other, so that the provider of
    one trust cannot speak for another; and for those it need not say that it verified them, as
    some providers of organisations never do.
    """
    claims = _claims(sociallogin)
    email = str(claims.get("email") or "").strip().lower()
    verified = claims.get("email_verified")
    is_verified = verified is True or str(verified).lower() == "true"
    domains = [domain.strip().lower() for domain in settings.OIDC_EMAIL_DOMAINS]
    if domains:
        is_own = email.rpartition("@")[2] in domains
        return email if is_own and (is_verified or verified is None) else ""
    return email if is_verified else ""
