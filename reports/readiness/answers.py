"""Answers that are missing, returned, challenged, unexplained or not yet approved."""

from collections.abc import Mapping, Sequence

from ambitions.models import Challenge, Item, Update
from ambitions.plan.reader import Key, key_of, key_of_columns
from ambitions.updates.services import missing_answers
from objectives.asking import main_of
from objectives.models import Level
from reports import cells
from reports.readiness.finding import About, Finding, counted
from reports.readiness.printed import Printed
from reports.reading import Plan
from strategy_tracker.ui.dates import short_date
from strategy_tracker.ui.display import inside

_LONGEST_QUOTE = 100


def findings(printed: Printed) -> list[Finding]:
    """What the answers lack that the paper prints, by level, then what was asked about them."""
    asked = _challenges(printed)
    found = [finding for level in Level.values for finding in _about_level(printed, level, asked)]
    others = [
        About(str(item), printed.place_of(item), f", {asked[key_of(item)]}")
        for item in printed.answered_for
        if key_of(item) in asked and not _is_returned(printed, item)
    ]
    if others:
        start = counted(others, "question is", "questions are")
        found.append(Finding(f"{start} asked and not answered.", "challenge", others))
    return found


def _challenges(printed: Printed) -> dict[Key, str]:
    """What governance asked last about each item and nobody has answered."""
    items = ("update__objective_id", "update__ambition_id", "update__action_id")
    asked = Challenge.objects.filter(update__period=printed.plan.period, answered_at=None)
    return {
        key_of_columns(*key): (
            f"asked on {short_date(raised_at)}: “{cells.shorten(text, _LONGEST_QUOTE)}”"
        )
        for text, raised_at, *key in asked.order_by("raised_at", "pk").values_list(
            "text", "raised_at", *items
        )
    }


def _is_returned(printed: Printed, item: Item) -> bool:
    return printed.updates.get(key_of(item), (0, ""))[1] == Update.State.RETURNED


def _about_level(printed: Printed, level: str, asked: Mapping[Key, str]) -> list[Finding]:
    """Answers that are missing, returned, unexplained or not yet approved, at one level."""
    plan = printed.plan
    items = [
        item for item in printed.answered_for if item.level == level and plan.asks_anything(item)
    ]
    silent, returned, unexplained, waiting = [], [], [], []
    for item in items:
        _, state = printed.updates.get(key_of(item), (0, ""))
        if state == Update.State.RETURNED:
            returned.append(item)
        elif state not in (Update.State.SUBMITTED, Update.State.APPROVED):
            silent.append(item)
        elif _is_unexplained(plan, item):
            unexplained.append(item)
        elif state == Update.State.SUBMITTED:
            waiting.append(item)
    told = (
        ("silent", silent, "not handed in, and will print “No return”", True),
        (
            "returned",
            returned,
            "returned and not handed in again, and will print “No return”",
            True,
        ),
        (
            "unexplained",
            unexplained,
            "rated as needing mitigation, without what that asks for",
            True,
        ),
        ("waiting", waiting, "submitted but not approved", False),
    )
    found = [
        _finding(printed, level, some, f"{kind}-{level}", what, must_settle=must, asked=asked)
        for kind, some, what, must in told
        if some
    ]
    return found + _without_a_rating(printed, level, items)


def _without_a_rating(printed: Printed, level: str, items: Sequence[Item]) -> list[Finding]:
    """What was handed in without a rating that must be given, a finding for each rating.

    The rating that speaks for the item always counts: the paper's summary counts it too.
    """
    plan = printed.plan
    found = []
    for dimension in plan.dimensions[level]:
        answers = [
            (item, plan.answer(item))
            for item in items
            if plan.asks(dimension, item)
            and (
                dimension.is_required
                or dimension == main_of(plan.dimensions[level], item, plan.period)
            )
        ]
        bare = [item for item, update in answers if update and dimension.pk not in update.ratings]
        what = f"handed in without “{dimension.label}”, and will print “Not answered” there"
        if bare:
            kind = f"unrated-{level}-{dimension.code}"
            found.append(_finding(printed, level, bare, kind, what, must_settle=True, asked={}))
    return found


def _finding(
    printed: Printed,
    level: str,
    items: Sequence[Item],
    kind: str,
    what: str,
    *,
    must_settle: bool,
    asked: Mapping[Key, str],
) -> Finding:
    strategy = printed.plan.strategy
    singular, plural = strategy.word(level), strategy.word_plural(level)
    start = f"{len(items)} {inside(singular if len(items) == 1 else plural)}"
    verb = "is" if len(items) == 1 else "are"
    about = []
    for item in items:
        question = asked.get(key_of(item), "") if _is_returned(printed, item) else ""
        note = f", {question}" if question else ""
        about.append(About(str(item), printed.place_of(item), note))
    return Finding(f"{start} {verb} {what}.", kind, about, must_settle)


def _is_unexplained(plan: Plan, item: Item) -> bool:
    """Whether a rating given needs an explanation or mitigation that is not there."""
    answer = plan.answer(item)
    if answer is None:
        return False
    asked = [
        heading
        for heading in plan.headings[item.level]
        if heading.is_asked_on_rating and plan.asks(heading, item)
    ]
    missing = missing_answers(
        dimensions=[],
        headings=asked,
        ratings=answer.ratings.values(),
        narratives=answer.narratives.values(),
    )
    return any(gap.field for gap in missing)
