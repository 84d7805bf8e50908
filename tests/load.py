"""The last day of a quarter: 200 people at once, and what keeps the worker busy beside them.

    make load                                   on PostgreSQL
    python -m tests.load                        the same on SQLite
    SECONDS=30 python -m tests.load             for a shorter time

Leads open their updates and type, and the form saves by itself as it does in a browser;
governance looks at the round, readers at the plan and a published paper. First alone, then
beside ten imports of 10,000 rows and twenty more readers of the paper. The site has two web
workers and one background worker; the client runs on the same machine. Nothing is asserted but
that no word is lost that was answered as saved: each figure is printed beside an empty view's.
"""

import os
import random
import re
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.production_site import Answer, get, post, running_site, set_up, signed_in, until

SECONDS = int(os.environ.get("SECONDS", "120"))
TRUSTS = 4
ACTIONS = 60
LEADS, OFFICERS, READERS = 30, 5, 15  # of each trust: 200 people in all
PAUSE = (8, 22)  # seconds between one request of a person and the next
IMPORTS, IMPORTED_ROWS = 10, 10_000
MORE_READERS = 20
VERSION = re.compile(rb'name="version" value="(\d+)"')
KINDS = ("empty view", "my updates", "form", "autosave", "round", "plan", "paper")


@dataclass(eq=False)
class Typing:
    """A lead at one form: what they typed, and the sentences that the site said it has."""

    form: str
    save: str
    heading: str
    saved: list[str] = field(default_factory=list)


@dataclass
class Load:
    """Everybody's sessions and addresses, and how long each answer took, by phase and kind."""

    leads: list[tuple[str, str, Typing]] = field(default_factory=list)
    officers: list[tuple[str, str]] = field(default_factory=list)
    readers: list[tuple[str, str, str]] = field(default_factory=list)
    imports: list[tuple[str, str]] = field(default_factory=list)
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    ends: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, answer: Answer) -> Answer:
        with self.lock:
            self.taken[kind].append(answer.seconds)
            if answer.status != 200:
                self.faults.append(f"{kind}: {answer.status}")
        return answer

    def goes_on(self, pause: tuple[float, float] = PAUSE) -> bool:
        """Wait as a person does; whether there is time for one more request."""
        left = self.ends - time.monotonic()
        time.sleep(max(0, min(random.uniform(*pause), left)))
        return time.monotonic() < self.ends

    def answer_updates(self, cookie: str, updates: str, typing: Typing) -> None:
        """A lead: the list, the form, and a sentence more with each save."""
        while self.goes_on():
            self.note("my updates", get(updates, cookie))
            if not self.goes_on():
                return
            page = self.note("form", get(typing.form, cookie, compressed=False))
            version = _version_in(page.body)
            for _ in range(4):
                if not self.goes_on():
                    return
                sentence = f"Sentence {len(typing.saved) + 1} was typed and kept."
                fields = {
                    "version": version,
                    typing.heading: " ".join([*typing.saved, sentence]),
                }
                answer = self.note("autosave", post(typing.save, cookie, fields))
                if answer.status == 200:
                    typing.saved.append(sentence)
                    version += 1

    def govern(self, cookie: str, address: str) -> None:
        while self.goes_on():
            self.note("round", get(address, cookie))

    def read(self, cookie: str, plan: str, paper: str) -> None:
        while self.goes_on():
            self.note("plan", get(plan, cookie))
            if self.goes_on():
                self.note("paper", get(paper, cookie))

    def read_paper(self, cookie: str, paper: str) -> None:
        while self.goes_on((3, 7)):
            self.note("paper", get(paper, cookie))

    def look_beside(self) -> None:
        while self.goes_on((0.4, 0.6)):
            self.note("empty view", get("/empty/", ""))

    def apply(self, cookie: str, address: str) -> None:
        """An administrator applies a large import; the page that follows says how far it is."""
        started = post(address, cookie, {"guess": "yes"})
        if started.status != 302:
            with self.lock:
                self.faults.append(f"import: {started.status}")

    def go_by(self, *, with_imports: bool) -> dict[str, list[float]]:
        """Everybody at once for so many seconds; how long each kind of answer took."""
        self.taken = defaultdict(list)
        self.ends = time.monotonic() + SECONDS
        works: list[tuple[Callable[..., None], tuple[Any, ...]]] = [(self.look_beside, ())]
        works += [(self.answer_updates, lead) for lead in self.leads]
        works += [(self.govern, officer) for officer in self.officers]
        works += [(self.read, reader) for reader in self.readers]
        if with_imports:
            works += [(self.apply, waiting) for waiting in self.imports]
            more = self.readers[:MORE_READERS]
            works += [(self.read_paper, (cookie, paper)) for cookie, _, paper in more]
        threads = [threading.Thread(target=work, args=given) for work, given in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return dict(self.taken)


def _version_in(page: bytes) -> int:
    found = VERSION.search(page)
    return int(found[1]) if found else 0


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder), settings="tests.load_settings")
        load = _make()
        with running_site(web_workers=2):
            _write_papers(load)
            alone = load.go_by(with_imports=False)
            _print(f"200 people, {SECONDS} s", alone)
            beside = load.go_by(with_imports=True)
            _print(f"the same beside {IMPORTS} imports and {MORE_READERS} readers", beside, alone)
        lost = _lost(load)
    print(f"faults: {', '.join(load.faults) or 'none'}")
    said = sum(len(typing.saved) for _, _, typing in load.leads)
    print(f"sentences that were answered as saved: {said}, of which lost: {lost}")
    print(f"imports applied: {_applied()} of {IMPORTS} by then", flush=True)
    return 1 if lost else 0


def _make() -> Load:
    """The trusts, their plans, papers, people and waiting imports."""
    from objectives.services import create_default_scales
    from strategy_tracker.accounts.models import Role
    from tests import factories

    load = Load()
    for number in range(TRUSTS):
        trust = factories.trust()
        create_default_scales(trust=trust, by=None)
        plan_page, paper_page, period = _plan_of(trust)
        updates = _address("my_updates", trust)
        for action, heading in _asked(period)[:LEADS]:
            person = factories.leading_member(trust)
            factories.lead(action, person)
            typing = Typing(
                _address("update_form", trust, "action", action.pk),
                _address("update_autosave", trust, "action", action.pk),
                f"heading_{heading.pk}",
            )
            load.leads.append((signed_in(person.user), updates, typing))
        for _ in range(OFFICERS):
            member = factories.member(trust, Role.GOVERNANCE)
            load.officers.append((signed_in(member.user), _address("this_round", trust)))
        for _ in range(READERS):
            member = factories.member(trust, Role.READER)
            load.readers.append((signed_in(member.user), plan_page, paper_page))
        print(f"Trust {number + 1} of {TRUSTS} is made", file=sys.stderr)
    for number in range(IMPORTS):
        load.imports.append(_waiting_import())
        print(f"Import {number + 1} of {IMPORTS} waits", file=sys.stderr)
    return load


def _plan_of(trust: Any) -> tuple[str, str, Any]:
    """The addresses of a plan and of its published paper, and the quarter that is asked next."""
    from objectives.services import close_period
    from reports.services import draft_paper, publish_paper
    from tests import factories
    from tests.bench import make_plan

    answered = make_plan(trust, ACTIONS)
    paper = draft_paper(period=answered, layout="progress-table", by=None)
    publish_paper(paper=paper, by=None)
    if answered.is_open:
        close_period(period=answered, by=None)
    following = factories.period(answered.strategy)
    page = _address("paper_page", trust, answered.pk, "progress-table")
    return _address("plan", trust), page, following


def _asked(period: Any) -> list[tuple[Any, Any]]:
    from ambitions.models import KeyAction
    from objectives.models import Heading

    heading = Heading.objects.filter(strategy=period.strategy, level="action").first()
    return [(action, heading) for action in KeyAction.objects.filter(strategy=period.strategy)]


def _waiting_import() -> tuple[str, str]:
    """The session of an administrator, and where the waiting import of their trust is applied."""
    from objectives.services import create_default_scales
    from strategy_tracker.accounts.models import Role
    from strategy_tracker.imports.services import upload_run
    from tests import factories
    from tests.bench_import import PERIOD, workbook

    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    member = factories.member(trust, Role.ADMINISTRATOR)
    run = upload_run(
        data=workbook(IMPORTED_ROWS),
        file_name="tracker.xlsx",
        trust=trust,
        strategy_title="Tracker",
        period_label=PERIOD,
        by=member.user,
    )
    return signed_in(member.user), _address("import_apply", trust, run.pk)


def _address(name: str, trust: Any, *more: Any) -> str:
    from django.urls import reverse

    return reverse(name, args=[trust.code, *more])


def _write_papers(load: Load) -> None:
    """Let each paper be written once, as it is after it was published."""
    for cookie, paper in {paper: (cookie, paper) for cookie, _, paper in load.readers}.values():
        until(lambda cookie=cookie, paper=paper: get(paper, cookie).status == 200)  # type: ignore[misc]


def _lost(load: Load) -> int:
    """How many sentences were answered as saved that the database does not have."""
    from ambitions.models import UpdateNarrative

    kept: dict[str, str] = defaultdict(str)
    for row in UpdateNarrative.objects.values("update__action_id", "text"):
        kept[str(row["update__action_id"])] += row["text"]
    lost = 0
    for _, _, typing in load.leads:
        action = typing.form.rstrip("/").rsplit("/", 1)[-1]
        lost += sum(sentence not in kept[action] for sentence in typing.saved)
    return lost


def _applied() -> int:
    from strategy_tracker.imports.models import ImportRun

    return ImportRun.objects.filter(
        status=ImportRun.Status.APPLIED, file_name="tracker.xlsx"
    ).count()


def _print(title: str, taken: dict[str, list[float]], alone: Any = None) -> None:
    total = sum(map(len, taken.values()))
    print(f"{title}: {total} requests, {total / SECONDS:.1f} a second", flush=True)
    empty = _middle_and_late(taken["empty view"])
    for kind in KINDS:
        if not taken.get(kind):
            continue
        middle, late = _middle_and_late(taken[kind])
        line = (
            f"  {kind}: p50 {1000 * middle:.0f} ms ({middle / empty[0]:.1f} x the empty view), "
            f"p95 {1000 * late:.0f} ms ({late / empty[1]:.1f} x), {len(taken[kind])} times"
        )
        if alone:
            before = _middle_and_late(alone[kind])
            line += f"; {middle / before[0]:.1f} x and {late / before[1]:.1f} x those alone"
        print(line, flush=True)


def _middle_and_late(seconds: list[float]) -> tuple[float, float]:
    found = sorted(seconds)
    return median(found), found[int(len(found) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
