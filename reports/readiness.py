"""What a draft paper still lacks, as findings that its governance team settles or accepts."""

from dataclasses import dataclass, field

from ambitions.models import Item, Update
from ambitions.plan.reader import key_of
from ambitions.updates.services import missing_answers
from objectives.dimensions import main_dimension
from objectives.models import Level
from reports import cells
from reports.models import Paper
from reports.reading import Plan, read_plan


@dataclass(frozen=True)
class Finding:
    """One sentence about the paper, and the items it is about.

    `must_settle` findings are what a board would ask about; the others are worth a look.
    """

    text: str
    items: list[str] = field(default_factory=list)
    must_settle: bool = True


def findings(paper: Paper, plan: Plan | None = None) -> list[Finding]:
    """What to settle or look at before `paper` is published, the gravest first.

    `plan` is what was read of its period already, if it was. Reads a fixed number of queries.
    An empty list means that all is in order.
    """
    plan = plan or read_plan(paper.period.strategy, paper.period)
    states = _states(paper)
    found = [finding for level in Level.values for finding in _about_level(plan, level, states)]
    found += _about_the_paper(paper)
    return sorted(found, key=lambda finding: not finding.must_settle)


def _states(paper: Paper) -> dict[tuple[str, int], str]:
    """Where each item's update stands, by (level, id)."""
    columns = ("objective_id", "ambition_id", "action_id", "state")
    rows = Update.objects.filter(period=paper.period).order_by().values_list(*columns)
    return {
        (level, pk): state
        for *items, state in rows
        for level, pk in zip((Level.OBJECTIVE, Level.AMBITION, Level.ACTION), items, strict=True)
        if pk
    }


def _about_level(plan: Plan, level: str, states: dict[tuple[str, int], str]) -> list[Finding]:
    """Answers that are missing, returned, unexplained or not yet approved, at one level."""
    if not plan.dimensions[level] and not plan.headings[level]:
        return []
    items: dict[str, list[Item]] = {
        Level.OBJECTIVE: [*plan.objectives],
        Level.AMBITION: [*plan.ambitions],
        Level.ACTION: [*plan.actions],
    }
    silent, returned, unexplained, waiting = [], [], [], []
    for item in items[level]:
        state = states.get(key_of(item))
        if state == Update.State.RETURNED:
            returned.append(item)
        elif state not in (Update.State.SUBMITTED, Update.State.APPROVED):
            silent.append(item)
        elif _is_unexplained(plan, item):
            unexplained.append(item)
        elif state == Update.State.SUBMITTED:
            waiting.append(item)
    told = (
        (silent, "not handed in, and will print “No return”", True),
        (returned, "returned and not handed in again, and will print “No return”", True),
        (unexplained, "rated as needing mitigation, without what that asks for", True),
        (waiting, "submitted but not approved", False),
    )
    found = [_finding(plan, level, some, what, must) for some, what, must in told if some]
    return found + _without_a_rating(plan, level, items[level])


def _without_a_rating(plan: Plan, level: str, items: list[Item]) -> list[Finding]:
    """What was handed in without a rating that is asked of everyone, a finding for each rating.

    The rating that speaks for the item always counts: the paper's summary counts it too.
    """
    main = main_dimension(plan.dimensions[level])
    found = []
    for dimension in plan.dimensions[level]:
        if dimension != main and (dimension.is_archived or not dimension.is_required):
            continue
        answers = [(item, plan.answer(item)) for item in items]
        bare = [item for item, update in answers if update and dimension.pk not in update.ratings]
        what = f"handed in without “{dimension.label}”, and will print “Not answered” there"
        if bare:
            found.append(_finding(plan, level, bare, what, must_settle=True))
    return found


def _finding(plan: Plan, level: str, items: list[Item], what: str, must_settle: bool) -> Finding:
    singular, plural = plan.strategy.word(level), plan.strategy.word_plural(level)
    start = f"{len(items)} {cells.inside(singular if len(items) == 1 else plural)}"
    verb = "is" if len(items) == 1 else "are"
    return Finding(f"{start} {verb} {what}.", [str(item) for item in items], must_settle)


def _is_unexplained(plan: Plan, item: Item) -> bool:
    """Whether a rating given needs an explanation or mitigation that is not there."""
    answer = plan.answer(item)
    if answer is None:
        return False
    asked = [heading for heading in plan.headings[item.level] if heading.is_asked_on_rating]
    missing = missing_answers(
        dimensions=[],
        headings=asked,
        ratings=answer.ratings.values(),
        narratives=answer.narratives.values(),
    )
    return any(gap.field for gap in missing)


def _about_the_paper(paper: Paper) -> list[Finding]:
    period = paper.period
    found = []
    if period.is_open:
        found.append(Finding(f"{period.label} is still open: answers may change.", [], False))
    if not paper.meeting:
        found.append(Finding("The meeting it is for is not named.", [], False))
    return found
