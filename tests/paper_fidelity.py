"""How much of what trusts' own papers say comes out of the papers that we compose.

    make paper-fidelity
    .venv/bin/python -m tests.paper_fidelity [NAME…] [--verbose] [--keep=FOLDER]

Each `*_legacy.xlsx` beside this checkout goes into a new trust of a new database by
`import_workbook --auto`. The paper of its period is composed with the layout of its kind and
written as HTML and as PDF, and each text and value of its `*_expected.json` is looked for in
the words of both, and each run of four words of the trust's own paper. `--verbose` names what
is not there, `--keep` keeps both files. Nothing is asserted and the exit code is 0.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from tests.workbooks.accuracy import WORKBOOKS, Report, _is_imported

SEEDS = WORKBOOKS.parent / "seeds"
# The paper of each workbook, by the number its seed begins with, and the layout of its kind.
PAPERS = {
    "ccs": ("000", "ambitions-report"),
    "lpt_h2": ("001", "highlight-report"),
    "scas": ("002", "improvement-programme"),
    "lpt_q2": ("003", "quarterly-progress"),
    "nwaft": ("004", "progress-table"),
}
# Notes about the content, and words that only point from one record to another.
_NOT_CONTENT = {
    "source", "code", "anomalies", "counts", "workbook_text", "labels", "id", "import_notes",
    "rag_basis", "rag_colours", "legend", "bands", "objective", "priority_number", "trust",
    "linked_objectives", "linked_priorities", "objective_number_source",
}  # fmt: skip
_NOTE_ENDINGS = ("_note", "_source", "_inferred_from_merge", "_fills")
_SHORT = 8  # characters; such a rating or figure must be there as often as it is wanted
_AROUND = ".,;:()[]“”‘’\"'"  # what may stand around a value that is a word of its own
_COUNTED = ("rag", "forecast", "status", "value", "_pct", "_score", "_delivery", "_embedding")
_PEOPLE = (".lead", ".sro", ".executive_lead")
_LETTERS = {"R": "Red", "A": "Amber", "G": "Green"}
_LONG = 8  # words; a longer text may be broken by the head of a page
_MARKS = re.compile(r"[*_`#\\]|>(?!\d)|</?u>|<br>")
_LIST_MARK = re.compile(r"^\s*(?:[•\-–o▪]|[a-z][.)]|[ivx]+[.)]|\d+[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9'‘“])")
_WORD = re.compile(r"[^\W_]+")
_BLOCKS = {
    "p", "div", "li", "ul", "ol", "td", "th", "tr", "table", "section", "h1", "h2", "h3", "h4",
    "br", "dt", "dd", "caption", "header", "main", "nav", "figure", "body", "title", "text", "svg",
}  # fmt: skip
_DIRECTIONS = {"up": "↑", "down": "↓", "same": "→"}


@dataclass(frozen=True)
class Wanted:
    """A text or value that the paper should hold, and where the JSON has it."""

    where: str
    text: str


@dataclass
class Words:
    """The words of a written paper, to look texts up in."""

    text: str
    words: list[str] = field(init=False)
    squeezed: str = field(init=False)
    runs: set[tuple[str, ...]] = field(init=False)
    left: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = words_of(self.text)
        self.squeezed = "".join(self.words)
        self.runs = runs_of(self.words)
        self.left = Counter(token.strip(_AROUND) or token for token in self.text.split())

    def holds(self, text: str, *, is_counted: bool = False) -> bool:
        """Whether `text` is here. A short value that is counted is used up where it is found."""
        words = words_of(text)
        squeezed = "".join(words)
        bare = text.strip()
        if len(bare.split()) <= 1 and len(bare) <= _SHORT:
            # Its exact text as a whole word: "3" is not found in "35.0%", nor "N/A" in "NA".
            token = bare.strip(_AROUND) or bare
            is_here = not token or self.left[token] > 0
            self.left[token] -= 1 if is_here and is_counted else 0
            return is_here
        if not squeezed:
            return bare in self.text
        if squeezed in self.squeezed:
            return True
        if len(words) < _LONG:
            return False
        runs = runs_of(words)
        return len(runs & self.runs) >= 0.75 * len(runs)


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("’", "'"))


def runs_of(words: list[str]) -> set[tuple[str, ...]]:
    """Every four words that follow one another."""
    return {tuple(words[index : index + 4]) for index in range(len(words) - 3)}


class _Texts(HTMLParser):
    """The words of an HTML document that a reader sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.is_silent = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.is_silent = tag in ("style", "script")
        if tag in _BLOCKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.is_silent = False
        if tag in _BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.is_silent:
            self.parts.append(data)


def html_text(html: str) -> str:
    reader = _Texts()
    reader.feed(html)
    return " ".join("".join(reader.parts).split())


def pdf_text(data: bytes) -> str:
    """The text of a PDF, by pdftotext where there is one, or else by pypdf."""
    try:
        made = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True
        )
        text = made.stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        import pypdf

        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    return " ".join(text.split())


def wanted(value: Any, where: str = "") -> Iterator[Wanted]:
    """Every text and value of an expected JSON that is content; long texts in sentences."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not (key.startswith("_") or key in _NOT_CONTENT or key.endswith(_NOTE_ENDINGS)):
                yield from wanted(inner, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from wanted(inner, f"{where}[{index}]")
    elif isinstance(value, bool) or value is None or where.endswith("_raw"):
        return
    else:
        for part in _parts(str(value)):
            yield Wanted(where, part)


def _parts(text: str) -> Iterator[str]:
    for line in text.splitlines():
        bare = _LIST_MARK.sub("", _MARKS.sub("", line)).strip()
        yield from (part for part in _SENTENCE.split(bare) if part)


def spellings(item: Wanted) -> list[str]:
    """The ways in which a paper may print it: a day, an arrow."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", item.text):
        day = date.fromisoformat(item.text)
        long = f"{day.day} {day:%B %Y}"
        return [long, f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", item.text]
    if item.where.endswith("_pct"):
        return [f"{item.text}%", item.text]
    if item.where.endswith(".status"):
        # The JSON has a code for the tracker's words: "ontrack", "behind".
        return ["On track" if item.text == "ontrack" else item.text.capitalize(), item.text]
    if item.where.endswith(".direction"):
        return [item.text, _DIRECTIONS.get(item.text, item.text)]
    if item.text in _LETTERS:
        return [item.text, _LETTERS[item.text]]
    return [item.text]


def found_in(words: Words, item: Wanted) -> bool:
    if item.where.endswith(".direction") and _DIRECTIONS.get(item.text, "?") in words.text:
        return True
    if item.where.endswith(_PEOPLE):
        # Each of several people, and a name and a role, in whatever order they are printed.
        names = [part.strip() for part in re.split(r"[,/]", item.text) if part.strip()]
        return all(words.holds(name) for name in names) or words.holds(item.text)
    is_counted = item.where.endswith(_COUNTED)
    return any(words.holds(text, is_counted=is_counted) for text in spellings(item))


def score(name: str, *, is_verbose: bool, kept: Path | None) -> None:
    """Import, compose, write and print what is found of the workbook called `name`."""
    number, layout_key = PAPERS.get(name, ("", ""))
    from reports.layouts.ready import ready_layouts

    layout = ready_layouts().get(layout_key)
    if layout is None:
        print(f"{name:<8} has no layout yet: {layout_key or 'none is named for it'}")
        return
    html, pdf = _paper(name, layout)
    if kept:
        (kept / f"{name}.html").write_text(html, encoding="utf-8")
        (kept / f"{name}.pdf").write_bytes(pdf)
    print(f"{name:<8} {layout_key:<22} {_soundness(pdf)}", flush=True)
    expected = json.loads((WORKBOOKS / f"{name}_expected.json").read_text(encoding="utf-8"))
    items = list(wanted(expected))
    seeds = sorted(SEEDS.glob(f"{number}_*.txt"))
    seed = " ".join(_WITHOUT_TAGS.sub(" ", path.read_text(encoding="utf-8")) for path in seeds)
    own_runs = runs_of(words_of(seed))
    for kind, text in (("HTML", html_text(html)), ("PDF", pdf_text(pdf))):
        words = Words(text)
        missing = [item for item in items if not found_in(words, item)]
        share = 100 * (1 - len(missing) / max(len(items), 1))
        runs = 100 * len(own_runs & words.runs) / max(len(own_runs), 1)
        notes = len(re.findall(r"\[\s*DN\b", text))
        told = f"{notes} drafting notes printed" if notes else "no drafting notes"
        print(
            f"{name:<8} {layout_key:<22} {kind:<5} {share:5.1f} % of {len(items):,} values, "
            f"{runs:5.1f} % of the paper's runs of four words, {told}",
            flush=True,
        )
        if is_verbose:
            for item in missing:
                print(f"    {item.where}: {item.text[:150]!r}")


def _soundness(pdf: bytes) -> str:
    """How many pages it has, and what is wrong in its tags."""
    import page as validation
    import pypdf

    from reports.pdf.check import faults_of

    report = validation.validate_pdf_bytes(pdf, profile=validation.ValidationProfile.PDF_UA_1)
    wrong = [f"{count} x {fault}" for fault, count in faults_of(pdf).items()]
    wrong += [failure.message for failure in report.failures]
    pages = len(pypdf.PdfReader(BytesIO(pdf)).pages)
    return f"{pages} pages, {len(pdf) / 1000:.0f} kB, PDF/UA-1 and tags: {'; '.join(wrong) or 'ok'}"


_WITHOUT_TAGS = re.compile(r"<[^>]+>|\[\s*DN\b[^\]}]*[\]}]")


def _paper(name: str, layout: Any) -> tuple[str, bytes]:
    """The HTML and the PDF of the paper on the latest period of the workbook's trust."""
    from django.core.management import call_command

    from objectives.models import Period
    from reports.compose import compose
    from reports.pdf.paper import render_parts
    from reports.write.document import page

    code = f"T-{name.upper().replace('_', '-')}"
    call_command("create_trust", code, name=f"The {name} trust", stdout=StringIO())
    report = Report(name)
    _is_imported(WORKBOOKS / f"{name}_legacy.xlsx", code, report)
    if report.help:
        print(f"{name:<8} needed help, since --auto said:\n{report.help}")
    periods = Period.objects.select_related("strategy__trust").filter(strategy__trust__code=code)
    content = compose(periods.latest("starts_on"), layout)
    return page(content), render_parts(content)


def main(arguments: list[str]) -> None:
    if not WORKBOOKS.is_dir():
        print("The real workbooks are not beside this checkout, so there is nothing to compare.")
        return
    options = [argument for argument in arguments if argument.startswith("-")]
    names = [argument for argument in arguments if argument not in options] or [
        path.name.removesuffix("_legacy.xlsx") for path in sorted(WORKBOOKS.glob("*_legacy.xlsx"))
    ]
    folders = [Path(option.partition("=")[2]) for option in options if "--keep=" in option]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/fidelity.sqlite3"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        for name in names:
            score(name, is_verbose="--verbose" in options, kept=folders[0] if folders else None)


if __name__ == "__main__":
    main(sys.argv[1:])
