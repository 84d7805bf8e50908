"""What a trust has to set up before its first paper: eight steps, each ticked from the data."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from ambitions.models import ITEM_MODELS
from objectives.current import current_strategy
from objectives.models import Dimension, Heading, Period, RatingScale, Strategy
from reports.models import Paper, PaperLook
from strategy_tracker.accounts.access import TrustRequest
from strategy_tracker.accounts.models import Invitation, Membership, Person
from strategy_tracker.setup.pages import colour_of, counted
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.display import inside


@dataclass(frozen=True)
class State:
    """Whether a step is done, and what there is of it in a few words."""

    is_done: bool
    words: str


@dataclass(frozen=True)
class Step:
    """One step: its page by its route, and how long it takes, as it is told before it is done."""

    label: str
    route: str
    takes: str
    state: Callable[[TrustRequest, Strategy | None], State]


def _trust(request: TrustRequest, strategy: Strategy | None) -> State:
    trust = request.trust
    look = PaperLook.objects.for_trust(trust).first()
    logo = "with a logo" if look and look.logo else "no logo yet"
    return State(look is not None, f"{trust.name}, {colour_of(trust)}, {logo}")


def _strategy(request: TrustRequest, strategy: Strategy | None) -> State:
    if strategy is None:
        return State(False, "None yet. What the board agreed, and what you call its parts")
    words = ", ".join(inside(strategy.word(level)) for level in strategy.levels)
    return State(True, f"{strategy.title}: {words}")


def _people(request: TrustRequest, strategy: Strategy | None) -> State:
    members = Membership.objects.for_trust(request.trust).current().count()
    people = Person.objects.for_trust(request.trust).filter(left_on=None).count()
    invited = (
        Invitation.objects.for_trust(request.trust).filter(state=Invitation.State.OPEN).count()
    )
    is_done = members + invited > 1
    named = counted(people, "person", "people")
    if not is_done and not people:
        words = "You alone. Add the leads, or let an import find their names"
    elif not is_done:
        words = f"{named} named in the plan; nobody but you can sign in yet"
    else:
        words = f"{named} named in the plan, {members} can sign in"
        words += f", {invited} invited" if invited else ""
    return State(is_done, words)


def _scales(request: TrustRequest, strategy: Strategy | None) -> State:
    names = list(RatingScale.objects.for_trust(request.trust).values_list("name", flat=True))
    if not names:
        return State(False, "None yet. A ready set or a spreadsheet brings its own")
    few = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    return State(True, f"{counted(len(names), 'scale')}: {few}")


def _questions(request: TrustRequest, strategy: Strategy | None) -> State:
    found = [
        label
        for model in (Dimension, Heading)
        for label in model.objects.filter(strategy=strategy, is_archived=False)
        .order_by("position")
        .values_list("label", flat=True)
        if strategy
    ]
    if not found:
        return State(False, "None yet. A rating, what was done, why, what comes next")
    more = f" and {len(found) - 2} more" if len(found) > 2 else ""
    return State(True, f"{', '.join(found[:2])}{more}")


def _plan(request: TrustRequest, strategy: Strategy | None) -> State:
    if strategy is None:
        return State(False, "Nothing yet")
    counts = {
        level: ITEM_MODELS[level].objects.filter(strategy=strategy, is_archived=False).count()
        for level in strategy.levels
    }
    told = [
        counted(number, inside(strategy.word(level)), inside(strategy.word_plural(level)))
        for level, number in counts.items()
    ]
    return State(any(counts.values()), ", ".join(told))


def _period(request: TrustRequest, strategy: Strategy | None) -> State:
    own = list(Period.objects.filter(strategy=strategy).order_by("starts_on")) if strategy else []
    dated = [period for period in own if period.due_on]
    if not own:
        return State(False, "None yet. A year of them is added at once, and the first is opened")
    if not dated:
        return State(False, f"{own[0].label} has no due date yet")
    shown = next((period for period in dated if period.is_open), dated[0])
    due = long_date(shown.due_on)
    state = shown.get_status_display().lower()
    return State(True, f"{shown.label}, {state}, answers due {due}")


def _paper(request: TrustRequest, strategy: Strategy | None) -> State:
    published = Paper.objects.for_trust(request.trust).filter(status=Paper.Status.FINAL).count()
    if not published:
        return State(False, "Ticks itself when you publish one")
    return State(True, f"{counted(published, 'paper')} published")


STEPS = (
    Step("Trust: name, logo, colour", "paper_look", "About 2 minutes", _trust),
    Step("Strategy and its words", "setup_strategies", "About 5 minutes", _strategy),
    Step("People who answer", "people_list", "About 10 minutes", _people),
    Step("Rating scales", "setup_scales", "About 5 minutes", _scales),
    Step("Questions each period", "setup_questions", "About 10 minutes", _questions),
    Step("The plan", "plan", "Longest step", _plan),
    Step("First period and its due date", "period_list", "About 2 minutes", _period),
    Step("First board paper", "paper_list", "After the first round", _paper),
)


@dataclass(frozen=True)
class Listed:
    """A step, ready to print: `is_next` says that it is the first that is not done."""

    number: int
    label: str
    url: str
    takes: str
    words: str
    is_done: bool
    is_next: bool


def steps_of(request: TrustRequest) -> list[Listed]:
    """The steps of the trust with what there is of each; some fifteen small queries."""
    strategy = current_strategy(request)
    found: list[Listed] = []
    has_next = False
    for number, step in enumerate(STEPS, start=1):
        state = step.state(request, strategy)
        is_next = not state.is_done and not has_next
        has_next = has_next or is_next
        route, args = step.route, [request.trust.code]
        if step.route == "setup_strategies" and strategy is None:
            route = "setup_strategy_add"
        url = reverse(route, args=args)
        found.append(
            Listed(number, step.label, url, step.takes, state.words, state.is_done, is_next)
        )
    return found
