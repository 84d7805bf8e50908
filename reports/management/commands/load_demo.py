"""manage.py load_demo: two invented trusts with six quarters of history, to try things on."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.demo.fixtures import read_sign_ins
from reports.demo.load import load_all


class Command(BaseCommand):
    help = (
        "Load the demo: two invented trusts with people who can sign in. "
        "What is there already is kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="remove the two trusts first and load them anew"
        )
        parser.add_argument(
            "--force", action="store_true", help="load even where DEBUG is off (known passwords!)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "The demo's passwords are public, so it is loaded only where DEBUG is on. "
                "Set DEBUG=true for a trial on your own machine, or add --force if you are sure."
            )
        for loaded in load_all(timezone.localdate()):
            done = "kept as it is" if loaded.was_there else "loaded"
            self.stdout.write(f"{loaded.trust.name}: {done}.")
        self._print_sign_ins()

    def _print_sign_ins(self) -> None:
        self.stdout.write("\nSign in with:")
        for one in read_sign_ins():
            self.stdout.write(f"  {one.email:40} {one.password:16} {one.role} at {one.trust}")
