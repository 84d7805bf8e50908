"""Importing a workbook: what it would do, doing it, and the record of what was done.

preview_workbook -> ChangeSet           reads and compares, writes nothing
apply_workbook   -> ChangeSet, applied  the same again and all of it written, or nothing
upload_run, apply_run, discard_run      the same in the browser, with the file kept between
"""

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from objectives.models import Strategy
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.accounts.saving import now, save
from strategy_tracker.imports.apply import apply_changes
from strategy_tracker.imports.changeset import ChangeSet, Problem, Where, digest_of, say_counts
from strategy_tracker.imports.choices import NOTHING_SAID, Choices
from strategy_tracker.imports.compare import compare
from strategy_tracker.imports.existing import load_existing
from strategy_tracker.imports.extract import extract
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.reading import read_workbook
from strategy_tracker.imports.wording import same_words

_LONGEST_TITLE = 300
_LONGEST_FILE_NAME = 255


class ImportStopped(Exception):
    """Nothing was written, because of the stopping problems in `changes`."""

    def __init__(self, changes: ChangeSet) -> None:
        super().__init__(f"{len(changes.stopping)} problems stop this import.")
        self.changes = changes


class ImportOutdated(Exception):
    """Nothing was written, because applying would no longer do what was previewed."""

    def __init__(self, changes: ChangeSet) -> None:
        super().__init__("The plan has changed since this import was previewed.")
        self.changes = changes


def preview_workbook(
    *,
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str = "",
    period_label: str = "",
    choices: Choices = NOTHING_SAID,
) -> ChangeSet:
    """What importing the workbook in `data` would do to `trust`; writes nothing.

    `strategy_title` and `period_label` say what the file does not, `choices` what a person
    said about it. Raises Refused, with one
    sentence, when the file cannot be read at all.
    """
    return _plan(data, file_name, trust, strategy_title, period_label, choices)[0]


@transaction.atomic
def apply_workbook(
    *,
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str = "",
    period_label: str = "",
    choices: Choices = NOTHING_SAID,
    by: User | None,
    expected: str = "",
) -> ChangeSet:
    """Import the workbook: everything in it, or nothing; returns what was done.

    `expected` is the digest of the change set that was previewed. Raises Refused,
    ImportStopped when anything is wrong, and ImportOutdated when the result would no longer
    be the one expected.
    """
    # Two imports into one trust go one after the other, each seeing what the first did.
    Trust.objects.select_for_update().get(pk=trust.pk)
    changes, strategy = _plan(data, file_name, trust, strategy_title, period_label, choices)
    if changes.stopping:
        raise ImportStopped(changes)
    if expected and changes.digest() != expected:
        raise ImportOutdated(changes)
    try:
        with transaction.atomic():
            apply_changes(changes, trust=trust, strategy=strategy, by=by)
    except (ValidationError, IntegrityError) as error:
        # The comparison should have found it; this keeps what it missed from being half done.
        message = " ".join(getattr(error, "messages", None) or [str(error)])
        remedy = "Nothing was written. Correct the workbook and try again."
        changes.problems.insert(0, Problem(Where(), "", message, remedy))
        raise ImportStopped(changes) from error
    return changes


def _plan(
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str,
    period_label: str,
    choices: Choices,
) -> tuple[ChangeSet, Strategy | None]:
    workbook = read_workbook(data, file_name)
    strategy, title, problem = _choose_strategy(trust, strategy_title)
    existing = load_existing(trust, strategy)
    said = extract(workbook, existing.known, choices)
    changes = compare(
        said, existing, file_name=workbook.file_name, title=title, period=period_label
    )
    if problem:
        changes.problems.insert(0, problem)
    if not any(match.holds for match in said.matches):
        changes.problems.insert(0, _nothing_recognised(said.matches[0].sheet.title))
    return changes, strategy


def _nothing_recognised(sheet: str) -> Problem:
    return Problem(
        Where(sheet, "A1"),
        "",
        "No sheet has headings that we know, so there is nothing to import.",
        "Put one row of headings first, such as Objective, Key action, Lead, RAG, Comments.",
    )


def _choose_strategy(trust: Trust, title: str) -> tuple[Strategy | None, str, Problem | None]:
    """The strategy to import into, its title when it is new, and what is wrong if neither."""
    title = title.strip()
    strategies = list(Strategy.objects.for_trust(trust).order_by("is_archived", "pk"))
    if title:
        for strategy in strategies:
            if same_words(strategy.title) == same_words(title):
                return strategy, strategy.title, None
        if len(title) > _LONGEST_TITLE:
            message = (
                f"The strategy's title has {len(title)} characters; {_LONGEST_TITLE} is the most."
            )
            return None, "", Problem(Where(), f"{title[:60]}…", message, "Shorten it.")
        return None, title, None
    active = [strategy for strategy in strategies if not strategy.is_archived]
    if len(active) == 1:
        return active[0], active[0].title, None
    remedy = "Give its title with --strategy, or in the Strategy box"
    if not active:
        message = "The workbook does not say which strategy it is for, and the trust has none."
        return None, "", Problem(Where(), "", message, f"{remedy}; this import makes it.")
    titles = ", ".join(f"“{strategy.title}”" for strategy in active)
    message = "The workbook does not say which of the trust's strategies it is for."
    return None, "", Problem(Where(), "", message, f"{remedy}: one of {titles}.")


# The record of imports


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
        strategy_title=strategy_title.strip()[:_LONGEST_TITLE],
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
        "notes": len(changes.notes),
        "is_empty": changes.is_empty,
        "digest": digest_of(data),
    }


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
        run.strategy_title = strategy_title.strip()[:_LONGEST_TITLE]
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


@transaction.atomic
def apply_run(*, run: ImportRun, by: User | None) -> ImportRun:
    """Apply a waiting import exactly as it was previewed. Applying it twice changes nothing.

    Raises ImportStopped, ImportOutdated and ValidationError; then nothing was written.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status == ImportRun.Status.APPLIED:
        return run
    if run.status != ImportRun.Status.PREVIEWED:
        raise ValidationError("This import was discarded. Upload the workbook again.")
    changes = apply_workbook(**_arguments(run), by=by, expected=run.summary["digest"])
    return _mark_applied(run, changes, by)


def _mark_applied(run: ImportRun, changes: ChangeSet, by: User | None) -> ImportRun:
    _set_changes(run, changes)
    run.status = ImportRun.Status.APPLIED
    run.applied_at, run.applied_by = now(), by
    run.file = None
    run.strategy_title = changes.strategy_title
    return save(run, by=by)


@transaction.atomic
def import_at_once(
    *,
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str = "",
    period_label: str = "",
    choices: Choices = NOTHING_SAID,
    by: User | None,
) -> ChangeSet:
    """Apply a workbook without a preview, and record the import unless it changed nothing.

    What the command does. Raises Refused and ImportStopped.
    """
    changes = apply_workbook(
        data=data,
        file_name=file_name,
        trust=trust,
        strategy_title=strategy_title,
        period_label=period_label,
        choices=choices,
        by=by,
    )
    if not changes.is_empty:
        run = _new_run(data, file_name, trust, strategy_title, period_label, by)
        run.choices = choices.to_data()
        _mark_applied(run, changes, by)
    return changes


@transaction.atomic
def discard_run(*, run: ImportRun, by: User | None) -> ImportRun:
    """Throw a waiting workbook away; the record that it was there stays."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status == ImportRun.Status.PREVIEWED:
        run.status, run.file = ImportRun.Status.DISCARDED, None
        save(run, by=by)
    return run
