"""manage.py sign_in_link EMAIL: a link by which somebody chooses a new password.

Where no e-mail goes out this is the way back in, and the way to confirm an address: whoever
runs the site says whose it is by whom they give the link.
"""

from argparse import ArgumentParser
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from strategy_tracker.accounts.models import User


class Command(BaseCommand):
    help = "Print a link by which somebody who signs in here chooses a new password, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that they sign in with")
        parser.add_argument(
            "--site",
            default="",
            metavar="ADDRESS",
            help="where the site is, such as https://tracker.example.nhs.uk, for a whole link",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.with_email(options["email"])
        if user is None or not user.is_active:
            raise CommandError(f"Nobody signs in here with {options['email']}.")
        arguments = {
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        }
        path = reverse("account_reset_password_from_key", kwargs=arguments)
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
        self.stdout.write(
            f"Give {user.email} this link, and nobody else. "
            f"It works once, within {days} days: {options['site'].rstrip('/')}{path}"
        )
