"""A workbook into the plan: shown, or written whole; what `services` records runs of."""

import logging

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import BaseConstraint

from objectives.models import Strategy
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.imports.apply.apply import apply_changes
from strategy_tracker.imports.changeset import ChangeSet, Problem, Where
from strategy_tracker.imports.choices import NOTHING_SAID, Choices
from strategy_tracker.imports.compare.planning import plan
from strategy_tracker.imports.giving_way import give_way
from strategy_tracker.imports.memory import gc_disabled
from strategy_tracker.imports.read.sandbox import read_apart
from strategy_tracker.imports.read.sheet import Workbook

logger = logging.getLogger(__name__)


class ImportStopped(Exception):
    """Nothing was written, because of the stopping problems or open questions in `changes`."""

    def __init__(self, changes: ChangeSet) -> None:
        number = len(changes.stopping)
        super().__init__(f"{number} problem{'s'[: number != 1]} and what is open stop this import.")
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
    workbook = read_apart(data, file_name).workbook
    return plan(workbook, trust, strategy_title, period_label, choices)[0]


@gc_disabled()
@transaction.atomic
def apply_workbook(
    *,
    workbook: Workbook,
    trust: Trust,
    strategy_title: str = "",
    period_label: str = "",
    choices: Choices = NOTHING_SAID,
    by: User | None,
    expected: str = "",
    guess: bool = True,
) -> ChangeSet:
    """Import a workbook that was read: everything in it, or nothing; returns what was done.

    `expected` is the digest of the change set that was previewed. Without `guess` an open
    question stops it. Raises Refused, ImportStopped when anything is wrong, and
    ImportOutdated when the result would no longer be the one expected.
    """
    wait_for_others(trust)
    give_way()
    changes, strategy = plan(workbook, trust, strategy_title, period_label, choices)
    if changes.stopping or (changes.questions and not guess):
        raise ImportStopped(changes)
    if expected and changes.digest() != expected:
        raise ImportOutdated(changes)
    write(changes, trust, strategy, by)
    return changes


def _say_refusal(error: DatabaseError) -> str:
    """What the database would not have, in the words of the rule where it names one."""
    said, default = str(error), BaseConstraint.default_violation_error_message
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name in said and constraint.violation_error_message != default:
                what = str(model._meta.verbose_name).capitalize()
                return f"{what}: {constraint.violation_error_message}"
    return f"The database did not take something in this workbook ({said.splitlines()[0]})."


def wait_for_others(trust: Trust) -> None:
    """Imports and undoings in one trust go one after the other, each seeing what went before."""
    Trust.objects.select_for_update().get(pk=trust.pk)


def write(changes: ChangeSet, trust: Trust, strategy: Strategy | None, by: User | None) -> None:
    """Write the change set, or nothing of it. Raises ImportStopped for what was not foreseen."""
    try:
        with transaction.atomic():
            apply_changes(changes, trust=trust, strategy=strategy, by=by)
    except (ValidationError, IntegrityError, DataError) as error:
        # The comparison should have found it; this keeps what it missed from being half done.
        logger.warning("An import was refused as it was written: %s", error)
        if isinstance(error, ValidationError):
            message = " ".join(error.messages)
        else:
            message = _say_refusal(error)
        remedy = "Correct the workbook, or leave out what it is about, and try again."
        changes.problems.insert(0, Problem(Where(), "", message, remedy))
        raise ImportStopped(changes) from error
