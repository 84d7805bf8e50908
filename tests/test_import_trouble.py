"""What goes wrong around an import is told in a sentence: a busy database, odd values, age."""

import json
import random
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambitions.models import KeyAction
from objectives.models import Strategy
from objectives.services import create_default_scales
from strategy_tracker.accounts.models import Role, Trust
from strategy_tracker.accounts.saving import happening_at
from strategy_tracker.background.worker import tidying
from strategy_tracker.imports import services
from strategy_tracker.imports.apply import apply
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.retrying import retried
from tests import factories
from tests.fuzz import sound_profile
from tests.test_import_background import PLAN, start
from tests.test_services_at_once import PATIENCE, at_once
from tests.workbooks.samples import repacked, workbook

pytestmark = pytest.mark.django_db
DAYS = 60


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


@pytest.fixture
def signed_in(client: Client, trust: Trust) -> Client:
    client.force_login(factories.member(trust, Role.GOVERNANCE).user)
    return client


def upload(trust: Trust, **more: Any) -> ImportRun:
    return services.upload_run(
        data=workbook(PLAN), file_name="plan.xlsx", trust=trust, strategy_title="Kinder",
        period_label="Q1 2024/25", by=None, **more,
    )  # fmt: skip


def address(name: str, trust: Trust, *pks: int) -> str:
    return reverse(name, args=[trust.code, *pks])


def send_file(client: Client, trust: Trust, data: bytes = b"") -> Any:
    wanted = {"new_strategy": "Kinder", "period": "Q1 2024/25"}
    file = SimpleUploadedFile("plan.xlsx", data or workbook(PLAN))
    return client.post(address("import_upload", trust), {**wanted, "file": file})


# A database that is busy, full or will not have it


@pytest.mark.django_db(transaction=True)
def test_an_undo_and_a_save_that_wait_for_each_other_are_both_done(trust: Trust) -> None:
    """On PostgreSQL a deadlock, in which the undo gives way; SQLite has them wait in turn."""
    run = start(upload(trust))
    first, *_, last = KeyAction.objects.order_by("pk")
    saving, undoing = threading.Event(), threading.Event()

    def save_both() -> None:
        with transaction.atomic():
            KeyAction.objects.select_for_update().get(pk=last.pk)
            saving.set()
            # By now the undo has the first and waits for the last.
            undoing.wait(0.5)
            KeyAction.objects.select_for_update().filter(pk=first.pk).first()

    def undo() -> Any:
        assert saving.wait(PATIENCE)
        return services.undo_run(run=run, by=None)

    saved, undone = at_once(save_both, undo)
    assert not isinstance(undone, Exception), undone
    assert not isinstance(saved, Exception), saved
    run.refresh_from_db()
    assert run.status == "undone" and not KeyAction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_locked_for_a_while_is_done_when_it_is_free(trust: Trust) -> None:
    run = start(upload(trust))
    held, begun = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Trust.objects.select_for_update().get(pk=trust.pk)
            if connection.vendor == "sqlite":
                Trust.objects.filter(pk=trust.pk).update(name="Held")
            held.set()
            assert begun.wait(PATIENCE)

    def undo() -> Any:
        assert held.wait(PATIENCE)
        _wait_no_longer_than(100)
        threading.Timer(0.3, begun.set).start()
        return services.undo_run(run=run, by=None)

    _, undone = at_once(hold, undo)
    assert not isinstance(undone, Exception), undone


def _wait_no_longer_than(milliseconds: int) -> None:
    """For a lock of SQLite, which otherwise waits for longer than a test should take."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


@pytest.mark.django_db(transaction=True)
def test_one_that_is_never_free_is_told_in_a_sentence(signed_in: Client, trust: Trust) -> None:
    run = upload(trust)
    held, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(ImportRun.objects.select_for_update())
            Trust.objects.select_for_update().get(pk=trust.pk)
            held.set()
            assert ended.wait(PATIENCE)

    told: dict[str, Any] = {}

    def ask() -> None:
        assert held.wait(PATIENCE)
        _give_up_after(200)
        try:
            for name in ("import_apply", "import_discard"):
                answer = signed_in.post(address(name, trust, run.pk), follow=True)
                told[name] = (answer.status_code, answer.content.decode())
        finally:
            ended.set()

    at_once(hold, ask)
    for name, (status, page) in told.items():
        assert status == 200 and "Nothing was changed: the database is busy" in page, name
    run.refresh_from_db()
    assert run.status == "previewed" and not KeyAction.objects.exists()


def _give_up_after(milliseconds: int) -> None:
    _wait_no_longer_than(milliseconds)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {milliseconds}")


def test_what_is_within_another_transaction_is_not_done_again() -> None:
    times = []

    def work() -> None:
        times.append(1)
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError), transaction.atomic():
        retried(work)
    assert len(times) == 1


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_told_when_a_file_cannot_be_kept(signed_in: Client, trust: Trust) -> None:
    if connection.vendor != "sqlite":  # whose size can be limited
        return
    before = ImportRun.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        free = 1
        for pragma in ("freelist_count", "page_size"):
            cursor.execute(f"PRAGMA {pragma}")
            free *= cursor.fetchone()[0]
    try:
        # With a picture, so that what tests before left free in the database will not do.
        picture = {"xl/media/a.bin": random.Random(9).randbytes(free + 1_500_000)}
        answer = send_file(signed_in, trust, repacked(workbook(PLAN), picture))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert answer.status_code == 422
    assert "has no room left" in answer.content.decode()
    assert ImportRun.objects.count() == before


def test_a_rule_of_the_database_that_nobody_foresaw_is_named(
    signed_in: Client, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_wrongly(changes: Any, target: Any) -> None:
        strategy = target.strategy
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE objectives_strategy SET ends_on = %s, starts_on = %s WHERE id = %s",
                ["2020-01-01", "2021-01-01", strategy.pk],
            )

    monkeypatch.setattr(apply, "write_answers", write_wrongly)
    run = upload(trust)
    page = signed_in.post(
        address("import_apply", trust, run.pk), {"guess": "yes"}, follow=True
    ).content.decode()
    run.refresh_from_db()
    assert run.status == "previewed" and not Strategy.objects.exists()
    assert run.summary["failed"].startswith("Nothing was written: Strategy: ")
    assert "Correct the workbook" in run.summary["failed"] and run.summary["failed"] in page


def test_what_stops_an_import_as_it_is_applied_is_listed(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise ValidationError("The garden is closed.")

    monkeypatch.setattr(apply, "write_answers", refuse)
    failed = start(upload(trust)).summary["failed"]
    assert failed.startswith("Nothing was written: The garden is closed. Correct the workbook")


# Odd values


def test_an_error_of_ours_while_recognising_is_told_and_logged(
    signed_in: Client, trust: Trust, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    from strategy_tracker.imports.compare import planning

    def fail(*_: Any) -> None:
        raise RecursionError("Round and round.")

    monkeypatch.setattr(planning, "extract", fail)
    answer = send_file(signed_in, trust)
    assert answer.status_code == 422
    assert "a fault of this system and not of yours" in answer.content.decode()
    assert "Round and round." in caplog.text and not ImportRun.objects.exists()


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "a\udfff"])
@pytest.mark.parametrize("where", ["name", "column", "heading", "legend", "answer", "place"])
def test_a_profile_with_what_no_database_holds_is_refused(
    signed_in: Client, trust: Trust, where: str, text: str
) -> None:
    document = sound_profile()
    region = document["shape"]["regions"][0]
    if where == "name":
        document["name"] = text
    elif where == "column":
        document["choices"]["columns"]["Plan"][text] = "objective.title"
    elif where == "heading":
        region["headings"].append(text)
    elif where == "legend":
        document["choices"]["legend"]["#FFC000"] = text
    elif where == "answer":
        document["choices"]["answers"][text] = "yes"
    else:
        region["place"] = text
    file = SimpleUploadedFile("a.json", json.dumps(document).encode())
    answer = signed_in.post(address("import_profiles", trust), {"file": file})
    assert answer.status_code == 422 and not ImportProfile.objects.exists()
    page = answer.content.decode()
    assert "is damaged" in page or "no name that can be kept" in page


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 19, "٣", "-1", "x", ""])
def test_a_profile_that_is_no_number_is_not_found(
    signed_in: Client, trust: Trust, number: str
) -> None:
    run = upload(trust)
    sent = {"profile": number}
    answer = signed_in.post(address("import_use_profile", trust, run.pk), sent)
    assert answer.status_code == 404


def test_what_is_posted_about_a_workbook_may_be_anything(signed_in: Client, trust: Trust) -> None:
    run = upload(trust)
    names = ["do", "sheet", "strategy", "new_strategy", "period", "profile_name", "column-0-0",
             "region-0", "legend-0", "answer-0", "digest"]  # fmt: skip
    values = ["\0", "a\0b", "x" * 100_000, "9" * 5_000, "<b>", "\ufffe", "é😀"]
    for name in names:
        for value in values:
            run.refresh_from_db()
            sent = {"digest": run.summary["digest"], "new_strategy": "Kinder", name: value}
            answer = signed_in.post(address("import_match", trust, run.pk), sent)
            assert answer.status_code == 302, (name, value[:9])
        sent |= {"do": "save-profile", "profile_name": "Ours\0"}
    run.refresh_from_db()
    sent["digest"] = run.summary["digest"]
    signed_in.post(address("import_match", trust, run.pk), sent)
    assert ImportProfile.objects.get().name == "Ours"


def test_a_name_of_a_file_may_be_anything(signed_in: Client, trust: Trust) -> None:
    for name in ("a\0b.xlsx", "x" * 500 + ".xlsx", "\u202e.xlsx", "..", "é😀.xlsx"):
        file = SimpleUploadedFile("plan.xlsx", workbook(PLAN))
        # As no browser would send it.
        setattr(file, "_name", name)  # noqa: B010
        wanted = {"new_strategy": "Kinder", "period": "Q1 2024/25", "file": file}
        assert signed_in.post(address("import_upload", trust), wanted).status_code in (302, 422)


# Age


def old(trust: Trust, days: int, **more: Any) -> ImportRun:
    with happening_at(timezone.now() - timedelta(days=days)):
        return upload(trust, **more)


def test_what_nobody_applied_is_removed_and_its_line_stays(
    signed_in: Client, trust: Trust, settings: Any
) -> None:
    settings.IMPORT_UPLOADS_KEPT_DAYS = DAYS
    removed, younger = old(trust, DAYS + 1), old(trust, DAYS - 1)
    looked_at = old(trust, DAYS + 1)
    services.refresh_run(run=looked_at, by=None)
    applied = start(old(trust, DAYS + 1))
    tidying.send(sender=None)
    for run in (removed, younger, looked_at, applied):
        run.refresh_from_db()
    assert (removed.status, removed.file, removed.reading) == ("discarded", None, None)
    assert removed.changes == {} and removed.history.count() == 2
    assert [younger.status, looked_at.status, applied.status] == [
        "previewed",
        "previewed",
        "applied",
    ]
    assert younger.file and looked_at.file
    listed = signed_in.get(address("import_list", trust)).content.decode()
    assert f"removed, because nobody applied it within {DAYS} days" in listed
    assert f"is removed after {DAYS} days" in listed
    page = signed_in.get(address("import_preview", trust, removed.pk)).content.decode()
    assert "This workbook was removed" in page and "Nothing of it is in the plan" in page
    assert services.remove_old_uploads() == 0


def test_nothing_is_removed_where_the_settings_say_so(trust: Trust, settings: Any) -> None:
    settings.IMPORT_UPLOADS_KEPT_DAYS = 0
    run = old(trust, 1_000)
    assert services.remove_old_uploads() == 0
    run.refresh_from_db()
    assert run.status == "previewed"
