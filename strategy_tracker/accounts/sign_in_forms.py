"""Forms of allauth, where its own would take an address for confirmed that is not."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter

from strategy_tracker.accounts import services
from strategy_tracker.accounts.models import User


class ResetPasswordForm(forms.ResetPasswordForm):
    """Writes only to the address that somebody signs in with.

    Never to one to which it is still to be changed: by a link that was sent there its holder
    would confirm an address that they do not read.
    """

    def clean_email(self) -> str:
        email: str = get_adapter().clean_email(self.cleaned_data["email"].lower())
        user = User.objects.with_email(email)
        self.users = [user] if user is not None and user.is_active else []
        return email


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):
    """A new password by a link that was mailed, which confirms the address."""

    def save(self, **kwargs: Any) -> None:
        super().save(**kwargs)
        password = self.cleaned_data["password1"]
        services.confirm_address(user=self.user, password=password, by=self.user)
