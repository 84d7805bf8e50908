"""manage.py apply_retention: remove personal data that were kept long enough."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from strategy_tracker.accounts.personal_data import apply_retention, due_for_removal


class Command(BaseCommand):
    help = "Remove personal data that were kept for as long as the settings say. Run it daily."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what is due, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        due = due_for_removal() if options["dry_run"] else apply_retention(by=None)
        verb = "Due" if options["dry_run"] else "Done"
        self.stdout.write(
            f"{verb}: {len(due.invitations)} invitations, {due.sessions} records of sign-ins, "
            f"{len(due.leavers)} people who left."
        )
