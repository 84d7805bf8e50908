"""manage.py export_personal_data: what is held on somebody, as JSON."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from strategy_tracker.accounts.models import User
from strategy_tracker.accounts.personal_data import export_of, export_of_user, subject_of_person
from strategy_tracker.accounts.subjects import add_person_arguments, person_of


class Command(BaseCommand):
    help = "Write what is held on somebody: by their address, or a person of one trust's plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default="", help="the address that they sign in with")
        add_person_arguments(parser, required=False)
        parser.add_argument("--output", required=True, metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["email"]:
            user = User.objects.with_email(options["email"])
            if user is None:
                raise CommandError(f"Nobody signs in here with {options['email']}.")
            held = export_of_user(user)
        else:
            held = export_of(subject_of_person(person_of(options)))
        text = DjangoJSONEncoder(indent=1, ensure_ascii=False).encode(held)
        options["output"].write_text(text, encoding="utf-8")
        self.stdout.write(f"Wrote {options['output']}.")
