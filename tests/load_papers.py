"""The day of a board: many open one published paper at once, some ask for a draft beside them.

    make load-papers
    python .ci/with_postgres.py python -m tests.load_papers      the same on PostgreSQL

It starts the site as production does, with four web workers and one worker, on a database of
its own with a published paper of 300 actions; 20 readers open its page and its PDF at once and
five officers ask for drafts. Times are seen from the client. Nothing is asserted: each figure is
printed beside what it is compared with.
"""

import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.production_site import Answer, get, running_site, set_up, signed_in, until

ACTIONS = 300
READERS = 20
OFFICERS = 5
ROUNDS = 5
LAYOUTS = ("highlight-report", "ambitions-report", "improvement-programme", "quarterly-progress")


@dataclass
class Day:
    """What everybody asks for, and how long each answer took."""

    addresses: dict[str, str]
    readers: list[str]
    officers: list[str]
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def read(self, cookie: str) -> None:
        """A reader: the page, then the PDF, and again, with a second to look at each."""
        for _ in range(ROUNDS):
            for name in ("page", "pdf"):
                self._note(name, get(self.addresses[name], cookie))
                time.sleep(1)

    def ask(self, cookie: str, layout: str) -> None:
        """An officer: a draft, until it is there."""
        started = time.perf_counter()
        until(lambda: get(self.addresses[layout], cookie).status == 200)
        self.taken["drafts"].append(time.perf_counter() - started)

    def look_beside(self) -> None:
        """Somebody who has nothing to do with papers, until the others are done."""
        while not self.ended.wait(0.2):
            self._note("plain", get(self.addresses["plain"], self.readers[0]))

    def _note(self, name: str, answer: Answer) -> None:
        self.taken[name].append(answer.seconds)
        if answer.status != 200:
            self.faults.append(f"{name}: {answer.status}")

    def go_by(self) -> None:
        """All of them at once."""
        beside = threading.Thread(target=self.look_beside)
        works = [threading.Thread(target=self.read, args=(cookie,)) for cookie in self.readers]
        works += [
            threading.Thread(target=self.ask, args=(cookie, LAYOUTS[number % len(LAYOUTS)]))
            for number, cookie in enumerate(self.officers)
        ]
        for thread in (beside, *works):
            thread.start()
        for thread in works:
            thread.join()
        self.ended.set()
        beside.join()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        day = _make()
        with running_site(web_workers=4):
            _measure(day)


def _make() -> Day:
    """A published paper of a large plan, and who will ask for it, signed in."""
    from django.urls import reverse

    from objectives.services import create_default_scales
    from reports.services import draft_paper, publish_paper
    from strategy_tracker.accounts.models import Role
    from tests import factories
    from tests.bench_paper import pack_of

    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    period = pack_of(trust, ACTIONS)
    paper = draft_paper(period=period, layout="progress-table", by=None)
    publish_paper(paper=paper, by=None)

    def address(name: str, *more: Any) -> str:
        return reverse(name, args=[trust.code, *more])

    addresses = {
        "page": address("paper_page", period.pk, "progress-table"),
        "pdf": address("paper_pdf", period.pk, "progress-table"),
        "plain": address("paper_list"),
        **{layout: address("paper_pdf", period.pk, layout) for layout in LAYOUTS},
    }
    members = {
        role: [signed_in(factories.member(trust, role).user) for _ in range(count)]
        for role, count in ((Role.READER, READERS), (Role.GOVERNANCE, OFFICERS))
    }
    return Day(addresses, members[Role.READER], members[Role.GOVERNANCE])


def _measure(day: Day) -> None:
    started = time.perf_counter()
    until(lambda: get(day.addresses["pdf"], day.readers[0]).status == 200)
    print(f"The PDF, first: {time.perf_counter() - started:.1f} s after it was asked for")
    for name in ("page", "plain"):
        for _ in range(8):  # each web worker has written or read it once
            get(day.addresses[name], day.readers[0])
    alone: dict[str, float] = {}
    for name in ("page", "pdf", "plain"):
        answers = [get(day.addresses[name], day.readers[0]) for _ in range(30)]
        alone[name] = median(answer.seconds for answer in answers)
        size = len(answers[0].body) / 1000
        print(f"{name} alone: {1000 * alone[name]:.1f} ms, {size:.0f} kB")
    print(f"{READERS} readers at once, {OFFICERS} drafts beside them:")
    day.go_by()
    for name in ("page", "pdf", "plain"):
        found = sorted(day.taken[name])
        late = found[int(len(found) * 0.95)]
        print(
            f"  {name}: {1000 * median(found):.1f} ms, {median(found) / alone[name]:.1f} x alone; "
            f"95 in 100 within {1000 * late:.0f} ms ({len(found)} times)"
        )
    print(f"  drafts: {', '.join(f'{seconds:.1f} s' for seconds in sorted(day.taken['drafts']))}")
    print(f"  faults: {', '.join(day.faults) or 'none'}", flush=True)


if __name__ == "__main__":
    main()
