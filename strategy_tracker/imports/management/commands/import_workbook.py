"""manage.py import_workbook FILE --trust CODE: a workbook into the plan, whole or not at all."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports.changeset import ChangeSet, say_counts
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.choosing import parse_choice
from strategy_tracker.imports.package import Refused
from strategy_tracker.imports.services import ImportStopped, import_at_once, preview_workbook

# So many problems are printed; the rest are counted. --format json has them all.
MOST_PROBLEMS = 50


def _choices(given: list[str]) -> Choices:
    columns: dict[str, dict[str, str]] = {}
    for text in given:
        try:
            sheet, heading, name = parse_choice(text)
        except ValueError as error:
            raise CommandError(str(error)) from error
        columns.setdefault(sheet, {})[heading] = name
    return Choices(columns=columns)


class Command(BaseCommand):
    help = (
        "Import a workbook with one header row per sheet. Exits 0 when it is applied, and 1 when "
        "anything is wrong; then nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the .xlsx file")
        parser.add_argument("--trust", required=True, metavar="CODE", help="the trust's code")
        parser.add_argument(
            "--strategy", default="", metavar="TITLE", help="the strategy, made when it is new"
        )
        parser.add_argument(
            "--period", default="", metavar="LABEL", help="the period of answers that name none"
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="SHEET:HEADING=FIELD",
            help=(
                'what a column is, such as "Plan:Aim=objective.title"; answer.text is a question '
                "in words, answer.rating a rating, leave-out leaves it out; may be repeated"
            ),
        )
        parser.add_argument("--dry-run", action="store_true", help="show it, and write nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        trust = Trust.objects.filter(code__iexact=options["trust"]).first()
        if trust is None:
            raise CommandError(
                f"There is no trust with the code {options['trust']}. Make it with create_trust."
            )
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        wanted = {
            "data": data,
            "file_name": path.name,
            "trust": trust,
            "strategy_title": options["strategy"],
            "period_label": options["period"],
            "choices": _choices(options["column"]),
        }
        as_json = options["format"] == "json"
        try:
            if options["dry_run"]:
                changes = preview_workbook(**wanted)
            else:
                changes, _ = import_at_once(**wanted, by=None)
        except Refused as refusal:
            self._refuse(str(refusal), path.name, as_json=as_json)
        except ImportStopped as stopped:
            self._report(stopped.changes, as_json=as_json, applied=False)
            raise SystemExit(1) from None
        else:
            self._report(changes, as_json=as_json, applied=not options["dry_run"])
            if changes.stopping:
                raise SystemExit(1)

    def _refuse(self, message: str, file_name: str, *, as_json: bool) -> None:
        if as_json:
            document = {"file": file_name, "applied": False, "refused": message}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
            raise SystemExit(1)
        raise CommandError(f"{file_name}: {message}")

    def _report(self, changes: ChangeSet, *, as_json: bool, applied: bool) -> None:
        if as_json:
            document = {"applied": applied, **changes.to_data()}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, default=str))
            return
        self._say_sheets(changes)
        for proposal in changes.proposals:
            detail = f": {proposal.detail}" if proposal.detail else ""
            self.stdout.write(f"  new {proposal.what} “{proposal.name}”{detail}")
        self._say_problems(changes)
        self.stdout.write(self._verdict(changes, applied=applied))
        self._say_guesses(changes)

    def _say_guesses(self, changes: ChangeSet) -> None:
        """What was not certain, last, so that an exit of 0 is not silent about it."""
        for sheet in changes.sheets:
            for column in sheet.columns if sheet.holds else ():
                if column.is_guess:
                    self.stdout.write(
                        f"Guessed: “{column.heading}” on sheet “{sheet.title}” is "
                        f"{column.meaning[:1].lower()}{column.meaning[1:]} "
                        f"({column.confidence:.0%}: {column.evidence}). If not, say so with "
                        f'--column "{sheet.title}:{column.heading}=FIELD".'
                    )

    def _say_sheets(self, changes: ChangeSet) -> None:
        strategy = f" into “{changes.strategy_title}”" if changes.strategy_title else ""
        self.stdout.write(f"{changes.file_name}{strategy}")
        for sheet in changes.sheets:
            holds = f"{sheet.rows:,} rows, one {sheet.holds} each" if sheet.holds else "left out"
            self.stdout.write(f"  sheet “{sheet.title}”: {holds}")
            for column in sheet.columns if sheet.holds else ():
                self.stdout.write(
                    f"    {column.letter} “{column.heading}” -> {column.meaning} "
                    f"({column.confidence:.0%}: {column.evidence})"
                )

    def _say_problems(self, changes: ChangeSet) -> None:
        for problem in changes.problems[:MOST_PROBLEMS]:
            stream = self.stderr if problem.stops else self.stdout
            value = f" [{problem.value}]" if problem.value else ""
            stream.write(f"  {'problem' if problem.stops else 'note'}: {problem}{value}")
        more = len(changes.problems) - MOST_PROBLEMS
        if more > 0:
            self.stderr.write(f"  and {more:,} more; --format json lists them all")

    def _verdict(self, changes: ChangeSet, *, applied: bool) -> str:
        if changes.stopping:
            number = len(changes.stopping)
            return f"Nothing was written: {number:,} problem{'s'[: number != 1]} must be put right."
        if changes.is_empty:
            return "Nothing to do: everything in the workbook is in the plan already."
        said = say_counts(changes.counts(), changes.words)
        said = said or f"{len(changes.proposals)} things made for later"
        return f"{'Applied' if applied else 'Would apply'}: {said}."
