"""manage.py create_trust CODE --name NAME: a trust with scales, ready for an import."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from objectives.services import set_up_trust
from strategy_tracker.accounts.invitations import set_password_path


class Command(BaseCommand):
    help = "Make a trust with rating scales to start from, and its administrator if one is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="letters and digits, such as RIVERMEAD")
        parser.add_argument("--name", required=True, help="the trust's full name")
        parser.add_argument(
            "--admin", default="", metavar="EMAIL", help="who administers it; made if new"
        )
        parser.add_argument(
            "--site",
            default="",
            metavar="ADDRESS",
            help="where the site is, such as https://tracker.example.nhs.uk, for a whole link",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            trust, user = set_up_trust(
                code=options["code"], name=options["name"], admin_email=options["admin"], by=None
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        scales = ", ".join(trust.rating_scales.values_list("name", flat=True))
        self.stdout.write(f"Made {trust.name} ({trust.code}) with the scales {scales}.")
        if user is None:
            return
        if user.has_usable_password():
            self.stdout.write(f"{user.email}, who signs in already, is its administrator.")
            return
        link = options["site"].rstrip("/") + set_password_path(user)
        place = "" if options["site"] else ", on your site's address"
        self.stdout.write(
            f"{user.email} is its administrator. To set a password, once{place}: {link}"
        )
