"""Reading and applying a workbook: at once, or by a worker; and what the worker does."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django_tasks import TaskContext, task

from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.accounts.saving import save
from strategy_tracker.background.worker import has_worker, start_if_none
from strategy_tracker.imports import progress, services
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.imports.read.sandbox import Reading, read_apart
from strategy_tracker.imports.time_limit import TookTooLong

# So many new and changed records are written while the browser waits.
AT_ONCE = 2_000
# A file of so many bytes is not even tried while the browser waits.
READ_AT_ONCE = 2 * 1024 * 1024


def _takes_long(counts: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether an import with these counts is too much for one request."""
    written = ("new", "changed", "closed")
    return sum(states.get(name, 0) for states in counts.values() for name in written) >= AT_ONCE


@task(takes_context=True)
def apply_import(context: TaskContext, *, run: int, guess: bool, by: int | None) -> str:
    """Apply the import with the pk `run` for the user `by`; gives the status it has then.

    A task that was given up for lost finds that the run is not its own any more, and does
    nothing.
    """
    user = User.objects.get(pk=by) if by else None
    found = ImportRun.objects.defer("file", "reading", "changes").get(pk=run)
    task_id = str(context.task_result.id)
    done = services.carry_out(run=found, guess=guess, by=user, task=task_id)
    return str(done.status)


def start_apply(*, run: ImportRun, guess: bool, by: User | None) -> ImportRun:
    """Apply a waiting import: at once when it is small, otherwise by a worker, if there is one.

    The run comes back applied, or being applied, or, when nothing could be written, as it
    waited before with the reason in `summary["failed"]`. Raises ValidationError for a run
    that was discarded or undone.
    """
    run, has_begun = _begin(run=run, guess=guess, by=by)
    if not has_begun or run.summary.get("task"):
        return run
    return services.carry_out(run=run, guess=guess, by=by)


@transaction.atomic
def _begin(*, run: ImportRun, guess: bool, by: User | None) -> tuple[ImportRun, bool]:
    """The run being applied, by a worker if it has a task; and whether that began just now."""
    runs = ImportRun.objects.select_for_update().defer("file", "reading", "changes")
    run = runs.get(pk=run.pk)
    if run.status in (ImportRun.Status.APPLYING, ImportRun.Status.APPLIED):
        return run, False
    services.check_waits(run)
    run.status = ImportRun.Status.APPLYING
    run.summary = services.without_tries(run.summary)
    progress.waits(run.pk)
    if _takes_long(run.summary["counts"]) and has_worker():
        run.summary["task"] = _enqueue(run=run, guess=guess, by=by)
    return save(run, by=by), True


def _enqueue(*, run: ImportRun, guess: bool, by: User | None) -> str:
    """Put the import into the workers' queue; gives the id of its task."""
    return str(apply_import.enqueue(run=run.pk, guess=guess, by=by.pk if by else None).id)


# Reading


@task(takes_context=True)
def read_import(context: TaskContext, *, run: int, by: int | None) -> str:
    """Read the upload with the pk `run` for the user `by`; gives the status it has then."""
    user = User.objects.get(pk=by) if by else None
    found = ImportRun.objects.defer("file", "reading", "changes").get(pk=run)
    task_id = str(context.task_result.id)
    return str(services.carry_out_reading(run=found, by=user, task=task_id).status)


def start_upload(
    *,
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str = "",
    period_label: str = "",
    by: User | None,
) -> ImportRun:
    """Keep an uploaded workbook: read, or being read by a worker when that takes seconds.

    Where no worker is there and none may be started, it is read here however long it takes.
    Raises Refused.
    """
    wanted: dict[str, Any] = {
        "data": data,
        "file_name": file_name,
        "trust": trust,
        "strategy_title": strategy_title,
        "period_label": period_label,
        "by": by,
    }
    seconds = settings.IMPORT_SECONDS_IN_REQUEST
    reading: Reading | None = None
    try:
        if len(data) <= READ_AT_ONCE:
            reading = read_apart(data, file_name, seconds=seconds)
            return services.upload_run(**wanted, reading=reading, seconds=seconds)
    except TookTooLong:
        pass
    if start_if_none():
        return services.keep_upload(**wanted, reading=reading, hand_over=_reading_for(by))
    return services.upload_run(**wanted, reading=reading)


def start_refresh(
    *,
    run: ImportRun,
    strategy_title: str,
    period_label: str,
    choices: Choices,
    by: User | None,
) -> ImportRun:
    """`services.refresh_run`, by a worker when it takes seconds. Raises Refused."""
    return services.refresh_run(
        run=run,
        strategy_title=strategy_title,
        period_label=period_label,
        choices=choices,
        seconds=settings.IMPORT_SECONDS_IN_REQUEST,
        hand_over=_reading_for(by),
        by=by,
    )


def start_use_profile(*, run: ImportRun, profile: ImportProfile, by: User | None) -> ImportRun:
    """`services.use_profile`, by a worker when it takes seconds. Raises Refused."""
    return services.use_profile(
        run=run,
        profile=profile,
        seconds=settings.IMPORT_SECONDS_IN_REQUEST,
        hand_over=_reading_for(by),
        by=by,
    )


def progress_of(run: ImportRun) -> dict[str, Any]:
    """`services.progress_of`, which also finds out that whatever was reading it has died."""
    services.give_back_lost_reading(run=run, hand_over=_reading_for(run.uploaded_by))
    return services.progress_of(run)


def give_back_all_lost(**of_signal: Any) -> None:
    """Let every import go on whose process has died. A worker that tidies up calls it."""
    services.give_back_all_lost()
    runs = ImportRun.objects.filter(status=ImportRun.Status.READING).select_related("uploaded_by")
    for run in runs.defer("file", "reading", "changes"):
        services.give_back_lost_reading(run=run, hand_over=_reading_for(run.uploaded_by))


def _reading_for(by: User | None) -> services.HandOver:
    """Puts the reading of a run into the workers' queue, where there is or can be a worker."""

    def hand_over(run: ImportRun) -> str:
        if not start_if_none():
            return ""
        progress.waits(run.pk)
        return str(read_import.enqueue(run=run.pk, by=by.pk if by else None).id)

    return hand_over
