"""How much of trusts' own trackers comes through an import and out again.

    make import-accuracy
    .venv/bin/python -m tests.workbooks.accuracy [NAME…] [--verbose]

Each `*_legacy.xlsx` beside this checkout goes into a new trust by `import_workbook --auto`,
with no strategy, period or column said, and comes out by `export_data`; every value of its
`*_expected.json` is then looked for. A value that is not right is harmless when the dry run
has a problem or a question at its cell ("warned"), and otherwise "wrong" or "missing".
Nothing is asserted here and the exit code is 0; tests/test_import_accuracy.py asserts.
It works in a database of its own and leaves nothing behind.
"""

import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from tests.workbooks.fields import Field, compare, groups_of
from tests.workbooks.texts import Cell, Printed

WORKBOOKS = Path(__file__).resolve().parents[3] / "shared" / "workbooks"
RIGHT, WARNED, WRONG, MISSING = "right", "warned", "wrong", "missing"
VERDICTS = (RIGHT, WARNED, WRONG, MISSING)
Judged = tuple[Field, str, list[Cell]]
NOTHING: dict[str, Any] = {
    "strategy": "",
    "period": "",
    "cover": {},
    **{name: [] for name in ("objectives", "ambitions", "actions", "measures")},
    **{name: [] for name in ("risks", "passages")},
}


@dataclass
class Report:
    """What became of every field of one workbook; `help` is why --auto was not enough."""

    name: str
    help: str = ""
    fields: list[Judged] = field(default_factory=list)

    def counts(self, group: str = "") -> Counter[str]:
        return Counter(said for compared, said, _ in self.fields if group in ("", compared.group))

    def share(self, group: str = "") -> float:
        """The part of the fields that is right, 0 to 1."""
        counts = self.counts(group)
        return counts[RIGHT] / max(1, counts.total())

    def silent(self) -> list[str]:
        """Each field that is wrong with no warning at its cell, in words."""
        return [say(compared, cells) for compared, said, cells in self.fields if said == WRONG]

    def table(self) -> str:
        """One line for each group of fields and one for all of them."""
        heads = ("fields", *VERDICTS)
        lines = [f"{self.name:<22}" + "".join(f"{head:>9}" for head in heads) + "      %"]
        for group in [*groups_of(compared for compared, _, _ in self.fields), ""]:
            counts = self.counts(group)
            numbers = (counts.total(), *(counts[name] for name in VERDICTS))
            told = "".join(f"{number:>9,}" for number in numbers)
            lines.append(f"  {group or 'all':<20}{told}{100 * self.share(group):>7.1f}")
        return "\n".join(lines)

    def details(self) -> str:
        """Each field that is not right: wanted, got, and the cells it stands in."""
        return "\n".join(
            f"  {said:<8}{compared.group}: {say(compared, cells)}"
            for compared, said, cells in self.fields
            if said != RIGHT
        )


def say(compared: Field, cells: list[Cell]) -> str:
    places = ", ".join(f"{sheet}!{cell}" for sheet, cell in cells[:4]) or "no cell found"
    return (
        f"{compared.where}: wanted {_short(compared.want)}, got {_short(compared.got)} ({places})"
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 160 else f"{text[:120]}…{text[-35:]}")


def judge(fields: list[Field], printed: Printed, warned: set[Cell]) -> list[Judged]:
    """(field, verdict, its cells) for each field; `warned` are cells that something is said of."""
    judged: list[Judged] = []
    for compared in fields:
        if compared.is_right:
            judged.append((compared, RIGHT, []))
            continue
        texts = [text for text in (compared.want, compared.got) if text]
        cells = set().union(*(printed.cells_of(text, compared.anchors) for text in texts))
        cells = cells or set(compared.anchors)
        verdict = WARNED if cells & warned else WRONG if compared.got else MISSING
        judged.append((compared, verdict, sorted(cells)))
    return judged


def score(name: str, folder: Path = WORKBOOKS) -> Report:
    """The report on the workbook called `name`, through the database that is set up.

    A new trust is made for it and stays.
    """
    from django.core.management import call_command

    path = folder / f"{name}_legacy.xlsx"
    code = f"T-{name.upper().replace('_', '-')}"
    call_command("create_trust", code, name=f"The {name} trust", stdout=StringIO())
    warned = _warnings(path, code)
    report = Report(name)
    is_in = _is_imported(path, code, report)
    exported = _export(code) if is_in else NOTHING
    expected = json.loads((folder / f"{name}_expected.json").read_text(encoding="utf-8"))
    printed = Printed.load(path)
    report.fields = judge(compare(expected, exported, printed), printed, warned)
    return report


def _run(path: Path, code: str, *options: str) -> tuple[bool, str]:
    """Whether the command was happy, and what it printed."""
    from django.core.management import call_command
    from django.core.management.base import CommandError

    said = StringIO()
    try:
        call_command(
            "import_workbook", str(path), "--trust", code, *options, stdout=said, stderr=said
        )
    except (CommandError, SystemExit) as error:
        refused = f"{error}\n" if isinstance(error, CommandError) else ""
        return False, refused + said.getvalue()
    return True, said.getvalue()


def _warnings(path: Path, code: str) -> set[Cell]:
    """The cells that the dry run has a problem or a question at."""
    _, said = _run(path, code, "--dry-run", "--format", "json")
    document = json.loads(said)
    told = [*document.get("problems", []), *document.get("questions", [])]
    return {(entry["sheet"], entry["cell"]) for entry in told if entry["sheet"]}


def _is_imported(path: Path, code: str, report: Report) -> bool:
    """Import it by --auto, or with the best guesses; why in `report.help`."""
    is_done, said = _run(path, code, "--auto")
    if not is_done:
        report.help = said.strip() or "--auto wrote nothing"
        is_done, said = _run(path, code, "--accept-suggestions")
        report.help += "" if is_done else f"\n--accept-suggestions wrote nothing either:\n{said}"
    return is_done


def _export(code: str) -> dict[str, Any]:
    from django.core.management import call_command

    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "data.json"
        call_command("export_data", trust=code, output=output, stdout=StringIO())
        return dict(json.loads(output.read_text(encoding="utf-8")))


def main(arguments: list[str]) -> None:
    if not WORKBOOKS.is_dir():
        print("The real workbooks are not beside this checkout, so there is nothing to score.")
        return
    names = [argument for argument in arguments if not argument.startswith("-")] or [
        path.name.removesuffix("_legacy.xlsx") for path in sorted(WORKBOOKS.glob("*_legacy.xlsx"))
    ]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/accuracy.sqlite3"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        for name in names:
            report = score(name)
            print(f"\n{report.table()}", flush=True)
            if report.help:
                print(f"  needed help, since --auto said:\n{report.help}")
            if "--verbose" in arguments:
                print(report.details())


if __name__ == "__main__":
    main(sys.argv[1:])
