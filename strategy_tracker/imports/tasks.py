"""Applying an import: at once, or by a worker; and what the worker does."""

from collections.abc import Mapping

from django.db import transaction
from django_tasks import TaskContext, task

from strategy_tracker.accounts.models import User
from strategy_tracker.accounts.saving import save
from strategy_tracker.background.worker import has_worker
from strategy_tracker.imports import progress, services
from strategy_tracker.imports.models import ImportRun

# So many new and changed records are written while the browser waits.
AT_ONCE = 2_000


def _takes_long(counts: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether an import with these counts is too much for one request."""
    return sum(states["new"] + states["changed"] for states in counts.values()) >= AT_ONCE


@task(takes_context=True)
def apply_import(context: TaskContext, *, run: int, guess: bool, by: int | None) -> str:
    """Apply the import with the pk `run` for the user `by`; gives the status it has then.

    A task that was given up for lost finds that the run is not its own any more, and does
    nothing.
    """
    user = User.objects.get(pk=by) if by else None
    found = ImportRun.objects.get(pk=run)
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
    run = ImportRun.objects.select_for_update().defer("file", "changes").get(pk=run.pk)
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
