"""manage.py create_trust CODE --name NAME: a trust with scales, ready for an import."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from objectives.services import set_up_trust
from strategy_tracker.accounts.invitations import invitation_path
from strategy_tracker.ui.dates import long_date


class Command(BaseCommand):
    help = "Make a trust with rating scales to start from, and its administrator if one is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="letters and digits, such as RIVERMEAD")
        parser.add_argument("--name", required=True, help="the trust's full name")
        parser.add_argument(
            "--admin", default="", metavar="EMAIL", help="who is invited to administer it"
        )
        parser.add_argument(
            "--site",
            default="",
            metavar="ADDRESS",
            help="where the site is, such as https://tracker.example.nhs.uk, for a whole link",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            trust, invitation = set_up_trust(
                code=options["code"], name=options["name"], admin_email=options["admin"], by=None
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        scales = ", ".join(trust.rating_scales.values_list("name", flat=True))
        self.stdout.write(f"Made {trust.name} ({trust.code}) with the scales {scales}.")
        if invitation is None:
            return
        # Whoever runs the site says whose the address is by whom they give the link.
        link = options["site"].rstrip("/") + invitation_path(invitation, confirms_address=True)
        place = "" if options["site"] else ", on your site's address"
        until = long_date(invitation.expires_on)
        self.stdout.write(
            f"{invitation.email} is invited to be its administrator. "
            f"To accept, until {until}{place}: {link}"
        )
