"""What importing a workbook would do: the file read, and compared with what the trust has.

Nothing is written here.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError

from objectives.models import Strategy
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import progress
from strategy_tracker.imports.changeset import ChangeSet, Problem, Where
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.compare.compare import compare
from strategy_tracker.imports.compare.existing import load_existing
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.naming import strategy_title
from strategy_tracker.imports.memory import gc_disabled
from strategy_tracker.imports.read.archive import Refused
from strategy_tracker.imports.read.sheet import Workbook
from strategy_tracker.imports.time_limit import time_limited
from strategy_tracker.imports.vocabulary.text import same_words

LONGEST_TITLE = 300

logger = logging.getLogger(__name__)


@gc_disabled()
def plan(
    workbook: Workbook,
    trust: Trust,
    strategy_title: str,
    period_label: str,
    choices: Choices,
    seconds: float | None = None,
) -> tuple[ChangeSet, Strategy | None]:
    """The change set, and the strategy it is for; None when it is new, or not yet known.

    It is recognised within so many seconds, by default as the settings let it. Raises Refused,
    with one sentence, where nothing can be made of the workbook; TookTooLong is one kind of it.
    """
    strategy, title, problem = _choose_strategy(trust, strategy_title)
    progress.at("Comparing it with the plan")
    existing = load_existing(trust, strategy)
    with time_limited(seconds or settings.IMPORT_SECONDS), _refusing_what_fails(workbook):
        extracted = extract(workbook, existing.known, choices, period_label)
    note = None
    if problem and not title and existing.strategy is None:
        title, problem, note = _title_told(trust, extracted, problem)
    with _refusing_what_fails(workbook):
        changes = compare(
            extracted, existing, file_name=workbook.file_name, title=title, period=period_label
        )
    changes.problems = [text for text in (problem, note) if text] + changes.problems
    if not any(match.holds for match in extracted.matches):
        first = next(iter(workbook.visible), workbook.sheets[0])
        changes.problems.insert(0, _nothing_recognised(first.title))
    return changes, strategy


@contextmanager
def _refusing_what_fails(workbook: Workbook) -> Iterator[None]:
    """Inside, an error of ours is told to the person as one, and is logged whole.

    What a stranger's file holds has no end, and a page that only says 500 helps nobody.
    """
    try:
        yield
    except (Refused, DatabaseError):
        raise
    except Exception as error:
        logger.exception("Recognising a workbook of %s sheets failed.", len(workbook.sheets))
        raise Refused(
            "Something in this workbook could not be made sense of, which is a fault of this "
            "system and not of yours. Nothing was written. Whoever runs this system can find it in "
            "the log; until it is put right, try the sheets one by one in workbooks of their own."
        ) from error


def _title_told(
    trust: Trust, extracted: Extract, problem: Problem
) -> tuple[str, Problem | None, Problem | None]:
    """The title of a new strategy as the workbook's own titles give it, said to be from there.

    Only for a trust without one: of several it must be said which.
    """
    told = strategy_title(extracted.layout.titles)
    if told is None or Strategy.objects.for_trust(trust).active().exists():
        return "", problem, None
    note = Problem(
        Where(told.sheet, told.cell),
        told.text,
        f"The new strategy is called “{told.text}”, after the title here.",
        "Give it another title in the Strategy box.",
        stops=False,
    )
    return told.text[:LONGEST_TITLE], None, note


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
        if len(title) > LONGEST_TITLE:
            message = (
                f"The strategy's title has {len(title)} characters; {LONGEST_TITLE} is the most."
            )
            return None, "", Problem(Where(), f"{title[:60]}…", message, "Shorten it.")
        return None, title, None
    active = [strategy for strategy in strategies if not strategy.is_archived]
    if len(active) == 1:
        return active[0], active[0].title, None
    remedy = "Give its title in the Strategy box"
    if not active:
        message = "The workbook does not say which strategy it is for, and the trust has none."
        return None, "", Problem(Where(), "", message, f"{remedy}; this import makes it.")
    titles = ", ".join(f"“{strategy.title}”" for strategy in active)
    message = "The workbook does not say which of the trust's strategies it is for."
    return None, "", Problem(Where(), "", message, f"{remedy}: one of {titles}.")
