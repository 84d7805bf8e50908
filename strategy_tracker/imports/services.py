"""Importing a workbook: what it would do, doing it, and the record of what was done.

preview_workbook -> ChangeSet           reads and compares, writes nothing
apply_workbook   -> ChangeSet, applied  the same again and all of it written, or nothing
upload_run, discard_run                 the same in the browser, with the file kept between
look_at_undo, undo_run -> UndoReport    takes a whole import back
save_profile, use_profile               what was said of one file, said of the next
"""

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction

from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.accounts.saving import change_reason, delete, now, save
from strategy_tracker.background.worker import close_task, is_waiting
from strategy_tracker.imports import profiles, progress
from strategy_tracker.imports.changeset import ChangeSet, digest_of, say_counts
from strategy_tracker.imports.choice_options import options_of
from strategy_tracker.imports.choices import NOTHING_SAID, Choices
from strategy_tracker.imports.memory import gc_disabled
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.imports.planning import LONGEST_TITLE, plan
from strategy_tracker.imports.profile_fit import fitting_profiles, said_by_profile
from strategy_tracker.imports.run_history import was_written_by_name
from strategy_tracker.imports.undo_plan import UndoReport, look_at_undo
from strategy_tracker.imports.undo_run import take_back
from strategy_tracker.imports.workbook import (
    ImportOutdated,
    ImportStopped,
    apply_workbook,
    preview_workbook,
    wait_for_others,
    write,
)
from strategy_tracker.logs import audit_when_kept

# What serves a view or a command is reached from here.
__all__ = [
    "ImportOutdated",
    "ImportStopped",
    "UndoReport",
    "apply_workbook",
    "look_at_undo",
    "preview_workbook",
]

_LONGEST_FILE_NAME = 255
# What a run's summary says of one attempt to apply it.
_OF_ONE_TRY = {"failed", "task"}
OUTDATED = (
    "Nothing was written: the plan has changed since you checked this workbook. What follows is "
    "what it would do now."
)
STOPPED = "Nothing was written: something must be put right first."
LOST = (
    "Nothing was written: whatever was applying this workbook was stopped before it had done. "
    "Apply it again."
)


# The record of imports


@gc_disabled()
@transaction.atomic
def upload_run(
    *,
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str = "",
    period_label: str = "",
    by: User | None,
) -> ImportRun:
    """Keep an uploaded workbook with its preview, waiting to be applied. Raises Refused."""
    changes = preview_workbook(
        data=data,
        file_name=file_name,
        trust=trust,
        strategy_title=strategy_title,
        period_label=period_label,
    )
    run = _new_run(data, file_name, trust, strategy_title, period_label, by)
    run.file = data
    _set_changes(run, changes)
    return save(run, by=by)


def _new_run(
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str,
    period_label: str,
    by: User | None,
) -> ImportRun:
    return ImportRun(
        trust=trust,
        file_name=PurePath(file_name).name[-_LONGEST_FILE_NAME:],
        file_sha256=hashlib.sha256(data).hexdigest(),
        strategy_title=strategy_title.strip()[:LONGEST_TITLE],
        period_label=period_label.strip()[:60],
        uploaded_at=now(),
        uploaded_by=by,
    )


def _set_changes(run: ImportRun, changes: ChangeSet) -> None:
    run.changes = data = changes.to_data()
    run.summary = {
        "counts": changes.counts(),
        "said": say_counts(changes.counts(), changes.words),
        "proposals": len(changes.proposals),
        "stopping": len(changes.stopping),
        "questions": len(changes.questions),
        "notes": len(changes.notes),
        "is_empty": changes.is_empty,
        "digest": digest_of(data),
        "profiles": fitting_profiles(run.trust, data["sheets"]),
    }


@gc_disabled()
@transaction.atomic
def refresh_run(
    *,
    run: ImportRun,
    strategy_title: str | None = None,
    period_label: str | None = None,
    choices: Choices | None = None,
    by: User | None,
) -> ImportRun:
    """Compare a waiting workbook again with the plan as it is now.

    With `strategy_title` or `period_label` it is imported into those instead; `choices` are
    added to those made before.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status != ImportRun.Status.PREVIEWED:
        return run
    if strategy_title is not None:
        run.strategy_title = strategy_title.strip()[:LONGEST_TITLE]
    if period_label is not None:
        run.period_label = period_label.strip()[:60]
    if choices is not None:
        run.choices = Choices.from_data(run.choices).joined(choices).to_data()
    _set_changes(run, preview_workbook(**_arguments(run)))
    return save(run, by=by)


def _arguments(run: ImportRun) -> dict[str, Any]:
    return {
        "data": bytes(run.file or b""),
        "file_name": run.file_name,
        "trust": run.trust,
        "strategy_title": run.strategy_title,
        "period_label": run.period_label,
        "choices": Choices.from_data(run.choices),
    }


@gc_disabled()
@transaction.atomic
def apply_run(*, run: ImportRun, by: User | None, guess: bool = False, task: str = "") -> ImportRun:
    """Apply a waiting import exactly as it was previewed. Applying it twice changes nothing.

    Neither does a `task` that the run has no more. Raises ImportStopped, ImportOutdated and
    ValidationError; then nothing was written.
    """
    run = ImportRun.objects.select_for_update().defer("changes").get(pk=run.pk)
    if run.status == ImportRun.Status.APPLIED:
        return run
    if task and run.summary.get("task") != task:
        return run
    check_waits(run)
    with change_reason(run.reason):
        changes = apply_workbook(
            **_arguments(run), by=by, expected=run.summary["digest"], guess=guess
        )
    # What was done is to the letter what was previewed, which the run has.
    run.summary = without_tries(run.summary)
    return _mark_applied(run, changes, by)


def without_tries(summary: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in summary.items() if key not in _OF_ONE_TRY}


def _mark_applied(run: ImportRun, changes: ChangeSet, by: User | None) -> ImportRun:
    progress.at("Finishing")
    run.status = ImportRun.Status.APPLIED
    run.applied_at, run.applied_by = now(), by
    run.file = None
    run.strategy_title = changes.strategy_title
    audit_when_kept("import_applied", run=run.pk, by=by.pk if by else None)
    return save(run, by=by)


@gc_disabled()
@transaction.atomic
def import_at_once(
    *,
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str = "",
    period_label: str = "",
    choices: Choices = NOTHING_SAID,
    profile: ImportProfile | None = None,
    only_certain: bool = False,
    by: User | None,
) -> tuple[ChangeSet, ImportRun | None]:
    """Apply a workbook without a preview, and record the import unless it changed nothing.

    What the command does. With `only_certain`, whatever would be a guess stops it; otherwise
    the best guess is taken for each. Raises Refused and ImportStopped.
    """
    wait_for_others(trust)
    changes, strategy = plan(data, file_name, trust, strategy_title, period_label, choices)
    if changes.stopping or (only_certain and not changes.is_certain):
        raise ImportStopped(changes)
    if changes.is_empty:
        return changes, None
    run = _new_run(data, file_name, trust, strategy_title, period_label, by)
    run.choices, run.profile = choices.to_data(), profile
    # What it writes is to bear its number.
    save(run, by=by)
    with change_reason(run.reason):
        write(changes, trust, strategy, by)
    _set_changes(run, changes)
    return changes, _mark_applied(run, changes, by)


@transaction.atomic
def discard_run(*, run: ImportRun, by: User | None) -> ImportRun:
    """Throw a waiting workbook away; the record that it was there stays."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status == ImportRun.Status.PREVIEWED:
        run.status, run.file = ImportRun.Status.DISCARDED, None
        save(run, by=by)
    return run


# Applying what takes long


def check_waits(run: ImportRun) -> None:
    if run.status not in (ImportRun.Status.PREVIEWED, ImportRun.Status.APPLYING):
        raise ValidationError(
            f"This import was {run.get_status_display().lower()}. Upload the workbook again."
        )


def carry_out(*, run: ImportRun, guess: bool, by: User | None, task: str = "") -> ImportRun:
    """Do what `tasks.start_apply` began; what fails is given back with a reason.

    `task` is the worker's; when the run has been given to another, nothing is done.
    """
    with progress.reporting(run.pk):
        try:
            return apply_run(run=run, by=by, guess=guess, task=task)
        except ImportOutdated:
            return _give_back(run=run, why=OUTDATED, by=by)
        except ImportStopped:
            return _give_back(run=run, why=STOPPED, by=by)
        except ValidationError as error:
            return _give_back(run=run, why=" ".join(error.messages), by=by)
        except Exception:
            _give_back(run=run, why=LOST, by=by)
            raise


@transaction.atomic
def _give_back(
    *, run: ImportRun, why: str, by: User | None, only_if_free: bool = False
) -> ImportRun:
    """Let a run that is not being applied any more wait again, compared with the plan anew.

    With `only_if_free` it raises OperationalError where somebody is at it after all.
    """
    run = ImportRun.objects.select_for_update(nowait=only_if_free).get(pk=run.pk)
    if run.status != ImportRun.Status.APPLYING:
        return run
    run.status = ImportRun.Status.PREVIEWED
    if task := run.summary.pop("task", ""):
        close_task(task)
    if why != LOST:
        _set_changes(run, preview_workbook(**_arguments(run)))
    run.summary["failed"] = why
    return save(run, by=by)


def is_lost(run: ImportRun) -> bool:
    """Whether whatever was to apply the run is gone.

    An import in the queue gives no sign of life, and is not lost while there is a worker.
    """
    return progress.is_lost(run.pk) and not is_waiting(run.summary.get("task"))


def give_back_lost(*, run: ImportRun) -> ImportRun:
    """The run, waiting again when the process that was applying it has died."""
    if run.status != ImportRun.Status.APPLYING or not is_lost(run):
        return run
    try:
        return _give_back(run=run, why=LOST, by=None, only_if_free=True)
    except OperationalError:
        # Somebody is writing: it may well be this import.
        return run


def give_back_all_lost(**of_signal: Any) -> None:
    """Let every import wait again whose process has died. A worker that tidies up calls it."""
    for run in ImportRun.objects.filter(status=ImportRun.Status.APPLYING).defer("file", "changes"):
        give_back_lost(run=run)


def progress_of(run: ImportRun) -> dict[str, Any]:
    """How far an import is: stage, done, total, percent, the status it has now, and `failed`.

    Asking is what finds out that the process applying it has died.
    """
    run = give_back_lost(run=ImportRun.objects.defer("file", "changes").get(pk=run.pk))
    found = progress.progress_of(run.pk)
    is_done = run.status in (ImportRun.Status.APPLIED, ImportRun.Status.UNDONE)
    return {
        "stage": "Done" if is_done else found.stage,
        "done": found.done,
        "total": found.total,
        "percent": 100 if is_done else found.percent,
        "status": run.status,
        "failed": run.summary.get("failed", ""),
    }


# Taking an import back


@transaction.atomic
def undo_run(
    *, run: ImportRun, by: User | None, overwrite: frozenset[str] = frozenset()
) -> UndoReport:
    """Take a whole import back; what was edited since stays unless its key is in `overwrite`.

    Undoing twice changes nothing. Raises ValidationError for a run that was never applied.
    """
    wait_for_others(run.trust)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status == ImportRun.Status.UNDONE:
        return UndoReport()
    if run.status != ImportRun.Status.APPLIED:
        raise ValidationError("This import was not applied, so there is nothing to undo.")
    if not run.summary.get("is_empty") and not was_written_by_name(run):
        raise ValidationError(
            "This import was applied before imports could be undone, so nothing says what it wrote."
        )
    report = take_back(run=run, overwrite=overwrite, by=by)
    run.status = ImportRun.Status.UNDONE
    run.undone_at, run.undone_by = now(), by
    run.summary["undo"] = report.to_data()
    audit_when_kept("import_undone", run=run.pk, by=by.pk if by else None)
    save(run, by=by)
    return report


# Profiles


@transaction.atomic
def save_profile(*, run: ImportRun, name: str, by: User | None) -> ImportProfile:
    """Keep how the run's workbook is read under `name`, for the next one of its shape.

    The profile that it was read by is replaced when it has that name. Raises ValidationError.
    """
    sheets = run.changes.get("sheets", [])
    if not any(sheet["holds"] for sheet in sheets):
        raise ValidationError(
            "No sheet of this workbook is read, so there is nothing to keep. Say what its columns "
            "are first."
        )
    profile = run.profile
    if profile is None or profile.name.casefold() != name.strip().casefold():
        profile = ImportProfile(trust=run.trust, created_at=now(), created_by=by)
    profile.name = name.strip()
    profile.shape = profiles.shape_of(sheets)
    profile.choices = profiles.choices_of(sheets, Choices.from_data(run.choices)).to_data()
    return save(profile, by=by)


@transaction.atomic
def use_profile(*, run: ImportRun, profile: ImportProfile, by: User | None) -> ImportRun:
    """Read a waiting workbook as the profile says, instead of as was said before."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status != ImportRun.Status.PREVIEWED:
        return run
    run.profile = profile
    run.choices = said_by_profile(profile, run.changes["sheets"]).to_data()
    _set_changes(run, preview_workbook(**_arguments(run)))
    return save(run, by=by)


@transaction.atomic
def delete_profile(*, profile: ImportProfile, by: User | None) -> None:
    """Forget the profile; what was read by it stays as it is."""
    delete(profile, by=by)


def export_profile(profile: ImportProfile) -> dict[str, Any]:
    """The profile as a document for another trust or another day."""
    return profiles.to_document(profile.name, profile.choices, profile.shape)


@transaction.atomic
def load_profile(*, trust: Trust, data: Any, by: User | None) -> ImportProfile:
    """A profile from a document of `export_profile`. Raises ValidationError with a sentence."""
    try:
        name, choices, shape = profiles.from_document(data, [value for value, _ in options_of("")])
    except ValueError as error:
        raise ValidationError(str(error)) from error
    profile = ImportProfile(trust=trust, name=name, created_at=now(), created_by=by)
    profile.choices, profile.shape = choices.to_data(), shape
    return save(profile, by=by)
