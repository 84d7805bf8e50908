"""manage.py approve_trust [ID] [--refuse]: decide on a request for a trust, or list them."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from strategy_tracker.sign_up.models import SignUpRequest
from strategy_tracker.sign_up.services import approve, refuse
from strategy_tracker.ui.dates import long_date


class Command(BaseCommand):
    help = "Approve a trust that asked to be set up, or refuse it. Without a number, list them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", nargs="?", type=int, help="the number of the request")
        parser.add_argument("--refuse", action="store_true", help="say no, by a short mail")

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = SignUpRequest.objects.waiting()
        if options["id"] is None:
            for one in waiting:
                until = long_date(one.expires_on)
                self.stdout.write(f"{one.pk}: {one}, {one.name}, {one.email}, until {until}")
            if not waiting:
                self.stdout.write("No request is waiting.")
            return
        asked = waiting.filter(pk=options["id"]).first()
        if asked is None:
            raise CommandError(f"No request with the number {options['id']} is waiting.")
        try:
            if options["refuse"]:
                refuse(request=asked, by=None)
                self.stdout.write(f"{asked} is refused. {asked.email} is mailed.")
            else:
                trust = approve(request=asked, by=None)
                self.stdout.write(f"Made {trust.name} ({trust.code}). {asked.email} is invited.")
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
