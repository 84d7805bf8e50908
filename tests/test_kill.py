"""A server that is killed while it saves or publishes leaves all of it or nothing.

A few kills here; `make kill` (tests/kill.py) makes many, on both databases. Kills in imports are
in test_import_kill.py.
"""

import os
import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from ambitions.models import Update
from reports.compose import fingerprint
from reports.models import Paper
from reports.services import draft_paper
from strategy_tracker.accounts.models import User
from tests import factories
from tests.answering import Plan
from tests.killing import PATIENCE, Server, is_quiet
from tests.test_conflicts import hidden_in

pytestmark = pytest.mark.django_db(transaction=True)

SAVES = int(os.environ.get("KILLS_IN_SAVES", "3"))
PUBLISHES = int(os.environ.get("KILLS_IN_PUBLISHING", "2"))


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    """Whatever a test started is gone when it ends."""
    started: list[Server] = []
    yield started
    for server in started:
        if server.process.poll() is None:
            server.kill()
    wait_until_quiet()


def wait_until_quiet() -> None:
    """A server of PostgreSQL goes on for a moment when its client is dead."""
    ends = time.monotonic() + PATIENCE
    while not is_quiet():
        assert time.monotonic() < ends
        time.sleep(0.05)


def start(servers: list[Server], user: User) -> Server:
    servers.append(Server(user))
    return servers[-1]


def killed_after(server: Server, seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, server.kill)
    timer.start()
    return timer


def test_a_save_that_was_answered_is_there_and_none_is_half_written(
    servers: list[Server], record_property: Any
) -> None:
    plan = Plan()
    action = plan.action()
    update = plan.answer(action, "green", "Said 0.")
    url = plan.url("update_form", action)
    chance, number, answered, cut_off = random.Random(1), 0, 0, 0
    for _ in range(SAVES):
        server = start(servers, plan.lead.user)
        assert "Said" in server.get(url)  # what is loaded at the first request
        timer = killed_after(server, chance.uniform(0.02, 0.6))
        status: int | None = 302
        while status is not None:
            update.refresh_from_db()
            number += 1
            sent = {
                "version": update.version,
                f"heading_{plan.progress.pk}": f"Said {number}.",
                f"heading_{plan.mitigation.pk}": f"Mended {number}.",
                f"dimension_{plan.dimension.pk}": plan.rating("amber" if number % 2 else "red").pk,
            }
            status = server.post(url, sent)
            assert status in (302, None)
            answered += status == 302
            if status == 302:
                assert saved_in(plan, update) == number
        timer.join()
        cut_off += 1
        wait_until_quiet()
        # What was cut off is there whole, or not at all.
        assert saved_in(plan, update) in (number, number - 1)
        update.refresh_from_db()
        number = saved_in(plan, update)
    assert cut_off == SAVES
    record_property("kills", cut_off)
    record_property("answered", answered)


def saved_in(plan: Plan, update: Update) -> int:
    """The number that all answers of the update hold, and its history with them."""
    texts = {row.heading_id: row.text for row in update.narratives.all()}
    number = int(texts[plan.progress.pk].split()[1].rstrip("."))
    if number:
        assert texts[plan.mitigation.pk] == f"Mended {number}."
        (rated,) = update.ratings.all()
        assert rated.rating == plan.rating("amber" if number % 2 else "red")
    last = update.history.latest()
    now = Update.objects.get(pk=update.pk)
    assert last.version == now.version
    said = update.narratives.get(heading=plan.progress).history.latest()
    assert said.text == texts[plan.progress.pk]
    return number


def test_a_paper_is_published_whole_or_not_at_all(
    servers: list[Server], record_property: Any
) -> None:
    plan = Plan()
    plan.answer(plan.action(), "green", "All done.")
    governor = plan.governor()
    asked = {"period": plan.period, "layout": "progress-table", "by": governor}
    url = reverse("paper_publish", args=[plan.trust.code, plan.period.pk, "progress-table"])
    chance, answered = random.Random(2), 0
    for _ in range(PUBLISHES):
        paper = draft_paper(**asked)
        server = start(servers, governor)
        sent = hidden_in(server.get(url)) | {"reason": "The board meets today."}
        if paper.version > 1:
            sent["what_changed"] = "One word."
        timer = killed_after(server, chance.uniform(0.01, 0.5))
        status = server.post(url, sent)
        assert status in (302, None)
        answered += status == 302
        timer.join()
        wait_until_quiet()
        paper = Paper.objects.get(pk=paper.pk)
        assert paper.is_final or status is None
        if paper.is_final:
            assert paper.content_sha256 == fingerprint(paper.content)
            assert paper.frozen_by == governor
            assert paper.history.latest().status == Paper.Status.FINAL
        else:
            assert not paper.content and paper.frozen_at is None
    record_property("kills", PUBLISHES)
    record_property("answered", answered)
    factories.paper(period=plan.period, layout="highlight-report")  # the database still takes rows
