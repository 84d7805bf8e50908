"""What workers do."""

from django_tasks import TaskContext, task

from strategy_tracker.accounts.models import User
from strategy_tracker.imports import services
from strategy_tracker.imports.models import ImportRun


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
