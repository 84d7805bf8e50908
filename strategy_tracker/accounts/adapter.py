"""How people come in: an administrator makes them a member; nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

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
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
