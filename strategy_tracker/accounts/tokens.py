"""The token in a link by which somebody chooses a new password."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator


class PasswordLinkTokens(PasswordResetTokenGenerator):
    """Of links that go to the address alone.

    Links of before were shown to whoever brought somebody in, too. Their tokens were made with
    another salt, so none of them confirms an address.
    """

    key_salt = "strategy_tracker.accounts.tokens.PasswordLinkTokens"
