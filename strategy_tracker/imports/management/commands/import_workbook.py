"""manage.py import_workbook FILE --trust CODE: a workbook into the plan, whole or not at all."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports.changeset import (
    ChangeSet,
    ColumnNote,
    SheetNote,
    say_cells,
    say_counts,
)
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.imports.profile_fit import said_by_profile
from strategy_tracker.imports.read.archive import Refused
from strategy_tracker.imports.read.sandbox import read_apart
from strategy_tracker.imports.services import (
    ImportStopped,
    import_at_once,
    preview_workbook,
)
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.wizard.options import parse_choice

# So many problems are printed; the rest are counted. --format json has them all.
MOST_PROBLEMS = 50
# And so many places for each reason.
MOST_PLACES = 8


def find_trust(code: str) -> Trust:
    """The trust with this code. Raises CommandError."""
    trust = Trust.objects.filter(code__iexact=code).first()
    if trust is None:
        raise CommandError(f"There is no trust with the code {code}. Make it with create_trust.")
    return trust


def _choices(columns: list[str], answers: list[str]) -> Choices:
    """What was said on the command line. Raises CommandError."""
    chosen: dict[str, dict[str, str]] = {}
    for text in columns:
        try:
            sheet, heading, name = parse_choice(text)
        except ValueError as error:
            raise CommandError(str(error)) from error
        chosen.setdefault(sheet, {})[heading] = name
    for text in answers:
        if "=" not in text:
            raise CommandError(f"--answer {text} is not understood. Write it as KEY=VALUE.")
    pairs = [text.rpartition("=") for text in answers]
    return Choices(columns=chosen, answers={key: value for key, _, value in pairs})


def _find_profile(trust: Trust, name: str) -> ImportProfile | None:
    """The trust's profile of this name, None for no name. Raises CommandError."""
    if not name:
        return None
    profiles = ImportProfile.objects.for_trust(trust)
    found = profiles.filter(name__iexact=name.strip()).first()
    if found is None:
        names = ", ".join(f"“{profile.name}”" for profile in profiles) or "none"
        raise CommandError(f"There is no profile “{name}”. The trust has {names}.")
    return found


class Command(BaseCommand):
    help = (
        "Import a workbook. Exits 0 when it is applied, and 1 when anything is wrong, or with "
        "--auto anything is not certain; then nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the workbook: .xlsx, .xlsm, .xls, .ods or .csv")
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
                'what a column is, such as "Plan:Aim=objective.title", or by its letter where two '
                'share a heading, "Plan:H=action.lead"; answer.text is a question '
                "in words, answer.rating a rating, leave-out leaves it out; may be repeated"
            ),
        )
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="the answer to an open question, both as they were listed; may be repeated",
        )
        parser.add_argument("--profile", default="", metavar="NAME", help="read it as that says")
        guessing = parser.add_mutually_exclusive_group()
        guessing.add_argument(
            "--auto", action="store_true", help="apply it only if nothing has to be guessed"
        )
        guessing.add_argument(
            "--accept-suggestions",
            action="store_true",
            help="take the best guess of each and list them, as without --auto",
        )
        parser.add_argument("--dry-run", action="store_true", help="show it, and write nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        trust = find_trust(options["trust"])
        profile = _find_profile(trust, options["profile"])
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
            "choices": _choices(options["column"], options["answer"]),
        }
        self.is_json, self.is_auto = options["format"] == "json", options["auto"]
        try:
            if profile:
                sheets = preview_workbook(**wanted).to_data()["sheets"]
                workbook = read_apart(data, path.name).workbook
                said = said_by_profile(profile, sheets, workbook)
                wanted["choices"] = said.joined(wanted["choices"])
            if options["dry_run"]:
                self._show(preview_workbook(**wanted))
            else:
                self._import(wanted, profile)
        except Refused as refusal:
            self._refuse(str(refusal), path.name, as_json=self.is_json)

    def _show(self, changes: ChangeSet) -> None:
        self._report(changes, None, applied=False)
        if changes.stopping or (self.is_auto and not changes.is_certain):
            raise SystemExit(1)

    def _import(self, wanted: dict[str, Any], profile: ImportProfile | None) -> None:
        try:
            changes, run = import_at_once(
                **wanted, profile=profile, only_certain=self.is_auto, by=None
            )
        except ImportStopped as stopped:
            self._report(stopped.changes, None, applied=False)
            raise SystemExit(1) from None
        self._report(changes, run, applied=True)

    def _refuse(self, message: str, file_name: str, *, as_json: bool) -> None:
        if as_json:
            document = {"file": file_name, "applied": False, "refused": message}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
            raise SystemExit(1)
        raise CommandError(f"{file_name}: {message}")

    def _report(self, changes: ChangeSet, run: ImportRun | None, *, applied: bool) -> None:
        if self.is_json:
            document = {
                "applied": applied,
                "import": run.pk if run else None,
                "certain": changes.is_certain,
                **changes.to_data(),
            }
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, default=str))
            return
        self._say_sheets(changes)
        self._say_cells(changes)
        for proposal in changes.proposals:
            detail = f": {proposal.detail}" if proposal.detail else ""
            what = proposal.what.replace("custom_field", "column").replace("_", " ")
            self.stdout.write(f"  new {what} “{proposal.name}”{detail}")
        self._say_problems(changes)
        if self.is_auto and not changes.is_certain:
            self._ask(changes)
        self.stdout.write(self._verdict(changes, applied=applied))
        if not self.is_auto:
            self._say_guesses(changes)
        if run:
            self.stdout.write(f"To take it back: undo_import {run.pk}")

    def _ask(self, changes: ChangeSet) -> None:
        """What keeps --auto from applying it, each with how to answer it."""
        for question in changes.questions:
            values = ", ".join(f"{value} ({words})" for value, words in question.options)
            self.stderr.write(
                f'  question: {question.question} Say --answer "{question.key}=VALUE" '
                f"with one of {values}."
            )
            for key, words in question.records:
                self.stderr.write(f"    {key}: {words}")
        for sheet, column in _guesses(changes, below=synonyms().auto):
            self.stderr.write(
                f"  question: What is “{column.heading}” on sheet “{sheet.title}”? It looks like "
                f"{_said(column)}. {_how_to_say(sheet, column)}"
            )

    def _say_guesses(self, changes: ChangeSet) -> None:
        """What was not certain, last, so that an exit of 0 is not silent about it."""
        for question in changes.questions:
            words = dict(question.options).get(question.guess, question.guess)
            self.stdout.write(
                f"Guessed: {question.question} {words}. If not, say so with "
                f'--answer "{question.key}=VALUE".'
            )
        for sheet, column in _guesses(changes, below=1):
            self.stdout.write(
                f"Guessed: “{column.heading}” on sheet “{sheet.title}” is {_said(column)}. "
                f"If not: {_how_to_say(sheet, column)}"
            )

    def _say_sheets(self, changes: ChangeSet) -> None:
        strategy = f" into “{changes.strategy_title}”" if changes.strategy_title else ""
        self.stdout.write(f"{changes.file_name}{strategy}")
        for sheet in changes.sheets:
            holds = f"{sheet.rows:,} rows, one {sheet.holds} each" if sheet.holds else "left out"
            cells = sheet.place.rpartition("!")[2]
            place = f"sheet “{sheet.title}”{cells and f', {cells}'}"
            self.stdout.write(f"  {place}: {holds}{sheet.why and f'. {sheet.why}'}")
            for column in sheet.columns if sheet.holds else ():
                self.stdout.write(
                    f"    {column.letter} “{column.heading}” -> {column.meaning} "
                    f"({column.confidence:.0%}: {column.evidence})"
                )

    def _say_cells(self, changes: ChangeSet) -> None:
        """What became of the cells, and for each sheet those that are in no field."""
        said = say_cells(changes.to_data()["cells"])
        if said:
            self.stdout.write(said)
        for sheet in changes.cells:
            for group in sheet.groups:
                if group.end in ("noise", "asked"):
                    places = ", ".join(group.areas[:MOST_PLACES])
                    more = "…" if len(group.areas) > MOST_PLACES else ""
                    word = "asked about" if group.end == "asked" else "not part of the plan"
                    self.stdout.write(
                        f"  {sheet.title}, {places}{more}: {group.count:,} {word}. {group.what}"
                    )

    def _say_problems(self, changes: ChangeSet) -> None:
        for problem in changes.problems[:MOST_PROBLEMS]:
            stream = self.stderr if problem.stops else self.stdout
            value = f" [{problem.value}]" if problem.value else ""
            told = _for_a_command(str(problem))
            stream.write(f"  {'problem' if problem.stops else 'note'}: {told}{value}")
        more = len(changes.problems) - MOST_PROBLEMS
        if more > 0:
            self.stderr.write(f"  and {more:,} more; --format json lists them all")

    def _verdict(self, changes: ChangeSet, *, applied: bool) -> str:
        if changes.stopping:
            number = len(changes.stopping)
            return f"Nothing was written: {number:,} problem{'s'[: number != 1]} must be put right."
        if self.is_auto and not changes.is_certain:
            return "Nothing was written: what is asked above must be answered first."
        if changes.is_empty:
            return "Nothing to do: everything in the workbook is in the plan already."
        counted = say_counts(changes.counts(), changes.words)
        counted = counted or f"{len(changes.proposals)} things made for later"
        return f"{'Applied' if applied else 'Would apply'}: {counted}."


def _guesses(changes: ChangeSet, below: float) -> list[tuple[SheetNote, ColumnNote]]:
    """Columns that are known less surely than `below`, each with its sheet."""
    return [
        (sheet, column)
        for sheet in changes.sheets
        for column in sheet.columns
        if sheet.holds and column.field and column.confidence < below
    ]


def _said(column: ColumnNote) -> str:
    meaning = f"{column.meaning[:1].lower()}{column.meaning[1:]}"
    return f"{meaning} ({column.confidence:.0%}: {column.evidence})"


def _how_to_say(sheet: SheetNote, column: ColumnNote) -> str:
    return f'Say so with --column "{sheet.title}:{column.heading}=FIELD".'


def _for_a_command(told: str) -> str:
    """What a problem says to do in the boxes of the page, by the options that stand for them."""
    for box, option in (("Strategy", "--strategy"), ("Period", "--period")):
        told = told.replace(f"in the {box} box", f"with {option}")
    return told
