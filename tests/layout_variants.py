"""How well imports recognise layouts that nobody tuned them on.

    .venv/bin/python -m tests.layout_variants --report [--examples 60] [--fresh] [--keep FOLDER]
    .venv/bin/python -m tests.layout_variants --report --only NUMBER --keep FOLDER

Hypothesis draws a look (tests/layout_writing.py) and an invented plan; the workbook is read
as `import_workbook --accept-suggestions` would read it, and every field of the plan looked
for. The table says how many fields came through for each feature of a look; a workbook that
would not be applied at all counts as wrong in all its fields. `--fresh` draws others than
the tests do, `--keep` writes the workbooks that lost something to a folder, and `--only`
tries the one look of that number.
"""

import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from random import Random
from typing import Any

import hypothesis
from hypothesis import strategies as st

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from tests.import_accuracy_words import people, words
from tests.layout_content import RAG, Action, Content, invent, load_flat
from tests.layout_writing import Look, Made, make, say_person, shown_day

FILLS = ("rgb fills", "theme fills", "indexed fills", "conditional")
# Which fields a feature bears on; what is not named here bears on all fields of its sheets.
BEARS_ON = {
    "parents": {"objective", "ambition"},
    "ambitions": {"objective", "ambition"},
    "rating": {"rating"},
    "legend": {"rating", "surplus"},
    "dates": {"day"},
    "people": {"lead"},
    "totals": {"title", "surplus"},
    "risks": {"risk"},
    "scorecard": {"measure", "reading"},
}
_OF_OTHER_SHEETS = {"risk", "measure", "reading"}


@dataclass(frozen=True)
class Variant:
    look: Look
    seed: int
    statuses: bool = False


CHOICES: dict[str, list[Any]] = {
    "shape": ["one sheet", "one sheet", "sheet per objective", "matrix"],
    "header_row": list(range(9)),
    "header": ["one row", "two rows"],
    "misspelt": [0, 1, 2],
    "order": ["as usual", "shuffled", "answers first"],
    "extra": ["none", "notes", "spacer", "both"],
    "parents": ["merged", "repeated", "once", "bands"],
    "ambitions": [False, True],
    "rating": ["letters", "words", "letters with fills", *FILLS],
    "dates": ["real", "slashes", "short month", "end of month", "serial", "quarter"],
    "people": ["one", "several"],
    "spacers": [False, True],
    "totals": [False, True],
    "hidden": ["none", "column", "sheet", "both"],
    "legend": [False, True],
    "risks": ["none", "numbers", "products"],
    "scorecard": ["none", "rows", "columns"],
}


def variant_of(seed: int) -> Variant:
    """The variant of a number: every feature drawn apart from the others."""
    random = Random(seed)
    look = Look(**{name: random.choice(values) for name, values in CHOICES.items()})
    return Variant(look, seed, statuses=random.random() < 0.5)


def variants() -> st.SearchStrategy[Variant]:
    # One number each: Hypothesis makes new examples of many parts by repeating parts of old
    # ones, and then a few looks would be most of the batch.
    return st.integers(0, 2**32).map(variant_of)


def write(variant: Variant) -> Made:
    """The workbook of a variant, of invented content."""
    random, look = Random(variant.seed), variant.look
    content = invent(
        random,
        with_ambitions=look.ambitions or look.shape == "matrix",
        statuses=variant.statuses and look.rating == "words",
        several=look.people == "several",
    )
    return make(content, look, random)


# What was read, as plainly as what was written


@dataclass
class Told:
    """What an import would do, by title: actions, ambitions, risks, measures and readings."""

    stopping: list[str] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    ambitions: list[dict[str, Any]] = field(default_factory=list)
    risks: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)
    readings: dict[tuple[Any, ...], str] = field(default_factory=dict)
    objectives: list[str] = field(default_factory=list)


def read(data: bytes, trust: Any) -> Told:
    """What the import of `data` into a new strategy of `trust` would do. Nothing is written."""
    from strategy_tracker.imports.compare import compare
    from strategy_tracker.imports.existing import load_existing
    from strategy_tracker.imports.extract import extract
    from strategy_tracker.imports.reading import Refused, read_workbook

    existing = load_existing(trust, None)
    try:
        workbook = read_workbook(data, "variant.xlsx")
    except Refused as refused:
        return Told([str(refused)])
    said = extract(workbook, existing.known)
    changes = compare(said, existing, file_name="variant.xlsx", title="A plan", period="2024/25 Q2")
    return tell(said, [str(one) for one in changes.stopping])


def _leads(one: Any) -> list[tuple[str, str]]:
    """Those who lead it in any way; an action without a lead of its own has its objective's."""
    values = one.values.items() if one else ()
    return [lead for name, value in values if name.startswith("leads_") for lead in value]


def tell(said: Any, stopping: list[str]) -> Told:
    """An extract as plain values."""
    answers = {one.item: one for one in said.answers}
    titles = {one.key: one.title for kind in said.found.values() for one in kind.values()}

    def record(one: Any) -> dict[str, Any]:
        answer = answers.get((one.kind, one.key))
        ambition = one.parents.get("ambition", "")
        above = said.found["ambition"][ambition].parents if ambition else {}
        objective = one.parents.get("objective", "") or above.get("objective", "")
        leads = [
            lead
            for name, value in one.values.items()
            if name.startswith("leads_")
            for lead in value
        ]
        return {
            **one.values,
            "objective": titles.get(objective, ""),
            "ambition": titles.get(ambition, ""),
            "leads": leads or _leads(said.found["objective"].get(objective)),
            "ratings": [rated.label for rated in answer.ratings.values()] if answer else [],
            "texts": [text for text, _, _ in answer.narratives.values()] if answer else [],
        }

    told = Told(stopping)
    for kind in ("action", "ambition", "risk", "measure"):
        getattr(told, f"{kind}s").extend(record(one) for one in said.found[kind].values())
    told.objectives = [one.title for one in said.found["objective"].values()]
    for one in said.found["reading"].values():
        year = one.values["financial_year"]
        when = (f"{year}/{(year + 1) % 100:02d}", one.values["part"], one.values["kind"])
        told.readings[(words(titles[one.parents["measure"]]), *when)] = str(one.values["raw"])
    return told


# Comparing

Result = tuple[str, bool, str]


def results(made: Made, look: Look, told: Told) -> Iterator[Result]:
    """(kind of field, whether it is right, what was wrong) for every field written."""
    if look.shape == "matrix":
        yield from _ambition_results(made.content, told)
    else:
        yield from _action_results(made.content, look, told)
    titles = {words(one) for one in made.content.objectives}
    yield from (
        ("surplus", False, f"objective “{one}” was never written")
        for one in told.objectives
        if words(one) not in titles
    )
    if look.risks != "none":
        yield from _risk_results(made.content, told)
    if look.scorecard != "none":
        yield from _scorecard_results(made.content, told)


def _same(kind: str, want: Any, got: Any) -> Result:
    return kind, words(want) == words(got), f"{kind}: wanted {words(want)!r}, got {words(got)!r}"


def _action_results(content: Content, look: Look, told: Told) -> Iterator[Result]:
    left = list(told.actions)
    for action in content.actions:
        got = next((one for one in left if words(one.get("title")) == words(action.title)), None)
        if got is not None:
            left.remove(got)
        got = got or {"leads": [], "ratings": [], "texts": []}
        yield _same("title", action.title, got.get("title"))
        yield _same("objective", action.objective, got.get("objective"))
        if look.ambitions and action.ambition:
            yield _same("ambition", action.ambition, got.get("ambition"))
        if action.reference:
            yield _same("reference", action.reference, got.get("reference"))
        yield from _lead_results(action, got["leads"])
        if action.rating:
            yield _rating_result(action.rating, look, got["ratings"])
        if action.day:
            yield _same("day", shown_day(action.day, look.dates), got.get("target_date"))
        if action.comment:
            is_there = words(action.comment) in map(words, got["texts"])
            yield "comment", is_there, f"comment {action.comment!r} is not in {got['texts']}"
    yield from (
        ("surplus", False, f"action “{one.get('title')}” was never written") for one in left
    )


def _lead_results(action: Action, got: list[tuple[str, str]]) -> Iterator[Result]:
    told = " / ".join(f"{name} {role}" for name, role in got)
    if action.lead_text:
        is_same = people(action.lead_text) == people(told)
        yield "lead", is_same, f"lead: wanted {action.lead_text!r}, got {got}"
    for person in action.leads:
        is_there = tuple(person) in [(name, role) for name, role in got]
        yield "lead", is_there, f"lead: wanted {say_person(person)!r}, got {got}"
    if action.leads and len(got) > len(action.leads):
        yield "lead", False, f"lead: {got} for {action.leads}"


def _rating_result(want: str, look: Look, got: list[str]) -> Result:
    """A rating by its own word; a legend may have given its words to a colour."""
    is_right = words(want).casefold() in [words(one).casefold() for one in got]
    return "rating", is_right, f"rating ({look.rating}): wanted {want!r}, got {got}"


def _ambition_results(content: Content, told: Told) -> Iterator[Result]:
    left = list(told.ambitions)
    for ambition, objective in content.objective_of.items():
        got = next((one for one in left if words(one.get("title")) == words(ambition)), None)
        if got is not None:
            left.remove(got)
        got = got or {"texts": []}
        yield _same("title", ambition, got.get("title"))
        yield _same("objective", objective, got.get("objective"))
        for text in content.said[ambition].values():
            is_there = words(text) in map(words, got["texts"])
            yield "comment", is_there, f"answer {text!r} is not in {got['texts']}"
    yield from (("surplus", False, f"ambition “{one.get('title')}”") for one in left)
    yield from (("surplus", False, f"action “{one.get('title')}”") for one in told.actions)


def _score(value: Any) -> str:
    return words(getattr(value, "score", value))


def _risk_results(content: Content, told: Told) -> Iterator[Result]:
    left = list(told.risks)
    for risk in content.risks:
        got = next((one for one in left if words(one.get("title")) == words(risk.title)), None)
        if got is not None:
            left.remove(got)
        got = got or {}
        yield "risk", bool(got), f"risk {risk.title!r} is not there"
        yield _same("risk", risk.reference, got.get("reference"))
        for name, want in (("current", risk.current), ("target", risk.target)):
            yield _same("risk", want, _score(got.get(name)))
        links = " ".join(str(text) for _, text in got.get("links", []))
        yield "risk", risk.objective in links, f"risk: link {risk.objective!r} not in {links!r}"
    yield from (("surplus", False, f"risk “{one.get('title')}”") for one in left)


def _scorecard_results(content: Content, told: Told) -> Iterator[Result]:
    left = dict(told.readings)
    for measure in content.measures:
        got = next(
            (one for one in told.measures if words(one.get("name")) == words(measure.name)), {}
        )
        yield "measure", bool(got), f"measure {measure.name!r} is not there"
        yield _same("measure", measure.number, got.get("number"))
        for name in ("baseline", "target"):
            yield _same("measure", getattr(measure, name), got.get(name))
            day = getattr(measure, f"{name}_day")
            told_day = words(got.get(f"{name}_date"))
            is_right = told_day in (f"{day:%d/%m/%y}", f"{day:%d/%m/%Y}", day.isoformat())
            yield "measure", is_right, f"measure: wanted {day}, got {told_day!r}"
        for key, value in measure.readings.items():
            yield _same("reading", value, left.pop((words(measure.name), *key), ""))
    yield from (("surplus", False, f"reading {key} {value!r}") for key, value in left.items())


# Counting


@dataclass
class Tally:
    """Right and wrong fields by feature, and what went wrong in each workbook.

    `right` are those that would be applied, `read` those that were read as they should be,
    though something else may stop the import.
    """

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    read: Counter[tuple[str, str]] = field(default_factory=Counter)
    total: Counter[tuple[str, str]] = field(default_factory=Counter)
    misses: list[tuple[Variant | str, list[str]]] = field(default_factory=list)

    def add(self, name: Variant | str, made: Made, look: Look, told: Told) -> None:
        """Count one workbook, made in `look`, of which `told` was read."""
        wrong = [f"STOPPED: {one}" for one in told.stopping]
        for kind, is_right, said in results(made, look, told):
            if not is_right:
                wrong.append(said)
            called = made.headings.get(kind, "")
            features = [("all", "all"), ("field", kind), *_features(look, kind)]
            for feature in [*features, (f"{kind} as", called)] if called else features:
                self.total[feature] += 1
                self.right[feature] += is_right and not told.stopping
                self.read[feature] += is_right
        if wrong:
            self.misses.append((name, wrong))

    def share(self, feature: tuple[str, str] = ("all", "all")) -> float:
        return self.right[feature] / max(1, self.total[feature])

    def table(self) -> str:
        """A line for each value of each feature; of headings only those that lost something."""
        rows: dict[str, list[str]] = defaultdict(list)
        for feature in sorted(self.total, key=lambda one: (one[0], str(one[1]))):
            name, value = feature
            total, right, read = self.total[feature], self.right[feature], self.read[feature]
            if not name.endswith(" as") or read < total:
                percents = f"{100 * right / total:>6.1f}{100 * read / total:>7.1f}"
                rows[name].append(f"{name:<13}{value!s:<26}{right:>7,} of{total:>7,}{percents}")
        order = ["all", "field", *sorted(set(rows) - {"all", "field"})]
        heads = f"{'feature':<39}{'right':>7} of{'fields':>7}{'%':>6}{'read %':>7}"
        return "\n".join([heads, *(line for name in order for line in rows[name])])


def _features(look: Look, kind: str) -> Iterator[tuple[str, str]]:
    for one in fields(look):
        bears_on = BEARS_ON.get(one.name)
        if bears_on is None and kind in _OF_OTHER_SHEETS and one.name != "header_row":
            continue
        if bears_on is None or kind in bears_on:
            yield one.name, str(getattr(look, one.name))


def run(
    strategy: st.SearchStrategy[Variant],
    try_one: Callable[[Variant], None],
    examples: int,
    *,
    fresh: bool = False,
) -> None:
    """Try so many variants, the same ones at every run unless `fresh`."""

    @hypothesis.settings(
        max_examples=examples,
        derandomize=not fresh,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(strategy)
    def each(variant: Variant) -> None:
        try_one(variant)

    each()


def tally_of(
    trust: Any,
    examples: int,
    *,
    fresh: bool = False,
    keep: Path | None = None,
    only: int | None = None,
) -> Tally:
    """The tally over so many invented workbooks, or that of one number."""
    tally = Tally()

    def try_one(variant: Variant) -> None:
        made = write(variant)
        told = read(made.data, trust)
        before = len(tally.misses)
        tally.add(variant, made, variant.look, told)
        if keep and len(tally.misses) > before:
            (keep / f"variant-{variant.seed}.xlsx").write_bytes(made.data)

    if only is None:
        run(variants(), try_one, examples, fresh=fresh)
    else:
        try_one(variant_of(only))
    return tally


def tally_of_flat(
    trust: Any, paths: Iterable[Path], examples: int, keep: Path | None = None
) -> Tally:
    """The tally over so many looks of each flat tracker that has a sheet of actions."""
    tally = Tally()
    contents = {path.stem: content for path in paths if (content := load_flat(path))}

    def try_one(variant: Variant) -> None:
        for name, content in contents.items():
            made, look = _rewritten(content, variant)
            told = read(made.data, trust)
            before = len(tally.misses)
            title = f"{name} {variant.seed} as {look}"
            tally.add(title, made, look, told)
            if keep and len(tally.misses) > before:
                (keep / f"{name}-{variant.seed}.xlsx").write_bytes(made.data)

    run(variants(), try_one, examples)
    return tally


def _rewritten(content: Content, variant: Variant) -> tuple[Made, Look]:
    """A flat tracker's actions in a look, as far as its content allows."""
    changes: dict[str, Any] = {"risks": "none", "scorecard": "none", "ambitions": False}
    if variant.look.shape == "matrix" or max(map(len, content.objectives)) > 31:
        changes["shape"] = "one sheet"
    if not set(content.scale) <= set(RAG):
        changes["rating"] = "words"
    look = Look(**{one.name: getattr(variant.look, one.name) for one in fields(Look)} | changes)
    random = Random(variant.seed)
    return make(content, look, random), look


def main(arguments: list[str]) -> None:
    if "--report" not in arguments:
        print(__doc__)
        return

    def option(name: str, otherwise: str) -> str:
        return arguments[arguments.index(name) + 1] if name in arguments else otherwise

    keep = Path(option("--keep", "")) if "--keep" in arguments else None
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/variants.sqlite3"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from objectives.services import create_default_scales
        from tests import factories
        from tests.import_accuracy import WORKBOOKS

        trust = factories.trust()
        create_default_scales(trust=trust, by=None)
        examples = int(option("--examples", "60"))
        only = int(option("--only", "0")) if "--only" in arguments else None
        is_fresh = "--fresh" in arguments
        _print("Invented plans", tally_of(trust, examples, fresh=is_fresh, keep=keep, only=only))
        if WORKBOOKS.is_dir() and only is None:
            paths = sorted(WORKBOOKS.glob("*_flat.xlsx"))
            _print("Trusts' flat trackers", tally_of_flat(trust, paths, examples // 4, keep))


def _print(title: str, tally: Tally) -> None:
    print(f"\n{title}")
    for number, (name, wrong) in enumerate(tally.misses, start=1):
        print(f"\n{number:03d} {name}")
        for one in wrong[:6]:
            print(f"    {one[:300]}")
        if len(wrong) > 6:
            print(f"    and {len(wrong) - 6} more")
    print(f"\n{tally.table()}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
