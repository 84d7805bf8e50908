"""Hostile files and mutated ones through the real upload, wizard, apply and undo.

    make fuzz
    python -m tests.fuzz --workbooks 1000 --profiles 300 --seed 9
    python -m tests.fuzz --only "xls"          only the hostile kinds with these letters
    python .ci/with_postgres.py python -m tests.fuzz

Each file is uploaded as a browser does it, read in the process that really reads it, taken
through every page, applied with our best guesses and undone. Nothing may raise, nothing may be
logged as an error of ours, every refusal is a sentence, and no row may be more or less than
there was. The same seed gives the same files. It works in a database of its own.
"""

import argparse
import io
import json
import logging
import os
import random
import re
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

if TYPE_CHECKING:
    from strategy_tracker.accounts.models import Trust

# Values that are put in where others were.
WORDS = (
    "", "0", "-1", "1", "9" * 5_000, "1e999", "NaN", "inf", "x" * 5_000, "2147483648", "A1",
    "XFD1048576", "A1:XFD1048576", "true", "s", "str", "b", "d", "\u202e", "é😀", "31/12/9999",
    "&#0;", "&amp;", "<a>", "]]>", "_x0000_", "=1/0", "Q4 9999", "\ufffe",
)  # fmt: skip


@dataclass
class Tried:
    """What became of one file."""

    outcome: str
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


# Mutations


def mutated(chance: random.Random, data: bytes, name: str) -> bytes:
    """The file with one to three things changed, as its kind has them."""
    if name.endswith((".xlsx", ".ods")) and chance.random() < 0.9:
        return _mutated_zip(chance, data)
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = _mutated_bytes(chance, data)
    return data


def _mutated_zip(chance: random.Random, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for _ in range(chance.choice((1, 1, 2, 3))):
        name = chance.choice(list(parts))
        kind = chance.random()
        if kind < 0.05:
            del parts[name]
        elif kind < 0.1:
            parts[name] = parts[chance.choice(list(parts))]
        elif kind < 0.2:
            parts[name] = _mutated_bytes(chance, parts[name])
        else:
            parts[name] = _mutated_xml(chance, parts[name])
        if not parts:
            break
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file.getvalue()


def _mutated_xml(chance: random.Random, content: bytes) -> bytes:
    """One attribute, text or element of the XML changed, doubled or gone."""
    kinds = (rb'(?<==")[^"<>]*(?=")', rb"(?<=>)[^<>]+(?=<)", rb"<[^<>?!]+/>", rb"<[^<>?!]+>")
    found = list(re.finditer(chance.choice(kinds), content))
    if not found:
        return _mutated_bytes(chance, content)
    match = chance.choice(found)
    old = match[0]
    if old.startswith(b"<"):
        new = chance.choice((b"", old * 2, old * 50, old.replace(b" ", b" x"), b"<a>" + old))
    else:
        new = chance.choice(WORDS).encode() if chance.random() < 0.8 else old[::-1]
    return content[: match.start()] + new + content[match.end() :]


def _mutated_bytes(chance: random.Random, data: bytes) -> bytes:
    if not data:
        return b"\0"
    start = chance.randrange(len(data))
    size = chance.choice((1, 1, 2, 4, 16, 512))
    return chance.choice(
        (
            data[:start] + chance.randbytes(size) + data[start + size :],
            data[:start] + data[start + size :],
            data[:start],
            data[:start] + data[start : start + size] * 9 + data[start + size :],
            data[:start] + b"\xff" * size + data[start + size :],
            data[:start] + bytes(size) + data[start + size :],
        )
    )


def mutated_profile(chance: random.Random, document: Any) -> bytes:
    """The document with one to three of its values, keys or bytes changed."""
    copy = json.loads(json.dumps(document))
    for _ in range(chance.choice((1, 1, 2, 3))):
        _change_value(chance, copy)
    data = json.dumps(copy, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return _mutated_bytes(chance, data) if chance.random() < 0.3 else data


def _change_value(chance: random.Random, data: Any) -> None:
    values: tuple[Any, ...] = (
        None, True, -1, 1e308, float("inf"), float("nan"), 10**400, [], {}, [[]], {"a": {}}, "",
        "\0", "a\0b", "\ud800", "\udfff", "x" * 100_000, "answer.text", "objective.title", "\u202e",
    )  # fmt: skip
    place = data
    while True:
        keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(place[key], dict | list) and chance.random() < 0.8 and place[key]:
            place = place[key]
            continue
        kind = chance.random()
        if kind < 0.15:
            del place[key]
        elif kind < 0.35 and isinstance(place, dict):
            place[str(chance.choice(values))[:200]] = place.pop(key)
        else:
            place[key] = chance.choice(values)
        return


def bases() -> list[tuple[str, bytes]]:
    """(name, content) of the sound files that are mutated."""
    from tests import hostile
    from tests.bench_import import workbook as coloured

    return [
        ("plan.xlsx", hostile.plan()),
        ("plan.xlsx", coloured(20)),
        ("plan.xlsx", _decorated()),
        ("plan.xls", hostile.old_plan()),
        ("plan.ods", hostile.open_plan()),
        ("plan.csv", hostile.text_plan()),
    ]


def _decorated() -> bytes:
    """A plan with all that a sheet can have beside values."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import CellIsRule, FormulaRule
    from openpyxl.styles import Font, PatternFill

    from tests.workbooks.samples import ACTIONS, as_bytes

    book = Workbook()
    sheet = book.active
    sheet.append(["Our plan", *[""] * 7])
    sheet.merge_cells("A1:H1")
    for row in ACTIONS:
        sheet.append(list(row))
    fill = PatternFill("solid", fgColor="FFC000")
    sheet["F3"].fill = fill
    sheet["G4"].comment = Comment("Ask Ben.", "Ben")
    sheet["A2"].font = Font(bold=True)
    # Beside the table: no result is saved with it, and one inside would have to be put right.
    sheet["M40"] = '=D5&" "&D4&TEXT(A5,"0")'
    sheet.conditional_formatting.add("F3:F9", CellIsRule("equal", ['"Red"'], fill=fill))
    sheet.conditional_formatting.add("G3:G9", FormulaRule(["LEN(G3)>20"], fill=fill))
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[6].outlineLevel = 1
    sheet.freeze_panes = "A3"
    return as_bytes(book)


# Trying one


class Wizard:
    """A governance officer with a browser, and everything that could have gone wrong."""

    def __init__(self, trust: "Trust") -> None:
        from django.test import Client

        from tests import factories

        self.trust = trust
        self.client = Client()
        self.client.force_login(factories.member(trust, "governance").user)
        self.watch = _Errors()

    def try_workbook(self, data: bytes, name: str) -> Tried:
        """Upload, look at every page, apply and undo; then as if it had not been."""
        return self._tried(lambda tried: self._through(data, name, tried))

    def try_profile(self, data: bytes) -> Tried:
        """Load it, export it again, and use it on a workbook."""
        return self._tried(lambda tried: self._through_profile(data, tried))

    def _tried(self, steps: Callable[[Tried], str]) -> Tried:
        from django.db import transaction

        tried = Tried("")
        begun = time.perf_counter()
        with transaction.atomic():
            before = count_rows()
            try:
                with self.watch.watching() as errors:
                    tried.outcome = steps(tried)
                tried.faults += errors
            except Exception:
                tried.faults.append(traceback.format_exc(limit=-4))
            else:
                if (after := count_rows()) != before:
                    tried.faults.append(f"Rows: {set(after.items()) ^ set(before.items())}")
            transaction.set_rollback(True)
        tried.seconds = time.perf_counter() - begun
        return tried

    def _through(self, data: bytes, name: str, tried: Tried) -> str:
        from django.core.files.uploadedfile import SimpleUploadedFile

        from strategy_tracker.imports.models import ImportRun

        wanted = {"new_strategy": "Kinder", "period": "Q1 2024/25"}
        answer = self._post("import_upload", file=SimpleUploadedFile(name, data), **wanted)
        if answer.status_code == 422:
            self._check_sentence(answer, tried)
            return "refused"
        run = ImportRun.objects.latest("pk")
        for page in ("import_sheets", "import_match", "import_preview"):
            self._look(page, run.pk, tried)
        self._match(run, tried)
        run.refresh_from_db()
        if run.summary["stopping"] or run.summary["is_empty"]:
            self._post("import_discard", run.pk)
            return "to be put right" if run.summary["stopping"] else "nothing in it"
        self._post("import_apply", run.pk, guess="yes", digest=run.summary["digest"])
        run.refresh_from_db()
        if run.status != "applied":
            why = run.summary.get("failed", "")
            if not why.endswith("."):
                tried.faults.append(f"Not applied, and nothing says why: {why}")
            self._look("import_preview", run.pk, tried)
            return "not applied"
        for page in ("import_report", "import_undo"):
            self._look(page, run.pk, tried)
        self._post("import_undo", run.pk)
        run.refresh_from_db()
        if run.status != "undone":
            tried.faults.append(f"After undoing it is {run.status}.")
        return "applied and undone"

    def _match(self, run: Any, tried: Tried) -> None:
        """Say everything as it was guessed, and take another title."""
        sent = {"do": "check", "digest": run.summary["digest"], "new_strategy": "Kindest"}
        sent |= {"period": "Q1 2024/25"}
        for number, question in enumerate(run.changes.get("questions", ())):
            sent[f"answer-{number}"] = question["guess"]
        answer = self._post("import_match", run.pk, **sent)
        if answer.status_code != 302:
            tried.faults.append(f"Matching answers {answer.status_code}.")

    def _through_profile(self, data: bytes, tried: Tried) -> str:
        from django.core.files.uploadedfile import SimpleUploadedFile

        from strategy_tracker.imports import services
        from strategy_tracker.imports.models import ImportProfile, ImportRun
        from tests import hostile

        answer = self._post("import_profiles", file=SimpleUploadedFile("a.json", data))
        if answer.status_code == 422:
            self._check_sentence(answer, tried)
            return "refused"
        profile = ImportProfile.objects.latest("pk")
        self._look("import_profiles", None, tried)
        self._look("import_profile_export", profile.pk, tried)
        run = services.upload_run(
            data=hostile.plan(), file_name="plan.xlsx", trust=self.trust, strategy_title="Kinder",
            period_label="Q1 2024/25", by=None, reading=self._reading(),
        )  # fmt: skip
        self._post("import_use_profile", run.pk, profile=str(profile.pk))
        self._look("import_match", run.pk, tried)
        self._post("import_discard", run.pk)
        self._post("import_profile_delete", profile.pk)
        ImportRun.objects.filter(pk=run.pk)
        return "loaded"

    def _reading(self) -> Any:
        from strategy_tracker.imports.read.sandbox import read_apart
        from tests import hostile

        if not hasattr(self, "kept"):
            self.kept = read_apart(hostile.plan(), "plan.xlsx")
        return self.kept

    def _address(self, name: str, pk: int | None) -> str:
        from django.urls import reverse

        return reverse(name, args=[self.trust.code, *([pk] if pk else [])])

    def _post(self, name: str, pk: int | None = None, **values: Any) -> Any:
        return self.client.post(self._address(name, pk), values)

    def _look(self, name: str, pk: int | None, tried: Tried) -> None:
        answer = self.client.get(self._address(name, pk))
        if answer.status_code != 200:
            tried.faults.append(f"{name} answers {answer.status_code}.")

    def _check_sentence(self, answer: Any, tried: Tried) -> None:
        found = [str(e) for errors in answer.context["form"].errors.values() for e in errors]
        for text in found or [""]:
            if not (text and (text[0].isupper() or text[0] in "“0123456789") and text[-1] == "."):
                tried.faults.append(f"This is no sentence: {text}")


class _Errors(logging.Handler):
    """Collects what is logged as an error while it watches."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        told = record.getMessage()
        if record.exc_info and record.exc_info[0]:
            told += "".join(traceback.format_exception(*record.exc_info, limit=-3))
        self.found.append(told)

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        self.found = []
        logging.getLogger().addHandler(self)
        try:
            yield self.found
        finally:
            logging.getLogger().removeHandler(self)


def count_rows() -> dict[str, int]:
    """How many rows each model of a plan has; what records the import itself is left out."""
    from django.apps import apps

    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ("objectives", "ambitions", "risks", "accounts", "reports")
        and not model.__name__.startswith("Historical")
        and model.__name__ != "AuditEvent"
    }


# All of them


def hostile_files(only: str = "") -> Iterator[tuple[str, str, bytes]]:
    """(kind, name, content) of each hostile file."""
    from tests import hostile

    for file in hostile.kinds():
        if only in file.kind:
            yield file.kind, file.name, file.make()


def workbooks(count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """So many mutated workbooks, of each sound one in turn."""
    sound = bases()
    for number in range(count):
        name, data = sound[number % len(sound)]
        chance = random.Random(f"{seed}-{number}")
        yield f"workbook {number}", name, mutated(chance, data, name)


def profile_files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many mutated profiles."""
    document = sound_profile()
    for number in range(count):
        chance = random.Random(f"{seed}-profile-{number}")
        yield f"profile {number}", mutated_profile(chance, document)


def sound_profile() -> dict[str, Any]:
    """A profile as it is exported."""
    return {
        "schema": "strategy-tracker/import-profile/1",
        "name": "Our tracker",
        "choices": {
            "columns": {"Plan": {"Goal": "objective.title", "RAG": "answer.rating", "Ref": ""}},
            "legend": {"#FFC000": "Amber", "good": "Green"},
            "regions": {"Plan!A1:H4": "table", "Goals!A1:C3": ""},
            "answers": {"dates": "day-first", "colour:FFC000": "Amber"},
        },
        "shape": {
            "regions": [
                {"sheet": "Plan", "place": "Plan!A1:H4", "headings": ["goal", "rag", "key action"]},
                {"sheet": "Goals", "place": "Goals!A1:C3", "headings": ["goal", "description"]},
            ]
        },
    }


def _report(what: str, each: Iterator[tuple[str, Callable[[], Tried]]]) -> int:
    """Print what became of each; how many had a fault."""
    outcomes: Counter[str] = Counter()
    faulty, slowest = 0, (0.0, "")
    for kind, trying in each:
        tried = trying()
        outcomes[tried.outcome or "raised"] += 1
        slowest = max(slowest, (tried.seconds, kind))
        if sum(outcomes.values()) % 100 == 0:
            print(f"{what}: {sum(outcomes.values()):,} so far", flush=True)
        if tried.faults:
            faulty += 1
            print(f"FAULT {kind}:\n  " + "\n  ".join(tried.faults), flush=True)
    total = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    print(
        f"{what}: {sum(outcomes.values()):,}: {total}; {faulty} with a fault; the slowest took "
        f"{slowest[0]:.1f} s ({slowest[1]})",
        flush=True,
    )
    return faulty


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbooks", type=int, default=1_000)
    parser.add_argument("--profiles", type=int, default=300)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--part", default="", choices=["", "hostile", "workbooks", "profiles"])
    parser.add_argument("--only", default="", help="only hostile files of kinds with these letters")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "EXPECTED_DB_VENDOR" not in os.environ:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/fuzz.sqlite3"
        import django

        django.setup()
        from django.test.utils import setup_test_environment

        setup_test_environment()
        logging.getLogger("django.request").setLevel(logging.ERROR)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from objectives.services import create_default_scales
        from tests import factories

        trust = factories.trust()
        create_default_scales(trust=trust, by=None)
        wizard = Wizard(trust)
        files: dict[str, Iterator[tuple[str, Callable[[], Tried]]]] = {
            "hostile": (
                (kind, partial(wizard.try_workbook, data, name))
                for kind, name, data in hostile_files(options.only)
            ),
            "workbooks": (
                (kind, partial(wizard.try_workbook, data, name))
                for kind, name, data in workbooks(options.workbooks, options.seed)
            ),
            "profiles": (
                (kind, partial(wizard.try_profile, data))
                for kind, data in profile_files(options.profiles, options.seed)
            ),
        }
        part = "hostile" if options.only else options.part
        faulty = sum(_report(name, each) for name, each in files.items() if part in ("", name))
    raise SystemExit(min(faulty, 1))


if __name__ == "__main__":
    main()
