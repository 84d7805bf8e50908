"""The PDFs of papers: made outside of requests, once, kept, given out; and what if one dies."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as product
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from reports import files, render
from reports.layouts.ready import ready_layouts
from reports.models import Paper, PaperFile
from reports.services import draft_paper, keep_file, publish_paper
from strategy_tracker.accounts.models import Role
from strategy_tracker.background import progress, worker
from tests import factories
from tests.killing import database_url
from tests.paper_rows import Rows, rows
from tests.test_import_kill import until
from tests.test_layouts import own_layout
from tests.test_reports_views import form, text_of_pdf

pytestmark = pytest.mark.django_db
LAYOUT = "progress-table"
KILLS = int(os.environ.get("KILLS", "4"))


def url(made: Rows, name: str = "paper_pdf") -> str:
    return reverse(name, args=[made.trust.code, made.period.pk, LAYOUT])


def publish(made: Rows) -> Paper:
    paper = draft_paper(period=made.period, layout=LAYOUT, by=None)
    return publish_paper(paper=paper, by=None, what_changed="A word.")


@pytest.fixture
def made() -> Rows:
    made = rows(actions=2)
    made.answer(made.actions[0], text="The words just typed")
    return made


@pytest.fixture
def officer(client: Client, made: Rows) -> Client:
    client.force_login(factories.member(made.trust, Role.GOVERNANCE).user)
    return client


@pytest.fixture
def a_worker() -> Iterator[None]:
    """A worker that says it is there, and takes nothing up until `work` is called."""
    with worker.being_a_worker():
        yield


def work() -> None:
    """Everything in the queue, as run_worker does it, on the connection of the test."""
    own = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    )  # fmt: skip
    for row in DBTaskResult.objects.ready():
        row.claim("test")
        own.run_task(row)


def refuse(*given: Any) -> bytes:
    raise AssertionError("It was laid out again.")


# Kept


def test_a_published_paper_is_laid_out_once(
    officer: Client, made: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(made)
    first = officer.get(url(made)).getvalue()
    caches["papers"].clear()
    monkeypatch.setattr(render, "pdf_of", refuse)
    assert officer.get(url(made)).getvalue() == first
    kept = PaperFile.objects.get()
    assert kept.sha256 == hashlib.sha256(first).hexdigest() and kept.size == len(first)
    assert kept.history.count() == 1


def test_whoever_has_it_already_is_told_that_it_is_the_same(officer: Client, made: Rows) -> None:
    publish(made)
    response = officer.get(url(made))
    again = officer.get(url(made), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304 and not again.content
    assert "private" in response["Cache-Control"]


def test_a_draft_is_kept_until_what_it_says_changes(
    officer: Client, made: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = officer.get(url(made)).getvalue()
    with monkeypatch.context() as patch:
        patch.setattr(render, "pdf_of", refuse)
        assert officer.get(url(made)).getvalue() == first
    made.answer(made.actions[1], text="Other words")
    assert officer.get(url(made)).getvalue() != first
    assert not PaperFile.objects.exists()


def test_a_file_that_is_gone_from_the_storage_is_made_again(officer: Client, made: Rows) -> None:
    publish(made)
    first = officer.get(url(made)).getvalue()
    default_storage.delete(PaperFile.objects.get().name)
    assert officer.get(url(made)).getvalue() == first
    assert PaperFile.objects.count() == 1


def test_what_a_killed_process_half_wrote_is_written_whole(made: Rows) -> None:
    data = b"%PDF-1.7 and so on"
    digest = hashlib.sha256(data).hexdigest()
    name = f"papers/{digest[:2]}/{digest}.pdf"
    default_storage.save(name, ContentFile(data[:5]))
    kept = keep_file(paper=publish(made), format="pdf", data=data, by=None)
    assert kept.name == name
    with default_storage.open(name) as file:
        assert file.read() == data


def test_a_draft_has_no_file_of_its_own(made: Rows) -> None:
    paper = draft_paper(period=made.period, layout=LAYOUT, by=None)
    with pytest.raises(ValidationError, match="Only a published paper"):
        keep_file(paper=paper, format="pdf", data=b"%PDF", by=None)


def test_the_command_gives_out_the_same_bytes_as_the_site(
    officer: Client, made: Rows, tmp_path: Path
) -> None:
    publish(made)
    output = tmp_path / "paper.pdf"
    call_command(
        "export_paper", trust=made.trust.code, period=made.period.label, layout=LAYOUT,
        output=output, stdout=StringIO(),
    )  # fmt: skip
    assert output.read_bytes() == officer.get(url(made)).getvalue()


def test_the_page_of_a_published_paper_is_written_once(
    officer: Client, made: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(made)
    assert "The words just typed" in officer.get(url(made, "paper_page")).text

    def refuse_page(*given: Any, **named: Any) -> str:
        raise AssertionError("It was written again.")

    monkeypatch.setattr(render, "body", refuse_page)
    assert "The words just typed" in officer.get(url(made, "paper_page")).text


def test_the_html_file_needs_no_other(officer: Client, made: Rows) -> None:
    response = officer.get(url(made, "paper_html"))
    html = response.getvalue().decode()
    assert response["Content-Disposition"].endswith('.html"')
    assert "The words just typed" in html and "<style>" in html
    assert "<link" not in html and "<script src" not in html


def test_a_draft_with_words_is_made_in_the_request_where_no_worker_is(
    officer: Client, made: Rows
) -> None:
    layout = own_layout(made.trust)
    paper = draft_paper(period=made.period, layout=layout.key, by=None)
    factories.paper_text(paper=paper, part="text", name="text", text="Two hubs opened.")
    pdf = officer.get(reverse("paper_pdf", args=[made.trust.code, made.period.pk, layout.key]))
    assert pdf.getvalue().startswith(b"%PDF")


# Made by a worker


@pytest.mark.usefixtures("a_worker")
def test_a_paper_is_not_laid_out_in_the_request_where_there_is_a_worker(
    officer: Client, made: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(render, "pdf_of", refuse)
        response = officer.get(url(made))
    assert response.status_code == 202
    assert "Making the PDF" in response.text
    work()
    assert officer.get(url(made)).getvalue().startswith(b"%PDF")


@pytest.mark.usefixtures("a_worker")
def test_the_public_paper_is_made_and_kept_beside_the_whole(
    officer: Client, made: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = draft_paper(period=made.period, layout=LAYOUT, by=None)
    recipe = ready_layouts()[LAYOUT]
    internal = tuple(replace(part, audience="internal") for part in recipe.parts[1:])
    with monkeypatch.context() as patch:
        only_first = replace(recipe, parts=(recipe.parts[0], *internal))
        patch.setattr("reports.services.find_layout", lambda *given: only_first)
        publish_paper(paper=paper, by=None)
    for address in (url(made), f"{url(made)}?audience=public"):
        with monkeypatch.context() as patch:
            patch.setattr(render, "pdf_of", refuse)
            assert officer.get(address).status_code == 202
        work()
    whole = text_of_pdf(officer.get(url(made)))
    public = text_of_pdf(officer.get(f"{url(made)}?audience=public"))
    assert "The words just typed" in whole and "The words just typed" not in public
    assert set(PaperFile.objects.values_list("format", flat=True)) == {"pdf", "public-pdf"}


@pytest.mark.usefixtures("a_worker")
def test_many_who_ask_at_once_wait_for_one(officer: Client, made: Rows) -> None:
    publish(made)
    for _ in range(5):
        assert officer.get(url(made)).status_code == 202
    assert DBTaskResult.objects.count() == 1


@pytest.mark.usefixtures("a_worker")
def test_publishing_has_the_pdf_made_before_anybody_asks(officer: Client, made: Rows) -> None:
    officer.post(url(made, "paper_publish"), form(officer, made, reason="Seen."))
    assert Paper.objects.get().is_final
    work()
    assert PaperFile.objects.count() == 1


@pytest.mark.usefixtures("a_worker")
def test_who_waits_is_told_how_far_it_is_and_gets_what_they_waited_for(
    officer: Client, made: Rows
) -> None:
    asked = files.ask(made.period, LAYOUT, None)
    ask_progress = f"{url(made, 'paper_progress')}?made={asked.key}"
    officer.get(url(made))
    assert officer.get(ask_progress).json()["is_under_way"] is True
    seen: list[int] = []
    report = progress.report

    def noting(value: progress.Value, **named: Any) -> None:
        report(value, **named)
        seen.append(officer.get(ask_progress).json()["percent"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "report", noting)
        work()
    assert seen == sorted(seen) and seen[-1] == 100
    assert officer.get(ask_progress).json()["is_under_way"] is False
    made.answer(made.actions[1], text="Words of a moment later")
    assert officer.get(f"{url(made)}?made={asked.key}").status_code == 200


@pytest.mark.usefixtures("a_worker")
def test_asking_how_far_it_is_begins_nothing(officer: Client, made: Rows) -> None:
    for key in ("", "0" * 64):
        assert not officer.get(f"{url(made, 'paper_progress')}?made={key}").json()["is_under_way"]
    assert not DBTaskResult.objects.exists()


@pytest.mark.usefixtures("a_worker")
def test_what_cannot_be_made_says_so_once_and_can_be_tried_again(
    officer: Client, made: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: Any) -> bytes:
        raise RuntimeError("no font")

    officer.get(url(made))
    with monkeypatch.context() as patch:
        patch.setattr(render, "pdf_of", fail)
        work()
    response = officer.get(url(made))
    assert response.status_code == 503 and "could not be made" in response.text
    assert officer.get(url(made)).status_code == 202
    work()
    assert officer.get(url(made)).status_code == 200


@pytest.mark.usefixtures("a_worker")
def test_what_a_worker_was_at_when_it_died_is_begun_again(
    officer: Client, made: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(made)
    officer.get(url(made))
    dead = DBTaskResult.objects.get()
    dead.claim("dead")
    monkeypatch.setattr(progress, "LOST", -1)
    worker.tidying.send(sender=None)
    dead.refresh_from_db()
    assert dead.status == "FAILED"
    work()
    assert PaperFile.objects.count() == 1


# Real processes


@pytest.fixture
def site(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Storage and caches in files, as the product has them; processes started find the same."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CACHES = {
        **settings.CACHES,
        "papers": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path / "papers"),
        },
    }
    monkeypatch.setenv("MEDIA_ROOT", str(tmp_path / "media"))
    monkeypatch.setenv("PAPERS_CACHE_URL", f"file://{tmp_path / 'papers'}")
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("DEBUG", "true")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "strategy_tracker.settings")
    caches["progress"].clear()
    yield
    caches["progress"].clear()


def started() -> "subprocess.Popen[bytes]":
    arguments = ["run_worker", "--interval", "0.1", "--no-startup-delay"]
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=product.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def await_made(client: Client, address: str) -> bytes:
    found: list[bytes] = []

    def is_there() -> bool:
        response = client.get(address)
        if response.status_code == 200:
            found.append(response.getvalue())
        return bool(found)

    until(is_there)
    return found[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("site")
def test_a_worker_killed_at_any_point_leaves_nothing_half_written(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = rows(actions=30)
    client.force_login(factories.member(made.trust, Role.GOVERNANCE).user)
    papers = []
    for _ in range(2):
        paper = draft_paper(period=made.period, layout=LAYOUT, by=None)
        papers.append(publish_paper(paper=paper, by=None, what_changed="A word."))
    address = f"{url(made)}?version=2"
    stops = [0.05 + number * 1.6 / KILLS for number in range(KILLS)]
    for stop in stops:
        own = started()
        until(worker.has_worker)
        client.get(address)
        until(_is_running)
        time.sleep(stop)
        own.send_signal(signal.SIGKILL)
        own.wait()
        _check_whole()
        # Nobody has heard of it for too long.
        caches["progress"].clear()
        DBTaskResult.objects.exclude(status="SUCCESSFUL").delete()
        PaperFile.objects.all().delete()
        caches["papers"].clear()
    own = started()
    try:
        until(worker.has_worker)
        data = await_made(client, address)
    finally:
        own.send_signal(signal.SIGKILL)
        own.wait()
    assert data.startswith(b"%PDF") and data.rstrip().endswith(b"%%EOF")
    assert PaperFile.objects.get().sha256 == hashlib.sha256(data).hexdigest()


def _is_running() -> bool:
    return DBTaskResult.objects.exclude(status="READY").exists()


def _check_whole() -> None:
    """What a row names is there, whole."""
    for row in PaperFile.objects.all():
        with default_storage.open(row.name) as file:
            assert hashlib.sha256(file.read()).hexdigest() == row.sha256


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("site")
def test_where_no_worker_runs_one_is_started_and_ends_by_itself(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.START_WORKER_WHEN_NEEDED = True
    begun: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noting(*given: Any, **named: Any) -> Any:
        begun.append(popen(*given, **named))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", noting)
    made = rows(actions=1)
    publish(made)
    client.force_login(factories.member(made.trust, Role.READER).user)
    assert client.get(url(made)).status_code == 202
    assert await_made(client, url(made)).startswith(b"%PDF")
    assert len(begun) == 1
    assert begun[0].wait(60) == 0


def test_a_pdf_is_not_compressed_once_more(officer: Client, made: Rows) -> None:
    publish(made)
    asked = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in officer.get(url(made), headers=asked)
    page = officer.get(url(made, "paper_page"), headers=asked)
    assert page["Content-Encoding"] == "gzip"
