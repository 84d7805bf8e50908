"""Importing a workbook: what it would do, doing it, and the record of what was done.

preview_workbook -> ChangeSet           reads and compares, writes nothing
apply_workbook   -> ChangeSet, applied  the same again and all of it written, or nothing
upload_run, discard_run                 the same in the browser, with the file kept between
look_at_undo, undo_run -> UndoReport    takes a whole import back
save_profile, use_profile               what was said of one file, said of the next
"""

import contextlib
import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction

from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.accounts.saving import change_reason, delete, now, save
from strategy_tracker.background.worker import close_task, is_waiting
from strategy_tracker.imports import profiles, progress
from strategy_tracker.imports.answered import answered_before
from strategy_tracker.imports.changeset import ChangeSet, digest_of, say_counts
from strategy_tracker.imports.choices import NOTHING_SAID, Choices
from strategy_tracker.imports.compare.planning import LONGEST_TITLE, plan
from strategy_tracker.imports.giving_way import give_way, saying_when_busy
from strategy_tracker.imports.memory import gc_disabled
from strategy_tracker.imports.models import ImportProfile, ImportRun
from strategy_tracker.imports.profile_fit import fitting_profiles, said_by_profile
from strategy_tracker.imports.read.archive import Refused
from strategy_tracker.imports.read.data import NotAWorkbook, unpack
from strategy_tracker.imports.read.sandbox import Reading, limits, read_apart
from strategy_tracker.imports.read.sheet import Workbook, clean_text
from strategy_tracker.imports.time_limit import TookTooLong
from strategy_tracker.imports.undo.history import was_written_by_name
from strategy_tracker.imports.undo.plan import UndoReport, look_at_undo
from strategy_tracker.imports.undo.run import take_back
from strategy_tracker.imports.wizard.options import options_of
from strategy_tracker.imports.workbook import (
    ImportOutdated,
    ImportStopped,
    apply_workbook,
    preview_workbook,
    wait_for_others,
    write,
)
from strategy_tracker.logs import audit_when_kept
from strategy_tracker.retrying import retried

# What serves a view or a command is reached from here.
__all__ = [
    "ImportOutdated",
    "ImportStopped",
    "UndoReport",
    "apply_workbook",
    "look_at_undo",
    "preview_workbook",
]

# Gives a run that takes long to whoever has the time: the task's id, "" when nobody is there.
HandOver = Callable[[ImportRun], str]

logger = logging.getLogger(__name__)

_LONGEST_FILE_NAME = 255
# What a run's summary says of one attempt to apply it.
_OF_ONE_TRY = {"failed", "task", "tries"}
_MOST_READINGS, _MOST_SAID = 3, 3
# So many old uploads are removed at once; the next are in half a minute.
_MOST_REMOVED = 100
OUTDATED = (
    "Nothing was written: the plan has changed since you checked this workbook. What follows is "
    "what it would do now."
)
FAILED = (
    "Something went wrong while this workbook was read, which is a fault of this system and not of "
    "yours. Whoever runs it can find it in the log. Nothing was written."
)
NOT_READ = (
    "Whatever was reading this workbook was stopped before it had done. Nothing was written. "
    "Upload the workbook again."
)
GIVEN_UP = (
    "Nothing was written: the database was busy or could not be reached while this was written. "
    "Apply it again in a few minutes; if it happens again, tell whoever runs this system."
)
LOST = (
    "Nothing was written: whatever was applying this workbook was stopped before it had done. "
    "Apply it again."
)


# The record of imports


@gc_disabled()
def upload_run(
    *,
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str = "",
    period_label: str = "",
    reading: Reading | None = None,
    seconds: float | None = None,
    by: User | None,
) -> ImportRun:
    """Keep an uploaded workbook with its preview, waiting to be applied. Raises Refused.

    `reading` is what the file holds, where it has been read; `seconds` are for recognising it.
    """
    reading = reading or read_apart(data, file_name)
    # Nobody else has to wait with writing while this is worked out.
    changes, _ = plan(reading.workbook, trust, strategy_title, period_label, NOTHING_SAID, seconds)
    run = _new_run(data, file_name, trust, strategy_title, period_label, by)
    run.file, run.reading = data, reading.packed
    _set_changes(run, changes, lambda: reading.workbook)
    with transaction.atomic():
        return save(run, by=by)


@transaction.atomic
def keep_upload(
    *,
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str = "",
    period_label: str = "",
    reading: Reading | None = None,
    hand_over: HandOver,
    by: User | None,
) -> ImportRun:
    """Keep an uploaded workbook that takes long to read; `hand_over` gives the task that does."""
    run = _new_run(data, file_name, trust, strategy_title, period_label, by)
    run.status = ImportRun.Status.READING
    run.file, run.reading = data, reading.packed if reading else None
    save(run, by=by)
    run.summary = {"task": hand_over(run)}
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
        file_name=clean_text(PurePath(file_name).name)[-_LONGEST_FILE_NAME:],
        file_sha256=hashlib.sha256(data).hexdigest(),
        strategy_title=strategy_title.strip()[:LONGEST_TITLE],
        period_label=period_label.strip()[:60],
        uploaded_at=now(),
        uploaded_by=by,
    )


def _set_changes(
    run: ImportRun, changes: ChangeSet, workbook: Callable[[], Workbook] | None = None
) -> None:
    """Keep what an import would do; `workbook` is what its file holds, if that is at hand."""
    before, data = run.changes or {}, changes.to_data()
    digest = digest_of(data)
    data["answered"] += answered_before(before, data, Choices.from_data(run.choices))
    run.changes = data
    holding = workbook or partial(workbook_of, run)
    run.summary = {
        "counts": changes.counts(),
        "said": say_counts(changes.counts(), changes.words),
        "proposals": len(changes.proposals),
        "stopping": len(changes.stopping),
        "questions": len(changes.questions),
        "notes": len(changes.notes),
        "is_empty": changes.is_empty,
        # Without what is only remembered, for a change set is the same without it.
        "digest": digest,
        "profiles": fitting_profiles(run.trust, data["sheets"], holding),
    }


@gc_disabled()
@transaction.atomic
def refresh_run(
    *,
    run: ImportRun,
    strategy_title: str | None = None,
    period_label: str | None = None,
    choices: Choices | None = None,
    seconds: float | None = None,
    hand_over: HandOver | None = None,
    by: User | None,
) -> ImportRun:
    """Compare a waiting workbook again with the plan as it is now. Raises Refused.

    With `strategy_title` or `period_label` it is imported into those instead; `choices` are
    added to those made before. What takes longer than `seconds` is handed over, if somebody
    is there to take it.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status != ImportRun.Status.PREVIEWED:
        return run
    said = Choices.from_data(run.choices).joined(choices or NOTHING_SAID)
    if strategy_title is not None:
        before = (run.strategy_title, run.changes.get("strategy"))
        run.strategy_title = strategy_title.strip()[:LONGEST_TITLE]
        if run.strategy_title not in before:
            # What has ended was said of the records of another strategy.
            said = said.without_gone()
    if period_label is not None:
        run.period_label = period_label.strip()[:60]
    run.choices = said.to_data()
    return _compare_again(run, seconds, hand_over, by)


def _compare_again(
    run: ImportRun, seconds: float | None, hand_over: HandOver | None, by: User | None
) -> ImportRun:
    try:
        _set_changes(run, _preview(run, seconds))
    except TookTooLong:
        task = hand_over(run) if hand_over else ""
        if task:
            run.status = ImportRun.Status.READING
            run.summary = {**without_tries(run.summary), "task": task}
        elif seconds is not None:
            _set_changes(run, _preview(run))
        else:
            raise
    return save(run, by=by)


def _preview(run: ImportRun, seconds: float | None = None) -> ChangeSet:
    return plan(**_arguments(run), seconds=seconds)[0]


def workbook_of(run: ImportRun) -> Workbook:
    """What the run's file holds, as it was kept; read again where it was not. Raises Refused."""
    if run.reading:
        try:
            return unpack(bytes(run.reading), limits().result)
        except NotAWorkbook:
            # Kept in the form of another version of this system.
            run.reading = None
    reading = read_apart(bytes(run.file or b""), run.file_name)
    run.reading = reading.packed
    return reading.workbook


def _arguments(run: ImportRun) -> dict[str, Any]:
    return {
        "workbook": workbook_of(run),
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
    run = ImportRun.objects.select_for_update().defer("file", "changes").get(pk=run.pk)
    if run.status == ImportRun.Status.APPLIED:
        return run
    if task and run.summary.get("task") != task:
        return run
    check_waits(run)
    progress.at("Reading the workbook")
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
    run.file = run.reading = None
    run.strategy_title = changes.strategy_title
    audit_when_kept("import_applied", run=run.pk, by=by.pk if by else None)
    return save(run, by=by)


@gc_disabled()
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
    workbook = read_apart(data, file_name).workbook

    @transaction.atomic
    def whole() -> tuple[ChangeSet, ImportRun | None]:
        run = _new_run(data, file_name, trust, strategy_title, period_label, by)
        run.choices, run.profile = choices.to_data(), profile
        return _import(
            run, workbook, strategy_title, period_label, choices, only_certain=only_certain, by=by
        )

    return retried(whole)


def _import(
    run: ImportRun,
    workbook: Workbook,
    strategy_title: str,
    period_label: str,
    choices: Choices,
    *,
    only_certain: bool,
    by: User | None,
) -> tuple[ChangeSet, ImportRun | None]:
    trust = run.trust
    wait_for_others(trust)
    give_way()
    changes, strategy = plan(workbook, trust, strategy_title, period_label, choices)
    if changes.stopping or (only_certain and not changes.is_certain):
        raise ImportStopped(changes)
    if changes.is_empty:
        return changes, None
    # What it writes is to bear its number.
    save(run, by=by)
    with change_reason(run.reason):
        write(changes, trust, strategy, by)
    _set_changes(run, changes, lambda: workbook)
    return changes, _mark_applied(run, changes, by)


@transaction.atomic
def discard_run(*, run: ImportRun, by: User | None) -> ImportRun:
    """Throw a workbook away that waits or is being read; the record that it was there stays."""
    run = ImportRun.objects.select_for_update().defer("file", "reading").get(pk=run.pk)
    if run.status in (ImportRun.Status.PREVIEWED, ImportRun.Status.READING):
        if task := run.summary.pop("task", ""):
            close_task(task)
        run.status, run.file, run.reading = ImportRun.Status.DISCARDED, None, None
        save(run, by=by)
    return run


def remove_old_uploads(**of_signal: Any) -> int:
    """Remove what was uploaded and not applied within the days that the settings give it.

    The row and its history stay and say so; how many were removed. A worker that tidies up
    calls it. Whatever was done with an upload since counts from then.
    """
    days = settings.IMPORT_UPLOADS_KEPT_DAYS
    if not days:
        return 0
    since = now() - timedelta(days=days)
    touched = ImportRun.history.filter(history_date__gte=since).values("id")
    waiting = (ImportRun.Status.PREVIEWED, ImportRun.Status.READING)
    runs = ImportRun.objects.filter(status__in=waiting, uploaded_at__lt=since)
    keys = list(runs.exclude(pk__in=touched).values_list("pk", flat=True)[:_MOST_REMOVED])
    for key in keys:
        _remove_old(key, days)
    return len(keys)


@transaction.atomic
def _remove_old(key: int, days: int) -> None:
    runs = ImportRun.objects.select_for_update().defer("file", "reading", "changes")
    run = runs.get(pk=key)
    if run.status not in (ImportRun.Status.PREVIEWED, ImportRun.Status.READING):
        return
    run.status = ImportRun.Status.DISCARDED
    run.file, run.reading, run.changes = None, None, {}
    run.summary = {
        "removed": f"The file was removed, because nobody applied it within {days} days. Nothing "
        "of it is in the plan."
    }
    save(run, by=None)


# Reading what takes long


def carry_out_reading(*, run: ImportRun, by: User | None, task: str) -> ImportRun:
    """Read an upload that was handed over, or compare it again; what fails is said of the run.

    When the run has been given to another `task`, nothing is done.
    """
    with progress.reporting(run.pk):
        try:
            return _read(run=run, by=by, task=task)
        except Refused as refusal:
            return _refuse(run=run, why=str(refusal), by=by, task=task)
        except Exception:
            _refuse(run=run, why=FAILED, by=by, task=task)
            raise


@gc_disabled()
def _read(*, run: ImportRun, by: User | None, task: str) -> ImportRun:
    run = ImportRun.objects.get(pk=run.pk)
    if not _is_read_by(run, task):
        return run
    progress.at("Reading the workbook")
    arguments = _arguments(run)
    progress.at("Comparing it with the plan")
    # Nobody else has to wait with writing while this is worked out.
    changes, _ = plan(**arguments)
    with transaction.atomic():
        now_is = ImportRun.objects.select_for_update().only("status", "summary").get(pk=run.pk)
        if not _is_read_by(now_is, task):
            return now_is
        run.status = ImportRun.Status.PREVIEWED
        _set_changes(run, changes)
        return save(run, by=by)


def _is_read_by(run: ImportRun, task: str) -> bool:
    return run.status == ImportRun.Status.READING and run.summary.get("task") == task


@transaction.atomic
def _refuse(*, run: ImportRun, why: str, by: User | None, task: str) -> ImportRun:
    """Say why the file was not read; one that waited before waits as it did."""
    run = ImportRun.objects.select_for_update().defer("file", "reading").get(pk=run.pk)
    if not _is_read_by(run, task):
        return run
    run.summary = without_tries(run.summary)
    if run.changes:
        run.status = ImportRun.Status.PREVIEWED
        run.summary["failed"] = why
    else:
        run.status, run.file, run.reading = ImportRun.Status.REFUSED, None, None
        run.summary["refused"] = why
    return save(run, by=by)


def give_back_lost_reading(*, run: ImportRun, hand_over: HandOver) -> ImportRun:
    """The run, handed over anew when the process that was reading it has died.

    A file that is read three times in vain is refused.
    """
    if run.status != ImportRun.Status.READING or not is_lost(run):
        return run
    try:
        with transaction.atomic():
            run = (
                ImportRun.objects.select_for_update(nowait=True)
                .defer("file", "reading", "changes")
                .get(pk=run.pk)
            )
            if run.status != ImportRun.Status.READING or not is_lost(run):
                return run
            close_task(run.summary.get("task", ""))
            tries = run.summary.get("tries", 1) + 1
            task = hand_over(run) if tries <= _MOST_READINGS else ""
            if task:
                run.summary |= {"task": task, "tries": tries}
                return save(run, by=None)
            return _refuse(run=run, why=NOT_READ, by=None, task=run.summary.get("task", ""))
    except OperationalError:
        # Somebody is writing: it may well be this import.
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
            return retried(lambda: apply_run(run=run, by=by, guess=guess, task=task))
        except ImportOutdated:
            return _give_back(run=run, why=OUTDATED, by=by)
        except ImportStopped as stopped:
            return _give_back(run=run, why=_say_why(stopped), by=by)
        except Refused as refusal:
            return _give_back(run=run, why=str(refusal), by=by)
        except ValidationError as error:
            return _give_back(run=run, why=" ".join(error.messages), by=by)
        except OperationalError:
            logger.exception("The database gave up during an import.")
            return _give_back(run=run, why=GIVEN_UP, by=by)
        except Exception:
            _give_back(run=run, why=LOST, by=by)
            raise


def _say_why(stopped: ImportStopped) -> str:
    """What must be put right before anything is written, the first of it in full."""
    problems = stopped.changes.stopping
    if not problems:
        return "Nothing was written: questions are open. Answer them first."
    more = len(problems) - _MOST_SAID
    rest = f" And {more:,} more." if more > 0 else ""
    return f"Nothing was written: {' '.join(map(str, problems[:_MOST_SAID]))}{rest}"


@transaction.atomic
def _give_back(
    *, run: ImportRun, why: str, by: User | None, only_if_free: bool = False
) -> ImportRun:
    """Let a run that is not being applied any more wait again, compared with the plan anew.

    With `only_if_free` it raises OperationalError where somebody is at it after all.
    """
    run = ImportRun.objects.select_for_update(nowait=only_if_free).defer("file").get(pk=run.pk)
    if run.status != ImportRun.Status.APPLYING:
        return run
    run.status = ImportRun.Status.PREVIEWED
    if task := run.summary.pop("task", ""):
        close_task(task)
    if why not in (LOST, GIVEN_UP):
        # Where even that fails, what was previewed before stays, and applying finds it outdated.
        with contextlib.suppress(Refused):
            _set_changes(run, _preview(run))
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
    runs = ImportRun.objects.filter(status=ImportRun.Status.APPLYING)
    for run in runs.defer("file", "reading", "changes"):
        give_back_lost(run=run)


def progress_of(run: ImportRun) -> dict[str, Any]:
    """How far an import is: stage, done, total, percent, the status it has now, and `failed`.

    Asking is what finds out that the process applying it has died.
    """
    run = ImportRun.objects.defer("file", "reading", "changes").get(pk=run.pk)
    run = give_back_lost(run=run)
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


def undo_run(
    *, run: ImportRun, by: User | None, overwrite: frozenset[str] = frozenset()
) -> UndoReport:
    """Take a whole import back; what was edited since stays unless its key is in `overwrite`.

    Undoing twice changes nothing. Raises ValidationError for a run that was never applied, and
    where the database was too busy.
    """
    with saying_when_busy(ValidationError):
        return retried(lambda: _undo(run=run, by=by, overwrite=overwrite))


@transaction.atomic
def _undo(*, run: ImportRun, by: User | None, overwrite: frozenset[str]) -> UndoReport:
    wait_for_others(run.trust)
    give_way()
    run = ImportRun.objects.select_for_update().defer("file", "reading").get(pk=run.pk)
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
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
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
    save(profile, by=by)
    if run.status == ImportRun.Status.PREVIEWED:
        # What profiles know tells what columns are, so what was previewed may be so no more.
        _set_changes(run, _preview(run))
        save(run, by=by)
    return profile


@transaction.atomic
def use_profile(
    *,
    run: ImportRun,
    profile: ImportProfile,
    seconds: float | None = None,
    hand_over: HandOver | None = None,
    by: User | None,
) -> ImportRun:
    """Read a waiting workbook as the profile says, instead of as was said before.

    `seconds` and `hand_over` are as in `refresh_run`. Raises Refused.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status != ImportRun.Status.PREVIEWED:
        return run
    run.profile = profile
    said = said_by_profile(profile, run.changes["sheets"], workbook_of(run))
    run.choices = said.to_data()
    return _compare_again(run, seconds, hand_over, by)


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
