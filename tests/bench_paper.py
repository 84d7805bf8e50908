"""How long a pack of board papers takes, beside one run of WeasyPrint over the same HTML.

    make bench
    python -m tests.bench paper                             these figures alone
    python .ci/with_postgres.py python -m tests.bench paper      the same on PostgreSQL
    python -m tests.bench_paper memory ACTIONS              the memory of a new process

The pack is what `LAYOUT` says: a table of each objective's actions on pages of its own, a
scorecard and charts. It is laid out by two processes that live on, as a worker's do.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

if TYPE_CHECKING:
    from objectives.models import Period
    from strategy_tracker.accounts.models import Trust

ACTIONS = 300
MEASURES = 60
CHARTS = 12
GROWTH = (75, 300, 1_200)
ANSWER = (
    "The service opened in {number} of 60 sites, two weeks after it was planned, since the "
    "building needed work that the survey had not shown. Staff are in post in all but four; "
    "those have agency cover until the recruitment of May. What patients say of it is good: "
    "nine of ten would send a friend. The next step is to open on Saturdays, for which the "
    "union has been heard, and to see whether fewer people come back within thirty days."
)
LAYOUT = """
name = "A pack"
[[part]]
key = "contents"
kind = "contents"
heading = "Contents"
options = {lists_sections = true}
[[part]]
key = "objectives"
kind = "objective-sections"
heading = "Progress by objective"
orientation = "wide"
starts_page = true
options = {starts_pages = true}
[[part]]
key = "scorecard"
kind = "scorecard"
heading = "Measures"
orientation = "wide"
starts_page = true
[[part]]
key = "charts"
kind = "measure-chart"
heading = "Trends"
starts_page = true
options = {measures = [MEASURES]}
"""


def bench_paper(trust: "Trust", folder: Path) -> None:
    from django.core.cache import caches
    from django.test import override_settings

    files = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(folder / "papers"),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
    from django.conf import settings

    with override_settings(CACHES={**settings.CACHES, "papers": files}, PAPER_PROCESSES=2):
        _bench_pack(trust, folder)
        caches["papers"].clear()
        _bench_growth(trust)


def pack_of(trust: "Trust", actions: int) -> "Period":
    """A plan of so many actions, with answers as long as people write them, and measures."""
    from ambitions.models import UpdateNarrative
    from objectives.models import StrategicObjective
    from tests import factories
    from tests.bench import make_plan

    period: Period = make_plan(trust, actions)
    narratives = UpdateNarrative.objects.filter(update__period=period)
    for number, narrative in enumerate(narratives):
        narrative.text = ANSWER.format(number=number)
    UpdateNarrative.objects.bulk_update(narratives, ["text"], batch_size=500)
    objectives = list(StrategicObjective.objects.filter(strategy=period.strategy_id))
    for number in range(MEASURES):
        measure = factories.measure(
            objective=objectives[number % len(objectives)], number=f"M{number}"
        )
        for part in ("Q1", "Q2", "Q3", "Q4"):
            for kind, value in (("actual", 40 + number), ("aim", 50 + number)):
                factories.reading(
                    measure=measure, financial_year=2025, part=part, kind=kind,
                    raw=f"{value}%", number=value,
                )  # fmt: skip
    return period


def content_of(period: "Period") -> dict[str, Any]:
    from reports.compose import compose
    from reports.layouts.ready import parse_layout

    measures = ", ".join(f'"M{number}"' for number in range(CHARTS))
    return compose(period, parse_layout(LAYOUT.replace("MEASURES", measures)))


def with_changed_part(content: dict[str, Any], words: str) -> dict[str, Any]:
    """The same with other words in one objective's section."""
    made = deepcopy(content)
    text = json.dumps(made["parts"][1]["data"], ensure_ascii=False)
    made["parts"][1]["data"] = json.loads(text.replace("in 7 of 60 sites", words, 1))
    return made


def _bench_pack(trust: "Trust", folder: Path) -> None:
    from django.core.cache import caches

    from reports.pdf.paper import render, render_parts
    from reports.render import page
    from tests.bench import chromium_printer, count_pages, in_turn, line

    period = pack_of(trust, ACTIONS)
    content = content_of(period)
    html, styled = page(content, with_style=False), page(content)
    print_page = chromium_printer(folder)
    render_parts(content)  # the processes start, and read their fonts
    number = 0

    def first() -> None:
        caches["papers"].clear()
        render_parts(content)

    def changed(words: str) -> Callable[[], None]:
        def work() -> None:
            nonlocal number
            number += 1
            render_parts(with_changed_part(content, words.format(number)))

        return work

    pages = count_pages(render_parts(content))
    print(f"A pack of {ACTIONS} actions, {MEASURES} measures, {CHARTS} charts: {pages} pages")
    full, whole, chromium = in_turn(
        3, first, lambda: render(html, "board-paper.css"), lambda: print_page(styled)
    )
    first()
    nothing, a_part, moved, building = in_turn(
        3,
        lambda: render_parts(content),
        changed("in {} of 61 sites"),
        changed("in {} of 62 sites. " + "More was said than there was room for. " * 40),
        lambda: content_of(period),
    )
    against = "one run of WeasyPrint"
    line("Its PDF, first, by two processes", full, against, whole)
    line("The same where nothing changed", nothing, against, whole)
    line("The same where one section changed", a_part, against, whole)
    line("The same where it moved what follows", moved, against, whole)
    line("Chromium printing it", chromium, against, whole)
    line("Building its content", building, "the first PDF", full)


def _bench_growth(trust: "Trust") -> None:
    """How time and memory grow with the plan: of the first PDF, in one process."""
    from django.core.cache import caches
    from django.test import override_settings

    from reports.pdf.paper import render_parts
    from tests.bench import count_pages

    seconds: dict[int, float] = {}
    for actions in GROWTH:
        content = content_of(pack_of(trust, actions))
        taken = []
        with override_settings(PAPER_PROCESSES=1):
            for _ in range(1 if actions > ACTIONS else 3):
                caches["papers"].clear()
                started = time.perf_counter()
                made = render_parts(content)
                taken.append(time.perf_counter() - started)
        seconds[actions] = median(taken)
        pages = count_pages(made)
        per = seconds[actions] / pages / (seconds[GROWTH[0]] / _pages[GROWTH[0]]) if _pages else 1
        _pages[actions] = pages
        print(
            f"{actions} actions, {pages} pages: {seconds[actions]:.1f} s, {per:.2f} x the time "
            f"of a page at {GROWTH[0]}; {_memory(content)} MiB in a new process",
            flush=True,
        )


_pages: dict[int, int] = {}


def _memory(content: dict[str, Any]) -> int:
    """The most memory that a new process takes which makes the PDF, in MiB."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(content, file)
        file.flush()
        made = subprocess.run(
            [sys.executable, "-m", "tests.bench_paper", "memory", file.name],
            check=True,
            capture_output=True,
            text=True,
        )
    return int(made.stdout)


def main(name: str) -> None:
    """Make the PDF of the content in the file `name`, and say the most memory that took."""
    import django

    django.setup()
    from django.test import override_settings

    from reports.pdf.paper import render_parts

    content = json.loads(Path(name).read_text(encoding="utf-8"))
    with override_settings(PAPER_PROCESSES=1):
        assert BytesIO(render_parts(content)).read(4) == b"%PDF"
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main(sys.argv[2])
