"""How long the heavy work takes, as ratios of things measured in the same run.

    make bench
    python -m tests.bench import     the import alone; paper, page and undo are the others
    python .ci/with_postgres.py python -m tests.bench import      the same on PostgreSQL

Machines differ and this one may be busy, so nothing is asserted: each figure is printed
beside the plain work it is compared with. Every pair is run in turn, several times, and
the medians are compared. It works in a database of its own and leaves nothing behind.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

if TYPE_CHECKING:
    from strategy_tracker.accounts.models import Trust

PAGE_ROWS = 200
OTHER_TRUSTS = 250


def in_turn(runs: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each of `works`, run one after the other, `runs` times over."""
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for taken, work in zip(seconds, works, strict=True):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return [median(taken) for taken in seconds]


def line(what: str, seconds: float, against: str, base: float) -> None:
    print(f"{what}: {seconds:.3f} s, {seconds / base:.2f} x {against} ({base:.3f} s)", flush=True)


def make_plan(trust: "Trust", actions: int) -> Any:
    """A strategy of the trust with that many actions, all answered in an open quarter."""
    from objectives.models import Period
    from strategy_tracker.imports.read.sandbox import read_apart
    from strategy_tracker.imports.services import apply_workbook
    from tests.bench_import import workbook

    apply_workbook(
        workbook=read_apart(workbook(actions), "plan.xlsx").workbook,
        trust=trust,
        strategy_title=f"Plan of {actions}",
        period_label="Quarter 2 2026/27",
        by=None,
    )
    periods = Period.objects.for_trust(trust).select_related("strategy")
    return periods.get(strategy__title=f"Plan of {actions}")


def chromium_printer(folder: Path) -> Callable[[str], None]:
    """Print HTML to PDF with headless Chromium, a new process each time, as a command would."""
    from tests.browsers import ARGUMENTS, find_chromium

    chromium, page = find_chromium(), folder / "paper.html"

    def print_page(html: str) -> None:
        page.write_text(html, encoding="utf-8")
        command = [
            chromium,
            "--headless",
            *ARGUMENTS,
            f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={folder / 'paper.pdf'}",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    return print_page


def count_pages(document: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(document)).pages)


def bench_page(trust: "Trust") -> None:
    """Pages and an autosave, against a signed-in empty page of the same trust."""
    from django.conf import settings
    from django.http import HttpResponse
    from django.shortcuts import render
    from django.test import Client, override_settings
    from django.urls import path, reverse

    from ambitions.models import KeyAction
    from objectives.models import Heading
    from strategy_tracker import urls
    from strategy_tracker.accounts.access import TrustRequest, trust_view
    from strategy_tracker.accounts.models import Role
    from tests import factories

    @trust_view()
    def empty(request: TrustRequest) -> HttpResponse:
        return render(request, "base.html")

    urls.urlpatterns.append(path("t/<slug:trust_code>/bench-empty/", empty, name="bench_empty"))
    period = make_plan(trust, PAGE_ROWS)
    action = KeyAction.objects.filter(strategy=period.strategy_id)[0]
    heading = Heading.objects.filter(strategy=period.strategy_id, level="action")[0]
    client = Client()
    client.force_login(factories.member(trust, role=Role.GOVERNANCE).user)

    def address(name: str, *more: Any) -> str:
        return reverse(name, args=[trust.code, *more]) + f"?strategy={period.strategy_id}"

    def get(url: str) -> Callable[[], None]:
        def fetch() -> None:
            response = client.get(url)
            assert response.status_code == 200, (url, response.status_code)

        return fetch

    typed = 0

    def autosave() -> None:
        nonlocal typed
        typed += 1
        update = action.updates.filter(period=period).first()
        version = update.version if update else 0
        data = {"version": version, f"heading_{heading.pk}": f"Typed {typed} times."}
        response = client.post(address("update_autosave", "action", action.pk), data)
        assert response.status_code == 200, response.content

    # The test run's own middleware that looks for N+1 queries is no part of the product.
    middleware = [name for name in settings.MIDDLEWARE if not name.startswith(("zeal.", "tests."))]
    works = {
        f"The plan with {PAGE_ROWS} rows": get(address("plan")),
        f"The round with {PAGE_ROWS} rows": get(address("this_round")),
        "An action's page": get(address("action_detail", action.pk)),
        "The update form": get(address("update_form", "action", action.pk)),
        "An autosave": autosave,
    }
    with override_settings(MIDDLEWARE=middleware):
        for work in works.values():
            work()
        nothing, *seconds = in_turn(15, get(address("bench_empty")), *works.values())
    for what, taken in zip(works, seconds, strict=True):
        line(what, taken, "a signed-in empty page of the trust", nothing)


def bench_undo(trust: "Trust") -> None:
    """Undoing the same import beside the history of one trust and of many."""
    from django.utils import timezone

    from ambitions.models import UpdateNarrative
    from strategy_tracker.accounts.saving import happening_at
    from strategy_tracker.imports.services import apply_run, undo_run, upload_run
    from tests.bench_import import workbook

    def undo(title: str) -> float:
        run = upload_run(
            data=workbook(50),
            file_name=f"{title}.xlsx",
            trust=trust,
            strategy_title=title,
            period_label="Quarter 2 2026/27",
            by=None,
        )
        run = apply_run(run=run, by=None)
        started = time.perf_counter()
        undo_run(run=run, by=None)
        return time.perf_counter() - started

    undo("To warm up")
    alone = median(undo(f"Alone {number}") for number in range(3))
    history = UpdateNarrative.history.model
    with happening_at(timezone.now()):
        history.objects.bulk_create(
            (
                history(
                    id=10_000_000 + number, update_id=0, heading_id=0, text="Elsewhere " * 20,
                    history_date=timezone.now(), history_type="~",
                )
                for number in range(OTHER_TRUSTS * 1_000)
            ),
            batch_size=1_000,
        )  # fmt: skip
    beside = median(undo(f"Beside {number}") for number in range(3))
    what = f"Undoing 50 actions beside the history of {OTHER_TRUSTS} trusts"
    line(what, beside, "alone", alone)


def main(*parts: str) -> None:
    """Measure `parts`, or everything."""
    with tempfile.TemporaryDirectory() as folder:
        if "EXPECTED_DB_VENDOR" not in os.environ:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from objectives.services import create_default_scales
        from tests import factories
        from tests.bench_import import bench_import
        from tests.bench_paper import bench_paper

        trust = factories.trust()
        create_default_scales(trust=trust, by=None)
        works = {
            "import": lambda: bench_import(trust, Path(folder)),
            "paper": lambda: bench_paper(trust, Path(folder)),
            "page": lambda: bench_page(trust),
            "undo": lambda: bench_undo(trust),
        }
        for part in parts or works:
            works[part]()


if __name__ == "__main__":
    main(*sys.argv[1:])
