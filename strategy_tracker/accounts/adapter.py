"""How people come in: an administrator makes them a member; nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Sign-in for known users only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
