"""How long a large import takes and how much memory, beside plain work on the same rows.

    make bench
    python -m tests.bench import                            these figures alone
    python .ci/with_postgres.py python -m tests.bench import      the same on PostgreSQL

The plain work is reading the file and one bulk_create, with history, for each kind of row
that the import writes: the very rows, taken from an import that was rolled back. Both are
rolled back. Memory is that of a new process which previews or applies, and nothing else.
"""

import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from strategy_tracker.accounts.models import Trust
    from strategy_tracker.imports.models import ImportRun

ROWS = 10_000
RUNS = 3
PERIOD = "Quarter 2 2026/27"
HEADERS = [
    "Objective No", "Strategic objective", "Ambition", "Ref", "Key action", "Lead",
    "Status", "Forecast RAG", "Target date", "Theme", "Comments", "Regulation refs",
]  # fmt: skip
RATED = ("FF00B050", "FFFFC000", "FFFF0000")
BANDS = ("FFDDEBF7", "FFF2F2F2")
HEADING = "FF305496"
PARENT_COLUMNS, RATED_COLUMNS = range(3), (6, 7)


def workbook(rows: int) -> bytes:
    """A sheet of `rows` actions by 12 columns under 20 objectives.

    The headings are filled, each objective's rows have a band's colour in the columns of
    parents, and ratings have the colour that they name.
    """
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Actions")
    filled = _filled(sheet)
    sheet.append([filled(text, HEADING) for text in HEADERS])
    for number in range(rows):
        objective = number * 20 // rows + 1
        values: list[Any] = [
            # A text, as nearly always: a row with a number in it is quickly known for data.
            str(objective),
            f"Objective {objective}",
            f"Ambition {objective}.{number % 5}",
            f"{objective}.{number}",
            f"Open service {number} in every locality by the end of the year",
            f"Person {number % 40}",
            ("On track", "Behind", "Complete")[number % 3],
            ("Green", "Amber", "Red")[number % 3],
            "31/03/2027",
            f"Theme {number % 7}",
            f"{number % 60} of 60 sites are open; the rest follow once staff are in post.",
            "Regulation 17 (2) (b)",
        ]
        for column in PARENT_COLUMNS:
            values[column] = filled(values[column], BANDS[objective % 2])
        for column in RATED_COLUMNS:
            values[column] = filled(values[column], RATED[number % 3])
        sheet.append(values)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _filled(sheet: Any) -> Callable[[object, str], Any]:
    """Makes cells of a sheet that have a value and a colour."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import PatternFill

    fills = {colour: PatternFill("solid", fgColor=colour) for colour in (*RATED, *BANDS, HEADING)}

    def cell(value: object, colour: str) -> Any:
        made = WriteOnlyCell(sheet, value=value)
        made.fill = fills[colour]
        return made

    return cell


def bench_import(trust: "Trust", folder: Path) -> None:
    data = workbook(ROWS)
    file = folder / "bench.xlsx"
    file.write_bytes(data)
    rows = _rows_written(data, trust)
    _print_rows(rows)
    _print_times(data, trust, rows)
    _print_sandbox(data, trust)
    _print_memory(file, trust)


def _print_times(data: bytes, trust: "Trust", rows: dict[Any, list[dict[str, Any]]]) -> None:
    """The import in turn with what it is compared with."""
    from ambitions.models import KeyAction
    from strategy_tracker.imports.read.workbook import read_workbook

    seconds: dict[str, list[float]] = {}

    def timed(name: str, work: Callable[[], object]) -> Any:
        started = time.perf_counter()
        result = work()
        seconds.setdefault(name, []).append(time.perf_counter() - started)
        return result

    def whole() -> None:
        run = timed("previewed", lambda: _preview(data, trust))
        timed("applied", lambda: _apply(run))

    def read() -> None:
        timed("reading the file", lambda: read_workbook(data, "bench.xlsx"))

    def plain() -> None:
        timed("one bulk_create of each kind", lambda: _insert(rows))

    def narrow() -> None:
        timed("one bulk_create of the actions alone", lambda: _insert({KeyAction: rows[KeyAction]}))

    # What is measured is not to pay for the rows that are kept here.
    gc.collect()
    gc.freeze()
    for _ in range(RUNS):
        for work in (whole, read, plain, narrow):
            _undone(work, checks=work is not narrow)
    middle = {name: median(taken) for name, taken in seconds.items()}
    for name, taken in middle.items():
        print(f"  {name}: {taken:.2f} s")
    both = middle["previewed"] + middle["applied"]
    reading = middle["reading the file"]
    for name in list(middle)[3:]:
        base = reading + middle[name]
        print(
            f"Importing {ROWS:,} rows, previewed and applied: {both:.2f} s, {both / base:.2f} x "
            f"reading the file and {name}, with history ({base:.2f} s)",
            flush=True,
        )


def _print_sandbox(large: bytes, trust: "Trust") -> None:
    """What it costs that a file is read in a process of its own, for a small and a large one.

    Before, it was read in this process when it was previewed, shown and applied; now once apart,
    and what it held is taken out of what was kept when it is shown and applied.
    """
    from strategy_tracker.imports.read.data import unpack
    from strategy_tracker.imports.read.sandbox import limits, read_apart
    from strategy_tracker.imports.read.workbook import read_workbook

    def seconds(work: Callable[[], object]) -> float:
        taken = []
        for _ in range(RUNS):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
        return median(taken)

    for rows, data in ((20, workbook(20)), (ROWS, large)):
        packed = read_apart(data, "bench.xlsx").packed
        here = seconds(lambda data=data: read_workbook(data, "bench.xlsx"))  # type: ignore[misc]
        apart = seconds(lambda data=data: read_apart(data, "bench.xlsx"))  # type: ignore[misc]
        opened = seconds(lambda packed=packed: unpack(packed, limits().result))  # type: ignore[misc]
        whole = seconds(lambda data=data: _undone(lambda: _apply(_preview(data, trust))))  # type: ignore[misc]
        now, before = apart + 2 * opened, 3 * here
        # The whole has one reading apart and one taking out; shown, it has one more.
        ratio = (whole + opened) / (whole - apart - opened + before)
        print(
            f"A file of {rows:,} rows is read in {apart:.2f} s in a process of its own, in "
            f"{here:.2f} s without one, and taken out of what was kept ({len(packed) // 1024:,} kB "
            f"beside {len(data) // 1024:,}) in {opened:.3f} s. Previewed, shown and applied: "
            f"{now:.2f} s of reading, {before:.2f} s before; the import {ratio:.2f} x as long",
            flush=True,
        )


def _preview(data: bytes, trust: "Trust") -> "ImportRun":
    from strategy_tracker.imports.services import upload_run

    return upload_run(
        data=data,
        file_name="bench.xlsx",
        trust=trust,
        strategy_title="Bench",
        period_label=PERIOD,
        by=None,
    )


def _apply(run: "ImportRun") -> "ImportRun":
    from strategy_tracker.imports.services import apply_run

    return apply_run(run=run, by=None)


def _undone(work: Callable[[], object], *, checks: bool = True) -> None:
    """Do `work` and take it back; with the checks that a commit would bring, if `checks`."""
    from django.db import connection, transaction

    with transaction.atomic():
        work()
        if checks and connection.vendor == "postgresql":
            connection.check_constraints()
        transaction.set_rollback(True)


def _rows_written(data: bytes, trust: "Trust") -> dict[Any, list[dict[str, Any]]]:
    """What the import writes: for each model with history its rows as plain values."""
    from django.apps import apps

    found: dict[Any, list[dict[str, Any]]] = {}

    def work() -> None:
        run = _apply(_preview(data, trust))
        for model in apps.get_models():
            if not hasattr(model._meta, "simple_history_manager_attribute"):
                continue
            written = model.history.filter(history_change_reason=run.reason)  # type: ignore[attr-defined]
            rows = model._default_manager.filter(pk__in=written.values("id"))
            if rows and model is not type(run):
                found[model] = list(rows.values())

    _undone(work)
    return found


def _insert(rows: dict[Any, list[dict[str, Any]]]) -> None:
    from strategy_tracker.accounts.bulk import create_all

    for model, values in rows.items():
        create_all([model(**row) for row in values], by=None)


def _print_rows(rows: dict[Any, list[dict[str, Any]]]) -> None:
    kinds = ", ".join(
        f"{len(values):,} {model._meta.verbose_name_plural}" for model, values in rows.items()
    )
    total = sum(map(len, rows.values()))
    print(f"{ROWS:,} rows by {len(HEADERS)} columns write {total:,} rows, with history: {kinds}")


# Memory


def _print_memory(file: Path, trust: "Trust") -> None:
    """The most memory of a new process that does nothing, previews, or applies."""
    peaks = []
    for what in ("idle", "preview", "apply"):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench_import", what, str(file), trust.code],
            check=True,
            capture_output=True,
            text=True,
        )
        peaks.append(float(done.stdout.split()[-1]))
    idle, preview, apply = peaks
    print(
        f"Memory of the import at most: {preview:.0f} MB to preview, {apply:.0f} MB to apply "
        f"({idle:.0f} MB without an import)",
        flush=True,
    )


def _peak() -> float:
    """The most memory that this process has had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says there begins with the size of the process that started this one.
        lines = status.read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)


def main(what: str, file: str, code: str) -> None:
    """Preview the file for the trust called `code`, or apply its import that waits."""
    import django

    django.setup()
    from strategy_tracker.accounts.models import Trust
    from strategy_tracker.imports.models import ImportRun

    trust = Trust.objects.get(code=code)
    if what == "preview":
        _preview(Path(file).read_bytes(), trust)
    elif what == "apply":
        _apply(ImportRun.objects.defer("file", "changes").filter(trust=trust).latest("pk"))
    print(_peak())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main(*sys.argv[1:])
