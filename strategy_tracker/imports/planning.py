"""What importing a workbook would do: the file read, and compared with what the trust has.

Nothing is written here.
"""

from objectives.models import Strategy
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import progress
from strategy_tracker.imports.changeset import ChangeSet, Problem, Where
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.compare import compare
from strategy_tracker.imports.contents import Extract
from strategy_tracker.imports.existing import load_existing
from strategy_tracker.imports.extract import extract
from strategy_tracker.imports.layout.naming import strategy_title
from strategy_tracker.imports.memory import gc_disabled
from strategy_tracker.imports.reading import read_workbook
from strategy_tracker.imports.wording import same_words

LONGEST_TITLE = 300


@gc_disabled()
def plan(
    data: bytes,
    file_name: str,
    trust: Trust,
    strategy_title: str,
    period_label: str,
    choices: Choices,
) -> tuple[ChangeSet, Strategy | None]:
    """The change set, and the strategy it is for; None when it is new, or not yet known.

    Raises Refused, with one sentence, when the file cannot be read at all.
    """
    progress.at("Reading the workbook")
    workbook = read_workbook(data, file_name)
    strategy, title, problem = _choose_strategy(trust, strategy_title)
    progress.at("Comparing it with the plan")
    existing = load_existing(trust, strategy)
    extracted = extract(workbook, existing.known, choices)
    note = None
    if problem and not title and existing.strategy is None:
        title, problem, note = _title_told(trust, extracted, problem)
    changes = compare(
        extracted, existing, file_name=workbook.file_name, title=title, period=period_label
    )
    changes.problems = [text for text in (problem, note) if text] + changes.problems
    if not any(match.holds for match in extracted.matches):
        changes.problems.insert(0, _nothing_recognised(workbook.sheets[0].title))
    return changes, strategy


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
        "Give it another title with --strategy, or in the Strategy box.",
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
    remedy = "Give its title with --strategy, or in the Strategy box"
    if not active:
        message = "The workbook does not say which strategy it is for, and the trust has none."
        return None, "", Problem(Where(), "", message, f"{remedy}; this import makes it.")
    titles = ", ".join(f"“{strategy.title}”" for strategy in active)
    message = "The workbook does not say which of the trust's strategies it is for."
    return None, "", Problem(Where(), "", message, f"{remedy}: one of {titles}.")
