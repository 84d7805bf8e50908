"""manage.py anonymise_person: take the name of somebody who left out of a trust's records."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from strategy_tracker.accounts.personal_data import anonymise, subject_of_person, why_not
from strategy_tracker.accounts.subjects import add_person_arguments, person_of


class Command(BaseCommand):
    help = "Take the name and address of somebody who left out of a trust's records and history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_person_arguments(parser, required=True)
        parser.add_argument("--yes", action="store_true", help="do it; without, say what would be")

    def handle(self, *args: Any, **options: Any) -> None:
        subject = subject_of_person(person_of(options))
        if sentence := why_not(subject):
            raise CommandError(sentence)
        if not options["yes"]:
            self.stdout.write(
                f"Would take the name of {subject.name} out of the records of {subject.trust} and "
                "their history, for good. Published papers keep it. Add --yes to do it."
            )
            return
        try:
            name = anonymise(subject=subject, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"They are called {name} from now on.")
