"""manage.py undo_import ID: takes a whole import back, less what was edited since."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from strategy_tracker.imports.management.commands.import_workbook import find_trust
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.services import UndoReport, look_at_undo, undo_run
from strategy_tracker.imports.wizard.change_display import say_undo
from strategy_tracker.ui.dates import day_and_time


class Command(BaseCommand):
    help = (
        "Take a whole import back. What somebody has edited since is kept, unless --overwrite "
        "says otherwise. Exits 1 when anything was kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, help="the import's number, as import_workbook says it")
        parser.add_argument("--trust", default="", metavar="CODE", help="whose import it must be")
        parser.add_argument(
            "--overwrite",
            action="append",
            default=[],
            metavar="KEY",
            help='an edited record that is to go too, such as action:12, or "all"; may be repeated',
        )
        parser.add_argument("--dry-run", action="store_true", help="show it, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        runs = ImportRun.objects.defer("file")
        if options["trust"]:
            runs = runs.for_trust(find_trust(options["trust"]))
        run = runs.filter(pk=options["id"]).first()
        if run is None:
            raise CommandError(f"There is no import {options['id']}.")
        if run.status == ImportRun.Status.UNDONE:
            self.stdout.write(f"{run.file_name} was undone before; nothing was done now.")
            return
        report = look_at_undo(run)
        if not options["dry_run"]:
            keys = options["overwrite"]
            everything = {record["key"] for record in report.edited} if "all" in keys else set()
            try:
                report = undo_run(run=run, by=None, overwrite=frozenset({*keys, *everything}))
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        self._say(run, report)
        if report.keeps_something:
            raise SystemExit(1)

    def _say(self, run: ImportRun, report: UndoReport) -> None:
        words = run.changes.get("words", {})
        parts = [say_undo(report.records, words, beside=beside) for beside in (False, True)]
        self.stdout.write(
            f"{run.file_name}: {'; '.join(filter(None, parts)) or 'nothing to undo'}."
        )
        for later in report.later_runs:
            self.stdout.write(f"  later: import {later['pk']} ({later['file']}) touched the same")
        for record in report.edited:
            at = day_and_time(datetime.fromisoformat(record["at"]))
            self.stdout.write(
                f"  kept: {record['kind']} “{record['title']}”, changed by {record['by']} on "
                f"{at}. To undo it too: --overwrite {record['key']}"
            )
        for sentence in report.blocked:
            self.stdout.write(f"  kept: {sentence}")
