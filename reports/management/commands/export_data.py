"""manage.py export_data: a strategy and one period's answers as one JSON document."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.data import export
from reports.lookup import NotFound, find_period, find_strategy, find_trust
from reports.management.commands.export_paper import write


class Command(BaseCommand):
    help = "Write the data of one strategy as JSON; docs/data-format.md describes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trust", required=True, metavar="CODE")
        parser.add_argument("--strategy", metavar="TITLE", help="only where there are several")
        parser.add_argument(
            "--period", metavar="LABEL", help="the open one, or the latest, where not given"
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            strategy = find_strategy(find_trust(options["trust"]), options["strategy"])
            period = find_period(strategy, options["period"])
        except NotFound as error:
            raise CommandError(str(error)) from None
        document = export(strategy, period)
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        write(options["output"], text.encode())
        self.stdout.write(
            f"Wrote {options['output']}: {strategy}, {period}, {len(document['actions'])} "
            f"{strategy.action_word_plural.lower()}."
        )
