"""The pages of the set-up, listed once, each with what it holds in a few words.

A page below the address of one of them is of that one: it is marked in the list.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404
from django.urls import reverse

from objectives.current import current_strategy, periods, strategies
from objectives.custom_fields import custom_fields
from objectives.models import Dimension, Heading, Level, Passage, Period, RatingScale
from risks.models import RiskCategory
from risks.models.matrix import matrix_of
from strategy_tracker.accounts.access import TrustRequest
from strategy_tracker.accounts.models import Person, Trust
from strategy_tracker.ui.display import inside


def counted(number: int, one: str, several: str = "") -> str:
    """ "1 scale", "2 scales"."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def _strategies(request: TrustRequest) -> str:
    own = strategies(request)
    if not own:
        return "None yet"
    return own[0].title if len(own) == 1 else counted(len(own), "strategy", "strategies")


def _scales(request: TrustRequest) -> str:
    return counted(RatingScale.objects.for_trust(request.trust).count(), "scale")


def _questions(request: TrustRequest) -> str:
    strategy = current_strategy(request)
    if strategy is None:
        return "None yet"
    count: Counter[str] = Counter()
    for model in (Dimension, Heading):
        asked = model.objects.filter(strategy=strategy, is_archived=False)
        count.update(dict(asked.order_by().values_list("level").annotate(Count("pk"))))
    if not count:
        return "None yet"
    above = count[Level.OBJECTIVE] + count[Level.AMBITION]
    words = f"{count[Level.ACTION]} on {inside(strategy.action_word_plural)}"
    return f"{words}, {above} above" if above else words


def _columns(request: TrustRequest) -> str:
    strategy = current_strategy(request)
    found = custom_fields(request.trust.pk, strategy.pk if strategy else None)
    number = sum(map(len, found.values()))
    return counted(number, "column") if number else "None yet"


_KINDS = {
    Period.Kind.MONTH: "Months",
    Period.Kind.QUARTER: "Quarters",
    Period.Kind.HALF_YEAR: "Half-years",
    Period.Kind.YEAR: "Years",
}
# The months in which the parts of a year from April to March begin.
_STARTS = {
    Period.Kind.MONTH: range(1, 13),
    Period.Kind.QUARTER: (4, 7, 10, 1),
    Period.Kind.HALF_YEAR: (4, 10),
    Period.Kind.YEAR: (4,),
}


def _periods(request: TrustRequest) -> str:
    strategy = current_strategy(request)
    own = periods(request, strategy) if strategy else []
    if not own:
        return "None yet"
    kind = Period.Kind(own[0].kind)
    alike = [period for period in own if period.kind == kind]
    of_april = all(
        period.starts_on.day == 1 and period.starts_on.month in _STARTS[kind] for period in alike
    )
    return f"{_KINDS[kind]}, April to March" if of_april else _KINDS[kind]


def _passages(request: TrustRequest) -> str:
    strategy = current_strategy(request)
    number = Passage.objects.filter(strategy=strategy).count() if strategy else 0
    return counted(number, "text") if number else "None yet"


def _matrix(request: TrustRequest) -> str:
    matrix = matrix_of(request.trust.pk)
    if not matrix.has_factors:
        return matrix.name
    return f"{len(matrix.likelihoods)} by {len(matrix.consequences)}"


def _appetite(request: TrustRequest) -> str:
    own = RiskCategory.objects.for_trust(request.trust).filter(is_archived=False)
    number = own.count()
    return counted(number, "category", "categories") if number else "None yet"


def _people(request: TrustRequest) -> str:
    number = Person.objects.for_trust(request.trust).filter(left_on=None).count()
    return counted(number, "person", "people") if number else "Nobody named yet"


def colour_of(trust: Trust) -> str:
    """The trust's colour in words: "NHS blue", or "colour 7C2855"."""
    usual = Trust._meta.get_field("colour").default
    return "NHS blue" if trust.colour == usual else f"colour {trust.colour}"


def _look(request: TrustRequest) -> str:
    colour = colour_of(request.trust)
    return colour[0].upper() + colour[1:]


@dataclass(frozen=True)
class SetupPage:
    """A page by its route; `summary` says in a few words what the trust has set there, `about`
    in a sentence what is set there at all."""

    name: str
    label: str
    about: str
    summary: Callable[[TrustRequest], str]


SETUP_PAGES = (
    SetupPage(
        "setup_strategies",
        "Strategy and words",
        "Title and dates, which levels it has and what you call them.",
        _strategies,
    ),
    SetupPage(
        "setup_scales",
        "Rating scales",
        "The ratings leads choose from: words, letters, colours, which of them ask why.",
        _scales,
    ),
    SetupPage(
        "setup_questions",
        "Questions",
        "What is asked of each level, with its guidance, and as what it is printed.",
        _questions,
    ),
    SetupPage(
        "setup_passages",
        "Vision and other texts",
        "What stands beside the plan: a vision, a plan on a page, covers and introductions.",
        _passages,
    ),
    SetupPage(
        "setup_columns",
        "Your own columns",
        "What you keep with each record beside the fields that every plan has.",
        _columns,
    ),
    SetupPage("setup_periods", "Periods", "When answers and board papers are due.", _periods),
    SetupPage(
        "risk_matrix",
        "Risk matrix and bands",
        "How risks are scored, and from which score they are high.",
        _matrix,
    ),
    SetupPage(
        "risk_appetite",
        "Risk appetite and tolerance",
        "How much risk of each kind the board is willing to take, and up to which score.",
        _appetite,
    ),
    SetupPage(
        "people_list",
        "People and roles",
        "Whom the plan names, who may sign in, and what each may do.",
        _people,
    ),
    SetupPage(
        "paper_look",
        "Trust’s name and look",
        "Name, logo, colour, and the sheet and font of its papers.",
        _look,
    ),
    SetupPage(
        "audit",
        "History of changes",
        "Who did what, when, and from what to what.",
        lambda request: "",
    ),
)


@dataclass(frozen=True)
class Listed:
    """A page of the list, ready to print."""

    label: str
    url: str
    about: str
    summary: str
    is_here: bool


def side_list(request: TrustRequest) -> list[Listed]:
    """The pages with what each holds, and which of them this is; some ten small queries."""
    found = []
    for page in SETUP_PAGES:
        url = reverse(page.name, args=[request.trust.code])
        try:
            summary = page.summary(request)
        except Http404:
            summary = ""  # another trust's strategy was asked for, which the view has answered
        found.append(Listed(page.label, url, page.about, summary, request.path.startswith(url)))
    return found
