"""How commands say which person of which trust they mean."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from strategy_tracker.accounts.models import Person, Trust


def add_person_arguments(parser: ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--trust", required=required, metavar="CODE")
    parser.add_argument("--person", required=required, metavar="NAME", help="as the plan has it")


def person_of(options: dict[str, Any]) -> Person:
    """The person that the options name. Raises CommandError where there is none."""
    if not (options["trust"] and options["person"]):
        raise CommandError("Say whom: --email, or --trust and --person.")
    trust = Trust.objects.filter(code=options["trust"].upper()).first()
    if trust is None:
        raise CommandError(f"There is no trust {options['trust']}.")
    person: Person | None = Person.objects.called(options["person"], trust)
    if person is None:
        raise CommandError(f"{trust} has no person called {options['person']}.")
    return person
