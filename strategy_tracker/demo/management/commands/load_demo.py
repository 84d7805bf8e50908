"""manage.py load_demo: two invented trusts with six quarters of history, to try things on."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from strategy_tracker.demo.fixtures import read_sign_ins
from strategy_tracker.demo.load import Loaded, load_all
from strategy_tracker.demo.remove import remove_all


def _python() -> str:
    """The interpreter as one types it at the project's root: the one that runs, where it is there.

    Not resolved: the interpreter of a virtual environment is a link to one without packages.
    """
    running = Path(sys.executable)
    root = Path(settings.BASE_DIR)
    return str(running.relative_to(root)) if running.is_relative_to(root) else "python"


class Command(BaseCommand):
    help = (
        "Load the demo: two invented trusts with six quarters of history and people who can "
        "sign in. What is there already is kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="remove the demo's two trusts first, with all that was done in them",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="load even where DEBUG is off, though the demo's passwords are public",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "The demo's passwords are public, so it is loaded only where DEBUG is on. "
                "Set DEBUG=true for a trial on your own machine, or add --force if you are sure."
            )
        if options["reset"]:
            for name in remove_all():
                self.stdout.write(f"{name}: removed.")
        loaded = load_all(timezone.localdate())
        for story in loaded:
            done = "there already, kept as it is" if story.was_there else "loaded"
            self.stdout.write(f"{story.trust.name}: {done}.")
        self._print_papers(loaded)
        self._print_sign_ins()

    def _print_papers(self, loaded: list[Loaded]) -> None:
        self.stdout.write("\nA board paper as PDF (--period open for the draft):")
        for story in loaded:
            code = story.trust.code
            self.stdout.write(
                f"  {_python()} manage.py export_paper --trust {code} --period latest-closed "
                f"--layout {story.layout} --output var/{code.lower()}.pdf"
            )

    def _print_sign_ins(self) -> None:
        self.stdout.write("\nSign in as:")
        for sign_in in read_sign_ins():
            self.stdout.write(
                f"  {sign_in.email:38} {sign_in.password:16} {sign_in.role}, {sign_in.trust}"
            )
